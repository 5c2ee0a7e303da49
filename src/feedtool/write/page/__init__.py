"""Pages for people: what is in a feed, and how to subscribe to it.

They are plain HTML without scripts that asks for nothing from elsewhere. Links between
them are relative, so that they work from any server and from disk.
"""

from __future__ import annotations

from .of_all import index_page
from .of_feed import feed_page

__all__ = ["feed_page", "index_page"]
