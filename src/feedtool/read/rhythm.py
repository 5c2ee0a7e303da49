"""What a feed says of how often it is to be asked, made comparable."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import timedelta

from ..model import Rhythm

_PERIODS = {
    "hourly": timedelta(hours=1),
    "daily": timedelta(days=1),
    "weekly": timedelta(days=7),
    "monthly": timedelta(days=30),
    "yearly": timedelta(days=365),
}
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_NUMBER = re.compile(r"\s*0*([0-9]{1,6})\s*")


def rhythm(
    *,
    ttl: str = "",
    period: str = "",
    frequency: str = "",
    hours: Iterable[str] = (),
    days: Iterable[str] = (),
) -> Rhythm:
    """Return the rhythm that a feed names; what cannot be read counts as missing.

    *ttl* is in minutes, *hours* are from 0 to 24 in GMT, *days* English names (RSS 2.0
    `ttl`, `skipHours`, `skipDays`); *period* and *frequency* are how often it changes
    (RSS 1.0 `sy:updatePeriod`, `sy:updateFrequency`). The longer pause counts.
    """
    if not (ttl or period or hours or days):
        return Rhythm()
    often = max(_number(frequency) or 1, 1)
    changes = _PERIODS.get(period.strip().lower(), timedelta()) / often
    skipped = (_number(hour) for hour in hours)
    weekdays = (day.strip().lower()[:3] for day in days)
    return Rhythm(
        pause=max(timedelta(minutes=_number(ttl) or 0), _whole_minutes(changes)),
        skip_hours=tuple(
            sorted({h % 24 for h in skipped if h is not None and h <= 24})
        ),
        skip_days=tuple(sorted({_DAYS.index(day) for day in weekdays if day in _DAYS})),
    )


def _number(digits: str) -> int | None:
    match = _NUMBER.fullmatch(digits)
    return int(match[1]) if match else None


def _whole_minutes(wait: timedelta) -> timedelta:
    return wait // timedelta(minutes=1) * timedelta(minutes=1)
