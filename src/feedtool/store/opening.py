"""Opens feedtool.db: made when missing, brought up to date, refused when foreign."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from ..errors import StateError
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
    copy = _connected(":memory:")
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


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Turn what SQLite says into a sentence that helps."""
    try:
        yield
    except sqlite3.Error as error:
        raise StateError(f"{path}: {_explained(error)}") from error


def _connected(database: str) -> sqlite3.Connection:
    connection = sqlite3.connect(database, timeout=10, isolation_level=None)
    connection.execute("PRAGMA foreign_keys = on")
    return connection


def _check(connection: sqlite3.Connection, path: Path) -> None:
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if application != schema.APPLICATION_ID and (tables or application or version):
        raise StateError(
            f"{path}: this is the database of another program; "
            "name another file with --state"
        )
    if version > len(schema.MIGRATIONS):
        raise StateError(
            f"{path}: written by a later feedtool; update feedtool, "
            "or name another file with --state"
        )


def _explained(error: sqlite3.Error) -> str:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    said = str(error)
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return (
            f"the memory is damaged, or is no database ({said}); move it away, "
            "and the next build makes a new one"
        )
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return "another program holds the memory; try again when it is done"
    if code == sqlite3.SQLITE_FULL:
        return "the disk is full; the published files are as they were"
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
        return f"cannot be opened for writing ({said})"
    return f"the memory cannot be used ({said})"
