"""Files written beside those that they are to replace, all of them, then renamed."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterable, Sequence
from contextlib import suppress
from itertools import groupby
from typing import NamedTuple

from ..errors import OutputError
from ..model import File
from . import leftovers
from .folders import MIXED, Root, by_folder, inside, split, status_of, told

_CREATE = os.O_WRONLY | os.O_CREAT | os.O_EXCL


class _Staged(NamedTuple):
    """A file to be put in place, and what it is called until then."""

    path: str
    temporary: str


def replace(files: Sequence[File], root: Root) -> None:
    """Put *files* in the place of those that are there, or of nothing."""
    staged: list[_Staged] = []
    made: list[str] = []
    try:
        leftovers.mark(root)
        for folder, group in by_folder(files):
            _make(folder, root, made)
            with inside(root, folder) as fd:
                for file in group:
                    staged.append(_Staged(file.path, leftovers.temporary(file.path)))
                    _stage(file, staged[-1].temporary, fd, root)
        root = root._replace(files=MIXED)
        with told(root.path, root.files):
            _rename(staged, root)
            _sync([one.path for one in staged] + made, root)
    except BaseException:  # an interrupt too
        if _is_cleared(staged, made, root):
            leftovers.unmark(root)
        raise
    leftovers.unmark(root)


def _make(folder: str, root: Root, made: list[str]) -> None:
    """Make *folder* and what is above it; add to *made* what was not there."""
    parts = folder.split("/") if folder else []
    for depth, part in enumerate(parts):
        path = "/".join(parts[: depth + 1])
        outer = inside(root, "/".join(parts[:depth]))
        with (
            outer as fd,
            told(root.path / path, root.files),
            suppress(FileExistsError),
        ):
            os.mkdir(part, dir_fd=fd)
            made.append(path)


def _stage(file: File, temporary: str, fd: int, root: Root) -> None:
    """Write *file* to the disk beside the one that it is to replace."""
    with told(root.path / file.path, root.files):
        old = status_of(split(file.path)[1], fd)
        new = os.open(temporary, _CREATE, 0o666, dir_fd=fd)
        try:
            if old is not None and old.st_mode != os.fstat(new).st_mode:
                os.fchmod(new, stat.S_IMODE(old.st_mode))
            rest = memoryview(file.data)
            while rest:
                rest = rest[os.write(new, rest) :]
            os.fsync(new)
        finally:
            os.close(new)


def _rename(staged: Sequence[_Staged], root: Root) -> None:
    for folder, group in groupby(staged, lambda one: split(one.path)[0]):
        with inside(root, folder) as fd:
            for path, temporary in group:
                with told(root.path / path, root.files):
                    name = split(path)[1]
                    os.replace(temporary, name, src_dir_fd=fd, dst_dir_fd=fd)


def _sync(paths: Iterable[str], root: Root) -> None:
    """Make the names of *paths* last: a rename is on the disk when its folder is."""
    for folder in dict.fromkeys(split(path)[0] for path in paths):
        with inside(root, folder) as fd, told(root.path / folder, root.files):
            try:
                os.fsync(fd)
            except OSError as error:  # some network file systems cannot
                if error.errno not in (errno.EINVAL, errno.ENOTSUP):
                    raise


def _is_cleared(staged: Iterable[_Staged], made: Sequence[str], root: Root) -> bool:
    """Take back what is not in place; tell whether nothing is left of it."""
    is_cleared = True
    for path, temporary in staged:
        try:
            with inside(root, split(path)[0]) as fd:
                os.unlink(temporary, dir_fd=fd)
        except FileNotFoundError:
            pass  # it is in place, or was not begun
        except (OSError, OutputError):
            is_cleared = False
    for path in reversed(made):
        folder, name = split(path)
        with suppress(OSError, OutputError), inside(root, folder) as fd:
            os.rmdir(name, dir_fd=fd)
    return is_cleared
