"""Which regions is an article about, and why?

Named regions are certain; else keywords and places decide. It does not read maps from
files.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Literal, NamedTuple

from .. import html, words
from ..model import Article, Evidence, Part, Region, RegionMap
from .maps import meant, outlined

# What was found, with the part of the article that it stands in first.
_Found = dict[str, Part]


def classify(
    article: Article, map: RegionMap, *, source: Sequence[str] = ()
) -> dict[str, Evidence]:
    """Return the regions *article* belongs to, in the order of *map*, each with why.

    The regions its record names decide; else *source*, those that its source is all
    about; else keywords and places. They are named by their ids, or by the code of a
    place. Within a named region words are looked for all the same. An article in a
    region is also in every region around it.
    """
    if article.regions is not None:
        found = _named(article.regions, map, Evidence(rule="record"))
        if not found:
            return {}
    else:
        found = _named(source, map, Evidence(rule="source"))
    for region, evidence in _told(article, map, frozenset(found)):
        found.setdefault(region, evidence)
    return _with_surroundings(found, map)


def outweighed(
    article: Article, map: RegionMap
) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    """Return the regions that *article* speaks of, but also in words of `unless`.

    With each come what speaks for it, keywords and names of places, and against it.
    """
    body = html.to_text(article.content)
    there = _words_in(article, map, body)
    places = _places_in(article, map, body)
    found: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {}
    for region in _worded(map):
        against = tuple(word for word in region.unless if word in there)
        if against:
            keywords = (word for word in region.keywords if word in there)
            named = (
                word for code in places for word in _of(region.id, code, places, map)
            )
            found[region.id] = (tuple(dict.fromkeys((*keywords, *named))), against)
    return {id: hits for id, hits in found.items() if hits[0]}


def _of(
    region: str, code: str, places: Mapping[str, _Found], map: RegionMap
) -> Iterable[str]:
    return places[code] if region in outlined(map).holding(code) else ()


def _named(
    names: Iterable[str], map: RegionMap, evidence: Evidence
) -> dict[str, Evidence]:
    return {region: evidence for name in names for region in meant(name, map)}


# -- what the words of an article say ---------------------------------------------


def _told(
    article: Article, map: RegionMap, named: frozenset[str]
) -> Iterator[tuple[str, Evidence]]:
    """Yield the regions that keywords, then those that places point to."""
    scope = _within(map, named)
    if not scope.ids or not (scope.worded or outlined(map).has_places):
        return
    body = html.to_text(article.content)
    there = _words_in(article, map, body) if scope.worded else {}
    vetoed: set[str] = set()
    for region in scope.worded:
        if not there.keys().isdisjoint(region.unless):
            vetoed.add(region.id)
        elif hits := {word: there[word] for word in region.keywords if word in there}:
            yield region.id, _evidence("words", hits)
    if outlined(map).has_places:
        places = _places_in(article, map, body)
        for region_id, hits in _regions_of(places, map, vetoed).items():
            if region_id in scope.ids:
                yield region_id, _evidence("places", hits)


def _evidence(rule: Literal["words", "places"], hits: _Found) -> Evidence:
    return Evidence(rule=rule, words=tuple(hits), where=tuple(hits.values()))


def _words_in(article: Article, map: RegionMap, body: str) -> _Found:
    looked_for = _words_of(map)
    if not looked_for:
        return {}
    text = words.of(article, body)
    first = words.compiled(looked_for).first(text)
    parts = words.parts(text, article) if first else ()
    return {word: parts[at] for word, at in first}


def _places_in(article: Article, map: RegionMap, body: str) -> dict[str, _Found]:
    """Return the places that *article* is about, with their names there."""
    if not outlined(map).has_places:
        return {}
    from . import deciding  # it brings the gazetteer, which takes a while

    found: dict[str, _Found] = {}
    for code, hits in deciding.decided(article, body, map.names).items():
        for hit in hits:
            found.setdefault(code, {}).setdefault(hit.words, hit.part)
    return found


def _regions_of(
    places: Mapping[str, _Found], map: RegionMap, vetoed: set[str]
) -> dict[str, _Found]:
    """Return the regions that hold *places*, but those where `unless` forbids it."""
    found: dict[str, _Found] = {}
    for code, names in places.items():
        for region in outlined(map).holding(code):
            if region not in vetoed:
                hits = found.setdefault(region, {})
                for name, part in names.items():
                    hits.setdefault(name, part)
    return found


# -- the map, as it is looked at --------------------------------------------------


@lru_cache(maxsize=64)
def _words_of(map: RegionMap) -> tuple[str, ...]:
    """Return all words of a map, so that a text is gone through only once."""
    every = (word for region in map for word in (*region.keywords, *region.unless))
    return tuple(dict.fromkeys(every))


@lru_cache(maxsize=64)
def _worded(map: RegionMap) -> tuple[Region, ...]:
    return tuple(region for region in map if region.keywords or region.unless)


class _Scope(NamedTuple):
    ids: frozenset[str]  # of the regions that words may point to
    worded: tuple[Region, ...]  # those that have words of their own


@lru_cache(maxsize=256)
def _within(map: RegionMap, named: frozenset[str]) -> _Scope:
    """Return the regions inside *named* ones; where none is named, all."""
    if not named:
        return _Scope(frozenset(region.id for region in map), _worded(map))
    inside = set(named)
    for region in map:  # parents come before their children
        if region.parent in inside:
            inside.add(region.id)
    ids = frozenset(inside - named)
    return _Scope(ids, tuple(region for region in _worded(map) if region.id in ids))


def _with_surroundings(
    found: Mapping[str, Evidence], map: RegionMap
) -> dict[str, Evidence]:
    if not found:
        return {}
    outline = outlined(map)
    in_order = sorted(found, key=outline.order.__getitem__)
    inside: dict[str, list[str]] = {}
    for region in in_order:
        for around in outline.around(region):
            inside.setdefault(around, []).append(region)
    every = sorted({*found, *inside}, key=outline.order.__getitem__)
    return {
        region: found.get(region)
        or Evidence(rule="inside", words=tuple(inside[region]))
        for region in every
    }
