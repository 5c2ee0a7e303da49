from __future__ import annotations

import json
from typing import Any

from feedtool import read
from feedtool.model import Evidence, Person, Source
from feedtool.write import FORMATS

from .samples import FULL, LINK, feed, published

render = FORMATS["json"].render


def items(*articles: Any, **changes: Any) -> Any:
    return json.loads(render(feed(*articles, **changes)))["items"]


def test_the_feed_says_what_json_feed_can_say() -> None:
    document = json.loads(render(feed(image=None, icon="https://example.org/i.png")))
    assert document == {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Eurasia foreign policy",
        "home_page_url": "https://example.org/",
        "feed_url": "https://example.org/feeds/eurasia/feed.json",
        "description": "What governments do.",
        "favicon": "https://example.org/i.png",
        "authors": [{"name": "Example Desk", "url": "mailto:desk@example.org"}],
        "language": "en",
        "items": [],
    }


def test_an_item_has_all_that_its_article_has() -> None:
    assert items(FULL) == [
        {
            "id": LINK,
            "url": LINK,
            "title": "Tariffs & treaties",
            "content_html": (
                '<p>All that is <a href="https://example.org/new">new</a>.</p>'
            ),
            "summary": "What is new, in short.",
            "image": "https://example.org/a.jpg",
            "date_published": "2026-01-01T09:30:00Z",
            "date_modified": "2026-01-04T12:00:01Z",
            "authors": [
                {"name": "Ada Byron", "url": "https://ada.example.org/"},
                {"name": "Bob & Söhne"},
            ],
            "tags": ["trade", "Treaties"],
            "language": "de",
            "attachments": [
                {
                    "url": "https://example.org/a.mp3",
                    "mime_type": "audio/mpeg",
                    "size_in_bytes": 4123456,
                },
                {
                    "url": "https://example.org/a.pdf",
                    "mime_type": "application/pdf",
                },
            ],
            "_feedtool": {
                "regions": {"central-asia": ["Kazakhstan", "Astana"], "asia": []},
                "also": ["https://other.example.net/a"],
                "source": {
                    "title": "Heat Journal",
                    "feed": "https://heat.example.com/feed.xml",
                },
            },
        }
    ]


def test_there_is_always_content() -> None:
    (summary, title, nothing) = items(
        published(summary="a < b"),
        published(id="urn:isbn:1"),
        published(id="urn:isbn:2", title="", link=None),
    )
    assert summary["content_text"] == summary["summary"] == "a < b"
    assert title["content_text"] == title["title"] == "A title"
    assert nothing["content_text"] == "urn:isbn:2"
    assert "title" not in nothing and "url" not in nothing


def test_text_is_plain() -> None:
    (item,) = items(published(title="List<String> &amp; AT&T", summary="<b>a</b>"))
    assert item["title"] == "List<String> &amp; AT&T"
    assert item["content_text"] == "<b>a</b>"


def test_a_source_without_a_feed_is_linked() -> None:
    (item,) = items(published(source=Source(title="Heat", link="https://h.org/")))
    assert item["_feedtool"]["source"] == {"title": "Heat", "link": "https://h.org/"}


def test_only_words_that_were_found_are_evidence() -> None:
    regions = {
        "a": Evidence(rule="record"),
        "b": Evidence(rule="words", words=("x",)),
        "c": Evidence(rule="inside", words=("b",)),
    }
    (item,) = items(published(regions=regions))
    assert item["_feedtool"] == {"regions": {"a": [], "b": ["x"], "c": []}, "also": []}


def test_without_an_address_there_is_no_feed_url() -> None:
    document = json.loads(render(feed(address=None)))
    assert "feed_url" not in document


def test_what_is_written_is_readable() -> None:
    document = render(feed(published(authors=(Person(name="Söhne 日本"),)))).decode()
    assert "Söhne 日本" in document and "\\u" not in document
    assert document.startswith('{\n  "version":') and document.endswith("}\n")


def test_our_own_reader_reads_it_back() -> None:
    (article,) = read.parse(render(feed(FULL)), url=None).articles
    written = FULL.article
    assert (article.guid, article.link) == (LINK, LINK)
    assert (article.title, article.summary) == (written.title, written.summary)
    assert (article.published, article.updated) == (FULL.published, FULL.updated)
    assert (article.enclosures, article.image) == (written.enclosures, written.image)
    assert article.language == "de"
    assert article.source == Source(
        title="Heat Journal", feed="https://heat.example.com/feed.xml"
    )
