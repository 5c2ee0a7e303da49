"""SQLite: what we remember of sources and their articles, and of what was published.

It keeps and finds; what follows from it is decided elsewhere.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from types import TracebackType

from ..errors import DamagedError
from ..merge import near
from ..model import Article, Composed, Feed, Outline, Pin, Shown, State, Told
from . import encoding, forgetting, likeness, record_files, restoring, sources
from .announcements import Announcements
from .archive import Archive, Placed
from .ledger import Ledger, Line, Unfiled
from .opening import borrowed, opened, set_aside, told, where_set_aside
from .record_files import KeptFile
from .restoring import Known, Lost, Restored
from .taking import Arrival, Taken, Terms, take
from .view import Place, View

__all__ = [
    "Announcements",
    "Archive",
    "Arrival",
    "KeptFile",
    "Known",
    "Ledger",
    "Line",
    "Lost",
    "Place",
    "Placed",
    "Restored",
    "Store",
    "Taken",
    "Unfiled",
    "View",
    "set_aside",
    "where_set_aside",
]


class Store:
    """The memory. Every method is one transaction; `with` closes it.

    Raises StateError, also for what SQLite says within the `with` block.
    """

    def __init__(self, path: Path, *, kept: bool = True) -> None:
        """Open the memory at *path*; where it is not *kept*, a copy of it."""
        self._path = path
        self._connection = opened(path) if kept else borrowed(path)

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        with told(self._path):
            self._connection.close()
            if isinstance(error, sqlite3.Error):
                raise error
        if isinstance(error, encoding.BrokenError):
            raise DamagedError(self._path, error) from error

    # -- sources ------------------------------------------------------------------

    def states(self, keys: Iterable[str]) -> dict[str, State]:
        """Return what we remember of our talks with sources; unknown ones are new."""
        wanted = list(keys)
        found = sources.column(self._connection, "state", wanted)
        return {
            key: encoding.state(found[key]) if key in found else State()
            for key in wanted
        }

    def headers(self, keys: Iterable[str]) -> dict[str, Feed[Article]]:
        """Return the headers of the feeds that sources carried last."""
        found = sources.column(self._connection, "header", keys)
        return {key: encoding.header(data) for key, data in found.items()}

    def outlines(self, key: str) -> tuple[Outline, ...]:
        """Return the outlines that an OPML list had when it was last read."""
        data = sources.column(self._connection, "outlines", [key]).get(key)
        return encoding.outlines(data) if data else ()

    def counts(self, keys: Iterable[str]) -> dict[str, tuple[int, datetime]]:
        """Return of each source how many articles we have, and the newest's date."""
        return sources.counts(self._connection, keys)

    def changes(self, keys: Iterable[str]) -> dict[str, int]:
        """Return how often the articles of each source have changed."""
        return sources.changes(self._connection, keys)

    def remember(self, key: str, state: State) -> None:
        """Remember a talk that brought nothing new."""
        with self._transaction():
            self._source(key, state)

    def take_outlines(
        self, key: str, outlines: tuple[Outline, ...], state: State
    ) -> None:
        """Remember the outlines of an OPML list in place of those before."""
        with self._transaction():
            self._connection.execute(
                "UPDATE source SET outlines = ? WHERE id = ?",
                (encoding.packed(outlines), self._source(key, state)),
            )

    def take_feed(
        self,
        key: str,
        feed: Feed[Article],
        state: State,
        now: datetime,
        *,
        flood: int | None = None,
    ) -> Taken:
        """Remember a feed that was read; those that it no longer carries stay.

        Of more new articles than *flood* the rest is dated no later than the source's
        last good answer.
        """
        before = self.states([key])[key]
        terms = Terms(
            now=now,
            edits=before.edition == state.edition,
            flood=flood,
            before=before.succeeded,
        )
        with self._transaction():
            source = self._source(key, state)
            header = encoding.packed(replace(feed, articles=()))
            self._connection.execute(
                "UPDATE source SET header = ?, changes = changes + 1 "
                "WHERE id = ? AND header IS NOT ?",
                (header, source, header),
            )
            # Of one that stands twice in its feed, the first is the newer one.
            arrivals = map(Arrival, reversed(feed.articles))
            return take(self._connection, source, arrivals, terms)

    # -- records ------------------------------------------------------------------

    def record_files(self, key: str) -> dict[str, KeptFile]:
        """Return what was read from the files of a source of records, by path."""
        return record_files.kept(self._connection, key)

    def keep_record_files(self, key: str, files: Mapping[str, KeptFile]) -> None:
        """Remember what was read from files, in place of all that was before."""
        with self._transaction():
            source = self._source(key, None)
            before = self.record_files(key)
            record_files.keep(self._connection, source, files, before)

    def take_records(
        self, key: str, arrivals: Iterable[Arrival], state: State, now: datetime
    ) -> int:
        """Remember records in place of all before; return how many are new."""
        with self._transaction():
            source = self._source(key, state)
            terms = Terms(now=now, in_place_of_all=True)
            return take(self._connection, source, arrivals, terms).new

    # -- copies -------------------------------------------------------------------

    def compare(self, keys: Iterable[str]) -> None:
        """Look for articles with the same text as the new ones of sources."""
        likeness.compare(self._connection, sorted(keys), self._transaction)

    def look_alikes(self, row: int) -> dict[int, near.Verdict]:
        """Return what an article was compared with, by number, and the verdicts."""
        return likeness.look_alikes(self._connection, row)

    # -- what is published --------------------------------------------------------

    def view(
        self,
        definition: str,
        places: Mapping[str, Place],
        retractors: Collection[str] = (),
    ) -> View:
        """Return the articles of the sources of a definition.

        Those that records of *retractors* retract are retracted in it too.
        """
        return View(self._connection, definition, places, retractors)

    def ledger(self, view: View, rules: str, *, archived: bool = False) -> Ledger:
        """Return what *rules* have made of the articles of a definition.

        Of an *archived* one it tells what its archive does not know yet.
        """
        return Ledger(
            self._connection, view, rules, self._transaction, archived=archived
        )

    def archive(self, definition: str) -> Archive:
        """Return the archive of a definition."""
        return Archive(self._connection, definition, self._transaction)

    def drop_ledgers(self, but: Iterable[str]) -> None:
        """Forget what was made of articles for definitions that are no more."""
        rows = self._connection.execute(
            "SELECT id FROM ledger "
            "WHERE definition NOT IN (SELECT value FROM json_each(?))",
            (json.dumps(list(but)),),
        )
        if gone := rows.fetchall():
            with self._transaction():
                self._connection.executemany("DELETE FROM ledger WHERE id = ?", gone)

    def retractions(self, keys: Iterable[str]) -> list[tuple[int, bytes]]:
        """Return the records of sources that retract something, by number."""
        return self._connection.execute(
            "SELECT id, data FROM article WHERE retracted AND source IN ("
            "SELECT id FROM source WHERE key IN (SELECT value FROM json_each(?))) "
            "ORDER BY id",
            (json.dumps(list(keys)),),
        ).fetchall()

    def pin(self, definition: str, pins: Mapping[int, Pin]) -> None:
        """Fix the public id and first date of articles, by their numbers."""
        if not pins:
            return
        with self._lasting():
            self._connection.executemany(
                restoring.INSERT_PIN,
                [restoring.pin_row(definition, *each) for each in pins.items()],
            )

    def restore(self, definition: str, restored: Restored, composed: Composed) -> None:
        """Remember what of a definition was found where it was published, all at once.

        *composed* says which feeds it had.
        """
        with self._lasting():
            for key in restored.sources:
                self._source(key, None)
            restoring.restore(self._connection, definition, restored)
            self._connection.execute(
                "INSERT OR REPLACE INTO composed VALUES (?, ?)",
                (definition, encoding.packed(composed)),
            )

    def composed(self, definition: str) -> Composed | None:
        """Return what the feeds of a definition were last put together from."""
        row = self._connection.execute(
            "SELECT data FROM composed WHERE definition = ?", (definition,)
        ).fetchone()
        return encoding.composed(row[0]) if row else None

    def compose(self, definition: str, composed: Composed) -> None:
        """Remember what the feeds of a definition have been put together from."""
        with self._transaction():
            self._connection.execute(
                "INSERT OR REPLACE INTO composed VALUES (?, ?)",
                (definition, encoding.packed(composed)),
            )

    def shown(self) -> dict[str, Shown]:
        """Return what was published last, by the path of each feed."""
        rows = self._connection.execute("SELECT path, data FROM shown ORDER BY path")
        return {path: encoding.shown(data) for path, data in rows}

    def show(self, shown: Mapping[str, Shown]) -> None:
        """Remember what has been published."""
        if not shown:
            return
        with self._transaction():
            self._connection.executemany(
                "INSERT OR REPLACE INTO shown VALUES (?, ?)",
                [(path, encoding.packed(each)) for path, each in shown.items()],
            )

    def hide(self, paths: Iterable[str]) -> None:
        """Forget what was published in folders that are no more."""
        with self._transaction():
            self._connection.executemany(
                "DELETE FROM shown WHERE path = ?", [(path,) for path in sorted(paths)]
            )

    def announcements(self) -> Announcements:
        """Return what the hub was told of."""
        return Announcements(self._connection, self._transaction)

    # -- what a person knows ------------------------------------------------------

    def troubles(self) -> dict[str, Told]:
        """Return what a person has been told of what is wrong, by its key."""
        rows = self._connection.execute("SELECT key, data FROM trouble ORDER BY key")
        return {key: encoding.told(data) for key, data in rows}

    def keep_troubles(self, told: Mapping[str, Told]) -> None:
        """Remember what a person has been told, in place of all before."""
        rows = [(key, encoding.packed(each)) for key, each in told.items()]
        with self._transaction():
            self._connection.execute("DELETE FROM trouble")
            self._connection.executemany("INSERT INTO trouble VALUES (?, ?)", rows)

    # -- what is let go of --------------------------------------------------------

    def sources(self) -> list[str]:
        """Return the keys of all sources that are remembered."""
        rows = self._connection.execute("SELECT key FROM source ORDER BY key")
        return [key for (key,) in rows]

    def forget_source(self, key: str) -> None:
        """Forget a source, its articles, and all talks with it."""
        with self._transaction():
            forgetting.forget_source(self._connection, key)

    def articles_at(self, name: str) -> dict[int, Article]:
        """Return the outside articles with the link or id *name*, by number."""
        return forgetting.articles_at(self._connection, name)

    def forget_articles(self, rows: Iterable[int]) -> None:
        """Forget articles, by their numbers; their sources are read anew when asked."""
        numbers = list(rows)
        keys = forgetting.sources_of(self._connection, numbers)
        states = self.states(keys)
        with self._transaction():
            forgetting.forget_articles(self._connection, numbers)
            for key, state in states.items():
                unread = replace(state, etag=None, last_modified=None, digest=None)
                self._source(key, unread)

    def trim(self, before: datetime) -> int:
        """Drop the text of outside articles from *before* that no feed shows.

        They were last seen before then too. What identifies them stays. Returns how
        many they were.
        """
        shown = sorted({id for each in self.shown().values() for id in each.articles})
        with self._transaction():
            return forgetting.trim(self._connection, before, shown)

    # -- within a transaction -----------------------------------------------------

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._connection.execute("COMMIT")
        except BaseException:
            if self._connection.in_transaction:  # a full disk has ended it already
                self._connection.execute("ROLLBACK")
            raise

    @contextmanager
    def _lasting(self) -> Iterator[None]:
        """Do a transaction that outlives a power cut, with all that were before it.

        What is published must not be forgotten.
        """
        self._connection.execute("PRAGMA synchronous = full")
        try:
            with self._transaction():
                yield
        finally:
            self._connection.execute("PRAGMA synchronous = normal")

    def _source(self, key: str, state: State | None) -> int:
        return sources.number(self._connection, key, state)
