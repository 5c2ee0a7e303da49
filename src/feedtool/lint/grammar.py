"""What a format lets stand where, as a table of elements, and the walk that checks it.

A `Kind` says what an element of one name in one place may be. What formats say beyond
that, of several elements at once, is a function in its `whole`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

from .lists import words
from .namespaces import display
from .report import Report, quoted
from .tree import Node


@dataclass(slots=True)
class Walk:
    """What is known of the document while it is checked."""

    report: Report
    format: str  # "rss", "atom" or "opml"
    text: str  # the whole document
    version: str = ""
    addresses: set[str] = field(default_factory=set)  # where it is served
    base: str = ""  # the first of them
    now: datetime | None = None
    _written_out: frozenset[int] | None = None

    def add(self, rule: str, message: str, node: Node, below: int = 0) -> None:
        """Note that *rule* is broken in *node*, so many lines below its beginning."""
        column = None if below else node.column
        self.report.add(rule, message, node.line + below, column)

    def is_written_out(self, line: int) -> bool:
        """Tell whether a line has markup as `&#x3C;`, as the RSS Profile has it."""
        if self._written_out is None:
            lines = self.text.split("\n") if "&#x" in self.text else ()
            self._written_out = frozenset(
                number for number, line in enumerate(lines, start=1) if "&#x" in line
            )
        return line in self._written_out


@dataclass(slots=True)
class Spot:
    """A text, or the value of an attribute: what a check says something about."""

    walk: Walk
    node: Node
    attribute: str = ""

    @property
    def name(self) -> str:
        """What it is called in messages: "<link href>"."""
        name = display(self.node.name)
        return f"<{name} {self.attribute}>" if self.attribute else f"<{name}>"

    def add(self, rule: str, message: str, below: int = 0) -> None:
        self.walk.add(rule, message, self.node, below)


Check: TypeAlias = Callable[[str, Spot], object]
Whole: TypeAlias = Callable[[Node, Walk], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What an element may be, by its name and the element around it."""

    text: Check | None = None  # checks its text; None: it has none
    attributes: Mapping[str, Check | None] = field(default_factory=dict)
    required: tuple[str, ...] = ()  # attributes
    children: Mapping[str, Kind] = field(default_factory=dict)
    needs: tuple[str, ...] = ()  # children
    once: str | None = None  # the rule that a second one of it breaks
    whole: Whole | None = None  # checks it after all that is in it
    is_open: bool = False  # anything may be in it: nobody looks, but `whole`


ANYTHING = Kind(is_open=True)


def both(*checks: Check) -> Check:
    """Return the check that is all of *checks*."""

    def check(value: str, spot: Spot) -> None:
        for each in checks:
            each(value, spot)

    return check


def anything(value: str, spot: Spot) -> None:
    """Take any text."""


def leaf(
    text: Check = anything,
    attributes: Mapping[str, Check | None] | None = None,
    required: tuple[str, ...] = (),
) -> Kind:
    """Return the kind of an element with text that may stand there often."""
    return Kind(text=text, attributes=attributes or {}, required=required)


def once(
    text: Check = anything,
    attributes: Mapping[str, Check | None] | None = None,
    required: tuple[str, ...] = (),
) -> Kind:
    """Return the kind of an element with text that may stand there once."""
    return Kind(
        text=text,
        attributes=attributes or {},
        required=required,
        once="repeated-element",
    )


def attributes_only(
    attributes: Mapping[str, Check | None],
    required: tuple[str, ...] = (),
    *,
    once: str | None = None,
) -> Kind:
    """Return the kind of an element that is nothing but its attributes."""
    return Kind(attributes=attributes, required=required, once=once)


# -- the walk ---------------------------------------------------------------------


def visit(node: Node, kind: Kind, walk: Walk) -> None:
    """Check *node* and all that is in it."""
    if node.attributes or kind.required:
        _attributes(node, kind, walk)
    if not kind.is_open:
        _children(node, kind, walk)
    if node.is_cut:
        return
    if not kind.is_open:
        text = node.text
        if kind.text is not None:
            kind.text(text, Spot(walk, node))
        elif text and not text.isspace():
            name = display(node.name)
            walk.add("stray-text", f"text in <{name}>: {quoted(text.strip())}", node)
    if kind.whole is not None:
        kind.whole(node, walk)


def _attributes(node: Node, kind: Kind, walk: Walk) -> None:
    takes_all = kind.is_open and not kind.attributes
    for name, value in node.attributes.items():
        check = kind.attributes.get(name)
        if check is not None:
            check(value, Spot(walk, node, name))
        elif name in kind.attributes or takes_all:
            pass
        elif name.startswith("xml:"):
            _GENERAL.get(name, anything)(value, Spot(walk, node, name))
        else:
            _strange_attribute(name, node, walk)
    for name in kind.required:
        if name not in node.attributes:
            shown = display(node.name)
            walk.add("missing-attribute", f"<{shown}> without {name}", node)


def _strange_attribute(name: str, node: Node, walk: Walk) -> None:
    shown = f"{display(name)} on <{display(node.name)}>"
    if not name.startswith("{"):
        walk.add("unknown-attribute", shown, node)
    elif walk.format == "rss" and ":" not in node.name:
        walk.add("foreign-attribute", shown, node)


def _children(node: Node, kind: Kind, walk: Walk) -> None:
    seen: set[str] = set()
    for child in node.children:
        name = child.name
        inner = kind.children.get(name)
        if inner is None:
            _stranger(child, node, kind, walk)
        else:
            if inner.once and name in seen:
                walk.add(inner.once, f"a second <{display(name)}>", child)
            visit(child, inner, walk)
        seen.add(name)
    for needed in () if node.is_cut else kind.needs:
        if needed not in seen:
            walk.add(
                "missing-element",
                f"<{display(node.name)}> without <{display(needed)}>",
                node,
            )


# Namespaces whose elements are known to exist, and are not looked into.
_UNREAD = words(
    """
    app audio cc cf company conversationsNetwork cp email foaf g image indexing kml20
    kml21 kml22 openid opensearch opensearch10 ref reqv rss091 rss1 search soap ss str
    sub sx taxo xrd xrds
    """
)
# Elements that mean something anywhere, though the format names another place.
MISPLACED: dict[str, Kind] = {}


def _stranger(child: Node, node: Node, kind: Kind, walk: Walk) -> None:
    """Check an element that its format does not have there."""
    name, parent = child.name, display(node.name)
    prefix, colon, _ = name.partition(":")
    if name.startswith("{"):
        _inside(child, walk)
    elif (
        prefix == "dc" and "." in name
    ):  # dc:date.created: qualified, and read as dc:date
        pass
    elif prefix == "xhtml":
        walk.add("misplaced-xhtml", f"<{display(name)}> in <{parent}>", child)
    elif not colon and walk.format == "atom":
        walk.add("no-vocabulary", f"<{name}> is in no namespace", child)
    elif name in MISPLACED and _may_be_odd(prefix, node, kind, walk):
        walk.add("odd-place", f"<{display(name)}> in <{parent}>", child)
        visit(child, MISPLACED[name], walk)
    elif prefix not in _UNREAD or not colon:
        walk.add("unknown-element", f"<{display(name)}> in <{parent}>", child)


def _may_be_odd(prefix: str, node: Node, kind: Kind, walk: Walk) -> bool:
    """Tell whether an element that belongs elsewhere is only odd where it stands.

    Atom says for all of its own elements where they may be.
    """
    if kind.text is not None:
        return False
    return not (
        prefix == walk.format == "atom" and node.name.partition(":")[0] == "atom"
    )


def _inside(node: Node, walk: Walk) -> None:
    """Check what is inside an element that nobody knows: RSS wants namespaces."""
    if walk.format != "rss":
        return
    for child in node.children:
        if ":" not in child.name and not child.name.startswith("{"):
            walk.add("no-namespace", f"<{child.name}> in a module's element", child)
        else:
            _inside(child, walk)


# Attributes that every element may have; `values` fills it.
_GENERAL: dict[str, Check] = {}


def everywhere(name: str, check: Check) -> None:
    """Have the attribute *name* checked wherever it stands."""
    _GENERAL[name] = check
