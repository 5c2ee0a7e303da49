"""Names in text: all of them at once, whole words, the longest where several begin.

Which of its meanings a name has here, and what an article is about, is decided
elsewhere.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from .. import words
from ..model import Names
from . import arabic, gazetteer
from .gazetteer import Reading, Sort, Term
from .naming import Named, every_name

_LONGEST_ENDING = 4
_BEGINNING_OF_STEMS = 4  # letters; a word with others begins none
_LONGEST_NUMERAL = 3
_MOST_WORDS = 8  # of an Arabic name, and one behind it
_LONGEST_HEADLINE = 2_000  # and summary
_BEGINNING = 100  # words that show how a text is written


class Entry(NamedTuple):
    """A name as it is looked for, and what it may mean."""

    name: str  # as it is written
    parts: tuple[str, ...]  # its words in small letters
    # "X": exactly so, "x": with a capital, "-": with none, "": in any case
    cases: tuple[str, ...]
    cased: tuple[str, ...]
    stems: tuple[bool, ...]  # which of them may have any ending
    sort: Sort
    readings: tuple[Reading, ...]
    is_sense: bool  # the name means other things as well
    terms: tuple[Term, ...]

    def stands_at(self, text: words.Text, at: int, is_small: bool) -> bool:
        """Tell whether the name stands in *text* from the word *at* on.

        *is_small*: there is no capital in all of the text, as in a tag.
        """
        if at + len(self.parts) > len(text.folded):
            return False
        for offset, (part, is_stem) in enumerate(
            zip(self.parts, self.stems, strict=True)
        ):
            there = text.folded[at + offset]
            if there != part and not (is_stem and is_form(there, part)):
                return False
        if is_small:
            return self._may_be_small
        return all(
            not case or _is_capital(text.cased[at + offset], cased, case)
            for offset, (cased, case) in enumerate(
                zip(self.cased, self.cases, strict=True)
            )
        )

    def sort_in(self, month: str | None) -> Sort:
        """Return how much it says in an article of *month*; see `Term.has`."""
        if not self.terms or any(term.has(month) for term in self.terms):
            return self.sort
        return "telling" if self.sort == "leader" else self.sort

    @property
    def _may_be_small(self) -> bool:
        if "X" in self.cases or self.sort in ("leader", "telling"):
            return False
        return all(reading.codes for reading in self.readings)


def _is_capital(word: str, name: str, case: str) -> bool:
    """Tell whether *word* has the capitals of *name*; XI has not those of Xi."""
    if word == name:
        return True
    if case == "-":
        return word[:1].islower()
    return case == "x" and word[:1].isupper() and len(word) > _LONGEST_NUMERAL


class _Start(NamedTuple):
    """The names that begin with a word: by the next one, and those that may be alone.

    The longest of them come first.
    """

    followed: dict[str, tuple[Entry, ...]]
    alone: tuple[Entry, ...]


class Index:
    """All names, to be looked for in text at once."""

    def __init__(self, names: Iterable[Named]) -> None:
        # Most names stand in no text: they are made ready when their first word does.
        self._named: defaultdict[str, list[Named]] = defaultdict(list)
        self._starts: dict[str, _Start] = {}
        stems: defaultdict[str, list[Entry]] = defaultdict(list)
        for named in names:
            if "*" in named.name and (entry := _entry(named)).stems[0]:
                stems[entry.parts[0]].append(entry)
            else:
                self._named[named.folded[0]].append(named)
        self._stems = {stem: _longest_first(each) for stem, each in stems.items()}
        # Those of other scripts need none: any word of theirs may begin a name.
        begun = {stem[:_BEGINNING_OF_STEMS] for stem in self._stems if stem.isascii()}
        self._stems_begin = frozenset(begun)
        lengths = {len(stem) for stem in self._stems}
        self._stem_lengths = sorted(lengths, reverse=True)
        self._people = _People(self._named)

    def found(self, text: words.Text, raw: str) -> Iterator[tuple[int, Entry]]:
        """Yield the names in *text*, made of *raw*, with the numbers of their words.

        Those of people who are called like places are left out.
        """
        is_small = raw.islower()
        is_glued = arabic.is_in(raw)
        done = 0
        for at in self._begun(text.folded):
            if at < done:
                continue
            for entry in self._beginning(text.folded, at):
                if entry.stands_at(text, at, is_small):
                    break
            else:
                glued = self._glued(text, at) if is_glued else None
                if glued is None:
                    continue
                entry = glued
            done = at + len(entry.parts)
            if not self._people.has(text, raw, at, entry):
                yield at, entry

    def _glued(self, text: words.Text, at: int) -> Entry | None:
        """Return the name that stands behind letters of the word *at*."""
        behind = text.folded[at + 1 : at + _MOST_WORDS]
        for rest in arabic.without_letters(text.folded[at]):
            bare = words.Text([rest, *behind], [rest, *behind])
            for entry in self._beginning(bare.folded, 0):
                if entry.stands_at(bare, 0, is_small=False):
                    return entry
        return None

    def _begun(self, folded: Sequence[str]) -> list[int]:
        """Return where names may begin: few of all words are looked at twice."""
        named, stems_begin = self._named, self._stems_begin
        return [
            at
            for at, word in enumerate(folded)
            if word in named
            or not word.isascii()
            or word[:_BEGINNING_OF_STEMS] in stems_begin
        ]

    def _beginning(self, folded: Sequence[str], at: int) -> tuple[Entry, ...]:
        word = folded[at]
        start = self._starts.get(word)
        if start is None:
            if word not in self._named:
                return self._forms_of(word)
            entries = (*map(_entry, self._named[word]), *self._forms_of(word))
            start = self._starts[word] = _start(entries)
        # There is a word behind it: each text ends in a barrier.
        return start.followed.get(folded[at + 1], ()) + start.alone

    def _forms_of(self, folded: str) -> tuple[Entry, ...]:
        lengths = self._stem_lengths
        found = (self._stems.get(folded[:length], ()) for length in lengths)
        return tuple(entry for entries in found for entry in entries)


def _start(entries: Iterable[Entry]) -> _Start:
    followed: defaultdict[str, list[Entry]] = defaultdict(list)
    alone: list[Entry] = []
    for entry in entries:
        if len(entry.parts) > 1 and not entry.stems[1]:
            followed[entry.parts[1]].append(entry)
        else:
            alone.append(entry)
    by_next = {word: _longest_first(each) for word, each in followed.items()}
    return _Start(by_next, _longest_first(alone))


@cache
def index(names: Names) -> Index:
    """Return the index of all names, those of people too where *names* are people."""
    return Index(every_name(names))


def _longest_first(entries: list[Entry]) -> tuple[Entry, ...]:
    return tuple(sorted(entries, key=lambda entry: -len(entry.parts)))


def is_form(word: str, stem: str) -> bool:
    """Tell whether *word* is a *stem* with an ending."""
    return word.startswith(stem) and len(word) - len(stem) <= _LONGEST_ENDING


def _entry(named: Named) -> Entry:
    return Entry(
        name=named.name,
        parts=tuple(named.folded),
        cases=("-",) if named.name in _small() else tuple(map(_case, named.cased)),
        cased=tuple(named.cased),
        stems=_stems(named.name, len(named.cased)),
        sort=named.sort,
        readings=named.readings,
        is_sense=named.is_sense,
        terms=named.terms,
    )


@cache
def _small() -> frozenset[str]:
    return frozenset(gazetteer.lists()["small"])


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


# -- people who are called like places --------------------------------------------


class _People:
    """Tells people from places: Jordan Peterson, Denzel Washington."""

    def __init__(self, starts: Mapping[str, object]) -> None:
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
        # Whoever is meant has a longer entry: Mark Carney, and not Stan.
        is_surname = name in self._surname or entry.sort in ("leader", "telling")
        before = text.folded[at - 1] if at else ""
        return (
            is_surname
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
    if len(raw) > _LONGEST_HEADLINE:
        return True  # to look for them would take too long
    if first not in raw or second not in raw:
        return True  # they have lost their accents
    return re.search(rf"\b{re.escape(first)}\s+{re.escape(second)}\b", raw) is not None


def _is_headline(text: words.Text) -> bool:
    """Tell whether Most Words Begin with a Capital, so that it tells nothing."""
    long = [word for word in text.cased[:_BEGINNING] if len(word) > 3]
    return sum(word[0].isupper() for word in long) * 3 > 2 * len(long)
