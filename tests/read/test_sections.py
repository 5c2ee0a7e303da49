"""What is in long sections is read as if nobody had cut them out."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedtool.errors import ParseError
from feedtool.model import Article, Feed
from feedtool.read import sections, strict

URL = "https://feed.example/dir/feed.xml"
ATOM = "http://www.w3.org/2005/Atom"
LONG = "<p>Long &amp; wide.</p>\n" * 40
SECTION = f"<![CDATA[{LONG}]]>"


def rss(inside: str) -> bytes:
    return (
        "<rss xmlns:content='http://purl.org/rss/1.0/modules/content/'"
        " xmlns:media='http://search.yahoo.com/mrss/'"
        " xmlns:itunes='http://www.itunes.com/dtds/podcast-1.0.dtd'><channel>"
        f"<item><title>A</title>{inside}</item></channel></rss>"
    ).encode()


def atom(inside: str) -> bytes:
    return (
        f"<feed xmlns='{ATOM}'><entry><title>A</title>{inside}</entry></feed>"
    ).encode()


def whole(document: bytes) -> Feed[Article] | str:
    """Return what is read of *document* when nothing is cut."""
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(strict, "cut", lambda document: (document, {}))
            return strict.parse(document, url=URL)
    except ParseError as error:
        return str(error)


def found(document: bytes) -> Feed[Article] | str:
    try:
        return strict.parse(document, url=URL)
    except ParseError as error:
        return str(error)


ALIKE = {
    "RSS": rss(f"<description>{SECTION}</description>"),
    "content": rss(f"<content:encoded>{SECTION}</content:encoded>"),
    "two": rss(
        f"<description>{SECTION}</description>"
        f"<content:encoded>\n  {SECTION}\n</content:encoded>"
    ),
    "Atom": atom(f"<content type='html' xml:base='/b/'>{SECTION}</content>"),
    "Atom, text": atom(f"<summary>{SECTION}</summary>"),
    "a podcast's": rss(
        f"<itunes:subtitle>A</itunes:subtitle><itunes:summary>{SECTION}</itunes:summary>"
        f"<description>{SECTION}</description>"
    ),
    "a podcast's alone": rss(f"<itunes:summary>\n{SECTION}\n</itunes:summary>"),
    "around it": rss(f"<description> {SECTION} and &lt;i&gt; more</description>"),
    "two in one": rss(f"<description>{SECTION}{SECTION}</description>"),
    "blanks that are no XML's": rss(
        f"<description> <![CDATA[\u00a0\u2003{LONG}\u00a0 ]]> </description>"
    ),
    "XHTML": atom(f"<content type='xhtml'>{SECTION}</content>"),
    "base64": atom(f"<content mode='base64'><![CDATA[{'QUJD' * 200}]]></content>"),
    "ends of lines": rss(f"<description>\r{SECTION}\r\n</description>").replace(
        b".</p>\n", b".</p>\r\n\r"
    ),
    "wide characters": rss(f"<description>{SECTION}</description>").replace(
        b"wide", "wíde \U0001f600".encode()
    ),
    "characters that look legal": rss(f"<description>{SECTION}</description>").replace(
        b"wide", "\u0085 \x7f \ufffd \ufdd0 \U0001fffe".encode()
    ),
    "brackets": rss(f"<description><![CDATA[{']] > ]>]' * 200}]]></description>"),
    "text before a comment": rss(
        f"<description>abc<!-- <description -->{SECTION}</description>"
    ),
    "text before an instruction": rss(
        f"<description>abc<?x <description ?>{SECTION}</description>"
    ),
    "text before a section": rss(
        f"<description>abc<![CDATA[ x <description ]]>{SECTION}</description>"
    ),
    "brackets before it": rss(
        f"<link>{'[' * 200}</link><description>{SECTION}</description>"
    ),
    "brackets alone": rss(f"<description>{'[]' * 400}</description>"),
    "nothing but blanks": rss(f"<description><![CDATA[{' ' * 900}]]></description>"),
    "after the sections": rss(f"<description>{SECTION}</description><x>]]</x>"),
    "our name": atom(f"<summary>{SECTION}</summary><\U000c00000/>"),
}
UNREAD = {
    "in a comment": rss(
        f"<!-- <description>{SECTION}</x> --><link>https://a.example/</link>"
    ),
    "out of a comment": rss(
        f"<!-- <description><![CDATA[ --><guid>{LONG}</guid><!-- ]]></x> -->"
    ),
    "in an instruction": rss(f"<?a <description>{SECTION}</x>?>"),
    "a second one": rss(
        f"<description>{SECTION}</description><description>{SECTION}</description>"
    ),
    "a picture": atom(f"<content type='image/png'>{SECTION}</content>"),
    "unknown": rss(f"<x><description>{SECTION}</description></x>"),
    "in markup": rss(f"<description>a<content>{SECTION}</content>b</description>"),
    "in XHTML": atom(
        f"<content type='xhtml'><div><summary>{SECTION}</summary></div></content>"
    ),
    "in a title": rss(f"<title>b<summary>{SECTION}</summary></title>"),
}
BROKEN = {
    "no end": rss(f"<description>{SECTION[:-3]}</description>"),
    "no text": rss(f"<description>{SECTION}</description>").replace(b"wide", b"\x0b"),
    "no UTF-8": rss(f"<description>{SECTION}</description>").replace(b"wide", b"\xe4"),
    "half a character": rss(f"<description>{SECTION}</description>").replace(
        b"wide", b"\xed\xa0\x80"
    ),
    "no character": rss(f"<description>{SECTION}</description>").replace(
        b"wide", "\ufffe".encode()
    ),
    "no XML after it": rss(f"<description>{SECTION}</description><a"),
    "too deep": rss(f"<description>{SECTION}</description>{'<a>' * 260}{'</a>' * 260}"),
}


@pytest.mark.parametrize("document", ALIKE.values(), ids=ALIKE)
def test_a_section_is_read_where_it_stood(document: bytes) -> None:
    assert isinstance(whole(document), Feed)
    assert found(document) == whole(document)


@pytest.mark.parametrize("document", UNREAD.values(), ids=UNREAD)
def test_a_section_that_nobody_reads_changes_nothing(document: bytes) -> None:
    assert sections.cut(document)[1]
    assert isinstance(whole(document), Feed)
    assert found(document) == whole(document)


@pytest.mark.parametrize("document", BROKEN.values(), ids=BROKEN)
def test_what_is_broken_is_refused_in_the_same_words(document: bytes) -> None:
    assert isinstance(whole(document), str)
    assert found(document) == whole(document)


@pytest.mark.parametrize(
    "name", ["RSS", "content", "two", "Atom", "a podcast's", "ends of lines"]
)
def test_long_sections_are_cut(name: str) -> None:
    outline, cut = sections.cut(ALIKE[name])
    assert len(outline) < len(ALIKE[name]) - len(cut) * 800
    assert "\r" not in "".join(cut.values())
    assert strict._read_outline(ALIKE[name], URL) is not None


def test_short_sections_are_not_cut() -> None:
    document = rss("<description><![CDATA[Short.]]></description>")
    assert sections.cut(document) == (document, {})


PIECES = (
    *("<description>", "</description>", "<content:encoded>", "</content:encoded>"),
    *("<summary type='html'>", "</summary>", "<item>", "</item>", "<!--", "-->"),
    *(
        "<!-- <description -->",
        "<![CDATA[",
        "]]>",
        SECTION,
        SECTION,
        LONG,
        "text",
        " ",
        "\r\n",
        "]",
        "<b/>",
    ),
)


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
@settings(max_examples=300)
def test_wherever_a_section_stands_the_same_is_read(inside: str) -> None:
    for document in (rss(inside), rss(f"<description>{inside}</description>")):
        assert found(document) == whole(document)
