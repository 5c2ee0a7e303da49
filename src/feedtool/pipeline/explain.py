"""Why is an article in the feeds of a definition, or why is it not?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from .. import merge, regions, urls, words
from ..model import Copy, Evidence, Feed, Published
from .desk import Desk, Judged

_MOST = 20  # accounts of what has the words of a title


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A feed that an article is in, at its place from 1; or why it is not in it."""

    feed: str  # its folder
    place: int | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """A copy of an article: who carries it, and since when."""

    source: str  # its address, nothing secret in it
    place: str | None = None  # of a record: its file and line
    link: str | None = None
    first_seen: datetime
    last_seen: datetime
    excluded: str | None = None  # why it is left out of the merge


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What became of one article in one definition, and why."""

    definition: str
    id: str | None  # None: it is not published here
    title: str
    link: str | None = None
    published: datetime | None = None
    updated: datetime | None = None
    refusal: str | None = None  # why it is in no feed
    copies: tuple[Carried, ...] = ()  # the one that won first
    regions: Mapping[str, Evidence] = field(default_factory=dict)
    feeds: tuple[Standing, ...] = ()


def explain(desk: Desk, query: str) -> list[Account]:
    """Return an account of each article that *query* means, the newest first.

    It is a link, an id, or words of a title. Links and ids are meant exactly, so words
    are looked for only where nothing has them. What shares a link or an id with such
    an article comes after them.
    """
    for matches in (_by_name(query), _by_title(query)):
        rows = []
        for _, copies in desk.view.newest():
            newest_first = sorted(copies, key=lambda copy: copy.dated, reverse=True)
            rows += [copy.row for copy in newest_first if matches(copy)]
            if len(rows) >= _MOST:
                break
        if rows:
            copies = desk.view.together(rows[:_MOST])
            wanted = {copy.row for copy in copies if matches(copy)}
            return list(_accounts(desk, copies, wanted))
    return []


def _by_name(query: str) -> Callable[[Copy], bool]:
    link = urls.canonical(query) if urls.is_web(query) else None

    def matches(copy: Copy) -> bool:
        article = copy.article
        if query in (article.guid, copy.pin and copy.pin.id, merge.public_id(copy)):
            return True
        same_link = article.link and link and urls.canonical(article.link) == link
        return bool(same_link)

    return matches


def _by_title(query: str) -> Callable[[Copy], bool]:
    wanted = frozenset(filter(words.is_word, query.split()))
    compiled = words.compiled(tuple(sorted(wanted)))

    def matches(copy: Copy) -> bool:
        found = compiled.found(words.tokens(copy.article.title))
        return bool(wanted) and wanted.issubset(found)

    return matches


def _accounts(
    desk: Desk, copies: Sequence[Copy], wanted: set[int]
) -> Iterator[Account]:
    judged = desk.judge(copies)
    feeds = desk.compose(None).feeds
    shown = {copy.row for each in judged for copy in each.published.copies}

    def order(each: Judged) -> tuple[bool, float]:
        is_meant = any(copy.row in wanted for copy in each.published.copies)
        return not is_meant, -each.published.published.timestamp()

    for each in sorted(judged, key=order):
        yield _account(desk, each, feeds)
    for copy in copies:
        if copy.row not in shown:
            why = desk.exclusion(copy) or "a record says that it is retracted"
            yield Account(
                definition=desk.definition.name,
                id=None,
                title=copy.article.title,
                link=copy.article.link,
                refusal=why,
                copies=(_carried(copy, why),),
            )


def _account(desk: Desk, judged: Judged, feeds: Sequence[Feed[Published]]) -> Account:
    published = judged.published
    outweighed = regions.outweighed(judged.whole, desk.definition.map)
    against = {
        region: f"it has {_quoted(hits)}, but also {_quoted(unless)} of unless"
        for region, (hits, unless) in outweighed.items()
    }
    return Account(
        definition=desk.definition.name,
        id=published.id,
        title=published.article.title,
        link=published.article.link,
        published=published.published,
        updated=published.updated,
        refusal=judged.refusal,
        copies=tuple(_carried(copy) for copy in published.copies),
        regions=published.regions,
        feeds=tuple(_standing(judged, feed, against) for feed in feeds),
    )


def _carried(copy: Copy, excluded: str | None = None) -> Carried:
    return Carried(
        source=urls.masked(copy.address),
        place=copy.place,
        link=copy.article.link,
        first_seen=copy.first_seen,
        last_seen=copy.last_seen,
        excluded=excluded,
    )


def _quoted(words: Sequence[str]) -> str:
    return ", ".join(map(repr, words))


def _standing(
    judged: Judged, feed: Feed[Published], against: Mapping[str, str]
) -> Standing:
    ids = [article.id for article in feed.articles]
    if judged.published.id in ids:
        return Standing(feed=feed.path, place=ids.index(judged.published.id) + 1)
    if judged.refusal is not None:
        return Standing(feed=feed.path, reason=judged.refusal)
    if feed.region is not None and feed.region.id not in judged.published.regions:
        reason = against.get(feed.region.id, "it is not in the region")
        return Standing(feed=feed.path, reason=reason)
    return Standing(feed=feed.path, reason=f"{len(ids)} newer ones fill it")
