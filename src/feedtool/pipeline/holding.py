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
from .reasons import absences
from .sheet import Sheet, sheets
from .troubles import parts


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A feed that the gate holds back, whose old files stay."""

    feed: str  # its folder
    region: str | None
    since: datetime  # start of the run that held it, or what holds it along, first
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
        named = ((parts(key), told) for key, told in store.troubles().items())
        self._since = {
            f"{name.rstrip('/')}/": told.since
            for (kind, name), told in named
            if kind == "feed"
        }

    def of(self, desk: Desk) -> list[Held]:
        """Return the feeds of a definition that are held back, its own first."""
        folder = f"{desk.definition.name}/"
        if not any(path.startswith(folder) for path in self._since):
            return []
        return list(self._held(desk))

    def _held(self, desk: Desk) -> Iterator[Held]:
        shown = self._store.shown()
        *subfeeds, main = sheets(desk.definition, desk.compose(None).feeds, ())
        for sheet in (main, *subfeeds):
            path = sheet.path
            leader = self._leader(sheet)
            if leader is None:
                continue
            before = Before(self._output, path, shown.get(path), sheet.formats)
            if leader == path or _is_losing(sheet, before, desk):
                yield Held(
                    feed=path,
                    region=sheet.feed.region.id if sheet.feed.region else None,
                    since=self._since[leader],
                    held_with=leader if leader != path else None,
                    made=_ids(sheet),
                    before=before,
                )

    def _leader(self, sheet: Sheet) -> str | None:
        """Return the feed that is held and may hold this one along, or is this one."""
        paths = (sheet.path, *sheet.around)
        return next((path for path in paths if path in self._since), None)


def _is_losing(sheet: Sheet, before: Before, desk: Desk) -> bool:
    """Tell whether a feed would lose what it shows for a reason that is not known.

    If so, it is held along with a feed around it, as the gate has it.
    """
    gone = sorted(before.ids - _ids(sheet))
    if not gone:
        return False
    is_remembered = before.shown is not None
    known = {} if is_remembered else before.articles
    lost = {id: known.get(id) for id in gone}
    reasons = absences(desk, sheet.feed, lost, is_remembered=is_remembered)
    return any(not each.is_expected for each in reasons.values())


def _ids(sheet: Sheet) -> frozenset[str]:
    return frozenset(each.id for each in sheet.feed.articles)
