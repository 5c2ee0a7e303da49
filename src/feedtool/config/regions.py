"""The map of regions, from regions.yaml or from a definition of its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Literal, NamedTuple, NoReturn

from .. import kinds, words
from ..model import Names, Region, RegionMap
from ..plainyaml import (
    Fields,
    Keys,
    Node,
    Notes,
    Scalar,
    Wrong,
    did_you_mean,
    name,
    quoted,
)
from ..regions import gazetteer, un_m49
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
    """Return the map in *node*: regions by their ids, with regions inside them.

    Or the name of one that is ready-made, alone or behind `use`.
    """
    if isinstance(node, Scalar) and node.text == _UN_M49:
        return un_m49()
    if not isinstance(node, Keys):
        _refuse(node)
    fields = Fields(node, notes, "a map")
    use = fields.get("use", kinds.one_of(_UN_M49))
    usual: Names = "people" if use else "places"
    names = fields.get("names", kinds.one_of(*_NAMES), usual)
    before = un_m49(names).regions if use else ()
    drawing = _Drawing({region.id: region for region in before}, {}, notes)
    written = [*_regions(node, None, drawing)]
    return RegionMap(tuple(_in_order(written, drawing)), names)


_UN_M49: Literal["un-m49"] = "un-m49"
_NAMES: tuple[Names, ...] = ("people", "places")


def _refuse(node: Node) -> NoReturn:
    hint = (
        f"write the id of each region, a colon, and its keywords below it; or {_UN_M49}"
    )
    raise Wrong(f"expected regions by their ids, not {name(node)}", hint)


_RESERVED = ("archive",)  # means something else below the output folder
_OF_THE_MAP = ("use", "names")  # keys of the whole map, not regions


class _Drawing(NamedTuple):
    """A map while it is drawn."""

    before: Mapping[str, Region]  # those ready-made
    first: dict[str, Scalar]  # where the id of each was given first
    notes: Notes


def _regions(node: Keys, parent: str | None, drawing: _Drawing) -> Iterator[Region]:
    """Yield regions, those around others before them."""
    for id, (place, inside) in node.pairs.items():
        if parent is None and id in _OF_THE_MAP:
            continue
        if not kinds.is_slug(id):
            message, hint = f"{quoted(id)} is no id of a region", kinds.slug_hint(id)
            drawing.notes.add(place, message, hint)
        elif id in _RESERVED:
            message = f"{id!r} is reserved: call the region something else"
            drawing.notes.add(place, message)
        elif drawing.first.setdefault(id, place) is not place:
            message = f"the region {id!r} is on the map twice"
            drawing.notes.add(place, message, f"first: line {drawing.first[id].line}")
        yield from _region(id, inside, parent, drawing)


def _region(
    id: str, node: Node, parent: str | None, drawing: _Drawing
) -> Iterator[Region]:
    notes = drawing.notes
    is_bare = isinstance(node, Scalar) and node.value is None
    fields = Fields(None if is_bare else node, notes, "a region")
    before = drawing.before.get(id) or Region(id=id, title=_readable(id))
    places: tuple[str, ...] = fields.get("places", kinds.many(_place), ())
    region = replace(
        before,
        title=fields.get("title", kinds.line, before.title),
        parent=parent or before.parent,
        places=(*before.places, *places),
        keywords=fields.get("keywords", kinds.many(_keyword), ()),
        unless=fields.get("unless", kinds.many(kinds.word), ()),
    )
    if region.unless and not (region.keywords or region.places):
        message = "unless has no effect where there are no keywords and no places"
        notes.add(fields.at("unless"), message, level="warning")
    yield region
    inside = fields.value("regions")
    if isinstance(inside, Keys):
        yield from _regions(inside, id, drawing)
    elif inside is not None:
        notes.add(inside, f"regions: expected ids with a colon, not {name(inside)}")
    fields.done()


def _readable(id: str) -> str:
    return " ".join(word.capitalize() for word in id.split("-"))


def _place(node: Node, notes: Notes) -> str:
    """A place: a code of ISO 3166-1 or 3166-2, or the number it has in UN M49."""
    written = kinds.text(node, notes)
    code = gazetteer.known(written)
    if code is not None:
        return code
    raise Wrong(
        f"there is no place {quoted(written)}",
        _place_hint(written)
        or "codes of ISO 3166 such as KZ or RU-CE, or numbers of UN M49 such as 143",
    )


def _place_hint(written: str) -> str | None:
    meant = gazetteer.called_like(written)
    if meant is not None:
        return f"did you mean {meant.code}?"
    country, is_division, _ = written.upper().partition("-")
    if is_division and country in gazetteer.places():
        within = (code for code in gazetteer.places() if code.startswith(f"{country}-"))
        return did_you_mean(written, within)
    meant = gazetteer.called_nearly(written)
    if meant is not None:
        return f"did you mean {meant.code}, {meant.title}?"
    return did_you_mean(written, gazetteer.places())


_ALSO_NAMES = frozenset({"us", "it", "who", "un"})  # in capitals


def _keyword(node: Node, notes: Notes) -> str:
    """A word that points to a region."""
    word = kinds.word(node, notes)
    if words.is_common(word):
        message = f"{quoted(word)} is in so many articles that it points nowhere"
        is_name = word.casefold() in _ALSO_NAMES
        hint = "in capitals it means exactly that" if is_name else None
        notes.add(node, message, hint, level="warning")
    return word


# -- the ready-made and the written together --------------------------------------


def _in_order(written: Iterable[Region], drawing: _Drawing) -> Iterator[Region]:
    """Yield all regions, a parent before its children; note it if that cannot be."""
    every = {**drawing.before, **{region.id: region for region in written}}
    children: dict[str | None, list[Region]] = {}
    for region in every.values():
        children.setdefault(region.parent, []).append(region)

    def below(parent: str | None) -> Iterator[Region]:
        for region in children.pop(parent, ()):
            yield region
            yield from below(region.id)

    yield from below(None)
    if drawing.notes.errors:
        return  # which say more than what follows from them
    for left in (region for each in children.values() for region in each):
        before = drawing.before.get(left.id)
        if before is None or before.parent != left.parent:
            message = f"the region {left.id!r} is inside itself"
            hint = f"it is around {left.parent!r} already"
            drawing.notes.add(drawing.first[left.id], message, hint)
