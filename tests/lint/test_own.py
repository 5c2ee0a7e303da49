"""What feedtool itself writes has no errors, and anything at all has an answer."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedtool import lint
from feedtool.errors import ParseError

from .fixtures import NOW, PATHS

_PUBLIC = Path(__file__).parent.parent / "data" / "golden" / "public"
_WRITTEN = sorted(
    path
    for path in _PUBLIC.rglob("*")
    if path.suffix in (".xml", ".json", ".opml") and path.is_file()
)
# Opinions that what is published cannot heed (see the issue on publishing).
_OPINIONS = {"same-updated", "uri-scheme", "canonical-id"}


@pytest.mark.parametrize("path", _WRITTEN, ids=lambda p: str(p.relative_to(_PUBLIC)))
def test_what_is_published_is_clean(path: Path) -> None:
    found = lint.check(path.read_bytes(), now=NOW)
    assert {each.rule for each in found if each.level != "note"} <= _OPINIONS
    assert all(each.level != "error" for each in found)


_DOCUMENTS = [path.read_bytes() for path in PATHS]


@given(
    st.sampled_from(_DOCUMENTS),
    st.integers(min_value=0, max_value=6_000),
    st.integers(min_value=0, max_value=40),
    st.binary(max_size=12) | st.sampled_from([b"<", b"&", b"]]>", b"\x00", b"<!--"]),
)
def test_whatever_comes_there_is_an_answer(
    document: bytes, at: int, cut: int, new: bytes
) -> None:
    try:
        found = lint.check(document[:at] + new + document[at + cut :], now=NOW)
    except ParseError:
        return
    assert all(each.rule in lint.RULES and each.message for each in found)
    lines = [each.line for each in found if each.line is not None]
    assert lines == sorted(lines) and all(line >= 1 for line in lines)
