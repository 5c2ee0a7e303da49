"""A feed that is broken as feeds usually are reads as its unbroken twin."""

from __future__ import annotations

import contextlib
import re
import time
from collections.abc import Callable
from dataclasses import replace
from html import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedtool import read
from feedtool.errors import ParseError
from feedtool.model import Article, Feed
from feedtool.read import decoding, repair, strict

URL = "https://example.org/feed.xml"
DECLARATION = '<?xml version="1.0" encoding="utf-8"?>'
NAMESPACES = (
    ' xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
    ' xmlns:media="http://search.yahoo.com/mrss/"'
)
SECTION = "<![CDATA[<p>AT&T&nbsp;&mdash; &bogus; <b>b</b> <x:y>c</p>]]>"
FIRST = (
    "<item><title>Müller &amp; Söhne — “a”</title><link>/1</link><guid>one</guid>"
    "<pubDate>Sun, 01 Feb 2026 12:00:00 GMT</pubDate><dc:creator>Ada</dc:creator>"
    '<media:thumbnail url="/1.png"/>'
    f"<content:encoded>{SECTION}</content:encoded></item>"
)
LAST = (
    "<item><title>Last</title><link>/2?a=1&amp;b=2</link>"
    "<description>a &lt; b</description></item>"
)
RSS = (
    f'{DECLARATION}<rss version="2.0"{NAMESPACES}><channel><title>News</title>'
    f"<link>/</link>{FIRST}{LAST}</channel></rss>"
)
ATOM = (
    f'{DECLARATION}<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de">'
    '<title>News</title><link href="/"/><id>urn:a:1</id>'
    "<entry><id>urn:a:2</id><title>Müller &amp; Söhne — “a”</title>"
    '<link href="/2?a=1&amp;b=2"/><updated>2026-02-01T12:00:00Z</updated>'
    f'<content type="html">{SECTION}</content></entry>'
    '<entry><id>urn:a:3</id><title type="xhtml"><div'
    ' xmlns="http://www.w3.org/1999/xhtml">Last</div></title></entry></feed>'
)


def parse(document: str | bytes, content_type: str | None = None) -> Feed[Article]:
    """Return the feed in *document*, which only the strict reader reads."""
    data = document if isinstance(document, bytes) else document.encode()
    feed = read.parse(data, url=URL, content_type=content_type, tolerantly=False)
    return replace(feed, flaw=None)


def swap(old: str, new: str) -> Callable[[str], str]:
    """Return what replaces *old*, which has to be there."""

    def swapped(document: str) -> str:
        assert old in document
        return document.replace(old, new)

    return swapped


# -- one breakage each --------------------------------------------------------------

BREAKAGES: dict[str, Callable[[str], str]] = {
    "blank lines first": lambda whole: f"\n \r\n\t{whole}",
    "control characters": swap("Last", "\x00La\x0bst\x1f\x08"),
    "a control character in a tag": swap("<title>", "<title\x0c>"),
    "noncharacters": swap("Last", "L\ufffe\uffffast"),
    "C1 controls for quotation marks": swap("“a”", "\x93a\x94"),
    "an entity of HTML": swap("—", "&mdash;"),
    "entities of HTML": swap("ü", "&uuml;"),
    "an ampersand alone": swap("Müller &amp; ", "Müller & "),
    "ampersands in addresses": swap("&amp;b=", "&b="),
    "a reference to a forbidden character": swap("Last", "La&#11;s&#x0;&#xFFFF;t"),
    "a reference beyond Unicode": swap("Last", "La&#x110000;s&#9999999999;t"),
    "a reference to half a character": swap("Last", "La&#xD800;st"),
    "a reference without its end": swap("Last", "L&#97st"),
    "a script behind the end": lambda whole: f"{whole}\n<script>a && b</script>",
    "words behind the end": lambda whole: f"{whole} done & dusted <br>",
    "a second document": lambda whole: f"{whole}<a><b></a>",
    "a message first": lambda whole: f"<br />\n<b>Warning</b>: a & b <br />\n{whole}",
    "words first": lambda whole: f"Notice: a in b on line 3\n{whole}",
    "a comment first": lambda whole: f"<!-- cached -->\n{whole}",
    "a DOCTYPE": lambda whole: whole.replace(
        DECLARATION, f'{DECLARATION}<!DOCTYPE a [<!ENTITY b "c">]>'
    ),
    "two declarations": lambda whole: f"{DECLARATION}{whole}",
    "two byte order marks": lambda whole: f"\ufeff\ufeff{whole}",
    "a declaration of UTF-16": swap("utf-8", "utf-16"),
    "a declaration of nothing known": swap("utf-8", "x-none"),
    "no end": lambda whole: whole.replace("</rss>", "").replace("</feed>", ""),
    "no end of anything": lambda whole: whole.replace("</channel></rss>", "").replace(
        "</feed>", ""
    ),
    "an end that is cut": lambda whole: re.sub("</(rss|feed)>$", r"</\1", whole),
}


@pytest.mark.parametrize("twin", [RSS, ATOM], ids=["RSS", "Atom"])
@pytest.mark.parametrize("breakage", BREAKAGES)
def test_a_broken_feed_reads_as_its_twin(breakage: str, twin: str) -> None:
    broken = BREAKAGES[breakage](twin)
    assert broken != twin
    expected = parse(twin)
    assert len(expected.articles) == 2
    assert parse(broken) == expected


@pytest.mark.parametrize("twin", [RSS, ATOM], ids=["RSS", "Atom"])
def test_all_breakages_together_are_mended(twin: str) -> None:
    names = ("an entity of HTML", "an ampersand alone", "ampersands in addresses")
    more = ("control characters", "no end of anything", "words first")
    broken = twin
    for name in (*names, *more):
        broken = BREAKAGES[name](broken)
    assert parse(broken) == parse(twin)


@pytest.mark.parametrize("prefix", ["content", "dc", "media"])
def test_a_prefix_that_is_not_declared_means_what_it_usually_does(prefix: str) -> None:
    broken = re.sub(f' xmlns:{prefix}="[^"]*"', "", RSS)
    assert broken != RSS
    assert parse(broken) == parse(RSS)


def test_a_prefix_that_nobody_knows_means_nothing() -> None:
    broken = RSS.replace("<link>", '<x-y:title x-y:z="1">a</x-y:title><link a:b="">')
    assert parse(broken.replace(NAMESPACES, "")) == parse(RSS)


@pytest.mark.parametrize(
    ("data", "content_type"),
    [
        (b"\xef\xbb\xbf" + RSS.replace("utf-8", "iso-8859-1").encode(), None),
        (RSS.replace("utf-8", "iso-8859-1").encode(), None),
        (RSS.encode(), "text/xml; charset=iso-8859-1"),
        (RSS.encode(), "text/xml; charset=utf-16"),
        (RSS.encode("utf-16"), None),
        (RSS.encode("utf-16-le"), "text/xml; charset=utf-8"),
        (RSS.encode("utf-32-be"), None),
        (RSS.replace("utf-8", "utf-7").encode(), None),
        (RSS.encode("cp1252"), None),
        (RSS.encode("cp1252"), "text/xml; charset=utf-8"),
        (RSS.replace("—", "-").encode("gb18030"), "text/xml; charset=gb2312"),
    ],
)
def test_an_encoding_that_is_denied_is_found(
    data: bytes, content_type: str | None
) -> None:
    twin = RSS.replace("—", "-") if "gb" in (content_type or "") else RSS
    assert parse(data, content_type) == parse(twin)


@pytest.mark.parametrize("twin", [RSS, ATOM], ids=["RSS", "Atom"])
def test_a_feed_that_is_cut_anywhere_has_the_articles_that_came(twin: str) -> None:
    name = "item" if twin is RSS else "entry"
    last, end = twin.rindex(f"<{name}>"), twin.rindex(f"</{name}>")
    after = twin[end:].partition(">")[2]
    expected = parse(twin[:last] + after)
    assert len(expected.articles) == 1
    for cut in range(last, end + 6):
        assert parse(twin[:cut]) == expected, twin[cut - 20 : cut]


def test_json_served_as_xml_is_json() -> None:
    document = (
        '{"version": "https://jsonfeed.org/version/1.1", "title": "News",'
        ' "items": [{"id": "1", "content_text": "AT&T <rss>"}]}'
    )
    expected = parse(document, "application/feed+json")
    assert expected.articles[0].content == "<p>AT&amp;T &lt;rss&gt;</p>"
    for served in (document, f"\ufeff{document}", f"\n {document}"):
        assert parse(served, "application/rss+xml; charset=utf-8") == expected


# -- step by step -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("document", "mended"),
    [
        ("a & b && c&", "a &amp; b &amp;&amp; c&amp;"),
        ("&amp;&lt;&gt;&quot;&apos;", "&amp;&lt;&gt;&quot;&apos;"),
        ("&nbsp;&eacute;&Eacute;", "\xa0éÉ"),
        ("&LT;&AMP;&GT;", "&lt;&amp;&gt;"),
        ("&bogus; &b", "&amp;bogus; &amp;b"),
        ("&#65;&#x42;&#X43;", "&#65;&#66;&#67;"),
        ("&#0;&#x1F;&#65534;&#1114112;&#xD800;", ""),
        ("&#65 &#x42", "&#65; &#66;"),
        ("&#;&#x;", "&amp;#;&amp;#x;"),
        ("<![CDATA[&nbsp; & ]]>&<![CDATA[&", "<![CDATA[&nbsp; & ]]>&amp;<![CDATA[&"),
    ],
)
def test_references_are_mended(document: str, mended: str) -> None:
    assert repair.references(document) == mended


@pytest.mark.parametrize(
    ("document", "mended"),
    [
        ("<rss><dc:a/></rss>", '<rss xmlns:dc="{dc}"><dc:a/></rss>'),
        ("<rss><DC:a/></rss>", '<rss xmlns:DC="{dc}"><DC:a/></rss>'),
        ("<rss a='1' q:b='2'/>", "<rss xmlns:q=\"urn:x-q\" a='1' q:b='2'/>"),
        ("<q:rss></q:rss>", '<q:rss xmlns:q="urn:x-q"></q:rss>'),
        ("<rss><a xmlns:dc='x'/><dc:a/></rss>", None),
        ("<rss><a xml:lang='x'/></rss>", None),
        ("<rss><![CDATA[<dc:a/>]]><!-- <dc:a/> --></rss>", None),
        ("<rss>a dc:b</rss>", None),
        ("<rss>" + "".join(f"<a{i}:b/>" for i in range(21)) + "</rss>", None),
        ("dc:a", None),
    ],
)
def test_prefixes_are_declared(document: str, mended: str | None) -> None:
    dc = "http://purl.org/dc/elements/1.1/"
    expected = document if mended is None else mended.replace("{dc}", dc)
    assert repair.prefixes(document) == expected


@pytest.mark.parametrize(
    ("document", "mended"),
    [
        ("<rss>a</rss> b", "<rss>a</rss>"),
        ("<rss>a</rss", "<rss>a</rss>"),
        ("<rss><item>a</item><item>b", "<rss><item>a</item></rss>"),
        (
            "<rss><channel><item>a</item ><item>b",
            "<rss><channel><item>a</item ></channel></rss>",
        ),
        (
            "<rdf:RDF><channel></channel><item></item><item>b",
            "<rdf:RDF><channel></channel><item></item></rdf:RDF>",
        ),
        ("<a:feed><a:entry></a:entry><a:en", "<a:feed><a:entry></a:entry></a:feed>"),
        ("<rss><channel><title>a", "<rss><channel><title>a"),
        ("a", "a"),
    ],
)
def test_the_end_is_found_or_made(document: str, mended: str) -> None:
    assert repair.end(document) == mended


# -- what is sound ------------------------------------------------------------------

_TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn", "Co"]), max_size=20)
_INSIDE = st.one_of(
    _TEXT.map(escape),
    st.sampled_from(["&#38;", "&#x26;nbsp;", "&amp;mdash;", "]]&gt;", "&#9;"]),
    _TEXT.map(lambda text: f"<![CDATA[{text.replace(']]>', '')}]]>"),
    st.sampled_from(["<![CDATA[&nbsp;</rss></feed>]]>", "<![CDATA[<a:b>]]>", "<!---->"])
    | st.sampled_from(["<!-- &nbsp; <c:d> -->", "<?e &nbsp;?>", "<b>f</b>", "<g/>"])
    | st.sampled_from(["<h:i xmlns:h='j'/>", "<dc:creator k='&#10;'>l</dc:creator>"]),
)
_ELEMENTS = st.builds(
    "<{0}>{1}</{0}>".format,
    st.sampled_from(["title", "link", "guid", "description", "author", "category"])
    | st.sampled_from(["content:encoded", "dc:date", "media:description"]),
    st.lists(_INSIDE, max_size=4).map("".join),
)
_SOUND = st.builds(
    lambda header, items: (
        f'{DECLARATION}<rss version="2.0"{NAMESPACES}><channel>{"".join(header)}'
        + "".join(f"<item>{''.join(item)}</item>" for item in items)
        + "</channel></rss>"
    ),
    st.lists(_ELEMENTS, max_size=3),
    st.lists(st.lists(_ELEMENTS, max_size=4), max_size=3),
)


@settings(max_examples=200, deadline=None)
@given(_SOUND)
def test_mending_what_is_sound_changes_nothing(document: str) -> None:
    mended = repair.mended(document)
    assert strict.parse(mended.encode(), url=URL) == strict.parse(
        document.encode(), url=URL
    )
    assert repair.mended(mended) == mended


@settings(max_examples=200, deadline=None)
@given(st.lists(_INSIDE | st.text(max_size=9) | _ELEMENTS, max_size=9).map("".join))
def test_whatever_is_mended_is_mended(broken: str) -> None:
    mended = repair.mended(f"{DECLARATION}<rss>{broken}")
    assert repair.mended(mended) == mended


# -- time ---------------------------------------------------------------------------

ADVERSE = """
< & <![CDATA[ <a: </ <!-- <? ?> </item </a:item &# &#1; &#x &a <a/ / " ' - [ ] a:
<p> </b>
""".split()  # noqa: SIM905
ADVERSE += [
    " x:y=",
    "<!DOCTYPE ",
    "<?xml ",
    ' encoding="a"',
    " xmlns:a=",
    "<!DOCTYPE [",
]
ADVERSE += ['<a x="', "<a x='", "<a b=c ", "\n", "<a" + ' x="<a"' * 200 + ">"]
BEGINNINGS = ["", "<?xml", "<!DOCTYPE rss [", "<?xml version='1.0'?><rss><item>"]
LONG = 200_000  # characters; what is quadratic takes many seconds for as many


@pytest.mark.parametrize("repeated", ADVERSE, ids=lambda text: repr(text[:12]))
@pytest.mark.parametrize("begin", BEGINNINGS)
def test_no_text_whatever_takes_long(begin: str, repeated: str) -> None:
    document = begin + repeated * (LONG // len(repeated))
    start = time.process_time()
    decoding.is_plain(document.encode())
    with contextlib.suppress(ParseError):
        decoding.decode(document.encode())
    decoding.find_root(document)
    decoding.describe(document, None)
    with contextlib.suppress(ParseError):
        decoding.check_bounds(document)
    repair.mended(document)
    assert time.process_time() - start < 2
