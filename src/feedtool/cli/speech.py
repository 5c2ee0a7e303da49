"""How things are said: findings, tables, JSON, and the progress of a fetch."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from ..model import Finding

_LONGEST = 2_000  # characters of a cell of a table
_LEVELS = {"error": "red", "warning": "yellow", "note": "cyan"}


def say(text: str = "", *, err: bool = False) -> None:
    """Print a line of results, or of trouble; who has stopped reading misses it."""
    # click drops colours where nobody sees them; NO_COLOR asks for that everywhere.
    color = False if os.environ.get("NO_COLOR") else None
    try:
        click.echo(text, err=err, color=color)
    except BrokenPipeError:
        stream = sys.stderr if err else sys.stdout
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def finding(finding: Finding, *, err: bool = True) -> None:
    """Say what is wrong, where, and what to do."""
    say(f"{level(finding.level)}: {printable(str(finding))}", err=err)


def level(name: str) -> str:
    """Return the level of a finding in its colour."""
    return click.style(name, fg=_LEVELS[name])


def as_json(value: object) -> None:
    """Print *value*, made of dataclasses, mappings and lists, as JSON."""
    say(json_text(value))


def json_text(value: object) -> str:
    """Return *value*, made of dataclasses, mappings and lists, as JSON."""
    import json

    import msgspec

    plain = msgspec.to_builtins(value, enc_hook=str)
    text = json.dumps(plain, ensure_ascii=False, indent=2)
    # What no encoding can hold, as in the name of a file, is shown with its number.
    return text.encode("utf-8", "backslashreplace").decode()


def table(rows: Iterable[Sequence[object]], *, header: Sequence[str]) -> None:
    """Print *rows* in columns; the last one is as long as it likes."""
    texts = [[*map(_cell, row)] for row in rows]
    if not texts:
        return
    lines = [list(header), *texts]
    widths = [max(len(line[at]) for line in lines) for at in range(len(header) - 1)]
    for number, line in enumerate(lines):
        cells = [cell.ljust(width) for cell, width in zip(line, widths, strict=False)]
        text = "  ".join([*cells, line[-1]]).rstrip()
        say(click.style(text, bold=True) if number == 0 else text)


def printable(text: str) -> str:
    """Return *text* from outside as a terminal may have it: no controls, one line."""
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)


def _cell(value: object) -> str:
    text = str(value)
    return printable(text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…")


def count(number: int, what: str) -> str:
    """Return "1 article", "2 articles"."""
    return f"{number} {what}{'' if number == 1 else 's'}"


@contextmanager
def progress(shown: bool) -> Iterator[Any]:
    """Give what is told how far a fetch has come; it draws a bar where *shown*."""
    bars: list[Any] = []

    def advance(done: int, total: int, name: str) -> None:
        if done == 1 or not bars:
            finish()
            bars.append(
                click.progressbar(
                    length=total,
                    label="Fetching",
                    file=sys.stderr,
                    show_pos=True,
                    item_show_func=lambda item: printable(str(item or ""))[:60],
                )
            )
            bars[-1].__enter__()
        bars[-1].update(1, name)

    def finish() -> None:
        while bars:
            bars.pop().render_finish()

    try:
        yield advance if shown else lambda done, total, name: None
    finally:
        finish()
