"""Two beginnings side by side: how far they agree, and what tells them apart.

It sees tokens alone; titles, times and sources are weighed in `near`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TypeAlias

from . import phrases
from .leads import Lead, is_number, is_unspaced

Tokens: TypeAlias = tuple[str, ...]

# Beginnings that one has and the other has not: a standfirst, a note of the editors.
_LONGEST_OVERHANG = 25
_SOLID = 6  # tokens in a row that begin what they have in common
_SHORTEST = 6  # tokens that count as a text
# So many tokens in a row are a copy editor's; more of them say something else.
_LONGEST_EDIT = 3
_SHOWN = 6  # tokens that a reason names


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two texts side by side, over the length that both have."""

    matched: Tokens  # what both have, in order
    length: float  # of the shorter; characters of unspaced scripts count half
    weight: float  # of what matched, likewise
    slots: tuple[tuple[Tokens, Tokens], ...]  # where they differ
    overhang: bool  # one begins with something else first

    @property
    def share(self) -> float:
        """Return how much of the shorter text the longer one has, 0 to 1."""
        return self.weight / self.length if self.length else 0.0


def overlap(a: Lead, b: Lead) -> Overlap | None:
    """Return how the texts of *a* and *b* agree, None where one has none to speak of.

    Content is compared with content; a teaser only if one has nothing else.
    """
    sides = [(a.text, b.text)]
    if not a.teaser or not b.teaser:
        sides += [(a.text, b.teaser), (a.teaser, b.text)]
    found = [
        side_by_side(mine, theirs)
        for mine, theirs in sides
        if weight(mine) >= _SHORTEST and weight(theirs) >= _SHORTEST
    ]
    return max(found, key=lambda each: (each.share, each.length), default=None)


def weight(tokens: Iterable[str]) -> float:
    """Return how long *tokens* are, in words."""
    return sum(0.5 if is_unspaced(token) else 1.0 for token in tokens)


def side_by_side(a: Tokens, b: Tokens) -> Overlap:
    """Return how two runs of tokens agree; the order of the two is no matter."""
    a, b = sorted((a, b))
    shorter, longer = sorted((a, b), key=len)
    known = set(longer)
    if 2 * sum(token in known for token in shorter) < len(shorter):
        return Overlap((), weight(shorter), 0.0, (), overhang=False)
    steps: Sequence[_Step]
    steps = SequenceMatcher(None, a, b, autojunk=False).get_opcodes()
    overhang = len(steps) > 1 and _is_overhang(steps[0], steps[1])
    return _measured(a, b, steps[1:] if overhang else steps, overhang)


_Step: TypeAlias = tuple[str, int, int, int, int]


def _is_overhang(first: _Step, second: _Step) -> bool:
    kind, _, skip_a, _, skip_b = first
    return (
        kind in ("insert", "delete")
        and _LONGEST_EDIT < max(skip_a, skip_b) <= _LONGEST_OVERHANG
        and second[2] - second[1] >= _SOLID
    )


def _measured(a: Tokens, b: Tokens, steps: Sequence[_Step], overhang: bool) -> Overlap:
    matched: list[str] = []
    slots = []
    start_a, start_b = (steps[0][1], steps[0][3]) if steps else (0, 0)
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
    return Overlap(
        matched=tuple(matched),
        length=min(weight(a[start_a:]), weight(b[start_b:])),
        weight=weight(matched),
        slots=tuple(slots),
        overhang=overhang,
    )


# -- what two texts that look alike do not have in common ---------------------------


def everything(lead: Lead) -> frozenset[str]:
    """Return all tokens of *lead*."""
    return frozenset(lead.title + lead.text + lead.teaser)


def contradiction(shared: Overlap, a: Lead, b: Lead) -> str | None:
    """Return what tells two texts apart that are made after one pattern, if it does.

    What both have somewhere tells nothing: words may have changed places.
    """
    both = everything(a) & everything(b)
    mine = [token for slot in shared.slots for token in slot[0]]
    theirs = [token for slot in shared.slots for token in slot[1]]
    for what, is_such in (("numbers", is_number), ("days", _is_day)):
        found = _differ(what, mine, theirs, both, is_such)
        if found:
            return found
    names = a.names | b.names
    for one, other in shared.slots:
        found = _slot_differs(one, other, names, both)
        if found:
            return found
    return opposition(mine, theirs)


def titles_contradict(a: Lead, b: Lead) -> str | None:
    """Return what tells two titles apart, if it does."""
    all_a, all_b = everything(a), everything(b)
    if not _bears_out(all_b, a.title) and not _bears_out(all_a, b.title):
        ours, others = _numbers(a.title) - all_b, _numbers(b.title) - all_a
        return _said("numbers in their titles", ours | others)
    shared = side_by_side(a.title, b.title)
    if shared.share < 0.5:
        return None
    both, names = all_a & all_b, a.names | b.names
    for one, other in shared.slots:
        opposed = opposition(set(one) - both, set(other) - both)
        if opposed:
            return opposed
        found = _differ("names in their titles", one, other, both, names.__contains__)
        if found:
            return found
    return None


def _numbers(tokens: Iterable[str]) -> frozenset[str]:
    return frozenset(filter(is_number, tokens))


def _bears_out(known: frozenset[str], title: Tokens) -> bool:
    """Tell whether a number of *title* is known, maybe less rounded, or it has none."""
    numbers = _numbers(title) - known
    if not numbers:
        return True
    return not numbers.isdisjoint(n.partition(".")[0] for n in _numbers(known))


def opposition(mine: Iterable[str], theirs: Iterable[str]) -> str | None:
    """Return that one side says the opposite of the other: rose, fell."""
    ours, others = set(mine), set(theirs)
    for opposites in phrases.OPPOSITES:
        here, there = ours & opposites, others & opposites
        if here - there and there - here:
            return f"they say opposite things: {', '.join(sorted(here ^ there))}"
    return None


def _slot_differs(
    one: Tokens, other: Tokens, names: frozenset[str], both: frozenset[str]
) -> str | None:
    if phrases.NEGATIONS & set(one) ^ phrases.NEGATIONS & set(other):
        return "one says what the other denies"
    if not one or not other:
        return None
    if max(len(one), len(other)) > _LONGEST_EDIT and min(len(one), len(other)) > 1:
        return "their texts differ in substance"
    found = _differ("names", one, other, both, lambda t: _tells_apart(t, names))
    if found:
        return found
    number = sorted((_numbers(one) ^ _numbers(other)) - both)
    if number:
        return f"only one of them has the number {number[0]} in its place"
    return None


def _differ(
    what: str,
    mine: Iterable[str],
    theirs: Iterable[str],
    both: frozenset[str],
    is_such: Callable[[str], bool],
) -> str | None:
    """Return that *what* differ if each side has one that the other has nowhere."""
    ours = {token for token in mine if is_such(token)} - both
    others = {token for token in theirs if is_such(token)} - both
    alike = {_squeezed(token) for token in ours} & {_squeezed(t) for t in others}
    ours = {token for token in ours if _squeezed(token) not in alike}
    others = {token for token in others if _squeezed(token) not in alike}
    return _said(what, ours | others) if ours and others else None


def _said(what: str, tokens: Iterable[str]) -> str:
    return f"the {what} differ: {', '.join(sorted(tokens)[:_SHOWN])}"


def _is_day(token: str) -> bool:
    return token in phrases.CALENDAR


def _tells_apart(token: str, names: frozenset[str]) -> bool:
    """Tell whether *token* is a name, or a number, or in a script that has no case."""
    if token in names or is_number(token):
        return True
    return token.upper() == token and (len(token) > 2 or is_unspaced(token))


def _squeezed(name: str) -> str:
    """Return what spellings of a name have in common: Zelensky, Zelenskyy."""
    plain = name.replace("y", "i").replace("j", "i").replace("h", "")
    if is_number(name):
        return name
    return "".join(
        letter
        for letter, before in zip(plain, " " + plain, strict=False)
        if letter != before
    )
