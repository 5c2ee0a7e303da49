"""`feedtool build` and `check`: streams, statuses, the lock, and what stays whole."""

from __future__ import annotations

import fcntl
import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from feedtool import read, write

from ..conftest import NOW, Desk, feed_yaml, item, rss
from ..servers import Server, drip

RECORD = "title: First\nlink: https://example.org/1\npublished: 2026-02-01\n"


@pytest.fixture
def news(desk: Desk) -> Desk:
    desk.write("feeds/news/feed.yaml", feed_yaml("records: articles/", "feed: w.xml"))
    desk.write("feeds/news/articles/1.yaml", RECORD)
    desk.write("feeds/news/w.xml", rss(item(1), item(2)))
    desk.write("feeds/regions.yaml", "georgia: {keywords: [Georgia]}\n")
    return desk


# -- what is published ------------------------------------------------------------


def test_all_files_of_the_contract_are_there(news: Desk) -> None:
    news.build()
    assert set(news.published()) == {
        "index.html",
        "feeds.opml",
        "feed.css",
        *(f"news/{name}" for name in ("index.html", "rss.xml", "atom.xml")),
        *(f"news/{name}" for name in ("feed.json", "sources.opml")),
        *(f"news/georgia/{name}" for name in ("index.html", "rss.xml")),
        *(f"news/georgia/{name}" for name in ("atom.xml", "feed.json")),
    }


def test_a_second_build_writes_and_renders_nothing(
    news: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    news.build()
    before = news.published()
    monkeypatch.setattr(write.rss, "render", None)
    monkeypatch.setattr(write, "FORMATS", {})
    monkeypatch.setattr(read, "parse", None)
    ran = news.build("--json", now="2026-03-02T12:00:00Z")
    assert news.published() == before
    puts = {put for feed in ran.json["feeds"] for put in feed["files"].values()}
    assert puts == {"kept"}


def test_what_is_deleted_or_damaged_in_the_output_comes_back_the_same(
    news: Desk,
) -> None:
    news.build()
    before = {path: data for path, (_, _, data) in news.published().items()}
    public = news.root / "public"
    (public / "news" / "georgia" / "atom.xml").unlink()
    (public / "news" / "rss.xml").write_bytes(b"damaged")
    (public / "index.html").unlink()
    (public / "feed.css").unlink()
    ran = news.build("--json")
    wrote = {
        path
        for files in (*(f["files"] for f in ran.json["feeds"]), ran.json["files"])
        for path, put in files.items()
        if put == "wrote"
    }
    assert wrote == {"news/georgia/atom.xml", "news/rss.xml", "index.html", "feed.css"}
    assert {path: data for path, (_, _, data) in news.published().items()} == before


def test_the_same_input_and_time_give_the_same_bytes_from_nothing(news: Desk) -> None:
    news.build()
    before = {path: data for path, (_, _, data) in news.published().items()}
    (news.root / "feedtool.db").unlink()
    for path in before:
        (news.root / "public" / path).unlink()
    news.build()
    assert {path: data for path, (_, _, data) in news.published().items()} == before


def test_without_a_base_url_no_feed_says_where_it_lives(news: Desk) -> None:
    news.build()
    for path, (_, _, data) in news.published().items():
        assert b'rel="self"' not in data, path
        assert b"xmlUrl" not in data or path == "news/sources.opml"
    assert "feed_url" not in json.loads(news.published()["news/feed.json"][2])


def test_with_a_base_url_every_feed_does(news: Desk) -> None:
    news.write("feeds/feedtool.yaml", "base_url: https://example.org/feeds")
    news.build()
    published = {path: data for path, (_, _, data) in news.published().items()}
    base = b"https://example.org/feeds/"
    assert base + b"news/atom.xml" in published["news/atom.xml"]
    assert base + b"news/georgia/rss.xml" in published["news/georgia/rss.xml"]
    assert published["feeds.opml"].count(b"xmlUrl") == 2


def test_one_definition_alone_is_built_and_the_lists_keep_the_others(
    news: Desk,
) -> None:
    news.write("feeds/other/feed.yaml", feed_yaml(name="other"))
    news.write("feeds/other/articles/1.yaml", RECORD)
    news.build()
    news.write("feeds/other/articles/1.yaml", RECORD.replace("First", "Edited"))
    news.write("feeds/news/articles/1.yaml", RECORD.replace("First", "Edited"))
    before = news.published()
    ran = news.build("other")
    assert ran.out == "other: 1 article (~1), 1 subfeed; 4 files written in other/\n"
    after = news.published()
    changed = {path for path in after if after[path] != before[path]}
    assert changed == {f"other/{n}" for n in ("index.html", "rss.xml", "atom.xml")} | {
        "other/feed.json"
    }
    assert b"news/atom.xml" in after["index.html"][2]


def test_a_feed_is_not_written_for_what_no_reader_sees(news: Desk) -> None:
    news.build()
    before = news.published()
    news.write("feeds/news/articles/1.yaml", f"# a comment\n{RECORD}")
    news.build()
    assert news.published() == before


# -- what is said -----------------------------------------------------------------


def test_what_was_done_is_said_in_a_line_a_feed(news: Desk) -> None:
    said = "news: 3 articles (+3), 1 subfeed; 9 files written in news/\n"
    assert news.build().out == said
    there = [path for path in news.published() if path.startswith("news/")]
    assert len(there) == 9
    assert news.build().out == "news: 3 articles, 1 subfeed; unchanged\n"


def test_quiet_says_nothing_where_nothing_is_wrong(news: Desk) -> None:
    ran = news.build("--quiet")
    assert (ran.out, ran.err) == ("", "")
    news.write("feeds/news/w.xml", "nothing")
    ran = news.run("build", "--quiet")
    assert ran.out == ""
    assert "w.xml" in ran.err


def test_options_stand_before_or_after_the_command(news: Desk) -> None:
    for words in (
        ("--quiet", "--output", "a", "build"),
        ("build", "--quiet", "--output", "b"),
        ("--output", "x", "build", "--output", "c", "-q"),
    ):
        assert news.run(*words).out == ""
    made = {path.name for path in news.root.iterdir() if path.is_dir()}
    assert made == {"feeds", "a", "b", "c"}


def test_places_come_from_the_environment_and_a_cron_line_needs_one(
    news: Desk,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    monkeypatch.setenv("FEEDTOOL_FEEDS", str(news.root / "feeds"))
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    news.build()
    assert (news.root / "public/news/atom.xml").exists()
    assert (news.root / "feedtool.db").exists()
    assert list(Path.cwd().iterdir()) == []


def test_the_report_as_json_has_the_keys_of_the_contract(
    news: Desk, server: Server
) -> None:
    news.write("feeds/feedtool.yaml", f"fetch: {{allow: ['{server.address}']}}")
    news.write(
        "feeds/news/feed.yaml", feed_yaml(f"{{feed: '{server.url('/x')}', title: X}}")
    )
    ran = news.run("build", "--json")
    report = ran.json
    assert ran.status == report["exit"] == 1
    assert report["seconds"] >= 0
    (source,) = report["sources"]
    assert source == {
        "url": server.url("/x"),
        "name": "X",
        "outcome": "failed",
        "status": 404,
        "articles": 0,
        "new": 0,
        "next": "2026-03-01T12:54:00Z",
        "error": "404 Not Found",
        "remark": None,
    }
    main, subfeed = report["feeds"]
    assert main.items() >= {"name": "news", "region": None, "added": 0}.items()
    assert subfeed["region"] == "georgia"
    assert set(subfeed["files"].values()) == {"wrote"}
    (warning,) = (w for w in report["warnings"] if "404" in w["message"])
    assert warning["file"] == "feeds/news/feed.yaml"
    assert warning["line"] == 4
    assert ran.err == ""


def test_text_from_outside_reaches_the_terminal_without_controls(news: Desk) -> None:
    news.write("feeds/news/articles/1.yaml", 'title: "a\\e[31mb"\nlink: x\n')
    news.write("feeds/news/w.xml", b"<html><title>\x1b[31m\xe2\x80\xaered</title>")
    ran = news.run("build")
    assert "\x1b" not in ran.err.replace("\x1b[0m", "")
    assert "\u202e" not in ran.err


# -- rehearsals -------------------------------------------------------------------


def test_a_dry_run_says_what_would_be_done_and_writes_nothing(
    news: Desk, server: Server
) -> None:
    news.write("feeds/feedtool.yaml", f"fetch: {{allow: ['{server.address}']}}")
    news.write(
        "feeds/news/feed.yaml",
        feed_yaml("records: articles/", f"feed: {server.url('/x')}"),
    )
    ran = news.build("--dry-run")
    said = "news: 1 article (+1), 1 subfeed; 9 files would be written in news/\n"
    assert ran.out == said
    assert {path.name for path in news.root.iterdir()} == {"feeds"}
    assert server.requests == []


def test_a_dry_run_after_a_build_leaves_the_memory_as_it_was(news: Desk) -> None:
    news.build()
    before = (news.root / "feedtool.db").read_bytes()
    news.write("feeds/news/articles/1.yaml", RECORD.replace("First", "Edited"))
    assert "1 article" not in news.build("--dry-run").out
    assert (news.root / "feedtool.db").read_bytes() == before
    assert "Item 1" in news.titles()
    assert "First" in news.titles()


def test_check_says_all_that_is_wrong_and_writes_nothing(news: Desk) -> None:
    news.write("feeds/news/articles/2.yaml", "titel: x\nlink: y\n")
    news.write("feeds/other/feed.yaml", "title: Other\n")
    ran = news.run("check")
    assert ran.status == 2
    assert "feeds/news/articles/2.yaml:1:1" in ran.out
    assert "feeds/news/articles/2.yaml:2:7" in ran.out
    assert "feeds/other/feed.yaml" in ran.out
    assert {path.name for path in news.root.iterdir()} == {"feeds"}


def test_check_of_what_is_sound_gives_advice_and_no_alarm(news: Desk) -> None:
    news.write("feeds/news/articles/2.yaml", "title: x\nlink: https://example.org/2\n")
    ran = news.run("check")
    assert ran.status == 0
    assert "published" in ran.out
    assert "base_url" in ran.out
    assert "note" not in news.run("build").err


def test_check_says_what_a_build_could_not_write(news: Desk) -> None:
    news.write("public/news/atom.xml/is", "a folder")
    ran = news.run("check")
    assert ran.status == 74
    assert "error: cannot write public/news/atom.xml: a folder stands" in ran.out
    assert "1 error" in ran.out


# -- trouble ----------------------------------------------------------------------


def test_a_second_run_at_once_ends_with_75(news: Desk) -> None:
    lock = os.open(news.root / "feedtool.db.lock", os.O_RDWR | os.O_CREAT)
    fcntl.flock(lock, fcntl.LOCK_EX)
    ran = news.run("build")
    os.close(lock)
    assert ran.status == 75
    assert "another run is not done yet" in ran.err
    assert not (news.root / "public").exists()
    news.build()


def test_an_output_folder_that_cannot_be_written_ends_with_74(news: Desk) -> None:
    news.write("public", "a file stands here")
    ran = news.run("build")
    assert ran.status == 74
    assert "public" in ran.err
    assert (news.root / "public").read_text() == "a file stands here"


def test_a_full_disk_leaves_every_old_file_whole(
    news: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    news.build()
    before = news.published()
    news.write("feeds/news/articles/1.yaml", RECORD.replace("First", "Edited"))
    calls = []

    def full(file: int, data: bytes) -> int:
        calls.append(file)
        if len(calls) > 2:
            raise OSError(28, "No space left on device")
        return write_as_ever(file, data)

    write_as_ever = os.write
    monkeypatch.setattr("feedtool.publish.os.write", full)
    ran = news.run("build")
    monkeypatch.undo()
    assert ran.status == 74
    assert "the disk is full" in ran.err
    assert news.published() == before


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("build", "nws"), "no feed called 'nws' (did you mean 'news'?)"),
        (("build", "--ofline"), "Did you mean '--offline'?"),
        (("bild",), "No such command 'bild'"),
        (("--feeds", "nowhere", "build"), "nowhere"),
    ],
)
def test_what_is_used_wrongly_ends_with_2(
    news: Desk, words: tuple[str, ...], message: str
) -> None:
    ran = news.run(*words)
    assert ran.status == 2
    assert message in ran.err
    assert not (news.root / "public").exists()


def test_a_time_that_is_none_ends_with_2(news: Desk) -> None:
    ran = news.run("build", now="yesterday")
    assert ran.status == 2
    assert "FEEDTOOL_NOW is no date" in ran.err


def test_a_mistake_in_feedtool_yaml_holds_everything_back(news: Desk) -> None:
    news.build()
    before = news.published()
    news.write("feeds/feedtool.yaml", "base_ulr: https://example.org/")
    news.write("feeds/news/articles/1.yaml", RECORD.replace("First", "Edited"))
    ran = news.run("build")
    assert ran.status == 2
    assert "did you mean 'base_url'?" in ran.err
    assert news.published() == before


def test_what_is_held_back_stays_in_the_lists_as_it_was(news: Desk) -> None:
    news.write("feeds/regions.yaml", "russia: {}\ncentral-asia: {}\nalbania: {}\n")
    news.build()
    before = news.published()
    text = (news.root / "feeds/news/feed.yaml").read_text()
    news.write("feeds/news/feed.yaml", text + "lnk: x\n")
    assert news.run("build").status == 2
    assert news.published() == before
    news.write("feeds/news/feed.yaml", text)
    news.write("feeds/regions.yaml", "russia: {}\nalbania: {}\nlnk: x\n")
    assert news.run("build").status == 2
    assert news.published() == before


def test_a_mistake_in_feedtool_yaml_makes_no_memory_elsewhere(news: Desk) -> None:
    news.write("feeds/feedtool.yaml", 'state: ../var.db\nbase_url: "http')
    assert news.run("build").status == 2
    assert {path.name for path in news.root.iterdir()} == {"feeds"}


def test_what_stands_in_the_way_of_one_feed_stands_in_that_of_no_other(
    news: Desk,
) -> None:
    news.write("feeds/other/feed.yaml", feed_yaml(name="other"))
    news.write("feeds/other/articles/1.yaml", RECORD)
    news.write("public/news", "a file stands here")
    ran = news.run("build")
    assert ran.status == 74
    assert "public/news" in ran.err
    assert news.titles("other") == ["First"]
    assert (news.root / "public/news").read_text() == "a file stands here"
    (news.root / "public/news").unlink()
    news.build()
    assert len(news.items()) == 3


# -- whole programs ---------------------------------------------------------------


def program(news: Desk, *words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "feedtool", *words],
        cwd=news.root,
        env={**os.environ, "FEEDTOOL_NOW": NOW},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_an_interrupt_ends_with_130_and_leaves_the_files_as_they_were(
    news: Desk, server: Server
) -> None:
    news.build()
    before = news.published()
    server.routes["/slow"] = drip()
    news.write("feeds/feedtool.yaml", f"fetch: {{allow: ['{server.address}']}}")
    news.write("feeds/news/feed.yaml", feed_yaml(f"feed: {server.url('/slow')}"))
    with program(news, "build") as running:
        while not server.requests:
            time.sleep(0.01)
        running.send_signal(signal.SIGINT)
        _, err = running.communicate(timeout=20)
    assert running.returncode == 130
    assert "interrupted" in err
    assert "Traceback" not in err
    assert news.published() == before


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="there is no /proc")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_reading_processes_end_with_their_parent(
    news: Desk, server: Server, number: signal.Signals
) -> None:
    for n in range(30):
        server.routes[f"/{n}"] = rss(item(n))
    server.routes["/slow"] = drip()
    addresses = [f"feed: {server.url(f'/{n}')}" for n in range(30)]
    news.write(
        "feeds/news/feed.yaml", feed_yaml(*addresses, f"feed: {server.url('/slow')}")
    )
    fetch = f"fetch: {{delay: 0s, allow: ['{server.address}']}}"
    news.write("feeds/feedtool.yaml", fetch)
    with program(news, "build") as running:
        while not (readers := children(running.pid)) or len(server.requests) < 31:
            time.sleep(0.02)
        running.send_signal(number)
        _, err = running.communicate(timeout=20)
    assert running.returncode == 130
    assert "Traceback" not in err
    until = time.monotonic() + 10
    while any(Path(f"/proc/{pid}").exists() for pid in readers):
        assert time.monotonic() < until
        time.sleep(0.02)


def children(pid: int) -> list[int]:
    """Return the processes that *pid* has started."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            parent = stat.read_text().rpartition(")")[2].split()[1]
            if int(parent) == pid:
                found.append(int(stat.parent.name))
    return found


def test_who_stops_reading_does_not_change_the_status(news: Desk) -> None:
    news.build()
    with program(news, "build", "--verbose") as running:
        assert running.stdout is not None
        running.stdout.close()
        assert running.stderr is not None
        assert running.stderr.read() == ""
    assert running.returncode == 0


def test_help_imports_nothing_that_takes_time(news: Desk) -> None:
    code = (
        "import sys; from feedtool import cli\n"
        "try: cli.main(['--help'])\n"
        "except SystemExit: pass\n"
        "print(sorted(m for m in sys.modules if m in sys.argv), file=sys.stderr)"
    )
    heavy = [
        "aiohttp",
        "asyncio",
        "feedgen",
        "feedparser",
        "lxml",
        "msgspec",
        "nh3",
        "sqlite3",
        "yaml",
    ]
    ran = subprocess.run(
        [sys.executable, "-c", code, *heavy],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "build" in ran.stdout
    assert ran.stderr.strip() == "[]"


def test_a_build_with_nothing_new_imports_no_checks(news: Desk) -> None:
    news.build()
    code = (
        "import sys; from feedtool import cli\n"
        "try: cli.main(['build'])\n"
        "except SystemExit: pass\n"
        "print([m for m in sys.modules if m in sys.argv], file=sys.stderr)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code, "feedtool.lint", "feedtool.write.page"],
        cwd=news.root,
        env={**os.environ, "FEEDTOOL_NOW": NOW},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "unchanged" in ran.stdout
    assert ran.stderr.strip() == "['feedtool.write.page']"
