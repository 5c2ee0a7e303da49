"""Files put in place below the output folder, whole or not at all."""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import groupby
from pathlib import Path
from typing import Literal, NamedTuple, TypeAlias

from .errors import OutputError
from .model import File

Fate: TypeAlias = Literal["wrote", "kept"]


def publish(files: Sequence[File], output: Path) -> dict[str, Fate]:
    """Put *files* in place below *output*; return what was done with each path.

    What changed is first written beside the old files, all of it, and then renamed in
    the order given: a disk that fills up leaves every old file whole, and whoever
    reads meanwhile sees old or new. A file that has these bytes is not touched. What
    a killed run left behind in these folders is removed, so the caller sees to it that
    no other run is writing.

    Raises OutputError, and ValueError for a path that leads out of *output*, is given
    twice or has a part that begins with a dot.
    """
    _check(file.path for file in files)
    if not files:
        return {}
    with _told(output):
        output.mkdir(parents=True, exist_ok=True)
        with _opened(output) as root:
            _sweep(files, root)
            changed = _changed(files, root)
            _replace(changed, root)
    return _fates(files, changed)


def compare(files: Sequence[File], output: Path) -> dict[str, Fate]:
    """Return what `publish` would do with each path, and write nothing.

    Raises OutputError for what stands in the way, and ValueError as `publish` does.
    """
    _check(file.path for file in files)
    with _told(output), suppress(FileNotFoundError), _opened(output) as root:
        return _fates(files, _changed(files, root))
    return _fates(files, files)


def stamps(paths: Iterable[str], output: Path) -> dict[str, str]:
    """Return a stamp for each file of *paths* that is there, without reading it.

    It is another as soon as somebody replaces, changes or touches the file. Raises as
    `compare` does.
    """
    paths = list(paths)
    _check(paths)
    found: dict[str, str] = {}
    with _told(output), suppress(FileNotFoundError), _opened(output) as root:
        for folder, group in groupby(paths, lambda path: _split(path)[0]):
            with suppress(FileNotFoundError), _inside(root, folder) as fd:
                for path in group:
                    with _told(root.path / path):
                        status = _status(_split(path)[1], fd)
                    if status is not None:
                        found[path] = _stamp(status)
    return found


def _stamp(status: os.stat_result) -> str:
    return f"{status.st_mtime_ns:x}-{status.st_size:x}-{status.st_ino:x}"


# -- folders ----------------------------------------------------------------------

_ROOT = os.O_RDONLY | os.O_DIRECTORY  # may be a link
_FOLDER = _ROOT | os.O_NOFOLLOW  # may not

_OLD = "the old files are whole"
_MIXED = "every file is whole, old or new"


class _Root(NamedTuple):
    """The output folder: open, as a person calls it, and how its files are."""

    fd: int
    path: Path
    files: str = _OLD


def _check(paths: Iterable[str]) -> None:
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
def _opened(output: Path) -> Iterator[_Root]:
    root = _Root(os.open(output, _ROOT), output)
    try:
        yield root
    finally:
        os.close(root.fd)


def _by_folder(files: Iterable[File]) -> Iterator[tuple[str, list[File]]]:
    """Yield neighbours that share a folder, with that folder; keep their order."""
    for folder, group in groupby(files, lambda file: _split(file.path)[0]):
        yield folder, list(group)


def _split(path: str) -> tuple[str, str]:
    folder, _, name = path.rpartition("/")
    return folder, name


@contextmanager
def _inside(root: _Root, folder: str) -> Iterator[int]:
    """Open *folder* part by part, so that no link in it is ever followed.

    Nothing is held open for longer: there may be more folders than a process may open.
    Raises FileNotFoundError when there is no such folder, OutputError for the rest.
    """
    fd = os.dup(root.fd)
    path = root.path
    try:
        for part in filter(None, folder.split("/")):
            path /= part
            with _told(path, root.files, but=FileNotFoundError):
                outer, fd = fd, os.open(part, _FOLDER, dir_fd=fd)
            os.close(outer)
        yield fd
    finally:
        os.close(fd)


def _sweep(files: Sequence[File], root: _Root) -> None:
    """Remove what a killed run left behind. What stays all the same harms nobody."""
    for folder, _ in _by_folder(files):
        with suppress(FileNotFoundError), _inside(root, folder) as fd:
            for name in filter(_TEMPORARY.fullmatch, os.listdir(fd)):  # noqa: PTH208
                with suppress(OSError):
                    os.unlink(name, dir_fd=fd)


# -- what is there already --------------------------------------------------------

_READ = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK


def _changed(files: Sequence[File], root: _Root) -> list[File]:
    """Return those of *files* that are not in place."""
    changed: list[File] = []
    for folder, group in _by_folder(files):
        try:
            with _inside(root, folder) as fd:
                changed += [file for file in group if not _is_there(file, fd, root)]
        except FileNotFoundError:
            changed += group
    return changed


def _is_there(file: File, fd: int, root: _Root) -> bool:
    _, name = _split(file.path)
    with _told(root.path / file.path, root.files):
        status = _status(name, fd)
        if status is None or status.st_size != len(file.data):
            return False
        try:
            return _read(name, len(file.data), fd) == file.data
        except PermissionError:  # what cannot be read can still be replaced
            return False


def _status(name: str, fd: int) -> os.stat_result | None:
    """Return the status of a file, None for what is none but may be replaced."""
    try:
        status = os.stat(name, dir_fd=fd, follow_symlinks=False)
    except FileNotFoundError:
        return None
    if stat.S_ISDIR(status.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), name)
    return status if stat.S_ISREG(status.st_mode) else None


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


# -- writing ----------------------------------------------------------------------

_CREATE = os.O_WRONLY | os.O_CREAT | os.O_EXCL
_TEMPORARY = re.compile(r"\..+\.feedtool-[0-9a-f]{8}\.tmp", re.DOTALL)


class _Staged(NamedTuple):
    """A file to be put in place, and what it is called until then."""

    path: str
    temporary: str


def _replace(files: Sequence[File], root: _Root) -> None:
    staged: list[_Staged] = []
    made: list[str] = []
    try:
        for folder, group in _by_folder(files):
            _make(folder, root, made)
            with _inside(root, folder) as fd:
                for file in group:
                    staged.append(_Staged(file.path, _temporary(file)))
                    _stage(file, staged[-1].temporary, fd, root)
        root = root._replace(files=_MIXED)
        with _told(root.path, root.files):
            _rename(staged, root)
            _sync([one.path for one in staged] + made, root)
    except BaseException:  # an interrupt too
        _clear(staged, made, root)
        raise


def _make(folder: str, root: _Root, made: list[str]) -> None:
    """Make *folder* and what is above it; add to *made* what was not there."""
    parts = folder.split("/") if folder else []
    for depth, part in enumerate(parts):
        path = "/".join(parts[: depth + 1])
        outer = _inside(root, "/".join(parts[:depth]))
        with (
            outer as fd,
            _told(root.path / path, root.files),
            suppress(FileExistsError),
        ):
            os.mkdir(part, dir_fd=fd)
            made.append(path)


def _temporary(file: File) -> str:
    return f".{_split(file.path)[1]}.feedtool-{os.urandom(4).hex()}.tmp"


def _stage(file: File, temporary: str, fd: int, root: _Root) -> None:
    """Write *file* to the disk beside the one that it is to replace."""
    with _told(root.path / file.path, root.files):
        old = _status(_split(file.path)[1], fd)
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


def _rename(staged: Sequence[_Staged], root: _Root) -> None:
    for folder, group in groupby(staged, lambda one: _split(one.path)[0]):
        with _inside(root, folder) as fd:
            for path, temporary in group:
                with _told(root.path / path, root.files):
                    name = _split(path)[1]
                    os.replace(temporary, name, src_dir_fd=fd, dst_dir_fd=fd)


def _sync(paths: Iterable[str], root: _Root) -> None:
    """Make the names of *paths* last: a rename is on the disk when its folder is."""
    for folder in dict.fromkeys(_split(path)[0] for path in paths):
        with _inside(root, folder) as fd, _told(root.path / folder, root.files):
            try:
                os.fsync(fd)
            except OSError as error:  # some network file systems cannot
                if error.errno not in (errno.EINVAL, errno.ENOTSUP):
                    raise


def _clear(staged: Iterable[_Staged], made: Sequence[str], root: _Root) -> None:
    """Take back what is not in place, as far as it can be."""
    for path, temporary in staged:
        folder, _ = _split(path)
        with suppress(OSError, OutputError), _inside(root, folder) as fd:
            os.unlink(temporary, dir_fd=fd)
    for path in reversed(made):
        folder, name = _split(path)
        with suppress(OSError, OutputError), _inside(root, folder) as fd:
            os.rmdir(name, dir_fd=fd)


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
def _told(
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
