"""Values of the model as the memory holds them."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from ..model import (
    Article,
    Composed,
    Evidence,
    Feed,
    Outline,
    Published,
    Shown,
    State,
    Told,
)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class BrokenError(Exception):
    """What the memory holds is not what it should be."""

    def __init__(self) -> None:
        super().__init__("something in it is not what was written there")


def _decoder(kind: Any) -> Callable[[bytes], Any]:
    decode = msgspec.msgpack.Decoder(kind).decode

    def decoded(data: bytes) -> Any:
        try:
            return decode(data)
        # Of text that is none it says so in Python's words, and so of what is no bytes.
        except (msgspec.DecodeError, UnicodeError, TypeError) as error:
            raise BrokenError from error

    return decoded


packed = msgspec.msgpack.Encoder().encode
addresses: Callable[[bytes], tuple[str, ...]] = _decoder(tuple[str, ...])
article: Callable[[bytes], Article] = _decoder(Article)
composed: Callable[[bytes], Composed] = _decoder(Composed)
header: Callable[[bytes], Feed[Article]] = _decoder(Feed[Article])
chosen: Callable[[bytes], dict[str, tuple[int, ...]]] = _decoder(
    dict[str, tuple[int, ...]]
)
outlines: Callable[[bytes], tuple[Outline, ...]] = _decoder(tuple[Outline, ...])
regions: Callable[[bytes], dict[str, Evidence]] = _decoder(dict[str, Evidence])
shown: Callable[[bytes], Shown] = _decoder(Shown)
state: Callable[[bytes], State] = _decoder(State)
told: Callable[[bytes], Told] = _decoder(Told)
_volume: Callable[[bytes], Feed[Published]] = _decoder(Feed[Published])


def packed_volume(volume: Feed[Published]) -> bytes:
    """Return a volume of an archive as the memory holds it, compressed."""
    return zlib.compress(packed(volume))


def volume(data: bytes) -> Feed[Published]:
    """Return the volume that `packed_volume` was given."""
    try:
        return _volume(zlib.decompress(data))
    except zlib.error as error:
        raise BrokenError from error


def seconds(moment: datetime) -> int:
    """Return *moment* as whole seconds since 1970."""
    return int((moment - _EPOCH).total_seconds())


def moment(seconds: int) -> datetime:
    """Return the moment that is *seconds* after 1970 began; before it, below 0."""
    try:
        return _EPOCH + timedelta(seconds=seconds)
    except (OverflowError, TypeError) as error:
        raise BrokenError from error


def identity(text: str) -> bytes:
    """Return the digest of what a source knows an article by."""
    return _digest(text, 16)


def key(text: str) -> int:
    """Return the digest of a merge key; where two fall together merging sees it."""
    return int.from_bytes(_digest(text, 8), "big", signed=True)


def _digest(text: str, size: int) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=size).digest()
