"""Puts what is through the gate in place; what has not changed is left alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import NamedTuple, TypeAlias

from .. import publish
from ..model import File, Listed, Shown
from ..store import Store
from ..write import styles
from .before import Before
from .front import LISTS, front
from .gate import Gate, Proof
from .report import Change, FeedReport, Put
from .sheet import Sheet
from .sieve import faults

# Tells what is to change in a feed, for people.
Compare: TypeAlias = Callable[[Proof, Before], tuple[Change, ...]]

# What was done with files, and why those are held back that are, a line for each.
Outcome: TypeAlias = tuple[Mapping[str, Put], list[str]]


class Press:
    """Publishes below one output folder; in a *rehearsal* it only says what would be.

    What was published last is known from the memory.
    """

    def __init__(self, output: Path, store: Store, *, rehearsal: bool) -> None:
        self._output = output
        self._store = store
        self._rehearsal = rehearsal
        self._shown = store.shown()
        self._style_was: Put | None = None  # what came of it when it was put first
        self._held: set[str] = set()  # feeds that the gate holds back, by path

    # -- the feeds of a definition ------------------------------------------------

    def publish(
        self,
        sheets: Sequence[Sheet],
        gate: Gate,
        compare: Compare | None = None,
        first: Callable[[], Outcome] = lambda: ({}, []),
    ) -> list[FeedReport]:
        """Publish the sheets of one definition in their order; raises OutputError.

        The last one is its feed, whose report comes first. A feed that the gate holds
        back stays as it is; where that is for its losses, so do those inside it that
        would lose any article without a known reason. *first* puts in place what the
        last one leads to, and is asked right before, unless that is held.
        """
        drafts = self._drafts(sheets, gate, compare)
        self._held.update(draft.sheet.path for draft in drafts if draft.is_held)
        led_to, refused = first() if not drafts[-1].is_held else ({}, [])
        put = self._put([file for draft in drafts for file in draft.to_put()])
        along = Counter(draft.proof.leader for draft in drafts if draft.proof)
        reports = [
            self._published(draft, gate.said, put, along[draft.sheet.path])
            for draft in drafts
        ]
        self._store.show(
            {
                draft.sheet.path: self._shown[draft.sheet.path]
                for draft in drafts
                if self._shown.get(draft.sheet.path) is not draft.before.shown
            }
        )
        main_report = replace(
            reports[-1],
            files={**led_to, **reports[-1].files},
            archive_held=tuple(refused),
        )
        return [main_report, *reports[:-1]]

    def _drafts(
        self, sheets: Sequence[Sheet], gate: Gate, compare: Compare | None
    ) -> list[_Draft]:
        """Return the drafts of *sheets*, with what is held along with others.

        Pages list those inside, which therefore come first; which feed it is that holds
        them along is known only after it.
        """
        drafts = self._nested(sheets, partial(self._draft, gate, compare))
        shrinking = {draft.sheet.path for draft in drafts if draft.is_shrinking}
        if not shrinking:
            return drafts
        drafted = {draft.sheet.path: draft for draft in drafts}

        def along(sheet: Sheet) -> _Draft:
            draft = drafted[sheet.path]
            if sheet != draft.sheet:  # one inside it is held now
                draft = self._draft(gate, compare, sheet)
            leader = next((each for each in sheet.around if each in shrinking), None)
            if leader is None or draft.proof is None:
                return draft
            return draft._replace(proof=gate.along(draft.proof, draft.before, leader))

        return self._nested(sheets, along)

    def _nested(
        self, sheets: Sequence[Sheet], drafted: Callable[[Sheet], _Draft]
    ) -> list[_Draft]:
        """Return what *sheets* are *drafted* to, each with those inside it."""
        *subfeeds, main = sheets
        drafts: list[_Draft] = []
        listed: list[Listed] = []
        for sheet in (*reversed(subfeeds), main):  # those inside a region before it
            draft = drafted(sheet.with_those_inside(listed))
            drafts.append(draft)
            listed[:0] = filter(None, [self._listed(draft)])
        return [*reversed(drafts[:-1]), drafts[-1]]

    def _draft(self, gate: Gate, compare: Compare | None, sheet: Sheet) -> _Draft:
        path, fingerprint = sheet.path, sheet.fingerprint()
        before = Before(self._output, path, self._shown.get(path), sheet.formats)
        if self._is_shown(path, fingerprint):
            return _Draft(sheet, fingerprint, before)
        proof = gate.proof(sheet, before)
        changes = compare(proof, before) if compare is not None else ()
        return _Draft(sheet, fingerprint, before, proof, changes)

    def _listed(self, draft: _Draft) -> Listed | None:
        """Return what the page of a feed says of its subfeed, if that is there."""
        if draft.proof is not None and not draft.is_held:
            return draft.proof.sound.listed()
        shown = draft.before.shown
        return shown.listed if shown is not None and self._is_whole(shown) else None

    def _published(
        self, draft: _Draft, said: str, put: Mapping[str, Put], along: int
    ) -> FeedReport:
        """Note what has become of a feed, and report it.

        So many others are held *along* with it.
        """
        sheet, proof = draft.sheet, draft.proof
        if proof is None:
            shown = self._shown[sheet.path]
            if shown.written != said:
                self._shown[sheet.path] = replace(shown, written=said)
            return _untouched(sheet.name, shown, "kept")
        if proof.is_held:
            return _held(draft, proof, along)
        names = [file.path for file in proof.files]
        shown = proof.sound.shown(
            fingerprint=draft.fingerprint,
            stamps=publish.stamps(names, self._output),
            written=said,
            left_out=tuple(proof.left_out.values()),
        )
        self._shown[sheet.path] = shown
        return replace(
            _counted(sheet.name, draft.before, shown),
            files={name: put[name] for name in names},
            changes=draft.changes,
        )

    def fingerprints(self, paths: Iterable[str]) -> dict[str, str]:
        """Return what the feeds at *paths* were made of when they were published.

        Those that never were are not there; of those held back of which the memory
        knows nothing it is "".
        """
        return {
            path: self._shown[path].fingerprint if path in self._shown else ""
            for path in paths
            if path in self._shown or (path in self._held and self._is_there(path))
        }

    def kept(self, name: str, fingerprints: Mapping[str, str]) -> list[FeedReport]:
        """Return what is said of feeds that are still as they were published.

        It is nothing at all where one of their files is not.
        """
        is_kept = all(self._is_shown(*each) for each in fingerprints.items())
        return self._reports(name, fingerprints, "kept") if is_kept else []

    def held(self, name: str) -> list[FeedReport]:
        """Return what is said of the feeds of a definition that is held back."""
        return self._reports(name, self._known(self._composed(name)), "held")

    # -- other files --------------------------------------------------------------

    def put(self, files: Sequence[File]) -> Outcome:
        """Put *files* in place in their order, but for those that are not valid.

        Those that are there already were looked at when they were put. Raises
        OutputError.
        """
        there = publish.compare(files, self._output)
        wrong = faults(file for file in files if there[file.path] != "kept")
        put = self._put([file for file in files if file.path not in wrong])
        return put | dict.fromkeys(wrong, "held"), list(wrong.values())

    def front(self, names: Iterable[str], held: Collection[str]) -> Outcome:
        """Publish the list, the page and the style of all feeds, as `put` does.

        Of definitions *held* back those feeds are listed that are there. Where there
        is one of which the memory knows nothing, the lists stay as they are.
        """
        if not self._shown:
            return {}, []
        feeds = []
        for name in sorted(names):
            composed = self._composed(name)
            if self._has_unknown({f"{name}/", *composed}):
                return dict.fromkeys(LISTS, "held"), []
            listed = [
                self._shown[path].listed
                for path in self._known(composed)
                if (name not in held and path not in self._held)
                or self._is_whole(self._shown[path])
            ]
            if listed and listed[0].path == f"{name}/":
                feeds.append((listed[0], listed[1:]))
        return self.put(front(feeds))

    # -- what is there ------------------------------------------------------------

    def _composed(self, name: str) -> Collection[str]:
        """Return the folders of the feeds a definition had last, its own first."""
        composed = self._store.composed(name)
        return composed.fingerprints if composed else ()

    def _known(self, paths: Iterable[str]) -> list[str]:
        """Return those of feeds at *paths* of which the memory knows more than that."""
        return [path for path in paths if path in self._shown]

    def _has_unknown(self, paths: Iterable[str]) -> bool:
        """Tell whether one of them is there of which it does not."""
        return any(self._is_there(path) for path in paths if path not in self._shown)

    def _is_there(self, path: str) -> bool:
        return bool(publish.stamps([f"{path}index.html"], self._output))

    def _reports(self, name: str, paths: Iterable[str], fate: Put) -> list[FeedReport]:
        return [_untouched(name, self._shown[path], fate) for path in paths]

    def _is_shown(self, path: str, fingerprint: str) -> bool:
        """Tell whether the files of a feed are as they would be made now."""
        shown = self._shown.get(path)
        return (
            shown is not None
            and shown.fingerprint == fingerprint
            and self._is_whole(shown)
        )

    def _is_whole(self, shown: Shown) -> bool:
        return shown.stamps == publish.stamps(shown.stamps, self._output)

    def _put(self, files: Sequence[File]) -> dict[str, Put]:
        """Put *files* in place, the stylesheet before any feed that asks for it."""
        put = publish.compare if self._rehearsal else publish.publish
        style = File(path=styles.FOR_FEEDS, data=styles.feed_style())
        fates = put([style, *files], self._output)
        self._style_was = self._style_was or fates[style.path]
        return {**fates, style.path: self._style_was}


class _Draft(NamedTuple):
    """A feed as it is to be, and all that there is to say of it."""

    sheet: Sheet
    fingerprint: str
    before: Before
    proof: Proof | None = None  # None: it is in place already
    changes: tuple[Change, ...] = ()

    @property
    def is_held(self) -> bool:
        return self.proof is not None and self.proof.is_held

    @property
    def is_shrinking(self) -> bool:
        return self.proof is not None and self.proof.loss is not None

    def to_put(self) -> tuple[File, ...]:
        return self.proof.files if self.proof and not self.is_held else ()


def _region(path: str) -> str | None:
    return path.split("/")[1] or None


def _untouched(name: str, shown: Shown, fate: Put) -> FeedReport:
    return FeedReport(
        name=name,
        region=_region(shown.listed.path),
        articles=shown.listed.articles,
        files=dict.fromkeys(shown.stamps, fate),
        # It was a warning when that happened.
        left_out=tuple(replace(each, level="note") for each in shown.left_out),
    )


def _held(draft: _Draft, proof: Proof, along: int) -> FeedReport:
    sheet = draft.sheet
    return FeedReport(
        name=sheet.name,
        region=_region(sheet.path),
        articles=len(draft.before.ids),
        files=dict.fromkeys(sheet.paths(), "held"),
        held=proof.refusal(along),
        held_for=proof.reason,
        held_with=proof.leader,
        left_out=tuple(proof.left_out.values()),
        changes=draft.changes,
    )


def _counted(name: str, before: Before, shown: Shown) -> FeedReport:
    """Return how many articles have come, gone and changed."""
    was = before.shown.articles if before.shown else {}
    now = shown.articles
    return FeedReport(
        name=name,
        region=_region(shown.listed.path),
        articles=len(now),
        added=len(now.keys() - before.ids),
        removed=len(before.ids - now.keys()),
        changed=sum(was[id] != now[id] for id in was.keys() & now.keys()),
        left_out=shown.left_out,
    )
