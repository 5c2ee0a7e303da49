"""A feeds folder made of texts, for tests."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from feedtool import config
from feedtool.config import Definition, Site

HEAD = "title: News\nlink: https://example.org/\n"


def write(root: Path, /, **texts: str) -> Path:
    """Write the files of a feeds folder; `news__feed` is news/feed.yaml."""
    feeds = root / "feeds"
    feeds.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        path = feeds / f"{name.replace('__', '/')}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return feeds


def load(root: Path, environ: Mapping[str, str] | None = None, /, **texts: str) -> Site:
    return config.load(write(root, **texts), environ=environ or {})


def sound(root: Path, text: str = "", /, **others: str) -> Definition:
    """Return the definition that a feed.yaml with title, link and *text* makes."""
    site = load(root, news__feed=HEAD + text, **others)
    assert said(site) == []
    (definition,) = site.definitions
    return definition


def said(site: Site, *, level: str = "error") -> list[str]:
    """Return what is said of the files, without the folder they are in."""
    return [
        str(finding).replace(f"{site.feeds}/", "").replace(str(site.feeds), "feeds")
        for finding in site.findings
        if finding.level == level
    ]


def errors(root: Path, text: str, /, **others: str) -> list[str]:
    """Return the mistakes in a feed.yaml with title, link and *text*."""
    site = load(root, news__feed=HEAD + text, **others)
    found = said(site)
    assert (site.held == ("news",)) == bool(found)
    return found
