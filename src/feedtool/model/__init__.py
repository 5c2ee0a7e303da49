"""Every value that crosses rooms, frozen. Nothing here does anything.

The model is Atom's (RFC 4287); RSS and JSON Feed are mapped onto it. Unless a
field says otherwise, text is plain (no markup), URLs are absolute and times are
aware datetimes in UTC with whole seconds.
"""

from __future__ import annotations

from .articles import (
    Article,
    Category,
    Copy,
    Enclosure,
    Evidence,
    MergePolicy,
    Part,
    Person,
    Pin,
    Published,
    Source,
)
from .feeds import Feed, Outline
from .files import File, Finding
from .memories import Composed, Listed, Shown, Told
from .regions import Names, Region, RegionMap
from .talks import Failed, Fetched, FetchPolicy, NotModified, Outcome, Rhythm, State

__all__ = [
    "Article",
    "Category",
    "Composed",
    "Copy",
    "Enclosure",
    "Evidence",
    "Failed",
    "Feed",
    "FetchPolicy",
    "Fetched",
    "File",
    "Finding",
    "Listed",
    "MergePolicy",
    "Names",
    "NotModified",
    "Outcome",
    "Outline",
    "Part",
    "Person",
    "Pin",
    "Published",
    "Region",
    "RegionMap",
    "Rhythm",
    "Shown",
    "Source",
    "State",
    "Told",
]
