"""A feed, as it is read and as it is published."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, TypeVar

from .articles import Article, Person, Published
from .regions import Region, RegionMap
from .talks import Rhythm

A = TypeVar("A", Article, Published)


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
