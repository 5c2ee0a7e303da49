"""Links from a page to feeds and other pages, relative, and escaped for HTML."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from urllib.parse import quote

from ...model import Listed
from ..formats import FORMATS, Format


def to(path: str, from_path: str) -> str:
    """Return how to get to *path* from a page in the folder *from_path*."""
    there, here = path.split("/"), from_path.split("/")[:-1]
    shared = 0
    while shared < len(here) and here[shared] == there[shared]:
        shared += 1
    return escape("../" * (len(here) - shared) + quote("/".join(there[shared:])))


def page(listed: Listed, from_path: str) -> str:
    """Return a link to the page of a feed; a subfeed is called as its region."""
    title = escape(listed.region or listed.title)
    return f'<a href="{to(f"{listed.path}index.html", from_path)}">{title}</a>'


def feed(path: str, known: Format, from_path: str) -> str:
    """Return a link to the feed in the folder *path*, in one format."""
    return f'<a href="{to(path + known.file, from_path)}">{known.title}</a>'


def discovery(
    title: str, path: str, formats: Iterable[str], from_path: str
) -> list[str]:
    """Return what browsers and readers find a feed by (RSS Autodiscovery)."""
    return [
        f'<link rel="alternate" type="{known.media_type}"'
        f' title="{escape(title)} ({known.title})"'
        f' href="{to(path + known.file, from_path)}">'
        for known in map(FORMATS.__getitem__, formats)
    ]


def subscribe(
    path: str, formats: Sequence[str], address: str | None, from_path: str
) -> Iterator[str]:
    """Yield a list of links to a feed, one for each format.

    With the *address* of its folder, the address of each is there to be copied.
    """
    yield f'<ul class="subscribe{" addresses" if address else ""}">'
    for known in map(FORMATS.__getitem__, formats):
        link = feed(path, known, from_path)
        shown = f" <code>{escape(address + known.file)}</code>" if address else ""
        yield f"<li>{link}{shown}</li>"
    yield "</ul>"
