"""What was written is read back: by us, by feedparser, by newsboat and by sfeed.

Newsboat and sfeed are programs that many people read feeds with; where they are not
installed, they are not asked.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from html import escape, unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import feedparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedtool import dates, read, text
from feedtool.model import (
    Article,
    Category,
    Enclosure,
    Feed,
    Person,
    Published,
    Source,
)
from feedtool.read import fields
from feedtool.write import FORMATS, fit

from .. import elsewhere
from ..servers import Server
from .samples import FULL, LATER, feed, published

# -- what is written --------------------------------------------------------------

ODD = [
    *("List<String>", "x < y", "x<y", "AT&T", "i<3", "R&D;", "&nosuch;", "C:\\new"),
    *("100%", "]]>", "-->", '"so"', "it’s", "‹x›", "é", "e\u0301", "ß", "İ", "﷽"),
    *("日本", "עברית", "\u202eabc\u202c", "👩\u200d👩\u200d👧"),
]
MARKUP = ["a &amp; b", "&amp;amp;", "<b>bold</b>", "a </b>", "&#60;", "&copy; me"]
WORDS = st.lists(st.sampled_from(ODD), min_size=1, max_size=4).map(" ".join)
LINES = st.one_of(
    WORDS,
    st.sampled_from(MARKUP),
    st.text(st.characters(codec="utf-8"), max_size=20).map(text.line).filter(bool),
)
NAMES = st.sampled_from(["Ada Byron", "Bob & Söhne", "علي", "O’Neill, Jr.", "x<y"])
PAGES = st.sampled_from(["https://x.org/a?b=1&c=%3C", "http://xn--bcher-kva.example/"])
HTML = st.sampled_from(
    [
        "",
        "<p>a &lt;b&gt; &amp;amp; <b>b</b></p>",
        "<p>日本<br>\n👩‍👩‍👧</p>\n\n<pre>\n\n  x &lt; y\n</pre>",
        '<p><a href="https://x.org/?a=1&amp;b=2" title="&quot;">x</a> ]]&gt;</p>',
        "plain &amp; simple",
    ]
)
MOMENTS = st.integers(631_152_000, 4_102_444_800).map(
    lambda seconds: datetime.fromtimestamp(seconds, UTC)
)


def several(
    kind: type, key: str, /, **given: st.SearchStrategy[Any]
) -> st.SearchStrategy[Any]:
    """Return up to three of a *kind*, of which no two have the same *key*."""

    def known_by(each: Any) -> str:
        return str(getattr(each, key)).casefold()

    one = st.builds(kind, **given)
    return st.lists(one, max_size=3, unique_by=known_by).map(tuple)


ARTICLES = st.builds(
    Article,
    link=PAGES,
    title=LINES,
    summary=LINES,
    content=HTML,
    authors=several(
        Person,
        "name",
        name=NAMES,
        email=st.sampled_from([None, "ada@example.org"]),
        url=st.none() | PAGES,
    ),
    categories=several(
        Category,
        "term",
        term=WORDS,
        scheme=st.sampled_from([None, "https://x.org/topics"]),
        label=st.none() | WORDS,
    ),
    enclosures=several(
        Enclosure,
        "url",
        url=st.sampled_from([f"https://x.org/{number}.mp3" for number in range(9)]),
        type=st.sampled_from(["audio/mpeg", "application/pdf"]),
        length=st.none() | st.integers(1, 10**12),
    ),
    image=st.none() | PAGES,
    language=st.sampled_from([None, "de", "zh-Hant"]),
    rights=st.none() | WORDS,
)
SOURCES = st.builds(Source, title=NAMES, link=st.none() | PAGES, feed=st.none() | PAGES)


def one(
    article: Article, moment: datetime, source: Source | None = None
) -> Feed[Published]:
    return feed(
        Published(
            id="tag:x.org,2026:a",
            article=article,
            published=moment,
            updated=max(moment, LATER),
            source=source,
        )
    )


FEEDS = st.builds(one, ARTICLES, MOMENTS, st.none() | SOURCES)

# -- what each format can say of it -------------------------------------------------


def said(name: str, written: Feed[Published]) -> Article:
    """Return the article of a feed as it can be read in the format *name*."""
    shown = fit.fitted(written)
    (given,) = shown.articles
    own = given.article.authors
    is_edited = given.updated != given.published
    article = replace(
        given.article,
        guid=given.id,
        published=given.published,
        updated=given.updated if is_edited or name == "atom" else None,
        source=given.source,
        language=given.article.language or shown.language,
        authors=own or (() if given.source else shown.authors),
    )
    source = article.source
    if name == "rss":
        return replace(
            article,
            title=fields.line_of_either(article.title),  # nobody says which it is
            authors=tuple(Person(name=each.name) for each in own),
            categories=topics(article, with_scheme=True),
            source=source and replace(source, link=None),
        )
    if name == "json":
        return replace(
            article,
            authors=tuple(
                Person(name=each.name, url=each.url or (mail and f"mailto:{mail}"))
                for each in article.authors
                for mail in [each.email]
            ),
            categories=topics(article, with_scheme=False),
            source=source
            and replace(source, link=None if source.feed else source.link),
            rights=None,
        )
    return article


def topics(article: Article, *, with_scheme: bool) -> tuple[Category, ...]:
    """Return the topics of *article* by the one name that a format has for each."""
    return fields.categories(
        Category(
            term=each.term if with_scheme and each.scheme else each.label or each.term,
            scheme=each.scheme if with_scheme else None,
        )
        for each in article.categories
    )


@pytest.mark.parametrize("name", list(FORMATS))
@settings(max_examples=150, deadline=None)
@given(written=FEEDS)
def test_we_read_back_what_we_wrote(name: str, written: Feed[Published]) -> None:
    (found,) = read.parse(FORMATS[name].render(written), url=None).articles
    source = found.source and replace(found.source, id=None)  # made where it has none
    assert replace(found, base=None, source=source) == said(name, written)


@pytest.mark.parametrize("name", ["rss", "atom"])
@settings(max_examples=150, deadline=None)
@given(written=FEEDS)
def test_feedparser_reads_back_what_we_wrote(
    name: str, written: Feed[Published]
) -> None:
    article = said(name, written)
    parsed = feedparser.parse(
        FORMATS[name].render(written),
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    assert not parsed.bozo
    (found,) = parsed.entries
    assert (found.link, found.id) == (article.link, article.guid)
    assert dates.parse(found.published) == article.published
    if article.updated:
        assert dates.parse(found.updated) == article.updated
    if article.content:
        assert found.content[0].value == article.content
    assert {tag.term for tag in found.get("tags", ())} == {
        topic.term for topic in article.categories
    }
    assert [media.href for media in found.enclosures] == [
        media.url for media in article.enclosures
    ]
    own = fit.fitted(written).articles[0].article
    if own.authors:
        names = [author.name for author in found.authors]
        assert names == [person.name for person in own.authors]
    if is_plain(own.title) and is_plain(own.summary):
        assert found.title == own.title
        assert unescape(found.summary) == own.summary


def is_plain(written: str) -> bool:
    """Tell whether feedparser takes *written* for text, and for what it is.

    It undoes what it takes for UTF-8 that was encoded twice.
    """
    try:
        twice = written.encode("latin-1").decode() != written
    except UnicodeError:
        twice = False
    return not twice and not {"<", "&"} & set(written)


# -- programs that people read feeds with -------------------------------------------


def shown_to_people() -> Feed[Published]:
    """Return a feed whose texts are all that readers have been seen to stumble on."""
    moment = int(LATER.timestamp())
    return feed(
        FULL,
        *(
            published(
                id=f"urn:isbn:{number}",
                link=f"https://example.org/{number}?a=1&b=2",
                title=title,
                summary=f"{title}!",
                content=f"<p>{escape(title, quote=False)}</p>" if number % 2 else "",
                authors=(Person(name=title),),
                source=Source(title="Heat", link="https://heat.example.com/"),
                published=datetime.fromtimestamp(moment - number, UTC),
            )
            for number, title in enumerate(
                [*ODD, " ".join(ODD[:12]), "a <b", "a &copy"]
            )
        ),
    )


def is_heard(media: Enclosure) -> bool:
    """Tell whether newsboat, which takes all but pictures for podcasts, shows it."""
    return not (media.type or "").startswith("image/")


def as_html(article: Article) -> str:
    return article.content or escape(article.summary, quote=False)


def feeds_shown() -> list[Feed[Published]]:
    """Return that feed, and the real ones that lie beside the project."""
    at = "https://www.example.org/feeds/"
    real = (elsewhere.republished(document, at=at) for document in elsewhere.corpus())
    return [fit.fitted(each) for each in (shown_to_people(), *real) if each]


@pytest.mark.skipif(not shutil.which("newsboat"), reason="newsboat is not installed")
@pytest.mark.parametrize("name", ["rss", "atom"])
def test_newsboat_shows_what_we_wrote(name: str, tmp_path: Path) -> None:
    feeds = {f"/{number}": each for number, each in enumerate(feeds_shown())}
    files = {path: FORMATS[name].render(written) for path, written in feeds.items()}
    with Server(files) as server:
        tmp_path.joinpath("urls").write_text("\n".join(map(server.url, files)))
        tmp_path.joinpath("config").touch()
        places = {"-u": "urls", "-C": "config", "-c": "cache.db"}
        subprocess.run(
            [
                "newsboat",
                *(word for key, file in places.items() for word in (key, file)),
                *("-x", "reload"),
            ],
            cwd=tmp_path,
            env={**os.environ, "HOME": str(tmp_path)},
            check=True,
            capture_output=True,
            timeout=60,
        )
    with closing(sqlite3.connect(tmp_path / "cache.db")) as memory:
        heads = list(memory.execute("select rssurl, title, url from rss_feed"))
        rows = memory.execute(
            "select guid, title, url, author, pubDate, content, enclosure_url"
            " from rss_item"
        )
        found = {row[0]: row[1:] for row in rows}
    assert len(heads) == len(feeds)
    for url, title, link in heads:
        written = feeds[urlsplit(url).path]
        assert title == written.title
        assert link.rstrip("/") == (written.link or "").rstrip("/")
    for each in (article for written in feeds.values() for article in written.articles):
        article = each.article
        title, link, author, moment, content, media = found.pop(each.id)
        assert link == article.link
        assert title == article.title or not article.title
        assert not article.authors or author.split(", ")[-1] == article.authors[-1].name
        assert moment == int(each.published.timestamp())
        assert content == as_html(article) or not as_html(article)
        heard = [known.url for known in article.enclosures if is_heard(known)]
        assert media in (heard or [""])
    assert not found


@pytest.mark.skipif(not shutil.which("sfeed"), reason="sfeed is not installed")
@pytest.mark.parametrize("name", ["rss", "atom"])
def test_sfeed_shows_what_we_wrote(name: str) -> None:
    for written in feeds_shown():
        rows = list(lines_of_sfeed(FORMATS[name].render(written)))
        for each, row in zip(written.articles, rows, strict=True):
            article = each.article
            assert row["time"] == str(int(each.published.timestamp()))
            assert (row["link"], row["id"]) == (article.link, each.id)
            assert not article.authors or row["author"] == article.authors[0].name
            media = article.enclosures
            assert row["enclosure"] == (media[0].url if media else "")
            texts = (as_html(article).strip(), article.summary)
            assert row["content"] in texts or not any(texts)
            # It does not know that a title of Atom may be HTML.
            if name == "rss" or not fit.looks_like_markup(article.title):
                assert row["title"] == article.title or not article.title


def lines_of_sfeed(document: bytes) -> Iterator[dict[str, str]]:
    """Yield what sfeed makes of each article, by column (sfeed(5))."""
    names = ("time", "title", "link", "content", "kind", "id", "author", "enclosure")
    ran = subprocess.run(["sfeed"], input=document, capture_output=True, check=True)
    for line in ran.stdout.decode().splitlines():
        row = dict(zip(names, line.split("\t"), strict=False))
        parts = row["content"].split("\\\\")
        content = "\\".join(
            part.replace("\\n", "\n").replace("\\t", "\t") for part in parts
        )
        yield row | {"content": content.strip()}
