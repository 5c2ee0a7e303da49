"""Reads a volume back from its file, where the memory has lost it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from ..errors import ParseError
from ..model import Article, Feed, Published
from ..read import parse

_NEVER = datetime(2000, 1, 1, tzinfo=UTC)


def adopted(file: Path) -> Feed[Published] | None:
    """Return the feed in *file*, as it was before it was written; None: there is none.

    Its `self_link` says that it was read. What articles say is as it is written there,
    and their regions are categories.
    """
    try:
        feed = parse(file.read_bytes(), url=None)
    except (OSError, ParseError):
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
        articles=tuple(map(_as_published, feed.articles)),
        self_link=feed.self_link,
    )


def _as_published(article: Article) -> Published:
    published = article.published or article.updated or _NEVER
    return Published(
        id=article.guid or article.link or "",
        article=replace(article, source=None),
        published=published,
        updated=article.updated or published,
        source=article.source,
    )
