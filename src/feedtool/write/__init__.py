"""Feeds into bytes: RSS 2.0, Atom 1.0, JSON Feed 1.1, OPML 2.0 and HTML pages.

Nothing here looks at the clock or the machine: the same values give the same bytes.
"""

from __future__ import annotations

from .formats import FORMATS, Format

__all__ = ["FORMATS", "Format"]
