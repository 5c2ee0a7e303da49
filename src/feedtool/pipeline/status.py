"""How each outside source is doing, from what the memory holds: nobody is asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal, TypeAlias

from .. import schedule, urls
from ..config import Definition, Site, Subscription
from ..model import Feed, State
from ..store import Store
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


def status(site: Site, names: tuple[str, ...], now: datetime) -> Iterator[Standing]:
    """Yield the standing of every outside source, in the order of the definitions.

    Raises StateError.
    """
    with Store(site.state, kept=False) as store:
        for definition in site.definitions:
            if not names or definition.name in names:
                yield from _of_definition(definition, site, store, now)


def _of_definition(
    definition: Definition, site: Site, store: Store, now: datetime
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
        policy = replace(site.fetch, every=source.every or site.fetch.every)
        due = schedule.next_fetch(state, policy, key=source.key)
        until = hosts.get(host(source))
        header = headers.get(source.key) or Feed()
        health = _health(state, newest, now)
        remarks = [*_remarks(source, state, health, newest, now)]
        if header.flaw:
            remarks.append(f"it is {header.flaw}")
        if until is not None and health != "failing":
            when = f"{until:%Y-%m-%d %H:%M} UTC"
            remarks.append(f"its host wants no request until {when}")
        yield Standing(
            feed=definition.name,
            url=source.shown,
            title=source.title or header.title or None,
            kind=source.kind,
            health=health,
            succeeded=state.succeeded if source.url is not None else None,
            next=max(due, now, until or now) if due and source.url else None,
            failures=state.failures,
            articles=articles,
            newest=newest,
            remark="; ".join(remarks),
        )


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
        since = f" since {state.asked:%-d %B %Y}" if state.asked else ""
        yield f"410: gone{since}; `feedtool fetch --refresh` asks again"
    elif health == "failing":
        times = f" ({state.failures} times in a row)" if state.failures > 1 else ""
        yield f"{state.error}{times}"
    elif health == "silent" and newest is not None:
        yield f"nothing new for {(now - newest).days} days"
    if state.moved is not None:
        where = "its new address" if source.secrets else urls.masked(state.moved)
        yield f"it has moved for good: write {where} in its place"
