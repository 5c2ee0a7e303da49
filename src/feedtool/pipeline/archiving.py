"""The archive of a definition (RFC 5005 §4): all that its own feed ever showed.

Articles are filed in the order in which they were first seen, a hundred in a volume, as
they are at that time. A full volume stays as it is but for articles that are taken
back; what is edited later is filed once more, so readers, who take the entry that was
updated last (§4.2), have both a volume that they know and what it says now. The last
volume grows, and its articles are kept up to date.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import TypeVar

from .. import merge, publish
from ..model import Feed, File, Finding, Published, RegionMap
from ..store import Archive, Placed, Unfiled
from ..write import FORMATS
from ..write.archive import path
from . import adopting
from .desk import Desk
from .report import Put
from .sieve import printed, refused, without_faults

T = TypeVar("T")

SIZE = 100  # articles in a full volume
_BATCH = 500  # articles that are looked at together
_AT_ONCE = 20  # volumes that are put in place together


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is to be done with an archive so that it is up to date.

    Articles come as the numbers of their lines in the ledger.
    """

    leaving: Mapping[int, set[str]]  # ids, by volume
    renewed: Sequence[int] = ()  # in the last volume, which has them otherwise
    added: Sequence[int] = ()  # to it and those that follow, in order
    volumes: int = 1  # how many there are then
    until: datetime | None = None  # one expires


class Archivist:
    """Keeps the archive of the definition of *desk*, if it has one, below *output*.

    It is asked to `prepare` the feed and then to `carry_out` what that has come to; in
    between one may still think better of it. In a *rehearsal* nothing is written.
    """

    def __init__(
        self, desk: Desk, output: Path, now: datetime, *, rehearsal: bool
    ) -> None:
        self._desk = desk
        self._now = now
        self._archive: Archive = desk.archive
        self._folder = f"{desk.definition.name}/"
        self._output = output
        self._rehearsal = rehearsal
        self._prepared: tuple[Plan, Feed[Published]] | None = None

    def is_kept(self, base_url: str | None) -> bool:
        """Tell whether all is as it was published below *base_url*, and is to stay."""
        if not self._desk.definition.archive:
            return True
        volumes = self._archive.volumes()
        return (
            bool(volumes)
            and not self._archive.has_withdrawn()
            and not self._unplaced(volumes, f"{base_url}{self._folder}")
        )

    def prepare(self, feed: Feed[Published]) -> Feed[Published]:
        """Return *feed* as it leads to its archive when that is up to date."""
        if not self._desk.definition.archive:
            return feed
        plan = self._plan()
        self._prepared = plan, feed
        return replace(feed, volumes=plan.volumes)

    @property
    def until(self) -> datetime | None:
        """When the next article is to leave, as far as that is known."""
        return self._prepared[0].until if self._prepared else None

    def carry_out(self) -> tuple[Mapping[str, Put], list[str]]:
        """Bring the archive up to date; return what was done with its files.

        Those that are not valid are held back: with it comes why, a line for each.
        Raises OutputError. Where it is broken off, the next plan is about the rest.
        """
        if self._prepared is None:
            return {}, []
        plan, feed = self._prepared
        archive = self._archive
        last = max(archive.volumes(), default=1)
        for number, ids in plan.leaving.items():
            before = archive.volume(number)
            self._write(number, before, [a for a in before.articles if a.id not in ids])
        if plan.renewed or plan.added or not archive.volumes():
            self._fill(plan, feed, last)
        self._desk.ledger.file(self._now)
        return self._publish(feed)

    # -- what is to be done -------------------------------------------------------

    def _plan(self) -> Plan:
        """Return what is to be done after all that has changed; nothing is done yet.

        But an archive that the memory does not know is read from its files.
        """
        desk, archive = self._desk, self._archive
        if not archive.volumes():
            self._adopt()
        desk.look_at_all()
        archive.follow(desk.ledger)
        unfiled = desk.ledger.unfiled(self._now, desk.definition.filters.since)
        leaving = archive.leaving(self._now, desk.retractions())
        last = max(archive.volumes(), default=1)
        at: dict[str, int] = {}
        for batch in _batches([line.public for line in unfiled]):
            at |= archive.whereabouts(batch)
        for public in set().union(*leaving.values()):  # it may come again
            at.pop(public, None)
        edited = self._edited(unfiled, at, last)
        added = [
            line.number
            for line in unfiled
            if line.public not in at or line.number in edited
        ]
        size = archive.size(last) - len(leaving.get(last, ())) + len(added)
        return Plan(
            leaving=leaving,
            renewed=[
                line.number
                for line in unfiled
                if line.is_whole and at.get(line.public) == last
            ],
            added=added,
            volumes=last + size // SIZE,
            until=archive.next_expiry(self._now),
        )

    def _edited(
        self, unfiled: Sequence[Unfiled], at: Mapping[str, int], last: int
    ) -> set[int]:
        """Return the lines that say something else than the full volume they are in."""
        lines: defaultdict[int, dict[str, int]] = defaultdict(dict)
        for line in unfiled:
            if line.is_whole and at.get(line.public, last) != last:
                lines[at[line.public]][line.public] = line.number
        edited = set()
        for number, known in lines.items():
            volume = self._archive.volume(number)
            filed = {each.id: each for each in volume.articles}
            shown = self._desk.shown(known.values())
            self._desk.fix(shown.values())
            # One that was read from its file has texts as they are written there.
            is_edit = _is_later if volume.self_link else _says_other
            edited |= {
                line
                for public, line in known.items()
                if is_edit(filed[public], shown[line])
            }
        return edited

    # -- doing it -----------------------------------------------------------------

    def _fill(self, plan: Plan, feed: Feed[Published], number: int) -> None:
        """Fill the last volume and those that follow it."""
        known = self._archive.volumes()
        articles = [*self._archive.volume(number).articles] if known else []
        shown = self._desk.shown(plan.renewed)
        self._desk.fix(shown.values())
        renewed = {each.id: each for each in shown.values()}
        articles = [renewed.get(each.id, each) for each in articles]
        added = self._added(plan.added)
        while True:
            articles += islice(added, max(0, SIZE - len(articles)))
            self._write(number, feed, articles)
            if len(articles) < SIZE:
                return
            number, articles = number + 1, []

    def _added(self, lines: Sequence[int]) -> Iterator[Published]:
        for batch in _batches(lines):
            shown = self._desk.shown(batch)
            self._desk.fix(shown.values())
            yield from (shown[line] for line in batch)

    def _write(
        self, number: int, header: Feed[Published], articles: Sequence[Published]
    ) -> None:
        updated = max((each.updated for each in articles), default=header.updated)
        # Of a map of the world, a hundred articles are in few regions.
        named = {region for each in articles for region in each.regions}
        map = RegionMap(tuple(each for each in header.map or () if each.id in named))
        feed = replace(
            header, articles=tuple(articles), updated=updated, map=map, hub=None
        )
        self._archive.write(number, feed)

    def _publish(self, feed: Feed[Published]) -> tuple[Mapping[str, Put], list[str]]:
        """Put the files in place that are not."""
        volumes = self._archive.volumes()
        put: dict[str, Put] = {}
        held: list[str] = []
        unplaced = self._unplaced(volumes, feed.address)
        for numbers in _batches(unplaced, _AT_ONCE):
            sound: dict[int, File] = {}
            for number in numbers:
                files, wrong = self._printed(number, len(volumes), feed)
                if wrong is None:
                    (sound[number],) = files
                else:
                    put[self._path(number)] = "held"
                    held.append(refused(wrong))
            write = publish.compare if self._rehearsal else publish.publish
            put |= write([*sound.values()], self._output)
            self._place([*sound], feed.address)
        return put, held

    def _printed(
        self, number: int, volumes: int, feed: Feed[Published]
    ) -> tuple[list[File], Finding | None]:
        """Return the file of a volume, without articles that would spoil it.

        With it comes what is wrong with it all the same.
        """
        volume = _Volume(
            replace(
                self._archive.volume(number),
                path=feed.path,
                address=feed.address,
                volume=number,
                volumes=volumes,
            ),
            self._path(number),
        )
        files, wrong = printed(volume)
        if wrong is not None:
            volume, _ = without_faults(volume)
            files, wrong = printed(volume)
        return files, wrong

    def _place(self, numbers: Sequence[int], address: str | None) -> None:
        """Note that the files of volumes are in place."""
        stamps = publish.stamps(map(self._path, numbers), self._output)
        self._archive.place(
            {n: Placed(address, stamps.get(self._path(n))) for n in numbers}
        )

    def _unplaced(
        self, volumes: Mapping[int, Placed], address: str | None
    ) -> list[int]:
        """Return the volumes whose files are not as they were published."""
        paths = {self._path(number): number for number in volumes}
        stamps = publish.stamps(paths, self._output)
        return [
            number
            for path, number in paths.items()
            if path not in stamps or volumes[number] != (address, stamps[path])
        ]

    def _path(self, number: int) -> str:
        return path(self._folder, number)

    # -- an archive that was there before the memory ------------------------------

    def _adopt(self) -> None:
        """Take the volumes over that are there, so that they keep their numbers."""
        there = adopting.volumes(self._desk.definition, self._output)
        for number, feed in enumerate(there, 1):
            self._archive.write(number, adopting.as_filed(feed))
            at = (feed.self_link or "").removesuffix(path("", number))
            self._place([number], at)


@dataclass(frozen=True, slots=True)
class _Volume:
    """A volume that is to be printed."""

    feed: Feed[Published]
    path: str  # of its file

    def having(self, articles: Sequence[Published]) -> _Volume:
        return replace(self, feed=replace(self.feed, articles=tuple(articles)))

    def files(self) -> list[File]:
        return [File(path=self.path, data=FORMATS["atom"].render(self.feed))]


def _says_other(before: Published, now: Published) -> bool:
    """Tell whether readers of *before* should be given what it says now.

    A word of an editor always counts, of others what counts as an edit elsewhere.
    """
    if _is_later(before, now) or merge.is_edit(before.article, now.article):
        return True
    is_own = any(copy.place is not None for copy in now.copies[:1])
    return is_own and before.article != now.article


def _is_later(before: Published, now: Published) -> bool:
    return now.updated > before.updated


def _batches(lines: Sequence[T], size: int = _BATCH) -> Iterator[Sequence[T]]:
    for start in range(0, len(lines), size):
        yield lines[start : start + size]
