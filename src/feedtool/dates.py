"""Dates: any that a feed ever carried in, the two that formats want out.

The clock, the machine's time zone and its locale are never looked at.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone, tzinfo

_LONGEST = 100


def parse(text: str, *, tz: tzinfo = UTC) -> datetime | None:
    """Return the moment that *text* names, in UTC and whole seconds, or None.

    RFC 3339, RFC 822 and what W3CDTF, ISO 8601, C's `ctime`, Java and content systems
    make of them; month names in many languages; seconds since 1970. A date without a
    zone is in *tz*, and a date alone is midnight. A missing day or month is the first
    of its kind, nothing else is filled in. What could be a day and a month as well as a
    month and a day (03/04/2024) is not guessed.
    """
    moment = _usual(text)
    if moment is not None:
        return moment
    text = " ".join(text.split())
    if not text or len(text) > _LONGEST:
        return None
    try:
        moment = _fast(text, tz) or _slow(text, tz)
        if moment is None:
            return None
        return moment.astimezone(UTC).replace(microsecond=0)
    # dateutil has raised each of these for some text; year 0 and 10000 overflow.
    except (ValueError, ArithmeticError, LookupError, TypeError, AttributeError):
        return None


def rfc3339(moment: datetime) -> str:
    """Return *moment* as 2024-05-06T07:08:09Z (RFC 3339 §5.6)."""
    return f"{_plain(moment).isoformat()}Z"


def rfc822(moment: datetime) -> str:
    """Return *moment* as Mon, 06 May 2024 07:08:09 +0000 (RFC 822 §5, RFC 2822)."""
    utc = _plain(moment)
    day, month = _DAYS[utc.weekday()], _MONTHS[utc.month - 1][:3].title()
    return f"{day}, {utc.day:02} {month} {utc.year:04} {utc:%H:%M:%S} +0000"


def is_plausible(moment: datetime, seen: datetime) -> bool:
    """Tell whether something first *seen* then can have been published at *moment*."""
    return moment.year >= 1990 and moment - seen <= timedelta(days=7)


def _plain(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0, tzinfo=None)


# -- exactly as RFC 3339 and RFC 822 have them, which is how nearly all are -----------


_RFC_822 = re.compile(
    r"[A-Z][a-z]{2}, ([0-9]{2}) ([A-Z][a-z]{2}) ([0-9]{4})"
    r" ([0-9]{2}:[0-9]{2}:[0-9]{2}) (?:GMT|([+-][0-9]{4}))"
)
_RFC_3339 = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?"
    r"(?:Z|[+-][0-9]{2}:[0-9]{2})"
)


def _usual(text: str) -> datetime | None:
    """Return the moment of a date in one of the two forms, None for all others."""
    mail = _RFC_822.fullmatch(text)
    if mail is None and _RFC_3339.fullmatch(text) is None:
        return None
    try:
        if mail is not None:
            day, month, year, time, zone = mail.groups("Z")
            text = f"{year}-{_MONTH_NUMBERS[month]}-{day}T{time}{zone}"
        moment = datetime.fromisoformat(text)
        # Most are in whole seconds of UTC as they are.
        if moment.tzinfo is not UTC:
            moment = moment.astimezone(UTC)
        return moment.replace(microsecond=0) if moment.microsecond else moment
    except (ValueError, KeyError, OverflowError):
        return None  # 24:00, other words for months, the year 10000


# -- nearly as they have them ---------------------------------------------------------

_TIME = r"(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,]\d+)?)?"
_ZONE = r"(?P<zone>[A-Za-z]{1,5}|(?:GMT|UTC?)?[+-]\d\d?:?(?:\d\d)?)"
_ISO = re.compile(
    r"(?P<year>\d{4})(?:-(?P<month>\d\d?)(?:-(?P<day>\d\d?)"
    rf"(?:(?: ?T ?| ){_TIME} ?{_ZONE}?Z?)?)?)?",
    re.ASCII,
)
_MAIL = re.compile(
    r"(?:[^\W\d_]+\.?,? ?)??(?P<day>\d{1,2})(?:st|nd|rd|th|\.)?[ -]?"
    r"(?P<month>[^\W\d_]{3,12})\.?,?[ -]"
    rf"(?P<year>\d{{4}}|\d\d)(?:,? {_TIME} ?{_ZONE}?)?(?: \([^()]*\))?"
)


def _fast(text: str, tz: tzinfo) -> datetime | None:
    match = _ISO.fullmatch(text) or _MAIL.fullmatch(text)
    if match is None:
        return None
    part = match.groupdict()
    month = _month(part["month"] or "1")
    zone = _zone(part["zone"], tz)
    if month is None or zone is None:
        return None
    day = datetime(_year(part["year"]), month, int(part["day"] or 1), tzinfo=zone)
    return day + _time_of_day(part["hour"], part["minute"], part["second"])


def _year(digits: str) -> int:
    """Return a year; one of two digits is from 1950 to 2049 (RFC 2822 §4.3)."""
    year = int(digits)
    if len(digits) > 2:
        return year
    return year + (2000 if year < 50 else 1900)


def _time_of_day(hour: str | None, minute: str | None, second: str | None) -> timedelta:
    time = timedelta(
        hours=int(hour or 0), minutes=int(minute or 0), seconds=int(second or 0)
    )
    # 24:00 is the end of a day (ISO 8601), and :60 a leap second.
    if time > timedelta(days=1) or int(minute or 0) > 59 or int(second or 0) > 60:
        raise ValueError("no time of day")
    return time


def _month(name: str) -> int | None:
    if name.isdecimal():
        return int(name)
    return _MONTH_NAMES.get(name.casefold())


def _zone(name: str | None, tz: tzinfo) -> tzinfo | None:
    """Return the zone called *name*: *tz* for none and for one that nobody knows.

    None if it is no zone at all.
    """
    if not name:
        return tz
    match = _OFFSET.fullmatch(name)
    if match is None:
        offset = _zone_offset(name)
        if offset is not None:
            return timezone(offset)
        return tz if name.isupper() and name not in ("AM", "PM") else None
    sign = -1 if match[1] == "-" else 1
    return timezone(sign * timedelta(hours=int(match[2]), minutes=int(match[3] or 0)))


_OFFSET = re.compile(r"[A-Z]*([+-])(\d\d?):?(\d\d)?")

# -- all the rest -----------------------------------------------------------------

_WORD = re.compile(r"[^\W\d_]+")
_CJK = re.compile(r"(\d+) ?[年년] ?(\d+) ?[月월] ?(\d+) ?[日일]?")
_COMMENT = re.compile(r"\([^()]*\)")
_NUMERIC = re.compile(r"(?<!\d)(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d\d)(?!\d|[./-]\d)")
_YEAR_FIRST = re.compile(r"\b(\d{4})/(\d{1,2})/(\d{1,2})\b")
_SECONDS = re.compile(r"(\d{9,10})(?:\d{3}|\.\d+)?", re.ASCII)
_HALF_FIRST = re.compile(r"\b([AP]M) (\d[\d:]*)")
_ENGLISH = re.compile(
    r"(?:am|pm|at|of|and|st|nd|rd|th|t|z|noon)|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*",
    re.IGNORECASE,
)


def _slow(text: str, tz: tzinfo) -> datetime | None:
    seconds = _SECONDS.fullmatch(text)
    if seconds is not None:
        return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=int(seconds[1]))
    text = _CJK.sub(r"\1-\2-\3 ", _COMMENT.sub(" ", text))
    text = _YEAR_FIRST.sub(r"\1-\2-\3", text)
    numeric = _NUMERIC.search(text)
    if numeric is not None:
        date = _year_month_day(*numeric.groups())
        if date is None:
            return None
        text = f"{text[: numeric.start()]}{date}{text[numeric.end() :]}"
    text = _WORD.sub(_in_english, text)
    return _with_dateutil(_HALF_FIRST.sub(r"\2 \1", text), tz)


def _year_month_day(first: str, mark: str, second: str, year: str) -> str | None:
    """Return a date of numbers year first, None where it has two readings."""
    day_first = mark == "." or int(first) > 12 or first == second
    month_first = mark != "." and int(second) > 12
    if day_first == month_first or (len(year) == 2 and mark != "."):
        return None
    month, day = (second, first) if day_first else (first, second)
    return f"{_year(year):04}-{int(month):02}-{int(day):02}"


def _in_english(match: re.Match[str]) -> str:
    """Return a word as dateutil knows it; a word that it could not know is dropped."""
    word = match[0]
    folded = word.casefold()
    if folded in _MONTH_NAMES:
        return _MONTHS[_MONTH_NAMES[folded] - 1][:3]
    if folded in _HALVES:
        return _HALVES[folded]
    if _ENGLISH.fullmatch(word) or (word.isupper() and len(word) <= 5):
        return word
    return "" if not word.isascii() or folded in _PARTICLES else word


def _with_dateutil(text: str, tz: tzinfo) -> datetime | None:
    from dateutil import parser

    def zone(name: str | None, offset: int | None) -> tzinfo:
        if offset is not None and (not name or abs(offset) > 0):
            return timezone(timedelta(seconds=offset))
        return _zone(name, tz) or tz

    # What the text does not say is taken from the default: read with two that have
    # neither year nor month in common, it shows.
    one, other = (
        parser.parse(text, default=default, tzinfos=zone)
        for default in (datetime(2000, 1, 1), datetime(2003, 2, 1))  # noqa: DTZ001
    )
    return one if one == other else None


# -- names ------------------------------------------------------------------------

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_PARTICLES = (
    "d",
    "de",
    "del",
    "den",
    "der",
    "di",
    "du",
    "el",
    "kl",
    "la",
    "las",
    "le",
    "o",
    "um",
)
_HALVES = {
    "오전": "AM",
    "오후": "PM",
    "上午": "AM",
    "下午": "PM",
    "午前": "AM",
    "午後": "PM",
}
# English first, then as found in feeds: German, Dutch, Scandinavian, French, Spanish,
# Portuguese, Italian, Romanian, Polish, Czech, Hungarian, Finnish, Turkish,
# Russian, Ukrainian, Greek.
_MONTHS: Sequence[str] = (
    "january jan januar jän jänner janv janvier ene enero janeiro gen gennaio ianuarie "
    "stycznia sty ledna led január tammikuuta tammi ocak oca янв января січ січня ιαν "
    "ιανουαρίου",
    "february feb februar februari févr février fév febrero fev fevereiro febbraio "
    "februarie lutego lut února úno február helmikuuta helmi şubat şub фев февр "
    "февраля лют лютого φεβ φεβρουαρίου",
    "march mar märz mär mrz maart mrt mars marts marzo março marco martie marca března "
    "bře március márc maaliskuuta maalis mart мар марта бер березня μαρ μάρ μαρτίου",
    "april apr avril avr abril abr aprile aprilie kwietnia kwi dubna dub április ápr "
    "huhtikuuta huhti nisan nis апр апреля кві квітня απρ απριλίου",
    "may mai mei maj mayo maio maggio mag maja května kvě május máj toukokuuta touko "
    "mayıs мая май тра травня μαϊ μαΐου",
    "june jun juni juin junio junho giu giugno iunie czerwca cze června čer június jún "
    "kesäkuuta kesä haziran haz июн июня чер червня ιουν ιούν ιουνίου",
    "july jul juli juil juillet julio julho lug luglio iulie lipca lip července čvc "
    "július júl heinäkuuta heinä temmuz tem июл июля лип липня ιουλ ιούλ ιουλίου",
    "august aug augustus août aout ago agosto sierpnia sie srpna srp augusztus "
    "elokuuta elo ağustos ağu авг августа сер серпня αυγ αύγ αυγούστου",
    "september sep sept septembre septiembre setiembre set setembro settembre "
    "septembrie września wrz září zář szeptember szept syyskuuta syys eylül eyl сен "
    "сент сентября вер вересня σεπ σεπτεμβρίου",
    "october oct oktober okt octobre octubre outubro out ottobre ott octombrie "
    "października paź října říj október lokakuuta loka ekim eki окт октября жов "
    "жовтня οκτ οκτωβρίου",
    "november nov novembre noviembre novembro noiembrie listopada lis listopadu "
    "marraskuuta marras kasım kas ноя нояб ноября лис листопада νοε νοεμβρίου",
    "december dec dezember dez december décembre déc diciembre dic dezembro dicembre "
    "decembrie grudnia gru prosince pro desember des joulukuuta joulu aralık ara дек "
    "декабря гру грудня δεκ δεκεμβρίου",
)
_MONTH_NUMBERS = {
    names[:3].title(): f"{number:02}" for number, names in enumerate(_MONTHS, 1)
}
_MONTH_NAMES = {
    name: number for number, names in enumerate(_MONTHS, 1) for name in names.split()
}
# Hours east of Greenwich. Names that several countries use mean what RFC 822 §5.1
# says, or what most feeds mean by them.
_ZONES: dict[float, str] = {
    -12: "aoe",
    -10: "hst",
    -9: "akst",
    -8: "pst akdt",
    -7: "mst pdt",
    -6: "cst mdt",
    -5: "est cdt pet cot ect",
    -4: "edt ast clt bot vet",
    -3.5: "nst",
    -3: "adt brt art uyt clst",
    -2.5: "ndt",
    0: "gmt utc ut uct wet z",
    1: "cet met mez bst west wat",
    2: "eet cest mest mesz sast cat",
    3: "eest msk eat trt idt",
    3.5: "irst",
    4: "msd gst samt amt azt",
    5: "pkt uzt yekt",
    5.5: "ist",
    5.75: "npt",
    6: "almt bdt omst",
    6.5: "mmt",
    7: "ict wib krat",
    8: "hkt sgt pht awst myt wita irkt",
    9: "jst kst wit yakt",
    9.5: "acst",
    10: "aest vlat",
    10.5: "acdt",
    11: "aedt magt",
    12: "nzst pett",
    13: "nzdt",
}
_ZONE_HOURS = {name: hours for hours, names in _ZONES.items() for name in names.split()}


def _zone_offset(name: str) -> timedelta | None:
    # Military letters were wrong in RFC 822; RFC 2822 §4.3 reads them as UTC.
    hours = 0.0 if len(name) == 1 else _ZONE_HOURS.get(name.lower())
    return None if hours is None else timedelta(hours=hours)
