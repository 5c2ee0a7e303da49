"""The usual breakages of XML, mended before it is read. Every step is a small one."""

from __future__ import annotations

import re
from collections import deque
from html import unescape

from .. import text
from ..errors import ParseError
from . import names


def mended(document: str) -> str:
    """Return *document*, which begins with its XML declaration, with less that breaks.

    What is sound in it means the same as before. CDATA sections stay as they are.
    Raises ParseError when there is too much to mend.
    """
    if document.count("&") > _MOST_REFERENCES:
        raise ParseError(f"broken XML with more than {_MOST_REFERENCES:,} references")
    for mend in (references, prefixes, end):
        document = mend(document)
    return document


def references(document: str) -> str:
    """Return *document* with references that XML can resolve, without changing others.

    Entities of HTML become their characters, references to characters that XML forbids
    go, and an ampersand that begins no reference is escaped.
    """
    return _REFERENCE.sub(_mended_reference, document)


# -- references -------------------------------------------------------------------

_MOST_REFERENCES = 1_000_000
# Sections are taken whole, and most references need no mending.
_REFERENCE = re.compile(
    r"<!\[CDATA\[.*?(?:\]\]>|\Z)"
    r"|&(?!(?:amp|lt|gt|quot|apos);)"
    r"(?:#(?:[xX](?P<hexadecimal>[0-9A-Fa-f]++)|(?P<decimal>[0-9]++));?"
    r"|(?P<name>[A-Za-z][A-Za-z0-9]{1,31});)?",
    re.DOTALL,
)


def _mended_reference(match: re.Match[str]) -> str:
    reference, name = match[0], match["name"]
    if reference.startswith("<"):
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


# -- prefixes ---------------------------------------------------------------------


def prefixes(document: str) -> str:
    """Return *document* with every prefix declared that is used.

    A usual one means what it usually does, another one nothing that is read.
    """
    text = _SECTION.sub("", document)
    root = _ROOT.search(document)
    declared = {"", "xml", "xmlns", *_DECLARED.findall(text)}
    missing: dict[str, None] = {}
    for match in _PREFIXED.finditer(text):
        prefix = match[1] or match[2]
        if prefix not in declared:
            missing[prefix] = None
            if len(missing) > _MOST_PREFIXES:
                return document
    if root is None or not missing:
        return document
    declarations = "".join(
        f' xmlns:{prefix}="{names.USUAL.get(prefix.lower(), f"urn:x-{prefix}")}"'
        for prefix in missing
    )
    return f"{document[: root.end()]}{declarations}{document[root.end() :]}"


_MOST_PREFIXES = 20
_SECTION = re.compile(r"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)", re.DOTALL)
_PREFIXED = re.compile(
    r"</?([A-Za-z_][\w.-]*+):[A-Za-z_]|\s([A-Za-z_][\w.-]*+):[A-Za-z_][\w.-]*+\s*+="
)
_DECLARED = re.compile(r"\sxmlns:([\w.-]++)\s*+=")
_ROOT = re.compile(r"<[A-Za-z_][^\s<>/]*+")

# -- the end ----------------------------------------------------------------------


def end(document: str) -> str:
    """Return *document* with the end of its outermost element, and nothing after that.

    Where the end did not come, neither did the rest of the last article: it is cut off.
    """
    root = _ROOT.search(document)
    if root is None:
        return document
    close = document.rfind(f"</{root[0][1:]}")
    if close >= 0:
        return f"{document[:close]}</{root[0][1:]}>"
    articles = deque(_END_OF_ARTICLE.finditer(document), maxlen=1)
    if not articles:
        return document
    whole = document[: articles[0].end()]
    in_channel = whole.rfind("<channel") > whole.rfind("</channel")
    return f"{whole}{'</channel>' if in_channel else ''}</{root[0][1:]}>"


_END_OF_ARTICLE = re.compile(r"</(?:[A-Za-z_][\w.-]*:)?(?:item|entry)\s*>")
