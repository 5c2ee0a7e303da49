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

from .model import Article

# Scripts written without spaces: there every character is a word of its own, so
# that a name is found wherever it stands.
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff"
# Letters of India: their vowel signs are marks, and \w takes none.
_MARKED = "\u0900-\u0963\u0966-\u0dff"
_WORD = re.compile(rf"[{_UNSPACED}]|(?:[^\W{_UNSPACED}]++|[{_MARKED}])++[+#]*")
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
        beginning_with = self._beginning_with
        hits = {
            phrase.order: phrase.word
            for at, folded in enumerate(text.folded)
            for phrase in beginning_with(folded)
            if phrase.stands_at(text, at)
        }
        return tuple(hits[order] for order in sorted(hits))

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
