"""Why an article is not in a feed: for `explain`, for the gate, for `build --diff`."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from .. import merge, regions
from ..config import Subscription
from ..model import Article, Copy, Feed, Published
from .desk import Desk
from .rules import Judged, Reason, is_own


class Case:
    """One article of a definition, and what keeps it out of feeds."""

    def __init__(self, desk: Desk, judged: Judged) -> None:
        self.published = judged.published
        self._desk = desk
        self._judged = judged

    @cached_property
    def refusal(self) -> Reason | None:
        """Why it is in no feed at all; None: it may be in some."""
        if self._judged.refusal is not None:
            return Reason(self._judged.refusal, self._is_own)
        late = self._desk.out_of_time(self.published)
        return Reason(late, True) if late else None

    def absence(self, feed: Feed[Published]) -> Reason:
        """Return why it is not in *feed*, one that does not have it."""
        if self.refusal is not None:
            return self.refusal
        region = feed.region.id if feed.region else None
        if region is not None and region not in self.published.regions:
            outside = self._outweighed.get(region, "it is not in the region")
            return Reason(outside, self._is_own)
        return _crowded_out(feed, self._desk)

    @property
    def _is_own(self) -> bool:
        return any(map(is_own, self.published.copies))

    @cached_property
    def _outweighed(self) -> Mapping[str, str]:
        found = regions.outweighed(self._judged.whole, self._desk.definition.map)
        return {
            region: f"it has {_quoted(hits)}, but also {_quoted(unless)} of unless"
            for region, (hits, unless) in found.items()
        }


def absences(
    desk: Desk,
    feed: Feed[Published],
    lost: Mapping[str, Article | None],
    *,
    is_remembered: bool,
) -> dict[str, Reason]:
    """Return why articles that *feed* had are not in it any more, by their ids.

    With each comes what was published of it, where that is known. What the memory does
    not know was taken from it, if the feed *is_remembered* there; else nobody knows.
    """
    rows = desk.view.published_as(lost)
    copies = desk.view.together(set().union(*rows.values()))
    cases = [Case(desk, judged) for judged in desk.rules.judge(copies)]
    joined = {copy.row: case for case in cases for copy in case.published.copies}
    reasons = {}
    for id, article in lost.items():
        known = [copy for copy in copies if copy.row in rows.get(id, ())]
        if known:
            reasons[id] = (
                _absence(id, known, joined, feed)
                or desk.rules.exclusion(known[0])
                or retraction(known[0], copies, desk)
            )
        elif id in rows:
            reasons[id] = Reason("its source is none of the feed's any more", False)
        elif is_remembered:
            reasons[id] = Reason("it was forgotten, or its record is gone", True)
        else:
            reasons[id] = _of_stranger(id, article, feed, desk)
    return reasons


def carriers(desk: Desk, lost: Collection[str]) -> Iterator[Subscription]:
    """Yield the source of each of the articles with these ids, where it is known.

    Of those that carry one it is that which is trusted most.
    """
    rows = desk.view.published_as(lost)
    copies = desk.view.copies(set().union(*rows.values()))
    for id in sorted(rows):
        ranks = [copy.rank for copy in copies if copy.row in rows[id]]
        if ranks:
            yield desk.definition.sources[min(ranks)]


def _absence(
    id: str, known: Iterable[Copy], joined: Mapping[int, Case], feed: Feed[Published]
) -> Reason | None:
    """Return why the article of which *known* are copies is absent, if it is one."""
    cases = [joined[copy.row] for copy in known if copy.row in joined]
    for case in cases:
        if case.published.id == id:
            return case.absence(feed)
    for case in cases:
        article = case.published.article
        return Reason(f"it is one with {article.title or article.link!r} now", False)
    return None


def retraction(copy: Copy, met: Iterable[Copy], desk: Desk) -> Reason:
    """Return that *copy* is retracted, and by which record of those it has *met*."""
    records = [other for other in met if other.article.retracted]
    names = merge.keys(copy.article)
    if copy.pin is not None:
        names |= {f"id:{copy.pin.id}"}
    named = (other for other in records if merge.keys(other.article) & names)
    record = next(named, records[0] if records else None)
    if record is None or record.place is None:
        return Reason("a record says that it is retracted", True)
    _, definition, _ = record.source.split(":", 2)
    is_here = definition == desk.definition.name
    place = record.place if is_here else f"{definition}/{record.place}"
    return Reason(f"it is retracted by {place}", True)


def _of_stranger(
    id: str, article: Article | None, feed: Feed[Published], desk: Desk
) -> Reason:
    """Return why something is absent of which only what was published is known."""
    if article is not None and article.published is not None:
        date = article.published
        late = desk.out_of_time(
            Published(id=id, article=article, published=date, updated=date)
        )
        if late is not None:
            return Reason(late, True)
        full = _crowded_out(feed, desk)
        if full.is_expected and date <= feed.articles[-1].published:
            return full
    return Reason("the memory does not know it", False)


def _crowded_out(feed: Feed[Published], desk: Desk) -> Reason:
    number = len(feed.articles)
    if number >= desk.definition.limit:
        return Reason(f"{number} newer ones fill it", True)
    return Reason("nothing that is known keeps it out", False)


def _quoted(words: Sequence[str]) -> str:
    return ", ".join(map(repr, words))
