"""Short ways to ask a test server."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from feedtool.fetch import Fetcher
from feedtool.model import Failed, FetchPolicy, Outcome, State

from ..servers import Server

FEED = b"<rss version='2.0'/>"
NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def policy(
    *allowed: Server,
    timeout: float = 5.0,
    delay: float = 0.0,
    budget: float = 60.0,
    max_size: int = 20_000_000,
    concurrency: int = 32,
    per_host: int = 2,
    allow: tuple[str, ...] = (),
    contact: str | None = None,
) -> FetchPolicy:
    return FetchPolicy(
        timeout=timedelta(seconds=timeout),
        delay=timedelta(seconds=delay),
        budget=timedelta(seconds=budget),
        max_size=max_size,
        concurrency=concurrency,
        per_host=per_host,
        allow=(*(each.address for each in allowed), *allow),
        contact=contact,
    )


def ask(server: Server, path: str, state: State | None = None) -> Outcome:
    return Fetcher(policy(server)).fetch(server.url(path), state)


def why(outcome: Outcome) -> str:
    assert isinstance(outcome, Failed), outcome
    return outcome.reason


def on_loopback(host: str, port: int) -> list[str]:
    return ["127.0.0.1"]
