"""Lists of feeds as OPML 2.0, for import into a reader."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

from .. import text, urls
from ..model import Outline
from . import fit

if TYPE_CHECKING:
    from lxml import etree


def render(title: str, outlines: Sequence[Outline]) -> bytes:
    """Return *outlines* as OPML 2.0, folders and all.

    It has no dates: the same outlines are the same bytes. `xmlUrl` is left out where it
    is neither a URL nor a path.
    """
    from lxml import etree

    root = etree.Element("opml", version="2.0")
    name = _shown(title) or "Feeds"
    etree.SubElement(etree.SubElement(root, "head"), "title").text = name
    body = etree.SubElement(root, "body")
    for outline in outlines:
        _add(body, outline)
    if not len(body):  # which must not be empty
        etree.SubElement(body, "outline", text=name)
    document: bytes = etree.tostring(root, pretty_print=True, encoding="utf-8")
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + document


def _add(parent: etree._Element, outline: Outline) -> None:
    from lxml import etree

    feed = _feed_address(outline.feed)
    link = fit.address(outline.link)
    link = link if link and fit.names_its_host(link) else None
    name = _shown(text.line(outline.title) or link or feed or "Untitled")
    element = etree.SubElement(parent, "outline", text=name)
    if feed:
        element.set("title", name)
        element.set("type", text.line(outline.type or "") or "rss")
        element.set("xmlUrl", feed)
        if link:
            element.set("htmlUrl", link)
        if outline.description.strip():
            element.set("description", _shown(outline.description))
    elif link:
        element.set("type", "link")
        element.set("url", link)
    for inner in outline.outlines:
        _add(element, inner)


def _feed_address(feed: str | None) -> str | None:
    """Return where a feed is: a URL, or a path as somebody wrote it."""
    written = text.line(feed or "")
    if _SCHEME.match(written):
        if _NAMED.search(written):  # is filled in by those who know it
            return written if urls.absolute(_NAMED.sub("0", written), None) else None
        return urls.absolute(written, None)
    return written or None


def _shown(plain: str) -> str:
    """Return *plain* text as OPML has it.

    `text` may hold HTML, but many readers do not take it so: it is escaped only where
    readers that do would see something else, or a fault.
    """
    line = text.line(plain)
    return escape(line, quote=False) if _NOT_HTML.search(line) else line


# To a strict parser, an `&` is one only where nothing follows that could be a name.
_NOT_HTML = re.compile(r"<|&\S")
_NAMED = re.compile(r"\$\{[A-Za-z_][A-Za-z0-9_]*\}")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:")
