"""Whether the feeds of a definition may go out: valid, and with what they had.

Nothing is written here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from ..config import Definition
from ..model import Feed, File, Finding, Published
from ..store import Store
from .before import Before
from .desk import Desk
from .reasons import absences
from .rules import Reason, as_said, digest
from .sheet import Sheet
from .sieve import REPORT, TOO_LARGE, left_out, printed, told, without_faults

_FEW = 10  # a feed of fewer articles may lose them all


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """A feed with the files that are to be put in place, and why they may not be."""

    sheet: Sheet  # with all that it was to have
    sound: Sheet  # without what is left out
    files: tuple[File, ...] = ()
    left_out: Mapping[str, Finding] = field(default_factory=dict)  # by id
    held: str | None = None  # None: it may go out


def written(definition: Definition, store: Store) -> str:
    """Return what is another when people have changed what feeds/ says of a definition.

    That is its feed.yaml, its map, and the lists of feeds on disk; records are their
    own articles, and what a list on the web says is nothing that they wrote.
    """
    lists = [
        (source.key, store.outlines(source.key))
        for source in definition.sources
        if source.kind == "opml" and source.path is not None
    ]
    return digest(as_said(definition), lists)


class Gate:
    """What lets the feeds of one definition out.

    *said* is what feeds/ says of it, as `written` has it. With *allow_shrink* a feed
    may lose whatever it had.
    """

    def __init__(self, desk: Desk, said: str, *, allow_shrink: bool = False) -> None:
        self.desk = desk
        self.said = said
        self._allow_shrink = allow_shrink

    def proof(self, sheet: Sheet, before: Before) -> Proof:
        """Return what is to be put in place of *before*, and why it may not be."""
        faults: dict[str, Finding] = {}
        sound = sheet
        files, wrong = printed(sheet)
        if wrong is not None and wrong.rule != TOO_LARGE:
            sound, faults = without_faults(sheet)
            files, wrong = printed(sound)
        definition = self.desk.definition
        held = _invalid(wrong, definition) if wrong is not None else None
        return Proof(
            sheet=sheet,
            sound=sound,
            files=tuple(files),
            left_out={
                each.id: left_out(each, faults[each.id], definition)
                for each in sheet.feed.articles
                if each.id in faults
            },
            held=held or self._loss(sheet.feed, faults, before),
        )

    def reasons(
        self, feed: Feed[Published], gone: Collection[str], before: Before
    ) -> dict[str, Reason]:
        """Return why articles that were there *before* are not in *feed*, by id."""
        known = before.articles
        return absences(
            self.desk,
            feed,
            {id: known.get(id) for id in sorted(gone)},
            is_remembered=before.shown is not None,
        )

    def is_edited(self, before: Before) -> bool:
        """Tell whether people have changed what feeds/ says since *before*."""
        was = before.shown.written if before.shown else ""
        return bool(was) and was != self.said

    def _loss(
        self, feed: Feed[Published], faulty: Collection[str], before: Before
    ) -> str | None:
        """Return what *feed* must not lose of what was there; None: it may.

        The *faulty* ones of its articles are left out.
        """
        gone = before.ids.difference(each.id for each in feed.articles)
        if self.is_edited(before):
            gone = frozenset()
        invalid = before.ids.intersection(faulty)
        if self._allow_shrink or not _is_most(gone | invalid, before):
            return None
        reasons = self.reasons(feed, gone, before)
        unexpected = [each.text for each in reasons.values() if not each.is_expected]
        unexpected += ["it cannot be made valid"] * len(invalid)
        if not _is_most(unexpected, before):
            return None
        (most, number), *others = Counter(unexpected).most_common()
        share = f" (so it is with {number} of them)" if others else ""
        return (
            f"{feed.path}: {len(unexpected)} of its {len(before.ids)} articles would "
            f"go at once: {most}{share}; `feedtool build --dry-run --diff` tells which,"
            " --allow-shrink lets them go"
        )


def _is_most(lost: Collection[str], before: Before) -> bool:
    return len(before.ids) >= _FEW and 2 * len(lost) > len(before.ids)


def _invalid(wrong: Finding, definition: Definition) -> str:
    """Return what holds a feed back, whose articles are not to blame."""
    if wrong.rule == TOO_LARGE:
        return f"{told(wrong)}; lower its limit: in {definition.file}"
    return f"{told(wrong)}; unless {definition.file} says so, {REPORT}"
