"""How often a feed wants to be asked."""

from __future__ import annotations

from datetime import timedelta

import pytest

from feedtool.model import Rhythm
from feedtool.read.rhythm import rhythm


@pytest.mark.parametrize(
    ("ttl", "period", "frequency", "minutes"),
    [
        ("", "", "", 0),
        ("60", "", "", 60),
        (" 0060 ", "", "", 60),
        ("60", "daily", "1", 1440),
        ("2000", "daily", "1", 2000),
        ("", "hourly", "", 60),
        ("", "HOURLY", "0", 60),
        ("", "hourly", "7", 8),
        ("", "weekly", "2", 3.5 * 1440),
        ("", "yearly", "1", 365 * 1440),
        ("-5", "fortnightly", "2", 0),
        ("1.5", "", "", 0),
        ("9" * 30, "", "9" * 30, 0),
    ],
)
def test_the_longer_pause_counts(
    ttl: str, period: str, frequency: str, minutes: float
) -> None:
    read = rhythm(ttl=ttl, period=period, frequency=frequency)
    assert read == Rhythm(pause=timedelta(minutes=minutes))


def test_hours_and_days_are_each_there_once_and_in_order() -> None:
    read = rhythm(
        hours=["24", "0", "07", "7", "25", "", "١"], days=["Sun", "monday", "Mon.", ""]
    )
    assert read == Rhythm(skip_hours=(0, 7), skip_days=(0, 6))
