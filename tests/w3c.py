"""The W3C feed validator, where the environment names a checkout of it.

FEEDVALIDATOR is its folder, FEEDVALIDATOR_PYTHON a Python that has lxml, html5lib and
rdflib for it. It is kept from the network.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TypeAlias

CHECKOUT = os.environ.get("FEEDVALIDATOR")
# Levels ("error", "warning") and names; None where the validator itself fails.
Verdict: TypeAlias = set[tuple[str, str]] | None

_PROGRAM = """
import io, json, os, socket, sys
sys.path.insert(0, os.path.join(sys.argv[1], "src"))
import collections.abc
import feedvalidator
def refuse(*arguments, **options): raise OSError("no network")
socket.socket.connect = socket.create_connection = socket.getaddrinfo = refuse
socket.gethostbyname = lambda name: "192.0.2.1"
log, said = feedvalidator.logging, sys.stdout
for path, url in json.load(sys.stdin):
    sys.stdout = io.StringIO()
    try:
        with open(path, "rb") as stream:
            found = feedvalidator.validateString(stream.read(), 0, "utf-8", url)
        events = found["loggedEvents"]
    except Exception:
        events = None
    sys.stdout = said
    print(json.dumps(events and [
        (level, type(event).__name__)
        for level, kind in (("error", log.Error), ("warning", log.Warning))
        for event in events if isinstance(event, kind)
    ]))
"""


def verdicts(served: Sequence[tuple[Path, str]]) -> list[Verdict]:
    """Return what the validator says of files, each with the URL it is served from."""
    ran = subprocess.run(
        [
            os.environ.get("FEEDVALIDATOR_PYTHON", sys.executable),
            *("-W", "ignore", "-c", _PROGRAM, str(CHECKOUT)),
        ],
        input=json.dumps([(str(path), url) for path, url in served]),
        capture_output=True,
        text=True,
        check=True,
    )
    said = map(json.loads, ran.stdout.splitlines())
    return [None if found is None else set(map(tuple, found)) for found in said]
