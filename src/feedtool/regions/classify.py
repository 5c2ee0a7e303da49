"""Which regions is an article about, and why?

Named regions are certain; else words decide. It does not read maps from files.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from .. import html, words
from ..model import Article, Evidence, Region, RegionMap


def classify(
    article: Article, map: RegionMap, *, source: Sequence[str] = ()
) -> dict[str, Evidence]:
    """Return the regions *article* belongs to, in the order of *map*, each with why.

    The regions its record names decide; else *source*, those that its source is all
    about; else words. Within a named region words are looked for all the same. An
    article in a region is also in every region around it.
    """
    if article.regions is not None:
        found = {region: Evidence(rule="record") for region in article.regions}
        if not found:
            return {}
    else:
        found = {region: Evidence(rule="source") for region in source}
    for region, hits in _by_words(article, map, frozenset(found)):
        found.setdefault(region, Evidence(rule="words", words=hits))
    return _with_surroundings(found, map)


def outweighed(
    article: Article, map: RegionMap
) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    """Return the regions whose words *article* has, but also words of `unless`.

    With each come the words found of either kind.
    """
    there = _words_in(article, map)
    found = {
        region.id: (
            tuple(word for word in region.keywords if word in there),
            tuple(word for word in region.unless if word in there),
        )
        for region in map
    }
    return {id: hits for id, hits in found.items() if all(hits)}


def _by_words(
    article: Article, map: RegionMap, named: frozenset[str]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    regions = _within(map, named)
    there = _words_in(article, map) if regions else frozenset()
    if not there:
        return
    for region in regions:
        hits = tuple(word for word in region.keywords if word in there)
        if hits and there.isdisjoint(region.unless):
            yield region.id, hits


def _words_in(article: Article, map: RegionMap) -> frozenset[str]:
    looked_for = _words_of(map)
    if not looked_for:
        return frozenset()
    text = words.of(article, html.to_text(article.content))
    return frozenset(words.compiled(looked_for).found(text))


@lru_cache(maxsize=64)
def _words_of(map: RegionMap) -> tuple[str, ...]:
    """Return all words of a map, so that a text is gone through only once."""
    every = (word for region in map for word in (*region.keywords, *region.unless))
    return tuple(dict.fromkeys(every))


@lru_cache(maxsize=64)
def _within(map: RegionMap, named: frozenset[str]) -> tuple[Region, ...]:
    """Return the regions inside *named* ones; where none is named, all."""
    if not named:
        return map.regions
    inside = set(named)
    for region in map:  # parents come before their children
        if region.parent in inside:
            inside.add(region.id)
    return tuple(r for r in map if r.id in inside and r.id not in named)


def _with_surroundings(
    found: Mapping[str, Evidence], map: RegionMap
) -> dict[str, Evidence]:
    parents = {region.id: region.parent for region in map}
    inside: dict[str, list[str]] = {}
    for region in found:
        for around in _ancestors(region, parents):
            inside.setdefault(around, []).append(region)
    return {
        region.id: found.get(region.id)
        or Evidence(rule="inside", words=tuple(inside[region.id]))
        for region in map
        if region.id in found or region.id in inside
    }


def _ancestors(region: str, parents: Mapping[str, str | None]) -> Iterable[str]:
    parent = parents.get(region)
    while parent is not None:
        yield parent
        parent = parents.get(parent)
