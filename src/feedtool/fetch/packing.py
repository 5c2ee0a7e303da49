"""The content codings that can be undone within bounds, a piece at a time.

gzip and deflate always; br and zstd where there is a module that can be told to stop.
"""

from __future__ import annotations

import sys
import zlib
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any, Protocol

_PIECE = 1_000_000  # bytes unpacked at once
_MEMBERS = 100  # gzip files or zstd frames in one body
_ZSTD_WINDOW = 23  # 8 MB, which is what a server may need at most (RFC 9659 §3)


class UnfitError(Exception):
    """An answer that is not taken, and why."""


class Packed(Protocol):
    """A body on its way out of its coding."""

    def pieces(self, chunk: bytes) -> Iterator[bytes]:
        """Unpack what has arrived, in pieces of bounded size; raises UnfitError."""

    def is_whole(self) -> bool:
        """Tell whether nothing is missing at its end."""


@cache
def known() -> Mapping[str, Callable[[], Packed]]:
    """Return the codings that can be undone by name, as `Content-Encoding` has it."""
    found: dict[str, Callable[[], Packed]] = {
        "gzip": _Zlib,
        "x-gzip": _Zlib,
        "deflate": _Zlib,
    }
    if _brotli() is not None:
        found["br"] = _Brotli
    if _zstd() is not None:
        found["zstd"] = _Zstd
    return found


@cache
def accepted() -> str:
    """Return what `Accept-Encoding` says of us (RFC 9110 §12.5.3)."""
    return ", ".join(name for name in ("gzip", "br", "zstd") if name in known())


class _Zlib:
    """gzip (RFC 1952), and what some take `deflate` to mean (RFC 1950)."""

    def __init__(self) -> None:
        self._members = 0
        self._stream: zlib._Decompress | None = None

    def pieces(self, chunk: bytes) -> Iterator[bytes]:
        full = False  # there may be more where the piece came from
        while chunk or full:
            if self._stream is None or self._stream.eof:
                if not chunk or (self._members and not chunk.startswith(b"\x1f")):
                    return  # what follows is padding
                self._members = _counted(self._members)
                self._stream = zlib.decompressobj(47)  # gzip or zlib, as it begins
            try:
                piece = self._stream.decompress(chunk, _PIECE)
            except zlib.error:
                raise _damaged() from None
            yield piece
            chunk = self._stream.unused_data or self._stream.unconsumed_tail
            full = len(piece) == _PIECE

    def is_whole(self) -> bool:
        return self._stream is None or self._stream.eof


class _Brotli:
    """br (RFC 7932)."""

    def __init__(self) -> None:
        self._stream = _brotli()()
        self._has_begun = False

    def pieces(self, chunk: bytes) -> Iterator[bytes]:
        self._has_begun = True
        while not self._stream.is_finished():
            try:
                piece: bytes = self._stream.process(chunk, output_buffer_limit=_PIECE)
            except Exception:  # an error of its own, by whichever module it is
                raise _damaged() from None
            if not piece:  # only this says that all has come out
                return
            yield piece
            chunk = b""

    def is_whole(self) -> bool:
        return not self._has_begun or bool(self._stream.is_finished())


class _Zstd:
    """zstd (RFC 8878)."""

    def __init__(self) -> None:
        self._members = 0
        self._stream: Any = None

    def pieces(self, chunk: bytes) -> Iterator[bytes]:
        zstd = _zstd()
        full = False  # there may be more where the piece came from
        while chunk or full:
            if self._stream is None or self._stream.eof:
                self._members = _counted(self._members)
                limit = {zstd.DecompressionParameter.window_log_max: _ZSTD_WINDOW}
                self._stream = zstd.ZstdDecompressor(options=limit)
            try:
                yield self._stream.decompress(chunk, _PIECE)
            except zstd.ZstdError:
                raise _damaged() from None
            chunk = self._stream.unused_data if self._stream.eof else b""
            full = not self._stream.eof and not self._stream.needs_input

    def is_whole(self) -> bool:
        return self._stream is None or bool(self._stream.eof)


def _counted(members: int) -> int:
    if members == _MEMBERS:
        raise UnfitError("its packed data is in too many pieces")
    return members + 1


def _damaged() -> UnfitError:
    return UnfitError("its packed data is damaged")


# -- the modules, where they are there --------------------------------------------


@cache
def _brotli() -> Any:
    try:
        import brotli
    except ImportError:
        try:
            import brotlicffi as brotli
        except ImportError:
            return None
    # Before 1.2 nothing bounds what comes out of a few bytes.
    has_bounds = hasattr(brotli.Decompressor, "can_accept_more_data")
    return brotli.Decompressor if has_bounds else None


@cache
def _zstd() -> Any:
    zstd: Any
    if sys.version_info >= (3, 14):
        try:
            from compression import zstd
        except ImportError:  # a Python that was built without it
            return None
        return zstd
    try:
        from backports import zstd
    except ImportError:
        return None
    return zstd
