"""How each outside source is doing, from what the memory holds: nobody is asked.

What the last runs have held back is told with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal, TypeAlias

from .. import schedule, urls
from ..config import Definition, Site, Subscription
from ..model import Article, Feed, Finding, State, Told
from ..store import Store
from . import troubles
from .barring import barred, host
from .gather import unfold

Health: TypeAlias = Literal["new", "well", "silent", "failing", "gone"]

_SILENT = timedelta(days=60)  # without anything new


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How one outside source of a definition is doing."""

    feed: str  # the definition
    url: str  # its address, with nothing secret in it; of a file, its path
    title: str | None  # our name for it, else its own
    kind: str  # feed or opml
    health: Health  # new: never asked
    succeeded: datetime | None  # the last time that it answered well; of files never
    next: datetime | None  # of files and of what is gone never
    failures: int  # in a row
    articles: int
    newest: datetime | None
    remark: str  # what a person should know or do
    since: datetime | None  # the run that saw first what is wrong with it
    held: tuple[str, ...] = ()  # what of its definition is held back, and why


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """How sources do, and what is wrong beside them."""

    sources: tuple[Standing, ...]  # in the order of the definitions
    held: tuple[Finding, ...]  # what is held back, and what the hub does not take


def status(site: Site, names: tuple[str, ...], now: datetime) -> Status:
    """Return the standing of every outside source, and what is held back.

    Raises StateError.
    """
    chosen = [each for each in site.definitions if not names or each.name in names]
    known = {None, *(names or site.held), *(each.name for each in chosen)}
    with Store(site.state, kept=False) as store:
        told = troubles.lasting(store.troubles(), now)
        held = [each for each in troubles.held(told) if each[0] in known]
        sources: list[Standing] = []
        for definition in chosen:
            own = tuple(str(each) for name, each in held if name == definition.name)
            for each in _of_definition(definition, site, store, told, now):
                sources.append(replace(each, held=own))
    return Status(sources=tuple(sources), held=tuple(each for _, each in held))


def _of_definition(
    definition: Definition,
    site: Site,
    store: Store,
    told: Mapping[str, Told],
    now: datetime,
) -> Iterator[Standing]:
    unfolded, _ = unfold(definition, store)
    lists = [source for source in definition.sources if source.kind == "opml"]
    feeds = [source for source in unfolded if source.kind == "feed"]
    keys = [source.key for source in (*lists, *feeds)]
    states, counts = store.states(keys), store.counts(keys)
    headers = store.headers(keys)
    hosts = barred((*lists, *feeds), states, now)
    for source in (*lists, *feeds):
        state = states[source.key]
        articles, newest = counts.get(source.key, (0, None))
        until = hosts.get(host(source))
        header = headers.get(source.key) or Feed()
        health = _health(state, newest, now)
        oddities = [*troubles.odd(source.key, told)]
        remarks = (
            *_remarks(source, state, health, newest, now),
            *(f"{each.said} (since {_date(each.since)})" for each in oddities),
            *_limits(header, until if health != "failing" else None),
        )
        yield Standing(
            feed=definition.name,
            url=source.shown,
            title=source.title or header.title or None,
            kind=source.kind,
            health=health,
            succeeded=state.succeeded if source.url is not None else None,
            next=_next(source, state, site, until or now, now),
            failures=state.failures,
            articles=articles,
            newest=newest,
            remark="; ".join(remarks),
            since=_since(source, state, oddities, told),
        )


def _next(
    source: Subscription, state: State, site: Site, until: datetime, now: datetime
) -> datetime | None:
    policy = replace(site.fetch, every=source.every or site.fetch.every)
    due = schedule.next_fetch(state, policy, key=source.key)
    return max(due, now, until) if due and source.url else None


def _since(
    source: Subscription,
    state: State,
    oddities: Sequence[Told],
    told: Mapping[str, Told],
) -> datetime | None:
    failure = told.get(f"source:{source.key}") if state.failures else None
    wrong = filter(None, (failure, *oddities))
    return min((each.since for each in wrong), default=None)


def _health(state: State, newest: datetime | None, now: datetime) -> Health:
    if state.gone:
        return "gone"
    if state.failures:
        return "failing"
    if newest is not None and now - newest > _SILENT:
        return "silent"
    return "well" if state.succeeded else "new"


def _remarks(
    source: Subscription,
    state: State,
    health: Health,
    newest: datetime | None,
    now: datetime,
) -> Iterator[str]:
    if health == "gone":
        since = f" since {_date(state.asked)}" if state.asked else ""
        yield f"410: gone{since}; `feedtool fetch --refresh` asks again"
    elif health == "failing":
        times = f" ({state.failures} times in a row)" if state.failures > 1 else ""
        yield f"{state.error}{times}"
    elif health == "silent" and newest is not None:
        yield f"nothing new for {(now - newest).days} days"
    if state.moved is not None:
        where = "its new address" if source.secrets else urls.masked(state.moved)
        yield f"it has moved for good: write {where} in its place"


def _limits(header: Feed[Article], until: datetime | None) -> Iterator[str]:
    """Yield what a source is, if it is broken, and until when nobody may ask it."""
    if header.flaw:
        yield f"it is {header.flaw}"
    if until is not None:
        yield f"its host wants no request until {until:%Y-%m-%d %H:%M} UTC"


def _date(moment: datetime) -> str:
    return f"{moment:%-d %B %Y}"
