"""Many requests at once, each in its turn, in a thread with an event loop.

Knows hosts, seats and time; what is said to a server it leaves to `exchange`.
"""

from __future__ import annotations

import asyncio
import queue
import threading
import time
from collections.abc import AsyncIterator, Callable, Generator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import NamedTuple

from ..model import Failed, FetchPolicy, Outcome
from . import retry
from .exchange import Wire, exchange, opened
from .guard import Lookup
from .retry import Standing
from .trip import Redirect, Request, Trip, begin

_UNREAD = 64  # outcomes that wait to be taken


@dataclass(slots=True)
class Host:
    """What a run knows of a host."""

    next_start: float = 0.0  # monotonic seconds
    barred: bool = False  # it has answered 429


class _Lane(NamedTuple):
    """The queue before a host."""

    host: Host
    door: asyncio.Lock  # who holds it is the next to start
    seats: asyncio.Semaphore


class _NotAskedError(Exception):
    """There is no turn left in this run."""


class Run:
    """One call of `fetch_all`: a thread that asks, and the way its outcomes take."""

    def __init__(
        self,
        policy: FetchPolicy,
        lookup: Lookup,
        hosts: dict[str, Host],
        ends: float,
    ) -> None:
        self._policy = policy
        self._lookup = lookup
        self._hosts = hosts
        self._ends = ends
        self._lanes: dict[str, _Lane] = {}
        self._seats = asyncio.Semaphore(max(1, policy.concurrency))
        self._room = asyncio.Semaphore(_UNREAD)
        self._results: queue.SimpleQueue[
            tuple[Request, Outcome] | BaseException | None
        ] = queue.SimpleQueue()
        self._started = threading.Event()
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task[None] | None = None

    def start(self, requests: list[Request]) -> None:
        """Begin to ask."""
        thread = threading.Thread(
            target=self._work, args=(requests,), name="fetch", daemon=True
        )
        thread.start()
        self._thread = thread

    def outcomes(self) -> Generator[tuple[Request, Outcome], None, None]:
        """Yield outcomes as they arrive."""
        while (result := self._results.get()) is not None:
            if isinstance(result, BaseException):
                raise result
            self._tell(self._room.release)
            yield result

    def stop(self) -> None:
        """End the thread and all that it has open."""
        if self._thread is None:
            return
        self._started.wait()
        if self._task is not None:
            self._tell(self._task.cancel)
        self._thread.join()

    def _tell(self, callback: Callable[[], object]) -> None:
        """Call something in the other thread, unless that has ended."""
        if self._loop is not None:
            with suppress(RuntimeError):
                self._loop.call_soon_threadsafe(callback)

    # -- in the thread ------------------------------------------------------------

    def _work(self, requests: list[Request]) -> None:
        failure: BaseException | None = None
        try:
            asyncio.run(self._ask_all(requests))
        except asyncio.CancelledError:
            pass
        except BaseException as error:  # a fault of ours, told where it is seen
            failure = error
        finally:
            self._started.set()
            self._results.put(failure)

    async def _ask_all(self, requests: list[Request]) -> None:
        self._loop = asyncio.get_running_loop()
        self._task = asyncio.current_task()
        self._started.set()
        async with opened(self._lookup) as wire, asyncio.TaskGroup() as asking:
            for request in requests:
                asking.create_task(self._ask(request, wire))

    async def _ask(self, request: Request, wire: Wire) -> None:
        trip = begin(request, self._policy)
        if isinstance(trip, Failed):
            await self._deliver(request, trip)
            return
        first: Outcome | None = None  # what it is asked again for
        try:
            while True:
                async with self._turn(trip.address.host) as host:
                    outcome = await _step(trip, wire, host)
                    pause = self._pause(trip, outcome)
                    # Within the turn, so that a slow reader is not overrun.
                    if outcome is not None and pause is None:
                        await self._deliver(request, outcome)
                        return
                if pause is not None:
                    first = outcome
                    await asyncio.sleep(pause)
                    trip = trip.again(pause)
        except _NotAskedError:
            if first is not None:
                await self._deliver(request, first)

    def _pause(self, trip: Trip, outcome: Outcome | None) -> float | None:
        # What was sent is not sent again: nobody knows whether it had arrived.
        if outcome is None or trip.request.form is not None:
            return None
        standing = Standing(
            closed=trip.closed,
            left=trip.left,
            run_left=self._ends - time.monotonic(),
            barred=self._lane(trip.start.host).host.barred,
            is_second=trip.is_retry,
        )
        return retry.pause(outcome, standing, self._policy)

    async def _deliver(self, request: Request, outcome: Outcome) -> None:
        await self._room.acquire()
        self._results.put((request, outcome))

    @asynccontextmanager
    async def _turn(self, name: str) -> AsyncIterator[Host]:
        """Wait until a host may be asked; no other host waits for it meanwhile."""
        lane = self._lane(name)
        try:
            async with asyncio.timeout_at(self._ends):
                await self._enter(lane)
        except TimeoutError:
            raise _NotAskedError from None
        try:
            yield lane.host
        finally:
            self._seats.release()
            lane.seats.release()

    async def _enter(self, lane: _Lane) -> None:
        await lane.seats.acquire()
        try:
            async with lane.door:
                wait = lane.host.next_start - time.monotonic()
                await asyncio.sleep(0 if lane.host.barred else wait)
                await self._seats.acquire()
                if lane.host.barred:
                    self._seats.release()
                    raise _NotAskedError
                delay = self._policy.delay.total_seconds()
                lane.host.next_start = time.monotonic() + delay
        except BaseException:
            lane.seats.release()
            raise

    def _lane(self, name: str) -> _Lane:
        if name not in self._lanes:
            host = self._hosts.setdefault(name, Host())
            seats = asyncio.Semaphore(max(1, self._policy.per_host))
            self._lanes[name] = _Lane(host, asyncio.Lock(), seats)
        return self._lanes[name]


async def _step(trip: Trip, wire: Wire, host: Host) -> Outcome | None:
    """Send one request; None: it has led elsewhere."""
    answer = await exchange(trip, wire)
    outcome = trip.follow(answer) if isinstance(answer, Redirect) else answer
    host.barred |= trip.status == 429
    return outcome
