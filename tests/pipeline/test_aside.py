"""A document that breaks its reader costs one process, and no other document."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import closing

import pytest

from feedtool.errors import ParseError
from feedtool.model import Feed
from feedtool.pipeline.aside import Aside

# Two elements that end in each other's place: what no mending makes well-formed.
BROKEN = (
    b"<rss version='2.0'><channel><title>News</title>"
    b"<item><title>A <b>b</title></b><link>/1</link></item></channel></rss>"
)
URL = "https://example.org/feed.xml"


@pytest.fixture
def aside() -> Iterator[Aside]:
    with closing(Aside()) as started:
        yield started


def readers() -> set[int]:
    """Return the ids of the processes that read aside now."""
    return {child.pid or 0 for child in multiprocessing.active_children()}


def titles(result: object) -> list[str]:
    assert isinstance(result, Feed), result
    return [article.title for article in result.articles]


def test_one_process_reads_what_is_not_well_formed(aside: Aside) -> None:
    before = readers()
    result = aside.parse(BROKEN, URL, "text/xml")
    assert isinstance(result, Feed)
    assert (result.title, len(result.articles)) == ("News", 1)
    assert result.articles[0].link == "https://example.org/1"
    (first,) = readers() - before
    nothing = aside.parse(b"<html><title>Gone</title></html>", URL, None)
    assert isinstance(nothing, ParseError)
    assert str(nothing) == "an HTML page titled 'Gone', not a feed"
    declared = BROKEN.replace(b"News", b"\xcf\xf0\xe0\xe2\xe4\xe0")
    result = aside.parse(declared, URL, "text/xml; charset=windows-1251")
    assert isinstance(result, Feed)
    assert result.title == "Правда"
    assert readers() - before == {first}


def test_what_takes_too_long_is_given_up_and_the_next_is_read() -> None:
    before = readers()
    with closing(Aside(patience=0.0)) as aside:
        given_up = aside.parse(BROKEN, URL, None)
        assert isinstance(given_up, ParseError)
        assert str(given_up) == (
            "XML that is not well-formed, and it takes more than 0 s to read"
        )
        assert readers() == before
        aside._patience = 30.0
        assert len(titles(aside.parse(BROKEN, URL, None))) == 1


def test_a_process_that_was_ended_costs_no_document(aside: Aside) -> None:
    before = readers()
    assert len(titles(aside.parse(BROKEN, URL, None))) == 1
    (first,) = readers() - before
    os.kill(first, signal.SIGKILL)
    while first in readers():
        time.sleep(0.01)
    assert len(titles(aside.parse(BROKEN, URL, None))) == 1
    (second,) = readers() - before
    assert second != first
    aside.close()
    assert readers() == before
    with pytest.raises(ProcessLookupError):
        os.kill(second, 0)


def test_closing_what_never_started_or_is_closed_does_nothing() -> None:
    before = readers()
    aside = Aside()
    aside.close()
    aside.close()
    assert readers() == before


def test_a_process_that_ends_while_it_reads_costs_that_document(aside: Aside) -> None:
    before = readers()
    titles(aside.parse(BROKEN, URL, None))
    (first,) = readers() - before
    os.kill(first, signal.SIGSTOP)
    threading.Timer(0.2, os.kill, (first, signal.SIGKILL)).start()
    failed = aside.parse(BROKEN, URL, None)
    assert isinstance(failed, ParseError)
    assert str(failed).endswith("the process that reads it has ended")
    assert len(titles(aside.parse(BROKEN, URL, None))) == 1


def test_a_process_that_cannot_be_started_is_told(
    aside: Aside, monkeypatch: pytest.MonkeyPatch
) -> None:
    def start(process: object) -> None:
        raise BlockingIOError

    context = multiprocessing.get_context("spawn")
    monkeypatch.setattr(context.Process, "start", start)
    assert isinstance(aside.parse(BROKEN, URL, None), ParseError)
    aside.close()
