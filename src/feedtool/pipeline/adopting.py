"""Reads a volume back from its file, where the memory has lost it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from .. import publish
from ..errors import ParseError
from ..model import Article, Feed, Published
from ..read import parse

_NEVER = datetime(2000, 1, 1, tzinfo=UTC)
_LARGEST = 20_000_000  # bytes: what we write has fewer, and others can get at it


def adopted(path: str, output: Path) -> Feed[Published] | None:
    """Return the feed at *path* below *output*, as it was before it was written.

    None: there is none. Its `self_link` says that it was read. What articles say is as
    it is written there, and their regions are categories.
    """
    data = publish.read([path], output, _LARGEST).get(path, b"")
    try:
        feed = parse(data, url=None)
    except ParseError:
        return None
    return Feed(
        title=feed.title,
        link=feed.link,
        id=feed.id,
        description=feed.description,
        language=feed.language,
        authors=feed.authors,
        rights=feed.rights,
        icon=feed.icon,
        image=feed.image,
        updated=feed.updated,
        articles=tuple(_as_published(each, feed) for each in feed.articles),
        self_link=feed.self_link,
    )


def _as_published(article: Article, feed: Feed[Article]) -> Published:
    # One without an author was read as if it had those of its feed (RFC 4287 §4.2.1).
    if article.authors == feed.authors:
        article = replace(article, authors=())
    published = article.published or article.updated or _NEVER
    return Published(
        id=article.guid or article.link or "",
        article=replace(article, source=None),
        published=published,
        updated=article.updated or published,
        source=article.source,
    )
