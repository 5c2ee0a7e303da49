"""One article out of many copies: identity, winner, provenance.

It sees the copies that share a key and decides which are the same thing; finding
those copies is the memory's work, choosing among articles is `select`'s.
"""

from __future__ import annotations

from collections.abc import Iterable

from ..model import Copy, MergePolicy, Published
from .grouping import groups
from .identity import detail, identity, is_edit, keys, public_id
from .joining import joined, lent, published
from .telling import distance, tie, victory
from .whole import merge_feeds

__all__ = [
    "detail",
    "distance",
    "identity",
    "is_edit",
    "joined",
    "keys",
    "lent",
    "merge",
    "merge_feeds",
    "public_id",
    "tie",
    "victory",
]


_DEFAULT = MergePolicy()


def merge(copies: Iterable[Copy], policy: MergePolicy = _DEFAULT) -> list[Published]:
    """Return what is made of *copies*: each is in one result, the winner first.

    An article that a retracted record names is in none. The result does not depend on
    the order of *copies*, and no two results have the same id.
    """
    return published(groups(copies, near=policy.near), policy)
