"""Feeds of others, and how they are published again.

Some come with the tests, some lie beside the project where it is worked on, and some
are the test cases of the W3C feed validator, where the environment names it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeAlias

from feedtool import merge, read
from feedtool.errors import ParseError
from feedtool.model import Article, Copy, Feed, Published, Source

from . import w3c
from .corpus import CORPUS
from .read import test_wild

NOW = datetime(2026, 3, 1, tzinfo=UTC)
# A name that no other one has, and what is in it.
Document: TypeAlias = tuple[str, bytes]


def wild() -> Iterator[Document]:
    """Yield the documents of `tests/data/wild`, without what is expected of them."""
    for path in test_wild.WILD:
        yield path.name, test_wild.expectation(path)[1]


def corpus() -> Iterator[Document]:
    """Yield the feeds beside the project, if they are there."""
    for path in sorted(CORPUS.rglob("*.xml")):
        yield path.name, path.read_bytes()


def cases() -> Iterator[Document]:
    """Yield the test cases of the W3C feed validator, if it is there."""
    folder = Path(w3c.CHECKOUT, "testcases") if w3c.CHECKOUT else None
    for path in sorted(folder.rglob("*")) if folder else ():
        if path.is_file():
            yield "-".join(path.relative_to(folder or path).parts), path.read_bytes()


def republished(document: Document, *, at: str) -> Feed[Published] | None:
    """Return a feed with the articles of a document, or None if that is no feed.

    It is served below the address *at*.
    """
    name, data = document
    address = f"https://example.com/{name}"
    try:
        feed = read.parse(data, url=address)
    except ParseError:
        return None
    ours = Source(title=feed.title, link=feed.link, feed=feed.self_link, id=feed.id)
    copies = [
        Copy(
            article=replace(article, source=article.source or ours),
            source=address,
            address=address,
            dated=_plausible(article.published) or NOW,
            first_seen=NOW,
            last_seen=NOW,
            updated=_plausible(article.updated),
            row=row,
        )
        for row, article in enumerate(map(_with_plausible_dates, feed.articles))
    ]
    articles = tuple(merge.merge(copies))
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
        updated=max((each.updated for each in articles), default=None),
        articles=articles,
        path="a/",
        address=at,
    )


def _with_plausible_dates(article: Article) -> Article:
    return replace(article, published=_plausible(article.published))


def _plausible(moment: datetime | None) -> datetime | None:
    return moment if moment and moment.year >= 1990 and moment <= NOW else None
