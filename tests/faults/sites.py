"""A site that is built, edited and built again, and how it must be meanwhile."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from collections.abc import Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from feedtool import cli, lint

from ..conftest import feed_yaml, rss

NOW = "2026-03-01T12:00:00Z"
LATER = "2026-03-02T12:00:00Z"
FEEDS = ("news", "notes")
LISTS = ("feeds.opml", "index.html")
MAP = "asia: {keywords: [Tokyo]}\neurope: {keywords: [Vienna]}\n"


@dataclass(frozen=True)
class Site:
    """A folder with feeds/, public/ and feedtool.db in it."""

    root: Path

    @property
    def public(self) -> Path:
        return self.root / "public"

    @property
    def state(self) -> Path:
        return self.root / "feedtool.db"

    def write(self, path: str, text: str | bytes) -> None:
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text.encode() if isinstance(text, str) else text)

    def edit(self, word: str) -> None:
        """Write all that is published anew: *word* is in every article of it."""
        self.write("feeds/regions.yaml", MAP)
        for name in FEEDS:
            yaml = feed_yaml("records: articles/", "feed: w.xml", name=name)
            self.write(f"feeds/{name}/feed.yaml", yaml)
            record = f"title: {word} in Tokyo\nlink: https://example.org/{name}\n"
            self.write(f"feeds/{name}/articles/1.yaml", record)
            self.write(f"feeds/{name}/w.xml", rss(*(_item(n, word) for n in range(9))))

    def build(self, now: str = LATER) -> int:
        """Build; return the exit status."""
        return _status(["--feeds", str(self.root / "feeds"), "build"], now)

    def copy(self, to: Path) -> Site:
        shutil.copytree(self.root, to)
        return Site(to)

    def dates(self) -> dict[str, str]:
        """Return the dates of all articles by their ids."""
        files = [self.public / name / "feed.json" for name in FEEDS]
        items = [
            item for file in files for item in json.loads(file.read_bytes())["items"]
        ]
        return {item["id"]: item["date_published"] for item in items}

    def contents(self) -> dict[str, bytes]:
        """Return all files below public/, hidden ones too."""
        return {
            path.relative_to(self.public).as_posix(): path.read_bytes()
            for path in sorted(self.public.rglob("*"))
            if path.is_file()
        }


def _item(number: int, word: str) -> str:
    """Return an item; some have no date, so that it is theirs that they were seen."""
    date = f"<pubDate>{number + 1:02} Feb 2026 12:00:00 GMT</pubDate>"
    return (
        f"<item><title>{word} {number} in Vienna</title><guid>{number}</guid>"
        f"<link>https://wire.example.com/{number}</link>{date if number % 2 else ''}"
        f"<description>{word} and more</description></item>"
    )


def _status(words: list[str], now: str) -> int:
    os.environ["FEEDTOOL_NOW"] = now
    try:
        cli.main(words)
    except SystemExit as ended:
        assert isinstance(ended.code, int)
        return ended.code
    finally:
        del os.environ["FEEDTOOL_NOW"]
    raise AssertionError("a command ends with a status")


@dataclass(frozen=True)
class Story:
    """A site as it was built, before the build that is disturbed, and as it must be."""

    site: Site  # what the disturbed build finds
    old: Mapping[str, bytes]  # what is published then
    new: Mapping[str, bytes]  # what an undisturbed build makes of it

    def check(self, site: Site) -> None:
        """See that *site*, in which a build was disturbed, is sound as it is."""
        for path, data in site.contents().items():
            if path.rpartition("/")[2].startswith("."):
                continue
            if path in LISTS:  # they may list old feeds and new ones
                assert data.endswith((b"</html>\n", b"</opml>\n")), path
            else:
                assert data in (self.old.get(path), self.new.get(path)), path
            if path.endswith((".xml", ".json", ".opml")):
                found = lint.check(data)
                assert not [each for each in found if each.level == "error"], path

    def check_next(self, site: Site) -> None:
        """See that the next build of *site* comes to what it would have come to."""
        assert site.build() == 0
        assert site.contents() == self.new
        with closing(sqlite3.connect(site.state)) as memory:
            assert memory.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def story(folder: Path, kind: str) -> Story:
    """Tell the story of a build: of the first, of an edit, or without a memory."""
    site = Site(folder / "site")
    site.edit("First")
    if kind != "first":
        assert site.build(NOW) == 0
        site.edit("Edited")
    if kind == "lost":
        for path in site.root.glob("feedtool.db*"):
            path.unlink()
    old = site.contents()
    other = site.copy(folder / "undisturbed")
    assert other.build() == 0
    new = other.contents()
    assert new != old
    return Story(site, old, new)


KINDS = ("first", "edit", "lost")


def remove(site: Site) -> None:
    with suppress(FileNotFoundError):
        shutil.rmtree(site.root)
