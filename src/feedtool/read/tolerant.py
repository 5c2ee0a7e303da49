"""Any XML feed, however broken, through feedparser. It cleans no HTML.

feedparser's sanitizer and resolver of links in HTML are off: `html.clean` does their
work, for what is published. It is handed bytes alone, so it never opens anything.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, TypeAlias

from .. import dates, text, urls
from ..errors import ParseError
from ..model import Article, Enclosure, Feed, Person, Source
from . import fields
from .rhythm import rhythm

# What feedparser gives. Its `get` answers for missing keys with other ones (`updated`
# with `published`), so values are only ever taken with `_value`.
_Parsed: TypeAlias = Mapping[str, Any]


def parse(document: str, *, url: str | None) -> Feed[Article]:
    """Return the feed in *document*, which begins with its outermost element.

    Raises ParseError when feedparser finds no feed in it.
    """
    import feedparser

    try:
        result = feedparser.parse(
            io.BytesIO(document.encode()),
            sanitize_html=False,
            resolve_relative_uris=False,
        )
        if not result.version and not result.entries:
            raise ParseError("XML that no reader of feeds understands")
        return _feed(result, url)
    except ParseError:
        raise
    # It was not written for hostile input, and can stumble anywhere.
    except Exception as error:
        raise ParseError(f"a feed too broken to be read ({error})") from error


def _feed(result: Any, url: str | None) -> Feed[Article]:
    header: _Parsed = result.feed
    # The addresses that the feed gives of itself may be relative in their turn.
    at = url if url and urls.is_web(url) else None
    self_link = fields.link(_first_link(header, "self"), at)
    link = fields.link(_first_link(header, "alternate"), at or self_link)
    base = at or self_link or link
    is_atom = result.version.startswith("atom")
    language = fields.language(_value(header, "language"))
    image = _mapping(header, "image")
    authors = _authors(header, base, is_atom)
    # The authors of an Atom feed are those of its entries (RFC 4287 §4.2.1); an editor
    # of RSS has not written all that it carries.
    shared = authors if is_atom else ()
    return Feed(
        title=_line(header, "title"),
        link=link,
        id=fields.guid(_value(header, "id")),
        self_link=self_link,
        description=_line(header, "subtitle"),
        language=language,
        authors=authors,
        rights=_line(header, "rights") or None,
        icon=fields.link(_value(header, "icon"), base),
        image=fields.link(_value(image, "href"), base)
        or fields.link(_value(header, "logo"), base),
        updated=_date(header, "updated", "published"),
        rhythm=rhythm(
            ttl=str(_value(header, "ttl") or ""),
            period=str(_value(header, "sy_updateperiod") or ""),
            frequency=str(_value(header, "sy_updatefrequency") or ""),
        ),
        articles=tuple(
            _article(entry, base, language, is_atom, shared) for entry in result.entries
        ),
    )


def _article(
    entry: _Parsed,
    base: str | None,
    language: str | None,
    is_atom: bool,
    authors: tuple[Person, ...],
) -> Article:
    source = _source(entry, base)
    link = _permalink(entry, base, is_atom)
    summary, content = _texts(entry, is_atom)
    enclosures = fields.enclosures(_enclosures(entry, base))
    return Article(
        guid=fields.guid(_value(entry, "id")),
        link=link,
        title=_line(entry, "title"),
        # Atom's published and RSS 1.0's dc:date are optional and the other's twin.
        published=_date(entry, "published", "created", "updated"),
        updated=_date(entry, "updated"),
        summary=summary,
        content=content,
        base=_content_base(entry, base, None if is_atom else link),
        authors=_authors(entry, base, is_atom) or (() if source else authors),
        categories=fields.categories(
            fields.category(_value(tag, "term"), _scheme(tag), _value(tag, "label"))
            for tag in _mappings(entry, "tags")
        ),
        enclosures=enclosures,
        image=_image(entry, enclosures, base),
        language=_language(entry) or language,
        source=source,
        rights=_line(entry, "rights") or None,
    )


# -- parts of both ----------------------------------------------------------------


def _value(parsed: _Parsed, key: str) -> Any:
    return dict.get(parsed, key) if isinstance(parsed, dict) else None


def _mapping(parsed: _Parsed, key: str) -> _Parsed:
    value = _value(parsed, key)
    return value if isinstance(value, dict) else {}


def _mappings(parsed: _Parsed, key: str) -> Iterator[_Parsed]:
    values = _value(parsed, key)
    if isinstance(values, list):
        yield from (value for value in values if isinstance(value, dict))


def _line(parsed: _Parsed, key: str) -> str:
    """Return a text construct (RFC 4287 §3.1) as plain text on one line."""
    value = _value(parsed, key)
    kind = _value(_mapping(parsed, f"{key}_detail"), "type")
    return fields.line(value) if kind == "text/plain" else fields.line_of_html(value)


def _date(parsed: _Parsed, *keys: str) -> datetime | None:
    for key in keys:
        value = _value(parsed, key)
        moment = dates.parse(value) if isinstance(value, str) else None
        if moment is not None:
            return moment
    return None


def _links(parsed: _Parsed, rel: str) -> Iterator[_Parsed]:
    for link in _mappings(parsed, "links"):
        given = str(_value(link, "rel") or "alternate")
        if given.removeprefix("http://www.iana.org/assignments/relation/") == rel:
            yield link


def _first_link(parsed: _Parsed, rel: str) -> Any:
    """Return the first address of this *rel*, one of a web page before others."""
    links = [link for link in _links(parsed, rel) if _value(link, "href")]
    links.sort(key=lambda link: "html" not in str(_value(link, "type") or "html"))
    return _value(links[0], "href") if links else None


def _authors(parsed: _Parsed, base: str | None, is_atom: bool) -> tuple[Person, ...]:
    given = list(_mappings(parsed, "authors"))
    if len(given) == 1 and not is_atom and _value(parsed, "author"):
        # One line of RSS, which we take apart better.
        return fields.people([fields.person(_value(parsed, "author"), None, None)])
    return fields.people(
        fields.person(
            _value(author, "name"),
            _value(author, "email"),
            fields.link(_value(author, "href"), base),
        )
        for author in given
    )


def _scheme(tag: _Parsed) -> str | None:
    """Return a scheme that the feed has; feedparser makes one for those of iTunes."""
    scheme = _value(tag, "scheme")
    return None if scheme == "http://www.itunes.com/" else scheme


# -- parts of an article ----------------------------------------------------------


def _permalink(entry: _Parsed, base: str | None, is_atom: bool) -> str | None:
    original = fields.link(_value(entry, "feedburner_origlink"), None)
    given = original or fields.link(_first_link(entry, "alternate"), base)
    if given or is_atom:
        return given
    # RSS 2.0 `guid`: without isPermaLink="false" it is the link, but often is none.
    guid = _value(entry, "link")
    is_link = isinstance(guid, str) and urls.is_web(guid)
    return fields.link(guid, None) if is_link else None


def _texts(entry: _Parsed, is_atom: bool) -> tuple[str, str]:
    # Without a detail, it is a copy that feedparser made of the content.
    detail = _mapping(entry, "summary_detail")
    summary = str(_value(entry, "summary") or "") if detail else ""
    content = ""
    for part in _mappings(entry, "content"):
        kind, value = str(_value(part, "type")), str(_value(part, "value") or "")
        if kind == "text/plain" and is_atom:
            value = fields.paragraphs(value)
        elif kind == "application/xhtml+xml":
            value = _END_OF_VOID.sub("", value)
        elif kind != "text/html":
            continue  # in RSS, "text/plain" is a second description
        if len(value) > len(content):
            content = value
    content = text.clean(content)
    if is_atom and _value(detail, "type") == "text/plain":
        return text.line(summary), content
    return fields.summary_and_content(text.clean(summary), content)


# XHTML's <br/> arrives as <br></br>, which HTML reads as two.
_END_OF_VOID = re.compile(r"</(?:area|br|col|embed|hr|img|input|source|track|wbr)>")


def _content_base(entry: _Parsed, base: str | None, link: str | None) -> str | None:
    """Return what links in the content are relative to.

    That is its xml:base. Without one, it is the feed's address in Atom (RFC 4287 §2),
    and in RSS, which does not say, the page that the content was taken from.
    """
    details = [*_mappings(entry, "content"), _mapping(entry, "summary_detail")]
    for detail in details:
        own = _value(detail, "base")
        if own:
            return fields.link(own, base) or link or base
    return link or base


def _enclosures(entry: _Parsed, base: str | None) -> Iterator[Enclosure | None]:
    for link in _links(entry, "enclosure"):
        yield fields.enclosure(
            _value(link, "href"), _value(link, "type"), _value(link, "length"), base
        )
    for media in _mappings(entry, "media_content"):
        if _medium(media) in ("audio", "video"):
            yield fields.enclosure(
                _value(media, "url"),
                _value(media, "type"),
                _value(media, "filesize"),
                base,
            )


def _medium(media: _Parsed) -> str:
    """Return what Media RSS says that something is: "image", "audio", "video", …"""
    kind = str(_value(media, "type") or "").partition("/")[0]
    return str(_value(media, "medium") or kind).strip().lower()


def _image(
    entry: _Parsed, enclosures: Iterable[Enclosure], base: str | None
) -> str | None:
    pictures = [
        _value(_mapping(entry, "image"), "href"),
        *(_value(media, "url") for media in _mappings(entry, "media_thumbnail")),
        *(
            _value(media, "url")
            for media in _mappings(entry, "media_content")
            if _medium(media) == "image"
        ),
        *(media.url for media in enclosures if (media.type or "").startswith("image/")),
    ]
    return next(filter(None, (fields.link(url, base) for url in pictures)), None)


def _language(entry: _Parsed) -> str | None:
    details = ("content", "summary_detail", "title_detail")
    given = [_value(entry, "language")]
    for key in details:
        parts = [*_mappings(entry, key), _mapping(entry, key)]
        given += [_value(part, "language") for part in parts]
    return next(filter(None, map(fields.language, given)), None)


def _source(entry: _Parsed, base: str | None) -> Source | None:
    named = _mapping(entry, "source")
    feed = _value(named, "href") or _first_link(named, "self")  # RSS 2.0, or Atom
    title = _line(named, "title") or fields.line_of_html(_value(entry, "dc_source"))
    return fields.source(
        title if not urls.is_web(title) else "",
        fields.link(_first_link(named, "alternate"), base),
        fields.link(feed, base),
        fields.guid(_value(named, "id")),
    )
