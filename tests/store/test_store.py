"""The memory, in real SQLite files."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from feedtool import merge
from feedtool.errors import DamagedError, StateError
from feedtool.model import Article, Copy, Feed, Listed, Outline, Pin, Shown, State
from feedtool.store import (
    Arrival,
    KeptFile,
    Place,
    Store,
    encoding,
    schema,
    set_aside,
    where_set_aside,
)

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
WIRE, BLOG = "https://wire.example.com/feed", "https://blog.example.net/feed"
ECHO = "https://echo.example.net/feed"
PLACES = {key: Place(rank, key) for rank, key in enumerate((WIRE, BLOG, ECHO))}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "feedtool.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    with Store(path) as opened:
        yield opened


def article(number: int, **more: object) -> Article:
    link = f"https://example.org/{number}"
    published = NOW - timedelta(days=number)
    return replace(
        Article(link=link, title=f"Article {number}", published=published),
        **more,  # type: ignore[arg-type]
    )


def feed(*articles: Article) -> Feed[Article]:
    return Feed(title="The wire", link="https://wire.example.com/", articles=articles)


def take(store: Store, key: str, *articles: Article, now: datetime = NOW) -> int:
    return store.take_feed(key, feed(*articles), State(asked=now), now).new


def newest(store: Store, definition: str = "news") -> list[Copy]:
    return list(store.view(definition, PLACES).newest())


def numbers(copies: list[Copy]) -> list[str]:
    return sorted(copy.article.title for copy in copies)


# -- sources ----------------------------------------------------------------------


def test_a_source_nobody_has_asked_has_the_state_of_a_new_one(store: Store) -> None:
    assert store.states([WIRE]) == {WIRE: State()}
    assert store.headers([WIRE]) == {}
    assert store.outlines(WIRE) == ()


def test_what_was_remembered_is_there_when_the_memory_is_opened_again(
    path: Path,
) -> None:
    state = State(etag='W/"1"', asked=NOW, failures=2, error="404 Not Found")
    with Store(path) as store:
        store.remember(WIRE, state)
        take(store, BLOG, article(1))
    with Store(path) as store:
        assert store.states([WIRE, BLOG]) == {WIRE: state, BLOG: State(asked=NOW)}
        assert store.headers([BLOG])[BLOG].title == "The wire"
        assert numbers(newest(store)) == ["Article 1"]


def test_outlines_are_replaced_as_a_list_changes(store: Store) -> None:
    for title in ("One", "Two"):
        outlines = (Outline(title=title, outlines=(Outline(title="in", feed=BLOG),)),)
        store.take_outlines(WIRE, outlines, State(asked=NOW))
        assert store.outlines(WIRE) == outlines


def test_articles_are_counted_for_each_source(store: Store) -> None:
    take(store, WIRE, article(1), article(2))
    assert store.counts([WIRE, BLOG]) == {WIRE: (2, NOW - timedelta(days=1))}


# -- articles of feeds ------------------------------------------------------------


def test_only_articles_not_seen_before_are_new(store: Store) -> None:
    assert take(store, WIRE, article(1), article(2)) == 2
    assert take(store, WIRE, article(2), article(3), now=LATER) == 1


def test_an_article_that_its_feed_no_longer_carries_stays(store: Store) -> None:
    take(store, WIRE, article(1), article(2))
    take(store, WIRE, article(2), now=LATER)
    seen = {copy.article.title: copy.last_seen for copy in newest(store)}
    assert seen == {"Article 1": NOW, "Article 2": LATER}


def test_an_edit_is_remembered_and_the_first_date_kept(store: Store) -> None:
    first = article(1)
    take(store, WIRE, first)
    moved = NOW + timedelta(days=1)
    take(store, WIRE, replace(first, title="Edited", published=moved), now=LATER)
    (copy,) = newest(store)
    assert copy.article.title == "Edited"
    assert copy.dated == first.published
    assert copy.first_seen == NOW


@pytest.mark.parametrize(
    "published", [None, datetime(1970, 1, 1, tzinfo=UTC), NOW + timedelta(days=8)]
)
def test_an_article_without_a_plausible_date_has_that_of_its_first_sight(
    store: Store, published: datetime | None
) -> None:
    undated = article(1, published=published)
    take(store, WIRE, undated)
    take(store, WIRE, replace(undated, title="Edited"), now=LATER)
    (copy,) = newest(store)
    assert copy.dated == NOW


def test_one_article_twice_in_a_feed_is_one(store: Store) -> None:
    assert take(store, WIRE, article(1), article(1)) == 1


def test_everything_an_article_has_comes_back(store: Store) -> None:
    whole = article(
        1,
        guid="tag:example.org,2026:1",
        content="<p>Ж\ud7ff</p>",
        regions=("georgia",),
        expires=LATER,
        retracted=True,
    )
    take(store, WIRE, whole)
    (copy,) = newest(store)
    assert copy.article == whole
    assert (copy.source, copy.address, copy.rank) == (WIRE, WIRE, 0)


# -- views ------------------------------------------------------------------------


def test_articles_come_newest_first(store: Store) -> None:
    take(store, WIRE, *(article(number) for number in range(1, 1_201)))
    seen = [copy.dated for copy in newest(store)]
    assert seen == sorted(set(seen), reverse=True)
    assert len(seen) == 1_200


def test_copies_that_share_a_key_come_together(store: Store) -> None:
    old = datetime(2020, 1, 1, tzinfo=UTC)
    take(store, WIRE, article(1), *(article(n) for n in range(2, 900)))
    # The same link, and then the same guid.
    link = "http://www.example.org/1/?utm_source=x"
    take(store, BLOG, article(1, link=link, guid="tag:a.org,2026:1", published=old))
    take(store, ECHO, article(5_000, guid="tag:a.org,2026:1", published=old))
    view = store.view("news", PLACES)
    first = view.together([newest(store)[0].row])
    assert {copy.source for copy in first} == {WIRE, BLOG, ECHO}
    assert len(first) == 3


def test_a_view_has_only_its_own_sources(store: Store) -> None:
    take(store, WIRE, article(1))
    take(store, BLOG, article(1, title="The same, elsewhere"))
    view = store.view("news", {WIRE: Place(0, WIRE)})
    copies = list(view.newest())
    assert numbers(copies) == ["Article 1"]
    assert numbers(view.together([copies[0].row])) == ["Article 1"]


def test_the_articles_of_one_source_come_newest_first(store: Store) -> None:
    take(store, WIRE, article(3), article(1), article(2))
    view = store.view("news", PLACES)
    titles = [copy.article.title for copy in view.of_source(WIRE)]
    assert titles == ["Article 1", "Article 2", "Article 3"]
    assert list(view.of_source(BLOG)) == []


# -- pins -------------------------------------------------------------------------


def test_a_pin_stays_as_it_was_first_set_and_holds_in_its_definition_only(
    store: Store,
) -> None:
    take(store, WIRE, article(1))
    (copy,) = newest(store)
    pin = Pin(id="tag:example.org,2026:first", published=NOW)
    store.pin("news", {copy.row: pin})
    store.pin("news", {copy.row: Pin(id="urn:other", published=LATER)})
    assert newest(store)[0].pin == pin
    assert newest(store, "other")[0].pin is None


# -- records ----------------------------------------------------------------------


def arrivals(*numbers: int) -> list[Arrival]:
    return [Arrival(article(n), f"articles/{n}.yaml:1") for n in numbers]


def test_records_replace_those_before_and_keep_their_first_sight(store: Store) -> None:
    assert store.take_records(WIRE, arrivals(1, 2), State(), NOW) == 2
    assert store.take_records(WIRE, arrivals(2, 3), State(), LATER) == 1
    seen = {copy.article.title: copy.first_seen for copy in newest(store)}
    assert seen == {"Article 2": NOW, "Article 3": LATER}


def test_a_record_has_the_date_that_its_editor_gives_now(store: Store) -> None:
    old, new = datetime(1812, 6, 24, tzinfo=UTC), datetime(2040, 1, 1, tzinfo=UTC)
    for published in (old, new):
        dated = Arrival(article(1, published=published), "articles/1.yaml:1")
        store.take_records(WIRE, [dated], State(), NOW)
        (copy,) = newest(store)
        assert copy.dated == published
    undated = Arrival(article(1, published=None), "articles/1.yaml:1")
    store.take_records(WIRE, [undated], State(), LATER)
    assert newest(store)[0].dated == NOW


def test_files_of_records_are_kept_by_path_and_those_gone_are_forgotten(
    store: Store,
) -> None:
    one, two = KeptFile("1", b"one"), KeptFile("2", b"two")
    store.keep_record_files(WIRE, {"a.yaml": one, "b.yaml": two})
    assert store.record_files(WIRE) == {"a.yaml": one, "b.yaml": two}
    changed = replace(two, stamp="3")
    store.keep_record_files(WIRE, {"b.yaml": changed})
    assert store.record_files(WIRE) == {"b.yaml": changed}


def test_what_was_published_last_is_remembered(store: Store) -> None:
    listed = Listed(title="News", path="news/", updated=NOW, formats=("rss",))
    shown = Shown(
        listed=listed,
        fingerprint="1",
        stamps={"news/rss.xml": "9"},
        articles={"a": "b"},
    )
    store.show({"news/": shown})
    assert store.shown() == {"news/": shown}


# -- the file ---------------------------------------------------------------------


def test_a_copy_of_the_memory_is_never_written_back(path: Path) -> None:
    with Store(path) as store:
        take(store, WIRE, article(1))
    before = path.read_bytes()
    with Store(path, kept=False) as store:
        take(store, WIRE, article(2))
        assert numbers(newest(store)) == ["Article 1", "Article 2"]
    assert path.read_bytes() == before
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_a_copy_has_what_a_run_that_is_not_done_has_written(path: Path) -> None:
    with Store(path) as store:
        take(store, WIRE, article(1))
        with Store(path, kept=False) as copy:
            assert numbers(newest(copy)) == ["Article 1"]


def test_a_copy_of_no_memory_makes_none(path: Path) -> None:
    with Store(path, kept=False) as store:
        take(store, WIRE, article(1))
    assert not path.exists()


@pytest.mark.parametrize("kept", [True, False])
@pytest.mark.parametrize("data", [b"not a database " * 500, b"SQLite format 3\0" * 300])
def test_a_damaged_file_is_an_error_and_is_not_touched(
    path: Path, data: bytes, kept: bool
) -> None:
    path.write_bytes(data)
    with pytest.raises(StateError, match=r"feedtool\.db: the memory is damaged"):
        Store(path, kept=kept)
    assert path.read_bytes() == data


def test_the_database_of_another_program_is_an_error_and_is_not_touched(
    path: Path,
) -> None:
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE theirs (x)")
        other.commit()
    before = path.read_bytes()
    with pytest.raises(StateError, match="of another program"):
        Store(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("application", [0, 0x12345678])
def test_the_damaged_database_of_another_program_is_not_taken_for_ours(
    path: Path, application: int
) -> None:
    with closing(sqlite3.connect(path)) as other:
        other.execute(f"PRAGMA application_id = {application}")
        other.execute("CREATE TABLE theirs (x)")
        other.commit()
    data = bytearray(path.read_bytes())
    data[100:200] = b"\xff" * 100  # the head of the page with the schema
    path.write_bytes(bytes(data))
    with pytest.raises(StateError, match="of another program") as refused:
        Store(path)
    assert not isinstance(refused.value, DamagedError)


@pytest.mark.parametrize("parts", [("",), ("", "-wal"), ("", "-wal", "-shm")])
def test_what_is_set_aside_keeps_its_log_and_overwrites_nothing(
    path: Path, parts: tuple[str, ...]
) -> None:
    for attempt in ("first", "second", "third"):
        for part in parts:
            path.with_name(path.name + part).write_text(attempt + part)
        place = where_set_aside(path, NOW)
        assert set_aside(path, NOW) == place
        for part in parts:
            assert place.with_name(place.name + part).read_text() == attempt + part
    names = {f"feedtool.db.damaged-20260301T120000Z{n}" for n in ("", "-2", "-3")}
    left = {each.name for each in path.parent.iterdir()}
    assert left == {name + part for name in names for part in parts}


def test_a_memory_that_is_a_link_is_set_aside_where_it_is(
    path: Path, tmp_path: Path
) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere/real.db").write_text("damaged")
    path.symlink_to("elsewhere/real.db")
    place = set_aside(path, NOW)
    assert place.parent == tmp_path / "elsewhere"
    assert place.read_text() == "damaged"
    with Store(path) as store:
        take(store, WIRE, article(1))
    assert (tmp_path / "elsewhere/real.db").exists()


def test_a_memory_of_a_later_version_is_an_error(path: Path) -> None:
    with Store(path):
        pass
    with closing(sqlite3.connect(path)) as later:
        later.execute("PRAGMA user_version = 99")
    with pytest.raises(StateError, match="later feedtool"):
        Store(path)


def test_what_breaks_while_the_memory_is_used_is_told_in_a_sentence(
    path: Path,
) -> None:
    with Store(path) as store:
        take(store, WIRE, *(article(n, content="x" * 5_000) for n in range(100)))
    data = bytearray(path.read_bytes())
    for page in range(4_096 * 12, len(data) - 4_096, 4_096):
        data[page : page + 200] = b"\xff" * 200
    path.write_bytes(bytes(data))
    with (
        pytest.raises(StateError, match="damaged"),
        Store(path) as store,
    ):
        take(store, WIRE, *(article(n, content="y") for n in range(200)))


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(StateError, match="its folder does not exist"):
        Store(tmp_path / "nowhere" / "feedtool.db")


def test_a_transaction_that_is_interrupted_leaves_nothing_of_itself(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    take(store, WIRE, article(1))

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("feedtool.store.meeting.meet", interrupt)
    with pytest.raises(KeyboardInterrupt):
        take(store, WIRE, article(2), now=LATER)
    assert numbers(newest(store)) == ["Article 1"]
    assert store.states([WIRE])[WIRE].asked == NOW


def test_a_memory_of_an_earlier_version_is_brought_up_to_date(path: Path) -> None:
    changed = article(1, updated=NOW)
    gone = Article(link="https://m.example.org/2", retracted=True)
    with closing(sqlite3.connect(path)) as old:
        for script in schema.MIGRATIONS[:2]:
            old.executescript(script)
        old.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
        old.execute("PRAGMA user_version = 2")
        state = encoding.packed(State())
        old.execute(
            "INSERT INTO source (id, key, state) VALUES (1, ?, ?)", (WIRE, state)
        )
        seen = encoding.seconds(NOW)
        old.executemany(
            "INSERT INTO article VALUES (?, 1, ?, ?, ?, ?, NULL, ?, 0)",
            [
                (row, encoding.identity(merge.identity(each)), seen, seen, seen, data)
                for row, each in enumerate((changed, gone), 1)
                for data in (encoding.packed(each),)
            ],
        )
        old.execute("INSERT INTO pin VALUES ('news', 1, 'tag:example.org,2026:1', 0)")
        old.commit()
    with Store(path) as store:
        assert store.counts([WIRE]) == {WIRE: (2, NOW)}
        assert [row for row, _ in store.retractions([WIRE])] == [2]
        view = store.view("news", PLACES)
        assert {copy.updated for copy in view.newest()} == {NOW, None}
        assert view.named(["link:example.org/2"]) == {2}
        # A record may take over the id that an article was published under.
        take(store, BLOG, Article(guid="tag:example.org,2026:1", title="Another"))
        (mine,) = view.named(["id:tag:example.org,2026:1"])
        assert {copy.row for copy in store.view("news", PLACES).together([mine])} == {
            1,
            mine,
        }
        assert take(store, WIRE, changed) == 0


def test_articles_are_counted_as_they_come_and_go(store: Store) -> None:
    take(store, WIRE, article(1), article(2), article(3))
    take(store, WIRE, article(3), article(4))
    take(store, BLOG, article(1))
    assert store.counts([WIRE, BLOG])[WIRE][0] == 4
    store.forget_articles(store.articles_at("https://example.org/1"))
    counts = store.counts([WIRE, BLOG])
    assert {key: count for key, (count, _) in counts.items()} == {WIRE: 3}
    store.take_records(ECHO, map(Arrival, (article(7), article(8))), State(), NOW)
    store.take_records(ECHO, map(Arrival, (article(8), article(9))), State(), NOW)
    assert store.counts([ECHO])[ECHO][0] == 2
