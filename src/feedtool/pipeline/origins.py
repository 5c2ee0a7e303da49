"""Which source of a definition an article came from, by how it is named in public."""

from __future__ import annotations

from typing import NamedTuple

from .. import text, urls
from ..config import Subscription
from ..model import Copy, Source
from .desk import Desk


class Origin(NamedTuple):
    """The source that an article came from."""

    key: str
    address: str
    regions: tuple[str, ...] = ()
    is_whole: bool = True  # all the text that it carries is published
    is_named: bool = False  # it is what the article names, and its name is known


class Origins:
    """The sources of a definition, by what is said of them where it is published."""

    def __init__(self, desk: Desk) -> None:
        self._sources = [s for s in desk.definition.sources if s.kind == "feed"]
        named = [(source, desk.rules.named(source)) for source in self._sources]
        self._by_feed = {
            urls.canonical(each.feed): source for source, each in named if each.feed
        }
        self._by_title = {
            text.line(each.title or ""): source for source, each in reversed(named)
        }
        self._unheard = frozenset(desk.unheard())
        self._passing_on = set(self._unheard)

    def note(self, copy: Copy) -> None:
        """Take notice of an article: its source may pass on what is not its own."""
        if copy.place is None and copy.article.source is not None:
            self._passing_on.add(copy.source)

    def of(self, source: Source | None) -> Origin | None:
        """Return where an article came from that names *source*; None: a record.

        One that names none of ours came by a source that passes on what others publish,
        or may do so; where there is none, its own source was taken out.
        """
        if source is None:
            return None
        own = self._by_feed.get(urls.canonical(source.feed)) if source.feed else None
        own = own or self._by_title.get(source.title or "")
        if own is not None:
            return _origin(own, is_named=own.key not in self._unheard)
        others = [s for s in self._sources if s.key in self._passing_on]
        if not source.feed:  # who knows: it may be called something else now
            others = others or self._sources
        for other in others[-1:]:
            return _origin(other)
        return Origin(source.feed, source.feed) if source.feed else None


def _origin(source: Subscription, *, is_named: bool = False) -> Origin:
    return Origin(
        key=source.key,
        address=source.address,
        regions=source.regions,
        is_whole=source.content == "full",
        is_named=is_named,
    )
