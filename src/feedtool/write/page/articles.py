"""Articles as a page shows them, day by day."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from html import escape
from itertools import groupby
from urllib.parse import urlsplit

from ... import dates, html, text
from ...model import Feed, Published
from .. import fit
from . import links
from .document import english

_LONGEST_TITLE = 300
_LONGEST_SUMMARY = 400
_MOST_COPIES = 3


def days(feed: Feed[Published], regions: Collection[str]) -> Iterator[str]:
    """Yield the articles of a fitted *feed* in their order, a section for each day.

    *regions* are the ids of those that have a page.
    """
    titles = fit.region_titles(feed)
    root = feed.path.partition("/")[0]
    pages = {
        region: links.to(f"{root}/{region}/index.html", feed.path) for region in regions
    }
    own = feed.region.id if feed.region else None
    for _, articles in groupby(feed.articles, lambda each: each.published.date()):
        first, *others = articles
        yield '<section class="day">'
        yield f"<h2>{time(first.published, day(first.published))}</h2>"
        yield "<div>"
        for published in (first, *others):
            chips = _chips(published, titles, pages, own)
            yield from _article(published, feed.language, chips)
        yield "</div>"
        yield "</section>"


def day(moment: datetime) -> str:
    """Return the day of *moment* as people read it: 8 December 2012."""
    return f"{moment.day} {_MONTHS[moment.month - 1]} {moment.year}"


def time(moment: datetime, shown: str) -> str:
    """Return *moment*, *shown* to people in English, as machines read it too."""
    return f'<time lang="en" datetime="{dates.rfc3339(moment)}">{shown}</time>'


_MONTHS = """
    January February March April May June July August September October November
    December
""".split()  # noqa: SIM905


def _article(
    published: Published, language: str | None, chips: Iterator[str]
) -> Iterator[str]:
    article = published.article
    foreign = article.language if article.language != language else None
    lang = f' lang="{foreign}"' if foreign else ""
    yield f'<article dir="auto"{lang}>'
    title = escape(text.shorten(fit.name(published), _LONGEST_TITLE))
    linked = f'<a href="{escape(article.link)}">{title}</a>' if article.link else title
    yield f"<h3>{linked}</h3>"
    about = " ".join(filter(None, (_hour(published), _source(published), *chips)))
    if about:
        yield f'<p class="meta">{about}</p>'
    summary = text.line(article.summary or html.to_text(article.content))
    if summary and summary != fit.name(published):
        yield f'<p dir="auto">{escape(text.shorten(summary, _LONGEST_SUMMARY))}</p>'
    if published.also:
        yield f'<p class="meta">{english(_also(published.also))}</p>'
    yield "</article>"


def _hour(published: Published) -> str:
    """Return the time of day, of an article that has one."""
    moment = published.published
    if not (moment.hour or moment.minute):
        return ""
    return time(moment, f"{moment:%H:%M} UTC")


def _source(published: Published) -> str:
    source = published.source
    if source is None or source.title is None:
        return ""
    title = escape(text.shorten(source.title, _LONGEST_TITLE))
    if source.link:
        return f'<a href="{escape(source.link)}">{title}</a>'
    return f"<span>{title}</span>"


def _chips(
    published: Published,
    titles: Mapping[str, str],
    pages: Mapping[str, str],
    own: str | None,
) -> Iterator[str]:
    """Yield the regions of an article but the page's *own*, and those around others."""
    for region, evidence in published.regions.items():
        if region == own or evidence.rule == "inside":
            continue
        title = escape(titles.get(region) or text.line(region))
        if region in pages:
            yield f'<a class="chip" href="{pages[region]}">{title}</a>'
        else:
            yield f'<span class="chip">{title}</span>'


def _also(addresses: tuple[str, ...]) -> str:
    """Return where else an article is, by the names of the sites."""
    shown = [
        f'<a href="{escape(url)}">{escape(_site(url))}</a>'
        for url in addresses[:_MOST_COPIES]
    ]
    left = len(addresses) - len(shown)
    more = f" and {left} more" if left else ""
    return f"Also at {', '.join(shown)}{more}"


def _site(url: str) -> str:
    return (urlsplit(url).hostname or url).removeprefix("www.")
