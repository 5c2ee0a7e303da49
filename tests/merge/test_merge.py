from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import combinations
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedtool import urls
from feedtool.merge import identity, keys, merge, public_id
from feedtool.model import (
    Article,
    Category,
    Copy,
    Enclosure,
    Person,
    Pin,
    Published,
    Source,
)

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
LINK = "https://example.org/battery"
TAG = "tag:example.org,2026:battery"
LONG = "<p>Of four hundred houses two hundred have a battery by now.</p>"
PIN = Pin(id="urn:x-first:1", published=NOW - 30 * DAY)


def copy(
    name: str = "a", /, *, pin: Pin | None = None, place: str | None = None, **of: Any
) -> Copy:
    """Return a copy as a source carries it: "a" is trusted more than "b"."""
    seen = of.pop("seen", NOW)
    last_seen = of.pop("last_seen", seen)
    edited = of.pop("edited", None)
    near = of.pop("near", frozenset())
    row = of.pop("row", 0)
    article = Article(**{"title": "Battery on", "link": LINK} | of)
    return Copy(
        article=article,
        source=name,
        address=f"https://{name}.example.org/feed",
        rank=ord(name) - ord("a"),
        place=place,
        dated=article.published or seen,
        first_seen=seen,
        last_seen=last_seen,
        updated=edited,
        near=near,
        row=row,
        pin=pin,
    )


def record(name: str = "a", /, **of: Any) -> Copy:
    return copy(name, **{"place": "articles/battery.yaml:1"} | of)


def the_one(*copies: Copy) -> Published:
    [published] = merge(copies)
    return published


def sources(copies: Iterable[Copy]) -> list[list[str]]:
    """Return the sources of the copies of each result, in order."""
    return sorted([c.source for c in published.copies] for published in merge(copies))


# -- what copies are known by ------------------------------------------------------


@pytest.mark.parametrize(
    ("article", "known_by"),
    [
        (Article(guid="12", link=LINK), "guid:12"),
        (Article(link=LINK + "/?utm_source=x"), "link:example.org/battery"),
    ],
)
def test_an_article_is_known_by_its_guid_then_its_link(
    article: Article, known_by: str
) -> None:
    assert identity(article) == known_by


def test_without_guid_and_link_an_article_is_known_by_its_text() -> None:
    one = Article(title="One", summary="Text")
    assert identity(one) == identity(replace(one, authors=(Person(name="Ada"),)))
    assert identity(one) != identity(replace(one, summary="Other text"))


def test_copies_meet_under_an_absolute_guid_and_a_canonical_link() -> None:
    assert keys(Article(guid=TAG, link="http://www.example.org/battery/#top")) == {
        f"id:{TAG}",
        "link:example.org/battery",
    }


@pytest.mark.parametrize("guid", ["123", "battery", "/2026/battery", "", None])
def test_a_guid_that_is_no_absolute_iri_is_no_key(guid: str | None) -> None:
    assert keys(Article(guid=guid)) == frozenset()


# -- what is one article -----------------------------------------------------------


def test_copies_with_the_same_canonical_link_are_one_article() -> None:
    assert the_one(
        copy("a", guid="1", title="Battery on"),
        copy("b", guid="9", title="A battery!", link=f"{LINK}/?utm_source=planet#x"),
    )


@pytest.mark.parametrize(
    ("agreeing", "results"),
    [
        ({"title": "battery ON", "summary": "Another text"}, 1),
        ({"summary": "Of four hundred houses two hundred have one."}, 1),
        ({"content": LONG}, 1),
        ({"summary": "Read more."}, 2),  # a few words may be a formula
        ({}, 2),
    ],
)
def test_copies_with_one_guid_and_an_agreeing_title_or_text_are_one_article(
    agreeing: dict[str, Any], results: int
) -> None:
    one = copy("a", guid=TAG, summary=agreeing.get("summary", ""), content=LONG)
    other = {"title": "Large battery", "link": "https://b.example.org/1"} | agreeing
    assert len(merge([one, copy("b", guid=TAG, **other)])) == results


def test_a_source_cannot_take_over_an_article_by_using_its_guid() -> None:
    stolen = copy("b", guid=TAG, title="Buy now", link="https://b.example.org/1")
    assert sources([copy("a", guid=TAG), stolen]) == [["a"], ["b"]]


def test_the_same_guid_means_nothing_where_it_is_a_mere_number() -> None:
    assert sources(
        [copy("a", guid="12", link=None), copy("b", guid="12", link=None)]
    ) == [["a"], ["b"]]


def test_the_same_title_alone_makes_no_article() -> None:
    assert len(merge([copy("a"), copy("b", link="https://b.example.org/1")])) == 2


@pytest.mark.parametrize("of_both", [{}, {"guid": TAG}])
def test_a_copy_is_the_article_whose_page_and_title_it_names_as_its_source(
    of_both: dict[str, Any],
) -> None:
    there = copy("a", **of_both)
    planet = _passed_on(f"{LINK}/?utm_source=planet", **of_both)
    assert sources([there, planet]) == [["a", "b"]]
    assert sources([replace(there, rank=2), planet]) == [["b", "a"]]


def test_a_source_is_no_evidence_under_another_title_or_where_it_is_a_site() -> None:
    assert len(merge([copy("a"), _passed_on(LINK, title="Battery off")])) == 2
    site = "https://example.org/"
    assert len(merge([copy("a", link=site), _passed_on(site)])) == 2


def test_two_articles_with_one_source_and_one_title_are_two() -> None:
    other = _passed_on(LINK, "c", link="https://c.example.org/1")
    assert len(merge([_passed_on(LINK), other])) == 2


def test_a_source_is_no_evidence_where_several_articles_lead_to_its_page() -> None:
    live = [copy("a", guid=guid) for guid in ("1", "2")]
    assert sources([*live, _passed_on(LINK)]) == [["a"], ["a"], ["b"]]


def test_a_retraction_is_not_of_what_has_the_article_for_its_source() -> None:
    comment = _passed_on(LINK, title="On the battery")
    assert sources([record(retracted=True, title=""), comment]) == [["b"]]


def _passed_on(page: str, name: str = "b", /, **of: Any) -> Copy:
    """Return a copy elsewhere whose source is on *page*."""
    elsewhere = {"link": "https://b.example.org/1"}
    return copy(name, source=Source(title="Heat Journal", link=page), **elsewhere | of)


def test_one_guid_on_several_links_is_one_article() -> None:
    mirrors = [
        copy(source, guid=TAG, link=f"https://{source}.example.org/1")
        for source in "abc"
    ]
    published = the_one(*mirrors)
    assert published.article.link == "https://a.example.org/1"
    assert published.also == ("https://b.example.org/1", "https://c.example.org/1")


def test_one_link_under_several_guids_in_one_source_is_several_articles() -> None:
    live = [copy("a", guid=f"{TAG}-{hour}", title=f"At {hour}") for hour in range(5)]
    assert len(merge(live)) == 5


def test_of_several_articles_on_one_page_a_copy_joins_the_one_with_its_title() -> None:
    live = [copy("a", guid=f"{TAG}-{hour}", title=f"At {hour}") for hour in range(5)]
    results = merge([*live, copy("b", title="At 3")])
    assert [r.article.title for r in results if len(r.copies) == 2] == ["At 3"]


def test_a_copy_that_could_be_either_of_two_is_the_one_with_its_title() -> None:
    by_link = copy("a", title="Large battery", guid="1")
    by_guid = copy("b", guid=TAG, link="https://b.example.org/1")
    both = [[c.source for c in p.copies] for p in merge([by_link, by_guid])]
    assert both == [["a"], ["b"]]
    assert sources([by_link, by_guid, copy("c", guid=TAG)]) == [["a"], ["b", "c"]]


def test_another_source_never_makes_one_article_of_two() -> None:
    shared = copy("a", guid=TAG)
    one = copy("b", guid="1", title="Large battery")
    two = copy("b", guid=TAG, link="https://b.example.org/1")
    assert len(merge([shared, one])) == 1
    assert len(merge([shared, two])) == 1
    assert len(merge([shared, one, two])) == 2


@pytest.mark.parametrize(("many", "few"), [("a", "b"), ("b", "a")])
def test_an_article_is_not_lost_because_all_links_lead_to_one_page(
    many: str, few: str
) -> None:
    news = [copy(many, guid=f"news {n}", title=f"News {n}") for n in range(3)]
    notes = [copy(few, guid=f"note {n}", title=f"Note {n}") for n in range(2)]
    assert len(merge([*news, *notes])) == 5
    assert len(merge([*news, notes[0]])) == 4


def test_a_source_that_changes_its_guids_carries_the_same_articles() -> None:
    old = copy("a", guid="1", seen=NOW - 9 * DAY, last_seen=NOW - 2 * DAY)
    new = copy("a", guid="post-1", seen=NOW - DAY)
    assert len(the_one(old, new).copies) == 2
    still_there = replace(old, last_seen=NOW)
    assert len(merge([still_there, new])) == 2


def test_two_records_are_two_articles() -> None:
    one = record(guid=TAG, seen=NOW - 9 * DAY, last_seen=NOW - 2 * DAY)
    other = record(guid=f"{TAG}-2", place="articles/battery.yaml:9")
    assert len(merge([one, other])) == 2


# -- who wins, and what is kept ----------------------------------------------------


def test_the_earlier_source_wins() -> None:
    early = copy("a", title="Ours", summary="Short")
    late = copy("b", title="Theirs", content=LONG, seen=NOW - DAY)
    published = the_one(late, early)
    assert published.article.title == "Ours"
    assert [c.source for c in published.copies] == ["a", "b"]


def test_of_equally_trusted_sources_the_fuller_copy_wins() -> None:
    one = replace(copy("a", summary="Short"), rank=7)
    other = replace(copy("b", content=LONG, title="Full"), rank=7)
    assert the_one(one, other).article.title == "Full"


def test_a_record_wins_over_a_feed() -> None:
    ours = record(title="Ours", summary="In our words.", regions=("bavaria",))
    theirs = copy("b", title="Theirs", summary="In theirs.", content=LONG)
    article = the_one(theirs, ours).article
    assert (article.title, article.summary) == ("Ours", "In our words.")
    assert article.content == LONG
    assert article.regions == ("bavaria",)


def test_what_the_others_know_is_kept() -> None:
    known: dict[str, Any] = {
        "summary": "In their words.",
        "content": LONG,
        "authors": (Person(name="Ada"),),
        "enclosures": (Enclosure(url="https://b.example.org/1.mp3"),),
        "image": "https://b.example.org/1.jpg",
        "language": "de",
        "regions": ("bavaria",),
        "expires": NOW + DAY,
    }
    article = the_one(copy("a"), copy("b", **known)).article
    assert {name: getattr(article, name) for name in known} == known


def test_what_the_winner_knows_is_not_replaced() -> None:
    mine = copy(
        "a",
        summary="Mine",
        content="<p>Mine</p>",
        authors=(Person(name="Ada"),),
        image="https://a.example.org/1.jpg",
        regions=(),
        rights="© A",
    )
    other = copy(
        "b",
        summary="Theirs",
        content=LONG,
        authors=(Person(name="Bob"),),
        image="https://b.example.org/1.jpg",
        regions=("bavaria",),
        rights="© B",
    )
    assert the_one(mine, other).article == mine.article


def test_categories_of_all_copies_are_joined() -> None:
    mine = copy("a", categories=(Category(term="Heat"),))
    other = copy("b", categories=(Category(term="heat"), Category(term="field tests")))
    terms = [c.term for c in the_one(mine, other).article.categories]
    assert terms == ["Heat", "field tests"]


@pytest.mark.parametrize(
    ("base", "resolved_against"),
    [("https://b.example.org/blog/", "https://b.example.org/blog/"), (None, LINK)],
)
def test_content_brings_what_its_links_are_resolved_against(
    base: str | None, resolved_against: str
) -> None:
    mine = copy("a", link=None, guid=TAG, base="https://a.example.org/")
    other = copy("b", guid=TAG, content=LONG, base=base)
    assert the_one(mine, other).article.base == resolved_against


def test_rights_come_only_with_the_content_they_are_about() -> None:
    theirs = copy("b", content=LONG, rights="© B")
    assert the_one(copy("a"), theirs).article.rights == "© B"
    assert the_one(copy("a", rights="© A"), theirs).article.rights == "© A"
    ours = copy("a", content="<p>Ours</p>")
    assert the_one(ours, theirs).article.rights is None
    bare = copy("b", rights="© B")
    assert the_one(copy("a"), bare).article.rights is None
    full = copy("c", content=LONG, rights="© C")
    assert the_one(copy("a"), bare, full).article.rights == "© C"


@pytest.mark.parametrize("mine", [record(), copy("a")])
def test_what_the_winner_does_not_say_of_its_source_no_other_says(mine: Copy) -> None:
    theirs = copy("b", content=LONG, source=Source(title="Heat Journal"))
    published = the_one(mine, theirs)
    assert published.source is None
    assert published.article.source is None


def test_a_record_may_name_its_source() -> None:
    theirs = copy("b", source=Source(title="Planet"))
    journal = Source(title="Heat Journal")
    assert the_one(record(source=journal), theirs).source == journal


def test_also_names_every_other_link_once() -> None:
    elsewhere = "https://elsewhere.example/1"
    links = [LINK, f"{LINK}?utm_source=x", elsewhere, f"{LINK}/", f"{elsewhere}#top"]
    published = the_one(
        *(
            copy(source, link=link, guid=TAG)
            for source, link in zip("abcde", links, strict=True)
        )
    )
    assert published.also == (elsewhere,)


def test_the_link_that_is_shown_is_no_other_link() -> None:
    published = the_one(record(link=None, guid=TAG), copy("b", guid=TAG))
    assert published.article.link == LINK
    assert published.also == ()


# -- ids and dates -----------------------------------------------------------------


@pytest.mark.parametrize("guid", [TAG, LINK, "urn:x-news:1", "HTTP://Example.org/%7e"])
def test_an_absolute_guid_is_published_byte_for_byte(guid: str) -> None:
    assert the_one(copy(guid=guid)).id == guid


@pytest.mark.parametrize(
    ("of", "name"),
    [
        ({"guid": "12"}, "12"),
        ({"guid": None, "link": f"{LINK}/#top"}, urls.canonical(LINK)),
    ],
)
def test_other_ids_are_made_of_the_source_and_what_it_calls_the_article(
    of: dict[str, Any], name: str
) -> None:
    made = uuid5(NAMESPACE_URL, f"https://a.example.org/feed\n{name}")
    assert the_one(copy("a", **of)).id == made.urn


def test_the_same_number_in_two_sources_gives_two_ids() -> None:
    one, other = copy("a", guid="12", link=None), copy("b", guid="12", link=None)
    assert public_id(one) != public_id(other)


def test_a_guid_with_half_a_character_gives_an_id() -> None:
    published = the_one(copy(guid="\ud800", link=None, title="\ud800"))
    assert UUID(published.id).version == 5


def test_ids_are_the_same_in_every_run() -> None:
    program = (
        "from feedtool.merge import merge\n"
        "from tests.merge.test_merge import copy, LINK\n"
        "copies = [copy(s, guid=g, link=f'{LINK}-{g}')"
        " for s in 'abc' for g in ('1', '2', '')]\n"
        "print([(p.id, p.also, len(p.copies)) for p in merge(copies)])\n"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={
                **os.environ,
                "PYTHONHASHSEED": seed,
                "PYTHONPATH": os.pathsep.join(sys.path),
            },
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(outputs) == 1


def test_two_articles_with_one_guid_have_two_ids() -> None:
    mine = copy("a", guid=TAG)
    stolen = copy("b", guid=TAG, title="Buy now", link="https://b.example.org/1")
    one, other = merge([stolen, mine])
    assert (one.id, one.copies) == (TAG, (mine,))
    assert other.id == uuid5(NAMESPACE_URL, f"https://b.example.org/feed\n{TAG}").urn


def test_records_that_would_have_the_same_id_have_two() -> None:
    places = [f"articles/battery.yaml:{line}" for line in (1, 9, 17)]
    records = [record(place=place, title=place) for place in places]
    published = merge(records)
    assert len({p.id for p in published}) == 3
    assert merge(reversed(records)) == published


def test_an_older_article_keeps_an_id_that_a_newer_one_would_have() -> None:
    old = copy("b", guid="1", pin=Pin(id=TAG, published=NOW - DAY), seen=NOW - DAY)
    new = copy("a", guid=TAG, link="https://a.example.org/1")
    assert {p.id: p.copies for p in merge([new, old])}[TAG] == (old,)


def test_the_id_and_the_date_stay_when_a_better_copy_arrives() -> None:
    old = copy("b", guid="1", pin=PIN, seen=NOW - 30 * DAY, title="Theirs")
    better = copy("a", guid=TAG, published=NOW, title="Ours", content=LONG)
    published = the_one(better, old)
    assert (published.id, published.published) == (PIN.id, PIN.published)
    assert published.article.title == "Ours"


def test_of_two_pinned_articles_that_become_one_the_older_one_goes_on() -> None:
    older = copy("b", guid="1", pin=PIN, seen=NOW - 30 * DAY)
    newer = copy("a", pin=Pin(id=TAG, published=NOW - DAY), seen=NOW - DAY)
    published = the_one(newer, older)
    assert (published.id, published.published) == (PIN.id, PIN.published)


def test_when_one_article_turns_out_to_be_two_the_id_stays_with_its_own() -> None:
    pin = Pin(id=TAG, published=NOW - DAY)
    own = copy("a", guid=TAG, pin=pin, seen=NOW - DAY)
    other = copy("b", guid="1", pin=pin, seen=NOW - 2 * DAY, title="Other")
    assert len(merge([own, other])) == 1
    another = copy("a", guid=f"{TAG}-2", title="Another")
    results = {p.id: p.copies for p in merge([own, other, another])}
    assert len(results) == 3
    assert results[TAG] == (own,)


def test_the_date_of_a_record_is_the_one_its_editor_gives() -> None:
    pinned = record(published=NOW - 9 * DAY, pin=Pin(id=TAG, published=NOW))
    published = the_one(pinned)
    assert (published.id, published.published) == (TAG, NOW - 9 * DAY)


def test_a_winner_without_a_date_has_that_of_another_copy() -> None:
    dated = copy("b", published=NOW - 2 * DAY)
    undated = copy("c", seen=NOW - 9 * DAY)
    assert the_one(copy("a"), dated, undated).published == NOW - 2 * DAY
    assert the_one(copy("a")).published == NOW


@pytest.mark.parametrize(
    ("edited", "shown"),
    [
        (None, NOW - DAY),
        (NOW - 2 * DAY, NOW - DAY),  # before it was published
        (NOW - HOUR, NOW - HOUR),
    ],
)
def test_updated_is_when_the_winner_was_edited(
    edited: datetime | None, shown: datetime
) -> None:
    mine = copy("a", published=NOW - DAY, edited=edited, updated=NOW)
    other = copy("b", published=NOW - DAY, edited=NOW)
    assert the_one(mine, other).updated == shown


def test_a_record_may_be_updated_in_the_future() -> None:
    updated = NOW + 90 * DAY
    assert the_one(record(published=NOW, updated=updated)).updated == updated


# -- retracted ---------------------------------------------------------------------


@pytest.mark.parametrize("named", [{"guid": TAG, "link": None}, {"link": f"{LINK}/"}])
def test_what_a_record_retracts_stays_out_when_a_feed_brings_it(
    named: dict[str, str | None],
) -> None:
    retracted = record(retracted=True, title="", **named)
    other = copy("c", link="https://c.example.org/2")
    assert sources([copy("b", guid=TAG), retracted, other]) == [["c"]]


@pytest.mark.parametrize("named", [LINK, "https://c.example.org/1"])
def test_a_retracted_article_does_not_come_up_again_under_another_link(
    named: str,
) -> None:
    mirror = copy("c", guid=TAG, link="https://c.example.org/1")
    retracted = record(retracted=True, title="", link=named)
    assert merge([copy("b", guid=TAG), mirror, retracted]) == []


# -- what always holds -------------------------------------------------------------

_LINKS = st.sampled_from(
    [None, "https://example.org/", LINK, f"{LINK}/?utm_source=x", "http://x.example/1"]
)
_GUIDS = st.sampled_from([None, "1", "2", TAG, f"{TAG}-2", LINK, "example.org/battery"])
_PINS = st.sampled_from([None, None, PIN, Pin(id=TAG, published=NOW - DAY)])


@st.composite
def _copy(draw: st.DrawFn) -> Copy:
    seen = NOW - draw(st.integers(0, 3)) * DAY
    source = draw(st.sampled_from("abc"))
    place = (
        draw(st.sampled_from(["articles/x.yaml:1", None])) if source == "a" else None
    )
    made = copy(
        source,
        guid=draw(_GUIDS),
        link=draw(_LINKS),
        title=draw(st.sampled_from(["", "One", "Two"])),
        summary=draw(st.sampled_from(["", "A summary"])),
        content=draw(st.sampled_from(["", LONG])),
        published=draw(st.sampled_from([None, NOW - DAY, NOW - 2 * DAY])),
        source=draw(st.sampled_from([None, None, Source(title="Heat", link=LINK)])),
        retracted=place is not None and draw(st.integers(0, 9)) == 0,
        place=place,
        pin=draw(_PINS),
        seen=seen,
        last_seen=min(NOW, seen + draw(st.integers(0, 2)) * DAY),
    )
    return replace(made, rank=draw(st.sampled_from([0, made.rank])))


def _distinct(copies: list[Copy]) -> list[Copy]:
    """Return *copies* as a memory has them: a source has each article once."""
    return list({(c.source, identity(c.article)): c for c in copies}.values())


_COPIES = st.lists(_copy(), max_size=8).map(_distinct)


@given(
    _COPIES.flatmap(lambda copies: st.tuples(st.just(copies), st.permutations(copies)))
)
@settings(max_examples=100, deadline=None)
def test_the_order_of_copies_does_not_matter(
    orders: tuple[list[Copy], list[Copy]],
) -> None:
    copies, shuffled = orders
    assert merge(copies) == merge(shuffled)


def _names(copy: Copy) -> set[str]:
    return {key for key in keys(copy.article) if key.startswith(("id:", "link:"))}


@given(_COPIES)
@settings(max_examples=100, deadline=None)
def test_every_copy_is_in_one_result_or_retracted(copies: list[Copy]) -> None:
    results = merge(copies)
    kept = [c for published in results for c in published.copies]
    assert all(kept.count(c) == 1 for c in kept)
    retracted = [c for c in copies if c.article.retracted]
    named = frozenset[str]().union(*(_names(c) for c in retracted))
    for c in kept:
        assert c in copies
        assert not c.article.retracted
        assert not _names(c) & named
    if not retracted:
        assert len(kept) == len(copies)


@given(_COPIES)
@settings(max_examples=100, deadline=None)
def test_no_two_results_share_an_id(copies: list[Copy]) -> None:
    ids = [published.id for published in merge(copies)]
    assert len(set(ids)) == len(ids)
    assert all(map(urls.is_iri, ids))


@given(_COPIES)
@settings(max_examples=100, deadline=None)
def test_copies_of_one_article_share_a_key_with_another(copies: list[Copy]) -> None:
    for published in merge(copies):
        for one in published.copies[1:]:
            before = published.copies[: published.copies.index(one)]
            assert any(keys(one.article) & keys(other.article) for other in before)


@given(_COPIES)
@settings(max_examples=100, deadline=None)
def test_a_source_has_an_article_once_at_a_time(copies: list[Copy]) -> None:
    for published in merge(copies):
        for one, other in combinations(published.copies, 2):
            if one.source == other.source:
                apart = one.last_seen < other.first_seen
                apart |= other.last_seen < one.first_seen
                went_back = one.pin and other.pin and one.pin.id == other.pin.id
                assert apart or (went_back and one.last_seen != other.last_seen)


@given(_COPIES, st.booleans())
@settings(max_examples=100, deadline=None)
def test_merging_again_changes_nothing(copies: list[Copy], all_pinned: bool) -> None:
    # What a retraction took along no longer tells the others apart.
    unpinned = [replace(c, pin=None) for c in copies if not c.article.retracted]
    first = merge(unpinned)
    again = merge(
        replace(c, pin=Pin(id=published.id, published=published.published))
        if all_pinned or c is published.copies[0]
        else c
        for published in first
        for c in published.copies
    )

    def shown(results: list[Published]) -> list[tuple[object, ...]]:
        return sorted(
            (p.id, p.published, p.updated, p.article.title, p.article.content, p.also)
            for p in results
        )

    assert shown(again) == shown(first)


def test_many_articles_on_one_page_do_not_take_long() -> None:
    copies = [copy("a", guid=f"{n}", title=f"Note {n}") for n in range(300)]
    assert len(merge(copies)) == 300


def test_ever_so_many_articles_under_one_link_take_time_in_proportion() -> None:
    def seconds(number: int) -> float:
        copies = [copy("a", guid=f"{n}", title=f"Note {n}") for n in range(number)]
        began = time.process_time()
        assert len(merge(copies)) == number
        return time.process_time() - began

    # The best of a few: what else the machine does only ever adds.
    few, many = (min(seconds(n) for _ in range(3)) for n in (1_000, 4_000))
    assert many < 8 * few


def test_the_date_of_a_record_that_does_not_win_is_not_taken_later() -> None:
    theirs = copy("a", published=NOW - DAY)
    ours = record("b", published=NOW - 9 * DAY, seen=NOW - HOUR)
    first = the_one(theirs, ours)
    pin = Pin(id=first.id, published=first.published)
    again = the_one(replace(theirs, pin=pin), replace(ours, pin=pin))
    assert again.published == first.published == NOW - DAY
