"""What the elements of feeds are called, whatever format, version and spelling.

RSS and Atom have few names in common that mean different things, so their elements
share one vocabulary: the local name in lower case, with a prefix in modules only.
"""

from __future__ import annotations

from functools import lru_cache

_NAMESPACES = {
    "": """
        http://www.w3.org/2005/Atom http://purl.org/atom/ns
        http://purl.org/atom/app#
        http://purl.org/rss/1.0 http://purl.org/rss/1.0/modules/rss091
        http://my.netscape.com/rdf/simple/0.9 http://my.netscape.com/publish/formats/rss-0.91.dtd
        http://channel.netscape.com/rdf/simple/0.9
        http://purl.org/net/rss1.1 http://backend.userland.com/rss
        http://backend.userland.com/rss2 http://blogs.law.harvard.edu/tech/rss
        http://backend.userland.com/rss091 http://backend.userland.com/rss092
        http://cyber.law.harvard.edu/rss http://www.rssboard.org/rss-specification
    """,
    "content": "http://purl.org/rss/1.0/modules/content",
    "dc": "http://purl.org/dc/elements/1.1 http://purl.org/dc/elements/1.0",
    "dcterms": "http://purl.org/dc/terms",
    "feedburner": "http://rssnamespace.org/feedburner/ext/1.0",
    "itunes": """
        http://www.itunes.com/dtds/podcast-1.0.dtd
        http://example.com/dtds/podcast-1.0.dtd
    """,
    "media": """
        http://search.yahoo.com/mrss http://video.search.yahoo.com/mrss
        http://www.rssboard.org/media-rss http://tools.search.yahoo.com/mrss
    """,
    "pheedo": "http://www.pheedo.com/namespace/pheedo",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns",
    "sy": """
        http://purl.org/rss/1.0/modules/syndication
        http://purl.org/rss/modules/syndication
    """,
    "xhtml": "http://www.w3.org/1999/xhtml",
}


def _folded(namespace: str) -> str:
    return namespace.strip().lower().rstrip("/#").replace("https://", "http://", 1)


_PREFIXES = {
    _folded(namespace): prefix
    for prefix, namespaces in _NAMESPACES.items()
    for namespace in namespaces.split()
}

# What is meant by a prefix that no document declares.
USUAL = {
    prefix: namespaces.split()[0] + ("/" if prefix != "itunes" else "")
    for prefix, namespaces in _NAMESPACES.items()
    if prefix
} | {"atom": "http://www.w3.org/2005/Atom"}


@lru_cache(maxsize=1024)
def local(tag: str) -> str:
    """Return what *tag* ("{namespace}local") is called without its namespace."""
    return tag.rpartition("}")[2].lower()


@lru_cache(maxsize=1024)
def known(tag: str) -> str:
    """Return the name of *tag* in our vocabulary, "" if its namespace is not in it."""
    namespace, _, name = tag.removeprefix("{").rpartition("}")
    prefix = _PREFIXES.get(_folded(namespace)) if namespace else ""
    if prefix is None:
        return ""
    return f"{prefix}:{name.lower()}" if prefix else name.lower()
