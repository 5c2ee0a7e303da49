"""Articles that arrive, compared with what is remembered of their source."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from .. import dates, merge
from ..model import Article
from . import encoding, meeting, restoring


@dataclass(frozen=True, slots=True)
class Arrival:
    """An article as a source carries it now."""

    article: Article
    place: str | None = None  # of a record: its file and line


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """On what terms articles are taken over."""

    now: datetime
    in_place_of_all: bool = False  # what did not arrive goes
    edits: bool = True  # what is another text now was changed by its publisher
    # Of more new articles than `flood` in one run, the rest is dated no later than
    # `before`, so that they do not bury those of others.
    flood: int | None = None
    before: datetime | None = None


class Taken(NamedTuple):
    """How many articles were new, and how many of them were too many at once."""

    new: int
    flooding: int = 0


def take(
    connection: sqlite3.Connection,
    source: int,
    arrivals: Iterable[Arrival],
    terms: Terms,
) -> Taken:
    """Remember *arrivals* of a source.

    Of two that the source knows by one name the later one counts. Within a transaction.
    """
    taking = _Taking(connection, source, terms)
    current = taking.named(arrivals)
    known = taking.known(current)
    known |= taking.reunited(current, known)
    changes = taking.forget_all_but(current) if terms.in_place_of_all else 0
    latest = taking.latest_of_flood(current, known)
    changes += taking.remember(current, known, latest)
    new = len(current) - len(known)
    seen = encoding.seconds(terms.now) if current else taking.seen
    connection.execute(
        "UPDATE source SET changes = changes + ?, seen = ?, articles = articles + ? "
        "WHERE id = ?",
        (changes, seen, new, source),
    )
    return Taken(new, len(latest))


_AT_ONCE = 500  # identities that are looked up in one question


class _Known(NamedTuple):
    """An article as it was remembered until now."""

    row: int
    first_seen: int
    last_seen: int
    dated: int
    updated: int | None
    place: str | None
    trimmed: bool
    data: bytes


class _Taking:
    """What all steps need to know; each returns how many articles it changed."""

    def __init__(
        self, connection: sqlite3.Connection, source: int, terms: Terms
    ) -> None:
        self._connection = connection
        self._source = source
        self._terms = terms
        self._now = terms.now
        self._turn: int | None = None
        self._called: dict[bytes, str] = {}  # where namesakes meet, by identity
        self._as_published: restoring.Addresses = {}
        self.seen, self._has, self._has_namesakes = connection.execute(
            "SELECT seen, articles, namesakes FROM source WHERE id = ?", (source,)
        ).fetchone()

    # -- who is who ---------------------------------------------------------------

    def named(self, arrivals: Iterable[Arrival]) -> dict[bytes, Arrival]:
        """Return *arrivals* by what the memory knows them by.

        Where a source gives several articles one identity, the one that had it before,
        or the first in its feed, keeps it; the others have one with their detail in it.
        """
        by_name: defaultdict[str, list[Arrival]] = defaultdict(list)
        for arrival in arrivals:
            by_name[merge.identity(arrival.article)].append(arrival)
        named = {}
        for name, namesakes in by_name.items():
            if len(namesakes) == 1 and not self._has_namesakes:  # nearly always
                named[encoding.identity(name)] = namesakes[0]
            else:
                named |= self._told_apart(name, namesakes)
        return named

    def _told_apart(
        self, name: str, namesakes: Sequence[Arrival]
    ) -> dict[bytes, Arrival]:
        details = {merge.detail(each.article): each for each in namesakes}
        own = encoding.identity(name)
        finer = {each: encoding.identity(f"{name}\n{each}") for each in details}
        known = self.known((own, *finer.values()))
        free = [each for each in details if finer[each] not in known]
        keeps = free[-1] if free else None  # they come with the first in its feed last
        if own in known:
            had = merge.detail(encoding.article(known[own].data))
            keeps = had if had in free else None
        if len(details) > 1 and not self._has_namesakes:
            self._connection.execute(
                "UPDATE source SET namesakes = 1 WHERE id = ?", (self._source,)
            )
        told = {
            own if detail == keeps else finer[detail]: each
            for detail, each in details.items()
        }
        # They meet, for an id that is made of their name can be that of one only.
        self._called |= dict.fromkeys({*told, own}, f"name:{self._source}:{name}")
        for identity, before in known.items():
            article = encoding.article(before.data)
            self._meet(identity, before.row, article)
        return told

    def known(self, identities: Iterable[bytes]) -> dict[bytes, _Known]:
        """Return those of *identities* that are remembered."""
        wanted = list(identities)
        found: dict[bytes, _Known] = {}
        for start in range(0, len(wanted), _AT_ONCE):
            some = wanted[start : start + _AT_ONCE]
            rows = self._connection.execute(
                "SELECT identity, id, first_seen, last_seen, dated, updated, place, "  # noqa: S608
                "trimmed, data FROM article WHERE source = ? "
                f"AND identity IN ({', '.join('?' * len(some))})",
                (self._source, *some),
            )
            found.update((identity, _Known(*row)) for identity, *row in rows)
        return found

    def reunited(
        self, current: Mapping[bytes, Arrival], known: Mapping[bytes, _Known]
    ) -> dict[bytes, _Known]:
        """Return those of *current* that are remembered as they were published."""
        self._as_published = restoring.as_published(self._connection, self._source)
        if not self._as_published:  # nearly always
            return {}
        fresh = {
            identity: arrival.article
            for identity, arrival in current.items()
            if identity not in known
        }
        found = self.known(
            restoring.reunite(self._connection, self._as_published, fresh)
        )
        here = {each.row for each in (*known.values(), *found.values())}
        restoring.forget_marks(self._connection, here & self._as_published.keys())
        return found

    # -- what becomes of them -----------------------------------------------------

    def forget_all_but(self, current: Collection[bytes]) -> int:
        """Forget what did not arrive."""
        rows = self._connection.execute(
            "SELECT id, identity FROM article WHERE source = ?", (self._source,)
        )
        gone = [row for row, identity in rows if identity not in current]
        meeting.leave(self._connection, gone)
        return len(gone)

    def latest_of_flood(
        self, current: dict[bytes, Arrival], known: Collection[bytes]
    ) -> dict[bytes, datetime]:
        """Return those of too many new articles at once, with the latest date of each.

        In a source's first run nothing is too much. The newest are let through; among
        equals those that come first in the feed.
        """
        flood, before = self._terms.flood, self._terms.before
        new = [identity for identity in reversed(current) if identity not in known]
        if flood is None or before is None or not self._has or len(new) <= flood:
            return {}
        new.sort(key=lambda each: _dated(current[each], self._now), reverse=True)
        return dict.fromkeys(new[flood:], before)

    def remember(
        self,
        current: Mapping[bytes, Arrival],
        known: Mapping[bytes, _Known],
        latest: Mapping[bytes, datetime],
    ) -> int:
        """Remember *current*; no one is dated later than *latest* says."""
        changes = 0
        for identity, arrival in current.items():
            data = encoding.packed(arrival.article)
            before = known.get(identity)
            if before is None:
                dated = _dated(arrival, self._now)
                self._insert(
                    identity, arrival, data, min(dated, latest.get(identity, dated))
                )
            elif (data, arrival.place) != (before.data, before.place):
                self._update(identity, before, arrival, data)
            elif self._tells_more(before, arrival):
                self._see_again(before, arrival)
            else:
                continue
            changes += 1
        self._connection.executemany(
            "UPDATE article SET last_seen = ? WHERE id = ?",
            [(encoding.seconds(self._now), before.row) for before in known.values()],
        )
        return changes

    def _this_turn(self) -> int:
        if self._turn is None:
            self._turn = meeting.next_turn(self._connection)
        return self._turn

    def _insert(
        self, identity: bytes, arrival: Arrival, data: bytes, dated: datetime
    ) -> None:
        seen = encoding.seconds(self._now)
        cursor = self._connection.execute(
            "INSERT INTO article (source, identity, dated, first_seen, last_seen, "
            "updated, turn, retracted, place, data) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                self._source,
                identity,
                encoding.seconds(dated),
                seen,
                seen,
                self._plausible_update(arrival),
                self._this_turn(),
                arrival.article.retracted,
                arrival.place,
                data,
            ),
        )
        assert cursor.lastrowid is not None  # noqa: S101  (a row was inserted)
        self._meet(identity, cursor.lastrowid, arrival.article)
        meeting.meet_anew(self._connection, cursor.lastrowid)

    def _meet(self, identity: bytes, row: int, article: Article) -> None:
        called = self._called.get(identity)
        more = () if called is None else (called,)
        meeting.meet(self._connection, row, article, *more)

    def _update(
        self, identity: bytes, before: _Known, arrival: Arrival, data: bytes
    ) -> None:
        was, article = encoding.article(before.data), arrival.article
        says_other = merge.is_edit(was, article)
        meeting.touch(self._connection, [before.row], self._this_turn())
        meeting.part(self._connection, before.row)
        self._meet(identity, before.row, article)
        self._connection.execute(
            "UPDATE article SET data = ?, place = ?, updated = ?, retracted = ?, "
            "turn = ?, trimmed = 0 WHERE id = ?",
            (
                data,
                arrival.place,
                self._edited(before, arrival) if says_other else before.updated,
                article.retracted,
                self._this_turn(),
                before.row,
            ),
        )
        standing = (was.draft, was.retracted)
        if says_other or standing != (article.draft, article.retracted):
            meeting.meet_anew(self._connection, before.row)
        # The date of an outside article is fixed at first sight; that of a record is
        # what its editor says now. One that was a draft was not seen by anybody.
        if arrival.place is not None:
            seen = encoding.moment(before.first_seen)
            first_seen = self._now if was.draft else seen
            dated = _dated(arrival, first_seen)
            self._connection.execute(
                "UPDATE article SET dated = ?, first_seen = ? WHERE id = ?",
                (encoding.seconds(dated), encoding.seconds(first_seen), before.row),
            )

    def _edited(self, before: _Known, arrival: Arrival) -> int | None:
        """Return when what an article says now was changed.

        Its publisher's word counts where it is new, for what was read before by another
        edition of this program, let go of, or as it was published, has not changed.
        """
        is_whole = not before.trimmed and before.row not in self._as_published
        if not (is_whole and self._terms.edits):
            return before.updated
        claimed = self._plausible_update(arrival)
        last = before.dated if before.updated is None else before.updated
        return claimed if claimed and claimed > last else encoding.seconds(self._now)

    def _plausible_update(self, arrival: Arrival) -> int | None:
        updated = arrival.article.updated
        if updated is None or not dates.is_plausible(updated, self._now):
            return None
        return encoding.seconds(updated)

    # -- seen again as it was -----------------------------------------------------

    def _tells_more(self, before: _Known, arrival: Arrival) -> bool:
        """Tell whether it matters that an article was seen again as it was.

        So it is with one that was away and is back, and with one that was changed, as
        its source has it, on a day that was too far ahead till now.
        """
        is_back = before.last_seen != self.seen
        return is_back or self._update_has_come(before, arrival)

    def _update_has_come(self, before: _Known, arrival: Arrival) -> bool:
        updated = arrival.article.updated
        return (
            updated is not None
            and dates.is_plausible(updated, self._now)
            and not dates.is_plausible(updated, encoding.moment(before.last_seen))
        )

    def _see_again(self, before: _Known, arrival: Arrival) -> None:
        updated = before.updated
        if self._update_has_come(before, arrival):
            updated = self._plausible_update(arrival)
        self._connection.execute(
            "UPDATE article SET updated = ?, turn = ? WHERE id = ?",
            (updated, self._this_turn(), before.row),
        )


def _dated(arrival: Arrival, first_seen: datetime) -> datetime:
    """Return the date of an article: published, else when it was first seen."""
    published = arrival.article.published
    if published is None:
        return first_seen
    if arrival.place is None and not dates.is_plausible(published, first_seen):
        return first_seen
    return published
