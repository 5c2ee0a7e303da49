"""A folder of one's own with feeds in it, and the command line run over it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from feedtool import cli

from .servers import Server

NOW = "2026-03-01T12:00:00Z"


@dataclass(frozen=True)
class Ran:
    """What a command came to."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@dataclass(frozen=True)
class Desk:
    """A working folder: files are written into it, commands run in it."""

    root: Path
    monkeypatch: pytest.MonkeyPatch = field(repr=False)
    capsys: pytest.CaptureFixture[str] = field(repr=False)

    def write(self, path: str, text: str | bytes) -> Path:
        """Write a file; the text loses what all its lines are indented by."""
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(
            text if isinstance(text, bytes) else dedent(text).lstrip("\n").encode()
        )
        return target

    def run(self, *words: str, now: str = NOW) -> Ran:
        """Run a command at a given time."""
        self.monkeypatch.setenv("FEEDTOOL_NOW", now)
        self.capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            cli.main(words)
        said = self.capsys.readouterr()
        assert isinstance(ended.value.code, int)
        return Ran(ended.value.code, said.out, said.err)

    def build(self, *words: str, now: str = NOW) -> Ran:
        """Build, and expect that all goes well."""
        ran = self.run("build", *words, now=now)
        assert (ran.status, ran.err) == (0, "")
        return ran

    def items(self, feed: str = "news") -> list[dict[str, Any]]:
        """Return the items of the JSON Feed in a folder below public/."""
        path = self.root / "public" / feed / "feed.json"
        items: list[dict[str, Any]] = json.loads(path.read_bytes())["items"]
        return items

    def titles(self, feed: str = "news") -> list[str]:
        return [item["title"] for item in self.items(feed)]

    def published(self) -> dict[str, tuple[int, int, bytes]]:
        """Return all files below public/: inode, time of change, bytes."""
        public = self.root / "public"
        return {
            path.relative_to(public).as_posix(): (
                path.stat().st_ino,
                path.stat().st_mtime_ns,
                path.read_bytes(),
            )
            for path in sorted(public.rglob("*"))
            if path.is_file()
        }


@pytest.fixture
def desk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Desk:
    """An empty working folder."""
    for name in ("FEEDS", "OUTPUT", "STATE"):
        monkeypatch.delenv(f"FEEDTOOL_{name}", raising=False)
    monkeypatch.chdir(tmp_path)
    return Desk(tmp_path, monkeypatch, capsys)


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        yield running


def feed_yaml(*sources: str, name: str = "news", more: str = "") -> str:
    """Return a feed.yaml with these sources, a line each."""
    lines = "".join(f"  - {source}\n" for source in sources)
    listed = f"sources:\n{lines}" if lines else ""
    return f"title: News\nlink: https://example.org/{name}/\n{listed}{dedent(more)}"


def rss(*items: str, title: str = "The wire") -> bytes:
    """Return an RSS feed with these items."""
    return (
        f"<rss version='2.0'><channel><title>{title}</title>"
        f"<link>https://wire.example.com/</link>{''.join(items)}</channel></rss>"
    ).encode()


def item(number: int, *, title: str = "", more: str = "", day: int = 1) -> str:
    """Return an RSS item, published on a day of February 2026."""
    return (
        f"<item><title>{title or f'Item {number}'}</title>"
        f"<link>https://wire.example.com/{number}</link>"
        f"<guid isPermaLink='false'>{number}</guid>"
        f"<pubDate>{day:02} Feb 2026 12:00:00 GMT</pubDate>{more}</item>"
    )
