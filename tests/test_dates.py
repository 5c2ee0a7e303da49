from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedtool import dates


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # RFC 3339, W3CDTF, ISO 8601
        ("2024-05-06T07:08:09Z", "2024-05-06T07:08:09Z"),
        ("2024-05-06t07:08:09.999+02:00", "2024-05-06T05:08:09Z"),
        ("2024-05-06T07:08:09-0530", "2024-05-06T12:38:09Z"),
        ("2024-05-06 07:08 UTC", "2024-05-06T07:08:00Z"),
        ("2024-05-06T07:08:09+00:00Z", "2024-05-06T07:08:09Z"),
        ("20240506T070809Z", "2024-05-06T07:08:09Z"),
        ("20240506070809", "2024-05-06T07:08:09Z"),
        ("2024-05-06", "2024-05-06T00:00:00Z"),
        ("2024-05", "2024-05-01T00:00:00Z"),
        ("2024", "2024-01-01T00:00:00Z"),
        ("2024-5-6", "2024-05-06T00:00:00Z"),
        # RFC 822 and its kin
        ("Mon, 06 May 2024 07:08:09 GMT", "2024-05-06T07:08:09Z"),
        ("Mon,06 May 2024 07:08:09 +0000", "2024-05-06T07:08:09Z"),
        ("6 May 24 07:08 EST", "2024-05-06T12:08:00Z"),
        ("Mon, 06 May 2024 07:08:09 +0200 (CEST)", "2024-05-06T05:08:09Z"),
        ("Mon, 06 May 2024 07:08:09 GMT+0200", "2024-05-06T05:08:09Z"),
        ("Monday, 06-May-94 07:08:09 PDT", "1994-05-06T14:08:09Z"),
        ("Fri, 06 Sept 2024 07:08:09 Z", "2024-09-06T07:08:09Z"),
        ("06 May 2024 7:08:09 PM", "2024-05-06T19:08:09Z"),
        ("\n Mon, 06 May\t2024 07:08:09 GMT ", "2024-05-06T07:08:09Z"),
        # other programs
        ("Mon May  6 07:08:09 2024", "2024-05-06T07:08:09Z"),
        ("Mon May 06 07:08:09 CEST 2024", "2024-05-06T05:08:09Z"),
        ("May 6th, 2024 at 7:08 pm EDT", "2024-05-06T23:08:00Z"),
        ("2024/05/06 07:08:09", "2024-05-06T07:08:09Z"),
        ("13/05/2024 10:00", "2024-05-13T10:00:00Z"),
        ("05/13/2024 10:00:00 PM", "2024-05-13T22:00:00Z"),
        ("06.05.2024 07:08", "2024-05-06T07:08:00Z"),
        ("06.05.24", "2024-05-06T00:00:00Z"),
        ("1714979289", "2024-05-06T07:08:09Z"),
        ("1714979289123", "2024-05-06T07:08:09Z"),
        # other languages
        ("Mo, 06 Mai 2024 07:08:09 +0200", "2024-05-06T05:08:09Z"),
        ("lun., 06 mai 2024 07:08:09 +0200", "2024-05-06T05:08:09Z"),
        ("lunedì, 6 maggio 2024 07:08", "2024-05-06T07:08:00Z"),
        ("6 de mayo de 2024", "2024-05-06T00:00:00Z"),
        ("Пн, 06 Май 2024 07:08:09 +0300", "2024-05-06T04:08:09Z"),
        ("6 мая 2024 г.", "2024-05-06T00:00:00Z"),
        ("Κυρ, 11 Ιούλ 2004 12:00:00 EST", "2004-07-11T17:00:00Z"),
        ("2004-július-13T9:15-05:00", "2004-07-13T14:15:00Z"),
        ("2024年5月6日 07:08:09", "2024-05-06T07:08:09Z"),
        ("2024-05-06 오후 3:04:05", "2024-05-06T15:04:05Z"),
        # the edges
        ("2024-05-06T24:00:00Z", "2024-05-07T00:00:00Z"),
        ("Mon, 06 May 2024 24:00:00 GMT", "2024-05-07T00:00:00Z"),
        ("2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z"),
        ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"),
        ("9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z"),
        ("Thu, 01 Jan 1970 00:00:00 GMT", "1970-01-01T00:00:00Z"),
        # a zone that nobody knows is none
        ("Mon, 06 May 2024 07:08:09 XYZT", "2024-05-06T07:08:09Z"),
    ],
)
def test_a_date_that_feeds_carry_is_read(text: str, expected: str) -> None:
    moment = dates.parse(text)
    assert moment is not None
    assert dates.rfc3339(moment) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "Monday",
        "May",
        "10:30",
        "12 10",
        "1",
        "03/04/2024",
        "5/6/24",
        "2024-02-30",
        "2024-13-01",
        "2024-05-06T25:00:00Z",
        "2024-05-06T07:61:00Z",
        "2026-03-01 09:30 blah",
        "Mon, 06 May 2024 07:08:09 +9900",
        "0000-01-01T00:00:00Z",
        "10000-01-01T00:00:00Z",
        "9999-12-31T23:59:59-02:00",
        "0001-01-01T00:00:00+02:00",
        "9" * 30,
        "1" * 5_000,
        "2024-05-06T07:08:09Z" * 10,
    ],
)
def test_what_is_no_date_for_certain_is_none(text: str) -> None:
    assert dates.parse(text) is None


def test_a_date_without_a_zone_is_in_the_one_given() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    for text in ("2024-05-06 02:00", "6 May 2024 02:00:00", "May 6, 2024 2:00 AM"):
        assert dates.parse(text, tz=berlin) == datetime(2024, 5, 6, tzinfo=UTC)
    assert dates.parse("2024-01-06", tz=berlin) == datetime(2024, 1, 5, 23, tzinfo=UTC)


def test_a_zone_in_the_text_wins() -> None:
    zone = timezone(timedelta(hours=5))
    for text in ("2024-05-06T07:08:09Z", "May 6, 2024 7:08:09 AM GMT"):
        assert dates.parse(text, tz=zone) == datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)


@given(st.text(max_size=40))
@settings(max_examples=100, deadline=None)
def test_no_text_whatever_breaks_a_date(text: str) -> None:
    moment = dates.parse(text)
    assert moment is None or moment.utcoffset() == timedelta(0)


_PIECES = st.sampled_from(
    [
        "2024",
        "05",
        "6",
        "24",
        "99",
        "0",
        "07:08",
        ":09",
        "T",
        "Z",
        "GMT",
        "+",
        "-",
        "/",
        ".",
        ",",
        "0200",
        "May",
        "Mon",
        "mai",
        "AM",
        "pm",
        "年",
        "월",
        "(x)",
        "W19",
        "1714979289",
        "99999999999999999999",
        "at",
        "of",
        "오후",
        "am",
    ]
)


@given(st.lists(_PIECES, max_size=8), st.sampled_from(["", " ", "-"]))
@settings(max_examples=100, deadline=None)
def test_nothing_made_of_pieces_of_dates_breaks_one(
    pieces: list[str], glue: str
) -> None:
    dates.parse(glue.join(pieces))


_MOMENTS = st.datetimes(
    min_value=datetime(1000, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
).map(lambda moment: moment.replace(microsecond=0))


@given(_MOMENTS)
@settings(max_examples=100, deadline=None)
def test_what_is_written_reads_back(moment: datetime) -> None:
    assert dates.parse(dates.rfc3339(moment)) == moment
    assert dates.parse(dates.rfc822(moment)) == moment


def test_dates_are_written_as_formats_want_them() -> None:
    moment = datetime(2024, 5, 6, 9, 8, 9, 5, tzinfo=timezone(timedelta(hours=2)))
    assert dates.rfc3339(moment) == "2024-05-06T07:08:09Z"
    assert dates.rfc822(moment) == "Mon, 06 May 2024 07:08:09 +0000"
    assert dates.rfc3339(datetime(1, 1, 1, tzinfo=UTC)) == "0001-01-01T00:00:00Z"
    assert dates.rfc822(datetime(1, 1, 1, tzinfo=UTC)).endswith(
        "Jan 0001 00:00:00 +0000"
    )


def test_a_plausible_date_is_after_1989_and_no_more_than_a_week_ahead() -> None:
    seen = datetime(2024, 5, 6, tzinfo=UTC)
    assert dates.is_plausible(datetime(1990, 1, 1, tzinfo=UTC), seen)
    assert not dates.is_plausible(datetime(1989, 12, 31, tzinfo=UTC), seen)
    assert dates.is_plausible(seen + timedelta(days=7), seen)
    assert not dates.is_plausible(seen + timedelta(days=7, seconds=1), seen)


def test_no_month_has_the_name_of_another() -> None:
    names = [name for names in dates._MONTHS for name in set(names.split())]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    "text",
    [
        "Mon, 06 May 2024 07:08.09 GMT",
        "2024-05-06T07:08.60Z",
        "M8n, 06 May 2024 07:08:09 GMT",
        "2024-05-06T07:08:09+01:00:30",
        "2024-05-06T07:08:09:123+05:30",
        "2024-W19-1T07:08:09Z",
        "Mon, 06 May 2024 07:08:09+0000x",
        "2024-05-06T24:00:00Z",
        "9999-12-31T23:59:59-02:00",
        "2024-05-06T07:08:09.123456+05:30",
        "Mon, 06 May 2024 07:08:09 -0930",
    ],
)
def test_the_quick_way_gives_what_the_long_one_does(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    quickly = dates.parse(text)
    monkeypatch.setattr(dates, "_usual", lambda text: None)
    assert quickly == dates.parse(text)
