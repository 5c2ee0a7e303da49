"""HTML into tags and text, one after the other, as HTML §13.2.5 has it."""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape

from .names import RAW

_BLANK = r"[\t\n\f\r ]"
# Possessive throughout: what was taken is never tried another way, so that any text
# takes linear time.
_INSIDE = (
    r"(?:[\t\n\f\r /]++|(?:=[^\t\n\f\r />=]*+|[^\t\n\f\r />=]++)"
    rf"(?:{_BLANK}*+={_BLANK}*+"
    r"(?:\"[^\"]*+(?:\"|\Z)|'[^']*+(?:'|\Z)|[^\t\n\f\r >\"'][^\t\n\f\r >]*+)?+)?+)*+"
)
TOKEN = re.compile(
    r"<!--(?:-?>|.*?(?:--!?>|\Z))|<[!?][^>]*+>?|</(?:>|[^A-Za-z>][^>]*+>?)"
    rf"|<(?P<raw>{RAW})(?={_BLANK}|[/>])(?P<raw_inside>{_INSIDE})"
    rf"(?:(?<=/)>|>(?P<text>.*?)(?:</(?P=raw)(?={_BLANK}|[/>]){_INSIDE}>?|\Z)|\Z)"
    rf"|<(?P<end>/?)(?P<name>[A-Za-z][^\t\n\f\r />]*+)(?P<inside>{_INSIDE})>?",
    re.DOTALL | re.IGNORECASE,
)
_ATTRIBUTE = re.compile(
    rf"([^\t\n\f\r />=]++)(?:{_BLANK}*+={_BLANK}*+"
    r"(?:\"([^\"]*+)\"?|'([^']*+)'?|([^\t\n\f\r >\"'][^\t\n\f\r >]*+))?+)?+"
)
_REFERENCE = re.compile(
    r"(&(?:#(?:[0-9]++|[xX][0-9a-fA-F]++);?|[^\t\n\f <&#;]{1,32}+;?))"
)


def attributes(inside: str) -> dict[str, str]:
    """Return what the attributes of a tag say, by their names in lower case."""
    found: dict[str, str] = {}
    for name, *values in _ATTRIBUTE.findall(inside):
        found.setdefault(name.lower(), unescaped("".join(values)))
    return found


def unescaped(text: str) -> str:
    """Return *text* with its entities resolved (HTML §13.2.5.72)."""
    if "&" not in text:
        return text
    pieces = _REFERENCE.split(text)
    # No character has so many digits, and `int` refuses thousands of them.
    pieces[1::2] = [
        _character(each) if len(each) < 100 else "" for each in pieces[1::2]
    ]
    return "".join(pieces)


# Texts have the same few of them again and again.
_character = lru_cache(maxsize=1024)(unescape)
