from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
from base64 import b64encode
from contextlib import suppress
from pathlib import Path

import pytest

from feedtool.fetch import Fetcher, Remedies
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
        "0177.0.0.1",
        "017700000001",
        "0x7f000001",
        "127.0.1",
        "0",
        "localhost.",
        "LOCALHOST",
        "127.0.0.1.",
        "①②⑦.0.0.1",
        "127。0。0。1",
        "１２７.0.0.1",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[0:0:0:0:0:ffff:7f00:0001]",
        "[::1%25lo]",
        "[::1%lo]",
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
        ("2002:808:808::1", True),  # 6to4 of 8.8.8.8
        ("127.0.0.1", False),
        ("10.0.0.5", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("100.127.255.254", False),
        ("::ffff:100.64.0.1", False),
        ("64:ff9b::a9fe:a9fe", False),  # NAT64 of 169.254.169.254
        ("2002:a9fe:a9fe::", False),
        ("2002:6440:1::", False),
        ("192.0.0.8", False),
        ("192.0.0.192", False),  # Oracle's metadata
        ("168.63.129.16", False),  # Azure's
        ("168.63.129.17", True),
        ("192.88.99.1", False),
        ("192.0.2.1", False),
        ("198.51.100.1", False),
        ("203.0.113.1", False),
        ("0.1.2.3", False),
        ("2001:db8::1", False),
        ("100::1", False),
        ("3fff::1", False),
        ("5f00::1", False),
        ("2001:1::1", False),
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
        ("2001:0:808:808:0:0:80ff:fffe", False),  # its client 127.0.0.1
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
    assert "is not a public address, and a redirect to such a one is" in why(outcome)
    assert "; if you know that it is meant, `fetch: {allow: [" in why(outcome)
    assert "allow_private" not in why(outcome)  # it would not help


def test_a_redirect_inward_to_another_port_is_said_to_be_one(server: Server) -> None:
    for number, host in enumerate(("10.0.0.5", "localhost", "[::1]")):
        server.routes[f"/{number}"] = redirect(f"http://{host}:8765/")
        outcome = ask(server, f"/{number}")
        assert why(outcome) == (
            f"redirected to http://{host}:8765: {host.strip('[]')} is not a public "
            "address, and a redirect to such a one is suspicious; if you know that it "
            f'is meant, `fetch: {{allow: ["{host}:8765"]}}` in feedtool.yaml would '
            "allow it"
        )


def test_a_refusal_names_what_the_caller_says_would_allow_it(server: Server) -> None:
    def refusal(remedies: Remedies) -> str:
        return why(Fetcher(policy()).fetch(server.url(), remedies=remedies))

    assert refusal(Remedies(own="`--in`", in_site=False)) == (
        "127.0.0.1 is not a public address; `--in` would allow it"
    )
    assert refusal(Remedies(own=None, in_site=False)) == (
        "127.0.0.1 is not a public address"
    )


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


@pytest.mark.parametrize(
    "host", ["localhost", "127.0.0.2", "127.1", "[::ffff:127.0.0.1]", "same.test"]
)
def test_an_exception_is_for_one_spelling(server: Server, host: str) -> None:
    outcome = Fetcher(policy(server), lookup=on_loopback).fetch(
        server.url("/feed.xml", host=host)
    )
    assert isinstance(outcome, Failed)
    assert server.requests == []


@pytest.mark.parametrize(
    "entry", ["127.0.0.1", "*:*", "127.0.0.0/8", ":0", "127.0.0.1:0"]
)
def test_an_exception_that_is_not_exact_is_none(server: Server, entry: str) -> None:
    outcome = Fetcher(policy(allow=(entry,))).fetch(server.url("/feed.xml"))
    assert "is not a public address" in why(outcome)


def test_every_hop_is_checked_and_none_of_them_inherits_an_exception(
    server: Server, other: Server
) -> None:
    server.routes["/0"] = redirect(other.url("/1", host="feeds.test"))
    other.routes["/1"] = redirect(server.url("/feed.xml", host="feeds.test"))
    allow = (f"feeds.test:{other.port}",)
    fetcher = Fetcher(policy(server, allow=allow), lookup=on_loopback)
    outcome = fetcher.fetch(server.url("/0"))
    place = f"feeds.test:{server.port}"
    assert why(outcome) == (
        f"redirected to http://{place}: 127.0.0.1 is not a public address, and a "
        "redirect to such a one is suspicious; if you know that it is meant, "
        f'`fetch: {{allow: ["{place}"]}}` in feedtool.yaml would allow it'
    )
    assert [each.path for each in server.requests + other.requests] == ["/0", "/1"]


def test_a_closed_port_is_a_refused_connection() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    outcome = Fetcher(policy()).fetch(f"http://127.0.0.1:{port}/", allow_private=True)
    assert why(outcome) == "connection refused"
    assert isinstance(outcome, Failed) and outcome.passing


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


def test_every_hop_behind_a_proxy_is_checked(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", server.url("/"))
    inward = redirect("http://inward.test/")
    server.routes["http://public.test/"] = inward
    addresses = {"public.test": ["8.8.8.8"], "inward.test": ["8.8.8.8", "10.0.0.1"]}
    fetcher = Fetcher(policy(), lookup=lambda host, port: addresses[host])
    outcome = fetcher.fetch("http://public.test/")
    assert why(outcome).startswith("redirected to http://inward.test: 10.0.0.1 is not")
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    "address", ["http://10.0.0.1/", "http://[::1]/", "http://0x7f.1/"]
)
def test_no_proxy_is_asked_for_an_address_inward(
    server: Server, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv("http_proxy", server.url("/"))
    assert "is not a public address" in why(Fetcher(policy()).fetch(address))
    assert server.requests == []


def test_https_goes_through_a_tunnel_that_learns_the_host_alone(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("https_proxy", server.url("/"))
    fetcher = Fetcher(policy(), lookup=lambda host, port: ["8.8.8.8"])
    outcome = fetcher.fetch(
        "https://ada:pw@public.test/a?key=1", headers={"X-Key": "k"}
    )
    assert why(outcome) == "the proxy answered 404"
    assert [each.path for each in server.requests] == ["public.test:443"]
    assert server.requests[0].raw.startswith(b"CONNECT ")
    assert not {"authorization", "x-key"} & server.requests[0].headers.keys()


def test_a_proxy_that_is_not_there_is_blamed_without_its_password(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    fetcher = Fetcher(policy(), lookup=lambda host, port: ["8.8.8.8"])
    monkeypatch.setenv("http_proxy", f"http://ada:s3cret@127.0.0.1:{port}")
    assert why(fetcher.fetch("http://a.test/")) == "the proxy: connection refused"


# -- certificates -----------------------------------------------------------------

CERTIFICATE = Path(__file__).with_name("localhost.pem")


def test_a_certificate_that_nobody_vouches_for_is_refused() -> None:
    with Server({"/feed.xml": FEED}, certificate=CERTIFICATE) as server:
        url = server.url("/feed.xml", host="localhost")
        outcome = Fetcher(policy()).fetch(url, allow_private=True)
        assert why(outcome).startswith("TLS certificate: self")
        assert isinstance(outcome, Failed) and not outcome.passing
        assert server.requests == []


def test_what_speaks_no_tls_is_asked_once() -> None:
    asked: list[bytes] = []

    def talk() -> None:
        with suppress(OSError):  # until it is closed
            while True:
                connection, _ = plain.accept()
                asked.append(connection.recv(1))
                connection.sendall(b"220 this is no web server\r\n")
                connection.close()

    with socket.create_server(("127.0.0.1", 0)) as plain:
        thread = threading.Thread(target=talk, daemon=True)
        thread.start()
        url = f"https://127.0.0.1:{plain.getsockname()[1]}/"
        outcome = Fetcher(policy()).fetch(url, allow_private=True)
        plain.shutdown(socket.SHUT_RDWR)
        thread.join()
    assert why(outcome).startswith("TLS: ")
    assert isinstance(outcome, Failed) and not outcome.passing
    assert len(asked) == 1


TRUSTING = """
import sys
from feedtool.fetch import Fetcher
for url in sys.argv[1:]:
    print(Fetcher().fetch(url, allow_private=True))
"""


def test_a_certificate_is_for_the_name_that_was_asked() -> None:
    with Server({"/feed.xml": FEED}, certificate=CERTIFICATE) as server:
        hosts = ("localhost", "127.0.0.1")
        urls = [server.url("/feed.xml", host=host) for host in hosts]
        out = subprocess.check_output(
            [sys.executable, "-c", TRUSTING, *urls],
            env={**os.environ, "SSL_CERT_FILE": str(CERTIFICATE)},
            text=True,
        )
    trusted, wrong = out.splitlines()
    assert trusted.startswith("Fetched(")
    assert "TLS certificate: IP address mismatch" in wrong
