"""Parts of an article, the same in every format: cleaned, or left out.

A value that a format gives goes in as it is; what comes out is fit for the model.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from html import escape

from .. import html, text, urls
from ..model import Category, Enclosure, Person, Source

_LONGEST_LINE = 1_000  # of a title, a name, a category
_LONGEST_GUID = 8_192


def line(value: object) -> str:
    """Return plain text on one line."""
    return _shortened(text.line(value)) if isinstance(value, str) else ""


def _shortened(line: str) -> str:
    return line if len(line) <= _LONGEST_LINE else text.shorten(line, _LONGEST_LINE)


def line_of_html(value: object) -> str:
    """Return HTML, or what may be HTML, as plain text on one line."""
    if isinstance(value, str) and html.has_markup(value):
        return _shortened(html.to_line(value))
    return line(value)


def line_of_either(value: str) -> str:
    """Return as plain text on one line what nobody says to be text or HTML."""
    return _shortened(html.to_line(value)) if html.is_meant(value) else line(value)


def guid(value: object) -> str | None:
    """Return what a publisher calls its article, byte for byte, but for the ends.

    Half a character (JSON's "\\ud800"), which is no text, is left out.
    """
    if not isinstance(value, str):
        return None
    whole = value if value.isascii() else value.encode("utf-8", "ignore").decode()
    stripped = whole.strip()
    return stripped if 0 < len(stripped) <= _LONGEST_GUID else None


def link(value: object, base: str | None) -> str | None:
    """Return an absolute address."""
    if not isinstance(value, str) or not value.strip():
        return None
    return urls.absolute(value, base)


def language(value: object) -> str | None:
    """Return a language tag (BCP 47)."""
    if not isinstance(value, str):
        return None
    tag = value.strip().replace("_", "-")
    return tag if _LANGUAGE.fullmatch(tag) else None


def person(name: object, email: str | None, url: str | None) -> Person | None:
    """Return somebody; *name* may hold the address as well (RSS 2.0 `author`)."""
    is_bare = email is None and url is None
    if isinstance(name, str) and len(name if is_bare else f"{name}{email}{url}") < 200:
        return _known_person(name, email, url)
    return _person(name, email, url)


def _person(name: object, email: str | None, url: str | None) -> Person | None:
    named = text.person(line_of_html(name))
    address = (email or "").strip()
    if text.is_email(address):
        named = named or text.person(address)
        return named and replace(named, email=address, url=url)
    return named and replace(named, url=url)


# Most articles of a feed have the same few authors.
_known_person = lru_cache(maxsize=256)(_person)


def people(given: Iterable[Person | None]) -> tuple[Person, ...]:
    """Return *given* without those missing; who is named twice is there once."""
    found: dict[str, Person] = {}
    known = tuple([somebody for somebody in given if somebody is not None])
    if len(known) < 2:
        return known
    for somebody in known:
        key = somebody.name.casefold()
        same = found.get(key, somebody)
        found[key] = Person(
            name=same.name,
            email=same.email or somebody.email,
            url=same.url or somebody.url,
        )
    return tuple(found.values())


def category(term: object, scheme: object = None, label: object = None) -> Category:
    """Return a topic; its term is "" where there is none."""
    is_bare = scheme is None and label is None  # as nearly all are
    if (
        isinstance(term, str)
        and len(term if is_bare else f"{term}{scheme}{label}") < 200
    ):
        return _known_category(term, scheme, label)
    return _category(term, scheme, label)


def _category(term: object, scheme: object, label: object) -> Category:
    name, shown = line_of_html(term), line_of_html(label)
    return Category(
        term=name or shown,
        scheme=line(scheme) or None,
        label=shown if shown and shown != name and name else None,
    )


# Most articles of a feed have the same few topics.
_known_category = lru_cache(maxsize=1024)(_category)


def categories(given: Iterable[Category]) -> tuple[Category, ...]:
    """Return *given* without those that are blank or there already."""
    if not given:
        return ()
    found: dict[tuple[str, str | None], Category] = {}
    for topic in given:
        if topic.term:
            found.setdefault((topic.term.casefold(), topic.scheme), topic)
    return tuple(found.values())


def enclosure(
    url: object, type: object, length: object, base: str | None
) -> Enclosure | None:
    """Return attached media, None if it has no address."""
    address = link(url, base)
    if address is None:
        return None
    kind = type.strip().lower() if isinstance(type, str) else ""
    return Enclosure(
        url=address,
        type=kind if _MEDIA_TYPE.fullmatch(kind) else None,
        length=_length(length),
    )


def enclosures(given: Iterable[Enclosure | None]) -> tuple[Enclosure, ...]:
    """Return *given* without those missing; what has one address is there once."""
    found: dict[str, Enclosure] = {}
    for media in given:
        if media is not None:
            found.setdefault(media.url, media)
    return tuple(found.values())


def source(
    title: str, link: str | None, feed: str | None, id: str | None = None
) -> Source | None:
    """Return who published an article first, None if nothing is known of them."""
    if not (title or link or feed):
        return None
    return Source(title=title or None, link=link, feed=feed, id=id)


def summary_and_content(description: str, content: str) -> tuple[str, str]:
    """Return the summary as text and the content as HTML.

    Both go in as HTML, or as what may be HTML. A description with tags and no content
    beside it is the content. One that only repeats the content is no summary: how its
    text begins is one, made when it is published.
    """
    if description == content:
        return "", content
    # Entities alone do not make it content: they are how text is written.
    if not content and html.has_tags(description):
        return "", description
    as_line = html.to_line if html.has_markup(description) else text.line
    return as_line(description), content


def paragraphs(plain: str) -> str:
    """Return plain text as HTML: blank lines part paragraphs, line feeds lines."""
    blocks = filter(None, (block.strip() for block in _BLANK_LINES.split(plain)))
    return "".join(
        f"<p>{escape(block, quote=False)}</p>".replace("\n", "<br>\n")
        for block in blocks
    )


_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,8}")
_MEDIA_TYPE = re.compile(r"[\w!#$&^.+-]{1,80}/[\w!#$&^.+-]{1,80}", re.ASCII)
_BLANK_LINES = re.compile(r"\n[ \t]*\n")


def _length(value: object) -> int | None:
    """Return a number of bytes; nought is what is written for an unknown one."""
    digits = str(value).strip() if isinstance(value, str | int) else ""
    if not re.fullmatch(r"[0-9]{1,15}", digits):
        return None
    return int(digits) or None
