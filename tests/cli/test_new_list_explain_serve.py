"""`feedtool new`, `list`, `explain` and `serve`."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.request import urlopen

import pytest

from ..conftest import Desk, feed_yaml, item, rss

# -- new --------------------------------------------------------------------------


def test_a_new_feed_builds_as_it_is(desk: Desk) -> None:
    ran = desk.run("new", "our-news")
    assert ran.status == 0
    assert "made feeds/our-news/feed.yaml" in ran.out
    assert "feedtool build" in ran.out
    desk.build()
    assert desk.titles("our-news") == ["The first article of Our news"]


@pytest.mark.parametrize(
    ("name", "near"), [("Our News", "our-news"), ("a_b", "a-b"), ("Ü", "u"), ("..", "")]
)
def test_a_name_that_is_no_slug_is_refused(desk: Desk, name: str, near: str) -> None:
    ran = desk.run("new", name)
    assert ran.status == 2
    assert (f"did you mean {near}?" in ran.err) == bool(near)
    assert list(desk.root.iterdir()) == []


def test_what_is_there_is_never_overwritten(desk: Desk) -> None:
    desk.write("feeds/news/feed.yaml", feed_yaml())
    ran = desk.run("new", "news")
    assert ran.status == 2
    assert "is already there" in ran.err
    assert (desk.root / "feeds/news/feed.yaml").read_text() == feed_yaml()


# -- list and explain -------------------------------------------------------------


@pytest.fixture
def news(desk: Desk) -> Desk:
    desk.write(
        "feeds/news/feed.yaml",
        feed_yaml(
            "records: articles/",
            "{feed: wire.xml, title: Our wire, drop: [sponsored]}",
            more="""
            since: 30d
            output: {limit: 2}
            """,
        ),
    )
    desk.write(
        "feeds/regions.yaml",
        "caucasus:\n  regions:\n    georgia: {keywords: [Tbilisi]}\nrussia: {}\n",
    )
    desk.write(
        "feeds/news/articles/1.yaml",
        "title: Dialogue\nlink: https://wire.example.com/1\npublished: 2026-02-20\n"
        "regions: [russia]\n",
    )
    desk.write(
        "feeds/news/wire.xml",
        rss(
            item(1, title="Dialogue, says the wire"),
            item(2, title="A rally in Tbilisi", day=21),
            item(3, title="Sponsored: a hotel", day=22),
            item(4, title="One too many", day=10),
            item(5, title="Old news", more="<!-- -->").replace("01 Feb", "01 Jan"),
        ),
    )
    return desk


def test_lists_show_what_a_build_would(news: Desk) -> None:
    rows = news.run("list", "feeds", "--json").json
    assert [(row["feed"], row["articles"]) for row in rows] == [
        ("news", 2),
        ("news/caucasus", 1),
        ("news/georgia", 1),
        ("news/russia", 1),
    ]
    rows = news.run("list", "sources", "--json").json
    assert [(row["source"], row["articles"]) for row in rows] == [
        ("articles/", 1),
        ("wire.xml", 5),
    ]
    rows = news.run("list", "articles", "--json").json
    assert [row["title"] for row in rows] == [
        "A rally in Tbilisi",
        "Dialogue",
        "One too many",
    ]
    rows = news.run("list", "regions", "--json").json
    assert [(row["region"], row["articles"]) for row in rows] == [
        ("caucasus", 1),
        ("georgia", 1),
        ("russia", 1),
        (None, 1),
    ]
    assert {path.name for path in news.root.iterdir()} == {"feeds"}


def test_a_list_is_a_table_for_people(news: Desk) -> None:
    lines = news.run("list", "sources").out.splitlines()
    assert lines[0].split()[-3:] == ["TITLE", "SOURCE", "ERROR"]
    assert lines[2].split()[-3:] == ["Our", "wire", "wire.xml"]


@pytest.fixture
def world(desk: Desk) -> Desk:
    """A definition on the map of the UN, with a region added to it."""
    desk.write(
        "feeds/news/feed.yaml",
        "title: News\nlink: https://example.org/\noutput: {regions: {each: country}}\n",
    )
    desk.write("feeds/regions.yaml", "use: un-m49\nsteppe: {places: [143]}\n")
    titles = ("Peru votes", "Rain in Bergamot Bay", "Snow over Bergamot Bay")
    desk.write(
        "feeds/news/articles/all.yaml",
        "".join(
            f"- title: {title}\n  link: https://example.org/{number}\n"
            f"  published: 2026-02-20\n"
            for number, title in enumerate(titles)
        ),
    )
    return desk


def test_regions_that_nobody_writes_of_are_only_counted(world: Desk) -> None:
    lines = world.run("list", "regions").out.splitlines()
    assert [line.split()[1] for line in lines[1:-2]] == [
        "americas",
        "latin-america-and-the-caribbean",
        "south-america",
        "pe",
        "steppe",
    ]
    assert lines[-2].startswith("and 2")
    assert "--verbose" in lines[-2]
    every = world.run("list", "regions", "--verbose").out.splitlines()
    rows = world.run("list", "regions", "--json").json
    assert len(every) - 1 == len(rows) > 270
    assert {row["region"] for row in rows if row["used"]} == {
        *(line.split()[1] for line in lines[1:-2]),
        None,
    }


def test_what_titles_in_no_region_have_in_common_is_said(world: Desk) -> None:
    last = world.run("list", "regions").out.splitlines()[-1]
    assert last == "news: 2 articles in no region; common in their titles: " + (
        "Bergamot Bay (2)"
    )
    row = world.run("list", "regions", "--json").json[-1]
    assert (row["words"], row["counts"]) == (["Bergamot Bay"], [2])
    assert "no region" not in world.run("list", "regions", "--quiet").out


def test_feeds_that_an_article_is_not_in_are_counted(world: Desk) -> None:
    world.build()
    (line,) = [
        line
        for line in explained(world, "Peru", "votes").splitlines()
        if "not in news/" in line
    ]
    assert len(line) < 200
    assert re.search(r" and \d\d others \(--verbose names them\): it is not", line)
    told = explained(world, "Peru", "votes", "--verbose")
    assert "news/western-africa/" in told
    assert "others" not in told


def explained(news: Desk, *query: str) -> str:
    ran = news.run("explain", *query)
    assert ran.status == 0
    return ran.out


def test_an_article_is_explained_by_link_by_id_and_by_words_of_its_title(
    news: Desk,
) -> None:
    news.build()
    id = news.items()[0]["id"]
    outs = {
        explained(news, "http://www.wire.example.com/2?utm_source=x"),
        explained(news, id),
        explained(news, "rally", "Tbilisi"),
    }
    (out,) = outs
    assert "region georgia: it has 'Tbilisi'" in out
    assert "region caucasus: around georgia" in out
    assert "in news/georgia/ at place 1" in out
    assert "not in news/russia/: it is not in the region" in out


def test_the_winner_of_a_merge_and_the_other_copy_are_named(news: Desk) -> None:
    out = explained(news, "https://wire.example.com/1")
    assert "from articles/1.yaml:1" in out
    assert "carried by wire.xml" in out
    assert "let through by drop of wire.xml, since" in out
    assert "region russia: named by its record" in out


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("Sponsored hotel", "it has the word 'sponsored' of drop"),
        ("Old news", "it was published before since"),
        ("One too many", "2 newer ones fill it"),
    ],
)
def test_what_is_in_no_feed_is_explained_too(
    news: Desk, words: str, reason: str
) -> None:
    assert reason in explained(news, words)


def test_what_nobody_has_is_not_found(news: Desk) -> None:
    ran = news.run("explain", "https://example.org/nowhere")
    assert ran.status == 1
    assert ran.out == ""
    assert "nowhere" in ran.err
    assert news.run("explain", "nothing", "--json").json == []


# -- serve ------------------------------------------------------------------------


@contextmanager
def serving(news: Desk, *words: str, **environ: str) -> Iterator[subprocess.Popen[str]]:
    """Serve what is built on some port; it is interrupted in the end."""
    with subprocess.Popen(
        [sys.executable, "-m", "feedtool", "serve", "--port", "0", *words],
        cwd=news.root,
        env={**os.environ, **environ},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as running:
        try:
            yield running
        finally:
            running.send_signal(signal.SIGINT)
            running.wait(10)


def address(running: subprocess.Popen[str]) -> str:
    assert running.stdout is not None
    found = re.search(r"http://127\.0\.0\.1:\d+/", running.stdout.readline())
    assert found is not None
    return found[0]


def test_the_output_folder_is_served_until_it_is_interrupted(news: Desk) -> None:
    news.build()
    with serving(news) as running:
        with urlopen(f"{address(running)}news/atom.xml") as answer:
            assert answer.headers.get_content_type() == "application/atom+xml"
            assert answer.read() == (news.root / "public/news/atom.xml").read_bytes()
        running.send_signal(signal.SIGINT)
        _, err = running.communicate(timeout=10)
    assert (running.returncode, err) == (0, "")


def test_who_asks_what_is_said_to_those_who_want_to_know(news: Desk) -> None:
    news.build()
    with serving(news, "--verbose") as running:
        urlopen(f"{address(running)}news/rss.xml").close()
        assert running.stderr is not None
        assert running.stderr.readline() == "GET /news/rss.xml HTTP/1.1 200\n"


def test_a_browser_is_opened_when_there_is_an_answer(news: Desk) -> None:
    """The browser here is one that fetches, and keeps what it got."""
    news.build()
    browser = news.write(
        "browser",
        f"""
        #!{sys.executable}
        import sys, pathlib, urllib.request
        page = urllib.request.urlopen(sys.argv[1]).read()
        pathlib.Path("page").write_bytes(page)
        pathlib.Path("page").rename("seen")
        """,
    )
    browser.chmod(0o755)
    with serving(news, "--open", "--quiet", BROWSER=str(browser)):
        until = time.monotonic() + 10
        while not (news.root / "seen").exists():
            assert time.monotonic() < until
            time.sleep(0.02)
    published = (news.root / "public/index.html").read_bytes()
    assert (news.root / "seen").read_bytes() == published


def test_where_there_is_no_browser_the_address_is_said_and_served(news: Desk) -> None:
    news.build()
    nothing = {"BROWSER": "", "PATH": "", "DISPLAY": "", "WAYLAND_DISPLAY": ""}
    with serving(news, "--open", "--json", **nothing) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        url = json.loads("".join(running.stdout.readline() for _ in range(3)))["url"]
        said = running.stderr.readline()
        assert said.startswith(f"feedtool: no browser was found here: open {url} in")
        urlopen(url).close()


def test_a_port_that_is_taken_ends_with_2(news: Desk) -> None:
    news.build()
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ran = news.run("serve", "--port", str(port))
    assert ran.status == 2
    assert f"port {port}: another program uses it; --port 0 takes one" in ran.err


def test_nothing_is_served_before_anything_is_built(news: Desk) -> None:
    ran = news.run("serve")
    assert ran.status == 2
    assert "build the feeds first" in ran.err
