"""`feedtool lint`: is this a valid feed, and if not, what is wrong with it?"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..errors import ParseError, UsageError
from . import speech
from .setting import Setting, now, shared_options

if TYPE_CHECKING:
    from ..fetch import Fetcher
    from ..model import Finding

_STDIN = "-"
_CANNOT_READ = 2
_LEVELS = ("error", "warning", "note")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Linted:
    """What was found in one document, or why it was not looked into."""

    file: str
    findings: tuple[Finding, ...] = ()
    trouble: str | None = None

    def count(self, level: str) -> int:
        return sum(finding.level == level for finding in self.findings)


@click.command()
@click.argument("documents", nargs=-1, metavar="FILE|URL...")
@click.option("--strict", is_flag=True, help="Let warnings count as errors do.")
@click.option(
    "--allow-private", is_flag=True, help="A URL may lead to this machine or network."
)
@click.option("--rules", is_flag=True, help="List all rules, with source and reason.")
@shared_options()
def lint(
    setting: Setting,
    documents: tuple[str, ...],
    strict: bool,
    allow_private: bool,
    rules: bool,
) -> int:
    """Say whether RSS, Atom, JSON Feed or OPML is valid; - is standard input."""
    if rules:
        _list_rules(setting)
        return 0
    if not documents:
        raise UsageError("name a file, a URL, or - for standard input")
    linted = []
    for each in _lint_all(documents, now(), allow_private=allow_private):
        linted.append(each)
        if not setting.json:
            _say(each, setting, strict=strict)
    status = _status(linted, strict=strict)
    if setting.json:
        files = [_as_json(each) for each in linted]
        speech.as_json({"exit": status, "error": None, "files": files})
    return status


def _lint_all(
    documents: Iterable[str], start: datetime, *, allow_private: bool
) -> Iterator[_Linted]:
    from .. import lint as room
    from ..fetch import Fetcher

    fetcher = Fetcher()
    for document in documents:
        shown = _shown(document)
        try:
            data, url = _read(document, fetcher, allow_private=allow_private)
            findings = room.check(data, url=url, now=start)
        except ParseError as error:
            yield _Linted(file=shown, trouble=f"this is {error}")
        except UsageError as error:
            yield _Linted(file=shown, trouble=str(error))
        else:
            placed = tuple(replace(finding, file=shown) for finding in findings)
            yield _Linted(file=shown, findings=placed)


def _read(
    document: str, fetcher: Fetcher, *, allow_private: bool
) -> tuple[bytes, str | None]:
    """Return what *document* holds, and its URL if it has one."""
    from .. import urls
    from ..fetch import Remedies
    from ..lint.document import LARGEST
    from ..model import Failed, Fetched

    if urls.is_web(document):
        outcome = fetcher.fetch(
            document,
            allow_private=allow_private,
            remedies=Remedies(own="`--allow-private`", in_site=False),
        )
        if isinstance(outcome, Fetched):
            return outcome.data, outcome.url
        raise UsageError(outcome.reason if isinstance(outcome, Failed) else "no answer")
    try:
        if document == _STDIN:
            return sys.stdin.buffer.read(LARGEST + 1), None
        with Path(document).open("rb") as stream:
            return stream.read(LARGEST + 1), None
    except (OSError, ValueError) as error:
        raise UsageError(getattr(error, "strerror", None) or str(error)) from error


def _shown(document: str) -> str:
    from .. import urls

    return "stdin" if document == _STDIN else urls.masked(document)


def _status(linted: Iterable[_Linted], *, strict: bool) -> int:
    worst = 0
    for each in linted:
        if each.trouble is not None:
            return _CANNOT_READ
        if each.count("error") or (strict and each.count("warning")):
            worst = 1
    return worst


# -- what is said -----------------------------------------------------------------


def _say(linted: _Linted, setting: Setting, *, strict: bool) -> None:
    if linted.trouble is not None:
        said = speech.printable(f"{linted.file}: {linted.trouble}")
        speech.say(f"feedtool: {said}", err=True)
        return
    explained: set[str | None] = set()
    for finding in linted.findings:
        if finding.level not in _shown_levels(setting, strict=strict):
            continue
        speech.say(_line(finding))
        if finding.rule not in explained and not setting.quiet:
            speech.say(f"    {_reason(finding)}")
        explained.add(finding.rule)
    if not setting.quiet:
        levels = _shown_levels(setting, strict=strict)
        counted = [speech.count(linted.count(level), level) for level in levels]
        speech.say(f"{speech.printable(linted.file)}: {', '.join(counted)}")


def _shown_levels(setting: Setting, *, strict: bool) -> tuple[str, ...]:
    if setting.verbose:
        return _LEVELS
    return _LEVELS[:1] if setting.quiet and not strict else _LEVELS[:2]


def _line(finding: Finding) -> str:
    place = speech.printable(f"{finding.file}:{finding.line or 1}")
    told = speech.printable(f"{finding.message} ({finding.rule})")
    return f"{place}: {speech.level(finding.level)}: {told}"


def _reason(finding: Finding) -> str:
    """Return why it matters and how to mend it, said once for each rule."""
    from ..lint import RULES

    rule = RULES[finding.rule or ""]
    return f"{rule.why}. {rule.mend[0].upper()}{rule.mend[1:]}. [{rule.source}]"


def _as_json(linted: _Linted) -> dict[str, Any]:
    from ..lint import RULES

    def finding(each: Finding) -> dict[str, Any]:
        rule = RULES[each.rule or ""]
        return {
            "level": each.level,
            "rule": each.rule,
            "line": each.line,
            "column": each.column,
            "message": each.message,
            "hint": each.hint,
            "why": rule.why,
            "source": rule.source,
        }

    return {
        "file": linted.file,
        "error": linted.trouble,
        "errors": linted.count("error"),
        "warnings": linted.count("warning"),
        "findings": [finding(each) for each in linted.findings],
    }


def _list_rules(setting: Setting) -> None:
    from ..lint import RULES

    if setting.json:
        speech.as_json(list(RULES.values()))
        return
    for rule in RULES.values():
        speech.say(f"{rule.name} ({rule.level}): {rule.source}")
        speech.say(f"    Why: {rule.why}.")
        speech.say(f"    Mend: {rule.mend}.")
