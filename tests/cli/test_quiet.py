"""What cron mails: `build --quiet` over days, with sources that fail and come back."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from ..conftest import Desk, Ran, feed_yaml, item, rss
from ..servers import Answer, Raw, Server

SLOW = Raw(parts=[], reset=True)
MISSING = Answer(status=404)
FEED = rss(item(1), item(2))


class Cron:
    """A cron that builds every hour, and keeps what it would have mailed."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._now = datetime(2026, 3, 1, 12, tzinfo=UTC)

    def build(self, *words: str) -> Ran:
        """Build an hour later."""
        self._now += timedelta(hours=1)
        words = words or ("--quiet",)
        ran = self._desk.run("build", *words, now=self._now.isoformat())
        assert ran.out == "" or "--quiet" not in words
        return ran

    def mail(self, hours: int = 1) -> list[str]:
        """Build every hour for so long, and return the lines of all mails."""
        return [line for _ in range(hours) for line in self.build().err.splitlines()]


@pytest.fixture
def wire(desk: Desk, server: Server) -> Desk:
    """A definition with one source on a server, at line 4 of its file."""
    desk.write(
        "feeds/feedtool.yaml",
        f"fetch: {{delay: 0s, timeout: 5s, allow: ['{server.address}']}}",
    )
    desk.write("feeds/news/feed.yaml", feed_yaml(f"feed: {server.url('/w.xml')}"))
    server.routes["/w.xml"] = FEED
    return desk


@pytest.fixture
def cron(wire: Desk) -> Cron:
    return Cron(wire)


def source(server: Server) -> str:
    return f"feeds/news/feed.yaml:4: {server.url('/w.xml')}"


# -- sources ----------------------------------------------------------------------


def test_a_source_that_fails_for_days_is_mailed_when_it_begins_changes_and_ends(
    cron: Cron, server: Server
) -> None:
    assert cron.mail(2) == []
    server.routes["/w.xml"] = MISSING
    assert cron.mail(48) == [
        f"warning: {source(server)}: 404 Not Found; what it had is kept"
    ]
    server.routes["/w.xml"] = Answer(status=403)
    assert cron.mail(48) == [
        f"warning: {source(server)}: 403 Forbidden; what it had is kept "
        "(for 2 days it was something else)"
    ]
    server.routes["/w.xml"] = FEED
    assert cron.mail(48) == [f"note: {source(server)}: works again after 4 days"]


def test_the_status_tells_of_every_failure_whatever_is_said(
    cron: Cron, server: Server
) -> None:
    server.routes["/w.xml"] = MISSING
    assert [cron.build().status for _ in range(2)] == [1, 1]
    assert server.count("/w.xml") == 2


def test_one_night_without_an_answer_is_not_mailed(cron: Cron, server: Server) -> None:
    cron.mail()
    server.routes["/w.xml"] = SLOW
    ran = cron.build()
    assert (ran.status, ran.err) == (1, "")
    server.routes["/w.xml"] = FEED
    assert cron.mail(3) == []


def test_a_server_that_does_not_answer_is_mailed_at_the_second_try_and_once(
    cron: Cron, server: Server
) -> None:
    cron.mail()
    server.routes["/w.xml"] = SLOW
    assert cron.mail() == []
    server.routes["/w.xml"] = Answer(status=502)
    assert cron.mail() == [
        f"warning: {source(server)}: 502 Bad Gateway; what it had is kept"
    ]
    server.routes["/w.xml"] = SLOW
    assert cron.mail(30) == []


def test_every_failure_is_mailed_to_those_who_want_it(
    cron: Cron, server: Server
) -> None:
    server.routes["/w.xml"] = SLOW
    for _ in range(2):
        ran = cron.build("--quiet", "--every-failure")
        assert "nothing has come from it yet" in ran.err


def test_who_builds_by_hand_sees_all_and_has_seen_it_then(
    cron: Cron, server: Server
) -> None:
    server.routes["/w.xml"] = MISSING
    assert "404" in cron.build("--verbose").err
    assert cron.mail(30) == []
    assert "404" in cron.build("--verbose", "--refresh").err
    server.routes["/w.xml"] = FEED
    ran = cron.build("--verbose", "--refresh")
    assert ran.err == ""
    note = f"note: {source(server)}: works for the first time after 1 day\n"
    assert note in ran.out


def test_a_source_that_is_gone_is_mailed_once(cron: Cron, server: Server) -> None:
    server.routes["/w.xml"] = Answer(status=410)
    (line,) = cron.mail(50)
    assert line == (
        f"warning: {source(server)}: 410 Gone; nothing has come from it yet; "
        "it is not asked again: take it out, or try --refresh"
    )
    server.routes["/w.xml"] = FEED
    ran = cron.build("--quiet", "--refresh")
    works = "works for the first time after 2 days"
    assert ran.err == f"note: {source(server)}: {works}\n"


def test_what_is_odd_about_a_source_is_mailed_once(cron: Cron, server: Server) -> None:
    cron.mail()
    said = []
    for hour in range(3):
        server.routes["/w.xml"] = rss(title=f"The wire at {hour}")
        said += cron.mail()
    assert said == [
        f"warning: {source(server)}: it has no articles any more; what it had is kept"
    ]
    server.routes["/w.xml"] = FEED
    assert cron.mail(2) == [
        f"note: {source(server)}: it has articles again after 3 hours"
    ]
    server.routes["/w.xml"] = rss(title="The wire")
    assert len(cron.mail()) == 1


def test_a_source_that_stays_empty_is_in_every_run_for_those_who_want_it(
    cron: Cron, server: Server
) -> None:
    cron.mail()
    server.routes["/w.xml"] = Answer(body=rss(), headers={"ETag": '"1"'})
    said = f"warning: {source(server)}: it has no articles any more; "
    for _ in range(3):  # the first is answered with the feed, the others with a 304
        ran = cron.build("--quiet", "--every-failure")
        assert ran.err == f"{said}what it had is kept\n"
    assert cron.mail(2) == []


def test_a_source_that_may_be_another_is_mailed_once_for_each_name(
    cron: Cron, server: Server
) -> None:
    cron.mail()
    server.routes["/w.xml"] = rss(item(8), title="Casino")
    (line,) = cron.mail(3)
    assert "it is called 'Casino', no longer 'The wire'" in line
    server.routes["/w.xml"] = rss(item(9), title="Slots")
    (line,) = cron.mail(3)
    assert "it is called 'Slots', no longer 'Casino'" in line
    server.routes["/w.xml"] = rss(item(9), item(8), title="The wire")
    assert cron.mail() == []  # nothing is known to be well, either


def test_a_source_that_is_taken_out_is_not_mailed_any_more(
    cron: Cron, wire: Desk, server: Server
) -> None:
    server.routes["/w.xml"] = MISSING
    cron.mail()
    feed = (wire.root / "feeds/news/feed.yaml").read_bytes()
    wire.write("feeds/news/w.xml", FEED)
    wire.write("feeds/news/feed.yaml", feed_yaml("feed: w.xml"))
    assert cron.mail(2) == []
    wire.write("feeds/news/feed.yaml", feed)
    server.routes["/w.xml"] = FEED
    assert cron.mail(48) == []


def test_a_build_of_one_definition_forgets_nothing_of_the_others(
    cron: Cron, wire: Desk, server: Server
) -> None:
    wire.write("feeds/other/feed.yaml", feed_yaml("feed: w.xml", name="other"))
    wire.write("feeds/other/w.xml", FEED)
    server.routes["/w.xml"] = MISSING
    assert len(cron.mail()) == 1
    assert cron.build("other", "--quiet").err == ""
    assert cron.mail(5) == []


def test_fetching_and_building_apart_is_mailed_once(
    cron: Cron, wire: Desk, server: Server
) -> None:
    server.routes["/w.xml"] = MISSING
    first = wire.run("fetch", "--quiet")
    assert "404" in first.err
    assert wire.run("build", "--quiet", "--offline").err == ""
    again = ("fetch", "--quiet", "--refresh")
    assert wire.run(*again).err == ""
    assert "404" in wire.run(*again, "--every-failure").err


# -- what is written in feeds/ ----------------------------------------------------


def test_a_warning_that_stands_for_months_is_mailed_once(
    cron: Cron, wire: Desk
) -> None:
    wire.write("feeds/notes.yaml", "a: stray file")
    (line,) = cron.mail(4)
    assert line.startswith("warning: feeds/notes.yaml: this file is not read")
    assert cron.build("--verbose").err == f"{line}\n"
    (wire.root / "feeds/notes.yaml").unlink()
    assert cron.mail() == []
    wire.write("feeds/notes.yaml", "a: stray file")
    assert cron.mail(4) == [line]


def test_a_mistake_is_mailed_when_it_begins_and_when_it_is_mended(
    cron: Cron, wire: Desk
) -> None:
    cron.mail()
    sound = (wire.root / "feeds/news/feed.yaml").read_text()
    wire.write("feeds/news/feed.yaml", f"{sound}lnk: x\n")
    assert [cron.build().status for _ in range(2)] == [2, 2]
    wire.write("feeds/news/feed.yaml", f"# a comment\n{sound}lnk: x\n")
    assert cron.mail() == []
    wire.write("feeds/news/feed.yaml", f"{sound}lnk: x\nlanguag: en\n")
    (line,) = cron.mail()
    assert "did you mean 'language'?" in line
    wire.write("feeds/news/feed.yaml", sound)
    assert cron.mail(2) == ["note: news: published again after 4 hours"]


def test_a_mistake_in_a_record_is_mailed_so_too(cron: Cron, wire: Desk) -> None:
    wire.write("feeds/news/feed.yaml", feed_yaml())
    wire.write("feeds/news/articles/1.yaml", "titel: x\nlink: https://example.org/\n")
    lines = cron.mail(3)
    assert len(lines) == 2  # an unknown key, and one that is missing
    wire.write("feeds/news/articles/1.yaml", "title: x\nlink: https://example.org/\n")
    assert cron.mail(2) == ["note: news: published again after 3 hours"]


def test_a_mistake_that_holds_everything_back_is_mailed_once(
    cron: Cron, wire: Desk
) -> None:
    cron.mail()
    sound = (wire.root / "feeds/feedtool.yaml").read_text()
    wire.write("feeds/feedtool.yaml", f"{sound}\nbase_ulr: https://example.org/")
    (line,) = cron.mail(3)
    assert "did you mean 'base_url'?" in line
    wire.write("feeds/feedtool.yaml", sound)
    assert cron.mail(2) == ["note: news: published again after 3 hours"]


def test_sources_of_a_definition_that_was_held_back_are_not_told_anew(
    cron: Cron, wire: Desk, server: Server
) -> None:
    server.routes["/w.xml"] = MISSING
    assert len(cron.mail()) == 1
    sound = (wire.root / "feeds/news/feed.yaml").read_text()
    wire.write("feeds/news/feed.yaml", f"{sound}lnk: x\n")
    assert len(cron.mail(2)) == 1
    wire.write("feeds/news/feed.yaml", sound)
    assert cron.mail(5) == ["note: news: published again after 2 hours"]


# -- what cannot be written -------------------------------------------------------


def test_a_folder_in_the_way_is_mailed_once(cron: Cron, wire: Desk) -> None:
    wire.write("public", "a file stands here")
    lines = [cron.build() for _ in range(3)]
    assert [ran.status for ran in lines] == [74, 74, 74]
    assert "cannot write public" in lines[0].err
    assert [ran.err for ran in lines[1:]] == ["", ""]
    (wire.root / "public").unlink()
    assert cron.mail() == ["note: news: published again after 3 hours"]


def test_where_nothing_can_be_remembered_all_is_told(cron: Cron, wire: Desk) -> None:
    cron.mail()
    with closing(sqlite3.connect(wire.root / "feedtool.db")) as memory:
        memory.execute("PRAGMA user_version = 99")
    wire.write("feeds/feedtool.yaml", "base_ulr: https://example.org/")
    assert [len(cron.mail()) for _ in range(2)] == [1, 1]


def test_check_and_rehearsals_tell_all_and_remember_nothing(
    cron: Cron, wire: Desk
) -> None:
    cron.mail()
    wire.write("feeds/notes.yaml", "a: stray file")
    for _ in range(2):
        assert "notes.yaml" in wire.run("check").out
        assert "notes.yaml" in wire.run("build", "--dry-run", "--quiet").err
    assert len(cron.mail(2)) == 1
    assert "notes.yaml" in wire.run("build", "--dry-run", "--quiet").err


@pytest.mark.parametrize("words", [(), ("--quiet",), ("--allow-shrink", "--json")])
def test_a_rehearsal_ends_no_trouble(
    cron: Cron, wire: Desk, words: tuple[str, ...]
) -> None:
    wire.write("feeds/news/w.xml", rss(*map(item, range(1, 13))))
    wire.write("feeds/news/feed.yaml", feed_yaml("{feed: w.xml, drop: [casino]}"))
    cron.mail()
    odds = (item(number, title=f"Casino {number}") for number in range(1, 13))
    wire.write("feeds/news/w.xml", rss(*odds))
    (line,) = cron.mail(2)
    assert line.startswith("error: held back: news/: 12 of its 12 articles")
    ran = wire.run("build", "--dry-run", "--allow-shrink", *words)
    assert "published again" not in ran.out + ran.err
    if "--json" in words:
        assert ran.json["news"] == {"begun": [], "ended": []}
    assert cron.mail() == []
    (over,) = cron.build("--quiet", "--allow-shrink").err.splitlines()
    assert over == "note: news/: published again after 3 hours"


def test_what_is_news_is_in_the_report_as_json(cron: Cron, server: Server) -> None:
    server.routes["/w.xml"] = MISSING
    first = cron.build("--json").json["news"]
    assert (len(first["begun"]), first["ended"]) == (1, [])
    assert cron.build("--json").json["news"] == {"begun": [], "ended": []}
    server.routes["/w.xml"] = FEED
    (ended,) = cron.build("--json", "--refresh").json["news"]["ended"]
    assert ended["message"].endswith("works for the first time after 2 hours")
