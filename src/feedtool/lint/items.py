"""Items of RSS (RSS 2.0, "Elements of <item>")."""

from __future__ import annotations

import re

from . import media, modules, podcast
from .constructs import CONTENT, LINK, PERSON, TEXT
from .grammar import (
    ANYTHING,
    Kind,
    Spot,
    Walk,
    anything,
    both,
    leaf,
    once,
)
from .markup import check_xhtml, plain_text, safe_html
from .modules import EVERYWHERE
from .moments import rfc822_date, rfc3339_date, w3c_date
from .report import quoted
from .tree import Node
from .values import (
    absolute_uri,
    email_with_name,
    media_type,
    not_blank,
    permalink,
    web_address,
)

_TWICE_IN_ITEM = {
    "atom:id": "guid",
    "atom:published": "pubDate",
    "cc:license": "creativeCommons:license",
    "dc:creator": "author",
    "dc:date": "pubDate",
    "dc:source": "source",
    "dc:subject": "category",
}


def said_twice(node: Node, twins: dict[str, str], walk: Walk) -> None:
    """Check that what a module says is not said by RSS as well."""
    names = {child.name for child in node.children}
    for child in node.children:
        twin = twins.get(child.name)
        if twin in names:
            walk.add("said-twice", f"<{child.name}> beside <{twin}>", child)
            names.discard(twin)


def _item(node: Node, walk: Walk) -> None:
    if not node.has("title") and not node.has("description"):
        walk.add("item-text", "<item> without <title> and <description>", node)
    guid = node.first("guid")
    if guid is None and walk.version.startswith("2."):
        walk.add("guid", "<item> without <guid>", node)
    content = node.first("content:encoded")
    if content is not None:
        description = node.first("description")
        if (
            description is None
            or description.line > content.line
            or (node.children.index(description) > node.children.index(content))
        ):
            shown = "<content:encoded> without a <description> before it"
            walk.add("description-first", shown, content)
    said_twice(node, _TWICE_IN_ITEM, walk)
    podcast.check_episode(node, walk)


_DIGITS = re.compile(r"\s*\+?[0-9]{1,40}\s*")
_SHORT_NUMBER = re.compile(r"[0-9]{1,8}")


def _guid(node: Node, walk: Walk) -> None:
    value = node.text.strip()
    said = node.attributes.get("isPermaLink")
    if said not in (None, "true", "false"):
        shown = f"isPermaLink is {quoted(said or '')}, neither true nor false"
        walk.add("true-or-false", shown, node)
    if said in (None, "true"):
        is_address = permalink(value, Spot(walk, node))
        if is_address and value.lower().startswith(("tag:", "urn:uuid:")):
            walk.add("guid-permalink", f"{quoted(value)} leads to no page", node)
    elif _SHORT_NUMBER.fullmatch(value):
        walk.add("guid-short", f"{quoted(value)} is hardly unique", node)
    if not value:
        walk.add("blank", "<guid> is blank", node)


def _length(value: str, spot: Spot) -> None:
    if value.strip() == "-1":
        spot.add("enclosure-length", "length is -1: 0 is for what is not known")
    elif not _DIGITS.fullmatch(value):
        spot.add("enclosure-length", f"length is {quoted(value)}, no number of bytes")


def _body(node: Node, walk: Walk) -> None:
    walk.add("second-description", "<xhtml:body>, which RSS says otherwise", node)
    check_xhtml(node, walk)


_ENCLOSURE = Kind(
    attributes={"url": web_address, "length": _length, "type": media_type},
    required=("url", "length", "type"),
    once="second-enclosure",
)
_PERSON_OF_ITEM = Kind(
    attributes=PERSON.attributes,
    children=PERSON.children,
    needs=PERSON.needs,
    once="repeated-element",
)
_MANY_CONTENT = Kind(attributes=CONTENT.attributes, is_open=True, whole=CONTENT.whole)
_ITEM_CHILDREN: dict[str, Kind] = (
    EVERYWHERE
    | modules.OF_ITEM
    | media.OF_ITEM
    | podcast.OF_ITEM
    | {
        "title": once(both(plain_text, not_blank)),
        "link": once(absolute_uri),
        "description": once(safe_html),
        "comments": once(absolute_uri),
        "enclosure": _ENCLOSURE,
        "pubDate": once(rfc822_date),
        "author": once(email_with_name),
        "category": leaf(both(plain_text, not_blank), {"domain": None}),
        "guid": Kind(
            text=anything,
            attributes={"isPermaLink": None},
            once="repeated-element",
            whole=_guid,
        ),
        "source": once(plain_text, {"url": absolute_uri}, ("url",)),
        "content:encoded": once(safe_html),
        "content:items": ANYTHING,
        "xhtml:body": Kind(is_open=True, whole=_body),
        "atom:id": once(absolute_uri),
        "atom:link": LINK,
        "atom:title": CONTENT,
        "atom:summary": TEXT,
        "atom:author": _PERSON_OF_ITEM,
        "atom:contributor": PERSON,
        "atom:content": _MANY_CONTENT,
        "atom:published": once(rfc3339_date),
        "atom:updated": once(rfc3339_date),
        "dc:creator": leaf(),
        "dc:subject": leaf(),
        "dc:date": leaf(w3c_date),
        "cc:license": ANYTHING,
        "creativeCommons:license": leaf(absolute_uri),
        "sx:sync": ANYTHING,
    }
)
ITEM = Kind(children=_ITEM_CHILDREN, whole=_item)
ITEM_091 = Kind(
    children=_ITEM_CHILDREN | {"description": once(plain_text)}, whole=_item
)
