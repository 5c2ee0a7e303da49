"""A feed made fit to be published: every value right, or left out.

The formats differ in how they say things; what may be said is decided here once, so
that all of them say the same.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache
from html import unescape
from html.entities import name2codepoint

from .. import html, text, urls
from ..languages import sound_language
from ..model import (
    Article,
    Category,
    Enclosure,
    Feed,
    Listed,
    Person,
    Published,
    Region,
    RegionMap,
    Source,
)
from .bounds import bounded

_LONGEST_NAME = 200
_LONGEST_MADE_TITLE = 100
_NEVER_UPDATED = datetime(2000, 1, 1, tzinfo=UTC)
_UNKNOWN_TYPE = "application/octet-stream"


def fitted(feed: Feed[Published]) -> Feed[Published]:
    """Return *feed* so that every format can carry it as it is.

    Text has only legal characters, titles and names are single lines that are not
    blank, addresses are URIs, languages are known, dates are UTC, and content is clean
    HTML, or "". What cannot be mended is left out. The feed has a title, an id, a
    description and a date; each article has an id of its own. Where the texts of all
    are too much for one document, the oldest have only their summary.
    """
    return _fitted(_Same(feed))


class _Same:
    """A frozen value that is compared by identity, which is quick."""

    __slots__ = ("value",)

    def __init__(self, value: Feed[Published]) -> None:
        self.value = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.value is self.value

    def __hash__(self) -> int:
        return id(self.value)


@lru_cache(maxsize=1)  # the formats of one feed are written one after the other
def _fitted(same: _Same) -> Feed[Published]:
    feed = same.value
    link = address(feed.link) or address(feed.address)
    title = text.line(feed.title) or link or "Untitled"
    return replace(
        feed,
        title=title,
        link=link,
        id=_id(feed.id, link, title),
        description=_prose(feed.description) or title,
        language=sound_language(feed.language),
        authors=_people(feed.authors),
        rights=text.line(feed.rights or "") or None,
        icon=_web_address(feed.icon),
        image=_web_address(feed.image),
        updated=_moment(feed.updated or _newest(feed)),
        articles=bounded(tuple(_once_each(map(_published, feed.articles)))),
        address=_web_address(feed.address),
    )


def _newest(feed: Feed[Published]) -> datetime:
    """Return when one of the articles of *feed* was last updated (RFC 4287 §4.2.15)."""
    return max((each.updated for each in feed.articles), default=_NEVER_UPDATED)


def fitted_listing(listed: Listed) -> Listed:
    """Return *listed* with only legal text, and a title."""
    title = text.line(listed.title) or address(listed.link) or "Untitled"
    return replace(
        listed,
        title=title,
        description=_prose(listed.description) or title,
        region=text.line(listed.region or "") or None,
    )


def name(published: Published) -> str:
    """Return what a fitted article is called: without a title, how its text begins.

    Without a text, it is the address of what there is.
    """
    article = published.article
    if article.title:
        return article.title
    beginning = text.line(article.summary or html.to_text(article.content))
    shown = text.shorten(beginning, _LONGEST_MADE_TITLE)
    return shown or article.link or _medium(article) or published.id


def _medium(article: Article) -> str | None:
    """Return the address of what there is to see or to hear."""
    if article.enclosures:
        return article.enclosures[0].url
    source = _SOURCE.search(article.content)
    return article.image or (unescape(source[1]) if source else None)


_SOURCE = re.compile(r'\ssrc="([^"]+)"')  # in HTML that is clean


def beginning(article: Article) -> str:
    """Return how the text of *article* begins, which may be its summary."""
    # What is cut off here is far behind the summary's end.
    begun = html.to_text(article.content[:8_000])
    if len(begun) < 1_000:
        begun = html.to_text(article.content)
    return text.shorten(text.line(begun))


def address(url: str | None) -> str | None:
    """Return *url* as it can be published, None if it is no address."""
    return urls.absolute(url, None) if url else None


def names_its_host(url: str) -> bool:
    """Tell whether *url* has a name for a host, or a number of IPv4.

    Numbers of IPv6 are in brackets (RFC 3986 §3.2.2), which validators refuse in most
    places.
    """
    return "[" not in url


def named_as(title: str) -> Person:
    """Return somebody who is called by the *title* of a feed."""
    return _person(Person(name=title)) or Person(name=title)


def looks_like_markup(plain: str) -> bool:
    """Tell whether a reader, or a validator, may take *plain* text for HTML."""
    return html.has_markup(plain) or any(
        entity is None or entity in name2codepoint or not entity.isalpha()
        for entity in (match[1] for match in _LIKE_MARKUP.finditer(plain))
    )


def region_titles(feed: Feed[Published]) -> Mapping[str, str]:
    """Return the titles of all regions that *feed* knows, by their ids."""
    known = {region.id: text.line(region.title) for region in feed.map or ()}
    if feed.region is not None:
        known.setdefault(feed.region.id, text.line(feed.region.title))
    return known


def region_category(region: str, feed: Feed[Published]) -> Category:
    """Return the region with the id *region* as a category (RFC 4287 §4.2.2).

    Those of the UN's geoscheme are called by their codes there, others by their ids.
    """
    known = _regions(feed.map).get(region) if feed.map else None
    if known is None and feed.region is not None and feed.region.id == region:
        known = feed.region
    label = (text.line(known.title) if known else "") or region
    if known is not None and known.code:
        return Category(term=known.code, scheme=_M49, label=label)
    scheme = f"{feed.link.partition('#')[0]}#regions" if feed.link else None
    return Category(term=region, scheme=_scheme(scheme), label=label)


def is_region(category: Category) -> bool:
    """Tell whether *category* is one that `region_category` has made."""
    scheme = category.scheme or ""
    return scheme == _M49 or scheme.endswith("#regions")


@lru_cache(maxsize=64)
def _regions(map: RegionMap) -> Mapping[str, Region]:
    return {region.id: region for region in map}


_M49 = "https://unstats.un.org/unsd/methodology/m49/"
_LIKE_MARKUP = re.compile(r"</\w+>|&(#?\w+)")

# -- articles ---------------------------------------------------------------------


def _published(published: Published) -> Published:
    article = _article(published.article)
    also = (address(url) for url in published.also)
    return replace(
        published,
        id=_id(published.id),
        article=article,
        published=_moment(published.published),
        updated=_moment(published.updated),
        source=_source(published.source or published.article.source),
        also=tuple(dict.fromkeys(url for url in also if url and url != article.link)),
    )


def _once_each(articles: Iterable[Published]) -> Iterator[Published]:
    seen: set[str] = set()
    for published in articles:
        if published.id not in seen:
            seen.add(published.id)
            yield published


def _article(article: Article) -> Article:
    link, image = address(article.link), _web_address(article.image)
    return replace(
        article,
        link=link,
        title=text.line(article.title),
        summary=_summary(article),
        content=html.clean(article.content, base=article.base or link),
        authors=_people(article.authors),
        categories=tuple(_categories(article.categories)),
        enclosures=tuple(_enclosures(article.enclosures)),
        image=image if image and names_its_host(image) else None,
        language=sound_language(article.language),
        rights=text.line(article.rights or "") or None,
    )


def _summary(article: Article) -> str:
    """Return the summary, that of an article without one being how its text begins."""
    return _prose(article.summary) or beginning(article)


def _categories(categories: Iterable[Category]) -> Iterator[Category]:
    seen: set[tuple[str, str | None]] = set()
    for category in categories:
        term, label = text.line(category.term), text.line(category.label or "")
        scheme = _scheme(category.scheme)
        if (term or label) and (term, scheme) not in seen:
            seen.add((term, scheme))
            shown = label if term and label != term else ""
            yield Category(term=term or label, scheme=scheme, label=shown or None)


def _scheme(scheme: str | None) -> str | None:
    sound = address(scheme) or (scheme if scheme and urls.is_iri(scheme) else None)
    return sound if sound and names_its_host(sound) else None


def _enclosures(enclosures: Iterable[Enclosure]) -> Iterator[Enclosure]:
    for enclosure in enclosures:
        url = _web_address(enclosure.url)
        if url is not None:
            kind = (enclosure.type or "").strip()
            yield Enclosure(
                url=url,
                type=kind if _MEDIA_TYPE.fullmatch(kind) else _UNKNOWN_TYPE,
                length=enclosure.length if _is_size(enclosure.length) else None,
            )


def _is_size(length: int | None) -> bool:
    """Tell whether *length* is known, and no more than programs can count."""
    return length is not None and 0 < length < 2**63


def _source(source: Source | None) -> Source | None:
    if source is None:
        return None
    link, feed = _public_address(source.link), _public_address(source.feed)
    title = text.line(source.title or "") or link or feed
    if not title:
        return None
    sound_id = source.id if source.id and urls.is_iri(source.id) else None
    return Source(title=title, link=link, feed=feed, id=sound_id)


def _public_address(url: str | None) -> str | None:
    """Return an address of ours that has no user and password in it."""
    sound = address(url)
    return None if sound and _USER.match(sound) else sound


# A media type and its parameters (RFC 2045 §5.1).
_TOKEN = r"[A-Za-z0-9!#$%&'*+.^_`{|}~-]+"  # noqa: S105  (not a password)
_MEDIA_TYPE = re.compile(
    rf"{_TOKEN}/{_TOKEN}(?:\s*;\s*{_TOKEN}=(?:\"[^\"\\]*\"|{_TOKEN}))*", re.ASCII
)
_USER = re.compile(r"[A-Za-z0-9+.-]+://[^/?#]*@")
_WEB = re.compile(r"https?://", re.IGNORECASE)

# -- what feeds and articles have in common ---------------------------------------


def _id(identity: str | None, *instead: str | None) -> str:
    """Return *identity* byte for byte; if it is no IRI, one that is made from it."""
    if identity and urls.is_iri(identity):
        return identity
    known = next(filter(None, (identity, *instead)), "")
    seed = known.encode("utf-8", "backslashreplace").decode()
    return uuid.uuid5(uuid.NAMESPACE_URL, seed).urn


def _prose(written: str) -> str:
    """Return plain text with its lines, "" where there is nothing to see."""
    return text.clean(written).strip() if text.line(written) else ""


def _web_address(url: str | None) -> str | None:
    sound = address(url)
    return sound if sound and _WEB.match(sound) else None


def _moment(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)


def _people(people: Iterable[Person]) -> tuple[Person, ...]:
    return tuple(filter(None, map(_person, people)))


def _person(person: Person) -> Person | None:
    written = (person.email or "").strip()
    email = written if text.is_email(written) else None
    name = text.line(person.name) or email or ""
    if "@" in name:
        named = text.person(name)
        # Another address within it has no place in a name, validators say.
        name = text.line(_IN_BRACKETS.sub(" ", named.name)) if named else ""
        email = email or (named.email if named else None)
    if not name:
        return None
    return Person(
        name=text.shorten(name, _LONGEST_NAME),
        email=email,
        url=_web_address(person.url),
    )


_IN_BRACKETS = re.compile(r"<[^<>@]+@[^<>]*>")
