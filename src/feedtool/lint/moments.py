"""Dates: whether they are written as their format wants, and can be true."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta

from .grammar import Check, Spot
from .report import quoted

_DAY_NAMES = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = (
    *("Jan", "Feb", "Mar", "Apr", "May", "Jun"),
    *("Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
)
_RFC_822 = re.compile(
    rf"(?:({'|'.join(_DAY_NAMES)}), )?([0-9]{{1,2}}) ({'|'.join(_MONTHS)}) ([0-9]{{4}})"
    r" ([0-9]{2}):([0-9]{2})(?::([0-9]{2}))?"
    r" ([+-]?[0-9]{2}[03]0|UT|GMT|EST|EDT|CST|CDT|MST|MDT|PST|PDT|Z)"
)
_ZONES = {"EST": -5, "EDT": -4, "CST": -6, "CDT": -5} | {
    "MST": -7,
    "MDT": -6,
    "PST": -8,
    "PDT": -7,
}
_RFC_822_LOOSE = re.compile(
    r"(?:(?:mon|tue|wed|thu|fri|sat|sun)\s*,\s*)?[0-9]{1,2}\s+"
    rf"(?:{'|'.join(_MONTHS).lower()})\s+[0-9]{{2}}(?:[0-9]{{2}})?\s+"
    r"[0-9]{2}:[0-9]{2}(?::[0-9]{2})?\s+"
    r"(?:[+-][0-9]{4}|ut|gmt|est|edt|cst|cdt|mst|mdt|pst|pdt|[a-ik-z])?"
)
_COMMENT = re.compile(r"\([^()]*\)")


def rfc822_date(value: str, spot: Spot) -> None:
    """Check a date as RSS has it (RFC 822, with years of four digits)."""
    value = value.strip()
    match = _RFC_822.fullmatch(value)
    if match is None:
        _loose(value, spot)
        return
    weekday, day, month, year, *clock, zone = match.groups()
    try:
        there = date(int(year), _MONTHS.index(month) + 1, int(day))
    except ValueError:
        spot.add("date-rfc822", f"{spot.name} is a day that never was: {quoted(value)}")
        return
    if weekday and there.year > 1900 and weekday != _DAY_NAMES[there.weekday()]:
        right = _DAY_NAMES[there.weekday()]
        spot.add("date-weekday", f"{spot.name} is {quoted(value)}, which was a {right}")
        return
    hour, minute, second = (int(part or 0) for part in clock)
    moment = datetime(there.year, there.month, there.day, tzinfo=UTC)
    with suppress(OverflowError):
        moment += timedelta(hours=hour, minutes=minute, seconds=second) - _offset(zone)
    now = spot.walk.now
    _check_plausible(
        value, spot, there.year, bool(now and moment > now + timedelta(minutes=10))
    )


def _offset(zone: str) -> timedelta:
    if zone[-1].isdigit():
        sign = -1 if zone[0] == "-" else 1
        digits = zone.lstrip("+-")
        return sign * timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timedelta(hours=_ZONES.get(zone, 0))


def _loose(value: str, spot: Spot) -> None:
    """Check a date that is none as people write it today; comments are allowed."""
    bare = re.sub(r"\\.", "", value[:200])
    while bare != (bare := _COMMENT.sub(" ", bare)):
        pass
    if _RFC_822_LOOSE.fullmatch(bare.strip().lower()):
        spot.add("date-old", f"{spot.name} is hard to read for many: {quoted(value)}")
    else:
        spot.add("date-rfc822", f"{spot.name} is no date: {quoted(value)}")


_CLOCK = r"T[0-9]{2}:[0-9]{2}"
_ZONE = r"(?:Z|[+-][0-9]{2}:[0-9]{2})"
_RFC_3339 = re.compile(
    rf"[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}{_CLOCK}:[0-9]{{2}}(?:\.[0-9]*)?{_ZONE}"
)
_W3C = re.compile(
    r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2}"
    rf"(?:{_CLOCK}(?::[0-9]{{2}}(?:\.[0-9]*)?)?{_ZONE})?)?)?"
)
_ISO = re.compile(
    r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2}"
    rf"(?:{_CLOCK}(?::[0-9]{{2}}(?:\.[0-9]*)?)?{_ZONE}?)?)?)?"
)


def _iso_date(pattern: re.Pattern[str], rule: str, *, plausible: bool = True) -> Check:
    def check(value: str, spot: Spot) -> None:
        value = value.strip()
        if not pattern.fullmatch(value) or not _exists(value):
            spot.add(rule, f"{spot.name} is no such date: {quoted(value)}")
        elif plausible:
            now = spot.walk.now
            tomorrow = f"{now + timedelta(days=1):%Y-%m-%dT%H:%M:%SZ}" if now else "9"
            _check_plausible(value, spot, int(value[:4]), value > tomorrow)

    return check


def _exists(value: str) -> bool:
    """Tell whether there is such a day, and such a time of a day."""
    day, _, clock = value.partition("T")
    parts = [int(part) for part in day.split("-")]
    if len(parts) == 3:
        try:
            date(*parts)
        except ValueError:
            return False
    if not clock:
        return True
    hour, minute, *second = re.split(r"[Z+-]", clock)[0].split(":")
    return (
        int(hour) < 24 and int(minute) < 61 and float(second[0] if second else 0) <= 60
    )


def _check_plausible(value: str, spot: Spot, year: int, is_ahead: bool) -> None:
    if year < 1990:
        spot.add("date-implausible", f"{spot.name} is before any feed: {quoted(value)}")
    elif is_ahead:
        spot.add("date-implausible", f"{spot.name} is not yet: {quoted(value)}")


rfc3339_date = _iso_date(_RFC_3339, "date-rfc3339")
w3c_date = _iso_date(_W3C, "date-w3c")
iso_date = _iso_date(_ISO, "date-iso8601")
any_iso_date = _iso_date(_ISO, "date-iso8601", plausible=False)
