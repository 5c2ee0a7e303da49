"""What an article is known by: within its source, across sources, and in public."""

from __future__ import annotations

import hashlib
import re
import uuid

from .. import html, urls
from ..model import Article, Copy

# -- within its source ------------------------------------------------------------


def identity(article: Article) -> str:
    """Return what an article is known by within its source.

    Its guid, else its link, else a digest of its title and text, else of its media.
    """
    if article.guid:
        return f"guid:{article.guid}"
    if article.link:
        return f"link:{urls.canonical(article.link)}"
    return f"text:{_digest(article)}"


def detail(article: Article) -> str:
    """Return what tells articles apart that their source gives one identity.

    One guid on three links is three articles, and so are three titles on one link
    without a guid. The same article in a new state keeps its link, or its title.
    """
    if article.guid and article.link:
        return urls.canonical(article.link)
    return " ".join(article.title.casefold().split()) or _digest(article)


def is_edit(before: Article, after: Article) -> bool:
    """Tell whether *after* says something else than *before* said.

    Numbers in the text do not count, or a counter would make news of every visit, and
    nor do dates, addresses and markup.
    """
    if before.title.split() != after.title.split():
        return True
    if (before.summary, before.content) == (after.summary, after.content):
        return False
    return _wording(before) != _wording(after)


_BESIDE = re.compile(r"[\d\s.,:]+")


def _wording(article: Article) -> str:
    return _BESIDE.sub("", f"{article.summary}\n{html.to_text(article.content)}")


# -- across sources ---------------------------------------------------------------


def keys(article: Article) -> frozenset[str]:
    """Return the keys under which copies of one article meet.

    A guid is a key only where it is an absolute IRI: "123" means something else in
    every feed. Title and date, or text, are one for the sake of an article whose source
    has changed both its guid and its link. A title along with a page, the article's own
    or the one it comes from (RFC 4287 §4.2.11), is one for what names the other there.
    """
    found = set()
    if article.guid and urls.is_iri(article.guid):
        found.add(f"id:{article.guid}")
    pages = {own_page(article), page_of_source(article)} - {None}
    if article.link:
        found.add(f"link:{urls.canonical(article.link)}")
    if article.title:
        found |= {f"from:{page}:{article.title.casefold()}" for page in pages}
    if article.title and article.published:
        found.add(f"same:{article.published.isoformat()}:{article.title.casefold()}")
    elif article.title and (article.summary or article.content):
        found.add(f"same:{_digest(article)}")
    return frozenset(found)


def own_page(article: Article) -> str | None:
    """Return the link of *article* in its canonical form; None: it leads to a site."""
    return _page(article.link)


def page_of_source(article: Article) -> str | None:
    """Return the page that *article* names as its source; None: none, or a site.

    The home page of a site is the source of all that is from there.
    """
    return _page(article.source.link) if article.source else None


def _page(link: str | None) -> str | None:
    page = urls.canonical(link) if link else ""
    return page if "/" in page or "?" in page else None


# -- in public --------------------------------------------------------------------


def public_id(copy: Copy) -> str:
    """Return the id that *copy* is published under, if it is the first to be.

    The publisher's guid, byte for byte, if it is an absolute IRI (RFC 4287 §4.2.6
    forbids to change it); else one made of where it comes from and what it is.
    """
    guid = copy.article.guid
    return guid if guid and urls.is_iri(guid) else made_id(copy)


def made_id(copy: Copy, *more: str) -> str:
    """Return a `urn:uuid` (RFC 9562, version 5) that every run makes again."""
    article = copy.article
    what = article.guid or (urls.canonical(article.link) if article.link else None)
    name = "\n".join((copy.address, what or _digest(article), *more))
    # A guid may hold what is no character ("\\ud800" in JSON).
    sound = name.encode("utf-8", "replace").decode()
    return uuid.uuid5(uuid.NAMESPACE_URL, sound).urn


def _digest(article: Article) -> str:
    text = "\n".join((article.title, article.summary, article.content))
    if text.isspace():
        text = (
            "\n".join(media.url for media in article.enclosures) or article.image or ""
        )
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
