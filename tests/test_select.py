from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from feedtool.model import (
    Article,
    Category,
    Enclosure,
    Evidence,
    Person,
    Published,
    Source,
)
from feedtool.select import Filters, out_of_time, portion, refusal

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def published(
    id: str, hours_ago: float = 0, *regions: str, expires: datetime | None = None
) -> Published:
    date = NOW - hours_ago * HOUR
    return Published(
        id=id,
        article=Article(title=id, expires=expires),
        published=date,
        updated=date,
        regions={region: Evidence(rule="words") for region in regions},
    )


# -- words and languages -----------------------------------------------------------

ARTICLE = Article(
    title="Tariff on steel",
    summary="A treaty is near.",
    content="<p>Says a <b>press</b> release, for AT&amp;T.</p>",
    categories=(Category(term="trade"),),
    language="en-GB",
)


def test_the_default_lets_everything_through() -> None:
    assert refusal(ARTICLE, Filters()) is None
    assert refusal(Article(), Filters()) is None


@pytest.mark.parametrize(
    "word", ["tariff", "treaty", "trade", "Press Release", "AT T", "stee*"]
)
def test_keep_lets_in_what_has_one_of_its_words(word: str) -> None:
    assert refusal(ARTICLE, Filters(keep=("storage", word))) is None


def test_keep_refuses_what_has_none_of_its_words() -> None:
    filters = Filters(keep=("storage", "steel on"))
    assert refusal(ARTICLE, filters) == "it has none of the words in keep"


def test_drop_names_the_word_it_refuses() -> None:
    filters = Filters(drop=("sponsored", "press release", "tariff"))
    assert refusal(ARTICLE, filters) == "it has the word 'press release' of drop"


def test_drop_lets_through_what_has_none_of_its_words() -> None:
    assert refusal(ARTICLE, Filters(drop=("sponsored", "TARIFF"))) is None


def test_drop_takes_out_of_what_keep_lets_in() -> None:
    filters = Filters(keep=("tariff",), drop=("treaty",))
    assert refusal(ARTICLE, filters) == "it has the word 'treaty' of drop"


def test_names_of_tags_are_no_words_of_an_article() -> None:
    assert refusal(ARTICLE, Filters(drop=("b", "amp"))) is None


@pytest.mark.parametrize("wanted", ["en", "EN", "en-GB", "en-gb"])
def test_a_language_takes_its_variants(wanted: str) -> None:
    assert refusal(ARTICLE, Filters(languages=("de", wanted))) is None


@pytest.mark.parametrize("wanted", ["de", "en-US", "e", "eng"])
def test_other_languages_are_refused(wanted: str) -> None:
    assert refusal(ARTICLE, Filters(languages=(wanted,))) == "its language is en-GB"


def test_an_article_of_unknown_language_is_kept() -> None:
    assert refusal(Article(title="x"), Filters(languages=("de",))) is None


# -- the clock ---------------------------------------------------------------------


def test_an_article_of_today_is_in_time() -> None:
    assert out_of_time(published("a"), NOW, None) is None
    assert out_of_time(published("a", 24), NOW, DAY) is None


def test_an_article_of_the_future_waits() -> None:
    scheduled = published("a", -21.5)
    assert out_of_time(scheduled, NOW, None) == "it waits until 2026-03-02 09:30 UTC"
    assert out_of_time(scheduled, NOW + 21.5 * HOUR, None) is None


def test_an_article_expires_at_its_moment() -> None:
    expiring = published("a", 48, expires=NOW)
    assert out_of_time(expiring, NOW - HOUR, None) is None
    assert out_of_time(expiring, NOW, None) == "it expired 2026-03-01 12:00 UTC"


def test_an_article_from_before_since_is_out() -> None:
    old = published("a", 25)
    reason = "it was published before since: 2026-02-28 12:00 UTC"
    assert out_of_time(old, NOW, DAY) == reason


def test_since_may_reach_back_beyond_all_dates() -> None:
    assert out_of_time(published("a", 25), NOW, timedelta(weeks=999_999)) is None


# -- how much of an article --------------------------------------------------------

FULL = Article(
    guid="1",
    link="https://example.org/1",
    title="Title",
    published=NOW,
    summary="Summary",
    content="<p>Content</p>",
    authors=(Person(name="Ada"),),
    enclosures=(Enclosure(url="https://example.org/1.mp3"),),
    image="https://example.org/1.jpg",
    source=Source(title="Heat Journal"),
)


def test_a_full_article_is_left_as_it_is() -> None:
    assert portion(FULL, "full") is FULL


def test_a_summary_leaves_the_content_out() -> None:
    short = portion(FULL, "summary")
    assert (short.summary, short.content) == ("Summary", "")
    assert short.enclosures == FULL.enclosures


def test_a_summary_is_made_of_the_content_where_there_is_none() -> None:
    article = Article(content=f"<p>One &amp; two</p><p>{'word ' * 200}</p>")
    short = portion(article, "summary")
    assert short.summary.startswith("One & two\nword word")
    assert short.summary.endswith("…")
    assert len(short.summary) <= 500
    assert short.content == ""


def test_a_link_is_title_link_date_and_source() -> None:
    bare = portion(FULL, "link")
    assert (bare.summary, bare.content, bare.enclosures, bare.image) == (
        "",
        "",
        (),
        None,
    )
    kept = ("guid", "link", "title", "published", "source", "authors")
    assert all(getattr(bare, name) == getattr(FULL, name) for name in kept)
