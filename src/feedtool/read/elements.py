"""Elements into what they say: text, markup, addresses, dates."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import urljoin

from .. import dates, text
from ..errors import ParseError
from . import fields, names

if TYPE_CHECKING:
    from lxml import etree

    from .sections import Sections

    Element: TypeAlias = etree._Element

MOST_NAMESPACES = 200  # around content; what copies it looks at all of them
XML_BASE = "{http://www.w3.org/XML/1998/namespace}base"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@dataclass(slots=True, eq=False)
class Markup:
    """A text construct (RFC 4287 §3.1), and what was declared at it."""

    value: str
    is_html: bool | None = False  # None: nobody says
    base: str | None = None
    language: str | None = None

    @property
    def line(self) -> str:
        """It as plain text on one line."""
        if self.is_html is None:
            return fields.line_of_either(self.value)
        return (fields.line_of_html if self.is_html else fields.line)(self.value)


def text_of(element: Element) -> str:
    """Return all the text in *element*, without blanks around it."""
    if len(element):
        return "".join(element.itertext()).strip()  # type: ignore[arg-type]
    return (element.text or "").strip()


def date_of(element: Element) -> datetime | None:
    """Return the moment that *element* names, None if it cannot be read."""
    return dates.parse(text_of(element))


def address_of(element: Element, attribute: str | None = None) -> str:
    """Return an address, relative to what is outside of *element*."""
    given = (element.get(attribute) or "").strip() if attribute else text_of(element)
    if given.startswith(("https://", "http://")):  # as nearly all do
        return given
    declared = element.get(XML_BASE)
    if declared is None or not given:
        return given
    try:
        return urljoin(declared, given)
    except ValueError:
        return given


_KINDS = {
    "text": "text",
    "text/plain": "text",
    "html": "html",
    "text/html": "html",
    "xhtml": "xhtml",
    "application/xhtml+xml": "xhtml",
}


def kind_of(element: Element, *, is_atom: bool) -> str | None:
    """Return "text", "html" or "xhtml", "" for what is none of them, None for RSS."""
    given = element.get("type")
    if given is None:
        return "text" if is_atom else None
    kind = _KINDS.get(given.strip().lower(), "")
    # RSS has no types, whatever it says.
    return kind if is_atom or kind == "xhtml" else None


def markup_of(element: Element, sections: Sections, *, is_atom: bool) -> Markup:
    """Return what *element* says in text or HTML, its `div` unwrapped if it has one.

    What it says in one of *sections* is taken from them.
    """
    if len(element):
        plain = cut_out_of(element, sections)
    else:
        plain = (element.text or "").strip()
    if plain is not None and not element.keys():  # as nearly all are
        return Markup(plain, False if is_atom else None)
    kind = kind_of(element, is_atom=is_atom)
    base, language = element.get(XML_BASE), element.get(XML_LANG)
    if plain is not None:
        value = plain
        if element.get("mode") == "base64":
            value = _from_base64(value)
        is_html = None if kind is None else kind != "text"
        return Markup(value, is_html, base, language)
    *_, inner = element
    if kind == "xhtml" and len(element) == 1 and names.local(str(inner.tag)) == "div":
        base = address_of(inner, XML_BASE) if base is None else base
        element, language = inner, inner.get(XML_LANG) or language
    return Markup(_inside(element, is_xml=kind == "xhtml"), True, base, language)


def cut_out_of(element: Element, sections: Sections) -> str | None:
    """Return the text of *element* if it is one of *sections*, and nothing else."""
    if not sections or (element.text or "").strip():
        return None
    section = sections.pop(names.local(element[0].tag), None)
    return section and section.strip()


def _from_base64(value: str) -> str:
    """Return what Atom 0.3 wraps up so (mode="base64")."""
    import base64

    try:
        return text.clean(base64.b64decode(value).decode("utf-8", "replace"))
    except ValueError:
        return ""


def _inside(element: Element, *, is_xml: bool) -> str:
    """Return what is inside *element*, its elements written as HTML."""
    from lxml import etree

    # HTML that was not escaped may stand among some that was.
    begin = escape(element.text or "", quote=False) if is_xml else element.text or ""
    if len(element.nsmap) > MOST_NAMESPACES:
        raise ParseError(f"content within more than {MOST_NAMESPACES} namespaces")
    copy = deepcopy(element)
    for inner in copy.iter():
        inner.tag = names.local(str(inner.tag))
        for name in {XML_BASE, XML_LANG}.intersection(inner.keys()):
            del inner.attrib[name]
    etree.cleanup_namespaces(copy)
    inside = (etree.tostring(e, encoding="unicode", method="html") for e in copy)
    return f"{begin}{''.join(inside)}".strip()
