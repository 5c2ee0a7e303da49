"""Feeds merged as they are, by who keeps no memory of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from .. import dates, urls
from ..model import Article, Copy, Feed, MergePolicy, Published, Source
from .grouping import groups
from .identity import detail, identity
from .joining import published

_AT_ONCE = MergePolicy(near=False, future="now")


def merge_feeds(feeds: Mapping[str, Feed[Article]], now: datetime) -> list[Published]:
    """Return what is made of all articles of *feeds*, the newest first.

    The keys are the addresses of the feeds, and the one that stands first is trusted
    most. *now* is when they were read: what has no date, or none that can be right, is
    dated so. What says nothing is left out. That an article of another address has the
    same text is not looked for.
    Each one names the feed that it is from, unless it says itself where it comes from.
    """
    copies = [
        _copy(article, address, rank, now)
        for rank, (address, feed) in enumerate(feeds.items())
        for article in _once_each(feed)
    ]
    sources = dict(_sources(feeds))
    made = published(groups(copies, near=False), _AT_ONCE)
    signed = [_signed(each, sources) for each in made]
    return sorted(signed, key=lambda each: (each.published, each.id), reverse=True)


def _once_each(feed: Feed[Article]) -> Iterable[Article]:
    """Return the articles of *feed*, the first of those that are one, and no blanks."""
    first: dict[tuple[str, str], Article] = {}
    for article in feed.articles:
        if article.says_anything:
            first.setdefault((identity(article), detail(article)), article)
    return first.values()


def _copy(article: Article, address: str, rank: int, now: datetime) -> Copy:
    return Copy(
        article=article,
        source=address,
        address=address,
        rank=rank,
        dated=_plausible(article.published, now) or now,
        first_seen=now,
        last_seen=now,
        updated=_plausible(article.updated, now),
    )


def _plausible(moment: datetime | None, now: datetime) -> datetime | None:
    return moment if moment and dates.is_plausible(moment, now) else None


def _sources(feeds: Mapping[str, Feed[Article]]) -> Iterator[tuple[str, Source]]:
    for address, feed in feeds.items():
        public = urls.without_user(address)
        title = feed.title or public
        yield address, Source(title=title, link=feed.link, feed=public, id=feed.id)


def _signed(published: Published, sources: Mapping[str, Source]) -> Published:
    source = published.source or sources[published.copies[0].source]
    return replace(
        published, article=replace(published.article, source=source), source=source
    )
