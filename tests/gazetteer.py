"""Writes the names of places in other languages: `python -m tests.gazetteer`.

They are those of CLDR, which Babel has (`pip install Babel`; nothing else needs it), of
cities as far as time zones are called after them. What is English already, or means
several things, is left out. The names of Russian and Ukrainian bend: they become stems,
as do those of languages that add endings.

Names in CLDR are data of the Unicode Consortium, under the Unicode licence v3.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from babel import Locale

import feedtool
from feedtool import words
from feedtool.regions import gazetteer

FILE = Path(feedtool.__file__).parent / "regions" / "data" / "cldr.txt"
LANGUAGES = ("ar", "zh", "fr", "ru", "es", "de", "pt", "tr", "uk", "kk", "ka")
BENDING = ("ru", "uk")
ADDING = ("kk", "ka")
# Words and names of people where they are read as English.
COMMON = """
    Catar Chade Chili Chine Dominika Dominique Fas Francia Gana Gine Grenade Guadalupe
    Guiana Island Malte Man Maurice Mauricio Salvador Umman
    Chiles Guernseys Guineas Islands Jerseys Jordans Mans Omans Panamas Perus
    Réunions Sudans
""".split()  # noqa: SIM905
CITIES = "Atina Damas Praga Riad Riyad Vienne Şam مسقط".split()  # noqa: SIM905
ISLANDS = ("Asia/Sakhalin", "Pacific/Easter")  # no cities
# German names of many, or with an article: they take no s.
UNENDING = """
    Karibik Komoren Malediven Niederlande Philippinen Salomonen Seychellen Ukraine
    Vatikanstadt
""".split()  # noqa: SIM905
PEOPLE = ("San Martin", "Santa Elena", "Santa Helena")
HEAD = """\
# Names of places in other languages, made by `python -m tests.gazetteer`: not to be
# edited. What is missing goes into languages.txt.
#
# From CLDR {version}: Arabic, Chinese, French, Russian, Spanish, German, Portuguese,
# Turkish, Ukrainian, Kazakh and Georgian. Unicode licence v3, © Unicode, Inc.
"""

# Endings of the first case: what is left without them is common to all cases.
_ADJECTIVE = re.compile(r"(?:ая|яя|ий|ый|ой|ое|ее|ые|ие)$")
_UKRAINIAN_ADJECTIVE = re.compile(r"(?<=.{4}н)(?:ий|ій|і|е)$")
_NOUN = re.compile(r"(?<=.{3})(?:[аяьйы])$")
_UKRAINIAN_NOUN = re.compile(r"(?<=.{3})(?:[аяьйи])$")
_TAKES_NO_S = re.compile(r"(?:[sxzß]|ei|inseln?)$")
_ENDS_IN_CONSONANT = re.compile(r"[бвгджзклмнпрстфхцчшщ]$")
_SHORTEST_STEM = 4
_SHORT_CASES = {"": ("", "а", "у", "ом", "е"), "а": ("а", "ы", "и", "е", "у", "ой")}


def stems(name: str, language: str) -> Iterator[str]:
    """Yield *name* with a star where its words bend; short ones in all their cases."""
    pieces = [piece for piece in re.split(r"[\s—–]+", name) if piece]
    if len(pieces) == 1 and len(name) <= _SHORTEST_STEM and "-" not in name:
        yield from _short(name)
    else:
        yield " ".join(_stem(piece, language) for piece in pieces)


def _short(name: str) -> Iterator[str]:
    if _ENDS_IN_CONSONANT.search(name):
        yield from (name + ending for ending in _SHORT_CASES[""])
    elif name.endswith("а"):
        yield from (name[:-1] + ending for ending in _SHORT_CASES["а"])
    else:
        yield name


def _stem(word: str, language: str) -> str:
    if len(word) < _SHORTEST_STEM or "-" in word or "’" in word or "'" in word:
        return word
    if language == "ru" and _ADJECTIVE.search(word) and len(word) > 5:
        return f"{word[:-2]}*"
    if language == "uk" and _UKRAINIAN_ADJECTIVE.search(word):
        return f"{_UKRAINIAN_ADJECTIVE.sub('', word)}*"
    bare = (_NOUN if language == "ru" else _UKRAINIAN_NOUN).sub("", word)
    if bare != word or _ENDS_IN_CONSONANT.search(word):
        return f"{bare}*"
    return word


def _with_star(name: str) -> str:
    """Return a Kazakh or Georgian name with a star; Georgian drops the ი of nouns."""
    if "-" in name or "'" in name or len(name) <= _SHORTEST_STEM:
        return name
    return f"{name.removesuffix('ი')}*"


def _genitive(name: str) -> Iterator[str]:
    """Yield what belongs to a place in German: Chinas, Deutschlands."""
    if " " in name or name in UNENDING or _TAKES_NO_S.search(name):
        return
    genitive = f"{name}s"
    if _folded(genitive) not in _left_out():
        yield genitive


def _bare(name: str) -> str:
    """Return *name* without what CLDR adds in brackets, and behind a comma."""
    name = re.sub(r"\s*[(（].*?[)）]", "", name).partition(",")[0]
    return re.sub(r"[،፣].*", "", name).strip()


def forms(code: str) -> Iterator[str]:
    """Yield what the place with *code* is called in the languages."""
    for language in LANGUAGES:
        name = Locale.parse(language).territories.get(code)
        yield from _forms(name or "", language)
        if language == "de" and name:
            yield from _genitive(_bare(name))


def cities() -> Iterator[tuple[str, str, list[str]]]:
    """Yield codes, "cities" or "venues", and what one of them is called.

    It is one that is known in English, and that a time zone is called after.
    """
    known = {
        name.words: (name.code, "cities" if name.sort == "city" else "venues")
        for name in gazetteer.called("places")
        if name.sort in ("city", "venue")
    }
    english = Locale.parse("en").time_zones
    for zone in sorted(Locale.parse("de").time_zones):
        standard = zone.rpartition("/")[2].replace("_", " ")
        city = english.get(zone, {}).get("city", standard)
        if city in known and zone not in ISLANDS:
            yield *known[city], [*_cities_of(zone)]


def _cities_of(zone: str) -> Iterator[str]:
    for language in LANGUAGES:
        if language not in ADDING:
            city = Locale.parse(language).time_zones.get(zone, {}).get("city", "")
            yield from _forms(city, language)


def _forms(name: str, language: str) -> Iterator[str]:
    name = _bare(name)
    if not name or _folded(name) in _left_out():
        return
    if language in BENDING:
        yield from stems(name, language)
    elif language in ADDING:
        yield _with_star(name)
    else:
        yield name


def lines() -> Iterator[str]:
    """Yield the lines of the file."""
    english = {_folded(name.words) for name in gazetteer.called("people")}
    english |= {_folded(name) for name, _ in gazetteer.senses()}
    english |= {_folded(name) for name in gazetteer.lists()["no place"]}
    taken: dict[tuple[str, ...], str] = {}

    def new(code: str, names: Iterable[str]) -> Iterator[str]:
        for name in names:
            folded = _folded(name)
            # "Guinée" and "Guinea" may mean what another place is called.
            if folded not in english and taken.setdefault(folded, code) == code:
                yield name

    of_place = {code: [*new(code, forms(code))] for code in gazetteer.places()}
    of_cities: dict[str, dict[str, list[str]]] = {}
    for code, key, names in cities():
        of_cities.setdefault(code, {}).setdefault(key, []).extend(new(code, names))
    for code, found in of_place.items():
        said = {"names": found, **of_cities.get(code, {})}
        if any(said.values()):
            yield f"{code}\n"
        for key, names in said.items():
            if names:
                yield f"  {key}: {', '.join(dict.fromkeys(names))}\n"


@cache
def _left_out() -> frozenset[tuple[str, ...]]:
    return frozenset(map(_folded, (*COMMON, *PEOPLE, *CITIES)))


def _folded(name: str) -> tuple[str, ...]:
    return tuple(words.tokens(name).folded)


def main() -> None:
    """Write the file anew."""
    import babel

    FILE.write_text("", encoding="utf-8")  # what it says now is no English name
    made = "".join(lines())
    version = babel.__version__
    FILE.write_text(f"{HEAD.format(version=f'(Babel {version})')}\n{made}", "utf-8")


if __name__ == "__main__":
    main()
