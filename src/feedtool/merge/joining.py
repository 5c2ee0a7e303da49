"""What is made of the copies of one article: id, dates, and what each of them knew."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from .. import urls
from ..model import Article, Copy, MergePolicy, Pin, Published
from .grouping import trust
from .identity import detail, is_edit, made_id, public_id


def published(groups: Sequence[Sequence[Copy]], policy: MergePolicy) -> list[Published]:
    """Return what is made of each of *groups*, whose winners come first.

    No two have the same id: of what would, the one seen first has it.
    """
    taken: set[str] = set()
    made = []
    firsts = [(_first(group), group) for group in groups]
    for first, group in sorted(firsts, key=lambda each: _seniority(each[0])):
        public = _free_id(first, taken)
        taken.add(public)
        made.append(
            joined(group, Pin(id=public, published=_date(group, first, policy)))
        )
    return made


def joined(group: Sequence[Copy], pin: Pin) -> Published:
    """Return what is made of *group*, the copies of one article, with id and date."""
    ordered = sorted(group, key=trust)
    article = _completed(ordered)
    return Published(
        id=pin.id,
        article=article,
        published=pin.published,
        updated=max(_updated(ordered) or pin.published, pin.published),
        source=article.source,
        also=tuple(_other_links(ordered, article.link)),
        copies=tuple(ordered),
    )


def _seniority(first: Copy) -> tuple[object, ...]:
    if first.pin is None:
        return 2, first.first_seen, trust(first)
    # Of what once was one article, the part that its id was made for keeps it.
    return first.pin.id != public_id(first), first.first_seen, trust(first)


def _first(group: Sequence[Copy]) -> Copy:
    """Return the copy that fixed the id and the date, or that does so now.

    Where none has, the winner does, as its source first had it.
    """
    if len(group) == 1:  # as most are
        return group[0]
    pinned = [copy for copy in group if copy.pin]
    if not pinned:
        own = [copy for copy in group if copy.source == group[0].source]
        return min(own, key=lambda copy: (copy.first_seen, trust(copy)))
    return min(
        pinned,
        key=lambda copy: (
            copy.pin is not None and copy.pin.id != public_id(copy),
            copy.first_seen,
            trust(copy),
        ),
    )


def _free_id(first: Copy, taken: set[str]) -> str:
    public = first.pin.id if first.pin else public_id(first)
    if public in taken:
        public = made_id(first)
    if public in taken:  # its source calls several articles by one name
        public = made_id(first, detail(first.article))
    while public in taken:
        public = uuid.uuid5(uuid.NAMESPACE_URL, public).urn
    return public


def _date(group: Sequence[Copy], first: Copy, policy: MergePolicy) -> datetime:
    """Return the date fixed at first sight; of a record of our own, what it says now.

    That is one that has won from the beginning.
    """
    if first is group[0] and first.place is not None and first.article.published:
        return first.article.published
    if first.pin:
        return first.pin.published
    if first.article.published:
        return _dated(first, policy)
    dated = (_dated(copy, policy) for copy in group if copy.article.published)
    return min(dated, default=_dated(first, policy))


def _dated(copy: Copy, policy: MergePolicy) -> datetime:
    """Return the date of *copy*; one to come may count from first sight."""
    if policy.future == "now" and copy.place is None:
        return min(copy.dated, copy.first_seen)
    return copy.dated


def _updated(ordered: Sequence[Copy]) -> datetime | None:
    """Return when the winner last said something else; a record says so itself.

    It did so too when it came after another copy, with other words.
    """
    winner, *others = ordered
    if winner.place is not None:
        return winner.article.updated
    moments = [copy.updated for copy in ordered if copy.source == winner.source]
    if any(
        copy.first_seen < winner.first_seen and is_edit(copy.article, winner.article)
        for copy in others
    ):
        moments.append(winner.first_seen)
    return max((moment for moment in moments if moment is not None), default=None)


# What an article may lack and another copy of it know. Of text, see `_missing`.
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
    """Return the winner's article with what the others know and it does not."""
    article = group[0].article
    for other in group[1:]:
        article = replace(article, **_missing(article, other.article))
    return article


def lent(group: Sequence[Copy]) -> list[tuple[str, ...]]:
    """Return what each copy of *group* gave: the fields that those before it lacked.

    The winner, which comes first, gives all that it has, and is not in it.
    """
    article = group[0].article
    given = []
    for other in group[1:]:
        missing = _missing(article, other.article)
        article = replace(article, **missing)
        given.append(tuple(name for name in missing if name != "base"))
    return given


def _missing(article: Article, other: Article) -> dict[str, Any]:
    """Return what *other* knows and *article*, as it is so far, does not.

    Rights come only with the content that they are about. A source is never lent: the
    winner comes from where it says, or from where it is.
    """
    missing: dict[str, Any] = {
        name: getattr(other, name) for name in _KNOWLEDGE if not getattr(article, name)
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
    terms = {category.term.casefold() for category in article.categories}
    more = tuple(c for c in other.categories if c.term.casefold() not in terms)
    if more:
        missing["categories"] = article.categories + more
    return {name: value for name, value in missing.items() if value}


def _other_links(group: Sequence[Copy], shown: str | None) -> Iterator[str]:
    """Yield the links of *group* to other pages than *shown*, in one spelling each.

    Those that were published before the memory was lost come first.
    """
    before = [link for copy in group if copy.pin for link in copy.pin.also]
    if len(group) == 1 and not before:  # as most are
        return
    seen = {urls.canonical(shown)} if shown else set()
    for link in (*before, *(copy.article.link for copy in group)):
        if link is not None and urls.canonical(link) not in seen:
            seen.add(urls.canonical(link))
            yield link
