"""How an article begins, in a form that can be compared: what near copies share.

It reads and indexes beginnings; whether two are the same text, `near` decides.
"""

from __future__ import annotations

import re
import struct
import unicodedata
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple
from zlib import crc32

from .. import html
from ..model import Article
from . import phrases

# So many tokens of a text are looked at; twice as many where each is a character.
MOST_TOKENS = 60
_LONGEST_TITLE = 300  # characters
_LONGEST_BEGINNING = 600
_LONGEST_ENDING = 320
# Of HTML that begins with pictures written out or menus, more is looked at once.
_HTML_AT_FIRST = 3_000
_HTML_AT_MOST = 30_000


@dataclass(frozen=True, slots=True)
class Lead:
    """What near copies are recognised by. Tokens are folded and without accents."""

    title: tuple[str, ...]  # without the site's name at its end
    text: tuple[str, ...]  # how the fuller of content and summary begins
    teaser: tuple[str, ...]  # the other of the two, where it begins another way
    names: frozenset[str]  # tokens with a capital that no sentence begins with
    language: str  # the primary subtag (BCP 47), "" where none is given
    corrects: bool  # says that it is a correction or withdrawal


def lead(article: Article) -> Lead:
    """Return how *article* begins. Its cost is bounded, whatever the article holds."""
    title = _plain(article.title[:_LONGEST_TITLE])
    title_tokens, title_names = _read(_without_site(title), sentences=False)
    summary, names = _read(_beginning(article.summary))
    text, more_names = _content(article.content)
    if len(summary) > len(text):
        text, summary = summary, text
    if summary and text[: len(summary)] == summary:
        summary = ()
    if not _is_title_case(title):
        names |= title_names
    language = (article.language or "").replace("_", "-").partition("-")[0].casefold()
    opening = title_tokens[:2] + title_tokens[-1:] + text[:2]
    return Lead(
        title=title_tokens,
        text=text,
        teaser=summary,
        names=frozenset(names | more_names),
        language=language,
        corrects=not phrases.CORRECTIONS.isdisjoint(opening),
    )


def is_number(token: str) -> bool:
    """Tell whether *token* is a number: they all begin with a digit."""
    return token[0].isdigit()


def is_unspaced(token: str) -> bool:
    """Tell whether *token* is a character of a script that has no spaces."""
    return len(token) == 1 and ord(token) > 0xDFF and not token.isdigit()


# -- from text to tokens ----------------------------------------------------------

_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff"
_MARKED = "\u0900-\u0963\u0970-\u0dff"  # vowel signs are marks, and \w takes none
_ENDS = '.!?:;\u2026"()\n\u3002\u2022-'  # after them begins a sentence, or may
_NUMBER_OR_END = rf"\d+(?:[.,:/-]\d+)*(?:st|nd|rd|th)?|[{_ENDS}](?=\W|$)"
_TOKEN = re.compile(
    rf"(?:[A-Za-z]++|[^\W\d_{_UNSPACED}]|[{_MARKED}])++|[{_UNSPACED}]|{_NUMBER_OR_END}"
)
_TOKEN_OF_ASCII = re.compile(rf"[A-Za-z]++|{_NUMBER_OR_END}", re.ASCII)
# Accents, points and vowel signs of Latin, Greek, Cyrillic, Hebrew and Arabic, and
# what nobody sees in a word.
_ACCENTS = re.compile(
    "[\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670"
    "\u00ad\u200b-\u200f\u2060\ufeff]"
)
# One spelling for what is written in several: quotes, dashes, digits, Arabic letters.
_SPELLING = str.maketrans(
    "‘’‚‛`´“”„‟«»‹›‐‑‒–—―−\u00a0ىةک،؟۔" + "٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹०१२३४५६७८९",
    '\'\'\'\'\'\'""""""""------- يهك,?.' + "0123456789" * 3,
)
_APOSTROPHE = re.compile(r"'(?<=\w')(?:s\b|(?=\w))")
_INITIALS = re.compile(r"[A-Z]\.(?:[A-Z]\.)+")
_THOUSANDS = re.compile(r"(?<=\d)[.,](?=\d{3}(?:\D|$))")
_SHORT = {
    "United States": "US",
    "United Kingdom": "UK",
    "United Nations": "UN",
    "European Union": "EU",
    "per cent": "percent",
    "%": " percent",
}
_ROMAN = {"II": "2", "III": "3", "IV": "4", "VI": "6", "VII": "7", "VIII": "8"}
# " - BBC News", " | Outlet": short, last, set apart and without a number.
_SITE_SUFFIX = re.compile(
    r"(?<=\S)(?:(?:\s+[|\u00b7\u2022]+\s+|(?<=\w\W\w|\w\w\w)\s+--?\s+(?=[A-Z]))"
    r"[^\d|\u00b7\u2022:?!]{2,40})+$"
)


def _without_site(title: str) -> str:
    if "-" in title or "|" in title or not title.isascii():  # as few are
        return _SITE_SUFFIX.sub("", title)
    return title


def _plain(text: str) -> str:
    """Return *text* without accents, in one spelling, on as many lines as before."""
    if not text.isascii():
        text = text.translate(_SPELLING)
        decomposed = unicodedata.normalize("NFKD", text)
        text = unicodedata.normalize("NFC", _ACCENTS.sub("", decomposed))
    text = _INITIALS.sub(_joined, _APOSTROPHE.sub("", text))
    for name, short in _SHORT.items():
        text = text.replace(name, short)
    return text


def _joined(match: re.Match[str]) -> str:
    return match[0].replace(".", "") + " "


def _read(text: str, *, sentences: bool = True) -> tuple[tuple[str, ...], set[str]]:
    """Return the tokens of *text*, which is plain, and which of them are names.

    A title is one sentence.
    """
    tokens: list[str] = []
    names: set[str] = set()
    begins = True  # a sentence, where a capital means nothing
    room = 2 * MOST_TOKENS
    numbers, roman = phrases.NUMBERS, _ROMAN
    pattern = _TOKEN_OF_ASCII if text.isascii() else _TOKEN
    for word in pattern.findall(text):
        if word in _ENDS:
            begins = sentences
            continue
        room -= 2
        if word[0].isdecimal():
            token = word if word.isdecimal() else _number(word)
        else:
            folded = word.casefold()
            token = numbers.get(folded, folded)
            if folded != word:  # it has capitals
                token = roman.get(word, token)
                if not begins or (len(word) > 1 and word.isupper()):
                    names.add(token)
            elif len(word) == 1 and is_unspaced(word):
                room += 1
        begins = False
        tokens.append(token)
        if room <= 0:
            break
    return tuple(tokens), names - phrases.HONORIFICS


def _number(digits: str) -> str:
    """Return a number in one spelling: 1,500th, 1.5, 7:00."""
    plain = _THOUSANDS.sub("", digits.rstrip("dhnrst")).replace(",", ".")
    return plain.removesuffix(":00")


def _is_title_case(title: str) -> bool:
    """Tell whether a title's capitals say nothing: Nearly All of Its Words Have One."""
    long = [word for word in title.split()[1:] if len(word) > 3 and word[0].isalpha()]
    return bool(long) and sum(word[0].isupper() for word in long) > 0.7 * len(long)


def _content(content: str) -> tuple[tuple[str, ...], set[str]]:
    tokens: tuple[str, ...] = ()
    names: set[str] = set()
    for size in (_HTML_AT_FIRST, _HTML_AT_MOST):
        text = html.to_text(content[:size]) if content else ""
        tokens, names = _read(_beginning(_paragraphs(text)))
        if len(content) <= size or len(tokens) >= MOST_TOKENS // 2:
            break
    return tokens, names


def _paragraphs(text: str) -> str:
    """Return *text* without headings, bylines and captions: what ends no sentence."""
    lines = [line for line in text[: 3 * _LONGEST_BEGINNING].split("\n") if line]
    prose = [line for line in lines if _PROSE.search(line) or len(line) > 100]
    return "\n".join(prose or lines)


_PROSE = re.compile(r"^(?![•*\u25aa\u25cf]).{25,}[.!?…。！？][\"'”’»)\]]*\s*$")


def _beginning(text: str) -> str:
    """Return *text*, made plain, from where its own words begin."""
    whole = len(text) < _LONGEST_BEGINNING
    text = _plain(text[:_LONGEST_BEGINNING]).strip()
    if not text:
        return ""
    for before in (phrases.OPENING, phrases.DATELINE):
        match = before.match(text)
        text = text[match.end() :] if match else text
    if not whole:  # where it ends is not looked at
        return text
    ending = phrases.ENDING.search(text, max(0, len(text) - _LONGEST_ENDING))
    return text[: ending.start()] if ending else text


# -- finding candidates -----------------------------------------------------------

_COUNTERS = 2**16
_MOST = 2**16 - 1
_PACKED = struct.Struct(f"<{_COUNTERS}H")


class Terms(NamedTuple):
    """What near copies are looked up by: a code for each token of a lead, in order.

    In scripts without spaces it is that of the token and the one before it; the first
    of a run has none.
    """

    title: tuple[int | None, ...]
    text: tuple[int | None, ...]
    teaser: tuple[int | None, ...]


def terms(lead: Lead) -> Terms:
    """Return the codes of *lead*."""
    return Terms(_codes(lead.title), _codes(lead.text), _codes(lead.teaser))


def _codes(tokens: tuple[str, ...]) -> tuple[int | None, ...]:
    if "".join(tokens).isascii():  # as most are
        return tuple([crc32(token.encode()) for token in tokens])
    return tuple(
        crc32(term.encode("utf-8", "replace")) if term else None
        for term in _pairwise(tokens)
    )


def _pairwise(tokens: tuple[str, ...]) -> Iterator[str]:
    """Yield each token; one without spaces around it with that before it, or ""."""
    before = ""
    for token in tokens:
        if not is_unspaced(token):
            before = ""
            yield token
            continue
        yield before + token if before else ""
        before = token


class Frequencies:
    """How common tokens are, in a table of fixed size: what comes first is no matter.

    Tokens may share a counter; each counts once for each article.
    """

    def __init__(self, data: bytes | None = None) -> None:
        """Begin with nothing, or with what `to_bytes` gave."""
        sound = data is not None and len(data) == _PACKED.size
        counts = _PACKED.unpack(data) if data is not None and sound else ()
        self._counts: array[int] = array("H", counts or bytes(2 * _COUNTERS))

    def add(self, terms: Terms) -> None:
        """Count the terms of an article's title and text."""
        counts = self._counts
        for counter in {
            code % _COUNTERS for code in terms.title + terms.text if code is not None
        }:
            if counts[counter] < _MOST:
                counts[counter] += 1

    def rarest(self, codes: Iterable[int | None], most: int) -> list[int]:
        """Return the *most* of *codes* that were counted least."""
        counts = self._counts
        ranks = sorted(
            {counts[c % _COUNTERS] << 32 | c for c in codes if c is not None}
        )
        return [rank % 2**32 for rank in ranks[:most]]

    def to_bytes(self) -> bytes:
        """Return the table, the same bytes on every machine."""
        return _PACKED.pack(*self._counts)


def signatures(terms: Terms, frequencies: Frequencies) -> frozenset[int]:
    """Return keys, signed and of 64 bits, of which two near copies share one.

    They are pairs of the rarest terms: of the title, of how the text begins, and of the
    beginning of that, which is left where a teaser was cut.
    """
    keys: set[int] = set()
    for codes, most in (
        (terms.title, 3),
        (terms.text[:40], 4),
        (terms.text[:18], 3),
        (terms.teaser[:18], 3),
    ):
        keys.update(_pairs(frequencies.rarest(codes, most)))
    return frozenset(keys)


def _pairs(codes: Iterable[int]) -> Iterator[int]:
    for one, other in combinations(sorted(codes), 2):
        yield (one << 32 | other) - 2**63
