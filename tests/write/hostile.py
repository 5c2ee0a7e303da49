"""Feeds of everything that nobody should write, as a hypothesis strategy."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from hypothesis import strategies as st

from feedtool.model import (
    Article,
    Category,
    Enclosure,
    Evidence,
    Feed,
    Person,
    Published,
    Region,
    RegionMap,
    Source,
)

ADDRESS = "https://example.org/feeds/a/"

# -- parts ------------------------------------------------------------------------

_WORDS = r"""
    x x<y List<String> AT&T &amp; &copy &nosuch; &#0; &#x80; &#xD800; &#9999999; <b>
    </b> &amp;lt;b&amp;gt; </script> <!-- --> <![CDATA[ ]]> <?a?> </ < 日本 a@b.org \
"""
_PIECES = [
    *(
        *_WORDS.split(),
        "",
        " ",
        "a < b",
        "<!DOCTYPE a>",
        "Ada <a@b.org>",
        "a@b.org (B)",
    ),
    *("\x00", "\x0b", "\x7f", "\x85", "\x93", "\ud800", "\ufffd", "\ufffe", "\ufdd0"),
    *("\u2028", "\u202e", "\u200b", "\u00ad", "\u00a0", "\r\n", "\n\n", "\t", "  "),
    *("e\u0301", "👩\u200d👧"),
]
_NAMES = """
    a abbr address area article audio b base bdo blockquote body br button canvas
    caption center code col colgroup custom-tag dd del desc details dialog div dl dt em
    embed fieldset figcaption figure font foreignObject form frameset h1 head hgroup hr
    html i iframe image img input ins isindex keygen label legend li link listing main
    map mark marquee math menu meta meter mi nav nobr noembed noframes noscript object
    ol optgroup option p param picture plaintext pre q rb rp rt rtc ruby s samp script
    section select slot small source span strike style sub summary svg table tbody td
    template textarea tfoot th thead time title tr track tt u ul var video wbr xmp o:p
"""
_ATTRIBUTES = """
    alt cite class colspan controls datetime dir height href hreflang id lang name
    onclick open poster rel reversed rowspan scope span src srcset start style title
    type value width xml:lang xmlns
"""
_SPELLED = """
    a /y //x.org/y #f ?q=1&b=2 https://x.org HTTP://X.org/ https://x.org/%zz http://
    http:///x http://a..b/ http://-a-/ http://[ https://[::1]/a https://x.org:99999/
    http://é.example/ü ftp://x.org/ feed://x.org/ gemini://x.org/ magnet:?xt=urn:btih:1
    mailto:a@b.org mailto: urn:isbn:1 urn:uuid:1 tag:x.org,2026:a yt:video:a
    javascript:alert(1) data:image/png;base64,AA== file:///etc/passwd
    https://me:secret@x.org/ http://x.org/a.webp
"""
_ADDRESSES = [
    *(
        *_SPELLED.split(),
        "",
        "https://x.org/a b",
        "tag:x y,2026:a",
        "http://x.org/\x00",
    ),
    *(f"http://{'x' * 70}.org/", f"http://x.org/{'y' * 9_000}"),
]
_VALUES = [*_ADDRESSES, "5", "100%", "-1", "1.5", '"', "'", "<", "&", "&amp;", "en_US"]
_TYPES = ["audio/mpeg", "AUDIO/MPEG", "a", "/", "*/*", "é/x", "a/b;", 'a/b; c="d,e"']
_LANGUAGES = ["en", "en_US", "iw", "yue", "zxx", "x-klingon", "zh-Hant-TW", "e", "de-"]
_MAILS = ["a@b.org", "a@localhost", "a@é.org", "a b@c.org", "mailto:a@b.org", "a@1.2"]

_PIECE = st.sampled_from(_PIECES)
TEXTS = st.lists(_PIECE | st.text(max_size=5), max_size=5).map("".join)
ADDRESSES = st.sampled_from(_ADDRESSES) | TEXTS
MAYBE = st.none() | TEXTS
SOMEWHERE = st.none() | ADDRESSES
MOMENTS = st.integers(631_152_000, 1_767_225_600).map(  # from 1990 to 2026
    lambda seconds: datetime.fromtimestamp(seconds, UTC)
)


def _maybe(values: list[str]) -> st.SearchStrategy[str | None]:
    return st.none() | st.sampled_from(values)


def _tag(begin: str, name: str, attributes: list[tuple[str, ...]], end: str) -> str:
    return "".join((begin, name, *(f" {''.join(each)}" for each in attributes), end))


_ATTRIBUTE = st.tuples(
    st.sampled_from(_ATTRIBUTES.split()),
    st.sampled_from(["=", "='", '="', ""]),
    st.sampled_from(_VALUES),
    st.sampled_from(["", "'", '"']),
)
_TAG = st.builds(
    _tag,
    st.sampled_from(["<", "<", "</"]),
    st.sampled_from(_NAMES.split()),
    st.lists(_ATTRIBUTE, max_size=3),
    st.sampled_from([">", ">", ">", "/>", ""]),
)
MARKUP = st.lists(_TAG | _PIECE, max_size=25).map("".join)

# -- wholes -----------------------------------------------------------------------


def _several(kind: type, **parts: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.lists(st.builds(kind, **parts), max_size=2).map(tuple)


_PEOPLE = _several(Person, name=TEXTS, email=_maybe(_MAILS), url=SOMEWHERE)
_ARTICLES = st.builds(
    Article,
    link=SOMEWHERE,
    title=TEXTS,
    summary=TEXTS | MARKUP,
    content=MARKUP,
    base=SOMEWHERE,
    authors=_PEOPLE,
    categories=_several(Category, term=TEXTS, scheme=SOMEWHERE, label=MAYBE),
    enclosures=_several(
        Enclosure,
        url=ADDRESSES,
        type=_maybe(_TYPES),
        length=st.none() | st.integers(),
    ),
    image=SOMEWHERE,
    language=_maybe(_LANGUAGES),
    rights=MAYBE,
)
_SOURCES = st.builds(
    Source, title=MAYBE, link=SOMEWHERE, feed=SOMEWHERE, id=_maybe(_ADDRESSES)
)
_MAPS = st.builds(
    lambda title, code: RegionMap(
        (Region(id="asia", title=title, code=code), Region(id="x", title=title))
    ),
    TEXTS,
    _maybe(["142"]),
)
FEEDS: st.SearchStrategy[Any] = st.builds(
    Feed,
    title=TEXTS,
    link=SOMEWHERE,
    id=_maybe(_ADDRESSES),
    description=TEXTS,
    language=_maybe(_LANGUAGES),
    authors=_PEOPLE,
    rights=MAYBE,
    icon=SOMEWHERE,
    image=SOMEWHERE,
    updated=st.none() | MOMENTS,
    path=st.just("a/"),
    address=st.just(ADDRESS),
    map=st.none() | _MAPS,
    articles=_several(
        Published,
        id=ADDRESSES,
        article=_ARTICLES,
        published=MOMENTS,
        updated=MOMENTS,
        source=st.none() | _SOURCES,
        also=st.lists(ADDRESSES, max_size=2).map(tuple),
        regions=st.dictionaries(
            st.sampled_from(["asia", "x"]),
            st.builds(Evidence, rule=st.just("words"), words=st.tuples(TEXTS)),
        ),
    ),
)
