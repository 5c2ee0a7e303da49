"""Whether files may be put in place: they are valid, and a feed keeps its articles.

What cannot be made valid of a feed goes missing from it. Nothing is written here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ..config import Definition
from ..errors import ParseError
from ..model import Feed, File, Finding, Published
from ..store import Store
from .before import Before
from .desk import Desk
from .reasons import absences
from .rules import Reason, as_said, digest, is_own
from .sheet import Sheet

_FEW = 10  # a feed of fewer articles may lose them all
_CHECKED = (".xml", ".json", ".opml")
_TOO_LARGE = "too-large"  # a rule that articles break only together
_REPORT = "please report it: feedtool should mend whatever comes"


def flaw(file: File) -> Finding | None:
    """Return what first makes a document of ours invalid; None: nothing does.

    Pages are no feeds, and are not looked at.
    """
    if not file.path.endswith(_CHECKED):
        return None
    from .. import lint  # takes long, and a quiet run has nothing to check

    try:
        findings = lint.check(file.data)
    except ParseError as error:
        rule = _TOO_LARGE if len(file.data) > lint.LARGEST else None
        return Finding(level="error", rule=rule, message=str(error), file=file.path)
    errors = (each for each in findings if each.level == "error")
    first = next(errors, None)
    return first and replace(first, file=file.path)


def faults(files: Iterable[File]) -> dict[str, str]:
    """Return by path what makes those of *files* invalid that are, a line for each."""
    flaws = {file.path: flaw(file) for file in files}
    return {
        path: f"{_told(wrong)}; {_REPORT}" for path, wrong in flaws.items() if wrong
    }


def _told(flaw: Finding) -> str:
    """Return a flaw with its file, line and rule, on one line."""
    line = f", line {flaw.line}" if flaw.line else ""
    rule = f" ({flaw.rule})" if flaw.rule else ""
    return f"{flaw.file}{line}: {flaw.message}{rule}"


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
        files, wrong = _printed(sheet)
        if wrong is not None and wrong.rule != _TOO_LARGE:
            sound, faults = _without_faults(sheet)
            files, wrong = _printed(sound)
        definition = self.desk.definition
        held = _invalid(wrong, definition) if wrong is not None else None
        return Proof(
            sheet=sheet,
            sound=sound,
            files=tuple(files),
            left_out={
                each.id: _left_out(each, faults[each.id], definition)
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
        invalid = before.ids.intersection(faulty)
        if (
            self._allow_shrink
            or not _is_most(gone | invalid, before)
            or self.is_edited(before)
        ):
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


# -- what is not valid ------------------------------------------------------------


def _printed(sheet: Sheet) -> tuple[list[File], Finding | None]:
    """Return the files of *sheet*, and what first is wrong with them."""
    try:
        files = sheet.files()
    except Exception as error:  # a fault of ours costs this article, or feed, alone
        message = f"it cannot be written: {error!r}"
        return [], Finding(level="error", message=message, file=sheet.path)
    return files, next(filter(None, map(flaw, files)), None)


def _without_faults(sheet: Sheet) -> tuple[Sheet, dict[str, Finding]]:
    """Return *sheet* without the articles that make it invalid, and what each does.

    They are found by halves, each beside what has been found sound. Where the feed is
    invalid without any article, none is to blame.
    """
    faults: dict[str, Finding] = {}

    def sound(
        beside: Sequence[Published], some: Sequence[Published]
    ) -> list[Published]:
        _, wrong = _printed(sheet.having([*beside, *some]))
        if wrong is None:
            return [*some]
        if len(some) == 1:
            faults[some[0].id] = wrong
            return []
        middle = len(some) // 2
        first = sound(beside, some[:middle])
        return first + sound([*beside, *first], some[middle:])

    if _printed(sheet.having([]))[1] is not None:
        return sheet, {}
    return sheet.having(sound([], sheet.feed.articles)), faults


def _left_out(article: Published, fault: Finding, definition: Definition) -> Finding:
    """Return the warning that *article* is left out, at the place it comes from."""
    winner = article.copies[0]
    file, line = definition.file, None
    if is_own(winner):
        name, _, number = (winner.place or "").rpartition(":")
        file, line = str(definition.folder / name), int(number)
    for source in definition.sources:
        if source.key == winner.source and not is_own(winner):
            line = source.line
    title = article.article.title or article.article.link or article.id
    rule = f" ({fault.rule})" if fault.rule else ""
    return Finding(
        level="warning",
        message=f"{title!r} is left out of the feeds: {fault.message}{rule}",
        file=file,
        line=line,
        hint=_REPORT,
    )


def _invalid(wrong: Finding, definition: Definition) -> str:
    """Return what holds a feed back, whose articles are not to blame."""
    if wrong.rule == _TOO_LARGE:
        return f"{_told(wrong)}; lower its limit: in {definition.file}"
    return f"{_told(wrong)}; unless {definition.file} says so, {_REPORT}"
