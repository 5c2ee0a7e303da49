"""Uses of a name that say nothing of its place: a language, a dish, a war of old.

The words that they are told by stand in data/nothing.txt; they are English.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from .. import words
from . import gazetteer
from .matching import Entry

_NEAR = 2  # words that a dish or a university may be away: Thai green curry


def says_nothing(entry: Entry, text: words.Text, at: int) -> bool:
    """Tell whether *entry*, standing in *text* from the word *at* on, is so used."""
    end = at + len(entry.parts)
    start = max(0, at - _NEAR)
    if _marks().isdisjoint(text.folded[start : end + _NEAR]):
        return False
    before, behind = text.folded[start:at], text.folded[end : end + _NEAR]
    name = " ".join(entry.parts)
    return (
        _is_any("things", behind)
        or (entry.sort in ("leader", "telling") and _is_any("prizes", behind[:1]))
        or (name in _listed("languages") and _is_language(before, behind))
        or (name.removesuffix(" war") in _listed("wars") and _is_history(name, behind))
        or (_is_of_learning(name, before, behind) and _is_any("research", text.folded))
    )


@cache
def _marks() -> frozenset[str]:
    """Return words of which one is near or in a name that is so used."""
    behind = ("things", "prizes", "of languages", "veterans", "tales", "schools")
    keys = (*behind, "learning", "put", "universities")
    names = (name for key in keys for name in _listed(key))
    return frozenset(word for name in names for word in name.split())


def _is_language(before: Sequence[str], behind: Sequence[str]) -> bool:
    """Tell whether somebody learns or speaks it, or something is in it."""
    return (
        _is_any("learning", before[-1:])
        or _is_any("of languages", behind[:1])
        or (before[-1:] in (["in"], ["into"]) and _is_any("put", before[:-1]))
    )


def _is_history(name: str, behind: Sequence[str]) -> bool:
    """Tell whether a war is told of by what remains: veterans, films."""
    is_war = name.endswith(" war")
    if not is_war and behind[:1] == ["war"]:
        is_war, behind = True, behind[1:]
    remains = behind[:1]
    return _is_any("veterans", remains) or (is_war and _is_any("tales", remains))


def _is_of_learning(name: str, before: Sequence[str], behind: Sequence[str]) -> bool:
    """Tell whether it is a university, or what one is called after."""
    return (
        name in _listed("universities")
        or before == ["university", "of"]
        or _is_any("schools", behind)
    )


def _is_any(key: str, found: Sequence[str]) -> bool:
    return not _listed(key).isdisjoint(found)


@cache
def _listed(key: str) -> frozenset[str]:
    return frozenset(map(str.casefold, gazetteer.lists()[key]))
