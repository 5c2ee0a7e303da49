"""A damaged memory: moved aside with a word, and the run goes on with a new one."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from ..conftest import Desk, Ran, feed_yaml, item, rss

LATER = "2026-03-01T13:00:00Z"
ASIDE = "feedtool.db.damaged-20260301T130000Z"
GARBAGE = b"this is no database, whatever its name says"


@pytest.fixture
def news(desk: Desk) -> Desk:
    desk.write("feeds/news/feed.yaml", feed_yaml("records: articles/", "feed: w.xml"))
    desk.write(
        "feeds/news/articles/1.yaml", "title: Own\nlink: https://example.org/1\n"
    )
    desk.write("feeds/news/w.xml", rss(*(item(n, more="x" * 900) for n in range(60))))
    desk.run("build")
    return desk


def memory(desk: Desk) -> Path:
    return desk.root / "feedtool.db"


def beside(desk: Desk) -> set[str]:
    return {path.name for path in desk.root.iterdir()}


def wreck(path: Path) -> None:
    """Destroy all pages but those that are read when the memory is opened."""
    data = bytearray(path.read_bytes())
    for page in range(4_096 * 4, len(data), 4_096):
        data[page : page + 4_096] = b"\xff" * 4_096
    path.write_bytes(bytes(data))


def corrupt(path: Path) -> None:
    """Break what one article is, which SQLite does not notice."""
    with closing(sqlite3.connect(path)) as file:
        file.execute("UPDATE article SET data = x'c1'")
        file.commit()


def garble(path: Path) -> None:
    """Break the letters of an article, which SQLite does not notice either."""
    with closing(sqlite3.connect(path)) as file:
        rows = file.execute("SELECT data, id FROM article").fetchall()
        garbled = [(data.replace(b"example", b"ex\xb0mple"), id) for data, id in rows]
        assert garbled != rows
        file.executemany("UPDATE article SET data = ? WHERE id = ?", garbled)
        file.commit()


def overwrite(path: Path) -> None:
    path.write_bytes(GARBAGE)


@pytest.mark.parametrize("damage", [overwrite, wreck, corrupt, garble])
def test_a_damaged_memory_is_moved_aside_and_the_run_goes_on(
    news: Desk, damage: Callable[[Path], None]
) -> None:
    before = news.published()
    damage(memory(news))
    size = memory(news).stat().st_size
    news.write(
        "feeds/news/articles/2.yaml", "title: New\nlink: https://example.org/2\n"
    )
    ran = news.run("build", now=LATER)
    assert ran.status == 0
    assert "warning: feedtool.db: the memory was damaged" in ran.err
    assert f"it is now {ASIDE}, and a new one was begun" in ran.err
    assert (news.root / ASIDE).stat().st_size >= size
    assert "New" in news.titles()
    assert len(before) == len(news.published())
    news.build(now=LATER)  # and that is that


def test_fetching_goes_on_too(news: Desk) -> None:
    overwrite(memory(news))
    ran = news.run("fetch", now=LATER)
    assert (ran.status, ASIDE in ran.err) == (0, True)
    assert memory(news).exists()


def test_the_warning_is_in_the_json(news: Desk) -> None:
    overwrite(memory(news))
    said = news.run("build", "--json", now=LATER).json
    assert said["exit"] == 0
    (warning,) = (each for each in said["warnings"] if each["level"] == "warning")
    assert warning["file"] == "feedtool.db"
    assert ASIDE in warning["message"]


def test_one_damaged_memory_does_not_overwrite_another(news: Desk) -> None:
    for _ in range(2):
        overwrite(memory(news))
        assert news.run("build", now=LATER).status == 0
    assert {ASIDE, f"{ASIDE}-2"} <= beside(news)


@pytest.mark.parametrize("words", [("check",), ("build", "--dry-run")])
def test_what_writes_nothing_says_what_a_build_will_do(
    news: Desk, words: tuple[str, ...]
) -> None:
    overwrite(memory(news))
    before = beside(news), news.published()
    ran = news.run(*words, now=LATER)
    assert ran.status == 0
    said = ran.out + ran.err
    assert f"a build moves it to {ASIDE} and begins a new one" in said
    assert memory(news).read_bytes() == GARBAGE
    assert (beside(news), news.published()) == before


@pytest.mark.parametrize(
    "words",
    [
        ("status",),
        ("list", "articles"),
        ("explain", "Own"),
        ("forget", "https://x.org/"),
    ],
)
def test_what_only_asks_the_memory_says_that_there_is_none(
    news: Desk, words: tuple[str, ...]
) -> None:
    overwrite(memory(news))
    ran = news.run(*words, now=LATER)
    assert ran.status == 74
    assert "the next build moves it aside and begins a new one" in ran.err
    assert memory(news).read_bytes() == GARBAGE


def test_the_database_of_another_program_stays_where_it_is(news: Desk) -> None:
    memory(news).unlink()
    with closing(sqlite3.connect(memory(news))) as other:
        other.execute("CREATE TABLE theirs (x)")
        other.commit()
    before = memory(news).read_bytes()
    ran = news.run("build", now=LATER)
    assert ran.status == 74
    assert "of another program" in ran.err
    assert memory(news).read_bytes() == before


def test_what_cannot_be_moved_aside_ends_with_74(
    news: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    overwrite(memory(news))
    monkeypatch.setattr(os, "rename", refuse)
    ran: Ran = news.run("build", now=LATER)
    assert ran.status == 74
    assert "cannot be moved aside: Permission denied" in ran.err
    assert memory(news).read_bytes() == GARBAGE
