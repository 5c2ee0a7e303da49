"""Why is an article in the feeds of a definition, or why is it not?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice

from .. import merge, urls, words
from ..model import Article, Copy, Evidence, Feed, Published
from ..write import archive
from .desk import Desk
from .holding import Held, Holding
from .reasons import Case, retraction
from .rules import Judged

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
    tie: str | None = None  # why it is the same article as the winner
    gave: tuple[str, ...] = ()  # what it knew and those before it did not
    excluded: str | None = None  # why it is left out of the merge


@dataclass(frozen=True, slots=True, kw_only=True)
class LookAlike:
    """An article that might have been the same, and why it is not."""

    title: str
    source: str
    link: str | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outdated:
    """A held feed whose files still show an article, or do not show it yet."""

    feed: str  # its folder
    id: str  # what the article is called there
    shown: bool  # its files still show it; False: not yet
    since: datetime  # start of the run that held it first
    held_with: str | None  # the folder of the feed that it is held along with


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
    passed: tuple[str, ...] = ()  # the filters that let it through
    copies: tuple[Carried, ...] = ()  # the one that won first
    won: str | None = None  # why that is so
    look_alikes: tuple[LookAlike, ...] = ()
    regions: Mapping[str, Evidence] = field(default_factory=dict)
    feeds: tuple[Standing, ...] = ()
    volume: str | None = None  # of the archive: the last that has it, by its path
    held: tuple[Outdated, ...] = ()  # feeds in which it is still shown, or not yet


def explain(desk: Desk, query: str, holding: Holding) -> list[Account]:
    """Return an account of each article that *query* means, the newest first.

    It is a link, an id, or words of a title. Links and ids are meant exactly, so words
    are looked for only where nothing has them. What shares a link or an id with such
    an article comes after them.
    """
    wanted = _named(desk, query) or _titled(desk, query)
    copies = desk.view.together(wanted)
    held = holding.of(desk) if copies else []
    return list(_accounts(desk, copies, wanted, held))


def _named(desk: Desk, name: str) -> set[int]:
    """Return the articles whose link, guid or public id is *name*."""
    link, guid = Article(link=name), Article(guid=name)
    keys = merge.keys(link) | merge.keys(guid)
    met = desk.view.copies(desk.view.named(keys))
    # Two keys with one digest meet there too.
    rows = {copy.row for copy in met if keys & merge.keys(copy.article)}
    desk.look_at_all()
    known = desk.view.known_as(merge.identity(guid))
    return rows | known | desk.view.published_as([name]).get(name, set())


def _titled(desk: Desk, query: str) -> set[int]:
    """Return the newest articles that have all words of *query* in their title."""
    wanted = frozenset(filter(words.is_word, query.split()))
    if not wanted:
        return set()
    compiled = words.compiled(tuple(sorted(wanted)))
    matching = (
        copy.row
        for copy in desk.view.newest()
        if wanted.issubset(compiled.found(words.tokens(copy.article.title)))
    )
    return set(islice(matching, _MOST))


def _accounts(
    desk: Desk, copies: Sequence[Copy], wanted: set[int], held: Sequence[Held]
) -> Iterator[Account]:
    judged = desk.rules.judge(copies)
    feeds = desk.compose(None).feeds
    shown = {copy.row for each in judged for copy in each.published.copies}

    def order(each: Judged) -> tuple[bool, float]:
        is_meant = any(copy.row in wanted for copy in each.published.copies)
        return not is_meant, -each.published.published.timestamp()

    as_carried = {copy.row: copy for copy in copies}
    for each in sorted(judged, key=order):
        account = _account(desk, each, feeds)
        group = [as_carried[copy.row] for copy in each.published.copies]
        yield replace(
            account,
            copies=tuple(_copies(group)),
            won=merge.victory(group),
            look_alikes=tuple(_look_alikes(desk, group, copies)),
            held=tuple(_outdated(held, group, account.id)),
        )
    for copy in copies:
        if copy.row not in shown:
            why = desk.rules.exclusion(copy) or retraction(copy, copies, desk)
            yield Account(
                definition=desk.definition.name,
                id=None,
                title=copy.article.title,
                link=copy.article.link,
                refusal=why.text,
                copies=(_carried(copy, why.text),),
                held=tuple(_outdated(held, [copy])),
            )


def _account(desk: Desk, judged: Judged, feeds: Sequence[Feed[Published]]) -> Account:
    published = judged.published
    case = Case(desk, judged)
    return Account(
        definition=desk.definition.name,
        id=published.id,
        title=published.article.title,
        link=published.article.link,
        published=published.published,
        updated=published.updated,
        refusal=case.refusal.text if case.refusal else None,
        passed=tuple(desk.rules.passed(judged)),
        regions=published.regions,
        feeds=tuple(_standing(case, feed) for feed in feeds),
        volume=_volume(desk, published.id),
    )


def _outdated(
    held: Sequence[Held], copies: Sequence[Copy], public: str | None = None
) -> Iterator[Outdated]:
    """Yield where an article is shown otherwise than the rules have it.

    Its *copies* may be shown as articles of their own, from before they were one.
    """
    pinned = [copy.pin.id for copy in copies if copy.pin is not None]
    ids = dict.fromkeys([*filter(None, [public]), *pinned])
    for id in ids:
        for feed in held:
            if (id in feed.shown) != (id in feed.made):
                yield Outdated(
                    feed=feed.feed,
                    id=id,
                    shown=id in feed.shown,
                    since=feed.since,
                    held_with=feed.held_with,
                )


def _volume(desk: Desk, public: str) -> str | None:
    number = desk.archive.whereabouts([public]).get(public)
    if number is None or not desk.definition.archive:
        return None
    return archive.path(f"{desk.definition.name}/", number)


def _copies(group: Sequence[Copy]) -> Iterator[Carried]:
    winner, *others = group
    yield _carried(winner)
    for other, gave in zip(others, merge.lent(group), strict=True):
        ties = (merge.tie(other, one) for one in group if one is not other)
        tie = next((each for each in ties if each is not None), None)
        yield replace(_carried(other), tie=tie, gave=gave)


def _look_alikes(
    desk: Desk, group: Sequence[Copy], met: Sequence[Copy]
) -> Iterator[LookAlike]:
    """Yield what *group* was compared with and does not have in it."""
    inside = {copy.row for copy in group}
    reasons: dict[int, str] = {}
    for other in met:
        for copy in group:
            if merge.keys(other.article) & merge.keys(copy.article):
                reasons.setdefault(other.row, merge.distance(copy, other))
    for copy in group:
        for row, verdict in desk.look_alikes(copy).items():
            reasons.setdefault(row, verdict.reason)
    wanted = [row for row in reasons if row not in inside]
    for other in desk.view.copies(wanted):
        if not other.article.retracted and desk.rules.exclusion(other) is None:
            yield LookAlike(
                title=other.article.title,
                source=urls.masked(other.address),
                link=other.article.link,
                reason=reasons[other.row],
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


def _standing(case: Case, feed: Feed[Published]) -> Standing:
    ids = [article.id for article in feed.articles]
    if case.published.id in ids:
        return Standing(feed=feed.path, place=ids.index(case.published.id) + 1)
    return Standing(feed=feed.path, reason=case.absence(feed).text)
