"""What all pages are made in: the document, its language, style and policy."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator
from html import escape

from ... import text
from ..styles import page_style


def document(
    *,
    title: str,
    language: str | None,
    description: str,
    head: Iterable[str],
    body: Iterable[str],
) -> bytes:
    """Return a page whose text is in *language*; None: nobody knows."""
    style = page_style()
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = (
        f"default-src 'none'; style-src 'sha256-{digest}'; "
        "base-uri 'none'; form-action 'none'"
    )
    lines = (
        "<!DOCTYPE html>",
        f"<html{_language(language or 'en')}>",
        "<head>",
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(title)}</title>",
        f'<meta name="description" content="{escape(text.line(description))}">',
        *head,
        f"<style>{style}</style>",
        "</head>",
        "<body>",
        *body,
        "</body>",
        "</html>",
        "",
    )
    return "\n".join(lines).encode()


def _language(language: str) -> str:
    """Return the attributes for a language: what it is, and where its lines begin."""
    direction = ' dir="rtl"' if _is_right_to_left(language) else ""
    return f' lang="{escape(language)}"{direction}'


def _is_right_to_left(language: str) -> bool:
    """Tell by its script, if the tag names one, or by that it is usually written in."""
    first, *rest = language.lower().split("-")
    script = next((part for part in rest if len(part) == 4 and part.isalpha()), None)
    return script in _SCRIPTS if script else first in _LANGUAGES


_SCRIPTS = {"adlm", "arab", "hebr", "nkoo", "rohg", "syrc", "thaa"}
_LANGUAGES = {
    *("ar", "ara", "arc", "div", "dv", "fa", "fas", "he", "heb", "kas", "ks", "per"),
    *("ps", "pus", "sd", "snd", "syr", "ug", "uig", "ur", "urd", "yi", "yid"),
}


def english(words: str) -> str:
    """Return *words* of our own, marked as English on a page in any language."""
    return f'<bdi lang="en">{words}</bdi>'


def footer(
    list_file: str | None, label: str, rights: str | None = None
) -> Iterator[str]:
    """Yield the end of a page: a list for feed readers, and whose the articles are."""
    yield "<footer>"
    if list_file:
        link = f'<a href="{list_file}" type="text/x-opml" download>{label}</a> (OPML)'
        yield f"<p>{english(link)}</p>"
    if rights:
        yield f'<p dir="auto">{escape(rights)}</p>'
    yield f"<p>{english('Made with feedtool')}</p>"
    yield "</footer>"
