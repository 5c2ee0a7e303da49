"""WebSub: feeds name their hub, and it is told when they change."""

from __future__ import annotations

import json

import pytest

from feedtool import lint
from feedtool.model import Finding

from ..conftest import NOW, Desk, feed_yaml, item, rss
from ..servers import Answer, Server

BASE = "https://example.org/feeds/"
FILES = ("atom.xml", "feed.json", "rss.xml")
HOUR_LATER = "2026-03-01T13:00:00Z"
NEXT_DAY = "2026-03-02T13:00:00Z"


@pytest.fixture
def news(desk: Desk, server: Server) -> Desk:
    """A feed and two subfeeds, at a hub."""
    server.routes["/hub"] = Answer(status=204)
    desk.write(
        "feeds/feedtool.yaml",
        f"""
        base_url: {BASE}
        hub: {server.url("/hub")}
        fetch: {{allow: ["{server.address}"]}}
        """,
    )
    desk.write(
        "feeds/regions.yaml", "one: {keywords: [Kazan]}\ntwo: {keywords: [Tomsk]}\n"
    )
    desk.write("feeds/news/feed.yaml", feed_yaml("feed: w.xml"))
    desk.write("feeds/news/w.xml", rss(item(1, title="On Kazan")))
    return desk


def topics(server: Server) -> list[str]:
    """Return what the hub was told, in order of the alphabet, and forget it."""
    told = sorted(
        topic.removeprefix(BASE)
        for request in server.requests
        for topic in request.form["hub.url"]
    )
    server.requests.clear()
    return told


def of(*folders: str) -> list[str]:
    return sorted(f"{folder}{file}" for folder in folders for file in FILES)


ALL = of("news/", "news/one/", "news/two/")


def test_feeds_name_their_hub_in_every_format(news: Desk, server: Server) -> None:
    news.build("--no-ping")
    hub = server.url("/hub")
    folder = news.root / "public/news"
    for name in FILES:
        data = (folder / name).read_bytes()
        assert [f for f in lint.check(data) if f.level in ("error", "warning")] == []
    feed = json.loads((folder / "feed.json").read_bytes())
    assert feed["hubs"] == [{"type": "WebSub", "url": hub}]
    assert (
        f'<link href="{hub}" rel="hub"/>'.encode() in (folder / "atom.xml").read_bytes()
    )
    assert (
        f'<atom:link rel="hub" href="{hub}"/>'.encode()
        in (folder / "rss.xml").read_bytes()
    )


def test_the_hub_is_told_once_of_each_file_that_was_written(
    news: Desk, server: Server
) -> None:
    ran = news.build()
    assert ran.out.endswith("hub: told of 9 changed files\n")
    assert topics(server) == ALL
    news.build(now=HOUR_LATER)
    assert topics(server) == []
    news.write("feeds/news/w.xml", rss(item(1, title="On Kazan"), item(2)))
    ran = news.build("--json", now=NEXT_DAY)
    assert topics(server) == of("news/")
    assert ran.json["pings"][0] == {
        "topic": f"{BASE}news/rss.xml",
        "outcome": "announced",
        "status": 204,
        "error": None,
    }


@pytest.mark.parametrize("option", ["--no-ping", "--offline", "--dry-run"])
def test_the_hub_is_not_told(option: str, news: Desk, server: Server) -> None:
    ran = news.build(option, "--json")
    assert ran.json["pings"] == []
    assert topics(server) == []


def test_check_tells_nobody(news: Desk, server: Server) -> None:
    assert news.run("check").status == 0
    assert topics(server) == []


def test_ping_tells_what_was_not_told_yet(news: Desk, server: Server) -> None:
    news.build("--no-ping")
    ran = news.run("ping")
    assert (ran.status, ran.out, ran.err) == (0, "hub: told of 9 changed files\n", "")
    assert topics(server) == ALL
    again = news.run("ping")
    assert (again.status, again.out) == (0, "the hub knows of all that has changed\n")
    assert news.run("ping", "--quiet").out == ""
    assert topics(server) == []
    assert news.run("ping", "--all", "--json").json["exit"] == 0
    assert topics(server) == ALL


def test_ping_may_be_about_some_feeds_alone(news: Desk, server: Server) -> None:
    news.write("feeds/blog/feed.yaml", feed_yaml("feed: ../news/w.xml", name="blog"))
    news.build("--no-ping")
    news.run("ping", "blog")
    assert topics(server) == of("blog/", "blog/one/", "blog/two/")
    assert news.run("ping", "blg").status == 2


def test_ping_without_a_hub_is_a_mistake(news: Desk) -> None:
    news.write("feeds/feedtool.yaml", f"base_url: {BASE}")
    ran = news.run("ping")
    assert (ran.status, ran.out) == (2, "")
    assert "there is no hub to be told: write `hub: https://…`" in ran.err


# -- a hub that fails -------------------------------------------------------------


def test_a_hub_that_fails_is_warned_of_and_told_in_the_next_run(
    news: Desk, server: Server
) -> None:
    server.routes["/hub"] = Answer(status=503)
    ran = news.run("build")
    assert ran.status == 0
    assert ran.err == (
        f"warning: feeds/feedtool.yaml: hub {server.url('/hub')}: "
        "503 Service Unavailable; it is told of 9 changed files in the next run\n"
    )
    assert topics(server) == ALL
    again = news.run("build", now=HOUR_LATER)
    assert again.out.endswith("hub: still to be told of 9 changed files\n")
    assert topics(server) == ALL
    server.requests.clear()
    server.routes["/hub"] = Answer(status=202)
    assert "works again" in news.run("build", now=NEXT_DAY).out
    assert topics(server) == ALL


def test_cron_is_told_of_a_hub_when_it_fails_again_and_when_it_is_well(
    news: Desk, server: Server
) -> None:
    server.routes["/hub"] = Answer(status=503)
    said = [news.run("build", "--quiet", now=NOW).err for _ in range(3)]
    assert ["503" in each for each in said] == [False, True, False]
    server.routes["/hub"] = Answer(status=202)
    assert "works again" in news.run("build", "--quiet", now=NEXT_DAY).err


def test_ping_fails_where_the_hub_does(news: Desk, server: Server) -> None:
    news.build("--no-ping")
    server.routes["/hub"] = Answer(status=400)
    for _ in range(2):
        ran = news.run("ping")
        assert (ran.status, ran.out) == (
            1,
            "hub: still to be told of 9 changed files\n",
        )
        assert "400 Bad Request" in ran.err
    assert "400 Bad Request" in news.run("ping", "--quiet").err
    (first, *_) = news.run("ping", "--json").json["pings"]
    assert (first["outcome"], first["error"]) == ("failed", "400 Bad Request")


def test_what_a_hub_refuses_is_told_apart(news: Desk, server: Server) -> None:
    refused = f"{BASE}news/two/rss.xml"
    server.routes["/hub"] = lambda request: Answer(
        status=403 if request.form["hub.url"] == [refused] else 204
    )
    ran = news.run("build")
    assert "403 Forbidden; it is told of 1 changed file in the next run" in ran.err
    assert len(topics(server)) == 9
    news.run("build", now=HOUR_LATER)
    assert topics(server) == ["news/two/rss.xml"]


def test_a_hub_inside_is_not_asked_unless_that_is_allowed(
    news: Desk, server: Server
) -> None:
    news.write("feeds/feedtool.yaml", f"base_url: {BASE}\nhub: {server.url('/hub')}\n")
    ran = news.run("build")
    assert ran.status == 0
    assert "is not a public address" in ran.err
    assert server.requests == []


def test_what_is_held_back_is_not_announced(news: Desk, server: Server) -> None:
    server.routes["/hub"] = Answer(status=503)
    news.run("build")
    server.requests.clear()
    news.write("feeds/news/feed.yaml", "title: News\n")  # has no link
    assert news.run("build", now=HOUR_LATER).status == 2
    assert topics(server) == []


def test_what_the_gate_holds_is_told_as_it_is_in_place_if_the_hub_did_not_know(
    news: Desk, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.routes["/hub"] = Answer(status=503)
    news.run("build")
    server.requests.clear()
    server.routes["/hub"] = Answer(status=204)
    news.write("feeds/news/w.xml", rss(item(1, title="On Kazan"), item(2)))
    wrong = [Finding(level="error", message="it is all wrong")]
    monkeypatch.setattr(lint, "check", lambda data: wrong)
    ran = news.run("build", now=NEXT_DAY)
    assert ran.status == 3
    assert topics(server) == ALL
    assert news.run("build", now=NEXT_DAY).status == 3
    assert topics(server) == []


def test_the_time_of_the_run_is_not_in_the_way(news: Desk, server: Server) -> None:
    news.build(now=NEXT_DAY)
    topics(server)
    news.build(now=NOW)  # a clock that was put back
    assert topics(server) == []
