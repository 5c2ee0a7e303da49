"""`--report FILE`: what became of a run, for programs that watch it."""

from __future__ import annotations

import fcntl
import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from ..conftest import NOW, Desk, feed_yaml, item, rss
from ..servers import Answer, Server, drip


@pytest.fixture
def news(desk: Desk) -> Desk:
    desk.write("feeds/news/feed.yaml", feed_yaml("feed: w.xml"))
    desk.write("feeds/news/w.xml", rss(item(1), item(2)))
    return desk


def read(desk: Desk, path: str = "report.json") -> Any:
    return json.loads((desk.root / path).read_bytes())


def test_the_file_has_what_json_prints(news: Desk) -> None:
    ran = news.build("--json", "--report", "report.json")
    assert (news.root / "report.json").read_text() == ran.out
    assert (ran.json["exit"], ran.json["error"]) == (0, None)


def test_lines_are_said_as_ever_beside_it(news: Desk) -> None:
    assert news.build("--report", "report.json").out == (
        "news: 2 articles (+2); 5 files written in news/\n"
    )
    assert read(news)["feeds"][0]["added"] == 2
    assert news.build("--quiet", "--report", "report.json").out == ""
    assert read(news)["feeds"][0]["added"] == 0


def test_fetch_writes_one_too(news: Desk) -> None:
    assert news.run("fetch", "--quiet", "--report", "report.json").status == 0
    report = read(news)
    assert (report["exit"], report["sources"][0]["new"]) == (0, 2)


def test_a_failed_source_and_a_mistake_are_in_it(news: Desk, server: Server) -> None:
    news.write("feeds/feedtool.yaml", f"fetch: {{allow: ['{server.address}']}}")
    news.write("feeds/news/feed.yaml", feed_yaml(f"feed: {server.url('/x')}"))
    server.routes["/x"] = Answer(status=404)
    assert news.run("build", "--report", "report.json").status == 1
    assert read(news)["sources"][0]["error"] == "404 Not Found"
    news.write("feeds/news/feed.yaml", "title: x\n")
    assert news.run("build", "--report", "report.json").status == 2
    report = read(news)
    levels = {each["level"] for each in report["warnings"]}
    assert (report["exit"], "error" in levels) == (2, True)


@pytest.mark.parametrize(
    ("words", "status", "error"),
    [
        (("build", "nws"), 2, "no feed called 'nws'"),
        (("--feeds", "nowhere", "build"), 2, "nowhere is not there"),
        (("--state", "no/such.db", "build"), 74, "no/such.db.lock: cannot be made"),
        (("--state", "no/such.db", "fetch"), 74, "no/such.db.lock: cannot be made"),
    ],
)
def test_a_run_that_cannot_go_on_is_reported_and_said(
    news: Desk, words: tuple[str, ...], status: int, error: str
) -> None:
    ran = news.run(*words, "--report", "report.json", "--json")
    assert ran.status == status
    assert error in ran.err
    report = read(news)
    assert report == ran.json
    assert report["exit"] == status
    assert error in report["error"]
    assert report["sources"] == []


def test_a_second_run_at_once_is_reported(news: Desk) -> None:
    lock = os.open(news.root / "feedtool.db.lock", os.O_RDWR | os.O_CREAT)
    fcntl.flock(lock, fcntl.LOCK_EX)
    assert news.run("build", "--report", "report.json").status == 75
    os.close(lock)
    assert read(news)["exit"] == 75
    news.build("--report", "report.json")
    assert read(news)["exit"] == 0


def test_a_fault_of_our_own_is_reported(
    news: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("feedtool.pipeline.build", None)
    assert news.run("build", "--report", "report.json").status == 70
    assert "a fault of its own" in read(news)["error"]


def test_an_interrupt_is_reported(news: Desk, server: Server) -> None:
    server.routes["/slow"] = drip()
    news.write("feeds/feedtool.yaml", f"fetch: {{allow: ['{server.address}']}}")
    news.write("feeds/news/feed.yaml", feed_yaml(f"feed: {server.url('/slow')}"))
    with subprocess.Popen(
        [sys.executable, "-m", "feedtool", "build", "-q", "--report", "report.json"],
        cwd=news.root,
        env={**os.environ, "FEEDTOOL_NOW": NOW},
    ) as running:
        while not server.requests:
            time.sleep(0.01)
        running.send_signal(signal.SIGTERM)
        assert running.wait(20) == 130
    assert read(news)["exit"] == 130


def test_it_is_put_in_place_whole_and_keeps_its_mode(news: Desk) -> None:
    news.build("--report", "report.json")
    path = news.root / "report.json"
    first = path.stat().st_ino
    path.chmod(0o640)
    news.build("--report", "report.json")
    assert (path.stat().st_mode & 0o777, path.stat().st_ino != first) == (0o640, True)
    assert {each.name for each in news.root.iterdir() if each.suffix == ".tmp"} == set()


def test_a_link_stays_one(news: Desk) -> None:
    news.write("kept/report.json", "")
    (news.root / "report.json").symlink_to("kept/report.json")
    news.build("--report", "report.json")
    assert (news.root / "report.json").is_symlink()
    assert read(news, "kept/report.json")["exit"] == 0


def test_a_pipe_is_written_into(news: Desk) -> None:
    os.mkfifo(news.root / "pipe")
    got: list[bytes] = []
    reader = threading.Thread(
        target=lambda: got.append((news.root / "pipe").read_bytes())
    )
    reader.start()
    news.build("--report", "pipe")
    reader.join(10)
    assert json.loads(got[0])["exit"] == 0
    assert (news.root / "pipe").is_fifo()


@pytest.mark.parametrize("path", ["no/such/report.json", "feeds"])
def test_where_it_cannot_be_written_the_feeds_are_and_the_status_is_74(
    news: Desk, path: str
) -> None:
    ran = news.run("build", "--report", path)
    assert ran.status == 74
    assert f"feedtool: cannot write {path}: " in ran.err
    assert len(news.items()) == 2


@pytest.mark.parametrize("words", [("build", "--json"), ("fetch", "--json")])
def test_what_is_printed_then_has_the_status_that_the_run_ends_with(
    news: Desk, words: tuple[str, ...]
) -> None:
    ran = news.run(*words, "--report", "no/report.json")
    error = "cannot write no/report.json: its folder does not exist"
    assert ran.err.splitlines()[-1] == f"feedtool: {error}"
    assert (ran.status, ran.json["exit"], ran.json["error"]) == (74, 74, error)
    assert ran.json["sources"][0]["new"] == 2
    ran = news.run(*words, "nws", "--report", "no/report.json")
    assert (ran.status, ran.json["exit"]) == (2, 2)
    assert "no feed called 'nws'" in ran.json["error"]


def test_neither_error_hides_the_other(news: Desk) -> None:
    ran = news.run("build", "nws", "--report", "no/report.json")
    assert ran.status == 2
    assert "cannot write no/report.json" in ran.err
    assert "no feed called 'nws'" in ran.err


@pytest.mark.parametrize("path", ["-", ".report", "a/.report"])
def test_a_name_that_nobody_means_is_refused_at_once(news: Desk, path: str) -> None:
    ran = news.run("build", "--report", path)
    assert ran.status == 2
    assert "cannot begin with" in ran.err
    assert not (news.root / "public").exists()


def test_check_has_no_news(news: Desk) -> None:
    report = news.run("check", "--json").json
    assert {"news", "seconds"}.isdisjoint(report)


def test_a_device_is_not_replaced(news: Desk) -> None:
    news.build("--report", os.devnull)
    assert not Path(os.devnull).is_file()
