from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import TypeVar

import pytest

from feedtool import kinds, plainyaml
from feedtool.model import Person
from feedtool.plainyaml import Fields, Kind, Notes, Wrong

T = TypeVar("T")


def value(kind: Kind[T], text: str) -> T:
    """Return the value of *text*, as it stands in YAML; nothing else is noted."""
    notes = Notes("f")
    node = plainyaml.load(text.encode(), notes)
    assert node is not None
    found = kind(node, notes)
    assert notes.findings == []
    return found


def refusal(kind: Kind[T], text: str) -> str:
    notes = Notes("f")
    node = plainyaml.load(text.encode(), notes)
    assert node is not None
    with pytest.raises(Wrong) as raised:
        kind(node, notes)
    wrong = raised.value
    return f"{wrong} ({wrong.hint})" if wrong.hint else str(wrong)


def test_text_is_taken_as_it_is_written() -> None:
    assert value(kinds.text, "1.10") == "1.10"
    assert value(kinds.text, "12") == "12"
    assert value(kinds.text, "no") == "no"
    assert value(kinds.text, "' padded '") == "padded"
    assert refusal(kinds.text, "true") == (
        'expected text, not true (write "true" in quotes)'
    )
    assert refusal(kinds.text, "[a]") == "expected text, not a list"
    assert refusal(kinds.text, "{a: b}") == "expected text, not keys and values"
    assert refusal(kinds.text, "' '") == "this is empty"


def test_a_line_is_clean_and_on_one_line() -> None:
    assert value(kinds.line, "|\n  a\n\n  b") == "a b"
    assert value(kinds.line, r'"a\x07\uFFFEb \x93c\x94"') == "ab “c”"
    assert refusal(kinds.line, r'"\x07"') == "this is empty"


def test_a_whole_number_is_above_zero() -> None:
    assert value(kinds.whole_number, "20") == 20
    for text in ("0", "-1", "1.5", "'20'", "twenty", "true", "[1]"):
        assert "expected a whole number above 0" in refusal(kinds.whole_number, text)


def test_yes_or_no_is_true_or_false() -> None:
    assert value(kinds.yes_or_no, "true") is True
    assert value(kinds.yes_or_no, "false") is False
    assert refusal(kinds.yes_or_no, "yes").endswith("(did you mean true?)")
    assert refusal(kinds.yes_or_no, "Off").endswith("(did you mean false?)")
    assert refusal(kinds.yes_or_no, "'true'").endswith("(did you mean true?)")
    assert refusal(kinds.yes_or_no, "1") == "expected true or false, not '1'"


def test_lengths_of_time_have_a_unit() -> None:
    assert value(kinds.duration, "30s") == timedelta(seconds=30)
    assert value(kinds.duration, "15m") == timedelta(minutes=15)
    assert value(kinds.duration, "6h") == timedelta(hours=6)
    assert value(kinds.duration, "90d") == timedelta(days=90)
    assert value(kinds.duration, "2w") == timedelta(weeks=2)
    for text in ("30", "1.5h", "6 h", "1h30m", "-1d", "9999999d", "1y"):
        assert "write 30s, 15m, 6h, 90d or 2w" in refusal(kinds.duration, text)


def test_sizes_have_a_unit() -> None:
    assert value(kinds.size, "500KB") == 500_000
    assert value(kinds.size, "20MB") == 20_000_000
    for text in ("20", "0MB", "20M", "20mb", "1.5MB"):
        assert "write 500KB or 20MB" in refusal(kinds.size, text)


def test_bounds_are_part_of_what_is_allowed() -> None:
    kind = kinds.between(kinds.duration, "1m", "1h")
    assert value(kind, "60s") == timedelta(minutes=1)
    assert value(kind, "60m") == timedelta(hours=1)
    assert refusal(kind, "59s") == "'59s' is too little (write 1m to 1h)"
    assert refusal(kind, "2h") == "'2h' is too much (write 1m to 1h)"


def test_one_of_some_words_is_suggested() -> None:
    kind = kinds.one_of("rss", "atom")
    assert value(kind, "rss") == "rss"
    assert refusal(kind, "Atom") == (
        "'Atom' is not one of rss, atom (did you mean 'atom'?)"
    )


def test_in_a_list_one_mistake_costs_only_that_one() -> None:
    notes = Notes("f")
    node = plainyaml.load(b"[a, [b], c, a]", notes)
    assert node is not None
    assert kinds.many(kinds.text)(node, notes) == ("a", "c")
    assert [(each.level, str(each)) for each in notes.findings] == [
        ("error", "f:1:5: expected text, not a list"),
        ("warning", "f:1:13: 'a' is given twice"),
    ]
    assert refusal(kinds.many(kinds.text), "a") == (
        "expected a list, not 'a' (write [a])"
    )


def test_one_may_be_given_or_many() -> None:
    notes = Notes("f")
    fields = Fields(plainyaml.load(b"a: x\nbs: [y, z]", notes), notes, "this")
    assert kinds.one_or_many(fields, "a", "as", kinds.text) == ("x",)
    assert kinds.one_or_many(fields, "b", "bs", kinds.text) == ("y", "z")
    assert kinds.one_or_many(fields, "c", "cs", kinds.text) == ()


@pytest.mark.parametrize(
    ("written", "link"),
    [
        ("https://example.org/a?b=c#d", "https://example.org/a?b=c#d"),
        ("http://localhost:8765/x", "http://localhost:8765/x"),
        ("https://example.org/ä b", "https://example.org/%C3%A4%20b"),
        ("https://müller.example/", "https://xn--mller-kva.example/"),
    ],
)
def test_a_link_is_fit_to_be_published(written: str, link: str) -> None:
    assert value(kinds.link, written) == link


@pytest.mark.parametrize(
    "written",
    ["/a", "a", "ftp://example.org/", "https://", "'javascript:x()'", "mailto:a@b.org"],
)
def test_what_leads_to_no_page_is_no_link(written: str) -> None:
    assert "expected an address with http:// or https://" in refusal(
        kinds.link, written
    )


def test_what_lacks_its_scheme_is_told() -> None:
    for scheme, written in (
        ("https", "example.org/a"),
        ("https", "example.org:8443/a"),
        ("http", "127.0.0.1:8765/a"),
        ("http", "[::1]:8765"),
        ("http", "localhost:8000/a"),
    ):
        told = f"did you mean {scheme}://{written}?"
        assert told in refusal(kinds.link, f"'{written}'")


def test_an_iri_can_name_an_article_for_ever() -> None:
    for text in ("tag:example.org,2026:a", "https://example.org/1", "urn:isbn:123"):
        assert value(kinds.iri, text) == text
    for text in ("123", "a b", "/a", "urn:uuid:1"):
        assert "expected an absolute IRI" in refusal(kinds.iri, text)


@pytest.mark.parametrize("text", ["a", "foreign-policy", "2026", "no"])
def test_a_slug_is_part_of_an_address(text: str) -> None:
    assert kinds.is_slug(text)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("Foreign Policy", "did you mean 'foreign-policy'?"),
        ("a--b_c", "did you mean 'a-b-c'?"),
        ("-a", "did you mean 'a'?"),
        ("Česko", "did you mean 'cesko'?"),
        ("日本", kinds.SLUG_HINT),
    ],
)
def test_a_slug_is_suggested(text: str, hint: str) -> None:
    assert not kinds.is_slug(text)
    assert kinds.slug_hint(text) == hint


def test_languages_are_tags() -> None:
    for text in ("en", "en-GB", "zh-Hant-TW", "no"):
        assert value(kinds.language, text) == text
    assert "did you mean en-GB?" in refusal(kinds.language, "en_GB")
    assert "such as en, en-GB" in refusal(kinds.language, "English")


def test_a_person_has_a_name() -> None:
    assert value(kinds.person, "Ada Example <ada@example.org>") == Person(
        name="Ada Example", email="ada@example.org"
    )
    assert value(kinds.person, "Ada") == Person(name="Ada")
    assert "no e-mail address in" in refusal(kinds.person, "Ada <ada@localhost>")
    assert "expected a name" in refusal(kinds.person, "'<>'")


def test_words_are_letters_or_digits() -> None:
    for text in ("US", "Circassian*", "press release", "C++", "'2026'"):
        value(kinds.word, text)
    for text in ("'*'", "'!'", "a*b"):
        assert "matches no word" in refusal(kinds.word, text)


def test_a_region_is_on_the_map() -> None:
    assert value(kinds.region(["georgia", "no"]), "no") == "no"
    assert value(kinds.region(None), "anywhere") == "anywhere"
    assert refusal(kinds.region(["georgia"]), "gorgia") == (
        "the map has no region 'gorgia' (did you mean 'georgia'?)"
    )
    assert "there is no map yet" in refusal(kinds.region([]), "georgia")


def test_media_types_have_two_parts() -> None:
    assert value(kinds.media_type, "audio/mpeg") == "audio/mpeg"
    assert "such as audio/mpeg" in refusal(kinds.media_type, "mp3")


ZONE = timezone(timedelta(hours=2))


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-03-01", datetime(2026, 2, 28, 22, tzinfo=UTC)),
        ("2026-03-01 09:30", datetime(2026, 3, 1, 7, 30, tzinfo=UTC)),
        ("2026-03-01 09:30:15", datetime(2026, 3, 1, 7, 30, 15, tzinfo=UTC)),
        ("2026-03-01T09:30:15Z", datetime(2026, 3, 1, 9, 30, 15, tzinfo=UTC)),
        ("2026-03-01 09:30 -05:00", datetime(2026, 3, 1, 14, 30, tzinfo=UTC)),
        ("'1815-12-10'", datetime(1815, 12, 9, 22, tzinfo=UTC)),
        ("2999-01-01", datetime(2998, 12, 31, 22, tzinfo=UTC)),
    ],
)
def test_a_moment_without_a_zone_is_in_the_one_given(
    text: str, moment: datetime
) -> None:
    assert value(kinds.moment(ZONE), text) == moment


@pytest.mark.parametrize(
    "text",
    [
        "2026-02-30",
        "2026-13-01",
        "01.03.2026",
        "03/04/2026",
        "1 March 2026",
        "2026",
        "2026-03",
        "2026-3-1",
        "2026-03-01 9:30",
        "2026-03-01 25:00",
        "2026-03-01 09:30 tomorrow",
        "yesterday",
        "'0001-01-01'",
    ],
)
def test_dates_that_people_read_differently_are_refused(text: str) -> None:
    assert "is no date (write 2026-03-01 or 2026-03-01 09:30)" in refusal(
        kinds.moment(ZONE), text
    )
