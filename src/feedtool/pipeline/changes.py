"""What is to change in a feed, against what is published now, and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from .. import urls
from ..model import Article, Published
from ..write import FORMATS
from .before import Before
from .differences import differences
from .gate import Gate, Proof
from .report import Change
from .rules import is_own


@dataclass(frozen=True, slots=True)
class Comparison:
    """Tells what is to change in the feeds of a definition, which *gate* lets out.

    *since* is when they were last put together; None: they never were.
    """

    gate: Gate
    since: datetime | None

    def changes(self, proof: Proof, before: Before) -> tuple[Change, ...]:
        """Return what comes, then what is another, then what goes; newest first."""
        articles = proof.sound.feed.articles
        gone = before.ids.difference(each.id for each in articles)
        come = [each for each in articles if each.id not in before.ids]
        return (
            *(self._added(each, proof, before) for each in come),
            *_other(proof, before),
            *self._dropped(gone, proof, before),
        )

    def _added(self, published: Published, proof: Proof, before: Before) -> Change:
        region = proof.sheet.feed.region
        return Change(
            kind="added",
            id=published.id,
            title=published.article.title,
            link=published.article.link,
            published=published.published,
            entered={region.id: published.regions[region.id]} if region else {},
            why=self._why_added(published, before, in_region=region is not None),
        )

    def _why_added(
        self, published: Published, before: Before, *, in_region: bool
    ) -> str:
        since, winner = self.since, published.copies[0]
        where = winner.place or urls.masked(winner.address)
        if since is None or all(copy.first_seen > since for copy in published.copies):
            return f"new from {where}"
        if published.published > since:
            return "its date has come"
        if _was_crowded_out(published, before, self.gate.desk.definition.limit):
            return "there is room for it again"
        if in_region:
            return "it is in the region now"
        if self.gate.is_edited(before):
            return "nothing keeps it out since feeds/ was edited"
        if is_own(winner):
            return f"{where} was edited"
        if published.updated > since:
            return "its publisher has changed it"
        return "nothing keeps it out any more"

    def _dropped(
        self, gone: frozenset[str], proof: Proof, before: Before
    ) -> Iterator[Change]:
        if not gone:
            return
        reasons = self.gate.reasons(proof.sheet.feed, gone, before)
        articles = {id: before.articles.get(id, Article()) for id in sorted(gone)}
        for id, article in sorted(articles.items(), key=lambda each: _age(each[1])):
            is_sound = id not in proof.left_out
            yield Change(
                kind="dropped",
                id=id,
                title=article.title,
                link=article.link,
                published=article.published,
                why=reasons[id].text if is_sound else "it cannot be made valid",
            )


def _other(proof: Proof, before: Before) -> Iterator[Change]:
    """Yield what is another in what stays, where there is something to compare with."""
    feed, place = proof.sound.feed, before.in_place
    if place is not None:
        files = {file.path: file.data for file in proof.files}
        data = files.get(feed.path + FORMATS[place.format].file)
        if data is not None:
            yield from differences(place, data, feed)


def _was_crowded_out(published: Published, before: Before, limit: int) -> bool:
    """Tell whether a feed was full with articles newer than *published*."""
    dates = [each.published or published.published for each in before.articles.values()]
    return len(dates) >= limit and published.published < min(dates)


def _age(article: Article) -> float:
    return -article.published.timestamp() if article.published else 0.0
