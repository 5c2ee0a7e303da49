"""Our stylesheets: the one that pages have in them, and the one beside the feeds."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

FOR_FEEDS = "feed.css"  # where it is published, below the output folder


@cache
def page_style() -> str:
    """Return what every page has in it."""
    return (_read("palette.css") + _read("page.css")).strip()


@cache
def feed_style() -> bytes:
    """Return what is published as FOR_FEEDS."""
    return (_read("palette.css") + _read("feed.css")).encode()


def prologue(path: str) -> bytes:
    """Return how the XML document at *path* begins, in UTF-8.

    Browsers, which know nothing of feeds and no XSLT any more, are told of a stylesheet
    ("Associating Style Sheets with XML documents" 1.0). A document that is in no folder
    is not for them.
    """
    declaration = '<?xml version="1.0" encoding="utf-8"?>\n'
    if "/" in path:
        href = "../" * path.count("/") + FOR_FEEDS
        declaration += f'<?xml-stylesheet type="text/css" href="{href}"?>\n'
    return declaration.encode()


def _read(name: str) -> str:
    return files(__package__).joinpath(name).read_text("utf-8")
