"""What is made of a definition's articles: merged, classified, selected for each feed.

It reads the memory and fixes ids in it; it writes no files.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cached_property
from typing import NamedTuple

from .. import merge, select
from ..config import Definition
from ..merge import near
from ..model import Article, Copy, Feed, Outline, Pin, Published, Region
from ..store import Archive, Ledger, Line, Place, Store
from .rules import Judged, Rules, digest

_NEVER = datetime(2000, 1, 1, tzinfo=UTC)
_BATCH = 500  # articles that are looked at together
_ALL = -1  # a limit that is none


class Desk:
    """Where the feeds of one definition are put together.

    *retractors* are the keys of all sources of records: what one of them retracts is
    retracted here too.
    """

    def __init__(
        self,
        definition: Definition,
        store: Store,
        now: datetime,
        retractors: Collection[str] = (),
    ) -> None:
        self.definition = definition
        self._store = store
        self._now = now
        self._sources = {source.key: source for source in definition.sources}
        self._retractors = retractors
        self.view = store.view(
            definition.name,
            {
                source.key: Place(rank, source.address)
                for rank, source in enumerate(definition.sources)
            },
            retractors,
        )
        headers = store.headers(self._sources)
        self.rules = Rules(definition, self.view, headers, now)

    # -- the feeds ----------------------------------------------------------------

    def stamp(self, base_url: str | None, hub: str | None = None) -> str:
        """Return what is another when `compose` may give others, but for the time."""
        changes = self._store.changes(self._sources)
        retractions = self._store.retractions(self._retractors)
        return digest(self.rules.digest(), base_url, hub, changes, retractions)

    def compose(self, base_url: str | None, hub: str | None = None) -> Composition:
        """Return the feed of the definition and its subfeeds, ids and dates fixed."""
        definition = self.definition
        ledger = self.ledger
        shelves = {shelf: self._filled(shelf) for shelf in (None, *self._subfeeds())}
        numbers = sorted(set().union(*shelves.values()))
        shown = self.shown(numbers)
        self.fix(shown.values())
        picked = {
            shelf: tuple(shown[number] for number in numbers)
            for shelf, numbers in shelves.items()
        }
        newest = max((a.updated for a in picked[None]), default=_NEVER)
        by_id = {region.id: region for region in definition.map}
        feeds = [
            replace(
                self._feed([*_outward(shelf, by_id)], articles, newest, base_url),
                hub=hub,
            )
            for shelf, articles in picked.items()
        ]
        until = ledger.next_change(self._now, definition.filters.since)
        return Composition(feeds, until)

    def _subfeeds(self) -> Iterator[str]:
        """Yield the regions that have a feed.

        Of countries those that have an article, or had one once: an address that was
        given out stays.
        """
        countries: set[str] = set()
        if self.definition.countries:
            before = self._store.composed(self.definition.name)
            paths = before.fingerprints if before else ()
            countries = {
                region.id for region in self.definition.map if region.is_country
            }
            countries -= {path.split("/")[1] for path in paths}
        for region in self.definition.subfeeds:
            if region not in countries or self._filled(region):
                yield region

    def articles(self) -> Iterator[Published]:
        """Yield all articles that its feeds may have now, the newest first."""
        self.look_at_all()
        yield from self._each(self._on_shelf(None, _ALL))

    def unplaced(self) -> Iterator[Published]:
        """Yield those of them that are in no region, the newest first."""
        self.look_at_all()
        since = self.definition.filters.since
        yield from self._each(self.ledger.unplaced(self._now, since))

    def _each(self, lines: Sequence[tuple[int, datetime]]) -> Iterator[Published]:
        for start in range(0, len(lines), _BATCH):
            batch = [number for number, _ in lines[start : start + _BATCH]]
            shown = self.shown(batch)
            yield from (shown[number] for number in batch)

    def tally(self) -> dict[str, int]:
        """Return how many articles each region may show now; "": how many there are."""
        self.look_at_all()
        return self.ledger.tally(self._now, self.definition.filters.since)

    def unheard(self) -> list[str]:
        """Return the keys of its outside feeds that have never been read."""
        heard = self._store.headers(self._sources)
        feeds = (s.key for s in self.definition.sources if s.kind == "feed")
        return [key for key in feeds if key not in heard]

    def counts(self) -> dict[str, tuple[int, datetime]]:
        """Return how many articles each source has given, and the newest's date."""
        return self._store.counts(self._sources)

    def blogroll(self) -> list[Outline]:
        """Return the outside feeds behind the definition, as readers may know them."""
        outlines = []
        for source in self.definition.sources:
            if source.kind == "feed":
                named = self.rules.named(source)
                outlines.append(
                    Outline(
                        title=named.title or "",
                        feed=named.feed,
                        link=named.link,
                        type="rss" if named.feed else None,
                    )
                )
        return outlines

    def fix(self, shown: Iterable[Published]) -> None:
        pins = {
            copy.row: Pin(id=article.id, published=article.published)
            for article in shown
            for copy in article.copies
            if copy.pin is None
        }
        self._store.pin(self.definition.name, pins)

    def _feed(
        self,
        regions: Sequence[Region],
        articles: Sequence[Published],
        newest: datetime,
        base_url: str | None,
    ) -> Feed[Published]:
        """Return a feed: of the first of *regions*, which the others are around."""
        definition = self.definition
        region = regions[0] if regions else None
        path = f"{definition.name}/" + (f"{region.id}/" if region else "")
        return Feed(
            title=f"{definition.title}: {region.title}" if region else definition.title,
            link=definition.link,
            id=_subfeed_id(definition.id, region) if region else definition.id,
            description=definition.description,
            language=definition.language,
            authors=definition.authors,
            rights=definition.rights,
            icon=definition.icon,
            image=definition.image,
            updated=max((a.updated for a in articles), default=newest),
            articles=tuple(articles),
            path=path,
            address=f"{base_url}{path}" if base_url else None,
            region=region,
            around=tuple(regions[1:]),
            map=definition.map,
        )

    # -- what the rules have made of articles -------------------------------------

    @cached_property
    def ledger(self) -> Ledger:
        """What has been made of the articles, with all in it that has changed."""
        ledger = self._store.ledger(
            self.view, self.rules.digest(), archived=self.definition.archive
        )
        changed = {*ledger.changed()}
        retractions = self._store.retractions(self._retractors)
        chosen = {**self.rules.within_limits, "": tuple(row for row, _ in retractions)}
        for key, rows in chosen.items():
            changed |= {*rows} ^ {*ledger.chosen.get(key, ())}
        self._look_at(ledger, sorted(changed))
        ledger.settle(ledger.horizon, chosen)
        return ledger

    def _look_at(self, ledger: Ledger, rows: Sequence[int]) -> None:
        for start in range(0, len(rows), _BATCH):
            copies = self.view.together(rows[start : start + _BATCH])
            judged = self.rules.judge(copies)
            ledger.write([copy.row for copy in copies], map(_line, judged))
            if self.definition.archive:
                self.archive.withdraw(self.rules.withdrawn(copies, judged))

    @cached_property
    def archive(self) -> Archive:
        """The volumes of its archive, whether it is to have one or not."""
        return self._store.archive(self.definition.name)

    def retractions(self) -> list[Article]:
        """Return the records, anywhere, that take articles out of all feeds."""
        rows = [row for row, _ in self._store.retractions(self._retractors)]
        return [copy.article for copy in self.view.copies(rows)]

    def look_at_all(self) -> None:
        """Look at all articles that no feed has needed so far, too."""
        while self.ledger.horizon is not None:
            self._look_further()

    def _look_further(self) -> None:
        """Look at some of the articles that were not looked at yet, the newest."""
        ledger = self.ledger
        rows, horizon = ledger.older() or ([], None)
        self._look_at(ledger, rows)
        ledger.settle(horizon, ledger.chosen)

    def _filled(self, shelf: str | None) -> list[int]:
        """Return the lines that the feed of *shelf* shows: no others can come in."""
        limit = self.definition.limit
        while True:
            lines = self._on_shelf(shelf, limit)
            horizon = self.ledger.horizon
            is_full = len(lines) == limit and horizon and lines[-1][1] >= horizon
            if horizon is None or is_full:
                return [number for number, _ in lines]
            self._look_further()

    def _on_shelf(self, shelf: str | None, limit: int) -> list[tuple[int, datetime]]:
        since = self.definition.filters.since
        return self.ledger.shelf(shelf, self._now, since, limit)

    def shown(self, numbers: Iterable[int]) -> dict[int, Published]:
        """Return what the lines *numbers* say, as it may be published."""
        lines = self.ledger.lines(numbers)
        rows = [row for line in lines.values() for row in line.copies]
        copies = {copy.row: self.rules.portion(copy) for copy in self.view.copies(rows)}
        return {
            number: replace(
                self.rules.signed(
                    merge.joined([copies[row] for row in line.copies], line.pin)
                ),
                regions=line.regions,
            )
            for number, line in lines.items()
        }

    def look_alikes(self, copy: Copy) -> dict[int, near.Verdict]:
        """Return what *copy* was compared with, by number, each with the verdict.

        Where the definition does not join what has one text, that is the reason.
        """
        found = self._store.look_alikes(copy.row)
        if self.definition.merge.near:
            return found
        apart = near.Verdict(False, "merge: {near: false} keeps them apart")
        return {row: apart if each.same else each for row, each in found.items()}

    def out_of_time(self, published: Published) -> str | None:
        """Return why the clock keeps *published* out of feeds; None: it does not."""
        return select.out_of_time(published, self._now, self.definition.filters.since)


class Composition(NamedTuple):
    """The feeds of a definition, its own first, and when the time will change them."""

    feeds: list[Feed[Published]]
    until: datetime | None


def _line(judged: Judged) -> Line:
    published = judged.published
    return Line(
        copies=tuple(copy.row for copy in published.copies),
        pin=Pin(id=published.id, published=published.published),
        expires=published.article.expires,
        regions=published.regions,
        shelved=judged.refusal is None,
    )


def _outward(id: str | None, regions: Mapping[str, Region]) -> Iterator[Region]:
    """Yield the region with this *id*, the one around it, and so on."""
    while id is not None:
        region = regions[id]
        yield region
        id = region.parent


def _subfeed_id(feed: str, region: Region) -> str:
    return uuid.uuid5(uuid.NAMESPACE_URL, f"{feed}\n{region.id}").urn
