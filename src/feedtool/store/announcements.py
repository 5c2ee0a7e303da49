"""What the hub was told of: files, as they were then."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from datetime import datetime

from . import encoding


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

    def warned(self, hub: str) -> datetime | None:
        """Return when it was last said that *hub* fails; None: it does not."""
        row = self._connection.execute(
            "SELECT warned FROM failing_hub WHERE address = ?", (hub,)
        ).fetchone()
        return None if row is None else encoding.moment(row[0])

    def warn(self, hub: str, now: datetime | None) -> None:
        """Note that it is said *now* that *hub* fails; None: it does not any more."""
        with self._transaction():
            self._connection.execute(
                "DELETE FROM failing_hub WHERE address = ?", (hub,)
            )
            if now is not None:
                self._connection.execute(
                    "INSERT INTO failing_hub VALUES (?, ?)",
                    (hub, encoding.seconds(now)),
                )
