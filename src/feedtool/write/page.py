"""Pages for people: what is in a feed, and how to subscribe to it.

They are plain HTML without scripts that asks for nothing from elsewhere. Links between
them are relative, so that they work from any server and from disk.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from html import escape
from urllib.parse import quote

from .. import dates, html, text
from ..model import Feed, Listed, Published
from . import fit
from .formats import FORMATS
from .styles import page_style

_LONGEST_TITLE = 300
_LONGEST_SUMMARY = 400


def feed_page(
    feed: Feed[Published],
    *,
    formats: Sequence[str],
    subfeeds: Sequence[Listed] = (),
    blogroll: bool = False,
) -> bytes:
    """Return the page of *feed*, for its folder.

    *formats* are the names of those that lie beside it, *subfeeds* are listed with the
    number of their articles. With *blogroll* there is a link to sources.opml.
    """
    feed = fit.fitted(feed)
    subfeeds = tuple(map(fit.fitted_listing, subfeeds))
    beside = " beside" if subfeeds else ""
    return _document(
        title=feed.title,
        language=feed.language or "en",
        description=feed.description,
        head=_discovery(feed.title, feed.path, formats, from_path=feed.path),
        body=[
            *_header(feed, formats),
            f'<div class="columns{beside}">',
            *_region_list(feed, subfeeds),
            '<main id="articles">',
            '<h2 class="latest" lang="en">Latest articles</h2>',
            *_articles(feed, subfeeds),
            "</main>",
            "</div>",
            *_footer("sources.opml", "All sources of this feed" if blogroll else None),
        ],
    )


def index_page(
    feeds: Sequence[tuple[Listed, Sequence[Listed]]],
) -> bytes:
    """Return the page of all *feeds*, each with its subfeeds, for the output folder."""
    head: list[str] = []
    body = ["<header>", "<h1>Feeds</h1>", "</header>", "<main>"]
    for each, subfeeds in feeds:
        listed = fit.fitted_listing(each)
        head += _discovery(listed.title, listed.path, listed.formats, from_path="")
        body += _section(listed, map(fit.fitted_listing, subfeeds))
    if not feeds:
        body.append("<p>There are no feeds yet.</p>")
    body.append("</main>")
    return _document(
        title="Feeds",
        language="en",
        description="All feeds that are published here.",
        head=head,
        body=[*body, *_footer("feeds.opml", "All feeds as one list")],
    )


# -- the document -----------------------------------------------------------------


def _document(
    *,
    title: str,
    language: str,
    description: str,
    head: Iterable[str],
    body: Iterable[str],
) -> bytes:
    style = page_style()
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = (
        f"default-src 'none'; style-src 'sha256-{digest}'; "
        "base-uri 'none'; form-action 'none'"
    )
    lines = (
        "<!DOCTYPE html>",
        f'<html lang="{escape(language)}">',
        "<head>",
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(title)}</title>",
        f'<meta name="description" content="{escape(text.line(description))}">',
        *head,
        f"<style>{style}</style>",
        "</head>",
        "<body>",
        *body,
        "</body>",
        "</html>",
        "",
    )
    return "\n".join(lines).encode()


def _discovery(
    title: str, path: str, formats: Sequence[str], *, from_path: str
) -> list[str]:
    """Return what browsers and readers find a feed by (RSS Autodiscovery)."""
    return [
        f'<link rel="alternate" type="{FORMATS[name].media_type}"'
        f' title="{escape(title)} ({FORMATS[name].title})"'
        f' href="{escape(_relative(path + FORMATS[name].file, from_path))}">'
        for name in formats
    ]


def _relative(path: str, from_path: str) -> str:
    """Return how to get to *path* from a page in the folder *from_path*."""
    there, here = path.split("/"), from_path.split("/")[:-1]
    shared = 0
    while shared < len(here) and here[shared] == there[shared]:
        shared += 1
    return "../" * (len(here) - shared) + quote("/".join(there[shared:]))


def _page_of(listed: Listed, from_path: str) -> str:
    return escape(_relative(f"{listed.path}index.html", from_path))


def _footer(list_file: str, list_label: str | None) -> Iterator[str]:
    yield '<footer lang="en">'
    if list_label:
        yield f'<p><a href="{list_file}" type="text/x-opml">{list_label}</a> (OPML)</p>'
    yield "<p>Made with feedtool.</p>"
    yield "</footer>"


# -- the page of a feed -----------------------------------------------------------


def _header(feed: Feed[Published], formats: Sequence[str]) -> Iterator[str]:
    yield "<header>"
    yield '<a class="skip" lang="en" href="#articles">Skip to the articles</a>'
    yield from _trail(feed)
    yield f'<h1 dir="auto">{escape(feed.title)}</h1>'
    if feed.description != feed.title:
        yield f'<p class="about" dir="auto">{escape(feed.description)}</p>'
    if feed.link:
        href = escape(feed.link)
        yield f'<p lang="en"><a href="{href}">Visit the website</a></p>'
    yield from _subscribe(feed.path, formats, from_path=feed.path)
    yield "</header>"


def _trail(feed: Feed[Published]) -> Iterator[str]:
    """Yield the way up: to all feeds and, from a subfeed, to the feed it is part of."""
    steps = [f'<a href="{_relative("index.html", feed.path)}">All feeds</a>']
    if feed.region is not None:
        steps.append('<a href="../index.html">All regions</a>')
    yield f'<p class="trail" lang="en">{" › ".join(steps)}</p>'


def _subscribe(path: str, formats: Sequence[str], *, from_path: str) -> Iterator[str]:
    yield '<ul class="subscribe" lang="en">'
    yield '<li class="label">Subscribe:</li>'
    for name in formats:
        yield f"<li>{_format_link(path, name, from_path)}</li>"
    yield "</ul>"


def _format_link(path: str, name: str, from_path: str) -> str:
    known = FORMATS[name]
    href = escape(_relative(path + known.file, from_path))
    return f'<a href="{href}" type="{known.media_type}">{known.title}</a>'


def _region_list(feed: Feed[Published], subfeeds: Sequence[Listed]) -> Iterator[str]:
    if not subfeeds:
        return
    yield '<nav aria-labelledby="regions">'
    yield '<h2 id="regions" lang="en">By region</h2>'
    yield "<ul>"
    for subfeed in subfeeds:
        yield f"<li>{_page_link(subfeed, feed.path)}"
        yield f'<span class="count">{subfeed.articles}</span></li>'
    yield "</ul>"
    yield "</nav>"


def _page_link(subfeed: Listed, from_path: str) -> str:
    title = escape(subfeed.region or subfeed.title)
    return f'<a href="{_page_of(subfeed, from_path)}">{title}</a>'


# -- articles ---------------------------------------------------------------------


def _articles(feed: Feed[Published], subfeeds: Sequence[Listed]) -> Iterator[str]:
    titles = fit.region_titles(feed)
    # The folder of a subfeed is called as its region.
    pages = {
        subfeed.path.split("/")[-2]: _page_of(subfeed, feed.path)
        for subfeed in subfeeds
    }
    for published in feed.articles:
        yield from _article(published, feed.language, titles, pages)
    if not feed.articles:
        yield '<p lang="en">There are no articles yet.</p>'


def _article(
    published: Published,
    language: str | None,
    titles: Mapping[str, str],
    pages: Mapping[str, str],
) -> Iterator[str]:
    article = published.article
    title = escape(text.shorten(fit.name(published), _LONGEST_TITLE))
    foreign = article.language if article.language != language else None
    yield f'<article lang="{foreign}">' if foreign else "<article>"
    linked = f'<a href="{escape(article.link)}">{title}</a>' if article.link else title
    yield f'<h3 dir="auto">{linked}</h3>'
    parts = (
        _time(published.published),
        _source(published),
        *_regions(published, titles, pages),
    )
    yield f'<p class="meta">{" ".join(filter(None, parts))}</p>'
    summary = article.summary or html.to_text(article.content)
    if summary:
        shown = escape(text.shorten(text.line(summary), _LONGEST_SUMMARY))
        yield f'<p dir="auto">{shown}</p>'
    yield "</article>"


def _time(moment: datetime) -> str:
    """Return a date as people read it, with the time of day where there is one."""
    month = dates.rfc822(moment).split()[2]
    day = f"{moment.day} {month} {moment.year}"
    shown = f"{day}, {moment:%H:%M} UTC" if moment.hour or moment.minute else day
    return f'<time lang="en" datetime="{dates.rfc3339(moment)}">{shown}</time>'


def _source(published: Published) -> str:
    source = published.source
    if source is None or source.title is None:
        return ""
    title = escape(text.shorten(source.title, _LONGEST_TITLE))
    if source.link:
        return f'<a href="{escape(source.link)}">{title}</a>'
    return f"<span>{title}</span>"


def _regions(
    published: Published, titles: Mapping[str, str], pages: Mapping[str, str]
) -> Iterator[str]:
    """Yield the regions of an article, without those around other ones of them."""
    for region, evidence in published.regions.items():
        if evidence.rule == "inside":
            continue
        title = escape(titles.get(region) or region)
        if region in pages:
            yield f'<a class="chip" href="{pages[region]}">{title}</a>'
        else:
            yield f'<span class="chip">{title}</span>'


# -- the page of all feeds --------------------------------------------------------


def _section(listed: Listed, subfeeds: Iterable[Listed]) -> Iterator[str]:
    title = escape(listed.title)
    yield '<section class="feed">'
    yield f'<h2 dir="auto"><a href="{_page_of(listed, "")}">{title}</a></h2>'
    if listed.description != listed.title:
        yield f'<p class="about" dir="auto">{escape(listed.description)}</p>'
    yield f'<p class="meta">{_count(listed)}{_latest(listed)}</p>'
    yield from _subscribe(listed.path, listed.formats, from_path="")
    rows = [line for subfeed in subfeeds for line in _row(subfeed)]
    if rows:
        yield '<ul class="regions">'
        yield from rows
        yield "</ul>"
    yield "</section>"


def _count(listed: Listed) -> str:
    noun = "article" if listed.articles == 1 else "articles"
    return f'<span class="count">{listed.articles} {noun}</span>'


def _latest(listed: Listed) -> str:
    if listed.updated is None or not listed.articles:
        return ""
    return f" <span>Updated {_time(listed.updated)}</span>"


def _row(subfeed: Listed) -> Iterator[str]:
    links = (_format_link(subfeed.path, name, "") for name in subfeed.formats)
    yield f"<li>{_page_link(subfeed, '')}"
    yield _count(subfeed)
    yield f'<span class="formats">{" ".join(links)}</span></li>'
