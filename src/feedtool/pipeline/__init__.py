"""The story of a run: gather, merge, classify, select, render, publish.

It alone knows the order of things; each of them is told where it is done.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from ..config import Definition, Site
from ..errors import OutputError
from ..fetch import Fetcher
from ..model import Composed
from ..store import Store
from . import news, pruning
from .announcing import announced, ping
from .archiving import Archivist
from .changes import Comparison
from .desk import Desk
from .explain import Account, explain
from .forget import Forgotten, forget
from .gate import Gate, written
from .gather import Gathered, flaws, gather
from .holding import Held, Holding
from .outside import Asking
from .press import Press
from .renewing import renewed
from .report import (
    Change,
    FeedReport,
    News,
    Ping,
    Put,
    Report,
    Restoration,
    SourceReport,
)
from .sheet import sheets
from .status import Standing, Status, status

__all__ = [
    "Account",
    "Change",
    "Desk",
    "FeedReport",
    "Forgotten",
    "Held",
    "Holding",
    "News",
    "Options",
    "Ping",
    "Report",
    "SourceReport",
    "Standing",
    "Status",
    "build",
    "explain",
    "fetch",
    "forget",
    "look",
    "ping",
    "status",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How a run goes. The default asks who is due and publishes everything."""

    now: datetime  # its start
    names: Sequence[str] = ()  # definitions to build; none: all
    offline: bool = False
    refresh: bool = False
    rehearsal: bool = False  # writes nothing, neither files nor memory
    ping: bool = True  # tells the hub what has changed
    allow_shrink: bool = False  # feeds may lose most of their articles
    diff: bool = False  # the report tells what changes in each feed, and why
    prune: bool = False  # removes files that no definition makes any more
    readers: Callable[[int], Executor | None] = lambda documents: None
    progress: Callable[[int, int, str], None] = lambda done, total, name: None


def build(site: Site, options: Options) -> Report:
    """Fetch what is due, then write the feeds.

    A definition that cannot be published costs no other one; all that is wrong is in
    the report. Raises StateError.
    """
    if not site.is_sound:
        if options.rehearsal:
            return Report(findings=site.findings)
        return news.of_mistakes(site, options.now)
    run = partial(_build, options=options)
    return renewed(run, site, options.now, rehearsal=options.rehearsal)


def _build(site: Site, options: Options) -> Report:
    with Store(site.state, kept=not options.rehearsal) as store:
        definitions = _chosen(site, options.names)
        gathered = gather(definitions, site.timezone, _asking(site, store, options))
        restored = _restored(gathered.definitions, site, store, options.now)
        report, held = _published(gathered, site, store, options)
        report = replace(
            report,
            findings=(*report.findings, *restored.findings),
            restored=restored.articles,
        )
        report = _tidied(report, site, store, options)
        if options.rehearsal:
            # It tells all that is wrong; nothing has begun or ended by it.
            findings = (*report.findings, *flaws(gathered.definitions, store))
            return replace(report, findings=findings)
        store.drop_ledgers((*site.held, *(each.name for each in site.definitions)))
        if site.retention is not None:
            store.trim(options.now - site.retention)
        if options.ping and not options.offline:
            report = announced(report, site, store, options.names)
        return news.of_build(report, site, gathered, held, store, options.now)


def fetch(site: Site, options: Options) -> Report:
    """Fetch what is due, and write no feeds: the first half of a build.

    Raises StateError.
    """
    if not site.is_sound:
        return news.of_mistakes(site, options.now)
    return renewed(partial(_fetch, options=options), site, options.now, rehearsal=False)


def _fetch(site: Site, options: Options) -> Report:
    with Store(site.state) as store:
        definitions = _chosen(site, options.names)
        gathered = gather(definitions, site.timezone, _asking(site, store, options))
        report = Report(
            sources=gathered.sources,
            findings=(*site.findings, *gathered.findings),
        )
        return news.of_fetch(report, site, gathered, store, options.now)


def _published(
    gathered: Gathered, site: Site, store: Store, options: Options
) -> tuple[Report, set[str]]:
    """Publish all that there is, each definition for itself; the lists come last.

    Return what became of it, and the names of definitions that are held back.
    """
    press = Press(site.output, store, rehearsal=options.rehearsal)
    retractors = _retractors(site, store)
    held = {*site.held, *gathered.held}
    feeds: list[FeedReport] = []
    files: Mapping[str, Put] = {}
    invalid: list[str] = []
    unwritten: list[str] = []
    for definition in gathered.definitions:
        try:
            desk = Desk(definition, store, options.now, retractors)
            feeds += _feeds(desk, site, store, press, options)
        except OutputError as error:
            held.add(definition.name)
            unwritten.append(str(error))
    try:
        names = {definition.name for definition in site.definitions}
        files, invalid = press.front(names | held, held)
    except OutputError as error:
        unwritten.append(str(error))
    for name in sorted(held):
        feeds += press.held(name)
    left_out = dict.fromkeys(each for feed in feeds for each in feed.left_out)
    report = Report(
        sources=gathered.sources,
        feeds=tuple(feeds),
        findings=(*site.findings, *gathered.findings, *left_out),
        files=files,
        unwritten=tuple(dict.fromkeys(unwritten)),
        held=(*(line for each in feeds for line in each.refused), *invalid),
    )
    return report, held


def _feeds(
    desk: Desk, site: Site, store: Store, press: Press, options: Options
) -> list[FeedReport]:
    """Put the feeds of a definition together and publish them, if that is needed."""
    name = desk.definition.name
    stamp = desk.stamp(site.base_url, site.hub)
    before = store.composed(name)
    archivist = Archivist(desk, site.output, options.now, rehearsal=options.rehearsal)
    if before is not None and _holds(before, stamp, options.now):
        kept = press.kept(name, before.fingerprints)
        if kept and archivist.is_kept(site.base_url):
            return kept
    feeds, until = desk.compose(site.base_url, site.hub)
    feeds[0] = archivist.prepare(feeds[0])
    (as_written,) = (each for each in site.definitions if each.name == name)
    gate = Gate(desk, written(as_written, store), allow_shrink=options.allow_shrink)
    comparison = Comparison(gate, before.since if before else None)
    reports = press.publish(
        sheets(desk.definition, feeds, desk.blogroll()),
        gate,
        comparison.changes if options.diff else None,
        archivist.carry_out,
    )
    is_held = any(each.held for each in reports)
    composed = Composed(
        stamp="" if is_held else stamp,  # what is held back is tried again
        fingerprints=press.fingerprints(feed.path for feed in feeds),
        since=before.since if before and is_held else options.now,
        until=min(filter(None, (until, archivist.until)), default=None),
    )
    if composed != before:
        store.compose(name, composed)
    return reports


def _restored(
    definitions: Sequence[Definition], site: Site, store: Store, now: datetime
) -> Restoration:
    """Let the memory know what was published of definitions that it does not know."""
    new = [each for each in definitions if store.composed(each.name) is None]
    if not new:
        return Restoration()
    from .restoring import restore  # few runs need it

    return restore(new, store, site.output, now, site.fetch.max_size)


def _tidied(report: Report, site: Site, store: Store, options: Options) -> Report:
    """Tell of files that no definition makes any more, or remove them.

    Only a run that asks for them looks for them.
    """
    if not (options.prune or options.rehearsal):
        return report
    held = {each.name for each in report.feeds if "held" in each.files.values()}
    stale = pruning.stale(site, store, held.union(site.held), options.names)
    if not options.prune:
        findings = pruning.told(stale, site.output)
        return replace(report, findings=(*report.findings, *findings))
    try:
        if not options.rehearsal:
            pruning.prune(stale, site.output, store)
    except OutputError as error:
        return replace(report, unwritten=(*report.unwritten, str(error)))
    return replace(report, pruned=tuple(stale))


def _holds(composed: Composed, stamp: str, now: datetime) -> bool:
    return (
        composed.stamp == stamp
        and composed.since <= now
        and (composed.until is None or now < composed.until)
    )


@contextmanager
def look(site: Site, options: Options) -> Iterator[tuple[list[Desk], Report, Holding]]:
    """Give the desks of a build that asks nobody and writes nothing, to look at.

    With them comes what was held back before.
    """
    with Store(site.state, kept=False) as store:
        offline = replace(options, offline=True)
        gathered = gather(
            _chosen(site, options.names), site.timezone, _asking(site, store, offline)
        )
        retractors = _retractors(site, store)
        yield (
            [
                Desk(each, store, options.now, retractors)
                for each in gathered.definitions
            ],
            Report(
                sources=gathered.sources,
                findings=(*site.findings, *gathered.findings),
            ),
            Holding(site.output, store),
        )


def _chosen(site: Site, names: Sequence[str]) -> list[Definition]:
    return [each for each in site.definitions if not names or each.name in names]


def _retractors(site: Site, store: Store) -> frozenset[str]:
    """Return the keys of all sources of records: what they retract is so everywhere.

    Those of a definition that is held back by a mistake are known from before.
    """
    named = (each.key for d in site.definitions for each in d.sources)
    own = {key for key in named if key.startswith("records:")}
    held = tuple(f"records:{name}:" for name in site.held)
    return frozenset(own | {key for key in store.sources() if key.startswith(held)})


def _asking(site: Site, store: Store, options: Options) -> Asking:
    return Asking(
        store=store,
        fetcher=Fetcher(site.fetch),
        policy=site.fetch,
        now=options.now,
        offline=options.offline or options.rehearsal,
        refresh=options.refresh,
        readers=options.readers,
        progress=options.progress,
    )
