"""Constructs of Atom (RFC 4287 §3, §4.2), which stand in RSS as well."""

from __future__ import annotations

import base64
import re
from contextlib import suppress
from urllib.parse import urljoin, urlsplit

from . import markup
from .grammar import Check, Kind, Spot, Walk, anything, both, leaf, once
from .lists import words
from .moments import rfc3339_date
from .namespaces import display
from .report import quoted
from .tree import Node
from .uris import canonical
from .values import (
    absolute_uri,
    bare_email,
    iri,
    language,
    media_type,
    no_space_around,
    not_blank,
    uri,
    whole_number,
)

# -- texts ------------------------------------------------------------------------

_unescaped = markup.plain("escaped-xhtml")
_PLAIN_TYPES = ("text", "html", "xhtml")
_XML_TYPE = re.compile(r".*(?:\+|/)xml", re.DOTALL)


def is_binary(media: str) -> bool:
    """Tell whether content of a type is written as Base64 (RFC 4287 §4.1.3.3)."""
    return "/" in media and not (
        _XML_TYPE.fullmatch(media) or media.startswith("text/")
    )


def _text_construct(node: Node, walk: Walk) -> None:
    kind = _type_of(node)
    if "/" in kind:
        spot = Spot(walk, node, "type")
        spot.add("text-type", f"{spot.name} is {quoted(kind)}: text, html or xhtml")
    _any_text(node, walk)


def _content(node: Node, walk: Walk) -> None:
    if _type_of(node) == "multipart/alternative":
        walk.add("media-type", "multipart/alternative, which Atom 1.0 has not", node)
    _any_text(node, walk)


def _type_of(node: Node) -> str:
    return node.attributes.get("type", "" if "src" in node.attributes else "text")


def _any_text(node: Node, walk: Walk) -> None:
    """Check what Atom's type attribute says of the text below it."""
    kind, source = _type_of(node), node.attributes.get("src")
    spot = Spot(walk, node)
    name = display(node.name)
    if walk.format == "rss" and source is None and node.name != "atom:summary":
        walk.add("second-description", f"<{node.name}>, which RSS says otherwise", node)
    if node.attributes.get("type") == "":
        walk.add("blank-attribute", f"<{name} type> is blank", node)
    if source is not None:
        uri(source, Spot(walk, node, "src"))
        if "type" not in node.attributes:
            walk.add("content-type", f"<{name} src> without type", node)
    if kind and (source is not None or kind not in _PLAIN_TYPES):
        media_type(kind, Spot(walk, node, "type"))
    text = node.text
    _inside(node, kind, walk)
    _written(text, kind, node, spot)
    if source is not None and text.strip():
        walk.add("stray-text", f"text in <{name} src>, whose text is elsewhere", node)
    if not text and not node.children and source is None:
        walk.add("blank", f"<{name}> is blank", node)


def _written(text: str, kind: str, node: Node, spot: Spot) -> None:
    """Check the characters of a text of the type *kind*."""
    if kind == "xhtml":
        _unescaped(_direct_text(node), spot)
        return
    if is_binary(kind):
        decoded = _from_base64(text)
        if decoded is None:
            spot.add("base64", f"{spot.name} of {quoted(kind)} is not Base64")
            return
        if not kind.endswith("/html"):
            return
        kind, text = "html", decoded
    if kind == "html" or kind.endswith("/html"):
        markup.html(text, spot)
        if kind != "html" and "<html" not in text and "src" not in node.attributes:
            spot.add("whole-page", f"{spot.name} of {quoted(kind)} is a fragment")
    elif "src" not in node.attributes or text:
        markup.undeclared_text(text, spot)


def _from_base64(text: str) -> str | None:
    try:
        return base64.b64decode("".join(text.split()), validate=True).decode(
            "utf-8", "replace"
        )
    except ValueError:
        return None


def _direct_text(node: Node) -> str:
    """Return the text in XHTML, and in a div of it that has nothing but text in it."""
    plain = (child.text for child in node.all("xhtml:div") if not child.children)
    return node.text + "".join(plain)


def _inside(node: Node, kind: str, walk: Walk) -> None:
    """Check the elements in a text."""
    if kind == "xhtml":
        _check_div(node, walk)
        return
    is_xml = bool(_XML_TYPE.fullmatch(kind))
    for child in node.children:
        shown = f"<{display(child.name)}> in <{display(node.name)}>"
        if not is_xml:
            walk.add("unknown-element", f"{shown}, whose type is {kind or '?'}", child)
        elif kind == "application/xhtml+xml" and child.name != "xhtml:html":
            walk.add("whole-page", f"{shown} is no whole page", child)
        if child.name == "xhtml:div":
            markup.check_xhtml(child, walk)
    if node.children and node.text.strip():
        walk.add("stray-text", f"text beside elements in <{display(node.name)}>", node)


def _check_div(node: Node, walk: Walk) -> None:
    name = display(node.name)
    if node.text.strip():
        rule = "stray-text" if node.children else "xhtml-div"
        walk.add(rule, f"text beside the div of <{name}>", node)
    for child in node.children:
        if child.name == "xhtml:div":
            markup.check_xhtml(child, walk)
        else:
            shown = f"<{display(child.name)}>"
            walk.add("xhtml-div", f"{shown} in <{name}>, which has one div", child)
            if child.name.partition(":")[2] == "div":
                walk.add("html-element", f"{shown} is not in XHTML's namespace", child)


_TEXT_ATTRIBUTES: dict[str, Check | None] = {"type": None, "src": None}
TEXT = Kind(
    attributes=_TEXT_ATTRIBUTES,
    once="repeated-element",
    is_open=True,
    whole=_text_construct,
)
CONTENT = Kind(
    attributes=_TEXT_ATTRIBUTES, once="repeated-element", is_open=True, whole=_content
)

# -- people -----------------------------------------------------------------------

_RESOURCE = leaf(anything, {"rdf:resource": uri, "dc:title": None})


PERSON = Kind(
    attributes={"rdf:parseType": None},
    children={
        "atom:name": once(both(markup.plain_text, markup.no_email, not_blank)),
        "atom:email": once(bare_email),
        "atom:uri": once(both(not_blank, iri, no_space_around)),
        "foaf:workplaceHomepage": _RESOURCE,
        "foaf:homepage": _RESOURCE,
        "foaf:weblog": _RESOURCE,
        "foaf:plan": leaf(),
        "foaf:firstName": leaf(),
        "xhtml:div": Kind(is_open=True, whole=markup.check_xhtml),
    },
    needs=("atom:name",),
)
CATEGORY = Kind(
    attributes={
        "term": not_blank,
        "scheme": absolute_uri,
        "label": markup.plain_text,
    },
    required=("term",),
)
GENERATOR = once(
    both(markup.plain_text, not_blank),
    {"uri": uri, "version": None},
)

# -- links ------------------------------------------------------------------------

PAGING = words("current first last next next-archive prev-archive previous")
_RELATIONS = PAGING | words(
    """
    alternate describedby edit edit-media enclosure hub license payment related replies
    search self service up via
    """
)
_MOST_ADDRESSES = 5  # that one feed may give itself until nobody listens
_IANA = "http://www.iana.org/assignments/relation/"
_ABSOLUTE = re.compile(r"[a-zA-Z][0-9a-zA-Z+.-]*:.")
_FEED_TYPES = ("application/atom+xml", "application/rss+xml", "application/rdf+xml")
_LINK_ATTRIBUTES: dict[str, Check | None] = {
    "href": iri,
    "rel": None,
    "type": None,
    "title": both(not_blank, markup.plain_text),
    "hreflang": language,
    "length": whole_number,
    "rdf:type": None,
    "rdf:resource": None,
    "thr:count": whole_number,
    "thr:updated": rfc3339_date,
    "thr:when": None,
}


def relation(node: Node) -> str:
    """Return what a link is: its `rel`, "alternate" if it does not say."""
    return node.attributes.get("rel", "alternate").removeprefix(_IANA)


def _link(node: Node, walk: Walk) -> None:
    rel, kind = relation(node), node.attributes.get("type")
    if not rel.strip():
        walk.add("blank-attribute", "<link rel> is blank", node)
        walk.add("link-relation", "a link that says not what it is", node)
    elif rel not in _RELATIONS and not _ABSOLUTE.match(rel):
        walk.add("link-relation", f"{quoted(rel)} is no registered relation", node)
    if rel in PAGING and node.parent and node.parent.name == "atom:entry":
        walk.add("paging-in-entry", f"{rel}, which is said of feeds", node)
    if kind is not None:
        media_type(kind, Spot(walk, node, "type"))
        if rel == "self" and kind.split(";")[0] not in _FEED_TYPES and "/" in kind:
            walk.add("self-type", f"the feed calls itself {quoted(kind)}", node)
    if "href" in node.attributes:
        _check_self(node, rel, walk)
    if rel != "replies":
        for name in ("thr:count", "thr:updated"):
            if name in node.attributes:
                walk.add("unknown-attribute", f"{name} on a link {rel}", node)
    if "thr:when" in node.attributes:
        walk.add("unknown-element", "thr:when, which became thr:updated", node)
    if node.text.strip():
        walk.add("link-text", "text in <link>", node)


def _check_self(node: Node, rel: str, walk: Walk) -> None:
    if rel != "self" or node.parent is None:
        return
    if display(node.parent.name) not in ("feed", "channel"):
        return
    href = node.attributes["href"]
    base = base_of(node, walk)
    try:
        is_absolute = bool(urlsplit(href).netloc or _has_own_base(node))
        there = urljoin(base, href)
    except ValueError:
        return
    if not is_absolute:
        walk.add("self-relative", f"the feed's own address is {quoted(href)}", node)
    if not 0 < len(walk.addresses) <= _MOST_ADDRESSES or there in walk.addresses:
        return
    if there.partition("#")[0] == base.partition("#")[0]:
        return
    normal = canonical(href)
    if normal is None or all(normal != canonical(each) for each in walk.addresses):
        shown = f"the feed says that it is at {quoted(there)}"
        walk.add("self-elsewhere", shown, node)
        walk.addresses.add(there)


def _has_own_base(node: Node | None) -> bool:
    while node is not None:
        if urlsplit(node.attributes.get("xml:base", "")).netloc:
            return True
        node = node.parent
    return False


def base_of(node: Node | None, walk: Walk) -> str:
    """Return what relative addresses in *node* are resolved against."""
    bases: list[str] = []
    while node is not None:
        if "xml:base" in node.attributes:
            bases.append(node.attributes["xml:base"])
        node = node.parent
    base = walk.base
    for inner in reversed(bases):
        with suppress(ValueError):
            base = urljoin(base, inner)
    return base


LINK = Kind(attributes=_LINK_ATTRIBUTES, required=("href",), is_open=True, whole=_link)


def check_alternates(node: Node, walk: Walk) -> None:
    """Check that no two alternates are of one type and language (RFC 4287 §4.1.1)."""
    seen: set[tuple[str, str]] = set()
    for link in node.all("atom:link"):
        if relation(link) != "alternate":
            continue
        kind = link.attributes.get("type", ""), link.attributes.get("hreflang", "")
        if kind in seen:
            walk.add("second-alternate", "a second alternate of one type", link)
        seen.add(kind)
