"""Which copies are the same article: one group for each, the winner first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from ..model import Article, Copy
from .identity import keys, own_page, page_of_source

_TITLED = ("same:", "from:")  # keys that have a title in them

# Under one link or id a copy is compared with so many articles, those trusted most.
# More have it only where a feed gives one link to all it has, or is made to cost time.
_MOST_NEAR = 200


def groups(copies: Iterable[Copy], *, near: bool) -> list[list[Copy]]:
    """Return the copies of each article, the winner first, but of retracted ones.

    A retraction takes all copies along, or the next one would come up in its place.
    Where they are *near*, copies that have only their text in common are the same.
    """
    known = [_known(copy, near=near) for copy in sorted(copies, key=trust)]
    retracted = _retracted(known)
    found = _groups([k for k in known if not k.copy.article.retracted])
    return [
        [member.copy for member in group]
        for group in found
        if not any(_names(member) & retracted for member in group)
    ]


def _retracted(known: Sequence[_Known]) -> frozenset[str]:
    """Return all names of what is retracted.

    Records name it by link or id, also by the id that it was published under; what was
    published under the id of something that they name was the same article.
    """
    records = [each for each in known if each.copy.article.retracted]
    names = frozenset[str]().union(*(_names(record) for record in records))
    while names:
        met = [each.copy.pin for each in known if _names(each) & names]
        more = names.union(f"id:{pin.id}" for pin in met if pin is not None)
        if more == names:
            break
        names = more
    return names


def trust(copy: Copy) -> tuple[object, ...]:
    """Return what sorts copies: the one that wins comes first.

    Order of sources is trust; of two that a source had after each other, the later one
    is what it says now; else the fuller one wins, and of equals the one seen first.
    """
    article = copy.article
    fullness = len(article.content) or len(article.summary)
    named = copy.source, article.guid or "", article.link or "", article.title
    return copy.rank, -_seen(copy), -fullness, copy.first_seen, *named, copy.place or ""


def same_title(one: Copy, other: Copy) -> bool:
    """Tell whether two copies have one title."""
    title = one.article.title.casefold()
    return bool(title) and title == other.article.title.casefold()


@dataclass(frozen=True, slots=True, eq=False)
class _Known:
    """A copy with its keys, worked out once."""

    copy: Copy
    keys: frozenset[str]


def _known(copy: Copy, *, near: bool) -> _Known:
    """Return *copy* with its keys: those of other addresses it was published with, too,
    and one for each that has the same text."""
    found = keys(copy.article)
    if copy.pin is not None and copy.pin.also:
        found = found.union(*(keys(Article(link=link)) for link in copy.pin.also))
    if near and copy.near:
        pairs = (sorted((copy.row, other)) for other in copy.near)
        found |= {f"near:{one}:{other}" for one, other in pairs}
    return _Known(copy, found)


def _names(known: _Known) -> frozenset[str]:
    """Return the keys by which a retraction means an article: none with a title."""
    names = {key for key in known.keys if not key.startswith(_TITLED)}
    if known.copy.pin is not None:
        names.add(f"id:{known.copy.pin.id}")
    return frozenset(names)


def _seen(copy: Copy) -> float:
    return copy.last_seen.timestamp() if copy.place is None else 0.0


def is_source(one: Copy, other: Copy) -> bool:
    """Tell whether *other* names the page of *one* as its source, under one title."""
    page = page_of_source(other.article)
    return page is not None and page == own_page(one.article) and same_title(one, other)


def _groups(ordered: Sequence[_Known]) -> list[list[_Known]]:
    crowded = _crowded(ordered)
    groups: list[list[_Known]] = []
    having: defaultdict[str, set[int]] = defaultdict(set)
    for known in ordered:
        near = sorted(set().union(*(having[key] for key in known.keys)))
        welcoming = [n for n in near if _welcomes(groups[n], known, crowded)]
        # Of several items on one page, the one with the same title.
        chosen = min(
            welcoming,
            key=lambda n: not same_title(groups[n][0].copy, known.copy),
            default=len(groups),
        )
        if chosen == len(groups):
            groups.append([])
        groups[chosen].append(known)
        for key in known.keys:
            if len(having[key]) < _MOST_NEAR:
                having[key].add(chosen)
    return groups


def _crowded(ordered: Sequence[_Known]) -> frozenset[str]:
    """Return the links under which one source has several articles.

    A live blog does, and a feed whose items all lead to its home page: such a link does
    not tell which of them another source means.
    """
    under: defaultdict[tuple[str, str], list[Copy]] = defaultdict(list)
    for known in ordered:
        for key in known.keys:
            if key.startswith("link:"):
                under[key, known.copy.source].append(known.copy)
    return frozenset(
        key
        for (key, _), copies in under.items()
        if len(copies) > _MOST_NEAR
        or not all(succeeds(one, other) for one, other in combinations(copies, 2))
    )


def _welcomes(group: Sequence[_Known], known: _Known, crowded: frozenset[str]) -> bool:
    """Tell whether *known* is the same as one of *group*, and contradicts none."""
    return any(_same(other, known, crowded) for other in group) and not any(
        other.copy.source == known.copy.source and not _same(other, known, crowded)
        for other in group
    )


def _same(one: _Known, other: _Known, crowded: frozenset[str]) -> bool:
    """Tell whether two copies are one article. When in doubt they are two."""
    shared = one.keys & other.keys
    if not shared:
        return False
    if one.copy.source == other.copy.source:
        return succeeds(one.copy, other.copy)
    telling = {key for key in shared if not key.startswith(_TITLED)}
    if any(key.startswith(("link:", "near:")) for key in telling - crowded):
        return True
    if not crowded & (one.keys | other.keys) and (
        is_source(one.copy, other.copy) or is_source(other.copy, one.copy)
    ):
        return True
    # A source cannot take over another's articles by using their guids.
    return bool(telling) and (
        same_title(one.copy, other.copy) or _same_text(one.copy, other.copy)
    )


def succeeds(one: Copy, other: Copy) -> bool:
    """Tell whether one is the other, to which its source has given a new guid or link.

    It then carries one only after it has stopped carrying the other, or it goes back.
    Records are never carried twice.
    """
    if one.place is not None:
        return False
    apart = one.last_seen < other.first_seen or other.last_seen < one.first_seen
    if one.pin and other.pin and one.pin.id == other.pin.id:
        apart = one.last_seen != other.last_seen
    return apart and same_title(one, other)


def _same_text(one: Copy, other: Copy) -> bool:
    return any(
        len(mine) > 40 and mine == theirs
        for mine, theirs in (
            (one.article.summary, other.article.summary),
            (one.article.content, other.article.content),
        )
    )
