from __future__ import annotations

import re
import time

import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedtool import html
from feedtool import text as texts
from feedtool.html.names import KNOWN

BASE = "https://x.org/dir/page"


def assert_valid(fragment: str) -> None:
    """Fail if *fragment* has any error that html5lib knows."""
    html5lib.HTMLParser(strict=True).parseFragment(fragment)


@pytest.mark.parametrize(
    ("dirty", "cleaned"),
    [
        # what may stay
        ("plain", "plain"),
        ("1 < 2 & 3 &copy; 4", "1 &lt; 2 &amp; 3 © 4"),
        ("<P>a<p>b", "<p>a</p><p>b</p>"),
        ('<span lang="de" dir=ltr>a</span>', '<span lang="de" dir="ltr">a</span>'),
        ("<pre>\n\na</pre>", "<pre>\n\na</pre>"),
        (
            "<details open><summary>a</summary>b</details>",
            '<details open=""><summary>a</summary>b</details>',
        ),
        (
            "<ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp></ruby>",
            "<ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp></ruby>",
        ),
        (
            '<video controls src="v.mp4" poster=p.png>a</video>',
            '<video controls="" src="https://x.org/dir/v.mp4"'
            ' poster="https://x.org/dir/p.png">a</video>',
        ),
        # nesting
        ("<p>a<div>b</div>", "<p>a</p><div>b</div>"),
        ("<p><object><div>a</div></object></p>", "<p></p><div>a</div><p></p>"),
        ("<b><i>a</b>b</i>", "<b><i>a</i></b><i>b</i>"),
        ("<table>a<tr><td>b", "a<table><tbody><tr><td>b</td></tr></tbody></table>"),
        ("</p>a</div>", "<p></p>a"),
        # what goes
        ("<script>alert(1)</script>a", "a"),
        ("<script src=x />a", "a"),
        ("<style>p{}</style>a<!-- b -->c", "ac"),
        ("<svg><p>a</p></svg><math><mi>b</mi></math>c", "c"),
        ("<form action=x><p>a<input></form>", "<div><p>a</p></div>"),
        ("<select><option>a</select><button>b</button>c", "c"),
        ('<p style="color:red" onclick="x" id=a class=b>c</p>', "<p>c</p>"),
        ("<x-y>a</x-y><font color=red>b</font>", "ab"),
        ("<title>a</title><textarea><b>c</textarea>d", "d"),
        ("<plaintext>a<b>c", "a<b>c</b>"),
        ("<xmp><b></xmp>", "<pre>&lt;b&gt;</pre>"),
        ("a\x00b&#0;c&#11;d&#xfffe;e\x0bf\x7fg", "abcdefg"),
        ("&#128;&#x93;\x94", "€“”"),
        # nothing
        ("", ""),
        (" \n<p>&nbsp;</p><br><a href=x></a>", ""),
        ("<!-- a -->", ""),
        ("<p><hr>", "<p></p><hr>"),
    ],
)
def test_html_becomes_a_safe_fragment(dirty: str, cleaned: str) -> None:
    assert html.clean(dirty, base=BASE) == cleaned
    assert_valid(cleaned)


@pytest.mark.parametrize(
    ("written", "href"),
    [
        ("https://y.org/a?b=1&c=2&copy=3", "https://y.org/a?b=1&amp;c=2&amp;copy=3"),
        ("b", "https://x.org/dir/b"),
        ("/b c", "https://x.org/b%20c"),
        ("//y.org/é", "https://y.org/%C3%A9"),
        ("#part", "https://x.org/dir/page#part"),
        ("", "https://x.org/dir/page"),
        (" https://y.org/a\n b ", "https://y.org/a%20b"),
        ("https://y.org/a|b^{c}", "https://y.org/a%7Cb%5E%7Bc%7D"),
        ("mailto:a@x.org", "mailto:a@x.org"),
    ],
)
def test_a_link_is_resolved_and_encoded(written: str, href: str) -> None:
    dirty = f'<a href="{written}">a</a>'
    assert html.clean(dirty, base=BASE) == f'<a href="{href}">a</a>'


@pytest.mark.parametrize(
    "href",
    [
        "javascript:alert(1)",
        "&#106;avascript:alert(1)",
        "java&#9;script:alert(1)",
        " JAVASCRIPT:alert(1)",
        "data:text/html,a",
        "file:///etc/passwd",
        "vbscript:a",
        "tel:123",
        "https:",
        "https:y",
        "https://",
        "https://[",
        "https://y org/",
        "mailto:",
        "https://y.org/" + "a" * 9_000,
    ],
)
def test_a_link_to_elsewhere_goes(href: str) -> None:
    assert html.clean(f'<a href="{href}">a</a>', base=BASE) == "<a>a</a>"
    assert html.clean(f'b<img src="{href}" alt="a">', base=BASE) == "b"


@pytest.mark.parametrize("base", [None, "", "x", "http://", "file:///a", "mailto:a@b"])
def test_without_a_base_relative_links_go(base: str | None) -> None:
    dirty = '<a href="b">a</a><img src="c"><a href="#d">d</a><a href="">e</a>'
    assert html.clean(dirty, base=base) == "<a>a</a><a>d</a><a>e</a>"


def test_links_in_attributes_that_only_machines_follow_go() -> None:
    dirty = (
        '<img src="a.png" srcset="b.png 2x" longdesc="c" usemap="#d" alt="e">'
        '<q cite="f">g</q><a href="h" ping="i" target="_top">j</a>'
        '<video poster="javascript:k" src="l"></video><table background="m"></table>'
    )
    assert html.clean(dirty, base=BASE) == (
        '<img src="https://x.org/dir/a.png" alt="e"><q>g</q>'
        '<a href="https://x.org/dir/h">j</a>'
        '<video src="https://x.org/dir/l"></video><table></table>'
    )


def test_noscript_is_unwrapped() -> None:
    dirty = '<img data-src="a"><noscript><img src="a.png"></noscript>'
    assert html.clean(dirty, base=BASE) == '<img src="https://x.org/dir/a.png">'


def test_what_is_embedded_becomes_a_link() -> None:
    film = "https://tube.example/embed/1?a=1&amp;b=2"
    dirty = (
        f'<iframe src="{film}" title="A &lt;b&gt; film"><p>old</iframe>'
        f'<embed src="//tube.example/a.swf"><iframe src="javascript:x"></iframe>'
        "<iframe srcdoc='<script>x</script>'></iframe>"
    )
    assert html.clean(dirty, base=None) == (
        f'<a href="{film}">A &lt;b&gt; film</a>'
        '<a href="https://tube.example/a.swf">https://tube.example/a.swf</a>'
    )


@pytest.mark.parametrize(
    "size",
    [
        'width="1" height="1"',
        "height=1 width='0'",
        'width="1px" height="1px"',
        'style="border:0;width:1px;height:1px"',
        "WIDTH=1 HEIGHT=1 alt='a>b'",
    ],
)
def test_a_pixel_that_counts_readers_goes(size: str) -> None:
    assert html.clean(f'a<img src="https://y.org/p.gif" {size}>', base=None) == "a"


def test_a_picture_stays() -> None:
    picture = '<img src="https://y.org/p.gif" width="1" height="100" alt="a&gt;b">'
    assert html.clean(picture, base=None) == picture
    assert html.clean(
        '<img src="https://y.org/p" width="expression()">', base=None
    ) == ('<img src="https://y.org/p">')


@pytest.mark.parametrize(
    "nest",
    [
        "<div>",
        '<div title="</div>">',
        "<div><!--</div>-->",
        "<div><svg></div></svg>",
        "<ul><li>",
        "<x>",
        "<rt>",
        "<div/>",
        "<table><tr><td>",
        "<form>",
    ],
)
def test_what_is_nested_too_deep_becomes_text(nest: str) -> None:
    start = time.process_time()
    cleaned = html.clean(nest * 20_000 + "a &lt; b<p>c", base=None)
    assert cleaned == "<p>a &lt; b</p><p>c</p>"
    assert time.process_time() - start < 2


def test_old_html_that_closes_nothing_is_not_nested() -> None:
    cleaned = html.clean(
        "<p>a<br><a name=b>" * 1_000 + "<ul>" + "<li>d" * 1_000, base=None
    )
    assert cleaned.count("<p>") == cleaned.count("<li>") == 1_000


@pytest.mark.parametrize(
    "bomb",
    [
        "<p><b><i><u><s><em><tt><strong><small></p>" + "<p>a" * 100_000,
        "".join(f"<font color={i}><p>" for i in range(40_000)),
        "".join(f"<b id={i}></p>" for i in range(50_000)),
        "&" * 500_000,
        "<" * 500_000,
        "<div " * 100_000,
        "<a x='" * 90_000,
        "<!--" * 120_000,
        "<div><script><!--<script></script></div>--></script>" * 10_000,
        "&#" + "9" * 500_000,
    ],
)
def test_a_bomb_costs_little(bomb: str) -> None:
    start = time.process_time()
    cleaned = html.clean(bomb, base=None)
    html.to_text(bomb)
    html.has_markup(bomb)
    assert time.process_time() - start < 5
    assert len(cleaned) < 6_000_000


def test_what_is_too_long_is_cut() -> None:
    cleaned = html.clean("<p>" + "word " * 200_000, base=None)
    assert cleaned.endswith("…</p>")
    assert len(cleaned) < 600_000


def test_pictures_written_out_do_not_count_as_text() -> None:
    dirty = f'<p>a<img src="data:image/png;base64,{"A" * 600_000}">b</p>'
    assert html.clean(dirty, base=None) == "<p>ab</p>"


_TAGS = st.sampled_from(
    [*sorted(KNOWN), "x", "svg", "math", "object", "applet", "frameset", "body"]
)
_PIECES = st.one_of(
    _TAGS.map("<{}>".format),
    _TAGS.map("</{}>".format),
    st.sampled_from(["a", " ", "\n", "<", "&", "&lt;", "<!--", "-->", "\x85", "é", '"'])
    | st.sampled_from(["<a href=b>", "<img src='c'>", "<p title='</p>'>", "<![CDATA["]),
)


@given(st.lists(_PIECES, max_size=25).map("".join))
@settings(max_examples=100, deadline=None)
def test_whatever_goes_in_valid_html_comes_out(dirty: str) -> None:
    cleaned = html.clean(dirty, base=BASE)
    assert_valid(cleaned)
    assert html.clean(cleaned, base=BASE) == cleaned
    for url in re.findall(r'(?:href|src)="([^"]*)"', cleaned):
        assert url.startswith("https://x.org/")


@given(st.lists(_PIECES | st.sampled_from(["<br>", "\u00ad", "&#10;", "\u2029"])))
@settings(deadline=None)
def test_the_text_on_one_line_has_the_same_words(pieces: list[str]) -> None:
    dirty = "".join(pieces)
    assert html.to_line(dirty) == texts.line(html.to_text(dirty))


@given(st.text(alphabet=st.characters(codec=None), max_size=60))
@settings(max_examples=100, deadline=None)
def test_no_text_whatever_breaks_the_cleaner(text: str) -> None:
    for dirty in (text, f"<a href='{text}'>{text}</a>", f"<{text}>{text}</{text}>"):
        assert_valid(html.clean(dirty, base=BASE))
        assert_valid(html.clean(dirty, base=text))
        html.to_text(dirty).encode()
        html.has_markup(dirty)


@pytest.mark.parametrize(
    ("dirty", "text"),
    [
        ("plain\n text", "plain text"),
        ("1 < 2 &amp; 3 &lt;b&gt;", "1 < 2 & 3 <b>"),
        ("<p>a <b>b</b>c</p><p>d<br>e</p>f", "a bc\nd\ne\nf"),
        ("<ul><li>a<li>b</ul>", "a\nb"),
        ("<tr><td>a</td><td>b</td></tr><tr><td>c</td></tr>", "a b\nc"),
        ("a<script>b</script><style>c</style><!-- d -->e", "ae"),
        ('<a title="b>c">d</a>', "d"),
        ("a<a href=", "a"),
        ("&nbsp;a&nbsp;b&#13;&#0;&#x80;&#99999999;", "a b €"),
        ("&#" + "9" * 5_000 + ";a", "a"),
        ("", ""),
    ],
)
def test_html_has_a_text(dirty: str, text: str) -> None:
    assert html.to_text(dirty) == text


@pytest.mark.parametrize(
    "text",
    [
        "<p>a",
        "a<br/>b",
        "a &amp; b",
        "a&#8217;s",
        "a&#x2019;s",
        "<!-- a -->",
        "</b>",
        '<img src="a">',
        "<IMG\nSRC=a>",
        "<script>",
        "&nbsp;",
    ],
)
def test_markup_is_known(text: str) -> None:
    assert html.has_markup(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a",
        "1 < 2 > 1",
        "a<b",
        "AT&T; Inc",
        "R&D",
        "<John>",
        "a <- b",
        "&# 1",
        "x;",
        "&bogus;",
        "<3",
    ],
)
def test_plain_text_is_known(text: str) -> None:
    assert not html.has_markup(text)


@pytest.mark.parametrize(
    ("text", "has_tags"),
    [
        ("<b>a</b>", True),
        ("a & b <i>c</i>", True),
        ("<!-- a -->", True),
        ("a &amp; b", False),
        ("<John> &lt;b&gt;", False),
        ("<b&nbsp;>", False),
    ],
)
def test_tags_are_told_from_entities(text: str, has_tags: bool) -> None:
    assert html.has_tags(text) is has_tags
