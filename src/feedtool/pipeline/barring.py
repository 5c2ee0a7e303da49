"""Hosts that have answered 429: they are left alone for all their sources."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from urllib.parse import urlsplit

from .. import schedule
from ..config import Subscription
from ..model import State


def host(source: Subscription) -> str:
    """Return the host of a source, "" of a file."""
    try:
        return urlsplit(source.url or "").hostname or ""
    except ValueError:
        return ""


def barred(
    sources: Iterable[Subscription], states: Mapping[str, State], now: datetime
) -> dict[str, datetime]:
    """Return the hosts that want no request yet, each with the moment until when."""
    found: dict[str, datetime] = {}
    for source in sources:
        state = states[source.key]
        until = state.not_before
        if state.status != 429 or until is None or schedule.may_refresh(state, now):
            continue
        found[host(source)] = max(until, found.get(host(source), until))
    return found
