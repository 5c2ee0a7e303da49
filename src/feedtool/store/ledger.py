"""What the rules of one definition have made of its articles, kept between runs.

A line is one article, made of its copies; shelves have the lines that a feed may show.
So a run looks only at what has changed, and at the few that are shown.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import NamedTuple

from ..model import Evidence, Pin
from . import encoding
from .view import View

_BATCH = 500  # articles that are looked at together


class Line(NamedTuple):
    """One article of a definition, as its rules have it."""

    copies: tuple[int, ...]  # their numbers
    pin: Pin  # its id and date
    expires: datetime | None
    regions: Mapping[str, Evidence]
    shelved: bool = True  # the filters let it into feeds


class Unfiled(NamedTuple):
    """A line that the archive of its definition does not know yet."""

    number: int
    public: str  # its id
    is_whole: bool  # nothing of its text was dropped from the memory


class Ledger:
    """The lines of *view*, made by *rules*: where those are others, it begins anew."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        view: View,
        rules: str,
        transaction: Callable[[], AbstractContextManager[None]],
        *,
        archived: bool = False,
    ) -> None:
        self._connection = connection
        self._view = view
        self._archived = archived
        self._transaction = transaction
        self._name = view.asked["definition"]
        row = self._connection.execute(
            "SELECT id, rules, turn, horizon, chosen FROM ledger WHERE definition = ?",
            (self._name,),
        ).fetchone()
        if row is None or row[1] != rules:
            row = self._begun(rules, row and row[0])
        self.id, _, self._turn, self._horizon, chosen = row
        self.chosen = encoding.chosen(chosen)

    def _begun(
        self, rules: str, before: int | None
    ) -> tuple[int, str, int, int, bytes]:
        with self._transaction():
            for table in ("shelf", "line_copy", "line"):
                self._connection.execute(
                    f"DELETE FROM {table} WHERE ledger = ?",  # noqa: S608
                    (before,),
                )
            cursor = self._connection.execute(
                "INSERT OR REPLACE INTO ledger "
                "SELECT ?, ?, ?, turn, ?, ? FROM clock RETURNING *",
                (before, self._name, rules, _NOTHING, encoding.packed({})),
            )
            id, _, *rest = cursor.fetchone()
            return id, *rest

    # -- what is to be looked at --------------------------------------------------

    def changed(self) -> list[int]:
        """Return the articles that have changed, or what they meet has."""
        rows = self._connection.execute(
            f"SELECT id FROM article WHERE turn > :turn AND {self._view.OURS}",  # noqa: S608
            self._asked(turn=self._turn),
        )
        return [row for (row,) in rows]

    def older(self) -> tuple[list[int], datetime] | None:
        """Return the newest articles not looked at yet, and the date of the last.

        Those of one date come together. None: there are no more.
        """
        if self._horizon is None:
            return None
        asked = self._asked(horizon=self._horizon, nothing=_NOTHING, most=_BATCH)
        (reached,) = self._connection.execute(
            f"""
            SELECT min(dated) FROM (
                SELECT dated FROM article WHERE dated < :horizon AND {self._view.OURS}
                ORDER BY dated DESC LIMIT :most
            )
            """,  # noqa: S608
            asked,
        ).fetchone()
        if reached is None:
            return None
        rows = self._connection.execute(
            # A pin may outlive the copy that set it: then it is what was published.
            f"""
            SELECT id FROM article WHERE dated < :horizon AND dated >= :reached
            AND {self._view.OURS}
            AND NOT EXISTS (
                SELECT 1 FROM line_copy WHERE ledger = :ledger AND article = article.id
            )
            UNION SELECT article.id FROM pin JOIN article ON article.id = pin.article
            WHERE :horizon = :nothing AND definition = :definition
            AND published > dated AND {self._view.OURS}
            """,  # noqa: S608
            {**asked, "reached": reached},
        )
        return [row for (row,) in rows], encoding.moment(reached)

    def settle(
        self, horizon: datetime | None, chosen: Mapping[str, tuple[int, ...]]
    ) -> None:
        """Note that all that has changed until now is in the ledger.

        So is all that is dated *horizon* or later; None: all. *chosen* has what else
        what is made of an article depends on: by source, the articles within its limit,
        and under "" the retractions that hold.
        """
        (turn,) = self._connection.execute("SELECT turn FROM clock").fetchone()
        seconds = None if horizon is None else encoding.seconds(horizon)
        if (turn, seconds, chosen) == (self._turn, self._horizon, self.chosen):
            return
        self._turn, self._horizon, self.chosen = turn, seconds, dict(chosen)
        with self._transaction():
            self._connection.execute(
                "UPDATE ledger SET turn = ?, horizon = ?, chosen = ? WHERE id = ?",
                (turn, seconds, encoding.packed(chosen), self.id),
            )

    @property
    def horizon(self) -> datetime | None:
        """All articles of that date and later have been looked at; None: all."""
        return None if self._horizon is None else encoding.moment(self._horizon)

    # -- what was made of it ------------------------------------------------------

    def write(self, rows: Iterable[int], lines: Iterable[Line]) -> None:
        """Write *lines*, in place of all that had one of the articles *rows*."""
        with self._transaction():
            self._connection.execute(
                "DELETE FROM line WHERE id IN (SELECT line FROM line_copy WHERE "
                "ledger = :ledger AND article IN (SELECT value FROM json_each(:rows)))",
                self._asked(rows=json.dumps(list(rows))),
            )
            for line in lines:
                self._write(line)

    def _write(self, line: Line) -> None:
        public, published = line.pin.id, encoding.seconds(line.pin.published)
        expires = None if line.expires is None else encoding.seconds(line.expires)
        cursor = self._connection.execute(
            "INSERT INTO line (ledger, public, published, expires, regions, filed) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            (
                *(self.id, public, published, expires),
                *(encoding.packed(line.regions), not self._archived),
            ),
        )
        number = cursor.lastrowid
        self._connection.executemany(
            "INSERT INTO line_copy VALUES (?, ?, ?)",
            [(self.id, row, number) for row in line.copies],
        )
        if line.shelved:
            self._connection.executemany(
                "INSERT INTO shelf VALUES (?, ?, ?, ?, ?)",
                [
                    (self.id, region, published, public, number)
                    for region in ("", *line.regions)
                ],
            )

    def lines(self, numbers: Iterable[int]) -> dict[int, Line]:
        """Return lines by their numbers."""
        asked = self._asked(numbers=json.dumps(list(numbers)))
        copies: defaultdict[int, list[int]] = defaultdict(list)
        for number, row in self._connection.execute(
            "SELECT line, article FROM line_copy "
            "WHERE line IN (SELECT value FROM json_each(:numbers)) ORDER BY article",
            asked,
        ):
            copies[number].append(row)
        rows = self._connection.execute(
            "SELECT id, public, published, expires, regions FROM line "
            "WHERE id IN (SELECT value FROM json_each(:numbers))",
            asked,
        )
        return {
            number: Line(
                copies=tuple(copies[number]),
                pin=Pin(id=public, published=encoding.moment(published)),
                expires=None if expires is None else encoding.moment(expires),
                regions=encoding.regions(regions),
            )
            for number, public, published, expires, regions in rows
        }

    # -- what may be shown --------------------------------------------------------

    def shelf(
        self, region: str | None, now: datetime, since: timedelta | None, limit: int
    ) -> list[tuple[int, datetime]]:
        """Return the newest lines that the feed of *region* may show now.

        With each comes its date. None: the definition's own feed.
        """
        rows = self._connection.execute(
            f"SELECT line, shelf.published {_DUE} AND region = :region "
            "ORDER BY shelf.published DESC, shelf.public LIMIT :limit",
            self._at(now, since, region=region or "", limit=limit),
        )
        return [(line, encoding.moment(published)) for line, published in rows]

    def unfiled(self, now: datetime, since: timedelta | None) -> list[Unfiled]:
        """Return the lines that may be shown now and that the archive does not know.

        They come in the order in which their first copies were seen, those of one
        moment by date and id.
        """
        rows = self._connection.execute(
            f"""
            SELECT new.id, new.public, max(trimmed)
            FROM line AS new INDEXED BY line_unfiled
            JOIN line_copy ON line_copy.line = new.id
            JOIN article ON article.id = line_copy.article
            WHERE new.ledger = :ledger AND NOT new.filed
            AND EXISTS (SELECT 1 {_DUE} AND region = '' AND line.id = new.id)
            GROUP BY new.id
            ORDER BY min(first_seen), new.published, new.public
            """,  # noqa: S608
            self._at(now, since),
        )
        return [Unfiled(line, public, not trimmed) for line, public, trimmed in rows]

    def file(self, now: datetime) -> None:
        """Note that the archive knows all lines, but for those that are to come."""
        with self._transaction():
            self._connection.execute(
                "UPDATE line INDEXED BY line_unfiled SET filed = 1 "
                "WHERE ledger = ? AND NOT filed AND published <= ?",
                (self.id, encoding.seconds(now)),
            )

    def next_change(self, now: datetime, since: timedelta | None) -> datetime | None:
        """Return when a line appears, expires or gets too old, if one ever will."""
        asked = self._at(now, since)
        (appears,) = self._connection.execute(
            "SELECT min(published) FROM shelf "
            "WHERE ledger = :ledger AND region = '' AND published > :now",
            asked,
        ).fetchone()
        (expires,) = self._connection.execute(
            "SELECT min(expires) FROM line WHERE ledger = :ledger AND expires > :now",
            asked,
        ).fetchone()
        moments = [appears, expires]
        if since is not None:
            (oldest,) = self._connection.execute(
                "SELECT min(published) FROM shelf WHERE ledger = :ledger "
                "AND region = '' AND published >= :since",
                asked,
            ).fetchone()
            if oldest is not None:
                moments.append(oldest + int(since.total_seconds()) + 1)
        soonest = min((each for each in moments if each is not None), default=None)
        return None if soonest is None else encoding.moment(soonest)

    def unplaced(
        self, now: datetime, since: timedelta | None
    ) -> list[tuple[int, datetime]]:
        """Return the lines in no region that may be shown now, the newest first."""
        rows = self._connection.execute(
            f"SELECT line, shelf.published {_DUE} AND region = '' "
            "AND regions = :none ORDER BY shelf.published DESC, shelf.public",
            self._at(now, since, none=encoding.packed({})),
        )
        return [(line, encoding.moment(published)) for line, published in rows]

    def tally(self, now: datetime, since: timedelta | None) -> dict[str, int]:
        """Return how many lines each shelf has now; "" is that of all."""
        rows = self._connection.execute(
            f"SELECT region, count(*) {_DUE} GROUP BY region",
            self._at(now, since),
        )
        return dict(rows)

    def _at(
        self, now: datetime, since: timedelta | None, **more: object
    ) -> dict[str, object]:
        first = _first_second(now, since)
        return self._asked(now=encoding.seconds(now), since=first, **more)

    def _asked(self, **more: object) -> dict[str, object]:
        return {**self._view.asked, "ledger": self.id, **more}


_NOTHING = 253_402_300_799  # a horizon that nothing is beyond: the end of 9999
_LONG_AGO = -(2**62)
# The lines that may be shown now, as `select.out_of_time` has it.
_DUE = (
    "FROM shelf JOIN line ON line.id = line WHERE shelf.ledger = :ledger "
    "AND shelf.published <= :now AND shelf.published >= :since "
    "AND (expires IS NULL OR expires > :now)"
)


def _first_second(now: datetime, since: timedelta | None) -> int:
    if since is None:
        return _LONG_AGO
    try:
        return encoding.seconds(now - since)
    except OverflowError:
        return _LONG_AGO
