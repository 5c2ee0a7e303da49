"""Headlines and where they belong: tests/data/regions/*.yaml say it.

Those of traps.yaml are what simple matching gets wrong, and must all be right; those of
headlines.yaml are what comes along in the news.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from feedtool import config
from feedtool.plainyaml import Notes
from feedtool.regions import Expectation, surprises, un_m49

DATA = Path(__file__).parents[1] / "data" / "regions"


def _read(name: str) -> list[Expectation]:
    notes = Notes(name)
    data = (DATA / name).read_bytes()
    found = config.read_expectations(data, notes, un_m49())
    assert notes.findings == []
    return found


def _name(expected: Expectation) -> str:
    return f"{expected.line}: {expected.article.title}"


@pytest.mark.parametrize("expected", _read("traps.yaml"), ids=_name)
def test_the_trap_is_stepped_around(expected: Expectation) -> None:
    said = [
        f"missing {surprise.missing}, surplus {surprise.surplus}, since "
        f"{ {id: each.words for id, each in surprise.reason.regions.items()} }"
        for surprise in surprises([expected], un_m49())
    ]
    assert said == []


def test_most_headlines_land_where_an_editor_puts_them() -> None:
    every = _read("headlines.yaml")
    assert len(every) > 200
    missed = [_name(each.expected) for each in surprises(every, un_m49())]
    assert len(missed) <= len(every) * 0.04, missed
