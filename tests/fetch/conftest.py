from __future__ import annotations

import os
import threading
from collections.abc import Iterator

import pytest

from ..servers import Server
from .asking import FEED


@pytest.fixture
def server() -> Iterator[Server]:
    with Server({"/feed.xml": FEED}) as running:
        yield running


@pytest.fixture
def other() -> Iterator[Server]:
    with Server({"/feed.xml": FEED}) as running:
        yield running


@pytest.fixture(autouse=True)
def _nothing_left(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in os.environ:
        if name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
    yield
    assert [t.name for t in threading.enumerate() if t.name == "fetch"] == []
