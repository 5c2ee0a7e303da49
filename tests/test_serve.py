from __future__ import annotations

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

import pytest

from feedtool.errors import UsageError
from feedtool.serve import Preview, server

FEED = b"<rss/>"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "public"
    (folder / "news" / "empty").mkdir(parents=True)
    (folder / "index.html").write_bytes(b"<p>all feeds")
    (folder / "news" / "index.html").write_bytes(b"<p>news")
    (folder / "news" / "rss.xml").write_bytes(FEED)
    return folder


@contextmanager
def serving(preview: Preview) -> Iterator[Preview]:
    with preview:
        thread = threading.Thread(target=preview.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield preview
        finally:
            preview.shutdown()
            thread.join()


@pytest.fixture
def preview(folder: Path) -> Iterator[Preview]:
    with serving(server(folder, port=0)) as preview:
        yield preview


def ask(
    preview: Preview,
    path: str,
    headers: dict[str, str] | None = None,
    method: str = "GET",
) -> tuple[int, dict[str, str], bytes]:
    """Return status, headers with lower-case names, and body."""
    host, port = preview.server_name, preview.server_port
    connection = HTTPConnection(host, port, timeout=5)
    try:
        connection.putrequest(method, path, skip_host=False)
        for name, value in (headers or {}).items():
            connection.putheader(name, value)
        connection.endheaders()
        answer = connection.getresponse()
        names = {name.lower(): value for name, value in answer.getheaders()}
        return answer.status, names, answer.read()
    finally:
        connection.close()


def raw(preview: Preview, request: bytes) -> bytes:
    """Send bytes that no client would, and return all that comes back."""
    address = (preview.server_name, preview.server_port)
    with socket.create_connection(address, timeout=5) as connection:
        connection.sendall(request)
        connection.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: connection.recv(65536), b""))


# -- what is shown ----------------------------------------------------------------


def test_a_file_is_shown(preview: Preview) -> None:
    status, headers, body = ask(preview, "/news/rss.xml")
    assert (status, body) == (200, FEED)
    assert headers["content-length"] == str(len(FEED))
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-cache"


def test_a_question_behind_the_path_changes_nothing(preview: Preview) -> None:
    assert ask(preview, "/news/rss.xml?x=/../y")[2] == FEED


def test_head_says_the_same_and_sends_nothing(preview: Preview) -> None:
    for path in ("/news/rss.xml", "/nothing", "/news"):
        got, head = ask(preview, path), ask(preview, path, method="HEAD")
        assert head[:1] == got[:1]
        assert head[2] == b""
        for headers in (got[1], head[1]):
            del headers["date"]
        assert head[1] == got[1]


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("rss.xml", "application/rss+xml; charset=utf-8"),
        ("atom.xml", "application/atom+xml; charset=utf-8"),
        ("feed.json", "application/feed+json"),
        ("feeds.opml", "text/x-opml; charset=utf-8"),
        ("page.html", "text/html; charset=utf-8"),
        ("other.xml", "application/xml"),
        ("archive/1.xml", "application/atom+xml; charset=utf-8"),
        ("archive/feed.css", "text/css; charset=utf-8"),
        ("style.css", "text/css; charset=utf-8"),
        ("icon.png", "image/png"),
        ("data.json", "application/json"),
        ("unheard.of", "application/octet-stream"),
        ("README", "application/octet-stream"),
    ],
)
def test_a_file_has_its_media_type(
    preview: Preview, folder: Path, name: str, media_type: str
) -> None:
    (folder / "archive").mkdir()
    (folder / name).write_bytes(b"")
    assert ask(preview, f"/{name}")[1]["content-type"] == media_type


BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


@pytest.mark.parametrize("name", ["rss.xml", "atom.xml", "archive/1.xml"])
def test_a_browser_gets_a_feed_as_xml_that_it_shows(
    preview: Preview, folder: Path, name: str
) -> None:
    (folder / "archive").mkdir()
    (folder / name).write_bytes(FEED)
    shown, own = ask(preview, f"/{name}", BROWSER), ask(preview, f"/{name}")
    assert shown[1]["content-type"] == "application/xml; charset=utf-8"
    assert own[1]["content-type"] != shown[1]["content-type"]
    assert shown[1]["vary"] == own[1]["vary"] == "Accept"
    assert shown[2] == own[2] == FEED
    _, head, _ = ask(preview, f"/{name}", BROWSER, "HEAD")
    assert {**head, "date": ""} == {**shown[1], "date": ""}


@pytest.mark.parametrize(
    "accept",
    ["*/*", "", "application/atom+xml, application/xml;q=0.8, */*;q=0.5", "text/xml"],
)
def test_a_reader_gets_a_feed_as_what_it_is(preview: Preview, accept: str) -> None:
    _, headers, _ = ask(preview, "/news/rss.xml", {"Accept": accept})
    assert headers["content-type"] == "application/rss+xml; charset=utf-8"


def test_what_is_no_feed_does_not_depend_on_who_asks(
    preview: Preview, folder: Path
) -> None:
    for name in ("index.html", "feed.json", "feeds.opml", "other.xml"):
        (folder / name).write_bytes(b"")
        shown, own = ask(preview, f"/{name}", BROWSER)[1], ask(preview, f"/{name}")[1]
        assert shown["content-type"] == own["content-type"]
        assert shown["etag"] == own["etag"]
        assert "vary" not in shown


def test_a_folder_is_its_index(preview: Preview) -> None:
    assert ask(preview, "/")[2] == b"<p>all feeds"
    assert ask(preview, "/news/")[2] == b"<p>news"
    assert ask(preview, "/news/")[1]["content-type"] == "text/html; charset=utf-8"


def test_a_folder_without_its_slash_leads_to_the_one_with_it(preview: Preview) -> None:
    status, headers, _ = ask(preview, "/news?page=2")
    assert (status, headers["location"]) == (301, "/news/?page=2")


def test_a_name_may_need_encoding(preview: Preview, folder: Path) -> None:
    (folder / "Zürich & co").mkdir()
    (folder / "Zürich & co" / "a b.html").write_bytes(b"here")
    assert ask(preview, "/Z%C3%BCrich%20&%20co/a%20b.html")[2] == b"here"
    location = ask(preview, "/Z%C3%BCrich%20&%20co")[1]["location"]
    assert location == "/Z%C3%BCrich%20&%20co/"


def test_what_is_published_meanwhile_is_shown(preview: Preview, folder: Path) -> None:
    (folder / "later.xml").write_bytes(b"later")
    assert ask(preview, "/later.xml")[2] == b"later"
    folder.rename(folder.with_name("away"))
    assert ask(preview, "/later.xml")[0] == 404


# -- what is known already --------------------------------------------------------


def test_an_etag_that_still_holds_is_a_304(preview: Preview) -> None:
    etag = ask(preview, "/news/rss.xml")[1]["etag"]
    assert etag.startswith('"')
    for known in (etag, f'"other", {etag}', f"W/{etag}", "*"):
        status, headers, body = ask(preview, "/news/rss.xml", {"If-None-Match": known})
        assert (status, body) == (304, b"")
        assert headers["etag"] == etag
        assert "content-length" not in headers


def test_an_etag_holds_for_those_who_get_the_same_type(preview: Preview) -> None:
    """Browsers ask with the ETag of an answer that another Accept has got."""
    tags = [ask(preview, "/news/rss.xml", who)[1]["etag"] for who in ({}, BROWSER)]
    for who, status in (({}, [304, 200]), (BROWSER, [200, 304])):
        got = [ask(preview, "/news/rss.xml", {**who, "If-None-Match": t}) for t in tags]
        assert [answer[0] for answer in got] == status
        assert [answer[1]["vary"] for answer in got] == ["Accept", "Accept"]


def test_an_etag_changes_with_the_file(preview: Preview, folder: Path) -> None:
    etag = ask(preview, "/news/rss.xml")[1]["etag"]
    (folder / "new").write_bytes(FEED)
    os.utime(folder / "new", ns=(1, 1))
    (folder / "new").replace(folder / "news" / "rss.xml")
    status, headers, _ = ask(preview, "/news/rss.xml", {"If-None-Match": etag})
    assert status == 200
    assert headers["etag"] != etag


def test_a_date_that_still_holds_is_a_304(preview: Preview, folder: Path) -> None:
    os.utime(folder / "news" / "rss.xml", (1_700_000_000.5, 1_700_000_000.5))
    modified = ask(preview, "/news/rss.xml")[1]["last-modified"]
    assert modified == "Tue, 14 Nov 2023 22:13:20 GMT"

    def status(since: str) -> int:
        return ask(preview, "/news/rss.xml", {"If-Modified-Since": since})[0]

    assert status(modified) == 304
    assert status("Tue, 14 Nov 2023 22:13:21 GMT") == 304
    assert status("Tue, 14 Nov 2023 22:13:19 GMT") == 200
    assert status("last week") == 200
    assert status("") == 200


def test_an_etag_counts_more_than_a_date(preview: Preview) -> None:
    modified = ask(preview, "/news/rss.xml")[1]["last-modified"]
    asked = {"If-None-Match": '"other"', "If-Modified-Since": modified}
    assert ask(preview, "/news/rss.xml", asked)[0] == 200


# -- what is not shown ------------------------------------------------------------


def test_what_is_not_there_is_said_in_plain_words(preview: Preview) -> None:
    status, headers, body = ask(preview, "/news/%3Cb%3E.xml")
    assert status == 404
    assert headers["content-type"] == "text/html; charset=utf-8"
    assert headers["x-content-type-options"] == "nosniff"
    assert b"There is no /news/&lt;b&gt;.xml in the output folder." in body


@pytest.mark.parametrize(
    "path",
    [
        "/news/empty/",  # no listing
        "/news/rss.xml/",
        "/news/rss.xml/x",
        "/nothing",
        "/../secret",
        "/..",
        "/news/../../secret",
        "/news/../rss.xml",
        "/%2e%2e/secret",
        "/%2e%2e%2fsecret",
        "/..%2fsecret",
        "/news%2frss.xml",
        "/..%5csecret",
        "/news//rss.xml",
        "/news/./rss.xml",
        "/.hidden",
        "/%2ehidden",
        "/.git/config",
        "/%00",
        "/news/rss.xml%00.html",
        "/" + "x" * 5000,
        "/link-out",
        "/link-out-folder/",
        "/link-out-folder/secret",
        "/index-out/",
        "/link-hidden",
        "/circle",
        "/dangling",
        "/pipe",
        "//evil.example/%2e%2e",
        "http://evil.example/news/rss.xml",
        "*",
    ],
)
def test_what_is_hidden_or_outside_is_not_there(
    preview: Preview, folder: Path, tmp_path: Path, path: str
) -> None:
    (tmp_path / "secret").write_bytes(b"secret")
    (tmp_path / "index.html").write_bytes(b"secret")
    (folder / ".hidden").write_bytes(b"secret")
    (folder / ".git").mkdir()
    (folder / ".git" / "config").write_bytes(b"secret")
    (folder / "link-out").symlink_to(tmp_path / "secret")
    (folder / "link-out-folder").symlink_to(tmp_path)
    (folder / "index-out").mkdir()
    (folder / "index-out" / "index.html").symlink_to(tmp_path / "secret")
    (folder / "link-hidden").symlink_to(".hidden")
    (folder / "circle").symlink_to("circle")
    (folder / "dangling").symlink_to("nowhere")
    os.mkfifo(folder / "pipe")
    status, _, body = ask(preview, path)
    assert status == 404
    assert body.startswith(b"<!DOCTYPE html>")


def test_a_folder_beside_with_the_same_beginning_is_outside(
    preview: Preview, folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "public-not").mkdir()
    (tmp_path / "public-not" / "a").write_bytes(b"secret")
    (folder / "a").symlink_to(tmp_path / "public-not" / "a")
    assert ask(preview, "/a")[0] == 404


def test_no_redirect_leads_to_another_machine(preview: Preview, folder: Path) -> None:
    (folder / "evil.example").mkdir()
    status, headers, _ = ask(preview, "//evil.example")
    assert status == 404 or not headers["location"].startswith("//")


def test_links_inside_are_followed(preview: Preview, folder: Path) -> None:
    (folder / "latest").symlink_to("news")
    assert ask(preview, "/latest/rss.xml")[2] == FEED


def test_the_folder_itself_may_be_a_link(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(folder)
    with serving(server(tmp_path / "link", port=0)) as preview:
        assert ask(preview, "/news/rss.xml")[2] == FEED


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_refused(preview: Preview, folder: Path) -> None:
    (folder / "news" / "rss.xml").chmod(0)
    assert ask(preview, "/news/rss.xml")[0] == 403


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_nothing_can_be_done_but_read(
    preview: Preview, folder: Path, method: str
) -> None:
    status, headers, body = ask(preview, "/news/rss.xml", method=method)
    assert (status, headers["allow"]) == (405, "GET, HEAD")
    assert b"it can be read, and nothing else" in body
    assert (folder / "news" / "rss.xml").read_bytes() == FEED


@pytest.mark.parametrize(
    "request_line",
    [
        b"BREW /pot HTTP/1.1",
        b"nonsense",
        b"GET / HTTP/9.9.9",
        b"GET /" + b"x" * 70_000 + b" HTTP/1.1",
        b"GET /\xff\xfe HTTP/1.1",
        b"GET /\x01 HTTP/1.1",
        b"",
    ],
)
def test_what_makes_no_sense_is_refused_and_does_no_harm(
    preview: Preview,
    capfd: pytest.CaptureFixture[str],
    request_line: bytes,
) -> None:
    raw(preview, request_line + b"\r\n\r\n")
    assert ask(preview, "/news/rss.xml")[0] == 200
    assert capfd.readouterr() == ("", "")


def test_who_hangs_up_is_not_worth_a_word(
    preview: Preview, folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (folder / "large").write_bytes(bytes(20_000_000))
    address = (preview.server_name, preview.server_port)
    with socket.create_connection(address) as connection:
        connection.sendall(b"GET /large HTTP/1.0\r\n\r\n")
        connection.recv(10)
    assert ask(preview, "/news/rss.xml")[0] == 200
    assert capfd.readouterr() == ("", "")


# -- the server -------------------------------------------------------------------


def test_many_are_answered_at_once(preview: Preview) -> None:
    address = (preview.server_name, preview.server_port)
    with socket.create_connection(address):  # who says nothing
        assert ask(preview, "/news/rss.xml")[0] == 200


def test_its_address_is_known_before_it_serves(folder: Path) -> None:
    with server(folder, port=0) as preview:
        assert preview.url == f"http://127.0.0.1:{preview.server_port}/"
    with server(folder, host="0.0.0.0", port=0) as preview:
        assert preview.url == f"http://localhost:{preview.server_port}/"


def test_no_name_server_is_asked_who_we_are(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(socket, "getfqdn")
    server(folder, port=0).server_close()


def test_it_may_live_on_ipv6(folder: Path) -> None:
    try:
        preview = server(folder, host="::1", port=0)
    except UsageError:
        pytest.skip("no IPv6 here")
    with serving(preview):
        assert preview.url == f"http://[::1]:{preview.server_port}/"
        assert ask(preview, "/news/rss.xml")[2] == FEED


def test_a_log_is_told_each_answer_on_one_line(folder: Path) -> None:
    lines: list[str] = []
    with serving(server(folder, port=0, log=lines.append)) as preview:
        ask(preview, "/news/rss.xml")
        ask(preview, "/nothing?")
        raw(preview, b"GET /\x1b[31mred HTTP/1.0\r\n\r\n")
        raw(preview, b"nonsense\r\n\r\n")
    assert lines == [
        "GET /news/rss.xml HTTP/1.1 200",
        "GET /nothing? HTTP/1.1 404",
        "GET /?[31mred HTTP/1.0 404",
        "nonsense 400",
    ]


def test_a_port_in_use_is_an_error_that_says_so(folder: Path) -> None:
    with server(folder, port=0) as first:
        port = first.server_port
        with pytest.raises(UsageError, match=f"port {port}: another program uses it"):
            server(folder, port=port)


@pytest.mark.parametrize(
    ("host", "port", "reason"),
    [
        ("127.0.0.1", 70_000, "ports go from 0 to 65535"),
        ("127.0.0.1", -1, "ports go from 0 to 65535"),
        ("fe80::1%nowhere", 0, "no machine has this name"),
        ("x" * 100, 0, "no machine has this name"),
        ("192.0.2.1", 0, "this machine does not have that address"),
    ],
)
def test_a_place_where_nothing_can_be_served_is_an_error(
    folder: Path, host: str, port: int, reason: str
) -> None:
    with pytest.raises(UsageError, match=f"cannot serve on {host} port .*: {reason}"):
        server(folder, host=host, port=port)


@pytest.mark.parametrize("name", ["nothing", "index.html"])
def test_a_folder_that_is_not_there_is_an_error(folder: Path, name: str) -> None:
    with pytest.raises(UsageError, match=f"{name} yet: build the feeds first"):
        server(folder / name, port=0)
