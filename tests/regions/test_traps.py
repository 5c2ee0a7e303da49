"""Headlines that simple matching gets wrong: tests/data/regions/*.yaml say which."""

from __future__ import annotations

from pathlib import Path

import pytest

from feedtool import config
from feedtool.plainyaml import Notes
from feedtool.regions import Expectation, surprises, un_m49

DATA = Path(__file__).parents[1] / "data" / "regions"


def _read() -> list[Expectation]:
    found: list[Expectation] = []
    for path in sorted(DATA.glob("*.yaml")):
        notes = Notes(path.name)
        found += config.read_expectations(path.read_bytes(), notes, un_m49())
        assert notes.findings == []
    return found


def _name(expected: Expectation) -> str:
    return f"{expected.line}: {expected.article.title}"


@pytest.mark.parametrize("expected", _read(), ids=_name)
def test_the_trap_is_stepped_around(expected: Expectation) -> None:
    said = [
        f"missing {surprise.missing}, surplus {surprise.surplus}, since "
        f"{ {id: each.words for id, each in surprise.reason.regions.items()} }"
        for surprise in surprises([expected], un_m49())
    ]
    assert said == []
