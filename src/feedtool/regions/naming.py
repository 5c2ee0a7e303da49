"""Every name to be looked for, with what it may mean: the data made ready.

Which of its meanings a name has in a text is decided elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from .. import words
from ..model import Names
from . import gazetteer
from .gazetteer import Reading, Sort, Term

# Of two sorts that a name has, the one that says more comes first.
_RANK: dict[Sort, int] = {
    "plain": 0,
    "city": 1,
    "venue": 2,
    "leader": 3,
    "telling": 4,
}


class _Called(NamedTuple):
    """What a name says, and of which places."""

    sort: Sort
    codes: tuple[str, ...]
    terms: tuple[Term, ...]


class Named(NamedTuple):
    """A name, its words as they stand and in small letters, and what it may mean."""

    name: str
    cased: Sequence[str]
    folded: Sequence[str]
    sort: Sort
    readings: tuple[Reading, ...]
    is_sense: bool = False  # it means other things as well
    terms: tuple[Term, ...] = ()  # when it says so much; else it is telling


def every_name(names: Names) -> Iterator[Named]:
    """Yield all names, each once; of people too where *names* are people.

    Names that mean several things go before all others, and what is no place after
    them.
    """
    senses = dict(_senses(names))
    called = _called(names)
    no_places = gazetteer.lists()["no place"]
    split = _split([*senses, *called, *no_places])
    taken = {tuple(split[name][1]) for name in senses}
    for name, readings in senses.items():
        is_plain = len(readings) == 1 and readings[0].sort is None
        sort = called[name].sort if name in called else "plain"
        kept: Sort = sort if sort in ("city", "venue") else "plain"
        yield Named(name, *split[name], kept, readings, not is_plain)
    plain = {name for name, each in called.items() if each.sort in ("plain", "city")}
    meanings: dict[tuple[str, ...], tuple[Reading, ...]] = {}
    for name, (sort, codes, terms) in called.items():
        if tuple(split[name][1]) in taken:
            continue
        if sort in ("telling", "leader") and not plain.isdisjoint(name.split()):
            sort = "plain"  # the Bank of England, Air France, Real Madrid
        if codes not in meanings:
            meanings[codes] = (Reading(_narrowest(codes), is_last=True),)
        yield Named(name, *split[name], sort, meanings[codes], terms=terms)
    nothing = (Reading((), is_last=True),)
    for name in no_places:
        if tuple(split[name][1]) not in taken:
            yield Named(name, *split[name], "plain", nothing)


def _senses(names: Names) -> Iterator[tuple[str, tuple[Reading, ...]]]:
    for name, readings in gazetteer.senses():
        if names == "people" or not any(each.is_of_people for each in readings):
            yield name, readings


def _called(names: Names) -> dict[str, _Called]:
    """Return what places are called, by name."""
    found: dict[str, _Called] = {}
    for name, code, sort, term in gazetteer.called(names):
        terms = (term,) if term else ()
        before = found.get(name)
        if before is None:
            found[name] = _Called(sort, (code,), terms)
            continue
        codes = before.codes if code in before.codes else (*before.codes, code)
        better = sort if _RANK[sort] < _RANK[before.sort] else before.sort
        both = (*before.terms, *terms) if before.terms and terms else ()
        found[name] = _Called(better, codes, both)
    return found


def _split(names: Sequence[str]) -> dict[str, tuple[list[str], list[str]]]:
    """Return the words of each name, as they stand and in small letters."""
    text = words.tokens(*(name.replace("*", "") for name in names))
    found: dict[str, tuple[list[str], list[str]]] = {}
    start = 0
    for name in names:
        end = text.cased.index("", start)
        found[name] = ([*text.cased[start:end]], [*text.folded[start:end]])
        start = end + 1
    return found


def _narrowest(codes: tuple[str, ...]) -> tuple[str, ...]:
    """Return *codes* without those that lie around other ones of them."""
    if len(codes) == 1:
        return codes
    wider = {around for code in codes for around in gazetteer.around(code)[1:]}
    return tuple(code for code in codes if code not in wider)
