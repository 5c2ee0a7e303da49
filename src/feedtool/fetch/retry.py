"""Whether a source is asked once more in the same run. Decisions of values."""

from __future__ import annotations

from typing import NamedTuple

from ..model import Failed, FetchPolicy, Outcome

_SPACED = 3  # times `delay`
# Not what a server cannot do (501, 505), and not what is to be asked later (503).
_FINAL = frozenset({501, 503, 505})


class Standing(NamedTuple):
    """How it stands with a source that has just had its outcome."""

    closed: bool  # the connection ended before there was an answer
    left: float  # seconds, of what all its requests may take together
    run_left: float  # seconds, of the budget of the run
    barred: bool = False  # its host has answered 429
    is_second: bool = False  # this was a retry


def pause(outcome: Outcome, standing: Standing, policy: FetchPolicy) -> float | None:
    """Return how many seconds to wait before asking once more; None: not in this run.

    Only for what often passes: a connection that was closed, or a fault within the
    server (RFC 9110 §15.6) that has not said when to come back. Such a request may take
    as long again as the first, and the wait, or it is not made.
    """
    if not isinstance(outcome, Failed) or standing.is_second or standing.barred:
        return None
    status = outcome.status or 0
    is_fault = 500 <= status <= 599 and status not in _FINAL
    if not standing.closed and (not is_fault or "retry-after" in outcome.headers):
        return None
    wait = _SPACED * policy.delay.total_seconds()
    took = policy.timeout.total_seconds() - standing.left
    if wait + took > standing.left or wait >= standing.run_left:
        return None
    return wait
