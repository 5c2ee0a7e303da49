"""Telling a WebSub hub which feeds have changed (W3C WebSub §6).

How publishers tell hubs is left open there; all of them know the form of PubSubHubbub,
`hub.mode=publish`, with the address under `hub.url` or, as newer ones, `hub.topic`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import NamedTuple

from ..model import Failed, Fetched, FetchPolicy
from . import Fetcher
from .guard import Lookup, addresses
from .trip import Remedies, Request

_TIMEOUT = timedelta(seconds=5)  # for one announcement
_BUDGET = timedelta(seconds=30)  # for all of a run
_AT_ONCE = 8


class Told(NamedTuple):
    """What became of one announcement."""

    topic: str
    status: int | None  # HTTP status
    error: str | None  # None: the hub has taken it


def announce(
    hub: str,
    topics: Sequence[str],
    policy: FetchPolicy,
    *,
    lookup: Lookup = addresses,
) -> Iterator[Told]:
    """Tell *hub* that what is at *topics* has changed; yield what becomes of each.

    The first one goes alone: where the hub gives no answer to it, the others would wait
    in vain, so that they have failed for the same reason. Those that there was no time
    for, or that the hub wants no more of now (429), are not yielded.
    """
    fetcher = Fetcher(_hasty(policy), lookup=lookup)
    first, rest = topics[:1], topics[1:]
    for told in _posted(hub, first, fetcher):
        yield told
        if told.error is not None and told.status is None:
            yield from (told._replace(topic=topic) for topic in rest)
            return
    yield from _posted(hub, rest, fetcher)


def _posted(hub: str, topics: Sequence[str], fetcher: Fetcher) -> Iterator[Told]:
    requests = [
        Request(
            url=hub,
            key=topic,
            form={"hub.mode": "publish", "hub.url": topic, "hub.topic": topic},
            remedies=Remedies(own=None),
        )
        for topic in topics
    ]
    for request, outcome in fetcher.fetch_all(requests):
        match outcome:
            case Fetched(status=status):
                yield Told(request.key, status, None)
            case Failed(status=status, reason=reason):
                yield Told(request.key, status, reason)


def _hasty(policy: FetchPolicy) -> FetchPolicy:
    return replace(
        policy,
        timeout=min(policy.timeout, _TIMEOUT),
        budget=_BUDGET,
        concurrency=_AT_ONCE,
        per_host=_AT_ONCE,
        delay=timedelta(0),
    )
