"""What is remembered of runs before: what was published, and what was told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from .files import Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """What pages and lists say of a feed that is published."""

    title: str
    path: str  # its folder below the output folder, "news/" or "news/asia/"
    link: str | None = None  # the human page it belongs to
    address: str | None = None  # the URL of its folder
    description: str = ""
    region: str | None = None  # the title of a subfeed's region
    around: tuple[str, ...] = ()  # the ids of the regions around that, nearest first
    updated: datetime | None = None
    articles: int = 0
    formats: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A feed as it was published last, and all that its files are made of."""

    listed: Listed
    fingerprint: str
    stamps: Mapping[str, str]  # of its files by path: changed when one of them is
    articles: Mapping[str, str]  # by id, a digest of what is shown of it
    written: str = ""  # a digest of what feeds/ said of it then; "": nobody knows
    left_out: tuple[Finding, ...] = ()  # articles that no valid feed can have


@dataclass(frozen=True, slots=True, kw_only=True)
class Composed:
    """What the feeds of a definition were put together from, and how long that holds.

    Put together again while it holds, from the same, they would be the same.
    """

    stamp: str  # of the definition and of all that its sources have given
    fingerprints: Mapping[str, str]  # of the feeds that came of it, by path
    since: datetime
    until: datetime | None = None  # an article appears or expires then


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a person has been told of a trouble, by the runs until now."""

    since: datetime  # start of the run that saw it first
    reason: str | None = None  # that was told; None: none, since it may yet pass
    wavers: bool = False  # the last run saw another one, which may pass too
    said: str | None = None  # the words for it, as they were last
