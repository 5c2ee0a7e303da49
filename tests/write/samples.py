"""Articles and feeds to be written."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from lxml import etree

from feedtool.model import (
    Article,
    Category,
    Enclosure,
    Evidence,
    Feed,
    Person,
    Published,
    Region,
    RegionMap,
    Source,
)

NAMESPACES = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "media": "http://search.yahoo.com/mrss/",
}
NEW_YEAR = datetime(2026, 1, 1, 9, 30, tzinfo=UTC)
LATER = datetime(2026, 1, 4, 12, 0, 1, tzinfo=UTC)
LINK = "https://example.org/a"
ADA = Person(name="Ada Byron", email="ada@example.org", url="https://ada.example.org/")
BOB = Person(name="Bob & Söhne")
MAP = RegionMap(
    (
        Region(id="asia", title="Asia"),
        Region(id="central-asia", title="Central Asia", parent="asia"),
    )
)
FULL_ARTICLE = Article(
    guid=LINK,
    link=LINK,
    title="Tariffs & treaties",
    summary="What is new, in short.",
    content='<p>All that is <a href="/new">new</a>.</p>',
    authors=(ADA, BOB),
    categories=(
        Category(term="trade"),
        Category(term="t1", scheme="https://example.org/topics", label="Treaties"),
    ),
    enclosures=(
        Enclosure(url="https://example.org/a.mp3", type="audio/mpeg", length=4123456),
        Enclosure(url="https://example.org/a.pdf", type="application/pdf"),
    ),
    image="https://example.org/a.jpg",
    language="de",
    rights="CC BY 4.0",
)
FULL = Published(
    id=LINK,
    article=FULL_ARTICLE,
    published=NEW_YEAR,
    updated=LATER,
    source=Source(
        title="Heat Journal",
        link="https://heat.example.com/",
        feed="https://heat.example.com/feed.xml",
        id="tag:heat.example.com,2020:feed",
    ),
    also=("https://other.example.net/a",),
    regions={
        "central-asia": Evidence(rule="words", words=("Kazakhstan", "Astana")),
        "asia": Evidence(rule="inside", words=("central-asia",)),
    },
)


def texts(element: etree._Element, path: str) -> list[str]:
    """Return what a reader gets of all elements and attributes at *path*."""
    found: Any = element.xpath(path, namespaces=NAMESPACES)
    return [
        "".join(map(str, each.itertext())) if isinstance(each, etree._Element) else each
        for each in found
    ]


def published(**changes: Any) -> Published:
    """Return an article with a title and a link, and with *changes* to the article.

    `id`, `source`, `also` and `regions` are those of what is published.
    """
    about = {
        name: changes.pop(name)
        for name in ("id", "source", "also", "regions", "published", "updated")
        if name in changes
    }
    given: dict[str, Any] = {"link": LINK, "title": "A title", **changes}
    fixed = {"id": LINK, "published": NEW_YEAR, "updated": NEW_YEAR, **about}
    return Published(article=Article(**given), **fixed)


def feed(*articles: Published, **changes: Any) -> Feed[Published]:
    """Return a feed of *articles*."""
    given: dict[str, Any] = {
        "title": "Eurasia foreign policy",
        "link": "https://example.org/",
        "id": "urn:uuid:8f1b0f6e-8e0b-5d0e-9a51-0d3a5c6f7a01",
        "description": "What governments do.",
        "language": "en",
        "authors": (Person(name="Example Desk", email="desk@example.org"),),
        "rights": "© Example Institute",
        "icon": "https://example.org/icon.ico",
        "image": "https://example.org/logo.png",
        "updated": LATER,
        "path": "eurasia/",
        "address": "https://example.org/feeds/eurasia/",
        "map": MAP,
        **changes,
    }
    return Feed(articles=articles, **given)
