"""OPML 1.0 and 2.0 into outlines. Addresses stay as they are written.

Whether a path in it may be read is for those to say who know where it came from.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from .. import urls
from ..errors import ParseError
from ..model import Outline
from . import decoding, fields, repair
from .trees import tree

if TYPE_CHECKING:
    from lxml import etree


def parse(data: bytes, *, content_type: str | None = None) -> tuple[Outline, ...]:
    """Return the outlines of a list of subscriptions: feeds, and folders of them.

    Names of attributes may be in any case; of broken XML, what can be read is. Outlines
    that are no feeds and have none in them are left out. Raises ParseError when the
    bytes are something else.
    """
    decoding.check_size(data)
    text = decoding.decode(data, content_type)
    root = decoding.find_root(text)
    if root is None or root.name != "opml":
        what = decoding.describe(text, root)
        kind = "a feed" if root and root.name in ("rss", "rdf", "feed") else what
        raise ParseError(f"{kind}, not an OPML list")
    top = tree(repair.mended(root.document).encode(), recover=True)
    if top is None:
        raise ParseError("an OPML list too broken to be read")
    bodies = [child for child in top if _name(child) == "body"]
    return tuple(outline for body in bodies for outline in _outlines(body, 0))


def folder(outlines: Iterable[Outline], title: str) -> tuple[Outline, ...] | None:
    """Return what is in the folders called *title*, at any depth; None: there is none.

    Case and white space around the name do not matter.
    """
    found = list(_folders(outlines, title.strip().casefold()))
    return tuple(inner for each in found for inner in each.outlines) if found else None


def feeds(outlines: Iterable[Outline]) -> tuple[Outline, ...]:
    """Return the feeds in *outlines* and in their folders, each address once."""
    found: dict[str, Outline] = {}
    for outline in _flat(outlines):
        if outline.feed is not None:
            is_web = urls.is_web(outline.feed)
            key = urls.canonical(outline.feed) if is_web else outline.feed
            found.setdefault(key, outline)
    return tuple(found.values())


_DEEPEST = 50  # folders inside each other


def _outlines(parent: etree._Element, depth: int) -> Iterator[Outline]:
    for element in parent:
        if _name(element) != "outline" or depth > _DEEPEST:
            continue
        given = _attributes(element)
        kind = fields.line(given.get("type")).lower() or None
        address = given.get("xmlurl") or (kind in _FEEDS and given.get("url")) or ""
        inner = tuple(_outlines(element, depth + 1))
        if not address.strip() and not inner:
            continue
        yield Outline(
            title=_shown(given.get("title")) or _shown(given.get("text")),
            feed=address.strip() or None,
            link=fields.link(given.get("htmlurl"), None),
            description=_shown(given.get("description")),
            type=kind,
            outlines=inner,
        )


def _shown(value: str | None) -> str:
    """Return what is text or HTML, as its program took it (OPML 2.0, `text`)."""
    return fields.line_of_either(value or "")


def _attributes(element: etree._Element) -> dict[str, str]:
    """Return the attributes that are read, by their names in lower case."""
    given: dict[str, str] = {}
    # Not `items()`, which takes long where there are thousands.
    for name in element.attrib:
        known = str(name).lower()
        if known in _ATTRIBUTES and known not in given:
            given[known] = str(element.get(name))
    return given


_ATTRIBUTES = ("description", "htmlurl", "text", "title", "type", "url", "xmlurl")
_FEEDS = ("rss", "atom", "json", "feed")


def _name(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2].lower()


def _folders(outlines: Iterable[Outline], title: str) -> Iterator[Outline]:
    for outline in outlines:
        if outline.outlines and outline.title.casefold() == title:
            yield outline
        else:
            yield from _folders(outline.outlines, title)


def _flat(outlines: Iterable[Outline]) -> Iterator[Outline]:
    for outline in outlines:
        yield outline
        yield from _flat(outline.outlines)
