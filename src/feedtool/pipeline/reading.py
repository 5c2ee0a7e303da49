"""Reads what has arrived from sources, here or in other processes."""

from __future__ import annotations

from collections import deque
from collections.abc import Generator, Iterable, Mapping
from concurrent.futures import BrokenExecutor, Executor, Future
from html import escape
from typing import TypeAlias
from urllib.parse import quote

from .. import read, schedule
from ..config import Subscription
from ..errors import ParseError
from ..model import Article, Failed, Feed, Fetched, Outcome, Outline, State
from ..read import opml

_AHEAD = 8  # documents that are being read at once, in other processes

# What a document holds, None where there is nothing new in it.
Reading: TypeAlias = Feed[Article] | tuple[Outline, ...] | None


def read_all(
    arriving: Iterable[tuple[Subscription, Outcome]],
    states: Mapping[str, State],
    readers: Executor | None,
) -> Generator[tuple[Subscription, Outcome, Reading], None, None]:
    """Read what has arrived, unless it is what was read last time."""
    reading: deque[tuple[Subscription, Fetched, Future[Reading | str]]] = deque()
    for source, outcome in arriving:
        if (
            not isinstance(outcome, Fetched)
            or schedule.digest(outcome.data) == states[source.key].digest
        ):
            yield source, outcome, None
            continue
        reading.append((source, outcome, _begun(source, outcome, readers)))
        while len(reading) > _AHEAD or (reading and reading[0][2].done()):
            yield _done(*reading.popleft())
    while reading:
        yield _done(*reading.popleft())


def _begun(
    source: Subscription, outcome: Fetched, readers: Executor | None
) -> Future[Reading | str]:
    content_type = outcome.headers.get("content-type")
    data = _without_secrets(outcome.data, source.secrets)
    document = (source.kind == "opml", data, outcome.url or None, content_type)
    try:
        if readers is not None:
            return readers.submit(_parsed, *document)
    except BrokenExecutor:
        pass  # an earlier document broke it: the others are read here
    here: Future[Reading | str] = Future()
    here.set_result(_parsed(*document))
    return here


def _without_secrets(data: bytes, secrets: Iterable[str]) -> bytes:
    """Return *data* without what we were let in with: servers repeat addresses."""
    for secret in secrets:
        for written in (secret, quote(secret, safe=""), escape(secret)):
            data = data.replace(written.encode(), b"***")
    return data


def _parsed(
    is_list: bool, data: bytes, url: str | None, content_type: str | None
) -> Reading | str:
    """Return what *data* holds, or in words why it cannot be read."""
    try:
        if is_list:
            return opml.parse(data, content_type=content_type)
        return read.parse(data, url=url, content_type=content_type)
    except ParseError as error:
        return str(error)


def _done(
    source: Subscription, outcome: Fetched, reading: Future[Reading | str]
) -> tuple[Subscription, Outcome, Reading]:
    try:
        result = reading.result()
    except BrokenExecutor:
        result = "too much for the process that reads it"
    if isinstance(result, str):
        failed = Failed(reason=result, status=outcome.status, headers=outcome.headers)
        return source, failed, None
    return source, outcome, result
