"""Articles that arrive, compared with what is remembered of their source."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from .. import dates, merge
from ..model import Article
from . import encoding


@dataclass(frozen=True, slots=True)
class Arrival:
    """An article as a source carries it now."""

    article: Article
    place: str | None = None  # of a record: its file and line


def take(
    connection: sqlite3.Connection,
    source: int,
    arrivals: Iterable[Arrival],
    now: datetime,
    *,
    in_place_of_all: bool = False,
) -> int:
    """Remember *arrivals* of a source; return how many are new.

    Of two that the source knows by one name the later one counts. What did not arrive
    stays, or goes where they come *in_place_of_all*. Within a transaction.
    """
    current = {
        encoding.identity(merge.identity(arrival.article)): arrival
        for arrival in arrivals
    }
    taking = _Taking(connection, source, now)
    changes = taking.forget_all_but(current) if in_place_of_all else 0
    known = taking.known(current)
    changes += taking.remember(current, known)
    connection.execute(
        "UPDATE source SET changes = changes + ? WHERE id = ?", (changes, source)
    )
    return len(current) - len(known)


_AT_ONCE = 500  # identities that are looked up in one question


class _Known(NamedTuple):
    """An article as it was remembered until now."""

    row: int
    first_seen: int
    last_seen: int
    place: str | None
    data: bytes


class _Taking:
    """What all steps need to know; each returns how many articles it changed."""

    def __init__(
        self, connection: sqlite3.Connection, source: int, now: datetime
    ) -> None:
        self._connection = connection
        self._source = source
        self._now = now

    def forget_all_but(self, current: Mapping[bytes, Arrival]) -> int:
        rows = self._connection.execute(
            "SELECT id, identity FROM article WHERE source = ?", (self._source,)
        )
        gone = [(row,) for row, identity in rows if identity not in current]
        self._connection.executemany("DELETE FROM article WHERE id = ?", gone)
        return len(gone)

    def known(self, identities: Iterable[bytes]) -> dict[bytes, _Known]:
        wanted = list(identities)
        found: dict[bytes, _Known] = {}
        for start in range(0, len(wanted), _AT_ONCE):
            some = wanted[start : start + _AT_ONCE]
            rows = self._connection.execute(
                "SELECT identity, id, first_seen, last_seen, place, data FROM article "  # noqa: S608
                f"WHERE source = ? AND identity IN ({', '.join('?' * len(some))})",
                (self._source, *some),
            )
            found.update((identity, _Known(*row)) for identity, *row in rows)
        return found

    def remember(
        self, current: Mapping[bytes, Arrival], known: Mapping[bytes, _Known]
    ) -> int:
        last_seen = self._connection.execute(
            "SELECT max(last_seen) FROM article WHERE source = ?", (self._source,)
        ).fetchone()[0]
        changes = 0
        for identity, arrival in current.items():
            data = encoding.packed(arrival.article)
            before = known.get(identity)
            if before is None:
                self._meet(self._insert(identity, arrival, data), arrival.article)
            elif (data, arrival.place) != (before.data, before.place):
                self._update(before, arrival, data)
                self._part(before.row)
                self._meet(before.row, arrival.article)
            elif not self._tells_more(before, arrival, last_seen):
                continue
            changes += 1
        self._connection.executemany(
            "UPDATE article SET last_seen = ? WHERE id = ?",
            [(encoding.seconds(self._now), before.row) for before in known.values()],
        )
        return changes

    def _tells_more(self, before: _Known, arrival: Arrival, last_seen: int) -> bool:
        """Tell whether it matters that an article was seen again as it was.

        So it is with one that was away and is back, and with one that was changed, as
        its source has it, on a day that was too far ahead till now.
        """
        updated = arrival.article.updated
        return before.last_seen != last_seen or (
            updated is not None
            and dates.is_plausible(updated, self._now)
            != dates.is_plausible(updated, encoding.moment(before.last_seen))
        )

    def _insert(self, identity: bytes, arrival: Arrival, data: bytes) -> int:
        seen = encoding.seconds(self._now)
        dated = encoding.seconds(_dated(arrival, self._now))
        cursor = self._connection.execute(
            "INSERT INTO article (source, identity, dated, first_seen, last_seen, "
            "place, data) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (self._source, identity, dated, seen, seen, arrival.place, data),
        )
        assert cursor.lastrowid is not None  # noqa: S101  (a row was inserted)
        return cursor.lastrowid

    def _update(self, before: _Known, arrival: Arrival, data: bytes) -> None:
        self._connection.execute(
            "UPDATE article SET data = ?, place = ?, trimmed = 0 WHERE id = ?",
            (data, arrival.place, before.row),
        )
        # The date of an outside article is fixed at first sight; that of a record is
        # what its editor says now. One that was a draft was not seen by anybody.
        if arrival.place is not None:
            was_draft = encoding.article(before.data).draft
            first_seen = self._now if was_draft else encoding.moment(before.first_seen)
            dated = _dated(arrival, first_seen)
            self._connection.execute(
                "UPDATE article SET dated = ?, first_seen = ? WHERE id = ?",
                (encoding.seconds(dated), encoding.seconds(first_seen), before.row),
            )

    def _part(self, row: int) -> None:
        self._connection.execute("DELETE FROM meeting WHERE article = ?", (row,))

    def _meet(self, row: int, article: Article) -> None:
        self._connection.executemany(
            "INSERT OR IGNORE INTO meeting VALUES (?, ?)",
            [(encoding.key(key), row) for key in sorted(merge.keys(article))],
        )


def _dated(arrival: Arrival, first_seen: datetime) -> datetime:
    """Return the date of an article: published, else when it was first seen."""
    published = arrival.article.published
    if published is None:
        return first_seen
    if arrival.place is None and not dates.is_plausible(published, first_seen):
        return first_seen
    return published
