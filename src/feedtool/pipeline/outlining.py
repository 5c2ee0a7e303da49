"""Subscriptions in and out: the outside feeds of definitions as OPML lists."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from .. import config, text, urls
from ..config import Definition, Entry, Site, Subscription
from ..errors import UsageError
from ..fetch import Fetcher, Remedies
from ..model import Article, Failed, Feed, Outcome, Outline
from ..plainyaml import Wrong
from ..read import opml
from ..store import Store
from ..write import opml as listing
from .enrolling import known_addresses, named_from, sound, write
from .gather import unfold
from .outside import opened
from .reading import read_one

_LONGEST_TITLE = 200
_REMEDIES = Remedies(own=None)  # a list that is imported is no source


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """An OPML list, and which feeds it cannot name."""

    data: bytes
    feeds: int
    left_out: tuple[str, ...] = ()  # feeds on disk, as feed.yaml names them


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A feed of a list that was not added, and why."""

    feed: str  # to be shown
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What came of a list of feeds."""

    added: tuple[str, ...] = ()  # addresses, to be shown
    known: int = 0  # that were sources already
    left_out: tuple[LeftOut, ...] = ()
    error: str | None = None  # the list could not be read


def export(site: Site, names: Sequence[str]) -> Exported:
    """Return the outside feeds of definitions as OPML, a folder for each of them.

    Lists among their sources are unfolded, as they were when they were last read.
    Users, passwords and what `${NAME}` stands for are not in it. Raises StateError.
    """
    folders, left_out, feeds = [], [], 0
    with Store(site.state, kept=False) as store:
        for definition in site.definitions:
            if names and definition.name not in names:
                continue
            sources = [
                source
                for source in unfold(definition, store)[0]
                if source.kind == "feed"
            ]
            of_the_web = [source for source in sources if source.url is not None]
            left_out += [each.address for each in sources if each.url is None]
            headers = store.headers(source.key for source in of_the_web)
            outlines = [_outline(each, headers.get(each.key)) for each in of_the_web]
            feeds += len(outlines)
            folders.append(Outline(title=definition.title, outlines=tuple(outlines)))
    data = listing.render("Subscriptions", folders)
    return Exported(data=data, feeds=feeds, left_out=tuple(left_out))


def _outline(source: Subscription, header: Feed[Article] | None) -> Outline:
    header = header or Feed()
    return Outline(
        title=source.title or header.title,
        feed=urls.without_user(source.address.strip()),
        link=header.link,
        type="rss",
    )


def import_list(
    site: Site,
    name: str,
    address: str,
    *,
    folder: str | None,
    environ: Mapping[str, str],
) -> Imported:
    """Add the feeds of the OPML list at *address* to the sources of a definition.

    They are not asked. *address* is one of the web, or a path; *folder* is the title of
    an outline, which alone counts then. Raises UsageError, OutputError, StateError.
    """
    definition = sound(site, name)
    source = _list_at(address)
    with Store(site.state, kept=False) as store:
        outlines = _read(site, source)
        if isinstance(outlines, str):
            return Imported(error=outlines)
        known = known_addresses(definition, store)
    if folder is not None:
        inside = opml.folder(outlines, folder)
        if inside is None:
            raise UsageError(f"{urls.masked(address)} has no folder {folder!r}")
        outlines = inside
    found = [*_entries(opml.feeds(outlines), source, definition)]
    entries = [each for each in found if isinstance(each, Entry)]
    new = _new(entries, definition, known)
    if new:
        write(site, name, new, environ)
    return Imported(
        added=tuple(urls.masked(entry.feed) for entry in new),
        known=len(entries) - len(new),
        left_out=tuple(each for each in found if isinstance(each, LeftOut)),
    )


def _list_at(address: str) -> Subscription:
    if "://" not in address:
        path = Path(address)
        return Subscription(kind="opml", address=address, key=address, path=path)
    url = urls.absolute(address, None)
    if url is None or not urls.is_web(url):
        raise UsageError(f"{urls.masked(address)} is no address of the web, nor a file")
    return Subscription(kind="opml", address=address, key=address, url=url)


def _read(site: Site, source: Subscription) -> tuple[Outline, ...] | str:
    """Return the outlines of a list, or why it cannot be read."""
    outcome: Outcome
    if source.url is None:
        (_, outcome), *_ = opened([source], site.fetch.max_size)
    else:
        outcome = Fetcher(site.fetch).fetch(source.url, remedies=_REMEDIES)
    outcome, reading = read_one(source, outcome)
    if isinstance(reading, tuple):
        return reading
    return outcome.reason if isinstance(outcome, Failed) else "no list came"


def _entries(
    outlines: Iterable[Outline], source: Subscription, definition: Definition
) -> Iterator[Entry | LeftOut]:
    for outline in outlines:
        address = outline.feed or ""
        feed = _named(address, source, definition)
        if isinstance(feed, LeftOut):
            yield feed
        else:
            title = text.shorten(outline.title, _LONGEST_TITLE)
            yield Entry(feed=feed, title=title or None)


def _named(address: str, source: Subscription, definition: Definition) -> str | LeftOut:
    """Return how feed.yaml names a feed of a list, or why it should not."""
    shown = urls.masked(address)
    if "${" in address:
        # Whoever wrote the list would be sent what the environment holds.
        reason = (
            "what ${NAME} stands for may be secret: write it into feed.yaml by hand"
        )
        return LeftOut(feed=shown, reason=reason)
    if urls.is_web(address):
        return urls.absolute(address, None) or address
    if source.path is None:
        reason = "a list from the web may name only http and https"
        return LeftOut(feed=shown, reason=reason)
    if "://" in address:
        return LeftOut(feed=shown, reason="it is no address of the web")
    try:
        path = config.below(source.path.parent, address)
    except Wrong as wrong:
        return LeftOut(feed=shown, reason=str(wrong))
    if not config.leads_into(path, source.path.parent):
        reason = "it leads out of the folder of its list"
        return LeftOut(feed=shown, reason=reason)
    if path.is_dir():
        return LeftOut(feed=shown, reason="it is a folder")
    return named_from(path, definition.folder)


def _new(
    entries: Iterable[Entry], definition: Definition, known: Container[str]
) -> list[Entry]:
    """Return those whose addresses are not *known*, each feed once."""
    by_key: dict[str, Entry] = {}
    for entry in entries:
        by_key.setdefault(_key(entry, definition), entry)
    return [entry for key, entry in by_key.items() if key not in known]


def _key(entry: Entry, definition: Definition) -> str:
    """Return what `known_addresses` has for the feed of *entry*."""
    if "://" in entry.feed:
        return urls.canonical(entry.feed)
    path = config.below(definition.folder, entry.feed)
    return config.key_of_file(path, definition.folder.parent)
