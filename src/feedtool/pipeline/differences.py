"""What readers see differently in a feed and in the articles that stay in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import msgspec

from .. import read
from ..errors import ParseError
from ..html import to_text
from ..model import Article, Category, Feed, Published, RegionMap
from ..write import fit
from .before import InPlace
from .report import Change

# What people call the parts of an article.
_PARTS = {
    "title": "title",
    "link": "link",
    "published": "date",
    "summary": "text",
    "content": "text",
    "authors": "authors",
    "enclosures": "enclosures",
    "image": "image",
    "language": "language",
    "source": "source",
    "rights": "rights",
}
_OF_FEED = (
    *("title", "link", "description", "language"),
    *("authors", "rights", "icon", "image"),
)


def differences(place: InPlace, data: bytes, feed: Feed[Published]) -> Iterator[Change]:
    """Yield what is another in *data* than in *place*: *feed* in the same format.

    What only programs see does not count.
    """
    try:
        new = read.parse(data, url=None, tolerantly=False)
    except ParseError:
        return  # it is held back, and the gate says why
    old, new = _as_given(place.feed), _as_given(new)
    parts = tuple(name for name in _OF_FEED if _differ(old, new, name))
    if parts:
        yield Change(kind="changed", title=feed.title, parts=parts)
    before = {each.guid: each for each in old.articles}
    after = {each.guid: each for each in new.articles}
    atlas = _Atlas(place, feed.map or RegionMap())
    for each in feed.articles:
        if each.id in before and each.id in after:
            yield from _of_article(each, before[each.id], after[each.id], atlas)


def _as_given(feed: Feed[Article]) -> Feed[Article]:
    """Return *feed* without what formats want, and is made of what else there is.

    That is an author of the feed, who is that of its articles, and a text.
    """
    is_named = any(person.name != feed.title for person in feed.authors)
    return replace(
        feed,
        authors=feed.authors if is_named else (),
        articles=tuple(
            replace(
                each,
                authors=each.authors if each.authors != feed.authors else (),
                summary=each.summary if each.summary != each.title else "",
                content=each.content if to_text(each.content) != each.title else "",
            )
            for each in feed.articles
        ),
    )


def _of_article(
    published: Published, was: Article, now: Article, atlas: _Atlas
) -> Iterator[Change]:
    parts = [part for name, part in _PARTS.items() if _differ(was, now, name)]
    if atlas.topics(was) != atlas.topics(now):
        parts.append("categories")
    regions = atlas.regions(was)
    left = tuple(sorted(regions - published.regions.keys()))
    entered = {
        region: evidence
        for region, evidence in published.regions.items()
        if region not in regions
    }
    if parts or left or entered:
        yield Change(
            kind="moved" if left or entered else "changed",
            id=published.id,
            title=now.title,
            was=was.title if was.title != now.title else None,
            link=now.link,
            published=now.published,
            parts=tuple(dict.fromkeys(parts)),
            left=left,
            entered=entered,
        )


def _differ(one: object, other: object, name: str) -> bool:
    return bool(getattr(one, name) != getattr(other, name))


# -- regions ----------------------------------------------------------------------


class _Atlas:
    """Tells the regions of articles in a feed of ours from their topics."""

    def __init__(self, place: InPlace, map: RegionMap) -> None:
        self._items = _items(place.data) if place.format == "json" else {}
        header: Feed[Published] = Feed(link=place.feed.link, map=map)
        named = ((id, fit.region_category(id, header)) for id in (r.id for r in map))
        self._regions = {(each.scheme, each.term): id for id, each in named}
        self._schemes = {scheme for scheme, _ in self._regions if scheme}

    def regions(self, article: Article) -> frozenset[str]:
        """Return the regions that an article was published in."""
        if article.guid in self._items:
            return self._items[article.guid]
        return frozenset(
            self._regions.get((each.scheme, each.term), each.term)
            for each in article.categories
            if each.scheme in self._schemes
        )

    def topics(self, article: Article) -> list[Category]:
        """Return the categories that are no regions."""
        return [each for each in article.categories if each.scheme not in self._schemes]


@dataclass(frozen=True, slots=True)
class _Extension:
    regions: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Item:
    id: str
    _feedtool: _Extension = field(default_factory=_Extension)


@dataclass(frozen=True, slots=True)
class _Document:
    items: tuple[_Item, ...]


def _items(data: bytes) -> dict[str, frozenset[str]]:
    """Return the regions of the items of a JSON Feed of ours, by id."""
    try:
        document = msgspec.json.decode(data, type=_Document)
    except msgspec.MsgspecError:
        return {}
    return {each.id: frozenset(each._feedtool.regions) for each in document.items}
