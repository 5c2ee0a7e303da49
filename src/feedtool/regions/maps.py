"""Maps: the UN's geoscheme ready-made, and what the regions of a map may be called.

Reading a person's map from a file is for others.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from functools import cache, lru_cache

from ..model import Names, Region, RegionMap
from . import gazetteer
from .gazetteer import Place


@cache
def un_m49(names: Names = "people") -> RegionMap:
    """Return the UN's geoscheme: continents, what lies in them, and the countries.

    The id of an area is the slug of its name in M49 (`central-asia`), that of a country
    its ISO 3166-1 alpha-2 code in small letters (`kz`). A region comes before those in
    it. Source: https://unstats.un.org/unsd/methodology/m49/.
    """
    return RegionMap(tuple(_regions()), names)


def _regions() -> Iterator[Region]:
    every = gazetteer.places()
    children: dict[str | None, list[Place]] = {}
    for place in every.values():
        if "-" not in place.code:
            children.setdefault(place.within, []).append(place)

    def below(within: str | None) -> Iterator[Region]:
        for place in children.get(within, ()):
            yield _region(place, every)
            yield from below(place.code)

    return below(None)


def _region(place: Place, every: Mapping[str, Place]) -> Region:
    return Region(
        id=_id(place),
        title=place.title,
        parent=_id(every[place.within]) if place.within else None,
        places=(place.code,),
        code=place.number,
        is_country=place.code.isalpha(),
    )


def _id(place: Place) -> str:
    if place.code.isalpha():
        return place.code.lower()
    return re.sub(r"[^a-z0-9]+", "-", place.title.lower())


def known_names(map: RegionMap) -> tuple[str, ...]:
    """Return all that records and sources may call the regions of *map*.

    Those are their ids, and the codes of all that lies in their places, in capitals or
    small letters.
    """
    ids = tuple(region.id for region in map)
    held = {place for region in map for place in region.places}
    if not held:
        return ids
    around = gazetteer.around
    codes = [code for code in gazetteer.places() if not held.isdisjoint(around(code))]
    small = (code.lower() for code in codes)
    return tuple(dict.fromkeys((*ids, *codes, *small)))


def meant(written: str, map: RegionMap) -> tuple[str, ...]:
    """Return the ids of the regions that a record or source means by *written*.

    An id means that region; the code of a place, in any case, means the regions that
    hold it most closely. What is neither means none.
    """
    outline = outlined(map)
    if written in outline.order:
        return (written,)
    if not outline.has_places:
        return ()
    code = gazetteer.known(written)
    return outline.closest(code) if code is not None else ()


class Outline:
    """What is worked out of a map once, to be looked up for each article."""

    def __init__(self, map: RegionMap) -> None:
        self.order = {region.id: at for at, region in enumerate(map)}
        self.parents = {region.id: region.parent for region in map}
        self.countries = frozenset(region.id for region in map if region.is_country)
        self._ready_made = frozenset(
            region.id for region in map if region.is_country or region.code is not None
        )
        self.has_places = any(region.places for region in map)
        self._places = {r.id: frozenset(r.places) for r in map if r.places}
        self._holding: dict[str, tuple[str, ...]] = {}

    def holding(self, code: str) -> tuple[str, ...]:
        """Return the regions that have the place *code*, or what it lies in.

        Those around other ones of them are left out: they have it through these.
        """
        found = self._holding.get(code)
        if found is None:
            found = self._innermost(frozenset(gazetteer.around(code)))
            self._holding[code] = found
        return found

    def closest(self, code: str) -> tuple[str, ...]:
        """Return the regions that have the place *code*, else what it next lies in."""
        every = (self._innermost({each}) for each in gazetteer.around(code))
        return next(filter(None, every), ())

    def is_ready_made(self, region: str) -> bool:
        """Tell whether *region* is one of the UN's, maybe with more to it."""
        return region in self._ready_made

    def is_entwined(self, one: str, other: str) -> bool:
        """Tell whether a place of one region is a place of the other, or lies in it."""
        here = self._places.get(one, frozenset())
        there = self._places.get(other, frozenset())
        return any(
            not here.isdisjoint(gazetteer.around(code)) for code in there
        ) or any(not there.isdisjoint(gazetteer.around(code)) for code in here)

    def _innermost(self, codes: Collection[str]) -> tuple[str, ...]:
        places = self._places.items()
        found = [region for region, has in places if not has.isdisjoint(codes)]
        wider = {outer for region in found for outer in self.around(region)}
        return tuple(region for region in found if region not in wider)

    def around(self, region: str) -> Iterator[str]:
        """Yield the regions around *region*, the nearest first."""
        parent = self.parents.get(region)
        while parent is not None:
            yield parent
            parent = self.parents.get(parent)


@lru_cache(maxsize=64)
def outlined(map: RegionMap) -> Outline:
    """Return the outline of *map*, made once."""
    return Outline(map)
