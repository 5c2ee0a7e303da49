"""Reads back what a definition has published, as it would read any outside feed.

What it was is ours, but it has been where others can get at it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import msgspec

from .. import dates, html, publish, read, text, urls
from ..config import Definition
from ..errors import ParseError
from ..model import Article, Feed, Finding, Person, RegionMap
from ..write import FORMATS, fit
from .adopting import volumes


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An article as it was published: its guid is its public id."""

    article: Article
    published: datetime
    also: tuple[str, ...] = ()  # other addresses of it
    regions: tuple[str, ...] = ()  # their ids

    @property
    def id(self) -> str:
        return self.article.guid or ""


class Reread(NamedTuple):
    """What a definition has published."""

    items: Mapping[str, Item]  # by public id
    folders: tuple[str, ...]  # of its feeds
    findings: tuple[Finding, ...]


def reread(definition: Definition, output: Path, now: datetime, largest: int) -> Reread:
    """Return the articles in all feeds of *definition* below *output*.

    Of its formats JSON tells the most, then Atom; one of them is enough. What they
    show no more is in its archive, if it has one. Feeds of more than *largest* bytes
    are not read.
    """
    items: dict[str, Item] = {}
    folders: list[str] = []
    findings: list[Finding] = []
    regions = (f"{definition.name}/{region.id}/" for region in definition.map)
    for folder in (f"{definition.name}/", *regions):
        paths = {name: folder + FORMATS[name].file for name in ("json", "atom", "rss")}
        found = publish.read(paths.values(), output, largest)
        if not found and not folders:
            break  # without a feed of its own it has no others
        feeds = {
            name: feed
            for name, path in paths.items()
            if path in found and (feed := _parsed(found[path])) is not None
        }
        if feeds:
            folders.append(folder)
            told = _told(found.get(paths["json"], b""))
            for item in _items(feeds, told, definition.map, now):
                items.setdefault(item.id, item)
        elif found:
            findings.append(_unreadable(output / next(iter(found))))
    if definition.archive and folders:
        for volume in reversed([*volumes(definition, output)]):
            for item in _items({"atom": volume}, {}, definition.map, now):
                items.setdefault(item.id, item)
    return Reread(items, tuple(folders), tuple(findings))


def _parsed(data: bytes) -> Feed[Article] | None:
    try:
        # What we have written is well-formed, so nobody has to guess.
        return read.parse(data, url=None, tolerantly=False)
    except ParseError:
        return None


def _unreadable(path: Path) -> Finding:
    return Finding(
        level="warning",
        message="this is no feed any more: nothing of it is taken into the new memory",
        file=str(path),
    )


def _items(
    feeds: Mapping[str, Feed[Article]],
    told: Mapping[str, _Object],
    map: RegionMap,
    now: datetime,
) -> Iterator[Item]:
    """Yield the articles of one feed, which is there in one format or in several.

    *told* is what JSON Feed alone says of them.
    """
    name, feed = next(iter(feeds.items()))
    atom = feeds["atom"].articles if "atom" in feeds else ()
    in_atom = {article.guid: article for article in atom}
    for article in feed.articles:
        published = article.published
        # What is to come was not shown, and an id that is none was not ours.
        if published is None or not dates.is_plausible(published, min(published, now)):
            continue
        if published > now or not article.guid or not urls.is_iri(article.guid):
            continue
        item = told.get(article.guid, {})
        if name == "json":
            article = _with_its_text(article, item)
        if article.guid in in_atom:
            article = _completed(article, in_atom[article.guid])
        yield Item(
            article=_as_it_was(article),
            published=published,
            also=tuple(filter(_is_address, _extension(item).get("also", ()))),
            regions=tuple(_extension(item).get("regions") or _regions(article, map)),
        )


# -- what only some formats say ---------------------------------------------------

_Object: TypeAlias = dict[str, Any]


def _told(data: bytes) -> dict[str, _Object]:
    """Return the items of a JSON Feed, by their ids."""
    try:
        root = msgspec.json.decode(data)
    except (ValueError, RecursionError):
        return {}
    items = root.get("items") if isinstance(root, dict) else None
    return {
        item["id"]: item
        for item in (items if isinstance(items, list) else ())
        if isinstance(item, dict) and isinstance(item.get("id"), str)
    }


def _extension(item: _Object) -> _Object:
    """Return what is ours of an item, as far as it is what we would write."""
    ours = item.get("_feedtool")
    kinds = {"also": list, "regions": dict}
    return {
        name: value
        for name, value in (ours.items() if isinstance(ours, dict) else ())
        if isinstance(value, kinds.get(name, ()))
    }


def _is_address(given: object) -> bool:
    return isinstance(given, str) and urls.is_web(given)


def _with_its_text(article: Article, item: _Object) -> Article:
    """Return *article* with a summary of as many lines as JSON Feed has.

    It is without the text that stands there for want of content.
    """
    summary = item.get("summary")
    return replace(
        article,
        summary=text.clean(summary).strip() if isinstance(summary, str) else "",
        content=article.content if item.get("content_html") else "",
    )


def _completed(article: Article, atom: Article) -> Article:
    """Return *article* with what JSON Feed has no place for and Atom has."""
    source = article.source
    if source is not None and atom.source is not None:
        source = replace(source, link=atom.source.link, id=atom.source.id)
    names = [person.name for person in article.authors]
    is_same = names == [person.name for person in atom.authors]
    return replace(
        article,
        source=source,
        authors=atom.authors if is_same else article.authors,
        categories=atom.categories,
        rights=atom.rights,
    )


def _as_it_was(article: Article) -> Article:
    """Return *article* as it was before our formats made up what they must have."""
    updated, published = article.updated, article.published
    is_edit = updated is not None and published is not None and updated > published
    summary, content = article.summary, article.content
    if content and not summary and not article.link:  # Atom's place for the summary
        summary, content = html.to_text(content), ""
    return replace(
        article,
        updated=updated if is_edit else None,
        summary=summary if content or summary != article.title else "",
        content=content,
        base=article.link,
        authors=tuple(map(_with_mail, article.authors)),
        categories=tuple(c for c in article.categories if not fit.is_region(c)),
    )


def _regions(article: Article, map: RegionMap) -> Iterator[str]:
    """Yield the regions that *article* was in, as its categories say."""
    by_term = {region.code or region.id: region.id for region in map}
    for category in article.categories:
        if fit.is_region(category) and category.term in by_term:
            yield by_term[category.term]


def _with_mail(person: Person) -> Person:
    """Return *person* with the mail address that JSON Feed has for a page."""
    scheme, _, address = (person.url or "").partition(":")
    is_mail = scheme == "mailto"
    return replace(person, email=address, url=None) if is_mail else person
