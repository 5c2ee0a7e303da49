"""Files put in place below the output folder, whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from contextlib import suppress
from itertools import groupby
from pathlib import Path
from typing import Literal, TypeAlias

from ..errors import OutputError
from ..model import File
from . import leftovers, staging
from .folders import Root, by_folder, check, inside, opened, split, status_of, told
from .removing import remove

__all__ = ["Fate", "compare", "publish", "read", "remove", "stamps"]

Fate: TypeAlias = Literal["wrote", "kept"]


def publish(files: Sequence[File], output: Path) -> dict[str, Fate]:
    """Put *files* in place below *output*; return what was done with each path.

    What changed is first written beside the old files, all of it, and then renamed in
    the order given: a disk that fills up leaves every old file whole, and whoever
    reads meanwhile sees old or new. A file that has these bytes is not touched. What
    a killed run left behind is removed, so the caller sees to it that no other run is
    writing.

    Raises OutputError, and ValueError for a path that leads out of *output*, is given
    twice or has a part that begins with a dot.
    """
    check(file.path for file in files)
    if not files:
        return {}
    with told(output):
        output.mkdir(parents=True, exist_ok=True)
        with opened(output) as root:
            leftovers.sweep((split(file.path)[0] for file in files), root)
            changed = _changed(files, root)
            if changed:
                staging.replace(changed, root)
    return _fates(files, changed)


def compare(files: Sequence[File], output: Path) -> dict[str, Fate]:
    """Return what `publish` would do with each path, and write nothing.

    Raises OutputError for what stands in the way, and ValueError as `publish` does.
    """
    check(file.path for file in files)
    with told(output), suppress(FileNotFoundError), opened(output) as root:
        return _fates(files, _changed(files, root))
    return _fates(files, files)


def stamps(paths: Iterable[str], output: Path) -> dict[str, str]:
    """Return a stamp for each file of *paths* that is there, without reading it.

    It is another as soon as somebody replaces, changes or touches the file. Raises as
    `compare` does.
    """
    paths = list(paths)
    check(paths)
    found: dict[str, str] = {}
    with told(output), suppress(FileNotFoundError), opened(output) as root:
        for folder, group in groupby(paths, lambda path: split(path)[0]):
            with suppress(FileNotFoundError), inside(root, folder) as fd:
                for path in group:
                    with told(root.path / path):
                        status = status_of(split(path)[1], fd)
                    if status is not None:
                        found[path] = _stamp(status)
    return found


def read(paths: Iterable[str], output: Path, largest: int) -> dict[str, bytes]:
    """Return what is in those of *paths* that are files, of *largest* bytes at most.

    What cannot be read counts as missing. Raises ValueError as `publish` does.
    """
    paths = list(paths)
    check(paths)
    found: dict[str, bytes] = {}
    with suppress(OSError), opened(output) as root:
        for path in paths:
            folder, name = split(path)
            with suppress(OSError, OutputError), inside(root, folder) as fd:
                status = status_of(name, fd)
                if status is not None and status.st_size <= largest:
                    found[path] = _read(name, status.st_size, fd)
    return found


def _stamp(status: os.stat_result) -> str:
    return f"{status.st_mtime_ns:x}-{status.st_size:x}-{status.st_ino:x}"


# -- what is there already --------------------------------------------------------

_READ = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK


def _changed(files: Sequence[File], root: Root) -> list[File]:
    """Return those of *files* that are not in place."""
    changed: list[File] = []
    for folder, group in by_folder(files):
        try:
            with inside(root, folder) as fd:
                changed += [file for file in group if not _is_there(file, fd, root)]
        except FileNotFoundError:
            changed += group
    return changed


def _is_there(file: File, fd: int, root: Root) -> bool:
    _, name = split(file.path)
    with told(root.path / file.path, root.files):
        status = status_of(name, fd)
        if status is None or status.st_size != len(file.data):
            return False
        try:
            return _read(name, len(file.data), fd) == file.data
        except PermissionError:  # what cannot be read can still be replaced
            return False


def _read(name: str, size: int, fd: int) -> bytes:
    """Return the bytes of a file that should have *size* of them."""
    old = os.open(name, _READ, dir_fd=fd)
    try:
        data = os.read(old, size + 1)
        while len(data) < size and (more := os.read(old, size + 1 - len(data))):
            data += more  # only of gigabytes: a read gives no more at once
        return data
    finally:
        os.close(old)


def _fates(files: Sequence[File], changed: Iterable[File]) -> dict[str, Fate]:
    written = {file.path for file in changed}
    return {file.path: "wrote" if file.path in written else "kept" for file in files}
