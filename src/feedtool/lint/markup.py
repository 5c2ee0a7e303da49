"""Text that must not have markup, and HTML that must be sound, safe and absolute."""

from __future__ import annotations

import re
from collections.abc import Iterator
from hashlib import blake2b
from html import unescape
from html.entities import name2codepoint

from . import html5
from .elements import ELEMENTS, LOST, MATHML, SAFE, SVG, SVG_ATTRIBUTES
from .grammar import Check, Spot, Walk
from .namespaces import display
from .report import quoted
from .styles import risks
from .tree import Node

# -- plain text -------------------------------------------------------------------

_END_TAG = re.compile(r"</(\w{1,20})>")
_ENTITY = re.compile(r"&(#?\w{1,40})")
_LIKE_MARKUP = re.compile(r"&#[x0-9]|<[/a-zA-Z]")


def plain(rule: str) -> Check:
    """Return the check that a text is one, and no HTML; else *rule* is broken."""

    def check(value: str, spot: Spot) -> None:
        if "<" not in value and "&" not in value:
            return
        found = _html_in(value, spot)
        if found is not None:
            shown = f"{spot.name} has HTML in it, which is shown: {quoted(found)}"
            spot.add(rule, shown)
        elif _is_ambiguous(value, spot):
            spot.add("ambiguous-text", f"{spot.name} looks like HTML: {quoted(value)}")

    return check


def _html_in(value: str, spot: Spot) -> str | None:
    for tag in _END_TAG.finditer(value):
        if tag[1].lower() in ELEMENTS:
            return tag[0]
    for entity in _ENTITY.finditer(value):
        name = entity[1]
        if name in name2codepoint or name == "apos" or not name.isalpha():
            if not spot.walk.is_written_out(spot.node.line):
                return f"{entity[0]};"
            return None
    return None


def _is_ambiguous(value: str, spot: Spot) -> bool:
    return (
        spot.walk.version.startswith("2.")
        and _LIKE_MARKUP.search(value) is not None
        and not spot.walk.is_written_out(spot.node.line)
    )


plain_text = plain("html-in-text")
undeclared_text = plain("undeclared-html")
_ADDRESS_IN_BRACKETS = re.compile(r"<[^<>\s@]+@[\w.-]+>")


def no_email(value: str, spot: Spot) -> None:
    if _ADDRESS_IN_BRACKETS.search(value):
        spot.add("email-in-name", f"{spot.name} has an e-mail address: {quoted(value)}")


# -- HTML -------------------------------------------------------------------------

_ABSOLUTE = re.compile(r"\w+:")
_NO_URI_CHARACTER = re.compile(r"[^0-9a-zA-Z;/?:@&=+$.\-_!~*'()%,#\u0080-\U0010ffff]")
_LINKS = {"a": "href", "img": "src"}


def safe_html(value: str, spot: Spot) -> None:
    """Check HTML whose relative links lead nowhere."""
    _check_html(value, spot, links=True)


def html(value: str, spot: Spot) -> None:
    """Check HTML that has a base for its relative links."""
    _check_html(value, spot, links=False)


def _check_html(value: str, spot: Spot, *, links: bool) -> None:
    if "<" not in value and "&" not in value and value.isascii():
        return
    below = counted = 0
    for rule, message, offset in flaws(value, links=links):
        below += value.count("\n", counted, offset)
        counted = max(counted, offset)
        spot.add(rule, f"{spot.name}: {message}", below)


# Digests of HTML in which nothing was found. A feed carries the same in each of its
# formats, and in the feeds of its regions.
_sound: set[bytes] = set()
_MOST_SOUND = 20_000


def flaws(value: str, *, links: bool) -> Iterator[tuple[str, str, int]]:
    """Yield rule, message and offset of what is wrong with HTML, in its order.

    With *links*, those that are relative are wrong.
    """
    text = value.encode("utf-8", "surrogatepass")
    digest = blake2b(text, digest_size=16, person=b"links" if links else b"").digest()
    if digest in _sound:
        return
    is_sound = True
    for event in html5.events(value):
        if isinstance(event, html5.Flaw):
            is_sound = False
            yield "html-syntax", event.message, event.offset
        elif event.attributes or event.name not in SAFE:
            for rule, message in _of_tag(event, links=links):
                is_sound = False
                yield rule, message, event.offset
    if is_sound:
        if len(_sound) >= _MOST_SOUND:
            _sound.clear()
        _sound.add(digest)


def _of_tag(tag: html5.Tag, *, links: bool) -> Iterator[tuple[str, str]]:
    name = tag.name
    if name not in ELEMENTS:
        yield "html-element", f"<{name}> is no element of HTML"
        return
    if name in LOST:
        yield "dangerous-element", f"<{name}>, which readers take out"
        return
    for attribute, value in tag.attributes.items():
        if attribute == "style":
            for risk in risks(unescape(value)):
                yield "dangerous-style", f"style has {quoted(risk)}"
        elif attribute.startswith("on"):
            yield "dangerous-attribute", f"{attribute} on <{name}>"
    link = _LINKS.get(name) if links else None
    if link and link in tag.attributes:
        address = unescape(tag.attributes[link]).strip()
        if not _ABSOLUTE.match(address):
            wrong = _NO_URI_CHARACTER.search(address)
            if wrong:
                yield "uri-character", f"{quoted(wrong[0])} in {quoted(address)}"
            else:
                yield "relative-link", f"{link} is relative: {quoted(address)}"


# -- XHTML ------------------------------------------------------------------------


def check_xhtml(node: Node, walk: Walk) -> None:
    """Check all that is in an element of XHTML, such as the div of `type="xhtml"`."""
    for child in node.children:
        _check_element(child, node, walk)


def _check_element(node: Node, parent: Node, walk: Walk) -> None:
    prefix, colon, local = node.name.partition(":")
    if not colon:
        walk.add(
            "missing-namespace", f"<{node.name}> in XHTML is in no namespace", node
        )
    elif prefix == "xhtml":
        if local not in ELEMENTS:
            walk.add("html-element", f"<{local}> is no element of HTML", node)
        elif local in LOST:
            walk.add("dangerous-element", f"<{local}>, which readers take out", node)
        _check_attributes(node, walk)
    elif prefix in ("svg", "mathml"):
        if local not in (SVG if prefix == "svg" else MATHML):
            walk.add("dangerous-element", f"<{local}>, which readers take out", node)
        if prefix == "svg":
            for name in node.attributes:
                if ":" not in name and name not in SVG_ATTRIBUTES:
                    walk.add("dangerous-attribute", f"{name} on <{local}>", node)
    elif not node.name.startswith("{"):
        if parent.name != "svg:metadata":
            walk.add("unknown-element", f"<{node.name}> in XHTML", node)
        return
    check_xhtml(node, walk)


def _check_attributes(node: Node, walk: Walk) -> None:
    for name, value in node.attributes.items():
        if name == "style":
            for risk in risks(value):
                walk.add("dangerous-style", f"style has {quoted(risk)}", node)
        elif name.startswith("on"):
            shown = f"{name} on <{display(node.name)}>"
            walk.add("dangerous-attribute", shown, node)
