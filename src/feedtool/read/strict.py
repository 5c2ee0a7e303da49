"""Well-formed RSS and Atom of any version into a feed, in one pass over lxml's tree.

It mends nothing and opens nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from .. import text, urls
from ..errors import NotWellFormedError, ParseError
from ..model import Article, Enclosure, Feed, Person, Rhythm, Source
from . import fields, names
from .draft import Draft
from .elements import MOST_NAMESPACES, XML_BASE, XML_LANG, text_of
from .making import quickly
from .rhythm import rhythm
from .sections import Sections, cut
from .trees import tree

if TYPE_CHECKING:
    from .elements import Element

_WORTH_A_LOOK = 400_000  # bytes; what takes quadratic time is quick in less
_ARTICLE = re.compile(rb"<(?:[\w.-]+:)?(?:item|entry)[\s/>]", re.IGNORECASE)
_MOST_TAGS = 400_000  # a tree of more takes more memory than a feed is worth


def parse(document: bytes, *, url: str | None) -> Feed[Article]:
    """Return the feed in *document*: in UTF-8, without a DOCTYPE.

    Its outermost element is one of a feed; an encoding that it declares is not looked
    at. Raises NotWellFormedError when it breaks the rules of XML, is nested more than
    256 deep or has its articles where no feed has them, ParseError when there is too
    much of it.
    """
    feed = _read_outline(document, url) or _read(document, {}, url)
    if not feed.articles and _ARTICLE.search(document):
        raise NotWellFormedError("a feed with articles where feeds have none")
    return feed


def _read_outline(document: bytes, url: str | None) -> Feed[Article] | None:
    """Return what `_read` would, but sooner; None where it has to read *document*.

    That is where no section is long, some are where nobody looks, or XML is broken,
    whose reader is to name the place.
    """
    outline, sections = cut(document)
    if not sections:
        return None
    try:
        feed = _read(outline, sections, url)
    except NotWellFormedError:
        return None
    return None if sections else feed


def _read(document: bytes, sections: Sections, url: str | None) -> Feed[Article]:
    # No tag has less than three bytes.
    if len(document) > 3 * _MOST_TAGS and _tags(document) > _MOST_TAGS:
        raise ParseError(f"a feed with more than {_MOST_TAGS:,} tags")
    if len(document) > _WORTH_A_LOOK and document.count(b"xmlns:") > MOST_NAMESPACES:
        _check_namespaces(document)
    try:
        return _feed(_root(document), sections, url)
    except RecursionError:  # the tree of huge texts may be deep, too
        raise ParseError("too many elements inside each other") from None


def _root(document: bytes, *, huge: bool = False) -> Element:
    from lxml import etree

    try:
        root = tree(document, huge=huge)
    except etree.XMLSyntaxError as error:
        # More than 10 MB in one text: such as pictures that are written out.
        if not huge and "too long" in error.msg:
            return _root(document, huge=True)
        raise NotWellFormedError(
            f"XML that is not well-formed ({error.msg})"
        ) from error
    assert root is not None  # noqa: S101  (nothing was recovered)
    return root


def _check_namespaces(document: bytes) -> None:
    """Raise ParseError if one element declares so many that copying it takes long."""
    if any(t.count(b"xmlns:") > MOST_NAMESPACES for t in document.split(b"<")):
        raise ParseError(f"an element with more than {MOST_NAMESPACES} namespaces")


def _tags(document: bytes) -> int:
    """Return the number of tags, but for those in CDATA sections."""
    first, *sections = document.split(b"<![CDATA[")
    rest = (section.partition(b"]]>")[2] for section in sections)
    return first.count(b"<") + sum(part.count(b"<") for part in rest)


class _Around(NamedTuple):
    """What is outside of an article, and holds for it too."""

    is_atom: bool
    base: str | None
    is_declared: bool = False  # the base, by an xml:base
    language: str | None = None
    authors: tuple[Person, ...] = ()

    def within(self, element: Element) -> _Around:
        """Return what holds inside *element* (XML Base §4, XML §2.12)."""
        if not element.keys():  # as nearly all are
            return self
        base, language = element.get(XML_BASE), element.get(XML_LANG)
        if base is None and language is None:
            return self
        around = self._replace(language=fields.language(language) or self.language)
        address = fields.link(base, self.base)
        return around._replace(base=address, is_declared=True) if address else around


def _feed(root: Element, sections: Sections, url: str | None) -> Feed[Article]:
    is_atom = names.known(str(root.tag)) == "feed"
    parents, articles, rest = _parted(root)
    header = Draft(sections, is_atom)
    header.read(rest)
    # The addresses that the feed gives of itself may be relative in their turn.
    at = url if url and urls.is_web(url) else None
    around = _Around(is_atom, at)
    for parent in parents:
        around = around.within(parent)
    self_link = fields.link(header.self_link, around.base)
    link = fields.link(header.page or header.other_link, around.base or self_link)
    base = around.base or self_link or link
    authors = _authors(header, base)
    around = around._replace(
        base=base,
        language=fields.language(header.language) or around.language,
        # The authors of an Atom feed are those of its entries (RFC 4287 §4.2.1); an
        # editor of RSS has not written all that it carries.
        authors=authors if is_atom else (),
    )
    return Feed(
        title=header.title.line or fields.line_of_either(header.spare_title),
        link=link,
        id=fields.guid(header.id),
        self_link=self_link,
        description=_line_of_description(header)
        or fields.line_of_html(header.spare_description),
        language=around.language,
        authors=authors,
        rights=header.rights.line or None,
        icon=fields.link(header.icon, base),
        image=fields.link(header.image, base) or fields.link(header.logo, base),
        updated=header.updated or header.published,
        rhythm=_rhythm(header),
        articles=tuple([_article(each, sections, around) for each in articles]),
    )


def _rhythm(header: Draft) -> Rhythm:
    return rhythm(
        ttl=header.ttl,
        period=header.period,
        frequency=header.frequency,
        hours=header.skip_hours,
        days=header.skip_days,
    )


def _parted(root: Element) -> tuple[list[Element], list[Element], list[Element]]:
    """Return the elements around articles, those of articles, and those beside them."""
    parents, articles, rest = [root], [], []
    for parent in parents:  # which grows
        for element in parent:
            name = names.known(element.tag)
            if name in ("item", "entry"):
                articles.append(element)
            elif name == "channel" and parent is root:
                parents.append(element)
            else:
                rest.append(element)
    return parents, articles, rest


def _line_of_description(header: Draft) -> str:
    """Return it on one line; that of RSS is HTML, as those of its articles are."""
    described = header.description
    return (fields.line if described.is_html is False else fields.line_of_html)(
        described.value
    )


def _article(element: Element, sections: Sections, feed: _Around) -> Article:
    draft = Draft(sections, feed.is_atom)
    draft.read(element)
    around = feed.within(element)
    base = around.base
    source = _source(draft, base)
    link = _permalink(draft, base)
    summary, content = _texts(draft)
    enclosures = _enclosures(draft, base)
    return _new_article(
        guid=fields.guid(draft.id or element.get(_ABOUT)),
        link=link,
        title=draft.title.line or fields.line_of_either(draft.spare_title),
        # Atom's published and RSS 1.0's dc:date are optional and the other's twin.
        published=draft.published or draft.created or draft.updated,
        updated=draft.updated,
        summary=summary,
        content=content,
        base=_content_base(draft, around, link),
        authors=_authors(draft, base) or (() if source else feed.authors),
        categories=fields.categories(draft.categories),
        enclosures=enclosures,
        image=_image(draft, enclosures, base),
        language=_language(draft) or around.language,
        source=source,
        rights=(draft.rights.value and draft.rights.line) or None,
    )


_new_article = quickly(Article)
_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"

# -- parts of both ----------------------------------------------------------------


def _authors(draft: Draft, base: str | None) -> tuple[Person, ...]:
    if not draft.authors:
        return ()
    return fields.people([_person(element, base) for element in draft.authors])


def _person(element: Element, base: str | None) -> Person | None:
    """Return who is named, by parts in Atom (RFC 4287 §3.2) or on one line in RSS."""
    if not len(element):
        return fields.person(element.text, None, None)
    parts = {names.local(str(part.tag)): text_of(part) for part in element}
    address = parts.get("uri") or parts.get("url") or parts.get("homepage")
    return fields.person(
        parts.get("name"), parts.get("email"), fields.link(address, base)
    )


# -- parts of an article ----------------------------------------------------------


def _permalink(draft: Draft, base: str | None) -> str | None:
    original = fields.link(draft.original, None) if draft.original else None
    given = original or fields.link(draft.page or draft.other_link, base)
    if given or draft.guid is None:
        return given
    # RSS 2.0 `guid`: without isPermaLink="false" it is the link, but often is none.
    # Not `items()`, which takes long where there are thousands.
    spelled = (n for n in draft.guid.attrib if n.lower() == "ispermalink")
    is_permalink = draft.guid.get(next(spelled, "isPermaLink"), "true")
    if is_permalink.strip().lower() == "false":
        return None
    return fields.link(draft.id, None) if urls.is_web(draft.id or "") else None


def _texts(draft: Draft) -> tuple[str, str]:
    """Return the summary as text and the content as HTML."""
    described, content = draft.description, draft.content.value
    if content and draft.content.is_html is False:
        content = fields.paragraphs(content)
    if not described.value:
        return fields.summary_and_content(draft.spare_description, content)
    if described.is_html is False:
        return text.line(described.value), content
    return fields.summary_and_content(described.value, content)


def _content_base(draft: Draft, around: _Around, link: str | None) -> str | None:
    """Return what links in the content are relative to.

    That is its xml:base. Without one, it is the feed's address in Atom (RFC 4287 §2),
    and in RSS, which does not say, the page that the content was taken from.
    """
    declared = draft.content.base or draft.description.base
    if declared:
        return fields.link(declared, around.base) or link or around.base
    if around.is_atom or around.is_declared:
        return around.base
    return link or around.base


def _enclosures(draft: Draft, base: str | None) -> tuple[Enclosure, ...]:
    given = draft.enclosures + draft.recordings
    if not given:
        return ()
    return fields.enclosures(
        [fields.enclosure(each.address, each.type, each.length, base) for each in given]
    )


def _image(
    draft: Draft, enclosures: Iterable[Enclosure], base: str | None
) -> str | None:
    given = [draft.image] if draft.image else []
    for address in given + draft.thumbnails + draft.pictures:
        found = fields.link(address, base)
        if found:
            return found
    for media in enclosures:
        if media.type and media.type.startswith("image/"):
            return media.url
    return None


def _language(draft: Draft) -> str | None:
    given = (
        draft.language
        or draft.content.language
        or draft.description.language
        or draft.title.language
    )
    return fields.language(given)


def _source(draft: Draft, base: str | None) -> Source | None:
    """Return who published it first: RSS 2.0 `source`, atom:source or dc:source."""
    element = draft.source
    if element is None and not draft.source_title:
        return None
    named = Draft({}, is_atom=True)
    feed = title = None
    if element is not None and len(element):
        named.read(element)
        feed, title = named.self_link, named.title.line
    elif element is not None:
        feed, title = element.get("url"), fields.line_of_html(element.text)
    title = title or fields.line_of_html(draft.source_title)
    return fields.source(
        title if not urls.is_web(title) else "",
        fields.link(named.page or named.other_link, base),
        fields.link(feed, base),
        fields.guid(named.id),
    )
