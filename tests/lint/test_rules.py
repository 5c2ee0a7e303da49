"""The rules themselves: each says what it is, and each can be broken."""

from __future__ import annotations

import re

import pytest

from feedtool.lint import RULES, Rule

from .fixtures import PATHS, expected

# Broken in test_check.py, by documents that are no text or need to have a place.
_ELSEWHERE = {
    "encoding",
    "past-the-end",
    "rare-encoding",
    "self-elsewhere",
    "too-deep",
    "too-large",
    "unknown-encoding",
}


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.name)
def test_a_rule_says_where_it_stands_why_and_how(rule: Rule) -> None:
    assert re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", rule.name)
    assert rule.source and rule.why and rule.mend
    assert not rule.why.endswith(".") and not rule.mend.endswith(".")


def test_every_rule_is_broken_by_some_fixture() -> None:
    broken = {line.split()[2] for path in PATHS for line in expected(path)}
    assert set(RULES) - broken == _ELSEWHERE
