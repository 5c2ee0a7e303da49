"""The feeds that an HTML page names. It guesses no address and asks nobody."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from itertools import islice
from urllib.parse import urlsplit

from .. import text as texts
from .. import urls
from . import decoding


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link in a page to what is, or may be, a feed."""

    address: str  # http or https
    title: str = ""  # plain text; of links that were declared
    rank: int = 0  # lower is better: RSS and Atom, other XML, JSON
    is_declared: bool = True  # a `link` of a feed's type; else it only looks like one
    is_of_comments: bool = False


def find(
    data: bytes, *, url: str | None, content_type: str | None = None
) -> tuple[Link, ...]:
    """Return the feeds that the page in *data* names, the likeliest first.

    Those that it declares (`rel=alternate` and the type of a feed) come before links
    whose address looks like that of a feed; comments come last of each. *url* is where
    the page was found. Raises ParseError when there is nothing, or no text.
    """
    return find_in(decoding.decode(data, content_type), url=url)


def find_in(page: str, *, url: str | None) -> tuple[Link, ...]:
    """Return the feeds that *page* names, as `find` does."""
    found: dict[str, Link] = {}
    home = _host(url or "")
    for link in sorted(
        _links(page[:_LONGEST], url), key=lambda each: _order(each, home)
    ):
        found.setdefault(urls.canonical(link.address), link)
    return tuple(found.values())


def hint(page: str, url: str | None) -> str:
    """Return what to say of the feed that *page* declares: "; its feed seems to be …".

    It is empty where there is none.
    """
    for link in find_in(page, url=url):
        shown = urls.masked(link.address)
        if link.is_declared and len(shown) <= _LONGEST_SHOWN:
            return f"; its feed seems to be {shown}"
    return ""


def are_alike(one: Link, other: Link) -> bool:
    """Tell whether two declared links seem to be one feed in two formats."""
    return _plain_title(one) == _plain_title(other)


_LONGEST = 1_000_000  # characters of a page that are looked at
_LONGEST_SHOWN = 200
_MOST = 5_000  # links of a page that are looked at

_RSS, _XML, _JSON = 0, 1, 2
_TYPES = {
    "application/atom+xml": _RSS,
    "application/rdf+xml": _RSS,
    "application/rss+xml": _RSS,
    "application/x-atom+xml": _RSS,
    "application/x-rss+xml": _RSS,
    "application/x.atom+xml": _RSS,
    "application/xml": _XML,
    "text/xml": _XML,
    "application/feed+json": _JSON,
}
_FEED_PATH = re.compile(
    r".*(?:\.(?:atom|rdf|rss|xml)"
    r"|/(?:atom|feeds?|rss2?|feed\.json|feed/(?:atom|json|rdf|rss2?)))/*",
    re.DOTALL | re.IGNORECASE,
)
_FEED_QUERY = re.compile(
    r"(?:^|&)(?:alt|feed|format|output|type)=(?:atom|feed|rdf|rss2?)(?:&|$)",
    re.IGNORECASE,
)
# XML of other kinds that pages link to.
_NO_FEED = re.compile(r"/(?:sitemap|opensearch|osd|wlwmanifest)[^/]*$", re.IGNORECASE)
_COMMENTS = re.compile(
    r"\b(?:comments|comentarios|commentaires|commenti|kommentare|reacties)\b",
    re.IGNORECASE,
)
_FORMAT_WORDS = re.compile(r"\b(?:atom|feed|json|rdf|rss|xml|[0-9]\.[0-9]+)\b|[^\w\s]+")


def _order(link: Link, home: str) -> tuple[bool, bool, bool, int]:
    abroad = not link.is_declared and _host(link.address) != home
    return not link.is_declared, link.is_of_comments, abroad, link.rank


def _host(address: str) -> str:
    return urls.canonical(address).partition("/")[0]


def _plain_title(link: Link) -> str:
    return " ".join(_FORMAT_WORDS.sub(" ", link.title.casefold()).split())


# -- links of a page --------------------------------------------------------------

# A tag ends as HTML has it: quotes mean something after an equals sign only. What is
# never closed goes to the end, so that nothing is looked at twice.
_TOKEN = re.compile(
    r"<!--.*?(?:--!?>|\Z)"
    r"|<(script|style|template|textarea|title|iframe|noembed|noframes|xmp)(?=[\s/>])"
    r".*?(?:</\1(?=[\s/>])|\Z)"
    r"|<([a-z][^\s<>/]*+)"
    r"((?:[^>=]++|=\s*+(?:\"[^\"]*+(?:\"|\Z)|'[^']*+(?:'|\Z)|[^\s>\"'][^\s>]*+)?)*+)>?",
    re.DOTALL | re.IGNORECASE,
)
_ATTRIBUTE = re.compile(
    r"([^\s=>\"'/]++)(?:\s*+=\s*+(?:\"([^\"]*+)\"?|'([^']*+)'?|([^\s>]*+)))?+"
)
# Cheap to tell: that a tag is of no use here.
_MAY_LEAD = re.compile(
    r"<(?:base|link|a(?=\s.*(?:atom|feed|rdf|rss|xml)))(?=[\s/]).*",
    re.DOTALL | re.IGNORECASE,
)


def _links(page: str, url: str | None) -> Iterator[Link]:
    """Yield the links in *page* that may lead to feeds, as they stand in it."""
    base = url
    is_based = False
    tags = (token for token in _TOKEN.finditer(page) if _MAY_LEAD.fullmatch(token[0]))
    for token in islice(tags, _MOST):
        name = token[2].lower()
        given = _attributes(token[3])
        if name == "base" and "href" in given and not is_based:
            base, is_based = urls.absolute(given["href"], url) or url, True
        link = _link(name, given, base)
        if link is not None:
            yield link


def _attributes(written: str) -> dict[str, str]:
    """Return the attributes of a tag by name in lower case; the first one counts."""
    found: dict[str, str] = {}
    for match in _ATTRIBUTE.finditer(written):
        value = match[2] or match[3] or match[4] or ""
        found.setdefault(match[1].lower(), unescape(value))
    return found


def _link(name: str, given: dict[str, str], base: str | None) -> Link | None:
    address = urls.absolute(given.get("href", ""), base)
    if not given.get("href", "").strip() or address is None:
        return None
    if not urls.is_web(address):
        return None
    rels = given.get("rel", "").lower().split()
    title = texts.shorten(texts.line(given.get("title", "")), 200)
    rank = _TYPES.get(given.get("type", "").partition(";")[0].strip().lower())
    parts = urlsplit(address)
    looks_so = _looks_like_feed(parts.path, parts.query)
    if name == "link" and ("alternate" in rels or "feed" in rels):
        if "stylesheet" in rels or (rank is None and not looks_so):
            return None
        is_declared = rank is not None or "feed" in rels
    elif name == "a" and looks_so:
        is_declared = False
    else:
        return None
    if rank is None:
        rank = _JSON if "json" in parts.path else _RSS
    said = f"{title} {parts.path} {parts.query}".replace("-", " ").replace("_", " ")
    return Link(
        address=urls.without_user(address).partition("#")[0],
        title=title,
        rank=rank,
        is_declared=is_declared,
        is_of_comments=_COMMENTS.search(said) is not None,
    )


def _looks_like_feed(path: str, query: str) -> bool:
    if _NO_FEED.search(path):
        return False
    return (
        _FEED_PATH.fullmatch(path) is not None or _FEED_QUERY.search(query) is not None
    )
