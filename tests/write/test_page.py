from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from typing import Any
from urllib.parse import urljoin

import html5lib
import pytest
from lxml import etree

from feedtool.model import Evidence, Feed, Listed, Published, Region, Source
from feedtool.write import page

from .samples import FULL, MAP, NEW_YEAR, feed, published

FORMATS = ("rss", "atom", "json")


def parsed(document: bytes) -> etree._Element:
    """Return a page as a browser reads it; fail if it has any error."""
    parser = html5lib.HTMLParser(
        strict=True,
        tree=html5lib.getTreeBuilder("lxml"),
        namespaceHTMLElements=False,
    )
    tree: Any = parser.parse(document.decode())
    root = tree.getroot()
    assert isinstance(root, etree._Element)
    return root


def text(element: etree._Element | None) -> str:
    assert element is not None
    return " ".join("".join(map(str, element.itertext())).split())


def listed(shown: Feed[Published], *formats: str) -> Listed:
    return Listed(
        title=shown.title,
        path=shown.path,
        description=shown.description,
        region=shown.region.title if shown.region else None,
        updated=shown.updated,
        articles=len(shown.articles),
        formats=formats or FORMATS,
    )


def subfeed(main: Feed[Published], region: str, title: str) -> Feed[Published]:
    return replace(
        main,
        title=f"{main.title}: {title}",
        region=Region(id=region, title=title),
        path=f"{main.path}{region}/",
        articles=tuple(each for each in main.articles if region in each.regions),
    )


MAIN = feed(FULL, published(id="urn:isbn:1", link=None, title="Without a link"))
ASIA = subfeed(MAIN, "asia", "Asia")
EUROPE = subfeed(MAIN, "europe", "Europe & more")
LISTED_ASIA, LISTED_EUROPE = listed(ASIA), listed(EUROPE)


def test_a_page_shows_the_articles() -> None:
    root = parsed(page.feed_page(MAIN, formats=FORMATS, subfeeds=[LISTED_ASIA]))
    first, second = root.iter("article")
    assert text(first.find("h3/a")) == "Tariffs & treaties"
    assert first.find("h3/a").get("href") == "https://example.org/a"  # type: ignore[union-attr]
    assert text(first.find("p")) == "1 Jan 2026, 09:30 UTC Heat Journal Central Asia"
    assert [time.get("datetime") for time in first.iter("time")] == [
        "2026-01-01T09:30:00Z"
    ]
    assert "What is new, in short." in text(first)
    assert first.get("lang") == "de"
    assert text(second.find("h3")) == "Without a link"
    assert second.find("h3/a") is None


def test_a_page_is_found_by_readers_and_leads_to_the_feeds() -> None:
    root = parsed(page.feed_page(MAIN, formats=["atom", "json"]))
    assert [
        (link.get("type"), link.get("title"), link.get("href"))
        for link in root.iter("link")
    ] == [
        ("application/atom+xml", "Eurasia foreign policy (Atom)", "atom.xml"),
        ("application/feed+json", "Eurasia foreign policy (JSON Feed)", "feed.json"),
    ]
    assert [a.get("href") for a in root.findall(".//ul[@class='subscribe']//a")] == [
        "atom.xml",
        "feed.json",
    ]


def test_subfeeds_are_listed_with_the_number_of_their_articles() -> None:
    root = parsed(
        page.feed_page(MAIN, formats=FORMATS, subfeeds=[LISTED_ASIA, LISTED_EUROPE])
    )
    assert [text(row) for row in root.findall(".//nav//li")] == [
        "Asia 1",
        "Europe & more 0",
    ]


def test_links_between_pages_work_from_anywhere() -> None:
    site = "file:///srv/public/"
    pages = {
        "index.html": page.index_page([(listed(MAIN), [LISTED_ASIA, LISTED_EUROPE])]),
        "eurasia/index.html": page.feed_page(
            MAIN, formats=FORMATS, subfeeds=[LISTED_ASIA, LISTED_EUROPE], blogroll=True
        ),
        "eurasia/asia/index.html": page.feed_page(ASIA, formats=FORMATS),
        "eurasia/europe/index.html": page.feed_page(EUROPE, formats=FORMATS),
    }
    files = {"feeds.opml", "eurasia/sources.opml", *pages}
    for folder in ("eurasia/", "eurasia/asia/", "eurasia/europe/"):
        files |= {f"{folder}{name}" for name in ("rss.xml", "atom.xml", "feed.json")}
    reached = {
        urljoin(site + path, href).partition("#")[0]
        for path, document in pages.items()
        for element in parsed(document).iter("a", "link")
        if not (href := element.get("href") or "").startswith("https:")
    }
    assert reached == {site + file for file in files}


def test_a_page_runs_nothing_and_asks_for_nothing() -> None:
    root = parsed(page.feed_page(MAIN, formats=FORMATS, subfeeds=[LISTED_ASIA]))
    assert not list(root.iter("script", "img", "iframe", "form"))
    style, policy = root.find("head/style"), root.find("head/meta[@http-equiv]")
    assert style is not None and style.text and policy is not None
    digest = base64.b64encode(hashlib.sha256(style.text.encode()).digest()).decode()
    assert policy.get("content") == (
        f"default-src 'none'; style-src 'sha256-{digest}'; "
        "base-uri 'none'; form-action 'none'"
    )
    assert "url(" not in style.text and "@import" not in style.text


def test_a_page_has_what_machines_and_people_find_their_way_by() -> None:
    root = parsed(page.feed_page(MAIN, formats=FORMATS))
    assert root.get("lang") == "en"
    assert text(root.find("head/title")) == "Eurasia foreign policy"
    assert root.find("head/meta[@name='viewport']") is not None
    assert [
        len(list(root.iter(tag))) for tag in ("h1", "main", "header", "footer")
    ] == [
        1,
        1,
        1,
        1,
    ]


@pytest.mark.parametrize("language", ["de", None])
def test_the_language_is_that_of_the_feed(language: str | None) -> None:
    root = parsed(page.feed_page(feed(language=language), formats=FORMATS))
    assert root.get("lang") == (language or "en")


def test_markup_in_text_is_shown_as_text() -> None:
    nasty = "<script>alert(1)</script> \"&amp;'"
    article = published(
        title=nasty,
        summary=nasty,
        source=Source(title=nasty, link="javascript:alert(1)"),
        regions={nasty: Evidence(rule="record")},
    )
    main = feed(article, title=nasty, description=nasty + ".")
    inner = listed(subfeed(main, "x", nasty))
    for document in (
        page.feed_page(main, formats=FORMATS, subfeeds=[inner]),
        page.index_page([(listed(main), [inner])]),
    ):
        root = parsed(document)
        assert not list(root.iter("script"))
        assert nasty in text(root.find("body"))
        assert b"javascript:" not in document


def test_only_pages_that_are_there_are_linked_to() -> None:
    europe = published(regions={"europe": Evidence(rule="record")})
    root = parsed(
        page.feed_page(feed(FULL, europe), formats=FORMATS, subfeeds=[LISTED_ASIA])
    )
    assert not root.findall(".//article//a[@class='chip']")
    wide = replace(FULL, id="urn:isbn:1", regions={"asia": Evidence(rule="record")})
    root = parsed(page.feed_page(feed(wide), formats=FORMATS, subfeeds=[LISTED_ASIA]))
    (chip,) = root.findall(".//article//a[@class='chip']")
    assert (chip.get("href"), text(chip)) == ("asia/index.html", "Asia")


def test_a_date_alone_has_no_time_of_day() -> None:
    midnight = published(published=NEW_YEAR.replace(hour=0, minute=0))
    root = parsed(page.feed_page(feed(midnight), formats=FORMATS))
    assert text(root.find(".//time")) == "1 Jan 2026"


def test_the_index_lists_every_feed_and_subfeed() -> None:
    root = parsed(
        page.index_page([(listed(MAIN), [LISTED_ASIA]), (listed(EUROPE, "rss"), [])])
    )
    assert [text(each) for each in root.iter("h2")] == [MAIN.title, EUROPE.title]
    assert [text(each) for each in root.iter("li")] == [
        "Subscribe:",
        "RSS",
        "Atom",
        "JSON Feed",
        "Asia 1 article RSS Atom JSON Feed",
        "Subscribe:",
        "RSS",
    ]
    assert [text(each) for each in root.findall(".//p[@class='meta']")] == [
        "2 articles Updated 4 Jan 2026, 12:00 UTC",
        "0 articles",
    ]
    assert len(list(root.iter("link"))) == 4
    assert root.find(".//footer//a").get("href") == "feeds.opml"  # type: ignore[union-attr]


def test_pages_of_nothing_are_pages() -> None:
    assert "There are no feeds yet." in text(parsed(page.index_page([])))
    empty = parsed(page.feed_page(feed(), formats=()))
    assert "There are no articles yet." in text(empty)


def test_a_page_of_fifty_articles_is_small() -> None:
    articles = [
        replace(
            FULL,
            id=f"{FULL.id}/{number}",
            article=replace(
                FULL.article,
                title="A title of common length, such as papers have " * 2,
                summary="word " * 100,
            ),
        )
        for number in range(50)
    ]
    document = page.feed_page(feed(*articles, map=MAP), formats=FORMATS)
    assert len(document) < 100_000
    assert len(re.findall(b"<article", document)) == 50
