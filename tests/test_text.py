from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedtool import text
from feedtool.model import Person


def test_a_line_has_single_blanks() -> None:
    assert text.line(" a\n\t b\u00a0\u2028 c \u200b\ufeff ") == "a b c"


@pytest.mark.parametrize(
    ("given", "limit", "short"),
    [
        ("hello world", 11, "hello world"),
        ("hello world foo", 12, "hello world…"),
        ("hello world foo", 14, "hello world…"),
        ("hello, world", 7, "hello…"),
        ("漢字仮名交じり文", 5, "漢字仮名…"),
        ("a " + "b" * 20, 10, "a bbbbbbb…"),
        ("hello", 1, "…"),
        ("hello", 0, ""),
    ],
)
def test_text_is_cut_at_a_word(given: str, limit: int, short: str) -> None:
    assert text.shorten(given, limit) == short


@given(st.text(max_size=80), st.integers(0, 80))
@settings(max_examples=100, deadline=None)
def test_shortened_text_keeps_the_limit(given: str, limit: int) -> None:
    short = text.shorten(given, limit)
    assert len(short) <= limit
    assert (short == given) == (len(given) <= limit) or short.endswith("…")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("Ada", Person(name="Ada")),
        ("Ada <ada@x.org>", Person(name="Ada", email="ada@x.org")),
        ('"Ada L." <ada@x.org>', Person(name="Ada L.", email="ada@x.org")),
        ("ada@x.org (Ada (L) B)", Person(name="Ada (L) B", email="ada@x.org")),
        ("ada@x.org", Person(name="ada", email="ada@x.org")),
        ("mailto:ada@x.org", Person(name="ada", email="ada@x.org")),
        ("<ada@x.org>", Person(name="ada", email="ada@x.org")),
        ("ada@x.org ()", Person(name="ada", email="ada@x.org")),
        ("Ada <hidden>", Person(name="Ada")),
        ("ada at x", Person(name="ada at x")),
        ("ada@localhost (Ada)", Person(name="Ada")),
        ("", None),
        (" \n", None),
        ("<>", None),
        ('""', None),
    ],
)
def test_people_are_read_out_of_text(given: str, expected: Person | None) -> None:
    assert text.person(given) == expected


@given(st.text(max_size=60))
@settings(max_examples=100, deadline=None)
def test_a_person_has_a_name(given: str) -> None:
    for written in (given, f"{given} <{given}>", f"a@x.org ({given})"):
        person = text.person(written)
        assert person is None or person.name.strip()


def test_a_name_is_no_book() -> None:
    person = text.person("Ada " * 1_000_000)
    assert person is not None
    assert len(person.name) <= 200


@pytest.mark.parametrize(
    "address", ["ada@x.org", "a.b+c_d@mail.x-y.co.uk", "o'n@x.org"]
)
def test_a_dot_atom_at_a_host_is_an_email(address: str) -> None:
    assert text.is_email(address)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "ada",
        "ada@x",
        "a b@x.org",
        ".a@x.org",
        "a..b@x.org",
        "a@x..org",
        "a@-x.org",
        "é@x.org",
        "a@é.org",
        '"a b"@x.org',
        "a@x.org\n",
        "a@[127.0.0.1]",
        "a@b@x.org",
        "a" * 250 + "@x.org",
    ],
)
def test_all_else_is_no_email(address: str) -> None:
    assert not text.is_email(address)
