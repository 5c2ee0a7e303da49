"""Why copies are, or are not, one article, and why one of them won: for people."""

from __future__ import annotations

from collections.abc import Sequence

from ..model import Copy
from . import near
from .grouping import is_source, same_title, succeeds
from .identity import keys


def tie(one: Copy, other: Copy) -> str | None:
    """Return what makes two copies the same article, as a clause; None: nothing does.

    They are as their sources have them, with all their text.
    """
    shared = keys(one.article) & keys(other.article)
    kinds = {key.partition(":")[0] for key in shared}
    if one.source == other.source:
        if shared and succeeds(one, other):
            return "its source had it before under another guid or link"
        return None
    if "link" in kinds:
        exactly = one.article.link == other.article.link
        return "it has the same link" if exactly else "its link means the same page"
    if is_source(one, other) or is_source(other, one):
        return "one names the other's page as its source, and the titles agree"
    if "id" in kinds:
        what = "title" if same_title(one, other) else "text"
        return f"it has the same guid and the same {what}"
    if other.row in one.near:
        return near.verdict(one.article, other.article).reason
    return None


def distance(one: Copy, other: Copy) -> str:
    """Return why two copies that have a link or a guid in common are two articles."""
    shared = keys(one.article) & keys(other.article)
    kinds = {key.partition(":")[0] for key in shared}
    if one.source == other.source:
        if not same_title(one, other):
            return "its source has both, with different titles"
        return "its source has both at once"
    if "link" in kinds:
        return "several articles of one source have that link, and the titles differ"
    if is_source(one, other) or is_source(other, one):
        return "several articles of one source have the link that the other names"
    if "id" in kinds:
        return "it has the same guid, but neither link, title nor text agree"
    return "only title and date agree"


def victory(group: Sequence[Copy]) -> str | None:
    """Return why the first of *group* has won; None: it is the only one."""
    winner, *others = group
    if not others:
        return None
    if any(other.source == winner.source for other in others):
        before = "it is what its source has now"
        return before if len(others) == 1 else f"its source comes first, and {before}"
    return "its source comes first in feed.yaml"
