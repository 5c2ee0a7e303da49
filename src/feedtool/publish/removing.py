"""Files taken out of the output folder, and the folders that they leave empty."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from itertools import groupby
from pathlib import Path

from ..errors import OutputError
from .folders import Root, check, inside, opened, split, status_of, told


def remove(paths: Iterable[str], output: Path) -> list[str]:
    """Remove those of *paths* that are files below *output*; return these.

    So are the folders that are empty then. A link is neither followed nor removed.
    Raises OutputError, and ValueError as `publish` does.
    """
    wanted = sorted(paths)
    check(wanted)
    removed: list[str] = []
    with told(output), suppress(FileNotFoundError), opened(output) as root:
        for folder, group in groupby(wanted, lambda path: split(path)[0]):
            with suppress(FileNotFoundError), inside(root, folder) as fd:
                removed += [path for path in group if _is_removed(path, fd, root)]
                os.fsync(fd)
        _remove_empty(removed, root)
    return removed


def _is_removed(path: str, fd: int, root: Root) -> bool:
    _, name = split(path)
    with told(root.path / path):
        if status_of(name, fd) is None:
            return False
        os.unlink(name, dir_fd=fd)
        return True


def _remove_empty(removed: Iterable[str], root: Root) -> None:
    folders = dict.fromkeys(split(path)[0] for path in removed)
    for folder in sorted(folders, reverse=True):  # those inside come first
        while folder:
            outer, name = split(folder)
            with suppress(OSError, OutputError), inside(root, outer) as fd:
                os.rmdir(name, dir_fd=fd)
            folder = outer
