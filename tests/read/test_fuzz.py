"""Whatever becomes of a real feed on its way, what is read keeps the model's word."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from lxml import etree

from feedtool import html, read
from feedtool.errors import ParseError
from feedtool.model import Article, Feed, Outline, Published
from feedtool.read import opml
from feedtool.write import FORMATS

from ..corpus import CORPUS

TESTS = Path(__file__).parents[1]
NOW = datetime(2026, 3, 1, tzinfo=UTC)
LONGEST = 60_000  # bytes of a feed that are mutated
PATIENCE = 5  # seconds for a document
ADDRESS = re.compile(
    r"(?:[A-Za-z][A-Za-z0-9+.-]*://[^\s/<>\"]|mailto:.|magnet:.)[!-~]*"
)
FORBIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffd-\uffff]"
)
# What XML 1.0 §2.2 leaves out.
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
BREAKS = re.compile("[\n\r\t\u2028\u2029]")


def wild() -> list[bytes]:
    folder = TESTS / "data" / "wild"
    return [_document(path.read_bytes()) for path in sorted(folder.iterdir())]


def corpus() -> list[bytes]:
    paths = [*sorted(CORPUS.rglob("*.xml")), *sorted(CORPUS.rglob("*.json"))]
    return [_short(path.read_bytes()) for path in paths]


def _document(data: bytes) -> bytes:
    """Return what stands below the expectations in a file of `tests/data/wild`."""
    for mark in (b"\n-->\n", b"\n*/\n"):
        data = data.partition(mark)[2] or data
    return data


def _short(data: bytes) -> bytes:
    """Return *data*, its middle left out where it is long."""
    half = LONGEST // 2
    return data if len(data) <= LONGEST else data[:half] + data[-half:]


# -- what happens to bytes ----------------------------------------------------------

PIECES = [
    *(b"<", b">", b"&", b'"', b"'", b"/", b"=", b"\x00", b"\xff", b"\xef\xbb\xbf"),
    *(b"\x85", b"\xe2\x80\xa8", b"\xef\xbf\xbe", b"\xed\xa0\x80", b"\r", b"\n", b"\t"),
    *(b"&nbsp;", b"&bogus;", b"&#0;", b"&#x80;", b"&#xD800;", b"&#8232;", b"&lt;b&gt;"),
    *(b"&amp;amp;", b"&#10;", b"&AMP", b"<![CDATA[", b"]]>", b"<!--", b"-->", b"<?a?>"),
    *(b"<b>", b"</b>", b"<br>", b"<br/>", b"<p a=b>", b"<dc:b>", b"<x:y z:a='b'/>"),
    *(b"<item>", b"</item>", b"<entry>", b"</entry>", b"<channel>", b"</rss>"),
    *(b"<title type='xhtml'><div>", b"<title type='html'>", b"<content mode='base64'>"),
    *(
        b"<link href='//[::1'/>",
        b"<link>javascript:a</link>",
        b"<guid>http://a b</guid>",
    ),
    *(
        b"<link rel='enclosure' href='?' length='-1' type='/'/>",
        b"<enclosure url='x'/>",
    ),
    *(b"<pubDate>99999</pubDate>", b"<updated>0001-01-01T00:00:00+14:00</updated>"),
    *(b"<dc:date>9999-12-31T23:59:59-14:00</dc:date>", b"<category> </category>"),
    *(
        b" xml:base='http://[' ",
        b" xml:base='../..' ",
        b" xml:lang='x' ",
        b" xmlns='a' ",
    ),
    *(b"<?xml version='1.0' encoding='utf-16'?>", b"<!DOCTYPE a [<!ENTITY b 'c'>]>"),
    *(b"[", b"{", b"}", b"]", b",", b"null", b"1e999", b"\\ud800", b'"items":', b"-1"),
]
ENCODINGS = ("utf-16", "utf-16-be", "utf-32", "cp1252", "cp1251", "gb18030", "utf-7")


@st.composite
def mutated(draw: st.DrawFn, feeds: list[bytes], most: int = 6) -> bytes:
    """Draw one of *feeds* with a few things done to it."""
    data = draw(st.sampled_from(feeds))
    for _ in range(draw(st.integers(1, most))):
        data = draw(st.sampled_from(_MUTATIONS))(draw, data, feeds)
    return data


def _place(draw: st.DrawFn, data: bytes) -> int:
    """Draw a place in *data*, as often as not one where markup is."""
    place = draw(st.integers(0, len(data)))
    if draw(st.booleans()):
        found = data.find(draw(st.sampled_from([b"<", b">", b"&", b'"', b" "])), place)
        return place if found < 0 else found
    return place


def _slice(draw: st.DrawFn, data: bytes) -> slice:
    start = _place(draw, data)
    length = draw(st.sampled_from([1, 2, 5, 20, 100, 1_000]))
    return slice(start, start + draw(st.integers(1, length)))


def _deleted(draw: st.DrawFn, data: bytes, feeds: list[bytes]) -> bytes:
    gone = _slice(draw, data)
    return data[: gone.start] + data[gone.stop :]


def _doubled(draw: st.DrawFn, data: bytes, feeds: list[bytes]) -> bytes:
    twice = _slice(draw, data)
    times = draw(st.sampled_from([1, 1, 1, 30]))
    return data[: twice.stop] + data[twice] * times + data[twice.stop :]


def _swapped(draw: st.DrawFn, data: bytes, feeds: list[bytes]) -> bytes:
    one, other = sorted((_slice(draw, data) for _ in range(2)), key=lambda s: s.start)
    stop = max(one.stop, other.start)
    between = data[one.stop : other.start]
    begin, end = data[: one.start], data[max(stop, other.stop) :]
    return begin + data[other] + between + data[one] + end


def _cut(draw: st.DrawFn, data: bytes, feeds: list[bytes]) -> bytes:
    return data[: _place(draw, data)]


def _flipped(draw: st.DrawFn, data: bytes, feeds: list[bytes]) -> bytes:
    changed = bytearray(data)
    for _ in range(draw(st.integers(1, 5)) if data else 0):
        changed[draw(st.integers(0, len(data) - 1))] ^= 1 << draw(st.integers(0, 7))
    return bytes(changed)


def _inserted(draw: st.DrawFn, data: bytes, feeds: list[bytes]) -> bytes:
    place = _place(draw, data)
    return data[:place] + draw(st.sampled_from(PIECES)) + data[place:]


def _grafted(draw: st.DrawFn, data: bytes, feeds: list[bytes]) -> bytes:
    other = draw(st.sampled_from(feeds))
    place = _place(draw, data)
    return data[:place] + other[_slice(draw, other)] + data[place:]


def _encoded(draw: st.DrawFn, data: bytes, feeds: list[bytes]) -> bytes:
    text = data.decode("utf-8", "replace")
    return text.encode(draw(st.sampled_from(ENCODINGS)), "replace")


def _renamed(draw: st.DrawFn, data: bytes, feeds: list[bytes]) -> bytes:
    names = re.findall(rb"[A-Za-z:]{2,20}", data[:2_000])
    if not names:
        return data
    one, other = draw(st.sampled_from(names)), draw(st.sampled_from(names))
    return data.replace(one, other)


_MUTATIONS = [_deleted, _doubled, _swapped, _cut, _flipped, _inserted, _inserted]
_MUTATIONS += [_inserted, _grafted, _encoded, _renamed]


# -- what is promised ---------------------------------------------------------------


def check(data: bytes, url: str | None, content_type: str | None) -> None:
    """Fail if reading *data*, or writing what was read, goes against the model."""
    start = time.process_time()
    try:
        feed = read.parse(data, url=url, content_type=content_type)
    except ParseError as error:
        assert str(error)
    else:
        assert_keeps_its_word(feed)
        written = publishable(feed)
        for published in written.articles:
            content = published.article.content
            assert not FORBIDDEN.search(content), content
        for name, kind in FORMATS.items():
            document = kind.render(written)
            if name != "json":
                etree.fromstring(document)
            assert read.parse(document, url=None, tolerantly=False).title
    try:
        outlines = opml.parse(data, content_type=content_type)
    except ParseError as error:
        assert str(error)
    else:
        assert_lines(text for line in _flat(outlines) for text in (line.title,))
        assert_addresses(line.link for line in _flat(outlines))
    assert time.process_time() - start < PATIENCE


def assert_keeps_its_word(feed: Feed[Article]) -> None:
    assert_lines([feed.title, feed.description, feed.rights or ""])
    assert_addresses([feed.link, feed.self_link, feed.icon, feed.image])
    assert_moments([feed.updated])
    for article in feed.articles:
        assert_lines([article.title, article.summary, article.rights or ""])
        assert_lines(person.name for person in article.authors)
        assert_lines(category.term for category in article.categories)
        assert_addresses([article.link, article.base, article.image])
        assert_addresses(person.url for person in article.authors)
        assert_addresses(enclosure.url for enclosure in article.enclosures)
        assert_moments([article.published, article.updated])
        assert not ILLEGAL.search(article.content), article.content
        (article.guid or "").encode()
        source = article.source
        if source is not None:
            assert_lines([source.title or ""])
            assert_addresses([source.link, source.feed])


def assert_lines(texts: Iterator[str] | list[str]) -> None:
    for text in texts:
        assert not FORBIDDEN.search(text), text
        assert not BREAKS.search(text), text
        assert text == text.strip(), text


def assert_addresses(urls: Iterator[str | None] | list[str | None]) -> None:
    for url in urls:
        assert url is None or ADDRESS.fullmatch(url), url


def assert_moments(moments: list[datetime | None]) -> None:
    for moment in moments:
        if moment is not None:
            assert moment.tzinfo is UTC and moment.microsecond == 0


def publishable(feed: Feed[Article]) -> Feed[Published]:
    """Return *feed* as it could be published."""
    articles = tuple(
        Published(
            id=f"urn:isbn:{number}",
            article=Article(
                link=article.link,
                title=article.title,
                summary=article.summary,
                content=html.clean(article.content, base=article.base),
                authors=article.authors,
                categories=article.categories,
                enclosures=article.enclosures,
                image=article.image,
                language=article.language,
                rights=article.rights,
            ),
            published=article.published or NOW,
            updated=article.updated or NOW,
            source=article.source,
        )
        for number, article in enumerate(feed.articles)
    )
    return Feed(
        title=feed.title or "News",
        link=feed.link,
        id="urn:isbn:0",
        description=feed.description,
        language=feed.language,
        authors=feed.authors,
        rights=feed.rights,
        icon=feed.icon,
        image=feed.image,
        updated=feed.updated or NOW,
        path="news/",
        address="https://example.org/feeds/news/",
        articles=articles,
    )


def _flat(outlines: tuple[Outline, ...]) -> Iterator[Outline]:
    for outline in outlines:
        yield outline
        yield from _flat(outline.outlines)


# -- fuzzing ------------------------------------------------------------------------

URLS = st.sampled_from(["https://example.org/a/feed.xml", None, "http://[", "feeds/a"])
TYPES = st.sampled_from([None, None, "text/xml", "text/xml; charset=windows-1251", ";"])
fuzzing = partial(
    settings,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.generate, Phase.shrink],
    database=None,
)


@fuzzing(max_examples=150, derandomize=True)
@given(mutated(wild()), URLS, TYPES)
def test_a_mutated_feed_is_read_or_refused(
    data: bytes, url: str | None, content_type: str | None
) -> None:
    check(data, url, content_type)


@pytest.mark.long
@fuzzing(max_examples=6_000)
@given(mutated(wild(), most=12), URLS, TYPES)
def test_a_feed_mutated_much_is_read_or_refused(
    data: bytes, url: str | None, content_type: str | None
) -> None:
    check(data, url, content_type)


@pytest.mark.long
@pytest.mark.skipif(not corpus(), reason="the corpus is not here")
@fuzzing(max_examples=1_500)
@given(st.deferred(lambda: mutated(corpus())), URLS, TYPES)
def test_a_mutated_feed_of_the_corpus_is_read_or_refused(
    data: bytes, url: str | None, content_type: str | None
) -> None:
    check(data, url, content_type)
