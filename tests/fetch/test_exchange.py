from __future__ import annotations

import gzip
import itertools
import time
import tracemalloc
import zlib

import pytest

from feedtool import __version__, schedule
from feedtool.fetch import Fetcher
from feedtool.model import Failed, Fetched, FetchPolicy, NotModified, State

from ..servers import Answer, Raw, Received, Server, bomb, drip, packed
from .asking import FEED, NOW, ask, policy, why

# -- answers ----------------------------------------------------------------------


def test_a_feed_arrives_with_its_headers_in_lower_case(server: Server) -> None:
    outcome = ask(server, "/feed.xml")
    assert isinstance(outcome, Fetched)
    assert outcome.data == FEED
    assert outcome.url == server.url("/feed.xml")
    assert outcome.status == 200
    assert outcome.headers["content-type"] == "application/xml"
    assert outcome.moved is None


def test_we_say_who_we_are_and_nothing_else(server: Server) -> None:
    contact = "https://example.org/bot\r\nX-Evil: 1"
    fetcher = Fetcher(policy(server, contact=contact))
    server.routes["/feed.xml"] = Answer(headers={"Set-Cookie": "a=b"})
    fetcher.fetch(server.url("/feed.xml#fragment"))
    fetcher.fetch(server.url("/feed.xml"))
    received = server.requests[1]
    assert set(received.headers) == {
        "host",
        "user-agent",
        "accept",
        "accept-encoding",
        "a-im",
        "connection",
    }
    agent = f"feedtool/{__version__} (+https://example.org/botX-Evil: 1)"
    assert received.headers["user-agent"] == agent
    assert received.headers["accept-encoding"].startswith("gzip")
    assert received.headers["a-im"] == "feed"
    assert (
        ask(server, "/feed.xml")
        and server.requests[-1].headers["user-agent"] == f"feedtool/{__version__}"
    )


def test_the_path_goes_out_byte_for_byte(server: Server) -> None:
    path = "/a%2fb/%7Euser/;x?sig=a%3Ab%2C%2f+&&y"
    server.routes[path] = FEED
    assert isinstance(ask(server, path), Fetched)


def test_validators_go_back_byte_for_byte_and_bring_a_304(server: Server) -> None:
    headers = {"ETag": 'W/"a,b"', "Last-Modified": "Sunday some time"}
    server.routes["/feed.xml"] = Answer(body=FEED, headers=headers)
    first = ask(server, "/feed.xml")
    state = schedule.after(State(), first, NOW, FetchPolicy())
    second = ask(server, "/feed.xml", state)
    assert isinstance(second, NotModified)
    assert second.headers["etag"] == 'W/"a,b"'
    raw = server.requests[-1].raw
    assert b'\r\nIf-None-Match: W/"a,b"\r\n' in raw
    assert b"\r\nIf-Modified-Since: Sunday some time\r\n" in raw


@pytest.mark.parametrize(
    "name_and_value",
    [
        'ETag: W/"1"',
        'ETag: w/"1"',
        "ETag: unquoted",
        "ETag: 'single'",
        'ETag: "half',
        'ETag: "a"b"',
        'ETag: ""',
        'ETag: "-gzip;x=1, \\"',
        'ETag: "é€"',
        'ETag: "a", "b"',
        "Last-Modified: Sun, 01 Mar 2026 12:00:00 GMT",
        "Last-Modified: Sunday, 01-Mar-26 12:00:00 GMT",
        "Last-Modified: Sun, 1 Mar 2026 12:00:00 +0000",
        "Last-Modified: 2026-03-01T12:00:00Z",
        "Last-Modified: 0",
        "Last-Modified: -1",
    ],
)
def test_an_odd_validator_goes_back_as_it_came(
    server: Server, name_and_value: str
) -> None:
    head = f"HTTP/1.1 200 OK\r\n{name_and_value}\r\n\r\n".encode()
    server.routes["/feed.xml"] = Raw(parts=[head, FEED])
    state = schedule.after(State(), ask(server, "/feed.xml"), NOW, FetchPolicy())
    ask(server, "/feed.xml", state)
    name, _, value = name_and_value.partition(": ")
    condition = "If-None-Match" if name == "ETag" else "If-Modified-Since"
    raw = server.requests[-1].raw
    assert f"\r\n{condition}: {value}\r\n".encode() in raw
    assert raw.count(b"\r\nIf-") == 1  # and the other one is not invented


@pytest.mark.parametrize("status", [302, 403, 404, 500, 503])
def test_no_validator_is_learnt_from_an_error(server: Server, status: int) -> None:
    theirs = {"ETag": '"error"', "Last-Modified": "now"}
    server.routes["/feed.xml"] = Answer(status=status, headers=theirs)
    known = State(etag='"good"', last_modified="then")
    for state, sent in ((State(), (None, None)), (known, ('"good"', "then"))):
        outcome = ask(server, "/feed.xml", state)
        state = schedule.after(state, outcome, NOW, FetchPolicy())
        ask(server, "/feed.xml", state)
        headers = server.requests[-1].headers
        assert sent == (
            headers.get("if-none-match"),
            headers.get("if-modified-since"),
        )


def test_a_304_may_bring_new_validators(server: Server) -> None:
    head = b'HTTP/1.1 304 Not Modified\r\nETag: "2"\r\n\r\n'
    server.routes["/feed.xml"] = Raw(parts=[head])
    state = State(etag='"1"', last_modified="then")
    outcome = ask(server, "/feed.xml", state)
    ask(server, "/feed.xml", schedule.after(state, outcome, NOW, FetchPolicy()))
    headers = server.requests[-1].headers
    assert headers["if-none-match"] == '"2"'
    assert headers["if-modified-since"] == "then"


def test_neither_cookie_nor_referer_comes_along_a_redirect(server: Server) -> None:
    headers = {"Location": "/feed.xml", "Set-Cookie": "a=b; Path=/"}
    server.routes["/0"] = Answer(status=302, headers=headers)
    fetcher = Fetcher(policy(server))
    fetcher.fetch(server.url("/0"))
    fetcher.fetch(server.url("/feed.xml"))
    assert [received.path for received in server.requests] == [
        *("/0", "/feed.xml"),
        "/feed.xml",
    ]
    for received in server.requests:
        assert not {"cookie", "referer"} & received.headers.keys()


def test_validators_that_no_header_may_hold_are_no_fault_of_the_run(
    server: Server,
) -> None:
    outcome = ask(server, "/feed.xml", State(etag='"a\r\nX-Evil: 1"'))
    assert isinstance(outcome, Failed)
    assert server.requests == []


def test_a_304_that_nobody_asked_for_is_a_failure(server: Server) -> None:
    server.routes["/feed.xml"] = Answer(status=304)
    assert why(ask(server, "/feed.xml")) == "304 Not Modified"


def test_a_226_is_an_answer(server: Server) -> None:
    server.routes["/feed.xml"] = Answer(status=226, body=FEED)
    outcome = ask(server, "/feed.xml", State(etag='"1"'))
    assert isinstance(outcome, Fetched)
    assert outcome.status == 226


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (Answer(status=404), "404 Not Found"),
        (Answer(status=410), "410 Gone"),
        (Answer(status=500), "500 Internal Server Error"),
        (Answer(status=204), "204 No Content"),
        (Answer(status=599), "HTTP status 599"),
        (
            Answer(status=403, headers={"cf-mitigated": "challenge"}),
            "403: a Cloudflare challenge page",
        ),
        (Answer(status=300), "300 Multiple Choices"),
        (Answer(status=302), "redirected to what is no web address"),
    ],
)
def test_a_failure_has_a_status_and_plain_words(
    server: Server, answer: Answer, reason: str
) -> None:
    server.routes["/feed.xml"] = answer
    outcome = ask(server, "/feed.xml")
    assert isinstance(outcome, Failed)
    assert outcome.reason == reason
    assert outcome.status == answer.status


def test_a_failure_keeps_the_headers_that_say_when_to_come_back(server: Server) -> None:
    server.routes["/feed.xml"] = Answer(status=503, headers={"Retry-After": "77"})
    outcome = ask(server, "/feed.xml")
    assert isinstance(outcome, Failed)
    assert outcome.headers["retry-after"] == "77"


def test_headers_in_strange_bytes_are_readable_text(server: Server) -> None:
    head = b'HTTP/1.1 200 OK\r\nETag: "\xe9"\r\nX: \xc3\xa9\r\n\r\n'
    server.routes["/feed.xml"] = Raw(parts=[head, FEED])
    outcome = ask(server, "/feed.xml")
    assert isinstance(outcome, Fetched)
    assert outcome.headers["x"] == "é"
    assert schedule.after(State(), outcome, NOW, FetchPolicy()).etag is None


def test_several_cache_control_headers_are_one(server: Server) -> None:
    head = b"HTTP/1.1 200 OK\r\nCache-Control: public\r\nCache-Control: max-age=9\r\n"
    server.routes["/feed.xml"] = Raw(parts=[head, b"\r\n", FEED])
    outcome = ask(server, "/feed.xml")
    assert isinstance(outcome, Fetched)
    assert outcome.headers["cache-control"] == "public, max-age=9"


# -- bounds -----------------------------------------------------------------------


def in_pieces(body: bytes) -> Raw:
    head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n"
    parts: list[bytes | float] = [head]
    for at in range(len(body)):
        parts += [body[at : at + 1], 0.001]
    return Raw(parts=parts)


@pytest.mark.parametrize(
    "answer",
    [
        packed(FEED),
        in_pieces(gzip.compress(FEED)),
        Answer(body=gzip.compress(FEED), headers={"Content-Encoding": " X-GZIP "}),
        Answer(body=zlib.compress(FEED), headers={"Content-Encoding": "deflate"}),
        Answer(body=FEED, headers={"Content-Encoding": "gzip"}),  # it only says so
        Answer(body=FEED, headers={"Content-Encoding": "identity"}),
        Answer(body=FEED, headers={"Content-Encoding": "UTF-8"}),
        Answer(
            body=gzip.compress(FEED[:9]) + gzip.compress(FEED[9:]) + b"\0\0",
            headers={"Content-Encoding": "gzip"},
        ),
        Raw(parts=[b"HTTP/1.0 200 OK\r\n\r\n", FEED]),
    ],
)
def test_one_content_coding_is_undone(server: Server, answer: Answer | Raw) -> None:
    server.routes["/feed.xml"] = answer
    outcome = ask(server, "/feed.xml")
    assert isinstance(outcome, Fetched), outcome
    assert outcome.data == FEED


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (packed(FEED, 2), "packed in a way nobody asked for: gzip, gzip"),
        (
            Answer(body=FEED, headers={"Content-Encoding": "compress"}),
            "packed in a way nobody asked for: compress",
        ),
        (
            Answer(body=gzip.compress(FEED)[:-9], headers={"Content-Encoding": "gzip"}),
            "its packed data breaks off",
        ),
        (
            Answer(
                body=gzip.compress(FEED)[:10] + b"\xff" * 50,
                headers={"Content-Encoding": "gzip"},
            ),
            "its packed data is damaged",
        ),
        (
            Answer(body=gzip.compress(b"") * 999, headers={"Content-Encoding": "gzip"}),
            "its packed data is in too many pieces",
        ),
        (
            Raw(parts=[b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n", FEED]),
            "the answer broke off",
        ),
        (
            Raw(parts=[b"HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n"]),
            "too large: over 20 MB",
        ),
        (Raw(parts=[b"SSH-2.0-OpenSSH\r\n\r\n"]), "not a sound HTTP answer"),
        (Raw(parts=[b"\x00\xff\x1b[2J" * 99]), "not a sound HTTP answer"),
        (Answer(headers={"X": "a" * 70_000}), "not a sound HTTP answer"),
        (
            Answer(headers={f"X-{n}": "a" * 3000 for n in range(30)}),
            "its headers are too large: over 64 KB",
        ),
    ],
)
def test_what_is_no_sound_answer_is_a_failure(
    server: Server, answer: Answer | Raw, reason: str
) -> None:
    server.routes["/feed.xml"] = answer
    outcome = ask(server, "/feed.xml")
    assert why(outcome).startswith(reason)
    assert why(outcome).isprintable()
    assert server.count("/feed.xml") == 1  # and nothing is tried twice


@pytest.mark.parametrize(
    ("answer", "passing"),
    [
        (Raw(parts=[]), True),
        (Raw(parts=[], reset=True), True),
        (Raw(parts=[b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n", FEED]), True),
        (drip(), True),
        (Answer(status=500), True),
        (Answer(status=503), True),
        (Answer(status=429), True),
        (Answer(status=403), False),
        (Answer(status=404), False),
        (Answer(status=302), False),
        (Raw(parts=[b"SSH-2.0-OpenSSH\r\n\r\n"]), False),
        (packed(FEED, 2), False),
    ],
)
def test_a_failure_may_pass_where_no_answer_came_or_the_server_is_at_fault(
    server: Server, answer: Answer | Raw, passing: bool
) -> None:
    server.routes["/feed.xml"] = answer
    fetcher = Fetcher(policy(timeout=0.5))
    outcome = fetcher.fetch(server.url("/feed.xml"), allow_private=True)
    assert isinstance(outcome, Failed)
    assert outcome.passing is passing


@pytest.mark.parametrize("reset", [False, True])
def test_a_connection_that_is_closed_is_said_to_be(server: Server, reset: bool) -> None:
    server.routes["/feed.xml"] = Raw(parts=[], reset=reset)
    reason = why(ask(server, "/feed.xml"))
    assert reason == "the connection was closed before an answer came"


def test_a_bomb_is_stopped_early(server: Server) -> None:
    server.routes["/feed.xml"] = bomb(100)
    assert why(ask(server, "/feed.xml")) == "too large: over 64 MB unpacked"


def test_an_endless_body_is_cut(server: Server) -> None:
    head = b"HTTP/1.1 200 OK\r\n\r\n"
    endless = itertools.chain([head], itertools.repeat(b"x" * 10_000))
    server.routes["/feed.xml"] = Raw(parts=endless)
    fetcher = Fetcher(policy(server, max_size=1_500_000))
    assert why(fetcher.fetch(server.url("/feed.xml"))) == "too large: over 1.5 MB"


CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(
    ("head", "part"),
    [
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
        (b"", b"HTTP/1.1 103 Early Hints\r\nLink: " + b"a" * 999 + b"\r\n\r\n"),
        (b"", b"\r\n"),
        (b"HTTP/1.1 200 OK\r\n", b"X-A: b\r\n"),
        (b"HTTP/1.1 200 OK\r\nX: ", b"a"),
        (b"HTTP/1.1 200 ", b"a"),
        (b"HTTP/1.1 200 OK\r\nX: a\r\n", b" a\r\n"),
        (CHUNKED, b"1\r\na\r\n"),
        (CHUNKED + b"1;a=", b"a"),
        (CHUNKED, b"0"),
        (CHUNKED + b"1\r\na\r\n0\r\n", b"X-A: b\r\n"),
        (CHUNKED + b"1\r\na\r\n0\r\nX: ", b"a"),
    ],
)
def test_no_flood_takes_more_time_or_memory_than_it_may(
    server: Server, head: bytes, part: bytes
) -> None:
    flood = itertools.chain([head], itertools.repeat(part * 1000))
    server.routes["/feed.xml"] = Raw(parts=flood)
    fetcher = Fetcher(policy(server, timeout=0.2, max_size=500_000))
    began = time.monotonic()
    tracemalloc.start()
    try:
        outcome = fetcher.fetch(server.url("/feed.xml"))
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert isinstance(outcome, Failed)
    assert time.monotonic() - began < 3
    assert most < 30_000_000


@pytest.mark.parametrize(
    "head",
    [
        b"HTTP/1.1 200 OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nX: ",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n\x1f\x8b\x08\x08" + bytes(6),
        b"",
    ],
)
def test_no_drip_can_stretch_the_deadline(server: Server, head: bytes) -> None:
    part = b"HTTP/1.1 100 Continue\r\n\r\n" if not head else b"x"
    server.routes["/feed.xml"] = drip(part, 0.01, head)
    began = time.monotonic()
    outcome = Fetcher(policy(server, timeout=0.3)).fetch(server.url("/feed.xml"))
    assert why(outcome) == "timed out after 0.3 s"
    assert time.monotonic() - began < 3


def test_redirects_share_one_deadline(server: Server) -> None:
    def slow(received: Received) -> Answer:
        return Answer(status=302, headers={"Location": "/feed.xml"}, after=0.2)

    server.routes["/feed.xml"] = slow
    outcome = Fetcher(policy(server, timeout=0.5)).fetch(server.url("/feed.xml"))
    assert why(outcome) == "timed out after 0.5 s"
    assert server.count("/feed.xml") in (2, 3)
