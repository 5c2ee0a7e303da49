"""`feedtool fetch`, `status` and `forget`, and what time does to the memory."""

from __future__ import annotations

import pytest

from feedtool.model import Outline
from feedtool.store import Place, Store
from feedtool.write import opml as opml_format

from ..conftest import Desk, feed_yaml, item, rss
from ..servers import Answer, Server

LATER = "2026-03-01T12:20:00Z"
HOUR_LATER = "2026-03-01T13:00:00Z"
NEXT_DAY = "2026-03-02T13:00:00Z"


@pytest.fixture
def wire(desk: Desk, server: Server) -> Desk:
    """A definition with one source on a server, which has two articles."""
    desk.write(
        "feeds/feedtool.yaml",
        f"""
        contact: https://example.org/bot
        retention: 90d
        fetch: {{delay: 0s, allow: ["{server.address}"]}}
        """,
    )
    source = f"{{feed: '{server.url('/wire.xml')}', title: Our wire}}"
    desk.write("feeds/news/feed.yaml", feed_yaml(source))
    server.routes["/wire.xml"] = rss(item(1), item(2))
    return desk


# -- fetch ------------------------------------------------------------------------


def test_fetch_remembers_and_publishes_nothing(wire: Desk, server: Server) -> None:
    ran = wire.run("fetch")
    assert (ran.status, ran.err) == (0, "")
    assert ran.out == "1 source: 1 fetched; 2 new articles\n"
    assert not (wire.root / "public").exists()
    wire.build()
    assert server.count("/wire.xml") == 1
    assert sorted(wire.titles()) == ["Item 1", "Item 2"]


def test_fetch_fails_only_when_a_source_that_was_asked_failed(
    wire: Desk, server: Server
) -> None:
    server.routes["/wire.xml"] = Answer(status=500)
    ran = wire.run("fetch", "--json")
    assert (ran.status, ran.json["exit"]) == (1, 1)
    assert ran.json["sources"][0]["outcome"] == "failed"
    again = wire.run("fetch", "news")
    assert again.status == 0
    assert again.out == "1 source: 1 waiting; 0 new articles\n"


def test_what_is_gone_is_asked_again_by_fetch_refresh_alone(
    wire: Desk, server: Server
) -> None:
    server.routes["/wire.xml"] = Answer(status=410)
    assert wire.run("fetch").status == 1
    asked = server.count("/wire.xml")
    assert wire.run("fetch", now=NEXT_DAY).status == 0
    assert server.count("/wire.xml") == asked
    server.routes["/wire.xml"] = rss(item(1))
    assert wire.run("fetch", "--refresh", now=NEXT_DAY).status == 0
    assert server.count("/wire.xml") == asked + 1


# -- status -----------------------------------------------------------------------


def test_status_says_how_each_source_is_doing(wire: Desk, server: Server) -> None:
    (new,) = wire.run("status", "--json").json
    assert (new["health"], new["articles"], new["next"]) == (
        "new",
        0,
        "2026-03-01T12:00:00Z",
    )
    wire.run("fetch")
    (well,) = wire.run("status", "--json").json
    assert well["health"] == "well"
    assert well["succeeded"] == "2026-03-01T12:00:00Z"
    assert well["next"] == "2026-03-01T12:54:00Z"
    assert (well["articles"], well["newest"]) == (2, "2026-02-01T12:00:00Z")
    header, line = (
        " ".join(line.split()) for line in wire.run("status").out.splitlines()
    )
    assert header == "FEED HEALTH ARTICLES NEWEST LAST SUCCESS NEXT FETCH SOURCE"
    assert line == "news well 2 2026-02-01 2026-03-01 12:00 2026-03-01 12:54 Our wire"


@pytest.mark.parametrize(
    ("answer", "health", "remark"),
    [
        (Answer(status=404), "failing", "404 Not Found"),
        (Answer(status=410), "gone", "410: gone since 1 March 2026; "),
        (
            Answer(status=403, headers={"cf-mitigated": "challenge"}),
            "failing",
            "403: a Cloudflare challenge page",
        ),
        (
            Answer(body=b"<!doctype html><title>Just a moment</title>"),
            "failing",
            "an HTML page titled 'Just a moment', not a feed",
        ),
    ],
)
def test_status_says_what_is_wrong_in_plain_words(
    wire: Desk, server: Server, answer: Answer, health: str, remark: str
) -> None:
    server.routes["/wire.xml"] = answer
    wire.run("fetch")
    (standing,) = wire.run("status", "--json").json
    assert standing["health"] == health
    assert standing["remark"].startswith(remark)
    assert remark in wire.run("status").out


def test_status_tells_of_silence_and_of_a_move(wire: Desk, server: Server) -> None:
    server.routes["/wire.xml"] = Answer(status=301, headers={"Location": "/new.xml"})
    server.routes["/new.xml"] = rss(item(1))
    wire.run("fetch")
    (standing,) = wire.run("status", "--json", now="2026-04-12T12:00:00Z").json
    assert standing["health"] == "silent"
    assert standing["remark"] == (
        "nothing new for 70 days; "
        f"it has moved for good: write {server.url('/new.xml')} in its place"
    )


def test_status_tells_of_a_broken_feed_and_of_a_host_that_wants_no_more(
    desk: Desk, server: Server
) -> None:
    desk.write("feeds/feedtool.yaml", f"fetch: {{allow: ['{server.address}']}}")
    paths = ("/busy.xml", "/wire.xml")
    sources = [f"feed: '{server.url(path)}'" for path in paths]
    desk.write("feeds/news/feed.yaml", feed_yaml(sources[1]))
    server.routes["/wire.xml"] = rss("<item><title>A & B</title></item>")
    desk.build()
    desk.write("feeds/news/feed.yaml", feed_yaml(*sources))
    enough = Answer(status=429, headers={"Retry-After": "7200"})
    server.routes["/busy.xml"] = enough
    desk.run("fetch", "news")
    busy, wire = desk.run("status", "--json").json
    assert busy["health"] == "failing"
    assert wire["title"] == "The wire"
    assert wire["next"] == busy["next"] == "2026-03-01T14:00:00Z"
    broken, barred = wire["remark"].split("; ")
    assert broken.startswith("it is XML that is not well-formed (")
    assert barred == "its host wants no request until 2026-03-01 14:00 UTC"


def test_status_and_check_tell_of_an_empty_source_until_it_has_articles(
    wire: Desk, server: Server
) -> None:
    wire.build()
    server.routes["/wire.xml"] = rss()
    wire.run("build", now=HOUR_LATER)
    said = "it has no articles any more; what it had is kept"
    (standing,) = wire.run("status", "--json").json
    assert standing["remark"] == f"{said} (since 1 March 2026)"
    assert standing["since"] == HOUR_LATER
    assert f"Our wire: {said} (since 1 March 2026)\n" in wire.run("status").out
    where = f"feeds/news/feed.yaml:4: {server.url('/wire.xml')}"
    assert f"note: {where}: {said}\n" in wire.run("check").out
    server.routes["/wire.xml"] = rss(item(1))
    wire.build(now=NEXT_DAY)
    (standing,) = wire.run("status", "--json").json
    assert (standing["remark"], standing["since"]) == ("", None)
    assert said not in wire.run("check").out


def test_status_and_check_ask_for_30_days_whether_a_source_is_another_one(
    wire: Desk, server: Server
) -> None:
    wire.build()
    server.routes["/wire.xml"] = rss(item(8), title="Casino")
    wire.run("build", now=HOUR_LATER)
    server.routes["/wire.xml"] = rss(item(8), item(9), title="Casino")
    wire.build(now=NEXT_DAY)
    said = "all of it is new, and it is called 'Casino', no longer 'The wire'"
    for command in ("status", "check"):
        assert said in wire.run(command, now="2026-03-31T12:00:00Z").out
        assert said not in wire.run(command, now="2026-03-31T13:00:00Z").out


def test_nobody_asks_about_a_source_that_has_its_name_again(
    wire: Desk, server: Server
) -> None:
    wire.build()
    server.routes["/wire.xml"] = rss(item(8), title="Casino")
    wire.run("build", now=HOUR_LATER)
    server.routes["/wire.xml"] = rss(item(1), item(2))
    wire.build(now=NEXT_DAY)
    assert "Casino" not in wire.run("status").out + wire.run("check").out


def test_status_says_since_when_a_source_fails(wire: Desk, server: Server) -> None:
    server.routes["/wire.xml"] = Answer(status=404)
    wire.run("fetch")
    wire.run("fetch", "--refresh", now=NEXT_DAY)
    (standing,) = wire.run("status", "--json").json
    assert standing["since"] == "2026-03-01T12:00:00Z"


def test_check_tells_of_a_broken_feed_too(wire: Desk, server: Server) -> None:
    server.routes["/wire.xml"] = rss("<item><title>A & B</title></item>")
    assert wire.run("build").err == ""
    line = wire.run("check").out.splitlines()[-2]
    where = f"feeds/news/feed.yaml:4: {server.url('/wire.xml')}"
    assert line.startswith(f"note: {where}: it is XML that is not well-formed (")
    assert line.endswith("; it is read all the same")


def test_status_tells_what_is_held_back(wire: Desk) -> None:
    wire.write("feeds/news/w.xml", rss(*map(item, range(1, 13))))
    wire.write("feeds/news/feed.yaml", feed_yaml("{feed: w.xml, drop: [casino]}"))
    wire.write("feeds/own/articles/1.yaml", "titel: x\nlink: https://example.org/\n")
    wire.write("feeds/own/feed.yaml", feed_yaml(name="own"))
    wire.run("build")
    odds = (item(number, title=f"Casino {number}") for number in range(1, 13))
    wire.write("feeds/news/w.xml", rss(*odds))
    ran = wire.run("build", now=HOUR_LATER)
    assert ran.status == 2
    loss, own = wire.run("status").out.splitlines()[2:]
    assert loss.startswith("error: held back: news/: 12 of its 12 articles would go")
    assert loss.endswith("(since 2026-03-01 13:00 UTC)")
    assert own == (
        "error: held back: own/: `feedtool check` says why (since 2026-03-01 12:00 UTC)"
    )
    as_json = wire.run("status", "--json")
    (standing,) = as_json.json
    assert standing["held"] == [loss.removeprefix("error: ")]
    assert as_json.err == f"{loss}\n{own}\n"
    assert wire.run("status", "own").out == f"no outside sources\n{own}\n"


def test_status_tells_of_lists_that_are_held_back(
    wire: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    render = opml_format.render

    def rendered(title: str, outlines: tuple[Outline, ...]) -> bytes:
        return b"<opml/>" if title == "Feeds" else render(title, outlines)

    monkeypatch.setattr(opml_format, "render", rendered)
    wire.write("feeds/feedtool.yaml", "base_url: https://example.org/feeds/")
    wire.write("feeds/news/w.xml", rss(item(1)))
    wire.write("feeds/news/feed.yaml", feed_yaml("feed: w.xml"))
    assert wire.run("build").status == 3
    *_, held = wire.run("status", "news").out.splitlines()
    assert held.startswith("error: held back: feeds.opml, line 1: ")
    assert held.endswith("(since 2026-03-01 12:00 UTC)")


def test_what_a_source_says_reaches_the_terminal_tame(
    desk: Desk, server: Server
) -> None:
    desk.write("feeds/feedtool.yaml", f"fetch: {{allow: ['{server.address}']}}")
    desk.write("feeds/news/feed.yaml", feed_yaml(f"feed: '{server.url('/a')}'"))
    server.routes["/a"] = rss(item(1), title="Evil \u202e \u2066" + "long " * 500)
    desk.run("fetch", "-v")
    out = desk.run("status").out
    assert r"Evil \u202e \u2066" in out
    assert {"\u202e", "\u2066"}.isdisjoint(out)
    assert max(map(len, out.splitlines())) < 2_500


def test_a_new_address_with_a_secret_in_it_is_not_shown(
    wire: Desk, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOKEN", "secret-token")
    address = server.url("/wire.xml") + "?t=${TOKEN}"
    wire.write("feeds/news/feed.yaml", feed_yaml(f"feed: '{address}'"))
    server.routes["/wire.xml?t=secret-token"] = Answer(
        status=301, headers={"Location": "/new.xml?t=secret-token"}
    )
    server.routes["/new.xml?t=secret-token"] = rss(item(1))
    wire.run("fetch")
    for words in (("status",), ("status", "--json")):
        ran = wire.run(*words)
        assert "it has moved for good" in ran.out
        assert "secret-token" not in ran.out


def test_status_of_no_sources_says_so(desk: Desk) -> None:
    desk.write("feeds/news/feed.yaml", feed_yaml())
    assert desk.run("status").out == "no outside sources\n"
    assert desk.run("status", "--json").json == []


# -- forget -----------------------------------------------------------------------


def test_a_source_that_is_forgotten_goes_with_its_articles(
    wire: Desk, server: Server
) -> None:
    wire.write("feeds/news/other.xml", rss(item(3)))
    wire.write(
        "feeds/news/feed.yaml",
        feed_yaml(f"feed: '{server.url('/wire.xml')}'", "feed: other.xml"),
    )
    wire.build()
    assert len(wire.titles()) == 3
    wire.write("feeds/news/feed.yaml", feed_yaml("feed: other.xml"))
    ran = wire.run("forget", server.url("/wire.xml") + "/")
    assert (ran.status, ran.err) == (0, "")
    assert ran.out == f"forgot {server.url('/wire.xml')} and its 2 articles\n"
    wire.build()
    assert wire.titles() == ["Item 3"]
    assert wire.run("forget", server.url("/wire.xml")).status == 1


def test_a_source_that_is_still_named_comes_back(wire: Desk, server: Server) -> None:
    wire.build()
    ran = wire.run("forget", server.url("/wire.xml"))
    assert "the next build asks it anew" in ran.out
    wire.build()
    assert server.count("/wire.xml") == 2
    assert len(wire.titles()) == 2


def test_an_article_that_is_forgotten_leaves_the_feeds(wire: Desk) -> None:
    wire.build()
    ran = wire.run("forget", "http://www.wire.example.com/1")
    assert ran.status == 0
    assert ran.out.startswith("forgot Item 1; it comes back if a source")
    wire.build()
    assert wire.titles() == ["Item 2"]


def test_an_article_that_is_forgotten_comes_back_though_nothing_has_changed(
    wire: Desk, server: Server
) -> None:
    feed = rss(item(1), item(2))
    server.routes["/wire.xml"] = Answer(body=feed, headers={"ETag": '"1"'})
    wire.build()
    wire.run("forget", "https://wire.example.com/1")
    wire.build(now=HOUR_LATER)
    assert sorted(wire.titles()) == ["Item 1", "Item 2"]


def test_a_record_is_never_forgotten(wire: Desk) -> None:
    wire.write(
        "feeds/news/articles/gone.yaml",
        "{link: 'https://wire.example.com/1', retracted: true}",
    )
    feed = (wire.root / "feeds/news/feed.yaml").read_text()
    wire.write("feeds/news/feed.yaml", f"{feed}  - records: articles/\n")
    wire.build()
    assert wire.titles() == ["Item 2"]
    wire.run("forget", "https://wire.example.com/1")
    wire.build(now=HOUR_LATER)
    assert wire.titles() == ["Item 2"]
    assert wire.run("forget", "records:news:feeds/news/articles").status == 1


def test_an_article_is_forgotten_by_the_id_that_it_is_published_under(
    wire: Desk, server: Server
) -> None:
    server.routes["/wire.xml"] = rss(item(1), "<item><title>No link</title></item>")
    wire.build()
    (id,) = (e["id"] for e in wire.items() if e["title"] == "No link")
    assert id.startswith("urn:uuid:")
    ran = wire.run("forget", id)
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.startswith("forgot No link; it comes back if a source")
    wire.build()
    assert wire.titles() == ["Item 1"]
    ran = wire.run("forget", id)
    assert (ran.status, ran.out) == (1, "")
    assert f"has the address or id {id!r}" in ran.err


@pytest.mark.parametrize("name", ["local.xml", "feeds/news/local.xml"])
def test_a_file_is_forgotten_by_its_name(wire: Desk, name: str) -> None:
    wire.write("feeds/news/local.xml", rss(item(7)))
    wire.write("feeds/news/feed.yaml", feed_yaml("feed: local.xml"))
    wire.build()
    ran = wire.run("forget", name)
    assert ran.status == 0
    assert ran.out.startswith("forgot local.xml and its 1 article; it is still among")


# -- what came of it --------------------------------------------------------------


def test_a_feed_that_is_all_of_a_sudden_another_is_told(
    wire: Desk, server: Server
) -> None:
    wire.build()
    server.routes["/wire.xml"] = rss(item(8), item(9), title="Casino")
    ran = wire.run("build", now=HOUR_LATER)
    assert ran.status == 0
    assert (
        "all of it is new, and it is called 'Casino', no longer 'The wire'" in ran.err
    )
    assert len(wire.titles()) == 4
    server.routes["/wire.xml"] = rss(title="Casino")
    ran = wire.run("build", now=NEXT_DAY)
    assert "it has no articles any more; what it had is kept" in ran.err
    assert len(wire.titles()) == 4


def test_items_that_say_nothing_are_left_out_and_counted(
    wire: Desk, server: Server
) -> None:
    server.routes["/wire.xml"] = rss(
        item(1),
        "<item></item>",
        "<item><pubDate>Fri, 27 Feb 2026 08:00:00 GMT</pubDate></item>",
        "<item><guid isPermaLink='false'>a</guid><category>b</category></item>",
    )
    ran = wire.run("build")
    assert (ran.status, wire.titles()) == (0, ["Item 1"])
    assert "it has 3 items without title, text, link or attachment" in ran.err
    ran = wire.run("build", "--quiet", "--refresh", "--every-failure", now=LATER)
    assert ran.err.count("it has 3 items without") == 1
    server.routes["/wire.xml"] = rss(item(1), item(2))
    ran = wire.run("build", "--quiet", now="2026-03-01T14:00:00Z")
    assert "all its items say something again after 2 hours" in ran.err
    server.routes["/wire.xml"] = rss("<item></item>")
    ran = wire.run("build", now=NEXT_DAY)
    assert "it has no articles any more" in ran.err
    assert len(wire.titles()) == 2


def test_an_item_that_says_nothing_hides_nothing_else_that_is_odd(
    wire: Desk, server: Server
) -> None:
    wire.build()
    server.routes["/wire.xml"] = rss(item(8), "<item></item>", title="Casino")
    ran = wire.run("build", now=HOUR_LATER)
    assert "it is called 'Casino', no longer 'The wire'" in ran.err
    server.routes["/wire.xml"] = rss(item(8), item(9), "<item></item>", title="Casino")
    ran = wire.run("build", now=NEXT_DAY)
    assert "it has an item without title, text, link or attachment" in ran.err


def test_what_has_an_attachment_alone_is_an_article_each(
    wire: Desk, server: Server
) -> None:
    server.routes["/wire.xml"] = rss(
        *(
            f"<item><enclosure url='https://wire.example.com/{name}' length='1'"
            f" type='audio/mpeg'/></item>"
            for name in ("a.mp3", "b.mp3")
        )
    )
    wire.build()
    attached = [media["url"] for each in wire.items() for media in each["attachments"]]
    assert sorted(attached) == [
        "https://wire.example.com/a.mp3",
        "https://wire.example.com/b.mp3",
    ]


def test_a_busy_feed_is_no_other_one(wire: Desk, server: Server) -> None:
    wire.build()
    server.routes["/wire.xml"] = rss(item(8), item(9))
    assert wire.run("build", now=HOUR_LATER).err == ""


# -- retention --------------------------------------------------------------------


def test_text_that_no_feed_can_need_is_dropped_and_its_article_still_known(
    wire: Desk, server: Server
) -> None:
    text = "<description>pumpernickel</description>"
    server.routes["/wire.xml"] = rss(item(1, more=text), item(2, day=2, more=text))
    feed = f"feed: '{server.url('/wire.xml')}'"
    wire.write("feeds/news/feed.yaml", feed_yaml(feed, more="output: {limit: 1}"))
    wire.build()
    (shown,) = wire.items()
    server.routes["/wire.xml"] = rss(item(3, day=3))
    wire.run("build", now=NEXT_DAY)
    assert wire.titles() == ["Item 3"]
    long_after = "2026-07-01T12:00:00Z"
    wire.run("build", "--offline", now=long_after)
    assert all(not text for text in stored_summaries(wire)[:2])
    # It is carried again, and is what it was.
    server.routes["/wire.xml"] = rss(item(2, day=2, more=text))
    wire.write("feeds/news/feed.yaml", feed_yaml(feed))
    wire.run("build", now="2026-07-02T12:00:00Z")
    again = {item["title"]: item for item in wire.items()}["Item 2"]
    assert (again["id"], again["date_published"]) == (
        shown["id"],
        shown["date_published"],
    )
    assert again["summary"] == "pumpernickel"


def test_what_its_source_still_carries_keeps_its_text(
    wire: Desk, server: Server
) -> None:
    text = "<description>pumpernickel</description>"
    feed = rss(item(1, more=text), item(2, day=2, more=text))
    server.routes["/wire.xml"] = Answer(body=feed, headers={"ETag": '"1"'})
    source = f"feed: '{server.url('/wire.xml')}'"
    wire.write("feeds/news/feed.yaml", feed_yaml(source, more="output: {limit: 1}"))
    wire.build()
    wire.build(now="2026-07-01T12:00:00Z")
    assert stored_summaries(wire) == ["pumpernickel"] * 2


def test_what_a_feed_shows_keeps_its_text(wire: Desk, server: Server) -> None:
    text = "<description>pumpernickel</description>"
    server.routes["/wire.xml"] = rss(item(1, more=text))
    wire.build()
    wire.run("build", "--offline", now="2026-07-01T12:00:00Z")
    assert stored_summaries(wire) == ["pumpernickel"]


def stored_summaries(desk: Desk) -> list[str]:
    """Return the summaries of all articles in the memory, the oldest first."""
    with Store(desk.root / "feedtool.db", kept=False) as store:
        places = {key: Place(0, key) for key in store.sources()}
        view = store.view("news", places)
        copies = list(view.newest())
    copies.sort(key=lambda copy: copy.dated)
    return [copy.article.summary for copy in copies]
