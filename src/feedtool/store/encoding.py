"""Values of the model as the memory holds them."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

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

BrokenError = msgspec.DecodeError  # what the memory holds is not what it should be

packed = msgspec.msgpack.Encoder().encode
addresses = msgspec.msgpack.Decoder(tuple[str, ...]).decode
article = msgspec.msgpack.Decoder(Article).decode
composed = msgspec.msgpack.Decoder(Composed).decode
header = msgspec.msgpack.Decoder(Feed[Article]).decode
chosen = msgspec.msgpack.Decoder(dict[str, tuple[int, ...]]).decode
outlines = msgspec.msgpack.Decoder(tuple[Outline, ...]).decode
regions = msgspec.msgpack.Decoder(dict[str, Evidence]).decode
shown = msgspec.msgpack.Decoder(Shown).decode
state = msgspec.msgpack.Decoder(State).decode
told = msgspec.msgpack.Decoder(Told).decode
volume = msgspec.msgpack.Decoder(Feed[Published]).decode


def seconds(moment: datetime) -> int:
    """Return *moment* as whole seconds since 1970."""
    return int((moment - _EPOCH).total_seconds())


def moment(seconds: int) -> datetime:
    """Return the moment that is *seconds* after 1970 began; before it, below 0."""
    return _EPOCH + timedelta(seconds=seconds)


def identity(text: str) -> bytes:
    """Return the digest of what a source knows an article by."""
    return _digest(text, 16)


def key(text: str) -> int:
    """Return the digest of a merge key; where two fall together merging sees it."""
    return int.from_bytes(_digest(text, 8), "big", signed=True)


def _digest(text: str, size: int) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=size).digest()
