"""Feeds as Atom 1.0 (RFC 4287), with Media RSS for the images of articles."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from functools import partial
from html import escape
from typing import Any

from lxml import etree

from .. import dates
from ..model import Category, Feed, Person, Published, Source
from . import archive, files, fit
from .extensions import HISTORY, MEDIA, XML_LANG, Generator, add, spell_out


def render(feed: Feed[Published]) -> bytes:
    """Return *feed* as Atom 1.0."""
    feed = fit.fitted(feed)
    generator = Generator(_tidy)
    generator.id(feed.id)
    generator.title(feed.title)
    generator.updated(feed.updated)
    # A feed has to have an author (RFC 4287 §4.1.1).
    generator.author(_people(feed.authors or (fit.named_as(feed.title),)))
    if feed.address:
        address = f"{feed.address}{archive.file(feed)}"
        generator.link(href=address, rel="self", type=files.ATOM.media_type)
    for link in archive.links(feed):
        generator.link(**link._asdict())
    if feed.link:
        generator.link(href=feed.link, rel="alternate", type="text/html")
    generator.language(feed.language)
    generator.rights(feed.rights)
    generator.icon(feed.icon)
    generator.logo(feed.image)
    if feed.description != feed.title:
        generator.subtitle(feed.description)
    # One volume alone is marked when the next one comes: until then it may change, and
    # validators want an archive to have links to others.
    if feed.volume and feed.volumes > 1:
        generator.feedtool.complete = _mark_as_archive
    for published in feed.articles:
        _add_entry(generator, published, feed)
    return generator.atom(f"{feed.path}{archive.file(feed)}")


def _mark_as_archive(feed: etree._Element) -> None:
    """Say that this is an archive document (RFC 5005 §4)."""
    feed.insert(0, feed.makeelement(f"{HISTORY}archive"))


def _people(people: Iterable[Person]) -> list[dict[str, str | None]]:
    return [
        {"name": person.name, "email": person.email, "uri": person.url}
        for person in people
    ]


# -- entries ----------------------------------------------------------------------


def _add_entry(
    generator: Generator, published: Published, feed: Feed[Published]
) -> None:
    article = published.article
    entry = generator.add_entry(order="append")
    entry.id(published.id)
    entry.title(fit.name(published))
    entry.published(published.published)
    entry.updated(published.updated)
    entry.author(_people(article.authors))
    entry.rights(article.rights)
    regions = (fit.region_category(region, feed) for region in published.regions)
    entry.category([_category(region) for region in regions])
    entry.category([_category(category) for category in article.categories])
    if article.link:  # written anew below; feedgen wants to know that there is one
        entry.link(href=article.link)
    _add_text(entry, published)
    entry.feedtool.complete = partial(
        _complete_entry, published=published, language=feed.language
    )


def _category(category: Category) -> dict[str, str]:
    given = {"term": category.term}
    if category.scheme:
        given["scheme"] = category.scheme
    # A label is plain text, and an attribute has no way to say so.
    if category.label and not fit.looks_like_markup(category.label):
        given["label"] = category.label
    return given


def _add_text(entry: Any, published: Published) -> None:
    """Add content and summary: one of them at least, and content where no link is."""
    article = published.article
    summary = article.summary
    if article.content:
        entry.content(article.content, type="html")
    elif article.link:
        summary = summary or fit.name(published)
    else:
        entry.content(summary or fit.name(published))
        summary = ""
    if summary:
        entry.summary(summary)


def _complete_entry(
    entry: etree._Element, published: Published, language: str | None
) -> None:
    article = published.article
    # feedgen leaves nothing of its links but their addresses.
    for link in entry.findall("link"):
        entry.remove(link)
    for attributes in _links(published):
        add(entry, "link", **attributes)
    if article.image:
        add(entry, f"{MEDIA}thumbnail", url=article.image)
    if published.source is not None:
        _add_source(entry, published.source, published)
    if article.language and article.language != language:
        entry.set(XML_LANG, article.language)


def _links(published: Published) -> Iterator[dict[str, str | None]]:
    article = published.article
    if article.link:
        yield {"rel": "alternate", "href": article.link}
    for one in article.enclosures:
        yield {
            "rel": "enclosure",
            "href": one.url,
            "type": one.type,
            "length": str(one.length) if one.length else None,
        }
    for url in published.also:
        yield {"rel": "related", "href": url}


def _add_source(entry: etree._Element, source: Source, published: Published) -> None:
    """Add where an article comes from (RFC 4287 §4.2.11)."""
    element = add(entry, "source")
    add(element, "id", _source_id(source))
    add(element, "title", source.title)
    add(element, "updated", dates.rfc3339(published.updated))
    # Else an article without an author would have the author of our feed.
    if not published.article.authors and source.title:
        add(add(element, "author"), "name", fit.named_as(source.title).name)
    if source.link:
        add(element, "link", rel="alternate", href=source.link)
    if source.feed:
        add(element, "link", rel="self", href=source.feed)


def _source_id(source: Source) -> str:
    """Return what a source calls itself, else an id made from its address."""
    known = source.feed or source.link or source.title or ""
    return source.id or uuid.uuid5(uuid.NAMESPACE_URL, known).urn


# -- the end ----------------------------------------------------------------------


def _tidy(root: etree._Element) -> None:
    for element in root.iter("updated", "published"):
        element.text = (element.text or "").replace("+00:00", "Z")
    for element in root.iter("title", "subtitle", "summary", "content", "rights"):
        if element.get("type") is None:
            _declare(element)
    for element in root.iter("name"):
        spell_out(element)


def _declare(construct: etree._Element) -> None:
    """Declare text that may be taken for HTML as such, and write it as HTML (§3.1)."""
    text = construct.text or ""
    if fit.looks_like_markup(text):
        construct.set("type", "html")
        construct.text = escape(text, quote=False)
