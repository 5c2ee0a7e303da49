"""What is made of a definition's articles: merged, classified, selected for each feed.

It reads the memory and fixes ids in it; it writes no files.
"""

from __future__ import annotations

import hashlib
import itertools
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from .. import merge, regions, select, urls
from ..config import Definition, Subscription
from ..model import Article, Copy, Feed, Outline, Pin, Published, Region, Source
from ..store import Place, Store
from .edition import edition

_NEVER = datetime(2000, 1, 1, tzinfo=UTC)


class Desk:
    """Where the feeds of one definition are put together."""

    def __init__(self, definition: Definition, store: Store, now: datetime) -> None:
        self.definition = definition
        self._store = store
        self._now = now
        self._sources = {source.key: source for source in definition.sources}
        self._headers = store.headers(self._sources)
        self.view = store.view(
            definition.name,
            {
                source.key: Place(rank, source.address)
                for rank, source in enumerate(definition.sources)
            },
        )

    # -- the feeds ----------------------------------------------------------------

    def stamp(self, base_url: str | None) -> str:
        """Return what is another when `compose` may give others, but for the time."""
        # Where things lie on this disk does not show in feeds; what is secret is not in
        # the `repr` of a source.
        sources = (replace(s, path=None, line=None) for s in self.definition.sources)
        definition = replace(
            self.definition, folder=Path(), file="", sources=tuple(sources)
        )
        changes = self._store.changes(self._sources)
        made_of = repr((edition(), definition, base_url, changes))
        return hashlib.sha256(made_of.encode("utf-8", "backslashreplace")).hexdigest()

    def compose(self, base_url: str | None) -> Composition:
        """Return the feed of the definition and its subfeeds, ids and dates fixed."""
        definition = self.definition
        shelves: list[str | None] = [None, *definition.subfeeds]
        changes: list[datetime] = []
        picked = select.newest(self._noting(changes), shelves, definition.limit)
        self._fix(picked)
        newest = max((a.updated for a in picked[None]), default=_NEVER)
        by_id = {region.id: region for region in definition.map}
        feeds = [
            self._feed(by_id[shelf] if shelf else None, articles, newest, base_url)
            for shelf, articles in picked.items()
        ]
        return Composition(feeds, min(changes, default=None))

    def articles(self) -> Iterator[tuple[datetime, list[Published]]]:
        """Yield all articles that its feeds may have, the newest first.

        With each batch comes a date that nothing in it or still to come is later than.
        """
        return self._noting([])

    def _noting(
        self, changes: list[datetime]
    ) -> Iterator[tuple[datetime, list[Published]]]:
        """Yield articles, and add to *changes* when one will come or go by itself."""
        since = self.definition.filters.since
        for latest, copies in self.view.newest():
            judged = self.judge(copies)
            for each in judged:
                change = select.next_change(each.published, self._now, since)
                if change is not None:
                    changes.append(change)
            yield latest, [each.published for each in judged if each.refusal is None]

    def counts(self) -> dict[str, tuple[int, datetime]]:
        """Return how many articles each source has given, and the newest's date."""
        return self._store.counts(self._sources)

    def blogroll(self) -> list[Outline]:
        """Return the outside feeds behind the definition, as readers may know them."""
        outlines = []
        for source in self.definition.sources:
            if source.kind == "feed":
                named = self._named(source)
                outlines.append(
                    Outline(
                        title=named.title or "",
                        feed=named.feed,
                        link=named.link,
                        type="rss" if named.feed else None,
                    )
                )
        return outlines

    def _fix(self, picked: dict[str | None, tuple[Published, ...]]) -> None:
        pins = {
            copy.row: Pin(id=article.id, published=article.published)
            for articles in picked.values()
            for article in articles
            for copy in article.copies
            if copy.pin is None
        }
        self._store.pin(self.definition.name, pins)

    def _feed(
        self,
        region: Region | None,
        articles: Sequence[Published],
        newest: datetime,
        base_url: str | None,
    ) -> Feed[Published]:
        definition = self.definition
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
            map=definition.map,
        )

    # -- single articles ----------------------------------------------------------

    def judge(self, copies: Sequence[Copy]) -> list[Judged]:
        """Return what is made of *copies*, and whether the definition's feeds have it.

        Regions and words are looked for in all the text there is, also in what a source
        does not want republished.
        """
        admitted = [copy for copy in copies if self.exclusion(copy) is None]
        carried = {copy.row: copy.article for copy in admitted}
        judged = []
        for published in merge.merge(map(self._dressed, admitted)):
            article = _whole(published, carried)
            found = regions.classify(
                article, self.definition.map, source=self._regions(published)
            )
            filters = self.definition.filters
            refusal = select.refusal(article, filters) or select.out_of_time(
                published, self._now, filters.since
            )
            published = replace(published, regions=found)
            judged.append(Judged(published, article, refusal))
        return judged

    def exclusion(self, copy: Copy) -> str | None:
        """Return why *copy* does not come so far as to be merged; None: it does."""
        if copy.article.retracted:
            return None  # it must meet what it retracts
        if copy.article.draft:
            return "it is a draft"
        source = self._sources[copy.source]
        why = select.refusal(copy.article, source.filters)
        if why is not None:
            return why
        within = self._within_limits.get(copy.source)
        if within is not None and copy.row not in within:
            return f"its source has {source.filters.limit} newer ones, its limit"
        return None

    @cached_property
    def _within_limits(self) -> dict[str, set[int]]:
        return {
            key: self._newest_of(source)
            for key, source in self._sources.items()
            if source.filters.limit is not None
        }

    def _newest_of(self, source: Subscription) -> set[int]:
        """Return the numbers of the newest articles that a source's filters let by."""
        fitting = (
            copy.row
            for copy in self.view.of_source(source.key)
            if not copy.article.draft
            and not copy.article.retracted
            and select.refusal(copy.article, source.filters) is None
        )
        return set(itertools.islice(fitting, source.filters.limit))

    def _dressed(self, copy: Copy) -> Copy:
        """Return *copy* as it may be published, with the name of its source."""
        if copy.place is not None:
            return copy
        source = self._sources[copy.source]
        article = select.portion(copy.article, source.content)
        if article.source is None:
            article = replace(article, source=self._named(source))
        return replace(copy, article=article)

    def _named(self, source: Subscription) -> Source:
        """Return what readers are told of a source: nothing secret, no local path."""
        header = self._headers.get(source.key, Feed())
        feed = urls.without_user(header.self_link or "") or None
        if source.url is not None and "${" not in source.address:
            feed = urls.without_user(source.address)
        return Source(
            title=source.title or header.title or source.shown,
            link=header.link,
            feed=feed,
            id=header.id,
        )

    def _regions(self, published: Published) -> tuple[str, ...]:
        named = (
            region
            for copy in published.copies
            for region in self._sources[copy.source].regions
        )
        return tuple(dict.fromkeys(named))


class Composition(NamedTuple):
    """The feeds of a definition, its own first, and when the time will change them."""

    feeds: list[Feed[Published]]
    until: datetime | None


class Judged(NamedTuple):
    """An article, all of its text, and why it is in no feed; None: it may be."""

    published: Published
    whole: Article  # with what is not republished, too
    refusal: str | None


def _whole(published: Published, carried: Mapping[int, Article]) -> Article:
    """Return *published* with all the text that its copies had where they came from."""
    copies = [carried[copy.row] for copy in published.copies]
    return replace(
        published.article,
        summary=max((article.summary for article in copies), key=len),
        content=max((article.content for article in copies), key=len),
    )


def _subfeed_id(feed: str, region: Region) -> str:
    return uuid.uuid5(uuid.NAMESPACE_URL, f"{feed}\n{region.id}").urn
