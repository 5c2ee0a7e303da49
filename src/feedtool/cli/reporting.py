"""What `build` and `fetch` tell beside their lines: the report of a run as a file."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..errors import OutputError
from . import speech
from .ending import told
from .setting import Setting

if TYPE_CHECKING:
    from ..pipeline import Report

# What a report is as JSON, by its exit status, its length in seconds and the error
# that ended the run.
Shape = Callable[["Report", int, float, str | None], Mapping[str, Any]]


def report_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command --every-failure and --report."""
    for option in (
        click.option(
            "--report",
            "report_file",
            type=click.Path(path_type=Path),
            metavar="FILE",
            callback=_checked,
            help="Write the report of --json into a file, whatever comes.",
        ),
        click.option(
            "--every-failure",
            is_flag=True,
            help="With --quiet, say also what was said before and is still wrong.",
        ),
    ):
        command = option(command)
    return command


def _checked(
    context: click.Context, parameter: click.Parameter, path: Path | None
) -> Path | None:
    if path is not None and path.name.startswith((".", "-")):
        raise click.BadParameter("its name cannot begin with a dot or a hyphen")
    return path


class Reporting:
    """Writes the report of the run that begins when this is made."""

    def __init__(self, setting: Setting, file: Path | None, shape: Shape) -> None:
        self._setting = setting
        self._file = file
        self._shape = shape
        self._began = time.monotonic()

    def of_failure(self) -> AbstractContextManager[None]:
        """Report also a run that ends with an error, and let that go on."""
        return told(self._failed) if self._is_wanted else nullcontext()

    def _failed(self, status: int, error: str) -> None:
        from ..pipeline import Report

        text = self._text(Report(), status, error)
        try:
            self._write(text)
        except OutputError as other:
            speech.say(f"feedtool: {other}", err=True)
        self._print(text)

    def report(self, report: Report, status: int) -> None:
        """Write and print *report*, as far as that is wanted; raises OutputError.

        It is printed last, since the run ends with another status where it cannot be
        written.
        """
        if not self._is_wanted:
            return
        text = self._text(report, status)
        with told(lambda *end: self._print(self._text(report, *end))):
            self._write(text)
        self._print(text)

    @property
    def _is_wanted(self) -> bool:
        return self._setting.json or self._file is not None

    def _text(self, report: Report, status: int, error: str | None = None) -> str:
        seconds = time.monotonic() - self._began
        return speech.json_text(self._shape(report, status, seconds, error))

    def _write(self, text: str) -> None:
        if self._file is not None:
            _write(self._file, f"{text}\n".encode())

    def _print(self, text: str) -> None:
        if self._setting.json:
            speech.say(text)


def _write(path: Path, data: bytes) -> None:
    from ..model import File
    from ..publish import publish

    try:
        if path.exists() and not path.is_file():
            path.write_bytes(data)  # into a pipe
            return
        target = path.resolve()
        if not target.parent.is_dir():
            raise OutputError(f"cannot write {path}: its folder does not exist")
    except OSError as error:
        raise OutputError(f"cannot write {path}: {error.strerror}") from error
    publish([File(path=target.name, data=data)], target.parent)
