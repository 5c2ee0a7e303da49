"""Places and what they are called: the data that ships, read when it is used.

The files in data/ are lines that a person can read and mend. A place begins with its
code, or that of the whole it lies in, the number it has in UN M49, and its name, which
is what it is called as well. Indented below it stand a word and, with commas, names:

    in        codes of what lies in it (of areas)
    names     what else it is called
    people    who lives there, and what comes from there; also with an s at the end
    cities    and lands, mountains, sights in it
    venues    cities where people of other places meet
    leaders   whoever governs, opposes or is in the news for it; behind the word may
              stand when: "from 2017-05", "until 2017-01", "2009-01 to 2017-01"
    powers    bodies that act for it: its government, parliament, army, rebels
    teams     clubs and athletes that play for it
    telling   what stands for it only where nothing plainer does

A name matches whole words, without accents; a letter that is a capital must be one. A
`*` at the end of a word takes any ending of up to four letters. `#` begins a comment.

Sources: UN M49 (https://unstats.un.org/unsd/methodology/m49/) for areas and numbers,
ISO 3166-1 and 3166-2 for codes; Kosovo and Taiwan, which M49 does not list, are where
CLDR has them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal, NamedTuple, TypeAlias

from ..model import Names

Sort: TypeAlias = Literal["plain", "city", "venue", "leader", "telling"]

_PLACES = ("areas.txt", "countries.txt", "divisions.txt")
_NAMES = ("cldr.txt", "languages.txt")  # what those are called in other languages
_PEOPLE = ("people.txt",)
_SORTS: dict[str, Sort] = {
    "names": "plain",
    "people": "plain",
    "cities": "city",
    "venues": "venue",
    "leaders": "leader",
    "powers": "leader",
    "teams": "leader",
    "telling": "telling",
}
_HEAD = re.compile(
    r"(?P<code>[A-Z]{2}(?:-[A-Z0-9]{1,3})?|[0-9]{3})"
    r"(?: (?P<number>[0-9]{3}))?(?: (?P<title>.+))?"
)
_MONTH = r"[0-9]{4}-(?:0[1-9]|1[0-2])"
_TERM = re.compile(rf"from ({_MONTH})|until ({_MONTH})|({_MONTH}) to ({_MONTH})")
# M49 does not list it, though ISO 3166-1 has a number for it.
_NOT_IN_M49 = frozenset({"TW"})
# Of words for people, those that are their own plural.
_ENDS_ALIKE = re.compile(r"(?:[sxz]|[cs]h|ese|men|[^a-z])$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A country, an area of M49, or a first-level division of a country."""

    code: str  # ISO 3166-1 alpha-2, ISO 3166-2, or the three digits of an area
    title: str
    number: str | None = None  # its three digits in M49
    within: str | None = None  # the code of what it lies in


class Term(NamedTuple):
    """The months, such as 2017-01, that something holds from and to, both included."""

    start: str | None = None  # None: ever before
    end: str | None = None  # None: until today

    def has(self, month: str | None) -> bool:
        """Tell whether *month* is in it; None is today."""
        if month is None:
            return self.end is None
        return (self.start or month) <= month <= (self.end or month)


class Name(NamedTuple):
    """What a place is called, how much that says, and when, if not ever."""

    words: str
    code: str
    sort: Sort
    term: Term | None = None


class _Said(NamedTuple):
    """A line of the data: a key and what stands behind it, of the place before it."""

    head: re.Match[str]
    key: str | None  # None: the place itself
    values: list[str]
    term: Term | None = None


def places() -> Mapping[str, Place]:
    """Return all places by their codes, an area before what lies in it."""
    return _places()


def called(names: Names) -> Iterator[Name]:
    """Yield what places are called; with telling names too, where *names* are people.

    Names that mean several places are among them: `senses` goes before.
    """
    read = _PLACES + _NAMES + (_PEOPLE if names == "people" else ())
    for said in _lines(*read):
        code = said.head["code"]
        if said.key is None:
            if said.head["title"]:
                plain = said.head["title"].partition(" (")[0].partition(" - ")[0]
                yield Name(plain, code, "plain")
            continue
        if said.key == "in":
            continue
        sort = _SORTS[said.key]
        for value in said.values:
            yield Name(value, code, sort, said.term)
            if said.key == "people" and not _ENDS_ALIKE.search(value):
                yield Name(f"{value}s", code, sort)


def around(code: str) -> tuple[str, ...]:
    """Return *code* and the codes of all that it lies in, the nearest first."""
    return _around()[code]


def known(written: str) -> str | None:
    """Return the code that *written* is, in any case; None: it is none.

    The number of a country in M49 is its code, too.
    """
    code = written.upper()
    return code if code in _places() else _numbers().get(code)


def called_like(written: str) -> Place | None:
    """Return the place whose name is *written*, in any case: Kazakhstan, UK."""
    folded = written.casefold()
    every = _places()
    for place in every.values():
        if place.title.casefold() == folded:
            return place
    plain = (name for name in called("places") if name.sort == "plain")
    codes = (name.code for name in plain if name.words.casefold() == folded)
    return every.get(next(codes, ""))


def called_nearly(written: str) -> Place | None:
    """Return the place whose name is nearest to *written*, if any is: Kazakhstn."""
    import difflib

    titles = {place.title.casefold(): place for place in _places().values()}
    near = difflib.get_close_matches(written.casefold()[:100], titles, n=1, cutoff=0.8)
    return titles[near[0]] if near else None


@cache
def _places() -> dict[str, Place]:
    found: dict[str, Place] = {}
    within: dict[str, str] = {}
    for said in _lines(*_PLACES):
        code = said.head["code"]
        if said.key == "in":
            within |= dict.fromkeys(" ".join(said.values).split(), code)
        elif said.key is None and code not in found:
            whole = code.partition("-")[0] if "-" in code else within.get(code)
            number = said.head["number"] or (code if code.isdigit() else None)
            found[code] = Place(
                code=code,
                title=said.head["title"],
                number=None if code in _NOT_IN_M49 else number,
                within=whole,
            )
    return {code: _in_its_area(place, within) for code, place in found.items()}


def _in_its_area(place: Place, within: Mapping[str, str]) -> Place:
    """Return *place* within what was said later to be around it."""
    whole = place.within or within.get(place.code)
    return Place(code=place.code, title=place.title, number=place.number, within=whole)


@cache
def _around() -> dict[str, tuple[str, ...]]:
    def chain(code: str) -> Iterator[str]:
        at: str | None = code
        while at is not None:
            yield at
            at = _places()[at].within

    return {code: tuple(chain(code)) for code in _places()}


@cache
def _numbers() -> dict[str, str]:
    every = _places().values()
    return {place.number: place.code for place in every if place.number}


# -- names that mean several things, or nothing -----------------------------------


class Reading(NamedTuple):
    """What a name means, where one of *words* or a name of *company* is there too."""

    codes: tuple[str, ...]  # none: no place
    sort: Sort | None = None  # how much it says, if not as much as the name
    is_of_people: bool = False  # it is known only with names of people
    words: frozenset[str] = frozenset()  # in small letters
    company: frozenset[str] = frozenset()  # codes
    is_last: bool = False  # it holds whatever stands beside it


def senses() -> Iterator[tuple[str, tuple[Reading, ...]]]:
    """Yield names that mean several places, or others things as well, with readings.

    The first reading that holds counts. Source: data/senses.txt.
    """
    for line in _text("senses.txt"):
        names, _, readings = line.partition(": ")
        read = tuple(map(_reading, readings.split("; ")))
        for name in names.split(", "):
            yield name, read


# How much a reading says that begins with one of these words.
_MANNERS: dict[str, Sort | None] = {
    "weak": "telling",
    "telling": "telling",
    "team": "leader",
    "nothing": None,
}


def _reading(written: str) -> Reading:
    meant, is_conditional, beside = written.partition(" if ")
    manner, *_ = codes = meant.split()
    company: set[str] = set()
    said: set[str] = set()
    for word in beside.split():
        if word[0] == "@":
            company.add(word[1:])
        elif word[0] == "$":
            said.update(lists()[word[1:]])
        else:
            said.add(word.casefold())
    return Reading(
        codes=tuple(code for code in codes if code not in _MANNERS),
        sort=_MANNERS.get(manner),
        is_of_people=manner in ("telling", "team"),
        words=frozenset(said),
        company=frozenset(company),
        is_last=not is_conditional,
    )


@cache
def lists() -> Mapping[str, tuple[str, ...]]:
    """Return what is no place, and words that names of people are told by.

    The keys are those of data/nothing.txt.
    """
    found: dict[str, list[str]] = {}
    for line in _text("nothing.txt"):
        key, _, values = line.partition(": ")
        found.setdefault(key, []).extend(_split(values))
    return {key: tuple(values) for key, values in found.items()}


# -- the files --------------------------------------------------------------------


def _lines(*names: str) -> Iterator[_Said]:
    for name in names:
        head: re.Match[str] | None = None
        for line in _text(name):
            if not line.startswith(" "):
                head = _HEAD.fullmatch(line)
                if head is None:
                    raise ValueError(f"{name}: no place: {line}")
                yield _Said(head, None, [])
            elif head is not None:
                written, _, values = line.strip().partition(": ")
                key, _, when = written.partition(" ")
                yield _Said(head, key, _split(values), _term(when) if when else None)


def _term(when: str) -> Term:
    match = _TERM.fullmatch(when)
    if match is None:
        raise ValueError(f"no months: {when}")
    start, end, since, to = match.groups()
    return Term(start or since, end or to)


def _split(values: str) -> list[str]:
    return [value for each in values.split(",") if (value := each.strip())]


def _text(name: str) -> Iterable[str]:
    """Return the lines of a file of data/ that say something."""
    text = files(__package__).joinpath("data", name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and line[0] != "#"]
