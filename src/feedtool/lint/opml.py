"""OPML 2.0: lists of feeds, and other outlines."""

from __future__ import annotations

from .grammar import Kind, Spot, Walk, both, once, visit
from .markup import safe_html
from .modules import EVERYWHERE
from .moments import rfc822_date
from .report import quoted
from .tree import Node
from .values import (
    absolute_uri,
    email,
    language,
    matching,
    not_blank,
    positive_number,
    true_or_false,
    web_address,
)

_VERSIONS = ("1.0", "1.1", "2.0")
_FEED_VERSIONS = ("RSS", "RSS1", "RSS2", "scriptingNews")
_SAY_FEED = ("description", "htmlUrl", "language", "title", "version", "xmlUrl")


def check(root: Node, walk: Walk) -> None:
    """Check a document whose outermost element is <opml>."""
    version = root.attributes.get("version", "2.0")
    if version not in _VERSIONS:
        walk.add("opml-version", f"there is no OPML {quoted(version)}", root)
    walk.version = f"opml {version}"
    if root.name == "outlineDocument":
        walk.add("opml-old", "<outlineDocument>, which became <opml>", root)
        visit(root, _OLD_OPML, walk)
    else:
        visit(root, OPML, walk)


def _outline(node: Node, walk: Walk) -> None:
    attributes = node.attributes
    kind = attributes.get("type")
    if kind is None:
        if len(attributes) > 1 and any(name in attributes for name in _SAY_FEED):
            walk.add("outline-type", "an outline of a feed without its type", node)
    elif kind.lower() == "rss":
        if "xmlUrl" not in attributes:
            walk.add("outline-feed", "an outline of a feed without xmlUrl", node)
        if "title" not in attributes:
            walk.add("outline-title", "an outline of a feed without title", node)
    elif kind.lower() == "link":
        if "url" not in attributes:
            walk.add("outline-feed", "an outline that is a link without url", node)
    elif walk.version.startswith("opml 1."):
        walk.add("outline-type", f"the type {quoted(kind)} is not of OPML 1", node)
    version = attributes.get("version", "RSS")
    if version not in _FEED_VERSIONS:
        shown = (
            f"{quoted(version)} is no version of a feed: {', '.join(_FEED_VERSIONS)}"
        )
        walk.add("outline-version", shown, node)


def _address(value: str, spot: Spot) -> None:
    if value:
        absolute_uri(value, spot)


_OUTLINE_CHILDREN: dict[str, Kind] = dict(EVERYWHERE)
OUTLINE = Kind(
    attributes={
        "category": None,
        "created": rfc822_date,
        "description": safe_html,
        "htmlUrl": absolute_uri,
        "isBreakpoint": true_or_false,
        "isComment": true_or_false,
        "language": language,
        "text": safe_html,
        "title": safe_html,
        "type": None,
        "url": absolute_uri,
        "version": None,
        "xmlUrl": None,
    },
    required=("text",),
    children=_OUTLINE_CHILDREN,
    whole=_outline,
)
_OUTLINE_CHILDREN["outline"] = OUTLINE

_window = once(both(positive_number, not_blank))
_HEAD = Kind(
    children=EVERYWHERE
    | {
        "title": once(safe_html),
        "dateCreated": once(rfc822_date),
        "dateModified": once(rfc822_date),
        "ownerName": once(safe_html),
        "ownerEmail": once(email),
        "ownerId": once(web_address),
        "expansionState": once(
            matching("number-list", r"(?:[0-9]+(?:,\s*[0-9]+)*)?", "list of numbers")
        ),
        "vertScrollState": _window,
        "windowTop": _window,
        "windowLeft": _window,
        "windowBottom": _window,
        "windowRight": _window,
    }
)
_BODY = Kind(children=EVERYWHERE | {"outline": OUTLINE}, needs=("outline",))
_PARTS = EVERYWHERE | {"head": _HEAD, "body": _BODY}
OPML = Kind(
    attributes={"version": None},
    required=("version",),
    children=_PARTS,
    needs=("head", "body"),
)
_OLD_OPML = Kind(attributes={"version": None}, children=_PARTS, needs=("head", "body"))
