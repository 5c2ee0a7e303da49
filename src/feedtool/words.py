"""Whole words in text: what `keep`, `drop`, `keywords` and `unless` are made of.

It finds words; what follows from finding them is decided elsewhere.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from .model import Article, Part

# Scripts written without spaces: there every character is a word of its own, so
# that a name is found wherever it stands.
UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff"
# Letters of India: their vowel signs are marks, and \w takes none.
_MARKED = "\u0900-\u0963\u0966-\u0dff"
_WORD = re.compile(rf"[{UNSPACED}]|(?:[^\W{UNSPACED}]++|[{_MARKED}])++[+#]*")
# Accents of Latin, Greek, Cyrillic, Hebrew and Arabic. Elsewhere such marks make
# letters: Paris and Bali differ by one in Japanese. And what nobody sees in a word.
_ACCENTS = re.compile(
    "[\u00ad\u2060\ufeff"
    + "".join(filter(unicodedata.combining, map(chr, range(0x300, 0x900))))
    + "]"
)


@dataclass(frozen=True, slots=True)
class Text:
    """The words of a text, without accents: as they stand, and with case ignored."""

    cased: Sequence[str]
    folded: Sequence[str]


_SHORTEST_STEM = 3  # with a star
_COMMON = frozenset(
    # English, then German, French, Spanish, Portuguese, Italian, Turkish, Russian
    """
    a about after again against all also an and any are as at be because been
    before being between both but by can could day days did do does down during
    each even every few first for from get good had has have he her here him his
    how i if in into is it its just last like made make man many may me men more
    most much must my new news no not now of off on one only or other our out over
    own part people read report said same say says see she should since so some
    still such than that the their them then there these they this those through
    time to today too two under up us very was way we week well were what when
    where which while who why will with women world would year years yet you your
    als am auch auf aus bei das dem den der des die ein eine einen einer es fur hat
    im ist mit nach nicht noch sich sie sind uber um und von vor war wie wird zu
    zum zur au aux avec ce ces cette dans de du elle en est et il la le les ne ou
    par pas plus pour que qui sa se ses son sont sur un une al como con del el ella
    esta este fue ha han las lo los mas muy o para pero por se su sus y e ao com da
    do dos das em foi mais na nao nas no nos os pela pelo sao sem seu sua um uma
    che chi di gli nel non per piu sono bir bu ve ile icin
    в на и не что с по к из за от для как это о до у
    """.split()  # noqa: SIM905
)
# Stands between two texts, so that no phrase reaches from one into the other.
_BARRIER = ""


def tokens(*texts: str) -> Text:
    """Return the words of *texts*, one text after the other."""
    cased: list[str] = []
    for text in texts:
        cased += _WORD.findall(_without_accents(text))
        cased.append(_BARRIER)
    # All at once: most of the time of a large build goes into this and into `found`.
    return Text(cased, " ".join(cased).casefold().split(" "))


def of(article: Article, body: str) -> Text:
    """Return the words of an article; *body* is the text of its content."""
    topics = (category.label or category.term for category in article.categories)
    return tokens(article.title, article.summary, *topics, body)


def parts(text: Text, article: Article) -> Sequence[Part]:
    """Return which part of *article* each word of its *text* is in; see `of`."""
    order: list[Part] = ["title", "summary"]
    order += ["category"] * len(article.categories)
    order.append("content")
    found: list[Part] = []
    at = 0
    for word in text.cased:
        found.append(order[at])
        at += word == _BARRIER
    return found


class Words:
    """Words and phrases to look for, as people write them.

    They match whole words. Case is ignored, except that a word all in capitals means
    exactly that; a trailing `*` takes any ending; accents and the kind of quotes
    do not matter.
    """

    def __init__(self, words: Iterable[str]) -> None:
        self._starts: defaultdict[str, list[_Phrase]] = defaultdict(list)
        self._stems: defaultdict[str, list[_Phrase]] = defaultdict(list)
        for order, word in enumerate(words):
            phrase = _phrase(word, order)
            if phrase.parts:
                lone_stem = phrase.any_ending and len(phrase.parts) == 1
                index = self._stems if lone_stem else self._starts
                index[phrase.parts[0].casefold()].append(phrase)
        self._stem_lengths = sorted({len(stem) for stem in self._stems})
        self._beginning_with = lru_cache(maxsize=50_000)(self._look_up)

    def found(self, text: Text) -> tuple[str, ...]:
        """Return the words that stand in *text*, in the order they were given."""
        return tuple(word for word, _ in self.first(text))

    def first(self, text: Text) -> list[tuple[str, int]]:
        """Return the words that stand in *text*, each with where it does so first.

        They come in the order they were given; the places are indices of `text.cased`.
        """
        beginning_with = self._beginning_with
        hits: dict[int, tuple[str, int]] = {}
        for at, folded in enumerate(text.folded):
            for phrase in beginning_with(folded):
                if phrase.order not in hits and phrase.stands_at(text, at):
                    hits[phrase.order] = (phrase.word, at)
        return [hits[order] for order in sorted(hits)]

    def _look_up(self, folded: str) -> tuple[_Phrase, ...]:
        """Return the phrases whose first word may be *folded*."""
        found = [*self._starts.get(folded, ())]
        for length in self._stem_lengths:
            found += self._stems.get(folded[:length], ())
        return tuple(found)


@lru_cache(maxsize=4096)
def compiled(words: tuple[str, ...]) -> Words:
    """Return the `Words` of *words*, made once."""
    return Words(words)


def is_common(word: str) -> bool:
    """Tell whether *word* stands in nearly every article, and so points to nothing."""
    phrase = _phrase(word, 0)
    if len(phrase.parts) != 1 or phrase.exact[0]:
        return False
    (part,) = phrase.parts
    if phrase.any_ending:
        return len(part) < _SHORTEST_STEM or part in _COMMON
    return part in _COMMON or (len(part) == 1 and part.isascii())


def is_word(word: str) -> bool:
    """Tell whether there is anything in *word* that could be found."""
    return bool(_phrase(word, 0).parts) and "*" not in word.strip()[:-1]


@dataclass(frozen=True, slots=True)
class _Phrase:
    word: str
    order: int
    parts: tuple[str, ...]  # as they must stand in the text
    exact: tuple[bool, ...]  # those that are all in capitals mean exactly that
    any_ending: bool

    def stands_at(self, text: Text, at: int) -> bool:
        last = len(self.parts) - 1
        if at + last >= len(text.folded):
            return False
        for offset, (part, exact) in enumerate(
            zip(self.parts, self.exact, strict=True)
        ):
            there = (text.cased if exact else text.folded)[at + offset]
            if self.any_ending and offset == last:
                if not there.startswith(part):
                    return False
            elif there != part:
                return False
        return True


def _phrase(word: str, order: int) -> _Phrase:
    stripped = word.strip()
    parts = _WORD.findall(_without_accents(stripped))
    exact = tuple(part.isupper() for part in parts)
    return _Phrase(
        word=word,
        order=order,
        parts=tuple(
            p if e else p.casefold() for p, e in zip(parts, exact, strict=True)
        ),
        exact=exact,
        any_ending=stripped.endswith("*"),
    )


def _without_accents(text: str) -> str:
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFKD", text)
    return unicodedata.normalize("NFC", _ACCENTS.sub("", decomposed))
