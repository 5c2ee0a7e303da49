"""New outside sources for a definition: found behind addresses, and read."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from .. import config, kinds, schedule, urls
from ..config import Definition, Entry, Site, Subscription
from ..errors import ParseError
from ..fetch import Fetcher, Remedies
from ..model import Article, Failed, Feed, Fetched, Outcome
from ..read import discovery
from ..store import Store
from .barring import barred, host
from .enrolling import draft, known_addresses, named_from, sound, write
from .gather import unfold
from .outside import opened
from .reading import Reading, read_one

_TRIES = 4  # feeds that a page names
_AHEAD = timedelta(days=7)  # later dates count as missing
_SHORTEST = f"{schedule.SHORTEST // timedelta(minutes=1)}m"
_BY_OPTION = Remedies(own="`--allow-private`")
_OF_A_PAGE = Remedies(own=None)  # that option is for the page's own host


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is to stand beside the address of each new source."""

    title: str | None = None
    regions: tuple[str, ...] = ()
    every: str | None = None
    allow_private: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Addition:
    """What became of an address that was to be added."""

    url: str  # as it was given, to be shown
    feed: str | None = None  # where the feed is, to be shown
    title: str | None = None
    articles: int = 0
    newest: datetime | None = None
    every: str | None = None  # how often it is asked, as feed.yaml has it now
    added: bool = False
    error: str | None = None


def subscribe(
    site: Site,
    name: str,
    addresses: Sequence[str],
    wish: Wish,
    *,
    environ: Mapping[str, str],
    now: datetime,
) -> list[Addition]:
    """Add the feeds at, or behind, *addresses* to the sources of a definition.

    Each is asked and read before it is written; one that fails costs no other one. An
    address is one of the web, or a path. Raises UsageError where feed.yaml has mistakes
    or cannot be added to, OutputError, StateError.
    """
    definition = sound(site, name)
    with Store(site.state, kept=False) as store:
        desk = _Search(
            site=site,
            definition=definition,
            known=known_addresses(definition, store),
            store=store,
            fetcher=Fetcher(site.fetch),
            hosts=_barred(site, store, now),
            environ=environ,
            now=now,
        )
        found = [_tried(desk, address, wish) for address in dict.fromkeys(addresses)]
    entries = [each.entry for each in found if each.entry is not None]
    if entries:
        write(site, name, entries, environ)
    return [each.addition for each in found]


def _barred(site: Site, store: Store, now: datetime) -> dict[str, datetime]:
    sources = [
        source
        for definition in site.definitions
        for source in (*definition.sources, *unfold(definition, store)[0])
    ]
    return barred(sources, store.states(source.key for source in sources), now)


# -- one address ------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _Search:
    """Where feeds are looked for."""

    site: Site
    definition: Definition
    known: dict[str, str]  # what is there, and what has been found meanwhile
    store: Store
    fetcher: Fetcher
    hosts: Mapping[str, datetime]  # that want no request until then
    environ: Mapping[str, str]
    now: datetime

    def twin(self, source: Subscription, *others: str | None) -> str | None:
        """Return where a source stands that brings the same as *source*."""
        if source.key in self.known:
            return self.known[source.key]
        places = (source.url, *others)
        keys = (urls.canonical(each) for each in places if each is not None)
        return next((self.known[key] for key in keys if key in self.known), None)

    def note(self, source: Subscription, document: Fetched | None) -> None:
        """Note that *source* has been found, and where it led."""
        place = f"{source.shown}, found just now"
        self.known.setdefault(source.key, place)
        led = (document.url, document.moved) if document is not None else ()
        for each in (source.url, *led):
            if each:
                self.known.setdefault(urls.canonical(each), place)


class _Found(NamedTuple):
    addition: Addition
    entry: Entry | None = None


class _Answer(NamedTuple):
    """What came of asking a source."""

    outcome: Outcome
    reading: Reading
    document: Fetched | None  # also of what could not be read


class _RefusedError(Exception):
    """An address is not added, and why."""


def _tried(search: _Search, address: str, wish: Wish) -> _Found:
    addition = Addition(url=urls.masked(address))
    try:
        entry = Entry(
            feed=_as_written(address, search.definition.folder),
            title=wish.title,
            regions=wish.regions,
            every=wish.every,
            allow_private=wish.allow_private,
        )
        entry, feed = _feed_of(search, entry)
    except _RefusedError as error:
        return _Found(replace(addition, error=str(error)))
    return _Found(_described(addition, entry, feed, search.now), entry)


def _described(
    addition: Addition, entry: Entry, feed: Feed[Article], now: datetime
) -> Addition:
    dates = (each.published or each.updated for each in feed.articles)
    return replace(
        addition,
        feed=urls.masked(entry.feed),
        title=entry.title or feed.title or None,
        articles=len(feed.articles),
        newest=max(
            (date for date in dates if date and date <= now + _AHEAD), default=None
        ),
        every=entry.every,
        added=True,
    )


def _as_written(address: str, folder: Path) -> str:
    """Return how feed.yaml names *address*, which may be a path from where we are."""
    if "://" in address or "${" in address:
        return address
    if not os.path.exists(address):  # noqa: PTH110  (no name is too long for it)
        hint = kinds.address_hint(address)
        told = f"there is no file {address}"
        raise _RefusedError(f"{told} ({hint})" if hint else told)
    return named_from(Path(address), folder)


def _feed_of(search: _Search, entry: Entry) -> tuple[Entry, Feed[Article]]:
    """Return the feed at the address of *entry*, or behind the page there."""
    source = _source(search, entry)
    entry = _heeded(entry, source)
    answer = _asked(search, source)
    if isinstance(answer.reading, Feed):
        return _moved(entry, answer.document), answer.reading
    why = _why(answer.outcome)
    page = answer.document
    if page is None:
        raise _RefusedError(why)
    links = _links(page)
    if links and source.secrets:
        raise _RefusedError(f"{why}: with ${{NAME}} in it, name the feed itself")
    return _behind(search, entry, page, links, why)


def _heeded(entry: Entry, source: Subscription) -> Entry:
    """Return *entry* without a wish that each run would warn of."""
    is_hasty = source.every is not None and source.every < schedule.SHORTEST
    return replace(entry, every=_SHORTEST) if is_hasty else entry


def _behind(
    search: _Search,
    entry: Entry,
    page: Fetched,
    links: Sequence[discovery.Link],
    why: str,
) -> tuple[Entry, Feed[Article]]:
    """Return the first of *links* that is a feed; raises _RefusedError, saying *why*,
    if none is."""
    for number, link in enumerate(links[:_TRIES]):
        _refuse_twins(search, link, links)
        is_near = schedule.origin(link.address) == schedule.origin(page.url or "")
        wanted = replace(
            entry,
            feed=link.address,
            allow_private=entry.allow_private and is_near,
        )
        source = _source(search, wanted)
        answer = _asked(search, source, _OF_A_PAGE)
        if isinstance(answer.reading, Feed):
            return _moved(wanted, answer.document), answer.reading
        if number == 0 and link.is_declared:
            why = f"its feed {urls.masked(link.address)}: {_why(answer.outcome)}"
    if not links:
        for what, more in _NO_WAY_ON.items():
            why += more if why.startswith(what) else ""
    raise _RefusedError(why)


_NO_WAY_ON = {
    "an HTML page": ", and it names none",
    "an OPML list": ": add its feeds with `feedtool opml import`",
}


def _refuse_twins(
    search: _Search, link: discovery.Link, links: Iterable[discovery.Link]
) -> None:
    """Refuse a feed that is there in another format."""
    for other in links:
        if not (other.is_declared and link.is_declared):
            continue
        place = search.known.get(urls.canonical(other.address))
        if place is not None and discovery.are_alike(link, other):
            shown = urls.masked(other.address)
            raise _RefusedError(f"its feed {shown} is a source already: {place}")


def _links(page: Fetched) -> tuple[discovery.Link, ...]:
    try:
        return discovery.find(
            page.data,
            url=page.url or None,
            content_type=page.headers.get("content-type"),
        )
    except ParseError:
        return ()


def _moved(entry: Entry, document: Fetched | None) -> Entry:
    """Return *entry* with the address that its redirects say is the right one."""
    moved = document.moved if document is not None else None
    is_open = "${" not in entry.feed and urls.masked(entry.feed) == entry.feed
    if moved is None or not is_open:
        return entry
    stays = schedule.origin(moved) == schedule.origin(entry.feed)
    return replace(entry, feed=moved) if stays or not entry.allow_private else entry


def _why(outcome: Outcome) -> str:
    return outcome.reason if isinstance(outcome, Failed) else "no feed came"


# -- asking -----------------------------------------------------------------------


def _source(search: _Search, entry: Entry) -> Subscription:
    """Return the source that *entry* would be, before anybody is asked."""
    definition, site = search.definition, search.site
    drafts = {definition.name: draft(definition, [entry])}
    after = config.load(site.feeds, environ=search.environ, drafts=drafts)
    for each in after.definitions:
        if each.name == definition.name:
            return each.sources[-1]
    raise _RefusedError(_mistake(after, definition))


def _mistake(after: Site, definition: Definition) -> str:
    for finding in after.findings:
        if finding.level == "error" and finding.file == definition.file:
            if finding.message == "this is a source already":
                line = (finding.hint or "").removeprefix("first: line ")
                return f"it is a source already: {definition.file}:{line}"
            return (
                f"{finding.message} ({finding.hint})"
                if finding.hint
                else finding.message
            )
    return f"{definition.file} would not be sound with it"


def _asked(
    search: _Search, source: Subscription, remedies: Remedies = _BY_OPTION
) -> _Answer:
    _refuse_twin(search.twin(source))
    if source.url is None:
        (_, outcome), *_ = opened([source], search.site.fetch.max_size)
    else:
        outcome = _fetched(search, source, remedies)
    document = outcome if isinstance(outcome, Fetched) else None
    if document is not None and document.url:
        _refuse_twin(
            search.twin(source, document.url, document.moved),
            f" by way of {urls.masked(document.url)}" if not source.secrets else "",
        )
    outcome, reading = read_one(source, outcome)
    if isinstance(reading, Feed):
        search.note(source, document)
    return _Answer(outcome, reading, document)


def _refuse_twin(place: str | None, by: str = "") -> None:
    if place is not None:
        raise _RefusedError(f"it is a source already{by}: {place}")


def _fetched(search: _Search, source: Subscription, remedies: Remedies) -> Outcome:
    state = search.store.states([source.key])[source.key]
    until = search.hosts.get(host(source))
    if not schedule.may_refresh(state, search.now):
        until = state.not_before
    if until is not None:
        when = f"{until:%Y-%m-%d %H:%M} UTC"
        return Failed(reason=f"its publisher wants no request before {when}")
    return search.fetcher.fetch(
        source.url or "",
        headers=source.headers,
        allow_private=source.allow_private,
        remedies=remedies,
    )
