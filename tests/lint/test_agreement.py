"""How far lint and the W3C feed validator agree, where that is at hand.

    FEEDVALIDATOR=/path/to/feedvalidator pytest -s tests/lint/test_agreement.py

It runs in a Python of its own (FEEDVALIDATOR_PYTHON, with lxml, html5lib and rdflib),
over its test cases for the formats that lint covers.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from feedtool import lint
from feedtool.errors import ParseError

_CHECKOUT = os.environ.get("FEEDVALIDATOR")
# Modules that lint knows by name alone, and documents that are no feeds.
_NOT_COVERED = ("app", "conversationsnetwork", "feedsync", "gbase", "kml", "opensearch")
_PROGRAM = """
import io, json, os, socket, sys
sys.path.insert(0, os.path.join(sys.argv[1], "src"))
import collections.abc
import feedvalidator
def refuse(*arguments, **options): raise OSError("no network")
socket.socket.connect = socket.create_connection = socket.getaddrinfo = refuse
socket.gethostbyname = lambda name: "192.0.2.1"
log, said = feedvalidator.logging, sys.stdout
for path in sys.stdin.read().splitlines():
    sys.stdout = io.StringIO()
    try:
        with open(path, "rb") as stream:
            url = "http://www.feedvalidator.org" + path[len(sys.argv[1]):]
            found = feedvalidator.validateString(stream.read(), 0, "utf-8", url)
        events = found["loggedEvents"]
    except Exception:
        events = None
    sys.stdout = said
    levels = None if events is None else [
        any(isinstance(event, kind) for event in events)
        for kind in (log.Error, log.Warning)
    ]
    print(json.dumps([path, levels]))
"""

pytestmark = pytest.mark.skipif(not _CHECKOUT, reason="FEEDVALIDATOR is not set")


def test_the_w3c_validator_says_the_same() -> None:
    checkout = Path(_CHECKOUT or "").resolve()
    agreed, all_of = Counter[str](), Counter[str]()
    for path, levels in _verdicts(checkout).items():
        url = path.replace(str(checkout), "http://www.feedvalidator.org")
        try:
            found = lint.check(Path(path).read_bytes(), url=url, now=datetime.now(UTC))
        except ParseError:
            continue
        for level, theirs in zip(("error", "warning"), levels, strict=True):
            ours = any(each.level == level for each in found)
            all_of[level] += 1
            agreed[level] += ours == theirs
    for level, number in all_of.items():
        share = agreed[level] / number
        print(f"{level}s: {agreed[level]} of {number} documents, {share:.1%}")
        assert share >= 0.95


def _verdicts(checkout: Path) -> dict[str, list[bool]]:
    cases = checkout / "testcases"
    paths = [
        str(path)
        for path in sorted([*cases.rglob("*.xml"), *cases.rglob("*.opml")])
        if not set(path.parts) & set(_NOT_COVERED)
    ]
    assert paths
    ran = subprocess.run(
        [
            os.environ.get("FEEDVALIDATOR_PYTHON", sys.executable),
            *("-W", "ignore", "-c", _PROGRAM, str(checkout)),
        ],
        input="\n".join(paths),
        capture_output=True,
        text=True,
        check=True,
    )
    verdicts = dict(map(json.loads, ran.stdout.splitlines()))
    return {path: levels for path, levels in verdicts.items() if levels is not None}
