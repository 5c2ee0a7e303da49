"""Whole feeds merged, with no memory."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from feedtool.merge import merge_feeds
from feedtool.model import Article, Feed, Source

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
ONE, OTHER = "https://one.example/feed", "https://other.example/feed"


def article(number: int = 1, **of: Any) -> Article:
    fields: dict[str, Any] = {
        "title": f"No. {number}",
        "link": f"https://example.org/{number}",
        "published": NOW - number * HOUR,
    }
    return Article(**fields | of)


def feed(*articles: Article, title: str = "A feed") -> Feed[Article]:
    return Feed(title=title, link="https://home.example/", articles=articles)


def test_each_article_is_there_once_and_the_newest_first() -> None:
    feeds = {ONE: feed(article(3), article(1)), OTHER: feed(article(2), article(3))}
    merged = merge_feeds(feeds, NOW)
    assert [each.article.title for each in merged] == ["No. 1", "No. 2", "No. 3"]
    assert [len(each.copies) for each in merged] == [1, 1, 2]


def test_the_feed_that_stands_first_is_trusted_most() -> None:
    ours = feed(article(summary="Ours"), title="Ours")
    theirs = feed(article(summary="Much longer", image="https://x.example/i.png"))
    [merged] = merge_feeds({ONE: ours, OTHER: theirs}, NOW)
    assert merged.article.summary == "Ours"
    assert merged.article.image == "https://x.example/i.png"
    assert merged.source is not None and merged.source.title == "Ours"
    [merged] = merge_feeds({OTHER: theirs, ONE: ours}, NOW)
    assert merged.article.summary == "Much longer"


def test_what_has_no_date_that_can_be_right_is_dated_now() -> None:
    for wrong in (None, datetime(1970, 1, 1, tzinfo=UTC), NOW + HOUR, NOW + 999 * HOUR):
        [merged] = merge_feeds({ONE: feed(article(published=wrong))}, NOW)
        assert merged.published == merged.updated == NOW


def test_what_stands_twice_in_one_feed_is_one_article() -> None:
    twice = feed(article(1), article(1, summary="Edited"), article(2))
    merged = merge_feeds({ONE: twice, OTHER: feed(article(1))}, NOW)
    assert [each.article.title for each in merged] == ["No. 1", "No. 2"]
    assert [len(each.copies) for each in merged] == [2, 1]
    untitled = Article(summary="The same words again and again.")
    assert len(merge_feeds({ONE: feed(*[untitled] * 5_000)}, NOW)) == 1


def test_what_says_nothing_is_left_out() -> None:
    blank = Article(published=NOW - HOUR)
    [merged] = merge_feeds({ONE: feed(blank, article(2), Article(guid="a"))}, NOW)
    assert merged.article.title == "No. 2"


def test_it_was_updated_when_its_feed_says_so() -> None:
    [merged] = merge_feeds({ONE: feed(article(5, updated=NOW - HOUR))}, NOW)
    assert (merged.published, merged.updated) == (NOW - 5 * HOUR, NOW - HOUR)


def test_it_names_the_feed_that_it_is_from_and_no_password() -> None:
    own = Source(title="An agency")
    feeds = {
        "https://me:secret@one.example/feed": feed(article(1), article(2, source=own))
    }
    first, second = merge_feeds(feeds, NOW)
    assert first.source == first.article.source
    assert first.source == Source(
        title="A feed", link="https://home.example/", feed="https://one.example/feed"
    )
    assert second.source == own


def test_two_feeds_that_call_their_articles_alike_have_other_ids() -> None:
    def numbered(number: int) -> Feed[Article]:
        return feed(article(number, guid="1"), article(number + 1, guid="1"))

    feeds = {ONE: numbered(1), OTHER: numbered(5)}
    ids = [each.id for each in merge_feeds(feeds, NOW)]
    assert len(set(ids)) == 4
    assert ids == [each.id for each in merge_feeds(feeds, NOW + HOUR)]
