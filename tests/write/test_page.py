from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import Any
from urllib.parse import urljoin

import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from feedtool.model import Evidence, Feed, Listed, Published, Region, RegionMap, Source
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


def texts(root: etree._Element, path: str) -> list[str]:
    return [text(each) for each in root.findall(path)]


def links(root: etree._Element, path: str) -> list[tuple[str, str | None]]:
    return [(text(each), each.get("href")) for each in root.findall(path)]


def listed(shown: Feed[Published], *formats: str) -> Listed:
    return Listed(
        title=shown.title,
        path=shown.path,
        description=shown.description,
        region=shown.region.title if shown.region else None,
        around=tuple(region.id for region in shown.around),
        updated=shown.updated,
        articles=len(shown.articles),
        formats=formats or FORMATS,
    )


def subfeed(
    main: Feed[Published], region: str, title: str, *around: Region
) -> Feed[Published]:
    return replace(
        main,
        title=f"{main.title}: {title}",
        region=Region(id=region, title=title),
        around=around,
        path=f"{main.path}{region}/",
        articles=tuple(each for each in main.articles if region in each.regions),
    )


MAIN = feed(
    FULL,
    published(
        id="urn:isbn:1",
        link=None,
        title="Without a link",
        published=NEW_YEAR.replace(hour=0, minute=0),
    ),
    published(
        id="urn:isbn:2", title="Last year", published=NEW_YEAR - timedelta(days=1)
    ),
)
ASIA = subfeed(MAIN, "asia", "Asia")
CENTRAL_ASIA = subfeed(MAIN, "central-asia", "Central Asia", *MAP.regions[:1])
EUROPE = subfeed(MAIN, "europe", "Europe & more")
SUBFEEDS = tuple(map(listed, (ASIA, CENTRAL_ASIA, EUROPE)))
REGIONS = ("asia", "central-asia", "europe")
PAGES = {
    "index.html": page.index_page([(listed(MAIN), SUBFEEDS)]),
    "eurasia/index.html": page.feed_page(
        MAIN, formats=FORMATS, subfeeds=SUBFEEDS, regions=REGIONS, blogroll=True
    ),
    "eurasia/asia/index.html": page.feed_page(
        ASIA, formats=FORMATS, subfeeds=SUBFEEDS[1:2], regions=REGIONS
    ),
    "eurasia/central-asia/index.html": page.feed_page(
        CENTRAL_ASIA, formats=FORMATS, regions=REGIONS
    ),
    "eurasia/europe/index.html": page.feed_page(
        EUROPE, formats=FORMATS, regions=REGIONS
    ),
}
BARE = {
    "no feeds": page.index_page([]),
    "no articles": page.feed_page(feed(description="", rights=None), formats=()),
    "one format": page.feed_page(feed(FULL, address=None), formats=["atom"]),
    "from right to left": page.feed_page(feed(FULL, language="ar"), formats=FORMATS),
}
EVERY_PAGE = pytest.mark.parametrize("name", [*PAGES, *BARE])


def root_of(name: str) -> etree._Element:
    return parsed({**PAGES, **BARE}[name])


# -- what always holds ------------------------------------------------------------


@EVERY_PAGE
def test_a_page_runs_nothing_and_asks_for_nothing(name: str) -> None:
    root = root_of(name)
    assert not list(root.iter("script", "img", "iframe", "form", "object", "base"))
    attributes = {str(key) for each in root.iter() for key in each.attrib}
    assert not {key for key in attributes if key.startswith("on")}
    assert not {"src", "srcset", "style", "ping"} & attributes
    assert all(
        link.get("rel") == "alternate" and "//" not in link.get("href", "")
        for link in root.iter("link")
    )
    style, policy = root.find("head/style"), root.find("head/meta[@http-equiv]")
    assert style is not None and style.text and policy is not None
    digest = base64.b64encode(hashlib.sha256(style.text.encode()).digest()).decode()
    assert policy.get("http-equiv") == "Content-Security-Policy"
    assert policy.get("content") == (
        f"default-src 'none'; style-src 'sha256-{digest}'; "
        "base-uri 'none'; form-action 'none'"
    )


@EVERY_PAGE
def test_a_page_has_what_machines_and_people_find_their_way_by(name: str) -> None:
    root = root_of(name)
    assert root.get("lang")
    assert text(root.find("head/title")) and text(root.find(".//h1"))
    assert root.find("head/meta[@name='viewport']") is not None
    assert len(root.findall(".//main")) == len(root.findall(".//h1")) == 1
    assert len(root.findall("body/header")) == len(root.findall("body/footer")) == 1
    blocks = [*root.iterfind("body/*"), *root.iterfind("body/div/*")]
    tags = {each.tag for each in blocks if each.get("class") != "skip"}
    assert tags - {"div"} <= {"header", "main", "nav", "footer"}


@EVERY_PAGE
def test_headings_go_down_a_step_at_a_time(name: str) -> None:
    levels = [int(each.tag[1]) for each in root_of(name).iter("h1", "h2", "h3", "h4")]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(below <= above + 1 for above, below in pairwise(levels))


@EVERY_PAGE
def test_what_a_page_refers_to_on_itself_is_there_once(name: str) -> None:
    root = root_of(name)
    ids = [each.get("id") for each in root.iter() if each.get("id")]
    assert len(ids) == len(set(ids))
    named = {each.get("aria-labelledby") for each in root.iter()} - {None}
    jumps = {each.get("href", "") for each in root.iter("a")}
    assert named | {href[1:] for href in jumps if href.startswith("#")} <= {*ids}
    for navigation in root.iter("nav"):
        assert navigation.get("aria-label") or navigation.get("aria-labelledby")


MARKUP = st.one_of(
    st.text(max_size=40),
    st.text("<>&\"'`=/ -!]ax\x00\u202e\u2067", max_size=40),
    st.sampled_from(
        ["</title><script>", "--><b>", "]]>", "\"><a href='x'>", "&lt;&#x3C;&quot;"]
    ),
)


def page_of(words: Sequence[str]) -> tuple[bytes, bytes]:
    """Return pages of a feed whose texts are *words*, none of them blank."""
    title, summary, source, region, description, rights = (
        f"{letter}{word}{letter}" for letter, word in zip("abcdef", words, strict=True)
    )
    article = published(
        title=title,
        summary=summary,
        source=Source(title=source, link="https://example.org/"),
        regions={"asia": Evidence(rule="record"), region: Evidence(rule="record")},
    )
    main = feed(
        article,
        title=title,
        description=description,
        rights=rights,
        map=RegionMap((Region(id="asia", title=region),)),
    )
    inner = listed(subfeed(main, "asia", region))
    return (
        page.feed_page(main, formats=FORMATS, subfeeds=[inner], regions=["asia"]),
        page.index_page([(listed(main), [inner])]),
    )


def skeleton(document: bytes) -> list[tuple[str, tuple[str, ...]]]:
    return [
        (str(each.tag), tuple(map(str, each.attrib)))
        for each in parsed(document).iter()
    ]


PLAIN_SKELETONS = [skeleton(each) for each in page_of("uvwxyz")]


@settings(max_examples=200, deadline=None)
@given(st.lists(MARKUP, min_size=6, max_size=6))
def test_whatever_it_says_text_stays_text(words: Sequence[str]) -> None:
    assert [skeleton(each) for each in page_of(words)] == PLAIN_SKELETONS


def test_markup_in_text_is_shown_as_text() -> None:
    nasty = "<script>alert(1)</script> \"&amp;'"
    article = published(
        title=nasty,
        summary=nasty + ".",
        source=Source(title=nasty, link="javascript:alert(1)"),
    )
    document = page.feed_page(feed(article, title=nasty), formats=FORMATS)
    root = parsed(document)
    for path in ("head/title", ".//h1", ".//h3/a", ".//article/p/span"):
        assert text(root.find(path)) == nasty
    assert b"javascript:" not in document


def test_links_between_pages_work_from_anywhere() -> None:
    site = "file:///srv/public/"
    files = {"feeds.opml", "eurasia/sources.opml", *PAGES}
    for path in PAGES:
        if path != "index.html":
            folder = path.removesuffix("index.html")
            names = ("rss.xml", "atom.xml", "feed.json")
            files |= {f"{folder}{each}" for each in names}
    reached = {
        urljoin(site + path, href).partition("#")[0]
        for path, document in PAGES.items()
        for element in parsed(document).iter("a", "link")
        if not (href := element.get("href") or "").startswith("https:")
    }
    assert reached == {site + file for file in files}


def test_a_page_of_fifty_articles_is_small() -> None:
    countries = tuple(
        Region(id=f"r-{number}", title=f"Republic of Region {number}", parent="asia")
        for number in range(250)
    )
    articles = [
        replace(
            FULL,
            id=f"{FULL.id}/{number}",
            published=NEW_YEAR - timedelta(days=number),
            article=replace(
                FULL.article,
                title="A title of common length, such as papers have " * 2,
                summary="word " * 100,
            ),
            regions={
                countries[number + more].id: Evidence(rule="places")
                for more in range(3)
            },
        )
        for number in range(50)
    ]
    main = feed(*articles, map=RegionMap((*MAP.regions, *countries)))
    inner = [
        listed(subfeed(main, each.id, each.title, *MAP.regions[:1]))
        for each in countries
    ]
    document = page.feed_page(
        main,
        formats=FORMATS,
        subfeeds=[SUBFEEDS[0], *inner],
        regions=[each.id for each in countries],
    )
    assert len(document) < 100_000
    assert len(re.findall(b"<article", document)) == 50
    assert len(re.findall(b"<li", document)) > 250


# -- the page of a feed -----------------------------------------------------------


def test_a_page_shows_the_articles_by_day() -> None:
    root = root_of("eurasia/index.html")
    assert texts(root, ".//section/h2/time") == ["1 January 2026", "31 December 2025"]
    days = root.findall(".//section[@class='day']")
    assert [texts(day, ".//h3") for day in days] == [
        ["Tariffs & treaties", "Without a link"],
        ["Last year"],
    ]


def test_an_article_has_its_link_hour_source_regions_summary_and_copies() -> None:
    first, second, _ = root_of("eurasia/index.html").iter("article")
    assert links(first, "h3/a") == [("Tariffs & treaties", "https://example.org/a")]
    assert [text(line) for line in first.findall("p")] == [
        "09:30 UTC Heat Journal Central Asia",
        "What is new, in short.",
        "Also at other.example.net",
    ]
    time = first.find("p/time")
    assert time is not None and time.get("datetime") == "2026-01-01T09:30:00Z"
    assert links(first, "p/a") == [
        ("Heat Journal", "https://heat.example.com/"),
        ("Central Asia", "central-asia/index.html"),
    ]
    assert links(first, "p/bdi/a") == [
        ("other.example.net", "https://other.example.net/a")
    ]
    assert (first.get("lang"), second.get("lang")) == ("de", None)
    assert second.find("h3/a") is None
    assert second.findall("p") == []


def test_of_many_copies_the_first_are_named_and_the_rest_are_counted() -> None:
    also = tuple(f"https://www.p{number}.example.org/a" for number in range(5))
    root = parsed(page.feed_page(feed(published(also=also)), formats=FORMATS))
    assert texts(root, ".//article/p/bdi") == [
        "Also at p0.example.org, p1.example.org, p2.example.org and 2 more"
    ]


def test_what_is_the_title_already_is_not_said_again() -> None:
    note = published(title="", summary="A note of a few words.")
    root = parsed(page.feed_page(feed(note), formats=FORMATS))
    assert texts(root, ".//h3") == ["A note of a few words."]
    assert texts(root, ".//article/p") == ["09:30 UTC"]


def test_only_pages_that_are_there_are_linked_to() -> None:
    both = replace(
        FULL,
        regions={
            "asia": Evidence(rule="record"),
            "central-asia": Evidence(rule="record"),
        },
    )
    root = parsed(page.feed_page(feed(both), formats=FORMATS, regions=["asia"]))
    assert links(root, ".//a[@class='chip']") == [("Asia", "asia/index.html")]
    assert texts(root, ".//span[@class='chip']") == ["Central Asia"]


def test_the_page_of_a_region_names_the_other_regions_of_its_articles() -> None:
    root = root_of("eurasia/asia/index.html")
    assert links(root, ".//a[@class='chip']") == [
        ("Central Asia", "../central-asia/index.html")
    ]
    assert not root_of("eurasia/central-asia/index.html").findall(".//a[@class='chip']")


def test_regions_are_listed_as_they_are_on_the_map() -> None:
    root = root_of("eurasia/index.html")
    assert texts(root, ".//nav[@class='regions']/ul/li") == [
        "Asia 1 Central Asia 1",
        "Europe & more 0",
    ]
    assert texts(root, ".//nav[@class='regions']/ul/li/ul/li") == ["Central Asia 1"]
    assert texts(root, ".//li[@class='empty']/a") == ["Europe & more"]


def test_a_region_without_a_feed_is_no_step_between_others() -> None:
    inner = replace(SUBFEEDS[1], around=("inner-asia", "asia"))
    root = parsed(page.feed_page(MAIN, formats=FORMATS, subfeeds=[SUBFEEDS[0], inner]))
    assert texts(root, ".//li/ul/li") == ["Central Asia 1"]


def test_the_page_of_a_region_leads_up_and_down() -> None:
    up = [("All feeds", "../../index.html"), ("All regions", "../index.html")]
    root = root_of("eurasia/asia/index.html")
    assert links(root, ".//nav/ol/li/a") == up
    assert links(root, ".//nav[@class='regions']//a") == [
        ("Central Asia", "../central-asia/index.html")
    ]
    root = root_of("eurasia/central-asia/index.html")
    assert links(root, ".//nav/ol/li/a") == [*up, ("Asia", "../asia/index.html")]
    assert root.find(".//nav[@class='regions']") is None


def test_a_page_is_found_by_readers_and_leads_to_the_feeds() -> None:
    root = parsed(page.feed_page(MAIN, formats=["atom", "json"]))
    assert [
        (link.get("type"), link.get("title"), link.get("href"))
        for link in root.iter("link")
    ] == [
        ("application/atom+xml", "Eurasia foreign policy (Atom)", "atom.xml"),
        ("application/feed+json", "Eurasia foreign policy (JSON Feed)", "feed.json"),
    ]
    assert links(root, ".//section//a")[:2] == [
        ("Atom", "atom.xml"),
        ("JSON Feed", "feed.json"),
    ]


def test_addresses_to_be_copied_are_shown_where_they_are_known() -> None:
    root = root_of("eurasia/index.html")
    assert texts(root, ".//code") == [
        "https://example.org/feeds/eurasia/rss.xml",
        "https://example.org/feeds/eurasia/atom.xml",
        "https://example.org/feeds/eurasia/feed.json",
    ]
    assert texts(root_of("one format"), ".//code") == []


@pytest.mark.parametrize(
    ("language", "lang", "direction"),
    [
        ("de", "de", None),
        (None, "en", None),
        ("ar", "ar", "rtl"),
        ("fa-AF", "fa-AF", "rtl"),
        ("az-Arab-IR", "az-Arab-IR", "rtl"),
        ("ur-Latn", "ur-Latn", None),
    ],
)
def test_the_language_and_its_direction_are_those_of_the_feed(
    language: str | None, lang: str, direction: str | None
) -> None:
    root = parsed(page.feed_page(feed(language=language), formats=FORMATS))
    assert (root.get("lang"), root.get("dir")) == (lang, direction)


# -- the page of all feeds --------------------------------------------------------


def test_the_index_lists_every_feed_and_subfeed() -> None:
    other = listed(replace(MAIN, title="Other", articles=()), "rss")
    root = parsed(page.index_page([(listed(MAIN), SUBFEEDS), (other, [])]))
    assert texts(root, ".//h2") == [MAIN.title, "Other"]
    assert texts(root, ".//section/ul/li") == ["RSS", "Atom", "JSON Feed", "RSS"]
    assert texts(root, ".//section/p[@class='meta']") == [
        "3 articles Updated 4 January 2026",
        "0 articles",
    ]
    assert texts(root, ".//details/summary") == ["3 regions"]
    assert texts(root, ".//details/div/ul/li") == [
        "Asia 1 RSS Atom JSON Feed Central Asia 1 RSS Atom JSON Feed",
        "Europe & more 0 RSS Atom JSON Feed",
    ]
    assert len(list(root.iter("link"))) == 4
    assert links(root, ".//footer//a") == [("All feeds as one list", "feeds.opml")]


@pytest.mark.parametrize(("regions", "is_open"), [(30, True), (31, False)])
def test_many_regions_are_shown_when_asked_for(regions: int, is_open: bool) -> None:
    inner = [replace(SUBFEEDS[0], path=f"eurasia/r{each}/") for each in range(regions)]
    details = parsed(page.index_page([(listed(MAIN), inner)])).find(".//details")
    assert details is not None and ("open" in details.attrib) == is_open
    assert len(details.findall(".//li")) == regions


def test_pages_of_nothing_are_pages() -> None:
    assert "There are no feeds yet." in text(root_of("no feeds"))
    assert "There are no articles yet." in text(root_of("no articles"))
