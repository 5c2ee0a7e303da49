from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedtool.model import (
    Failed,
    Fetched,
    FetchPolicy,
    NotModified,
    Outcome,
    Rhythm,
    State,
)
from feedtool.schedule import (
    after,
    digest,
    is_due,
    may_refresh,
    next_fetch,
    origin,
)

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
HOURLY = FetchPolicy(every=timedelta(hours=1))
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
DATE = {"date": "Sun, 01 Mar 2026 12:00:00 GMT"}


def fetched(**headers: str) -> Fetched:
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return Fetched(data=b"<rss/>", url="https://example.org/feed", headers=names)


def failed(status: int | None = None, **headers: str) -> Failed:
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return Failed(reason="no", status=status, headers=names)


# -- our own wish -----------------------------------------------------------------


def test_a_new_source_is_due_at_once() -> None:
    assert is_due(State(), NOW, HOURLY)


@pytest.mark.parametrize(
    ("every", "passed", "due"),
    [
        (HOUR, timedelta(0), False),
        (HOUR, 53 * MINUTE, False),
        (HOUR, 54 * MINUTE, True),  # 90 % are enough for an hourly cron
        (HOUR, HOUR, True),
        (MINUTE, 13 * MINUTE, False),  # never under 15 minutes
        (MINUTE, 15 * MINUTE, True),
        (7 * DAY, 6 * DAY, False),
        (7 * DAY, 7 * DAY, True),
        (timedelta.max, 300 * DAY, False),
    ],
)
def test_every_is_met_when_nine_tenths_have_passed(
    every: timedelta, passed: timedelta, due: bool
) -> None:
    state = after(State(), fetched(), NOW, HOURLY)
    assert is_due(state, NOW + passed, FetchPolicy(every=every)) is due


def test_an_hourly_cron_fetches_every_hour_whatever_a_run_takes() -> None:
    state, asked = State(), 0
    for hour in range(24):
        start = NOW + hour * HOUR + timedelta(seconds=(hour * 37) % 90)
        if is_due(state, start, HOURLY):
            asked += 1
            state = after(state, fetched(), start, HOURLY)
    assert asked == 24


# -- what publishers ask for ------------------------------------------------------


@pytest.mark.parametrize(
    ("headers", "floor"),
    [
        ({}, 0),
        ({"cache-control": "max-age=7200"}, 7200),
        ({"cache-control": 'public, MAX-AGE = "7200", must-revalidate'}, 7200),
        ({"cache-control": "s-maxage=9000"}, 0),  # for shared caches
        ({"cache-control": "x-max-age=9000"}, 0),
        ({"cache-control": "max-age=7200", "age": "1200"}, 6000),
        ({"cache-control": "max-age=7200", "age": "9999"}, 0),
        ({"cache-control": "max-age=7200, no-cache"}, 0),
        ({"cache-control": "no-store", "expires": "Sun, 01 Mar 2026 14:00:00 GMT"}, 0),
        ({"cache-control": "max-age=31536000"}, 86400),
        ({"cache-control": f"max-age={'9' * 5000}"}, 86400),
        ({"cache-control": "max-age=-5"}, 0),
        ({"cache-control": "max-age=soon"}, 0),
        ({"expires": "Sun, 01 Mar 2026 14:00:00 GMT", **DATE}, 7200),
        # The server's clock is a day behind ours: only the distance counts.
        (
            {
                "expires": "Sat, 28 Feb 2026 14:00:00 GMT",
                "date": "Sat, 28 Feb 2026 12:00:00 GMT",
            },
            7200,
        ),
        ({"expires": "Sun, 01 Mar 2026 14:00:00 GMT"}, 7200),
        ({"expires": "Fri, 01 Jan 2100 00:00:00 GMT", **DATE}, 86400),
        ({"expires": "Thu, 01 Jan 1970 00:00:00 GMT", **DATE}, 0),
        ({"expires": "0", **DATE}, 0),
        ({"expires": "3600", **DATE}, 0),
        ({"expires": "-1", **DATE}, 0),
        # max-age wins over Expires (RFC 9111 §5.3)
        (
            {
                "cache-control": "max-age=0",
                "expires": "Sun, 01 Mar 2026 14:00:00 GMT",
                **DATE,
            },
            0,
        ),
    ],
)
@pytest.mark.parametrize("kind", [200, 304])
def test_freshness_is_a_floor_kept_exactly(
    kind: int, headers: dict[str, str], floor: int
) -> None:
    outcome: Outcome = NotModified(headers=headers)
    if kind == 200:
        outcome = Fetched(data=b"", url="https://example.org/", headers=headers)
    state = after(State(), outcome, NOW, HOURLY)
    assert state.not_before == (NOW + timedelta(seconds=floor) if floor else None)
    if floor > 3600:
        moment = NOW + timedelta(seconds=floor)
        assert not is_due(state, moment - timedelta(seconds=1), HOURLY)
        assert is_due(state, moment, HOURLY)


@pytest.mark.parametrize(
    ("status", "headers", "floor"),
    [
        (429, {"retry-after": "120"}, timedelta(seconds=120)),
        (503, {"retry-after": " 0007200 "}, 2 * HOUR),
        (503, {"retry-after": "Sun, 01 Mar 2026 15:00:00 GMT", **DATE}, 3 * HOUR),
        (503, {"retry-after": "Sunday, 01-Mar-26 15:00:00 GMT"}, 3 * HOUR),
        (404, {"retry-after": "7200"}, 2 * HOUR),
        (429, {"retry-after": "9" * 30}, 30 * DAY),
        (429, {"retry-after": "9" * 5000}, 30 * DAY),
        (429, {"retry-after": "Fri, 31 Dec 9999 23:59:59 GMT"}, 30 * DAY),
        (429, {"retry-after": "Sat, 01 Mar 1997 15:00:00 GMT", **DATE}, None),
        (429, {"retry-after": "0"}, None),
        (429, {}, HOUR),
        (503, {"retry-after": "soon"}, HOUR),
        (503, {"retry-after": "-5"}, HOUR),
        (500, {}, None),
        (404, {"retry-after": "soon"}, None),
    ],
)
def test_retry_after_is_kept_exactly_and_clamped(
    status: int, headers: dict[str, str], floor: timedelta | None
) -> None:
    outcome = Failed(reason="no", status=status, headers=headers)
    state = after(State(), outcome, NOW, HOURLY)
    assert state.not_before == (NOW + floor if floor else None)


def test_an_overloaded_server_is_left_alone_for_at_least_our_own_interval() -> None:
    policy = FetchPolicy(every=6 * HOUR)
    state = after(State(), failed(429), NOW, policy)
    assert state.not_before == NOW + 6 * HOUR


def test_a_later_answer_without_floors_takes_an_old_floor_away() -> None:
    state = after(State(), fetched(cache_control="max-age=86400"), NOW, HOURLY)
    assert after(state, fetched(), NOW + HOUR, HOURLY).not_before is None


# -- failures ---------------------------------------------------------------------


def test_failures_back_off_by_doubling_up_to_a_day() -> None:
    state, waits = State(), []
    for _ in range(8):
        state = after(state, failed(500), NOW, HOURLY)
        due = next_fetch(state, HOURLY)
        assert due is not None
        waits.append((due - NOW) / timedelta(minutes=54))
    assert waits == [1, 2, 4, 8, 16, 24, 24, 24]


def test_back_off_never_asks_more_often_than_every() -> None:
    weekly = FetchPolicy(every=7 * DAY)
    state = replace(State(), asked=NOW, failures=9)
    assert not is_due(state, NOW + 2 * DAY, weekly)


def test_one_good_answer_resets() -> None:
    state = replace(State(), failures=7, error="connection refused", gone=True)
    for outcome in (fetched(), NotModified()):
        new = after(state, outcome, NOW, HOURLY)
        assert (new.failures, new.error, new.gone) == (0, None, False)
        assert new.succeeded == NOW


def test_a_failure_is_remembered_with_its_reason_and_costs_no_memory() -> None:
    state = after(State(), fetched(etag='"1"'), NOW, HOURLY)
    new = after(state, failed(404, etag='"2"'), NOW + HOUR, HOURLY)
    assert (new.error, new.status, new.failures) == ("no", 404, 1)
    assert new.asked == NOW + HOUR
    assert new.succeeded == NOW
    assert (new.etag, new.digest) == ('"1"', state.digest)


def test_a_gone_source_is_never_due_again_by_itself() -> None:
    state = after(State(), failed(410), NOW, HOURLY)
    assert state.gone
    assert next_fetch(state, HOURLY) is None
    assert not is_due(state, NOW + 1000 * DAY, HOURLY)
    assert may_refresh(state, NOW + MINUTE)
    assert after(state, failed(None), NOW + HOUR, HOURLY).gone


# -- refresh ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("outcome", "passed", "may"),
    [
        (fetched(cache_control="max-age=7200"), MINUTE, True),
        (failed(500), MINUTE, True),
        (failed(429, retry_after="3600"), MINUTE, False),
        (failed(429, retry_after="3600"), HOUR, True),
        (failed(429), MINUTE, False),
    ],
)
def test_a_refresh_keeps_only_retry_after(
    outcome: Outcome, passed: timedelta, may: bool
) -> None:
    state = after(State(), outcome, NOW, HOURLY)
    assert may_refresh(state, NOW + passed) is may


# -- a clock put back -------------------------------------------------------------


@pytest.mark.parametrize(
    "outcome",
    [fetched(), fetched(cache_control="max-age=86400"), failed(None), failed(429)],
)
def test_times_from_a_wrong_future_do_not_silence_a_source(outcome: Outcome) -> None:
    future = NOW + 4000 * DAY
    state = after(State(), outcome, future, HOURLY)
    assert is_due(state, NOW, HOURLY)
    assert may_refresh(state, NOW)
    # … and asking once sets them right.
    state = after(state, outcome, NOW, HOURLY)
    assert not is_due(state, NOW, HOURLY)


@pytest.mark.parametrize("back", [timedelta(seconds=2), 10 * MINUTE, 50 * MINUTE])
def test_a_clock_put_back_a_little_causes_no_storm(back: timedelta) -> None:
    state = after(State(), fetched(), NOW, HOURLY)
    assert not is_due(state, NOW - back, HOURLY)


def test_the_wait_of_a_source_never_asked_is_bounded_too() -> None:
    state = State(not_before=NOW + HOUR)
    assert not is_due(state, NOW, HOURLY)
    assert is_due(State(not_before=NOW + 4000 * DAY), NOW, HOURLY)


# -- validators -------------------------------------------------------------------


def test_validators_are_kept_byte_for_byte() -> None:
    state = after(
        State(), fetched(etag="W/odd one", last_modified="yesterday, 5ish"), NOW, HOURLY
    )
    assert state.etag == "W/odd one"
    assert state.last_modified == "yesterday, 5ish"
    assert state.validators_from == "https://example.org"


def test_validators_go_when_the_next_good_answer_has_none() -> None:
    state = State(etag='"1"', last_modified="then")
    new = after(state, fetched(), NOW, HOURLY)
    assert (new.etag, new.last_modified) == (None, None)


def test_a_304_brings_new_validators_and_keeps_those_it_does_not_name() -> None:
    state = State(etag='"1"', last_modified="then", digest="d", validators_from="o")
    new = after(state, NotModified(headers={"etag": '"2"'}), NOW, HOURLY)
    assert (new.etag, new.last_modified) == ('"2"', "then")
    assert (new.digest, new.validators_from, new.status) == ("d", "o", 304)


@pytest.mark.parametrize("etag", ["", '"a\nb"', '"\ufffd"', '"\x00"'])
def test_a_validator_that_could_not_go_back_as_it_came_is_not_learnt(etag: str) -> None:
    assert after(State(), fetched(etag=etag), NOW, HOURLY).etag is None


def test_the_digest_is_that_of_the_bytes() -> None:
    state = after(State(), fetched(), NOW, HOURLY)
    assert state.digest == hashlib.sha256(b"<rss/>").hexdigest() == digest(b"<rss/>")
    assert state.status == 200


# -- redirects --------------------------------------------------------------------


def test_a_permanent_redirect_is_adopted_after_a_good_answer() -> None:
    moved = "https://new.example/feed"
    new = after(State(), replace(fetched(), moved=moved), NOW, HOURLY)
    assert new.moved == moved
    assert after(new, fetched(), NOW + HOUR, HOURLY).moved == moved


def test_a_304_adopts_no_redirect() -> None:
    outcome = NotModified(moved="https://new.example/feed")
    assert after(State(), outcome, NOW, HOURLY).moved is None


def test_an_adopted_redirect_that_leads_nowhere_is_given_up() -> None:
    state = State(moved="https://new.example/feed")
    assert after(state, failed(404), NOW, HOURLY).moved is None
    gone = after(state, failed(410), NOW, HOURLY)
    assert gone.moved is None
    assert not gone.gone  # the source's own address has not been heard
    for _ in range(2):
        state = after(state, failed(None), NOW, HOURLY)
        assert state.moved
    assert after(state, failed(None), NOW, HOURLY).moved is None


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://Example.org/a?b", "https://example.org"),
        ("https://example.org:443/", "https://example.org"),
        ("http://u:p@example.org:443/", "http://example.org:443"),
        ("http://[::1]:80/", "http://[::1]"),
        ("ftp://example.org/", None),
        ("http://example.org:99999/", None),
        ("http://[::1/", None),
        ("http:///x", None),
        ("", None),
    ],
)
def test_an_origin_is_scheme_host_and_port(url: str, expected: str | None) -> None:
    assert origin(url) == expected


# -- whatever comes ---------------------------------------------------------------

HEADERS = st.dictionaries(
    st.sampled_from(["cache-control", "expires", "date", "age", "retry-after", "etag"]),
    st.text(max_size=40)
    | st.sampled_from(
        [
            "max-age=99999999999999999999",
            "9" * 400,
            "Fri, 31 Dec 9999 23:59:59 -2359",
            "Mon, 01 Jan 0001 00:00:00 +2359",
            "٣",
        ]
    ),
)
MOMENTS = st.datetimes(datetime(1970, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@settings(max_examples=100, deadline=None)
@given(headers=HEADERS, status=st.sampled_from([None, 200, 304, 429, 503]), now=MOMENTS)
def test_no_headers_stop_a_run_or_silence_a_source(
    headers: dict[str, str], status: int | None, now: datetime
) -> None:
    outcome: Outcome = Failed(reason="no", status=status, headers=headers)
    if status == 200:
        outcome = Fetched(data=b"", url="x", headers=headers)
    elif status == 304:
        outcome = NotModified(headers=headers)
    state = after(State(), outcome, now, HOURLY)
    due = next_fetch(state, HOURLY)
    assert due is not None
    assert due - now <= 30 * DAY
    assert is_due(state, due, HOURLY)


@settings(max_examples=100, deadline=None)
@given(asked=MOMENTS, floor=MOMENTS | st.none(), now=MOMENTS, failures=st.integers(0))
def test_every_state_has_an_answer(
    asked: datetime, floor: datetime | None, now: datetime, failures: int
) -> None:
    state = State(asked=asked, not_before=floor, failures=failures)
    is_due(state, now, FetchPolicy(every=timedelta.max))
    may_refresh(state, now)


# -- what a feed wishes -----------------------------------------------------------


def rhythmic(**wishes: Any) -> State:
    return after(State(), fetched(), NOW, HOURLY, rhythm=Rhythm(**wishes))


@pytest.mark.parametrize(
    ("pause", "passed", "due"),
    [
        (timedelta(0), 54 * MINUTE, True),
        (30 * MINUTE, 54 * MINUTE, True),  # our own wish is longer
        (3 * HOUR, 3 * HOUR - MINUTE, False),
        (3 * HOUR, 3 * HOUR, True),
        (300 * DAY, 7 * DAY - MINUTE, False),  # nobody waits longer than a week
        (300 * DAY, 7 * DAY, True),
    ],
)
def test_what_a_feed_wishes_is_a_floor(
    pause: timedelta, passed: timedelta, due: bool
) -> None:
    assert is_due(rhythmic(pause=pause), NOW + passed, HOURLY) is due
    unchanged = after(rhythmic(pause=pause), NotModified(), NOW, HOURLY)
    assert is_due(unchanged, NOW + passed, HOURLY) is due


def test_a_feed_counts_in_minutes_so_that_an_hourly_cron_stays_hourly() -> None:
    late = NOW + timedelta(seconds=2)
    state = after(State(), fetched(), late, HOURLY, rhythm=Rhythm(pause=HOUR))
    assert is_due(state, NOW + HOUR, HOURLY)
    assert not is_due(state, NOW + HOUR - timedelta(seconds=1), HOURLY)


def test_hours_and_days_to_skip_are_skipped() -> None:
    lunch = rhythmic(skip_hours=(13, 14))  # NOW is Sunday, noon
    assert not is_due(lunch, NOW + HOUR, HOURLY)
    assert not is_due(lunch, NOW + 3 * HOUR - timedelta(seconds=1), HOURLY)
    assert is_due(lunch, NOW + 3 * HOUR, HOURLY)
    assert next_fetch(lunch, FetchPolicy(every=2 * HOUR)) == NOW + 3 * HOUR
    sunday = rhythmic(skip_days=(6,))
    assert not is_due(sunday, NOW + 11 * HOUR, HOURLY)
    assert is_due(sunday, NOW + 12 * HOUR, HOURLY)


def test_skipping_never_stops_a_source_for_more_than_a_day() -> None:
    always = rhythmic(skip_hours=tuple(range(24)), skip_days=tuple(range(7)))
    due = next_fetch(always, HOURLY)
    assert due == NOW + 54 * MINUTE + DAY
    assert not is_due(always, due - timedelta(seconds=1), HOURLY)
    assert is_due(always, due, HOURLY)


def test_a_feed_that_is_read_anew_may_change_its_mind_and_a_failure_does_not() -> None:
    slow = rhythmic(pause=DAY)
    assert after(slow, failed(500), NOW, HOURLY).rhythm == Rhythm(pause=DAY)
    assert after(slow, fetched(), NOW, HOURLY, rhythm=Rhythm()).rhythm == Rhythm()


def test_sources_that_are_asked_every_few_hours_do_not_all_fall_due_at_once() -> None:
    daily = FetchPolicy(every=DAY)
    state = after(State(), fetched(), NOW, daily)
    dues = [next_fetch(state, daily, key=f"https://x.org/{n}") for n in range(200)]
    assert not any(due.microsecond for due in dues if due)
    passed = sorted((due - NOW) / DAY for due in dues if due)
    assert 0.9 <= passed[0] < 0.91
    assert 0.97 < passed[-1] <= 0.98  # a cron with a few minutes' delay still meets it
    assert dues[0] == next_fetch(state, daily, key="https://x.org/0")
    hourly = {next_fetch(state, HOURLY, key=str(n)) for n in range(20)}
    assert hourly == {NOW + 54 * MINUTE}
