"""Atom 1.0 (RFC 4287): feeds, and entries that stand alone."""

from __future__ import annotations

from . import media, modules, podcast
from .constructs import (
    CATEGORY,
    CONTENT,
    GENERATOR,
    LINK,
    PAGING,
    PERSON,
    TEXT,
    check_alternates,
    is_binary,
    relation,
)
from .grammar import ANYTHING, MISPLACED, Kind, Walk, both, leaf, once, visit
from .modules import EVERYWHERE
from .moments import rfc3339_date, w3c_date
from .namespaces import display
from .report import quoted
from .tree import Node
from .values import (
    absolute_uri,
    canonical_uri,
    no_space_around,
    not_blank,
    uri,
    yes_or_no,
)

_MANY = 9  # entries from which on it is no chance that all have one id


def check(root: Node, walk: Walk) -> None:
    """Check a feed, or an entry."""
    if root.name == "atom:entry":
        visit(root, ENTRY, walk)
        _check_author(root, walk)
    else:
        visit(root, FEED, walk)


# -- entries ----------------------------------------------------------------------


def _entry(node: Node, walk: Walk) -> None:
    content = node.first("atom:content")
    has_summary = node.has("atom:summary")
    if content is None:
        if not has_summary:
            walk.add("entry-text", "<entry> without <content> and <summary>", node)
        if all(relation(link) != "alternate" for link in node.all("atom:link")):
            shown = "<entry> without <content> and without a link to it"
            walk.add("entry-content", shown, node)
    elif not has_summary:
        kind = content.attributes.get("type", "")
        is_shown = kind.endswith("/html") or not is_binary(kind)
        if "src" in content.attributes or not is_shown:
            walk.add("entry-summary", "<entry> whose content is elsewhere", node)
    check_alternates(node, walk)
    podcast.check_episode(node, walk)


def _check_author(entry: Node, walk: Walk) -> None:
    """Check that an entry has an author, whose feed has none (RFC 4287 §4.1.2)."""
    source = entry.first("atom:source")
    if not entry.has("atom:author") and not (source and source.has("atom:author")):
        walk.add("entry-author", "<entry> without <author>, nor has its feed", entry)


_DATE = once(both(rfc3339_date, no_space_around))
_ID = once(both(canonical_uri, no_space_around))
_EXTENSIONS: dict[str, Kind] = EVERYWHERE | {
    "dc:creator": leaf(),
    "dc:subject": leaf(),
    "dc:date": once(w3c_date),
    "creativeCommons:license": leaf(absolute_uri),
}
_METADATA: dict[str, Kind] = {
    "atom:author": PERSON,
    "atom:category": CATEGORY,
    "atom:contributor": PERSON,
    "atom:id": _ID,
    "atom:link": LINK,
    "atom:rights": TEXT,
    "atom:title": TEXT,
    "atom:updated": _DATE,
}
_IMAGE = once(both(not_blank, no_space_around, uri))
_FEED_METADATA: dict[str, Kind] = _METADATA | {
    "atom:generator": GENERATOR,
    "atom:icon": _IMAGE,
    "atom:logo": _IMAGE,
    "atom:subtitle": TEXT,
}

# -- feeds ------------------------------------------------------------------------

_NEEDED = ("atom:title", "atom:id", "atom:updated")


def _feed(node: Node, walk: Walk) -> None:
    links = list(node.all("atom:link"))
    if all(relation(link) != "self" for link in links):
        walk.add("self-link", "<feed> without a link to itself", node)
    check_alternates(node, walk)
    _paging(node, links, walk)
    _order(node, walk)
    _repeated(node, walk)
    podcast.check_podcast(node, walk, "atom:entry")


def _order(node: Node, walk: Walk) -> None:
    """Check what stands before the entries, for only that is said of them."""
    has_author = seen_entry = False
    for child in node.children:
        if child.name == "atom:entry":
            seen_entry = True
            if not has_author:
                _check_author(child, walk)
        elif child.name in _FEED_METADATA:
            has_author |= child.name == "atom:author"
            if seen_entry:
                shown = f"<{display(child.name)}> after an entry"
                walk.add("feed-first", shown, child)


def _repeated(node: Node, walk: Walk) -> None:
    entries = list(node.all("atom:entry"))
    ids: dict[str, int] = {}
    dates: set[str] = set()
    twice: list[tuple[str, Node]] = []
    for entry in entries:
        for inner in entry.all("atom:id"):
            value = inner.text.strip()
            if value in ids:
                twice.append((value, inner))
            elif value:
                ids[value] = inner.line
        for inner in entry.all("atom:updated"):
            value = inner.text.strip()
            if value and value in dates:
                shown = f"{quoted(value)}, as another entry has it"
                walk.add("same-updated", shown, inner)
            dates.add(value)
    if len(entries) > _MANY and len(entries) == len(twice) + 1:
        walk.add("one-id", f"all entries have the id {quoted(twice[0][0])}", node)
        return
    for value, inner in twice:
        shown = f"{quoted(value)} is the id of the entry in line {ids[value]}, too"
        walk.add("same-id", shown, inner)


def _paging(node: Node, links: list[Node], walk: Walk) -> None:
    """Check archives and pages (RFC 5005)."""
    relations = {relation(link): link for link in links}
    is_complete = node.has("fh:complete")
    for link in links if is_complete else ():
        rel, href = relation(link), link.attributes.get("href", "")
        if rel == "current":
            if href not in walk.addresses:
                walk.add("complete-feed", "a complete feed is current itself", link)
        elif rel in PAGING:
            walk.add("complete-feed", f"a complete feed has no {rel}", link)
    for end, beyond in (("first", "previous"), ("last", "next")):
        this, other = relations.get(end), relations.get(beyond)
        if this and other and this.attributes.get("href") in walk.addresses:
            walk.add("past-the-end", f"{beyond} from what is {end} itself", other)
    if node.has("fh:archive") and not is_complete:
        if not {"prev-archive", "next-archive"} & set(relations):
            walk.add("archive", "an archive without links to others", node)
        if "current" not in relations:
            walk.add("archive", "an archive without a link to the feed", node)


def _source(node: Node, walk: Walk) -> None:
    for name in _NEEDED:
        if not node.has(name):
            walk.add("source-element", f"<source> without <{display(name)}>", node)
    check_alternates(node, walk)


_FEED_EXTENSIONS: dict[str, Kind] = (
    _EXTENSIONS
    | modules.OF_CHANNEL
    | media.OF_CHANNEL
    | podcast.OF_CHANNEL
    | {"app:collection": ANYTHING, "access:restriction": ANYTHING}
)
_SOURCE = Kind(
    children=_FEED_EXTENSIONS | _FEED_METADATA,
    once="repeated-element",
    whole=_source,
)
_DRAFT = Kind(children={"app:draft": once(yes_or_no)}, once="repeated-element")
ENTRY = Kind(
    attributes={"rdf:parseType": None},
    children=_EXTENSIONS
    | modules.OF_ITEM
    | media.OF_ITEM
    | podcast.OF_ITEM
    | _METADATA
    | {
        "atom:id": once(both(not_blank, canonical_uri, no_space_around)),
        "atom:updated": once(both(not_blank, rfc3339_date, no_space_around)),
        "atom:content": CONTENT,
        "atom:published": _DATE,
        "atom:source": _SOURCE,
        "atom:summary": TEXT,
        "app:edited": _DATE,
        "app:control": _DRAFT,
        "sx:sync": ANYTHING,
    },
    needs=_NEEDED,
    whole=_entry,
)
FEED = Kind(
    attributes={"indexing:index": yes_or_no},
    children=_FEED_EXTENSIONS | _FEED_METADATA | {"atom:entry": ENTRY},
    needs=_NEEDED,
    whole=_feed,
)
MISPLACED.update(
    EVERYWHERE
    | _FEED_METADATA
    | {"atom:content": CONTENT, "atom:published": _DATE, "atom:summary": TEXT}
)
