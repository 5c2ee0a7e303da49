"""HTML made safe to publish, by nh3."""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape

from .. import characters
from .names import DROPPED_WHOLE, TAGS
from .plain import to_text
from .preparing import ENDS, WEB, prepared

_LONGEST = 512 * 1024  # characters
_MOST_ENTITIES = 100_000  # parsers are quadratic in them
_WORTH_KEEPING = 50_000  # characters that the cache takes


def clean(html: str, *, base: str | None) -> str:
    """Return *html* as a fragment of valid HTML5 that is safe to publish.

    Only what `TAGS` and `_ATTRIBUTES` list is left of it, with links to http, https
    and mailto alone, resolved against *base* (an http or https address; without it,
    relative links are dropped). Embedded frames become links, pixels that count readers
    go. What is nested too deep comes back as paragraphs of its text; what is too long
    is cut; nothing worth showing is "".
    """
    if len(html) > _WORTH_KEEPING:
        return _clean(html, base)
    return _clean_and_kept(html, base)


_ATTRIBUTES: dict[str, set[str]] = {
    "*": {"dir", "lang", "title"},
    "a": {"href", "hreflang"},
    "audio": {"controls", "src"},
    "col": {"span"},
    "colgroup": {"span"},
    "del": {"datetime"},
    "details": {"open"},
    "img": {"alt", "height", "src", "width"},
    "ins": {"datetime"},
    "li": {"value"},
    "ol": {"reversed", "start", "type"},
    "source": {"src", "type"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "time": {"datetime"},
    "video": {"controls", "height", "poster", "src", "width"},
}


@lru_cache(maxsize=2048)
def _clean_and_kept(html: str, base: str | None) -> str:
    return _clean(html, base)


def _clean(html: str, base: str | None) -> str:
    html = _in_bounds(html)
    fragment = prepared(html) if html.count("&") <= _MOST_ENTITIES else None
    if fragment is None:
        return _as_paragraphs(html)
    # What stood between two elements may have held them apart (<p><button><div>): it
    # is clean when cleaning changes nothing.
    for _ in range(5):
        before, fragment = fragment, _with_nh3(fragment, base)
        if fragment == before:
            break
        if len(fragment) > 2 * _LONGEST:  # it began as less than half of that
            return _as_paragraphs(html)
    else:
        return _as_paragraphs(html)
    return fragment if _MEDIA.search(fragment) or to_text(fragment) else ""


def _in_bounds(html: str) -> str:
    if len(html) > _LONGEST:
        # Most of what is so long is pictures written out, which are dropped anyhow.
        html = _INLINE_DATA.sub("", html)
    if len(html) > _LONGEST:
        html = html[:_LONGEST] + "…"
    return characters.clean(html)


def _with_nh3(fragment: str, base: str | None) -> str:
    import nh3

    web_base = base if base and WEB.match(base) else None
    try:
        cleaned = nh3.clean(
            fragment,
            tags=TAGS,
            clean_content_tags=DROPPED_WHOLE,
            attributes=_ATTRIBUTES,
            attribute_filter=_attribute,
            link_rel=None,
            url_schemes={"http", "https", "mailto"},
            url_relative=("rewrite_with_base", web_base) if web_base else "deny",
        )
    except ValueError:  # the base is none
        return _with_nh3(fragment, None)
    cleaned = _without_doubtful_nesting(_SOURCELESS.sub("", characters.clean(cleaned)))
    return _FIRST_LINE_FEED.sub(r"\g<0>\n", cleaned)


def _without_doubtful_nesting(fragment: str) -> str:
    """Simplify what parsers disagree about: lists in captions, more than plain ruby."""
    if _ITEM_IN_CAPTION.search(fragment):
        fragment = _CAPTION.sub(r"\1div", fragment)
    if _RUBY.search(_PLAIN_RUBY.sub("", fragment)):
        fragment = _RUBY.sub("", fragment)
    return fragment


def _attribute(tag: str, name: str, value: str) -> str | None:
    """Return the value that an attribute is published with, None for none."""
    if name in ("width", "height"):
        return value if _LENGTH.fullmatch(value) else None
    if name not in ("href", "src", "poster"):
        return value
    url = _LINE_BREAKS.sub("", value.strip(ENDS))
    if len(url) > 8_192 or (name != "href" and url[:1] in ("", "#")):
        return None
    if _SCHEME.match(url) and not _WEB_OR_MAIL.match(url):
        return None
    return _UNSAFE.sub(_percent_encoded, url)


def _percent_encoded(match: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in match[0].encode())


def _as_paragraphs(html: str) -> str:
    text = to_text(html)[:_LONGEST]
    return "".join(f"<p>{escape(line, quote=False)}</p>" for line in text.splitlines())


_LINE_BREAKS = re.compile(r"[\t\r\n]+")
_UNSAFE = re.compile(r'[\x00-\x20"<>\\^`{|}\x7f]+')
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_WEB_OR_MAIL = re.compile(r"https?://[^/?#\\]|mailto:.", re.IGNORECASE)
_LENGTH = re.compile(r"[0-9]{1,4}%?")
_MEDIA = re.compile(r"<(?:audio|hr|img|source|video)[ >]")
_SOURCELESS = re.compile(r'<(?:img|source)(?: (?!src=)[a-z]++="[^"]*+")*+>')
_CAPTION = re.compile(r"(</?)(?:figcaption|summary)(?=[ >])")
_ITEM_IN_CAPTION = re.compile(
    r"<(?:figcaption|summary)[ >](?:(?!</(?:figcaption|summary)>).)*?"
    r"<(?:dd|dt|li|figcaption|summary)[ >]",
    re.DOTALL,
)
_RUBY = re.compile(r"</?(?:ruby|r[pt])(?: [^<>]*)?>")
_PLAIN_RUBY = re.compile(
    r"<ruby(?: [^<>]*)?>(?:[^<]++|<(r[pt])(?: [^<>]*)?>[^<]*+</\1>)*+</ruby>"
)
# It is not shown, and so lost each time that a pre is read.
_FIRST_LINE_FEED = re.compile(r"<pre(?: [^<>]*)?>(?=\n)")
_INLINE_DATA = re.compile(r"(?<=[\"'=])data:[^\"'<>\s]*")
