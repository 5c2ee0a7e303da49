"""Telling HTML from plain text."""

from __future__ import annotations

import re
from html.entities import html5 as entities

from .names import KNOWN, PHRASES


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
    return names <= PHRASES and (ends or ("&" in text and has_markup(text)))


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
    return tag is None or tag.lower() in KNOWN
