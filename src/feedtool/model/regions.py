"""The regions of a map."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

# What places are known by: names of places and peoples, or telling names as well, of
# who governs them, of parliaments, armies, companies.
Names: TypeAlias = Literal["places", "people"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """A part of the map."""

    id: str  # a slug, unique in its map
    title: str
    parent: str | None = None  # the id of the region around it
    places: tuple[str, ...] = ()  # codes of ISO 3166-1, ISO 3166-2, and areas of M49
    keywords: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()  # beside these, neither places nor keywords count
    code: str | None = None  # its own in UN M49, three digits
    is_country: bool = False  # of M49: it has a subfeed only where each country has


@dataclass(frozen=True, eq=False)
class RegionMap:
    """All regions in the order they were written, a parent before its children.

    Made once a run, and compared by identity, so that what is worked out of a map can
    be kept beside it.
    """

    regions: tuple[Region, ...] = ()
    names: Names = "places"

    def __iter__(self) -> Iterator[Region]:
        return iter(self.regions)
