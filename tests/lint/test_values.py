"""Addresses, dates and names: whether they are what they have to be."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from feedtool.lint import media, modules, moments, values
from feedtool.lint.grammar import Kind, Spot, Walk, visit
from feedtool.lint.report import Report
from feedtool.lint.tree import Node
from feedtool.lint.uris import canonical

from .fixtures import NOW


def broken(check: Callable[[str, Spot], object], value: str) -> list[str]:
    """Return the rules that *value* breaks by *check*."""
    walk = Walk(Report(), "rss", "", now=NOW)
    check(value, Spot(walk, Node("x", {}, 1, 1)))
    return [finding.rule or "" for finding in walk.report.findings()]


@pytest.mark.parametrize(
    ("value", "rule"),
    [
        ("https://example.org/a?b=c#d", None),
        ("mailto:ada@example.org", None),
        ("urn:uuid:60a76c80-d399-11d9-b93c-0003939e0af6", None),
        ("tag:example.org,2026-03-01:a/b#c", None),
        ("/a", "absolute-uri"),
        ("", "absolute-uri"),
        ("http:///a", "absolute-uri"),
        ("https://example.org/a b", "uri-character"),
        ("https://example.org/{a}", "uri-character"),
        ("https://example.org/é", "ascii-uri"),
        ("urn:uuid:60a76c80", "uuid"),
        ("urn:x", "urn"),
        ("tag:example.org:a", "tag-uri"),
        ("yt:video:1", "uri-scheme"),
    ],
)
def test_an_address_is_whole_and_in_ascii(value: str, rule: str | None) -> None:
    assert broken(values.absolute_uri, value) == ([rule] if rule else [])


@pytest.mark.parametrize(
    ("value", "rule"),
    [
        ("/a", None),
        ("?a", None),
        ("https://example.org/é", None),
        ("https://пример.рф/", None),
        ("https://example.org/" + "й" * 100, "iri"),
        ("a b", "uri-character"),
    ],
)
def test_atom_takes_relative_addresses_in_all_scripts(
    value: str, rule: str | None
) -> None:
    assert broken(values.iri, value) == ([rule] if rule else [])


@pytest.mark.parametrize(
    ("value", "normal"),
    [
        ("https://example.org", "https://example.org/"),
        ("HTTPS://EXAMPLE.org:443/a/../b/./c", "https://example.org/b/c"),
        ("https://example.org/%7ea?b#c", "https://example.org/~a?b#c"),
        ("https://example.org/%c3%a9", "https://example.org/%C3%A9"),
        ("https://ada@example.org:8080/", "https://ada@example.org:8080/"),
        ("urn:uuid:ABC", "urn:uuid:ABC"),
        ("https://example.org/%zz", None),
        ("https://example.org/é", None),
    ],
)
def test_an_address_has_one_normal_spelling(value: str, normal: str | None) -> None:
    assert canonical(value) == normal


@pytest.mark.parametrize(
    ("value", "rule"),
    [
        ("Sun, 01 Mar 2026 09:30:00 +0000", None),
        ("1 Mar 2026 09:30 GMT", None),
        ("Sun, 01 Mar 2026 09:30:00 +0530", None),
        ("Sun, 01 Mar 2026 09:30:00 +0545", "date-old"),
        ("sun, 01 mar 2026 09:30:00 gmt", "date-old"),
        ("01 Mar 26 09:30 EST", "date-old"),
        ("Sun, 01 Mar 2026 (a comment) 09:30:00 GMT", "date-old"),
        ("Mon, 01 Mar 2026 09:30:00 GMT", "date-weekday"),
        ("Sun, 31 Feb 2026 09:30:00 GMT", "date-rfc822"),
        ("2026-03-01T09:30:00Z", "date-rfc822"),
        ("", "date-rfc822"),
        ("Mon, 01 Jan 1900 00:00:00 GMT", "date-implausible"),
        ("Tue, 03 Mar 2026 00:00:00 GMT", "date-implausible"),
        ("Fri, 31 Dec 9999 23:59:59 -0100", "date-implausible"),
    ],
)
def test_a_date_of_rss_is_one_of_rfc_822(value: str, rule: str | None) -> None:
    assert broken(moments.rfc822_date, value) == ([rule] if rule else [])


@pytest.mark.parametrize(
    ("value", "rule"),
    [
        ("2026-03-01T09:30:00Z", None),
        ("2026-03-01T09:30:00.123+01:00", None),
        ("2026-03-01T09:30:60Z", None),
        ("2026-03-01T09:30Z", "date-rfc3339"),
        ("2026-03-01T09:30:00", "date-rfc3339"),
        ("2026-02-30T09:30:00Z", "date-rfc3339"),
        ("2026-03-01T24:00:00Z", "date-rfc3339"),
        ("2026-03-01 09:30:00Z", "date-rfc3339"),
        ("1989-12-31T00:00:00Z", "date-implausible"),
        ("2026-03-04T00:00:00Z", "date-implausible"),
    ],
)
def test_a_date_of_atom_is_one_of_rfc_3339(value: str, rule: str | None) -> None:
    assert broken(moments.rfc3339_date, value) == ([rule] if rule else [])


@pytest.mark.parametrize(
    ("value", "rule"),
    [
        ("ada@example.org (Ada)", None),
        ("ada@example.org (Ada (the first))", "email"),
        ("mailto:ada@example.org (Ada)", None),
        ("ada@example.org", "email-name"),
        ("Ada <ada@example.org>", "email-name"),
        ("Ada", "email"),
        ("", "email"),
    ],
)
def test_a_person_of_rss_has_an_address_and_a_name(
    value: str, rule: str | None
) -> None:
    assert broken(values.email_with_name, value) == ([rule] if rule else [])


@pytest.mark.parametrize("value", ["en", "en-GB", "ZH-hant", "haw", "x-klingon"])
def test_a_language_is_known(value: str) -> None:
    assert broken(values.language, value) == []


@pytest.mark.parametrize("value", ["en_GB", "english", "", "qq"])
def test_what_is_no_language_is_not(value: str) -> None:
    assert broken(values.language, value) == ["language"]


_CHECKS = [
    values.absolute_uri,
    values.bare_email,
    values.canonical_uri,
    values.email,
    values.email_with_name,
    values.iri,
    values.language,
    values.media_type,
    values.positive_number,
    values.web_address,
    moments.iso_date,
    moments.rfc3339_date,
    moments.rfc822_date,
    moments.w3c_date,
]


@pytest.mark.parametrize(
    "piece",
    ["a", " ", "1", "(", "()", "a@", "a.", "é", "%", "1 ", ";a=", "\\", "-", "./"],
)
def test_no_value_takes_long(piece: str) -> None:
    value = piece * 200_000
    began = time.process_time()
    for check in _CHECKS:
        broken(check, value)
        broken(check, f"a@{value}!")
        broken(check, f"https://example.org/{value}|")
    kinds: dict[str, Kind] = modules.EVERYWHERE | modules.OF_ITEM | media.OF_ITEM
    for name, kind in kinds.items():
        attributes = dict.fromkeys(kind.attributes, value)
        node = Node(name, attributes, 1, 1, texts=[value])
        visit(node, kind, Walk(Report(), "rss", ""))
    assert time.process_time() - began < 20
