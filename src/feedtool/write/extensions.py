"""What feedgen lacks: a door for elements that it has no words for, and a tidy end.

feedgen gives each extension the element that it has made, to be completed. Ours hands
it on to a function of the module for the format.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeAlias

from feedgen.ext.base import BaseEntryExtension, BaseExtension
from feedgen.feed import FeedGenerator
from lxml import etree

from .styles import prologue

Complete: TypeAlias = Callable[[etree._Element], None]
_Tree: TypeAlias = tuple[etree._Element, etree._ElementTree]

ATOM = "{http://www.w3.org/2005/Atom}"
DC = "{http://purl.org/dc/elements/1.1/}"
HISTORY = "{http://purl.org/syndication/history/1.0}"
MEDIA = "{http://search.yahoo.com/mrss/}"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"

_NAMESPACES = {"dc": DC[1:-1], "fh": HISTORY[1:-1], "media": MEDIA[1:-1]}


class Generator(FeedGenerator):  # type: ignore[misc]  # feedgen has no types
    """A feedgen feed whose elements can be completed and whose end is tidied.

    `feedtool.complete`, of the generator and of its entries, is a function that is
    given the finished element: channel or item, feed or entry.
    """

    def __init__(self, tidy: Complete) -> None:
        super().__init__()
        self._tidy = tidy
        # Else feedgen would write its own date, the time of day, and to do so would
        # switch the locale of the whole process: we write it.
        self._FeedGenerator__rss_lastBuildDate = None
        self.register_extension("feedtool", _FeedExtension, _EntryExtension)
        self.generator("feedtool")

    def _create_rss(self, extensions: bool = True) -> _Tree:
        return self._finished(*super()._create_rss(extensions))

    def _create_atom(self, extensions: bool = True) -> _Tree:
        return self._finished(*super()._create_atom(extensions))

    def _finished(self, root: etree._Element, tree: etree._ElementTree) -> _Tree:
        self._tidy(root)
        etree.cleanup_namespaces(root)
        return root, tree

    def rss(self, path: str) -> bytes:
        """Return the feed as RSS 2.0, to be at *path*, an element on a line."""
        document: bytes = self.rss_str(pretty=True, xml_declaration=False)
        return prologue(path) + document

    def atom(self, path: str) -> bytes:
        """Return the feed as Atom 1.0, to be at *path*, an element on a line."""
        document: bytes = self.atom_str(pretty=True, xml_declaration=False)
        return prologue(path) + document


class _FeedExtension(BaseExtension):  # type: ignore[misc]
    def __init__(self) -> None:
        self.complete: Complete = _leave

    def extend_ns(self) -> dict[str, str]:
        return _NAMESPACES

    def extend_rss(self, root: etree._Element) -> etree._Element:
        self.complete(root[0])
        return root

    def extend_atom(self, root: etree._Element) -> etree._Element:
        self.complete(root)
        return root


class _EntryExtension(BaseEntryExtension):  # type: ignore[misc]
    def __init__(self) -> None:
        self.complete: Complete = _leave

    def extend_rss(self, item: etree._Element) -> etree._Element:
        self.complete(item)
        return item

    def extend_atom(self, entry: etree._Element) -> etree._Element:
        self.complete(entry)
        return entry


def _leave(element: etree._Element) -> None:
    """Leave *element* as it is."""


# -- elements ---------------------------------------------------------------------


def add(
    parent: etree._Element,
    tag: str,
    text: str | None = None,
    **attributes: str | None,
) -> etree._Element:
    """Append an element to *parent*, without those attributes that are None."""
    element = etree.SubElement(parent, tag)
    element.text = text
    for attribute, value in attributes.items():
        if value is not None:
            element.set(attribute, value)
    return element


def spell_out(element: etree._Element) -> None:
    """Write `<` and `&` in the text of *element* as `&#x3C;` and `&#x26;`.

    So that whoever reads plain text as HTML, as many do, sees no markup in it
    (RSS Best Practices Profile, "Character Data").
    """
    first, *rest = _MARKS.split(element.text or "")
    if not rest:
        return
    element.text = first
    for mark, after in zip(rest[::2], rest[1::2], strict=True):
        reference = etree.Entity(f"#x{ord(mark):X}")
        reference.tail = after
        element.append(reference)


_MARKS = re.compile(r"([<&])")
