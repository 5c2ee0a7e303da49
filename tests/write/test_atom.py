from __future__ import annotations

from html import unescape
from typing import Any

import feedparser
import pytest
from lxml import etree

from feedtool.model import Category, Person, Published, Source
from feedtool.write import FORMATS

from .samples import FULL, LINK, feed, published, texts

render = FORMATS["atom"].render


def entry(article: Published, **changes: Any) -> etree._Element:
    root = etree.fromstring(render(feed(article, **changes)))
    found = root.find("{http://www.w3.org/2005/Atom}entry")
    assert found is not None
    return found


def shown(element: etree._Element, name: str) -> str:
    """Return a text construct as a reader shows it (RFC 4287 §3.1)."""
    (text,) = texts(element, f"atom:{name}")
    is_html = texts(element, f"atom:{name}/@type") == ["html"]
    return unescape(text) if is_html else text


def test_the_feed_says_what_atom_can_say() -> None:
    root = etree.fromstring(render(feed(FULL)))
    found = {
        path: texts(root, path)
        for path in (
            "atom:id",
            "atom:title",
            "atom:subtitle",
            "atom:updated",
            "atom:author/atom:name",
            "atom:author/atom:email",
            "atom:rights",
            "atom:icon",
            "atom:logo",
            "atom:generator",
            "atom:link[@rel='self']/@href",
            "atom:link[@rel='alternate']/@href",
            "@xml:lang",
        )
    }
    assert found == {
        "atom:id": ["urn:uuid:8f1b0f6e-8e0b-5d0e-9a51-0d3a5c6f7a01"],
        "atom:title": ["Eurasia foreign policy"],
        "atom:subtitle": ["What governments do."],
        "atom:updated": ["2026-01-04T12:00:01Z"],
        "atom:author/atom:name": ["Example Desk"],
        "atom:author/atom:email": ["desk@example.org"],
        "atom:rights": ["© Example Institute"],
        "atom:icon": ["https://example.org/icon.ico"],
        "atom:logo": ["https://example.org/logo.png"],
        "atom:generator": ["feedtool"],
        "atom:link[@rel='self']/@href": ["https://example.org/feeds/eurasia/atom.xml"],
        "atom:link[@rel='alternate']/@href": ["https://example.org/"],
        "@xml:lang": ["en"],
    }


def test_a_feed_without_an_author_has_its_title_for_one() -> None:
    root = etree.fromstring(render(feed(authors=())))
    assert texts(root, "atom:author/atom:name") == ["Eurasia foreign policy"]


def test_an_entry_has_all_that_its_article_has() -> None:
    full = entry(FULL)
    found = {
        path: texts(full, path)
        for path in (
            "atom:id",
            "atom:title",
            "atom:published",
            "atom:updated",
            "atom:author/atom:name",
            "atom:author/atom:email",
            "atom:author/atom:uri",
            "atom:rights",
            "atom:category/@term",
            "atom:category/@scheme",
            "atom:category/@label",
            "atom:link/@rel",
            "atom:link/@href",
            "atom:link/@length",
            "atom:link/@type",
            "atom:summary",
            "atom:content",
            "atom:content/@type",
            "media:thumbnail/@url",
            "@xml:lang",
        )
    }
    assert found == {
        "atom:id": [LINK],
        "atom:title": ["Tariffs & treaties"],
        "atom:published": ["2026-01-01T09:30:00Z"],
        "atom:updated": ["2026-01-04T12:00:01Z"],
        "atom:author/atom:name": ["Ada Byron", "Bob & Söhne"],
        "atom:author/atom:email": ["ada@example.org"],
        "atom:author/atom:uri": ["https://ada.example.org/"],
        "atom:rights": ["CC BY 4.0"],
        "atom:category/@term": ["central-asia", "asia", "trade", "t1"],
        "atom:category/@scheme": [
            "https://example.org/#regions",
            "https://example.org/#regions",
            "https://example.org/topics",
        ],
        "atom:category/@label": ["Central Asia", "Asia", "Treaties"],
        "atom:link/@rel": ["alternate", "enclosure", "enclosure", "related"],
        "atom:link/@href": [
            LINK,
            "https://example.org/a.mp3",
            "https://example.org/a.pdf",
            "https://other.example.net/a",
        ],
        "atom:link/@length": ["4123456"],
        "atom:link/@type": ["audio/mpeg", "application/pdf"],
        "atom:summary": ["What is new, in short."],
        "atom:content": [
            '<p>All that is <a href="https://example.org/new">new</a>.</p>'
        ],
        "atom:content/@type": ["html"],
        "media:thumbnail/@url": ["https://example.org/a.jpg"],
        "@xml:lang": ["de"],
    }


def test_the_source_is_named_with_the_date_of_the_article() -> None:
    (source,) = entry(FULL).findall("{*}source")
    assert [
        (etree.QName(child).localname, child.text or child.get("href"))
        for child in source
    ] == [
        ("id", "tag:heat.example.com,2020:feed"),
        ("title", "Heat Journal"),
        ("updated", "2026-01-04T12:00:01Z"),
        ("link", "https://heat.example.com/"),
        ("link", "https://heat.example.com/feed.xml"),
    ]


def test_an_article_without_authors_is_not_by_the_author_of_our_feed() -> None:
    found = entry(published(source=Source(title="Heat Journal")))
    assert texts(found, "atom:source/atom:author/atom:name") == ["Heat Journal"]
    (made,) = texts(found, "atom:source/atom:id")
    assert made.startswith("urn:uuid:")


def test_without_a_link_the_summary_becomes_the_content() -> None:
    linkless = entry(published(link=None, id="urn:isbn:1", summary="a < b <c>"))
    assert not texts(linkless, "atom:link") and not texts(linkless, "atom:summary")
    assert shown(linkless, "content") == "a < b <c>"


@pytest.mark.parametrize(
    ("article", "title"),
    [
        (published(title="", summary="A summary."), "A summary."),
        (published(title="", content="<p>a &amp; b</p>"), "a & b"),
        (published(title="", summary="word " * 100), "word " * 19 + "word…"),
        (published(title=""), LINK),
        (published(title="", link=None, id="urn:isbn:1"), "urn:isbn:1"),
    ],
)
def test_a_missing_title_is_made_from_the_text(article: Published, title: str) -> None:
    assert shown(entry(article), "title") == title


def test_there_is_always_something_to_read() -> None:
    assert shown(entry(published()), "summary") == "A title"
    assert shown(entry(published(link=None, id="urn:isbn:1")), "content") == "A title"


@pytest.mark.parametrize(
    "text",
    [
        "List<String>",
        "x < y",
        "x<y",
        "AT&T &amp; Co",
        "<b>bold</b>",
        "&#60;",
        "a ]]> b",
    ],
)
def test_text_that_looks_like_markup_arrives_as_text(text: str) -> None:
    article = published(
        title=text,
        summary=text,
        rights=text,
        authors=(Person(name=text),),
        source=Source(title=text),
    )
    found = entry(article, title=text, description=text + ".")
    assert shown(found, "title") == shown(found, "summary") == text
    assert shown(found, "rights") == text
    assert texts(found, "atom:author/atom:name") == [text]


@pytest.mark.parametrize("title", ["List<String>", "x < y", "x<y", "AT&T"])
def test_titles_survive_feedparser(title: str) -> None:
    read = feedparser.parse(render(feed(published(title=title))))
    assert read.entries[0].title == title


def test_a_label_that_looks_like_markup_is_left_out() -> None:
    topics = (Category(term="a", label="</b>"), Category(term="b", label="B & C"))
    found = entry(published(categories=topics))
    assert texts(found, "atom:category/@term") == ["a", "b"]
    assert texts(found, "atom:category/@label") == ["B & C"]


def test_feedparser_reads_back_what_was_written() -> None:
    parsed = feedparser.parse(render(feed(FULL)))
    assert not parsed.bozo
    read = parsed.entries[0]
    assert (read.title, read.link, read.id) == ("Tariffs & treaties", LINK, LINK)
    assert read.published_parsed[:6] == (2026, 1, 1, 9, 30, 0)
    assert read.updated_parsed[:6] == (2026, 1, 4, 12, 0, 1)
    assert [author.name for author in read.authors] == ["Ada Byron", "Bob & Söhne"]
    assert read.content[0].value.startswith("<p>All that is")
    assert [(one.href, one.get("length")) for one in read.enclosures] == [
        ("https://example.org/a.mp3", "4123456"),
        ("https://example.org/a.pdf", None),
    ]
    assert read.source.title == "Heat Journal"


def test_a_language_is_said_once() -> None:
    assert render(feed(published(language="en"))).count(b"xml:lang") == 1
    assert render(feed(published(language="klingon"))).count(b"xml:lang") == 1
    assert b'<entry xml:lang="he">' in render(feed(published(language="iw")))


def test_elements_stand_on_lines_of_their_own() -> None:
    document = render(feed(published(summary="a\nb"), path="")).decode()
    assert document.startswith('<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="')
    assert "    <title>A title</title>\n" in document
    assert "    <summary>a\nb</summary>\n" in document
    assert "xmlns:" not in document
