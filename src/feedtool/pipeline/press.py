"""Renders feeds and puts their files in place; what has not changed is left alone."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from .. import publish
from ..config import Definition
from ..model import Feed, File, Listed, Outline, Published, Shown
from ..store import Store
from ..write import FORMATS, opml, page
from .edition import edition
from .report import FeedReport, Put

_encode = msgspec.msgpack.Encoder(order="deterministic").encode


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One feed, with all that its files are made of."""

    feed: Feed[Published]
    name: str  # of its definition
    formats: tuple[str, ...]
    subfeeds: tuple[Listed, ...] = ()
    blogroll: tuple[Outline, ...] | None = None  # None: it has none, as a subfeed

    def listed(self) -> Listed:
        """Return what other pages say of it."""
        feed = self.feed
        return Listed(
            title=feed.title,
            path=feed.path,
            link=feed.link,
            address=feed.address,
            description=feed.description,
            region=feed.region.title if feed.region else None,
            updated=feed.updated,
            articles=len(feed.articles),
            formats=self.formats,
        )

    def fingerprint(self) -> str:
        """Return what is another when one of its files may be."""
        articles = tuple(replace(each, copies=()) for each in self.feed.articles)
        feed = replace(self.feed, articles=articles)
        made_of = (edition(), feed, self.formats, self.subfeeds, self.blogroll)
        return _digest(made_of)

    def shown(self, fingerprint: str, stamps: Mapping[str, str]) -> Shown:
        """Return what is to be remembered of it when its files have these *stamps*."""
        return Shown(
            listed=self.listed(),
            fingerprint=fingerprint,
            stamps=stamps,
            articles={
                each.id: _digest(replace(each, copies=()))
                for each in self.feed.articles
            },
        )

    def files(self) -> list[File]:
        """Return its files, the page last."""
        feed = self.feed
        files = [
            File(path=feed.path + FORMATS[name].file, data=FORMATS[name].render(feed))
            for name in self.formats
        ]
        if self.blogroll is not None:
            listing = opml.render(feed.title, self.blogroll)
            files.append(File(path=f"{feed.path}sources.opml", data=listing))
        sheet = page.feed_page(
            feed,
            formats=self.formats,
            subfeeds=self.subfeeds,
            blogroll=self.blogroll is not None,
        )
        return [*files, File(path=f"{feed.path}index.html", data=sheet)]


def sheets(
    definition: Definition,
    feeds: Sequence[Feed[Published]],
    blogroll: Sequence[Outline],
) -> list[Sheet]:
    """Return the sheets of a definition: subfeeds, then the feed itself."""
    main, *subfeeds = (
        Sheet(feed=feed, name=definition.name, formats=definition.formats)
        for feed in feeds
    )
    listed = tuple(sheet.listed() for sheet in subfeeds)
    return [*subfeeds, replace(main, subfeeds=listed, blogroll=tuple(blogroll))]


class Press:
    """Publishes below one output folder; in a *rehearsal* it only says what would be.

    What was published last is known from the memory.
    """

    def __init__(self, output: Path, store: Store, *, rehearsal: bool) -> None:
        self._output = output
        self._store = store
        self._rehearsal = rehearsal
        self._shown = store.shown()

    def publish(self, sheets: Sequence[Sheet]) -> list[FeedReport]:
        """Publish the subfeeds of one definition, then its feed, as they come.

        The report of the feed comes first.
        """
        fingerprints = {sheet.feed.path: sheet.fingerprint() for sheet in sheets}
        files = {
            sheet.feed.path: sheet.files()
            for sheet in sheets
            if not self._is_shown(sheet.feed.path, fingerprints[sheet.feed.path])
        }
        put = self._put([file for each in files.values() for file in each])
        reports = []
        for sheet in sheets:
            path = sheet.feed.path
            before = self._shown.get(path)
            if path in files:
                paths = [file.path for file in files[path]]
                self._shown[path] = sheet.shown(
                    fingerprints[path], publish.stamps(paths, self._output)
                )
                fates = {path: put[path] for path in paths}
                reports.append(_report(sheet, before, self._shown[path], fates))
            elif before is not None:
                reports.append(_untouched(sheet.name, before, "kept"))
        self._store.show({path: self._shown[path] for path in files})
        return [*reports[-1:], *reports[:-1]]

    def kept(self, definition: Definition) -> list[FeedReport] | None:
        """Return what is said of a definition all of whose files are as published.

        None where one of them is not.
        """
        reports = []
        for part in ("", *(f"{region}/" for region in definition.subfeeds)):
            shown = self._shown.get(f"{definition.name}/{part}")
            if shown is None or not self._is_whole(shown):
                return None
            reports.append(_untouched(definition.name, shown, "kept"))
        return reports

    def held(self, name: str) -> list[FeedReport]:
        """Return what is said of the feeds of a definition that is held back."""
        return [
            _untouched(name, shown, "held")
            for path, shown in self._shown.items()
            if path.startswith(f"{name}/")
        ]

    def front(
        self, subfeeds: Mapping[str, Sequence[str]], held: Sequence[str]
    ) -> Mapping[str, Put]:
        """Publish the list and the page of all feeds.

        *subfeeds* are the regions of each definition that have one; of those *held*
        what was published last is listed.
        """
        paths = {
            name: [f"{name}/{region}/" for region in regions]
            for name, regions in subfeeds.items()
        }
        for name in held:
            paths[name] = [
                path
                for path in self._shown
                if path.startswith(f"{name}/") and _region(path)
            ]
        feeds = [
            (
                self._shown[f"{name}/"].listed,
                [self._shown[path].listed for path in inside if path in self._shown],
            )
            for name, inside in sorted(paths.items())
            if f"{name}/" in self._shown
        ]
        if not feeds:
            return {}
        return self._put(
            [
                File(path="feeds.opml", data=opml.render("Feeds", _outlines(feeds))),
                File(path="index.html", data=page.index_page(feeds)),
            ]
        )

    def _is_shown(self, path: str, fingerprint: str) -> bool:
        """Tell whether the files of a feed are as they would be made now."""
        shown = self._shown.get(path)
        return (
            shown is not None
            and shown.fingerprint == fingerprint
            and self._is_whole(shown)
        )

    def _is_whole(self, shown: Shown) -> bool:
        return shown.stamps == publish.stamps(shown.stamps, self._output)

    def _put(self, files: Sequence[File]) -> Mapping[str, Put]:
        put = publish.compare if self._rehearsal else publish.publish
        return put(files, self._output)


def _digest(value: object) -> str:
    return hashlib.blake2b(_encode(value), digest_size=16).hexdigest()


def _region(path: str) -> str | None:
    return path.split("/")[1] or None


def _untouched(name: str, shown: Shown, fate: Put) -> FeedReport:
    return FeedReport(
        name=name,
        region=_region(shown.listed.path),
        articles=shown.listed.articles,
        files=dict.fromkeys(shown.stamps, fate),
    )


def _report(
    sheet: Sheet, before: Shown | None, shown: Shown, put: Mapping[str, Put]
) -> FeedReport:
    was = before.articles if before else {}
    now = shown.articles
    return FeedReport(
        name=sheet.name,
        region=sheet.feed.region.id if sheet.feed.region else None,
        articles=len(now),
        added=len(now.keys() - was.keys()),
        removed=len(was.keys() - now.keys()),
        changed=sum(was[id] != now[id] for id in was.keys() & now.keys()),
        files=put,
    )


def _outlines(feeds: Sequence[tuple[Listed, Sequence[Listed]]]) -> list[Outline]:
    """Return an outline for each feed; one with subfeeds has a folder of its own."""
    outlines = []
    for main, subfeeds in feeds:
        own = _outline(main)
        if subfeeds:
            inside = (own, *map(_outline, subfeeds))
            own = Outline(title=main.title, outlines=inside)
        outlines.append(own)
    return outlines


def _outline(listed: Listed) -> Outline:
    best = next(name for name in ("atom", "rss", "json") if name in listed.formats)
    feed = f"{listed.address}{FORMATS[best].file}" if listed.address else None
    return Outline(
        title=listed.title,
        feed=feed,
        link=listed.link,
        description=listed.description,
        type=("json" if best == "json" else "rss") if feed else None,
    )
