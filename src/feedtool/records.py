"""Article records, written by hand in YAML, into articles.

Whether the regions they name are on the map is for those to say who know the map.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo
from pathlib import Path

from . import html, kinds, plainyaml, text, urls
from .model import Article, Category, Enclosure, Finding, Source
from .plainyaml import Fields, Items, Keys, Kind, Node, Notes, Scalar, Wrong, name


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """An article, where it is written, and where it names its regions."""

    article: Article
    line: int
    regions: tuple[tuple[str, int, int], ...] = ()  # id, line, column


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordFile:
    """The sound records of one file, and what there is to say of the file."""

    records: tuple[Record, ...] = ()
    findings: tuple[Finding, ...] = ()


def find(folder: Path) -> list[Path]:
    """Return the files of records in *folder* and the folders in it, by path.

    They end in .yaml or .yml. What begins with a dot is left out; links are found, also
    those that lead nowhere or `leads_out` of the folder, so that somebody is told.
    *folder* may be a single file as well. Raises OSError where a folder cannot be
    looked into.
    """
    if not folder.is_dir():
        return [folder] if folder.is_file() else []
    return sorted(map(Path, _files(folder)))


def leads_out(path: Path, folder: Path) -> bool:
    """Tell whether *path* is a link to a file that is not in *folder*."""
    if not path.is_symlink():
        return False
    return not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder))


def read(data: bytes, *, file: str, zone: tzinfo) -> RecordFile:
    """Return the records in *data*: one, or a list of them.

    *file* is what findings call it; *zone* is that of dates without one. A record with
    a wrong value is left out.
    """
    notes = Notes(file)
    root = plainyaml.load(data, notes)
    nodes = _nodes(root)
    if not nodes and not notes.findings:
        notes.add(root, "no record in here", level="warning")
    records = [_record(node, zone, notes) for node in nodes]
    return RecordFile(
        records=tuple(record for record in records if record),
        findings=notes.in_order(),
    )


def namesakes(files: Mapping[str, RecordFile]) -> list[Finding]:
    """Return what there is to say of records in *files* that are like one before them.

    Two with one id are an error. Two with one link in different spellings are two
    articles to readers, which may be meant.
    """
    ids: dict[str, str] = {}
    links: dict[str, str] = {}
    findings = []
    for file in sorted(files):
        for record in files[file].records:
            place = f"{file}:{record.line}"
            found = _like_an_earlier_one(record.article, place, ids, links)
            if found is not None:
                findings.append(replace(found, file=file, line=record.line))
    return findings


def _like_an_earlier_one(
    article: Article, place: str, ids: dict[str, str], links: dict[str, str]
) -> Finding | None:
    id, link = article.guid, article.link
    other = ids.setdefault(id, place) if id else place
    if other != place and id == link:
        message = f"it has the link of {other}"
        hint = "remove one of them, or give one an id of its own"
        return Finding(level="error", message=message, hint=hint)
    if other != place:
        return Finding(level="error", message=f"it has the id of {other}")
    other = links.setdefault(urls.canonical(link), place) if link else place
    if other != place and not article.retracted:
        message = f"it has the link of {other}, though it looks different"
        hint = "readers see two articles"
        return Finding(level="warning", message=message, hint=hint)
    return None


def _files(folder: str | Path) -> Iterator[str]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith("."):
                continue
            if entry.is_dir(follow_symlinks=False):
                yield from _files(entry.path)
            elif entry.name.lower().endswith((".yaml", ".yml")) and (
                entry.is_file(follow_symlinks=False) or entry.is_symlink()
            ):
                yield entry.path


def _nodes(root: Node | None) -> tuple[Node, ...]:
    if isinstance(root, Items):
        return root.items
    if root is None or (isinstance(root, Scalar) and root.value is None):
        return ()
    return (root,)


# -- one record -------------------------------------------------------------------


def _record(node: Node, zone: tzinfo, notes: Notes) -> Record | None:
    before = notes.errors
    fields = Fields(node, notes, "a record")
    regions = fields.get("regions", kinds.many(_region))
    article = _article(fields, kinds.moment(zone), regions)
    fields.done()
    if isinstance(node, Keys):
        _check_whole(fields, article)
    if notes.errors > before:
        return None
    return Record(article=article, line=node.line, regions=regions or ())


def _article(
    fields: Fields,
    moment: Kind[datetime],
    regions: tuple[tuple[str, int, int], ...] | None,
) -> Article:
    link = fields.get("link", kinds.link)
    return Article(
        guid=fields.get("id", kinds.iri) or link,
        link=link,
        title=fields.get("title", kinds.line, ""),
        published=fields.get("published", moment),
        updated=fields.get("updated", moment),
        summary=fields.get("summary", kinds.line, ""),
        content=text.clean(fields.get("content", kinds.text, "")),
        base=link,
        authors=kinds.one_or_many(fields, "author", "authors", kinds.person),
        categories=_categories(fields),
        enclosures=kinds.one_or_many(fields, "enclosure", "enclosures", _enclosure),
        image=fields.get("image", kinds.link),
        language=fields.get("language", kinds.language),
        source=fields.get("source", _source),
        rights=fields.get("rights", kinds.line),
        regions=None if regions is None else tuple(id for id, _, _ in regions),
        expires=fields.get("expires", moment),
        draft=fields.get("draft", kinds.yes_or_no, False),
        retracted=fields.get("retracted", kinds.yes_or_no, False),
    )


def _check_whole(fields: Fields, article: Article) -> None:
    """Note what a record lacks, and dates that contradict each other."""
    if article.retracted:
        if "id" not in fields:
            fields.need("link", "or its id: to know what is retracted")
        return
    fields.need("title")
    has_text = "summary" in fields or "content" in fields
    if "id" not in fields or not has_text:
        fields.need("link", "or give it an id, and a summary or content")
    if html.has_markup(article.summary):
        message = "a summary is plain text: its markup is shown as it is written"
        fields.notes.add(fields.at("summary"), message, "HTML: content", level="note")
    if article.published is not None:
        _check_order(fields, article.published, article)
    elif "published" not in fields and not article.draft:
        message = "no date is given: it is published when it is first seen"
        hint = "published: 2026-03-01 09:30"
        fields.notes.add(fields.at("published"), message, hint, level="note")


def _check_order(fields: Fields, published: datetime, article: Article) -> None:
    # A date alone is midnight: on the same day it is no contradiction.
    if article.updated and published - article.updated >= timedelta(days=1):
        message = "updated before it was published"
        fields.notes.add(fields.at("updated"), message, level="warning")
    if article.expires and article.expires <= published:
        message = "expires before it is published: it is never shown"
        fields.notes.add(fields.at("expires"), message, level="warning")


# -- its parts --------------------------------------------------------------------


def _region(node: Node, notes: Notes) -> tuple[str, int, int]:
    return kinds.text(node, notes), node.line, node.column


def _categories(fields: Fields) -> tuple[Category, ...]:
    terms = fields.get("categories", kinds.many(kinds.line)) or ()
    return tuple(Category(term=term) for term in terms)


def _enclosure(node: Node, notes: Notes) -> Enclosure:
    if isinstance(node, Scalar):
        raise Wrong(
            f"expected an enclosure, not {name(node)}", "write {url: https://…}"
        )
    fields = Fields(node, notes, "an enclosure")
    enclosure = Enclosure(
        url=fields.get("url", kinds.link, ""),
        type=fields.get("type", kinds.media_type),
        length=fields.get("length", kinds.whole_number),
    )
    fields.need("url")
    fields.done()
    return enclosure


def _source(node: Node, notes: Notes) -> Source:
    if isinstance(node, Scalar):
        raise Wrong(
            f"expected a source, not {name(node)}", "write {title: …, link: https://…}"
        )
    fields = Fields(node, notes, "a source")
    source = Source(
        title=fields.get("title", kinds.line),
        link=fields.get("link", kinds.link),
        feed=fields.get("feed", kinds.link),
    )
    fields.done()
    return source
