"""All pairs at once, through the memory: what a build makes of duplicates."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from feedtool import merge
from feedtool.model import Feed, State
from feedtool.store import Place, Store

from .pairs import Pair, pairs

NOW = datetime(2026, 3, 20, 12, 0, tzinfo=UTC)
PAIRS = list(pairs())


@pytest.fixture(scope="module")
def merged(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What each article came to be: the id it is published under, by its guid."""
    with Store(tmp_path_factory.mktemp("pairs") / "feedtool.db") as store:
        for side in ("one", "other"):
            articles = [
                replace(getattr(pair, side), guid=f"{side} {pair.name}")
                for pair in PAIRS
            ]
            store.take_feed(side, Feed(articles=tuple(articles)), State(), NOW)
        store.compare(["one", "other"])
        view = store.view("news", {"one": Place(0, "one"), "other": Place(1, "other")})
        made = merge.merge(view.newest())
    return {
        copy.article.guid or "": published.id
        for published in made
        for copy in published.copies
    }


def _of(same: bool) -> Iterator[Pair]:
    return (pair for pair in PAIRS if pair.same is same)


def test_there_are_enough_of_both() -> None:
    assert len(list(_of(True))) >= 60
    assert len(list(_of(False))) >= 60


def test_no_look_alikes_are_merged(merged: dict[str, str]) -> None:
    wrong = [
        pair.name
        for pair in _of(False)
        if merged[f"one {pair.name}"] == merged[f"other {pair.name}"]
    ]
    assert wrong == []


def test_over_nine_in_ten_duplicates_are_found(merged: dict[str, str]) -> None:
    missed = [
        pair.name
        for pair in _of(True)
        if merged[f"one {pair.name}"] != merged[f"other {pair.name}"]
    ]
    assert len(missed) < 0.1 * len(list(_of(True))), missed


def test_nothing_is_lost_and_no_two_pairs_are_mixed(merged: dict[str, str]) -> None:
    assert len(merged) == 2 * len(PAIRS)
    about = {pair.name: pair.one.title for pair in PAIRS}  # some are of one story
    members: dict[str, set[str]] = {}
    for guid, public in merged.items():
        members.setdefault(public, set()).add(about[guid.partition(" ")[2]])
    assert [titles for titles in members.values() if len(titles) > 1] == []
