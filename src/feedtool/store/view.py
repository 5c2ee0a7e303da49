"""The articles of one definition's sources, as the memory has them, newest first."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from ..model import Copy, Pin
from . import encoding

_BATCH = 500  # articles that are taken from the memory at once


class Place(NamedTuple):
    """The place of a source in a definition."""

    rank: int  # lower is trusted more
    address: str  # as configured


class View:
    """The articles of *places*, the sources of *definition* by their keys."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        definition: str,
        places: Mapping[str, Place],
    ) -> None:
        self._connection = connection
        self._definition = definition
        rows = connection.execute(
            "SELECT id, key FROM source WHERE key IN (SELECT value FROM json_each(?))",
            (json.dumps(list(places)),),
        )
        self._sources = {row: (key, places[key]) for row, key in rows}
        self._source_ids = json.dumps(list(self._sources))

    def newest(self) -> Iterator[tuple[datetime, list[Copy]]]:
        """Yield all articles, those that meet under a key always together.

        With each batch comes a date that no article in it or still to come is, or was
        published, later than. Nothing more is read than is taken.
        """
        seen: set[int] = set()
        rows = self._connection.execute(
            # When a pin outlives the copy that set it, the pin is what was published.
            """
            SELECT article.id, max(dated, coalesce(published, dated)) AS latest
            FROM article
            LEFT JOIN pin ON pin.article = article.id AND pin.definition = :definition
            WHERE source IN (SELECT value FROM json_each(:sources))
            ORDER BY latest DESC, article.id
            """,
            {"definition": self._definition, "sources": self._source_ids},
        )
        while batch := rows.fetchmany(_BATCH):
            fresh = [row for row, _ in batch if row not in seen]
            together = self._neighbourhood(fresh)
            seen |= together
            yield encoding.moment(batch[0][1]), self.copies(together)

    def of_source(self, key: str) -> Iterator[Copy]:
        """Yield the articles of one source, newest first."""
        rows = self._connection.execute(
            "SELECT id FROM article WHERE source = (SELECT id FROM source "
            "WHERE key = ?) ORDER BY dated DESC, id",
            (key,),
        )
        while batch := rows.fetchmany(_BATCH):
            ids = [row for (row,) in batch]
            order = {row: at for at, row in enumerate(ids)}
            yield from sorted(self.copies(ids), key=lambda copy: order[copy.row])

    def together(self, rows: Sequence[int]) -> list[Copy]:
        """Return the articles numbered *rows*, and all that they meet."""
        return self.copies(self._neighbourhood(rows))

    def copies(self, rows: Iterable[int]) -> list[Copy]:
        """Return the articles numbered *rows*, those of them that are of our sources.

        They come in the order of their numbers.
        """
        found = self._connection.execute(
            """
            SELECT article.id, source, dated, first_seen, last_seen, place, data,
                pin.id, pin.published
            FROM article
            LEFT JOIN pin ON pin.article = article.id AND pin.definition = :definition
            WHERE article.id IN (SELECT value FROM json_each(:rows))
                AND source IN (SELECT value FROM json_each(:sources))
            ORDER BY article.id
            """,
            {
                "definition": self._definition,
                "rows": json.dumps(list(rows)),
                "sources": self._source_ids,
            },
        )
        return [self._copy(*row) for row in found]

    def _copy(  # the columns of a row
        self,
        row: int,
        source: int,
        dated: int,
        first_seen: int,
        last_seen: int,
        place: str | None,
        data: bytes,
        public: str | None,
        published: int | None,
    ) -> Copy:
        key, (rank, address) = self._sources[source]
        pin = None
        if public is not None and published is not None:
            pin = Pin(id=public, published=encoding.moment(published))
        return Copy(
            article=encoding.article(data),
            source=key,
            address=address,
            rank=rank,
            place=place,
            dated=encoding.moment(dated),
            first_seen=encoding.moment(first_seen),
            last_seen=encoding.moment(last_seen),
            row=row,
            pin=pin,
        )

    def _neighbourhood(self, rows: Iterable[int]) -> set[int]:
        """Return *rows* and all that share a key with them, or with one that does."""
        found: set[int] = set()
        fresh = set(rows)
        while fresh:
            found |= fresh
            met = self._connection.execute(
                """
                SELECT DISTINCT meeting.article FROM meeting
                JOIN article ON article.id = meeting.article
                WHERE key IN (
                    SELECT key FROM meeting
                    WHERE article IN (SELECT value FROM json_each(:rows))
                ) AND source IN (SELECT value FROM json_each(:sources))
                """,
                {"rows": json.dumps(list(fresh)), "sources": self._source_ids},
            )
            fresh = {row for (row,) in met} - found
        return found
