"""What is to be copied from docs/examples works: it is run here where that can be."""

from __future__ import annotations

import ast
import os
import shutil
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.client import HTTPConnection
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
import yaml

from feedtool import lint, read

from .conftest import Desk, feed_yaml, item, rss

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "docs" / "examples"


def needs(program: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(
        shutil.which(program) is None, reason=f"there is no {program}"
    )


def example(name: str, *changes: tuple[str, str]) -> str:
    """Return an example, with some of what it names changed."""
    text = (EXAMPLES / name).read_text()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return text


def test_the_readme_has_no_other_lines_for_servers_than_the_examples() -> None:
    readme = (ROOT / "README.md").read_text()
    section = readme[readme.index("## On a web server") :]
    _, nginx, _, caddy, _, apache, *_ = section.split("```")
    for shown, name in (
        (nginx, "nginx.conf"),
        (caddy, "Caddyfile"),
        (apache, "apache.conf"),
    ):
        lines = shown.strip("\n").splitlines()
        kept = (EXAMPLES / name).read_text().splitlines()
        assert len(lines) > 5
        assert [line for line in lines[1:] if line not in kept] == []


def test_the_readmes_lines_for_a_library_run(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    readme = (ROOT / "README.md").read_text()
    section = readme[readme.index("## As a library") :]
    _, merging, _, below, *_ = section.split("```")
    desk.write("one.xml", rss(item(1), item(2)))
    desk.write("two.json", "<!doctype html><title>Nothing</title>")
    names: dict[str, Any] = {}
    exec(merging.removeprefix("python\n"), names)
    assert capsys.readouterr().out == (
        "two.json is an HTML page titled 'Nothing', not a feed\n"
    )
    written = (desk.root / "atom.xml").read_bytes()
    assert "error" not in {finding.level for finding in lint.check(written)}
    atom = read.parse(written, url=None)
    assert {each.title for each in atom.articles} == {"Item 1", "Item 2"}
    shown = []
    for line in ast.parse(below.removeprefix("python\n")).body:
        if isinstance(line, ast.Expr):
            shown.append(eval(ast.unparse(line), names))
        else:
            exec(ast.unparse(line), names)
    february = datetime(2026, 2, 1, 12, tzinfo=UTC)
    told = datetime(2019, 2, 5, 9, tzinfo=UTC)
    assert shown == [("Item 1", february), "", "example.org/a", told]


# -- web servers ------------------------------------------------------------------


@pytest.fixture
def served(desk: Desk) -> Path:
    """A folder for a web server, with feeds/ in it."""
    desk.write("feeds/news/feed.yaml", feed_yaml("feed: w.xml"))
    desk.write("feeds/news/w.xml", rss(item(1), item(2)))
    desk.write("feeds/regions.yaml", "georgia: {keywords: [Georgia]}\n")
    desk.build("--output", "www/feeds")
    desk.write("www/feeds/news/archive/1.xml", b"<feed/>")
    for folder in (*desk.root.parents[:3], desk.root):
        folder.chmod(folder.stat().st_mode | stat.S_IXOTH)
    return desk.root / "www"


def nginx(folder: Path, www: Path, port: int) -> list[str]:
    feeds = example("nginx.conf", ("/var/www", str(www)))
    temporary = "".join(
        f"{name}_temp_path {folder}/{name};"
        for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"""
        pid {folder}/pid; daemon off; user root; events {{}}
        http {{
            access_log off; {temporary}
            types {{ text/html html; text/css css; text/xml xml; }}
            server {{ listen 127.0.0.1:{port}; {feeds} }}
        }}
        """
    )
    return ["nginx", "-c", f"{folder}/nginx.conf", "-e", f"{folder}/log"]


def caddy(folder: Path, www: Path, port: int) -> list[str]:
    feeds = example(
        "Caddyfile",
        ("/var/www", str(www)),
        ("www.example.org {", f"http://127.0.0.1:{port} {{"),
    )
    (folder / "Caddyfile").write_text(f"{{\n\tadmin off\n}}\n{feeds}")
    return ["caddy", "run", "--config", f"{folder}/Caddyfile"]


def apache(folder: Path, www: Path, port: int) -> list[str]:
    feeds = example("apache.conf", ("/var/www", str(www)))
    modules = ["mpm_event", "authz_core", "mime", "dir", "headers"]
    load = "\n".join(
        f"LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so"
        for name in modules
    )
    (folder / "apache.conf").write_text(
        dedent(
            f"""
            ServerName localhost
            PidFile {folder}/pid
            ErrorLog {folder}/log
            Listen 127.0.0.1:{port}
            User www-data
            Group www-data
            TypesConfig /etc/mime.types
            DirectoryIndex index.html
            DocumentRoot {www}
            """
        )
        + f"{load}\n{feeds}"
    )
    return ["apache2", "-DFOREGROUND", "-f", f"{folder}/apache.conf"]


@contextmanager
def running(command: list[str], folder: Path, port: int) -> Iterator[None]:
    environ = {**os.environ, "HOME": str(folder), "XDG_DATA_HOME": str(folder)}
    with (folder / "said").open("wb") as said:
        server = subprocess.Popen(command, env=environ, stdout=said, stderr=said)
    try:
        until = time.monotonic() + 10
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                assert server.poll() is None, (folder / "said").read_text()
                assert time.monotonic() < until
                time.sleep(0.05)
        yield
    finally:
        server.terminate()
        server.wait(20)


def ask(port: int, path: str, **headers: str) -> tuple[int, dict[str, str]]:
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        names = {name.lower() for name in answer.headers}
        found = {name: ", ".join(answer.headers.get_all(name, [])) for name in names}
        return answer.status, found
    finally:
        connection.close()


BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
SHOWN = "application/xml; charset=utf-8"

Make = Callable[[Path, Path, int], list[str]]
NGINX = pytest.param(nginx, marks=needs("nginx"))
CADDY = pytest.param(caddy, marks=needs("caddy"))
APACHE = pytest.param(apache, marks=needs("apache2"))


@contextmanager
def serving(
    make: Make, www: Path, directories: pytest.TempPathFactory
) -> Iterator[int]:
    """Run a server, and give its port."""
    folder = directories.mktemp("server")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with running(make(folder, www, port), folder, port):
        yield port


@pytest.mark.parametrize("make", [NGINX, CADDY, APACHE])
def test_a_web_server_calls_each_file_what_it_is(
    make: Make, served: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with serving(make, served, tmp_path_factory) as port:
        for path, media_type in {
            "news/rss.xml": "application/rss+xml; charset=utf-8",
            "news/georgia/rss.xml": "application/rss+xml; charset=utf-8",
            "news/georgia/atom.xml": "application/atom+xml; charset=utf-8",
            "news/archive/1.xml": "application/atom+xml; charset=utf-8",
            "news/georgia/feed.json": "application/feed+json",
            "feeds.opml": "text/x-opml; charset=utf-8",
            "news/sources.opml": "text/x-opml; charset=utf-8",
            "news/": "text/html; charset=utf-8",
        }.items():
            is_feed = path.endswith(".xml")
            for accept, expected in (
                ("*/*", media_type),
                ("application/atom+xml, application/xml;q=0.8", media_type),
                (BROWSER, SHOWN if is_feed else media_type),
            ):
                status, headers = ask(port, f"/feeds/{path}", Accept=accept)
                told = (path, status, headers["content-type"])
                assert told == (path, 200, expected)
                assert headers["cache-control"] == "max-age=300"
                assert headers["access-control-allow-origin"] == "*"
                known = {"Accept": accept, "If-None-Match": headers["etag"]}
                status, still = ask(port, f"/feeds/{path}", **known)
                assert status == 304
                if is_feed:
                    for varies in (headers["vary"], still["vary"]):
                        assert "Accept" in varies.split(", ")
        for path in ("/feeds/news/none/rss.xml", "/feeds/news/rss.xml/shown"):
            assert ask(port, path, Accept=BROWSER)[0] == 404


@pytest.mark.parametrize("make", [NGINX, CADDY])
def test_a_web_server_compresses_what_is_text(
    make: Make, served: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with serving(make, served, tmp_path_factory) as port:
        for name in ("", "rss.xml", "atom.xml", "feed.json"):
            for accept in ("*/*", BROWSER):
                asked = {"Accept": accept, "Accept-Encoding": "gzip"}
                _, headers = ask(port, f"/feeds/news/{name}", **asked)
                told = (name, accept, headers.get("content-encoding"))
                assert told == (name, accept, "gzip")
                assert "Accept-Encoding" in headers["vary"].split(", ")


# -- runs by the hour -------------------------------------------------------------


@pytest.fixture
def path(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let `feedtool` be found."""
    program = desk.write(
        "bin/feedtool", f'#!/bin/sh\nexec {sys.executable} -m feedtool "$@"\n'
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")


@needs("systemd-analyze")
def test_systemd_understands_the_units(desk: Desk, path: None) -> None:
    home = {"HOME": str(desk.root), "XDG_RUNTIME_DIR": str(desk.root)}
    (desk.root / ".local").mkdir()
    (desk.root / ".local/bin").symlink_to(desk.root / "bin")
    units = [EXAMPLES / "feedtool.service", EXAMPLES / "feedtool.timer"]
    ran = subprocess.run(
        ["systemd-analyze", "--user", "verify", *units],
        env={**os.environ, **home},
        capture_output=True,
        text=True,
    )
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")


def test_the_lines_for_cron_run(desk: Desk) -> None:
    desk.write("site/feeds/news/feed.yaml", feed_yaml("feed: w.xml"))
    desk.write("site/feeds/news/w.xml", rss(item(1)))
    text = example(
        "crontab",
        ("/home/ada/.local/bin/feedtool", f"{sys.executable} -m feedtool"),
        ("/home/ada", str(desk.root)),
    )
    lines = [line for line in text.splitlines() if line and line[0] != "#"]
    environ = dict(line.split("=", 1) for line in lines if line[0].isupper())
    commands = [line.split(maxsplit=5) for line in lines if not line[0].isupper()]
    said = []
    for *times, command in commands:
        assert len(times) == 5
        ran = subprocess.run(
            ["/bin/sh", "-c", command],
            env={**os.environ, **environ},
            cwd="/",
            capture_output=True,
            text=True,
        )
        assert (ran.returncode, ran.stderr) == (0, "")
        said.append(ran.stdout)
    assert [bool(out) for out in said] == [False, True]
    assert (desk.root / "site/public/news/atom.xml").exists()


@needs("bash")
def test_the_workflow_publishes_and_fails_when_there_is_news(
    desk: Desk, path: None
) -> None:
    workflow = yaml.safe_load(example("pages.yml"))
    steps = {
        step["name"]: step["run"]
        for step in workflow["jobs"]["feeds"]["steps"]
        if "name" in step
    }

    def run(name: str) -> int:
        command = ["bash", "-e", "-c", steps[name]]
        return subprocess.run(command, cwd=desk.root, capture_output=True).returncode

    desk.write("feeds/news/feed.yaml", feed_yaml("feed: w.xml"))
    told = []
    for text in (rss(item(1)), b"nothing", b"nothing", rss(item(1), item(2))):
        desk.write("feeds/news/w.xml", text)
        assert run("Build") == 0
        told.append(run("Tell the news"))
    assert told == [0, 1, 0, 1]
    assert len(desk.items()) == 2
    shutil.rmtree(desk.root / "public")
    desk.write("public", "a file stands here")
    assert run("Build") != 0  # and nothing is published
    assert run("Tell the news") == 1
