"""Feeds that the gate holds back: what their files show, and the rules do not make.

What is held and since when is known from the memory, and so is what is shown; files are
read where it is not, and for what they say of an article.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from ..model import Article
from ..store import Store
from .before import Before
from .desk import Desk
from .sheet import sheets
from .troubles import parts


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A feed that the gate holds back, whose old files stay."""

    feed: str  # its folder
    region: str | None
    since: datetime  # start of the run that held it so first
    held_with: str | None  # the folder of the feed that it is held along with
    made: frozenset[str]  # the articles that the rules make it of, by id
    before: Before

    @property
    def shown(self) -> frozenset[str]:
        """The articles that its files show, by id."""
        return self.before.ids

    @property
    def in_place(self) -> Mapping[str, Article]:
        """What its files say of these articles; read from them."""
        return self.before.articles


class Holding:
    """What the last builds held back below one output folder."""

    def __init__(self, output: Path, store: Store) -> None:
        self._output = output
        self._store = store
        self._known: dict[str, tuple[datetime, str | None]] = {}  # by folder
        for key, told in store.troubles().items():
            kind, name = parts(key)
            if kind in ("feed", "along"):
                leader = told.reason if kind == "along" else None
                self._known[f"{name.rstrip('/')}/"] = told.since, leader

    def of(self, desk: Desk) -> list[Held]:
        """Return the feeds of a definition that are held back, its own first."""
        folder = f"{desk.definition.name}/"
        if not any(path.startswith(folder) for path in self._known):
            return []
        return list(self._held(desk))

    def _held(self, desk: Desk) -> Iterator[Held]:
        shown = self._store.shown()
        *subfeeds, main = sheets(desk.definition, desk.compose(None).feeds, ())
        for sheet in (main, *subfeeds):
            if sheet.path not in self._known:
                continue
            since, leader = self._known[sheet.path]
            yield Held(
                feed=sheet.path,
                region=sheet.feed.region.id if sheet.feed.region else None,
                since=since,
                held_with=leader,
                made=frozenset(each.id for each in sheet.feed.articles),
                before=Before(
                    self._output, sheet.path, shown.get(sheet.path), sheet.formats
                ),
            )
