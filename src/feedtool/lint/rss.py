"""RSS 0.91, 0.92 and 2.0, with the modules that stand in it."""

from __future__ import annotations

import re

from . import media, modules, podcast
from .constructs import CATEGORY, GENERATOR, LINK, PERSON, TEXT, relation
from .grammar import (
    ANYTHING,
    Kind,
    Spot,
    Walk,
    anything,
    attributes_only,
    both,
    leaf,
    once,
    visit,
)
from .images import IMAGE, TEXT_INPUT
from .items import ITEM, ITEM_091, said_twice
from .lists import words
from .markup import plain_text
from .modules import EVERYWHERE
from .moments import rfc822_date, rfc3339_date, w3c_date
from .report import quoted
from .tree import Node
from .values import (
    absolute_uri,
    email_with_name,
    language,
    not_blank,
    one_of,
    positive_number,
    uri,
    yes_or_no,
)

_VERSIONS = ("0.91", "0.92", "2.0")
# Where this specification is named, attributes of modules are meant to be there.
_RSS_BOARD = "http://www.rssboard.org/rss-specification"


def check(root: Node, walk: Walk) -> None:
    """Check a document whose outermost element is <rss>."""
    walk.version = version = root.attributes.get("version", "2.0")
    if version not in _VERSIONS:
        walk.add("rss-version", f"there is no RSS {quoted(version)}", root)
    visit(root, RSS_091 if version == "0.91" else RSS, walk)
    channel = root.first("channel")
    docs = channel.first("docs") if channel else None
    if docs is not None and docs.text.strip() == _RSS_BOARD:
        walk.report.withdraw("foreign-attribute")


# -- the channel ------------------------------------------------------------------

_TWICE_IN_CHANNEL = {
    "admin:generatorAgent": "generator",
    "cc:license": "creativeCommons:license",
    "dc:creator": "managingEditor",
    "dc:date": "pubDate",
    "dc:language": "language",
    "dc:publisher": "webMaster",
    "dc:rights": "copyright",
    "dc:source": "source",
    "dc:subject": "category",
    "dcterms:modified": "lastBuildDate",
}
_HEAD = words(
    """
    image textInput textinput link title description atom:link category cloud ttl docs
    generator pubDate managingEditor webMaster language copyright lastBuildDate
    skipHours skipDays
    """
)


def _channel(node: Node, walk: Walk) -> None:
    has_self = any(relation(link) == "self" for link in node.all("atom:link"))
    if walk.version == "2.0" and not has_self:
        walk.add("self-link", "<channel> without a link to itself", node)
    has_language = node.has("language") or node.has("dc:language")
    if not has_language and "xml:lang" not in node.attributes:
        walk.add("no-language", "<channel> without <language>", node)
    said_twice(node, _TWICE_IN_CHANNEL, walk)
    _check_order(node, walk)
    _check_guids(node, walk)
    podcast.check_podcast(node, walk, "item")


def _check_order(node: Node, walk: Walk) -> None:
    """Check that the channel's own elements stand before its items."""
    first_item: Node | None = None
    has_date = False
    for child in node.children:
        if child.name == "item":
            first_item = first_item or child
            if not has_date and child.has("slash:comments"):
                shown = "<slash:comments> in a channel without <lastBuildDate>"
                walk.add("counted-when", shown, child)
        elif child.name == "lastBuildDate":
            has_date = True
        if first_item and child.name in _HEAD:
            shown = f"an item before <{child.name}> of the channel"
            walk.add("items-last", shown, first_item)
            first_item = None


def _check_guids(node: Node, walk: Walk) -> None:
    for name in ("guid", "atom:id"):
        seen: dict[str, int] = {}
        for item in node.all("item"):
            for guid in item.all(name):
                value = guid.text.strip()
                if value in seen:
                    shown = f"{quoted(value)}, as in line {seen[value]}"
                    walk.add("same-guid", shown, guid)
                elif value:
                    seen[value] = guid.line


def _blink(node: Node, walk: Walk) -> None:
    walk.add(
        "unknown-element", "<blink>, which belongs to the module blogChannel", node
    )


def _textinput(node: Node, walk: Walk) -> None:
    walk.add("unknown-element", "<textinput>, which is spelt textInput", node)


def _port(value: str, spot: Spot) -> None:
    if not re.fullmatch(r"\s*\+?0*[1-9][0-9]{0,9}\s*", value):
        spot.add("cloud-port", f"{spot.name} is {quoted(value)}")


# -- when not to ask --------------------------------------------------------------

_HOURS = 24
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def _skip_hours(node: Node, walk: Walk) -> None:
    if len(node.children) > _HOURS:
        walk.add("skip-many", f"{len(node.children)} hours of a day", node)
    seen: set[int] = set()
    for hour in node.all("hour"):
        value = hour.text.strip()
        number = int(value) if re.fullmatch(r"[+-]?[0-9]{1,9}", value) else -1
        if number in seen or (number in (0, _HOURS) and _HOURS - number in seen):
            walk.add("skip-twice", f"the hour {value}, again", hour)
        seen.add(number)
        if value == "24":
            walk.add("skip-midnight", "the hour 24: midnight is 0", hour)
        elif not 0 <= number < _HOURS:
            walk.add("skip-hour", f"{quoted(value)} is no hour", hour)


def _skip_days(node: Node, walk: Walk) -> None:
    if len(node.children) > len(_DAYS):
        walk.add("skip-many", f"{len(node.children)} days of a week", node)
    seen: set[str] = set()
    for day in node.all("day"):
        value = day.text.strip()
        if value not in _DAYS:
            walk.add("skip-day", f"{quoted(value)} is no day", day)
        elif value in seen:
            walk.add("skip-twice", f"{value}, again", day)
        seen.add(value)


_CLOUD = attributes_only(
    {"domain": None, "port": _port, "path": None, "registerProcedure": None}
    | {"protocol": None},
    ("domain", "port", "path", "registerProcedure", "protocol"),
    once="repeated-element",
)
_ATOM_IMAGE = once(both(not_blank, uri))
_CHANNEL_CHILDREN: dict[str, Kind] = (
    EVERYWHERE
    | modules.OF_CHANNEL
    | media.OF_CHANNEL
    | podcast.OF_CHANNEL
    | {
        "title": once(both(plain_text, not_blank)),
        "link": once(absolute_uri),
        "description": once(plain_text),
        "language": once(language),
        "copyright": once(plain_text),
        "managingEditor": once(email_with_name),
        "webMaster": once(email_with_name),
        "pubDate": once(rfc822_date),
        "lastBuildDate": once(rfc822_date),
        "category": leaf(plain_text, {"domain": None}),
        "generator": once(),
        "docs": once(absolute_uri),
        "cloud": _CLOUD,
        "ttl": once(both(positive_number, not_blank)),
        "rating": leaf(),
        "image": IMAGE,
        "textInput": TEXT_INPUT,
        "textinput": Kind(is_open=True, once="repeated-element", whole=_textinput),
        "skipHours": Kind(
            children={"hour": leaf()},
            needs=("hour",),
            once="repeated-element",
            whole=_skip_hours,
        ),
        "skipDays": Kind(
            children={"day": leaf()},
            needs=("day",),
            once="repeated-element",
            whole=_skip_days,
        ),
        "blink": Kind(text=anything, whole=_blink),
        "atom:author": PERSON,
        "atom:category": CATEGORY,
        "atom:contributor": PERSON,
        "atom:generator": GENERATOR,
        "atom:id": once(absolute_uri),
        "atom:icon": _ATOM_IMAGE,
        "atom:link": LINK,
        "atom:logo": _ATOM_IMAGE,
        "atom:title": TEXT,
        "atom:subtitle": TEXT,
        "atom:rights": TEXT,
        "atom:updated": once(rfc3339_date),
        "dc:creator": leaf(),
        "dc:subject": leaf(),
        "dc:date": once(w3c_date),
        "cc:license": ANYTHING,
        "creativeCommons:license": leaf(absolute_uri),
    }
)


def _rss(item: Kind) -> Kind:
    channel = Kind(
        attributes={"indexing:index": yes_or_no},
        children=_CHANNEL_CHILDREN | {"item": item},
        needs=("title", "link", "description"),
        once="repeated-element",
        whole=_channel,
    )
    return Kind(
        attributes={"version": None},
        required=("version",),
        children={
            "channel": channel,
            "access:restriction": Kind(
                text=anything,
                attributes={"relationship": one_of("access", "allow", "deny")},
                required=("relationship",),
                once="repeated-element",
            ),
        },
        needs=("channel",),
    )


RSS = _rss(ITEM)
RSS_091 = _rss(ITEM_091)
