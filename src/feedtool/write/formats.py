"""The formats that a feed is published in.

What renders them is imported when it is used, so that asking for names is cheap.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from ..model import Feed, Published
from . import files


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
            file=files.RSS.name,
            media_type=files.RSS.media_type,
            title="RSS",
            render=_rss,
        ),
        "atom": Format(
            name="atom",
            file=files.ATOM.name,
            media_type=files.ATOM.media_type,
            title="Atom",
            render=_atom,
        ),
        "json": Format(
            name="json",
            file=files.JSON.name,
            media_type=files.JSON.media_type,
            title="JSON Feed",
            render=_json,
        ),
    }
)
