"""HTML made safe to publish, and HTML turned into plain text. It opens nothing."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from html import escape, unescape
from html.entities import html5 as entities

import nh3

from . import characters

_LONGEST = 512 * 1024  # characters
_DEEPEST = 256  # elements inside each other; parsers are quadratic in it
_MOST_ENTITIES = 100_000  # in them too
_WORTH_KEEPING = 50_000  # characters that the cache takes


def clean(html: str, *, base: str | None) -> str:
    """Return *html* as a fragment of valid HTML5 that is safe to publish.

    Only what `_TAGS` and `_ATTRIBUTES` list is left of it, with links to http, https
    and mailto alone, resolved against *base* (an http or https address; without it,
    relative links are dropped). Embedded frames become links, pixels that count readers
    go. What is nested too deep comes back as paragraphs of its text; what is too long
    is cut; nothing worth showing is "".
    """
    if len(html) > _WORTH_KEEPING:
        return _clean(html, base)
    return _clean_and_kept(html, base)


def to_text(html: str) -> str:
    """Return the text of *html*: a line for each block, white space folded.

    Entities are resolved, scripts and the like dropped. It takes linear time.
    """
    lines = _unescaped(_marked(html)).split(_BREAK)
    folded = (" ".join(characters.clean(line).split()) for line in lines)
    return "\n".join(filter(None, folded))


def to_line(html: str) -> str:
    """Return the text of *html* on one line, as `text.line` has it."""
    return characters.fold(_unescaped(_marked(html)).replace(_BREAK, "\n"))


def has_markup(text: str) -> bool:
    """Tell whether *text* is HTML rather than plain text: has a known tag or entity."""
    if "<" not in text and "&" not in text:
        return False
    return any(map(_is_markup, _MARKUP.finditer(text)))


def has_tags(text: str) -> bool:
    """Tell whether *text* has a known tag of HTML, or a comment."""
    return "<" in text and any(map(_is_known, _TAG.finditer(text)))


def is_meant(text: str) -> bool:
    """Tell whether *text*, which nobody says to be text or HTML, is meant as HTML.

    It is when it ends an element or has an entity, and begins none that could only be
    talked about ("the <script> element").
    """
    if "<" not in text:
        return "&" in text and has_markup(text)
    names = {name.lower() for name in _TAG_NAME.findall(text)}
    ends = _END_TAG.search(text) is not None
    return names <= _PHRASES and (ends or ("&" in text and has_markup(text)))


# -- what is published ------------------------------------------------------------

_BLOCK_NAMES = """
    address article aside blockquote caption center col colgroup dd details dir div dl
    dt figcaption figure footer h1 h2 h3 h4 h5 h6 header hr li menu nav ol p
    pre section summary table tbody td tfoot th thead tr ul
"""
_PHRASE_NAMES = """
    a abbr acronym audio b bdi big br cite code del dfn em i img ins kbd mark q rp rt
    ruby s samp small source span strike strong sub sup time tt u var video wbr
"""
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_PHRASES = _BLOCKS.union(_PHRASE_NAMES.split(), ("font", "nobr"))
_TAGS = _BLOCKS.union(_PHRASE_NAMES.split())
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
_DROPPED_WHOLE = {"button", "datalist", "select", "template"}


@lru_cache(maxsize=2048)
def _clean_and_kept(html: str, base: str | None) -> str:
    return _clean(html, base)


def _clean(html: str, base: str | None) -> str:
    html = _in_bounds(html)
    fragment = _prepared(html) if html.count("&") <= _MOST_ENTITIES else None
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
    web_base = base if base and _WEB.match(base) else None
    try:
        cleaned = nh3.clean(
            fragment,
            tags=_TAGS,
            clean_content_tags=_DROPPED_WHOLE,
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
    url = _LINE_BREAKS.sub("", value.strip(_ENDS))
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


_ENDS = "".join(map(chr, range(0x21)))
_LINE_BREAKS = re.compile(r"[\t\r\n]+")
_UNSAFE = re.compile(r'[\x00-\x20"<>\\^`{|}\x7f]+')
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_WEB = re.compile(r"https?://[^/?#\\]", re.IGNORECASE)
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

# -- reading tags, one after the other, as HTML §13.2.5 has it ----------------------

_BLANK = r"[\t\n\f\r ]"
# Possessive throughout: what was taken is never tried another way, so that any text
# takes linear time.
_INSIDE = (
    r"(?:[\t\n\f\r /]++|(?:=[^\t\n\f\r />=]*+|[^\t\n\f\r />=]++)"
    rf"(?:{_BLANK}*+={_BLANK}*+"
    r"(?:\"[^\"]*+(?:\"|\Z)|'[^']*+(?:'|\Z)|[^\t\n\f\r >\"'][^\t\n\f\r >]*+)?+)?+)*+"
)
# Their content is text to a parser, or of no use to a reader.
_RAW = "script|style|title|textarea|xmp|iframe|noembed|noframes|svg|math"
_TOKEN = re.compile(
    r"<!--(?:-?>|.*?(?:--!?>|\Z))|<[!?][^>]*+>?|</(?:>|[^A-Za-z>][^>]*+>?)"
    rf"|<(?P<raw>{_RAW})(?={_BLANK}|[/>])(?P<raw_inside>{_INSIDE})"
    rf"(?:(?<=/)>|>(?P<text>.*?)(?:</(?P=raw)(?={_BLANK}|[/>]){_INSIDE}>?|\Z)|\Z)"
    rf"|<(?P<end>/?)(?P<name>[A-Za-z][^\t\n\f\r />]*+)(?P<inside>{_INSIDE})>?",
    re.DOTALL | re.IGNORECASE,
)
_ATTRIBUTE = re.compile(
    rf"([^\t\n\f\r />=]++)(?:{_BLANK}*+={_BLANK}*+"
    r"(?:\"([^\"]*+)\"?|'([^']*+)'?|([^\t\n\f\r >\"'][^\t\n\f\r >]*+))?+)?+"
)
_VOID = "area base br col embed hr img input link meta param source track wbr"
# These end by themselves where the next one begins, so they need not be closed.
_SELF_ENDING = (
    "a caption colgroup dd dt li optgroup option p tbody td tfoot th thead tr"
)
_NOT_NESTING = frozenset(f"{_VOID} {_SELF_ENDING}".split())
# A parser opens these again in each block until they are closed: a few kilobytes could
# become gigabytes. Without attributes it does so three times at most for each.
_REOPENED = ("b", "big", "code", "em", "i", "s", "small", "strike", "strong", "tt", "u")
_MOST_REOPENED = 8
_UNWRAPPED = ("noscript", "font", "nobr", "plaintext")
_AS_DIV = ("dialog", "fieldset", "form", "hgroup", "legend", "main", "search")
_RENAMED = {**dict.fromkeys(_AS_DIV, "div"), "listing": "pre"}
_NOTHING = "<!---->"  # holds apart what a dropped token stood between


def _prepared(html: str) -> str | None:
    """Return *html* as nh3 should see it, None if it is nested too deep for that."""
    pieces: list[str] = []
    nested: Counter[str] = Counter()
    depth = end = 0
    for token in _TOKEN.finditer(html):
        name = (token["name"] or "").lower()
        reopened = name in _REOPENED and not token["end"]
        drop = reopened and sum(nested[other] for other in _REOPENED) >= _MOST_REOPENED
        pieces += html[end : token.start()], _NOTHING if drop else _replaced(token)
        end = token.end()
        if drop or not name or name in _NOT_NESTING or name in _UNWRAPPED:
            continue
        if not token["end"]:
            nested[name] += 1
            depth += 1
        elif nested[name]:
            nested[name] -= 1
            depth -= 1
        if depth > _DEEPEST:
            return None
    pieces.append(html[end:])
    return "".join(pieces)


def _replaced(token: re.Match[str]) -> str:
    if token["raw"]:
        return _raw_replaced(token)
    if not token["name"]:
        return _NOTHING
    name, end = token["name"].lower(), token["end"]
    if name in _REOPENED:
        return f"<{end}{name}>"
    if name in _RENAMED:
        return f"<{end}{_RENAMED[name]}>"
    if name == "embed":
        return _linked(_attributes(token["inside"]))
    if name in ("img", "source") and not _is_shown(_attributes(token["inside"])):
        return _NOTHING
    return _NOTHING if name in _UNWRAPPED else token[0]


def _raw_replaced(token: re.Match[str]) -> str:
    name = token["raw"].lower()
    if name == "iframe":
        return _linked(_attributes(token["raw_inside"]))
    if name == "xmp":
        return f"<pre>{escape(token['text'] or '')}</pre>"
    return _NOTHING


def _attributes(inside: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, *values in _ATTRIBUTE.findall(inside):
        found.setdefault(name.lower(), _unescaped("".join(values)))
    return found


def _linked(attributes: dict[str, str]) -> str:
    """Return a link to what a frame shows."""
    url = attributes.get("src", "").strip(_ENDS)
    url = f"https:{url}" if url.startswith("//") else url
    if not _WEB.match(url):
        return _NOTHING
    label = attributes.get("title", "").strip() or url
    return f'<a href="{escape(url)}">{escape(label, quote=False)}</a>'


def _is_shown(attributes: dict[str, str]) -> bool:
    """Tell whether an image has a source, and is no pixel that counts readers."""
    style: dict[str, str] = dict(
        _STYLE_LENGTH.findall(attributes.get("style", "").lower())
    )
    counts_readers = all(
        _TINY.fullmatch(attributes.get(side) or style.get(side, ""))
        for side in ("width", "height")
    )
    return bool(attributes.get("src")) and not counts_readers


def _marked(html: str) -> str:
    """Return *html* without its tags, `_BREAK` for those that end a line."""
    pieces = _SIMPLE_TAG.split(html)
    texts, names = pieces[::2], pieces[1::2]
    if not _RAW_NAMES.isdisjoint(names) or any("<" in text for text in texts):
        return _TOKEN.sub(_text_of_token, html)
    pieces[1::2] = [_SHOWN_AS.get(name, "") for name in names]
    return "".join(pieces)


def _text_of_token(token: re.Match[str]) -> str:
    if token["raw"]:
        return (token["text"] or "") if token["raw"].lower() == "xmp" else ""
    return _SHOWN_AS.get((token["name"] or "").lower(), "")


def _unescaped(text: str) -> str:
    """Return *text* with its entities resolved (HTML §13.2.5.72)."""
    return _REFERENCE.sub(_resolved, text) if "&" in text else text


def _resolved(match: re.Match[str]) -> str:
    # No character has so many digits, and `int` refuses thousands of them.
    return _character(match[0]) if len(match[0]) < 100 else ""


# Texts have the same few of them again and again.
_character = lru_cache(maxsize=1024)(unescape)


_STYLE_LENGTH = re.compile(r"(?:^|;)\s*(width|height)\s*:\s*([0-9]+(?:px)?)")
_TINY = re.compile(r"\s*[01](?:\.0*)?\s*(?:px)?\s*")
_BREAK = "\u2029"
_BREAKING = _BLOCKS.union(_RENAMED, ("br", "option")).difference(("td", "th"))
_SHOWN_AS = {**dict.fromkeys(_BREAKING, _BREAK), "td": " ", "th": " "}
_RAW_NAMES = frozenset(_RAW.split("|"))
# Most tags are like this, and most HTML has no others.
_SIMPLE_TAG = re.compile(
    r"</?([a-z][a-z0-9]*)(?: [^<>\"'=]++=(?:\"[^\"<>]*+\"|'[^'<>]*+'))*+ ?/?>"
)
_REFERENCE = re.compile(
    r"&(?:#(?:[0-9]++|[xX][0-9a-fA-F]++);?|[^\t\n\f <&#;]{1,32}+;?)"
)

# -- telling HTML from text -------------------------------------------------------

_KNOWN = _TAGS.union(
    _RAW.split("|"), _VOID.split(), _UNWRAPPED, _RENAMED, _DROPPED_WHOLE
)
_END_TAG = re.compile(r"</[A-Za-z][A-Za-z0-9]*\s*>")
_TAG_NAME = re.compile(r"</?([A-Za-z][A-Za-z0-9]*)")
_TAG = re.compile(r"<(?:/?(?P<tag>[A-Za-z][A-Za-z0-9]*)(?=[\s/>])[^<>]*>|!--)")
_MARKUP = re.compile(
    rf"[<&](?:(?<=<){_TAG.pattern[1:]}|(?<=&)(?P<entity>"
    r"#(?:[0-9]{1,7}|[xX][0-9A-Fa-f]{1,6})(?=;)|[A-Za-z][A-Za-z0-9]{1,31}(?=;)))"
)


def _is_markup(match: re.Match[str]) -> bool:
    entity = match["entity"]
    if entity:
        return entity.startswith("#") or f"{entity};" in entities
    return _is_known(match)


def _is_known(match: re.Match[str]) -> bool:
    tag = match["tag"]
    return tag is None or tag.lower() in _KNOWN
