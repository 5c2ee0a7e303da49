"""The volumes of the archive of one definition, and which articles are in them.

Volumes hold articles as they were when they were filed. The last one grows; there is
always one, if only an empty one.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from .. import merge
from ..model import Article, Feed, Published
from . import encoding
from .ledger import Ledger


class Placed(NamedTuple):
    """Where a volume was last published, and the stamp of its file then."""

    address: str | None  # of the folder of its feed; None: nowhere
    stamp: str | None


class Archive:
    """The archive of *definition*; every method is one transaction."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        definition: str,
        transaction: Callable[[], AbstractContextManager[None]],
    ) -> None:
        self._connection = connection
        self._name = definition
        self._transaction = transaction

    def volumes(self) -> dict[int, Placed]:
        """Return all volumes by their numbers."""
        rows = self._connection.execute(
            "SELECT number, address, stamp FROM volume WHERE definition = ? "
            "ORDER BY number",
            (self._name,),
        )
        return {number: Placed(*rest) for number, *rest in rows}

    def volume(self, number: int) -> Feed[Published]:
        """Return what is in a volume, with the header that it was given."""
        (data,) = self._connection.execute(
            "SELECT data FROM volume WHERE definition = ? AND number = ?",
            (self._name, number),
        ).fetchone()
        return encoding.volume(data)

    def size(self, number: int) -> int:
        """Return how many articles are in a volume."""
        size: int = self._connection.execute(
            "SELECT count(*) FROM filed WHERE definition = ? AND volume = ?",
            (self._name, number),
        ).fetchone()[0]
        return size

    def write(self, number: int, feed: Feed[Published]) -> None:
        """Write a volume, in place of what it was; it is to be published then."""
        bare = replace(
            feed, articles=tuple(replace(a, copies=()) for a in feed.articles)
        )
        data = encoding.packed_volume(bare)
        with self._transaction():
            self._connection.execute(
                "INSERT INTO volume (definition, number, data) VALUES (?, ?, ?) "
                "ON CONFLICT DO UPDATE "
                "SET address = NULL, stamp = NULL, data = excluded.data",
                (self._name, number, data),
            )
            self._connection.execute(
                "DELETE FROM filed WHERE definition = ? AND volume = ?",
                (self._name, number),
            )
            self._connection.executemany(
                "INSERT INTO filed VALUES (?, ?, ?, ?, ?, 0)",
                [
                    (self._name, number, each.id, *_known_by(each.article))
                    for each in feed.articles
                ],
            )

    def place(self, placed: Mapping[int, Placed]) -> None:
        """Note where volumes have been published."""
        with self._transaction():
            self._connection.executemany(
                "UPDATE volume SET address = ?, stamp = ? "
                "WHERE definition = ? AND number = ?",
                [(*each, self._name, number) for number, each in placed.items()],
            )

    # -- articles in it -----------------------------------------------------------

    def whereabouts(self, ids: Iterable[str]) -> dict[str, int]:
        """Return the last volume that has each of *ids*, of those that are in any."""
        rows = self._connection.execute(
            "SELECT public, max(volume) FROM filed WHERE definition = ? "
            "AND public IN (SELECT value FROM json_each(?)) GROUP BY public",
            (self._name, json.dumps(list(ids))),
        )
        return dict(rows)

    def withdraw(self, ids: Iterable[str]) -> None:
        """Note that articles are to leave, as those who wrote them wish."""
        with self._transaction():
            self._connection.execute(
                "UPDATE filed SET withdrawn = 1 WHERE definition = ? "
                "AND public IN (SELECT value FROM json_each(?))",
                (self._name, json.dumps(list(ids))),
            )

    def follow(self, ledger: Ledger) -> None:
        """Note of articles that *ledger* has made anew how they are now.

        What is in it was not withdrawn, or not for good.
        """
        with self._transaction():
            self._connection.execute(
                "UPDATE filed SET withdrawn = 0, expires = line.expires FROM line "
                "WHERE ledger = ? AND NOT line.filed "
                "AND filed.definition = ? AND filed.public = line.public",
                (ledger.id, self._name),
            )

    def leaving(
        self, now: datetime, retractions: Iterable[Article]
    ) -> dict[int, set[str]]:
        """Return the ids that have no place in a volume any more, by its number.

        They were withdrawn, or have expired, or one of the *retractions* names them.
        """
        names = [(each.guid, _link(each)) for each in retractions]
        rows = self._connection.execute(
            """
            SELECT volume, public FROM filed INDEXED BY filed_withdrawn
            WHERE definition = :name AND withdrawn
            UNION SELECT volume, public FROM filed
            WHERE definition = :name AND expires <= :now
            UNION SELECT volume, public FROM filed WHERE definition = :name
            AND public IN (SELECT value FROM json_each(:ids))
            UNION SELECT volume, public FROM filed WHERE definition = :name
            AND link IN (SELECT value FROM json_each(:links))
            """,
            {
                "name": self._name,
                "now": encoding.seconds(now),
                "ids": json.dumps([guid for guid, _ in names if guid]),
                "links": json.dumps([link for _, link in names if link is not None]),
            },
        )
        leaving: defaultdict[int, set[str]] = defaultdict(set)
        for number, public in rows:
            leaving[number].add(public)
        return dict(leaving)

    def has_withdrawn(self) -> bool:
        """Tell whether anything is to leave that was forgotten or taken back."""
        found = self._connection.execute(
            "SELECT 1 FROM filed INDEXED BY filed_withdrawn "
            "WHERE definition = ? AND withdrawn LIMIT 1",
            (self._name,),
        )
        return found.fetchone() is not None

    def next_expiry(self, now: datetime) -> datetime | None:
        """Return when the next article expires, if one ever will."""
        (expires,) = self._connection.execute(
            "SELECT min(expires) FROM filed WHERE definition = ? AND expires > ?",
            (self._name, encoding.seconds(now)),
        ).fetchone()
        return None if expires is None else encoding.moment(expires)


def _known_by(article: Article) -> tuple[int | None, int | None]:
    expires = article.expires
    return _link(article), None if expires is None else encoding.seconds(expires)


def _link(article: Article) -> int | None:
    """Return the digest of the key under which articles with one link meet."""
    if article.link is None:
        return None
    (key,) = merge.keys(Article(link=article.link))
    return encoding.key(key)
