"""Finds articles that have the same text under another address, as they arrive.

Only new ones are looked up, under signatures that all have; `merge.near` judges pairs.
"""

from __future__ import annotations

import json
import sqlite3
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from operator import itemgetter
from typing import NamedTuple

from ..merge import near
from ..model import Article
from . import encoding, meeting

_AT_ONCE = 5_000  # new articles that are compared together
_APART = 3 * 24 * 3600  # seconds: what is dated further apart is not the same
# So many have one signature within that time only where a template made them.
_MOST_ALIKE = 20


class _Beginning(NamedTuple):
    """An article, as far as it is compared."""

    row: int
    source: int
    dated: int
    article: Article
    lead: near.Lead
    terms: near.Terms


def compare(
    connection: sqlite3.Connection,
    keys: Iterable[str],
    transaction: Callable[[], AbstractContextManager[None]],
) -> None:
    """Compare the new and the changed articles of the sources *keys* with all others.

    A part of them at a time, each in a transaction of its own.
    """
    rows = connection.execute(
        "SELECT id FROM uncompared JOIN article ON id = article WHERE source IN ("
        "SELECT id FROM source WHERE key IN (SELECT value FROM json_each(?))) "
        "ORDER BY dated, id",  # what may be alike stands close together
        (json.dumps(sorted(keys)),),
    ).fetchall()
    for start in range(0, len(rows), _AT_ONCE):
        numbers = [row for (row,) in rows[start : start + _AT_ONCE]]
        fresh = _beginnings(connection, numbers)
        with transaction():
            keys_of_fresh = _index(connection, fresh)
            pairs = sorted(
                (one.row, other.row)
                for one, other in _candidates(connection, fresh, keys_of_fresh)
                if _verdict(one, other).same
            )
            _join(connection, pairs)
            connection.execute(
                "DELETE FROM uncompared "
                "WHERE article IN (SELECT value FROM json_each(?))",
                (json.dumps(numbers),),
            )


def look_alikes(connection: sqlite3.Connection, row: int) -> dict[int, near.Verdict]:
    """Return what *row* was compared with, each with the verdict."""
    own = _beginnings(connection, [row])
    # They are kept by key only: people ask seldom, and a build knows those it needs.
    found = connection.execute("SELECT key FROM signature WHERE article = ?", (row,))
    signed = {key for (key,) in found}
    return {
        (other if one.row == row else one).row: _verdict(one, other)
        for one, other in _candidates(connection, own, signed)
    }


def _beginnings(
    connection: sqlite3.Connection, numbers: Sequence[int]
) -> list[_Beginning]:
    rows = connection.execute(
        "SELECT article.id, source, dated, data FROM article "
        "WHERE article.id IN (SELECT value FROM json_each(?)) ORDER BY article.id",
        (json.dumps(numbers),),
    )
    found = []
    for row, source, dated, data in rows:
        article = encoding.article(data)
        lead = near.lead(article)
        found.append(_Beginning(row, source, dated, article, lead, near.terms(lead)))
    return found


def _index(connection: sqlite3.Connection, fresh: Sequence[_Beginning]) -> list[int]:
    """Put articles under signatures, and return these in order.

    What was near to them stays so: each paper edits a story in its way, and what was
    one article must not fall apart.
    """
    kept = connection.execute("SELECT data FROM frequency").fetchone()
    frequencies = near.Frequencies(kept and kept[0])
    for each in fresh:
        frequencies.add(each.terms)
    connection.execute("DELETE FROM frequency")
    connection.execute("INSERT INTO frequency VALUES (?)", (frequencies.to_bytes(),))
    signed = [
        (key, each.row)
        for each in fresh
        if not (each.article.draft or each.article.retracted)
        for key in near.signatures(each.terms, frequencies)
    ]
    signed.sort(key=itemgetter(0))  # as the table is, which is quicker
    connection.executemany("INSERT OR IGNORE INTO signature VALUES (?, ?)", signed)
    return [key for key, _ in signed]


def _candidates(
    connection: sqlite3.Connection, fresh: Sequence[_Beginning], keys: Iterable[int]
) -> Iterator[tuple[_Beginning, _Beginning]]:
    """Yield the pairs that may have the same text, at least one of each *fresh*.

    They meet under *keys*, the signatures of these.
    """
    known = {each.row: each for each in fresh}
    pairs = sorted(_meetings(connection, fresh, keys))
    missing = {row for pair in pairs for row in pair if row not in known}
    others = _beginnings(connection, sorted(missing))
    known |= {each.row: each for each in others}
    for one, other in pairs:
        yield known[one], known[other]


def _meetings(
    connection: sqlite3.Connection, fresh: Sequence[_Beginning], keys: Iterable[int]
) -> set[tuple[int, int]]:
    rows = {each.row for each in fresh}
    found = connection.execute(
        """
        WITH shared AS (
            SELECT key FROM signature WHERE key IN (SELECT value FROM json_each(:keys))
            GROUP BY key HAVING count(*) > 1
        )
        SELECT key, dated, article, source FROM shared JOIN signature USING (key)
        JOIN article ON article.id = article WHERE dated BETWEEN :first AND :last
        """,
        {
            "keys": json.dumps(sorted(keys)),
            "first": min(each.dated for each in fresh) - _APART,
            "last": max(each.dated for each in fresh) + _APART,
        },
    )
    under: defaultdict[int, list[tuple[int, int, int]]] = defaultdict(list)
    for key, *where in found:
        under[key].append(tuple(where))
    return {
        pair
        for together in under.values()
        if len(together) > 1
        for pair in _pairs(sorted(together), rows)
    }


def _pairs(
    together: Sequence[tuple[int, int, int]], fresh: set[int]
) -> Iterator[tuple[int, int]]:
    """Yield the pairs of *together* that are of two sources and of about one date."""
    for dated, row, source in together:
        if row in fresh:
            start = bisect_left(together, (dated - _APART,))
            end = bisect_right(together, (dated + _APART + 1,))
            if end - start <= _MOST_ALIKE:
                for _, other, its_source in together[start:end]:
                    if its_source != source:
                        yield min(row, other), max(row, other)


def _verdict(one: _Beginning, other: _Beginning) -> near.Verdict:
    return near.verdict(one.article, other.article, (one.lead, other.lead))


def _join(connection: sqlite3.Connection, pairs: Sequence[tuple[int, int]]) -> None:
    if not pairs:
        return
    connection.executemany(
        "INSERT OR IGNORE INTO near VALUES (?, ?)",
        [both for one, other in pairs for both in ((one, other), (other, one))],
    )
    turn = meeting.next_turn(connection)
    connection.executemany(
        "UPDATE article SET turn = ? WHERE id = ?",
        [(turn, row) for pair in pairs for row in pair],
    )
