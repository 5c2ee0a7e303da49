"""Where a source is: an address on the web, or a path on disk."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from .. import kinds, urls
from ..plainyaml import Kind, Node, Notes, Wrong, quoted
from ..select import Portion
from . import files, secrets
from .values import SourceKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """Where a definition stands: what its sources are read against."""

    feeds: Path
    folder: Path  # of the definition
    environ: Mapping[str, str]
    regions: tuple[str, ...] | None  # ids on its map; None: it could not be read
    content: Portion  # of sources that do not say how much
    flood: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a source is; the fields mean what they mean in `Subscription`."""

    address: str
    key: str
    url: str | None = None
    path: Path | None = None


def kind(what: SourceKind, ground: Ground) -> Kind[Place]:
    """Return the kind of value that tells where records, a feed or a list are."""

    def place(node: Node, notes: Notes) -> Place:
        if what == "records":
            return _of_records(ground, kinds.text(node, notes))
        return _of_file(ground, kinds.line(node, notes), _PREFIXES[what])

    return place


_PREFIXES = {"feed": "", "opml": "opml:"}


def of_records(ground: Ground, written: str) -> Place:
    """Return the place of records at *written*; Wrong if they may not be there."""
    path = files.below(ground.folder, written)
    # The definition's folder may itself be a link to elsewhere.
    if not any(files.leads_into(path, root) for root in (ground.feeds, ground.folder)):
        message = f"{quoted(written)} leads out of {ground.feeds}"
        raise Wrong(message, "records are kept inside the feeds folder")
    if files.leads_into(ground.folder, path) or files.is_there(path / files.FEED):
        message = f"{quoted(written)} has a {files.FEED} in it, which is no record"
        raise Wrong(message, "give the records a folder of their own")
    # Each definition has them for itself: they are read with its map and its folder.
    name = f"{ground.folder.name}:{files.name_below(path, ground.feeds)}"
    return Place(address=written, key=f"records:{name}", path=path)


def _of_records(ground: Ground, written: str) -> Place:
    place = of_records(ground, written)
    if place.path is None or not files.is_there(place.path):
        raise Wrong(f"there is no {place.path}", "make it, or remove the source")
    return place


def _of_file(ground: Ground, written: str, prefix: str) -> Place:
    full = secrets.filled(written, ground.environ).strip()
    if _SCHEME.match(full):
        return Place(address=written, key=prefix + written, url=_url(full, written))
    if full != written:  # and it is not shown, since it may be secret
        message = f"{quoted(written)} is no address of the web once it is filled in"
        raise Wrong(message, "begin it with https://")
    path = files.below(ground.folder, full)
    _check_file(path, written)
    key = prefix + key_of_file(path, ground.feeds)
    return Place(address=written, key=key, path=path)


def key_of_file(path: Path, feeds: Path) -> str:
    """Return what the memory knows a feed on disk by."""
    return f"file:{files.name_below(path, feeds)}"


_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")


def _url(full: str, written: str) -> str:
    sound = urls.absolute(full, None)
    if sound is None or not urls.is_web(sound):
        shown = quoted(urls.masked(written))
        message = f"expected an address with http:// or https://, not {shown}"
        is_file = written.lower().startswith("file:")
        raise Wrong(message, "of a file, write the path alone" if is_file else None)
    return sound


def _check_file(path: Path, written: str) -> None:
    """Refuse what is surely no file. One that is missing may be there tomorrow."""
    if files.is_there(path) and path.is_dir():
        raise Wrong(f"{path} is a folder", "name a file, or write records: …")
    hint = kinds.address_hint(written) if "/" in written else None
    if hint is not None and not files.is_there(path):
        raise Wrong(f"there is no file {path}", hint)
