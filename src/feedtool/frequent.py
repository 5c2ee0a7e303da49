"""What several titles speak of: the words and phrases that many of them share.

It knows no places and no grammar, but how scripts write names: with a capital, or,
where there are none, like any other word.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import NamedTuple, TypeAlias

from . import words

_LONGEST = 3  # words of a phrase
_LONGEST_UNSPACED = 6  # characters of one, where there are no spaces
_SHORTEST = 3  # letters of a word in a script without capitals
_PAUSE = re.compile(r"[,;:!?…–—|()\[\]\"“”„«»،؛؟、。，：；！？《》「」]+|\.\s")
_MARKS = "\u0300-\u036f\u064b-\u0652\u0900-\u0dff"
_WORD = re.compile(
    rf"[{words.UNSPACED}]+|(?:(?![{words.UNSPACED}])[^\W_]|[{_MARKS}’'])+"
)
_POSSESSIVE = re.compile(r"[’']s?$")
_UNSPACED = re.compile(rf"[{words.UNSPACED}]")
# Chinese characters that a phrase neither begins nor ends with: of, in, is, and, year …
_PARTICLES = frozenset(
    "的了在是和有不为与对将被中上下年月日这他也就人一于及或从到向后前其之"
)
_CYRILLIC = re.compile("[\u0400-\u052f]")
_ENDING = 2  # letters that bend
_SHORTEST_STEM = 4

_Key: TypeAlias = tuple[str, ...]


class Frequent(NamedTuple):
    """A phrase as it is written most often, and how many titles have it."""

    phrase: str
    titles: int


def frequent(titles: Iterable[str], most: int = 12) -> list[Frequent]:
    """Return what stands in most of *titles*, in two at least, the commonest first.

    A phrase that only ever stands in a longer one is left out.
    """
    every = [[_words(piece) for piece in _PAUSE.split(title)] for title in titles]
    names = {word for title in every for word in _names(title)}
    forms: defaultdict[_Key, Counter[str]] = defaultdict(Counter)
    for title in every:
        found = {
            _key(p): _written(p) for piece in title for p in _phrases(piece, names)
        }
        for key, written in found.items():
            forms[key][written] += 1
    counts = {key: each.total() for key, each in forms.items() if each.total() > 1}
    inner = {
        part for key in counts for part in _parts(key) if _is_in(part, key, counts)
    }
    common = [
        Frequent(max(forms[key], key=forms[key].__getitem__), count)
        for key, count in counts.items()
        if key not in inner
    ]
    return sorted(common, key=lambda each: (-each.titles, each.phrase))[:most]


def _words(piece: str) -> list[str]:
    words_there = (_POSSESSIVE.sub("", word) for word in _WORD.findall(piece))
    return [word for word in words_there if word]


def _names(title: Iterable[Sequence[str]]) -> Iterator[str]:
    """Yield the words that have a capital without being the first."""
    later = islice(chain.from_iterable(title), 1, None)
    return (word for word in later if word[0].isupper())


def _phrases(piece: Sequence[str], names: set[str]) -> Iterator[Sequence[str]]:
    """Yield all phrases of *piece* that may be something to speak of, as words."""
    run: list[str] = []
    for word in (*piece, ""):
        if word and _UNSPACED.match(word):
            yield from _stretches(word, _LONGEST_UNSPACED, shortest=2)
        elif word and _tells(word, names):
            run.append(word)
            continue
        yield from _stretches(run, _LONGEST)
        run = []


def _tells(word: str, names: set[str]) -> bool:
    if words.is_common(word) or len(word) == 1 or not word[0].isalpha():
        return False
    has_capital = word[0].isupper() or word[0].title() != word[0]
    return word in names if has_capital else len(word) >= _SHORTEST


def _stretches(
    run: Sequence[str], longest: int, shortest: int = 1
) -> Iterator[Sequence[str]]:
    for start in range(len(run)):
        for end in range(start + shortest, min(start + longest, len(run)) + 1):
            if _PARTICLES.isdisjoint((run[start], run[end - 1])):
                yield run[start:end]


def _written(phrase: Sequence[str]) -> str:
    return phrase if isinstance(phrase, str) else " ".join(phrase)


def _key(phrase: Sequence[str]) -> _Key:
    """Return what the forms of a phrase have in common; Cyrillic words bend."""
    return tuple(_stem(word) for word in phrase)


def _stem(word: str) -> str:
    folded = word.casefold()
    if not _CYRILLIC.match(folded):
        return folded
    return folded[: max(_SHORTEST_STEM, len(folded) - _ENDING)]


def _parts(key: _Key) -> Iterator[_Key]:
    """Yield all shorter phrases in one."""
    for length in range(1, len(key)):
        yield from (key[at : at + length] for at in range(len(key) - length + 1))


def _is_in(part: _Key, whole: _Key, counts: dict[_Key, int]) -> bool:
    return counts.get(part) == counts[whole]
