"""The usual breakages of XML, mended before it is read. Every step is a small one."""

from __future__ import annotations

import re
from html import unescape

from .. import text


def mended(document: str) -> str:
    """Return *document* with references that XML can resolve, without changing others.

    Entities of HTML become their characters, references to characters that XML forbids
    go, and an ampersand that begins no reference is escaped. CDATA sections stay.
    """
    return _REFERENCE.sub(_mended_reference, document)


_REFERENCE = re.compile(
    r"<!\[CDATA\[.*?(?:\]\]>|\Z)"
    r"|&(?:#(?:[xX](?P<hexadecimal>[0-9A-Fa-f]++)|(?P<decimal>[0-9]++));?"
    r"|(?P<name>[A-Za-z][A-Za-z0-9]{1,31});)?",
    re.DOTALL,
)
_OF_XML = ("amp", "lt", "gt", "quot", "apos")


def _mended_reference(match: re.Match[str]) -> str:
    reference, name = match[0], match["name"]
    if reference.startswith("<") or name in _OF_XML:
        return reference
    if reference == "&":
        return "&amp;"
    if name is None:
        return _possible(match["hexadecimal"] or "", match["decimal"] or "")
    character = unescape(reference)
    # "&LT;" is one of HTML's, too.
    return f"&amp;{name};" if character == reference else _escaped(character)


def _possible(hexadecimal: str, decimal: str) -> str:
    """Return a reference to a character as it is, or nothing where it can mean none."""
    digits = (hexadecimal or decimal).lstrip("0")
    if not 0 < len(digits) < 8:
        return ""
    code = int(digits, 16 if hexadecimal else 10)
    return f"&#{code};" if code < 0x110000 and text.clean(chr(code)) else ""


def _escaped(character: str) -> str:
    return character.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
