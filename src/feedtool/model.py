"""Every value that crosses rooms, frozen. Nothing here does anything.

The model is Atom's (RFC 4287); RSS and JSON Feed are mapped onto it. Unless a
field says otherwise, text is plain (no markup), URLs are absolute and times are
aware datetimes in UTC with whole seconds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Generic, Literal, TypeAlias, TypeVar

# -- articles ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody with a name: an Atom person (RFC 4287 §3.2)."""

    name: str
    email: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """A topic, as its author gave it (RFC 4287 §4.2.2, RSS 2.0 `category`)."""

    term: str
    scheme: str | None = None
    label: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosure:
    """Attached media (RSS 2.0 `enclosure`, JSON Feed `attachments`)."""

    url: str
    type: str | None = None  # a media type
    length: int | None = None  # bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Who published an article first: `atom:source`, RSS `source`."""

    title: str | None = None
    link: str | None = None  # its human page
    feed: str | None = None  # the address of its feed
    id: str | None = None  # what its feed calls itself


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One thing to read, as one source carries it.

    Readers and records make it so; merging and publishing rely on it.
    """

    guid: str | None = None  # Atom id, RSS guid, JSON Feed id; byte for byte
    link: str | None = None  # the permalink: rel=alternate
    title: str = ""
    published: datetime | None = None
    updated: datetime | None = None
    summary: str = ""
    content: str = ""  # HTML as its publisher wrote it, not yet made safe
    base: str | None = None  # what relative links in content are resolved against
    authors: tuple[Person, ...] = ()
    categories: tuple[Category, ...] = ()
    enclosures: tuple[Enclosure, ...] = ()
    image: str | None = None
    language: str | None = None  # BCP 47: its own, else its feed's
    source: Source | None = None  # where its publisher says it comes from
    rights: str | None = None
    # What only a record can say:
    regions: tuple[str, ...] | None = None  # region ids; () is none, for certain
    expires: datetime | None = None
    draft: bool = False
    retracted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Pin:
    """The public id and first date of an article, fixed when first published."""

    id: str
    published: datetime
    # Other addresses that it was published with, of copies that the memory has lost.
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """One of several articles that are the same thing, and when we saw it."""

    article: Article
    source: str  # the key of the source that carries it
    address: str  # that source's address as configured; part of ids we make
    rank: int = 0  # the source's place in its definition: lower is trusted more
    place: str | None = None  # of a record: its file and line, "articles/a.yaml:3"
    dated: datetime  # published, where that is plausible; else first seen
    first_seen: datetime
    last_seen: datetime
    updated: datetime | None = None  # when its publisher last changed what it says
    near: frozenset[int] = frozenset()  # numbers of others that have the same text
    row: int = 0  # its number in the memory
    pin: Pin | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MergePolicy:
    """How copies are joined."""

    near: bool = True  # the same text under another address is the same article
    # Of outside articles dated up to 7 days ahead: wait, or count from first sight.
    future: Literal["hold", "now"] = "hold"


Part: TypeAlias = Literal["title", "summary", "category", "content"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Why an article is in a region.

    `record` and `source`: it was named there, for certain. `words`: by keywords.
    `places`: by names of places on the map. `inside`: it is in a region within this
    one.
    """

    rule: Literal["record", "source", "words", "places", "inside"]
    words: tuple[str, ...] = ()  # the words that were found, or the regions inside
    # Of words that were found, the part each is first in; it makes no other evidence.
    where: tuple[Part, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What is made of all copies of one article; what every feed shows."""

    id: str  # an absolute IRI, the same in every format and feed, for ever
    article: Article  # the winning copy, completed by the others
    published: datetime
    updated: datetime
    source: Source | None = None  # None for what is our own
    also: tuple[str, ...] = ()  # other addresses that copies of it had
    regions: Mapping[str, Evidence] = field(default_factory=dict)
    copies: tuple[Copy, ...] = ()  # the winner first


# -- feeds ------------------------------------------------------------------------

A = TypeVar("A", Article, Published)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """How often a feed says that it is to be asked, and when not."""

    # RSS 2.0 `ttl`, or what `sy:updatePeriod` and `sy:updateFrequency` come to
    pause: timedelta = timedelta()
    skip_hours: tuple[int, ...] = ()  # of the day in UTC, 0 to 23 (RSS 2.0 `skipHours`)
    skip_days: tuple[int, ...] = ()  # of the week, Monday is 0 (RSS 2.0 `skipDays`)


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed(Generic[A]):
    """A header and its articles.

    `read.parse` gives a `Feed[Article]`, `write` takes a `Feed[Published]`.
    """

    title: str = ""
    link: str | None = None  # the human page it belongs to
    id: str | None = None
    description: str = ""
    language: str | None = None
    authors: tuple[Person, ...] = ()
    rights: str | None = None
    icon: str | None = None  # small and square
    image: str | None = None  # large
    updated: datetime | None = None
    articles: tuple[A, ...] = ()
    # Only of a feed that was read:
    self_link: str | None = None  # where it says that it lives
    rhythm: Rhythm = field(default_factory=Rhythm)
    flaw: str | None = None  # what it is, where it had to be mended to be read
    # Only of a feed that we publish:
    path: str = ""  # its folder below the output folder, "news/" or "news/asia/"
    address: str | None = None  # the URL of that folder, with a slash at its end
    region: Region | None = None  # of a subfeed
    around: tuple[Region, ...] = ()  # the regions around that, the nearest first
    map: RegionMap | None = None  # the names of all regions its articles may be in
    hub: str | None = None  # the address of the WebSub hub that is told of changes
    volumes: int = 0  # how many its archive has (RFC 5005 §4); 0: it has none
    volume: int = 0  # the number of this one, from 1; 0: what one subscribes to


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """A line of OPML 2.0: a feed, or a folder of them."""

    title: str
    feed: str | None = None  # xmlUrl: a URL, or a path when it was read from a file
    link: str | None = None  # htmlUrl
    description: str = ""
    type: str | None = None  # "rss", also for Atom; "json" is not standard
    outlines: tuple[Outline, ...] = ()


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


# -- regions ----------------------------------------------------------------------

# What places are known by: names of places and peoples, or telling names as well, of
# who governs them, of parliaments, armies, companies.
Names: TypeAlias = Literal["places", "people"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """A part of the map."""

    id: str  # a slug, unique in its map
    title: str
    parent: str | None = None  # the id of the region around it
    places: tuple[str, ...] = ()  # codes of ISO 3166-1, ISO 3166-2, and areas of M49
    keywords: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()  # beside these, neither places nor keywords count
    code: str | None = None  # its own in UN M49, three digits
    is_country: bool = False  # of M49: it has a subfeed only where each country has


@dataclass(frozen=True, eq=False)
class RegionMap:
    """All regions in the order they were written, a parent before its children.

    Made once a run, and compared by identity, so that what is worked out of a map can
    be kept beside it.
    """

    regions: tuple[Region, ...] = ()
    names: Names = "places"

    def __iter__(self) -> Iterator[Region]:
        return iter(self.regions)


# -- fetching ---------------------------------------------------------------------


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
class Told:
    """What a person has been told of a trouble, by the runs until now."""

    since: datetime  # start of the run that saw it first
    reason: str | None = None  # that was told; None: none, since it may yet pass
    wavers: bool = False  # the last run saw another one, which may pass too


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

# -- files and findings -----------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file to be published."""

    path: str  # below the output folder, with forward slashes
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something a person should know: what is wrong, where, and what to do.

    An `error` holds something back, a `warning` does not, a `note` is advice that
    only `check` and `lint` give, or good news.
    """

    level: Literal["error", "warning", "note"]
    message: str
    rule: str | None = None  # a short name, of findings of `lint`
    file: str | None = None  # as a person would type it
    line: int | None = None  # from 1
    column: int | None = None  # from 1
    hint: str | None = None  # "did you mean 'title'?"

    def __str__(self) -> str:
        place = ":".join(
            str(part) for part in (self.file, self.line, self.column) if part
        )
        text = f"{place}: {self.message}" if place else self.message
        return f"{text} ({self.hint})" if self.hint else text
