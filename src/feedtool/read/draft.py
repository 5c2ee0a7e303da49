"""What has been read of a feed, an article or a source, before it is made one.

A `Draft` is filled by its readers, one for each element that matters, in the order of
the document; of what is said twice, the first counts. It keeps values as they are
written: what they are relative to is known only when all is read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Final, TypeAlias

from ..model import Category
from . import fields, names
from .elements import (
    Markup,
    address_of,
    cut_out_of,
    date_of,
    kind_of,
    markup_of,
    text_of,
)

if TYPE_CHECKING:
    from .elements import Element
    from .sections import Sections


@dataclass(slots=True)
class Enclosed:
    """What is attached to an article."""

    address: str
    type: str | None = None
    length: str | None = None


_NOTHING: Final = Markup("")  # never changed


@dataclass(slots=True)
class Draft:
    """A feed, an article or the source of one, as far as it has been read."""

    sections: Sections
    is_atom: bool
    # Lists, to which adding is cheap: there may be a hundred thousand.
    authors: list[Element] = field(default_factory=list)
    categories: list[Category] = field(default_factory=list)
    enclosures: list[Enclosed] = field(default_factory=list)
    recordings: list[Enclosed] = field(default_factory=list)  # of Media RSS
    thumbnails: list[str] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)
    title: Markup = _NOTHING
    description: Markup = _NOTHING
    content: Markup = _NOTHING
    rights: Markup = _NOTHING
    spare_title: str = ""
    spare_description: str = ""
    published: datetime | None = None
    created: datetime | None = None
    updated: datetime | None = None
    id: str | None = None
    guid: Element | None = None
    page: str | None = None
    other_link: str | None = None  # to the same in another type than HTML
    self_link: str | None = None
    original: str | None = None  # the link that a counting one stands for
    language: str | None = None
    image: str | None = None
    icon: str | None = None
    logo: str | None = None
    source: Element | None = None
    source_title: str = ""
    ttl: str = ""
    period: str = ""
    frequency: str = ""
    skip_hours: tuple[str, ...] = ()
    skip_days: tuple[str, ...] = ()

    def read(self, elements: Iterable[Element]) -> None:
        """Take in what *elements* say."""
        readers = _readers
        for element in elements:
            reader = readers[element.tag]
            if reader is not None:
                reader(self, element)


# -- readers ----------------------------------------------------------------------

_Reader: TypeAlias = "Callable[[Draft, Element], None]"


def _title(draft: Draft, element: Element) -> None:
    if not draft.title.value:
        draft.title = markup_of(element, draft.sections, is_atom=draft.is_atom)


def _description(draft: Draft, element: Element) -> None:
    if not draft.description.value:
        draft.description = markup_of(element, draft.sections, is_atom=draft.is_atom)


def _content(draft: Draft, element: Element) -> None:
    if kind_of(element, is_atom=draft.is_atom) == "":
        return  # a picture or the like
    content = markup_of(element, draft.sections, is_atom=draft.is_atom)
    if len(content.value) > len(draft.content.value):
        draft.content = content


def _encoded(draft: Draft, element: Element) -> None:
    content = markup_of(element, draft.sections, is_atom=draft.is_atom)
    if len(content.value) > len(draft.content.value):
        content.is_html = True
        draft.content = content


def _spare_description(draft: Draft, element: Element) -> None:
    # Podcasts say in it again what is in the description, however long. It is read
    # where it does not count, too: a section that nobody asks for is one missed.
    said = cut_out_of(element, draft.sections) if len(element) else None
    if not draft.spare_description:
        draft.spare_description = text_of(element) if said is None else said


def _rights(draft: Draft, element: Element) -> None:
    if not draft.rights.value:
        draft.rights = markup_of(element, draft.sections, is_atom=draft.is_atom)


def _guid(draft: Draft, element: Element) -> None:
    if not draft.id:
        draft.id = text_of(element)
        draft.guid = element if draft.id else None


def _link(draft: Draft, element: Element) -> None:
    if not element.keys() or element.get("href") is None:
        draft.page = draft.page or address_of(element)
        return
    rel = element.get("rel") or "alternate"
    rel = rel.removeprefix("http://www.iana.org/assignments/relation/")
    if rel == "enclosure":
        draft.enclosures.append(_enclosed(element, "href"))
    elif rel == "self":
        draft.self_link = draft.self_link or address_of(element, "href")
    elif rel == "alternate" and "html" in (element.get("type") or "html"):
        draft.page = draft.page or address_of(element, "href")
    elif rel == "alternate":
        draft.other_link = draft.other_link or address_of(element, "href")


def _enclosure(draft: Draft, element: Element) -> None:
    draft.enclosures.append(_enclosed(element, "url"))


def _enclosed(element: Element, attribute: str) -> Enclosed:
    address = address_of(element, attribute)
    return Enclosed(address, element.get("type"), element.get("length"))


def _image(draft: Draft, element: Element) -> None:
    """Take in RSS's `image`, and that of iTunes."""
    urls = [child for child in element if names.local(child.tag) == "url"]
    address = address_of(urls[0]) if urls else address_of(element, "href")
    draft.image = draft.image or address


def _author(draft: Draft, element: Element) -> None:
    draft.authors.append(element)


def _category(draft: Draft, element: Element) -> None:
    if not element.keys():  # as nearly all are
        draft.categories.append(fields.category(text_of(element)))
        return
    term = element.get("term")
    if term is None:
        term, scheme = text_of(element), element.get("domain")
        if not term:
            scheme = element.get("scheme")  # of one with a label only
    else:
        scheme = element.get("scheme")
    draft.categories.append(fields.category(term, scheme, element.get("label")))


def _keywords(draft: Draft, element: Element) -> None:
    terms = text_of(element).split(",")
    draft.categories += (fields.category(term) for term in terms)


def _named_category(draft: Draft, element: Element) -> None:
    """Take in one of iTunes, which stand inside each other."""
    draft.categories.append(fields.category(element.get("text")))
    draft.read(element)


def _media(draft: Draft, element: Element) -> None:
    """Take in something of Media RSS: a picture, or what can be heard or seen."""
    address, type = element.get("url") or "", element.get("type")
    kind = (element.get("medium") or (type or "").partition("/")[0]).strip().lower()
    if kind == "image":
        draft.pictures.append(address)
    elif kind in ("audio", "video"):
        draft.recordings.append(Enclosed(address, type, element.get("fileSize")))
    draft.read(element)


def _group(draft: Draft, element: Element) -> None:
    draft.read(element)


def _thumbnail(draft: Draft, element: Element) -> None:
    draft.thumbnails.append(address_of(element, "url"))


def _source(draft: Draft, element: Element) -> None:
    if draft.source is None:
        draft.source = element


def _skip_hours(draft: Draft, element: Element) -> None:
    draft.skip_hours = tuple(text_of(hour) for hour in element)


def _skip_days(draft: Draft, element: Element) -> None:
    draft.skip_days = tuple(text_of(day) for day in element)


def _first(name: str, read: Callable[[Element], object]) -> _Reader:
    """Return what keeps the first that says anything, as the *name* of a draft."""

    def reader(draft: Draft, element: Element) -> None:
        if not getattr(draft, name):
            setattr(draft, name, read(element))

    return reader


_published = _first("published", date_of)
_created = _first("created", date_of)
_updated = _first("updated", date_of)
_language = _first("language", text_of)
_original = _first("original", text_of)
_READERS: dict[str, _Reader] = {
    "author": _author,
    "category": _category,
    "content": _content,
    "content:encoded": _encoded,
    "copyright": _rights,
    "created": _created,
    "dc:creator": _author,
    "dc:date": _updated,
    "dc:description": _spare_description,
    "dc:language": _language,
    "dc:rights": _rights,
    "dc:source": _first("source_title", text_of),
    "dc:subject": _category,
    "dc:title": _first("spare_title", text_of),
    "dcterms:created": _created,
    "dcterms:issued": _published,
    "dcterms:modified": _updated,
    "description": _description,
    "enclosure": _enclosure,
    "feedburner:origlink": _original,
    "guid": _guid,
    "icon": _first("icon", address_of),
    "id": _first("id", text_of),
    "image": _image,
    "issued": _published,
    "itunes:author": _author,
    "itunes:category": _named_category,
    "itunes:image": _image,
    "itunes:keywords": _keywords,
    "itunes:subtitle": _spare_description,
    "itunes:summary": _spare_description,
    "language": _language,
    "lastbuilddate": _updated,
    "link": _link,
    "logo": _first("logo", address_of),
    "managingeditor": _author,
    "media:content": _media,
    "media:description": _spare_description,
    "media:group": _group,
    "media:thumbnail": _thumbnail,
    "modified": _updated,
    "pheedo:origlink": _original,
    "pubdate": _published,
    "published": _published,
    "rights": _rights,
    "skipdays": _skip_days,
    "skiphours": _skip_hours,
    "source": _source,
    "subtitle": _description,
    "summary": _description,
    "sy:updatefrequency": _first("frequency", text_of),
    "sy:updateperiod": _first("period", text_of),
    "tagline": _description,
    "title": _title,
    "ttl": _first("ttl", text_of),
    "updated": _updated,
    "xhtml:body": _encoded,
}


class _Readers(dict[str, "_Reader | None"]):
    """Readers by the names that lxml gives elements, found out as they come."""

    def __missing__(self, tag: str) -> _Reader | None:
        if len(self) > 1_000:  # somebody makes names up
            self.clear()
        reader = self[tag] = _READERS.get(names.known(tag))
        return reader


_readers = _Readers()
