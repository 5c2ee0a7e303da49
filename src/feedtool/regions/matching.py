"""Names in text: all of them at once, whole words, the longest where several begin.

Which of its meanings a name has here, and what an article is about, is decided
elsewhere.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

from .. import words
from ..model import Names
from . import gazetteer
from .gazetteer import Reading, Sort

_LONGEST_ENDING = 4
# Of two sorts that a name has, the one that says more.
_RANK: dict[Sort, int] = {
    "plain": 0,
    "city": 1,
    "venue": 2,
    "leader": 3,
    "telling": 4,
}


class Entry(NamedTuple):
    """A name as it is looked for, and what it means."""

    name: str  # as it is written
    parts: tuple[str, ...]  # its words in small letters
    cases: tuple[str, ...]  # "X": exactly so, "x": with a capital, "": in any case
    cased: tuple[str, ...]
    stems: tuple[bool, ...]  # which of them may have any ending
    sort: Sort
    readings: tuple[Reading, ...]
    is_sense: bool  # the name means other things as well

    def stands_at(self, text: words.Text, at: int, is_small: bool) -> bool:
        """Tell whether the name stands in *text* from the word *at* on.

        *is_small*: there is no capital in all of the text, as in a tag.
        """
        if at + len(self.parts) > len(text.folded):
            return False
        if is_small and not self._may_be_small:
            return False
        for offset, (part, case, is_stem) in enumerate(
            zip(self.parts, self.cases, self.stems, strict=True)
        ):
            there = text.folded[at + offset]
            if is_stem:
                if not _is_form(there, part):
                    return False
            elif there != part:
                return False
            if case and not is_small:
                cased = text.cased[at + offset]
                if case == "X" and cased != self.cased[offset]:
                    return False
                if case == "x" and not cased[:1].isupper():
                    return False
        return True

    @property
    def _may_be_small(self) -> bool:
        if "X" in self.cases or self.sort in ("leader", "telling"):
            return False
        return all(reading.codes for reading in self.readings)


class Index:
    """All names, to be looked for in text at once."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        starts: defaultdict[str, list[Entry]] = defaultdict(list)
        stems: defaultdict[str, list[Entry]] = defaultdict(list)
        for entry in entries:
            (stems if entry.stems[0] else starts)[entry.parts[0]].append(entry)
        self._starts = {start: _longest_first(each) for start, each in starts.items()}
        self._stems = {stem: _longest_first(each) for stem, each in stems.items()}
        lengths = {len(stem) for stem in self._stems}
        self._stem_lengths = sorted(lengths, reverse=True)
        self._people = _People(self._starts)

    def found(self, text: words.Text, raw: str) -> Iterator[tuple[int, Entry]]:
        """Yield the names in *text*, made of *raw*, with the numbers of their words.

        Those of people who are called like places are left out.
        """
        starts = self._starts
        is_small = raw.islower()
        done = 0
        for at, folded in enumerate(text.folded):
            if at < done:
                continue
            entries = starts.get(folded, ())
            if not entries and not folded.isascii():
                entries = self._forms_of(folded)
            for entry in entries:
                if entry.stands_at(text, at, is_small):
                    done = at + len(entry.parts)
                    if not self._people.has(text, raw, at, entry):
                        yield at, entry
                    break

    def _forms_of(self, folded: str) -> tuple[Entry, ...]:
        lengths = self._stem_lengths
        found = (self._stems.get(folded[:length], ()) for length in lengths)
        return tuple(entry for entries in found for entry in entries)


@cache
def index(names: Names) -> Index:
    """Return the index of all names, those of people too where *names* are people."""
    return Index(_entries(names))


def _longest_first(entries: list[Entry]) -> tuple[Entry, ...]:
    return tuple(sorted(entries, key=lambda entry: -len(entry.parts)))


def _is_form(word: str, stem: str) -> bool:
    return word.startswith(stem) and len(word) - len(stem) <= _LONGEST_ENDING


# -- from the data to entries -----------------------------------------------------


def _entries(names: Names) -> Iterator[Entry]:
    senses = dict(gazetteer.senses())
    named: dict[str, tuple[Sort, dict[str, None]]] = {}
    for name, code, sort in gazetteer.called(names):
        if name not in senses:
            before, codes = named.setdefault(name, (sort, {}))
            if _RANK[sort] < _RANK[before]:
                named[name] = (sort, codes)
            codes[code] = None
    passed_over = [n for n in gazetteer.lists()["no place"] if n not in senses]
    written = [*senses, *named, *passed_over]
    split = _split(written)
    for name, readings in senses.items():
        is_plain = len(readings) == 1 and not readings[0].is_weak
        yield _entry(name, split[name], "plain", readings, is_sense=not is_plain)
    plain = {name for name, (sort, _) in named.items() if sort in ("plain", "city")}
    for name, (sort, codes) in named.items():
        if sort == "telling" and not plain.isdisjoint(name.split()):
            sort = "plain"  # the Bank of England, Air France
        reading = Reading(_narrowest(codes), is_last=True)
        yield _entry(name, split[name], sort, (reading,))
    nothing = (Reading((), is_last=True),)
    for name in passed_over:
        yield _entry(name, split[name], "plain", nothing)


def _entry(
    name: str,
    split: tuple[list[str], list[str]],
    sort: Sort,
    readings: tuple[Reading, ...],
    *,
    is_sense: bool = False,
) -> Entry:
    cased, folded = split
    return Entry(
        name=name,
        parts=tuple(folded),
        cases=tuple(map(_case, cased)),
        cased=tuple(cased),
        stems=_stems(name, len(cased)),
        sort=sort,
        readings=readings,
        is_sense=is_sense,
    )


def _case(word: str) -> str:
    if word.isupper():
        return "X"
    return "x" if word[:1].isupper() else ""


def _stems(name: str, parts: int) -> tuple[bool, ...]:
    """Return which words of a name have a star: the last of what it stands behind."""
    if "*" not in name:
        return (False,) * parts
    stems: list[bool] = []
    for piece in name.split():
        stems += [False] * (len(words.tokens(piece).cased) - 1)
        if piece.endswith("*"):
            stems[-1] = True
    return tuple(stems)


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


def _narrowest(codes: Iterable[str]) -> tuple[str, ...]:
    """Return *codes* without those that lie around other ones of them."""
    every = tuple(codes)
    if len(every) == 1:
        return every
    wider = {around for code in every for around in gazetteer.around(code)[1:]}
    return tuple(code for code in every if code not in wider)


# -- people who are called like places --------------------------------------------


class _People:
    """Tells people from places: Jordan Peterson, Denzel Washington."""

    def __init__(self, starts: dict[str, tuple[Entry, ...]]) -> None:
        lists = {
            key: frozenset(map(str.casefold, values))
            for key, values in gazetteer.lists().items()
        }
        self._given = lists["given"]
        self._given_rarely = lists["given rarely"] | self._given
        self._surname = lists["surname"]
        self._surnames = lists["surnames"]
        self._given_names = lists["given names"]
        self._titles = lists["titles"]
        self._endings = tuple(lists["endings"])
        self._starts = starts

    def has(self, text: words.Text, raw: str, at: int, entry: Entry) -> bool:
        """Tell whether the name of one word *at* is part of the name of somebody."""
        if len(entry.parts) != 1:
            return False
        name = entry.parts[0]
        if name in self._given_rarely and self._is_given(text, raw, at, name):
            return True
        before = text.folded[at - 1] if at else ""
        return (
            name in self._surname
            and before in self._given_names
            and _is_together(raw, text.cased[at - 1], text.cased[at])
        )

    def _is_given(self, text: words.Text, raw: str, at: int, name: str) -> bool:
        if at + 1 >= len(text.folded):
            return False
        behind, cased = text.folded[at + 1], text.cased[at + 1]
        if not cased[:1].isupper() or not _is_together(raw, text.cased[at], cased):
            return False
        if behind in self._surnames:
            return True
        if behind in self._starts or behind in self._titles:
            return False
        if len(behind) > 5 and behind.endswith(self._endings):
            return True
        return name in self._given and not cased.isupper() and not _is_headline(text)


def _is_together(raw: str, first: str, second: str) -> bool:
    """Tell whether nothing but blanks stands between two words of *raw*."""
    if not raw.isascii():  # the words have lost their accents, and may not be found
        return True
    return re.search(rf"\b{re.escape(first)}\s+{re.escape(second)}\b", raw) is not None


def _is_headline(text: words.Text) -> bool:
    """Tell whether Most Words Begin with a Capital, so that it tells nothing."""
    long = [word for word in text.cased if len(word) > 3]
    return sum(word[0].isupper() for word in long) * 3 > 2 * len(long)
