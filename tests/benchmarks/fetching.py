"""How long 2,000 sources take as whole commands: `python -m tests.benchmarks.fetching`.

They are on loopback, each on an address of its own, and answer after 10 ms. Timed are a
first build, one at once after it, and one when all are due again; beside them, where it
is installed, `sfeed_update` with as many jobs, which has no conditions to ask on.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from ctypes import c_longlong
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from . import parser
from .build import ITEM

if TYPE_CHECKING:
    from multiprocessing.sharedctypes import Synchronized

SOURCES = 2_000
ARTICLES = 20
LATENCY = 0.01  # seconds
LONGEST = 170  # seconds for all commands together
FIRST, SAME, LATER = "2026-03-01T12:00:00Z", "2026-03-01T12:05:00Z", "2026-03-01T14:00Z"
PAGE = os.sysconf("SC_PAGE_SIZE")


# -- the server, in a process of its own ------------------------------------------


class Counts(NamedTuple):
    """What has been answered so far."""

    full: Synchronized[int]  # 200
    empty: Synchronized[int]  # 304


class Talk(asyncio.Protocol):
    """One connection: a request is answered a little later."""

    def __init__(self, counts: Counts) -> None:
        self._counts = counts
        self._received = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._received += data
        if self._received.endswith(b"\r\n\r\n"):
            asyncio.get_running_loop().call_later(LATENCY, self._answer)

    def _answer(self) -> None:
        assert self._transport is not None
        feed = int(self._received.split(b" ", 2)[1].removeprefix(b"/"))
        etag = b'"%d-1"' % feed
        if b"if-none-match: %b\r\n" % etag in self._received.lower():
            self._counts.empty.value += 1
            head, body = b"HTTP/1.1 304 Not Modified\r\n", b""
        else:
            self._counts.full.value += 1
            body = document(feed)
            head = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n" % len(body)
        head += b"ETag: %b\r\nContent-Type: application/rss+xml\r\n" % etag
        self._transport.write(head + b"Connection: close\r\n\r\n" + body)
        self._transport.close()


def document(feed: int) -> bytes:
    """Return a feed; no article is in two of them."""
    items = "".join(
        ITEM.format(n=n, feed=feed, day=1 + n % 28)
        for n in range(ARTICLES * feed, ARTICLES * (feed + 1))
    )
    return (
        f"<rss version='2.0'><channel><title>Blog {feed}</title>"
        f"<link>https://blog{feed}.example.com/</link>{items}</channel></rss>"
    ).encode()


def serve(port: Synchronized[int], counts: Counts) -> None:
    """Serve all sources until the process is ended."""

    async def forever() -> None:
        loop = asyncio.get_running_loop()
        server = await loop.create_server(
            lambda: Talk(counts), "0.0.0.0", 0, backlog=4096
        )
        port.value = server.sockets[0].getsockname()[1]
        await server.serve_forever()

    asyncio.run(forever())


@contextmanager
def serving() -> Iterator[tuple[int, Counts]]:
    """Run the server; gives its port and what it counts."""
    context = multiprocessing.get_context("spawn")
    port = context.Value(c_longlong, 0)
    counts = Counts(context.Value(c_longlong, 0), context.Value(c_longlong, 0))
    process = context.Process(target=serve, args=(port, counts), daemon=True)
    process.start()
    try:
        while not port.value:
            time.sleep(0.01)
        yield port.value, counts
    finally:
        process.kill()
        process.join()


# -- commands, watched from outside -----------------------------------------------


class Place(NamedTuple):
    """Where commands run, and until when."""

    folder: Path
    counts: Counts
    ends: float  # monotonic seconds


class Ran(NamedTuple):
    """What a command took."""

    seconds: float
    processor: float  # seconds of processor time, of its children too
    memory: float  # MB, the most of it and its children together
    full: int  # answers with a body
    empty: int  # 304s
    status: int


def run(command: Sequence[str], place: Place, now: str = "") -> Ran:
    """Run a command in a group of its own, and watch what it takes."""
    folder, counts, ends = place
    before = counts.full.value, counts.empty.value
    began = time.perf_counter()
    process = subprocess.Popen(
        command,
        cwd=folder,
        env={**os.environ, "FEEDTOOL_NOW": now},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    most = [0.0]
    watch = threading.Thread(target=_watch, args=(process.pid, most), daemon=True)
    watch.start()
    left = max(1.0, ends - time.monotonic())
    end = threading.Timer(left, os.killpg, (process.pid, signal.SIGKILL))
    end.start()
    _, status, used = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - began
    end.cancel()
    watch.join()
    process.returncode = os.waitstatus_to_exitcode(status)
    return Ran(
        seconds=seconds,
        processor=used.ru_utime + used.ru_stime,
        memory=most[0],
        full=counts.full.value - before[0],
        empty=counts.empty.value - before[1],
        status=process.returncode,
    )


def _watch(leader: int, most: list[float]) -> None:
    """Note the most memory that a session has had, until its leader is gone."""
    while Path(f"/proc/{leader}/statm").exists():
        most[0] = max(most[0], sum(map(_megabytes, _session(leader))))
        time.sleep(0.05)


def _session(leader: int) -> list[Path]:
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                fields = (folder / "stat").read_text().rpartition(")")[2].split()
            except OSError:  # it has ended
                continue
            if fields[3] == str(leader):
                found.append(folder)
    return found


def _megabytes(process: Path) -> float:
    """Return its resident memory; what processes share counts for each of them."""
    try:
        pages = int((process / "statm").read_text().split()[1])
    except OSError:  # it has ended
        return 0.0
    return pages * PAGE / 1e6


# -- what is compared -------------------------------------------------------------


def urls(port: int) -> list[str]:
    """Return the addresses of all sources, each on a host of its own."""
    return [
        f"http://127.0.{1 + n // 250}.{1 + n % 250}:{port}/{n}" for n in range(SOURCES)
    ]


def planet(folder: Path, port: int) -> None:
    """Make a feed of all sources."""
    sources = "".join(f"  - feed: {url}\n" for url in urls(port))
    (folder / "feeds" / "planet").mkdir(parents=True)
    (folder / "feeds" / "planet" / "feed.yaml").write_text(
        f"title: Planet\nlink: https://example.org/\nsources:\n{sources}"
    )
    allowed = "".join(f'    - "{url.split("/")[2]}"\n' for url in urls(port))
    (folder / "feeds" / "feedtool.yaml").write_text(f"fetch:\n  allow:\n{allowed}")


def sfeedrc(folder: Path, port: int) -> None:
    """Make the same for sfeed_update."""
    feeds = "".join(f"\tfeed {n} {url}\n" for n, url in enumerate(urls(port)))
    (folder / "sfeedrc").write_text(
        f'sfeedpath="{folder}/sfeed"\nmaxjobs=32\nfeeds() {{\n{feeds}}}\n'
    )


def files(folder: Path) -> dict[Path, int]:
    """Return when each file of what was published was last changed."""
    public = folder / "public"
    return {path: path.stat().st_mtime_ns for path in public.rglob("*")}


def main() -> None:
    """Measure and print."""
    parser("fetching", __doc__).parse_args()
    print(f"Python {sys.version.split()[0]}, {os.cpu_count()} processors")
    print(f"{SOURCES:,} sources with {ARTICLES} articles each, {LATENCY * 1e3:g} ms")
    with tempfile.TemporaryDirectory() as name, serving() as (port, counts):
        folder = Path(name)
        place = Place(folder, counts, time.monotonic() + LONGEST)
        planet(folder, port)
        build = [sys.executable, "-m", "feedtool", "build", "--quiet"]
        first = show("first build", run(build, place, FIRST))
        written = files(folder)
        show("again at once", run(build, place, SAME), first)
        show("when all are due", run(build, place, LATER), first)
        wrote = "nothing" if files(folder) == written else "SOMETHING"
        print(f"the last two wrote {wrote}")
        sfeed_update = shutil.which("sfeed_update")
        if sfeed_update is None:
            print("sfeed_update is not installed")
            return
        sfeedrc(folder, port)
        command = [sfeed_update, str(folder / "sfeedrc")]
        show("sfeed_update", run(command, place), first)


def show(name: str, ran: Ran, first: Ran | None = None) -> Ran:
    """Print a line, with how many times the first build's time it took."""
    ratio = f"{ran.seconds / first.seconds:5.2f} of the first" if first else ""
    print(
        f"{name:20} {ran.seconds:6.2f} s {ran.processor:6.2f} s of processors"
        f" {ran.memory:6.0f} MB  {ran.full:5} x 200 {ran.empty:5} x 304"
        f"  exit {ran.status}  {ratio}",
        flush=True,
    )
    return ran


if __name__ == "__main__":
    main()
