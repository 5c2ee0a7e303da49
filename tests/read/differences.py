"""Where both readers of XML differ on purpose, each with its name."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable
from typing import TypeAlias

from lxml import etree

from feedtool import dates, html, text, urls
from feedtool.model import Person
from feedtool.read import elements, fields, names, tolerant

from .compared import Element, Pair, articles, header, parsed, scopes, values

Rewrite: TypeAlias = Callable[[Element], None]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Where both differ on purpose.

    It explains either what is the same once a document is rewritten, so that it says
    what we read in a way that leaves nothing to choose, or a pair of values.
    """

    name: str
    example: str
    rewrite: Rewrite | None = None
    explains: Callable[[Pair], bool] | None = None


_GROUPS = [
    {"pubdate", "published", "issued", "dcterms:issued"},
    {"updated", "modified", "lastbuilddate", "dc:date", "dcterms:modified"},
    {"created", "dcterms:created"},
    {"rights", "copyright", "dc:rights"},
    {"language", "dc:language"},
    {"title"},
    {"guid", "id"},
    {"image", "itunes:image"},
    {"feedburner:origlink"},
    {"description", "summary", "subtitle", "tagline"},
]
_AUTHORS = {"author", "dc:creator", "itunes:author", "managingeditor"}
_SPARE = {"dc:description", "itunes:subtitle", "itunes:summary", "media:description"}


def _remove(element: Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _says(element: Element) -> bool:
    said = "".join(map(str, element.itertext())).strip()
    if names.known(element.tag) == "image":
        said = "".join(e.text or "" for e in element if names.local(e.tag) == "url")
    if names.known(element.tag) in {*_GROUPS[0], *_GROUPS[1], *_GROUPS[2]}:
        return dates.parse(said) is not None
    return bool(said or element.get("href"))


def _first_only(root: Element) -> None:
    for scope in scopes(root):
        for group in _GROUPS:
            elements = [e for e in scope if names.known(e.tag) in group]
            first = next(filter(_says, elements), None)
            for element in elements:
                if element is not first:
                    _remove(element)


def _spare_last(root: Element) -> None:
    for scope in scopes(root):
        for usual, spare in ((_GROUPS[-1], _SPARE), ({"title"}, {"dc:title"})):
            said = any(names.known(e.tag) in usual and _says(e) for e in scope)
            for element in scope:
                if names.known(element.tag) in spare:
                    if said or not _says(element):
                        _remove(element)
                    said = said or _says(element)


def _longest_only(root: Element) -> None:
    is_atom = names.known(root.tag) == "feed"
    for article in articles(root):
        contents = {
            element: len(elements.markup_of(element, {}, is_atom=is_atom).value)
            for element in article
            if names.known(element.tag) in ("content", "content:encoded")
            and elements.kind_of(element, is_atom=is_atom) != ""
        }
        longest = max(contents, key=lambda element: contents[element], default=None)
        for element in contents:
            if element is not longest:
                article.remove(element)


def _one_link(root: Element) -> None:
    for scope in scopes(root):
        links = [
            element
            for element in scope
            if names.known(element.tag) == "link"
            and element.get("rel", "alternate").endswith("alternate")
        ]
        leading = [e for e in links if (e.get("href") or e.text or "").strip()]
        pages = [e for e in leading if "html" in (e.get("type") or "html")]
        for element in links:
            if element not in (pages or leading)[:1]:
                _remove(element)


def _no_blank_category(root: Element) -> None:
    for scope in scopes(root):
        for element in scope:
            if names.known(element.tag) not in ("category", "dc:subject"):
                continue
            label = element.attrib.pop("label", "")
            given = (element.get("term"), element.text, label)
            term = next((part for part in given if part and part.strip()), None)
            if term is None:
                _remove(element)
            elif term is label:
                element.set("term", label)
            elif label:
                element.set("label", label)


def _nobody_in_source(root: Element) -> None:
    for source in root.iter("{*}source"):
        for author in source.findall("{*}author"):
            source.remove(author)


def _subtitle_of_article(root: Element) -> None:
    for article in articles(root):
        for element in [e for e in article if names.local(e.tag) == "subtitle"]:
            element.tag = str(element.tag).replace("subtitle", "summary")


def _types_of_modules(root: Element) -> None:
    for scope in scopes(root):
        for element in scope:
            said = element.text or ""
            if names.known(element.tag) in _SPARE or (
                names.known(element.tag) == "dc:title" and html.is_meant(said)
            ):
                element.set("type", "html")


def _no_id_a_link(root: Element) -> None:
    if names.known(root.tag) != "feed":
        for element in root.iter("{http://www.w3.org/2005/Atom}id"):
            element.set("isPermaLink", "false")


def _image_inside(root: Element) -> None:
    channel, image = root.find("{*}channel"), root.find("{*}image")
    if channel is not None and image is not None:
        for element in channel.findall("{*}image"):
            channel.remove(element)
        channel.append(image)


def _no_media_title(root: Element) -> None:
    for element in list(root.iter("{http://search.yahoo.com/mrss/}title")):
        _remove(element)


_XML = "{http://www.w3.org/XML/1998/namespace}"
_ADDRESSES = {"link", "url", "uri", "homepage", "icon", "logo"}


def _resolved(root: Element) -> None:
    for element in root.iter():
        base = element.base
        for name in ("href", "url"):
            is_ours = names.local(str(element.tag)) != "a"
            if is_ours and element.get(name, "").strip() and base:
                element.set(name, fields.link(element.get(name), base) or "")
        if names.local(str(element.tag)) in _ADDRESSES and not len(element) and base:
            element.text = fields.link(element.text, base)
    for element in root.iter():
        element.attrib.pop(f"{_XML}base", "")


def _no_type(root: Element) -> None:
    for element in root.iter():
        if not element.get("type") and element.get("rel", "").endswith("enclosure"):
            element.set("type", "")


def _is_declared_base(pair: Pair) -> bool:
    if pair.name != "base" or "xml:base" not in pair.document:
        return False
    bases = {element.base or "" for element in pair.elements[0].iter()}
    return pair.strict in {urls.absolute(base, None) for base in bases}


def _is_declared_language(pair: Pair) -> bool:
    if pair.name != "language" or "xml:lang" not in pair.document:
        return False
    around = [*pair.elements[0].iterancestors(), *pair.elements]
    inside = [e for element in pair.elements for e in element]
    given = [e.get(f"{_XML}lang") for e in (*around, *inside)]
    said = [e for element in around for e in element]
    given += [e.text for e in said if names.known(e.tag) in _GROUPS[4]]
    return pair.strict in set(map(fields.language, given))


def _is_alone(pair: Pair) -> bool:
    """Tell whether it is what feedparser says of each author without the others."""
    if pair.name != "authors":
        return False
    number = pair.field.rpartition(".")[0]
    alone = _each_alone(pair, int(number)) if number else ()
    return bool((alone or _each_alone(pair, None)) == pair.strict)


def _each_alone(pair: Pair, number: int | None) -> tuple[Person, ...]:
    found: list[Person] = []
    for kept in range(pair.rewritten.count("<")):
        root = parsed(pair.rewritten, None)
        scope = header(root) if number is None else [articles(root)[number]]
        authors = [e for parent in scope for e in parent if _is_author(e)]
        if kept >= len(authors):
            break
        for element in filter(_is_author, list(root.iter())):
            if element is not authors[kept]:
                _remove(element)
        feed = tolerant.parse(etree.tostring(root, encoding="unicode"), url=pair.url)
        found += (feed if number is None else feed.articles[number]).authors
    return fields.people(found)


def _is_author(element: Element) -> bool:
    return names.known(str(element.tag)) in _AUTHORS


def _is_guid(pair: Pair) -> bool:
    if pair.name not in ("link", "base") or pair.tolerant not in (None, pair.url):
        return False
    inside = [e for element in pair.elements for e in element]
    guids = [fields.link(e.text, None) for e in inside if e.tag == "guid"]
    return pair.strict in guids and any(names.known(e.tag) == "link" for e in inside)


def _is_repeated(pair: Pair) -> bool:
    if pair.name != "summary" or pair.strict:
        return False
    theirs = values(tolerant.parse(pair.rewritten, url=pair.url))
    said, _ = theirs[pair.field.replace("summary", "content")]
    return bool(pair.tolerant == text.line(said))


def _is_skipped(pair: Pair) -> bool:
    if pair.name != "rhythm":
        return False
    skipping = {"skip_hours": (), "skip_days": ()}
    return bool(dataclasses.replace(pair.strict, **skipping) == pair.tolerant)


def _is_encoded_twice(pair: Pair) -> bool:
    once = _TWICE.sub(lambda m: m[0].encode("latin-1").decode(), repr(pair.strict))
    return once == repr(pair.tolerant)


_TWICE = re.compile("[\u00c2-\u00df][\u0080-\u00bf]")

DIFFERENCES = [
    Difference(
        name="of what is said twice, the first counts that says anything (the last)",
        example="<rss><channel><item><pubDate>2024-01-01</pubDate>"
        "<pubDate>2024-01-02</pubDate></item></channel></rss>",
        rewrite=_first_only,
    ),
    Difference(
        name="what a module says counts where there is no other (the last)",
        example="<rss xmlns:dc='http://purl.org/dc/elements/1.1/'><channel>"
        "<description>a</description><dc:description>b</dc:description>"
        "</channel></rss>",
        rewrite=_spare_last,
    ),
    Difference(
        name="of links the first counts that is one of a page (one that leads on)",
        example="<rss><channel><item><link>/a</link><link>https://example.org/</link>"
        "</item></channel></rss>",
        rewrite=_one_link,
    ),
    Difference(
        name="a guid is the link where no other leads anywhere (where there is none)",
        example="<rss><channel><item><link>/a</link>"
        "<guid>https://example.org/a</guid></item></channel></rss>",
        explains=_is_guid,
    ),
    Difference(
        name="a category without a term is none (it takes that of the next)",
        example="<rss><channel><item><category domain='a'/><category>b</category>"
        "</item></channel></rss>",
        rewrite=_no_blank_category,
    ),
    Difference(
        name="the page of an author is not the address of a source's feed (it is)",
        example="<feed xmlns='http://www.w3.org/2005/Atom'><entry><source>"
        "<title>a</title><author><uri>https://example.org/</uri></author></source>"
        "</entry></feed>",
        rewrite=_nobody_in_source,
    ),
    Difference(
        name="an author has only the address that stands at them (that of another)",
        example="<feed xmlns='http://www.w3.org/2005/Atom'><entry>"
        "<author><name>Ada</name><email>ada@example.org</email></author>"
        "<author><name>Bob</name></author></entry></feed>",
        explains=_is_alone,
    ),
    Difference(
        name="text that was encoded twice stays (is decoded twice)",
        example="<rss><channel><title>caf\u00c3\u00a9</title></channel></rss>",
        explains=_is_encoded_twice,
    ),
    Difference(
        name="a summary in XHTML that repeats the content is none (it is one)",
        example="<feed xmlns='http://www.w3.org/2005/Atom'><entry>"
        "<content type='xhtml'>a<br xmlns='http://www.w3.org/1999/xhtml'/></content>"
        "<summary type='xhtml'>a<br xmlns='http://www.w3.org/1999/xhtml'/></summary>"
        "</entry></feed>",
        explains=_is_repeated,
    ),
    Difference(
        name="text of a module may be HTML in Atom as well (it is plain)",
        example="<feed xmlns='http://www.w3.org/2005/Atom'"
        " xmlns:dc='http://purl.org/dc/elements/1.1/'>"
        "<dc:title>a &amp;amp; b</dc:title></feed>",
        rewrite=_types_of_modules,
    ),
    Difference(
        name="an id of Atom is no link in RSS (it is, as a guid)",
        example="<rss xmlns:a='http://www.w3.org/2005/Atom'><channel><item>"
        "<a:id>https://example.org/</a:id></item></channel></rss>",
        rewrite=_no_id_a_link,
    ),
    Difference(
        name="the subtitle of an episode is a description of a module (nothing)",
        example="<rss xmlns:i='http://www.itunes.com/dtds/podcast-1.0.dtd'>"
        "<channel><item><i:subtitle>a</i:subtitle></item></channel></rss>",
        rewrite=_subtitle_of_article,
    ),
    Difference(
        name="an image beside the channel of RSS 1.0 is the feed's (no one's)",
        example="<r:RDF xmlns:r='http://www.w3.org/1999/02/22-rdf-syntax-ns#'"
        " xmlns='http://purl.org/rss/1.0/'><channel/>"
        "<image><url>https://example.org/a.png</url></image></r:RDF>",
        rewrite=_image_inside,
    ),
    Difference(
        name="the title of attached media is not that of the article (it is)",
        example="<rss xmlns:media='http://search.yahoo.com/mrss/'><channel><item>"
        "<media:title>a</media:title></item></channel></rss>",
        rewrite=_no_media_title,
    ),
    Difference(
        name="the longest content counts, as it is written (as it becomes HTML)",
        example="<rss xmlns:c='http://purl.org/rss/1.0/modules/content/'><channel>"
        "<item><c:encoded>&lt;p&gt;aaaaaa&lt;/p&gt;</c:encoded>"
        "<c:encoded><p xml:lang='de'>b</p></c:encoded></item></channel></rss>",
        rewrite=_longest_only,
    ),
    Difference(
        name="xml:base holds for all addresses but guids (some; and for guids)",
        example="<feed xmlns='http://www.w3.org/2005/Atom'>"
        "<entry xml:base='https://example.org/a/'><id>/1</id></entry></feed>",
        rewrite=_resolved,
    ),
    Difference(
        name="xml:base is what content is relative to (only where it stands at it)",
        example="<feed xmlns='http://www.w3.org/2005/Atom'>"
        "<entry xml:base='https://example.org/a/'/></feed>",
        explains=_is_declared_base,
    ),
    Difference(
        name="xml:lang holds for all that is inside (only for text, or the feed)",
        example="<rss><channel><item xml:lang='de'/></channel></rss>",
        explains=_is_declared_language,
    ),
    Difference(
        name="hours and days to skip are read (nothing)",
        example="<rss><channel><skipDays><day>Sunday</day></skipDays></channel></rss>",
        explains=_is_skipped,
    ),
    Difference(
        name="an enclosure of Atom without a type has none (text/html)",
        example="<feed xmlns='http://www.w3.org/2005/Atom'><entry>"
        "<link rel='enclosure' href='https://example.org/a'/></entry></feed>",
        rewrite=_no_type,
    ),
]
