"""Reads what is not well-formed in a process of its own, which can be ended.

feedparser reads anything, but nothing bounds the time and memory that it takes.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, TypeAlias

from .. import read
from ..errors import ParseError
from ..model import Article, Feed

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.context import SpawnProcess

_PATIENCE = 30.0  # seconds for one document
_MEMORY = 1_000_000_000  # bytes for the process
_BROKEN = "XML that is not well-formed, and"

_Document: TypeAlias = tuple[bytes, str | None, str | None]
_Result: TypeAlias = Feed[Article] | ParseError


class Aside:
    """A process that is started when it is first needed, and again after its end."""

    def __init__(self, patience: float = _PATIENCE) -> None:
        self._patience = patience
        self._process: SpawnProcess | None = None
        self._connection: Connection[_Document, _Result] | None = None

    def parse(
        self, data: bytes, url: str | None, content_type: str | None
    ) -> Feed[Article] | ParseError:
        """Return the feed in *data*, or why there is none, as `read.parse` raises it.

        A process that takes longer than its patience, or dies, is the reason then.
        """
        try:
            connection = self._sent((data, url, content_type))
            if connection.poll(self._patience):
                return connection.recv()
            why = f"it takes more than {self._patience:g} s to read"
        except (EOFError, OSError):
            why = "the process that reads it has ended"
        self.close()
        return ParseError(f"{_BROKEN} {why}")

    def close(self) -> None:
        """End the process."""
        if self._connection is not None:
            self._connection.close()
        if self._process is not None:
            self._process.kill()
            self._process.join()
        self._process = self._connection = None

    def _sent(self, document: _Document) -> Connection[_Document, _Result]:
        if self._connection is not None:
            with suppress(OSError):
                self._connection.send(document)
                return self._connection
            self.close()  # it was ended between two documents
        connection = self._start()
        connection.send(document)
        return connection

    def _start(self) -> Connection[_Document, _Result]:
        import multiprocessing

        # A fork would take along the thread that fetches, in whatever state it is.
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=_attend, args=(theirs,), daemon=True)
        try:
            process.start()
        except OSError:
            ours.close()
            raise
        finally:
            theirs.close()
        self._connection, self._process = ours, process
        return ours


def _attend(connection: Connection[_Result, _Document]) -> None:
    """Read one document after the other, until nobody sends any."""
    import resource
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    with suppress(EOFError, OSError):
        while True:
            data, url, content_type = connection.recv()
            result: _Result
            try:
                result = read.parse(data, url=url, content_type=content_type)
            except ParseError as error:
                result = error
            except MemoryError:
                result = ParseError(f"{_BROKEN} it takes more memory than it may")
            except Exception as error:  # a fault of ours costs this document alone
                result = ParseError(f"{_BROKEN} it cannot be read ({error!r})")
            connection.send(result)
