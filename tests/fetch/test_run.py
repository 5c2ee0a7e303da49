from __future__ import annotations

import itertools
import signal
import subprocess
import sys
import time

import pytest

from feedtool.fetch import Fetcher, Request
from feedtool.model import Failed, Fetched, FetchPolicy

from ..servers import Answer, Raw, Server, drip, redirect
from .asking import FEED, on_loopback, policy, why

# -- many at once -----------------------------------------------------------------


def many(server: Server, number: int, path: str = "/feed.xml") -> list[Request]:
    return [
        Request(key=str(n), url=server.url(path, host=f"h{n}.test"))
        for n in range(number)
    ]


def everywhere(
    server: Server, number: int, *, per_host: int = 2, concurrency: int = 32
) -> FetchPolicy:
    return policy(
        allow=tuple(f"h{n}.test:{server.port}" for n in range(number)),
        per_host=per_host,
        concurrency=concurrency,
    )


def test_many_hosts_are_asked_at_once_but_not_more_than_we_want(server: Server) -> None:
    server.routes["/feed.xml"] = Answer(body=FEED, after=0.1)
    fetcher = Fetcher(everywhere(server, 40, concurrency=10), lookup=on_loopback)
    began = time.monotonic()
    found = {request.key for request, _ in fetcher.fetch_all(many(server, 40))}
    assert time.monotonic() - began < 2  # one after the other it would be 4 s
    assert len(found) == 40
    assert 5 <= server.most_at_once <= 10


def test_outcomes_come_as_they_arrive(server: Server) -> None:
    server.routes["/slow"] = Answer(body=FEED, after=0.3)
    fetcher = Fetcher(policy(server))
    requests = [Request(url=server.url(path)) for path in ("/slow", "/feed.xml")]
    order = [request.url for request, _ in fetcher.fetch_all(requests)]
    assert order == [server.url("/feed.xml"), server.url("/slow")]


def test_one_host_is_asked_slowly_and_keeps_no_other_waiting(server: Server) -> None:
    server.routes["/feed.xml"] = Answer(body=FEED, after=0.02)
    server.routes["/other"] = FEED
    allow = (f"other.test:{server.port}",)
    wanted = policy(server, delay=0.1, concurrency=2, allow=allow)
    requests = [Request(url=server.url("/feed.xml")) for _ in range(5)]
    requests.append(Request(url=server.url("/other", host="other.test")))
    fetcher = Fetcher(wanted, lookup=on_loopback)
    order = [request.url for request, _ in fetcher.fetch_all(requests)]
    assert order.index(server.url("/other", host="other.test")) <= 2
    # What follows keeps the distance too.
    fetcher.fetch(server.url("/feed.xml"))
    starts = sorted(each.at for each in server.requests if each.path == "/feed.xml")
    assert len(starts) == 6
    assert all(b - a > 0.05 for a, b in itertools.pairwise(starts))


def test_redirects_wait_their_turn_at_the_host_they_lead_to(
    server: Server, other: Server
) -> None:
    server.routes["/feed.xml"] = redirect(
        other.url("/feed.xml").replace("127.0.0.1", "central.test")
    )
    allow = (f"central.test:{other.port}", *everywhere(server, 4).allow)
    fetcher = Fetcher(policy(delay=0.1, allow=allow), lookup=on_loopback)
    outcomes = [outcome for _, outcome in fetcher.fetch_all(many(server, 4))]
    assert all(isinstance(outcome, Fetched) for outcome in outcomes)
    starts = [received.at for received in other.requests]
    assert all(b - a > 0.05 for a, b in itertools.pairwise(starts))


@pytest.mark.parametrize("per_host", [1, 3])
def test_one_host_is_asked_by_few_at_once(server: Server, per_host: int) -> None:
    server.routes["/feed.xml"] = Answer(body=FEED, after=0.03)
    fetcher = Fetcher(policy(server, per_host=per_host))
    requests = [Request(url=server.url("/feed.xml")) for _ in range(9)]
    assert len(list(fetcher.fetch_all(requests))) == 9
    assert server.most_at_once == per_host


def test_waiting_for_a_turn_is_not_held_against_a_source(server: Server) -> None:
    server.routes["/feed.xml"] = Answer(body=FEED, after=0.1)
    fetcher = Fetcher(policy(server, per_host=1, timeout=0.6))
    requests = [Request(url=server.url("/feed.xml")) for _ in range(8)]
    outcomes = [outcome for _, outcome in fetcher.fetch_all(requests)]
    assert all(isinstance(outcome, Fetched) for outcome in outcomes)


def test_what_the_budget_does_not_reach_is_not_yielded(server: Server) -> None:
    server.routes["/feed.xml"] = Answer(body=FEED, after=0.1)
    fetcher = Fetcher(policy(server, per_host=1, budget=0.25))
    requests = [Request(url=server.url("/feed.xml")) for _ in range(9)]
    outcomes = [outcome for _, outcome in fetcher.fetch_all(requests)]
    assert 1 <= len(outcomes) <= 3
    assert server.count("/feed.xml") == len(outcomes)
    assert list(fetcher.fetch_all(requests)) == []
    assert why(fetcher.fetch(server.url("/feed.xml"))).startswith("not asked")


def test_a_429_is_for_the_whole_host(server: Server) -> None:
    server.routes["/busy"] = Answer(status=429)
    allow = (f"other.test:{server.port}",)
    fetcher = Fetcher(policy(server, per_host=1, allow=allow), lookup=on_loopback)
    requests = [Request(url=server.url("/busy")) for _ in range(5)]
    requests.append(Request(url=server.url("/feed.xml", host="other.test")))
    outcomes = [outcome for _, outcome in fetcher.fetch_all(requests)]
    assert server.count("/busy") == 1
    assert sorted(type(outcome).__name__ for outcome in outcomes) == [
        "Failed",
        "Fetched",
    ]


def test_one_bad_source_stays_one_bad_source(server: Server) -> None:
    server.routes["/bad"] = Raw(parts=[b"\xff" * 1000], reset=True)
    paths = ["/feed.xml", "/bad", "/feed.xml", "/gone"]
    requests = [Request(url=server.url(path)) for path in paths]
    requests.append(Request(url="no address"))
    outcomes = [outcome for _, outcome in Fetcher(policy(server)).fetch_all(requests)]
    assert sum(isinstance(outcome, Fetched) for outcome in outcomes) == 2
    assert sum(isinstance(outcome, Failed) for outcome in outcomes) == 3


def test_nothing_to_ask_is_nothing_to_do() -> None:
    assert list(Fetcher().fetch_all([])) == []


def test_fetching_waits_for_a_slow_reader(server: Server) -> None:
    requests = many(server, 300)
    wanted = everywhere(server, 300, concurrency=10)
    outcomes = Fetcher(wanted, lookup=on_loopback).fetch_all(requests)
    next(outcomes)
    time.sleep(0.6)
    assert len(server.requests) < 100
    assert len(list(outcomes)) == 299


# -- stopped ----------------------------------------------------------------------


def test_closing_the_generator_ends_everything_quickly(server: Server) -> None:
    server.routes["/slow"] = lambda received: drip()
    requests = [*many(server, 2), *many(server, 30, "/slow")]
    fetcher = Fetcher(everywhere(server, 30), lookup=on_loopback)
    outcomes = fetcher.fetch_all(requests)
    assert isinstance(next(outcomes)[1], Fetched)
    began = time.monotonic()
    outcomes.close()
    assert time.monotonic() - began < 3


def test_an_error_in_the_reader_ends_everything_quickly(server: Server) -> None:
    server.routes["/slow"] = Answer(after=10)
    requests = [*many(server, 2), *many(server, 9, "/slow")]
    fetcher = Fetcher(everywhere(server, 9), lookup=on_loopback)
    began = time.monotonic()
    with pytest.raises(ZeroDivisionError):
        for _ in fetcher.fetch_all(requests):
            raise ZeroDivisionError
    assert time.monotonic() - began < 2


INTERRUPTED = """
import sys, threading, time
from feedtool.fetch import Fetcher, Request
print("ready", flush=True)
try:
    for _ in Fetcher().fetch_all([Request(url=sys.argv[1], allow_private=True)]):
        pass
except KeyboardInterrupt:
    soon = time.monotonic() + 5  # a busy machine takes its time to end a thread
    while threading.active_count() > 1 and time.monotonic() < soon:
        time.sleep(0.01)
    print([thread.name for thread in threading.enumerate()])
"""


def test_an_interrupt_ends_everything_quickly(server: Server) -> None:
    server.routes["/slow"] = Answer(after=20)
    command = [sys.executable, "-W", "error", "-c", INTERRUPTED, server.url("/slow")]
    with subprocess.Popen(command, stdout=-1, stderr=-1, text=True) as process:
        while not server.requests:
            time.sleep(0.01)
            assert process.poll() is None
        began = time.monotonic()
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=15)
    assert time.monotonic() - began < 10  # the answer would take 20 s
    assert out == "ready\n['MainThread']\n"
    assert err == ""


def test_importing_the_module_costs_no_asyncio() -> None:
    code = (
        "import sys, feedtool.fetch; print({'asyncio', 'aiohttp'} & set(sys.modules))"
    )
    out = subprocess.check_output([sys.executable, "-c", code], text=True)
    assert out == "set()\n"
