"""Feeds as RSS 2.0, with Atom, Dublin Core and Media RSS for what it cannot say."""

from __future__ import annotations

import re
from functools import partial
from html import escape

from lxml import etree

from .. import dates, text, urls
from ..model import Category, Enclosure, Feed, Person, Published
from . import archive, files, fit
from .extensions import ATOM, DC, MEDIA, XML_LANG, Generator, add, spell_out


def render(feed: Feed[Published]) -> bytes:
    """Return *feed* as RSS 2.0, by the RSS Advisory Board's specification."""
    feed = fit.fitted(feed)
    generator = Generator(_tidy)
    generator.title(feed.title)
    # Validators know what is spelled out in its first line alone.
    generator.description(text.line(feed.description))
    if feed.address:
        address = f"{feed.address}{files.RSS.name}"
        generator.link(href=address, rel="self", type=files.RSS.media_type)
    # The last link becomes the channel's, which there has to be.
    generator.link(href=_link(feed.link) or feed.id, rel="alternate")
    generator.language(feed.language)
    generator.copyright(feed.rights)
    if feed.image and _is_rss_image(feed.image):
        generator.image(url=feed.image)
    generator.feedtool.complete = partial(_complete_channel, feed=feed)
    for published in feed.articles:
        _add_item(generator, published, feed)
    return generator.rss(feed.path + files.RSS.name)


def _link(link: str | None) -> str | None:
    """Return what can be a `link` of RSS."""
    return link if link and fit.names_its_host(link) else None


def _is_rss_image(url: str) -> bool:
    """Tell whether *url* may be an RSS `image`: GIF, JPEG or PNG, or nobody knows."""
    ending = url.rpartition(".")[2].lower()
    is_known = ending in ("gif", "jpeg", "jpg", "png")
    return fit.names_its_host(url) and (is_known or not re.fullmatch(r"\w+", ending))


def _complete_channel(channel: etree._Element, feed: Feed[Published]) -> None:
    for link in archive.links(feed):
        add(channel, f"{ATOM}link", **link._asdict())
    if feed.updated is not None and feed.updated.year >= _FIRST_YEAR:
        add(channel, "lastBuildDate", dates.rfc822(feed.updated))
    editor = _managing_editor(feed.authors)
    if editor:
        add(channel, "managingEditor", editor)
    else:
        _add_creators(channel, feed.authors)
    if feed.icon:
        add(channel, f"{ATOM}icon", feed.icon)
    if feed.image and not _is_rss_image(feed.image):
        add(channel, f"{ATOM}logo", feed.image)


def _managing_editor(people: tuple[Person, ...]) -> str | None:
    """Return the only author of a feed, if RSS can name it: `mail (name)`."""
    if len(people) != 1 or not people[0].email:
        return None
    name = people[0].name
    return None if _NO_COMMENT.search(name) else f"{people[0].email} ({name})"


_NO_COMMENT = re.compile(r"[()\\\"<>@,;:]")  # what ends a comment in an RFC 822 address


def _add_creators(parent: etree._Element, people: tuple[Person, ...]) -> None:
    for person in people:
        add(parent, f"{DC}creator", person.name)


_FIRST_YEAR = 100  # before it, programs see a year of our own century in two digits

# -- items ------------------------------------------------------------------------


def _add_item(
    generator: Generator, published: Published, feed: Feed[Published]
) -> None:
    article = published.article
    item = generator.add_entry(order="append")
    item.title(article.title)
    if _link(article.link):
        item.link(href=article.link)
    summary = escape(article.summary, quote=False)
    if article.content:
        item.content(article.content, type="html")
    elif not (summary or article.title):
        summary = escape(fit.name(published), quote=False)
    if summary:
        item.description(summary, isSummary=True)
    is_permalink = published.id == article.link and urls.is_web(published.id)
    item.guid(published.id, permalink=is_permalink)
    item.feedtool.complete = partial(_complete_item, published=published, feed=feed)


def _complete_item(
    item: etree._Element, published: Published, feed: Feed[Published]
) -> None:
    article = published.article
    if published.published.year >= _FIRST_YEAR:
        add(item, "pubDate", dates.rfc822(published.published))
    if published.updated != published.published:
        add(item, f"{ATOM}updated", dates.rfc3339(published.updated))
    _add_creators(item, article.authors)
    for region in published.regions:
        category = fit.region_category(region, feed)
        add(item, "category", category.term, domain=category.scheme)
    for category in article.categories:
        add(item, "category", _shown(category), domain=category.scheme)
    _add_source(item, published)
    if article.rights:
        add(item, f"{DC}rights", article.rights)
    if article.image:
        add(item, f"{MEDIA}thumbnail", url=article.image)
    _add_enclosures(item, article.enclosures)
    if article.link and not _link(article.link):
        add(item, f"{ATOM}link", rel="alternate", href=article.link)
    for url in published.also:
        add(item, f"{ATOM}link", rel="related", href=url)
    if article.language and article.language != feed.language:
        item.set(XML_LANG, article.language)


def _shown(category: Category) -> str:
    """Return what RSS calls a topic.

    In a taxonomy that is what it is called there (RSS 2.0 `category`), elsewhere what
    people read.
    """
    return category.term if category.scheme else category.label or category.term


def _add_source(item: etree._Element, published: Published) -> None:
    source = published.source
    if source is None:
        return
    if _link(source.feed):
        add(item, "source", source.title, url=source.feed)
        return
    add(item, f"{DC}source", source.title)
    if source.link:
        add(item, f"{ATOM}link", rel="via", href=source.link)


def _add_enclosures(item: etree._Element, enclosures: tuple[Enclosure, ...]) -> None:
    """Add attached media: RSS has room for one, Atom for the rest."""
    first = next((one for one in enclosures if _RSS_HOST.match(one.url)), None)
    for one in enclosures:
        length = str(one.length) if one.length else None
        if one is first:  # where a length of 0 is one that nobody knows
            add(item, "enclosure", url=one.url, length=length or "0", type=one.type)
        else:
            link = {"href": one.url, "length": length, "type": one.type}
            add(item, f"{ATOM}link", rel="enclosure", **link)


# Validators want a dot in the host, and a slash after it.
_RSS_HOST = re.compile(r"https?://(?:[A-Z0-9-]+\.)+[A-Z0-9-]+(?::[0-9]+)?/", re.I)

# -- the end ----------------------------------------------------------------------


def _tidy(root: etree._Element) -> None:
    for element in root.iter(*_PLAIN):
        spell_out(element)
    description = root.find("channel/description")
    if description is not None:
        spell_out(description)


# Elements whose text is no HTML: all that people write but descriptions.
_PLAIN = (
    "title",
    "category",
    "copyright",
    "managingEditor",
    "source",
    f"{DC}creator",
    f"{DC}rights",
    f"{DC}source",
)
