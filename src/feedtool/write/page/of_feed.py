"""The page of one feed, or of one region of it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from html import escape

from ... import text
from ...model import Feed, Listed, Published
from .. import fit
from . import articles, links
from .document import document, english, footer
from .regions import tree


def feed_page(
    feed: Feed[Published],
    *,
    formats: Sequence[str],
    subfeeds: Sequence[Listed] = (),
    regions: Collection[str] = (),
    blogroll: bool = False,
) -> bytes:
    """Return the page of *feed*, for its folder.

    *formats* are the names of those that lie beside it. *subfeeds* are those inside it,
    listed with the number of their articles; *regions* are the ids of all that have a
    page. With *blogroll* there is a link to sources.opml.
    """
    feed = fit.fitted(feed)
    subfeeds = tuple(map(fit.fitted_listing, subfeeds))
    return document(
        title=feed.title,
        language=feed.language,
        description=feed.description,
        head=links.discovery(feed.title, feed.path, formats, feed.path),
        body=[
            *_header(feed, formats, regions),
            f'<div class="columns{" beside" if subfeeds else ""}">',
            *_articles(feed, regions, jump=bool(subfeeds)),
            *_inside(feed, subfeeds),
            "</div>",
            *footer(
                "sources.opml" if blogroll else None,
                "All sources of this feed",
                feed.rights,
            ),
        ],
    )


def _header(
    feed: Feed[Published], formats: Sequence[str], regions: Collection[str]
) -> Iterator[str]:
    yield f'<a class="skip" href="#articles">{english("Skip to the articles")}</a>'
    yield "<header>"
    yield from _trail(feed, regions)
    yield f'<h1 dir="auto">{escape(feed.title)}</h1>'
    if feed.description != feed.title:
        yield f'<p class="about" dir="auto">{escape(feed.description)}</p>'
    if feed.link:
        visit = english("Visit the website")
        yield f'<p><a href="{escape(feed.link)}">{visit}</a></p>'
    if formats:
        yield from _subscribe(feed, formats)
    yield "</header>"


def _trail(feed: Feed[Published], regions: Collection[str]) -> Iterator[str]:
    """Yield the way up: to all feeds, to the feed, to the regions around."""
    steps = [("index.html", english("All feeds"))]
    if feed.region is not None:
        root = feed.path.partition("/")[0]
        steps.append((f"{root}/index.html", english("All regions")))
        steps += [
            (f"{root}/{region.id}/index.html", escape(text.line(region.title)))
            for region in reversed(feed.around)
            if region.id in regions
        ]
    yield '<nav class="trail" aria-label="Breadcrumb">'
    yield "<ol>"
    for path, name in steps:
        yield f'<li><a href="{links.to(path, feed.path)}">{name}</a></li>'
    yield "</ol>"
    yield "</nav>"


def _subscribe(feed: Feed[Published], formats: Sequence[str]) -> Iterator[str]:
    which = "one of these addresses" if len(formats) > 1 else "this address"
    rest = " Any will do." if len(formats) > 1 else ""
    yield '<section class="panel" aria-labelledby="subscribe">'
    yield f'<h2 id="subscribe">{english("Subscribe")}</h2>'
    help = f"To be told of new articles, copy {which} into a feed reader.{rest}"
    yield f"<p>{english(help)}</p>"
    yield from links.subscribe(feed.path, formats, feed.address, feed.path)
    yield "</section>"


def _articles(
    feed: Feed[Published], regions: Collection[str], *, jump: bool
) -> Iterator[str]:
    yield '<main id="articles">'
    if jump:  # on a narrow screen, where they come last
        name = english("Go to the regions")
        yield f'<p class="jump"><a href="#regions">{name}</a></p>'
    yield from articles.days(feed, regions)
    if not feed.articles:
        yield f"<p>{english('There are no articles yet.')}</p>"
    yield "</main>"


def _inside(feed: Feed[Published], subfeeds: Sequence[Listed]) -> Iterator[str]:
    if not subfeeds:
        return
    yield '<nav class="regions" aria-labelledby="regions">'
    title = english("Regions" if feed.region is None else "Regions inside")
    yield f'<h2 id="regions">{title}</h2>'
    yield from tree(
        subfeeds,
        lambda each: f"{links.page(each, feed.path)} <span>{each.articles}</span>",
    )
    yield "</nav>"
