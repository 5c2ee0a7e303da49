"""`feedtool regions test` and `regions why`."""

from __future__ import annotations

import json

import pytest

from ..conftest import Desk, feed_yaml

MAP = """
georgia: {title: Georgia, places: [GE], unless: [Atlanta]}
steppe: {title: The steppe, regions: {kazakhstan: {places: [KZ]}}}
"""


@pytest.fixture
def mapped(desk: Desk) -> Desk:
    desk.write("feeds/news/feed.yaml", feed_yaml())
    desk.write("feeds/regions.yaml", MAP)
    return desk


def test_what_is_as_expected_is_counted(mapped: Desk) -> None:
    mapped.write(
        "feeds/regions-test.yaml",
        """
        - Tbilisi votes: [georgia]
        - Astana votes: KZ
        - Georgia votes, says Atlanta: []
        - {title: Nobody, summary: Somebody in Batumi., regions: [georgia]}
        """,
    )
    ran = mapped.run("regions", "test")
    assert (ran.status, ran.out) == (0, "4 headlines as expected, 0 not\n")
    assert mapped.run("regions", "test", "--quiet").out == ""
    assert "is not read" not in mapped.run("check").err


def test_what_is_not_is_told_with_its_line_and_why(mapped: Desk) -> None:
    mapped.write(
        "mine.yaml",
        """\
- Tbilisi votes: [kazakhstan]
- Tbilisi and Atlanta vote: [georgia]
""",
    )
    ran = mapped.run("regions", "test", "mine.yaml")
    assert ran.status == 1
    assert ran.out.splitlines() == [
        "mine.yaml:1: Tbilisi votes",
        "  missing kazakhstan",
        "  surplus georgia: it has 'Tbilisi' in the title",
        "mine.yaml:2: Tbilisi and Atlanta vote",
        "  missing georgia: it has 'Tbilisi', but also 'Atlanta' of unless",
        "0 headlines as expected, 2 not",
    ]


def test_it_is_told_as_json_too(mapped: Desk) -> None:
    mapped.write("mine.yaml", "- Tbilisi votes: []\n")
    ran = mapped.run("regions", "test", "mine.yaml", "--json")
    told = json.loads(ran.out)
    assert (ran.status, told["exit"], told["checked"]) == (1, 1, 1)
    (surprise,) = told["surprises"]
    assert surprise == {
        "line": 1,
        "title": "Tbilisi votes",
        "expected": [],
        "missing": [],
        "surplus": ["georgia"],
        "regions": {
            "georgia": {"rule": "places", "words": ["Tbilisi"], "where": ["title"]}
        },
        "outweighed": {},
    }


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "- Tbilisi votes: [goergia]",
            "mine.yaml:1:19: the map has no region 'goergia'",
        ),
        ("- Tbilisi votes:", "mine.yaml:1:17: no regions are given ([] for none)"),
        ("Tbilisi votes: []", "expected a list of headlines"),
        ("- {titel: x, regions: []}", "unknown key 'titel' (did you mean 'title'?)"),
        ("- {title: x, summary: y}", "the key 'regions' is missing"),
        ("- Tbilisi votes", "an article must be made of keys and values"),
        ("- [", "not YAML"),
    ],
)
def test_a_file_with_a_mistake_cannot_be_read(
    mapped: Desk, text: str, said: str
) -> None:
    mapped.write("mine.yaml", text)
    ran = mapped.run("regions", "test", "mine.yaml")
    assert ran.status == 2
    assert said in ran.err


def test_without_a_file_or_a_map_there_is_nothing_to_test(desk: Desk) -> None:
    desk.write("feeds/news/feed.yaml", feed_yaml())
    assert "there is no map" in desk.run("regions", "why", "Tbilisi").err
    desk.write("feeds/regions.yaml", "a: {places: [XX]}")
    ran = desk.run("regions", "test")
    assert ran.status == 2
    assert "there is no place 'XX'" in ran.err
    desk.write("feeds/regions.yaml", MAP)
    ran = desk.run("regions", "test")
    assert ran.status == 2
    assert "regions-test.yaml cannot be read" in ran.err


def test_a_headline_says_why_it_lands_where_it_does(mapped: Desk) -> None:
    ran = mapped.run("regions", "why", "Astana votes,", "says", "Tbilisi")
    assert ran.status == 0
    assert ran.out.splitlines() == [
        "georgia (Georgia): it has 'Tbilisi' in the title",
        "steppe (The steppe): around kazakhstan",
        "kazakhstan (Kazakhstan): it has 'Astana' in the title",
    ]
    ran = mapped.run("regions", "why", "Tbilisi votes", "--summary", "So does Atlanta.")
    assert ran.out.splitlines() == [
        "not georgia (Georgia): it has 'Tbilisi', but also 'Atlanta' of unless",
        "in no region",
    ]
    told = json.loads(mapped.run("regions", "why", "--json", "Astana").out)
    assert told["regions"]["steppe"]["rule"] == "inside"


def test_a_feed_may_have_a_map_of_its_own(mapped: Desk) -> None:
    mapped.write("feeds/own/feed.yaml", feed_yaml(more="regions: un-m49"))
    ran = mapped.run("regions", "why", "Astana votes", "--of", "own")
    assert "central-asia (Central Asia): around kz" in ran.out.splitlines()
    assert "did you mean 'own'?" in mapped.run("regions", "why", "x", "--of", "onw").err


def test_of_an_own_map_and_a_ready_made_one_one_name_is_enough(desk: Desk) -> None:
    desk.write("feeds/news/feed.yaml", feed_yaml())
    desk.write(
        "feeds/regions.yaml",
        """
        use: un-m49
        lands: {title: Lands, regions: {south: {places: [GE, AM, AZ]}}}
        other: {places: [GE]}
        """,
    )
    desk.write(
        "mine.yaml",
        """\
- Tbilisi votes: [south, other]
- Tbilisi votes: [ge]
- Tbilisi votes: GE
- Tbilisi votes: [western-asia]
- Paris votes: [fr, south]
- Tbilisi votes: [south]
- Tbilisi and Paris vote: [south, other]
""",
    )
    ran = desk.run("regions", "test", "mine.yaml")
    told = ran.out.splitlines()
    assert [
        line for line in told if not line.startswith("  surplus ") or "it has" in line
    ] == [
        "mine.yaml:5: Paris votes",
        "  missing south",
        "mine.yaml:6: Tbilisi votes",
        "  surplus other: it has 'Tbilisi' in the title",
        "mine.yaml:7: Tbilisi and Paris vote",
        "  surplus fr: it has 'Paris' in the title",
        "4 headlines as expected, 3 not",
    ]


def test_a_file_without_headlines_tests_nothing(mapped: Desk) -> None:
    for text in ("", "[]\n", "# nothing yet\n"):
        mapped.write("mine.yaml", text)
        ran = mapped.run("regions", "test", "mine.yaml")
        assert ran.status == 2
        assert "mine.yaml has no headlines (write - Some headline: [" in ran.err


def test_warnings_of_the_map_are_shown(mapped: Desk) -> None:
    mapped.write(
        "feeds/regions.yaml", MAP + "a: {keywords: [who]}\nb: {keywords: [the]}"
    )
    mapped.write("mine.yaml", "- Tbilisi votes: [georgia]\n")
    for asked in (("test", "mine.yaml"), ("why", "Tbilisi")):
        warned = mapped.run("regions", *asked).err
        assert "'who' is in so many articles that it points nowhere (in" in warned
        assert warned.rstrip().endswith("points nowhere")
    told = json.loads(mapped.run("regions", "test", "mine.yaml", "--json").out)
    assert [each["level"] for each in told["warnings"]] == ["warning", "warning"]


def test_without_a_map_that_of_a_feed_is_pointed_to(desk: Desk) -> None:
    desk.write("feeds/own/feed.yaml", feed_yaml(more="regions: un-m49"))
    assert "(or --of own, which has" in desk.run("regions", "why", "Tbilisi").err


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("UK", "did you mean GB?"),
        ("Kazakhstn", "did you mean KZ, Kazakhstan?"),
        ("RU-CEE", "did you mean 'RU-CE'?"),
        ("RU-XX", "did you mean 'RU-"),
    ],
)
def test_what_is_meant_by_a_place_is_guessed(
    desk: Desk, written: str, hint: str
) -> None:
    desk.write("feeds/news/feed.yaml", feed_yaml())
    desk.write("feeds/regions.yaml", f"a: {{places: [{written}]}}")
    assert f"there is no place '{written}' ({hint}" in desk.run("regions", "test").err


def test_evidence_is_shown_by_explain_too(mapped: Desk) -> None:
    mapped.write(
        "feeds/news/articles/a.yaml",
        "{title: Tbilisi votes, link: https://example.org/a, published: 2026-01-01}",
    )
    assert (
        "region georgia: it has 'Tbilisi' in the title"
        in mapped.run("explain", "Tbilisi").out
    )
