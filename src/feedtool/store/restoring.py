"""Articles taken back from what was published, for a memory that has lost them.

Until its source brings it, such an article is as it was published. It is known again by
its public id, or by its page. Every function is part of a transaction.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeAlias

from .. import merge, urls
from ..model import Article, Copy, Pin
from . import encoding, meeting


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """An article of the memory that was published before, as it learns now."""

    row: int
    pin: Pin
    dated: datetime | None = None  # where it has no date of its own
    updated: datetime | None = None  # when it last said something else


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """An article that was published, and that its source does not carry any more."""

    source: str  # the key of its source
    address: str  # as it is configured
    article: Article
    pin: Pin


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What was found where a definition is published."""

    known: tuple[Known, ...] = ()
    lost: tuple[Lost, ...] = ()

    @property
    def ids(self) -> frozenset[str]:
        pins = (*(each.pin for each in self.known), *(each.pin for each in self.lost))
        return frozenset(pin.id for pin in pins)

    @property
    def sources(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(each.source for each in self.lost))


def restore(
    connection: sqlite3.Connection, definition: str, restored: Restored
) -> None:
    """Remember what was published of *definition*; its sources are known."""
    turn = meeting.next_turn(connection)
    pins = {each.row: each.pin for each in restored.known}
    for known in restored.known:
        _tell(connection, known, turn)
    for lost in restored.lost:
        row = _inserted(connection, lost, turn)
        if row is not None:
            pins[row] = lost.pin
    connection.executemany(
        INSERT_PIN, [pin_row(definition, row, each) for row, each in pins.items()]
    )
    connection.execute(
        "UPDATE source SET changes = changes + 1 WHERE id IN "
        "(SELECT source FROM article WHERE turn = ?)",
        (turn,),
    )


INSERT_PIN = (
    "INSERT OR IGNORE INTO pin (definition, article, id, published, key, also) "
    "VALUES (?, ?, ?, ?, ?, ?)"
)


def pin_row(definition: str, row: int, pin: Pin) -> tuple[object, ...]:
    """Return a pin as `INSERT_PIN` takes it."""
    published, key = encoding.seconds(pin.published), encoding.key(f"id:{pin.id}")
    also = encoding.packed(pin.also) if pin.also else None
    return definition, row, pin.id, published, key, also


def _tell(connection: sqlite3.Connection, known: Known, turn: int) -> None:
    dated = None if known.dated is None else encoding.seconds(known.dated)
    updated = None if known.updated is None else encoding.seconds(known.updated)
    connection.execute(
        """
        UPDATE article SET turn = :turn, first_seen = min(first_seen, :published),
        dated = coalesce(:dated, dated),
        updated = coalesce(max(updated, :updated), updated, :updated)
        WHERE id = :row
        """,
        {
            "row": known.row,
            "turn": turn,
            "published": encoding.seconds(known.pin.published),
            "dated": dated,
            "updated": updated,
        },
    )


def _inserted(connection: sqlite3.Connection, lost: Lost, turn: int) -> int | None:
    """Return the number of an article that is remembered now; None: it was already."""
    article = lost.article
    published = encoding.seconds(lost.pin.published)
    updated = article.updated and encoding.seconds(article.updated)
    row: tuple[int, int] | None = connection.execute(
        "INSERT OR IGNORE INTO article "
        "(source, identity, dated, first_seen, last_seen, updated, turn, data) "
        "SELECT id, ?, ?, ?, ?, ?, ?, ? FROM source WHERE key = ? RETURNING id, source",
        (
            encoding.identity(merge.identity(article)),
            *(published, published, published, updated, turn),
            encoding.packed(article),
            lost.source,
        ),
    ).fetchone()
    if row is None:
        return None
    number, source = row
    others = (merge.keys(Article(link=address)) for address in lost.pin.also)
    meeting.meet(connection, number, article, *frozenset[str]().union(*others))
    meeting.meet_anew(connection, number)
    connection.execute(
        "INSERT INTO restored VALUES (?, ?, ?)", (source, number, lost.address)
    )
    connection.execute(
        "UPDATE source SET articles = articles + 1 WHERE id = ?", (source,)
    )
    return number


# -- until their source brings them -------------------------------------------------

Addresses: TypeAlias = Mapping[int, str]  # of their source, by articles as published


def as_published(connection: sqlite3.Connection, source: int) -> Addresses:
    """Return the articles of a source that are still as they were published."""
    rows = connection.execute(
        "SELECT article, address FROM restored WHERE source = ? ORDER BY article",
        (source,),
    )
    return dict(rows)


def reunite(
    connection: sqlite3.Connection,
    restored: Addresses,
    arrived: Mapping[bytes, Article],
) -> list[bytes]:
    """Let articles of *restored* be what has *arrived*; return the identities of these.

    A name that two of them have tells nothing.
    """
    addresses = dict.fromkeys(restored.values())
    rows = _by_name(connection, restored)
    names = {key: _names(article, addresses) for key, article in arrived.items()}
    shared = Counter(name for each in names.values() for name in each)
    met: dict[int, bytes] = {}
    for identity, each in names.items():
        known = (rows[name] for name in each if name in rows and shared[name] == 1)
        row = next((row for row in known if row not in met), None)
        if row is not None:
            met[row] = identity
    connection.executemany(
        "UPDATE article SET identity = ? WHERE id = ?",
        [(identity, row) for row, identity in met.items()],
    )
    return list(met.values())


def forget_marks(connection: sqlite3.Connection, rows: Iterable[int]) -> None:
    """Note that articles are as their source has them now."""
    connection.executemany(
        "DELETE FROM restored WHERE article = ?", [(row,) for row in rows]
    )


def _by_name(connection: sqlite3.Connection, restored: Addresses) -> dict[str, int]:
    """Return the one article that each public id or page names."""
    named: defaultdict[str, list[int]] = defaultdict(list)
    for row, data in connection.execute(
        "SELECT id, data FROM article "
        "WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id",
        (json.dumps(list(restored)),),
    ):
        for name in _names(encoding.article(data), [restored[row]]):
            named[name].append(row)
    return {name: rows[0] for name, rows in named.items() if len(rows) == 1}


def _names(article: Article, addresses: Iterable[str]) -> list[str]:
    """Return what an article may be known by: its public id before its page."""
    names = [merge.public_id(_copy(article, address)) for address in addresses]
    if article.link:
        names.append(f"link:{urls.canonical(article.link)}")
    return list(dict.fromkeys(names))


def _copy(article: Article, address: str) -> Copy:
    return Copy(
        article=article,
        source=address,
        address=address,
        dated=_WHENEVER,
        first_seen=_WHENEVER,
        last_seen=_WHENEVER,
    )


_WHENEVER = datetime(2000, 1, 1, tzinfo=UTC)
