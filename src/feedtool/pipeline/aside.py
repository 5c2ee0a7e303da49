"""Reads what is not well-formed in a process of its own, which can be ended.

feedparser reads anything, but nothing bounds the time and memory that it takes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from .. import read
from ..errors import ParseError
from ..model import Article, Feed

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.context import SpawnProcess

_PATIENCE = 30.0  # seconds for one document
_MEMORY = 1_000_000_000  # bytes for the process

_Document: TypeAlias = tuple[bytes, str | None, str | None]


class Aside:
    """A process that is started when it is first needed, and again after its end."""

    def __init__(self, patience: float = _PATIENCE) -> None:
        self._patience = patience
        self._process: SpawnProcess | None = None
        self._connection: Connection[_Document, Feed[Article] | ParseError] | None
        self._connection = None

    def parse(
        self, data: bytes, url: str | None, content_type: str | None
    ) -> Feed[Article] | ParseError:
        """Return the feed in *data*, or why there is none, as `read.parse` raises it.

        A process that takes longer than its patience, or dies, is the reason then.
        """
        connection = self._connection or self._start()
        try:
            connection.send((data, url, content_type))
            if connection.poll(self._patience):
                return connection.recv()
            why = f"takes more than {self._patience:g} s to read"
        except (EOFError, OSError):
            why = "takes more memory to read than it may"
        self.close()
        return ParseError(f"XML that is not well-formed, and {why}")

    def close(self) -> None:
        """End the process."""
        if self._process is not None and self._connection is not None:
            self._connection.close()
            self._process.kill()
            self._process.join()
        self._process = self._connection = None

    def _start(self) -> Connection[_Document, Feed[Article] | ParseError]:
        import multiprocessing

        # A fork would take along the thread that fetches, in whatever state it is.
        context = multiprocessing.get_context("spawn")
        self._connection, theirs = context.Pipe()
        self._process = context.Process(target=_attend, args=(theirs,), daemon=True)
        self._process.start()
        theirs.close()
        return self._connection


def _attend(
    connection: Connection[Feed[Article] | ParseError, _Document],
) -> None:
    """Read one document after the other, until nobody sends any."""
    import resource
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    while True:
        try:
            data, url, content_type = connection.recv()
        except EOFError:
            return
        result: Feed[Article] | ParseError
        try:
            result = read.parse(data, url=url, content_type=content_type)
        except ParseError as error:
            result = error
        connection.send(result)
