"""The page of all feeds, with the regions of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from ...model import Listed
from .. import fit
from ..formats import FORMATS
from . import links
from .articles import day, time
from .document import document, footer
from .regions import tree

_MANY = 30  # subfeeds that are shown when asked for


def index_page(feeds: Sequence[tuple[Listed, Sequence[Listed]]]) -> bytes:
    """Return the page of all *feeds*, each with its subfeeds, for the output folder."""
    head: list[str] = []
    body = ["<header>", "<h1>Feeds</h1>"]
    if feeds:
        body.append(f'<p class="about">{_HELP}</p>')
    body += ["</header>", "<main>"]
    for each, subfeeds in feeds:
        listed = fit.fitted_listing(each)
        head += links.discovery(listed.title, listed.path, listed.formats, "")
        body += _section(listed, tuple(map(fit.fitted_listing, subfeeds)))
    if not feeds:
        body.append("<p>There are no feeds yet.</p>")
    body.append("</main>")
    return document(
        title="Feeds",
        language="en",
        description="All feeds that are published here.",
        head=head,
        body=[*body, *footer("feeds.opml", "All feeds as one list")],
    )


_HELP = "To be told of new articles, copy the address of a feed into a feed reader."


def _section(listed: Listed, subfeeds: Sequence[Listed]) -> Iterator[str]:
    yield '<section class="feed">'
    yield f"<h2>{links.page(listed, '')}</h2>"
    if listed.description != listed.title:
        yield f'<p class="about"><bdi>{escape(listed.description)}</bdi></p>'
    yield f'<p class="meta">{_count(listed)}{_latest(listed)}</p>'
    yield from links.subscribe(listed.path, listed.formats, None, "")
    if subfeeds:
        noun = "region" if len(subfeeds) == 1 else "regions"
        opened = "" if len(subfeeds) > _MANY else " open"
        yield f"<details{opened}>"
        yield f"<summary>{len(subfeeds)} {noun}</summary>"
        yield '<div class="all">'
        yield from tree(subfeeds, _row)
        yield "</div>"
        yield "</details>"
    yield "</section>"


def _count(listed: Listed) -> str:
    noun = "article" if listed.articles == 1 else "articles"
    return f"<span>{listed.articles} {noun}</span>"


def _latest(listed: Listed) -> str:
    if listed.updated is None or not listed.articles:
        return ""
    return f" <span>Updated {time(listed.updated, day(listed.updated))}</span>"


def _row(subfeed: Listed) -> str:
    known = map(FORMATS.__getitem__, subfeed.formats)
    formats = " ".join(links.feed(subfeed.path, each, "") for each in known)
    count = f"<span>{subfeed.articles}</span>"
    return f"{links.page(subfeed, '')} {count} <span>{formats}</span>"
