"""The articles of one definition's sources, as the memory has them."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from ..model import Copy, Pin
from . import encoding

_BATCH = 500  # articles that are taken from the memory at once


class Place(NamedTuple):
    """The place of a source in a definition."""

    rank: int  # lower is trusted more
    address: str  # as configured


class View:
    """The articles of *places*, the sources of *definition* by their keys.

    Of the *retractors*, sources of records anywhere, it has what they retract.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        definition: str,
        places: Mapping[str, Place],
        retractors: Collection[str] = (),
    ) -> None:
        self._connection = connection
        self._definition = definition
        last = Place(len(places), "")
        known = dict.fromkeys(retractors, last) | dict(places)
        rows = connection.execute(
            "SELECT id, key FROM source WHERE key IN (SELECT value FROM json_each(?))",
            (json.dumps(list(known)),),
        ).fetchall()
        self._sources = {row: (key, known[key]) for row, key in rows}
        # Parameters of every question that is asked of it.
        self.asked = {
            "definition": definition,
            "sources": json.dumps([row for row, key in rows if key in places]),
            "retractors": json.dumps([row for row, key in rows if key in retractors]),
        }

    OURS = (  # what the articles of a view have in common
        # Its sources are no way to an article: they have too many.
        "(+article.source IN (SELECT value FROM json_each(:sources)) "
        "OR article.retracted "
        "AND +article.source IN (SELECT value FROM json_each(:retractors)))"
    )

    def of_source(self, key: str) -> Iterator[Copy]:
        """Yield the articles of one source, newest first."""
        rows = self._connection.execute(
            "SELECT id FROM article WHERE source = (SELECT id FROM source "
            "WHERE key = ?) ORDER BY dated DESC, id",
            (key,),
        )
        yield from self._batches(rows)

    def newest(self) -> Iterator[Copy]:
        """Yield all articles, newest first."""
        rows = self._connection.execute(
            f"SELECT id FROM article WHERE {self.OURS} ORDER BY dated DESC, id",  # noqa: S608
            self.asked,
        )
        yield from self._batches(rows)

    def _batches(self, rows: sqlite3.Cursor) -> Iterator[Copy]:
        while batch := rows.fetchmany(_BATCH):
            ids = [row for (row,) in batch]
            order = {row: at for at, row in enumerate(ids)}
            yield from sorted(self.copies(ids), key=lambda copy: order[copy.row])

    def named(self, keys: Iterable[str]) -> set[int]:
        """Return the numbers of the articles that meet under merge *keys*."""
        rows = self._connection.execute(
            "SELECT article FROM meeting WHERE key IN (SELECT value FROM json_each(?))",
            (json.dumps([encoding.key(key) for key in keys]),),
        )
        return {row for (row,) in rows}

    def known_as(self, name: str) -> set[int]:
        """Return the numbers of the articles whose source knows them by *name*."""
        rows = self._connection.execute(
            "SELECT id FROM article WHERE identity = :identity "
            "AND source IN (SELECT value FROM json_each(:sources))",
            {**self.asked, "identity": encoding.identity(name)},
        )
        return {row for (row,) in rows}

    def published_as(self, publics: Collection[str]) -> dict[str, set[int]]:
        """Return the numbers of the articles that have, or had, these public ids.

        What is known of none of them is not there.
        """
        found: defaultdict[str, set[int]] = defaultdict(set)
        for public, row in self._connection.execute(
            "SELECT id, article FROM pin WHERE definition = :definition "
            "AND key IN (SELECT value FROM json_each(:keys)) "
            "AND id IN (SELECT value FROM json_each(:publics)) "
            "UNION SELECT public, article FROM line JOIN line_copy ON line = line.id "
            "JOIN ledger ON ledger.id = line.ledger WHERE definition = :definition "
            "AND public IN (SELECT value FROM json_each(:publics))",
            {
                "definition": self._definition,
                "publics": json.dumps(list(publics)),
                "keys": json.dumps([encoding.key(f"id:{each}") for each in publics]),
            },
        ):
            found[public].add(row)
        return dict(found)

    def together(self, rows: Iterable[int]) -> list[Copy]:
        """Return the articles numbered *rows*, and all that they meet."""
        return self.copies(self._neighbourhood(rows))

    def copies(self, rows: Iterable[int]) -> list[Copy]:
        """Return the articles numbered *rows*, those of them that are ours.

        They come in the order of their numbers.
        """
        asked = {**self.asked, "rows": json.dumps(list(rows))}
        near = self._near(asked)
        found = self._connection.execute(
            f"""
            SELECT article.id, source, dated, first_seen, last_seen, updated, place,
                data, pin.id, pin.published, pin.also
            FROM article
            LEFT JOIN pin ON pin.article = article.id AND pin.definition = :definition
            WHERE article.id IN (SELECT value FROM json_each(:rows)) AND {self.OURS}
            ORDER BY article.id
            """,  # noqa: S608
            asked,
        )
        return [
            self._copy(near.get(row, frozenset()), row, *rest) for row, *rest in found
        ]

    def _near(self, asked: Mapping[str, str]) -> dict[int, frozenset[int]]:
        near: defaultdict[int, set[int]] = defaultdict(set)
        for row, other in self._connection.execute(
            "SELECT article, other FROM near "
            "WHERE article IN (SELECT value FROM json_each(:rows))",
            asked,
        ):
            near[row].add(other)
        return {row: frozenset(others) for row, others in near.items()}

    def _copy(  # the columns of a row
        self,
        near: frozenset[int],
        row: int,
        source: int,
        dated: int,
        first_seen: int,
        last_seen: int,
        updated: int | None,
        place: str | None,
        data: bytes,
        public: str | None,
        published: int | None,
        also: bytes | None,
    ) -> Copy:
        key, (rank, address) = self._sources[source]
        pin = None
        if public is not None and published is not None:
            others = encoding.addresses(also) if also else ()
            pin = Pin(id=public, published=encoding.moment(published), also=others)
        return Copy(
            article=encoding.article(data),
            source=key,
            address=address,
            rank=rank,
            place=place,
            dated=encoding.moment(dated),
            first_seen=encoding.moment(first_seen),
            last_seen=encoding.moment(last_seen),
            updated=None if updated is None else encoding.moment(updated),
            near=near,
            row=row,
            pin=pin,
        )

    def _neighbourhood(self, rows: Iterable[int]) -> set[int]:
        """Return *rows* and all that they meet, or that meets one of those.

        They meet under a merge key, by their text, and by the id that one was published
        under, where the other was too, or has it for its own.
        """
        found: set[int] = set()
        fresh = set(rows)
        while fresh:
            found |= fresh
            met = self._connection.execute(
                f"""
                WITH given AS (SELECT value AS row FROM json_each(:rows)), named AS (
                    SELECT key FROM pin WHERE definition = :definition
                    AND article IN (SELECT row FROM given)
                    UNION SELECT key FROM meeting
                    WHERE article IN (SELECT row FROM given)
                ), met AS (
                    SELECT other AS row FROM near
                    WHERE article IN (SELECT row FROM given)
                    UNION SELECT other.article FROM named
                    JOIN meeting AS other ON other.key = named.key
                    UNION SELECT other.article FROM named
                    JOIN pin AS other ON other.key = named.key
                    AND other.definition = :definition
                )
                SELECT id FROM article WHERE id IN (SELECT row FROM met) AND {self.OURS}
                """,  # noqa: S608
                {**self.asked, "rows": json.dumps(list(fresh))},
            )
            fresh = {row for (row,) in met} - found
        return found
