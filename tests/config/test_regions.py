from __future__ import annotations

from pathlib import Path

import pytest

from feedtool.model import Region

from .tree import HEAD, load, said, sound


def test_a_map_is_read_with_what_is_around_first(tmp_path: Path) -> None:
    news = sound(
        tmp_path,
        regions="""\
central-asia:
  keywords: [Kazakh*, Tashkent]
  unless: [Tashkent Street]
south-caucasus:
  title: Transcaucasia
  regions:
    georgia:
    azerbaijan: {regions: {nakhchivan: {keywords: [Nakhchivan]}}}
europe: {}
""",
    )
    assert tuple(news.map) == (
        Region(
            id="central-asia",
            title="Central Asia",
            keywords=("Kazakh*", "Tashkent"),
            unless=("Tashkent Street",),
        ),
        Region(id="south-caucasus", title="Transcaucasia"),
        Region(id="georgia", title="Georgia", parent="south-caucasus"),
        Region(id="azerbaijan", title="Azerbaijan", parent="south-caucasus"),
        Region(
            id="nakhchivan",
            title="Nakhchivan",
            parent="azerbaijan",
            keywords=("Nakhchivan",),
        ),
        Region(id="europe", title="Europe"),
    )


def test_norway_is_text(tmp_path: Path) -> None:
    regions = sound(tmp_path, regions="no:\nyes:\non:\n'1':\n").map
    assert [region.id for region in regions] == ["no", "yes", "on", "1"]
    assert [region.title for region in regions] == ["No", "Yes", "On", "1"]


def test_definitions_share_one_map(tmp_path: Path) -> None:
    site = load(tmp_path, regions="a:", x__feed=HEAD, y__feed=HEAD)
    assert site.definitions[0].map is site.definitions[1].map


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("a:\nb:\n  regions: {a: }", "3:13: the region 'a' is on the map twice"),
        ("a: {regions: {a: }}", "1:15: the region 'a' is on the map twice"),
        ("a:\na:", "2:1: the key 'a' is given twice (first: line 1)"),
        ("archive:", "1:1: 'archive' is reserved"),
        ("South Asia:", "1:1: 'South Asia' is no id of a region (did you mean 'sou"),
        ("-:", "1:1: '-' is no id of a region (small letters a-z, digits"),
        ("a: {titel: A}", "1:5: unknown key 'titel' (did you mean 'title'?)"),
        ("a: {keywords: x}", "1:15: keywords: expected a list, not 'x' (write [x])"),
        ("a: {keywords: ['!']}", "1:16: '!' matches no word"),
        ("a: [x]", "1:4: a region must be made of keys and values"),
        ("a: {regions: [b]}", "1:14: regions: expected ids with a colon, not a list"),
        ("[a]", "1:1: expected regions by their ids, not a list"),
        ("un-m49", "1:1: 'un-m49' comes later"),
        ("use: un-m49", "1:1: 'use' comes later"),
        ("names: x", "1:1: 'names' comes later"),
        ("a: {places: [GE]}", "1:5: 'places' comes later"),
    ],
)
def test_a_mistake_in_the_map_holds_back_everything(
    text: str, error: str, tmp_path: Path
) -> None:
    site = load(tmp_path, regions=text, news__feed=HEAD)
    (found,) = said(site)
    assert found.startswith(f"regions.yaml:{error}")
    assert site.held == ("news",)


def test_the_first_of_two_regions_is_named(tmp_path: Path) -> None:
    site = load(tmp_path, regions="\na: {regions: {b: }}\nc: {regions: {b: }}")
    assert said(site) == [
        "regions.yaml:3:15: the region 'b' is on the map twice (first: line 2)"
    ]


def test_exceptions_to_no_keywords_are_warned_of(tmp_path: Path) -> None:
    site = load(tmp_path, regions="a: {unless: [x]}", news__feed=HEAD)
    assert "unless has no effect" in said(site, level="warning")[0]
