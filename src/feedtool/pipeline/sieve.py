"""What makes documents of ours invalid, and feeds without the articles that do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Protocol, TypeVar

from ..config import Definition
from ..errors import ParseError
from ..model import Feed, File, Finding, Published
from .rules import is_own

TOO_LARGE = "too-large"  # a rule that articles break only together
REPORT = "please report it: feedtool should mend whatever comes"
_CHECKED = (".xml", ".json", ".opml")


class Document(Protocol):
    """A feed, or a volume of its archive, that files are to be made of."""

    @property
    def feed(self) -> Feed[Published]: ...

    @property
    def path(self) -> str: ...

    def having(self: D, articles: Sequence[Published]) -> D:
        """Return it with these articles instead."""

    def files(self) -> list[File]: ...


D = TypeVar("D", bound=Document)


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
        rule = TOO_LARGE if len(file.data) > lint.LARGEST else None
        return Finding(level="error", rule=rule, message=str(error), file=file.path)
    except Exception as error:  # a fault of ours costs this document alone
        message = f"it cannot be checked: {error!r}"
        return Finding(level="error", message=message, file=file.path)
    errors = (each for each in findings if each.level == "error")
    first = next(errors, None)
    return first and replace(first, file=file.path)


def faults(files: Iterable[File]) -> dict[str, str]:
    """Return by path what makes those of *files* invalid that are, a line for each."""
    flaws = {file.path: flaw(file) for file in files}
    return {path: refused(wrong) for path, wrong in flaws.items() if wrong}


def refused(flaw: Finding) -> str:
    """Return what is said of a document that is held back, and that nobody wrote."""
    return f"{told(flaw)}; {REPORT}"


def told(flaw: Finding) -> str:
    """Return a flaw with its file, line and rule, on one line."""
    line = f", line {flaw.line}" if flaw.line else ""
    rule = f" ({flaw.rule})" if flaw.rule else ""
    return f"{flaw.file}{line}: {flaw.message}{rule}"


def printed(document: Document) -> tuple[list[File], Finding | None]:
    """Return the files of *document*, and what first is wrong with them."""
    try:
        files = document.files()
    except Exception as error:  # a fault of ours costs this article, or feed, alone
        message = f"it cannot be written: {error!r}"
        return [], Finding(level="error", message=message, file=document.path)
    return files, next(filter(None, map(flaw, files)), None)


def without_faults(document: D) -> tuple[D, dict[str, Finding]]:
    """Return *document* without the articles that make it invalid, and what each does.

    They are found by halves, each beside what has been found sound. Where the feed is
    invalid without any article, none is to blame.
    """
    faults: dict[str, Finding] = {}

    def sound(
        beside: Sequence[Published], some: Sequence[Published]
    ) -> list[Published]:
        _, wrong = printed(document.having([*beside, *some]))
        if wrong is None:
            return [*some]
        if len(some) == 1:
            faults[some[0].id] = wrong
            return []
        middle = len(some) // 2
        first = sound(beside, some[:middle])
        return first + sound([*beside, *first], some[middle:])

    if printed(document.having([]))[1] is not None:
        return document, {}
    return document.having(sound([], document.feed.articles)), faults


def left_out(article: Published, fault: Finding, definition: Definition) -> Finding:
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
        hint=REPORT,
    )
