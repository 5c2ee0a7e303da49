"""HTML into plain text."""

from __future__ import annotations

import re

from .. import characters
from .names import BLOCKS, RAW, RENAMED
from .tokens import TOKEN, unescaped


def to_text(html: str) -> str:
    """Return the text of *html*: a line for each block, white space folded.

    Entities are resolved, scripts and the like dropped. It takes linear time.
    """
    lines = unescaped(_marked(html)).split(_BREAK)
    folded = (" ".join(characters.clean(line).split()) for line in lines)
    return "\n".join(filter(None, folded))


def to_line(html: str) -> str:
    """Return the text of *html* on one line, as `text.line` has it."""
    # A line feed is cleaned sooner than what parts lines here.
    return characters.fold(unescaped(_marked(html)).replace(_BREAK, "\n"))


def _marked(html: str) -> str:
    """Return *html* without its tags, `_BREAK` for those that end a line."""
    pieces = _SIMPLE_TAG.split(html)
    names = pieces[1::2]
    if html.count("<") > len(names) or not _RAW_NAMES.isdisjoint(names):
        return TOKEN.sub(_text_of_token, html)
    pieces[1::2] = [_SHOWN_AS.get(name, "") for name in names]
    return "".join(pieces)


def _text_of_token(token: re.Match[str]) -> str:
    if token["raw"]:
        return (token["text"] or "") if token["raw"].lower() == "xmp" else ""
    return _SHOWN_AS.get((token["name"] or "").lower(), "")


_BREAK = "\u2029"
_BREAKING = BLOCKS.union(RENAMED, ("br", "option")).difference(("td", "th"))
_SHOWN_AS = {**dict.fromkeys(_BREAKING, _BREAK), "td": " ", "th": " "}
_RAW_NAMES = frozenset(RAW.split("|"))
# Most tags are like this, and most HTML has no others.
_SIMPLE_TAG = re.compile(
    r"</?([a-z][a-z0-9]*)(?: [^<>\"'=]++=(?:\"[^\"<>]*+\"|'[^'<>]*+'))*+ ?/?>"
)
