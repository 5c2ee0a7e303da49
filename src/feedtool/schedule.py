"""When may a source be asked again? Decisions of values; the clock is `now`.

Nothing is asked or stored here. Times are aware and in UTC.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from . import dates
from .model import (
    Failed,
    Fetched,
    FetchPolicy,
    NotModified,
    Outcome,
    Rhythm,
    State,
)

SHORTEST = timedelta(minutes=15)  # what `every` cannot go below
_NEARLY = 0.9  # the part of `every` after which it is met (design rule 6)
_SPREAD = 0.08  # more of it, so that sources of one `every` do not all fall due at once
_SPREAD_FROM = timedelta(hours=6)
_PAUSE = timedelta(days=7)  # the most that a feed's own wish is heeded
_SKIPPED = timedelta(days=1)  # the most that hours and days to skip stop a source
_BACK_OFF = timedelta(days=1)  # the longest wait after failures
_FRESH = timedelta(days=1)  # the most that caching headers are believed
_RETRY = timedelta(days=30)  # the most that Retry-After is
_OVERLOADED = timedelta(hours=1)  # the least after 429 and 503 without Retry-After
_FORGIVEN = 3  # failures in a row after which an adopted redirect is given up
_AT_ONCE = datetime(1970, 1, 1, tzinfo=UTC)


def is_due(state: State, now: datetime, policy: FetchPolicy, *, key: str = "") -> bool:
    """Tell whether the source *key* may be asked in the run that starts *now*."""
    due = _due(state, policy, key)
    if due is None:
        return False
    if now >= due and _is_skipped(now, state.rhythm):
        return state.asked is not None and now - due >= _SKIPPED
    # A wait twice as long as any that was ever set means that the clock was put back:
    # without this a source that was asked in a wrong future would rest until then.
    longest = 2 * (due - state.asked) if state.asked else _RETRY
    return now >= due or due - now > longest


def may_refresh(state: State, now: datetime) -> bool:
    """Tell whether `--refresh` may ask: due or gone, but never within a Retry-After."""
    asked_to_wait = state.failures > 0 and state.not_before is not None
    if not asked_to_wait or state.not_before is None:
        return True
    return now >= state.not_before or state.not_before - now > _RETRY


def next_fetch(state: State, policy: FetchPolicy, *, key: str = "") -> datetime | None:
    """Return when the source is due, a moment long past if at once, None if gone.

    Our own wish is met when 90 % of it has passed since the start of the run that asked
    last, or a little more for one of hours, by a digest of *key*. What the publisher
    asked for is kept to the second; what stands in the feed, to the minute.
    """
    due = _due(state, policy, key)
    if due is None or due == _AT_ONCE:
        return due
    hour = due
    while _is_skipped(hour, state.rhythm) and hour - due < _SKIPPED:
        hour = _later(hour.replace(minute=0, second=0), timedelta(hours=1))
    return min(hour, _later(due, _SKIPPED))


def after(
    state: State,
    outcome: Outcome,
    now: datetime,
    policy: FetchPolicy,
    *,
    rhythm: Rhythm | None = None,
) -> State:
    """Return what is to be remembered when a run that started *now* had *outcome*.

    *rhythm* is that of the feed that was read, None if none was. What arrived but could
    not be read is a `Failed` to us, with the status and headers of the answer: nothing
    is learnt from it, no redirect adopted.
    """
    match outcome:
        case Fetched():
            return _after_fetched(state, outcome, now, rhythm or state.rhythm)
        case NotModified(headers=headers):
            return replace(
                _after_answer(state, headers, now),
                etag=_validator(headers, "etag") or state.etag,
                last_modified=_validator(headers, "last-modified")
                or state.last_modified,
                status=304,
            )
        case Failed():
            return _after_failed(state, outcome, now, policy)


def digest(data: bytes) -> str:
    """Return what `State.digest` holds for *data*; the same means unchanged."""
    return hashlib.sha256(data).hexdigest()


def origin(url: str) -> str | None:
    """Return the scheme, host and port of a web address (RFC 6454 §4), or None."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in _PORTS or not parts.hostname:
        return None
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    usual = port in (None, _PORTS[parts.scheme])
    return f"{parts.scheme}://{host}{'' if usual else f':{port}'}"


# -- when -------------------------------------------------------------------------

_PORTS = {"http": 80, "https": 443}


def _due(state: State, policy: FetchPolicy, key: str) -> datetime | None:
    """Return when the source is due but for the hours that its feed wants to skip."""
    if state.gone:
        return None
    wish = _AT_ONCE
    if state.asked is not None:
        interval = _interval(state.failures, policy)
        seconds = int(interval.total_seconds() * _share(interval, key))
        wish = _later(state.asked, timedelta(seconds=seconds))
        # A feed counts in minutes: a cron that starts a second early is no offence.
        minute = state.asked.replace(second=0)
        wish = max(wish, _later(minute, min(state.rhythm.pause, _PAUSE)))
    return max(wish, state.not_before or _AT_ONCE)


def _share(interval: timedelta, key: str) -> float:
    """Return the part of our wish that must have passed."""
    if interval < _SPREAD_FROM or not key:
        return _NEARLY
    spread = int(hashlib.sha256(key.encode()).hexdigest()[:8], 16) / 0xFFFFFFFF
    return _NEARLY + _SPREAD * spread


def _is_skipped(moment: datetime, rhythm: Rhythm) -> bool:
    return moment.hour in rhythm.skip_hours or moment.weekday() in rhythm.skip_days


def _interval(failures: int, policy: FetchPolicy) -> timedelta:
    """Return our own wish; it doubles with each failure in a row after the first."""
    every = min(max(policy.every, SHORTEST), timedelta(days=366))
    doubled: timedelta = every * 2 ** min(max(failures - 1, 0), 16)
    return max(every, min(doubled, _BACK_OFF))


def _later(moment: datetime, wait: timedelta) -> datetime:
    try:
        return moment + wait
    except OverflowError:
        return datetime.max.replace(tzinfo=UTC)


# -- what is remembered -----------------------------------------------------------


def _after_fetched(
    state: State, outcome: Fetched, now: datetime, rhythm: Rhythm
) -> State:
    return replace(
        _after_answer(state, outcome.headers, now),
        etag=_validator(outcome.headers, "etag"),
        last_modified=_validator(outcome.headers, "last-modified"),
        validators_from=origin(outcome.url),
        digest=digest(outcome.data),
        status=outcome.status,
        moved=outcome.moved or state.moved,
        rhythm=rhythm,
    )


def _after_answer(state: State, headers: Mapping[str, str], now: datetime) -> State:
    fresh = _freshness(headers, now)
    return replace(
        state,
        asked=now,
        succeeded=now,
        not_before=_later(now, fresh) if fresh else None,
        failures=0,
        error=None,
        gone=False,
    )


def _after_failed(
    state: State, outcome: Failed, now: datetime, policy: FetchPolicy
) -> State:
    failures = state.failures + 1
    gone = state.gone or outcome.status == 410
    moved = state.moved
    if moved and (outcome.status in (404, 410) or failures >= _FORGIVEN):
        # Where a redirect once led is no more: the source's own address is asked again
        # before anything is believed.
        moved, gone = None, False
    wait = _retry_after(outcome, now, policy)
    return replace(
        state,
        asked=now,
        not_before=_later(now, wait) if wait else None,
        failures=failures,
        error=outcome.reason,
        status=outcome.status,
        gone=gone,
        moved=moved,
    )


def _validator(headers: Mapping[str, str], name: str) -> str | None:
    """Return a validator that can go back as it came, byte for byte."""
    value = headers.get(name)
    if not value or not value.isprintable() or "\N{REPLACEMENT CHARACTER}" in value:
        return None
    return value


# -- what a publisher asks for ----------------------------------------------------

_MAX_AGE = re.compile(r'(?:^|[,\s])max-age\s*=\s*"?(\d+)', re.IGNORECASE | re.ASCII)
_NO_CACHE = re.compile(r"(?:^|[,\s])no-(?:cache|store)\b", re.IGNORECASE)


def _freshness(headers: Mapping[str, str], now: datetime) -> timedelta:
    """Return how long an answer stays fresh, 0 to 24 h (RFC 9111 §4.2)."""
    control = headers.get("cache-control", "")
    if _NO_CACHE.search(control):
        return timedelta()
    max_age = _MAX_AGE.search(control)
    if max_age:
        fresh = _seconds(max_age[1]) - _seconds(headers.get("age", ""))
    else:
        fresh = _until(headers.get("expires", ""), headers, now)
    return min(max(fresh, timedelta()), _FRESH)


def _retry_after(outcome: Failed, now: datetime, policy: FetchPolicy) -> timedelta:
    """Return how long a failed answer asks us to wait (RFC 9110 §10.2.3)."""
    text = outcome.headers.get("retry-after", "").strip()
    if text.isascii() and text.isdigit():
        wait = _seconds(text)
    elif dates.parse(text) is not None:
        wait = _until(text, outcome.headers, now)
    elif outcome.status in (429, 503):
        wait = max(policy.every, _OVERLOADED)
    else:
        wait = timedelta()
    return min(max(wait, timedelta()), _RETRY)


def _seconds(digits: str) -> timedelta:
    """Read a count of seconds; one that nobody can mean is cut before it is read."""
    digits = digits.strip().lstrip("0")
    if not (digits.isascii() and digits.isdigit()):
        return timedelta()
    return timedelta(seconds=int(digits)) if len(digits) < 10 else 2 * _RETRY


def _until(text: str, headers: Mapping[str, str], now: datetime) -> timedelta:
    """Return the time to a date, by the clock of the server that gave it."""
    if text.strip().isdigit():  # "0", as a year or as anything else, is past
        return timedelta()
    moment = dates.parse(text)
    if moment is None:
        return timedelta()
    return moment - (dates.parse(headers.get("date", "")) or now)
