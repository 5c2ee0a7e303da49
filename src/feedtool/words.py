"""Whole words in text: what `keep`, `drop`, `keywords` and `unless` are made of.

It finds words; what follows from finding them is decided elsewhere.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
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
class Token:
    """A word of a text, without accents: as it stands, and with its case ignored."""

    cased: str
    folded: str


# Stands between two texts, so that no phrase reaches from one into the other.
_BARRIER = Token("", "")


def tokens(*texts: str) -> tuple[Token, ...]:
    """Return the words of *texts*, one text after the other."""
    return tuple(token for text in texts for token in (*_tokens(text), _BARRIER))


def of(article: Article, body: str) -> tuple[Token, ...]:
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
                index[phrase.parts[0].folded].append(phrase)
        self._stem_lengths = sorted({len(stem) for stem in self._stems})

    def found(self, text: tuple[Token, ...]) -> tuple[str, ...]:
        """Return the words that stand in *text*, in the order they were given."""
        hits = {
            phrase.order: phrase.word
            for at, token in enumerate(text)
            for phrase in self._beginning_with(token.folded)
            if phrase.stands_at(text, at)
        }
        return tuple(hits[order] for order in sorted(hits))

    def _beginning_with(self, folded: str) -> Iterator[_Phrase]:
        yield from self._starts.get(folded, ())
        for length in self._stem_lengths:
            yield from self._stems.get(folded[:length], ())


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
    parts: tuple[Token, ...]
    any_ending: bool

    def stands_at(self, text: tuple[Token, ...], at: int) -> bool:
        last = len(self.parts) - 1
        if at + last >= len(text):
            return False
        for offset, part in enumerate(self.parts):
            exact = part.cased.isupper()
            mine = part.cased if exact else part.folded
            theirs = text[at + offset].cased if exact else text[at + offset].folded
            if self.any_ending and offset == last:
                if not theirs.startswith(mine):
                    return False
            elif mine != theirs:
                return False
        return True


def _phrase(word: str, order: int) -> _Phrase:
    stripped = word.strip()
    parts = tuple(_tokens(stripped))
    return _Phrase(word, order, parts, stripped.endswith("*"))


def _tokens(text: str) -> Iterator[Token]:
    for match in _WORD.finditer(_without_accents(text)):
        cased = match.group()
        yield Token(cased, cased.casefold())


def _without_accents(text: str) -> str:
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFKD", text)
    return unicodedata.normalize("NFC", _ACCENTS.sub("", decomposed))
