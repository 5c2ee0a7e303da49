"""Feeds as JSON Feed 1.1."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeAlias

import msgspec

from .. import dates, text
from ..model import Evidence, Feed, Person, Published, Source
from . import files, fit

_Object: TypeAlias = dict[str, Any]


def render(feed: Feed[Published]) -> bytes:
    """Return *feed* as JSON Feed 1.1, indented, in UTF-8.

    Each item has an extension of ours, `_feedtool`: its regions with the words that
    were found, the other addresses that it had, and its source.
    """
    feed = fit.fitted(feed)
    document = _present(
        version="https://jsonfeed.org/version/1.1",
        title=feed.title,
        home_page_url=feed.link,
        feed_url=f"{feed.address}{files.JSON.name}" if feed.address else None,
        description=feed.description if feed.description != feed.title else None,
        icon=feed.image,
        favicon=feed.icon,
        authors=_authors(feed.authors),
        language=feed.language,
        hubs=[{"type": "WebSub", "url": feed.hub}] if feed.hub else [],
    )
    document["items"] = [_item(published, feed) for published in feed.articles]
    return msgspec.json.format(msgspec.json.encode(document), indent=2) + b"\n"


def _present(**values: object) -> _Object:
    """Return *values* without those that are empty."""
    return {key: value for key, value in values.items() if value}


def _authors(people: Iterable[Person]) -> list[_Object]:
    return [_present(name=person.name, url=_person_url(person)) for person in people]


def _person_url(person: Person) -> str | None:
    """Return a person's page, else the mail address (JSON Feed 1.1 `authors`)."""
    return person.url or (f"mailto:{person.email}" if person.email else None)


def _item(published: Published, feed: Feed[Published]) -> _Object:
    article = published.article
    updated = published.updated if published.updated != published.published else None
    return _present(
        id=published.id,
        url=article.link,
        title=article.title,
        **_texts(published),
        image=article.image,
        date_published=dates.rfc3339(published.published),
        date_modified=dates.rfc3339(updated) if updated else None,
        authors=_authors(article.authors),
        tags=[category.label or category.term for category in article.categories],
        language=article.language if article.language != feed.language else None,
        attachments=_attachments(published),
        _feedtool=_extension(published),
    )


def _texts(published: Published) -> _Object:
    """Return the text of an item: content as HTML or as text is a must."""
    article = published.article
    if article.content:
        content = {"content_html": article.content}
    else:
        content = {"content_text": article.summary or fit.name(published)}
    return {**content, "summary": article.summary}


def _attachments(published: Published) -> list[_Object]:
    return [
        _present(url=one.url, mime_type=one.type, size_in_bytes=one.length)
        for one in published.article.enclosures
    ]


def _extension(published: Published) -> _Object:
    regions = {
        region: _words(evidence) for region, evidence in published.regions.items()
    }
    extension: _Object = {"regions": regions, "also": list(published.also)}
    if published.source is not None:
        extension["source"] = _source(published.source)
    return extension


def _words(evidence: Evidence) -> list[str]:
    is_found = evidence.rule in ("words", "places")
    return list(map(text.line, evidence.words)) if is_found else []


def _source(source: Source) -> _Object:
    link = None if source.feed else source.link
    return _present(title=source.title, feed=source.feed, link=link)
