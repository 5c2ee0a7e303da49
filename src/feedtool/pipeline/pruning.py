"""Files that no definition makes any more: found, told, and on demand removed.

They are files that we have published: those that the memory knows, and those with our
names in folders that it knows. What is not certain stays.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import groupby
from pathlib import Path

from .. import publish
from ..config import Site
from ..errors import OutputError
from ..model import Finding
from ..store import Store
from ..write import FORMATS, archive

_NAMES = (*(known.file for known in FORMATS.values()), "index.html", "sources.opml")


def stale(
    site: Site, store: Store, held: Collection[str], names: Collection[str] = ()
) -> list[str]:
    """Return the files below the output folder that no definition makes any more.

    Those of definitions that are *held* back stay: it is not known what they will make.
    With *names*, it is only about the files of these definitions.
    """
    shown = store.shown()
    folders: dict[str, Collection[str]] = {}  # of the feeds that each definition has
    for definition in site.definitions:
        composed = store.composed(definition.name)
        folders[definition.name] = composed.fingerprints if composed else ()
    made = {
        file
        for current in folders.values()
        for folder in current
        if folder in shown
        for file in shown[folder].stamps
    }
    stays = {*held, *(name for name, current in folders.items() if not current)}
    known = {
        file
        for folder, each in shown.items()
        for file in (*each.stamps, *(folder + name for name in _NAMES))
    }
    archived = {
        definition.name for definition in site.definitions if definition.archive
    }
    known.update(_volumes(store, set(map(_definition, shown)) - archived))
    gone = {
        file
        for file in known - made
        if _definition(file) not in stays and (not names or _definition(file) in names)
    }
    return _there(gone, site.output)


def told(files: Iterable[str], output: Path) -> Iterator[Finding]:
    """Yield what a person should know of *files* that are stale, by folder."""
    for folder, group in groupby(files, _folder):
        listed = ", ".join(file.removeprefix(folder) for file in group)
        yield Finding(
            level="note",
            message=f"no definition makes these any more: {listed}",
            file=str(output / folder),
            hint="`feedtool build --prune` removes them",
        )


def prune(files: Collection[str], output: Path, store: Store) -> None:
    """Remove *files*, which are stale; raises OutputError."""
    publish.remove(files, output)
    folders = set(map(_folder, files))
    left = _there((folder + name for folder in folders for name in _NAMES), output)
    store.hide(folders.difference(map(_folder, left)))


def _volumes(store: Store, definitions: Iterable[str]) -> Iterator[str]:
    """Yield the files of the archives of *definitions*."""
    for name in definitions:
        for number in store.archive(name).volumes():
            yield archive.path(f"{name}/", number)


def _definition(file: str) -> str:
    return file.partition("/")[0]


def _folder(file: str) -> str:
    return file[: file.rindex("/") + 1]


def _order(file: str) -> tuple[str, str]:
    return _folder(file), file


def _there(files: Iterable[str], output: Path) -> list[str]:
    """Return those of *files* that are there. What is behind a link is not ours."""
    found: list[str] = []
    for _, group in groupby(sorted(files, key=_order), _folder):
        try:
            found += publish.stamps(group, output)
        except OutputError:
            continue
    return found
