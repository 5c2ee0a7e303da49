"""Volumes of an archive (RFC 5005 §4), and how they and their feed are linked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ..model import Feed, Published
from .files import ATOM


class Link(NamedTuple):
    """A link of a feed to another document, by a relation of IANA's registry."""

    rel: str
    href: str
    type: str | None = None


def path(folder: str, number: int) -> str:
    """Return where volume *number* of the feed in *folder* is."""
    return f"{folder}archive/{number}.xml"


def file(feed: Feed[Published]) -> str:
    """Return the name, in its folder, of the Atom document that *feed* is."""
    return path("", feed.volume) if feed.volume else ATOM.name


def links(feed: Feed[Published]) -> Iterator[Link]:
    """Yield the links to the hub (WebSub §4) and to the volumes around *feed*.

    The feed that people subscribe to leads to the last volume.
    """
    if feed.hub:
        yield Link("hub", feed.hub)
    if not (feed.address and feed.volumes):
        return
    if feed.volume:
        yield Link("current", f"{feed.address}{ATOM.name}", ATOM.media_type)
    previous = feed.volume - 1 if feed.volume else feed.volumes
    if previous:
        address = path(feed.address, previous)
        yield Link("prev-archive", address, ATOM.media_type)
    if 0 < feed.volume < feed.volumes:
        address = path(feed.address, feed.volume + 1)
        yield Link("next-archive", address, ATOM.media_type)
