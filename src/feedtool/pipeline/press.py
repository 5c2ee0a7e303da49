"""Renders feeds and puts their files in place; what has not changed is left alone."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
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
        """Publish the sheets of one definition in their order; raises OutputError.

        The last one is its feed, whose report comes first.
        """
        fingerprints = {sheet.feed.path: sheet.fingerprint() for sheet in sheets}
        files = {
            path: sheet.files()
            for sheet, (path, fingerprint) in zip(
                sheets, fingerprints.items(), strict=True
            )
            if not self._is_shown(path, fingerprint)
        }
        put = self._put([file for each in files.values() for file in each])
        reports = []
        for sheet in sheets:
            path = sheet.feed.path
            before = self._shown.get(path)
            if path in files:
                names = [file.path for file in files[path]]
                stamps = publish.stamps(names, self._output)
                self._shown[path] = sheet.shown(fingerprints[path], stamps)
                fates = {name: put[name] for name in names}
                reports.append(_report(sheet, before, self._shown[path], fates))
            else:
                reports.append(_untouched(sheet.name, self._shown[path], "kept"))
        self._store.show({path: self._shown[path] for path in files})
        return [*reports[-1:], *reports[:-1]]

    def fingerprints(self, paths: Iterable[str]) -> dict[str, str]:
        """Return what the feeds at *paths* were made of when they were published."""
        return {path: self._shown[path].fingerprint for path in paths}

    def kept(self, name: str, fingerprints: Mapping[str, str]) -> list[FeedReport]:
        """Return what is said of feeds that are still as they were published.

        It is nothing at all where one of their files is not.
        """
        is_kept = all(self._is_shown(*each) for each in fingerprints.items())
        return self._reports(name, fingerprints, "kept") if is_kept else []

    def held(self, name: str) -> list[FeedReport]:
        """Return what is said of the feeds of a definition that is held back."""
        return self._reports(name, self._paths(name), "held")

    def front(self, names: Iterable[str], held: Collection[str]) -> Mapping[str, Put]:
        """Publish the list and the page of all feeds; raises OutputError.

        Of definitions *held* back those feeds are listed that are there.
        """
        if not self._shown:
            return {}
        feeds = []
        for name in sorted(names):
            listed = [
                self._shown[path].listed
                for path in self._paths(name)
                if name not in held or self._is_whole(self._shown[path])
            ]
            if listed and listed[0].path == f"{name}/":
                feeds.append((listed[0], listed[1:]))
        return self._put(
            [
                File(path="feeds.opml", data=opml.render("Feeds", _outlines(feeds))),
                File(path="index.html", data=page.index_page(feeds)),
            ]
        )

    def _paths(self, name: str) -> list[str]:
        """Return the folders of the feeds a definition had last, its own first."""
        composed = self._store.composed(name)
        paths = composed.fingerprints if composed else ()
        return [path for path in paths if path in self._shown]

    def _reports(self, name: str, paths: Iterable[str], fate: Put) -> list[FeedReport]:
        return [_untouched(name, self._shown[path], fate) for path in paths]

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
