"""What a killed run leaves in the output folder: known by name, and taken out.

While any of it may be there, a mark says so. Who finds the mark looks everywhere; else
nobody would list hundreds of folders for what is hardly ever there.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress

from .folders import Root, inside, split, told

_MARK = ".feedtool-unfinished"
_CREATE = os.O_WRONLY | os.O_CREAT | os.O_EXCL
_TEMPORARY = re.compile(r"\..+\.feedtool-[0-9a-f]{8}\.tmp", re.DOTALL)


def temporary(path: str) -> str:
    """Return a name for what is to become the file at *path*."""
    return f".{split(path)[1]}.feedtool-{os.urandom(4).hex()}.tmp"


def mark(root: Root) -> None:
    """Note that there may be temporary files now."""
    with told(root.path), suppress(FileExistsError):
        os.close(os.open(_MARK, _CREATE, 0o666, dir_fd=root.fd))


def unmark(root: Root) -> None:
    """Note that there are none any more."""
    with suppress(OSError):
        os.unlink(_MARK, dir_fd=root.fd)


def sweep(folders: Iterable[str], root: Root) -> None:
    """Remove temporary files from *folders*; if there is a mark, from all there are.

    What stays all the same harms nobody.
    """
    try:
        os.stat(_MARK, dir_fd=root.fd, follow_symlinks=False)
    except FileNotFoundError:
        for folder in dict.fromkeys(folders):
            with suppress(FileNotFoundError), inside(root, folder) as fd:
                _remove(os.listdir(fd), fd)  # noqa: PTH208
        return
    for names, fd in _all_folders(root):
        _remove(names, fd)
    unmark(root)


def _all_folders(root: Root) -> Iterator[tuple[list[str], int]]:
    """Yield the names of the files in each folder, open. No link is followed."""
    for _, folders, names, fd in os.fwalk(".", dir_fd=root.fd):
        folders[:] = [each for each in folders if not each.startswith(".")]
        yield names, fd


def _remove(names: Iterable[str], fd: int) -> None:
    for name in filter(_TEMPORARY.fullmatch, names):
        with suppress(OSError):
            os.unlink(name, dir_fd=fd)
