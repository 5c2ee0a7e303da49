"""How things are said: findings, tables, JSON, and the progress of a fetch."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from ..model import Finding

_LEVELS = {"error": "red", "warning": "yellow", "note": "cyan"}


def finding(finding: Finding, *, err: bool = True) -> None:
    """Say what is wrong, where, and what to do."""
    level = click.style(finding.level, fg=_LEVELS[finding.level])
    _echo(f"{level}: {printable(str(finding))}", err=err)


def as_json(value: object) -> None:
    """Print *value*, made of dataclasses, mappings and lists, as JSON."""
    import msgspec

    data = msgspec.json.encode(value, enc_hook=str)
    click.echo(msgspec.json.format(data, indent=2).decode())


def table(rows: Iterable[Sequence[object]], *, header: Sequence[str]) -> None:
    """Print *rows* in columns; the last one is as long as it likes."""
    texts = [[printable(str(cell)) for cell in row] for row in rows]
    if not texts:
        return
    lines = [list(header), *texts]
    widths = [max(len(line[at]) for line in lines) for at in range(len(header) - 1)]
    for number, line in enumerate(lines):
        cells = [cell.ljust(width) for cell, width in zip(line, widths, strict=False)]
        text = "  ".join([*cells, line[-1]]).rstrip()
        click.echo(click.style(text, bold=True) if number == 0 else text)


def printable(text: str) -> str:
    """Return *text* from outside as a terminal may have it: no controls, one line."""
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)


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
                    item_show_func=lambda item: printable(str(item or ""))[:40],
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


def _echo(text: str, *, err: bool) -> None:
    # click drops colours where nobody sees them; NO_COLOR asks for that everywhere.
    import os

    click.echo(text, err=err, color=False if os.environ.get("NO_COLOR") else None)
