"""The sources of the memory: their rows, and what is known of each."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from datetime import datetime

from ..model import State
from . import encoding


def number(connection: sqlite3.Connection, key: str, state: State | None) -> int:
    """Return the number of a source, made if it is new, and keep its *state*.

    It is part of a transaction.
    """
    connection.execute(
        "INSERT OR IGNORE INTO source (key, state) VALUES (?, ?)",
        (key, encoding.packed(state or State())),
    )
    if state is not None:
        connection.execute(
            "UPDATE source SET state = ? WHERE key = ?", (encoding.packed(state), key)
        )
    row = connection.execute("SELECT id FROM source WHERE key = ?", (key,))
    found: int = row.fetchone()[0]
    return found


def column(
    connection: sqlite3.Connection, name: str, keys: Iterable[str]
) -> dict[str, bytes]:
    """Return what stands in a column, by key, of those sources that have it."""
    rows = connection.execute(
        f"SELECT key, {name} FROM source WHERE {name} IS NOT NULL "  # noqa: S608
        "AND key IN (SELECT value FROM json_each(?))",
        (json.dumps(list(keys)),),
    )
    return dict(rows)


def counts(
    connection: sqlite3.Connection, keys: Iterable[str]
) -> dict[str, tuple[int, datetime]]:
    """Return of each source how many articles we have, and the newest's date."""
    rows = connection.execute(
        "SELECT key, articles, "
        "(SELECT max(dated) FROM article WHERE source = source.id) FROM source "
        "WHERE articles AND key IN (SELECT value FROM json_each(?))",
        (json.dumps(list(keys)),),
    )
    return {key: (count, encoding.moment(newest)) for key, count, newest in rows}


def changes(connection: sqlite3.Connection, keys: Iterable[str]) -> dict[str, int]:
    """Return how often the articles of each source have changed."""
    rows = connection.execute(
        "SELECT key, changes FROM source "
        "WHERE key IN (SELECT value FROM json_each(?)) ORDER BY key",
        (json.dumps(list(keys)),),
    )
    return dict(rows)
