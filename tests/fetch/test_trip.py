from __future__ import annotations

from base64 import b64encode

import pytest

from feedtool import schedule
from feedtool.fetch import Fetcher, Request
from feedtool.model import Failed, Fetched, FetchPolicy, NotModified, State

from ..servers import Answer, Raw, Server, drip, redirect
from .asking import FEED, NOW, ask, policy, why

# -- redirects --------------------------------------------------------------------


def chain(server: Server, *statuses: int) -> str:
    for number, status in enumerate(statuses):
        path = f"/{number + 1}" if number + 1 < len(statuses) else "/feed.xml"
        server.routes[f"/{number}"] = redirect(path, status)
    return server.url("/0")


@pytest.mark.parametrize(
    ("statuses", "moved"),
    [
        ([301], "/feed.xml"),
        ([308], "/feed.xml"),
        ([302], None),
        ([303], None),
        ([307], None),
        ([301, 308, 301, 301, 301], "/feed.xml"),
        ([301, 302], "/1"),
        ([301, 302, 301], "/1"),
        ([302, 301], None),
    ],
)
def test_the_permanent_prefix_of_a_chain_is_reported(
    server: Server, statuses: list[int], moved: str | None
) -> None:
    outcome = Fetcher(policy(server)).fetch(chain(server, *statuses))
    assert isinstance(outcome, Fetched)
    assert outcome.url == server.url("/feed.xml")
    assert outcome.moved == (moved and server.url(moved))


def test_an_adopted_address_is_asked_first(server: Server) -> None:
    url = chain(server, 301)
    fetcher = Fetcher(policy(server))
    state = schedule.after(State(), fetcher.fetch(url), NOW, FetchPolicy())
    assert state.moved == server.url("/feed.xml")
    outcome = fetcher.fetch(url, state)
    assert isinstance(outcome, Fetched)
    assert outcome.moved is None
    assert (server.count("/0"), server.count("/feed.xml")) == (1, 2)


def test_six_redirects_are_too_many(server: Server) -> None:
    outcome = Fetcher(policy(server)).fetch(chain(server, *[302] * 6))
    assert why(outcome) == "redirected more than 5 times"
    assert isinstance(outcome, Failed)
    assert outcome.status == 302
    assert server.count("/feed.xml") == 0


def test_a_circle_ends(server: Server) -> None:
    server.routes["/feed.xml"] = redirect("/feed.xml")
    assert why(ask(server, "/feed.xml")) == "redirected more than 5 times"


def test_the_body_of_a_redirect_is_never_read(server: Server) -> None:
    head = b"HTTP/1.1 302 Found\r\nLocation: /feed.xml\r\n\r\n"
    server.routes["/0"] = drip(head=head)
    assert isinstance(ask(server, "/0"), Fetched)


@pytest.mark.parametrize(
    "location",
    ["file:///etc/passwd", "ftp://x/", "javascript:1", "http://", "http://[::1", " "],
)
def test_a_redirect_out_of_the_web_is_refused(server: Server, location: str) -> None:
    server.routes["/0"] = redirect(location)
    assert why(ask(server, "/0")) == "redirected to what is no web address"


@pytest.mark.parametrize(
    ("location", "path"),
    [
        ("feed.xml?é".encode(), "/a/feed.xml?%C3%A9"),
        (b"../x?\xe9", "/x?%E9"),
        (b"/a b", "/a%20b"),
    ],
)
def test_a_sloppy_location_is_followed(
    server: Server, location: bytes, path: str
) -> None:
    head = b"HTTP/1.1 302 Found\r\nLocation: " + location + b"\r\n\r\n"
    server.routes |= {"/a/0": Raw(parts=[head]), path: FEED}
    assert isinstance(ask(server, "/a/0"), Fetched)


def test_an_unusual_port_needs_to_be_allowed(server: Server) -> None:
    server.routes["/0"] = redirect("http://feeds.test:8099/feed.xml")
    outcome = ask(server, "/0")
    assert why(outcome) == (
        "redirected to http://feeds.test:8099: port 8099 is refused; "
        '`fetch: {allow: ["feeds.test:8099"]}` in feedtool.yaml would allow it'
    )


def test_an_adopted_address_is_left_when_its_port_is_allowed_no_more(
    server: Server, other: Server
) -> None:
    state = State(moved=other.url("/feed.xml"), etag='"theirs"')
    assert isinstance(
        Fetcher(policy(server, other)).fetch(server.url("/feed.xml"), state), Fetched
    )
    assert server.requests == []
    outcome = Fetcher(policy(server)).fetch(server.url("/feed.xml"), state)
    assert isinstance(outcome, Fetched)
    assert len(other.requests) == 1
    assert "if-none-match" not in server.requests[0].headers


def test_an_adopted_address_that_is_none_is_left(server: Server) -> None:
    outcome = ask(server, "/feed.xml", State(moved="gopher://x/"))
    assert isinstance(outcome, Fetched)


# -- secrets ----------------------------------------------------------------------

BASIC = f"Basic {b64encode('ada:pä:ss'.encode()).decode()}"
USER = "ada:p%C3%A4:ss@"


def test_user_and_password_go_to_their_own_origin_only(
    server: Server, other: Server
) -> None:
    server.routes["/0"] = redirect("/1", 301)
    server.routes["/1"] = redirect(other.url("/feed.xml"), 301)
    fetcher = Fetcher(policy(server, other))
    outcome = fetcher.fetch(server.url("/0", user=USER))
    assert isinstance(outcome, Fetched)
    sent = [received.headers.get("authorization") for received in server.requests]
    assert sent == [BASIC, BASIC]
    assert "authorization" not in other.requests[0].headers
    assert "@" not in f"{outcome.url}{outcome.moved}"


def test_what_a_redirect_says_of_users_is_not_sent(
    server: Server, other: Server
) -> None:
    server.routes["/0"] = redirect(server.url("/1", user="eve:pw@"))
    server.routes["/1"] = redirect(other.url("/feed.xml", user="eve:pw@"))
    outcome = Fetcher(policy(server, other)).fetch(server.url("/0"))
    assert isinstance(outcome, Fetched)
    for received in server.requests + other.requests:
        assert "authorization" not in received.headers


def test_headers_of_a_source_go_to_its_own_origin_only(
    server: Server, other: Server
) -> None:
    server.routes["/0"] = redirect(other.url("/1"))
    other.routes["/1"] = redirect(server.url("/2"))
    server.routes["/2"] = redirect(other.url("/3"))
    other.routes["/3"] = Answer(status=401)
    headers = {"Authorization": "Bearer s3cret", "accept": "text/xml", "X-Key": "k"}
    fetcher = Fetcher(policy(server, other))
    outcome = fetcher.fetch(server.url("/0", user=USER), headers=headers)
    for received in server.requests:
        assert received.headers["authorization"] == "Bearer s3cret"
        assert received.headers["accept"] == "text/xml"
        assert received.raw.lower().count(b"\r\naccept:") == 1
    for received in other.requests:
        assert "authorization" not in received.headers
        assert "x-key" not in received.headers
    assert why(outcome) == (
        f"redirected to http://{other.address}: 401 Unauthorized "
        "(the source's headers and password go to its own address only)"
    )


def test_secrets_are_in_no_message() -> None:
    request = Request(url="https://example.org/", headers={"X-Key": "s3cret"})
    assert "s3cret" not in repr(request)
    outcome = Fetcher().fetch("gopher://ada:s3cret@example.org/\x1b[2J")
    assert "s3cret" not in why(outcome)
    assert why(outcome).isprintable()


def test_a_header_that_cannot_be_sent_is_a_failure(server: Server) -> None:
    fetcher = Fetcher(policy(server))
    outcome = fetcher.fetch(server.url("/feed.xml"), headers={"X": "a\r\nB: s3cret"})
    assert "s3cret" not in why(outcome)
    assert server.requests == []


def test_validators_go_to_the_origin_they_came_from(
    server: Server, other: Server
) -> None:
    server.routes["/0"] = redirect(other.url("/feed.xml"))
    other.routes["/feed.xml"] = Answer(body=FEED, headers={"ETag": '"theirs"'})
    fetcher = Fetcher(policy(server, other))
    first = fetcher.fetch(server.url("/0"))
    state = schedule.after(State(), first, NOW, FetchPolicy())
    assert isinstance(fetcher.fetch(server.url("/0"), state), NotModified)
    assert "if-none-match" not in server.requests[-1].headers
    assert other.requests[-1].headers["if-none-match"] == '"theirs"'
