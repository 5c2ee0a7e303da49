"""One feed, with all that its files are made of; and the files."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import msgspec

from ..config import Definition
from ..model import Feed, File, Finding, Listed, Outline, Published, Shown
from ..write import FORMATS, opml, page
from .edition import edition

_encode = msgspec.msgpack.Encoder(order="deterministic").encode


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One feed, with all that its files are made of."""

    feed: Feed[Published]
    name: str  # of its definition
    formats: tuple[str, ...]
    subfeeds: tuple[Listed, ...] = ()  # of the regions inside its own
    regions: tuple[str, ...] = ()  # the ids of all that have a feed
    blogroll: tuple[Outline, ...] | None = None  # None: it has none, as a subfeed

    @property
    def path(self) -> str:
        """Its folder below the output folder, "news/" or "news/asia/"."""
        return self.feed.path

    @property
    def around(self) -> Iterator[str]:
        """The folders of the feeds that have all it has, the widest first."""
        if self.feed.region is not None:
            yield f"{self.name}/"
            for region in reversed(self.feed.around):
                yield f"{self.name}/{region.id}/"

    def having(self, articles: Sequence[Published]) -> Sheet:
        """Return the sheet with these articles instead."""
        return replace(self, feed=replace(self.feed, articles=tuple(articles)))

    def with_those_inside(self, listed: Sequence[Listed]) -> Sheet:
        """Return the sheet with those of *listed* as subfeeds that are inside it."""
        region = self.feed.region
        if region is not None:
            listed = [each for each in listed if region.id in each.around]
        return replace(self, subfeeds=tuple(listed))

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
            around=tuple(region.id for region in feed.around),
            updated=feed.updated,
            articles=len(feed.articles),
            formats=self.formats,
        )

    def fingerprint(self) -> str:
        """Return what is another when one of its files may be."""
        articles = tuple(replace(each, copies=()) for each in self.feed.articles)
        feed = replace(self.feed, articles=articles)
        sheet = (self.formats, self.subfeeds, self.regions, self.blogroll)
        return _digest((edition(), feed, *sheet))

    def shown(
        self,
        *,
        fingerprint: str,
        stamps: Mapping[str, str],
        written: str,
        left_out: tuple[Finding, ...],
    ) -> Shown:
        """Return what is to be remembered of it once its files are in place."""
        return Shown(
            listed=self.listed(),
            fingerprint=fingerprint,
            stamps=stamps,
            articles={
                each.id: _digest(replace(each, copies=()))
                for each in self.feed.articles
            },
            written=written,
            left_out=left_out,
        )

    def paths(self) -> list[str]:
        """Return the paths of its files, the page last."""
        names = [FORMATS[name].file for name in self.formats]
        if self.blogroll is not None:
            names.append("sources.opml")
        return [f"{self.path}{name}" for name in (*names, "index.html")]

    def files(self) -> list[File]:
        """Return its files, the page last."""
        feed = self.feed
        documents = [FORMATS[name].render(feed) for name in self.formats]
        if self.blogroll is not None:
            documents.append(opml.render(feed.title, self.blogroll))
        documents.append(
            page.feed_page(
                feed,
                formats=self.formats,
                subfeeds=self.subfeeds,
                regions=self.regions,
                blogroll=self.blogroll is not None,
            )
        )
        return [
            File(path=path, data=data)
            for path, data in zip(self.paths(), documents, strict=True)
        ]


def sheets(
    definition: Definition,
    feeds: Sequence[Feed[Published]],
    blogroll: Sequence[Outline],
) -> list[Sheet]:
    """Return the sheets of a definition: subfeeds, then the feed itself.

    What pages say of subfeeds is known when those are through the gate.
    """
    regions = tuple(feed.region.id for feed in feeds if feed.region)
    main, *subfeeds = (
        Sheet(
            feed=feed, name=definition.name, formats=definition.formats, regions=regions
        )
        for feed in feeds
    )
    return [*subfeeds, replace(main, blogroll=tuple(blogroll))]


def _digest(value: object) -> str:
    return hashlib.blake2b(_encode(value), digest_size=16).hexdigest()
