"""How sources are asked, what comes of it, and what is remembered of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeAlias


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """How often a feed says that it is to be asked, and when not."""

    # RSS 2.0 `ttl`, or what `sy:updatePeriod` and `sy:updateFrequency` come to
    pause: timedelta = timedelta()
    skip_hours: tuple[int, ...] = ()  # of the day in UTC, 0 to 23 (RSS 2.0 `skipHours`)
    skip_days: tuple[int, ...] = ()  # of the week, Monday is 0 (RSS 2.0 `skipDays`)


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchPolicy:
    """How we ask: the limits of a run, and what one source may add to them."""

    every: timedelta = timedelta(hours=1)  # our own wish; never under 15 minutes
    timeout: timedelta = timedelta(seconds=30)  # for one source, redirects and all
    max_size: int = 20_000_000  # bytes on the wire
    concurrency: int = 32  # requests at once, over all hosts
    per_host: int = 2  # requests at once to one host
    delay: timedelta = timedelta(seconds=1)  # between two starts on one host
    budget: timedelta = timedelta(minutes=10)  # for the fetching of a whole run
    allow: tuple[str, ...] = ()  # "host:port" that may be private or loopback
    contact: str | None = None  # goes into the User-Agent


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What we remember of our talks with one source. New sources have the default."""

    etag: str | None = None  # as the server sent it
    last_modified: str | None = None  # likewise
    digest: str | None = None  # of the bytes last read well
    asked: datetime | None = None  # start of the run that asked last
    succeeded: datetime | None = None  # start of the run that last got an answer
    not_before: datetime | None = None  # the publisher wants no request until then
    failures: int = 0  # in a row
    error: str | None = None  # of the last request, if it failed
    status: int | None = None  # HTTP status of the last answer
    gone: bool = False  # 410: not asked again by itself
    moved: str | None = None  # where permanent redirects have led
    validators_from: str | None = None  # the origin that gave etag and last_modified
    manner: str | None = None  # how it was asked: what a person may have mended since
    edition: str | None = None  # of the program that read it last
    rhythm: Rhythm = field(default_factory=Rhythm)  # of the feed last read well


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """Bytes arrived. `headers` has lower-case names."""

    data: bytes  # decoded: no content coding is left
    url: str  # where they came from in the end
    status: int = 200  # or 226
    headers: Mapping[str, str] = field(default_factory=dict)
    moved: str | None = None  # where the permanent prefix of the redirects led


@dataclass(frozen=True, slots=True, kw_only=True)
class NotModified:
    """304: what we have is still right."""

    headers: Mapping[str, str] = field(default_factory=dict)
    moved: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """No feed came, and why, in words a person understands."""

    reason: str
    status: int | None = None  # None: there was no answer
    headers: Mapping[str, str] = field(default_factory=dict)
    passing: bool = False  # no whole answer came, or the server's fault: it may be over


Outcome: TypeAlias = Fetched | NotModified | Failed
