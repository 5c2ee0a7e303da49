"""Fragments of HTML: their tags, and the first thing in which they break its syntax.

What a parser would report (HTML Living Standard §13.2) is looked for up to the first
fault. Since all is well until then, much of the standard's mending is not needed: what
is open is what stands open. It takes linear time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html.entities import html5 as _entities
from typing import NamedTuple

from .lists import words
from .nesting import Nesting


class Tag(NamedTuple):
    """A start tag."""

    name: str
    attributes: Mapping[str, str]  # by name in lower case, entities as written
    offset: int


class Flaw(NamedTuple):
    """Where a fragment first breaks the syntax of HTML, and how."""

    message: str
    offset: int


# Controls and noncharacters, which HTML must not have.
_FORBIDDEN = re.compile(
    "[\u0001-\u0008\u000b\u000e-\u001f\u007f-\u009f\ufdd0-\ufdef\ufffe\uffff"
    + "".join(f"{chr(n << 16 | 0xFFFE)}{chr(n << 16 | 0xFFFF)}" for n in range(1, 17))
    + "]"
)
_NAME = r"[^\s\"'<>/=]++"
_VALUE = r"\"[^\"]*+\"|'[^']*+'|[^\s\"'=<>`]++"
_TOKEN = re.compile(
    rf"<([a-zA-Z][^\s/><]*+)((?:\s++{_NAME}(?:\s*+=\s*+(?:{_VALUE}))?+)*+)\s*+(/?)>"
    r"|</([a-zA-Z][^\s/><]*+)\s*+>"
    r"|<!--(?!-?>)(?:[^-]++|-(?!-))*+-->"
    r"|(<)"
    # Raw text ends at its own end tag only: see `_raw`.
)
_ATTRIBUTE = re.compile(rf"({_NAME})(?:\s*+=\s*+({_VALUE}))?+")
_AMPERSAND = re.compile(r"&(?![\s<&]|\Z)(?:#(?:x[0-9a-f]+|[0-9]+);|[a-z0-9]+;)?", re.I)
_RAW = words("iframe noembed noframes script style textarea title xmp")
_ENTITY_AT_LEAST = 3  # characters: "&x;"


def events(html: str) -> Iterator[Tag | Flaw]:
    """Yield the start tags of *html*, and a flaw where it has its first."""
    reading = _Reading(html)
    yield from reading.events()


class _Reading:
    def __init__(self, html: str) -> None:
        self.html = html
        self.nesting: Nesting | None = Nesting()  # None once there was a flaw

    def events(self) -> Iterator[Tag | Flaw]:
        at, html = 0, self.html
        first = self._first_wrong_character()
        while True:
            token = _TOKEN.search(html, at)
            start = token.start() if token else len(html)
            if self.nesting:
                flaw = self._in_text(at, start, first)
                if flaw:
                    yield self._ended(flaw)
            if token is None:
                break
            at = token.end()
            name, attributes, _, _, broken = token.groups()
            if name:
                tag = name.lower()
                pairs = _ATTRIBUTE.findall(attributes) if attributes else ()
                found = {key.lower(): _unquoted(value) for key, value in pairs}
                yield Tag(tag, found, start)
            if self.nesting:
                message = self._message(token)
                if name and len(found) < len(pairs):
                    message = message or "an attribute twice in one tag"
                if message:
                    yield self._ended(Flaw(message, start))
            if broken:
                at = self._after_broken(start)
            elif name and tag in _RAW:
                ended = re.compile(rf"</{tag}(?=[\s/>])", re.IGNORECASE).search(
                    html, at
                )
                at = ended.start() if ended else len(html)
        if self.nesting:
            message = self.nesting.finish()
            if message:
                yield Flaw(message, max(0, len(html) - 1))

    def _ended(self, flaw: Flaw) -> Flaw:
        self.nesting = None
        return flaw

    def _first_wrong_character(self) -> int:
        if self.html.isascii() and self.html.replace("\n", "").isprintable():
            return len(self.html)
        wrong = _FORBIDDEN.search(self.html)
        return wrong.start() if wrong else len(self.html)

    def _in_text(self, start: int, end: int, wrong: int) -> Flaw | None:
        """Return what is wrong between two tags."""
        assert self.nesting is not None  # noqa: S101
        if start <= wrong < end:
            shown = f"U+{ord(self.html[wrong]):04X}"
            return Flaw(f"the character {shown}", wrong)
        if self.html.find("&", start, end) >= 0:
            flaw = _entity_flaw(self.html, start, end)
            if flaw:
                return flaw
        return None

    def _message(self, token: re.Match[str]) -> str | None:
        assert self.nesting is not None  # noqa: S101
        name, attributes, slash, end, broken = token.groups()
        if broken:
            return _why_broken(self.html, token.start())
        if end:
            return self.nesting.close(end.lower())
        if not name:
            return None
        if "&" in attributes:
            flaw = _entity_flaw(self.html, token.start(2), token.end(2))
            if flaw:
                return flaw.message
        return self.nesting.open(name.lower(), is_closed=bool(slash))

    def _after_broken(self, start: int) -> int:
        """Return where to go on after a "<" that begins no sound tag."""
        html = self.html
        if html[start + 1 : start + 2] not in ("!", "?"):
            return start + 1
        mark = "-->" if html.startswith("<!--", start) else ">"
        end = html.find(mark, start)
        return len(html) if end < 0 else end + len(mark)


def _unquoted(value: str) -> str:
    return value[1:-1] if value[:1] in ("'", '"') else value


def _entity_flaw(html: str, start: int, end: int) -> Flaw | None:
    for match in _AMPERSAND.finditer(html, start, end):
        entity = match[0]
        if len(entity) < _ENTITY_AT_LEAST:
            follows = html[match.end() : match.end() + 1]
            if match.end() < end and follows not in ('"', "'"):
                return Flaw("a bare &, which is to be written &amp;", match.start())
        elif entity[1] == "#":
            if not _is_character(entity):
                return Flaw(f"{entity[:12]}, which is no character", match.start())
        elif entity[1:] not in _entities:
            shown = entity if len(entity) < 20 else f"{entity[:20]}…"
            return Flaw(f"{shown}, which HTML does not know", match.start())
    return None


def _is_character(reference: str) -> bool:
    digits = reference[2:-1]
    is_hex = digits[0] in "xX"
    if len(digits) > 8:
        return False
    code = int(digits[1:], 16) if is_hex else int(digits)
    if code > 0x10FFFF or 0xD800 <= code < 0xE000 or code in (0, 0xD):
        return False
    return not _FORBIDDEN.match(chr(code))


def _why_broken(html: str, start: int) -> str:
    shown = html[start : start + 30]
    if html.startswith("<!--", start):
        return "a comment that does not end, or has -- in it"
    if shown[1:2] in ("!", "?"):
        return f"a declaration or instruction: {shown!r}"
    if re.match(r"</?[a-zA-Z]", shown):
        return f"a tag with a fault in it: {shown!r}"
    return f"a < that begins no tag: {shown!r}"
