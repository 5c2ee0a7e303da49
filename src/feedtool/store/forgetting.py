"""What the memory lets go of: on demand, or when no feed can need it any more."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from .. import merge
from ..model import Article
from . import encoding, meeting


def forget_source(connection: sqlite3.Connection, key: str) -> None:
    """Forget a source, its articles, and all talks with it. Within a transaction."""
    rows = connection.execute(
        "SELECT article.id FROM article JOIN source ON source.id = source "
        "WHERE key = ?",
        (key,),
    )
    meeting.leave(connection, [row for (row,) in rows])
    connection.execute("DELETE FROM source WHERE key = ?", (key,))
    connection.execute(
        "DELETE FROM signature WHERE article NOT IN (SELECT id FROM article)"
    )


def articles_at(connection: sqlite3.Connection, name: str) -> dict[int, Article]:
    """Return the outside articles whose link or id is *name*, by their numbers.

    The id is their publisher's, or the one that they were published under.
    """
    keys = merge.keys(Article(link=name)) | merge.keys(Article(guid=name))
    rows = connection.execute(
        "SELECT DISTINCT id, data FROM meeting JOIN article ON article.id = article "
        "WHERE place IS NULL AND key IN (SELECT value FROM json_each(?)) ORDER BY id",
        (json.dumps([encoding.key(key) for key in sorted(keys)]),),
    )
    found = ((row, encoding.article(data)) for row, data in rows)
    # Two keys with one digest meet here too.
    named = {row: article for row, article in found if keys & merge.keys(article)}
    published = connection.execute(
        "SELECT article.id, data FROM pin JOIN article ON article.id = article "
        "WHERE place IS NULL AND pin.id = ? ORDER BY article.id",
        (name,),
    )
    return named | {row: encoding.article(data) for row, data in published}


def sources_of(connection: sqlite3.Connection, rows: Iterable[int]) -> list[str]:
    """Return the keys of the sources that articles came from."""
    found = connection.execute(
        "SELECT DISTINCT key FROM source JOIN article ON source = source.id "
        "WHERE article.id IN (SELECT value FROM json_each(?)) ORDER BY key",
        (json.dumps(list(rows)),),
    )
    return [key for (key,) in found]


def forget_articles(connection: sqlite3.Connection, rows: Iterable[int]) -> None:
    """Forget articles; their feeds are put together anew. Within a transaction."""
    numbers = [(row,) for row in rows]
    connection.executemany(
        "UPDATE source SET changes = changes + 1 "
        "WHERE id = (SELECT source FROM article WHERE id = ?)",
        numbers,
    )
    meeting.leave(connection, [row for (row,) in numbers])


def trim(connection: sqlite3.Connection, before: datetime, shown: Iterable[str]) -> int:
    """Drop the text of articles dated and last seen *before*, but for those *shown*.

    What identifies an article stays, so that it is known again and keeps its public id.
    What stood in its source's feed when that was read last keeps its text: the feed may
    have been "not modified" ever since. *shown* are public ids. Returns how many
    articles were trimmed. Within a transaction.
    """
    rows = connection.execute(
        "SELECT id, data FROM article WHERE dated < :before AND last_seen < :before "
        "AND NOT trimmed AND place IS NULL "
        "AND last_seen < (SELECT seen FROM source WHERE source.id = article.source) "
        "AND id NOT IN (SELECT article FROM pin "
        "WHERE pin.id IN (SELECT value FROM json_each(:shown)))",
        {"before": encoding.seconds(before), "shown": json.dumps(list(shown))},
    ).fetchall()
    connection.executemany(
        "UPDATE article SET data = ?, trimmed = 1 WHERE id = ?",
        [
            (encoding.packed(_without_text(encoding.article(data))), row)
            for row, data in rows
        ],
    )
    return len(rows)


def _without_text(article: Article) -> Article:
    return replace(
        article, summary="", content="", enclosures=(), categories=(), image=None
    )
