"""The namespaces that readers of feeds know, and the names of what is in them."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from .lists import words
from .report import quoted

ATOM = "http://www.w3.org/2005/Atom"
ATOM_03 = "http://purl.org/atom/ns#"
_MEDIA_CLIPPED = "http://search.yahoo.com/mrss"

# Prefix first, as documents usually write it.
_TABLE = """
    access http://www.bloglines.com/about/specs/fac-1.0
    admin http://webns.net/mvcb/
    ag http://purl.org/rss/1.0/modules/aggregation/
    annotate http://purl.org/rss/1.0/modules/annotate/
    app http://www.w3.org/2007/app
    atom http://www.w3.org/2005/Atom
    audio http://media.tangent.org/rss/1.0/
    blogChannel http://backend.userland.com/blogChannelModule
    cc http://web.resource.org/cc/
    cf http://www.microsoft.com/schemas/rss/core/2005
    company http://purl.org/rss/1.0/modules/company
    content http://purl.org/rss/1.0/modules/content/
    conversationsNetwork http://conversationsnetwork.org/rssNamespace-1.0/
    cp http://my.theinfo.org/changed/1.0/rss/
    creativeCommons http://backend.userland.com/creativeCommonsRssModule
    dc http://purl.org/dc/elements/1.1/
    dcterms http://purl.org/dc/terms/
    email http://purl.org/rss/1.0/modules/email/
    ev http://purl.org/rss/1.0/modules/event/
    feedburner http://rssnamespace.org/feedburner/ext/1.0
    fh http://purl.org/syndication/history/1.0
    foaf http://xmlns.com/foaf/0.1/
    g http://base.google.com/ns/1.0
    geo http://www.w3.org/2003/01/geo/wgs84_pos#
    georss http://www.georss.org/georss
    geourl http://geourl.org/rss/module/
    gml http://www.opengis.net/gml
    icbm http://postneo.com/icbm
    image http://purl.org/rss/1.0/modules/image/
    indexing urn:atom-extension:indexing
    itunes http://www.itunes.com/dtds/podcast-1.0.dtd
    kml20 http://earth.google.com/kml/2.0
    kml21 http://earth.google.com/kml/2.1
    kml22 http://www.opengis.net/kml/2.2
    l http://purl.org/rss/1.0/modules/link/
    mathml http://www.w3.org/1998/Math/MathML
    media http://search.yahoo.com/mrss/
    openid http://openid.net/xmlns/1.0
    opensearch http://a9.com/-/spec/opensearch/1.1/
    opensearch10 http://a9.com/-/spec/opensearchrss/1.0/
    opml http://www.opml.org/spec2
    rdf http://www.w3.org/1999/02/22-rdf-syntax-ns#
    rdfs http://www.w3.org/2000/01/rdf-schema#
    ref http://purl.org/rss/1.0/modules/reference/
    reqv http://purl.org/rss/1.0/modules/richequiv/
    rss090 http://my.netscape.com/rdf/simple/0.9/
    rss091 http://purl.org/rss/1.0/modules/rss091#
    rss1 http://purl.org/rss/1.0/
    rss11 http://purl.org/net/rss1.1#
    search http://purl.org/rss/1.0/modules/search/
    slash http://purl.org/rss/1.0/modules/slash/
    soap http://schemas.xmlsoap.org/soap/envelope/
    ss http://purl.org/rss/1.0/modules/servicestatus/
    str http://hacks.benhammersley.com/rss/streaming/
    sub http://purl.org/rss/1.0/modules/subscription/
    svg http://www.w3.org/2000/svg
    sx http://feedsync.org/2007/feedsync
    sy http://purl.org/rss/1.0/modules/syndication/
    taxo http://purl.org/rss/1.0/modules/taxonomy/
    thr http://purl.org/rss/1.0/modules/threading/
    thr http://purl.org/syndication/thread/1.0
    trackback http://madskills.com/public/xml/rss/module/trackback/
    wfw http://wellformedweb.org/CommentAPI/
    wiki http://purl.org/rss/1.0/modules/wiki/
    wiki http://www.usemod.com/cgi-bin/mb.pl?ModWiki
    xhtml http://www.w3.org/1999/xhtml
    xlink http://www.w3.org/1999/xlink
    xml http://www.w3.org/XML/1998/namespace
    xrd xri://$xrd*($v*2.0)
    xrds xri://$xrds
"""
_PREFIXES = {uri: prefix for prefix, uri in map(str.split, _TABLE.split("\n")[1:-1])}
_USUAL = {prefix: uri for uri, prefix in reversed(_PREFIXES.items())}
# Used by many, and read by those it concerns.
_IN_USE = words(
    """
    http://schema.org/ https://schema.org/ http://schemas.google.com/g/2005
    http://www.rawvoice.com/rawvoiceRssModule/ https://podcastindex.org/namespace/1.0
    https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/1.0.md
    """
)

# What Atom itself is written in, without prefixes.
_SHARED = ("atom", "xhtml")

Add = Callable[[str, str], None]


def _folded(uri: str) -> str:
    """Return *uri* without what people get wrong: capitals, and what it ends with."""
    return re.sub(r"\W+\Z", "", uri[:300]).lower()


_NEARLY = {_folded(uri): prefix for uri, prefix in _PREFIXES.items()}


@lru_cache(maxsize=1024)
def _prefix(uri: str) -> str | None:
    return _NEARLY.get(_folded(uri))


class Names:
    """What the elements and attributes of one document are called."""

    def __init__(self) -> None:
        self.kind = ""  # local name of the outermost element
        self._plain: str | None = None  # a namespace that says nothing
        self._as_atom: str | None = None  # one that stands for Atom's
        self._elements: dict[str, str] = {}
        self._attributes: dict[str, str] = {}

    def begin(self, tag: str, add: Add) -> None:
        """Take the outermost element, which decides what the others mean."""
        uri, _, local = tag.rpartition(" ")
        self.kind = local
        if local in ("rss", "opml") and uri:
            if local == "rss":
                add("root-namespace", f"<rss> is in the namespace {quoted(uri)}")
            self._plain = uri
        elif local in ("feed", "entry") and uri != ATOM:
            self._as_atom = uri
            if uri == ATOM_03:
                add("obsolete-namespace", "this is Atom 0.3, which was never finished")
            elif uri:
                add("root-namespace", f"<{local}> is in the namespace {quoted(uri)}")
            else:
                add("missing-namespace", f"<{local}> is in no namespace")

    def element(self, tag: str) -> str:
        name = self._elements.get(tag)
        if name is None:
            name = self._elements[tag] = self._named(tag)
        return name

    def attribute(self, tag: str) -> str:
        name = self._attributes.get(tag)
        if name is None:
            uri, _, local = tag.rpartition(" ")
            prefix = _prefix(uri) if uri else None
            name = f"{prefix}:{local}" if prefix else f"{{{uri}}}{local}"
            name = self._attributes[tag] = name if uri else local
        return name

    def _named(self, tag: str) -> str:
        uri, _, local = tag.rpartition(" ")
        if uri == self._as_atom:
            return f"atom:{local}"
        if not uri or uri == self._plain:
            return local
        prefix = _prefix(uri)
        return f"{prefix}:{local}" if prefix else f"{{{uri}}}{local}"


def check_declaration(
    prefix: str | None, uri: str | None, names: Names, add: Add
) -> None:
    """Check a namespace where it is declared: `xmlns:prefix="uri"`."""
    if not uri:
        return
    usual = _PREFIXES.get(uri)
    if prefix and (prefix in _SHARED or usual in _SHARED):
        add("atom-prefix", f"{prefix}: is declared for {quoted(uri)}")
    if prefix in _USUAL:
        if usual == prefix:
            return
        rule = "media-namespace" if uri == _MEDIA_CLIPPED else "taken-prefix"
        add(rule, f"{prefix}: is {quoted(uri)} here, not {_USUAL[prefix]}")
    elif usual:
        if prefix and usual != prefix:
            add("unusual-prefix", f"{prefix}: for {usual}:")
    elif uri == _MEDIA_CLIPPED:
        add("media-namespace", f"{quoted(uri)} without the slash at its end")
    elif uri in _IN_USE:
        add("partly-known-namespace", f"elements of {quoted(uri)} are not checked")
    else:
        add("unknown-namespace", f"hardly any reader knows {quoted(uri)}")


def display(name: str) -> str:
    """Return the name of a node as messages show it."""
    return name.removeprefix("atom:").rpartition("}")[2]
