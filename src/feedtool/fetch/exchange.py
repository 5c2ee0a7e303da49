"""One exchange with one server: the only module that knows aiohttp.

Bounded in time and size, and careful in what it says of failures.
"""

from __future__ import annotations

import asyncio
import http
import os
import socket
import ssl
import threading
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from typing import NamedTuple
from weakref import WeakSet

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from ..model import Fetched, NotModified, Outcome
from . import guard
from .body import Body
from .packing import UnfitError
from .trip import Redirect, Trip

_HEADERS = 65_536  # bytes
_CHUNK = 65_536  # bytes
_LOOKUPS = 64  # at once


class _ClosedError(UnfitError):
    """A connection that ended before there was an answer."""


class Wire(NamedTuple):
    """The ways out: one for all, one for hosts that may be private, one for names."""

    outside: aiohttp.ClientSession
    inside: aiohttp.ClientSession
    resolver: AbstractResolver


@asynccontextmanager
async def opened(lookup: guard.Lookup) -> AsyncIterator[Wire]:
    """Open the ways out; nothing that was open is left when they close."""
    resolver = _Resolver(lookup)
    sockets: WeakSet[socket.socket] = WeakSet()
    try:
        async with (
            _session(resolver, sockets, guarded=True) as outside,
            _session(resolver, sockets, guarded=False) as inside,
        ):
            yield Wire(outside, inside, resolver)
    finally:
        await _hang_up(sockets)


async def exchange(trip: Trip, wire: Wire) -> Outcome | Redirect:
    """Send one request and read its answer, in the time that the trip has left."""
    began = time.monotonic()
    trip.status, trip.closed = None, False
    try:
        async with asyncio.timeout(trip.left):
            return await _exchange(trip, wire)
    except TimeoutError:
        limit = trip.policy.timeout.total_seconds()
        return trip.failed(f"timed out after {limit:g} s", passing=True)
    # aiohttp lets many kinds through, and a server must never end a run.
    except Exception as error:
        trip.closed = isinstance(error, _ClosedError)
        return trip.failed(_why(error, trip), passing=_may_pass(error))
    finally:
        trip.left -= time.monotonic() - began


# -- the ways out -----------------------------------------------------------------


def _session(
    resolver: AbstractResolver, sockets: WeakSet[socket.socket], *, guarded: bool
) -> aiohttp.ClientSession:
    def open_socket(target: aiohttp.AddrInfoType) -> socket.socket:
        family, kind, protocol, _, sockaddr = target
        if guarded:  # the very address that is about to be connected to
            guard.check(str(sockaddr[0]))
        opened = socket.socket(family, kind, protocol)
        sockets.add(opened)
        return opened

    connector = aiohttp.TCPConnector(
        limit=0,  # the run counts
        force_close=True,  # kept connections are many, and would pass by the guard
        resolver=resolver,
        ttl_dns_cache=300,
        socket_factory=open_socket,
    )
    return aiohttp.ClientSession(
        connector=connector,
        cookie_jar=aiohttp.DummyCookieJar(),
        auto_decompress=False,
        middlewares=(_only_once,),
        max_line_size=_HEADERS,
        max_field_size=_HEADERS,
        timeout=aiohttp.ClientTimeout(total=None, sock_connect=None),
    )


async def _hang_up(sockets: WeakSet[socket.socket]) -> None:
    """Close what still waits for the goodbye of a server (TLS close_notify)."""
    for _ in range(100):
        left = [each for each in sockets if each.fileno() != -1]
        for each in left:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
        if not left:
            return
        await asyncio.sleep(0.005)


async def _only_once(
    request: aiohttp.ClientRequest, ask: aiohttp.ClientHandlerType
) -> aiohttp.ClientResponse:
    """Keep aiohttp from asking again at once when a connection breaks."""
    try:
        return await ask(request)
    except aiohttp.ClientConnectorError:
        raise
    except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError) as error:
        raise _ClosedError("the connection was closed before an answer came") from error


class _Resolver(AbstractResolver):
    """Looks names up in threads of its own: one that hangs keeps nobody waiting."""

    def __init__(self, lookup: guard.Lookup) -> None:
        self._lookup = lookup
        self._free = asyncio.Semaphore(_LOOKUPS)

    async def resolve(
        self, host: str, port: int = 0, family: int = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        async with self._free:
            found = await self._addresses(host, port)
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=port,
                family=socket.AF_INET6 if ":" in address else socket.AF_INET,
                proto=socket.IPPROTO_TCP,
                flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
            )
            for address in found
        ]

    async def _addresses(self, host: str, port: int) -> Sequence[str]:
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Sequence[str]] = loop.create_future()

        def settle(found: Sequence[str], error: OSError) -> None:
            if not answer.done() and found:
                answer.set_result(found)
            elif not answer.done():
                answer.set_exception(error)

        def work() -> None:
            found: Sequence[str] = ()
            error: OSError = socket.gaierror(socket.EAI_NONAME, "no such host")
            try:
                found = tuple(self._lookup(host, port))
            except OSError as caught:
                error = caught
            except UnicodeError:  # a label that the DNS could not hold
                pass
            with suppress(RuntimeError):  # nobody is there any more
                loop.call_soon_threadsafe(settle, found, error)

        threading.Thread(target=work, name="lookup", daemon=True).start()
        return await answer

    async def close(self) -> None:
        """Do nothing: a lookup cannot be stopped."""


# -- the exchange -----------------------------------------------------------------


async def _exchange(trip: Trip, wire: Wire) -> Outcome | Redirect:
    exempt = trip.is_exempt()
    proxy = None if exempt else _proxy(trip)
    if proxy is not None:
        await _check_host(trip, wire.resolver)
    session = wire.inside if exempt or proxy else wire.outside
    form = trip.request.form
    request = session.request(
        "GET" if form is None else "POST",
        URL(trip.address.url, encoded=True),
        data=form,
        headers=trip.headers(),
        allow_redirects=False,
        proxy=proxy,
    )
    async with request as answer:
        trip.status = answer.status
        try:
            return await _judged(trip, answer)
        finally:
            answer.close()  # what has not been read by now never will be


async def _judged(trip: Trip, answer: aiohttp.ClientResponse) -> Outcome | Redirect:
    if sum(len(name) + len(value) for name, value in answer.raw_headers) > _HEADERS:
        raise UnfitError(f"its headers are too large: over {_HEADERS // 1024} KB")
    headers = _headers(answer)
    match answer.status:
        case status if 200 <= status < 300 and trip.request.form is not None:
            return Fetched(data=b"", url=trip.address.url, status=status)
        case 200 | 226:
            data = await _body(answer, trip.policy.max_size)
            return Fetched(
                data=data,
                url=trip.address.url,
                status=answer.status,
                headers=headers,
                moved=trip.moved,
            )
        case 303 if trip.request.form is not None:
            pass  # it leads to what is to be asked, not sent to (RFC 9110 §15.4.4)
        case 301 | 302 | 303 | 307 | 308:
            return Redirect(answer.status, answer.headers.get("Location"))
        case 304 if trip.validators():
            return NotModified(headers=headers, moved=trip.moved)
    may_pass = answer.status in _PASSING or answer.status >= 500
    return replace(
        trip.failed(_phrase(trip, headers), passing=may_pass), headers=headers
    )


def _headers(answer: aiohttp.ClientResponse) -> dict[str, str]:
    """Return headers by lower-case name; of several the first, but for lists."""
    found: dict[str, str] = {}
    for name, value in answer.headers.items():
        name = name.lower()
        value = value.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
        if name in ("cache-control", "link") and name in found:
            found[name] += f", {value}"
        elif name != "set-cookie":
            found.setdefault(name, value)
    return found


def _phrase(trip: Trip, headers: dict[str, str]) -> str:
    """Say what a status means; the server's own words for it are not looked at."""
    status = trip.status or 0
    if headers.get("cf-mitigated") == "challenge":
        return f"{status}: a Cloudflare challenge page"
    try:
        phrase = f"{status} {http.HTTPStatus(status).phrase}"
    except ValueError:
        phrase = f"HTTP status {status}"
    if status in (401, 403) and trip.withholds():
        phrase += " (the source's headers and password go to its own address only)"
    return phrase


async def _body(answer: aiohttp.ClientResponse, limit: int) -> bytes:
    too_large = f"too large: over {limit / 1e6:g} MB"
    if (answer.content_length or 0) > limit:
        raise UnfitError(too_large)
    body = Body(answer.headers.getall("Content-Encoding", []))
    size = 0
    async for chunk in answer.content.iter_chunked(_CHUNK):
        size += len(chunk)
        if size > limit:
            raise UnfitError(too_large)
        body.add(chunk)
    return body.whole()


# -- proxies ----------------------------------------------------------------------


def _proxy(trip: Trip) -> str | None:
    """Return the proxy that HTTP_PROXY, HTTPS_PROXY and NO_PROXY name, if any."""
    from urllib.request import getproxies, proxy_bypass

    proxies = getproxies()
    proxy = proxies.get(trip.address.scheme) or proxies.get("all")
    if not proxy or proxy_bypass(trip.address.place):
        return None
    return proxy if "://" in proxy else f"http://{proxy}"


async def _check_host(trip: Trip, resolver: AbstractResolver) -> None:
    """Check what the proxy will connect to; a name only it knows is left to it."""
    with suppress(socket.gaierror):
        address = trip.address
        for found in await resolver.resolve(address.host, address.port):
            guard.check(found["host"])


# -- what went wrong --------------------------------------------------------------

_PASSING = (408, 425, 429)  # besides faults within the server (RFC 9110 §15.6)


def _may_pass(error: Exception) -> bool:
    """Tell whether *error* may be over by itself: no answer, or half of one."""
    match error:
        case guard.InwardError() | ssl.SSLError():
            return False
        case aiohttp.ClientConnectorError():
            return _may_pass(error.os_error)
    return isinstance(error, _ClosedError | aiohttp.ClientPayloadError | OSError)


def _why(error: Exception, trip: Trip) -> str:
    """Say in plain words what *error* means."""
    match error:
        case UnfitError():
            return str(error)
        case guard.InwardError():
            return trip.refusal(str(error))
        case aiohttp.ClientProxyConnectionError():
            return f"the proxy: {_why(error.os_error, trip)}"
        case aiohttp.ClientHttpProxyError():
            return f"the proxy answered {error.status}"
        case aiohttp.ClientConnectorCertificateError():
            reason = error.certificate_error
            return f"TLS certificate: {getattr(reason, 'verify_message', reason)}"
        case aiohttp.ClientConnectorError():
            return _why(error.os_error, trip)
        case ssl.SSLError():
            return f"TLS: {error.reason or error}"
        case socket.gaierror():
            known = error.errno in (socket.EAI_NONAME, getattr(socket, "EAI_NODATA", 0))
            return "no such host" if known else "its host name could not be looked up"
        case OSError() if error.errno:
            return os.strerror(error.errno).lower()
        case aiohttp.ClientPayloadError():
            return "the answer broke off"
        case aiohttp.ClientResponseError():
            first, *_ = error.message.strip().splitlines() or ["no reason given"]
            return f"not a sound HTTP answer: {first.rstrip(':')}"
        case aiohttp.InvalidURL():
            return f"not an address of the web: {trip.address.host}"
    return f"{type(error).__name__}: {error}"
