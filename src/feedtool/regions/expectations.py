"""Expectations of a map: articles, and the regions a person wants them to be in.

They are checked like tests. Reading them from a file is for others.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from ..model import Article, Evidence, RegionMap
from .classify import classify, outweighed
from .maps import meant, outlined


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """An article and the regions it is about: ids, or codes of places."""

    article: Article
    regions: tuple[str, ...]
    line: int | None = None  # where it is written


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why an article is where it is: what speaks for regions, and what against."""

    regions: Mapping[str, Evidence]
    # Regions that `unless` keeps it out of, with the words for it and those against.
    outweighed: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Surprise:
    """An expectation that does not hold."""

    expected: Expectation
    missing: tuple[str, ...]  # ids of regions it is not in
    surplus: tuple[str, ...]  # of regions it is in all the same
    reason: Reason


def why(article: Article, map: RegionMap) -> Reason:
    """Return why *article* is in regions of *map*, and why it is not in others."""
    against = outweighed(article, map)
    found = classify(article, map)
    return Reason(
        regions=found,
        outweighed={id: hits for id, hits in against.items() if id not in found},
    )


def surprises(
    expectations: Iterable[Expectation], map: RegionMap
) -> Iterator[Surprise]:
    """Yield the *expectations* that do not hold on *map*.

    Regions around an expected one need not be named; nor do countries inside one. On a
    map both ready-made and of one's own, one of two for the same places is enough.
    """
    for expected in expectations:
        reason = why(expected.article, map)
        wanted = {id for name in expected.regions for id in meant(name, map)}
        missing = [id for id in _in_order(wanted, map) if id not in reason.regions]
        found = reason.regions
        surplus = [id for id in found if not _is_implied(id, wanted, found, map)]
        if missing or surplus:
            yield Surprise(
                expected=expected,
                missing=tuple(missing),
                surplus=tuple(surplus),
                reason=reason,
            )


def _in_order(ids: Iterable[str], map: RegionMap) -> list[str]:
    return sorted(ids, key=outlined(map).order.__getitem__)


def _is_implied(
    id: str, wanted: set[str], found: Iterable[str], map: RegionMap
) -> bool:
    outline = outlined(map)
    if id in outline.countries and not wanted.isdisjoint(outline.around(id)):
        return True
    same = {each for each in found if _is_told_with(each, wanted, map)}
    return any(id == each or id in outline.around(each) for each in wanted | same)


def _is_told_with(id: str, wanted: Iterable[str], map: RegionMap) -> bool:
    """Tell whether one that is *wanted* has to do with the places of *id*.

    One of them is ready-made then, and one a person's own.
    """
    outline = outlined(map)
    return any(
        outline.is_ready_made(id) != outline.is_ready_made(each)
        and outline.is_entwined(id, each)
        for each in wanted
    )
