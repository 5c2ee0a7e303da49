"""Polite, bounded, guarded HTTP: an address and its `State` become an `Outcome`.

Nothing here decides when to ask (`schedule` does) or looks into what came. What a
server does is an outcome, never an exception.
"""

from __future__ import annotations

import time
from collections.abc import Generator, Iterable, Mapping
from typing import TYPE_CHECKING

from ..model import Failed, FetchPolicy, Outcome, State
from .guard import Lookup, addresses
from .trip import Remedies, Request

if TYPE_CHECKING:
    from .run import Host

__all__ = ["Fetcher", "Remedies", "Request"]


class Fetcher:
    """Asks within the limits of one run: at once, a host, in all.

    Make one for each run. The budget counts from the first request; when a host was
    asked last, and that it wanted no more (429), holds for all that follow.
    """

    def __init__(
        self, policy: FetchPolicy | None = None, *, lookup: Lookup = addresses
    ) -> None:
        self._policy = policy or FetchPolicy()
        self._lookup = lookup
        self._hosts: dict[str, Host] = {}
        self._ends: float | None = None  # monotonic seconds

    def fetch(
        self,
        url: str,
        state: State | None = None,
        *,
        headers: Mapping[str, str] | None = None,
        allow_private: bool = False,
        remedies: Remedies | None = None,
    ) -> Outcome:
        """Ask one source now, on condition if *state* has validators.

        *remedies* are what the reason says that would allow a refused address.
        """
        request = Request(
            url=url,
            state=state or State(),
            headers=headers or {},
            allow_private=allow_private,
            remedies=remedies or Remedies(),
        )
        for _, outcome in self.fetch_all([request]):
            return outcome
        why = "the time for fetching is used up"
        if any(host.barred for host in self._hosts.values()):
            why = "its host has just asked for no more requests (429): try later"
        return Failed(reason=f"not asked: {why}")

    def fetch_all(
        self, requests: Iterable[Request]
    ) -> Generator[tuple[Request, Outcome], None, None]:
        """Ask many sources at once, and yield each with its outcome as that arrives.

        The asking goes on in a thread while outcomes are read, and waits for a reader
        who is much slower. What is not asked is not yielded: the budget of the run is
        used up, or the host has answered 429. Closing the generator ends it all.
        """
        from .run import Run  # with asyncio and aiohttp, which take their time

        if self._ends is None:
            self._ends = time.monotonic() + self._policy.budget.total_seconds()
        run = Run(self._policy, self._lookup, self._hosts, self._ends)
        try:
            run.start(list(requests))
            yield from run.outcomes()
        finally:
            run.stop()
