"""The formats that a feed is published in, and the file each of them goes into.

What renders them is imported when it is used, so that asking for names is cheap.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from ..model import Feed, Published


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A way to write a feed."""

    name: str  # as in feed.yaml
    file: str  # in the folder of the feed
    media_type: str
    title: str  # for people
    render: Callable[[Feed[Published]], bytes]


def _rss(feed: Feed[Published]) -> bytes:
    from . import rss

    return rss.render(feed)


def _atom(feed: Feed[Published]) -> bytes:
    from . import atom

    return atom.render(feed)


def _json(feed: Feed[Published]) -> bytes:
    from . import jsonfeed

    return jsonfeed.render(feed)


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "rss": Format(
            name="rss",
            file="rss.xml",
            media_type="application/rss+xml",
            title="RSS",
            render=_rss,
        ),
        "atom": Format(
            name="atom",
            file="atom.xml",
            media_type="application/atom+xml",
            title="Atom",
            render=_atom,
        ),
        "json": Format(
            name="json",
            file="feed.json",
            media_type="application/feed+json",
            title="JSON Feed",
            render=_json,
        ),
    }
)
