"""The body of an answer, unpacked within bounds. Knows bytes, not HTTP."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

_UNPACKED = 64_000_000  # bytes
_MEMBERS = 100  # gzip files in one


class UnfitError(Exception):
    """An answer that is not taken, and why."""


class Body:
    """What arrived, unpacked as it comes, so that a bomb is stopped early.

    One content coding is undone; raises UnfitError for more, and for one unknown.
    """

    def __init__(self, codings: Sequence[str]) -> None:
        names = ",".join(codings).lower().replace(" ", "").split(",")
        # Some servers call an encoding of text one of content.
        names = [name for name in names if name not in ("", "identity", "utf-8")]
        if len(names) > 1 or not {"gzip", "x-gzip", "deflate"}.issuperset(names):
            raise UnfitError(f"packed in a way nobody asked for: {', '.join(names)}")
        self._coding = names[0] if names else None
        self._begin = b""
        self._data = bytearray()
        self._members = 0
        self._stream: zlib._Decompress | None = None

    def add(self, chunk: bytes) -> None:
        """Take what has arrived; raises UnfitError."""
        if self._coding is not None and self._members == 0:
            chunk = self._begin + chunk
            self._begin = chunk if len(chunk) < 2 else b""
            if self._begin:
                return
            if self._coding != "deflate" and not chunk.startswith(b"\x1f\x8b"):
                self._coding = None  # it only says so
        if self._coding is None:
            self._data += chunk
        else:
            self._unpack(chunk)

    def whole(self) -> bytes:
        """Return all of it when nothing more comes; raises UnfitError."""
        if self._stream is not None and not self._stream.eof:
            raise UnfitError("its packed data breaks off")
        return bytes(self._data) or self._begin

    def _unpack(self, chunk: bytes) -> None:
        while chunk:
            if self._stream is None or self._stream.eof:
                if self._members and not chunk.startswith(b"\x1f"):
                    return  # what follows is padding
                self._members += 1
                if self._members > _MEMBERS:
                    raise UnfitError("its packed data is in too many pieces")
                self._stream = zlib.decompressobj(47)  # gzip or zlib, as it begins
            room = _UNPACKED - len(self._data)
            try:
                self._data += self._stream.decompress(chunk, room + 1)
            except zlib.error:
                raise UnfitError("its packed data is damaged") from None
            if len(self._data) > _UNPACKED:
                raise UnfitError(f"too large: over {_UNPACKED / 1e6:g} MB unpacked")
            chunk = self._stream.unused_data or self._stream.unconsumed_tail
