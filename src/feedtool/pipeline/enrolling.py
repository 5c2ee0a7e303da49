"""Writes new sources into a feed.yaml, if it stays what it was but for them."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from .. import config, urls
from ..config import Definition, Entry, Site, Subscription
from ..errors import UsageError
from ..model import File
from ..publish import publish
from ..store import Store
from .gather import unfold


def sound(site: Site, name: str) -> Definition:
    """Return the definition called *name*; raises UsageError if it has mistakes."""
    for definition in site.definitions:
        if definition.name == name:
            return definition
    file = str(site.feeds / name / config.FEED)
    mistakes = [
        str(each)
        for each in site.findings
        if each.level == "error" and (each.file == file or not site.is_sound)
    ]
    raise UsageError("\n".join(["mend these mistakes first:", *mistakes]))


def known_addresses(definition: Definition, store: Store) -> dict[str, str]:
    """Return the addresses that bring what a definition has already, and its places.

    They are canonical addresses, also those that redirects have led to, and keys of
    files.
    """
    sources = (*unfold(definition, store)[0], *definition.sources)
    states = store.states(source.key for source in sources)
    found: dict[str, str] = {}
    for source in sources:
        place = f"{definition.file}:{source.line}"
        found.setdefault(source.key, place)
        for address in (source.url, states[source.key].moved):
            if address is not None and source.kind != "opml":
                found.setdefault(urls.canonical(address), place)
    return found


def named_from(path: Path, folder: Path) -> str:
    """Return how a file in *folder* names *path*: as it is, if that is absolute and
    lies elsewhere."""
    whole = Path(os.path.normpath(path.absolute()))
    here = Path(os.path.normpath(folder.absolute()))
    if path.is_absolute() and not whole.is_relative_to(here):
        return whole.as_posix()
    name = Path(os.path.relpath(whole, here)).as_posix()
    return f"./{name}" if name.startswith("~") else name


def draft(definition: Definition, entries: Sequence[Entry]) -> bytes:
    """Return what the feed.yaml of *definition* would be with *entries* in it.

    Raises UsageError where they cannot be put into it.
    """
    try:
        data = (definition.folder / config.FEED).read_bytes()
    except OSError as error:
        raise UsageError(f"{definition.file}: {error.strerror}") from None
    return _edited(definition, data, entries)


def write(
    site: Site, name: str, entries: Sequence[Entry], environ: Mapping[str, str]
) -> None:
    """Write *entries* into the feed.yaml of a definition.

    What comes of it is read first: it must be what there was, and the new sources.
    Raises UsageError where it is not, and OutputError; the file stays as it was then.
    """
    folder = site.feeds / name
    path = Path(os.path.realpath(folder / config.FEED))
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}") from None
    if path.name.startswith(".") or "\\" in path.name:
        raise UsageError(f"{folder / config.FEED} is a link to {path}: edit that")
    site = config.load(site.feeds, environ=environ, drafts={name: data})
    definition = sound(site, name)
    edited = _edited(definition, data, entries)
    after = config.load(site.feeds, environ=environ, drafts={name: edited})
    if not any(_is_as_before(definition, each, entries) for each in after.definitions):
        raise UsageError(f"{path} would not be sound with them; it was not changed")
    publish([File(path=path.name, data=edited)], path.parent)


def _edited(definition: Definition, data: bytes, entries: Sequence[Entry]) -> bytes:
    try:
        return config.with_sources(data, entries, own=_has_articles(definition))
    except UsageError as error:
        raise UsageError(f"{definition.file}: {error}") from None


def _has_articles(definition: Definition) -> bool:
    return (definition.folder / "articles").is_dir()


def _is_as_before(
    before: Definition, after: Definition, entries: Sequence[Entry]
) -> bool:
    kept = [
        each
        for each in before.sources
        if each.line is not None or _has_articles(before)
    ]
    old, new = after.sources[: len(kept)], after.sources[len(kept) :]
    return (
        [*map(_unplaced, kept)] == [*map(_unplaced, old)]
        and [each.address for each in new] == [entry.feed for entry in entries]
        and replace(after, sources=(), map=before.map) == replace(before, sources=())
        and after.map.regions == before.map.regions
    )


def _unplaced(source: Subscription) -> Subscription:
    address = "" if source.kind == "records" else source.address
    return replace(source, line=None, address=address)
