"""Outside feeds: asked when they are due, kept when they fail, told when they do."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from feedtool import config, pipeline
from feedtool.model import Failed
from feedtool.pipeline import Options, outside, reading
from feedtool.pipeline import edition as edition_module

from ..conftest import Desk, feed_yaml, item, rss
from ..servers import Answer, Server, redirect

ATOM = b"""<feed xmlns="http://www.w3.org/2005/Atom"><title>Mill</title>
<id>tag:mill.example,2026:feed</id><updated>2026-02-01T00:00:00Z</updated>
<entry><id>tag:mill.example,2026:1</id><title>Atom entry</title>
<link href="https://mill.example/1"/><updated>2026-02-03T00:00:00Z</updated>
<content type="html">&lt;p>Wind&lt;/p></content></entry></feed>"""
JSON = b"""{"version": "https://jsonfeed.org/version/1.1", "title": "Json",
"items": [{"id": "https://json.example/1", "url": "https://json.example/1",
"title": "JSON item", "content_text": "Text", "date_published":
"2026-02-04T00:00:00Z"}]}"""
HOUR_LATER = "2026-03-01T13:00:00Z"


def on_loopback(desk: Desk, server: Server) -> None:
    desk.write(
        "feeds/feedtool.yaml",
        f"fetch: {{delay: 0s, timeout: 5s, allow: ['{server.address}']}}",
    )


@pytest.fixture
def wire(desk: Desk, server: Server) -> Desk:
    on_loopback(desk, server)
    server.routes["/feed.xml"] = rss(item(1, day=1), item(2, day=2))
    desk.write("feeds/news/feed.yaml", feed_yaml(f"feed: {server.url('/feed.xml')}"))
    return desk


def test_feeds_of_every_kind_come_together(desk: Desk, server: Server) -> None:
    on_loopback(desk, server)
    server.routes |= {"/rss": rss(item(1)), "/atom": ATOM}
    desk.write("feeds/news/local.json", JSON)
    desk.write(
        "feeds/news/feed.yaml",
        feed_yaml(
            f"feed: {server.url('/rss')}",
            f"feed: {server.url('/atom')}",
            "feed: local.json",
        ),
    )
    desk.build()
    assert desk.titles() == ["JSON item", "Atom entry", "Item 1"]


def test_an_outside_article_names_its_source(wire: Desk, server: Server) -> None:
    wire.build()
    source = wire.items()[0]["_feedtool"]["source"]
    assert source == {"title": "The wire", "feed": server.url("/feed.xml")}


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (Answer(status=404), "404 Not Found"),
        (Answer(status=503), "503 Service Unavailable"),
        (b"<!doctype html><title>Just a moment</title>", "an HTML page titled 'Just a"),
        (b"", "nothing: the body is empty"),
        (b"<rss", "text ('<rss')"),
        (redirect("ftp://elsewhere.example/"), "redirected to"),
    ],
)
def test_a_source_that_fails_keeps_its_articles_and_the_others_are_asked(
    wire: Desk, server: Server, answer: Answer, reason: str
) -> None:
    server.routes["/other.xml"] = rss(item(8, day=3))
    wire.write(
        "feeds/news/feed.yaml",
        feed_yaml(
            f"feed: {server.url('/feed.xml')}", f"feed: {server.url('/other.xml')}"
        ),
    )
    wire.build()
    server.routes["/feed.xml"] = answer
    server.routes["/other.xml"] = rss(item(9, day=9))
    ran = wire.run("build", now="2026-03-01T16:00:00Z")
    assert ran.status == 1
    assert f"feeds/news/feed.yaml:4: {server.url('/feed.xml')}: " in ran.err
    assert reason in ran.err
    assert wire.titles() == ["Item 9", "Item 8", "Item 2", "Item 1"]


def test_a_source_is_not_asked_before_it_is_due(wire: Desk, server: Server) -> None:
    wire.build(now="2026-03-01T12:00:00Z")
    wire.build(now="2026-03-01T12:50:00Z")
    assert server.count("/feed.xml") == 1
    wire.build(now=HOUR_LATER)
    assert server.count("/feed.xml") == 2


def test_a_source_that_failed_and_is_not_asked_again_does_not_fail_the_run(
    wire: Desk, server: Server
) -> None:
    server.routes["/feed.xml"] = Answer(status=500)
    assert wire.run("build").status == 1
    assert wire.run("build").status == 0


def test_a_host_that_has_had_enough_is_left_alone_for_all_its_sources(
    desk: Desk, server: Server
) -> None:
    on_loopback(desk, server)
    server.routes |= {
        "/a": Answer(status=429, headers={"Retry-After": "7200"}),
        "/b": rss(item(1)),
    }
    first, other = (f"feed: {server.url(path)}" for path in ("/a", "/b"))
    desk.write("feeds/news/feed.yaml", feed_yaml(first))
    assert desk.run("build").status == 1
    desk.write("feeds/news/feed.yaml", feed_yaml(first, other))
    for words in (("build",), ("build", "--refresh")):
        assert desk.run(*words, now=HOUR_LATER).status == 0
    assert (server.count("/a"), server.count("/b")) == (1, 0)
    server.routes["/a"] = rss(item(2))
    desk.build(now="2026-03-01T14:00:00Z")
    assert sorted(desk.titles()) == ["Item 1", "Item 2"]


def test_refresh_asks_before_it_is_due_and_offline_never(
    wire: Desk, server: Server
) -> None:
    wire.build()
    wire.build("--refresh")
    assert server.count("/feed.xml") == 2
    wire.build("--offline", now="2026-03-09T12:00:00Z")
    assert server.count("/feed.xml") == 2


def test_what_has_not_changed_is_not_read_again(
    wire: Desk, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = rss(item(1))
    server.routes["/feed.xml"] = Answer(body=body, headers={"ETag": '"1"'})
    wire.build()
    monkeypatch.setattr(reading, "_parsed", None)
    wire.build(now=HOUR_LATER)  # 304
    server.routes["/feed.xml"] = Answer(body=body)
    wire.build(now="2026-03-01T14:00:00Z")  # the same bytes
    assert server.count("/feed.xml") == 3
    assert wire.titles() == ["Item 1"]


def test_articles_that_leave_their_feed_stay(wire: Desk, server: Server) -> None:
    wire.build()
    server.routes["/feed.xml"] = rss(item(3, day=3))
    wire.build(now=HOUR_LATER)
    assert wire.titles() == ["Item 3", "Item 2", "Item 1"]


def test_one_address_in_two_definitions_is_asked_once(
    wire: Desk, server: Server
) -> None:
    wire.write(
        "feeds/other/feed.yaml",
        feed_yaml(
            f"feed: {server.url('/feed.xml')}", "records: articles/", name="other"
        ),
    )
    wire.write("feeds/other/articles/1.yaml", "title: A\nlink: https://example.org/a")
    wire.build()
    assert server.count("/feed.xml") == 1
    assert set(wire.titles("other")) == {"A", "Item 1", "Item 2"}


def test_of_two_definitions_with_one_source_both_are_heard(
    desk: Desk, server: Server
) -> None:
    server.routes["/feed.xml"] = lambda received: (
        rss(item(1)) if "x-key" in received.headers else Answer(status=401)
    )
    address = server.url("/feed.xml")
    desk.write("feeds/feedtool.yaml", "every: 12h\nfetch: {delay: 0s}")
    desk.write("feeds/a/feed.yaml", feed_yaml(f"feed: {address}", name="a"))
    more = "allow_private: true, headers: {X-Key: b}, every: 1h"
    source = f"{{feed: '{address}', {more}}}"
    desk.write("feeds/b/feed.yaml", feed_yaml(source, name="b"))
    ran = desk.build("--json")
    assert ran.json["sources"][0]["next"] == "2026-03-01T12:54:00Z"
    assert desk.titles("a") == desk.titles("b") == ["Item 1"]


def test_a_better_reader_reads_again_what_has_not_changed(
    wire: Desk, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = rss(item(1))
    server.routes["/feed.xml"] = Answer(body=body, headers={"ETag": '"1"'})
    wire.build()
    with monkeypatch.context() as patched:
        for module in (outside, edition_module):
            patched.setattr(module, "edition", lambda: "another")
        wire.build(now=HOUR_LATER)
    assert "if-none-match" not in server.requests[-1].headers
    wire.build(now="2026-03-01T14:00:00Z")
    assert "if-none-match" not in server.requests[-1].headers
    wire.build(now="2026-03-01T15:00:00Z")
    assert server.requests[-1].headers["if-none-match"] == '"1"'


def test_a_file_that_is_missing_is_a_failure_of_its_source(desk: Desk) -> None:
    desk.write("feeds/news/feed.yaml", feed_yaml("feed: missing.xml"))
    ran = desk.run("build")
    assert ran.status == 1
    assert "feeds/news/feed.yaml:4: missing.xml: there is no such file" in ran.err


def test_a_file_that_changes_is_read_at_the_next_build(desk: Desk) -> None:
    desk.write("feeds/news/feed.yaml", feed_yaml("feed: local.xml"))
    desk.write("feeds/news/local.xml", rss(item(1)))
    desk.build()
    desk.write("feeds/news/local.xml", rss(item(1, title="Edited")))
    desk.build("--offline")
    assert desk.titles() == ["Edited"]


def test_no_path_of_a_file_is_published(desk: Desk) -> None:
    desk.write("feeds/news/feed.yaml", feed_yaml("feed: private-name.xml"))
    desk.write("feeds/news/private-name.xml", rss(item(1), title=""))
    desk.write("feeds/feedtool.yaml", "base_url: https://example.org/feeds/")
    desk.build()
    for path, (_, _, data) in desk.published().items():
        assert b"file:" not in data, path
        assert str(desk.root).encode() not in data, path


def test_a_source_that_a_person_has_mended_is_asked_at_once(
    desk: Desk, server: Server
) -> None:
    server.routes["/feed.xml"] = rss(item(1))
    desk.write("feeds/news/feed.yaml", feed_yaml(f"feed: {server.url('/feed.xml')}"))
    ran = desk.run("build")
    assert ran.status == 1
    assert "`allow_private: true`" in ran.err
    assert "nothing has come from it yet" in ran.err
    assert desk.run("build").status == 0
    desk.write(
        "feeds/news/feed.yaml",
        feed_yaml(f"{{feed: '{server.url('/feed.xml')}', allow_private: true}}"),
    )
    desk.build()
    assert desk.titles() == ["Item 1"]


def test_who_told_us_to_wait_is_not_asked_whatever_a_person_has_mended(
    wire: Desk, server: Server
) -> None:
    server.routes["/feed.xml"] = Answer(status=503, headers={"Retry-After": "7200"})
    assert wire.run("build").status == 1
    address = server.url("/feed.xml")
    wire.write(
        "feeds/news/feed.yaml", feed_yaml(f"{{feed: '{address}', headers: {{X-A: b}}}}")
    )
    wire.build(now=HOUR_LATER)
    assert server.count("/feed.xml") == 1


def test_a_source_that_failed_before_is_told_by_check_and_by_the_list(
    wire: Desk, server: Server
) -> None:
    server.routes["/feed.xml"] = Answer(status=404)
    wire.run("build")
    ran = wire.run("check")
    assert ran.status == 0
    assert (
        f"note: feeds/news/feed.yaml:4: {server.url('/feed.xml')}: 404 Not Found; "
        "nothing has come from it yet; asked again from 2026-03-01 12:54 UTC"
    ) in ran.out
    (row,) = wire.run("list", "sources", "--json").json
    assert row["error"] == "404 Not Found"


# -- secrets ----------------------------------------------------------------------


def test_secrets_are_sent_to_the_source_and_shown_to_nobody(
    desk: Desk, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WIRE_TOKEN", "s3cret-token")
    on_loopback(desk, server)
    server.routes["/feed?key=s3cret-token"] = rss(item(1))
    address = server.url("/feed?key=${WIRE_TOKEN}", user="ada:pa55word@")
    desk.write(
        "feeds/news/feed.yaml",
        f"title: News\nlink: https://example.org/\nsources:\n  - feed: '{address}'\n"
        "    headers: {X-Key: '${WIRE_TOKEN}'}\n",
    )
    runs = [desk.run("build", "--verbose")]
    (asked,) = server.requests
    assert asked.headers["x-key"] == "s3cret-token"
    assert asked.headers["authorization"].startswith("Basic ")
    server.routes.clear()
    runs.append(desk.run("build", "--refresh"))
    runs.append(desk.run("build", "--refresh", "--json"))
    runs.append(desk.run("list", "sources"))
    assert [ran.status for ran in runs] == [0, 1, 1, 0]
    memory = (desk.root / "feedtool.db").read_bytes()
    said = "".join(ran.out + ran.err for ran in runs).encode()
    published = b"".join(data for _, _, data in desk.published().values())
    for place in (memory, said, published):
        assert b"s3cret-token" not in place
    assert b"pa55word" not in said + published


def test_what_a_source_repeats_of_a_secret_is_struck_out(
    desk: Desk, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WIRE_TOKEN", "s3cret/token")
    monkeypatch.setenv("WIRE_HOST", "127.0.0.1")
    on_loopback(desk, server)
    own = "http://ada:pa55@wire.example.com/feed?key=s3cret%2Ftoken"
    server.routes["/feed?key=s3cret/token"] = rss(
        item(1, more="<description>s3cret/token</description>"),
        f"<a:link xmlns:a='http://www.w3.org/2005/Atom' rel='self' href='{own}'/>",
    )
    address = server.url("/feed?key=${WIRE_TOKEN}", host="${WIRE_HOST}")
    desk.write("feeds/news/feed.yaml", feed_yaml(f"feed: '{address}'"))
    desk.build()
    assert desk.items()[0]["summary"] == "***"
    places = [(desk.root / "feedtool.db").read_bytes()]
    places += [data for _, _, data in desk.published().values()]
    for place in places:
        assert b"s3cret" not in place
    assert b"pa55" not in b"".join(places[1:])


def test_a_list_of_the_web_shares_its_secrets_with_nobody(
    desk: Desk, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LIST_TOKEN", "s3cret-token")
    with Server({"/theirs": rss(item(2))}) as other:
        server.routes["/own"] = rss(item(1))
        server.routes["/list"] = opml(
            outline(server.url("/own")), outline(other.url("/theirs"))
        )
        desk.write("feeds/feedtool.yaml", "fetch: {delay: 0s}")
        desk.write(
            "feeds/news/feed.yaml",
            feed_yaml(
                f"{{opml: '{server.url('/list')}', allow_private: true, "
                "headers: {X-Key: '${LIST_TOKEN}'}}"
            ),
        )
        ran = desk.run("build")
        assert ran.status == 1
        assert f"{other.url('/theirs')}: 127.0.0.1 is not a public address" in ran.err
        assert other.requests == []
    assert desk.titles() == ["Item 1"]
    keys = [received.headers.get("x-key") for received in server.requests]
    assert keys == ["s3cret-token", "s3cret-token"]


# -- lists ------------------------------------------------------------------------


def opml(*outlines: str) -> bytes:
    return (
        '<opml version="2.0"><head><title>Blogs</title></head><body>'
        f"{''.join(outlines)}</body></opml>"
    ).encode()


def outline(address: str, title: str = "") -> str:
    return f'<outline type="rss" text="{title}" xmlUrl="{address}"/>'


def test_a_list_on_disk_brings_its_feeds_and_a_folder_of_it_alone(
    desk: Desk, server: Server
) -> None:
    on_loopback(desk, server)
    server.routes |= {"/1": rss(item(1)), "/2": rss(item(2))}
    folder = f'<outline text="Energy">{outline(server.url("/2"), "Grid")}</outline>'
    desk.write("feeds/news/blogs.opml", opml(outline(server.url("/1")), folder))
    desk.write("feeds/news/feed.yaml", feed_yaml("opml: blogs.opml"))
    desk.build()
    assert set(desk.titles()) == {"Item 1", "Item 2"}
    desk.write("feeds/news/feed.yaml", feed_yaml("{opml: blogs.opml, folder: energy}"))
    desk.build()
    (only,) = desk.items()
    assert only["title"] == "Item 2"
    assert only["_feedtool"]["source"]["title"] == "Grid"


def test_a_list_of_the_web_is_fetched_and_its_feeds_come_and_go_with_it(
    desk: Desk, server: Server
) -> None:
    on_loopback(desk, server)
    server.routes |= {f"/{number}": rss(item(number)) for number in (1, 2)}
    server.routes["/list"] = opml(outline(server.url("/1")))
    desk.write("feeds/news/feed.yaml", feed_yaml(f"opml: {server.url('/list')}"))
    desk.build()
    assert desk.titles() == ["Item 1"]
    server.routes["/list"] = opml(outline(server.url("/2")))
    desk.build(now=HOUR_LATER)
    assert desk.titles() == ["Item 2"]
    server.routes["/list"] = Answer(status=500)
    ran = desk.run("build", now="2026-03-01T14:00:00Z")
    assert (ran.status, desk.titles()) == (1, ["Item 2"])
    server.routes["/list"] = opml()
    ran = desk.run("build", now="2026-03-01T18:00:00Z")
    assert "it lists no feeds" in ran.err
    assert desk.titles() == []


def test_a_file_named_in_a_list_stays_in_the_folder_of_the_list(desk: Desk) -> None:
    desk.write("feeds/news/lists/in.xml", rss(item(1)))
    desk.write("feeds/news/out.xml", rss(item(2)))
    desk.write(
        "feeds/news/lists/blogs.opml", opml(outline("in.xml"), outline("../out.xml"))
    )
    desk.write("feeds/news/feed.yaml", feed_yaml("opml: lists/blogs.opml"))
    ran = desk.run("build")
    assert ran.status == 0
    assert desk.titles() == ["Item 1"]
    assert "../out.xml: it leads out of the folder of its list" in ran.err


def test_a_list_of_the_web_may_name_no_files(desk: Desk, server: Server) -> None:
    on_loopback(desk, server)
    secret = desk.write("feeds/news/secret.xml", rss(item(1)))
    server.routes["/list"] = opml(outline(str(secret)), outline(secret.as_uri()))
    desk.write("feeds/news/feed.yaml", feed_yaml(f"opml: {server.url('/list')}"))
    ran = desk.run("build")
    assert ran.err.count("may name only http and https") == 2
    assert desk.items() == []


def test_a_feed_that_is_named_counts_before_the_same_in_a_list(
    desk: Desk, server: Server
) -> None:
    on_loopback(desk, server)
    server.routes["/1"] = rss(item(1))
    desk.write("feeds/news/blogs.opml", opml(outline(server.url("/1"), "Listed")))
    desk.write(
        "feeds/news/feed.yaml",
        feed_yaml("opml: blogs.opml", f"{{feed: '{server.url('/1')}', title: Named}}"),
    )
    desk.build()
    (only,) = desk.items()
    assert only["_feedtool"]["source"]["title"] == "Named"
    assert server.count("/1") == 1


def test_a_feed_in_place_of_a_list_is_told(desk: Desk) -> None:
    desk.write("feeds/news/blogs.opml", rss(item(1)))
    desk.write("feeds/news/feed.yaml", feed_yaml("opml: blogs.opml"))
    ran = desk.run("build")
    assert ran.status == 1
    assert "blogs.opml: a feed, not an OPML list" in ran.err


def test_a_folder_that_a_list_does_not_have_is_told(desk: Desk) -> None:
    desk.write("feeds/news/blogs.opml", opml(outline("https://a.example/feed")))
    desk.write("feeds/news/feed.yaml", feed_yaml("{opml: blogs.opml, folder: Energy}"))
    ran = desk.run("build", "--offline")
    assert "blogs.opml has no folder 'Energy'" in ran.err


# -- many -------------------------------------------------------------------------


def test_many_sources_are_read_in_other_processes(desk: Desk, server: Server) -> None:
    on_loopback(desk, server)
    for number in range(25):
        server.routes[f"/{number}"] = rss(item(number))
    server.routes["/3"] = b"not a feed"
    outlines = [outline(server.url(f"/{number}")) for number in range(25)]
    desk.write("feeds/news/blogs.opml", opml(*outlines))
    desk.write("feeds/news/feed.yaml", feed_yaml("opml: blogs.opml"))
    ran = desk.run("build", "--json")
    assert ran.status == 1
    assert len(desk.items()) == 24
    outcomes = [source["outcome"] for source in ran.json["sources"]]
    assert (outcomes.count("fetched"), outcomes.count("failed")) == (25, 1)


def test_a_file_too_large_to_be_a_feed_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "large.xml"
    with path.open("wb") as file:
        file.truncate(25_000_000)
    assert outside._bytes(path, 20_000_000) == Failed(reason="too large: over 20 MB")


def test_progress_says_who_is_slow_at_the_end(desk: Desk, server: Server) -> None:
    on_loopback(desk, server)
    server.routes["/slow"] = Answer(body=rss(item(9)), after=0.5)
    server.routes |= {f"/{n}": rss(item(n)) for n in range(5)}
    sources = [f"feed: {server.url(f'/{n}')}" for n in ("slow", *range(5))]
    desk.write("feeds/news/feed.yaml", feed_yaml(*sources))
    seen: list[tuple[int, int, str]] = []
    site = config.load(desk.root / "feeds", environ={})
    options = Options(
        now=datetime(2026, 3, 1, tzinfo=UTC), progress=lambda *told: seen.append(told)
    )
    pipeline.fetch(site, options)
    assert [(done, total) for done, total, _ in seen] == [(n, 6) for n in range(1, 7)]
    assert seen[0][2].startswith(server.url("/"))
    assert seen[4][2] == f"waiting for {server.url('/slow')}"
    assert seen[5][2] == server.url("/slow")
