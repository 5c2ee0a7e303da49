"""Documents that have arrived, read here and in other processes."""

from __future__ import annotations

import multiprocessing
import os
from concurrent.futures import ProcessPoolExecutor

import pytest

from feedtool.config import Subscription
from feedtool.model import Failed, Feed, Fetched, State
from feedtool.pipeline import reading

from ..conftest import item, rss

DEADLY = b"<!-- deadly -->"


def arriving(*documents: bytes) -> list[tuple[Subscription, Fetched]]:
    return [
        (
            Subscription(kind="feed", address=str(n), key=str(n)),
            Fetched(data=data, url=f"https://example.org/{n}"),
        )
        for n, data in enumerate(documents)
    ]


def read(readers: ProcessPoolExecutor | None, *documents: bytes) -> list[object]:
    """Return the titles of the feeds in *documents*, or why one cannot be read."""
    states = {str(n): State() for n in range(len(documents))}
    found: list[object] = []
    for _, outcome, result in reading.read_all(arriving(*documents), states, readers):
        if isinstance(outcome, Failed):
            found.append(outcome.reason)
        else:
            assert isinstance(result, Feed)
            found.append([article.title for article in result.articles])
    return found


def test_a_process_that_dies_costs_nothing_that_was_read_beside_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    parsed = reading._parsed

    def parsed_or_dead(document: reading._Document) -> object:
        if DEADLY in document.data:
            os._exit(1)
        return parsed(document)

    parsed_or_dead.__module__ = reading.__name__
    parsed_or_dead.__qualname__ = "_parsed"
    monkeypatch.setattr(reading, "_parsed", parsed_or_dead)
    documents = [rss(item(n)) for n in range(12)]
    documents[3] += DEADLY
    context = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(2, mp_context=context) as readers:
        # Read alone, in a process that knows nothing of this test, it harms nobody.
        assert read(readers, *documents) == [[f"Item {n}"] for n in range(12)]


def test_what_is_not_well_formed_is_read_and_what_is_no_feed_says_so() -> None:
    broken = rss("<item><title>Fish <b>& chips</title></item>")
    assert read(None, rss(item(1)), broken, b"<p>no") == [
        ["Item 1"],
        ["Fish & chips"],
        "an HTML page, not a feed",
    ]


def test_a_list_is_read_when_a_process_has_died() -> None:
    outlines = b"<opml><body><outline xmlUrl='https://example.org/f'/></body></opml>"
    source = Subscription(kind="opml", address="0", key="0")
    fetched = Fetched(data=outlines, url="https://example.org/0")
    context = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(1, mp_context=context) as readers:
        readers.submit(os._exit, 1)
        ((_, outcome, result),) = reading.read_all(
            [(source, fetched)], {"0": State()}, readers
        )
    assert outcome is fetched
    assert isinstance(result, tuple)
    assert [outline.feed for outline in result] == ["https://example.org/f"]


@pytest.mark.parametrize(
    "written",
    [
        b"Zm9v/YmFy+w==",
        b"Zm9v%2FYmFy%2Bw%3D%3D",
        b"Zm9v/YmFy%2bw%3d%3d",
        b"Zm9v&#x2F;YmFy+w==",
        b"Zm9v&#47;YmFy&#43;w==",
        b"Zm9v\\/YmFy+w==",
        b"%5a%6D9v/YmFy+w==",
        "Zm9v/YmFy+w==".encode("utf-16-le"),
    ],
)
def test_a_secret_is_struck_out_however_it_is_written(written: bytes) -> None:
    told = reading._without_secrets(b"<a>" + written + b"</a>", ["Zm9v/YmFy+w=="])
    assert told.replace(b"\x00", b"") == b"<a>***</a>"
