"""Bytes into the text of a document, and what kind of document it is."""

from __future__ import annotations

import codecs
import re
from typing import Literal, NamedTuple, TypeAlias

from ..errors import ParseError
from .lists import words
from .report import Report, quoted

LARGEST = 20_000_000  # bytes

Format: TypeAlias = Literal["rss", "atom", "opml", "json"]


class Document(NamedTuple):
    """What there is to check."""

    text: str
    format: Format


_MARKS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
    # No marks, but a "<" as only these write it.
    b"<\x00?\x00": "utf-16-le",
    b"\x00<\x00?": "utf-16-be",
}
_DECLARED = re.compile(
    rb"(?:\xef\xbb\xbf)?<\?xml\s+version\s*=\s*[\"'][-a-zA-Z0-9_.:]+[\"']\s+"
    rb"encoding\s*=\s*[\"']([-A-Za-z0-9._]{1,40})[\"']"
)
_USUAL = words(
    """
    utf-8 utf-16 us-ascii iso-8859-1 iso-8859-2 iso-8859-7 iso-8859-15 euc-jp koi8-r
    shift_jis windows-1250 windows-1251 windows-1252 windows-1254 windows-1255
    windows-1256 gb18030
    """
)


def read(data: bytes, report: Report) -> Document:
    """Return the text of *data* and its format.

    Raises ParseError when it is nothing that is checked here; its text says what it is.
    """
    if len(data) > LARGEST:
        raise ParseError(f"{len(data) / 1e6:.0f} MB: more than any feed has")
    if not data.strip():
        raise ParseError("nothing: the document is empty")
    text = _decoded(data, report).removeprefix("\ufeff")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if re.match(r"\s*[\[{]", text):
        return Document(text, "json")
    return Document(text, _format(text))


# -- encodings --------------------------------------------------------------------


def _decoded(data: bytes, report: Report) -> str:
    """Return the text that *data* is by its mark or declaration, else as UTF-8."""
    declared = _DECLARED.match(data)
    encoding = declared[1].decode("ascii") if declared else "utf-8"
    for mark, name in _MARKS.items():
        if data.startswith(mark):
            if declared and name == "utf-8" and encoding.lower() != "utf-8":
                shown = f"it is in UTF-8, and is said to be in {encoding}"
                report.add("encoding", shown)
            encoding = name
            break
    else:
        if declared:
            _check_name(encoding, report)
    codec = _codec(encoding)
    if codec is None:
        report.add("unknown-encoding", f"nobody knows the encoding {quoted(encoding)}")
        codec = "utf-8"
    try:
        return data.decode(codec)
    except UnicodeError as error:
        start = error.start if isinstance(error, UnicodeDecodeError) else 0
        line = data.count(b"\n", 0, start) + 1
        shown = f"byte {data[start]:#04x}" if start < len(data) else "the end"
        report.add("encoding", f"{shown} cannot be in {encoding}", line)
        return data.decode(codec, "replace")


def _check_name(encoding: str, report: Report) -> None:
    name = encoding.lower()
    if _codec(encoding) is None or name in ("utf-8", "utf-16"):
        return
    if name in _USUAL:
        report.add("not-utf-8", f"it is in {encoding}")
    else:
        report.add("rare-encoding", f"it is in {encoding}, which few readers know")


def _codec(encoding: str) -> str | None:
    """Return what Python calls an encoding of text, None if it is none."""
    try:
        found = codecs.lookup(encoding)
    except (LookupError, ValueError):
        return None
    is_text = getattr(found, "_is_text_encoding", True)
    slow = found.name in ("idna", "punycode", "unicode_escape", "raw_unicode_escape")
    return found.name if is_text and not slow else None


# -- what it is -------------------------------------------------------------------

_PROLOG = re.compile(
    r"(?:\s++|<\?.*?\?>|<!--.*?-->"
    r"|<!DOCTYPE(?:[^\[<>\"']++|\"[^\"]*+\"|'[^']*+')*+(?:\[.*?\]\s*)?>)*+",
    re.DOTALL,
)
_ROOT = re.compile(r"<(?:[\w.-]+:)?([\w.-]+)(?=[\s/>])")
_FORMATS: dict[str, Format] = {
    "rss": "rss",
    "feed": "atom",
    "entry": "atom",
    "opml": "opml",
    "outlineDocument": "opml",
}
_OTHERS = {
    "html": "an HTML page, not a feed",
    "RDF": "RSS 0.90 or 1.0 (RDF), which is not checked",
    "Channel": "RSS 1.1, which is not checked",
}


def _format(text: str) -> Format:
    prolog = _PROLOG.match(text)
    root = _ROOT.match(text, prolog.end() if prolog else 0)
    if root is None:
        # Broken at its very beginning: what it is to be is still seen.
        root = re.compile(r"<(?:[\w.-]+:)?(rss|feed|opml)(?=[\s/>])").search(
            text, 0, 20_000
        )
    if root is None:
        shown = " ".join(text[:200].split())[:60]
        if re.match(r"\s*<!doctype html", text, re.IGNORECASE):
            raise ParseError(_OTHERS["html"])
        raise ParseError(f"text ({shown!r}), not a feed")
    name = root[1]
    if name not in _FORMATS:
        other = _OTHERS.get(name) or _OTHERS.get(name.lower())
        raise ParseError(other or f"XML of another kind (<{name}>), not a feed")
    return _FORMATS[name]
