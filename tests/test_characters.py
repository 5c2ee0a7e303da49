from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from feedtool import characters


@pytest.mark.parametrize(
    ("given", "cleaned"),
    [
        ("plain – text\n\twith lines", "plain – text\n\twith lines"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("a\x00\x08\x0b\x0c\x1f\x7fb", "ab"),
        ("\x93quoted\x94 \x80\x85", "“quoted” €…"),
        ("a\x81b", "ab"),
        ("a\ud800\ufffe\uffff\ufdd0\U0001fffe\ufffdb", "ab"),
        ("emoji 👩‍🚀", "emoji 👩‍🚀"),
    ],
)
def test_clean_text_is_what_every_format_can_carry(given: str, cleaned: str) -> None:
    assert characters.clean(given) == cleaned


@given(st.text(alphabet=st.characters(codec=None), max_size=50))
@settings(max_examples=100, deadline=None)
def test_clean_text_can_be_written_as_xml(given: str) -> None:
    cleaned = characters.clean(given)
    element = etree.Element("a")
    element.text = cleaned
    assert etree.fromstring(etree.tostring(element)).text == (cleaned or None)
    assert characters.clean(cleaned) == cleaned
