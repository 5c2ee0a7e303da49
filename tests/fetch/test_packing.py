from __future__ import annotations

import gzip
import tracemalloc
import zlib
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path

import pytest

from feedtool.fetch import packing
from feedtool.fetch.body import Body
from feedtool.fetch.packing import UnfitError
from feedtool.model import Fetched

from ..servers import Answer, Server, bomb
from .asking import FEED, ask, why

Pack = Callable[[bytes], bytes]
LONG = Path(__file__).read_bytes()


def _packers() -> dict[str, Pack]:
    """Return how to pack what can be unpacked here."""
    found: dict[str, Pack] = {
        "gzip": partial(gzip.compress, compresslevel=1),
        "deflate": partial(zlib.compress, level=1),
    }
    if "br" in packing.known():
        import brotli

        found["br"] = partial(brotli.compress, quality=1)
    if "zstd" in packing.known():
        found["zstd"] = packing._zstd().compress
    return found


PACKERS = _packers()
CODINGS = ["gzip", "deflate", "br", "zstd"]


def packer(coding: str) -> Pack:
    if coding not in PACKERS:
        pytest.skip(f"no module for {coding} that can be told to stop is installed")
    return PACKERS[coding]


def unpacked(coding: str, data: bytes, size: int = 65_536) -> bytes:
    body = Body([coding])
    for at in range(0, len(data), size):
        body.add(data[at : at + size])
    return body.whole()


def test_what_can_be_unpacked_is_asked_for_and_nothing_else(server: Server) -> None:
    ask(server, "/feed.xml")
    asked = server.requests[0].headers["accept-encoding"].split(", ")
    assert asked[0] == "gzip"
    assert set(asked) == packing.known().keys() - {"x-gzip", "deflate"}


@pytest.mark.parametrize("coding", ["br", "zstd"])
def test_a_packed_feed_arrives(server: Server, coding: str) -> None:
    body = packer(coding)(FEED)
    headers = {"Content-Encoding": f" {coding.upper()}"}
    server.routes["/feed.xml"] = Answer(body=body, headers=headers)
    outcome = ask(server, "/feed.xml")
    assert isinstance(outcome, Fetched), outcome
    assert outcome.data == FEED


@pytest.mark.parametrize("coding", ["br", "zstd"])
def test_what_nobody_can_unpack_is_refused_by_name(
    server: Server, coding: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packing, f"_{'brotli' if coding == 'br' else coding}", _nothing)
    packing.known.cache_clear()
    packing.accepted.cache_clear()
    try:
        server.routes["/feed.xml"] = Answer(headers={"Content-Encoding": coding})
        reason = why(ask(server, "/feed.xml"))
        assert reason == f"packed in a way nobody asked for: {coding}"
        assert coding not in server.requests[0].headers["accept-encoding"]
    finally:
        packing.known.cache_clear()
        packing.accepted.cache_clear()


def _nothing() -> None:
    return None


@pytest.mark.parametrize("size", [1, 7, 65_536])
@pytest.mark.parametrize("coding", CODINGS)
def test_it_may_come_in_pieces_of_any_size(coding: str, size: int) -> None:
    assert unpacked(coding, packer(coding)(LONG), size) == LONG


@pytest.mark.parametrize("coding", ["gzip", "br", "zstd"])
def test_up_to_64_mb_are_unpacked_and_not_a_byte_more(coding: str) -> None:
    pack = packer(coding)
    assert unpacked(coding, pack(bytes(64_000_000))) == bytes(64_000_000)
    with pytest.raises(UnfitError, match="too large: over 64 MB unpacked"):
        unpacked(coding, pack(bytes(64_000_001)))


@pytest.mark.parametrize("coding", CODINGS)
def test_no_body_is_an_empty_one(coding: str) -> None:
    packer(coding)
    assert unpacked(coding, b"") == b""


@pytest.mark.parametrize("coding", CODINGS)
def test_packed_data_that_is_not_sound_is_refused(coding: str) -> None:
    packed = packer(coding)(LONG)
    with pytest.raises(UnfitError, match="its packed data breaks off"):
        unpacked(coding, packed[:-9])
    with pytest.raises(UnfitError, match="its packed data is damaged"):
        unpacked(coding, packed[:30] + b"\xff" * 50 + packed[80:])


@pytest.mark.parametrize("coding", CODINGS)
@pytest.mark.parametrize("inner", CODINGS)
def test_what_is_packed_twice_is_unpacked_once_or_not_at_all(
    coding: str, inner: str
) -> None:
    once = packer(inner)(LONG)
    assert unpacked(coding, packer(coding)(once)) == once
    with pytest.raises(UnfitError, match="in a way nobody asked for"):
        Body([f"{inner}, {coding}"])
    with pytest.raises(UnfitError, match="in a way nobody asked for"):
        Body([inner, coding])


@pytest.mark.parametrize("coding", ["gzip", "zstd"])
def test_files_one_after_the_other_are_one_up_to_a_hundred(coding: str) -> None:
    pack = packer(coding)
    assert unpacked(coding, pack(LONG[:99]) + pack(LONG[99:])) == LONG
    assert unpacked(coding, pack(b"") * 100) == b""
    with pytest.raises(UnfitError, match="in too many pieces"):
        unpacked(coding, pack(b"") * 101)


def test_two_hundred_codings_are_refused_before_a_byte_is_read(server: Server) -> None:
    for headers in (
        {"Content-Encoding": ", ".join(["gzip"] * 200)},
        {("Content-Encoding" if n % 2 else "content-encoding"): "br" for n in (0, 1)},
    ):
        server.routes["/feed.xml"] = Answer(body=b"\x1f\x8b", headers=headers)
        reason = why(ask(server, "/feed.xml"))
        assert reason.startswith("packed in a way nobody asked for: ")
        assert len(reason) <= 300


# -- bombs ------------------------------------------------------------------------


@cache
def zeros(coding: str, megabytes: int = 100) -> bytes:
    """Return very many zeros, packed."""
    packer(coding)
    million = bytes(1_000_000)
    if coding == "br":
        import brotli

        stream = brotli.Compressor(quality=5, lgwin=24)
        parts = [stream.process(million) for _ in range(megabytes)]
        return b"".join(parts) + bytes(stream.finish())
    if coding == "zstd":
        stream = packing._zstd().ZstdCompressor()
        parts = [stream.compress(million) for _ in range(megabytes)]
        return b"".join(parts) + bytes(stream.flush())
    return bomb(megabytes).body


@pytest.mark.parametrize("coding", ["gzip", "br", "zstd"])
def test_a_bomb_is_stopped_early_and_takes_little_more_than_it_may(coding: str) -> None:
    packed = zeros(coding)
    body = Body([coding])
    tracemalloc.start()
    try:
        with pytest.raises(UnfitError, match="over 64 MB unpacked"):
            body.add(packed)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 64_000_000 * 9 / 8 + 4_000_000  # a buffer grows by an eighth


@pytest.mark.parametrize("coding", ["br", "zstd"])
def test_a_small_bomb_is_stopped_on_the_wire(server: Server, coding: str) -> None:
    body = zeros(coding)
    assert len(body) < 30_000
    headers = {"Content-Encoding": coding}
    server.routes["/feed.xml"] = Answer(body=body, headers=headers)
    assert why(ask(server, "/feed.xml")) == "too large: over 64 MB unpacked"


def test_a_window_larger_than_the_web_needs_is_not_granted() -> None:
    packer("zstd")
    zstd = packing._zstd()
    options = {zstd.CompressionParameter.window_log: 27}
    stream = zstd.ZstdCompressor(options=options)
    packed = stream.compress(LONG * 2) + stream.flush()
    with pytest.raises(UnfitError, match="damaged"):
        unpacked("zstd", packed)
