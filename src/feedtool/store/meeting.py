"""Where copies of one article meet: by key, by text, or by what they once became.

Every function is part of a transaction.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence

from .. import merge
from ..model import Article
from . import encoding


def meet(
    connection: sqlite3.Connection, row: int, article: Article, *more: str
) -> None:
    """Put an article under the keys that it has now, and under *more*."""
    connection.executemany(
        "INSERT OR IGNORE INTO meeting VALUES (?, ?)",
        [(encoding.key(key), row) for key in sorted({*merge.keys(article), *more})],
    )


def part(connection: sqlite3.Connection, row: int) -> None:
    """Take an article from its keys, before it gets others."""
    connection.execute("DELETE FROM meeting WHERE article = ?", (row,))


def meet_anew(connection: sqlite3.Connection, row: int) -> None:
    """Note that an article is still to be compared with others by its text."""
    connection.execute("INSERT OR IGNORE INTO uncompared VALUES (?)", (row,))


def next_turn(connection: sqlite3.Connection) -> int:
    """Return the number under which the next changes go down."""
    connection.execute("UPDATE clock SET turn = turn + 1")
    turn: int = connection.execute("SELECT turn FROM clock").fetchone()[0]
    return turn


def touch(connection: sqlite3.Connection, rows: Sequence[int], turn: int) -> None:
    """Note that what is made of all that meet *rows* may be another thing now."""
    connection.execute(
        """
        WITH given AS (SELECT value AS row FROM json_each(:rows))
        UPDATE article SET turn = :turn WHERE id IN (
            SELECT other.article FROM meeting AS mine
            JOIN meeting AS other ON other.key = mine.key
            WHERE mine.article IN (SELECT row FROM given)
            UNION SELECT other FROM near WHERE article IN (SELECT row FROM given)
            UNION SELECT other.article FROM line_copy AS mine
            JOIN line_copy AS other ON other.line = mine.line
            WHERE mine.article IN (SELECT row FROM given)
        )
        """,
        {"rows": json.dumps(list(rows)), "turn": turn},
    )


def leave(connection: sqlite3.Connection, rows: Iterable[int]) -> None:
    """Delete articles, and what has been made of them and of their copies.

    Archives are to let go of them.
    """
    numbers = list(rows)
    if not numbers:
        return
    touch(connection, numbers, next_turn(connection))
    given = (json.dumps(numbers),)
    connection.execute(
        "DELETE FROM line WHERE id IN (SELECT line FROM line_copy "
        "WHERE article IN (SELECT value FROM json_each(?)))",
        given,
    )
    connection.execute(
        "UPDATE filed SET withdrawn = 1 WHERE (definition, public) IN (SELECT "
        "definition, id FROM pin WHERE article IN (SELECT value FROM json_each(?)))",
        given,
    )
    connection.execute(
        "UPDATE source SET articles = articles - (SELECT count(*) FROM article "
        "WHERE source = source.id AND id IN (SELECT value FROM json_each(?1))) "
        "WHERE id IN (SELECT source FROM article "
        "WHERE id IN (SELECT value FROM json_each(?1)))",
        given,
    )
    connection.execute(
        "DELETE FROM article WHERE id IN (SELECT value FROM json_each(?))", given
    )
