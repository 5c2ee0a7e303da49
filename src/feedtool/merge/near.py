"""The same text under another address: wire stories, cross-posts, syndication.

It finds candidates by rare words that beginnings share (`leads`) and judges pairs by
title, beginning, time and source together. When in doubt, two articles are two.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from difflib import SequenceMatcher

from .. import urls
from ..model import Article
from . import phrases
from .leads import Frequencies, Lead, is_number, is_unspaced, lead, signatures

__all__ = ["Frequencies", "Lead", "Verdict", "lead", "signatures", "verdict"]


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
    objection = _objection(a, b)
    if objection:
        return Verdict(False, objection)
    ties = _ties(one, other)
    shared = _agreement(a, b)
    if shared is None:
        return _by_title(a, b, ties)
    objection = _contradiction(shared, a, b)
    if objection:
        return Verdict(False, objection)
    return _weighed(shared, a, b, ties)


# -- what two articles have in common beside their words ---------------------------

_SOON = timedelta(hours=6)
_NEXT_EDITION = timedelta(hours=18)


@dataclass(frozen=True, slots=True)
class _Ties:
    one_site: bool  # both are pages of it
    named: bool  # one names the other's site as its source
    media: bool  # the same file is attached to both
    authors: bool
    apart: timedelta | None  # in time, where both have one


def _ties(one: Article, other: Article) -> _Ties:
    apart = None
    if one.published and other.published:
        apart = abs(one.published - other.published)
    sites = _site(one.link), _site(other.link)
    return _Ties(
        one_site=sites[0] == sites[1] != "",
        named=_names(one, sites[1]) or _names(other, sites[0]),
        media=not {e.url for e in one.enclosures}.isdisjoint(
            e.url for e in other.enclosures
        ),
        authors=not {p.name.casefold() for p in one.authors}.isdisjoint(
            p.name.casefold() for p in other.authors
        ),
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


# -- what tells two articles apart at once ------------------------------------------


def _objection(a: Lead, b: Lead) -> str | None:
    if a.language and b.language and a.language != b.language:
        first, second = sorted((a.language, b.language))
        return f"their languages differ: {first}, {second}"
    if a.corrects != b.corrects:
        return "one of them corrects or withdraws something"
    all_a, all_b = _everything(a), _everything(b)
    return _differ(
        "numbers in their titles",
        filter(is_number, a.title),
        all_b,
        filter(is_number, b.title),
        all_a,
    )


def _everything(lead: Lead) -> frozenset[str]:
    return frozenset(lead.title + lead.text + lead.teaser)


def _differ(
    what: str,
    mine: Iterable[str],
    all_theirs: frozenset[str],
    theirs: Iterable[str],
    all_mine: frozenset[str],
) -> str | None:
    """Return that *what* differ if each side has what the other has nowhere."""
    only_mine, only_theirs = set(mine) - all_theirs, set(theirs) - all_mine
    if not only_mine or not only_theirs:
        return None
    return f"the {what} differ: {', '.join(sorted(only_mine | only_theirs)[:6])}"


# -- how far two texts agree -------------------------------------------------------

# Beginnings that one has and the other has not: a standfirst, a note of the editors.
_LONGEST_OVERHANG = 25
_SOLID = 6  # tokens in a row that begin what they have in common


@dataclass(frozen=True, slots=True)
class _Shared:
    """Two texts side by side, over the length that both have."""

    matched: tuple[str, ...]  # tokens that both have, in order
    length: float  # of the shorter; characters of unspaced scripts count half
    weight: float  # of what matched, likewise
    slots: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]  # where they differ
    overhang: bool  # one begins with something else first

    @property
    def share(self) -> float:
        return self.weight / self.length if self.length else 0.0


def _agreement(a: Lead, b: Lead) -> _Shared | None:
    """Return how the texts of *a* and *b* agree, None where one has none to speak of.

    Content is compared with content; a teaser only if that says nothing.
    """
    found = [
        _side_by_side(mine, theirs)
        for mine, theirs in ((a.text, b.text), (a.text, b.teaser), (a.teaser, b.text))
        if _weight(mine) >= _SHORTEST and _weight(theirs) >= _SHORTEST
    ]
    if not a.teaser or not b.teaser:
        return max(found, key=lambda each: (each.share, each.length), default=None)
    return found[0] if found else None


def _weight(tokens: Iterable[str]) -> float:
    return sum(0.5 if is_unspaced(token) else 1.0 for token in tokens)


def _side_by_side(a: tuple[str, ...], b: tuple[str, ...]) -> _Shared:
    if a > b:
        a, b = b, a
    shorter, longer = sorted((a, b), key=len)
    known = set(longer)
    if sum(token in known for token in shorter) < 0.5 * len(shorter):
        return _Shared((), _weight(shorter), 0.0, (), False)
    steps = SequenceMatcher(None, a, b, autojunk=False).get_opcodes()
    overhang = False
    if len(steps) > 1 and steps[0][0] != "equal":
        _, _, skip_a, _, skip_b = steps[0]
        solid = steps[1][2] - steps[1][1] >= _SOLID
        overhang = solid and 3 < max(skip_a, skip_b) <= _LONGEST_OVERHANG
        overhang = overhang and min(skip_a, skip_b) <= 3
        if overhang:
            steps = steps[1:]
    return _measured(a, b, steps, overhang)


def _measured(
    a: tuple[str, ...],
    b: tuple[str, ...],
    steps: Sequence[tuple[str, int, int, int, int]],
    overhang: bool,
) -> _Shared:
    matched: list[str] = []
    slots = []
    start_a, start_b = steps[0][1], steps[0][3]
    length = min(_weight(a[start_a:]), _weight(b[start_b:]))
    for kind, a1, a2, b1, b2 in steps:
        mine, theirs = a[a1:a2], b[b1:b2]
        if kind == "equal":
            matched += mine
            continue
        if a2 == len(a) and b2 == len(b):  # one may have been cut here
            near = min(len(mine), len(theirs))
            near += 2 if near else 0
            mine, theirs = mine[:near], theirs[:near]
        slots.append((mine, theirs))
    return _Shared(tuple(matched), length, _weight(matched), tuple(slots), overhang)


# -- what two texts that look alike do not have in common -----------------------------


def _contradiction(shared: _Shared, a: Lead, b: Lead) -> str | None:
    """Return what tells two texts apart that are made after one pattern, if it does."""
    all_a, all_b = _everything(a), _everything(b)
    mine = [token for slot in shared.slots for token in slot[0]]
    theirs = [token for slot in shared.slots for token in slot[1]]
    for what, is_such in (("numbers", is_number), ("days", _is_day)):
        # Which of the texts is whose is no matter: both sides are looked for in both.
        found = _differ_in_slots(
            what, filter(is_such, mine), filter(is_such, theirs), all_a & all_b
        )
        if found:
            return found
    for one, other in shared.slots:
        found = _slot_differs(one, other, a, b)
        if found:
            return found
    return None


def _differ_in_slots(
    what: str, mine: Iterable[str], theirs: Iterable[str], both: frozenset[str]
) -> str | None:
    ours, others = set(mine), set(theirs)
    only_ours, only_others = ours - others - both, others - ours - both
    if not only_ours or not only_others:
        return None
    return f"the {what} differ: {', '.join(sorted(only_ours | only_others)[:6])}"


def _is_day(token: str) -> bool:
    return token in phrases.CALENDAR


def _slot_differs(
    one: tuple[str, ...], other: tuple[str, ...], a: Lead, b: Lead
) -> str | None:
    if phrases.NEGATIONS & set(one) ^ phrases.NEGATIONS & set(other):
        return "one says what the other denies"
    if not one or not other:
        return None
    names = a.names | b.names
    both = _everything(a) & _everything(b)
    mine = {t for t in one if _tells_apart(t, names)} - both
    theirs = {t for t in other if _tells_apart(t, names)} - both
    alike = {_squeezed(t) for t in mine} & {_squeezed(t) for t in theirs}
    mine = {t for t in mine if _squeezed(t) not in alike}
    theirs = {t for t in theirs if _squeezed(t) not in alike}
    if mine and theirs:
        return f"the names differ: {', '.join(sorted(mine | theirs)[:6])}"
    if any(map(is_number, mine)) or any(map(is_number, theirs)):
        return f"the numbers differ: {', '.join(sorted(mine | theirs)[:6])}"
    return None


def _tells_apart(token: str, names: frozenset[str]) -> bool:
    """Tell whether *token* is a name, or a number, or in a script that has no case."""
    return (
        token in names
        or is_number(token)
        or (token.upper() == token.lower() and (len(token) > 2 or is_unspaced(token)))
    )


def _squeezed(name: str) -> str:
    """Return what spellings of a name have in common: Zelensky, Zelenskyy."""
    plain = name.replace("y", "i").replace("j", "i").replace("h", "")
    return "".join(
        letter
        for letter, before in zip(plain, " " + plain, strict=False)
        if letter != before
    )


# -- weighing -----------------------------------------------------------------------

_SHORTEST = 6  # tokens that count as a text
_LONG = 40  # tokens that no two writers choose alike


def _by_title(a: Lead, b: Lead, ties: _Ties) -> Verdict:
    """Judge where one has no text: a title alone never suffices."""
    if a.title != b.title or _weight(a.title) < 4:
        return Verdict(False, "there is too little text to compare")
    if ties.named and not ties.one_site:
        return Verdict(
            True, "their titles agree, and one names the other as its source"
        )
    if ties.media:
        return Verdict(
            True, "their titles agree, and the same file is attached to both"
        )
    return Verdict(False, "only their titles agree, and one has no text")


def _weighed(shared: _Shared, a: Lead, b: Lead, ties: _Ties) -> Verdict:
    agree, of = len(shared.matched), round(shared.share * 100)
    titles = _title_support(a, b)
    if shared.share < _needed(shared, titles, a.title == b.title, ties):
        return Verdict(False, f"only {of} % of their texts agree")
    if titles < (0.5 if shared.overhang or shared.length < 25 else 0.2):
        return Verdict(False, "their titles are about different things")
    if shared.length < _LONG and not _is_particular(shared, a, b):
        return Verdict(False, "what they share says nothing particular")
    if ties.one_site and (ties.apart is None or ties.apart > _SOON):
        return Verdict(False, "they are two pages of one site, of different times")
    if (
        shared.length < _LONG / 2
        and ties.apart is not None
        and ties.apart > _NEXT_EDITION
        and not ties.named
    ):
        return Verdict(False, "what they share is short, and they are a day apart")
    what = "characters" if is_unspaced(shared.matched[0]) else "words"
    return Verdict(True, f"{agree} {what} agree where their texts begin")


def _needed(shared: _Shared, titles: float, same_title: bool, ties: _Ties) -> float:
    """Return the share of the shorter text that must agree."""
    if shared.length < 12:
        return 0.95 if same_title or ties.named else 1.1
    if ties.one_site:
        return 0.95
    if shared.length < 25:
        return 0.8 if same_title else 0.9
    return 0.7 if same_title else 0.75 if titles >= 0.6 else 0.8


def _title_support(a: Lead, b: Lead) -> float:
    """Return the share of each title's words that the other article has, the lesser."""
    return min(_borne_out(a, b), _borne_out(b, a))


def _borne_out(one: Lead, other: Lead) -> float:
    words = [token for token in one.title if len(token) > 3 or not token.isascii()]
    if not words:
        return 1.0 if not one.title else 0.5
    known = _everything(other)
    return sum(word in known for word in words) / len(words)


def _is_particular(shared: _Shared, a: Lead, b: Lead) -> bool:
    """Tell whether what is shared has names or numbers, as no standing text has."""
    names = a.names | b.names
    found = {t for t in shared.matched if t in names or is_number(t)}
    if all(token.upper() == token.lower() for token in shared.matched):
        return shared.length >= 12
    capitals = len(found) / len(set(shared.matched))
    return len(found) >= (5 if capitals > 0.25 else 2)
