"""Bytes into the text of a document, and what it is when it is no feed.

It knows encodings and the outermost element, nothing of formats.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from .. import html
from .. import text as texts
from ..errors import ParseError

_LARGEST = 20_000_000  # bytes
_LARGEST_BROKEN = 2_000_000  # bytes
_DEEPEST = 256  # elements inside each other
_MOST_ATTRIBUTES = 200  # of one element; parsers are quadratic in them


def decode(data: bytes, content_type: str | None = None) -> str:
    """Return the text of a document, with only characters that XML allows.

    Its encoding is what its byte order mark, the charset of *content_type* or its own
    declaration says, in this order (RFC 7303 §3), else UTF-8. Where that cannot be it
    is windows-1252, and no byte is refused. Raises ParseError when there is nothing, or
    no text.
    """
    for signature, name in _SIGNATURES.items():
        if data.startswith(signature):
            raise ParseError(f"{name}, not a feed")
    text = texts.clean(_decoded(data, content_type)).strip(" \t\n\ufeff")
    if not text:
        raise ParseError("nothing: the body is empty")
    return text


def check_size(data: bytes) -> None:
    """Raise ParseError if *data* is more than a feed has."""
    if len(data) > _LARGEST:
        raise ParseError(
            f"{len(data) / 1e6:.0f} MB, more than the {_LARGEST / 1e6:.0f} MB of a feed"
        )


def is_plain(data: bytes, content_type: str | None = None) -> bool:
    """Tell whether *data* can be read as it is, if it is well-formed XML in UTF-8.

    It begins as a feed without a DOCTYPE, and nothing says that it is in another
    encoding. Those that servers name without looking count only where it is not UTF-8.
    """
    begin = _BEGIN.match(data)
    if begin is None:
        return False
    charset = _CHARSET.search(content_type or "")
    declared = begin[1].decode("ascii") if begin[1] else None
    named = {_known(name) for name in (charset and charset[1], declared) if name}
    if not named.issubset(_MAY_BE_UTF_8):
        return False
    return named.isdisjoint(_LATIN) or _is_utf_8(data)


def _is_utf_8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class Root:
    """The outermost element of a document."""

    name: str  # local name in lower case
    document: str  # the text from there on, with a new XML declaration before it


def find_root(text: str) -> Root | None:
    """Return the outermost element, None if *text* has none.

    What stands before it is dropped: declaration, comments, a DOCTYPE with all that it
    defines (so no entity is ever expanded), and messages of the program that made it.
    """
    prolog = _PROLOG.match(text)
    start = prolog.end() if prolog else 0
    match = _TAG.match(text, start)
    if (match is None or match[1].lower() not in _ROOTS) and not _is_page(text):
        match = _FEED_TAG.search(text, start, start + 20_000) or match
    if match is None:
        return None
    body = text[match.start() :]
    return Root(match[1].lower(), f'<?xml version="1.0" encoding="utf-8"?>{body}')


def check_bounds(document: str) -> None:
    """Raise ParseError if *document* is too much for a reader that takes anything.

    Its time grows faster than what it reads: it takes two megabytes, and nothing that
    is made to break parsers.
    """
    size = len(document.encode())
    if size > _LARGEST_BROKEN:
        raise ParseError(
            f"{size / 1e6:.1f} MB of XML that is not well-formed, more than the"
            f" {_LARGEST_BROKEN / 1e6:.0f} MB that are read all the same"
        )
    if _CROWDED.search(document):
        raise ParseError(f"an element with more than {_MOST_ATTRIBUTES} attributes")
    if document.count("<") < _DEEPEST:
        return
    nested: Counter[str] = Counter()
    depth = 0
    for match in _NESTING.finditer(document):
        end, name, empty = match.groups("")
        if not name or empty or name.lower() in _UNCLOSED:
            continue
        if not end:
            nested[name] += 1
            depth += 1
        elif nested[name]:
            nested[name] -= 1
            depth -= 1
        if depth > _DEEPEST:
            raise ParseError(f"more than {_DEEPEST} elements inside each other")


def describe(text: str, root: Root | None) -> str:
    """Return what *text* is, in the words of a message: "an HTML page titled 'X'"."""
    if _is_page(text) or (root and html.has_markup(f"<{root.name}>")):
        title = _TITLE.search(text, 0, 100_000)
        name = texts.shorten(html.to_line(title[1]), 80) if title else ""
        return f"an HTML page titled {name!r}" if name else "an HTML page"
    if root is None:
        return f"text ({texts.shorten(texts.line(text[:200]), 60)!r})"
    if root.name == "opml":
        return "an OPML list"
    return f"XML of another kind (<{root.name}>)"


# -- bytes into text --------------------------------------------------------------

_SIGNATURES = {
    b"\x89PNG": "an image (PNG)",
    b"\xff\xd8\xff": "an image (JPEG)",
    b"GIF8": "an image (GIF)",
    b"RIFF": "an image or a film (RIFF)",
    b"\x00\x00\x01\x00": "an image (icon)",
    b"%PDF": "a PDF document",
    b"PK\x03\x04": "a ZIP archive",
    b"\x1f\x8b": "a gzip archive",
}
_MARKS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF32_LE: "utf-32-le",
    codecs.BOM_UTF32_BE: "utf-32-be",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
    # Not a mark, but a "<" or "{" as only these write it.
    b"<\x00\x00\x00": "utf-32-le",
    b"\x00\x00\x00<": "utf-32-be",
    b"<\x00": "utf-16-le",
    b"\x00<": "utf-16-be",
    b"{\x00": "utf-16-le",
    b"\x00{": "utf-16-be",
}
_CHARSET = re.compile(r";\s*charset\s*=\s*[\"']?([A-Za-z0-9._:-]{1,40})", re.IGNORECASE)
_DECLARED = re.compile(
    rb"\s*<\?xml[^<>]*?\sencoding\s*=\s*[\"']([A-Za-z0-9._:-]{1,40})[\"']"
)
_BEGIN = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:<\?xml"
    rb"(?:(?>[^<>]*?\sencoding\s*+=\s*+[\"'])([A-Za-z0-9._:-]{1,40}+))?+"
    rb"[^<>]*+(?<=\?)>)?(?:\s++|<\?[^<>]*\?>|<!--(?:[^-]++|-(?!-))*+-->)*+"
    rb"<(?:[\w.-]+:)?(?:rss|RDF|feed|channel)[\s>]"
)
# As Python calls them. Others either are no encodings of text or cost too much.
_ENCODINGS = re.compile(
    r"ascii|big5.*|cp\d+|euc_.*|gb.*|hz|iso.*|johab|koi8-.*|kz1048|mac-.*|ptcp154"
    r"|shift_jis.*|tis-620|utf-8"
)
# Servers name these without looking.
_LATIN = ("ascii", "iso8859-1", "cp1252")
_MAY_BE_UTF_8 = (None, "utf-8", *_LATIN)
# How `surrogateescape` shows bytes that are not UTF-8, and what is meant by them.
_STRAY_BYTE = re.compile("[\udc80-\udcff]")
_STRAY_BYTES = {
    chr(0xDC00 + byte): bytes([byte]).decode("cp1252", "ignore")
    for byte in range(128, 256)
}


def _decoded(data: bytes, content_type: str | None) -> str:
    for mark, encoding in _MARKS.items():
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    charset = _CHARSET.search(content_type or "")
    declared = _DECLARED.match(data[:1_000])
    named = (
        _known(charset[1]) if charset else None,
        _known(declared[1].decode("ascii")) if declared else None,
    )
    encodings = [name for name in named if name and name not in _LATIN]
    for encoding in (*encodings, "utf-8"):
        try:
            return data.decode(encoding)
        except UnicodeError:
            pass
    if encodings and encodings[0] != "utf-8":
        return data.decode(encodings[0], "replace")
    text = data.decode("utf-8", "surrogateescape")
    return _STRAY_BYTE.sub(lambda match: _STRAY_BYTES[match[0]], text)


@lru_cache(maxsize=64)
def _known(name: str) -> str | None:
    """Return what Python calls the encoding *name*, None if it is none for a feed."""
    try:
        encoding = codecs.lookup(name).name
    except (LookupError, ValueError):
        return None
    # UTF-16 and UTF-32 have marks: a declaration that could be read cannot mean them.
    if not _ENCODINGS.fullmatch(encoding):
        return None
    return "gb18030" if encoding in ("gb2312", "gbk") else encoding


# -- the outermost element --------------------------------------------------------

_ROOTS = ("rss", "rdf", "feed", "channel", "opml")
_PROLOG = re.compile(
    r"(?:\s++|<\?.*?\?>|<!--.*?-->"
    r"|<!DOCTYPE(?:[^\[<>\"']++|\"[^\"]*+\"|'[^']*+')*+(?:\[.*?\]\s*)?>)*+",
    re.DOTALL | re.IGNORECASE,
)
_TAG = re.compile(r"<(?:[\w.-]+:)?([\w.-]+)(?=[\s/>])")
_FEED_TAG = re.compile(r"<(?:[\w.-]+:)?(rss|rdf|feed)(?=[\s>])", re.IGNORECASE)
_PAGE = re.compile(
    r"(?:\s++|<\?.*?\?>|<!--.*?-->)*+<(?:!doctype\s+html|html)\b",
    re.DOTALL | re.IGNORECASE,
)
_TITLE = re.compile(r"<title[^<>]*>([^<]{0,1000})", re.IGNORECASE)


def _is_page(text: str) -> bool:
    return _PAGE.match(text[:100_000]) is not None


# -- bounds -----------------------------------------------------------------------

_VALUE = r"(?:\"[^\"]*+\"|'[^']*+'|[^\s<>\"']++)"
_PAIR = rf"[\s/]++[^\s=<>\"'/]++\s*+=\s*+{_VALUE}"
_CROWDED = re.compile(rf"<[^\s<>/!?][^\s<>/]*+(?:{_PAIR}){{{_MOST_ATTRIBUTES + 1}}}")
_NESTING = re.compile(
    r"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)"
    r"|<(/?)([^\s<>/!?]++)(?:[^<>\"'/]++|\"[^\"]*+\"|'[^']*+'|/(?!>))*+(/?)>?",
    re.DOTALL,
)
# HTML that stands unescaped in a feed closes few of these.
_UNCLOSED = ("area", "br", "col", "hr", "img", "input", "li", "link", "p", "wbr")
