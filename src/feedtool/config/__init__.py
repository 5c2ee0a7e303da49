"""The files in feeds/ that say what is to be done: read, checked, made one `Site`.

Nothing is guessed: what is unknown is a mistake, and all mistakes are found.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from ..errors import UsageError
from ..model import Finding, RegionMap
from ..plainyaml import Notes, did_you_mean
from . import definition, files, regions, site
from .definition import Shared
from .editing import Entry, with_sources
from .expectations import read as read_expectations
from .files import FEED, below, leads_into
from .places import key_of_file
from .site import BASE_URL, Settings
from .values import Definition, Site, Subscription

__all__ = [
    "EXPECTATIONS",
    "FEED",
    "Definition",
    "Entry",
    "Site",
    "Subscription",
    "below",
    "key_of_file",
    "leads_into",
    "load",
    "read_expectations",
    "with_sources",
]

_SITE = "feedtool.yaml"
_MAP = "regions.yaml"
EXPECTATIONS = "regions-test.yaml"  # of that map, unless another file is named


def load(
    feeds: Path,
    *,
    environ: Mapping[str, str],
    output: Path | None = None,
    state: Path | None = None,
    drafts: Mapping[str, bytes] | None = None,
) -> Site:
    """Return what the folder *feeds* says; its mistakes are in `Site.findings`.

    *environ* fills `${NAME}` in; *output* and *state* go before feedtool.yaml; *drafts*
    are read in place of the feed.yaml of the definitions with these names. A
    mistake in a definition holds that one back, one in what they share holds back all.
    Raises UsageError where there is no such folder.
    """
    folders = _folders(feeds)
    if output is not None and files.leads_into(output, feeds):
        raise UsageError(f"the output folder {output} cannot lie in {feeds}")
    shared, for_all = _shared(feeds, environ, drafts or {})
    notes = [Notes(str(folder / files.FEED)) for folder in folders]
    read = [definition.read(*each, shared) for each in zip(folders, notes, strict=True)]
    is_sound = not any(each.errors for each in for_all)
    definitions = tuple(filter(None, read)) if is_sound else ()
    _advise(shared.settings, definitions, for_all[0])
    names = {each.name for each in definitions}
    return replace(
        _without_definitions(shared, output, state),
        definitions=definitions,
        held=tuple(each.name for each in folders if each.name not in names),
        is_sound=is_sound,
        findings=(
            *(finding for each in (*for_all, *notes) for finding in each.in_order()),
            *_strays(feeds, folders, definitions),
            *_namesakes(definitions),
        ),
    )


def _folders(feeds: Path) -> list[Path]:
    if not feeds.is_dir():
        what = "is no folder" if feeds.exists() else "is not there"
        raise UsageError(
            f"the feeds folder {feeds} {what}: `feedtool new NAME` makes one, "
            "and --feeds DIR names another"
        )
    if (feeds / files.FEED).exists():
        parent = feeds.parent
        raise UsageError(f"{feeds} is one feed: did you mean --feeds {parent}?")
    try:
        inside = sorted(feeds.iterdir())
    except OSError as error:
        raise UsageError(f"{feeds} cannot be read: {error.strerror}") from None
    return [each for each in inside if each.is_dir() and each.name[0] != "."]


def _shared(
    feeds: Path, environ: Mapping[str, str], drafts: Mapping[str, bytes]
) -> tuple[Shared, tuple[Notes, Notes]]:
    """Return what all definitions share, and what is wrong with the files it is in."""
    settings, map = Notes(str(feeds / _SITE)), Notes(str(feeds / _MAP))
    shared = Shared(
        feeds=feeds,
        environ=environ,
        settings=site.read(feeds / _SITE, settings),
        map=regions.read_file(feeds / _MAP, map),
        drafts=drafts,
    )
    return shared, (settings, map)


def _without_definitions(
    shared: Shared, output: Path | None, state: Path | None
) -> Site:
    """Return the site before it has definitions: places, and what holds for all."""
    settings, beside = shared.settings, files.beside(shared.feeds)
    return Site(
        feeds=shared.feeds,
        output=output or settings.output or beside / "public",
        state=state or settings.state or beside / "feedtool.db",
        base_url=settings.base_url,
        hub=settings.hub,
        timezone=settings.timezone,
        fetch=settings.fetch,
        retention=settings.retention,
        map=shared.map or RegionMap(),
    )


# -- what one file alone does not show --------------------------------------------


def _advise(
    settings: Settings, definitions: Sequence[Definition], notes: Notes
) -> None:
    """Note which settings would help, if there is anything to help."""
    if definitions and settings.fetch.contact is None:
        message = "there is no contact: those we ask do not learn who asks"
        notes.add(None, message, "contact: https://…", level="note")
    if definitions and settings.base_url is None:
        message = "there is no base_url: the feeds cannot say where they are"
        notes.add(None, message, BASE_URL, level="note")


def _strays(
    feeds: Path, folders: Sequence[Path], definitions: Sequence[Definition]
) -> Iterator[Finding]:
    if not folders:
        yield Finding(
            level="warning",
            message="there are no feeds yet",
            file=str(feeds),
            hint="`feedtool new NAME` makes one",
        )
    for path in _yaml(feeds, _SITE, _MAP, EXPECTATIONS):
        yield _stray(path, did_you_mean(path.name, (_SITE, _MAP)))
    read = {source.path for each in definitions for source in each.sources}
    for folder in folders:
        if not (folder / files.FEED).exists():
            continue  # that it is missing says enough
        for path in _yaml(folder, files.FEED):
            if path.name == _MAP:
                yield _stray(path, f"a map of its own stands in {files.FEED}: regions:")
            elif path not in read:
                yield _stray(path, "records lie in the folder articles/")


def _yaml(folder: Path, *read: str) -> list[Path]:
    found = (path for path in folder.glob("*.y*ml") if path.name[0] != ".")
    return sorted(path for path in found if path.name not in read)


def _stray(path: Path, hint: str | None) -> Finding:
    message = "this file is not read"
    return Finding(level="warning", message=message, file=str(path), hint=hint)


def _namesakes(definitions: Sequence[Definition]) -> Iterator[Finding]:
    first: dict[str, str] = {}
    for each in definitions:
        other = first.setdefault(each.id, each.name)
        if other != each.name:
            yield Finding(
                level="note",
                message=f"this has the id of {other}: readers take them for one feed",
                file=each.file,
                hint="give it an id: of its own, or another link",
            )
