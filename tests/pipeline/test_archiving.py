"""Archives: all that a feed ever showed, found by walking from it (RFC 5005 §4)."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from feedtool import lint, read
from feedtool.model import Finding
from feedtool.pipeline import archiving

from ..conftest import Desk, feed_yaml, item, rss

BASE = "https://example.org/feeds/"
ATOM = "{http://www.w3.org/2005/Atom}"
FH = "{http://purl.org/syndication/history/1.0}"
DAYS = [f"2026-03-{day:02}T12:00:00Z" for day in range(1, 30)]


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let volumes be full with three articles."""
    monkeypatch.setattr(archiving, "SIZE", 3)


@pytest.fixture
def news(desk: Desk) -> Desk:
    """A feed that shows two articles, and has an archive."""
    define(desk)
    (desk.root / "feeds/news/articles").mkdir()
    desk.write("feeds/feedtool.yaml", f"base_url: {BASE}\nretention: 30d\n")
    return desk


def define(desk: Desk, more: str = "", source: str = "feed: w.xml") -> None:
    output = f"output: {{archive: true, limit: 2}}\n{more}"
    sources = (source, "records: articles/")
    desk.write("feeds/news/feed.yaml", feed_yaml(*sources, more=output))


def wire(desk: Desk, *items: str) -> None:
    desk.write("feeds/news/w.xml", rss(*items))


def record(desk: Desk, number: int, more: str = "") -> Path:
    return desk.write(
        f"feeds/news/articles/{number}.yaml",
        f"title: Record {number}\nlink: https://example.org/{number}\n"
        f"published: 2026-01-{number:02}\n{more}",
    )


class Document(NamedTuple):
    """A feed document: where it leads, and its entries, by id with date and title."""

    links: dict[str, str]
    is_archive: bool
    entries: list[tuple[str, str, str]]


def document(address: str, desk: Desk) -> Document:
    path = desk.root / "public" / address.removeprefix(BASE)
    findings = lint.check(path.read_bytes())
    assert {f.rule for f in findings if f.level != "note"} <= {"same-updated"}
    root = etree.fromstring(path.read_bytes())
    links = {
        str(each.attrib["rel"]): str(each.attrib["href"])
        for each in root.iter(f"{ATOM}link")
        if each.getparent() is root
    }
    assert links["self"] == address
    feed = read.parse(path.read_bytes(), url=address)
    return Document(
        links=links,
        is_archive=root.find(f"{FH}archive") is not None,
        entries=[(a.guid or "", str(a.updated), a.title) for a in feed.articles],
    )


def walked(desk: Desk) -> Iterator[Document]:
    """Yield the feed and the volumes of its archive, as a reader goes back in time."""
    address: str | None = f"{BASE}news/atom.xml"
    after: str | None = None
    while address:
        this = document(address, desk)
        assert this.links.get("next-archive") == after
        is_volume = "current" in this.links
        assert this.is_archive == (is_volume and len(files(desk)) > 1)
        yield this
        after = address if is_volume else None
        address = this.links.get("prev-archive")


def everything(desk: Desk) -> dict[str, str]:
    """Return the titles of all articles by id, in their latest state (§4.2)."""
    found: dict[str, tuple[str, str]] = {}
    for each in walked(desk):
        for guid, updated, title in each.entries:
            if guid not in found or updated > found[guid][0]:
                found[guid] = updated, title
    return {guid: title for guid, (_, title) in found.items()}


def titles(desk: Desk) -> list[str]:
    return sorted(everything(desk).values())


def volume(desk: Desk, number: int) -> list[str]:
    address = f"{BASE}news/archive/{number}.xml"
    return [title for _, _, title in document(address, desk).entries]


def files(desk: Desk) -> dict[str, bytes]:
    return {
        path: data
        for path, (_, _, data) in desk.published().items()
        if path.startswith("news/archive/")
    }


# -- volumes ----------------------------------------------------------------------


def test_articles_are_filed_in_the_order_in_which_they_came(news: Desk) -> None:
    wire(news, item(4, day=4), item(3, day=3))
    news.build(now=DAYS[0])
    assert volume(news, 1) == ["Item 3", "Item 4"]
    # Backdated, it is in a volume at once, and in no newest two.
    wire(news, item(1, day=1), item(5, day=5), item(2, day=2))
    news.build(now=DAYS[1])
    assert volume(news, 1) == ["Item 3", "Item 4", "Item 1"]
    assert volume(news, 2) == ["Item 2", "Item 5"]
    assert titles(news) == [f"Item {n}" for n in (1, 2, 3, 4, 5)]


def test_there_is_always_a_volume_that_grows(news: Desk) -> None:
    wire(news)
    news.build(now=DAYS[0])
    assert list(files(news)) == ["news/archive/1.xml"]
    assert volume(news, 1) == []
    wire(news, item(1), item(2), item(3))
    news.build(now=DAYS[1])
    first = files(news)["news/archive/1.xml"]
    assert [len(each.entries) for each in walked(news)] == [2, 0, 3]
    wire(news, item(4))
    news.build(now=DAYS[2])
    assert volume(news, 2) == ["Item 4"]
    assert files(news)["news/archive/1.xml"] == first


def test_only_the_feed_itself_has_an_archive(news: Desk) -> None:
    news.write("feeds/regions.yaml", "asia: {keywords: [Item]}\n")
    wire(news, item(1))
    news.build()
    assert b"archive" in (news.root / "public/news/rss.xml").read_bytes()
    assert b"archive" not in (news.root / "public/news/asia/atom.xml").read_bytes()
    assert not (news.root / "public/news/asia/archive").exists()


def test_a_quiet_build_touches_nothing_and_new_articles_only_the_last_volume(
    news: Desk,
) -> None:
    wire(news, *(item(n, day=n) for n in range(1, 9)))
    news.build(now=DAYS[0])
    before = news.published()
    news.build(now=DAYS[1])
    assert news.published() == before
    wire(news, item(9, day=1))
    ran = news.build("--json", now=DAYS[2])
    changed = {path for path, was in before.items() if news.published()[path] != was}
    assert changed >= {"news/archive/3.xml"}
    assert not changed & {"news/archive/1.xml", "news/archive/2.xml"}
    (feed,) = ran.json["feeds"]
    assert feed["files"]["news/archive/3.xml"] == "wrote"
    assert "news/archive/1.xml" not in feed["files"]


def test_what_is_taken_away_from_public_comes_back_the_same(news: Desk) -> None:
    wire(news, *(item(n, day=n) for n in range(1, 9)))
    news.build(now=DAYS[0])
    wire(news, item(1, day=1, title="Item 1, edited"))
    news.build(now=DAYS[1])
    before = files(news)
    (news.root / "public/news/archive/2.xml").unlink()
    news.build(now=DAYS[2])
    assert files(news) == before
    shutil.rmtree(news.root / "public")
    news.build(now=DAYS[3])
    assert files(news) == before


def test_another_base_url_moves_all_volumes(news: Desk) -> None:
    wire(news, *(item(n, day=n) for n in range(1, 9)))
    news.build(now=DAYS[0])
    elsewhere = "https://www.example.net/"
    news.write("feeds/feedtool.yaml", f"base_url: {elsewhere}\n")
    news.build(now=DAYS[1])
    assert all(BASE.encode() not in data for data in files(news).values())
    assert (
        f"{elsewhere}news/archive/2.xml".encode() in files(news)["news/archive/1.xml"]
    )


def test_what_is_to_come_is_filed_when_it_has_come(news: Desk) -> None:
    wire(news, item(1))
    record(news, 2, "updated: 2026-03-02")
    path = news.root / "feeds/news/articles/2.yaml"
    path.write_text(path.read_text().replace("2026-01-02", "2026-03-02"))
    news.build(now=DAYS[0])
    assert titles(news) == ["Item 1"]
    news.build(now=DAYS[2])
    assert titles(news) == ["Item 1", "Record 2"]


def test_a_rehearsal_files_nothing(news: Desk) -> None:
    wire(news, item(1), item(2), item(3), item(4))
    ran = news.run("build", "--dry-run", "--json")
    assert ran.json["feeds"][0]["files"]["news/archive/2.xml"] == "wrote"
    assert not (news.root / "public").exists()
    assert news.run("check").status == 0


def test_an_article_that_would_spoil_a_volume_is_left_out(
    news: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    sound = lint.check

    def check(data: bytes) -> list[Finding]:
        spoilt = Finding(level="error", message="It is a two.")
        return [*sound(data), *([spoilt] if b"<title>Item 2" in data else [])]

    wire(news, *(item(n, day=n) for n in range(1, 5)))
    with monkeypatch.context() as patched:
        patched.setattr(lint, "check", check)
        news.build(now=DAYS[0])
    assert [volume(news, 1), volume(news, 2)] == [["Item 1", "Item 3"], ["Item 4"]]


def test_a_volume_that_is_not_valid_stays_as_it_was(
    news: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    wire(news, item(1))
    news.build(now=DAYS[0])
    before = files(news)
    wire(news, item(2))
    with monkeypatch.context() as patched:
        wrong = [Finding(level="error", message="It is all wrong.")]
        patched.setattr(lint, "check", lambda data: wrong)
        ran = news.run("build", now=DAYS[1])
    assert "held back" in ran.out
    assert files(news) == before
    news.build(now=DAYS[2])
    assert volume(news, 1) == ["Item 1", "Item 2"]


def test_a_volume_that_is_held_back_is_said_once_and_holds_nothing_else_back(
    news: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def check(data: bytes) -> list[Finding]:
        is_volume = b'rel="current"' in data
        return [Finding(level="error", message="it is wrong")] if is_volume else []

    wire(news, item(1))
    with monkeypatch.context() as patched:
        patched.setattr(lint, "check", check)
        ran = news.run("build", "--quiet", now=DAYS[0])
        again = news.run("build", "--quiet", now=DAYS[1])
        dry = news.run("build", "--dry-run", now=DAYS[2])
    said = "error: held back: news/archive/1.xml: it is wrong; please report it"
    assert ran.status == again.status == dry.status == 3
    assert ran.err.startswith(said)
    assert ran.err.count("\n") == 1
    assert again.err == ""
    assert said in dry.err
    assert "Item 1" in (news.root / "public/news/atom.xml").read_text()
    assert "news/archive/1.xml" not in files(news)
    ran = news.run("build", now=DAYS[3])
    assert ran.status == 0
    assert volume(news, 1) == ["Item 1"]


# -- edits ------------------------------------------------------------------------


def test_an_edit_leaves_full_volumes_alone_and_is_filed_anew(news: Desk) -> None:
    wire(news, *(item(n, day=n) for n in range(1, 6)))
    news.build(now=DAYS[0])
    full = files(news)["news/archive/1.xml"]
    wire(news, item(2, day=2, title="Item 2, edited"), item(4, day=4, title="Four"))
    news.build(now=DAYS[1])
    assert files(news)["news/archive/1.xml"] == full
    assert volume(news, 2) == ["Four", "Item 5", "Item 2, edited"]
    assert titles(news) == ["Four", "Item 1", "Item 2, edited", "Item 3", "Item 5"]


def test_an_editor_need_not_date_an_edit(news: Desk) -> None:
    wire(news)
    for number in (1, 2, 3, 4):
        record(news, number, "summary: Of 400 houses.")
    news.build(now=DAYS[0])
    record(news, 1, "summary: Of 500 houses.")
    news.build(now=DAYS[1])
    assert volume(news, 2) == ["Record 4", "Record 1"]
    assert b"Of 500 houses" in files(news)["news/archive/2.xml"]


def test_another_map_or_program_files_nothing_anew(news: Desk) -> None:
    wire(news, *(item(n, day=n) for n in range(1, 9)))
    news.build(now=DAYS[0])
    before = files(news)
    news.write("feeds/regions.yaml", "asia: {keywords: [Item]}\n")
    news.build(now=DAYS[1])
    after = files(news)
    assert after["news/archive/1.xml"] == before["news/archive/1.xml"]
    assert [len(each.entries) for each in walked(news)] == [2, 2, 3, 3]


def test_old_text_that_the_memory_lets_go_of_stays_in_the_archive(news: Desk) -> None:
    text = "<description>Long text</description>"
    wire(news, *(item(n, day=n, more=text) for n in range(1, 6)))
    news.build(now=DAYS[0])
    before = files(news)
    wire(news, item(6, day=28), item(7, day=28))
    news.build(now="2026-08-01T12:00:00Z")
    news.build(now="2026-08-02T12:00:00Z")
    with closing(sqlite3.connect(news.root / "feedtool.db")) as memory:
        assert memory.execute("SELECT sum(trimmed) FROM article").fetchone() == (5,)
    define(news, "rights: Ours\n")  # so that all is looked at anew
    news.build(now="2026-08-03T12:00:00Z")
    assert files(news)["news/archive/1.xml"] == before["news/archive/1.xml"]
    assert files(news)["news/archive/2.xml"].count(b"Long text") == 2


# -- what leaves, and what does not -----------------------------------------------


def test_a_retraction_rewrites_the_volume_and_no_number_changes(news: Desk) -> None:
    wire(news, *(item(n, day=n) for n in range(1, 9)))
    news.build(now=DAYS[0])
    before = files(news)
    news.write(
        "feeds/news/articles/retract.yaml",
        "link: https://wire.example.com/2\nretracted: true\n",
    )
    news.build(now=DAYS[1])
    assert volume(news, 1) == ["Item 1", "Item 3"]
    assert files(news)["news/archive/2.xml"] == before["news/archive/2.xml"]
    assert titles(news) == [f"Item {n}" for n in (1, 3, 4, 5, 6, 7, 8)]
    # It is filed anew when it is not retracted any more.
    (news.root / "feeds/news/articles/retract.yaml").unlink()
    news.build(now=DAYS[2])
    assert volume(news, 3) == ["Item 7", "Item 8", "Item 2"]


@pytest.mark.parametrize("name", ["https://wire.example.com/2", "w.xml"])
def test_what_is_forgotten_leaves_its_volume(news: Desk, name: str) -> None:
    wire(news, *(item(n, day=n) for n in range(1, 5)))
    news.build(now=DAYS[0])
    wire(news, item(9))
    assert news.run("forget", name).status == 0
    news.build(now=DAYS[1])
    left = ["Item 1", "Item 3", "Item 4"] if name.startswith("https:") else []
    left.append("Item 9")
    assert titles(news) == left


def test_of_two_copies_one_may_be_forgotten(news: Desk) -> None:
    other = item(2, day=2).replace("<guid isPermaLink='false'>2</guid>", "")
    news.write("feeds/news/b.xml", rss(other, title="B"))
    wire(news, *(item(n, day=n) for n in range(1, 5)))
    define(news, source="feed: w.xml\n  - feed: b.xml")
    news.build(now=DAYS[0])
    before = files(news)
    assert news.run("forget", "b.xml").status == 0
    define(news)
    news.build(now=DAYS[1])
    news.build(now=DAYS[2])
    assert files(news) == before


def test_records_leave_when_they_expire_are_drafts_or_are_gone(news: Desk) -> None:
    wire(news)
    for number in range(1, 8):
        record(news, number, "expires: 2026-03-02" if number == 1 else "")
    news.build(now=DAYS[0])
    assert len(titles(news)) == 7
    record(news, 2, "draft: true")
    record(news, 3).unlink()
    news.build(now=DAYS[2])
    assert titles(news) == [f"Record {n}" for n in (4, 5, 6, 7)]
    assert volume(news, 1) == []
    record(news, 2)
    news.build(now=DAYS[3])
    assert volume(news, 3) == ["Record 7", "Record 2"]


def test_a_date_of_expiry_that_comes_later_holds_too(news: Desk) -> None:
    wire(news)
    for number in range(1, 5):
        record(news, number)
    news.build(now=DAYS[0])
    record(news, 1, "expires: 2026-03-02")
    news.build(now=DAYS[5])
    assert titles(news) == ["Record 2", "Record 3", "Record 4"]


@pytest.mark.parametrize("more", ["drop: [Item]\n", "since: 1d\n"])
def test_filters_take_nothing_out_of_it(news: Desk, more: str) -> None:
    wire(news, *(item(n, day=n) for n in range(1, 9)))
    news.build(now=DAYS[0])
    before = files(news)
    define(news, more)
    news.build(now=DAYS[1])
    assert news.titles() == []
    assert files(news) == before


def test_what_filters_never_let_through_is_not_in_it(news: Desk) -> None:
    define(news, "drop: [Item 2]\n")
    wire(news, item(1), item(2), item(3))
    news.build(now=DAYS[0])
    assert titles(news) == ["Item 1", "Item 3"]
    define(news)
    news.build(now=DAYS[1])
    assert titles(news) == ["Item 1", "Item 2", "Item 3"]


def test_a_source_that_is_taken_out_leaves_its_articles_there(news: Desk) -> None:
    wire(news, *(item(n, day=n) for n in range(1, 6)))
    news.build(now=DAYS[0])
    define(news, source="feed: other.xml")
    news.write("feeds/news/other.xml", rss(item(9)))
    news.build(now=DAYS[1])
    assert titles(news) == [f"Item {n}" for n in (1, 2, 3, 4, 5, 9)]
    # A retraction is about all that was ever shown.
    retraction = "link: https://wire.example.com/2\nretracted: true\n"
    news.write("feeds/news/articles/retract.yaml", retraction)
    news.build(now=DAYS[2])
    assert titles(news) == [f"Item {n}" for n in (1, 3, 4, 5, 9)]


# -- without memory ---------------------------------------------------------------


def test_without_a_memory_volumes_keep_their_numbers(news: Desk) -> None:
    wire(news, *(item(n, day=n) for n in range(1, 9)))
    news.build(now=DAYS[0])
    before = news.published()
    for path in news.root.glob("feedtool.db*"):
        path.unlink()
    wire(news, item(9, day=9), item(8, day=8), item(1, day=1))
    news.build(now=DAYS[1])
    after = news.published()
    for number in (1, 2):
        name = f"news/archive/{number}.xml"
        assert after[name] == before[name]
    assert volume(news, 3) == ["Item 7", "Item 8", "Item 9"]
    assert titles(news) == [f"Item {n}" for n in range(1, 10)]
    # It knows what they say, so that they may be lost as well.
    shutil.rmtree(news.root / "public/news/archive")
    news.build(now=DAYS[1])
    assert {path: data for path, (*_, data) in news.published().items()} == {
        path: data for path, (*_, data) in after.items()
    }
    said = news.run("explain", "https://wire.example.com/2").out
    assert "  in news/archive/1.xml\n" in said
    # What the memory knows from there alone is taken back by its link all the same.
    retraction = "link: https://wire.example.com/2\nretracted: true\n"
    news.write("feeds/news/articles/retract.yaml", retraction)
    news.build(now=DAYS[2])
    assert volume(news, 1) == ["Item 1", "Item 3"]


def test_what_only_volumes_have_keeps_its_date_without_a_memory(news: Desk) -> None:
    undated = [item(n).replace("<pubDate>", "<x>") for n in range(1, 7)]
    undated = [each.replace("</pubDate>", "</x>") for each in undated]
    wire(news, *undated)
    news.build(now=DAYS[0])
    before = news.published()
    for path in news.root.glob("feedtool.db*"):
        path.unlink()
    ran = news.build(now=DAYS[1])
    assert "6 articles found" in ran.out
    assert news.published() == before
    for path in news.root.glob("feedtool.db*"):
        path.unlink()
    wire(news, item(7, day=7))  # all others are gone from it
    news.build(now=DAYS[2])
    output = "output: {archive: true, limit: 9}\n"
    news.write(
        "feeds/news/feed.yaml",
        feed_yaml("feed: w.xml", "records: articles/", more=output),
    )
    news.build(now=DAYS[3])
    assert {*news.titles()} == {f"Item {n}" for n in range(1, 8)}


def test_files_of_another_feed_are_not_taken_for_an_archive(news: Desk) -> None:
    wire(news, item(1))
    foreign = "<feed xmlns='http://www.w3.org/2005/Atom'><id>urn:x:y</id></feed>"
    news.write("public/news/archive/1.xml", foreign)
    news.build()
    assert volume(news, 1) == ["Item 1"]


# -- whatever comes ---------------------------------------------------------------

STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            ("arrive", "edit", "retract", "write", "rewrite", "remove", "lose")
        ),
        st.integers(min_value=1, max_value=9),
    ),
    min_size=1,
    max_size=5,
)


class Press:
    """What is carried now, and what a feed without a limit would have shown."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.items: dict[int, str] = {}
        self.expected: dict[str, str] = {}
        self.retracted: set[int] = set()
        self.edits = 0

    def step(self, what: str, number: int) -> set[str]:
        """Take a step; return the titles that leave by it."""
        self.edits += 1
        name, other = f"Item {number}", f"Record {number}"
        text = f"{self.edits * 'a '}new text"
        match what:
            case "arrive" | "edit" if what == "arrive" or number in self.items:
                self.items[number] = f"<description>{text}</description>"
                if number not in self.retracted:
                    self.expected[name] = text
            case "retract":
                self.retracted.add(number)
                self.desk.write(
                    f"feeds/news/articles/no-{number}.yaml",
                    f"link: https://wire.example.com/{number}\nretracted: true\n",
                )
                return {name} if self.expected.pop(name, None) else set()
            case "write" | "rewrite":
                record(self.desk, number, f"summary: {text}")
                self.expected[other] = text
            case "remove" if other in self.expected:
                record(self.desk, number).unlink()
                del self.expected[other]
                return {other}
            case "lose":
                shutil.rmtree(self.desk.root / "public", ignore_errors=True)
        return set()


def shown(desk: Desk) -> dict[str, str]:
    """Return the summaries of all articles by title, in their latest state."""
    found: dict[str, tuple[str, str]] = {}
    for each in walked(desk):
        path = desk.root / "public" / each.links["self"].removeprefix(BASE)
        for article in read.parse(path.read_bytes(), url=BASE).articles:
            known = found.setdefault(article.title, ("", ""))
            if str(article.updated) > known[0]:
                found[article.title] = str(article.updated), article.summary
    return {title: summary for title, (_, summary) in found.items()}


@settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(STEPS, min_size=1, max_size=6))
def test_a_walk_finds_exactly_what_was_ever_shown(
    news: Desk, runs: list[list[tuple[str, int]]]
) -> None:
    for path in news.root.glob("feedtool.db*"):
        path.unlink()
    shutil.rmtree(news.root / "public", ignore_errors=True)
    for path in (news.root / "feeds/news/articles").glob("*.yaml"):
        path.unlink()
    press = Press(news)
    full: dict[str, bytes] = {}
    for day, steps in enumerate(runs):
        leaving = {title for step in steps for title in press.step(*step)}
        # The feed carries what is new and a few others; they have dates of any order.
        carried = {n for what, n in steps if what in ("arrive", "edit")} | {1, 2, 3}
        items = [(n, press.items[n]) for n in sorted(carried & press.items.keys())]
        wire(news, *(item(n, day=n * 7 % 27 + 1, more=more) for n, more in items))
        assert news.run("build", now=DAYS[day]).status == 0
        assert shown(news) == press.expected
        after = files(news)
        for name, before in full.items():
            was = {article.title for article in read.parse(before, url=BASE).articles}
            assert after[name] == before or was & leaving
        full = {name: after[name] for name in sorted(after)[:-1]}
