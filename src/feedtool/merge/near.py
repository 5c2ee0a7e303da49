"""The same text under another address: wire stories, cross-posts, syndication.

Candidates are found by rare words that beginnings share (`leads`); pairs are judged
by title, beginning, time and source together. When in doubt, two articles are two.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from .. import urls
from ..model import Article
from . import phrases
from .alongside import (
    Overlap,
    contradiction,
    overlap,
    titles_contradict,
    weight,
)
from .leads import (
    Frequencies,
    Lead,
    Terms,
    is_number,
    is_unspaced,
    lead,
    signatures,
    terms,
)

__all__ = [
    "Frequencies",
    "Lead",
    "Terms",
    "Verdict",
    "lead",
    "signatures",
    "terms",
    "verdict",
]

_LONG = 40  # words that no two writers choose alike
_SHORT = 25  # words that a title must fit
_SHORTEST_TITLE = 4  # words, where there is little else
_SOON = timedelta(hours=6)
_NEXT_EDITION = timedelta(hours=18)  # what comes so much later may be the next one


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether two articles are the same text, and why, as a clause in English."""

    same: bool
    reason: str


def verdict(
    one: Article, other: Article, leads: tuple[Lead, Lead] | None = None
) -> Verdict:
    """Tell whether two articles are the same text.

    They are of different sources and dated within three days; the caller sees to both.
    *leads* are theirs, where the caller has them. The order of the two is no matter.
    """
    pair = leads or (lead(one), lead(other))
    a, b = sorted(pair, key=lambda each: (each.text, each.teaser, each.title))
    ties = _ties(one, other)
    objection = _objection(a, b, ties) or titles_contradict(a, b)
    if objection:
        return Verdict(False, objection)
    sufficient = _sufficient(a, b, ties)
    if sufficient:
        return Verdict(True, sufficient)
    shared = overlap(a, b)
    if shared is None:
        return Verdict(False, "there is too little text to compare")
    objection = _lack(shared, a, b, ties) or contradiction(shared, a, b)
    objection = objection or _doubt(shared, a, b, ties)
    if objection:
        return Verdict(False, objection)
    what = "characters" if is_unspaced(shared.matched[0]) else "words"
    count = len(shared.matched)
    return Verdict(True, f"{count} {what} agree where their texts begin")


# -- what two articles have in common beside their words ---------------------------


@dataclass(frozen=True, slots=True)
class _Ties:
    one_site: bool  # both are pages of it
    named: bool  # one names the other's site as its source
    media: bool | None  # the same recordings are attached; None: one has none
    apart: timedelta | None  # in time, where both have one


def _ties(one: Article, other: Article) -> _Ties:
    apart = None
    if one.published and other.published:
        apart = abs(one.published - other.published)
    sites = _site(one.link), _site(other.link)
    mine, theirs = _recordings(one), _recordings(other)
    return _Ties(
        one_site=sites[0] == sites[1] != "",
        named=_names(one, sites[1]) or _names(other, sites[0]),
        media=not mine.isdisjoint(theirs) if mine and theirs else None,
        apart=apart,
    )


def _site(link: str | None) -> str:
    """Return the host that *link* leads to, in one spelling."""
    if not link:
        return ""
    host = urls.canonical(link).partition("/")[0].partition("?")[0]
    return host.removeprefix("m.").removeprefix("amp.")


def _names(article: Article, site: str) -> bool:
    """Tell whether *article* says that it comes from *site*, and that is elsewhere."""
    source = article.source
    if source is None or not site or _site(article.link) == site:
        return False
    return site in (_site(source.link), _site(source.feed))


_RECORDINGS = (".mp3", ".m4a", ".mp4", ".ogg", ".opus", ".aac", ".m4v", ".webm")


def _recordings(article: Article) -> set[str]:
    """Return the file names of what can be heard or seen, whoever serves it."""
    names = {
        enclosure.url.partition("?")[0].rpartition("/")[2].casefold()
        for enclosure in article.enclosures
    }
    return {name for name in names if name.endswith(_RECORDINGS)}


# -- what decides without the texts --------------------------------------------------


def _objection(a: Lead, b: Lead, ties: _Ties) -> str | None:
    if a.language and b.language and a.language != b.language:
        first, second = sorted((a.language, b.language))
        return f"their languages differ: {first}, {second}"
    if a.corrects != b.corrects:
        return "one of them corrects or withdraws something"
    if ties.media is False:
        return "the recordings attached to them differ"
    return None


def _sufficient(a: Lead, b: Lead, ties: _Ties) -> str | None:
    """Return what suffices beside equal titles, which never do alone."""
    if a.title != b.title or weight(a.title) < _SHORTEST_TITLE:
        return None
    if ties.media:
        return "their titles agree, and the same recording is attached to both"
    if ties.named and not (a.text and b.text):
        return "their titles agree, and one names the other as its source"
    return None


# -- weighing ------------------------------------------------------------------------


def _lack(shared: Overlap, a: Lead, b: Lead, ties: _Ties) -> str | None:
    """Return that too little of the texts agrees, if so."""
    if not shared.matched:
        return "their texts differ"
    if shared.length < 12:
        if a.title != b.title and not ties.named:
            return "there is too little text to compare"
        needed = 0.95
    elif ties.one_site:
        needed = 0.95
    elif shared.length < _SHORT:
        needed = 0.8 if a.title == b.title else 0.9
    else:
        needed = 0.75 if a.title == b.title else 0.8
    if shared.share < needed:
        return f"only {round(shared.share * 100)} % of their texts agree"
    return None


def _doubt(shared: Overlap, a: Lead, b: Lead, ties: _Ties) -> str | None:
    """Return why agreeing texts may yet be of two articles, if they may."""
    if not _titles_fit(shared, a, b):
        return "their titles are about different things"
    if len(phrases.HOUSE.intersection(shared.matched)) > 1:
        return "what they share is about their site"
    later = ties.apart is not None and ties.apart > _NEXT_EDITION and not ties.named
    series = later and a.title == b.title
    if shared.length < _LONG and not _is_particular(shared, a, b, series):
        return "what they share says nothing particular"
    if ties.one_site and (ties.apart is None or ties.apart > _SOON):
        return "they are two pages of one site, of different times"
    if later and shared.length < _LONG / 2:
        return "what they share is short, and they are a day apart"
    return None


def _titles_fit(shared: Overlap, a: Lead, b: Lead) -> bool:
    """Tell whether the titles are about what the texts share.

    A note that stands before all texts of a house is about none of their titles, nor is
    what a company says of itself below each of its releases.
    """
    stems = {token[:5] for token in shared.matched}
    stems |= {stem[:3] for stem in stems} | {stem[:4] for stem in stems}
    fits = _fit(a.title, b.title, stems), _fit(b.title, a.title, stems)
    if shared.overhang or shared.length < _SHORT:
        return min(fits) > 0 and sum(fits) >= 0.8
    return sum(fits) >= 0.35


def _fit(title: tuple[str, ...], other: tuple[str, ...], stems: set[str]) -> float:
    """Return the share of *title*, beyond what *other* has, that the text has too."""
    words = [
        token
        for token in title
        if token not in other and (len(token) > 2 or not token.isascii())
    ]
    if not words:
        return 1.0 if other else 0.5
    return sum(word[:5] in stems for word in words) / len(words)


def _is_particular(shared: Overlap, a: Lead, b: Lead, series: bool) -> bool:
    """Tell whether what is shared has names or numbers, as no standing text has.

    What has the same title a day later may be the next of a *series*, and needs more.
    """
    if all(token.upper() == token for token in shared.matched):  # there is no case
        return shared.length >= (24 if series else 12)
    names = a.names | b.names
    found = {t for t in shared.matched if t in names or is_number(t)}
    is_german = len(found) > 0.25 * len(set(shared.matched))  # nouns have capitals
    return len(found) >= (5 if is_german else 2) * (2 if series else 1)
