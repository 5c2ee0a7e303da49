"""An article, as a source carries it, and what is made of its copies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, TypeAlias


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
    # HTML as its publisher wrote it, not yet made safe: `html.clean` does that. It has
    # any character that XML allows (§2.2), and no other.
    content: str = ""
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

    @property
    def says_anything(self) -> bool:
        """Whether there is anything to read, to see, to hear or to open."""
        text = self.title or self.summary or self.content
        return bool(text or self.link or self.enclosures or self.image)


# -- of copies --------------------------------------------------------------------


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


# -- as it is published -----------------------------------------------------------

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
