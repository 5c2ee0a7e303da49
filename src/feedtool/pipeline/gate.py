"""Whether the feeds of a definition may go out: valid, and with what they had.

Nothing is written here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from ..config import Definition, Subscription
from ..model import Feed, File, Finding, Published
from ..store import Store
from .before import Before
from .desk import Desk
from .reasons import absences, carriers
from .rules import Reason, as_said, digest
from .sheet import Sheet
from .sieve import REPORT, TOO_LARGE, left_out, printed, told, without_faults

_FEW = 10  # a feed of fewer articles may lose them all


class Loss(NamedTuple):
    """What a feed would lose of what was there, though it must not."""

    feed: str  # its folder
    name: str  # of its definition
    had: int  # articles
    reasons: tuple[str, ...]  # for each that it would lose, none of them expected
    origins: tuple[str, ...]  # the source of each, as people name it, where it is known

    @property
    def reason(self) -> str:
        """The reason that most of them have."""
        return Counter(self.reasons).most_common(1)[0][0]

    def told(self, leader: str | None, regions: int) -> str:
        """Return what is said of it, where so many *regions* are held along.

        *leader* is the feed that it is itself held along with.
        """
        number = self.reasons.count(self.reason)
        share = f" (so it is with {number} of them)" if number < self._lost else ""
        along = f" with {regions} of its regions" if regions else ""
        said = (
            f"{self.feed}{along}: {self._lost} of its {self.had} articles would go at "
            f"once: {self.reason}{share}"
        )
        advice = f"it is held along with {leader}" if leader else self._advice
        return "; ".join(filter(None, [said, self._origin, advice]))

    @property
    def _lost(self) -> int:
        return len(self.reasons)

    @property
    def _origin(self) -> str | None:
        """The source that most of them came from, if one has most of them."""
        for origin, number in Counter(self.origins).most_common(1):
            if number > self._lost // 2:
                return f"{number} of them came from {origin}"
        return None

    @property
    def _advice(self) -> str:
        command = f"feedtool build {self.name}"
        return (
            "the old files stay until the articles are back; "
            f"`{command} --dry-run --diff` tells which, "
            f"`{command} --allow-shrink` lets them go"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """A feed with the files that are to be put in place, and why they may not be."""

    sheet: Sheet  # with all that it was to have
    sound: Sheet  # without what is left out
    files: tuple[File, ...] = ()
    left_out: Mapping[str, Finding] = field(default_factory=dict)  # by id
    flaw: str | None = None  # what makes it invalid all the same
    loss: Loss | None = None
    leader: str | None = None  # the feed that this one is held along with

    @property
    def is_held(self) -> bool:
        return self.flaw is not None or self.loss is not None

    @property
    def reason(self) -> str:
        """Why it is held back, in short: it is told again when that is another."""
        return "; and ".join(filter(None, [self.loss and self.loss.reason, self.flaw]))

    def refusal(self, regions: int) -> str:
        """Return why it is held back, and so many *regions* along with it."""
        loss = self.loss.told(self.leader, regions) if self.loss else None
        return "; and ".join(filter(None, [loss, self.flaw]))


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
        return Proof(
            sheet=sheet,
            sound=sound,
            files=tuple(files),
            left_out={
                each.id: left_out(each, faults[each.id], definition)
                for each in sheet.feed.articles
                if each.id in faults
            },
            flaw=_invalid(wrong, definition) if wrong is not None else None,
            loss=self._loss(sheet, faults, before, _bearable(len(before.ids))),
        )

    def along(self, proof: Proof, before: Before, leader: str) -> Proof:
        """Return *proof* of a feed inside *leader*, which is held for its losses.

        It may not lose a single article without a known reason, whether that one shows
        it or not. What is not valid is held for that, and does not go out with it.
        """
        if proof.flaw is not None:
            return proof
        loss = proof.loss or self._loss(proof.sheet, proof.left_out, before, 0)
        return replace(proof, loss=loss, leader=leader if loss else None)

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
        self, sheet: Sheet, faulty: Collection[str], before: Before, bearable: int
    ) -> Loss | None:
        """Return what *sheet* must not lose of what was there; None: it may.

        The *faulty* ones of its articles are left out. So many are *bearable*, for
        whatever reason.
        """
        gone = before.ids.difference(each.id for each in sheet.feed.articles)
        if self.is_edited(before):
            gone = frozenset()
        invalid = before.ids.intersection(faulty)
        if self._allow_shrink or len(gone | invalid) <= bearable:
            return None
        reasons = self.reasons(sheet.feed, gone, before)
        lost = {id: each.text for id, each in reasons.items() if not each.is_expected}
        lost |= dict.fromkeys(invalid, "it cannot be made valid")
        if len(lost) <= bearable:
            return None
        return Loss(
            feed=sheet.path,
            name=sheet.name,
            had=len(before.ids),
            reasons=tuple(lost.values()),
            origins=tuple(map(self._named, carriers(self.desk, lost))),
        )

    def _named(self, source: Subscription) -> str:
        """Return the place of *source* in feed.yaml, and its address."""
        file = self.desk.definition.file
        place = f"{file}:{source.line}" if source.line else file
        return f"{place}: {source.shown}"


def _bearable(had: int) -> int:
    """Return how many of the articles that it *had* a feed may lose."""
    return had // 2 if had >= _FEW else had


def _invalid(wrong: Finding, definition: Definition) -> str:
    """Return what holds a feed back, whose articles are not to blame."""
    if wrong.rule == TOO_LARGE:
        return f"{told(wrong)}; lower its limit: in {definition.file}"
    return f"{told(wrong)}; unless {definition.file} says so, {REPORT}"
