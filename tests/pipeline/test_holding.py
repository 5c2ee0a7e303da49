"""What `explain` and `list` say while the gate holds feeds back."""

from __future__ import annotations

from typing import Any

import pytest

from ..conftest import Desk, feed_yaml, rss
from .test_gate import (
    LATER,
    MAP,
    THIRTY,
    TWELVE,
    atlas,
    breaks,
    english,
    in_german,
    record,
    vote,
    votes,
    wire,
)

MUCH_LATER = "2026-03-05T07:00:00Z"
SINCE = "held back since 2026-03-02 12:00 UTC (see `feedtool check`)"


def hold(desk: Desk) -> None:
    assert desk.run("build", now=LATER).status == 3


def explained(desk: Desk, *query: str) -> str:
    ran = desk.run("explain", *query, now=MUCH_LATER)
    assert ran.status == 0
    return ran.out


def held(desk: Desk, *query: str) -> list[dict[str, Any]]:
    (account,) = desk.run("explain", *query, "--json", now=MUCH_LATER).json
    found: list[dict[str, Any]] = account["held"]
    return found


def listed(desk: Desk, what: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = desk.run("list", what, "--json", now=MUCH_LATER).json
    return rows


def shown(desk: Desk, what: str, key: str) -> dict[str, tuple[int, int, str | None]]:
    """Return what is held of a listing: the articles of rules and files, and with whom.

    Since when it is so is the same for all.
    """
    rows = [row for row in listed(desk, what) if row["held_since"]]
    assert {row["held_since"] for row in rows} <= {LATER}
    return {row[key]: (row["articles"], row["shown"], row["held_with"]) for row in rows}


@pytest.fixture
def world(desk: Desk) -> Desk:
    """A feed with twelve articles from outside, in English, all of Russia."""
    desk.write("feeds/regions.yaml", MAP)
    english(desk)
    wire(desk, *TWELVE)
    desk.build()
    return desk


@pytest.fixture
def planet(desk: Desk) -> Desk:
    """A feed with thirty articles from outside, six of each of five countries."""
    atlas(desk)
    votes(desk, *map(vote, THIRTY))
    desk.build()
    return desk


def said(desk: Desk) -> list[str]:
    """Return all that the commands say to people."""
    outs = [explained(desk, "Moscow", "3")]
    for what in ("feeds", "articles", "regions"):
        outs.append(desk.run("list", what, now=MUCH_LATER).out)
    return outs


# -- explain ----------------------------------------------------------------------


def test_an_article_that_a_held_feed_still_shows_is_said_to_be_there(
    world: Desk,
) -> None:
    wire(world, *TWELVE, language="de")
    hold(world)
    out = explained(world, "Moscow", "3")
    assert "  not in news/, news/georgia/, news/russia/: its language is de\n" in out
    assert out.endswith(f"\n  still shown in news/, news/russia/: {SINCE}\n")
    (account,) = world.run("explain", "Moscow", "3", "--json", now=MUCH_LATER).json
    common = {"id": account["id"], "shown": True, "since": LATER}
    assert account["held"] == [
        {"feed": "news/", "held_with": None, **common},
        {"feed": "news/russia/", "held_with": "news/", **common},
    ]


def test_nothing_is_said_before_and_when_all_is_whole_again(world: Desk) -> None:
    def is_told(out: str) -> bool:
        return "still shown" in out or "HELD SINCE" in out

    before = said(world)
    assert not any(map(is_told, before))
    wire(world, *TWELVE, language="de")
    hold(world)
    assert all(map(is_told, said(world)))
    wire(world, *TWELVE)
    world.build(now=MUCH_LATER)
    assert said(world) == before
    assert held(world, "Moscow", "3") == []
    for what in ("feeds", "articles", "regions"):
        assert not any(row["held_since"] for row in listed(world, what))


def test_what_may_go_out_at_last_is_said_of_no_more(world: Desk) -> None:
    wire(world, *TWELVE, language="de")
    hold(world)
    world.build("--allow-shrink", now=MUCH_LATER)
    assert held(world, "Moscow", "3") == []
    assert "still shown" not in explained(world, "Moscow", "3")
    assert shown(world, "feeds", "feed") == {}


def test_a_new_article_is_not_yet_in_a_held_feed(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.write("feeds/news/feed.yaml", feed_yaml("records: articles/"))
    record(desk, 1)
    desk.build()
    record(desk, 2)
    with monkeypatch.context() as broken:
        breaks(broken, lambda feed: True)
        hold(desk)
    out = explained(desk, "Record", "2")
    assert "  in news/ at place 1\n" in out
    assert out.endswith(f"\n  not yet shown in news/: {SINCE}\n")
    assert [each["shown"] for each in held(desk, "Record", "2")] == [False]
    assert held(desk, "Record", "1") == []


def test_an_article_that_its_source_keeps_out_is_known_by_what_is_shown(
    world: Desk,
) -> None:
    world.write("feeds/news/feed.yaml", feed_yaml("{feed: w.xml, drop: [Tomsk]}"))
    world.build()
    id = world.items()[0]["id"]
    wire(world, *TWELVE, of="Tomsk")
    hold(world)
    out = explained(world, "Tomsk", "12")
    assert "  in no feed: it has the word 'Tomsk' of drop\n" in out
    assert f"\n  still shown in news/, news/russia/ as {id}: {SINCE}\n" in out


def test_articles_that_became_one_are_still_shown_apart(desk: Desk) -> None:
    def source(name: str, links: str) -> None:
        items = (
            f"<item><title>{name} {n}</title><guid isPermaLink='false'>{name}{n}</guid>"
            f"<link>https://{links}.example/{n}</link></item>"
            for n in TWELVE
        )
        desk.write(f"feeds/news/{name}.xml", rss(*items))

    names = ("u", "v", "w")
    yaml = feed_yaml(*(f"feed: {name}.xml" for name in names))
    desk.write("feeds/news/feed.yaml", yaml)
    for name in names:
        source(name, name)
    desk.build()
    ids = {item["title"]: item["id"] for item in desk.items()}
    for name in names:
        source(name, "u")
    hold(desk)
    others = {ids["v 3"], ids["w 3"]}
    assert {each["id"] for each in held(desk, ids["u 3"])} == others
    out = explained(desk, ids["u 3"])
    for id in others:
        assert f"\n  still shown in news/ as {id}: {SINCE}\n" in out


def test_a_region_that_loses_nothing_is_not_said_to_be_held(planet: Desk) -> None:
    german = {n for n in THIRTY if n % 5 != 1}
    votes(planet, *(vote(n, german=n in german) for n in THIRTY), vote(31, "Kenya"))
    hold(planet)
    assert "Kenya votes 31" in planet.titles("news/ke")
    (of_kenya,) = held(planet, "Kenya", "votes", "31")
    assert (of_kenya["feed"], of_kenya["shown"]) == ("news/", False)
    of_georgia = [each["feed"] for each in held(planet, "Georgia", "votes", "5")]
    assert of_georgia[0] == "news/"
    assert "news/ge/" in of_georgia


def test_a_region_beside_its_held_feed_may_wait_for_the_next_build(
    planet: Desk,
) -> None:
    """What has a known reason to go is no loss: a record retracts it."""
    german = {n for n in THIRTY if n % 5 != 1}
    votes(planet, *(vote(n, german=n in german) for n in THIRTY))
    hold(planet)
    planet.write("feeds/other/feed.yaml", feed_yaml(name="other"))
    planet.write(
        "feeds/other/articles/1.yaml",
        "link: https://wire.example.com/6\nretracted: true\n",
    )
    ran = planet.run("explain", "Kenya votes 6", "--json", now=MUCH_LATER)
    assert "Kenya votes 6" in planet.titles("news/ke")
    account = next(each for each in ran.json if each["definition"] == "news")
    assert "news/ke/" not in [each["feed"] for each in account["held"]]


# -- list -------------------------------------------------------------------------


def test_feeds_are_listed_with_what_their_files_show(planet: Desk) -> None:
    votes(planet, *in_german())
    hold(planet)
    feeds = shown(planet, "feeds", "feed")
    assert feeds["news"] == (2, 30, None)
    assert feeds["news/ke"] == (1, 6, "news/")
    assert len(feeds) == 17  # "news/ with 16 of its regions", says the build
    assert {each for _, _, each in feeds.values()} == {None, "news/"}
    head, first, *_ = planet.run("list", "feeds", now=MUCH_LATER).out.splitlines()
    assert head.endswith("HELD SINCE            HELD WITH  SHOWN")
    assert first.split()[-4:] == ["2026-03-02", "12:00", "UTC", "30"]


def test_regions_are_listed_with_what_their_files_show(planet: Desk) -> None:
    votes(planet, *in_german())
    hold(planet)
    regions = shown(planet, "regions", "region")
    assert regions["ke"] == (1, 6, "news/")
    assert regions["ge"] == (0, 6, "news/")
    assert len(regions) == 16
    out = planet.run("list", "regions", now=MUCH_LATER).out
    (georgia,) = (line for line in out.splitlines() if line.split()[1] == "ge")
    assert georgia.split()[-5:] == ["2026-03-02", "12:00", "UTC", "news/", "6"]


def test_articles_that_are_only_still_shown_are_marked(world: Desk) -> None:
    before = listed(world, "articles")
    assert {row["held_since"] for row in before} == {None}
    wire(world, *TWELVE, language="de")
    hold(world)
    rows = listed(world, "articles")
    mark = {"held_since": LATER, "still_shown": ["news/", "news/russia/"]}
    assert rows == [{**row, **mark} for row in before]
    head, first, *_ = world.run("list", "articles", now=MUCH_LATER).out.splitlines()
    assert head.endswith("HELD SINCE            STILL SHOWN")
    assert first.endswith("2026-03-02 12:00 UTC  news/ news/russia/")


def test_articles_that_the_rules_make_are_listed_before_what_is_still_shown(
    planet: Desk,
) -> None:
    votes(planet, *in_german())
    hold(planet)
    rows = listed(planet, "articles")
    assert [bool(row["still_shown"]) for row in rows] == [False] * 2 + [True] * 28
    assert len({row["id"] for row in rows}) == 30


def test_what_another_definition_holds_back_is_its_own_matter(world: Desk) -> None:
    world.write("feeds/other/feed.yaml", feed_yaml(name="other"))
    wire(world, *TWELVE, language="de")
    hold(world)
    rows = world.run("list", "feeds", "other", "--json", now=MUCH_LATER).json
    assert {row["shown"] for row in rows} == {None}


def test_without_its_memory_a_held_feed_shows_what_its_files_say(desk: Desk) -> None:
    desk.write("feeds/news/feed.yaml", feed_yaml("records: articles/"))
    for number in TWELVE:
        record(desk, number)
    desk.build()
    (desk.root / "feedtool.db").unlink()
    for number in range(1, 11):
        (desk.root / f"feeds/news/articles/{number}.yaml").unlink()
    hold(desk)
    assert shown(desk, "feeds", "feed") == {"news": (2, 12, None)}
    titles = [row["title"] for row in listed(desk, "articles") if row["still_shown"]]
    assert titles == [f"Record {number}" for number in range(10, 0, -1)]
