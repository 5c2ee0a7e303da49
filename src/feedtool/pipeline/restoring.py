"""Takes ids, first dates and articles from what was published, where the memory is new.

So a memory may be lost, or never be kept: what a definition has published is beside it.
Records come from records alone, so of them only ids and dates are taken.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from .. import dates, merge, regions, urls
from ..config import Definition
from ..model import Article, Composed, Copy, Finding, Pin, RegionMap
from ..store import Known, Lost, Restored, Store
from ..urls import CanonicalUrl
from ..write import fit
from .desk import Desk
from .origins import Origin, Origins
from .report import Restoration
from .rereading import Item, reread


def restore(
    definitions: Iterable[Definition],
    store: Store,
    output: Path,
    now: datetime,
    largest: int,
) -> Restoration:
    """Restore *definitions* that the memory does not know, as far as *output* does.

    What their sources carry is in the memory by now.
    """
    count = 0
    findings: list[Finding] = []
    for definition in definitions:
        items, folders, found = reread(definition, output, now, largest)
        findings += found
        if folders:
            search = _Search(Desk(definition, store, now), now)
            restored = search.restored(items.values())
            composed = Composed(
                stamp="",  # unlike anything that is made now
                fingerprints=dict.fromkeys(folders, ""),
                since=max((each.published for each in items.values()), default=now),
            )
            store.restore(definition.name, restored, composed)
            count += len(restored.ids)
            if restored.lost and definition.merge.near:
                store.compare(source.key for source in definition.sources)
    return Restoration(count, tuple(findings))


class _Here(NamedTuple):
    """An article that the memory has, as far as it is compared."""

    row: int
    source: str
    title: str
    is_record: bool
    is_dated: bool  # by its publisher
    is_pinned: bool


class _Search:
    """What a definition has published, looked for among its articles."""

    def __init__(self, desk: Desk, now: datetime) -> None:
        self._definition = desk.definition
        self._origins = Origins(desk)
        self._by_id: defaultdict[str, list[_Here]] = defaultdict(list)
        self._restored: dict[str, _Here] = {}  # for another definition
        self._by_link: defaultdict[CanonicalUrl, list[_Here]] = defaultdict(list)
        for copy in desk.view.newest():
            article = copy.article
            if article.retracted or article.draft:
                continue
            here = _here(copy, now)
            self._by_id[merge.public_id(copy)].append(here)
            if (article.guid or "").startswith("urn:uuid:"):
                self._restored[_looks(copy.source, article)] = here
            if article.link:
                self._by_link[urls.canonical(article.link)].append(here)
            self._origins.note(copy)

    def restored(self, items: Iterable[Item]) -> Restored:
        """Return what the memory is to learn from *items*."""
        items = list(items)
        links = Counter(
            urls.canonical(item.article.link) for item in items if item.article.link
        )
        known: list[Known] = []
        lost: list[Lost] = []
        for item in items:
            if any(each.is_pinned for each in self._by_id[item.id]):
                continue  # a run that was cut short has published it
            origin = self._origins.of(item.article.source)
            key = origin.key if origin else None
            here = self._made_of(item, links)
            if not here and (other := self._restored.get(_looks(key, item.article))):
                here = [other]  # whose id was made of another name of the source
            pin = Pin(id=item.id, published=item.published, also=self._gone(item))
            known += (_known(each, item, pin, key) for each in here)
            is_carried = any(each.is_record or each.source == key for each in here)
            if origin is not None and not is_carried:
                lost.append(self._lost(item, origin, pin))
        return Restored(known=tuple(known), lost=tuple(lost))

    def _made_of(self, item: Item, links: Counter[CanonicalUrl]) -> list[_Here]:
        """Return the articles that *item* was made of: by its id, or by a link.

        Where several have that link, the title decides.
        """
        found = {each.row: each for each in self._by_id[item.id]}
        for link in filter(None, (item.article.link, *item.also)):
            page = urls.canonical(link)
            there = self._by_link[page]
            sources = Counter(each.source for each in there)
            for each in there:
                is_alone = sources[each.source] == 1 and links[page] <= 1
                if is_alone or each.title == item.article.title.casefold():
                    found[each.row] = each
        return [each for each in found.values() if not each.is_pinned]

    def _gone(self, item: Item) -> tuple[str, ...]:
        """Return the other addresses of *item* that no source carries any more."""
        return tuple(
            link for link in item.also if not self._by_link[urls.canonical(link)]
        )

    def _lost(self, item: Item, origin: Origin, pin: Pin) -> Lost:
        # What has the same text at another address is no more certain to be found so:
        # what is published may be a part of the text.
        is_near = self._definition.merge.near
        return Lost(
            source=origin.key,
            address=origin.address,
            article=self._as_its_source_had_it(item, origin),
            pin=replace(pin, also=item.also) if is_near else pin,
        )

    def _as_its_source_had_it(self, item: Item, origin: Origin) -> Article:
        article = item.article
        if origin.is_named:
            article = replace(article, source=None)
        made = merge.public_id(_copy(replace(article, guid=None), origin, item))
        if made == article.guid:
            article = replace(article, guid=None)
        # A summary may be its own, or the beginning of its text that we took for one:
        # where it was tells. Else the rules decide anew, if they have all the text.
        own = [replace(article, summary="")] if _may_be_made_up(article) else []
        for known in (*own, article):
            found = regions.classify(known, self._definition.map, source=origin.regions)
            if found.keys() == {*item.regions}:
                return known
        if origin.is_whole:
            return article
        return replace(article, regions=_innermost(item.regions, self._definition.map))


def _here(copy: Copy, now: datetime) -> _Here:
    article = copy.article
    is_record = copy.place is not None
    published = article.published
    return _Here(
        row=copy.row,
        source=copy.source,
        title=article.title.casefold(),
        is_record=is_record,
        is_dated=published is not None
        and (is_record or dates.is_plausible(published, now)),
        is_pinned=copy.pin is not None,
    )


def _innermost(names: Collection[str], map: RegionMap) -> tuple[str, ...]:
    """Return those of the regions *names* that have none of the others in them."""
    around = {region.parent for region in map if region.id in names}
    return tuple(name for name in names if name not in around)


def _may_be_made_up(article: Article) -> bool:
    return bool(article.content) and article.summary == fit.beginning(article)


def _looks(source: str | None, article: Article) -> str:
    return f"{source}\n{article.published}\n{article.link}\n{article.title}"


def _known(here: _Here, item: Item, pin: Pin, key: str | None) -> Known:
    return Known(
        row=here.row,
        pin=pin,
        dated=None if here.is_dated else pin.published,
        # What was shown was what its own source had said by then.
        updated=item.article.updated if here.source == key else None,
    )


def _copy(article: Article, origin: Origin, item: Item) -> Copy:
    return Copy(
        article=article,
        source=origin.key,
        address=origin.address,
        dated=item.published,
        first_seen=item.published,
        last_seen=item.published,
    )
