"""What the files in feeds/ come to: a site, its definitions and their sources."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, timedelta, tzinfo
from pathlib import Path
from typing import Literal, TypeAlias

from .. import urls
from ..model import FetchPolicy, Finding, MergePolicy, Person, RegionMap
from ..select import Filters, Portion

SourceKind: TypeAlias = Literal["records", "feed", "opml"]
Format: TypeAlias = Literal["rss", "atom", "json"]
FORMATS: tuple[Format, ...] = ("rss", "atom", "json")


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """A source of a definition: records, a feed, or an OPML list of feeds."""

    kind: SourceKind
    address: str  # as written in feed.yaml, `${NAME}` unfilled: part of ids we make
    key: str  # what the memory knows it by: the same as long as the address is
    # Of the web: `${NAME}` filled in, so perhaps secret.
    url: str | None = field(default=None, repr=False)
    path: Path | None = None  # of a file or folder on disk
    line: int | None = None  # where it stands in feed.yaml
    title: str | None = None  # our name for it
    folder: str | None = None  # of an OPML list: this outline and what is in it
    regions: tuple[str, ...] = ()  # all of it is about these
    every: timedelta | None = None
    filters: Filters = field(default_factory=Filters)
    content: Portion = "full"
    flood: int = 100  # new articles in one run; more of them do not count as news
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    secrets: tuple[str, ...] = field(default=(), repr=False)  # what was filled in
    allow_private: bool = False
    may_be_private: bool = True  # the line above can be written for it

    @property
    def shown(self) -> str:
        """The address as people may see it: with nothing secret in it."""
        return urls.masked(self.address)


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """How one feed and its subfeeds are made: a folder in feeds/."""

    name: str  # a slug: its place below the output folder
    folder: Path
    file: str  # its feed.yaml, as a person would type it
    title: str
    link: str
    id: str  # given, or made from the link
    description: str = ""
    language: str | None = None
    authors: tuple[Person, ...] = ()
    rights: str | None = None
    icon: str | None = None
    image: str | None = None
    sources: tuple[Subscription, ...] = ()  # the one trusted most first
    filters: Filters = field(default_factory=Filters)
    limit: int  # articles in each feed and subfeed
    merge: MergePolicy = field(default_factory=MergePolicy)
    formats: tuple[Format, ...] = FORMATS
    archive: bool = False  # of all that its own feed ever showed (RFC 5005 §4)
    map: RegionMap = field(default_factory=RegionMap)
    subfeeds: tuple[str, ...] = ()  # the ids of the regions that have one
    # Those of them that are countries have one only when they had an article once.
    countries: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """All that feeds/ says."""

    feeds: Path
    output: Path
    state: Path
    base_url: str | None = None  # with a slash at its end
    hub: str | None = None  # of WebSub
    timezone: tzinfo = UTC
    fetch: FetchPolicy = field(default_factory=FetchPolicy)
    retention: timedelta | None = None  # text of outside articles is kept so long
    map: RegionMap = field(default_factory=RegionMap)  # of regions.yaml
    definitions: tuple[Definition, ...] = ()  # the sound ones, by name
    held: tuple[str, ...] = ()  # the names of the others
    is_sound: bool = True  # there is no mistake in what they share
    findings: tuple[Finding, ...] = ()
