"""Feeds made up by hypothesis: every format, its elements in any number and order."""

from __future__ import annotations

from functools import partial
from html import escape
from typing import TypeAlias

from hypothesis import strategies as st

from . import values

Xml: TypeAlias = st.SearchStrategy[str]

# -- elements ---------------------------------------------------------------------


def _attribute(name: str, value: str) -> str:
    return f' {name}="{escape(value)}"'


def _attributes(**given: Xml) -> Xml:
    """Return some attributes; two underscores in a name are a colon."""
    parts = [
        st.just("") | value.map(partial(_attribute, name.replace("__", ":")))
        for name, value in given.items()
    ]
    return st.tuples(*parts).map("".join)


_BASES = st.sampled_from(["https://base.example/x/", "http://example.net/y"])
_ABSOLUTE = _attributes(xml__base=_BASES, xml__lang=values.LANGUAGES)
_RELATIVE = _attributes(
    xml__base=st.sampled_from(["sub/", "/top/"]) | _BASES, xml__lang=values.LANGUAGES
)


def _escaped(value: Xml) -> Xml:
    """Return *value* as the text of an element, escaped or in a CDATA section."""
    return st.tuples(value, st.booleans()).map(
        lambda pair: (
            f"<![CDATA[{pair[0]}]]>" if pair[1] else escape(pair[0], quote=False)
        )
    )


def _element(name: str, value: Xml | None = None, attributes: Xml | None = None) -> Xml:
    inside = st.just("") if value is None else _escaped(value)
    given = st.just("") if attributes is None else attributes
    return st.tuples(given, inside).map(
        lambda pair: f"<{name}{pair[0]}>{pair[1]}</{name}>"
    )


def _some(elements: list[Xml]) -> Xml:
    """Return some of *elements*, in any order, each at most once."""
    chosen = st.lists(st.sampled_from(range(len(elements))), max_size=8, unique=True)
    return chosen.flatmap(
        lambda numbers: st.tuples(*(elements[number] for number in numbers))
    ).map("".join)


def _construct(name: str) -> Xml:
    """Return a text construct (RFC 4287 §3.1), in each of its types."""
    text = _element(name, values.WORDS, st.sampled_from(["", ' type="text"']))
    html = _element(
        name, values.HTML | values.WORDS.map(escape), st.just(' type="html"')
    )
    xhtml = st.tuples(_ABSOLUTE, values.XHTML).map(
        lambda pair: (
            f'<{name} type="xhtml"{pair[0]}>'
            f'<div xmlns="http://www.w3.org/1999/xhtml">{pair[1]}</div></{name}>'
        )
    )
    return text | html | xhtml


_MODULES = [
    _element("dc:creator", values.PEOPLE),
    _element("dc:date", values.DATES),
    _element("dc:subject", values.TERMS),
    _element("dc:language", values.LANGUAGES),
    _element("dc:rights", values.WORDS),
    _element("dc:source", values.WORDS | values.ADDRESSES),
    _element("dcterms:created", values.DATES),
    _element("dcterms:issued", values.DATES),
    _element("dcterms:modified", values.DATES),
    _element("content:encoded", values.HTML),
    _element("itunes:author", values.PEOPLE),
    _element("itunes:keywords", st.just("pod, cast,,Äh")),
    _element("itunes:image", None, _attributes(href=values.ADDRESSES)),
    _element("itunes:subtitle", values.WORDS),
    _element("feedburner:origLink", values.ADDRESSES),
    _element("media:thumbnail", None, _attributes(url=values.ADDRESSES)),
    _element(
        "media:content",
        None,
        _attributes(url=values.ADDRESSES, type=values.TYPES, medium=st.just("image")),
    ),
    _element("media:title", values.WORDS),
    _element("media:description", values.WORDS | values.HTML),
    st.just(
        '<media:group><media:content url="https://example.org/v" type="video/mp4"'
        ' fileSize="12"/><media:thumbnail url="https://example.org/t"/></media:group>'
    ),
    st.just(
        '<itunes:category text="Arts"><itunes:category text="Böoks"/></itunes:category>'
    ),
    _element("itunes:summary", values.WORDS | values.HTML),
    _element("dc:title", values.WORDS),
    _element("dc:description", values.WORDS | values.HTML),
    _element("atom:id", values.IDS),
    _element("atom:published", values.DATES),
    st.just("<atom:author><atom:name>Ada</atom:name></atom:author>"),
    _element("slash:comments", st.just("7")),
    _element("atom:updated", values.DATES),
    _element(
        "atom:link",
        None,
        _attributes(
            href=values.ADDRESSES,
            rel=st.sampled_from(["self", "alternate", "enclosure"]),
        ),
    ),
]
_INLINE = st.tuples(st.sampled_from(["description", "content:encoded"]), values.XHTML)
_RSS_ITEM = [
    _INLINE.map(lambda pair: f"<{pair[0]}>{pair[1]}</{pair[0]}>"),
    _element("title", values.WORDS | values.HTML),
    _element("link", values.ADDRESSES),
    _element("description", values.WORDS | values.HTML),
    _element("author", values.PEOPLE),
    _element("pubDate", values.DATES),
    _element(
        "guid",
        values.IDS,
        _attributes(isPermaLink=st.sampled_from(["true", "false"])),
    ),
    _element("category", values.TERMS, _attributes(domain=values.ADDRESSES)),
    _element("category", values.TERMS),
    _element(
        "enclosure",
        None,
        _attributes(url=values.ADDRESSES, type=values.TYPES, length=values.LENGTHS),
    ),
    _element("source", values.WORDS, _attributes(url=values.ADDRESSES)),
    *_MODULES,
]
_RSS_CHANNEL = [
    _element("ttl", values.LENGTHS),
    st.just("<skipHours><hour>0</hour><hour>23</hour></skipHours>"),
    _element("title", values.WORDS),
    _element("link", values.ADDRESSES),
    _element("description", values.WORDS | values.HTML),
    _element("language", values.LANGUAGES),
    _element("copyright", values.WORDS),
    _element("managingEditor", values.PEOPLE),
    _element("pubDate", values.DATES),
    _element("lastBuildDate", values.DATES),
    st.tuples(values.ADDRESSES, values.WORDS).map(
        lambda pair: (
            f"<image><url>{escape(pair[0])}</url>"
            f"<title>{escape(pair[1])}</title><link>/home</link></image>"
        )
    ),
    _element(
        "atom:link",
        None,
        _attributes(
            href=values.ADDRESSES, rel=st.sampled_from(["self", "hub", "next"])
        ),
    ),
    _element("itunes:image", None, _attributes(href=values.ADDRESSES)),
]


def _people(name: str) -> Xml:
    parts = [_element("name", values.PEOPLE), _element("uri", values.ADDRESSES)]
    parts.append(_element("email", st.sampled_from(["a@example.org", "none"])))
    return _some(parts).map(lambda inside: f"<{name}>{inside}</{name}>")


_ATOM_LINK = _element(
    "link",
    None,
    _attributes(
        rel=st.sampled_from(
            [
                "alternate",
                "self",
                "enclosure",
                "related",
                "http://www.iana.org/assignments/relation/alternate",
            ]
        ),
        href=values.ADDRESSES,
        type=st.sampled_from(["text/html", "application/pdf", "audio/mpeg"]),
        length=values.LENGTHS,
    ),
)
_ATOM_BOTH = [
    _construct("title"),
    _ATOM_LINK,
    _ATOM_LINK,
    _element("id", values.IDS),
    _element("updated", values.DATES),
    _people("author"),
    _people("author"),
    _construct("rights"),
]
_ATOM_FEED = [
    *_ATOM_BOTH,
    _construct("subtitle"),
    _element("icon", values.ADDRESSES),
    _element("logo", values.ADDRESSES),
]
_ATOM_ENTRY = [
    *_ATOM_BOTH,
    _construct("summary"),
    _construct("content"),
    _element("published", values.DATES),
    _element(
        "category",
        None,
        _attributes(term=values.TERMS, scheme=values.ADDRESSES, label=values.WORDS),
    ),
    _some(_ATOM_BOTH).map(lambda inside: f"<source>{inside}</source>"),
    _element("content", values.WORDS, st.just(' type="text/plain"')),
    _element("content", None, _attributes(src=values.ADDRESSES, type=values.TYPES)),
    _element("content", st.just("aGk="), st.just(' type="image/png"')),
    *_MODULES,
]


def _mode(name: str) -> Xml:
    """Return a content construct of Atom 0.3, in each of its modes."""
    return st.one_of(
        _element(name, values.WORDS),
        _element(name, values.HTML, st.just(' type="text/html" mode="escaped"')),
        values.XHTML.map(
            lambda inside: (
                f'<{name} type="application/xhtml+xml" mode="xml">'
                f'<div xmlns="http://www.w3.org/1999/xhtml">{inside}</div></{name}>'
            )
        ),
    )


_OLD_BOTH = [
    _mode("title"),
    _ATOM_LINK,
    _element("id", values.IDS),
    _element("modified", values.DATES),
    _people("author"),
    _mode("copyright"),
]
_OLD_FEED = [*_OLD_BOTH, _mode("tagline")]
_OLD_ENTRY = [
    *_OLD_BOTH,
    _mode("summary"),
    _mode("content"),
    _element("issued", values.DATES),
    _element("created", values.DATES),
    _element("dc:subject", values.TERMS),
]

# -- documents --------------------------------------------------------------------

_PREFIXES = "".join(
    f' xmlns:{prefix}="{address}"'
    for prefix, address in {
        "slash": "http://purl.org/rss/1.0/modules/slash/",
        "atom": "http://www.w3.org/2005/Atom",
        "content": "http://purl.org/rss/1.0/modules/content/",
        "dc": "http://purl.org/dc/elements/1.1/",
        "dcterms": "http://purl.org/dc/terms/",
        "feedburner": "http://rssnamespace.org/feedburner/ext/1.0",
        "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
        "media": "http://search.yahoo.com/mrss/",
    }.items()
)


def _all(name: str, inside: Xml, attributes: Xml) -> Xml:
    """Return up to three elements *name*."""
    one = st.tuples(attributes, inside).map(
        lambda pair: f"<{name}{pair[0]}>{pair[1]}</{name}>"
    )
    return st.lists(one, max_size=3).map("".join)


def _scoped(name: str, inside: Xml, header: Xml) -> st.SearchStrategy[tuple[str, ...]]:
    """Return attributes of the feed, its header and its articles.

    What is relative to nothing is no base: a relative one stands in an absolute one.
    """
    return _ABSOLUTE.flatmap(
        lambda scope: st.tuples(
            st.just(scope),
            header,
            _all(name, inside, _RELATIVE if "base" in scope else _ABSOLUTE),
        )
    )


def rss(version: str) -> Xml:
    """Return feeds of RSS 0.91 to 2.0."""
    return _scoped("item", _some(_RSS_ITEM), _some(_RSS_CHANNEL)).map(
        lambda parts: (
            f'<rss version="{version}"{_PREFIXES}{parts[0]}>'
            f"<channel>{parts[1]}{parts[2]}</channel></rss>"
        )
    )


def rdf() -> Xml:
    """Return feeds of RSS 1.0."""
    about = _attributes(rdf__about=values.IDS)
    items = _all("item", _some([*_RSS_ITEM[:4], *_MODULES]), about)
    channel = _some([*_RSS_CHANNEL[:5], *_MODULES[:8]])
    return st.tuples(about, channel, items).map(
        lambda parts: (
            '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
            f' xmlns="http://purl.org/rss/1.0/"{_PREFIXES}>'
            f"<channel{parts[0]}>{parts[1]}</channel>{parts[2]}</rdf:RDF>"
        )
    )


def atom() -> Xml:
    """Return feeds of Atom 1.0."""
    return _scoped("entry", _some(_ATOM_ENTRY), _some(_ATOM_FEED)).map(
        lambda parts: (
            f'<feed xmlns="http://www.w3.org/2005/Atom"{_PREFIXES}{parts[0]}>'
            f"{parts[1]}{parts[2]}</feed>"
        )
    )


def old_atom() -> Xml:
    """Return feeds of Atom 0.3."""
    entries = _all("entry", _some(_OLD_ENTRY), st.just(""))
    return st.tuples(_some(_OLD_FEED), entries).map(
        lambda parts: (
            f'<feed version="0.3" xmlns="http://purl.org/atom/ns#"{_PREFIXES}>'
            f"{parts[0]}{parts[1]}</feed>"
        )
    )
