from __future__ import annotations

import json
import locale
import subprocess
import sys
from datetime import UTC, datetime
from html import unescape

import feedparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from feedtool import dates, urls
from feedtool.model import (
    Article,
    Feed,
    Person,
    Published,
)
from feedtool.write import FORMATS

from . import hostile
from .samples import FULL, feed

ATOM = "{http://www.w3.org/2005/Atom}"
LAST_SECOND = 4_102_444_800  # the year 2100
MOMENTS = st.integers(0, LAST_SECOND).map(lambda s: datetime.fromtimestamp(s, UTC))


def assert_sound_atom(document: bytes) -> None:
    root = etree.fromstring(document)
    for element in (root, *root.iter(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert (element.findtext(f"{ATOM}{name}") or "").strip()
        assert urls.is_iri(element.findtext(f"{ATOM}id") or "")
    for entry in root.iter(f"{ATOM}entry"):
        has_content = entry.find(f"{ATOM}content") is not None
        has_summary = entry.find(f"{ATOM}summary") is not None
        assert has_content or (has_summary and entry.find(f"{ATOM}link") is not None)
    for link in root.iter(f"{ATOM}link"):
        assert urls.absolute(link.get("href") or "", None) == link.get("href")


def assert_sound_rss(document: bytes) -> None:
    channel = etree.fromstring(document)[0]
    assert all(channel.findtext(name) for name in ("title", "link", "description"))
    for item in channel.iter("item"):
        assert item.findtext("title") or item.findtext("description")
        assert urls.is_iri(item.findtext("guid") or "")


def assert_sound_json(document: bytes) -> None:
    root = json.loads(document)
    assert root["version"] == "https://jsonfeed.org/version/1.1" and root["title"]
    for item in root["items"]:
        assert item["id"] and ("content_html" in item or "content_text" in item)
        assert all({"url", "mime_type"} <= {*x} for x in item.get("attachments", ()))


@settings(max_examples=200, deadline=None)
@given(hostile.FEEDS)
def test_whatever_is_in_it_a_feed_has_what_it_must(odd: Feed[Published]) -> None:
    assert_sound_atom(FORMATS["atom"].render(odd))
    assert_sound_rss(FORMATS["rss"].render(odd))
    assert_sound_json(FORMATS["json"].render(odd))


def is_read_as_it_is(text: str) -> bool:
    """Tell whether feedparser takes *text* for what it is.

    It undoes what it takes for UTF-8 that was encoded twice.
    """
    try:
        twice = text.encode("latin-1").decode() != text
    except UnicodeError:
        twice = False
    return not twice and not {"<", "&", "\ufffd"} & set(text)


PLAIN = st.text(
    st.characters(codec="utf-8", categories=["L", "N", "P", "S"]), min_size=1
).filter(is_read_as_it_is)
PLAIN_FEEDS = st.builds(
    lambda title, name, when: feed(
        Published(
            id="urn:isbn:1",
            article=Article(
                link="https://x.org/",
                title=title,
                summary=title,
                authors=(Person(name=name),),
            ),
            published=when,
            updated=when,
        )
    ),
    PLAIN,
    st.from_regex(r"[A-Z][a-zé]{1,8} [A-Z][a-z]{1,8}", fullmatch=True),
    MOMENTS,
)


@pytest.mark.parametrize("name", ["rss", "atom"])
@settings(max_examples=100, deadline=None)
@given(plain=PLAIN_FEEDS)
def test_what_is_written_is_read_back(name: str, plain: Feed[Published]) -> None:
    article = plain.articles[0].article
    (entry,) = feedparser.parse(FORMATS[name].render(plain)).entries
    assert (entry.title, unescape(entry.summary)) == (article.title, article.summary)
    assert (entry.link, entry.id) == (article.link, "urn:isbn:1")
    assert entry.author == article.authors[0].name
    assert dates.parse(entry.published) == plain.articles[0].published


@pytest.mark.parametrize("name", ["rss", "atom", "json"])
def test_the_same_feed_is_the_same_bytes(name: str) -> None:
    render = FORMATS[name].render
    assert render(feed(FULL)) == render(feed(FULL))


@pytest.mark.parametrize("name", ["rss", "atom"])
def test_the_locale_of_the_process_is_left_alone(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*arguments: object) -> None:
        raise AssertionError("the locale was set")

    monkeypatch.setattr(locale, "setlocale", refuse)
    FORMATS[name].render(feed(FULL))


def test_each_format_knows_its_name() -> None:
    assert [format.name for format in FORMATS.values()] == list(FORMATS)
    assert [format.file for format in FORMATS.values()] == [
        "rss.xml",
        "atom.xml",
        "feed.json",
    ]


def test_asking_for_names_is_cheap() -> None:
    code = (
        "import sys, feedtool.write; "
        "print([m for m in ('feedgen', 'lxml', 'nh3', 'msgspec') if m in sys.modules])"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == "[]"
