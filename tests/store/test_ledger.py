"""What is made of articles step by step is what would be made of them at once."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedtool.config import Definition, Subscription
from feedtool.model import (
    Article,
    Copy,
    Evidence,
    Feed,
    Pin,
    Published,
    Region,
    RegionMap,
    Source,
    State,
)
from feedtool.pipeline import Desk
from feedtool.pipeline.rules import Judged, Rules
from feedtool.select import Filters, out_of_time
from feedtool.store import Line, Place, Store

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
MAP = RegionMap((Region(id="north", title="North", keywords=("Oslo",)),))
LEADS = (
    "The harbour of Oslo was closed on Friday after forty containers fell from a ship",
    "A school in Malmberg has won the prize for the best garden of the whole country",
)

_ARTICLE = st.builds(
    Article,
    guid=st.none() | st.sampled_from(["1", "2", "tag:a.example,2026:1"]),
    link=st.none() | st.sampled_from([f"https://a.example/{n}" for n in range(4)]),
    title=st.sampled_from(["Harbour closed in Oslo", "A prize for a garden"]),
    source=st.sampled_from([None, None, Source(title="A", link="https://a.example/1")]),
    summary=st.sampled_from(["", *LEADS]),
    published=st.none() | st.integers(-3, 40).map(lambda n: NOW - timedelta(hours=n)),
)
_STEP = st.tuples(st.sampled_from("ab"), st.lists(_ARTICLE, max_size=4))


def _definition(limit: int | None, filters: Filters) -> Definition:
    return Definition(
        name="news",
        folder=Path(),
        file="feed.yaml",
        title="News",
        link="https://example.org/",
        id="urn:x:news",
        sources=tuple(
            Subscription(
                kind="feed", address=key, key=key, filters=Filters(limit=limit)
            )
            for key in "ab"
        ),
        filters=filters,
        limit=3,
        map=MAP,
        subfeeds=("north",),
    )


def _shown(desk: Desk) -> list[list[Published]]:
    feeds = desk.compose(None).feeds
    return [[replace(each, copies=()) for each in feed.articles] for feed in feeds]


@given(
    st.lists(_STEP, min_size=1, max_size=6),
    st.none() | st.integers(1, 3),
    st.sampled_from(
        [Filters(), Filters(since=timedelta(days=1)), Filters(drop=("prize",))]
    ),
)
@settings(max_examples=60, deadline=None)
def test_step_by_step_is_as_at_once(
    steps: list[tuple[str, list[Article]]], limit: int | None, filters: Filters
) -> None:
    definition = _definition(limit, filters)
    with TemporaryDirectory() as folder, Store(Path(folder) / "feedtool.db") as store:
        for hour, (key, articles) in enumerate(steps):
            now = NOW + timedelta(hours=hour)
            feed = Feed(title=key, articles=tuple(articles))
            store.take_feed(key, feed, State(asked=now, succeeded=now), now)
            store.compare("ab")
            kept = _shown(Desk(definition, store, now))
            # With other rules the ledger begins anew.
            anew = Desk(replace(definition, description="anew"), store, now)
            assert _shown(anew) == kept
            every = [each.id for each in Desk(definition, store, now).articles()]
            assert len(set(every)) == len(every)


@given(st.permutations([(key, n) for key in "ab" for n in range(2)]))
@settings(max_examples=20, deadline=None)
def test_it_does_not_matter_which_source_answers_first(
    order: list[tuple[str, int]],
) -> None:
    def article(key: str, n: int) -> Article:
        link = f"https://{key}.example/{n}"
        return Article(
            guid=link,
            link=link,
            title=f"{key}: {LEADS[n][:30]}",
            summary=LEADS[n],
            published=NOW - timedelta(hours=n),
        )

    results = []
    for keys in (order, sorted(order)):
        with (
            TemporaryDirectory() as folder,
            Store(Path(folder) / "feedtool.db") as store,
        ):
            for key in dict.fromkeys(key for key, _ in keys):
                feed = Feed(articles=tuple(article(k, n) for k, n in keys if k == key))
                store.take_feed(key, feed, State(), NOW)
            store.compare("ab")
            results.append(_shown(Desk(_definition(None, Filters()), store, NOW)))
    assert results[0] == results[1]


def test_a_build_with_little_new_looks_only_at_that(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_at: list[int] = []
    judge = Rules.judge

    def watched(rules: Rules, copies: Sequence[Copy]) -> list[Judged]:
        looked_at.append(len(copies))
        return judge(rules, copies)

    monkeypatch.setattr(Rules, "judge", watched)

    def article(n: int) -> Article:
        link = f"https://a.example/{n}"
        return Article(
            guid=link, link=link, title=f"{n}", published=NOW - timedelta(hours=n)
        )

    definition = _definition(None, Filters())
    with Store(tmp_path / "feedtool.db") as store:
        first = Feed(articles=tuple(article(n) for n in range(3_000)))
        store.take_feed("a", first, State(), NOW)
        Desk(definition, store, NOW).compose(None)
        assert sum(looked_at) == 3_000  # for a region that never fills
        looked_at.clear()
        later = NOW + timedelta(hours=1)
        more = Feed(articles=tuple(article(-n) for n in range(1, 4)))
        store.take_feed("b", more, State(), later)
        Desk(definition, store, later).compose(None)
        assert sum(looked_at) == 3


_MOMENTS = st.integers(-50, 50).map(lambda hours: NOW + timedelta(hours=hours))


@given(
    st.lists(st.tuples(_MOMENTS, st.none() | _MOMENTS, st.booleans()), max_size=8),
    st.none() | st.integers(1, 40).map(lambda hours: timedelta(hours=hours)),
    st.integers(1, 5),
)
@settings(max_examples=60, deadline=None)
def test_a_shelf_has_what_the_clock_lets_through_newest_first_then_by_id(
    made: list[tuple[datetime, datetime | None, bool]],
    since: timedelta | None,
    limit: int,
) -> None:
    lines = [
        Line(
            copies=(),
            pin=Pin(id=f"urn:x:{number}", published=published),
            expires=expires,
            regions={"north": Evidence(rule="source")} if north else {},
        )
        for number, (published, expires, north) in enumerate(made)
    ]
    with TemporaryDirectory() as folder, Store(Path(folder) / "feedtool.db") as store:
        ledger = store.ledger(store.view("news", {}), "rules")
        ledger.write([], lines)
        for shelf in (None, "north"):
            due = [
                line.pin
                for line in lines
                if (shelf is None or line.regions)
                and out_of_time(_as_published(line), NOW, since) is None
            ]
            due.sort(key=lambda pin: (-pin.published.timestamp(), pin.id))
            found = ledger.shelf(shelf, NOW, since, limit)
            written = ledger.lines(number for number, _ in found)
            assert [written[number].pin for number, _ in found] == due[:limit]
            assert ledger.tally(NOW, since).get(shelf or "", 0) == len(due)
        change = ledger.next_change(NOW, since)
        before = [out_of_time(_as_published(line), NOW, since) for line in lines]
        for hours in range(100):
            later = NOW + timedelta(hours=hours, seconds=1)
            after = [out_of_time(_as_published(line), later, since) for line in lines]
            if [each is None for each in after] != [each is None for each in before]:
                assert change is not None
                assert change <= later
                break


def _as_published(line: Line) -> Published:
    return Published(
        id=line.pin.id,
        article=Article(expires=line.expires),
        published=line.pin.published,
        updated=line.pin.published,
    )


def test_what_has_changed_is_found_without_looking_at_all_that_is_stored(
    tmp_path: Path,
) -> None:
    with Store(tmp_path / "feedtool.db") as store:
        feed = Feed(articles=tuple(Article(guid=f"{n}", title="T") for n in range(50)))
        store.take_feed("a", feed, State(), NOW)
        view = store.view("news", {"a": Place(0, "a")})
        plans = []
        connection = sqlite3.connect(tmp_path / "feedtool.db")
        for condition in ("turn > 5", "dated < 5"):
            rows = connection.execute(
                f"EXPLAIN QUERY PLAN SELECT id FROM article WHERE {condition} "
                f"AND {view.OURS}",
                view.asked,
            )
            plans.append(" ".join(detail for *_, detail in rows))
        connection.close()
    assert "article_by_turn" in plans[0]
    assert "article_by_date (" in plans[1]
