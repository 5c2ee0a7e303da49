"""Opens feedtool.db: made when missing, brought up to date, refused when foreign.

One that is damaged is moved aside by whoever may write.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from itertools import count
from pathlib import Path

from ..errors import DamagedError, StateError
from . import schema


def opened(path: Path) -> sqlite3.Connection:
    """Open the memory at *path* for reading and writing; raises StateError.

    A file that is not ours, is damaged or comes from a later version is never changed.
    """
    with told(path):
        if not path.parent.is_dir():
            raise StateError(f"{path}: its folder does not exist")
        # SQLite would leave a log behind that nobody can write, either.
        if path.exists() and not os.access(path, os.W_OK):
            raise StateError(f"{path}: it may not be written: permission denied")
        connection = _connected(str(path))
        try:
            _check(connection, path)
            connection.execute("PRAGMA journal_mode = wal")
            connection.execute("PRAGMA synchronous = normal")
            schema.migrate(connection)
        except BaseException:
            connection.close()
            raise
        return connection


def borrowed(path: Path) -> sqlite3.Connection:
    """Return a copy of the memory that is never written back; raises StateError."""
    copy = _connected("")  # on the disk, and gone when closed: it may be large
    with told(path):
        if path.exists():
            # Nobody is writing where there is no log: then not even a lock is left.
            file = path.resolve()
            log = file.with_name(f"{file.name}-wal")
            way = "mode=ro" if log.exists() else "mode=ro&immutable=1"
            address = f"{file.as_uri()}?{way}"
            with closing(sqlite3.connect(address, uri=True)) as original:
                _check(original, path)
                original.backup(copy)
        schema.migrate(copy)
    return copy


_PARTS = ("-wal", "-shm", "")  # of a database, by how their names end


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Turn what SQLite says into a sentence that helps."""
    try:
        yield
    except sqlite3.Error as error:
        if _is_damage(error):
            raise DamagedError(path, error) from error
        raise StateError(f"{path}: {_explained(error)}") from error


def where_set_aside(path: Path, now: datetime) -> Path:
    """Return where `set_aside` moves the memory at *path*: to a name that is free."""
    name = f"{path.resolve().name}.damaged-{now:%Y%m%dT%H%M%SZ}"
    for number in count(1):
        place = path.resolve().with_name(name if number == 1 else f"{name}-{number}")
        if not any(os.path.lexists(f"{place}{part}") for part in _PARTS):
            return place
    raise AssertionError("there are names enough")


def set_aside(path: Path, now: datetime) -> Path:
    """Move a damaged memory out of the way; return where it is now.

    Its log goes along, and first: left behind, it would be taken for that of the next
    memory. Nobody else may be using it. Raises StateError.
    """
    file, place = path.resolve(), where_set_aside(path, now)
    try:
        for part in _PARTS:
            with suppress(FileNotFoundError):
                os.rename(f"{file}{part}", f"{place}{part}")  # noqa: PTH104
    except OSError as error:
        raise StateError(
            f"{path}: the memory is damaged, and cannot be moved aside: "
            f"{error.strerror}"
        ) from error
    return place


def _connected(database: str) -> sqlite3.Connection:
    connection = sqlite3.connect(database, timeout=10, isolation_level=None)
    connection.execute("PRAGMA foreign_keys = on")
    return connection


def _check(connection: sqlite3.Connection, path: Path) -> None:
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if application != schema.APPLICATION_ID and (
        application or version or _has_tables(connection)
    ):
        raise StateError(
            f"{path}: this is the database of another program; "
            "name another file with --state"
        )
    connection.execute("SELECT 1 FROM sqlite_master").fetchone()  # it can be read
    if version > len(schema.MIGRATIONS):
        raise StateError(
            f"{path}: written by a later feedtool; update feedtool, "
            "or name another file with --state"
        )


def _has_tables(connection: sqlite3.Connection) -> bool:
    try:
        return connection.execute("SELECT 1 FROM sqlite_master").fetchone() is not None
    except sqlite3.DatabaseError:  # damaged or not, it is not ours
        return True


def _is_damage(error: sqlite3.Error) -> bool:
    if _code(error) in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return True
    return "decode to UTF-8" in str(error)  # this one is of Python's, without a code


def _code(error: sqlite3.Error) -> int:
    code: int = getattr(error, "sqlite_errorcode", 0)
    return code & 0xFF


def _explained(error: sqlite3.Error) -> str:
    code, said = _code(error), str(error)
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return "another program holds the memory; try again when it is done"
    if code == sqlite3.SQLITE_FULL:
        return "the disk is full; every published file is whole"
    if code == sqlite3.SQLITE_IOERR:
        return f"the disk is full or has failed ({said}); every published file is whole"
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
        return f"cannot be opened for writing ({said})"
    return f"the memory cannot be used ({said})"
