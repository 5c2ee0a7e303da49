"""Reading has bounds: of bytes, depth, tags, attributes and text; it opens nothing."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import feedparser
import pytest

from feedtool import read
from feedtool.errors import ParseError
from feedtool.model import Article, Feed
from feedtool.read import draft, opml

URL = "https://example.org/feed.xml"


def parse(document: str | bytes) -> Feed[Article]:
    data = document if isinstance(document, bytes) else document.encode()
    return read.parse(data, url=URL)


def rss(inside: str, before: str = "") -> str:
    return f"{before}<rss version='2.0'><channel>{inside}</channel></rss>"


@pytest.fixture
def only_strict(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail the test if feedparser is given anything."""

    def refuse(*_: object, **__: object) -> None:
        pytest.fail("feedparser was given something")

    monkeypatch.setattr(feedparser, "parse", refuse)


# -- entities, and what else documents would have opened ----------------------------


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.setblocking(False)
        yield listening


BOMB = "".join(
    f"<!ENTITY e{i + 1} '{f'&e{i};' * 10}'>" for i in range(9)
)  # a billion times what e0 is
QUADRATIC = "<!ENTITY e0 '" + "a" * 50_000 + "'>"
ENTITIES = {
    "a billion laughs": (f"<!ENTITY e0 'lol'>{BOMB}", "&e9;"),
    "a long entity, often": (QUADRATIC, "&e0;" * 200),
    "a file": ("<!ENTITY e0 SYSTEM '{file}'>", "&e0;"),
    "an address": ("<!ENTITY e0 SYSTEM '{address}'>", "&e0;"),
    "a parameter entity": (
        "<!ENTITY % p SYSTEM '{address}'> %p; <!ENTITY e0 '%p;'>",
        "&e0;",
    ),
    "a file as a parameter": ("<!ENTITY % p SYSTEM '{file}'>%p;%e0;", "&e0;"),
    "an entity of brackets": ("<!ENTITY e0 ']'><!ENTITY e1 \"]>\">", "&e0;"),
}


@pytest.mark.usefixtures("only_strict")
@pytest.mark.parametrize("case", ENTITIES)
def test_no_entity_is_expanded(
    case: str, tmp_path: Path, listener: socket.socket
) -> None:
    secret = tmp_path / "secret"
    secret.write_text("<b>SECRET</b>")
    definitions, used = ENTITIES[case]
    definitions = definitions.replace("{file}", secret.as_uri()).replace(
        "{address}", f"http://127.0.0.1:{listener.getsockname()[1]}/a.dtd"
    )
    document = rss(
        f"<title>News</title><description>{used}</description><item><title>A</title>"
        f"<enclosure url='/a?{used}' type='{used}'/><link>/1</link>"
        f"<description>{used} b</description></item>",
        f"<?xml version='1.0'?>\n<!DOCTYPE rss [{definitions}]>\n",
    )
    start = time.process_time()
    feed = parse(document)
    assert time.process_time() - start < 2
    (article,) = feed.articles
    assert (feed.title, article.title) == ("News", "A")
    assert article.link == "https://example.org/1"
    assert feed.description.startswith(used[:100])  # as it is written
    assert article.summary.startswith(used[:100])
    assert len(repr(feed)) < 3 * len(document)
    assert "SECRET" not in repr(feed) and "lol" not in repr(feed)
    with pytest.raises(BlockingIOError):
        listener.accept()


@pytest.mark.usefixtures("only_strict")
@pytest.mark.parametrize(
    "around",
    [
        "<!DOCTYPE rss SYSTEM '{address}'>{rss}",
        "<!DOCTYPE rss PUBLIC '-//Netscape//DTD RSS 0.91//EN' \"{address}\">{rss}",
        "<!DOCTYPE rss SYSTEM '{file}' [<!ATTLIST rss a CDATA 'b'>]>{rss}",
        "<?xml-stylesheet type='text/xsl' href='{address}'?>{rss}",
        "<?xml version='1.0'?><?xml-stylesheet href='{file}'?><!-- a -->{rss}",
    ],
)
def test_nothing_that_a_document_names_is_opened(
    around: str, tmp_path: Path, listener: socket.socket
) -> None:
    secret = tmp_path / "secret"
    secret.write_text("SECRET")
    address = f"http://127.0.0.1:{listener.getsockname()[1]}/a"
    body = rss(
        "<title>News</title><item><title>A</title>"
        "<xi:include xmlns:xi='http://www.w3.org/2001/XInclude' href='{file}'"
        " parse='text'/><description><xi:include parse='text' href='{file}'"
        " xmlns:xi='http://www.w3.org/2001/XInclude'/></description></item>"
    )
    document = around.replace("{rss}", body)
    document = document.replace("{file}", secret.as_uri())
    feed = parse(document.replace("{address}", address))
    assert (feed.title, feed.articles[0].title) == ("News", "A")
    assert "SECRET" not in repr(feed)
    with pytest.raises(BlockingIOError):
        listener.accept()


@pytest.mark.usefixtures("only_strict")
def test_content_that_is_elsewhere_is_not_fetched(
    tmp_path: Path, listener: socket.socket
) -> None:
    secret = tmp_path / "secret"
    secret.write_text("SECRET")
    address = f"http://127.0.0.1:{listener.getsockname()[1]}/a.html"
    feed = parse(
        "<feed xmlns='http://www.w3.org/2005/Atom'><title>News</title>"
        f"<entry><id>a</id><content type='text/html' src='{address}'/></entry>"
        f"<entry><id>b</id><content src='{secret.as_uri()}'/></entry></feed>"
    )
    assert [(a.guid, a.content) for a in feed.articles] == [("a", ""), ("b", "")]
    with pytest.raises(BlockingIOError):
        listener.accept()


def test_an_entity_of_a_list_is_not_expanded(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("https://secret.example/")
    document = (
        f"<!DOCTYPE opml [<!ENTITY e SYSTEM '{secret.as_uri()}'>]><opml><body>"
        "<outline text='a &e; b' xmlUrl='https://example.org/'/></body></opml>"
    )
    (outline,) = opml.parse(document.encode())
    assert (outline.title, outline.feed) == ("a &e; b", "https://example.org/")


# -- too much ---------------------------------------------------------------------

BROKEN = "<item><title><b>a</title></b></item>"  # by no mending well-formed


NAMESPACES = "".join(f" xmlns:a{i}='{i}'" for i in range(201))


def nested(depth: int, inside: str = "") -> str:
    return rss("<a>" * depth + inside + "</a>" * depth)


def crowded(number: int, inside: str = "") -> str:
    attributes = "".join(f" a{i}='{i}'" for i in range(number))
    return rss(f"<title{attributes}>News</title>{inside}")


@pytest.mark.usefixtures("only_strict")
@pytest.mark.parametrize(
    ("make", "error"),
    [
        (lambda: rss("<title>" + "a " * 10_000_000 + "</title>"), "20 MB, more than"),
        (lambda: rss("<a/>" * 400_000), "a feed with more than 400,000 tags"),
        (lambda: nested(300), "more than 256 elements inside each other"),
        (lambda: nested(100_000), "more than 256 elements inside each other"),
        (
            lambda: rss(f"<item{NAMESPACES}><description>a<b/></description></item>"),
            "content within more than 200 namespaces",
        ),
        (lambda: rss("<a>" * 100_000), "more than 256 elements inside each other"),
        (lambda: rss("<a b='>'>" * 257), "more than 256 elements inside each other"),
        (lambda: crowded(32_000, BROKEN), "an element with more than 200 attributes"),
        (lambda: crowded(201, BROKEN), "an element with more than 200 attributes"),
        (
            lambda: rss(f"{BROKEN}<title>{'a ' * 1_000_000}</title>"),
            "2.0 MB of XML that is not well-formed, more than the 2 MB",
        ),
        (lambda: rss(f"{BROKEN}<a b='{'a ' * 5_500_000}'/>"), "11.0 MB of XML"),
    ],
    ids=lambda given: given if isinstance(given, str) else "",
)
def test_what_is_too_much_is_refused_at_once(
    make: Callable[[], str], error: str
) -> None:
    document = make()
    start = time.process_time()
    with pytest.raises(ParseError, match=f"^{error}"):
        parse(document)
    assert time.process_time() - start < 2


@pytest.mark.usefixtures("only_strict")
@pytest.mark.parametrize(
    "document",
    [
        rss(f"<title>News</title><a>{'<![CDATA[<p>]]>' * 500_000}</a>"),
        nested(250).replace("<channel>", "<channel><title>News</title>"),
        crowded(32_000),
        rss(f"<title>News</title><description>{'a ' * 4_000_000}</description>"),
    ],
    ids=["tags in sections", "250 deep", "32,000 attributes", "8 MB of text"],
)
def test_what_is_much_but_well_formed_is_read(document: str) -> None:
    start = time.process_time()
    assert parse(document).title == "News"
    assert time.process_time() - start < 2


@pytest.mark.parametrize(
    "one",
    [
        "<category>{}</category>",
        "<author>{}</author>",
        "<enclosure url='/{}'/>",
        "<link>/{}</link>",
        "<m:content xmlns:m='http://search.yahoo.com/mrss/' url='/{}' type='audio/a'/>",
        "<m:thumbnail xmlns:m='http://search.yahoo.com/mrss/' url='/{}'/>",
    ],
)
def test_many_of_a_kind_take_no_longer_each(one: str) -> None:
    inside = "".join(map(one.format, range(60_000)))
    document = rss(f"<item><title>A</title>{inside}</item>")
    start = time.process_time()
    assert parse(document).articles[0].title == "A"
    assert time.process_time() - start < 4


def test_an_attribute_is_found_among_many_at_once() -> None:
    attributes = "".join(f" a{i}=''" for i in range(60_000))
    guid = f"<guid{attributes} isPERMALINK='false'>https://example.org/1</guid>"
    start = time.process_time()
    (article,) = parse(rss(f"<item>{guid}</item>")).articles
    assert (article.guid, article.link) == ("https://example.org/1", None)
    assert time.process_time() - start < 3


@pytest.mark.parametrize("inside", ["<p>a<br>" * 1_000, "<![CDATA[<a>]]>" * 1_000])
def test_html_that_closes_nothing_is_not_nested(inside: str) -> None:
    document = rss(f"<title>News</title>{BROKEN}<item>{inside}</item>")
    assert parse(document).title == "News"


@pytest.mark.parametrize(
    "document",
    [
        "<opml><body>" + "<outline text='a'>" * 100_000,
        "<opml><body><outline"
        + "".join(f" a{i}=''" for i in range(32_000))
        + "/></body></opml>",
    ],
    ids=["100,000 deep", "32,000 attributes"],
)
def test_a_list_has_bounds_too(document: str) -> None:
    start = time.process_time()
    assert opml.parse(document.encode()) == ()
    assert time.process_time() - start < 2


@pytest.mark.parametrize(
    "document",
    [
        '{"version": "https://jsonfeed.org/version/1.1", "items": ' + "[" * 1_000_000,
        '{"version": "https://jsonfeed.org/version/1.1", "items": [{"id": '
        + "9" * 1_000_000
        + "}]}",
    ],
    ids=["a million deep", "a million digits"],
)
def test_json_has_bounds_too(document: str) -> None:
    with pytest.raises(ParseError, match=r"^JSON that cannot be read"):
        parse(document)


# -- time and memory --------------------------------------------------------------

MEASURE = """
import json, resource, sys, time
from lxml import etree
from feedtool import read
data = sys.stdin.buffer.read()
unit = 1024  # Linux counts in kilobytes
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
start = time.process_time()
feed = read.parse(data, url="https://example.org/feed.xml", tolerantly=False)
took = time.process_time() - start
after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(json.dumps([len(feed.articles), took, (after - before) * unit]))
"""
SIZE = 20_000_000


def many_articles() -> str:
    item = (
        "<item><title>What is new in the valley</title><link>/a</link>"
        "<guid isPermaLink='false'>a</guid><author>ada@example.org (Ada)</author>"
        "<pubDate>Sun, 01 Feb 2026 12:00:00 GMT</pubDate><category>Water</category>"
        "<description><![CDATA["
        + "<p>Dams, <b>rivers</b> and &amp; their <a href='/x'>neighbours</a>.</p>" * 12
        + "]]></description></item>"
    )
    return rss("<title>News</title>" + item * ((SIZE - 100) // len(item)))


def large_articles() -> str:
    paragraph = "&lt;p&gt;Dams, rivers &amp;amp; their neighbours – again.&lt;/p&gt;\n"
    entry = (
        "<entry><id>urn:a:b</id><title>A</title><updated>2026-02-01T12:00:00Z</updated>"
        "<link href='/a'/><content type='html'>" + paragraph * 20_000 + "</content>"
        "</entry>"
    )
    begin = "<feed xmlns='http://www.w3.org/2005/Atom'><title>News</title>"
    return begin + entry * ((SIZE - 100) // len(entry.encode())) + "</feed>"


@pytest.mark.skipif(sys.platform != "linux", reason="memory is counted as Linux does")
@pytest.mark.parametrize(
    ("make", "articles"), [(many_articles, 15_000), (large_articles, 10)]
)
def test_twenty_megabytes_take_little_time_and_memory(
    make: Callable[[], str], articles: int
) -> None:
    data = make().encode()
    assert 0.9 * SIZE < len(data) <= SIZE
    ran = subprocess.run(
        [sys.executable, "-c", MEASURE], input=data, stdout=subprocess.PIPE, check=True
    )
    found, took, grown = json.loads(ran.stdout)
    assert found >= articles
    assert took < 4
    assert grown < 100_000_000


def test_one_text_of_more_than_ten_megabytes_is_read() -> None:
    big = f"<item><title>A</title><description>{'a ' * 5_500_000}</description></item>"
    feed = parse(rss(f"{big}<item><title>B</title></item>"))
    assert [article.title for article in feed.articles] == ["A", "B"]
    assert len(feed.articles[0].summary) > 10_000_000


@pytest.mark.usefixtures("only_strict")
def test_one_text_of_more_than_ten_megabytes_lets_no_depth_through() -> None:
    deep = "<m:group xmlns:m='http://search.yahoo.com/mrss/'>" * 1_500
    ends = "</m:group>" * 1_500
    big = "a " * 5_500_000
    document = rss(f"<item><title>{big}</title>{deep}{ends}</item>")
    with pytest.raises(ParseError, match="elements inside each other"):
        parse(document)


@pytest.mark.usefixtures("only_strict")
def test_names_that_somebody_makes_up_are_not_remembered_for_ever() -> None:
    made_up = "".join(f"<x{i}/>" for i in range(3_000))
    assert parse(rss(f"<item>{made_up}<title>A</title></item>")).articles[0].title
    assert len(draft._readers) <= 1_001


@pytest.mark.usefixtures("only_strict")
def test_namespaces_within_content_take_no_longer_each() -> None:
    crowd = "".join(f" xmlns:b{i}='{i}' b{i}:x=''" for i in range(20_000))
    with pytest.raises(ParseError, match="an element with more than 200 namespaces"):
        parse(rss(f"<item><description>a<b{crowd}/></description></item>"))
