"""Reads the volumes of an archive back from their files, where the memory is new."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from .. import publish, read
from ..config import Definition
from ..errors import ParseError
from ..model import Article, Feed, Published
from ..write import archive

_NEVER = datetime(2000, 1, 1, tzinfo=UTC)
_LARGEST = 20_000_000  # bytes: what we write has fewer, and others can get at it


def volumes(definition: Definition, output: Path) -> Iterator[Feed[Article]]:
    """Yield the volumes of *definition* below *output*, as far as they can be read.

    What is there may be the archive of another feed, and then none of it is.
    """
    for number in count(1):
        path = archive.path(f"{definition.name}/", number)
        data = publish.read([path], output, _LARGEST).get(path, b"")
        try:
            feed = read.parse(data, url=None, tolerantly=False)
        except ParseError:
            return
        if feed.id != definition.id:
            return
        yield feed


def as_filed(feed: Feed[Article]) -> Feed[Published]:
    """Return a volume that was read as it was before it was written.

    Its `self_link` says that it was read. What articles say is as it is written there,
    and their regions are categories.
    """
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
