"""One article out of many copies: identity, winner, provenance.

It sees the copies that share a key and decides which are the same thing; finding
those copies is the memory's work, choosing among articles is `select`'s.
"""

from __future__ import annotations

import hashlib
import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import combinations
from typing import Any

from .. import dates, urls
from ..model import Article, Copy, Published


def identity(article: Article) -> str:
    """Return what an article is known by within its source.

    Its guid, else its link, else a digest of its title and text.
    """
    if article.guid:
        return f"guid:{article.guid}"
    if article.link:
        return f"link:{urls.canonical(article.link)}"
    return f"text:{_digest(article)}"


def keys(article: Article) -> frozenset[str]:
    """Return the keys under which copies of one article meet, across sources.

    A guid is a key only where it is an absolute IRI: "123" means something else in
    every feed.
    """
    found = set()
    if article.guid and urls.is_iri(article.guid):
        found.add(f"id:{article.guid}")
    if article.link:
        found.add(_link_key(article.link))
    return frozenset(found)


def merge(copies: Iterable[Copy]) -> list[Published]:
    """Return what is made of *copies*: each is in one result, the winner first.

    An article that a retracted record names is in none. The result does not depend on
    the order of *copies*, and no two results have the same id.
    """
    taken: set[str] = set()
    return [
        _published(group, taken) for group in sorted(_standing(copies), key=_seniority)
    ]


def public_id(copy: Copy) -> str:
    """Return the id that *copy* is published under, if it is the first to be.

    The publisher's guid, byte for byte, if it is an absolute IRI (RFC 4287 §4.2.6
    forbids to change it); else one made of where it comes from and what it is.
    """
    guid = copy.article.guid
    return guid if guid and urls.is_iri(guid) else _made_id(copy)


# -- which copies are the same thing ----------------------------------------------

# Under one link or id a copy is compared with so many articles, those trusted most.
# More have it only where a feed gives one link to all it has, or is made to cost time.
_MOST_NEAR = 200


@dataclass(frozen=True, slots=True, eq=False)
class _Known:
    """A copy with its keys, worked out once."""

    copy: Copy
    keys: frozenset[str]


def _standing(copies: Iterable[Copy]) -> list[list[Copy]]:
    """Return the copies of each article, the winner first, but of retracted ones.

    A retraction takes all copies along, or the next one would come up in its place.
    """
    known = [_Known(copy, keys(copy.article)) for copy in sorted(copies, key=_trust)]
    retracted = frozenset().union(*(k.keys for k in known if k.copy.article.retracted))
    groups = _groups([k for k in known if not k.copy.article.retracted])
    return [
        [member.copy for member in group]
        for group in groups
        if not any(member.keys & retracted for member in group)
    ]


def _trust(copy: Copy) -> tuple[object, ...]:
    fullness = len(copy.article.content) or len(copy.article.summary)
    identifying = copy.source, identity(copy.article), copy.place or ""
    return copy.rank, -fullness, copy.first_seen, *identifying


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
            key=lambda n: not _same_title(groups[n][0].copy, known.copy),
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
        or not all(_succeeds(one, other) for one, other in combinations(copies, 2))
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
        return _succeeds(one.copy, other.copy)
    if any(key.startswith("link:") for key in shared - crowded):
        return True
    # A source cannot take over another's articles by using their guids.
    return _same_title(one.copy, other.copy) or _same_text(one.copy, other.copy)


def _succeeds(one: Copy, other: Copy) -> bool:
    """Tell whether one is the other, which its source has given a new guid.

    It then carries one only after it has stopped carrying the other. Records are never
    carried twice.
    """
    if one.place is not None:
        return False
    apart = one.last_seen < other.first_seen or other.last_seen < one.first_seen
    return apart and _same_title(one, other)


def _same_title(one: Copy, other: Copy) -> bool:
    title = one.article.title.casefold()
    return bool(title) and title == other.article.title.casefold()


def _same_text(one: Copy, other: Copy) -> bool:
    return any(
        len(mine) > 40 and mine == theirs
        for mine, theirs in (
            (one.article.summary, other.article.summary),
            (one.article.content, other.article.content),
        )
    )


# -- what is made of them ---------------------------------------------------------


def _seniority(group: Sequence[Copy]) -> tuple[object, ...]:
    first = _first(group)
    if first.pin is None:
        return 2, first.first_seen, _trust(first)
    # Of what once was one article, the part that its id was made for keeps it.
    return first.pin.id != public_id(first), first.first_seen, _trust(first)


def _first(group: Sequence[Copy]) -> Copy:
    """Return the copy that fixed the id and the date, or that does so now."""
    pinned = [(copy, copy.pin) for copy in group if copy.pin]
    if not pinned:
        return group[0]
    first, _ = min(
        pinned,
        key=lambda each: (
            each[1].id != public_id(each[0]),
            each[0].first_seen,
            _trust(each[0]),
        ),
    )
    return first


def _published(group: Sequence[Copy], taken: set[str]) -> Published:
    winner, first = group[0], _first(group)
    public = _free_id(first, taken)
    taken.add(public)
    published = _date(group, first)
    article = _completed(group)
    return Published(
        id=public,
        article=article,
        published=published,
        updated=_updated(winner, published),
        source=article.source,
        also=tuple(_other_links(group, article.link)),
        copies=tuple(group),
    )


def _free_id(first: Copy, taken: set[str]) -> str:
    public = first.pin.id if first.pin else public_id(first)
    if public in taken:
        public = _made_id(first)
    while public in taken:
        public = uuid.uuid5(uuid.NAMESPACE_URL, public).urn
    return public


def _date(group: Sequence[Copy], first: Copy) -> datetime:
    """Return the date fixed at first sight; of a record of our own, what it says now.

    That is one that has won from the beginning.
    """
    if first is group[0] and first.place is not None and first.article.published:
        return first.article.published
    if first.pin:
        return first.pin.published
    if first.article.published:
        return first.dated
    return min((c.dated for c in group if c.article.published), default=first.dated)


def _updated(winner: Copy, published: datetime) -> datetime:
    updated = winner.article.updated
    if updated is None or updated < published:
        return published
    if winner.place is None and not dates.is_plausible(updated, winner.last_seen):
        return published
    return updated


# What an article may lack and another copy of it know. Of text, see `_completed`.
_KNOWLEDGE = (
    "title",
    "link",
    "summary",
    "authors",
    "enclosures",
    "image",
    "language",
    "expires",
)


def _completed(group: Sequence[Copy]) -> Article:
    """Return the winner's article with what the others know and it does not.

    Rights come only with the content that they are about. A record that names no source
    is our own, whoever else carries it.
    """
    winner, *others = group
    article = winner.article
    for other in (copy.article for copy in others):
        missing: dict[str, Any] = {
            name: getattr(other, name)
            for name in _KNOWLEDGE
            if not getattr(article, name)
        }
        if article.content:
            missing.pop("summary", None)  # how it begins sums it up better
        if not article.content and other.content:
            missing |= {
                "content": other.content,
                "base": other.base or other.link,
                "rights": article.rights or other.rights,
            }
        if article.regions is None:
            missing["regions"] = other.regions
        if article.source is None and winner.place is None:
            missing["source"] = other.source
        terms = {category.term.casefold() for category in article.categories}
        more = tuple(c for c in other.categories if c.term.casefold() not in terms)
        article = replace(article, categories=article.categories + more, **missing)
    return article


def _other_links(group: Sequence[Copy], shown: str | None) -> Iterator[str]:
    """Yield the links of *group* to other pages than *shown*, in one spelling each."""
    seen = {urls.canonical(shown)} if shown else set()
    for copy in group:
        link = copy.article.link
        if link is not None and urls.canonical(link) not in seen:
            seen.add(urls.canonical(link))
            yield link


# -- keys and ids -----------------------------------------------------------------


def _link_key(link: str) -> str:
    return f"link:{urls.canonical(link)}"


def _made_id(copy: Copy) -> str:
    """Return a `urn:uuid` (RFC 9562, version 5) that every run makes again."""
    article = copy.article
    what = article.guid or (urls.canonical(article.link) if article.link else None)
    name = f"{copy.address}\n{what or _digest(article)}"
    # A guid may hold what is no character ("\\ud800" in JSON).
    sound = name.encode("utf-8", "replace").decode()
    return uuid.uuid5(uuid.NAMESPACE_URL, sound).urn


def _digest(article: Article) -> str:
    text = "\n".join((article.title, article.summary, article.content))
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
