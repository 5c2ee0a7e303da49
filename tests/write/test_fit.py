from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from feedtool.languages import sound_language
from feedtool.model import (
    Category,
    Enclosure,
    Person,
    Published,
    Region,
    RegionMap,
    Source,
)
from feedtool.write.fit import fitted, looks_like_markup, name, region_category

from .samples import FULL, LINK, NEW_YEAR, feed, published


def fit(article: Published) -> Published:
    return fitted(feed(article)).articles[0]


def test_what_is_right_stays_as_it_is() -> None:
    once = fitted(feed(FULL))
    assert fitted(once) == once
    assert once.articles[0].article == replace(
        FULL.article,
        content='<p>All that is <a href="https://example.org/new">new</a>.</p>',
    )


def test_a_feed_is_made_fit_once_for_all_formats() -> None:
    written = feed(FULL)
    assert fitted(written) is fitted(written)
    assert fitted(feed(FULL)) is not fitted(written)


def test_text_loses_what_formats_cannot_carry() -> None:
    odd = fit(published(title=" a\x00\n\ud800b\x92 ", summary="\x0b\r\na\r\n\ufffeb "))
    assert (odd.article.title, odd.article.summary) == ("a b’", "a\nb")


@pytest.mark.parametrize(
    ("written", "published_as"),
    [
        ("https://x.org/a b?c=[d]", "https://x.org/a%20b?c=%5Bd%5D"),
        ("https://bücher.example/ü", "https://xn--bcher-kva.example/%C3%BC"),
        ("javascript:alert(1)", None),
        ("file:///etc/passwd", None),
        ("/relative", None),
        ("", None),
    ],
)
def test_links_are_addresses_or_left_out(
    written: str, published_as: str | None
) -> None:
    assert fit(published(link=written)).article.link == published_as


def test_a_number_of_ipv6_is_no_host_for_pictures_and_schemes() -> None:
    url = "https://[2001:db8::1]/a"
    topic = Category(term="a", scheme=url)
    article = fit(published(link=url, image=url, categories=(topic,))).article
    assert (article.link, article.image) == (url, None)
    assert article.categories == (Category(term="a"),)


def test_an_id_that_is_none_is_made_into_one() -> None:
    (first, second) = (fit(published(id=bad)).id for bad in ("12345", "a \ud800"))
    assert first.startswith("urn:uuid:") and second.startswith("urn:uuid:")
    assert first == fit(published(id="12345")).id != second


@pytest.mark.parametrize(
    ("given", "called"),
    [
        ({"content": "<p>Text.</p>", "link": LINK}, "Text."),
        ({"link": LINK}, LINK),
        (
            {"enclosures": (Enclosure(url="https://x.org/a.mp3"),)},
            "https://x.org/a.mp3",
        ),
        ({"content": '<img src="https://x.org/?b&amp;c">'}, "https://x.org/?b&c"),
        ({"image": "https://x.org/a.png"}, "https://x.org/a.png"),
        ({}, "tag:x.org,2026:1"),
    ],
)
def test_what_has_no_title_is_called_by_what_it_has(
    given: dict[str, Any], called: str
) -> None:
    untitled = {"title": "", "link": None, "id": "tag:x.org,2026:1"}
    assert name(fit(published(**(untitled | given)))) == called


def test_an_id_is_there_once() -> None:
    twice = feed(published(title="first"), published(title="second"))
    assert [each.article.title for each in fitted(twice).articles] == ["first"]


def test_people_are_those_with_names() -> None:
    people = (
        Person(name="Ada", email="x at y", url="javascript:x"),
        Person(name="", email="bob@example.org"),
        Person(name="Eve <eve@example.org>"),
        Person(name="Dr. Eve <eve@example.org> et al."),
        Person(name=" \x00"),
        Person(name="x" * 300),
    )
    assert fit(published(authors=people)).article.authors == (
        Person(name="Ada"),
        Person(name="bob", email="bob@example.org"),
        Person(name="Eve", email="eve@example.org"),
        Person(name="Dr. Eve et al."),
        Person(name="x" * 199 + "…"),
    )


def test_topics_have_a_term_and_a_sound_scheme() -> None:
    topics = (
        Category(term=" ", label=" "),
        Category(term="a", scheme="not a uri", label="a"),
        Category(term="a"),
        Category(term="", label="b", scheme="urn:example:c"),
    )
    assert fit(published(categories=topics)).article.categories == (
        Category(term="a"),
        Category(term="b", scheme="urn:example:c"),
    )


def test_enclosures_have_an_address_and_a_type() -> None:
    media = (
        Enclosure(url="ftp://x.org/a"),
        Enclosure(url="https://x.org/a", type='audio/ogg; codecs="vorbis"', length=-1),
        Enclosure(url="https://x.org/b", type="mp3", length=5),
    )
    assert fit(published(enclosures=media)).article.enclosures == (
        Enclosure(url="https://x.org/a", type='audio/ogg; codecs="vorbis"'),
        Enclosure(url="https://x.org/b", type="application/octet-stream", length=5),
    )


def test_a_password_in_an_address_is_not_published() -> None:
    secret = "https://me:secret@x.org/"
    source = Source(title="a", feed=f"{secret}feed", link=secret, id="not an id")
    assert fit(published(source=source)).source == Source(title="a")
    assert fit(published(source=Source(link=secret))).source is None
    assert fit(published(source=Source(id="urn:isbn:1"))).source is None


def test_what_its_publisher_says_of_the_source_counts_without_another() -> None:
    ours, theirs = Source(title="ours"), Source(title="theirs")
    assert fit(published(source=ours)).source == ours
    both = Published(
        id=LINK,
        article=replace(FULL.article, source=theirs),
        published=NEW_YEAR,
        updated=NEW_YEAR,
    )
    assert fit(both).source == theirs


def test_other_addresses_are_other_and_there_once() -> None:
    also = ("https://b.org/", LINK, "https://b.org/", "mailto:", "https://c.org/x y")
    assert fit(published(also=also)).also == ("https://b.org/", "https://c.org/x%20y")


def test_dates_are_in_utc_and_whole_seconds() -> None:
    zone = timezone(timedelta(hours=5, minutes=45))
    odd = datetime(2026, 1, 1, 5, 45, 0, 999, tzinfo=zone)
    assert fit(published(published=odd)).published == datetime(2026, 1, 1, tzinfo=UTC)


def test_a_feed_has_what_formats_want() -> None:
    bare = fitted(
        feed(title="", description="", link=None, id=None, updated=None, address=None)
    )
    assert bare.title == bare.description == "Untitled"
    assert bare.id is not None and bare.id.startswith("urn:uuid:")
    assert bare.link is None
    assert bare.updated == datetime(2000, 1, 1, tzinfo=UTC)


def test_a_feed_without_a_date_has_that_of_its_newest_article() -> None:
    later = NEW_YEAR + timedelta(days=1)
    articles = published(updated=NEW_YEAR), published(id="urn:x-b:2", updated=later)
    assert fitted(feed(*articles, updated=None)).updated == later


def test_what_nobody_can_see_is_no_text() -> None:
    unseen = fitted(feed(published(summary="\u200b\n\u00ad"), description="\u200b"))
    assert unseen.description == unseen.title
    assert unseen.articles[0].article.summary == ""


@pytest.mark.parametrize(
    ("written", "known"),
    [
        ("en", "en"),
        ("en_GB", "en-GB"),
        (" pt-BR ", "pt-BR"),
        ("zh-Hant-TW", "zh-Hant-TW"),
        ("iw", "he"),
        ("EN-us", "EN-us"),
        ("yue", None),
        ("english", None),
        ("e", None),
        ("", None),
        (None, None),
    ],
)
def test_languages_are_those_of_iso_639(written: str | None, known: str | None) -> None:
    assert sound_language(written) == known


@pytest.mark.parametrize(
    ("plain", "does"),
    [
        ("List<String>", False),
        ("x < y", False),
        ("AT&T", False),
        ("<b>a</b>", True),
        ("a</p>", True),
        ("a</body>", True),
        ("&amp;", True),
        ("a &copy b", True),
        ("&#60", True),
        ("&unknown;", False),
    ],
)
def test_only_what_may_be_taken_for_markup_looks_like_it(
    plain: str, does: bool
) -> None:
    assert looks_like_markup(plain) is does


def test_regions_of_the_un_are_called_by_their_codes() -> None:
    area = Region(id="central-asia", title="Central Asia", code="143")
    shown = feed(map=RegionMap((area, Region(id="own", title="Our own"))))
    assert region_category("central-asia", shown) == Category(
        term="143",
        scheme="https://unstats.un.org/unsd/methodology/m49/",
        label="Central Asia",
    )
    assert region_category("own", shown) == Category(
        term="own", scheme="https://example.org/#regions", label="Our own"
    )
    assert region_category("gone", shown).label == "gone"
    linkless = replace(shown, link=None, map=None, region=area)
    assert region_category("central-asia", linkless).term == "143"
    assert region_category("own", linkless).scheme is None
