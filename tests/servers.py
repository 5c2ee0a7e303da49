"""A web server on loopback for tests, which can also do what no web server should."""

from __future__ import annotations

import asyncio
import gzip
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from pathlib import Path
from types import TracebackType
from typing import TypeAlias
from urllib.parse import parse_qs
from weakref import WeakSet


@dataclass(frozen=True, kw_only=True)
class Received:
    """A request as it arrived. `headers` has lower-case names."""

    path: str  # with its query; of a proxy's request the whole address
    headers: Mapping[str, str]
    at: float  # monotonic seconds
    raw: bytes  # the whole head
    body: bytes = b""

    @property
    def form(self) -> dict[str, list[str]]:
        """Return the fields of a form that was sent."""
        return parse_qs(self.body.decode(), strict_parsing=True)


@dataclass(frozen=True, kw_only=True)
class Answer:
    """A sound answer; to a condition that holds it is a 304 instead."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    after: float = 0.0  # seconds to wait before it


@dataclass(frozen=True, kw_only=True)
class Raw:
    """Bytes as they are, and pauses in seconds; then the connection is closed."""

    parts: Iterable[bytes | float]
    reset: bool = False  # closed with a reset


Reply: TypeAlias = bytes | Answer | Raw
Route: TypeAlias = Reply | Callable[[Received], Reply]


def redirect(to: str, status: int = 302) -> Answer:
    """Return an answer that leads elsewhere."""
    return Answer(status=status, headers={"Location": to}, body=b"<p>Elsewhere</p>")


def packed(body: bytes, times: int = 1) -> Answer:
    """Return an answer packed with gzip, perhaps more than once."""
    for _ in range(times):
        body = gzip.compress(body, mtime=0)
    coding = ", ".join(["gzip"] * times)
    return Answer(body=body, headers={"Content-Encoding": coding})


def bomb(megabytes: int) -> Answer:
    """Return a small answer that unpacks to many zeros."""
    stream = zlib.compressobj(9, wbits=31)
    body = b"".join(stream.compress(bytes(1_000_000)) for _ in range(megabytes))
    return Answer(body=body + stream.flush(), headers={"Content-Encoding": "gzip"})


def drip(part: bytes = b" ", every: float = 0.05, head: bytes | None = None) -> Raw:
    """Return an answer whose body never ends, a little at a time."""
    head = b"HTTP/1.1 200 OK\r\n\r\n" if head is None else head

    def parts() -> Iterable[bytes | float]:
        yield head
        while True:
            yield part
            yield every

    return Raw(parts=parts())


class Server:
    """Serves *routes* by path on 127.0.0.1; `routes` may be changed at any time.

    `with Server({"/feed.xml": b"<rss/>"}) as server: server.url("/feed.xml")`
    With a *certificate* (a PEM file that has the key too) it is https.
    """

    def __init__(
        self,
        routes: Mapping[str, Route] | None = None,
        *,
        certificate: Path | None = None,
    ) -> None:
        self.routes: dict[str, Route] = dict(routes or {})
        self.requests: list[Received] = []
        self.port = 0
        self.most_at_once = 0
        self._certificate = certificate
        self._ready = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._talks: set[asyncio.Task[None]] = set()
        self._writers: WeakSet[asyncio.StreamWriter] = WeakSet()
        self._thread = threading.Thread(target=self._work, name="server")

    def __enter__(self) -> Server:
        self._thread.start()
        self._ready.wait()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    @property
    def address(self) -> str:
        """Return "host:port", as `FetchPolicy.allow` has it."""
        return f"127.0.0.1:{self.port}"

    def url(self, path: str = "/", *, host: str = "127.0.0.1", user: str = "") -> str:
        """Return the URL of *path*; *user* is "user:password@"."""
        scheme = "https" if self._certificate else "http"
        return f"{scheme}://{user}{host}:{self.port}{path}"

    def count(self, path: str) -> int:
        """Return how often *path* was asked for."""
        return sum(received.path == path for received in list(self.requests))

    # -- in the thread ------------------------------------------------------------

    def _work(self) -> None:
        asyncio.set_event_loop(self._loop)
        tls = None
        if self._certificate is not None:
            tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            tls.load_cert_chain(self._certificate)
        server = self._loop.run_until_complete(
            asyncio.start_server(self._talk, "127.0.0.1", 0, backlog=1024, ssl=tls)
        )
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        self._loop.run_forever()
        # A connection that is just being accepted needs the server open.
        self._loop.run_until_complete(self._end())
        server.close()
        self._loop.run_until_complete(self._end())
        self._loop.close()

    async def _end(self) -> None:
        for _ in range(5):  # what was just accepted begins, what was closed ends
            for talk in self._talks:
                talk.cancel()
            await asyncio.gather(*self._talks, return_exceptions=True)
            for writer in self._writers:
                writer.transport.abort()
            await asyncio.sleep(0)

    async def _talk(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._talks.add(task)
        self._writers.add(writer)
        self.most_at_once = max(self.most_at_once, len(self._talks))
        try:
            # Nobody else cancels a talk: it ends with the server.
            with suppress(
                ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError
            ):
                received = _received(await reader.readuntil(b"\r\n\r\n"))
                length = int(received.headers.get("content-length", "0"))
                received = replace(received, body=await reader.readexactly(length))
                self.requests.append(received)
                await _reply(self._answer(received), writer)
        finally:
            self._talks.discard(task)
            writer.close()

    def _answer(self, received: Received) -> Reply:
        missing = Answer(status=404, body=b"<p>Not here</p>")
        route = self.routes.get(received.path, missing)
        reply = route(received) if callable(route) else route
        if isinstance(reply, bytes):
            reply = Answer(body=reply, headers={"Content-Type": "application/xml"})
        if isinstance(reply, Answer) and _is_unchanged(received, reply):
            return replace(reply, status=304, body=b"")
        return reply


def _received(head: bytes) -> Received:
    first, *lines = head.decode("latin-1").split("\r\n")
    fields = (line.partition(":") for line in lines if line)
    headers = {name.lower(): value.strip() for name, _, value in fields}
    path = first.split(" ")[1]
    return Received(path=path, headers=headers, at=time.monotonic(), raw=head)


def _is_unchanged(received: Received, answer: Answer) -> bool:
    """Tell whether a condition of the request holds (RFC 9110 §13.2.2)."""
    if answer.status != 200:
        return False
    for condition, validator in (
        ("if-none-match", "ETag"),
        ("if-modified-since", "Last-Modified"),
    ):
        if condition in received.headers and validator in answer.headers:
            return received.headers[condition] == answer.headers[validator]
    return False


async def _reply(reply: Reply, writer: asyncio.StreamWriter) -> None:
    if isinstance(reply, Raw):
        for part in reply.parts:
            await _send(part, writer)
        if reply.reset:
            writer.transport.abort()
        return
    assert isinstance(reply, Answer)
    await asyncio.sleep(reply.after)
    known = reply.status in HTTPStatus.__members__.values()
    phrase = HTTPStatus(reply.status).phrase if known else "Odd"
    lines = [f"HTTP/1.1 {reply.status} {phrase}"]
    lines += [f"{name}: {value}" for name, value in reply.headers.items()]
    if reply.status != 304:
        lines.append(f"Content-Length: {len(reply.body)}")
    head = "\r\n".join([*lines, "Connection: close", "", ""])
    await _send(head.encode("latin-1") + reply.body, writer)


async def _send(part: bytes | float, writer: asyncio.StreamWriter) -> None:
    if isinstance(part, bytes):
        writer.write(part)
        await writer.drain()
    else:
        await asyncio.sleep(part)
