"""What of a run nobody has been told yet: asked of the memory, and remembered there."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from ..config import Site
from ..errors import StateError
from ..store import Store
from . import troubles
from .announcing import trouble_with_hub
from .gather import Gathered
from .report import Report
from .troubles import Sighting, of_definitions, of_findings, of_gate, of_hub


def of_fetch(
    report: Report, site: Site, gathered: Gathered, store: Store, now: datetime
) -> Report:
    """Return *report* with the news of a fetch."""
    sightings = (*of_findings(site.findings), *gathered.sightings)
    return _told(report, sightings, store, now)


def of_build(
    report: Report,
    site: Site,
    gathered: Gathered,
    held: Collection[str],
    store: Store,
    now: datetime,
) -> Report:
    """Return *report* with the news of a build that held these definitions back."""
    published = {each.name for each in gathered.definitions}.difference(held)
    hub = trouble_with_hub(site, report.pings)
    sighted = {*gathered.findings, hub}
    sightings = (
        *gathered.sightings,
        *of_findings(each for each in report.findings if each not in sighted),
        *of_findings(report.faults),
        *of_gate(report),
        *of_hub(site.hub, report.pings, hub),
        *of_definitions(sorted(held), sorted(published)),
    )
    remains = _remaining(report, site, published, held)
    return _told(report, sightings, store, now, remains)


def of_mistakes(site: Site, now: datetime) -> Report:
    """Return the report of a run that is all held back by mistakes in feeds/.

    Where the memory cannot be asked, all of them are told.
    """
    report = Report(findings=site.findings)
    sightings = (*of_findings(site.findings), *of_definitions(site.held, ()))
    if site.state.exists():
        with suppress(StateError), Store(site.state) as store:
            return _told(report, sightings, store, now)
    return report


def _told(
    report: Report,
    sightings: Iterable[Sighting],
    store: Store,
    now: datetime,
    remains: Callable[[str], bool] = lambda key: True,
) -> Report:
    told = store.troubles()
    lasting = troubles.lasting(told, now)
    seen = troubles.look(sightings, lasting, now, remains=remains)
    if seen.told != told:
        store.keep_troubles(seen.told)
    return replace(report, news=seen.news)


def _remaining(
    report: Report, site: Site, published: Collection[str], held: Collection[str]
) -> Callable[[str], bool]:
    """Tell by its key whether a trouble that was not looked at may still be there.

    What is written in files, and of definitions, is all looked at by a build of all of
    them; sources are not, if they rest or are those of a definition held back.
    """
    is_whole = {each.name for each in site.definitions} <= {*published, *held}
    sources = {source.key for source in report.sources}

    def remains(key: str) -> bool:
        kind, name = troubles.parts(key)
        if kind in ("source", *troubles.ODDITIES):
            return not is_whole or bool(held) or name in sources
        return not is_whole

    return remains
