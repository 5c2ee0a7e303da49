from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import timedelta

import pytest

from feedtool import schedule
from feedtool.fetch import Fetcher, Request
from feedtool.fetch.retry import Standing, pause
from feedtool.model import (
    Failed,
    Fetched,
    FetchPolicy,
    NotModified,
    Outcome,
    State,
)

from ..servers import Answer, Raw, Reply, Server, redirect
from .asking import FEED, NOW, policy, why

# -- the decision -----------------------------------------------------------------

POLICY = FetchPolicy(timeout=timedelta(seconds=30), delay=timedelta(seconds=1))
FINE = Standing(closed=False, left=29, run_left=500)
CLOSED = FINE._replace(closed=True)
NO_ANSWER = Failed(reason="the connection was closed before an answer came")


def answered(status: int, **headers: str) -> Failed:
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return Failed(reason="no", status=status, headers=names)


@pytest.mark.parametrize(
    ("outcome", "standing", "expected"),
    [
        # what often passes
        (answered(500), FINE, 3),
        (answered(502), FINE, 3),
        (answered(504), FINE, 3),
        (answered(507), FINE, 3),
        (answered(520), FINE, 3),
        (answered(599), FINE, 3),
        (NO_ANSWER, CLOSED, 3),
        # what does not, and what the schedule knows better
        (answered(501), FINE, None),
        (answered(505), FINE, None),
        (answered(503), FINE, None),
        (answered(503, retry_after="1"), FINE, None),
        (answered(500, retry_after="1"), FINE, None),
        (answered(500, retry_after=""), FINE, None),
        (answered(400), FINE, None),
        (answered(404), FINE, None),
        (answered(408), FINE, None),
        (answered(410), FINE, None),
        (answered(429), FINE, None),
        (answered(600), FINE, None),
        (answered(302), FINE, None),
        # a timeout, a refusal, a TLS fault, an unknown name
        (Failed(reason="timed out after 30 s"), FINE, None),
        (Failed(reason="connection refused"), FINE, None),
        # what went well
        (Fetched(data=FEED, url="https://example.org/"), FINE, None),
        (NotModified(), FINE, None),
        # once is enough, and a host that wants no more is left alone
        (answered(500), FINE._replace(is_second=True), None),
        (NO_ANSWER, CLOSED._replace(is_second=True), None),
        (answered(500), FINE._replace(barred=True), None),
        (NO_ANSWER, CLOSED._replace(barred=True), None),
        # it may take as long again, and the wait
        (answered(500), FINE._replace(left=16.5), 3),
        (answered(500), FINE._replace(left=16.4), None),
        (answered(500), FINE._replace(left=0), None),
        (answered(500), FINE._replace(left=-1), None),
        # the budget of the run
        (answered(500), FINE._replace(run_left=3.1), 3),
        (answered(500), FINE._replace(run_left=3), None),
        (NO_ANSWER, CLOSED._replace(run_left=-5), None),
    ],
)
def test_once_more_is_for_what_often_passes(
    outcome: Outcome, standing: Standing, expected: float | None
) -> None:
    assert pause(outcome, standing, POLICY) == expected


# -- the retry --------------------------------------------------------------------


def starts(server: Server, path: str) -> list[float]:
    return [received.at for received in server.requests if received.path == path]


@pytest.mark.parametrize(
    "first",
    [Answer(status=500), Answer(status=502), Raw(parts=[]), Raw(parts=[], reset=True)],
)
def test_what_passes_is_asked_again_after_a_while(server: Server, first: Reply) -> None:
    replies: Iterator[Reply] = iter([first, FEED])
    server.routes["/feed.xml"] = lambda received: next(replies)
    outcome = Fetcher(policy(server, delay=0.05)).fetch(server.url("/feed.xml"))
    assert isinstance(outcome, Fetched)
    asked = starts(server, "/feed.xml")
    assert len(asked) == 2
    assert asked[1] - asked[0] > 0.14


@pytest.mark.parametrize(
    "again", [Answer(status=502), Raw(parts=[]), Answer(status=404), Answer(status=503)]
)
def test_nothing_is_asked_three_times_in_a_run(server: Server, again: Reply) -> None:
    replies: Iterator[Reply] = iter([Answer(status=500), again])
    server.routes["/feed.xml"] = lambda received: next(replies)
    outcome = Fetcher(policy(server)).fetch(server.url("/feed.xml"))
    assert isinstance(outcome, Failed)
    status = again.status if isinstance(again, Answer) else None
    assert outcome.status == status  # the last word counts
    assert server.count("/feed.xml") == 2


@pytest.mark.parametrize(
    "answer",
    [
        Answer(status=501),
        Answer(status=503),
        Answer(status=500, headers={"Retry-After": "1"}),
        Answer(status=404),
        Answer(status=429),
        Answer(after=1),
        Raw(parts=[b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n", FEED]),
        Raw(parts=[b"nonsense\r\n\r\n"]),
    ],
)
def test_what_does_not_pass_is_not_asked_again(server: Server, answer: Reply) -> None:
    server.routes["/feed.xml"] = answer
    fetcher = Fetcher(policy(server, timeout=0.4))
    assert isinstance(fetcher.fetch(server.url("/feed.xml")), Failed)
    assert server.count("/feed.xml") == 1


def test_a_retry_starts_from_the_sources_own_address(server: Server) -> None:
    replies = iter([redirect("/0", 301), redirect("/1", 301)])
    server.routes["/feed.xml"] = lambda received: next(replies)
    server.routes |= {"/0": Answer(status=500), "/1": FEED}
    outcome = Fetcher(policy(server)).fetch(server.url("/feed.xml"))
    assert isinstance(outcome, Fetched)
    assert outcome.moved == server.url("/1")
    assert [each.path for each in server.requests] == [
        *("/feed.xml", "/0"),
        *("/feed.xml", "/1"),
    ]


def test_a_retry_starts_from_the_adopted_address(server: Server) -> None:
    unchanged = Answer(body=FEED, headers={"ETag": '"1"'})
    replies: Iterator[Reply] = iter([Raw(parts=[]), unchanged])
    server.routes["/new"] = lambda received: next(replies)
    state = State(moved=server.url("/new"), etag='"1"')
    outcome = Fetcher(policy(server)).fetch(server.url("/old"), state)
    assert isinstance(outcome, NotModified)
    assert [each.path for each in server.requests] == ["/new", "/new"]
    assert all(each.headers["if-none-match"] == '"1"' for each in server.requests)


def test_a_retry_takes_a_new_turn_of_its_host(server: Server) -> None:
    replies: Iterator[Reply] = iter([Answer(status=500), FEED])
    server.routes["/odd"] = lambda received: next(replies)
    requests = [Request(url=server.url("/odd"))]
    requests += [Request(url=server.url("/feed.xml")) for _ in range(4)]
    fetcher = Fetcher(policy(server, delay=0.1, per_host=1))
    outcomes = [outcome for _, outcome in fetcher.fetch_all(requests)]
    assert all(isinstance(outcome, Fetched) for outcome in outcomes)
    asked = [received.at for received in server.requests]
    assert len(asked) == 6
    assert all(b - a > 0.05 for a, b in itertools.pairwise(asked))
    assert server.requests[1].path == "/feed.xml"  # nobody waits for it


def test_no_retry_goes_to_a_host_that_has_answered_429(server: Server) -> None:
    server.routes["/0"] = Answer(status=500)
    server.routes["/1"] = Answer(status=429)
    requests = [Request(url=server.url(path)) for path in ("/0", "/1", "/feed.xml")]
    fetcher = Fetcher(policy(server, delay=0.1))
    reasons = {why(outcome) for _, outcome in fetcher.fetch_all(requests)}
    assert reasons == {"500 Internal Server Error", "429 Too Many Requests"}
    assert (server.count("/0"), server.count("/1")) == (1, 1)


@pytest.mark.parametrize("budget", [0.25, 0.5])
def test_a_source_whose_retry_finds_no_time_has_failed(
    server: Server, budget: float
) -> None:
    # The wait is 0.3 s; with the longer budget the turn is what is not reached in it.
    server.routes["/0"] = Answer(status=500)
    server.routes["/slow"] = Answer(body=FEED, after=0.6)
    requests = [Request(url=server.url(path)) for path in ("/0", "/slow")]
    fetcher = Fetcher(policy(server, delay=0.1, per_host=1, budget=budget))
    outcomes = {request.url: each for request, each in fetcher.fetch_all(requests)}
    assert why(outcomes[server.url("/0")]) == "500 Internal Server Error"
    assert server.count("/0") == 1


def test_a_retry_shares_the_deadline_of_the_first(server: Server) -> None:
    server.routes["/feed.xml"] = Answer(status=500, after=0.3)
    fetcher = Fetcher(policy(server, timeout=0.5))
    assert why(fetcher.fetch(server.url("/feed.xml"))) == "500 Internal Server Error"
    assert server.count("/feed.xml") == 1


def test_a_retry_that_fails_counts_as_one_failure(server: Server) -> None:
    server.routes["/feed.xml"] = Answer(status=500)
    outcome = Fetcher(policy(server)).fetch(server.url("/feed.xml"))
    assert schedule.after(State(), outcome, NOW, FetchPolicy()).failures == 1
