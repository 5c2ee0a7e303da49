from __future__ import annotations

import socket
import threading
import time
from base64 import b64encode

import pytest

from feedtool.fetch import Fetcher
from feedtool.fetch.guard import is_public
from feedtool.model import Failed, Fetched

from ..servers import Server, redirect
from .asking import FEED, ask, on_loopback, policy, why

# -- never inward -----------------------------------------------------------------


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "[::1]",
        "0.0.0.0",
        "2130706433",
        "0x7f.1",
        "127.1",
        "[::ffff:127.0.0.1]",
        "[::]",
        "%31%32%37.0.0.1",
    ],
)
def test_no_spelling_of_this_machine_is_asked(server: Server, host: str) -> None:
    outcome = Fetcher(policy()).fetch(server.url("/feed.xml", host=host))
    assert isinstance(outcome, Failed)
    assert server.requests == []


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("2001:4860:4860::8888", True),
        ("64:ff9b::808:808", True),  # NAT64 of 8.8.8.8
        ("::ffff:8.8.8.8", True),
        ("127.0.0.1", False),
        ("10.0.0.5", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("255.255.255.255", False),
        ("224.0.0.1", False),
        ("240.0.0.1", False),
        ("198.18.0.1", False),
        ("::", False),
        ("::1", False),
        ("::127.0.0.1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:10.0.0.1", False),
        ("64:ff9b::7f00:1", False),
        ("64:ff9b:1::a00:1", False),
        ("2002:7f00:1::", False),
        ("2002:a00:1::1", False),
        ("2001:0:a00:1::1", False),  # Teredo, its server private
        ("fe80::1", False),
        ("fe80::1%eth0", False),
        ("fec0::1", False),
        ("fc00::1", False),
        ("ff02::1", False),
        ("127.1", False),
        ("2130706433", False),
        ("localhost", False),
        ("", False),
    ],
)
def test_an_address_is_public_or_not(address: str, public: bool) -> None:
    assert is_public(address) is public


def test_a_refusal_names_the_keys_that_would_allow_it(server: Server) -> None:
    place = server.address
    assert why(Fetcher(policy()).fetch(server.url())) == (
        "127.0.0.1 is not a public address; `allow_private: true` on the source, or "
        f'`fetch: {{allow: ["{place}"]}}` in feedtool.yaml, would allow it'
    )


def test_allow_private_is_for_the_sources_own_host_and_port(
    server: Server, other: Server
) -> None:
    server.routes["/0"] = redirect("/feed.xml")
    server.routes["/1"] = redirect(other.url("/feed.xml"))
    fetcher = Fetcher(policy())
    assert isinstance(fetcher.fetch(server.url("/0"), allow_private=True), Fetched)
    outcome = fetcher.fetch(server.url("/1"), allow_private=True)
    assert why(outcome) == (
        f"redirected to http://{other.address}: port {other.port} is refused; "
        f'`fetch: {{allow: ["{other.address}"]}}` in feedtool.yaml would allow it'
    )
    assert other.requests == []


@pytest.mark.parametrize(
    "target",
    ["http://169.254.169.254/", "http://10.0.0.5/", "http://[::1]/", "//0x7f.1/"],
)
def test_a_redirect_inward_is_refused(server: Server, target: str) -> None:
    server.routes["/0"] = redirect(target)
    outcome = ask(server, "/0")
    assert "is not a public address" in why(outcome)
    assert "allow_private" not in why(outcome)  # it would not help


def test_a_name_that_changes_its_address_gains_nothing(server: Server) -> None:
    answers = iter(["8.8.8.8", "127.0.0.1"])
    host = f"rebind.test:{server.port}"

    def lookup(host: str, port: int) -> list[str]:
        return ["127.0.0.1", next(answers), "10.0.0.1"]

    outcome = Fetcher(policy(timeout=0.3), lookup=lookup).fetch(f"http://{host}/")
    assert isinstance(outcome, Failed)
    assert server.requests == []


def test_an_exception_is_for_one_host_and_port(server: Server) -> None:
    allow = (f"Feeds.test:{server.port} ",)
    fetcher = Fetcher(policy(allow=allow), lookup=on_loopback)
    for host, well in (("feeds.test", True), ("other.test", False)):
        outcome = fetcher.fetch(server.url("/feed.xml", host=host))
        assert isinstance(outcome, Fetched) is well


def test_a_closed_port_is_a_refused_connection() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    outcome = Fetcher(policy()).fetch(f"http://127.0.0.1:{port}/", allow_private=True)
    assert why(outcome) == "connection refused"


@pytest.mark.parametrize("host", ["nowhere.test", "a..b", f"{'a' * 63}.test"])
def test_an_unknown_name_is_said_to_be_one(host: str) -> None:
    def lookup(host: str, port: int) -> list[str]:
        raise socket.gaierror(socket.EAI_NONAME, "\x1b[2J")

    outcome = Fetcher(policy(), lookup=lookup).fetch(f"http://{host}/")
    assert why(outcome).startswith(("no such host", "not an address of the web"))


def test_a_lookup_that_hangs_keeps_nobody_waiting() -> None:
    release = threading.Event()

    def lookup(host: str, port: int) -> list[str]:
        release.wait(10)
        return []

    began = time.monotonic()
    outcome = Fetcher(policy(timeout=0.2), lookup=lookup).fetch("http://slow.test/")
    release.set()
    assert why(outcome) == "timed out after 0.2 s"
    assert time.monotonic() - began < 3


@pytest.mark.parametrize("url", ["", "feed.xml", "ftp://x.org/", "http://", "http:///"])
def test_what_is_no_web_address_is_a_failure(url: str) -> None:
    assert why(Fetcher().fetch(url)).startswith("not an address of the web")


# -- proxies ----------------------------------------------------------------------


def test_a_proxy_is_used_and_the_host_behind_it_checked(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", f"http://ada:pw@{server.address}")
    monkeypatch.setenv("no_proxy", "direct.test")
    addresses = {"public.test": "8.8.8.8", "inward.test": "10.0.0.1"}

    def lookup(host: str, port: int) -> list[str]:
        if host not in addresses:
            raise socket.gaierror(socket.EAI_NONAME, "")
        return [addresses[host]]

    fetcher = Fetcher(policy(), lookup=lookup)
    for host in ("public.test", "known-to-the-proxy.test"):
        server.routes[f"http://{host}/"] = FEED
        assert isinstance(fetcher.fetch(f"http://{host}/"), Fetched)
    user = b64encode(b"ada:pw").decode()
    assert server.requests[0].headers["proxy-authorization"] == f"Basic {user}"
    assert "10.0.0.1 is not a public" in why(fetcher.fetch("http://inward.test/"))
    assert why(fetcher.fetch("http://direct.test/")) == "no such host"
