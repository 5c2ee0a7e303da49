"""Media RSS: pictures, films and sounds (Media RSS 1.5.1)."""

from __future__ import annotations

import re

from . import markup
from .grammar import Check, Kind, Spot, Walk, anything, leaf, once
from .modules import EVERYWHERE
from .report import quoted
from .tree import Node
from .values import (
    absolute_uri,
    language,
    matching,
    media_type,
    one_of,
    positive_number,
    true_or_false,
    whole_number,
)


def _if_any(check: Check) -> Check:
    """Return *check* for an attribute that may as well be blank."""

    def checked(value: str, spot: Spot) -> None:
        if value:
            check(value, spot)

    return checked


_url = _if_any(absolute_uri)
_size = _if_any(positive_number)
_decimal = _if_any(matching("number", r"[0-9]+.*", "number"))
_moment = _if_any(matching("media-time", r"now.*|[0-9].*", "time of a medium"))
_language = _if_any(language)


# -- what is said of a medium -----------------------------------------------------


def _words(node: Node, walk: Walk) -> None:
    spot = Spot(walk, node)
    if node.attributes.get("type") == "html":
        markup.html(node.text, spot)
    else:
        markup.undeclared_text(node.text, spot)


_TEXT_TYPE = _if_any(one_of("media-text-type", "plain", "html"))
_TITLE = Kind(
    text=anything,
    attributes={"type": _TEXT_TYPE},
    once="repeated-element",
    whole=_words,
)
_TEXT = Kind(
    text=anything,
    attributes={
        "type": _TEXT_TYPE,
        "start": _moment,
        "end": _moment,
        "lang": _language,
    },
    whole=_words,
)
_HEX = re.compile(r"[0-9A-Za-z]+")
_HASHES = {"md5": 32, "sha-1": 40}


def _hash(node: Node, walk: Walk) -> None:
    value, algorithm = node.text.strip(), node.attributes.get("algo", "md5")
    length = _HASHES.get(algorithm)
    if length is None:
        walk.add("media-hash", f"{quoted(algorithm)} is neither md5 nor sha-1", node)
    if not _HEX.fullmatch(value) or len(value) != (length or 32):
        walk.add("media-hash", f"{quoted(value)} is no such hash", node)


_ICRA = r"(?:[nsvlocx]z [01]|(?:n[a-c]|s[a-f]|v[a-j]|l[a-c]|o[a-h]|c[ab]|x[a-e]) 1)"
_RATINGS = {
    "urn:simple": r"adult|nonadult",
    "urn:mpaa": r"g|m|nc-17|pg|pg-13|r|x",
    "urn:v-chip": r"14\+|18\+|c|c8|g|pg|tv-(?:14|g|ma|pg|y|y7|y7-fv)",
    "urn:icra": rf"r \({_ICRA}(?: {_ICRA})*\)",
}


def _rating(node: Node, walk: Walk) -> None:
    scheme = node.attributes.get("scheme") or "urn:simple"
    if scheme not in _RATINGS:
        absolute_uri(scheme, Spot(walk, node, "scheme"))
    elif not re.fullmatch(_RATINGS[scheme], node.text.strip()[:200]):
        shown = f"{quoted(node.text.strip())} is no rating of {scheme}"
        walk.add("media-rating", shown, node)


_RELATIONS = ("allow", "deny")
_COUNTRIES = re.compile(r"[A-Z]{2}(?: [A-Z]{2})*")


def _restriction(node: Node, walk: Walk) -> None:
    relation = node.attributes.get("relationship")
    if not relation:
        walk.add("missing-attribute", "<media:restriction> without relationship", node)
    elif relation not in _RELATIONS:
        shown = f"relationship is {quoted(relation)}, neither allow nor deny"
        walk.add("media-restriction", shown, node)
    kind, value = node.attributes.get("type"), node.text.strip()
    if kind == "uri":
        absolute_uri(value, Spot(walk, node))
    elif kind == "country":
        if not _COUNTRIES.fullmatch(value.upper()):
            shown = f"{quoted(value)} is no list of countries"
            walk.add("media-restriction", shown, node)
    elif kind:
        shown = f"{quoted(kind)} is no type of restriction"
        walk.add("media-restriction", shown, node)
    elif value not in ("", "all", "none"):
        shown = f"{quoted(value)} without a type is neither all nor none"
        walk.add("media-restriction", shown, node)


def _credit(node: Node, walk: Walk) -> None:
    role = node.attributes.get("role", "")
    scheme = node.attributes.get("scheme") or "urn:ebu"
    if role != role.lower():
        walk.add("media-role", f"the role {quoted(role)} has capitals", node)
    if scheme != "urn:ebu":
        absolute_uri(scheme, Spot(walk, node, "scheme"))


def _adult(node: Node, walk: Walk) -> None:
    walk.add("media-adult", "media:adult, which media:rating replaces", node)


def _needs_url(node: Node, walk: Walk) -> None:
    if not node.attributes.get("url"):
        name = node.name
        walk.add("missing-attribute", f"<{name}> without url", node)


_OPTIONAL: dict[str, Kind] = {
    "media:adult": Kind(text=true_or_false, once="repeated-element", whole=_adult),
    "media:category": leaf(
        markup.plain_text, {"label": markup.plain_text, "scheme": _url}
    ),
    "media:copyright": once(markup.plain_text, {"url": _url}),
    "media:credit": Kind(
        text=anything,
        attributes={"role": None, "scheme": None},
        whole=_credit,
    ),
    "media:description": _TITLE,
    "media:title": _TITLE,
    "media:text": _TEXT,
    "media:keywords": leaf(),
    "media:hash": Kind(text=anything, attributes={"algo": None}, whole=_hash),
    "media:player": Kind(
        text=None,
        attributes={"url": _url, "height": _size, "width": _size},
        whole=_needs_url,
    ),
    "media:rating": Kind(text=anything, attributes={"scheme": None}, whole=_rating),
    "media:restriction": Kind(
        text=anything,
        attributes={"relationship": None, "type": None},
        whole=_restriction,
    ),
    "media:thumbnail": Kind(
        text=anything,
        attributes={"url": _url, "height": _size, "width": _size, "time": _moment},
        whole=_needs_url,
    ),
}


# -- media ------------------------------------------------------------------------

_CONTENT = Kind(
    attributes={
        "url": _url,
        "bitrate": _decimal,
        "channels": _if_any(whole_number),
        "duration": _decimal,
        "expression": _if_any(one_of("media-choice", "sample", "full", "nonstop")),
        "fileSize": _size,
        "framerate": _decimal,
        "height": _size,
        "isDefault": _if_any(true_or_false),
        "lang": _language,
        "medium": _if_any(
            one_of("media-choice", "image", "audio", "video", "document", "executable")
        ),
        "samplingrate": _decimal,
        "type": _if_any(media_type),
        "width": _size,
    },
    children=EVERYWHERE | _OPTIONAL,
)


def _alternatives(node: Node, walk: Walk) -> None:
    if sum(1 for _ in node.all("media:content")) < 2:
        walk.add("media-group", "a media:group with fewer than two media:content", node)


OF_CHANNEL = _OPTIONAL
OF_ITEM = _OPTIONAL | {
    "media:content": _CONTENT,
    "media:group": Kind(
        children=_OPTIONAL | {"media:content": _CONTENT}, whole=_alternatives
    ),
}
