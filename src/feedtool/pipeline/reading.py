"""Reads what has arrived from sources, here or in other processes."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Generator, Iterable, Mapping
from concurrent.futures import BrokenExecutor, Executor, Future
from contextlib import closing
from functools import lru_cache
from html import escape
from typing import NamedTuple, TypeAlias

from .. import read, schedule
from ..config import Subscription
from ..errors import NotWellFormedError, ParseError
from ..model import Article, Failed, Feed, Fetched, Outcome, Outline, State
from ..read import opml
from .aside import Aside

_AHEAD = 8  # documents that are being read at once, in other processes

# What a document holds, None where there is nothing new in it.
Reading: TypeAlias = Feed[Article] | tuple[Outline, ...] | None


class _Document(NamedTuple):
    is_list: bool
    data: bytes
    url: str | None
    content_type: str | None


class _Begun(NamedTuple):
    source: Subscription
    outcome: Fetched
    document: _Document
    result: Future[Reading | ParseError]


def read_all(
    arriving: Iterable[tuple[Subscription, Outcome]],
    states: Mapping[str, State],
    readers: Executor | None,
) -> Generator[tuple[Subscription, Outcome, Reading], None, None]:
    """Read what has arrived, unless it is what was read last time."""
    reading: deque[_Begun] = deque()
    with closing(Aside()) as aside:
        for source, outcome in arriving:
            if (
                not isinstance(outcome, Fetched)
                or schedule.digest(outcome.data) == states[source.key].digest
            ):
                yield source, outcome, None
                continue
            reading.append(_begun(source, outcome, readers))
            while len(reading) > _AHEAD or (reading and reading[0].result.done()):
                yield _done(reading.popleft(), aside)
        while reading:
            yield _done(reading.popleft(), aside)


def read_one(source: Subscription, outcome: Outcome) -> tuple[Outcome, Reading]:
    """Read one answer, whatever was read before; what cannot be read is Failed."""
    with closing(read_all([(source, outcome)], {source.key: State()}, None)) as answers:
        for _, answer, reading in answers:
            return answer, reading
    raise AssertionError("what is to be read comes back")


def _begun(source: Subscription, outcome: Fetched, readers: Executor | None) -> _Begun:
    document = _Document(
        source.kind == "opml",
        _without_secrets(outcome.data, source.secrets),
        _without_secrets(outcome.url.encode(), source.secrets).decode() or None,
        outcome.headers.get("content-type"),
    )
    try:
        if readers is not None:
            result = readers.submit(_parsed, document)
            return _Begun(source, outcome, document, result)
    except BrokenExecutor:
        pass  # an earlier document broke it: the others are read here
    here: Future[Reading | ParseError] = Future()
    here.set_result(_parsed(document))
    return _Begun(source, outcome, document, here)


def _without_secrets(data: bytes, secrets: Iterable[str]) -> bytes:
    """Return *data* without what we were let in with: servers repeat addresses."""
    for secret in secrets:
        data = _spelled(secret).sub(b"***", data)
        for encoding in ("utf-16-le", "utf-16-be"):
            data = data.replace(secret.encode(encoding), "***".encode(encoding))
    return data


@lru_cache(maxsize=64)
def _spelled(secret: str) -> re.Pattern[bytes]:
    """Return what *secret* looks like in addresses, XML and JSON, also in part."""
    return re.compile(b"".join(map(_spelled_letter, secret)))


def _spelled_letter(letter: str) -> bytes:
    plain = letter.encode()
    percent = "".join(f"%{byte:02x}" for byte in plain)
    number = ord(letter)
    spellings = [re.escape(plain), b"(?i:%b)" % percent.encode()]
    if not letter.isalnum():
        reference = f"&#(?:0*{number}|x0*{number:x});|\\\\u{number:04x}"
        spellings.append(b"(?i:%b)" % reference.encode())
        spellings += [re.escape(escape(letter).encode()), re.escape(b"\\" + plain)]
    return b"(?:%b)" % b"|".join(spellings)


def _parsed(document: _Document) -> Reading | ParseError:
    """Return what *document* holds, or why it cannot be read at once."""
    is_list, data, url, content_type = document
    try:
        if is_list:
            return opml.parse(data, content_type=content_type)
        return read.parse(data, url=url, content_type=content_type, tolerantly=False)
    except ParseError as error:
        return error


def _done(begun: _Begun, aside: Aside) -> tuple[Subscription, Outcome, Reading]:
    source, outcome, document, _ = begun
    try:
        result = begun.result.result()
    except BrokenExecutor:
        # It, or one that was read beside it: what is to blame breaks this one too.
        result = _parsed(document) if document.is_list else NotWellFormedError()
    if isinstance(result, NotWellFormedError):
        result = aside.parse(document.data, document.url, document.content_type)
    if isinstance(result, ParseError):
        # It may name an address that was resolved against that of the source.
        reason = _without_secrets(str(result).encode(), source.secrets).decode()
        failed = Failed(reason=reason, status=outcome.status, headers=outcome.headers)
        return source, failed, None
    return source, outcome, result
