"""Bytes into a feed, whatever its format. It decides who reads; it fetches nothing."""

from __future__ import annotations

from dataclasses import replace

from ..errors import NotWellFormedError, ParseError
from ..model import Article, Feed
from . import decoding, discovery, jsonfeed, repair, strict, tolerant


def parse(
    data: bytes,
    *,
    url: str | None,
    content_type: str | None = None,
    tolerantly: bool = True,
) -> Feed[Article]:
    """Return the feed in *data*: RSS 0.9x, 1.0, 2.0, Atom 0.3, 1.0, JSON Feed 1.0, 1.1.

    *url* is where it was found; relative links are resolved against it where the feed
    has no base of its own. *content_type* is the header that came with it; only its
    charset is used. Text is decoded, links are absolute, times are UTC; what cannot be
    read of an article is left out. Raises ParseError, and nothing else: the text says
    what the bytes are instead of a feed. XML that stays not well-formed after all
    mending is read by feedparser, which takes long; without *tolerantly*, it raises
    NotWellFormedError instead.
    """
    decoding.check_size(data)
    if decoding.is_plain(data, content_type):
        try:
            return strict.parse(data, url=url)
        except NotWellFormedError:
            pass
    text = decoding.decode(data, content_type)
    if text.startswith(("{", "[")):
        return jsonfeed.parse(text, url=url)
    root = decoding.find_root(text)
    if root is None or root.name not in ("rss", "rdf", "feed", "channel"):
        what = decoding.describe(text, root)
        raise ParseError(f"{what}, not a feed{discovery.hint(text, url)}")
    try:
        return strict.parse(root.document.encode(), url=url)
    except NotWellFormedError as error:
        feed = _parse_broken(root.document, url=url, tolerantly=tolerantly)
        return replace(feed, flaw=str(error))


def _parse_broken(document: str, *, url: str | None, tolerantly: bool) -> Feed[Article]:
    mended = repair.mended(document)
    try:
        return strict.parse(mended.encode(), url=url)
    except NotWellFormedError:
        decoding.check_bounds(mended)
        if not tolerantly:
            raise
    return tolerant.parse(mended, url=url)
