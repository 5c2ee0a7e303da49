"""The sources of a definition: records, feeds and OPML lists, in order of trust."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta

from .. import kinds, schedule
from ..plainyaml import Fields, Items, Kind, Node, Notes, Scalar, Wrong, name
from ..select import Filters, Portion
from . import places, secrets
from .places import Ground, Place
from .values import SourceKind, Subscription

PORTION: Kind[Portion] = kinds.one_of("full", "summary", "link")


def every(node: Node, notes: Notes) -> timedelta:
    """How often we wish to ask."""
    wish = kinds.between(kinds.duration, "1s", "366d")(node, notes)
    if wish < schedule.SHORTEST:
        message = f"{name(node)} is read as 15m: nobody is asked more often than that"
        notes.add(node, message, level="warning")
    return wish


def read(fields: Fields, ground: Ground) -> tuple[Subscription, ...]:
    """Return what the key `sources` of a definition says; by default, its articles."""
    notes = fields.notes
    listed = fields.value("sources")
    if listed is None:
        return _own(ground, notes)
    if not isinstance(listed, Items) or not listed.items:
        given = "an empty one" if isinstance(listed, Items) else name(listed)
        message = f"sources: expected a list of sources, not {given}"
        notes.add(listed, message, f"without this key, {_ARTICLES}/ is published")
        return ()
    found: dict[tuple[str, str | None], Subscription] = {}
    for node in listed.items:
        source = _source(node, ground, notes)
        if source is None:
            continue
        twin = found.get((source.key, source.folder)) or _around(source, found.values())
        if twin is None:
            found[source.key, source.folder] = source
        else:
            notes.add(node, "this is a source already", f"first: line {twin.line}")
    _note_left_out(listed, ground, tuple(found.values()), notes)
    return tuple(found.values())


# -- its own articles -------------------------------------------------------------

_ARTICLES = "articles"


def _own(ground: Ground, notes: Notes) -> tuple[Subscription, ...]:
    folder = ground.folder / _ARTICLES
    try:
        place = places.of_records(ground, _ARTICLES)
    except Wrong as wrong:
        notes.add(None, str(wrong), wrong.hint)
        return ()
    if not folder.is_dir():
        hint = "write a record in it, or name sources"
        message = f"nothing to publish yet: there is no {folder}"
        notes.add(None, message, hint, level="warning")
    return (
        Subscription(
            kind="records",
            address=place.address,
            key=place.key,
            path=place.path,
            content=ground.content,
            flood=ground.flood,
        ),
    )


def _note_left_out(
    listed: Items, ground: Ground, found: Sequence[Subscription], notes: Notes
) -> None:
    folder = ground.folder / _ARTICLES
    if folder.is_dir() and not any(
        each.path and (each.path.is_relative_to(folder) or each.path in folder.parents)
        for each in found
        if each.kind == "records"
    ):
        message = f"{folder} is there, but not among the sources"
        notes.add(listed, message, f"add records: {_ARTICLES}/", level="warning")


# -- one source -------------------------------------------------------------------


def _source(node: Node, ground: Ground, notes: Notes) -> Subscription | None:
    if isinstance(node, Scalar):
        message = f"expected a source, not {name(node)}"
        notes.add(node, message, f"write feed: {node.text}")
        return None
    fields = Fields(node, notes, "a source")
    kind: SourceKind | None = fields.one_of("records", "feed", "opml")
    if kind is None:
        fields.need("feed", "or records, or opml: a source is one of them")
    place = fields.get(kind, places.kind(kind, ground)) if kind else None
    if place is not None:
        _refuse_without_effect(fields, place, is_list=kind == "opml")
    url = place.url if place else None
    filled_in = [fields.value(key) for key in (kind or "feed", "headers")]
    source = Subscription(
        kind=kind or "feed",
        address=place.address if place else "",
        key=place.key if place else "",
        url=url,
        path=place.path if place else None,
        line=node.line,
        title=fields.get("title", kinds.line),
        folder=fields.get("folder", kinds.line),
        regions=fields.get("regions", kinds.many(kinds.region(ground.regions)), ()),
        every=fields.get("every", every),
        filters=Filters(
            keep=fields.get("keep", kinds.many(kinds.word), ()),
            drop=fields.get("drop", kinds.many(kinds.word), ()),
            limit=fields.get("limit", kinds.whole_number),
        ),
        content=fields.get("content", PORTION, ground.content),
        flood=ground.flood,
        headers=fields.get("headers", secrets.headers(ground.environ), {}),
        secrets=secrets.used(filled_in, ground.environ, url),
        allow_private=fields.get("allow_private", kinds.yes_or_no, False),
    )
    fields.done(_ELSEWHERE)
    return source if place else None


_NEED_WEB = ("every", "headers", "allow_private")  # a list: but `every` for its feeds
_ELSEWHERE = {
    "since": "it belongs to the whole feed, above sources",
    "languages": "it belongs to the whole feed: output: {languages: [en]}",
}


def _refuse_without_effect(fields: Fields, place: Place, *, is_list: bool) -> None:
    for key in _NEED_WEB:
        if key in fields and place.url is None and not (is_list and key == "every"):
            message = f"{key} has no effect on what is not fetched from the web"
            fields.notes.add(fields.at(key), message, "leave it out")
    if "folder" in fields and not is_list:
        message = "folder has no effect but on an OPML list"
        fields.notes.add(fields.at("folder"), message, "leave it out")


def _around(
    source: Subscription, others: Iterable[Subscription]
) -> Subscription | None:
    """Return one of *others* whose records are in those of *source*, or around them."""
    if source.kind != "records" or source.path is None:
        return None
    for other in others:
        if other.kind == "records" and other.path is not None:
            is_inside = source.path.is_relative_to(other.path)
            if is_inside or other.path.is_relative_to(source.path):
                return other
    return None
