"""What of all that is wrong is news: values in, values out."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from feedtool.model import Finding, Told
from feedtool.pipeline.report import SourceReport
from feedtool.pipeline.troubles import Sighting, look, of_findings, of_source

START = datetime(2026, 3, 1, tzinfo=UTC)


def hour(number: int) -> datetime:
    return START + timedelta(hours=number)


def sighting(reason: str | None, *, name: str = "a", passing: bool = False) -> Sighting:
    message = f"{name}: {'works again' if reason is None else reason}"
    said = Finding(level="warning", message=message)
    return Sighting(kind="source", name=name, reason=reason, said=said, passing=passing)


def story(*runs: list[Sighting], every: int = 1) -> list[list[str]]:
    """Return what each of some runs, so many hours apart, says."""
    told: dict[str, Told] = {}
    said = []
    for number, sightings in enumerate(runs):
        news, told = look(sightings, told, hour(number * every))
        said.append([str(each) for each in (*news.begun, *news.ended)])
    return said


# -- begins, changes, ends --------------------------------------------------------


def test_a_trouble_is_told_when_it_begins_and_when_it_ends() -> None:
    bad, well = [sighting("404")], [sighting(None)]
    assert story(well, bad, bad, bad, well, well) == [
        [],
        ["a: 404"],
        [],
        [],
        ["a: works again after 3 hours"],
        [],
    ]


def test_a_trouble_that_becomes_another_is_told_with_how_long_it_lasts() -> None:
    bad, worse, well = [sighting("404")], [sighting("410")], [sighting(None)]
    assert story(bad, bad, worse, worse, well, every=24) == [
        ["a: 404"],
        [],
        ["a: 410 (for 2 days it was something else)"],
        [],
        ["a: works again after 4 days"],
    ]


def test_what_may_pass_is_told_when_it_is_seen_twice() -> None:
    slow, well = [sighting("no answer", passing=True)], [sighting(None)]
    assert story(slow, well, slow, slow, slow, well) == [
        [],
        [],
        [],
        ["a: no answer"],
        [],
        ["a: works again after 3 hours"],
    ]


def test_a_time_out_in_between_is_no_change() -> None:
    bad, slow = [sighting("404")], [sighting("no answer", passing=True)]
    assert story(bad, slow, bad, slow, slow) == [
        ["a: 404"],
        [],
        [],
        [],
        ["a: no answer (for 4 hours it was something else)"],
    ]


def test_a_time_out_that_becomes_something_sure_is_told_at_once() -> None:
    slow, bad = [sighting("no answer", passing=True)], [sighting("404")]
    assert story(slow, bad, [sighting(None)]) == [
        [],
        ["a: 404"],
        ["a: works again after 2 hours"],
    ]


def test_troubles_do_not_mix() -> None:
    a, b = sighting("404"), sighting("404", name="b")
    assert story([a], [a, b], [sighting(None), b]) == [
        ["a: 404"],
        ["b: 404"],
        ["a: works again after 2 hours"],
    ]


def test_what_is_not_looked_at_stays_as_it_was() -> None:
    bad, well = [sighting("404")], [sighting(None)]
    assert story(bad, [], bad, [], well)[1:] == [
        [],
        [],
        [],
        ["a: works again after 4 hours"],
    ]


def test_what_is_there_no_more_is_forgotten_without_a_word() -> None:
    _, told = look([sighting("404"), sighting("404", name="b")], {}, hour(0))
    news, told = look([], told, hour(1), remains=lambda key: key == "source:b")
    assert (news.begun, news.ended, [*told]) == ((), (), ["source:b"])


def test_how_long_it_was_is_said_to_the_nearest_unit() -> None:
    ends = {
        timedelta(minutes=-9): "less than a minute",
        timedelta(0): "less than a minute",
        timedelta(seconds=59): "less than a minute",
        timedelta(seconds=60): "1 minute",
        timedelta(seconds=89): "1 minute",
        timedelta(minutes=59): "59 minutes",
        timedelta(minutes=59, seconds=59): "1 hour",
        timedelta(minutes=89): "1 hour",
        timedelta(minutes=119): "2 hours",
        timedelta(hours=2): "2 hours",
        timedelta(hours=23): "23 hours",
        timedelta(hours=25): "1 day",
        timedelta(hours=47): "2 days",
        timedelta(days=9): "9 days",
    }
    for span, text in ends.items():
        _, told = look([sighting("404")], {}, START)
        news, _ = look([sighting(None)], told, START + span)
        assert [str(each) for each in news.ended] == [f"a: works again after {text}"]


REASONS = st.sampled_from([None, "404", "410", "no answer"])


@given(st.lists(REASONS, max_size=40))
def test_what_is_told_is_always_what_is_so(reasons: list[str | None]) -> None:
    told: dict[str, Told] = {}
    open_trouble: str | None = None
    for number, reason in enumerate(reasons):
        passing = reason == "no answer"
        news, told = look([sighting(reason, passing=passing)], told, hour(number))
        assert len(news.begun) + len(news.ended) <= 1
        if news.begun:
            assert reason not in (None, open_trouble)
            open_trouble = reason
        if news.ended:
            assert (reason, open_trouble is None) == (None, False)
            open_trouble = None
        if reason is None:
            assert open_trouble is None
            assert told == {}
        elif not passing:
            assert open_trouble == reason


# -- findings ---------------------------------------------------------------------


def finding(message: str, line: int) -> Finding:
    return Finding(level="error", message=message, file="feed.yaml", line=line)


def begun(*runs: list[Finding]) -> list[list[str]]:
    told: dict[str, Told] = {}
    said = []
    for findings in runs:
        news, told = look(of_findings(findings), told, START, remains=lambda key: False)
        assert news.ended == ()
        said.append([str(each) for each in news.begun])
    return said


def test_a_finding_that_slips_to_another_line_is_the_same() -> None:
    runs = begun([finding("no title", 3)], [finding("no title", 9)])
    assert runs == [["feed.yaml:3: no title"], []]


def test_the_same_is_told_as_often_as_it_is_there() -> None:
    one, two = finding("no title", 3), finding("no title", 7)
    assert begun([one], [one, two], [one, two], [one], [one, two]) == [
        ["feed.yaml:3: no title"],
        ["feed.yaml:7: no title"],
        [],
        [],
        ["feed.yaml:7: no title"],
    ]


def test_another_mistake_at_the_same_place_is_another_one() -> None:
    runs = begun([finding("no key 'lnk'", 3)], [finding("no key 'lnik'", 3)])
    assert runs == [["feed.yaml:3: no key 'lnk'"], ["feed.yaml:3: no key 'lnik'"]]


def test_notes_are_no_news() -> None:
    note = Finding(level="note", message="there is no base_url")
    assert begun([note]) == [[]]


# -- sources ----------------------------------------------------------------------


def failed(
    error: str, *, status: int | None = None, passing: bool = False
) -> SourceReport:
    return SourceReport(
        key="https://a.example/feed",
        address="https://a.example/feed",
        name="A",
        outcome="failed",
        status=status,
        error=error,
        passing=passing,
    )


def reasons(*reports: SourceReport) -> list[str | None]:
    said = Finding(level="warning", message="")
    return [
        sighting.reason
        for report in reports
        for sighting in of_source(report, trouble=said, well=said, over={"empty": said})
    ]


def test_numbers_and_quotations_make_no_other_reason() -> None:
    page = "an HTML page titled {!r}, not a feed"
    assert (
        len(
            {
                *reasons(
                    failed(page.format("Error 1020, ray 7f3a"), status=200),
                    failed(page.format("Error 1020, ray 99bc"), status=200),
                )
            }
        )
        == 1
    )
    broken = "a feed too broken to be read (line {}, column {})"
    assert (
        len(
            {
                *reasons(
                    failed(broken.format(3, 12), status=200),
                    failed(broken.format(40, 1), status=200),
                )
            }
        )
        == 1
    )


def test_another_status_or_another_fault_is_another_reason() -> None:
    every = reasons(
        failed("404 Not Found", status=404),
        failed("410 Gone", status=410),
        failed("403 Forbidden", status=403),
        failed("an HTML page, not a feed", status=200),
        failed("nothing: the body is empty", status=200),
        failed("there is no such file"),
        failed("TLS certificate: certificate has expired"),
        failed("timed out after 30 s", passing=True),
    )
    assert len({*every}) == len(every)


def test_all_that_comes_and_goes_in_turn_is_one_reason() -> None:
    every = reasons(
        failed("timed out after 30 s", passing=True),
        failed("timed out after 5 s", passing=True),
        failed("connection refused", passing=True),
        failed("503 Service Unavailable", status=503, passing=True),
        failed("429 Too Many Requests", status=429, passing=True),
    )
    assert {*every} == {"no answer"}


def test_a_source_that_was_not_asked_has_not_been_seen() -> None:
    for outcome in ("waiting", "gone", "left"):
        report = SourceReport(
            key="a", address="a", name="A", outcome=outcome, error="404 Not Found"
        )
        assert reasons(report) == []


def test_another_name_of_a_source_is_another_question() -> None:
    asked = Sighting(kind="change", name="s", reason="it is called B")
    told = look([asked], {}, hour(0)).told
    assert look([asked], told, hour(1)).told["change:s"].since == hour(0)
    other = replace(asked, reason="it is called C")
    assert look([other], told, hour(1)).told["change:s"].since == hour(1)
