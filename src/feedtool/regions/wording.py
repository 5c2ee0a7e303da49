"""The parts of an article in which places are looked for, without bylines.

Datelines, agencies and bylines say who wrote an article and where, not what it is
about.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from .. import words
from ..model import Article, Part

# Words of a summary that are read as such; what is behind them counts as content.
_SUMMARY_WORDS = 80


class Passage(NamedTuple):
    """A stretch of text: whether it is a title, how a summary begins, or whatever."""

    part: Part
    raw: str
    text: words.Text
    leads: bool = False  # the first sentence of a summary
    is_deep: bool = False  # so far down that a single mention says little


def passages(article: Article, body: str) -> Iterator[Passage]:
    """Yield what *article* says, its title first; *body* is the text of its content."""
    yield _passage("title", article.title)
    for category in article.categories:
        yield _passage("category", category.label or category.term)
    summary = without_bylines(article.summary)
    lead, rest = _first_sentence(summary)
    if lead:
        yield _passage("summary", lead, leads=True)
    if rest:
        near, far = _shortened(rest)
        yield _passage("summary", near)
        if far:
            yield _passage("summary", far, is_deep=True)
    if body:
        yield _passage("content", without_bylines(body), is_deep=True)


def _passage(
    part: Part, raw: str, *, leads: bool = False, is_deep: bool = False
) -> Passage:
    return Passage(part, raw, words.tokens(raw), leads, is_deep)


def without_bylines(text: str) -> str:
    """Return *text* without the dateline, the agency and the byline it begins with.

    And without who reported and edited it, where it ends with that.
    """
    for pattern in (_BYLINE, _DATELINE, _BYLINE):
        text = text.lstrip()
        if match := pattern.match(text):
            text = text[match.end() :]
    return _CREDITS.sub("", text)


# LONDON (Reuters) - · (Reuters) LONDON — · PARIS, Feb 17 (AFP) – · KYIV, Ukraine (AP) —
_AGENCY = (
    r"\((?:Reuters|AP|AFP|UPI|dpa|DPA|EFE|ANSA|TASS|Xinhua|Interfax|RIA Novosti|Kyodo|"
    r"Yonhap|PTI|IANS|ANI|Bloomberg|CNN|BBC|RFE/RL|Al Jazeera|MercoPress|WAM|IRNA|"
    r"[A-Z]{2,5}(?:/[A-Z]{2,5})?)\)"
)
# All is bounded, so that no text takes longer than its length.
_CITY = r"[A-Z][A-Z'’.-]{2,30}(?: [A-Z][A-Z'’.-]{1,30}){0,3}"
_PLACE = rf"{_CITY}(?:, [A-Z][A-Za-z. ]{{1,30}})?(?:, \w{{1,10}}\.? \d{{1,2}})?"
_DASH = r"\s{0,3}(?:--?|[–—:])\s{0,3}"
_DATELINE = re.compile(
    rf"(?:{_AGENCY}\s{{0,3}}{_PLACE}{_DASH}"
    rf"|{_PLACE}\s{{0,3}}{_AGENCY}(?:{_DASH}|\s{{1,3}})"
    rf"|{_AGENCY}{_DASH}|{_PLACE}\s{{0,3}}(?:--|[–—])\s{{0,3}})"
)
_WHO = r"[A-Z][\w'’.-]{1,30}(?: (?:and )?[A-Z][\w'’.-]{0,30}){0,4}"
_BYLINE = re.compile(
    rf"(?:By|BY) {_WHO}(?:,? in [A-Z][\w ]{{1,40}}?|(?:,[^.,;|\n]{{0,40}}){{1,3}})?"
    r"\s{0,3}(?:[–—|\n]|--|\. )"
)
_CREDITS = re.compile(
    r"[(\[]?\b(?:Additional )?(?:[Rr]eporting|[Ww]riting|[Ee]diting) by [A-Z].{0,300}$",
    re.DOTALL,
)

_SENTENCE_END = re.compile(r"[.!?…][\"'”’)]*\s+(?=[\"'“‘(]*[A-Z0-9])")
_INITIALS = re.compile(r"(?:[A-Za-z]\.)*[A-Za-z]")  # of a name, and U.S
_SHORT = frozenset(
    """
    st mr mrs ms dr gen lt col sen rep gov rev hon prof no vs jan feb mar apr aug
    sept oct nov dec
    """.split()  # noqa: SIM905
)


def _first_sentence(text: str) -> tuple[str, str]:
    for match in _SENTENCE_END.finditer(text, 0, 2_000):
        words_before = text[max(0, match.start() - 40) : match.start()].split()
        last = words_before[-1].lstrip("\"'“‘(") if words_before else ""
        if last.lower() not in _SHORT and not _INITIALS.fullmatch(last):
            return text[: match.end()], text[match.end() :]
    return text, ""


_WORD = re.compile(r"\S+")


def _shortened(text: str) -> tuple[str, str]:
    for number, match in enumerate(_WORD.finditer(text)):
        if number == _SUMMARY_WORDS:
            return text[: match.start()], text[match.start() :]
    return text, ""
