"""Tells the WebSub hub which feeds have changed, and remembers what it was told.

What could not be told is told in the next run: a file counts as told only when the hub
has taken the word for it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from ..config import Site
from ..errors import UsageError
from ..fetch import hub
from ..model import Finding
from ..store import Store
from ..write import FORMATS
from .report import Ping, Report

_FEEDS = {known.file for known in FORMATS.values()}


class _Topic(NamedTuple):
    """A file that a hub is told of."""

    address: str
    path: str
    stamp: str


def announced(
    report: Report, site: Site, store: Store, names: Sequence[str] = ()
) -> Report:
    """Tell the hub what has changed since it was last told; return that, reported.

    Of a feed that is held back it is what is in place. Raises StateError.
    """
    return _told(report, site, store, _changed(site, store, names))


def ping(site: Site, names: Sequence[str] = (), *, everything: bool = False) -> Report:
    """Tell the hub what it was not told yet, or *everything* once more.

    Raises StateError, and UsageError where there is no hub.
    """
    if site.is_sound and site.hub is None:
        file = site.feeds / "feedtool.yaml"
        raise UsageError(
            f"there is no hub to be told: write `hub: https://…` into {file}"
        )
    report = Report(findings=tuple(f for f in site.findings if f.level == "error"))
    with Store(site.state) as store:
        topics = (_all if everything else _changed)(site, store, names)
        return _told(report, site, store, topics)


# -- what there is to tell --------------------------------------------------------


def _all(site: Site, store: Store, names: Sequence[str]) -> Iterator[_Topic]:
    """Yield the files of all feeds that have an address, as they were published."""
    shown = store.shown()
    chosen = (d.name for d in site.definitions if not names or d.name in names)
    composed = filter(None, map(store.composed, chosen))
    for folder in (path for each in composed for path in each.fingerprints):
        feed = shown.get(folder)
        if feed is None or feed.listed.address is None:
            continue
        for path, stamp in feed.stamps.items():
            file = path.removeprefix(folder)
            if file in _FEEDS:
                yield _Topic(f"{feed.listed.address}{file}", path, stamp)


def _changed(site: Site, store: Store, names: Sequence[str]) -> Iterator[_Topic]:
    if site.hub is None:
        return
    known = store.announcements().stamps()
    for topic in _all(site, store, names):
        if known.get(topic.path) != topic.stamp:
            yield topic


# -- telling it -------------------------------------------------------------------


def _told(report: Report, site: Site, store: Store, topics: Iterator[_Topic]) -> Report:
    waiting = {topic.address: topic for topic in topics}
    if site.hub is None or not waiting:
        return report
    announcements = store.announcements()
    pings: dict[str, Ping] = {
        each: Ping(topic=each, outcome="left") for each in waiting
    }
    for address, status, error in hub.announce(site.hub, [*waiting], site.fetch):
        pings[address] = Ping(
            topic=address,
            outcome="failed" if error else "announced",
            status=status,
            error=error,
        )
        if error is None:
            announcements.add({waiting[address].path: waiting[address].stamp})
    trouble = trouble_with_hub(site, pings.values())
    return replace(
        report,
        pings=tuple(pings.values()),
        findings=(*report.findings, *filter(None, [trouble])),
    )


def trouble_with_hub(site: Site, pings: Collection[Ping]) -> Finding | None:
    """Return what is wrong with the hub, as *pings* have shown; None: nothing."""
    failed = [ping for ping in pings if ping.outcome == "failed"]
    if not failed:
        return None
    untold = sum(ping.outcome != "announced" for ping in pings)
    return Finding(
        level="warning",
        message=f"hub {site.hub}: {failed[0].error}; it is told of {untold} changed "
        f"file{'' if untold == 1 else 's'} in the next run",
        file=str(site.feeds / "feedtool.yaml"),
    )
