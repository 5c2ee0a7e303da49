"""Gathers all that definitions are made of: records, lists of feeds, then feeds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import tzinfo
from typing import NamedTuple

from .. import config, schedule, urls
from ..config import Definition, Subscription
from ..model import Finding, Outline
from ..plainyaml import Wrong
from ..read import opml
from ..store import Store
from .outside import Asking, ask
from .own import take_records
from .report import Oddity, SourceReport
from .troubles import Sighting, lasting, of_findings, of_source, recalled


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """What there is to build from."""

    definitions: tuple[Definition, ...]  # their lists unfolded into feeds
    held: tuple[str, ...] = ()  # the names of those whose records have mistakes
    sources: tuple[SourceReport, ...] = ()
    findings: tuple[Finding, ...] = ()
    sightings: tuple[Sighting, ...] = ()  # of all that was looked at


def gather(definitions: Sequence[Definition], zone: tzinfo, asking: Asking) -> Gathered:
    """Bring the memory up to date with all that is due for *definitions*."""
    findings: list[Finding] = []
    sound = []
    for definition in definitions:
        found = take_records(definition, zone, asking.store, asking.now)
        findings += found
        if not any(finding.level == "error" for finding in found):
            sound.append(definition)
    lists = ask(_of_kind(sound, "opml"), asking)
    unfolded = []
    for definition in sound:
        sources, found = unfold(definition, asking.store)
        findings += found
        unfolded.append(replace(definition, sources=sources))
    feeds = ask(_of_kind(unfolded, "feed"), asking)
    asking.store.compare(_compared(unfolded))
    reports = (*lists, *feeds)
    sightings = [*of_findings(findings)]
    for each in _watched(unfolded, sound, reports):
        sightings += each.sightings()
    told = lasting(asking.store.troubles(), asking.now)
    reports = tuple(recalled(each, told) for each in reports)
    for each in _watched(unfolded, sound, reports):
        if each.is_troubled():
            findings.append(each.finding())
    held = {definition.name for definition in definitions}
    return Gathered(
        definitions=tuple(unfolded),
        held=tuple(sorted(held.difference(each.name for each in sound))),
        sources=reports,
        findings=tuple(findings),
        sightings=tuple(sightings),
    )


def unfold(
    definition: Definition, store: Store
) -> tuple[tuple[Subscription, ...], list[Finding]]:
    """Return the sources of *definition*, with the feeds of its lists in their place.

    What stands twice is there once, in its first place: a source that is named counts
    before one in a list.
    """
    findings: list[Finding] = []
    named = {source.key for source in definition.sources if source.kind != "opml"}
    found: dict[str, Subscription] = {}
    for source in definition.sources:
        if source.kind != "opml":
            found.setdefault(source.key, source)
            continue
        for each in _listed(source, definition, store.outlines(source.key), findings):
            if each.key not in named:
                found.setdefault(each.key, each)
    return tuple(found.values()), findings


def flaws(definitions: Sequence[Definition], store: Store) -> Iterator[Finding]:
    """Yield what is broken in feeds that are read all the same: advice for `check`."""
    for definition in definitions:
        headers = store.headers([source.key for source in definition.sources])
        for source in definition.sources:
            header = headers.get(source.key)
            if header is not None and header.flaw is not None:
                message = (
                    f"{source.shown}: it is {header.flaw}; it is read all the same"
                )
                yield replace(_about(source, definition, message), level="note")


def _compared(definitions: Sequence[Definition]) -> set[str]:
    """Return the sources whose articles may be the same texts as those of others."""
    return {
        source.key
        for definition in definitions
        if definition.merge.near and len(definition.sources) > 1
        for source in definition.sources
    }


def _of_kind(definitions: list[Definition], kind: str) -> Iterator[Subscription]:
    for definition in definitions:
        yield from (each for each in definition.sources if each.kind == kind)


def _listed(
    source: Subscription,
    definition: Definition,
    outlines: tuple[Outline, ...],
    findings: list[Finding],
) -> Iterator[Subscription]:
    if source.folder is not None and outlines:
        inside = opml.folder(outlines, source.folder)
        if inside is None:
            message = f"{source.shown} has no folder {source.folder!r}"
            findings.append(_about(source, definition, message))
        outlines = inside or ()
    for outline in opml.feeds(outlines):
        feed = _feed(source, definition, outline)
        if isinstance(feed, str):
            message = f"{source.shown}: {outline.feed}: {feed}"
            findings.append(_about(source, definition, message))
        else:
            yield feed


def _feed(
    source: Subscription, definition: Definition, outline: Outline
) -> Subscription | str:
    """Return the feed that an outline names, or why it is not taken."""
    address = outline.feed or ""
    feed = replace(
        source, kind="feed", address=address, folder=None, title=outline.title or None
    )
    if urls.is_web(address):
        feed = replace(feed, key=address, url=address, path=None)
        # What a person trusts a list with is not for all that the list names.
        is_its_own = schedule.origin(address) == schedule.origin(source.url or "")
        if is_its_own:
            return feed
        return replace(feed, headers={}, allow_private=False, may_be_private=False)
    if source.path is None:
        return "a list from the web may name only http and https"
    if "://" in address:
        return "it is no address of the web"
    try:
        path = config.below(source.path.parent, address)
    except Wrong as wrong:
        return str(wrong)
    if not config.leads_into(path, source.path.parent):
        return "it leads out of the folder of its list"
    key = config.key_of_file(path, definition.folder.parent)
    return replace(feed, key=key, url=None, path=path)


class _Watched(NamedTuple):
    """What became of a source, and where a person has written it."""

    report: SourceReport
    source: Subscription
    definition: Definition

    def is_troubled(self) -> bool:
        return bool(self.report.error or self.report.remark)

    def finding(self) -> Finding:
        """Return its trouble: a note where this run has not seen it."""
        report = self.report
        was_asked = report.outcome in ("fetched", "unchanged", "failed")
        is_so_now = report.since is None or report.oddity in ("empty", "blank")
        trouble = self._about(_said_of(self.source, report))
        if was_asked and is_so_now:
            return trouble
        return replace(trouble, level="note")

    def sightings(self) -> Iterator[Sighting]:
        shown = self.source.shown
        carries = "lists feeds" if self.source.kind == "opml" else "has articles"
        over: dict[Oddity, str] = {
            "empty": f"it {carries} again",
            "blank": "all its items say something again",
        }
        works = "works for the first time" if self.report.is_first else "works again"
        return of_source(
            self.report,
            trouble=self._about(_said_of(self.source, self.report)),
            well=self._about(f"{shown}: {works}"),
            over={kind: self._about(f"{shown}: {said}") for kind, said in over.items()},
        )

    def _about(self, message: str) -> Finding:
        return _about(self.source, self.definition, message)


def _watched(
    unfolded: list[Definition],
    folded: list[Definition],
    reports: tuple[SourceReport, ...],
) -> Iterator[_Watched]:
    """Yield each source once, where it stands first."""
    left = {each.key: each for each in reports}
    for definition, lists in zip(unfolded, folded, strict=True):
        for source in (*definition.sources, *lists.sources):
            report = left.pop(source.key, None)
            if report is not None:
                yield _Watched(report, source, definition)


def _said_of(source: Subscription, report: SourceReport) -> str:
    if report.error is None:
        return f"{source.shown}: {report.remark}"
    kept = "what it had is kept"
    if not report.articles and source.kind == "feed":
        kept = "nothing has come from it yet"
    again = ""
    if report.outcome == "waiting" and report.next is not None:
        again = f"; asked again from {report.next:%Y-%m-%d %H:%M} UTC, or by --refresh"
    elif report.status == 410 and report.next is None:
        again = "; it is not asked again: take it out, or try --refresh"
    return f"{source.shown}: {report.error}; {kept}{again}"


def _about(source: Subscription, definition: Definition, message: str) -> Finding:
    return Finding(
        level="warning", message=message, file=definition.file, line=source.line
    )
