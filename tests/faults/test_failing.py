"""A disk that fails, at any call, leaves old or new files, and a next run.

What SQLite does by itself cannot be made to fail here: in its place, every statement.
"""

from __future__ import annotations

import errno
import itertools
import os
import sqlite3
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from .sites import KINDS, Site, Story, remove, story

CALLS = ("open", "write", "fsync", "replace", "mkdir", "unlink", "close", "listdir")
ERRORS = (errno.ENOSPC, errno.EIO)
SAID = ("the disk is full", "the disk has failed", *map(os.strerror, ERRORS))


STEPS = {"edit": 1, "first": 5, "lost": 5}


@pytest.fixture(autouse=True)
def fast_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a power cut leaves cannot be tested here, so syncing would only cost."""
    monkeypatch.setattr(os, "fsync", os.fstat)


class Counted:
    """How often something was called, and when it fails."""

    def __init__(self, nth: int, error: Callable[[], BaseException]) -> None:
        self.calls = 0
        self.nth = nth
        self.error = error

    def call(self) -> None:
        self.calls += 1
        if self.calls == self.nth:
            raise self.error()

    @property
    def has_failed(self) -> bool:
        return self.calls >= self.nth


@contextmanager
def failing(call: str, number: int, nth: int) -> Iterator[Counted]:
    """Let a call of the system fail at its nth time, if it is one for our files."""
    counted = Counted(nth, lambda: OSError(number, os.strerror(number)))
    original = getattr(os, call)

    def fail(*arguments: Any, **options: Any) -> Any:
        caller = sys._getframe(1).f_globals["__name__"]
        if caller.startswith(("feedtool.publish", "feedtool.cli.lock")):
            if call == "close":  # it is closed all the same
                original(*arguments, **options)
            counted.call()
            if call == "close":
                return None
        return original(*arguments, **options)

    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(os, call, fail)
        yield counted


@contextmanager
def failing_memory(code: int, nth: int) -> Iterator[Counted]:
    """Let the nth statement that the memory is asked fail."""

    def error() -> sqlite3.Error:
        failed = sqlite3.OperationalError("injected")
        failed.sqlite_errorcode = code
        return failed

    counted = Counted(nth, error)

    class Failing(sqlite3.Connection):
        def execute(self, *arguments: Any) -> sqlite3.Cursor:
            counted.call()
            return super().execute(*arguments)

        def executemany(self, *arguments: Any) -> sqlite3.Cursor:
            counted.call()
            return super().executemany(*arguments)

    original = sqlite3.connect

    def connect(*arguments: Any, **options: Any) -> sqlite3.Connection:
        return original(*arguments, **options, factory=Failing)

    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(sqlite3, "connect", connect)
        yield counted


def disturb(
    told: Story,
    folder: Path,
    disturbance: Callable[[int], Any],
    step: int,
    check: Callable[[Site, int], None],
) -> int:
    """Build with a disturbance at each *step*-th moment; return how many there were."""
    for moments in itertools.count():
        nth = 1 + moments * step
        site = told.site.copy(folder / str(nth))
        with disturbance(nth) as counted:
            status = site.build()
        told.check(site)
        check(site, status)
        told.check_next(site)
        remove(site)
        if not counted.has_failed:
            return moments
    raise AssertionError("it ends")


def fail_often(
    folder: Path,
    kind: str,
    step: int,
    capsys: pytest.CaptureFixture[str],
    errors: Sequence[int] = ERRORS,
) -> None:
    told = story(folder, kind)

    def check(site: Site, status: int) -> None:
        said = capsys.readouterr().err
        assert status in (0, 74)
        assert (status == 74) == any(reason in said for reason in SAID), said
        if status == 0:
            assert site.contents().keys() >= told.new.keys()
        assert "Traceback" not in said

    for call, number in itertools.product(CALLS, errors):
        disturbance = partial(failing, call, number)
        disturb(told, folder / f"{call}-{number}", disturbance, step, check)


def test_a_disk_that_fails_leaves_old_or_new(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fail_often(tmp_path, "edit", 101, capsys, errors=ERRORS[:1])


@pytest.mark.long
@pytest.mark.parametrize("kind", KINDS)
def test_so_it_does_at_any_call(
    tmp_path: Path, kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    fail_often(tmp_path, kind, STEPS[kind], capsys)


MEMORY = {
    sqlite3.SQLITE_FULL: "the disk is full",
    sqlite3.SQLITE_IOERR: "the disk is full or has failed",
}


def forget_often(
    folder: Path, kind: str, step: int, capsys: pytest.CaptureFixture[str]
) -> None:
    told = story(folder, kind)
    for code, reason in MEMORY.items():
        capsys.readouterr()

        def check(site: Site, status: int, reason: str = reason) -> None:
            said = capsys.readouterr().err
            assert (status, said) == (0, "") or (status == 74 and reason in said)

        disturbance = partial(failing_memory, code)
        assert disturb(told, folder / str(code), disturbance, step, check) > 0


def test_a_memory_that_fails_leaves_old_or_new(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    forget_often(tmp_path, "edit", 97, capsys)


@pytest.mark.long
@pytest.mark.parametrize("kind", KINDS)
def test_so_it_does_at_any_statement(
    tmp_path: Path, kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    forget_often(tmp_path, kind, STEPS[kind], capsys)


def damage_often(
    folder: Path, kind: str, step: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """Damage the memory at each *step*-th statement, and see the run go on."""
    told = story(folder, kind)
    undisturbed = told.site.copy(folder / "again")
    assert undisturbed.build() == 0
    for nth in itertools.count(1, step):
        site = told.site.copy(folder / str(nth))
        capsys.readouterr()
        with failing_memory(sqlite3.SQLITE_CORRUPT, nth) as counted:
            assert site.build() == 0
        said = capsys.readouterr().err
        assert ("the memory was damaged (injected): it is now" in said) == (
            counted.has_failed
        ), said
        # That something was edited is known only by what it was.
        assert site.dates() == undisturbed.dates()
        if kind != "edit":
            assert site.contents() == told.new
        assert len(list(site.root.glob("feedtool.db.damaged-*Z"))) == counted.has_failed
        remove(site)
        if not counted.has_failed:
            return


def test_a_memory_that_is_damaged_loses_no_id_and_no_date(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    damage_often(tmp_path, "edit", 97, capsys)


@pytest.mark.long
@pytest.mark.parametrize("kind", KINDS)
def test_so_it_is_at_any_statement(
    tmp_path: Path, kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    damage_often(tmp_path, kind, STEPS[kind], capsys)
