"""JSON Feed 1.1, and 1.0, whose feeds are valid ones of 1.1."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from ..errors import ParseError
from . import markup
from .grammar import Spot, Walk
from .jsontree import Value, parse
from .moments import rfc3339_date
from .report import Report, quoted
from .tree import Node
from .values import absolute_uri, language, media_type

_VERSION = re.compile(r"https?://jsonfeed\.org/version/1(?:\.1)?")


def check(text: str, report: Report, *, url: str | None, now: datetime | None) -> None:
    """Check *text*. Raises ParseError for JSON that is no feed."""
    value = parse(text, report)
    if value is None:
        return
    version = value.get("version")
    if not isinstance(value.is_, dict) or (
        version is None and value.get("items") is None
    ):
        raise ParseError("JSON, but not a JSON Feed")
    walk = Walk(report, "json", text, now=now)
    _object(value, _FEED, "the feed", walk)
    _feed(value, walk, url)


# -- what a key may have ----------------------------------------------------------

Check: TypeAlias = Callable[[Value, str, Walk], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """The keys of an object, what each may have, and those it needs."""

    keys: Mapping[str, Check]
    needs: tuple[str, ...] = ()


def _add(rule: str, message: str, value: Value, walk: Walk, below: int = 0) -> None:
    walk.report.add(rule, message, value.line + below, None if below else value.column)


def _object(value: Value, shape: Shape, name: str, walk: Walk) -> None:
    if not isinstance(value.is_, dict):
        _add("json-kind", f"{name} is no object", value, walk)
        return
    for key, inner in value.is_.items():
        check = shape.keys.get(key)
        if check is not None:
            if inner.is_ is None:
                _add("json-kind", f"{key} is null", inner, walk)
            else:
                check(inner, key, walk)
        elif not key.startswith("_"):
            _add("json-unknown", f"{quoted(key)} in {name}", inner, walk)
        elif not isinstance(inner.is_, dict):
            _add("json-unknown", f"{key} is no object", inner, walk)
    for key in shape.needs:
        if key not in value.is_:
            _add("json-missing", f"{name} without {key}", value, walk)


def _object_of(shape: Shape) -> Check:
    return lambda value, name, walk: _object(value, shape, name, walk)


def _list_of(inner: Check) -> Check:
    def check(value: Value, name: str, walk: Walk) -> None:
        if not isinstance(value.is_, list):
            _add("json-kind", f"{name} is no list", value, walk)
            return
        one = name.removesuffix("s")
        for each in value.is_:
            inner(each, one, walk)

    return check


def _string(value: Value, name: str, walk: Walk) -> None:
    if not isinstance(value.is_, str):
        _add("json-kind", f"{name} is no string", value, walk)
    elif not value.is_.strip():
        _add("json-blank", f"{name} is blank", value, walk)


def _with(check: Callable[[str, Spot], object], rule: str | None = None) -> Check:
    """Return the check of a string that XML has too, its errors told as *rule*."""

    def checked(value: Value, name: str, walk: Walk) -> None:
        _string(value, name, walk)
        if not isinstance(value.is_, str) or not value.is_.strip():
            return
        inner = Walk(Report(), "json", "", now=walk.now)
        check(value.is_, Spot(inner, Node(name, {}, value.line, value.column)))
        for finding in inner.report.findings():
            message = finding.message.replace(f"<{name}>", name)
            told = rule if finding.level == "error" else None
            _add(told or finding.rule or "", message, value, walk)

    return checked


def _text(value: Value, name: str, walk: Walk) -> None:
    _string(value, name, walk)
    if isinstance(value.is_, str) and re.search(r"</\w{1,20}>", value.is_):
        shown = f"{name} has HTML in it: {quoted(value.is_)}"
        _add("json-html-in-text", shown, value, walk)


def _html(value: Value, name: str, walk: Walk) -> None:
    _string(value, name, walk)
    if isinstance(value.is_, str):
        for rule, message, _ in markup.flaws(value.is_, links=True):
            _add(rule, f"{name}: {message}", value, walk)


def _any_text(value: Value, name: str, walk: Walk) -> None:
    _string(value, name, walk)


def _yes(value: Value, name: str, walk: Walk) -> None:
    if not isinstance(value.is_, bool):
        _add("json-kind", f"{name} is neither true nor false", value, walk)


def _number(value: Value, name: str, walk: Walk) -> None:
    if isinstance(value.is_, bool) or not isinstance(value.is_, float):
        _add("json-kind", f"{name} is no number", value, walk)
    elif value.is_ < 0:
        _add("json-kind", f"{name} is less than nothing", value, walk)


def _version(value: Value, name: str, walk: Walk) -> None:
    if not isinstance(value.is_, str) or not _VERSION.fullmatch(value.is_):
        shown = quoted(value.is_) if isinstance(value.is_, str) else "no string"
        _add("json-version", f"version is {shown}", value, walk)


def _id(value: Value, name: str, walk: Walk) -> None:
    if isinstance(value.is_, float) and not isinstance(value.is_, bool):
        _add("json-id-number", "id is a number", value, walk)
    elif not isinstance(value.is_, str) or not value.is_.strip():
        _add("json-id", "id is no string, or a blank one", value, walk)


def _author(value: Value, name: str, walk: Walk) -> None:
    _object(value, _AUTHOR, name, walk)
    if isinstance(value.is_, dict) and not any(map(value.get, _AUTHOR.keys)):
        _add("json-author", "an author without name, url and avatar", value, walk)


def _old_author(value: Value, name: str, walk: Walk) -> None:
    _author(value, name, walk)


def _absolute(value: str, spot: Spot) -> None:
    """Check an address, whose host may be a number of IPv6 (RFC 3986 §3.2.2)."""
    absolute_uri(_IPV6.sub(r"\1host", value), spot)


_IPV6 = re.compile(r"^(\w+://)\[[0-9A-Fa-f:.]+\](?=[:/?#]|$)")
_address = _with(_absolute, "json-address")
_date = _with(rfc3339_date)
_language = _with(language)
_media = _with(media_type)
_AUTHOR = Shape(keys={"name": _text, "url": _address, "avatar": _address})
_ATTACHMENT = Shape(
    keys={
        "url": _address,
        "mime_type": _media,
        "title": _text,
        "size_in_bytes": _number,
        "duration_in_seconds": _number,
    },
    needs=("url", "mime_type"),
)
_HUB = Shape(keys={"type": _string, "url": _address}, needs=("type", "url"))
_ITEM = Shape(
    keys={
        "id": _id,
        "url": _address,
        "external_url": _address,
        "title": _text,
        "content_html": _html,
        "content_text": _any_text,
        "summary": _text,
        "image": _address,
        "banner_image": _address,
        "date_published": _date,
        "date_modified": _date,
        "author": _old_author,
        "authors": _list_of(_author),
        "tags": _list_of(_string),
        "language": _language,
        "attachments": _list_of(_object_of(_ATTACHMENT)),
    },
)


def _item(value: Value, name: str, walk: Walk) -> None:
    _object(value, _ITEM, "an item", walk)
    if not isinstance(value.is_, dict):
        return
    if "id" not in value.is_:
        _add("json-id", "an item without id", value, walk)
    if value.get("content_html") is None and value.get("content_text") is None:
        _add("json-content", "an item without content", value, walk)


_FEED = Shape(
    keys={
        "version": _version,
        "title": _text,
        "home_page_url": _address,
        "feed_url": _address,
        "description": _text,
        "user_comment": _string,
        "next_url": _address,
        "icon": _address,
        "favicon": _address,
        "author": _old_author,
        "authors": _list_of(_author),
        "language": _language,
        "expired": _yes,
        "hubs": _list_of(_object_of(_HUB)),
        "items": _list_of(_item),
    },
    needs=("version", "title", "items"),
)


# -- what a feed is as a whole ----------------------------------------------------


def _feed(feed: Value, walk: Walk, url: str | None) -> None:
    here, following = feed.get("feed_url"), feed.get("next_url")
    if following and following.is_ in (here.is_ if here else None, url):
        _add("json-next", "next_url is the feed itself", following, walk)
    if url and here and isinstance(here.is_, str) and here.is_ != url:
        shown = f"the feed says that it is at {quoted(here.is_)}"
        _add("self-elsewhere", shown, here, walk)
    for key in ("home_page_url", "feed_url"):
        if feed.get(key) is None:
            _add("json-wanted", f"the feed without {key}", feed, walk)
    items = feed.get("items")
    if items and isinstance(items.is_, list):
        _check_ids(items.is_, walk)
    author = feed.get("author")
    version = feed.get("version")
    is_new = version and isinstance(version.is_, str) and version.is_.endswith("1.1")
    if author and is_new and not feed.get("authors"):
        _add("json-old-author", "author, which became authors", author, walk)


def _check_ids(items: list[Value], walk: Walk) -> None:
    seen: dict[str, int] = {}
    for item in items:
        given = item.get("id")
        if given is None or not isinstance(given.is_, str):
            continue
        if given.is_ in seen:
            shown = f"{quoted(given.is_)}, as in line {seen[given.is_]}"
            _add("json-same-id", shown, given, walk)
        seen.setdefault(given.is_, given.line)
