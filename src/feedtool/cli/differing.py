"""What `build --diff` says: what changes in each feed, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from .. import text
from . import mapping, speech

if TYPE_CHECKING:
    from ..pipeline import Change, FeedReport, Report

_MANY = 20  # changes of a feed; of more, these are shown
_LONGEST = 70  # characters of a title
_SIGNS = {
    "added": ("+", "green"),
    "dropped": ("-", "red"),
    "changed": ("~", "yellow"),
    "moved": (">", "cyan"),
}


def say(report: Report, *, verbose: bool) -> None:
    """Say what changes in each feed, a line an article; all of it where *verbose*."""
    for feed in report.feeds:
        if feed.changes:
            name = f"{feed.name}/{feed.region}/" if feed.region else f"{feed.name}/"
            speech.say(click.style(name, bold=True))
            for line in _lines(feed, _MANY if not verbose else len(feed.changes)):
                speech.say(line)


def _lines(feed: FeedReport, most: int) -> Iterator[str]:
    shown, others = feed.changes[:most], feed.changes[most:]
    for change in shown:
        sign, color = _SIGNS[change.kind]
        yield f"  {click.style(sign, fg=color)} {speech.printable(_told(change))}"
    if others:
        counts = Counter(_SIGNS[each.kind][0] for each in others)
        told = " ".join(f"{sign}{number}" for sign, number in counts.items())
        yield f"  and {len(others)} more: {told} (--verbose shows all)"


def _told(change: Change) -> str:
    if change.id is None:
        return f"the feed itself: {', '.join(change.parts)}"
    name = text.shorten(change.title or change.link or change.id, _LONGEST)
    day = f"{change.published:%Y-%m-%d}  " if change.published else ""
    return f"{day}{name}: {'; '.join(_details(change))}"


def _details(change: Change) -> Iterator[str]:
    """Yield what has changed, and why."""
    if change.why is not None:
        yield change.why
    if change.left:
        yield f"out of {', '.join(change.left)}"
    for region, evidence in change.entered.items():
        why = mapping.evidence(evidence)
        yield why if change.kind == "added" else f"into {region}, {why}"
    if change.parts:
        yield ", ".join(change.parts)
    if change.was is not None:
        was = text.shorten(change.was, _LONGEST) or "nothing"
        yield f"it was called {was!r}"
