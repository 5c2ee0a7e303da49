"""What feed.yaml says: how one feed and its subfeeds are made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from .. import kinds
from ..model import RegionMap
from ..plainyaml import (
    Fields,
    Items,
    Kind,
    Node,
    Notes,
    Scalar,
    Wrong,
    did_you_mean,
    load,
)
from ..regions import known_names, meant
from ..select import Filters
from . import files, regions, sources
from .places import Ground
from .site import BASE_URL, FLOOD, Settings, merging
from .values import FORMATS, Definition, Format


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """What all definitions share."""

    feeds: Path
    environ: Mapping[str, str]
    settings: Settings
    map: RegionMap | None  # of regions.yaml; None: there is a mistake in it
    drafts: Mapping[str, bytes] = field(default_factory=dict)  # by definition


def read(folder: Path, notes: Notes, shared: Shared) -> Definition | None:
    """Return the definition in *folder*, None where there is a mistake in it."""
    root = _root(folder, notes, shared.drafts.get(folder.name))
    if root is None:
        return None
    _check_name(folder, notes)
    fields = Fields(root, notes, "a definition")
    map = _map(fields, shared.map)
    ground = Ground(
        feeds=shared.feeds,
        folder=folder,
        environ=shared.environ,
        regions=None if map is None else known_names(map),
        content=shared.settings.content,
        flood=fields.get("flood", FLOOD, shared.settings.flood),
    )
    definition = _definition(fields, ground, map or RegionMap(), shared.settings)
    fields.done(_ELSEWHERE)
    return None if notes.errors else definition


_IN_SOURCE = "it belongs to a source"
_IN_OUTPUT = "it belongs under output"
_IN_SITE = "it belongs into feedtool.yaml"
_ELSEWHERE = {
    **dict.fromkeys(("feed", "opml", "records"), "it belongs under sources"),
    **dict.fromkeys(("every", "content", "headers", "allow_private"), _IN_SOURCE),
    **dict.fromkeys(("formats", "limit", "languages", "archive"), _IN_OUTPUT),
    **dict.fromkeys(("base_url", "timezone", "contact", "hub", "fetch"), _IN_SITE),
}


def _root(folder: Path, notes: Notes, draft: bytes | None) -> Node | None:
    """Return what feed.yaml says; None, and why, where it says nothing."""
    if draft is not None:
        return load(draft, notes)
    before = notes.errors
    root = files.read(folder / files.FEED, notes)
    if root is not None or notes.errors > before:
        return root
    if (folder / files.FEED).exists():
        notes.add(None, "this file is empty", "write title: and link:")
        return None
    near = did_you_mean(files.FEED, files.names(folder))
    hint = near or "write it, or let the name of the folder begin with a dot"
    notes.add(None, f"there is no {files.FEED} in this folder", hint)
    return None


def _check_name(folder: Path, notes: Notes) -> None:
    if kinds.is_slug(folder.name):
        return
    message = f"{folder.name!r} cannot be the name of a feed"
    notes.add(None, message, kinds.slug_hint(folder.name))


def _map(fields: Fields, shared: RegionMap | None) -> RegionMap | None:
    before = fields.notes.errors
    own = fields.get("regions", regions.read)
    if "regions" not in fields:
        return shared
    return own if fields.notes.errors == before else None


# -- the parts of a definition ----------------------------------------------------


def _definition(
    fields: Fields, ground: Ground, map: RegionMap, settings: Settings
) -> Definition:
    fields.need("title")
    fields.need("link")
    link = fields.get("link", kinds.link, "")
    output = Fields(fields.value("output"), fields.notes, "output")
    subfeeds, countries = output.get(
        "regions", _subfeeds(map, ground), (_all_of(map), False)
    )
    definition = Definition(
        name=ground.folder.name,
        folder=ground.folder,
        file=fields.notes.file,
        title=fields.get("title", kinds.line, ""),
        link=link,
        id=fields.get("id", kinds.iri) or _made_id(link),
        description=fields.get("description", kinds.line, ""),
        language=fields.get("language", kinds.language) or settings.language,
        authors=kinds.one_or_many(fields, "author", "authors", kinds.person),
        rights=fields.get("rights", kinds.line) or settings.rights,
        icon=fields.get("icon", kinds.link),
        image=fields.get("image", kinds.link),
        sources=sources.read(fields, ground),
        filters=_filters(fields, output),
        limit=output.get("limit", kinds.whole_number, 50),
        merge=merging(fields, settings.merge),
        formats=output.get("formats", _formats, FORMATS),
        archive=output.get("archive", kinds.yes_or_no, False),
        map=map,
        subfeeds=subfeeds,
        countries=countries,
    )
    if definition.archive:
        _check_archive(output, definition, settings)
    output.done()
    return definition


def _check_archive(output: Fields, definition: Definition, settings: Settings) -> None:
    place = output.at("archive")
    if settings.base_url is None:
        message = "archive: its parts cannot be linked without base_url"
        output.notes.add(place, message, f"{BASE_URL} in feedtool.yaml")
    if "atom" not in definition.formats:
        message = "archive: it is one of the Atom feed, which is not among the formats"
        output.notes.add(place, message, "formats: [atom]")


def _made_id(link: str) -> str:
    import uuid  # takes longer than all the rest of this

    return uuid.uuid5(uuid.NAMESPACE_URL, link).urn


def _filters(fields: Fields, output: Fields) -> Filters:
    return Filters(
        keep=fields.get("keep", kinds.many(kinds.word), ()),
        drop=fields.get("drop", kinds.many(kinds.word), ()),
        since=fields.get("since", kinds.between(kinds.duration, "1s", "36500d")),
        languages=output.get("languages", kinds.many(kinds.language), ()),
    )


def _formats(node: Node, notes: Notes) -> tuple[Format, ...]:
    formats = kinds.many(kinds.one_of(*FORMATS))(node, notes)
    if isinstance(node, Items) and not node.items:
        raise Wrong("no format is given", f"write [{', '.join(FORMATS)}]")
    return formats


def _all_of(map: RegionMap) -> tuple[str, ...]:
    return tuple(region.id for region in map if not region.is_country)


def _subfeeds(map: RegionMap, ground: Ground) -> Kind[tuple[tuple[str, ...], bool]]:
    """The regions that have a subfeed, in the order of the map: all, none, a list.

    All are those without the countries of a ready-made map; `{each: country}` are these
    too, as soon as they have an article: then the second value is true.
    """

    def kind(node: Node, notes: Notes) -> tuple[tuple[str, ...], bool]:
        if isinstance(node, Items):
            named = kinds.many(kinds.region(ground.regions))(node, notes)
            chosen = {id for written in named for id in meant(written, map)}
            return tuple(region.id for region in map if region.id in chosen), False
        if isinstance(node, Scalar):
            is_none = kinds.one_of("all", "none")(node, notes) == "none"
            return () if is_none else _all_of(map), False
        choice = Fields(node, notes, "regions")
        choice.need("each")
        choice.get("each", kinds.one_of("country"))
        choice.done()
        if ground.regions is not None and not any(region.is_country for region in map):
            notes.add(node, "there are no countries on the map", "use: un-m49")
        return tuple(region.id for region in map), True

    return kind
