from __future__ import annotations

import time

import pytest

from feedtool import read
from feedtool.errors import ParseError
from feedtool.read import discovery

PAGE = "https://example.org/blog/"


def found(page: str, url: str | None = PAGE) -> list[str]:
    return [link.address for link in discovery.find(page.encode(), url=url)]


def linked(type: str, href: str, more: str = "") -> str:
    return f'<link rel="alternate" type="{type}" href="{href}" {more}>'


RSS, ATOM = "application/rss+xml", "application/atom+xml"
JSON = "application/feed+json"


# -- what a page declares ---------------------------------------------------------


@pytest.mark.parametrize(
    "link",
    [
        linked(RSS, "feed.xml"),
        "<LINK REL='Alternate' TYPE='Application/RSS+XML; charset=UTF-8' "
        "HREF=feed.xml>",
        f"<link href=feed.xml type={RSS} rel='nofollow ALTERNATE home'/>",
        f"<link\n rel = alternate\n type = '{RSS}'\n href = ' feed.xml '\n>",
        "<link rel=feed href=feed.xml>",
        linked("text/xml", "https://example.org/blog/feed.xml"),
    ],
)
def test_a_declared_feed_is_found_however_it_is_written(link: str) -> None:
    (one,) = discovery.find(f"<html><head>{link}".encode(), url=PAGE)
    assert one.address == "https://example.org/blog/feed.xml"
    assert one.is_declared


@pytest.mark.parametrize(
    "link",
    [
        '<link rel="stylesheet" type="text/css" href="feed.css">',
        f'<link rel="alternate stylesheet" type="{RSS}" href="feed.xml">',
        '<link rel="alternate" hreflang="de" href="https://example.org/de/">',
        linked("application/json+oembed", "https://example.org/oembed?url=x"),
        linked("application/json", "https://example.org/wp-json/wp/v2/posts/1"),
        linked(RSS, "javascript:alert(1)"),
        linked(RSS, "file:///etc/passwd"),
        linked(RSS, ""),
        f"<!-- {linked(RSS, 'feed.xml')} -->",
        f"<script>document.write('{linked(RSS, 'feed.xml')}')</script>",
        f"<textarea>{linked(RSS, 'feed.xml')}</textarea>",
        f"<p title='{linked(RSS, 'feed.xml')}'>",
    ],
)
def test_what_is_no_feed_is_not_found(link: str) -> None:
    assert found(f"<html><head>{link}</head>") == []


def test_the_base_of_a_page_counts_and_only_the_first_one() -> None:
    bases = "<base target=_top><base href='/a/'><base href='/b/'>"
    assert found(bases + linked(RSS, "x")) == ["https://example.org/a/x"]
    assert found(f"<base href='//cdn.example.net'>{linked(RSS, 'x')}") == [
        "https://cdn.example.net/x"
    ]


def test_without_an_address_only_absolute_links_are_found() -> None:
    page = linked(RSS, "feed.xml") + linked(RSS, "https://example.org/f?a=1&amp;b=2")
    assert found(page, None) == ["https://example.org/f?a=1&b=2"]


def test_rss_and_atom_come_before_json_and_comments_last() -> None:
    page = (
        linked(RSS, "/comments/feed/")
        + linked(RSS, "/a", "title='Example &raquo; Comments Feed'")
        + linked(JSON, "/feed.json")
        + linked("text/xml", "/feed")
        + linked(ATOM, "/atom.xml")
        + linked(RSS, "/rss.xml")
    )
    assert found(page) == [
        f"https://example.org{path}"
        for path in ("/atom.xml", "/rss.xml", "/feed", "/feed.json")
    ] + ["https://example.org/comments/feed/", "https://example.org/a"]


def test_a_feed_of_comments_is_taken_where_there_is_no_other() -> None:
    assert found(linked(RSS, "/comments/feed/")) == [
        "https://example.org/comments/feed/"
    ]


def test_a_section_about_comment_is_no_feed_of_comments() -> None:
    (one,) = discovery.find(
        linked(RSS, "/commentisfree/rss", "title='Comment is free'").encode(), url=PAGE
    )
    assert not one.is_of_comments


def test_the_same_feed_is_found_once() -> None:
    page = linked(RSS, "http://example.org/rss") + linked(
        RSS, "https://example.org/rss/"
    )
    assert found(page) == ["http://example.org/rss"]


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Example RSS", "Example (Atom 1.0)", True),
        ("", "", True),
        ("Example » Feed", "Example » Feed", True),
        ("Example", "Example: Sport", False),
        ("News 2023", "News 2024", False),
    ],
)
def test_one_feed_in_two_formats_is_known_by_its_title(
    one: str, other: str, alike: bool
) -> None:
    links = (discovery.Link(address=PAGE, title=title) for title in (one, other))
    assert discovery.are_alike(*links) == alike


# -- what a page links ------------------------------------------------------------


@pytest.mark.parametrize(
    "href",
    [
        "/index.xml",
        "/news.rss",
        "/x.atom",
        "/feed",
        "/feed/",
        "/blog/RSS",
        "/atom/",
        "/rss2",
        "/feed.json",
        "/feed/rss2/",
        "/?feed=rss2",
        "/list?a=b&amp;format=atom",
    ],
)
def test_a_link_whose_address_looks_like_that_of_a_feed_is_found(href: str) -> None:
    (one,) = discovery.find(f"<p><a class=x href='{href}'>x</a>".encode(), url=PAGE)
    assert not one.is_declared


@pytest.mark.parametrize(
    "href", ["/", "/feedback", "/sitemap.xml", "/sitemap-news.xml", "/a?q=rss", "#rss"]
)
def test_other_links_are_left_alone(href: str) -> None:
    assert found(f"<a href='{href}'>RSS</a>") == []


def test_links_come_after_what_is_declared_those_of_its_own_host_first() -> None:
    page = (
        "<a href='https://reader.example.net/feed'>+</a><a href='/x.xml'>RSS</a>"
        + linked(JSON, "/feed.json")
    )
    assert found(page) == [
        "https://example.org/feed.json",
        "https://example.org/x.xml",
        "https://reader.example.net/feed",
    ]


# -- the hint ---------------------------------------------------------------------


def reason(page: str, url: str | None = PAGE) -> str:
    with pytest.raises(ParseError) as caught:
        read.parse(page.encode(), url=url)
    return str(caught.value)


def test_a_page_that_is_no_feed_names_the_feed_behind_it() -> None:
    page = f"<!doctype html><title>A blog</title>{linked(ATOM, 'atom.xml')}"
    assert reason(page) == (
        "an HTML page titled 'A blog', not a feed; "
        "its feed seems to be https://example.org/blog/atom.xml"
    )


@pytest.mark.parametrize(
    "more", ["", "<a href=/feed>RSS</a>", linked(RSS, "/" + "x" * 300)]
)
def test_a_page_that_names_none_is_said_to_be_a_page(more: str) -> None:
    assert reason(f"<html><title>A blog</title>{more}") == (
        "an HTML page titled 'A blog', not a feed"
    )


def test_a_hint_has_no_password_and_no_control_characters_in_it() -> None:
    address = "https://ada:secret@example.org/\x1b[31m\u202efeed"
    said = reason(f"<html>{linked(RSS, address)}")
    assert "secret" not in said
    assert said.isprintable()


# -- hostile pages ----------------------------------------------------------------


@pytest.mark.parametrize(
    "part",
    [
        "<a",
        "<a ",
        "<a href=",
        "<a href='",
        '<a "',
        "<a '\"<a",
        "<link rel=alternate ",
        "<!--",
        "<script",
        "<script>",
        "</script",
        "<a href=/rss/rss",
        "<a href='/feed'>",
        "<link rel=feed href=//\u00fc.example/>",
        "<base href=x>",
        "= ",
        "x=",
        "<a " + "x" * 50_000,
        "<a" + " " * 50_000 + "x",
        "&" * 1000,
        "<a href=&#x26;feed>",
    ],
)
def test_no_page_takes_long(part: str) -> None:
    page = part * (3_000_000 // len(part))
    start = time.process_time()
    discovery.find_in(page, url=PAGE)
    assert time.process_time() - start < 2.5
