"""What the file of each format is called, and its media type."""

from __future__ import annotations

from typing import NamedTuple


class FeedFile(NamedTuple):
    """A file that a feed is in."""

    name: str
    media_type: str


RSS = FeedFile("rss.xml", "application/rss+xml")
ATOM = FeedFile("atom.xml", "application/atom+xml")
JSON = FeedFile("feed.json", "application/feed+json")
