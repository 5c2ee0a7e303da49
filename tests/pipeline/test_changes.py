"""`build --diff`: what changes in each feed against what is published, and why."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedtool.model import Category, Enclosure, Evidence, Person, Published, Source
from feedtool.pipeline.before import Before
from feedtool.pipeline.differences import differences
from feedtool.pipeline.report import Change
from feedtool.write import FORMATS

from ..conftest import Desk, feed_yaml, item, rss
from ..write.samples import FULL, NEW_YEAR, feed, published

DAYS = [f"2026-03-{day:02}T12:00:00Z" for day in range(1, 20)]
MAP = "georgia: {keywords: [Tbilisi]}\nrussia: {keywords: [Moscow]}\n"


@pytest.fixture
def news(desk: Desk) -> Desk:
    desk.write("feeds/news/feed.yaml", yaml())
    desk.write("feeds/regions.yaml", MAP)
    (desk.root / "feeds/news/articles").mkdir()
    return desk


def yaml(more: str = "", title: str = "News") -> str:
    text = feed_yaml("records: articles/", "feed: w.xml", more=more)
    return text.replace("title: News", f"title: {title}")


def wire(desk: Desk, *items: str) -> None:
    desk.write("feeds/news/w.xml", rss(*items))


def changes(desk: Desk, now: str, of: str | None = None) -> list[Any]:
    """Return what is to change in a feed, by a rehearsal that nothing comes of."""
    before = desk.published()
    ran = desk.run("build", "--dry-run", "--diff", "--json", now=now)
    assert desk.published() == before
    feeds = {(f["name"], f["region"]): f["changes"] for f in ran.json["feeds"]}
    found = feeds["news", of]
    assert isinstance(found, list)
    return found


def told(desk: Desk, now: str, of: str | None = None) -> list[str]:
    return [
        f"{each['kind']} {each['title']}: {each['why']}"
        for each in changes(desk, now, of)
    ]


# -- what comes and what goes -----------------------------------------------------


def test_an_article_is_new_from_its_source(news: Desk) -> None:
    news.write(
        "feeds/news/articles/1.yaml", "# Ours\n- title: A\n  link: https://o.example/\n"
    )
    wire(news, item(1))
    assert told(news, now=DAYS[0]) == [
        "added A: new from articles/1.yaml:2",
        "added Item 1: new from w.xml",
    ]
    news.build(now=DAYS[0])
    assert changes(news, now=DAYS[0]) == []
    wire(news, item(1), item(2, title="Two in Tbilisi", day=2))
    assert told(news, now=DAYS[1]) == ["added Two in Tbilisi: new from w.xml"]
    (added,) = changes(news, now=DAYS[1], of="georgia")
    assert added["entered"]["georgia"]["words"] == ["Tbilisi"]
    assert (added["link"], added["published"]) == (
        "https://wire.example.com/2",
        "2026-02-02T12:00:00Z",
    )


def test_the_date_of_an_article_may_have_come(news: Desk) -> None:
    record = "title: A\nlink: https://o.example/\npublished: 2026-03-02\n"
    news.write("feeds/news/articles/1.yaml", record)
    wire(news, item(1))
    news.build(now=DAYS[0])
    assert told(news, now=DAYS[1]) == ["added A: its date has come"]


def test_newer_ones_push_others_out_and_room_brings_them_back(news: Desk) -> None:
    news.write("feeds/news/feed.yaml", yaml("output: {limit: 2}"))
    wire(news, item(1, day=1), item(2, day=2))
    news.build(now=DAYS[0])
    wire(news, item(3, day=3))
    assert told(news, now=DAYS[1]) == [
        "added Item 3: new from w.xml",
        "dropped Item 1: 2 newer ones fill it",
    ]
    news.build(now=DAYS[1])
    retracted = "link: https://wire.example.com/3\nretracted: true\n"
    news.write("feeds/news/articles/r.yaml", retracted)
    assert told(news, now=DAYS[2]) == [
        "added Item 1: there is room for it again",
        "dropped Item 3: it is retracted by articles/r.yaml:1",
    ]


def test_another_definition_that_retracts_is_named(news: Desk) -> None:
    wire(news, item(1))
    news.build(now=DAYS[0])
    retracted = "- link: https://wire.example.com/1\n  retracted: true\n"
    news.write("feeds/other/articles/r.yaml", retracted)
    news.write("feeds/other/feed.yaml", feed_yaml(name="other"))
    assert told(news, now=DAYS[1]) == [
        "dropped Item 1: it is retracted by other/articles/r.yaml:1"
    ]


def test_time_takes_articles_out(news: Desk) -> None:
    news.write("feeds/news/feed.yaml", yaml("since: 30d"))
    record = "title: A\nlink: https://o.example/\npublished: 2026-02-20\n"
    news.write("feeds/news/articles/1.yaml", f"{record}expires: 2026-03-10\n")
    wire(news, item(1, day=1))
    news.build(now=DAYS[0])
    assert told(news, now=DAYS[10]) == [
        "dropped A: it expired 2026-03-10 00:00 UTC",
        "dropped Item 1: it was published before since: 2026-02-09 12:00 UTC",
    ]


def test_filters_take_articles_out_and_an_edit_lets_them_in(news: Desk) -> None:
    wire(news, item(1), item(2))
    news.write("feeds/news/feed.yaml", yaml("drop: ['1']"))
    news.build(now=DAYS[0])
    news.write("feeds/news/feed.yaml", yaml("drop: ['2']"))
    assert told(news, now=DAYS[1]) == [
        "added Item 1: nothing keeps it out since feeds/ was edited",
        "dropped Item 2: it has the word '2' of drop",
    ]
    of_source = feed_yaml("{feed: w.xml, keep: ['1']}")
    news.write("feeds/news/feed.yaml", of_source)
    assert told(news, now=DAYS[1])[-1] == (
        "dropped Item 2: it has none of the words in keep"
    )


def test_a_record_that_is_gone_or_was_edited_is_named(news: Desk) -> None:
    record = "title: A\nlink: https://o.example/\npublished: 2026-02-20\n"
    path = news.write("feeds/news/articles/1.yaml", f"{record}expires: 2026-02-25\n")
    wire(news, item(1))
    news.build(now=DAYS[0])
    news.write("feeds/news/articles/1.yaml", record)
    assert told(news, now=DAYS[1]) == ["added A: articles/1.yaml:1 was edited"]
    news.build(now=DAYS[1])
    news.write("feeds/news/articles/1.yaml", f"{record}draft: true\n")
    assert told(news, now=DAYS[2]) == ["dropped A: it is a draft"]
    path.unlink()
    assert told(news, now=DAYS[2]) == [
        "dropped A: it was forgotten, or its record is gone"
    ]


def test_articles_that_become_one_are_named(news: Desk) -> None:
    news.write("feeds/news/v.xml", rss(item(7, title="Seven")))
    sources = ("records: articles/", "feed: v.xml", "feed: w.xml")
    news.write("feeds/news/feed.yaml", feed_yaml(*sources))
    wire(news, item(8, title="Eight"))
    news.build(now=DAYS[0])
    moved = item(8, title="Eight").replace("com/8", "com/7")
    wire(news, moved)
    assert "dropped Eight: it is one with 'Seven' now" in told(news, now=DAYS[1])


def test_a_source_that_is_named_no_more_is_a_reason(news: Desk) -> None:
    wire(news, item(1))
    news.build(now=DAYS[0])
    news.write("feeds/news/feed.yaml", feed_yaml("records: articles/"))
    assert told(news, now=DAYS[1]) == [
        "dropped Item 1: its source is none of the feed's any more"
    ]


def test_a_change_of_regions_moves_an_article(news: Desk) -> None:
    wire(news, item(1, title="Talks in Tbilisi"))
    news.build(now=DAYS[0])
    wire(news, item(1, title="Talks in Moscow"))
    (moved,) = changes(news, now=DAYS[1])
    assert (moved["kind"], moved["left"]) == ("moved", ["georgia"])
    assert moved["entered"]["russia"]["words"] == ["Moscow"]
    assert (moved["was"], moved["parts"]) == ("Talks in Tbilisi", ["title"])
    assert told(news, now=DAYS[1], of="georgia") == [
        "dropped Talks in Tbilisi: it is not in the region"
    ]
    assert told(news, now=DAYS[1], of="russia") == [
        "added Talks in Moscow: it is in the region now"
    ]


@pytest.mark.parametrize("formats", ["rss", "atom", "json"])
def test_moves_are_seen_in_any_format(news: Desk, formats: str) -> None:
    news.write("feeds/news/feed.yaml", yaml(f"output: {{formats: [{formats}]}}"))
    wire(news, item(1, title="Talks", more="<description>Of Tbilisi</description>"))
    news.build(now=DAYS[0])
    news.write("feeds/regions.yaml", MAP.replace("Moscow", "talks"))
    (moved,) = changes(news, now=DAYS[1])
    assert (moved["left"], list(moved["entered"])) == ([], ["russia"])


def test_what_the_feed_says_of_itself_counts_too(news: Desk) -> None:
    wire(news, item(1))
    news.build(now=DAYS[0])
    news.write("feeds/news/feed.yaml", yaml("description: All of it", "All the news"))
    (changed,) = changes(news, now=DAYS[1])
    assert changed["id"] is None
    assert changed["parts"] == ["title", "description"]


def test_what_is_held_back_is_told_as_well(news: Desk) -> None:
    english = "output: {languages: [en]}"
    news.write("feeds/news/feed.yaml", yaml(english))
    wire(news, *(item(n, day=n) for n in range(1, 13)))
    news.build(now=DAYS[0])
    german = rss(*(item(n, day=n) for n in range(1, 13)))
    german = german.replace(b"<channel>", b"<channel><language>de</language>")
    news.write("feeds/news/w.xml", german)
    assert told(news, now=DAYS[1]) == [
        f"dropped Item {n}: its language is de" for n in range(12, 0, -1)
    ]


def test_without_its_memory_a_feed_is_compared_with_its_files(news: Desk) -> None:
    wire(news, item(1), item(2))
    news.build(now=DAYS[0])
    (news.root / "feedtool.db").unlink()
    wire(news, item(1, title="One"), item(3))
    assert [
        (each["kind"], each["title"], each["why"])
        for each in changes(news, now=DAYS[1])
    ] == [
        ("added", "Item 3", "new from w.xml"),
        ("changed", "One", None),
    ]


def test_of_a_feed_whose_files_are_gone_comes_and_goes_are_known(news: Desk) -> None:
    wire(news, item(1), item(2))
    news.build(now=DAYS[0])
    for path in (news.root / "public/news").glob("*.*"):
        path.unlink()
    news.write("feeds/news/feed.yaml", yaml("drop: ['1']"))
    assert [each["why"] for each in changes(news, now=DAYS[1])] == [
        "it has the word '1' of drop"
    ]


# -- what is another in an article ------------------------------------------------

OTHERS: dict[str, dict[str, Any]] = {
    "title": {"title": "Another"},
    "link": {"link": "https://example.org/b"},
    "text": {"content": "<p>Something else</p>", "summary": "Else"},
    "authors": {"authors": (Person(name="Cid"),)},
    "categories": {"categories": (Category(term="peace"),)},
    "enclosures": {"enclosures": (Enclosure(url="https://example.org/c.mp3"),)},
    "image": {"image": "https://example.org/b.jpg"},
    "language": {"language": "fr"},
    "rights": {"rights": "CC0"},
}
UNSAID = {("json", "rights")}


def compared(
    tmp_path: Path, was: Published, now: Published, format: str
) -> list[Change]:
    folder = tmp_path / format
    folder.mkdir(exist_ok=True)
    known = FORMATS[format]
    (folder / known.file).write_bytes(known.render(feed(was)))
    place = Before(tmp_path, f"{format}/", None, (format,)).in_place
    assert place is not None
    assert place.format == format
    return list(differences(place, known.render(feed(now)), feed(now)))


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("part", OTHERS)
def test_each_part_is_told_and_no_other(tmp_path: Path, part: str, format: str) -> None:
    assert compared(tmp_path, FULL, FULL, format) == []
    now = replace(FULL, article=replace(FULL.article, **OTHERS[part]))
    found = compared(tmp_path, FULL, now, format)
    if (format, part) in UNSAID:
        assert found == []
        return
    (change,) = found
    assert (change.kind, change.parts) == ("changed", (part,))
    assert change.was == ("Tariffs & treaties" if part == "title" else None)


@pytest.mark.parametrize("format", FORMATS)
def test_dates_sources_and_regions_are_parts_too(tmp_path: Path, format: str) -> None:
    dated = replace(FULL, published=NEW_YEAR - timedelta(days=1))
    (change,) = compared(tmp_path, FULL, dated, format)
    assert change.parts == ("date",)
    source = Source(title="B", link="https://b.example/", feed="https://b.example/f")
    (change,) = compared(tmp_path, FULL, replace(FULL, source=source), format)
    assert change.parts == ("source",)
    words = Evidence(rule="words", words=("Asia",))
    moved = replace(FULL, regions={"asia": words, "europe": words})
    (change,) = compared(tmp_path, FULL, moved, format)
    assert (change.kind, change.parts) == ("moved", ())
    assert (change.left, change.entered) == (("central-asia",), {"europe": words})


@pytest.mark.parametrize("format", FORMATS)
def test_what_a_format_makes_up_is_no_part_of_its_own(
    tmp_path: Path, format: str
) -> None:
    (change,) = compared(tmp_path, published(), published(title="Another"), format)
    assert change.parts == ("title",)


@given(
    title=st.text(max_size=40),
    summary=st.text(max_size=40),
    content=st.text(max_size=40),
    name=st.text(max_size=20),
    format=st.sampled_from(list(FORMATS)),
)
def test_nothing_is_another_where_nothing_is(
    title: str,
    summary: str,
    content: str,
    name: str,
    format: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    same = published(
        title=title, summary=summary, content=content, authors=(Person(name=name),)
    )
    assert compared(tmp_path_factory.mktemp("x"), same, same, format) == []


# -- how it is said ---------------------------------------------------------------


def test_people_get_a_line_for_each_change(news: Desk) -> None:
    long = "A title so long that nobody would read all of it on a single line " * 3
    wire(news, item(1, title="Talks in Tbilisi"), item(2, title="Gone"), item(3))
    news.build(now=DAYS[0])
    wire(
        news,
        item(1, title="Talks in Moscow"),
        item(3, more="<category>Trade</category>"),
        item(4, title=f"{long}\x1b", day=4),
    )
    news.write("feeds/news/feed.yaml", yaml("drop: [Gone]", "All the news"))
    ran = news.build("--dry-run", "--diff", now=DAYS[1])
    lines = ran.out.splitlines()
    assert lines[:6] == [
        "news/",
        "  + 2026-02-04  A title so long that nobody would read all of it on a single "
        "line A…: new from w.xml",
        "  ~ the feed itself: title",
        "  ~ 2026-02-01  Item 3: categories",
        "  > 2026-02-01  Talks in Moscow: out of georgia; into russia, it has 'Moscow' "
        "in the title; title; it was called 'Talks in Tbilisi'",
        "  - 2026-02-01  Gone: it has the word 'Gone' of drop",
    ]
    assert lines[6] == "news/georgia/"
    assert "  - 2026-02-01  Talks in Tbilisi: it is not in the region" in lines
    assert lines[-1].startswith("news: 3 articles (+1, -1, ~2)")
    assert news.run("build", "--dry-run", "--diff", "--quiet", now=DAYS[1]).out == ""


def test_of_very_many_changes_the_rest_is_counted(news: Desk) -> None:
    wire(news, *(item(n, day=n) for n in range(1, 26)))
    assert news.build("--dry-run", "--diff", now=DAYS[0]).out.splitlines()[21] == (
        "  and 5 more: +5 (--verbose shows all)"
    )
    shown = news.build("--dry-run", "--diff", "--verbose", now=DAYS[0]).out
    assert shown.count("new from w.xml") == 25


def test_a_build_that_writes_can_say_so_too(news: Desk) -> None:
    wire(news, item(1))
    out = news.build("--diff", now=DAYS[0]).out
    assert out.splitlines()[1] == "  + 2026-02-01  Item 1: new from w.xml"
    assert news.titles() == ["Item 1"]
    assert news.build("--diff", now=DAYS[1]).out == (
        "news: 1 article, 2 subfeeds; unchanged\n"
    )


def test_a_rehearsal_tells_what_the_build_does_then(news: Desk) -> None:
    wire(news, *(item(n, day=n) for n in range(1, 13)))
    edits = [
        ("output: {limit: 11}", range(1, 13)),
        ("output: {limit: 11}", range(5, 15)),
        ("drop: ['14']", range(5, 15)),
        ("output: {languages: [de]}", range(5, 15)),
    ]
    for day, (more, numbers) in enumerate(edits):
        news.write("feeds/news/feed.yaml", yaml(more))
        wire(news, *(item(n, title=f"No. {n} of Moscow", day=n) for n in numbers))
        words = ("build", "--diff", "--json")
        rehearsed = news.run(*words, "--dry-run", now=DAYS[day]).json
        done = news.run(*words, now=DAYS[day]).json
        assert rehearsed["feeds"] == done["feeds"]
        assert rehearsed["files"] == done["files"]
        assert rehearsed["exit"] == done["exit"] == 0
        assert news.run(*words, "--dry-run", now=DAYS[day]).json["files"] == {
            "feed.css": "kept",
            "feeds.opml": "kept",
            "index.html": "kept",
        }
