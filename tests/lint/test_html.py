"""HTML in feeds: what every reader shows alike, and what not."""

from __future__ import annotations

import time

import html5lib
import pytest
from html5lib.html5parser import ParseError
from hypothesis import given
from hypothesis import strategies as st

from feedtool.lint import html5, markup

_SOUND = [
    "plain text",
    "<p>one<p>two",
    "<p>one</p>\n<p>two</p>",
    "<ul><li>one<li>two</ul>",
    "<dl><dt>a<dd>b<dt>c</dl>",
    "<table><tr><td>a<td>b<tr><td>c</table>",
    "<table><thead><tr><th>h</th></tr></thead><tbody><tr><td>a</td></tr></tbody></table>",
    "<table><caption>c</caption><colgroup><col><col></colgroup><tr><td>a</table>",
    "a<br>b<br/>c<hr/>",
    "<img src='a' alt=b>",
    "<a href='?a=1&amp;b=2'>x</a> &eacute; &#233; &#xe9; R & D",
    "<div><p>a</div>",
    "<button>a</button><button>b</button>",
    "<select><option>a<option>b</select>",
    "<script>if (1 < 2 && x) '</p>'</script>",
    "<textarea><p></textarea>",
    "<!-- a comment - with a dash --><p>x</p>",
    "<details><summary>s</summary>t</details>",
    "<video controls><source src='a'></video>",
    "<ruby>a<rp>(<rt>b<rp>)</ruby>",
    "<svg><path d='M0'/><g></g></svg>",
    "<blockquote><p>a</p></blockquote>",
]
_UNSOUND = [
    "<p>1 < 2</p>",
    "AT&T",
    "&copy 2026",
    "&bogus;",
    "&#0;",
    "<a href='?a=1&b=2'>x</a>",
    "<b>x",
    "</p>",
    "</b>",
    "<p><div>x</div></p>",
    "<p><b>x</p></b>",
    "<b><i>x</b></i>",
    "<a>x<a>y</a></a>",
    "<h1>a<h2>b</h2></h1>",
    "<div/>",
    "<p class=a class=b>x</p>",
    "<a href='x'title='y'>z</a>",
    "</p class=x>",
    "<tr><td>x</td></tr>",
    "<table><td>x</table>",
    "<table><tr><td><b>x</td></tr></table>",
    "<table><div>x</div></table>",
    "<table><tr><td>x",
    "<li>x</ul>",
    "<ul><li><b>x<li>y</ul>",
    "<br></br>",
    "<html><p>x</p>",
    "<image src=x>",
    "<form><form></form></form>",
    "<select><div>x</div></select>",
    "<!-- a -- b -->",
    "<!-- never ended",
    "<!doctype html>",
    "<?php x ?>",
    "<a href='never ended>x</a>",
    "a\x7fb",
    "<svg><g></svg>",
]


def is_sound(html: str) -> bool:
    return not any(isinstance(each, html5.Flaw) for each in html5.events(html))


@pytest.mark.parametrize("html", _SOUND)
def test_html_that_keeps_the_syntax_is_sound(html: str) -> None:
    assert is_sound(html)
    html5lib.HTMLParser(strict=True).parseFragment(html)


@pytest.mark.parametrize("html", _UNSOUND)
def test_html_that_breaks_the_syntax_is_not(html: str) -> None:
    assert not is_sound(html)
    with pytest.raises(ParseError):
        html5lib.HTMLParser(strict=True).parseFragment(html)


_PIECES = st.sampled_from(
    [
        *("text", " ", "<p>", "</p>", "<b>", "</b>", "<div>", "</div>", "<br>", "<h2>"),
        *("<ul>", "<li>", "</li>", "</ul>", "<table>", "<tbody>", "<tr>", "<td>"),
        *("</td>", "</tr>", "</tbody>", "</table>", "<a href='x'>", "</a>", "</h2>"),
        *("&amp;", "&x", "<img alt='a'>", "<dl>", "<dt>", "<dd>", "</dl>", "<select>"),
        *("<option>", "</select>", "<button>", "</button>", "<caption>", "</caption>"),
        *("<em>", "</em>", "<span>", "</span>", "<form>", "</form>", "<script>"),
        *(
            "</script>",
            "<col>",
            "<colgroup>",
            "<object>",
            "</object>",
            "<pre>",
            "</pre>",
        ),
    ]
)


@given(st.lists(_PIECES, max_size=12).map("".join))
def test_a_strict_parser_finds_the_same_fragments_sound(html: str) -> None:
    try:
        html5lib.HTMLParser(strict=True).parseFragment(html)
    except ParseError:
        assert not is_sound(html)
    else:
        assert is_sound(html)


def found(html: str, *, links: bool = True) -> list[str]:
    return [rule for rule, _, _ in markup.flaws(html, links=links)]


def test_what_readers_take_out_is_told() -> None:
    assert found("<script></script><iframe></iframe>") == ["dangerous-element"] * 2
    assert found("<p onclick=x()>a</p>") == ["dangerous-attribute"]
    assert found("<p style='color: red; width: 50%'>a</p>") == []
    assert found("<p style='position: fixed'>a</p>") == ["dangerous-style"]
    assert found("<p style='background: url(x)'>a</p>") == ["dangerous-style"]
    assert found("<my-element>a</my-element>") == ["html-element"]


def test_links_are_absolute_where_there_is_no_base() -> None:
    relative = "<a href='/x'>a</a><img src=y.png><a href='#z'>b</a>"
    assert found(relative) == ["relative-link"] * 3
    assert found(relative, links=False) == []
    assert found("<a href='/x y'>a</a>") == ["uri-character"]
    assert found("<a href='mailto:a@example.org'>a</a>") == []


def test_what_was_sound_once_is_sound_again() -> None:
    for _ in range(2):
        assert found("<a href='/again'>x</a>", links=False) == []
        assert found("<a href='/again'>x</a>") == ["relative-link"]


@pytest.mark.parametrize(
    "piece",
    [
        "<div>",
        "<p>",
        "<b>",
        "<!--",
        "<!-- ",
        "<a b='",
        "<a b",
        "<a ",
        "</",
        "<",
        "&",
        "&a",
        "<script>",
        "<table><tr><td>",
        "<p style='a-b: c",
        "<svg>",
        "<?",
        "</p>",
        "<a href='",
        "<li><ul>",
    ],
)
def test_no_html_takes_long(piece: str) -> None:
    began = time.process_time()
    for _ in markup.flaws(piece * (400_000 // len(piece)), links=True):
        pass
    assert time.process_time() - began < 5
