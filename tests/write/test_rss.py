from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import feedparser
import pytest
from lxml import etree

from feedtool.model import Category, Enclosure, Person, Published, Source
from feedtool.write import FORMATS

from .samples import FULL, LINK, feed, published, texts

render = FORMATS["rss"].render


def item(article: Published, **changes: Any) -> etree._Element:
    root = etree.fromstring(render(feed(article, **changes)))
    found = root.find("channel/item")
    assert found is not None
    return found


def read(article: Published) -> Any:
    parsed = feedparser.parse(render(feed(article)))
    assert not parsed.bozo
    return parsed.entries[0]


def test_the_channel_says_what_rss_can_say() -> None:
    channel = etree.fromstring(render(feed(FULL)))[0]
    assert [
        (name, texts(channel, name))
        for name in ("title", "link", "description", "language", "copyright")
    ] == [
        ("title", ["Eurasia foreign policy"]),
        ("link", ["https://example.org/"]),
        ("description", ["What governments do."]),
        ("language", ["en"]),
        ("copyright", ["© Example Institute"]),
    ]
    assert texts(channel, "lastBuildDate") == ["Sun, 04 Jan 2026 12:00:01 +0000"]
    assert texts(channel, "managingEditor") == ["desk@example.org (Example Desk)"]
    assert texts(channel, "image/url") == ["https://example.org/logo.png"]
    assert texts(channel, "image/title") == ["Eurasia foreign policy"]
    assert texts(channel, "atom:icon") == ["https://example.org/icon.ico"]
    assert texts(channel, "generator") == ["feedtool"]
    assert texts(channel, "atom:link[@rel='self']/@href") == [
        "https://example.org/feeds/eurasia/rss.xml"
    ]


def test_without_an_address_there_is_no_self_link() -> None:
    assert b"atom:link" not in render(feed(published(), address=None))


def test_several_authors_of_a_feed_are_creators() -> None:
    people = (Person(name="Ada", email="ada@x.org"), Person(name="Bob"))
    channel = etree.fromstring(render(feed(authors=people)))[0]
    assert texts(channel, "dc:creator") == ["Ada", "Bob"]
    assert not texts(channel, "managingEditor")


@pytest.mark.parametrize("ending", ["webp", "svg", "ico"])
def test_an_image_that_rss_does_not_know_is_a_logo(ending: str) -> None:
    url = f"https://example.org/logo.{ending}"
    channel = etree.fromstring(render(feed(image=url)))[0]
    assert texts(channel, "atom:logo") == [url]
    assert not texts(channel, "image")


def test_an_item_has_all_that_its_article_has() -> None:
    full = item(FULL)
    found = {
        path: texts(full, path)
        for path in (
            "title",
            "link",
            "guid",
            "guid/@isPermaLink",
            "pubDate",
            "atom:updated",
            "dc:creator",
            "dc:rights",
            "category",
            "category/@domain",
            "enclosure/@url",
            "enclosure/@length",
            "enclosure/@type",
            "source",
            "source/@url",
            "media:thumbnail/@url",
            "atom:link[@rel='related']/@href",
            "atom:link[@rel='enclosure']/@href",
            "atom:link[@rel='enclosure']/@type",
            "@xml:lang",
        )
    }
    assert found == {
        "title": ["Tariffs & treaties"],
        "link": [LINK],
        "guid": [LINK],
        "guid/@isPermaLink": ["true"],
        "pubDate": ["Thu, 01 Jan 2026 09:30:00 +0000"],
        "atom:updated": ["2026-01-04T12:00:01Z"],
        "dc:creator": ["Ada Byron", "Bob & Söhne"],
        "dc:rights": ["CC BY 4.0"],
        "category": ["central-asia", "asia", "trade", "t1"],
        "category/@domain": [
            "https://example.org/#regions",
            "https://example.org/#regions",
            "https://example.org/topics",
        ],
        "enclosure/@url": ["https://example.org/a.mp3"],
        "enclosure/@length": ["4123456"],
        "enclosure/@type": ["audio/mpeg"],
        "source": ["Heat Journal"],
        "source/@url": ["https://heat.example.com/feed.xml"],
        "media:thumbnail/@url": ["https://example.org/a.jpg"],
        "atom:link[@rel='related']/@href": ["https://other.example.net/a"],
        "atom:link[@rel='enclosure']/@href": ["https://example.org/a.pdf"],
        "atom:link[@rel='enclosure']/@type": ["application/pdf"],
        "@xml:lang": ["de"],
    }


def test_summary_comes_before_content_and_both_are_html() -> None:
    both = item(published(summary="a < b", content="<p>c &lt; <a href=x>d</a>"))
    names = [etree.QName(child).localname for child in both]
    assert names.index("description") < names.index("encoded")
    assert texts(both, "description") == ["a &lt; b"]
    assert texts(both, "content:encoded") == [
        '<p>c &lt; <a href="https://example.org/x">d</a></p>'
    ]


def test_the_summary_of_content_alone_is_how_its_text_begins() -> None:
    alone = item(published(content=f"<p>a <b>b</b></p><script>c</script>{'d ' * 900}"))
    (summary,) = texts(alone, "description")
    assert summary.startswith("a b d d d")
    assert summary.endswith(" d…")
    assert len(summary) <= 500
    (content,) = texts(alone, "content:encoded")
    assert content.startswith("<p>a <b>b</b></p>d d d")


def test_only_a_link_that_is_the_id_is_a_permalink() -> None:
    for identity in ("https://example.org/b", "urn:uuid:" + "0" * 8 + "-0000" * 3):
        other = item(published(id=identity))
        assert texts(other, "guid/@isPermaLink") == ["false"]
    tagged = item(published(id="tag:x.org,2026:a", link="tag:x.org,2026:a"))
    assert texts(tagged, "guid/@isPermaLink") == ["false"]


def test_a_host_that_is_a_number_of_ipv6_is_in_links_of_atom_alone() -> None:
    url = "https://[2001:db8::1]/a"
    article = published(link=url, source=Source(title="Heat", feed=url))
    channel = etree.fromstring(render(feed(article, link=url, image=f"{url}.png")))[0]
    assert texts(channel, "link") == ["urn:uuid:8f1b0f6e-8e0b-5d0e-9a51-0d3a5c6f7a01"]
    assert texts(channel, "atom:logo") == [f"{url}.png"]
    assert not texts(channel, "image") and not texts(channel, "item/link")
    assert texts(channel, "item/atom:link[@rel='alternate']/@href") == [url]
    assert texts(channel, "item/dc:source") == ["Heat"]
    assert not texts(channel, "item/source")


def test_the_description_of_a_channel_is_one_line() -> None:
    channel = etree.fromstring(render(feed(description="All of\n\nList<String>")))[0]
    assert texts(channel, "description") == ["All of List<String>"]


def test_a_year_that_programs_would_misread_is_not_written() -> None:
    old = datetime(99, 1, 1, tzinfo=UTC)
    document = render(feed(published(published=old, updated=old), updated=old))
    assert b"pubDate" not in document and b"lastBuildDate" not in document


def test_an_article_without_a_link_has_none() -> None:
    linkless = item(published(link=None, id="urn:isbn:1", summary="a"))
    assert not texts(linkless, "link")
    assert texts(linkless, "guid") == ["urn:isbn:1"]


def test_an_article_without_a_title_has_none() -> None:
    untitled = item(published(title=" ", summary="a"))
    assert not texts(untitled, "title")
    assert texts(untitled, "description") == ["a"]


def test_an_article_without_any_text_shows_its_address() -> None:
    assert texts(item(published(title="")), "description") == [LINK]


@pytest.mark.parametrize(
    "title",
    ["List<String>", "x < y", "AT&T &amp; Co", "<b>bold</b>", "&#60;", "a ]]> b"],
)
def test_text_that_looks_like_markup_arrives_as_text(title: str) -> None:
    categories = (Category(term=title),)
    article = published(
        title=title, categories=categories, authors=(Person(name=title),)
    )
    document = render(feed(article))
    start = document.index(b"<item>")
    assert b"&lt;" not in document[start:] and b"&amp;" not in document[start:]
    found = item(article)
    assert texts(found, "title") == texts(found, "category") == [title]


def test_titles_survive_feedparser() -> None:
    assert read(published(title="List<String> & x < y")).title == (
        "List<String> & x < y"
    )


def test_a_source_without_a_feed_is_named() -> None:
    named = item(published(source=Source(title="Heat & Co", link="https://h.org/")))
    assert texts(named, "dc:source") == ["Heat & Co"]
    assert texts(named, "atom:link[@rel='via']/@href") == ["https://h.org/"]
    assert not texts(named, "source")


@pytest.mark.parametrize(
    "first", ["https://localhost/a.mp3", "https://example.org?a=1", "https://[::1]/a"]
)
def test_an_enclosure_that_validators_refuse_is_an_atom_link(first: str) -> None:
    media = (Enclosure(url=first), Enclosure(url="https://example.org/b", type="x y"))
    found = item(published(enclosures=media))
    assert texts(found, "atom:link/@href") == [first]
    assert texts(found, "enclosure/@url") == ["https://example.org/b"]
    assert texts(found, "enclosure/@length") == ["0"]
    assert texts(found, "enclosure/@type") == ["application/octet-stream"]


def test_feedparser_reads_back_what_was_written() -> None:
    entry = read(FULL)
    assert entry.title == "Tariffs & treaties"
    assert entry.link == entry.id == LINK
    assert entry.published_parsed[:6] == (2026, 1, 1, 9, 30, 0)
    assert entry.updated_parsed[:6] == (2026, 1, 4, 12, 0, 1)
    assert [author.name for author in entry.authors] == ["Ada Byron", "Bob & Söhne"]
    assert entry.content[0].value == (
        '<p>All that is <a href="https://example.org/new">new</a>.</p>'
    )
    assert entry.summary == "What is new, in short."
    assert [one.href for one in entry.enclosures] == [
        "https://example.org/a.mp3",
        "https://example.org/a.pdf",
    ]


def test_only_namespaces_that_are_used_are_declared() -> None:
    document = render(feed(published(), address=None, icon=None))
    assert b"xmlns" not in document


def test_elements_stand_on_lines_of_their_own() -> None:
    document = render(feed(published(summary="a\nb"), path="")).decode()
    assert document.startswith('<?xml version="1.0" encoding="utf-8"?>\n<rss')
    assert "      <title>A title</title>\n" in document
    assert "      <description>a\nb</description>\n" in document
