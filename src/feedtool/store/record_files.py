"""What was read from files of records, which are read again only when they change."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class KeptFile:
    """What was read from a file of records when it had this *stamp*."""

    stamp: str
    data: bytes


def kept(connection: sqlite3.Connection, key: str) -> dict[str, KeptFile]:
    """Return what was read from the files of a source of records, by path."""
    rows = connection.execute(
        "SELECT path, stamp, data FROM record_file WHERE source = "
        "(SELECT id FROM source WHERE key = ?) ORDER BY path",
        (key,),
    )
    return {path: KeptFile(stamp, data) for path, stamp, data in rows}


def keep(
    connection: sqlite3.Connection,
    source: int,
    files: Mapping[str, KeptFile],
    before: Mapping[str, KeptFile],
) -> None:
    """Remember *files* in place of those *before*, as part of a transaction."""
    connection.executemany(
        "DELETE FROM record_file WHERE source = ? AND path = ?",
        [(source, path) for path in before if path not in files],
    )
    connection.executemany(
        "INSERT OR REPLACE INTO record_file VALUES (?, ?, ?, ?)",
        [
            (source, path, file.stamp, file.data)
            for path, file in files.items()
            if before.get(path) != file
        ],
    )
