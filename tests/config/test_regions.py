from __future__ import annotations

from pathlib import Path

import pytest

from feedtool.model import Region
from feedtool.regions import un_m49

from .tree import HEAD, errors, load, said, sound


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
        ("use: un-m50", "1:6: use: 'un-m50' is not one of"),
        ("names: x", "1:8: names: 'x' is not one of"),
        ("a: {places: GE}", "1:13: places: expected a list, not 'GE' (write [GE])"),
        ("a: {places: [XX]}", "1:14: there is no place 'XX'"),
        (
            "a: {places: [Georgia]}",
            "1:14: there is no place 'Georgia' (did you mean GE",
        ),
        ("a: {places: [RU-CF]}", "1:14: there is no place 'RU-CF' (did you mean 'RU-"),
        ("a: {places: [ru-cf]}", "1:14: there is no place 'ru-cf' (did you mean 'RU-"),
        ("a: {places: [1430]}", "1:14: there is no place '1430'"),
        (
            "use: un-m49\nkz: {regions: {asia: }}",
            "2:16: the region 'asia' is inside it",
        ),
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


def test_places_are_codes_of_countries_divisions_and_areas(tmp_path: Path) -> None:
    map = sound(tmp_path, regions="a: {places: [KZ, no, 143, '005', 398, ru-ce]}").map
    (region,) = map
    assert region.places == ("KZ", "NO", "143", "005", "RU-CE")
    assert region.code is None
    assert map.names == "places"


def test_names_of_people_are_taken_where_the_map_says_so(tmp_path: Path) -> None:
    map = sound(tmp_path, regions="names: people\na: {places: [KZ]}").map
    assert map.names == "people"
    assert [region.id for region in map] == ["a"]


def test_the_map_of_the_un_comes_ready_made(tmp_path: Path) -> None:
    news = sound(tmp_path, regions="use: un-m49")
    assert tuple(news.map) == tuple(un_m49())
    assert news.map.names == "people"
    assert "central-asia" in news.subfeeds
    assert "kz" not in news.subfeeds


def test_a_definition_may_take_the_map_of_the_un(tmp_path: Path) -> None:
    news = sound(tmp_path, "regions: un-m49", regions="a:")
    assert tuple(news.map) == tuple(un_m49())


def test_the_map_of_the_un_can_do_without_people(tmp_path: Path) -> None:
    assert sound(tmp_path, regions="use: un-m49\nnames: places").map.names == "places"


def test_an_id_of_the_ready_made_map_amends_it(tmp_path: Path) -> None:
    map = sound(
        tmp_path,
        regions="""\
use: un-m49
western-asia: {title: Middle East, keywords: [Levantine], unless: [Levantine Street]}
silk-road:
  places: [143]
  regions:
    ge: {unless: [Atlanta]}
""",
    ).map
    by_id = {region.id: region for region in map}
    assert by_id["western-asia"] == Region(
        id="western-asia",
        title="Middle East",
        parent="asia",
        places=("145",),
        keywords=("Levantine",),
        unless=("Levantine Street",),
        code="145",
    )
    assert (by_id["ge"].parent, by_id["ge"].unless) == ("silk-road", ("Atlanta",))
    assert by_id["ge"].places == ("GE",)
    order = list(by_id)
    assert order.index("silk-road") < order.index("ge")
    assert by_id["silk-road"].parent is None


def test_what_points_nowhere_is_warned_of(tmp_path: Path) -> None:
    text = "a:\n  keywords:\n    - Baku\n    - us\n    - US\n    - der\n    - Ge*\n"
    site = load(tmp_path, regions=text, news__feed=HEAD)
    warnings = [
        each for each in said(site, level="warning") if "points nowhere" in each
    ]
    assert [each.partition(": ")[0] for each in warnings] == [
        "regions.yaml:4:7",
        "regions.yaml:6:7",
        "regions.yaml:7:7",
    ]


def test_sources_and_subfeeds_may_be_named_by_codes(tmp_path: Path) -> None:
    news = sound(
        tmp_path,
        "sources: [{feed: https://example.org/a, regions: [KZ, georgia]}]\n"
        "output: {regions: [GE, KZ]}",
        regions="steppe: {places: [143]}\ngeorgia: {places: [GE]}\nother:",
    )
    assert news.sources[0].regions == ("KZ", "georgia")
    assert news.subfeeds == ("steppe", "georgia")


def test_a_code_that_is_not_on_the_map_is_a_mistake(tmp_path: Path) -> None:
    found = errors(
        tmp_path,
        "sources: [{feed: https://example.org/a, regions: [FR]}]",
        regions="steppe: {places: [143]}",
    )
    assert "the map has no region 'FR'" in found[0]


def test_exceptions_to_no_keywords_are_warned_of(tmp_path: Path) -> None:
    site = load(tmp_path, regions="a: {unless: [x]}", news__feed=HEAD)
    assert "unless has no effect" in said(site, level="warning")[0]
