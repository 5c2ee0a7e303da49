"""The map of regions, from regions.yaml or from a definition of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

from .. import kinds
from ..model import Region, RegionMap
from ..plainyaml import Fields, Keys, Node, Notes, Scalar, Wrong, name, quoted
from . import files


def read_file(file: Path, notes: Notes) -> RegionMap | None:
    """Return the map in regions.yaml, an empty one if there is none.

    None, and it is noted why, where there is a mistake in it.
    """
    root = files.read(file, notes)
    map = RegionMap()
    if root is not None:
        try:
            map = read(root, notes)
        except Wrong as wrong:
            notes.add(root, str(wrong), wrong.hint)
    return None if notes.errors else map


def read(node: Node, notes: Notes) -> RegionMap:
    """Return the map in *node*: regions by their ids, with regions inside them."""
    if not isinstance(node, Keys):
        _refuse(node)
    first: dict[str, Scalar] = {}
    Fields(node, notes, "a map").later(*_LATER)
    return RegionMap(tuple(_regions(node, None, first, notes)))


def _refuse(node: Node) -> NoReturn:
    if isinstance(node, Scalar) and node.text == "un-m49":
        raise Wrong("'un-m49' comes later: this version cannot do it")
    hint = "write the id of each region, a colon, and its keywords below it"
    raise Wrong(f"expected regions by their ids, not {name(node)}", hint)


_RESERVED = ("archive",)  # means something else below the output folder
_LATER = ("use", "names")  # keys of the whole map, not regions


def _regions(
    node: Keys, parent: str | None, first: dict[str, Scalar], notes: Notes
) -> Iterator[Region]:
    """Yield regions, those around others before them.

    *first* has the places of the ids that were given before.
    """
    for id, (place, inside) in node.pairs.items():
        if parent is None and id in _LATER:
            continue
        if not kinds.is_slug(id):
            notes.add(place, f"{quoted(id)} is no id of a region", kinds.slug_hint(id))
        elif id in _RESERVED:
            notes.add(place, f"{id!r} is reserved: call the region something else")
        elif first.setdefault(id, place) is not place:
            message = f"the region {id!r} is on the map twice"
            notes.add(place, message, f"first: line {first[id].line}")
        yield from _region(id, inside, parent, first, notes)


def _region(
    id: str, node: Node, parent: str | None, first: dict[str, Scalar], notes: Notes
) -> Iterator[Region]:
    is_bare = isinstance(node, Scalar) and node.value is None
    fields = Fields(None if is_bare else node, notes, "a region")
    fields.later("places", "names")
    region = Region(
        id=id,
        title=fields.get("title", kinds.line, _readable(id)),
        parent=parent,
        keywords=fields.get("keywords", kinds.many(kinds.word), ()),
        unless=fields.get("unless", kinds.many(kinds.word), ()),
    )
    if region.unless and not region.keywords:
        message = "unless has no effect where there are no keywords"
        notes.add(fields.at("unless"), message, level="warning")
    yield region
    inside = fields.value("regions")
    if isinstance(inside, Keys):
        yield from _regions(inside, id, first, notes)
    elif inside is not None:
        notes.add(inside, f"regions: expected ids with a colon, not {name(inside)}")
    fields.done()


def _readable(id: str) -> str:
    return " ".join(word.capitalize() for word in id.split("-"))
