"""What the hub was told of: files, as they were then."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager


class Announcements:
    """The files that were announced; every method is one transaction."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        transaction: Callable[[], AbstractContextManager[None]],
    ) -> None:
        self._connection = connection
        self._transaction = transaction

    def stamps(self) -> dict[str, str]:
        """Return the stamp that each file had when it was announced, by its path."""
        rows = self._connection.execute("SELECT path, stamp FROM announced")
        return dict(rows.fetchall())

    def add(self, stamps: Mapping[str, str]) -> None:
        """Note that files have been announced."""
        with self._transaction():
            self._connection.executemany(
                "INSERT OR REPLACE INTO announced VALUES (?, ?)", stamps.items()
            )
