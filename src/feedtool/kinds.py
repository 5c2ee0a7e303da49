"""The kinds of values that people write in feeds/: text, links, dates, people.

A kind takes a node and gives the value, or raises `Wrong` with what is wanted instead.
Which key is of which kind is said in `config` and `records`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import datetime, timedelta, tzinfo
from typing import TypeVar

from . import dates, urls, words
from . import text as texts
from .model import Person
from .plainyaml import (
    Fields,
    Items,
    Kind,
    Node,
    Notes,
    Scalar,
    Wrong,
    did_you_mean,
    name,
    quoted,
    scalar,
)

T = TypeVar("T")
N = TypeVar("N", int, timedelta)
W = TypeVar("W", bound=str)


def text(node: Node, notes: Notes) -> str:
    """Text; a number is taken as it is written."""
    if isinstance(node, Scalar) and not isinstance(node.value, bool):
        if node.text.strip():
            return node.text.strip()
        raise Wrong("this is empty")
    if isinstance(node, Scalar):
        raise Wrong(f"expected text, not {node.text}", f'write "{node.text}" in quotes')
    raise Wrong(f"expected text, not {name(node)}")


def whole_number(node: Node, notes: Notes) -> int:
    """A whole number, one or more."""
    if isinstance(node, Scalar) and type(node.value) is int and node.value > 0:
        return node.value
    raise Wrong(f"expected a whole number above 0, not {name(node)}")


def yes_or_no(node: Node, notes: Notes) -> bool:
    """`true` or `false`."""
    if isinstance(node, Scalar) and isinstance(node.value, bool):
        return node.value
    meant = {"yes": "true", "on": "true", "no": "false", "off": "false"}
    word = node.text.lower() if isinstance(node, Scalar) else ""
    near = meant.get(word, word if word in ("true", "false") else None)
    raise Wrong(
        f"expected true or false, not {name(node)}",
        f"did you mean {near}?" if near else None,
    )


_UNITS = {
    "s": timedelta(seconds=1),
    "m": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
    "w": timedelta(weeks=1),
}


def duration(node: Node, notes: Notes) -> timedelta:
    """A length of time: `30s`, `15m`, `6h`, `90d`, `2w`."""
    match = re.fullmatch(r"([0-9]{1,6})([smhdw])", text(node, notes))
    if match is None:
        raise Wrong(
            f"expected a length of time, not {name(node)}",
            "write 30s, 15m, 6h, 90d or 2w",
        )
    return int(match[1]) * _UNITS[match[2]]


def size(node: Node, notes: Notes) -> int:
    """A number of bytes: `500KB`, `20MB`."""
    match = re.fullmatch(r"([0-9]{1,6})(KB|MB)", text(node, notes))
    if match is None or not int(match[1]):
        raise Wrong(f"expected a size, not {name(node)}", "write 500KB or 20MB")
    return int(match[1]) * {"KB": 1_000, "MB": 1_000_000}[match[2]]


def between(kind: Kind[N], least: str, most: str) -> Kind[N]:
    """What is of *kind* and neither less nor more than these, given as in YAML."""

    def bounded(node: Node, notes: Notes) -> N:
        value = kind(node, notes)
        low, high = (kind(scalar(bound), notes) for bound in (least, most))
        if low <= value <= high:
            return value
        much = "too little" if value < low else "too much"
        raise Wrong(f"{name(node)} is {much}", f"write {least} to {most}")

    return bounded


def one_of(*words: W) -> Kind[W]:
    """One of *words*."""

    def kind(node: Node, notes: Notes) -> W:
        written = text(node, notes)
        for word in words:
            if word == written:
                return word
        allowed = ", ".join(words)
        hint = did_you_mean(written, words)
        raise Wrong(f"{quoted(written)} is not one of {allowed}", hint)

    return kind


def many(kind: Kind[T]) -> Kind[tuple[T, ...]]:
    """A list of values of *kind*; what is wrong with one costs only that one."""

    def list_kind(node: Node, notes: Notes) -> tuple[T, ...]:
        if not isinstance(node, Items):
            written = node.text if isinstance(node, Scalar) else "…"
            raise Wrong(f"expected a list, not {name(node)}", f"write [{written}]")
        return tuple(_sound(node.items, kind, notes))

    return list_kind


def _sound(nodes: Sequence[Node], kind: Kind[T], notes: Notes) -> dict[T, None]:
    values: dict[T, None] = {}
    for node in nodes:
        try:
            value = kind(node, notes)
        except Wrong as wrong:
            notes.add(node, str(wrong), wrong.hint)
            continue
        if value in values:
            notes.add(node, f"{name(node)} is given twice", level="warning")
        else:
            values[value] = None
    return values


def one_or_many(fields: Fields, one: str, more: str, kind: Kind[T]) -> tuple[T, ...]:
    """Return what stands behind the key *one*, or in the list behind *more*."""
    if fields.one_of(one, more) == one:
        if isinstance(fields.value(one), Items):
            fields.notes.add(fields.at(one), f"{one} is one", f"of several: {more}")
            return ()
        value = fields.get(one, kind)
        return () if value is None else (value,)
    return fields.get(more, many(kind)) or ()


# -- kinds that know what is published --------------------------------------------

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d(?:[ T]\d\d:\d\d.*)?", re.ASCII)
_FILE_ENDINGS = "gif|html?|ico|jpe?g|json|mp3|opml|pdf|png|svg|txt|webp|xml|ya?ml"
_HOST = re.compile(
    rf"(?:[\w-]+\.)+(?!(?:{_FILE_ENDINGS})$)[^\W\d_]{{2,63}}(?::\d+)?(?:/|$)",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"(?:localhost|\d{1,3}(?:\.\d{1,3}){3}|\[[\da-f:.]+\])(?::\d+)?(?:/|$)",
    re.IGNORECASE | re.ASCII,
)
_MEDIA_TYPE = re.compile(r"[\w.+-]+/[\w.+-]+")


def line(node: Node, notes: Notes) -> str:
    """Text on one line, without characters that XML does not allow."""
    folded = texts.line(text(node, notes))
    if not folded:
        raise Wrong("this is empty")
    return folded


def link(node: Node, notes: Notes) -> str:
    """An http or https address, fit to be published."""
    written = text(node, notes)
    sound = urls.absolute(written, None)
    if sound is None or not urls.is_web(sound):
        raise Wrong(
            f"expected an address with http:// or https://, not {quoted(written)}",
            address_hint(written),
        )
    return sound


def address_hint(written: str) -> str | None:
    """Return the address that is likely meant by *written*, which lacks `https://`.

    Who has a number for a host, or is this machine, has no certificate as a rule.
    """
    if _NUMBER.match(written):
        return f"did you mean http://{written}?"
    return f"did you mean https://{written}?" if _HOST.match(written) else None


def iri(node: Node, notes: Notes) -> str:
    """An absolute IRI, such as can name an article for ever (RFC 4287 §4.2.6)."""
    written = text(node, notes)
    if not urls.is_iri(written):
        raise Wrong(
            f"expected an absolute IRI, not {quoted(written)}",
            "such as tag:example.org,2026:name, urn:uuid:… or https://…",
        )
    return written


SLUG_HINT = "small letters a-z, digits and single hyphens between them"


def is_slug(written: str) -> bool:
    """Tell whether *written* may be the name of a definition or the id of a region."""
    return _SLUG.fullmatch(written) is not None


def as_slug(written: str) -> str:
    """Return the name that is nearest to *written*, "" if there is none."""
    plain = unicodedata.normalize("NFKD", written).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")


def slug_hint(written: str) -> str:
    """Return the slug that is likely meant by *written*, or how one is made."""
    near = as_slug(written)
    return f"did you mean {near!r}?" if near else SLUG_HINT


def language(node: Node, notes: Notes) -> str:
    """A language tag (BCP 47): `en`, `en-GB`."""
    written = text(node, notes)
    if not _LANGUAGE.fullmatch(written):
        near = written.replace("_", "-")
        raise Wrong(
            f"{quoted(written)} is no language tag",
            f"did you mean {near}?"
            if _LANGUAGE.fullmatch(near)
            else "such as en, en-GB",
        )
    return written


def person(node: Node, notes: Notes) -> Person:
    """Somebody: `Ada Example <ada@example.org>`, or the name alone."""
    written = line(node, notes)
    somebody = texts.person(written)
    if somebody is None:
        raise Wrong(f"expected a name, not {quoted(written)}")
    if "@" in written and somebody.email is None:
        raise Wrong(
            f"no e-mail address in {quoted(written)}", "Name <name@example.org>"
        )
    return somebody


def word(node: Node, notes: Notes) -> str:
    """A word or phrase to look for, with a `*` at its end to take any ending."""
    written = line(node, notes)
    if not words.is_word(written):
        raise Wrong(
            f"{quoted(written)} matches no word", "letters or digits, * at the end only"
        )
    return written


def region(known: Sequence[str] | None) -> Kind[str]:
    """The id of one of the *known* regions; None: which there are is not known."""

    def kind(node: Node, notes: Notes) -> str:
        written = text(node, notes)
        if known is None or written in known:
            return written
        raise unknown_region(written, known)

    return kind


def unknown_region(written: str, known: Sequence[str]) -> Wrong:
    """Return what is wrong with a region that is not one of those *known*."""
    hint = "there is no map yet: write regions.yaml in the feeds folder"
    return Wrong(
        f"the map has no region {quoted(written)}",
        did_you_mean(written, known) if known else hint,
    )


def media_type(node: Node, notes: Notes) -> str:
    """A media type: `audio/mpeg`."""
    written = text(node, notes)
    if not _MEDIA_TYPE.fullmatch(written):
        raise Wrong(f"{quoted(written)} is no media type", "such as audio/mpeg")
    return written


def moment(zone: tzinfo) -> Kind[datetime]:
    """A date, or a date and a time: `2026-03-01`, `2026-03-01 09:30`.

    Without a zone of its own it is in *zone*; a date alone is midnight there. Other
    ways to write a date are refused, since people read 03/04/2026 differently.
    """

    def kind(node: Node, notes: Notes) -> datetime:
        written = text(node, notes)
        read = dates.parse(written, tz=zone) if _MOMENT.fullmatch(written) else None
        if read is None:
            raise Wrong(
                f"{quoted(written)} is no date", "write 2026-03-01 or 2026-03-01 09:30"
            )
        return read

    return kind
