"""Telling a hub: what is sent, and what its answers come to."""

from __future__ import annotations

import time

import pytest

from feedtool.fetch import hub

from ..servers import Answer, Server, redirect
from .asking import on_loopback, policy

TOPICS = [f"https://example.org/feeds/{n}/atom.xml" for n in range(5)]


def told(server: Server, topics: list[str] = TOPICS) -> list[hub.Told]:
    return sorted(hub.announce(server.url("/hub"), topics, policy(server)))


def test_each_topic_is_sent_in_a_form_of_its_own(server: Server) -> None:
    server.routes["/hub"] = Answer(status=204)
    assert told(server) == [hub.Told(topic, 204, None) for topic in TOPICS]
    forms = sorted((each.form for each in server.requests), key=str)
    assert forms == [
        {"hub.mode": ["publish"], "hub.url": [topic], "hub.topic": [topic]}
        for topic in TOPICS
    ]
    for request in server.requests:
        assert request.raw.startswith(b"POST /hub ")
        kind = request.headers["content-type"]
        assert kind == "application/x-www-form-urlencoded"
        assert request.headers["user-agent"].startswith("feedtool/")
        assert "a-im" not in request.headers


@pytest.mark.parametrize("status", [200, 202, 204])
def test_whatever_says_yes_is_a_yes(status: int, server: Server) -> None:
    server.routes["/hub"] = Answer(status=status, body=b"x" if status == 200 else b"")
    assert told(server, TOPICS[:1]) == [hub.Told(TOPICS[0], status, None)]


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (400, "400 Bad Request"),
        (500, "500 Internal Server Error"),
        (303, "303 See Other"),
    ],
)
def test_what_the_hub_does_not_take_is_sent_once(
    status: int, error: str, server: Server
) -> None:
    server.routes["/hub"] = Answer(status=status, headers={"Location": "/elsewhere"})
    assert told(server) == [hub.Told(topic, status, error) for topic in TOPICS]
    assert len(server.requests) == len(TOPICS)


def test_a_hub_that_has_moved_is_told_where_it_is_now(server: Server) -> None:
    server.routes["/hub"] = redirect("/new", 307)
    server.routes["/new"] = Answer(status=204)
    assert told(server, TOPICS[:1]) == [hub.Told(TOPICS[0], 204, None)]
    assert server.requests[-1].form["hub.url"] == TOPICS[:1]


def test_a_hub_that_does_not_answer_costs_one_wait(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub, "_TIMEOUT", hub._TIMEOUT / 20)
    server.routes["/hub"] = Answer(after=60)
    began = time.monotonic()
    assert told(server) == [
        hub.Told(topic, None, "timed out after 0.25 s") for topic in TOPICS
    ]
    assert time.monotonic() - began < 2
    assert len(server.requests) == 1


def test_a_hub_that_wants_no_more_is_left_alone(server: Server) -> None:
    server.routes["/hub"] = Answer(status=429)
    assert [each.status for each in told(server)] == [429]
    assert len(server.requests) == 1


def test_a_hub_is_never_inward_unless_that_is_allowed(server: Server) -> None:
    found = hub.announce(
        f"http://hub.example:{server.port}/hub", TOPICS, policy(), lookup=on_loopback
    )
    (error,) = {each.error for each in found}
    assert error is not None
    assert "127.0.0.1 is not a public address" in error
    assert "`fetch: {allow:" in error and "allow_private" not in error
    assert server.requests == []
