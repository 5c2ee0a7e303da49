"""The rules of one definition: what they make of single articles and their copies."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from .. import merge, regions, select, urls
from ..config import Definition, Subscription
from ..model import Article, Copy, Feed, Published, Source
from ..store import View
from .edition import edition


class Reason(NamedTuple):
    """Why an article is not in a feed."""

    text: str  # a clause
    is_expected: bool  # people wished it, or newer ones came: nothing went wrong


class Judged(NamedTuple):
    """An article, all of its text, and why filters keep it out of the feeds, if so."""

    published: Published
    whole: Article  # with what is not republished, too
    refusal: str | None  # whatever the time


class Rules:
    """What is let through, joined, and put into regions, for one definition.

    *headers* are those of the feeds of its sources, by key.
    """

    def __init__(
        self,
        definition: Definition,
        view: View,
        headers: Mapping[str, Feed[Article]],
        now: datetime,
    ) -> None:
        self.definition = definition
        self._view = view
        self._headers = headers
        self._now = now
        self._sources = {source.key: source for source in definition.sources}

    def digest(self) -> str:
        """Return what is another when the rules for single articles may be."""
        return digest(edition(), as_said(self.definition))

    def judge(self, copies: Sequence[Copy]) -> list[Judged]:
        """Return what is made of *copies*, and whether the definition's feeds have it.

        Regions and words are looked for in all the text there is, also in what a source
        does not want republished.
        """
        admitted = [copy for copy in copies if self.exclusion(copy) is None]
        carried = {copy.row: copy.article for copy in admitted}
        judged = []
        portions = map(self.portion, admitted)
        for joined in merge.merge(portions, self.definition.merge):
            published = self.signed(joined)
            article = _whole(published, carried)
            found = regions.classify(
                article, self.definition.map, source=self._regions(published)
            )
            refusal = select.refusal(article, self.definition.filters)
            published = replace(published, regions=found)
            judged.append(Judged(published, article, refusal))
        return judged

    def passed(self, judged: Judged) -> list[str]:
        """Return the filters that let an article through: first those of its sources.

        Each is named as feed.yaml names it, with the source that has it.
        """
        sources = [self._sources[copy.source] for copy in judged.published.copies]
        found = [
            f"{key} of {source.shown}"
            for source, copy in zip(sources, judged.published.copies, strict=True)
            for key, _ in select.verdicts(copy.article, source.filters)
        ]
        found += [
            f"limit of {source.shown}" for source in sources if source.filters.limit
        ]
        own = select.verdicts(judged.whole, self.definition.filters)
        found += [key for key, why in own if why is None]
        published = judged.published
        since = self.definition.filters.since
        if since and select.out_of_time(published, self._now, since) is None:
            found.append("since")
        return list(dict.fromkeys(found))

    def exclusion(self, copy: Copy) -> Reason | None:
        """Return why *copy* does not come so far as to be merged; None: it does."""
        if copy.article.retracted:
            return None  # it must meet what it retracts
        if copy.article.draft:
            return Reason("it is a draft", True)
        source = self._sources[copy.source]
        why = select.refusal(copy.article, source.filters)
        if why is not None:
            return Reason(why, is_own(copy))
        within = self.within_limits.get(copy.source)
        if within is not None and copy.row not in within:
            limit = source.filters.limit
            return Reason(f"its source has {limit} newer ones, its limit", True)
        return None

    def withdrawn(self, copies: Sequence[Copy], judged: Sequence[Judged]) -> set[str]:
        """Return the ids of what its editors have taken back, of all that is *judged*.

        It was published, and is a draft or retracted now; that filters or limits keep
        it out does not count.
        """
        standing = {each.published.id for each in judged}
        rows = {copy.row for each in judged for copy in each.published.copies}
        return {
            copy.pin.id
            for copy in copies
            if copy.pin is not None
            and copy.pin.id not in standing
            and copy.row not in rows
            and (copy.article.draft or self.exclusion(copy) is None)
        }

    @cached_property
    def within_limits(self) -> dict[str, tuple[int, ...]]:
        return {
            key: self._newest_of(source)
            for key, source in self._sources.items()
            if source.filters.limit is not None
        }

    def _newest_of(self, source: Subscription) -> tuple[int, ...]:
        """Return the numbers of the newest articles that a source's filters let by.

        What waits for its date does not count, and nor does what is there twice, since
        its source gave it another id.
        """
        chosen: list[int] = []
        counted: set[str] = set()
        for copy in self._view.of_source(source.key):
            if len(counted) == source.filters.limit:
                break
            article = copy.article
            if (
                not article.draft
                and not article.retracted
                and select.refusal(article, source.filters) is None
            ):
                chosen.append(copy.row)
                if copy.dated <= self._now:
                    counted.add(_once(copy))
        return tuple(chosen)

    def portion(self, copy: Copy) -> Copy:
        """Return *copy* with as much of its article as may be published."""
        if copy.place is not None:
            return copy
        source = self._sources[copy.source]
        return replace(copy, article=select.portion(copy.article, source.content))

    def signed(self, published: Published) -> Published:
        """Return *published* with the name of its source.

        That is what the copy that won says itself, else the feed that carried it.
        """
        winner, *_ = published.copies
        if published.source is not None or winner.place is not None:
            return published
        named = self.named(self._sources[winner.source])
        article = replace(published.article, source=named)
        return replace(published, article=article, source=named)

    def named(self, source: Subscription) -> Source:
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


def is_own(copy: Copy) -> bool:
    """Tell whether *copy* is a record: it changes only when a person edits it."""
    return copy.place is not None


def as_said(definition: Definition) -> Definition:
    """Return *definition* without what does not show in feeds: where files lie."""
    # What is secret is not in the `repr` of a source.
    sources = (replace(each, path=None, line=None) for each in definition.sources)
    return replace(definition, folder=Path(), file="", sources=tuple(sources))


def _once(copy: Copy) -> str:
    """Return what an article has in common with itself under another id or link."""
    names = (key for key in merge.keys(copy.article) if key.startswith("same:"))
    return next(names, str(copy.row))


def digest(*made_of: object) -> str:
    """Return what is another when one of *made_of* is; they tell all in their repr."""
    said = repr(made_of).encode("utf-8", "backslashreplace")
    return hashlib.sha256(said).hexdigest()


def _whole(published: Published, carried: Mapping[int, Article]) -> Article:
    """Return *published* with all the text that its copies had where they came from."""
    copies = [carried[copy.row] for copy in published.copies]
    return replace(
        published.article,
        summary=max((article.summary for article in copies), key=len),
        content=max((article.content for article in copies), key=len),
    )
