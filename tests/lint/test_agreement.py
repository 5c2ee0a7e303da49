"""How far lint and the W3C feed validator agree, where that is at hand.

    FEEDVALIDATOR=/path/to/feedvalidator pytest -s tests/lint/test_agreement.py

It runs in a Python of its own (FEEDVALIDATOR_PYTHON, with lxml, html5lib and rdflib),
over its test cases for the formats that lint covers.
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from feedtool import lint
from feedtool.errors import ParseError

from .. import w3c

# Modules that lint knows by name alone, and documents that are no feeds.
_NOT_COVERED = ("app", "conversationsnetwork", "feedsync", "gbase", "kml", "opensearch")

pytestmark = pytest.mark.skipif(not w3c.CHECKOUT, reason="FEEDVALIDATOR is not set")


def test_the_w3c_validator_says_the_same() -> None:
    agreed, all_of = Counter[str](), Counter[str]()
    cases = _cases(Path(w3c.CHECKOUT or "").resolve())
    for (path, url), verdict in zip(cases, w3c.verdicts(cases), strict=True):
        if verdict is None:
            continue
        try:
            found = lint.check(path.read_bytes(), url=url, now=datetime.now(UTC))
        except ParseError:
            continue
        for level in ("error", "warning"):
            theirs = any(known == level for known, _ in verdict)
            ours = any(each.level == level for each in found)
            all_of[level] += 1
            agreed[level] += ours == theirs
    for level, number in all_of.items():
        share = agreed[level] / number
        print(f"{level}s: {agreed[level]} of {number} documents, {share:.1%}")
        assert share >= 0.95


def _cases(checkout: Path) -> list[tuple[Path, str]]:
    """Return its test cases, and where each of them is served."""
    cases = checkout / "testcases"
    paths = [
        path
        for path in sorted([*cases.rglob("*.xml"), *cases.rglob("*.opml")])
        if not set(path.parts) & set(_NOT_COVERED)
    ]
    assert paths
    host = "http://www.feedvalidator.org/"
    return [(path, f"{host}{path.relative_to(checkout)}") for path in paths]
