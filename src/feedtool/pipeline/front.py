"""What lists every feed: the page of the output folder, and feeds.opml."""

from __future__ import annotations

from collections.abc import Sequence

from ..model import File, Listed, Outline
from ..write import FORMATS, opml, page

LISTS = ("feeds.opml", "index.html")


def front(feeds: Sequence[tuple[Listed, Sequence[Listed]]]) -> list[File]:
    """Return the files that list *feeds*, each with its subfeeds; the page is last."""
    documents = (opml.render("Feeds", _outlines(feeds)), page.index_page(feeds))
    return [
        File(path=path, data=data) for path, data in zip(LISTS, documents, strict=True)
    ]


def _outlines(feeds: Sequence[tuple[Listed, Sequence[Listed]]]) -> list[Outline]:
    """Return an outline for each feed; one with subfeeds has a folder of its own."""
    outlines = []
    for main, subfeeds in feeds:
        own = _outline(main)
        if subfeeds:
            inside = (own, *map(_outline, subfeeds))
            own = Outline(title=main.title, outlines=inside)
        outlines.append(own)
    return outlines


def _outline(listed: Listed) -> Outline:
    best = next(name for name in ("atom", "rss", "json") if name in listed.formats)
    feed = f"{listed.address}{FORMATS[best].file}" if listed.address else None
    return Outline(
        title=listed.title,
        feed=feed,
        link=listed.link,
        description=listed.description,
        type=("json" if best == "json" else "rss") if feed else None,
    )
