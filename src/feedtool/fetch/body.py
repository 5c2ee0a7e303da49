"""The body of an answer, unpacked within bounds. Knows bytes, not HTTP."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from . import packing
from .packing import UnfitError

_UNPACKED = 64_000_000  # bytes


class Body:
    """What arrived, unpacked as it comes, so that a bomb is stopped early.

    One content coding is undone; raises UnfitError for more, and for one unknown.
    """

    def __init__(self, codings: Sequence[str]) -> None:
        names = ",".join(codings).lower().replace(" ", "").split(",")
        # Some servers call an encoding of text one of content.
        names = [name for name in names if name not in ("", "identity", "utf-8")]
        if len(names) > 1 or not packing.known().keys() >= set(names):
            raise UnfitError(f"packed in a way nobody asked for: {', '.join(names)}")
        self._packed = packing.known()[names[0]]() if names else None
        self._is_gzip = names in (["gzip"], ["x-gzip"])
        self._begin: bytes | None = b""  # until there is enough to know it by
        self._data = BytesIO()  # gives what it has without a copy

    def add(self, chunk: bytes) -> None:
        """Take what has arrived; raises UnfitError."""
        if self._begin is not None and self._is_gzip:
            chunk = self._begin + chunk
            self._begin = chunk if len(chunk) < 2 else None
            if self._begin is not None:
                return
            if not chunk.startswith(b"\x1f\x8b"):
                self._packed = None  # it only says so
        if self._packed is None:
            self._data.write(chunk)
            return
        for piece in self._packed.pieces(chunk):
            if self._data.tell() + len(piece) > _UNPACKED:
                raise UnfitError(f"too large: over {_UNPACKED / 1e6:g} MB unpacked")
            self._data.write(piece)

    def whole(self) -> bytes:
        """Return all of it when nothing more comes; raises UnfitError."""
        if self._begin:
            return self._begin
        if self._packed is not None and not self._packed.is_whole():
            raise UnfitError("its packed data breaks off")
        return self._data.getvalue()
