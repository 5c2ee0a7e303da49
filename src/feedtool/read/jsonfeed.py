"""JSON Feed 1.0 and 1.1 into a feed. Values of the wrong kind count as missing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any, TypeAlias

from .. import dates, text, urls
from ..errors import ParseError
from ..model import Article, Enclosure, Feed, Person, Source
from . import fields

_Object: TypeAlias = dict[str, Any]


def parse(document: str, *, url: str | None) -> Feed[Article]:
    """Return the feed in *document*.

    Raises ParseError when it is no JSON, or JSON of another kind.
    """
    try:
        # Not strict: a line feed within a string has been seen in feeds.
        root = json.loads(document, strict=False)
    except (ValueError, RecursionError) as error:
        raise ParseError(f"JSON that cannot be read ({error})") from error
    if not isinstance(root, dict) or not _is_feed(root):
        raise ParseError("JSON, but no JSON Feed")
    at = url if url and urls.is_web(url) else None
    self_link = fields.link(root.get("feed_url"), at)
    link = fields.link(root.get("home_page_url"), at or self_link)
    base = at or self_link or link
    language = fields.language(root.get("language"))
    authors = _authors(root, base)
    return Feed(
        title=fields.line(root.get("title")),
        link=link,
        self_link=self_link,
        description=fields.line(root.get("description")),
        language=language,
        authors=authors,
        icon=fields.link(root.get("favicon"), base),
        image=fields.link(root.get("icon"), base),
        articles=tuple(
            _article(item, base, language, authors) for item in _objects(root, "items")
        ),
    )


def _is_feed(root: _Object) -> bool:
    version = str(root.get("version"))
    return "jsonfeed.org" in version and isinstance(root.get("items"), list)


def _article(
    item: _Object, base: str | None, language: str | None, authors: tuple[Person, ...]
) -> Article:
    link = fields.link(item.get("url"), base)
    # A link log points elsewhere, and may have no page of its own.
    link = link or fields.link(item.get("external_url"), base)
    summary, content = _texts(item)
    source = _source(item, base)
    return Article(
        guid=_guid(item.get("id")),
        link=link,
        title=fields.line(item.get("title")),
        published=_date(item, "date_published", "date_modified"),
        updated=_date(item, "date_modified"),
        summary=summary,
        content=content,
        base=link or base,
        # Those of the feed where it has none of its own (JSON Feed 1.1, `authors`).
        authors=_authors(item, base) or (() if source else authors),
        categories=fields.categories(map(fields.category, _list(item, "tags"))),
        enclosures=fields.enclosures(_enclosures(item, base)),
        image=fields.link(item.get("image"), base)
        or fields.link(item.get("banner_image"), base),
        language=fields.language(item.get("language")) or language,
        source=source,
    )


def _guid(value: object) -> str | None:
    """Return an id; a number is meant by its digits (JSON Feed 1.1 `id`)."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return fields.guid(str(value))
    return fields.guid(value)


def _texts(item: _Object) -> tuple[str, str]:
    html, plain = item.get("content_html"), item.get("content_text")
    content = text.clean(html) if isinstance(html, str) else ""
    given = item.get("summary")
    summary = text.line(given) if isinstance(given, str) else ""
    if not content.strip() and isinstance(plain, str):
        # An item must have content: for want of more, some say the rest of it again.
        is_more = text.line(plain) not in (summary, fields.line(item.get("title")))
        content = fields.paragraphs(text.clean(plain)) if is_more else ""
    return summary, content


def _date(item: _Object, *keys: str) -> datetime | None:
    for key in keys:
        value = item.get(key)
        moment = dates.parse(value) if isinstance(value, str) else None
        if moment is not None:
            return moment
    return None


def _authors(parent: _Object, base: str | None) -> tuple[Person, ...]:
    """Return `authors` (1.1), else `author` (1.0)."""
    given = list(_objects(parent, "authors"))
    if not given and isinstance(parent.get("author"), dict):
        given = [parent["author"]]
    return fields.people(
        fields.person(author.get("name"), None, fields.link(author.get("url"), base))
        for author in given
    )


def _enclosures(item: _Object, base: str | None) -> Iterator[Enclosure | None]:
    for media in _objects(item, "attachments"):
        yield fields.enclosure(
            media.get("url"), media.get("mime_type"), media.get("size_in_bytes"), base
        )


def _source(item: _Object, base: str | None) -> Source | None:
    """Return the source that a feed of this program names."""
    ours = item.get("_feedtool")
    named = ours.get("source") if isinstance(ours, dict) else None
    if not isinstance(named, dict):
        return None
    return fields.source(
        fields.line(named.get("title")),
        fields.link(named.get("link"), base),
        fields.link(named.get("feed"), base),
    )


def _list(parent: _Object, key: str) -> list[Any]:
    value = parent.get(key)
    return value if isinstance(value, list) else []


def _objects(parent: _Object, key: str) -> Iterator[_Object]:
    yield from (value for value in _list(parent, key) if isinstance(value, dict))
