from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedtool.merge.near import (
    Frequencies,
    Lead,
    Terms,
    lead,
    signatures,
    terms,
    verdict,
)
from feedtool.model import Article, Enclosure, Source

from .pairs import Pair, pairs

TEXT = (
    "The governor of Sicily told reporters on Monday that the ferry to Lampedusa will "
    "run again from 3 March, after engineers from Palermo repaired both of its engines."
)
PAIRS = list(pairs())


def article(title: str = "Ferry to Lampedusa runs again", /, **of: Any) -> Article:
    return Article(**{"title": title, "summary": TEXT} | of)


def coded(one: Article) -> Terms:
    return terms(lead(one))


# -- the pairs in tests/data/merge --------------------------------------------------


@pytest.mark.parametrize(
    "pair", [pair for pair in PAIRS if not pair.same], ids=lambda pair: pair.name
)
def test_what_looks_alike_is_kept_apart(pair: Pair) -> None:
    found = verdict(pair.one, pair.other)
    assert not found.same, found.reason


def test_more_than_nine_of_ten_near_pairs_are_found() -> None:
    frequencies = Frequencies()
    found = {id(a): coded(a) for pair in PAIRS for a in (pair.one, pair.other)}
    for each in found.values():
        frequencies.add(each)
    missed, near = [], [pair for pair in PAIRS if pair.same and not pair.by_link]
    for pair in near:
        one, other = found[id(pair.one)], found[id(pair.other)]
        meet = signatures(one, frequencies) & signatures(other, frequencies)
        if not meet or not verdict(pair.one, pair.other).same:
            missed.append(pair.name)
    assert len(missed) < 0.1 * len(near), missed


def test_there_are_enough_pairs_of_both_kinds() -> None:
    same = sum(pair.same for pair in PAIRS)
    assert same >= 60
    assert len(PAIRS) - same >= 60


def test_articles_of_different_pairs_are_kept_apart() -> None:
    """What two pairs share by chance, or tell of one event, is not the same text."""
    firsts = [(pair.name, pair.one, lead(pair.one)) for pair in PAIRS]
    merged = [
        (name, of)
        for (name, one, mine), (of, other, theirs) in combinations(firsts, 2)
        if verdict(one, other, (mine, theirs)).same
        and one != other
        and (one.title, one.link) != (other.title, other.link)
    ]
    assert [names for names in merged if not _is_known(*names)] == []


def _is_known(one: str, other: str) -> bool:
    """Tell whether two pairs are made of the same article on purpose."""
    return all("links.yaml" in name or "pay wall" in name for name in (one, other))


# -- what is said of them -----------------------------------------------------------


def test_the_reason_says_how_far_they_agree() -> None:
    found = verdict(article(), article("Sicily: Lampedusa ferry back in March"))
    assert found.same
    assert found.reason == "28 words agree where their texts begin"


@pytest.mark.parametrize(
    ("other", "reason"),
    [
        (article(language="it"), "their languages differ: en, it"),
        (
            article(summary=TEXT.replace("3 March", "5 March")),
            "the numbers differ: 3, 5",
        ),
        (
            article(summary=TEXT.replace("Palermo", "Naples")),
            "the names differ: naples, palermo",
        ),
        (
            article(summary=TEXT.replace("Monday", "Tuesday")),
            "the days differ: monday, tuesday",
        ),
        (
            article(summary=TEXT.replace("will run", "will not run")),
            "one says what the other denies",
        ),
        (
            article("Correction: ferry to Lampedusa"),
            "one of them corrects or withdraws something",
        ),
        (article(summary=""), "there is too little text to compare"),
        (article(summary="Nobody knows why. " * 8), "their texts differ"),
    ],
)
def test_the_reason_says_what_tells_them_apart(other: Article, reason: str) -> None:
    found = verdict(article(language="en"), other)
    assert not found.same
    assert found.reason == reason


@pytest.mark.parametrize(
    "title",
    ["About", "Hello world", "Morning briefing: what you need to know today"],
)
def test_equal_titles_alone_never_suffice(title: str) -> None:
    assert not verdict(article(title, summary=""), article(title, summary="")).same


def test_a_named_source_stands_for_a_text_that_is_missing() -> None:
    one = article(link="https://sicily.example/ferry")
    other = article(
        link="https://planet.example/1",
        summary="",
        source=Source(link="https://www.sicily.example/"),
    )
    assert verdict(one, other).same
    elsewhere = article(
        link="https://planet.example/1",
        summary="",
        source=Source(link="https://naples.example/"),
    )
    assert not verdict(one, elsewhere).same


def test_other_recordings_are_other_articles() -> None:
    one = article(enclosures=(Enclosure(url="https://a.example/1.mp3?x=1"),))
    same = article(enclosures=(Enclosure(url="https://b.example/1.mp3"),))
    other = article(enclosures=(Enclosure(url="https://a.example/2.mp3"),))
    assert verdict(one, same).same
    assert not verdict(one, other).same


# -- leads and signatures -----------------------------------------------------------


@pytest.mark.parametrize(
    "before",
    [
        "PALERMO (Reuters) - ",
        "PALERMO, Feb 17 (AP) -- ",
        "PALERMO: ",
        "(CNN) — ",
        "Palermo (dpa) - ",
        "PALERMO, Italy, Feb. 10, 2026 /PRNewswire/ -- ",
        "Listen to this article. ",
        "3 min read. ",
    ],
)
@pytest.mark.parametrize("after", ["", " […]", "… Read more", "\nContinue reading"])
def test_a_lead_begins_and_ends_with_words_of_the_text(before: str, after: str) -> None:
    assert lead(article(summary=before + TEXT + after)).text == lead(article()).text


@pytest.mark.parametrize(
    "after", [" - BBC News", " | Sicily Today", " | News | Sicily Today", " - Reuters"]
)
def test_a_title_ends_before_the_name_of_the_site(after: str) -> None:
    assert lead(article("Ferry to Lampedusa runs again" + after)) == lead(article())


def test_a_lead_of_content_leaves_bylines_and_captions_out() -> None:
    content = f"<h2>At last</h2><p>By Ada Conti</p><p>{TEXT}</p>"
    assert lead(article(summary="", content=content)).text == lead(article()).text


def test_the_table_of_frequencies_is_the_same_in_any_order() -> None:
    found = [coded(pair.one) for pair in PAIRS[:20]]
    forth, back = Frequencies(), Frequencies()
    for each in found:
        forth.add(each)
    for each in reversed(found):
        back.add(each)
    assert forth.to_bytes() == back.to_bytes()
    assert Frequencies(forth.to_bytes()).to_bytes() == forth.to_bytes()


def test_a_table_that_is_damaged_is_begun_anew() -> None:
    assert Frequencies(b"x").to_bytes() == Frequencies().to_bytes()


def test_signatures_hold_when_words_become_more_common() -> None:
    one, other = Frequencies(), Frequencies()
    for at, pair in enumerate(PAIRS):
        other.add(coded(pair.one))
        if at % 2:
            one.add(coded(pair.one))
    for pair in PAIRS:
        each = coded(pair.one)
        if len(each.title) > 3 and len(each.text) > 20:
            assert signatures(each, one) & signatures(each, other), pair.name


# -- whatever they are made of ------------------------------------------------------

WORDS = st.lists(
    st.sampled_from(
        [*TEXT.split(), "not", "5", "4.5", "Naples", "東", "京", "…", "the"]
    )
).map(" ".join)
TEXTS = st.text(max_size=200) | WORDS | st.just(TEXT)
ARTICLES = st.builds(
    Article,
    title=st.text(max_size=80) | WORDS,
    summary=TEXTS,
    content=TEXTS | TEXTS.map(lambda text: f"<p>{text}</p><p>"),
    language=st.none() | st.sampled_from(["en", "en-GB", "", "-", "ZH_tw"]),
    link=st.none() | st.sampled_from(["https://a.example/1", "x", "https://b.example"]),
)


@given(ARTICLES, ARTICLES)
def test_the_order_of_two_articles_is_no_matter(one: Article, other: Article) -> None:
    found = verdict(one, other)
    assert found == verdict(other, one)
    assert found == verdict(one, other, (lead(one), lead(other)))
    assert found.reason


@given(ARTICLES)
def test_signatures_fit_a_signed_integer_of_64_bits(one: Article) -> None:
    frequencies = Frequencies()
    frequencies.add(coded(one))
    found = signatures(coded(one), frequencies)
    assert all(-(2**63) <= key < 2**63 for key in found)
    assert len(found) <= 15


@given(st.sampled_from([p for p in PAIRS if p.same and not p.by_link]))
def test_a_text_long_enough_is_the_same_as_itself(pair: Pair) -> None:
    each: Lead = lead(pair.one)
    if len(each.text) >= 40:
        found = verdict(pair.one, pair.one, (each, each))
        assert found.same, found.reason


@pytest.mark.parametrize(
    "piece", ["<div>", "a ", "1.", "U.", "…", "(", "The post ", " - A", "<img src='"]
)
def test_endless_texts_cost_little(piece: str) -> None:
    endless = Article(
        title=piece * 10_000, summary=piece * 10_000, content=piece * 10_000
    )
    each = lead(endless)
    assert len(each.text) <= 120
    assert len(each.title) <= 120
    verdict(endless, endless)
