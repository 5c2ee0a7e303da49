"""A feed as it was until now: what the memory has of it, and what its files say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from .. import publish, read
from ..errors import ParseError
from ..model import Article, Feed, Shown
from ..write import FORMATS

_TELLING = ("atom", "rss", "json")  # what says most of an article comes first
_LARGEST = 20_000_000  # bytes: what we write has fewer


class InPlace(NamedTuple):
    """A feed that lies in the output folder, and what it was read from."""

    feed: Feed[Article]
    format: str
    data: bytes


class Before:
    """What was published below *output* in *folder*, "news/" or "news/asia/".

    *shown* is what the memory has of it; else the first of *formats* that is there is
    believed, or any other.
    """

    def __init__(
        self, output: Path, folder: str, shown: Shown | None, formats: Sequence[str]
    ) -> None:
        self.shown = shown
        self._output = output
        self._folder = folder
        self._formats = shown.listed.formats if shown else formats

    @cached_property
    def ids(self) -> frozenset[str]:
        """What its articles were called."""
        return frozenset(self.articles if self.shown is None else self.shown.articles)

    @cached_property
    def articles(self) -> Mapping[str, Article]:
        """What its file says of its articles, by id; nothing, where it is lost."""
        articles = self.in_place.feed.articles if self.in_place else ()
        return {each.guid: each for each in articles if each.guid}

    @cached_property
    def in_place(self) -> InPlace | None:
        """The feed that lies in its folder; None: there is none that can be read."""
        ours = [name for name in _TELLING if name in self._formats]
        for name in (*ours, *(name for name in _TELLING if name not in ours)):
            path = self._folder + FORMATS[name].file
            data = publish.read([path], self._output, _LARGEST).get(path, b"")
            try:
                return InPlace(read.parse(data, url=None, tolerantly=False), name, data)
            except ParseError:
                continue
        return None
