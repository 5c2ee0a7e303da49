"""One article out of many copies, over many runs: what stays, what moves, what goes."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing

import pytest

from ..conftest import Desk, feed_yaml, item, rss

DAYS = [f"2026-03-{day:02}T12:00:00Z" for day in range(1, 20)]


def entry(guid: str, link: str, title: str, text: str = "", date: str = "") -> str:
    dated = f"<pubDate>{date}</pubDate>" if date else ""
    return (
        f"<item><title>{title}</title><link>{link}</link>"
        f"<guid isPermaLink='false'>{guid}</guid>"
        f"<description>{text}</description>{dated}</item>"
    )


def wire(desk: Desk, *entries: str, name: str = "w") -> None:
    desk.write(f"feeds/news/{name}.xml", rss(*entries))


@pytest.fixture
def news(desk: Desk) -> Desk:
    desk.write("feeds/news/feed.yaml", feed_yaml("feed: w.xml"))
    return desk


def ids(desk: Desk) -> set[str]:
    return {each["id"] for each in desk.items()}


# -- identity within a source ------------------------------------------------------


def test_one_guid_on_three_links_is_three_articles(news: Desk) -> None:
    three = [
        entry("tag:w.example,2026:x", f"https://w.example/{n}", f"Part {n}")
        for n in (1, 2, 3)
    ]
    wire(news, *three)
    news.build(now=DAYS[0])
    assert sorted(news.titles()) == ["Part 1", "Part 2", "Part 3"]
    before = {each["title"]: each["id"] for each in news.items()}
    assert before["Part 1"] == "tag:w.example,2026:x"
    assert len(set(before.values())) == 3
    # And so it stays, in another order and when one more comes.
    more = entry("tag:w.example,2026:x", "https://w.example/4", "Part 4")
    wire(news, more, *reversed(three))
    news.build(now=DAYS[1])
    after = {each["title"]: each["id"] for each in news.items()}
    assert len(after) == 4
    assert after.items() >= before.items()


def test_one_link_under_three_guids_is_three_articles(news: Desk) -> None:
    link = "https://w.example/live"
    wire(news, *(entry(f"live-{n}", link, f"Update {n}") for n in (1, 2, 3)))
    news.build(now=DAYS[0])
    assert len(news.titles()) == 3


def test_items_without_a_guid_that_lead_to_one_page_are_told_apart(news: Desk) -> None:
    items = [
        f"<item><title>Notice {n}</title><link>https://w.example/</link></item>"
        for n in (1, 2, 3)
    ]
    wire(news, *items)
    news.build(now=DAYS[0])
    wire(news, *items[1:])
    news.build(now=DAYS[1])
    assert sorted(news.titles()) == ["Notice 1", "Notice 2", "Notice 3"]


def test_the_same_item_three_times_is_one(news: Desk) -> None:
    wire(news, *[entry("a", "https://w.example/a", "Once")] * 3)
    news.build(now=DAYS[0])
    assert news.titles() == ["Once"]


# -- what its source makes of an article later -------------------------------------

DATE = "Sun, 01 Feb 2026 12:00:00 GMT"
BEFORE = ("http://w.example/?p=1", "http://w.example/?p=1", "The dam is full")


@pytest.mark.parametrize(
    ("guid", "link", "date"),
    [
        ("https://w.example/?p=1", "https://w.example/?p=1", DATE),  # to https
        ("tag:w.example,2026:1", "http://w.example/?p=1", DATE),  # to Atom
        ("http://new.example/?p=1", "http://new.example/?p=1", DATE),  # another host
        ("http://w.example/?p=1", "http://w.example/2026/the-dam", DATE),  # a slug
        ("77", "https://new.example/dam-full", DATE),  # a new CMS
        ("", "http://w.example/?p=1", DATE),  # the guid is lost
    ],
)
def test_a_whole_feed_may_get_new_guids_and_links(
    guid: str, link: str, date: str, news: Desk
) -> None:
    wire(news, entry(*BEFORE, date=DATE))
    news.build(now=DAYS[0])
    (before,) = news.items()
    wire(
        news,
        entry(guid, link, BEFORE[2], date=date).replace(
            "<guid isPermaLink='false'></guid>", ""
        ),
    )
    news.build(now=DAYS[1])
    (after,) = news.items()
    assert after["id"] == before["id"]
    assert after["date_published"] == before["date_published"]


def test_an_edit_moves_updated_and_never_published(news: Desk) -> None:
    wire(news, entry("1", "https://w.example/1", "Dam", "It is full.", DATE))
    news.build(now=DAYS[0])
    assert "date_modified" not in news.items()[0]
    wire(news, entry("1", "https://w.example/1", "Dam", "It has burst.", DATE))
    news.build(now=DAYS[1])
    (after,) = news.items()
    assert after["date_published"] == "2026-02-01T12:00:00Z"
    assert after["date_modified"] == DAYS[1]
    assert "burst" in json.dumps(after)


def test_a_counter_and_a_date_that_is_always_now_make_no_news(news: Desk) -> None:
    text = "The dam is full. Read {} times."
    for visits, day in ((7, 1), (1_204, 2)):
        date = f"Sun, {day:02} Mar 2026 11:00:00 GMT"
        atom = "http://www.w3.org/2005/Atom"
        more = f"<updated xmlns='{atom}'>{DAYS[day - 1]}</updated>"
        wire(
            news,
            entry("1", "https://w.example/1", "Dam", text.format(visits), date).replace(
                "</item>", f"{more}</item>"
            ),
        )
        news.build(now=DAYS[day - 1])
    (after,) = news.items()
    assert after["date_published"] == "2026-03-01T11:00:00Z"
    assert after.get("date_modified", DAYS[0]) <= DAYS[0]
    assert "1204" in json.dumps(after)


def test_what_left_its_source_stays_and_counts_once_when_it_is_back(news: Desk) -> None:
    wire(news, item(1), item(2))
    news.build(now=DAYS[0])
    before = ids(news)
    wire(news, item(2))
    news.build(now=DAYS[1])
    assert ids(news) == before
    wire(news, item(1), item(2))
    news.build(now=DAYS[2])
    assert ids(news) == before


# -- floods and dates to come ------------------------------------------------------


def undated(first: int, last: int) -> list[str]:
    return [
        entry(f"n{n}", f"https://w.example/{n}", f"Item {n}")
        for n in range(first, last)
    ]


def test_a_flood_is_dated_back_and_the_run_says_so(news: Desk) -> None:
    news.write("feeds/news/feed.yaml", feed_yaml("feed: w.xml", more="flood: 3"))
    wire(news, *undated(0, 10))
    news.build(now=DAYS[0])  # a source's first run is none
    assert {each["date_published"] for each in news.items()} == {DAYS[0]}
    wire(news, *undated(0, 12))
    news.build(now=DAYS[4])
    wire(news, *undated(20, 30), *undated(0, 12))
    said = news.run("build", now=DAYS[8])
    dates = [each["date_published"] for each in news.items()]
    assert dates.count(DAYS[8]) == 3
    assert dates.count(DAYS[4]) == 2 + 7
    assert "10 of its articles are new, more than flood: allows" in said.err


@pytest.mark.parametrize(("future", "shown"), [("hold", []), ("now", ["Item 1"])])
def test_a_date_to_come_waits_or_counts_from_first_sight(
    future: str, shown: list[str], news: Desk
) -> None:
    news.write(
        "feeds/news/feed.yaml", feed_yaml("feed: w.xml", more=f"future: {future}")
    )
    wire(
        news,
        entry(
            "1", "https://w.example/1", "Item 1", date="Wed, 04 Mar 2026 12:00:00 GMT"
        ),
    )
    news.build(now=DAYS[0])
    assert news.titles() == shown
    if shown:
        assert news.items()[0]["date_published"] == DAYS[0]
    news.build(now=DAYS[3])
    assert news.titles() == ["Item 1"]
    assert news.items()[0]["date_published"] == (DAYS[0] if shown else DAYS[3])


# -- the same text elsewhere -------------------------------------------------------

STORY = (
    "Rescue workers in the northern valley pulled eleven people from a collapsed"
    " school on Tuesday evening, two days after the earthquake that destroyed most of"
    " the town of Arhavi, the governor Selim Aydin told reporters at the site."
)


def two_sources(desk: Desk, more: str = "") -> None:
    yaml = feed_yaml("feed: w.xml", "feed: x.xml", more=more)
    desk.write("feeds/news/feed.yaml", yaml)
    wire(
        desk,
        entry("1", "https://w.example/1", "Eleven pulled from school", STORY, DATE),
    )
    other = "Rescuers find eleven survivors in Arhavi"
    wire(desk, entry("9", "https://x.example/9", other, STORY, DATE), name="x")


def test_a_wire_story_under_another_headline_is_one_article(news: Desk) -> None:
    two_sources(news)
    news.build(now=DAYS[0])
    (merged,) = news.items()
    assert merged["title"] == "Eleven pulled from school"
    assert merged["_feedtool"]["also"] == ["https://x.example/9"]


def test_a_planet_that_names_the_page_of_an_article_has_that_article(
    desk: Desk,
) -> None:
    desk.write("feeds/news/feed.yaml", feed_yaml("feed: planet.xml", "feed: w.xml"))
    wire(desk, entry("77", "https://w.example/2026/dam", "The dam is full", "Brief."))
    desk.write("feeds/news/planet.xml", PLANET)
    desk.build(now=DAYS[0])
    assert sorted(desk.titles()) == ["Another thing", "The dam is full"]
    (dam,) = (each for each in desk.items() if each["title"] == "The dam is full")
    assert dam["_feedtool"]["source"]["title"] == "W"
    assert dam["_feedtool"]["also"] == ["https://w.example/2026/dam"]
    lines = desk.run("explain", "dam").out
    assert "one names the other's page as its source, and the titles agree" in lines


PLANET = """\
<feed xmlns="http://www.w3.org/2005/Atom">
<title>Planet</title><id>urn:x-planet</id><updated>2026-02-02T00:00:00Z</updated>
<entry><title>The dam is full</title><id>urn:x-planet:1</id>
<link href="https://planet.example/1"/><updated>2026-02-02T00:00:00Z</updated>
<source><title>W</title><link href="https://w.example/2026/dam"/></source></entry>
<entry><title>Another thing</title><id>urn:x-planet:2</id>
<link href="https://planet.example/2"/><updated>2026-02-02T00:00:00Z</updated>
<source><title>W</title><link href="https://w.example/2026/dam"/></source></entry>
</feed>
"""


def test_near_copies_are_kept_apart_where_that_is_wished(news: Desk) -> None:
    two_sources(news, more="merge: {near: false}")
    news.build(now=DAYS[0])
    assert len(news.items()) == 2
    two_sources(news)
    news.build(now=DAYS[1])
    assert len(news.items()) == 1


def test_a_copy_that_comes_later_joins_what_was_published(news: Desk) -> None:
    two_sources(news)
    late = (news.root / "feeds/news/w.xml").read_bytes()
    wire(news)
    news.build(now=DAYS[0])
    (before,) = news.items()
    news.write("feeds/news/w.xml", late)
    news.build(now=DAYS[1])
    (after,) = news.items()
    assert after["title"] == "Eleven pulled from school"
    assert after["id"] == before["id"]


# -- retracted ---------------------------------------------------------------------


def test_a_retraction_holds_in_all_definitions_while_the_record_stands(
    news: Desk,
) -> None:
    wire(news, item(1), item(2))
    news.write("feeds/other/feed.yaml", feed_yaml())
    news.write("feeds/other/articles/1.yaml", "title: Ours\nlink: https://o.example/\n")
    news.build(now=DAYS[0])
    assert len(news.titles()) == 2
    retracted = "link: https://wire.example.com/1\nretracted: true\n"
    news.write("feeds/other/articles/2.yaml", retracted)
    news.build(now=DAYS[1])
    assert news.titles() == ["Item 2"]
    # A definition that is held back by a mistake retracts what it did.
    news.write("feeds/other/feed.yaml", "nonsense: 1\n")
    assert news.run("build", now=DAYS[2]).status == 2
    assert news.titles() == ["Item 2"]
    news.write("feeds/other/feed.yaml", feed_yaml())
    (news.root / "feeds/other/articles/2.yaml").unlink()
    news.build(now=DAYS[3])
    assert sorted(news.titles()) == ["Item 1", "Item 2"]


def test_a_retraction_ends_with_its_definition(news: Desk) -> None:
    wire(news, item(1), item(2))
    news.write("feeds/other/feed.yaml", feed_yaml())
    retracted = "link: https://wire.example.com/1\nretracted: true\n"
    news.write("feeds/other/articles/1.yaml", retracted)
    news.build(now=DAYS[0])
    assert news.titles() == ["Item 2"]
    shutil.rmtree(news.root / "feeds/other")
    news.build(now=DAYS[1])
    assert sorted(news.titles()) == ["Item 1", "Item 2"]


def test_a_retraction_that_is_taken_back_brings_the_article_back(news: Desk) -> None:
    news.write("feeds/news/feed.yaml", feed_yaml("records: articles/", "feed: w.xml"))
    wire(news, item(1))
    news.write(
        "feeds/news/articles/1.yaml",
        "link: https://wire.example.com/1\nretracted: true\n",
    )
    news.build(now=DAYS[0])
    assert news.titles() == []
    news.write("feeds/news/articles/1.yaml", "title: Ours\nlink: https://o.example/\n")
    news.build(now=DAYS[1])
    assert "Item 1" in news.titles()


# -- explained ---------------------------------------------------------------------


def test_a_merge_is_explained_with_its_winner_and_what_was_taken(news: Desk) -> None:
    two_sources(news)
    x = (news.root / "feeds/news/x.xml").read_text()
    news.write(
        "feeds/news/x.xml", x.replace("<guid", "<author>a@b.org (Ada)</author><guid")
    )
    news.build(now=DAYS[0])
    out = news.run("explain", "https://x.example/9", now=DAYS[0]).out
    assert (
        "from w.xml, first seen 2026-03-01 12:00 UTC; it won: its source comes" in out
    )
    assert "the same article, since 38 words agree where their texts begin" in out
    assert "taken from it: authors" in out


def test_why_two_look_alikes_are_two_is_explained(news: Desk) -> None:
    two_sources(news)
    x = (news.root / "feeds/news/x.xml").read_text()
    news.write("feeds/news/x.xml", x.replace("eleven people", "forty people"))
    news.build(now=DAYS[0])
    assert len(news.items()) == 2
    out = news.run("explain", "https://x.example/9", now=DAYS[0]).out
    assert "not the same as 'Eleven pulled from school' from w.xml: " in out
    two_sources(news, more="merge: {near: false}")
    news.build(now=DAYS[1])
    out = news.run("explain", "https://x.example/9", now=DAYS[1]).out
    assert "from w.xml: merge: {near: false} keeps them apart" in out


# -- a feed for each country -------------------------------------------------------


def test_each_country_that_ever_had_an_article_has_a_feed(news: Desk) -> None:
    yaml = feed_yaml(
        "feed: w.xml",
        more="regions: un-m49\nsince: 30d\noutput: {regions: {each: country}}",
    )
    news.write("feeds/news/feed.yaml", yaml)
    wire(news, item(1, title="Norway opens a harbour in Bergen"))
    news.build(now="2026-02-10T12:00:00Z")
    folders = {path.name for path in (news.root / "public/news").iterdir()}
    assert "no" in folders
    assert "northern-europe" in folders
    assert "se" not in folders
    assert news.titles("news/no") == ["Norway opens a harbour in Bergen"]
    wire(news, item(2, day=20, title="Sweden closes a harbour in Malmö"))
    news.build(now="2026-03-20T12:00:00Z")
    assert news.titles("news/se") == ["Sweden closes a harbour in Malmö"]
    assert news.titles("news/no") == []


# -- what a person changes ---------------------------------------------------------

MINE = "title: Eleven pulled from school\nlink: https://mine.example/1\n"


def with_records(desk: Desk, *sources: str, more: str = "") -> None:
    yaml = feed_yaml("records: articles/", *(sources or ("feed: w.xml",)), more=more)
    desk.write("feeds/news/feed.yaml", yaml)


def record(desk: Desk, text: str, name: str = "1") -> None:
    desk.write(f"feeds/news/articles/{name}.yaml", text)


def test_an_id_is_not_given_twice_when_its_record_comes_back(news: Desk) -> None:
    with_records(news)
    mine = "id: tag:o.example,2026:x\npublished: 2026-02-01\n"
    record(news, f"title: One\nlink: https://w.example/1\n{mine}")
    wire(news, entry("7", "https://w.example/1", "One", date=DATE))
    news.build(now=DAYS[0])
    (news.root / "feeds/news/articles/1.yaml").unlink()
    news.build(now=DAYS[1])
    assert ids(news) == {"tag:o.example,2026:x"}
    record(news, f"title: Another\nlink: https://o.example/2\n{mine}")
    news.build(now=DAYS[2])
    assert len(news.items()) == len(ids(news)) == 2
    news.build(now=DAYS[3])


def test_a_record_that_is_retracted_takes_its_near_copy_along(news: Desk) -> None:
    with_records(news)
    record(news, f"{MINE}published: 2026-02-01\nsummary: {STORY}\n")
    wire(news, entry("1", "https://w.example/1", "Eleven found", STORY, DATE))
    news.build(now=DAYS[0])
    assert len(news.items()) == 1
    record(news, "link: https://mine.example/1\nretracted: true\n")
    news.build(now=DAYS[1])
    assert news.items() == []
    wire(news, entry("1", "https://w.example/1", "Eleven found", "Withdrawn.", DATE))
    news.build(now=DAYS[2])
    assert news.items() == []
    record(news, f"{MINE}published: 2026-02-01\nsummary: {STORY}\n")
    wire(news, entry("1", "https://w.example/1", "Eleven found", STORY, DATE))
    news.build(now=DAYS[3])
    assert len(news.items()) == 1


def test_an_article_may_be_retracted_by_the_id_that_readers_see(news: Desk) -> None:
    with_records(news)
    (news.root / "feeds/news/articles").mkdir()
    wire(news, "<item><title>No link</title><guid>g1</guid></item>")
    news.build(now=DAYS[0])
    (id,) = ids(news)
    record(news, f"id: {id}\nretracted: true\n")
    news.build(now=DAYS[1])
    assert news.items() == []


def test_what_a_record_leaves_behind_is_found_however_old_it_is(news: Desk) -> None:
    with_records(news, "feed: w.xml", "feed: x.xml", more="output: {limit: 3}")
    record(news, "title: One\nlink: https://x.example/1\npublished: 2026-03-01\n")
    many = [item(n, day=1 + n % 28) for n in range(1_200)]
    wire(news, *many)
    old = "Wed, 01 Jan 2025 12:00:00 GMT"
    wire(news, entry("1", "https://x.example/1", "One", date=old), name="x")
    news.build(now=DAYS[1])
    assert "One" in news.titles()
    (news.root / "feeds/news/articles/1.yaml").unlink()
    news.build(now=DAYS[2])
    assert "One" in news.titles()


def test_a_new_namesake_does_not_take_the_place_of_one_that_has_left(
    news: Desk,
) -> None:
    a, b, c = (entry("1", f"https://w.example/{n}", f"Part {n}") for n in "abc")
    wire(news, a, b)
    news.build(now=DAYS[0])
    wire(news, c)
    news.build(now=DAYS[1])
    assert sorted(news.titles()) == ["Part a", "Part b", "Part c"]


def test_a_limit_counts_neither_what_waits_nor_what_came_back_as_another(
    news: Desk,
) -> None:
    news.write("feeds/news/feed.yaml", feed_yaml("{feed: w.xml, limit: 2}"))
    ahead = [
        entry(f"f{n}", f"https://w.example/f{n}", f"Ahead {n}", date=date)
        for n, date in enumerate(("Thu, 05 Mar 2026 12:00:00 GMT",) * 3)
    ]
    due = [
        ("a", "Sun, 01 Feb 2026 12:00:00 GMT"),
        ("b", "Mon, 02 Feb 2026 12:00:00 GMT"),
    ]
    for host, day in (("w", 0), ("new", 1)):
        wire(
            news,
            *ahead,
            *(
                entry(f"{host}{n}", f"https://{host}.example/{n}", n, date=d)
                for n, d in due
            ),
        )
        news.build(now=DAYS[day])
        assert sorted(news.titles()) == ["a", "b"]
    news.build(now=DAYS[5])
    assert {title[:5] for title in news.titles()} == {"Ahead"}


def test_a_flip_that_is_taken_back_makes_no_second_article(news: Desk) -> None:
    for day, guid in enumerate(("old", "new", "old", "new")):
        wire(news, entry(guid, "https://w.example/1", "One", date=DATE))
        news.build(now=DAYS[day])
        assert len(news.items()) == 1


def test_updated_never_goes_back(news: Desk) -> None:
    news.write("feeds/news/feed.yaml", feed_yaml("feed: x.xml", "feed: w.xml"))
    wire(news, name="x")
    wire(news, entry("1", "https://w.example/1", "One", "First.", DATE))
    news.build(now=DAYS[0])
    wire(news, entry("1", "https://w.example/1", "One", "Second.", DATE))
    news.build(now=DAYS[1])
    wire(news, entry("2", "https://w.example/1", "One", "Second.", DATE))
    news.build(now=DAYS[2])
    assert news.items()[0]["date_modified"] == DAYS[1]
    wire(
        news, entry("3", "https://w.example/1", "One", "A third text.", DATE), name="x"
    )
    news.build(now=DAYS[3])
    assert news.items()[0]["date_modified"] == DAYS[3]


def test_what_was_one_article_does_not_fall_apart_when_one_copy_is_edited(
    news: Desk,
) -> None:
    two_sources(news)
    news.build(now=DAYS[0])
    x = (news.root / "feeds/news/x.xml").read_text()
    for text in (x.replace("eleven people", "forty people"), x):
        news.write("feeds/news/x.xml", text)
        news.build(now=DAYS[1])
        assert len(news.items()) == 1


def test_a_definition_that_is_removed_leaves_nothing_made_for_it(news: Desk) -> None:
    wire(news, item(1))
    for name in ("other", "held"):
        news.write(f"feeds/{name}/feed.yaml", feed_yaml("feed: ../news/w.xml"))
    news.build(now=DAYS[0])
    shutil.rmtree(news.root / "feeds/other")
    news.write("feeds/held/feed.yaml", "nonsense: 1\n")
    news.run("build", now=DAYS[1])
    with closing(sqlite3.connect(news.root / "feedtool.db")) as memory:
        kept = memory.execute("SELECT definition FROM ledger ORDER BY 1").fetchall()
        lines = memory.execute("SELECT count(*) FROM line").fetchone()
    assert kept == [("held",), ("news",)]
    assert lines == (2,)
