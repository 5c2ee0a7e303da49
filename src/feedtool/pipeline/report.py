"""What a run came to, as values: for people, for `--json`, for the exit status."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, NamedTuple, TypeAlias

from ..model import Evidence, Finding

Asked: TypeAlias = Literal["fetched", "unchanged", "failed", "waiting", "gone", "left"]
Put: TypeAlias = Literal["wrote", "kept", "held"]

# What may be odd about a source: it has nothing any more, items that say nothing, many
# new ones at once, or it may be another one now.
Oddity: TypeAlias = Literal["empty", "blank", "flood", "change"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceReport:
    """What became of one source in this run.

    `waiting`: not due, or not asked offline; `left`: the time of the run was used up.
    """

    key: str  # what the memory knows it by
    address: str  # to be shown: nothing in it is secret
    name: str
    outcome: Asked
    status: int | None = None  # HTTP status
    articles: int = 0  # that it has given us, ever
    new: int = 0
    next: datetime | None = None  # when it may be asked again; of files never
    error: str | None = None
    remark: str | None = None  # what is odd about what came, though it was taken
    oddity: Oddity | None = None  # what the remark is of
    since: datetime | None = None  # a run before has made the remark, then
    is_first: bool = False  # it has never answered well before
    is_renamed: bool = False  # it calls itself otherwise than before
    passing: bool = False  # its failure may be over by itself


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What is to be another in a feed: an article, or what the feed says of itself."""

    kind: Literal["added", "dropped", "changed", "moved"]
    id: str | None = None  # None: of the feed itself
    title: str = ""
    was: str | None = None  # the title before, if that has changed
    link: str | None = None
    published: datetime | None = None
    parts: tuple[str, ...] = ()  # what has changed of it: "title", "text", …
    left: tuple[str, ...] = ()  # regions that it is in no more
    entered: Mapping[str, Evidence] = field(default_factory=dict)  # and that it is in
    why: str | None = None  # it is there now, or is not


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedReport:
    """What became of one feed or subfeed in this run."""

    name: str
    region: str | None
    articles: int = 0
    added: int = 0
    removed: int = 0
    changed: int = 0
    files: Mapping[str, Put] = field(default_factory=dict)
    held: str | None = None  # why the gate holds it back
    held_for: str | None = None  # that in short: the same as long as the reason is
    held_with: str | None = None  # the folder of the feed whose `held` tells of it too
    archive_held: tuple[str, ...] = ()  # and volumes of its archive, a line for each
    left_out: tuple[Finding, ...] = ()  # articles that cannot be made valid
    changes: tuple[Change, ...] = ()  # where they were asked for

    @property
    def refused(self) -> tuple[str, ...]:
        """Why the gate holds it back, or volumes of its archive: what is to be told."""
        own = self.held if self.held_with is None else None
        return (*filter(None, [own]), *self.archive_held)


class Restoration(NamedTuple):
    """How many articles were found where they are published, and what is wrong."""

    articles: int = 0
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What nobody has been told yet of what is wrong, and of what is no longer."""

    begun: tuple[Finding, ...] = ()  # or are another trouble now
    ended: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ping:
    """What became of telling the hub that a feed has changed.

    `left`: there was no time for it, or the hub wanted no more for now.
    """

    topic: str  # the address of the feed
    outcome: Literal["announced", "failed", "left"]
    status: int | None = None  # HTTP status
    error: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What became of a whole run."""

    sources: tuple[SourceReport, ...] = ()
    feeds: tuple[FeedReport, ...] = ()
    findings: tuple[Finding, ...] = ()
    files: Mapping[str, Put] = field(default_factory=dict)  # index.html, feeds.opml
    unwritten: tuple[str, ...] = ()  # why files could not be put in place
    pings: tuple[Ping, ...] = ()  # of the hub
    held: tuple[str, ...] = ()  # why the gate holds feeds, volumes or lists back
    restored: int = 0  # articles that a new memory has from the output folder
    pruned: tuple[str, ...] = ()  # files that no definition made any more
    news: News | None = None  # None: what was told before is not known

    @property
    def faults(self) -> tuple[Finding, ...]:
        """Why files could not be put in place, as findings."""
        return tuple(Finding(level="error", message=each) for each in self.unwritten)

    @property
    def refusals(self) -> tuple[Finding, ...]:
        """Why the gate holds something back, as findings."""
        return tuple(map(refusal, self.held))

    @property
    def wrong(self) -> tuple[Finding, ...]:
        """All that is wrong, told before or not."""
        found = (each for each in self.findings if each.level != "note")
        return (*found, *self.faults, *self.refusals)

    @property
    def exit_status(self) -> int:
        """74: not written; 2: a mistake in feeds/; 3: held; 1: a source failed; 0."""
        if self.unwritten:
            return 74
        if any(finding.level == "error" for finding in self.findings):
            return 2
        if self.held:
            return 3
        return int(any(source.outcome == "failed" for source in self.sources))


def refusal(held: str) -> Finding:
    """Return what is said of something that the gate holds back."""
    return Finding(level="error", message=f"held back: {held}")
