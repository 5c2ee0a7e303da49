"""The output folder: opened part by part, so that no link in it is ever followed."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from ..errors import OutputError
from ..model import File

_ROOT = os.O_RDONLY | os.O_DIRECTORY  # may be a link
_FOLDER = _ROOT | os.O_NOFOLLOW  # may not

_OLD = "the old files are whole"
MIXED = "every file is whole, old or new"


class Root(NamedTuple):
    """The output folder: open, as a person calls it, and how its files are."""

    fd: int
    path: Path
    files: str = _OLD


def check(paths: Iterable[str]) -> None:
    """Refuse what no caller should ask for, whatever a feed or a person wrote."""
    seen = set()
    for path in paths:
        parts = path.split("/")
        if any(not part or part.startswith(".") for part in parts):
            raise ValueError(f"not a path below the output folder: {path!r}")
        if "\\" in path or "\0" in path:
            raise ValueError(f"not a path for any system: {path!r}")
        if path in seen:
            raise ValueError(f"one path given twice: {path!r}")
        seen.add(path)


@contextmanager
def opened(output: Path) -> Iterator[Root]:
    root = Root(os.open(output, _ROOT), output)
    try:
        yield root
    finally:
        os.close(root.fd)


def by_folder(files: Iterable[File]) -> Iterator[tuple[str, list[File]]]:
    """Yield neighbours that share a folder, with that folder; keep their order."""
    for folder, group in groupby(files, lambda file: split(file.path)[0]):
        yield folder, list(group)


def split(path: str) -> tuple[str, str]:
    folder, _, name = path.rpartition("/")
    return folder, name


@contextmanager
def inside(root: Root, folder: str) -> Iterator[int]:
    """Open *folder* part by part, so that no link in it is ever followed.

    Nothing is held open for longer: there may be more folders than a process may open.
    Raises FileNotFoundError when there is no such folder, OutputError for the rest.
    """
    fd = os.dup(root.fd)
    path = root.path
    try:
        for part in filter(None, folder.split("/")):
            path /= part
            with told(path, root.files, but=FileNotFoundError):
                outer, fd = fd, os.open(part, _FOLDER, dir_fd=fd)
            os.close(outer)
        yield fd
    finally:
        os.close(fd)


def status_of(name: str, fd: int) -> os.stat_result | None:
    """Return the status of a file, None for what is none but may be replaced."""
    try:
        status = os.stat(name, dir_fd=fd, follow_symlinks=False)
    except FileNotFoundError:
        return None
    if stat.S_ISDIR(status.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), name)
    return status if stat.S_ISREG(status.st_mode) else None


# -- trouble ----------------------------------------------------------------------

_NO_FOLDER = "a file or a link stands where a folder should"
_REASONS = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk quota is used up",
    errno.EROFS: "the disk is read-only",
    errno.EACCES: "permission denied",
    errno.EPERM: "permission denied",
    errno.EIO: "the disk has failed",
    errno.EISDIR: "a folder stands where a file should",
    errno.ENOENT: "a folder was taken away meanwhile",
    errno.ENOTDIR: _NO_FOLDER,
    errno.EEXIST: _NO_FOLDER,
    errno.ELOOP: _NO_FOLDER,
    errno.ENAMETOOLONG: "the name is too long",
    errno.EFBIG: "the file is too large for the disk",
}


@contextmanager
def told(
    path: Path, files: str = _OLD, *, but: type[OSError] | tuple[()] = ()
) -> Iterator[None]:
    """Turn what the system says of *path*, *but* for one error, into a sentence."""
    try:
        yield
    except but:
        raise
    except OSError as error:
        reason = _REASONS.get(error.errno or 0) or error.strerror or str(error)
        raise OutputError(f"cannot write {path}: {reason}; {files}") from error
