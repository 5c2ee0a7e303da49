"""Which places is an article about?

Plain names are strong: of countries, peoples, areas and cities. Whoever governs a place
or plays for it stands for it in a title, if in office when the article was published.
Telling names are weak: they count where nothing plainer does. Cities where others meet
are weaker still: where people talk is not what they talk about, and where the world
does, they are nothing.

1. What stands in the title, plainly or by who acts for it, and in the categories.
2. Where that is no more than a continent, what stands for a place there: a company, a
   film star.
3. Plain names in the sentence that a summary begins with, but for the ends of
   "worldwide, from Tokyo to Lima".
4. Where all that is nothing, the rest of the summary, plain names before others.
5. Of long text, the places that it keeps coming back to; where nothing was found so
   far, also those that it begins with.

No place at all is a right answer, too.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise
from typing import NamedTuple, TypeAlias

from ..model import Article, Names, Part
from . import gazetteer, matching, uses
from .gazetteer import Reading, Sort
from .matching import Entry
from .wording import Passage, passages

_MEETINGS = frozenset(
    """
    talks talk negotiations summit conference forum meeting meetings meet meets met
    festival olympics games olympic tournament final ceremony court tribunal hearing
    congress round delegation visit hosts host hosted event concert
    awards gather gathers elite awarded assembly documentary
    """.split()  # noqa: SIM905
)
_WORLDLY = frozenset({"world", "worldwide", "global", "globally", "globe", "planet"})
# Bodies and gatherings of the world: where they are is not what they are about.
_OF_THE_WORLD = frozenset(
    """
    UN WHO WTO IMF IAEA ILO OPCW UNESCO UNHCR UNICEF OPEC OPEC+ G7 G8 G20 BRICS IOC FIFA
    ICC ICJ Nobel Interpol OSCE OECD
    """.split()  # noqa: SIM905
)
_GATHERING = re.compile(
    r"\b(?:COP\d{1,3}|[Ss]ummits?|[Ww]orld [Ll]eaders|[Ww]orld [Bb]ank|United Nations"
    r"|World Economic Forum|World Health Organi[sz]ation|World Trade Organi[sz]ation"
    r"|Climate Conference)\b"
)
_CONTINENTS = frozenset({"002", "009", "019", "142", "150"})
_STRONG: frozenset[Sort] = frozenset({"plain", "city"})
_OFTEN = 4  # mentions in long text that make an article about a place
_EARLY = 60  # words that long text begins with


# Countries whose divisions stand behind the names of cities in them.
_DIVIDED = ("US-", "CA-", "GB-", "AU-")

_Found: TypeAlias = tuple[Passage, int, Entry]  # a name, and where it begins


class Hit(NamedTuple):
    """A name of a place in an article, as it is meant there."""

    words: str
    code: str
    sort: Sort
    passage: Passage
    at: int  # the number of its word in the passage

    @property
    def part(self) -> Part:
        """Return the part of the article it stands in."""
        return self.passage.part


def decided(article: Article, body: str, names: Names) -> dict[str, tuple[Hit, ...]]:
    """Return the places *article* is about by their codes, each with its names there.

    *body* is the text of its content. Names of what lies in a country count for it too:
    the codes are those that stand in the gazetteer.
    """
    told = [*passages(article, body)]
    published = article.published
    hits = _hits(told, names, f"{published:%Y-%m}" if published else None)
    about = _about(hits, told)
    found: dict[str, list[Hit]] = {}
    for hit in hits:
        if _unit(hit.code) in about:
            found.setdefault(hit.code, []).append(hit)
    return {code: tuple(each) for code, each in found.items()}


# -- names as they are meant ------------------------------------------------------


def _hits(told: Sequence[Passage], names: Names, month: str | None) -> list[Hit]:
    index = matching.index(names)
    found = [
        (passage, at, entry)
        for passage in told
        for at, entry in index.found(passage.text, passage.raw)
        if not uses.says_nothing(entry, passage.text, at)
    ]
    if not found:
        return []
    divisions = _in_divisions(found)
    sure = {
        around
        for number, (_, _, entry) in enumerate(found)
        if not entry.is_sense or number in divisions
        for code in divisions.get(number) or entry.readings[0].codes
        for around in gazetteer.around(code)
    }
    there: list[frozenset[str]] = []  # all words, once somebody asks
    hits: list[Hit] = []
    for number, (passage, at, entry) in enumerate(found):
        division = divisions.get(number)
        reading = (
            Reading(division) if division else _meant(entry.readings, sure, there, told)
        )
        if reading is not None:
            sort = reading.sort or entry.sort_in(month)
            hits += (
                Hit(entry.name, code, _here(sort, passage, at), passage, at)
                for code in reading.codes
            )
    return hits


def _in_divisions(found: Sequence[_Found]) -> dict[int, tuple[str]]:
    """Return the names, by their numbers, that are places in a division named there.

    That is the one behind them and a comma: Peru, Indiana; London, Ontario. A list goes
    on: France, England and Spain.
    """
    meant: dict[int, tuple[str]] = {}
    has_comma: dict[tuple[int, str, str], bool] = {}
    for number, (name, division) in enumerate(pairwise(found)):
        if not _follows(name, division):
            continue
        code = _division(name[2], division[2])
        if code is None or _goes_on(found, number + 1):
            continue
        if number and number - 1 not in meant and _follows(found[number - 1], name):
            continue
        passage, at, _ = division
        pair = (id(passage), passage.text.cased[at - 1], passage.text.cased[at])
        if pair not in has_comma:
            first, second = map(re.escape, pair[1:])
            with_comma = re.search(rf"\b{first},\s{{1,3}}{second}\b", passage.raw)
            has_comma[pair] = with_comma is not None
        if has_comma[pair]:
            meant[number] = meant[number + 1] = (code,)
    return meant


def _follows(first: _Found, second: _Found) -> bool:
    return first[0] is second[0] and second[1] == first[1] + len(first[2].parts)


def _goes_on(found: Sequence[_Found], number: int) -> bool:
    """Tell whether another name is listed behind the one with *number*."""
    if number + 1 == len(found):
        return False
    (passage, at, entry), behind = found[number], found[number + 1]
    end = at + len(entry.parts)
    is_and = passage.text.folded[end] in ("and", "or")
    return behind[0] is passage and behind[1] == end + is_and


def _division(name: Entry, division: Entry) -> str | None:
    """Return the code of *division*, where it may have a place called *name*.

    Of a division that is called like a country, only what is known to be in it, too.
    """
    own = {code for reading in name.readings for code in reading.codes}
    last = name.readings[-1].codes
    for code in (code for reading in division.readings for code in reading.codes):
        if code[:3] not in _DIVIDED or not _is_title(code, division):
            continue
        if code in own:
            return code
        is_elsewhere = all(_unit(each) != code[:2] for each in own)
        is_whole = any(_is_title(each, name) for each in last)
        if last and is_elsewhere and len(division.readings) == 1:
            return None if is_whole and code[:2] == "GB" else code
    return None


def _is_title(code: str, entry: Entry) -> bool:
    title = gazetteer.places()[code].title
    return entry.name in (title, title.partition(" (")[0])


def _meant(
    readings: tuple[Reading, ...],
    sure: set[str],
    there: list[frozenset[str]],
    told: Sequence[Passage],
) -> Reading | None:
    for reading in readings:
        if reading.is_last or not sure.isdisjoint(reading.company):
            return reading
        if reading.words:
            if not there:
                every = (word for passage in told for word in passage.text.folded)
                there.append(frozenset(every))
            if not there[0].isdisjoint(reading.words):
                return reading
    return None


def _here(sort: Sort, passage: Passage, at: int) -> Sort:
    """Return what a city says here: less, where people only meet in it."""
    if sort != "city" or at == 0 or passage.text.folded[at - 1] not in ("in", "at"):
        return sort
    return sort if _MEETINGS.isdisjoint(passage.text.folded) else "venue"


def _unit(code: str) -> str:
    """Return the country or area that counts as one in deciding."""
    return code[:2] if code[0].isalpha() else code


# -- what it comes to -------------------------------------------------------------


def _about(hits: Sequence[Hit], told: Sequence[Passage]) -> set[str]:
    if not hits:
        return set()
    title = [h for h in hits if h.part == "title"]
    near = [*_near(hits)]
    lead = [hit for hit in near if hit.passage.leads]
    about = _units(
        hit
        for hit in hits
        if hit.part in ("title", "category")
        and (hit.sort in _STRONG or hit.sort == "leader")
    )
    if about <= _CONTINENTS:
        about |= _units(hit for hit in title if hit.sort == "telling")
    about |= _led_to(lead, about)
    if not about:
        venues = [hit for hit in hits if hit.sort == "venue"]
        if venues and _is_of_the_world(told):
            venues = []
        about = _first_of(
            _units(hit for hit in near if hit.sort in _STRONG),
            _units(hit for hit in lead if hit.sort == "leader"),
            _units(hit for hit in venues if hit.part == "title"),
            _units(hit for hit in near if venues and hit.sort == "venue"),
            _units(hit for hit in lead if hit.sort == "telling"),
            _units(hit for hit in hits if hit.part == "category"),
        )
    return about | _dwelt_on([hit for hit in hits if hit.passage.is_deep], about)


def _is_of_the_world(told: Sequence[Passage]) -> bool:
    """Tell whether a title or a summary speaks of a body or gathering of the world."""
    return any(
        not _OF_THE_WORLD.isdisjoint(passage.text.cased)
        or _GATHERING.search(passage.raw) is not None
        for passage in told
        if passage.part in ("title", "summary") and not passage.is_deep
    )


def _units(hits: Iterable[Hit]) -> set[str]:
    return {_unit(hit.code) for hit in hits}


def _first_of(*choices: set[str]) -> set[str]:
    return next(filter(None, choices), set())


def _near(hits: Sequence[Hit]) -> Iterator[Hit]:
    """Yield what a summary names, but not how far it goes: "from Tokyo to Lima"."""
    near = [hit for hit in hits if hit.part == "summary" and not hit.passage.is_deep]
    for passage, of_passage in groupby(near, key=lambda hit: hit.passage):
        told = [*of_passage]
        end = _end_of_news(passage, told)
        yield from (hit for hit in told if hit.at < end)


def _end_of_news(passage: Passage, hits: Sequence[Hit]) -> int:
    """Return where *passage* begins to say how far something goes, else its end.

    The places it goes from and to are far apart, and several or said to be.
    """
    folded = passage.text.folded
    start = next((hit.at for hit in hits if _is_behind("from", hit)), len(folded))
    behind = [hit for hit in hits if hit.at >= start]
    units = _units(behind)
    is_far = len({gazetteer.around(unit)[-1] for unit in units}) > 1
    is_wide = len(units) > 2 or not _WORLDLY.isdisjoint(folded)
    goes_on = any(_is_behind("to", hit) for hit in behind)
    return start if goes_on and is_far and is_wide else len(folded)


def _is_behind(word: str, hit: Hit) -> bool:
    return hit.at > 0 and hit.passage.text.folded[hit.at - 1] == word


def _led_to(lead: Iterable[Hit], about: set[str]) -> set[str]:
    """Return what is plainly named where the summary begins."""
    units = _units(hit for hit in lead if hit.sort in _STRONG)
    if about:  # an area around is no news then
        units = {unit for unit in units if unit[0].isalpha()}
    return units


def _dwelt_on(hits: Sequence[Hit], about: set[str]) -> set[str]:
    """Return the places that long text keeps coming back to."""
    strong = [hit for hit in hits if hit.sort in _STRONG]
    counts = Counter(_unit(hit.code) for hit in strong)
    if not counts:
        return set()
    if about:
        enough = max(_OFTEN, counts.total() / 4)
        return {unit for unit, count in counts.items() if count >= enough}
    early = _units(hit for hit in strong if hit.at < _EARLY)
    most = max(counts.values())
    return {
        unit
        for unit, count in counts.items()
        if 2 * count >= most and (count > 1 or unit in early)
    }
