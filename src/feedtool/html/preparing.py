"""HTML as nh3 should see it: what it would lose or choke on is replaced before."""

from __future__ import annotations

import re
from collections import Counter
from html import escape

from .names import RENAMED, UNWRAPPED, VOID
from .tokens import TOKEN, attributes

ENDS = "".join(map(chr, range(0x21)))  # of addresses; browsers strip them
WEB = re.compile(r"https?://[^/?#\\]", re.IGNORECASE)
# These end by themselves where the next one begins, so they need not be closed.
_SELF_ENDING = (
    "a caption colgroup dd dt li optgroup option p tbody td tfoot th thead tr"
)
_NOT_NESTING = frozenset(f"{VOID} {_SELF_ENDING}".split())
# A parser opens these again in each block until they are closed: a few kilobytes could
# become gigabytes. Without attributes it does so three times at most for each.
_REOPENED = ("b", "big", "code", "em", "i", "s", "small", "strike", "strong", "tt", "u")
_MOST_REOPENED = 8
_DEEPEST = 256  # elements inside each other; parsers are quadratic in it
_NOTHING = "<!---->"  # holds apart what a dropped token stood between


def prepared(html: str) -> str | None:
    """Return *html* as nh3 should see it, None if it is nested too deep for that."""
    pieces: list[str] = []
    nested: Counter[str] = Counter()
    depth = end = 0
    for token in TOKEN.finditer(html):
        name = (token["name"] or "").lower()
        reopened = name in _REOPENED and not token["end"]
        drop = reopened and sum(nested[other] for other in _REOPENED) >= _MOST_REOPENED
        pieces += html[end : token.start()], _NOTHING if drop else _replaced(token)
        end = token.end()
        if drop or not name or name in _NOT_NESTING or name in UNWRAPPED:
            continue
        if not token["end"]:
            nested[name] += 1
            depth += 1
        elif nested[name]:
            nested[name] -= 1
            depth -= 1
        if depth > _DEEPEST:
            return None
    pieces.append(html[end:])
    return "".join(pieces)


def _replaced(token: re.Match[str]) -> str:
    if token["raw"]:
        return _raw_replaced(token)
    if not token["name"]:
        return _NOTHING
    name, end = token["name"].lower(), token["end"]
    if name in _REOPENED:
        return f"<{end}{name}>"
    if name in RENAMED:
        return f"<{end}{RENAMED[name]}>"
    if name == "embed":
        return _linked(attributes(token["inside"]))
    if name in ("img", "source") and not _is_shown(attributes(token["inside"])):
        return _NOTHING
    return _NOTHING if name in UNWRAPPED else token[0]


def _raw_replaced(token: re.Match[str]) -> str:
    name = token["raw"].lower()
    if name == "iframe":
        return _linked(attributes(token["raw_inside"]))
    if name == "xmp":
        return f"<pre>{escape(token['text'] or '')}</pre>"
    return _NOTHING


def _linked(attributes: dict[str, str]) -> str:
    """Return a link to what a frame shows."""
    url = attributes.get("src", "").strip(ENDS)
    url = f"https:{url}" if url.startswith("//") else url
    if not WEB.match(url):
        return _NOTHING
    label = attributes.get("title", "").strip() or url
    return f'<a href="{escape(url)}">{escape(label, quote=False)}</a>'


def _is_shown(attributes: dict[str, str]) -> bool:
    """Tell whether an image has a source, and is no pixel that counts readers."""
    style: dict[str, str] = dict(
        _STYLE_LENGTH.findall(attributes.get("style", "").lower())
    )
    counts_readers = all(
        _TINY.fullmatch(attributes.get(side) or style.get(side, ""))
        for side in ("width", "height")
    )
    return bool(attributes.get("src")) and not counts_readers


_STYLE_LENGTH = re.compile(r"(?:^|;)\s*(width|height)\s*:\s*([0-9]+(?:px)?)")
_TINY = re.compile(r"\s*[01](?:\.0*)?\s*(?:px)?\s*")
