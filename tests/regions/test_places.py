"""Places on a map: what points to them, what stands against it, how they are named."""

from __future__ import annotations

from datetime import UTC, datetime
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedtool.model import Article, Category, Evidence, Region, RegionMap
from feedtool.regions import classify, known_names, meant, outweighed, un_m49

MAP = RegionMap(
    (
        Region(id="eurasia", title="Eurasia"),
        Region(id="caucasus", title="Caucasus", parent="eurasia", places=("GE", "AM")),
        Region(
            id="georgia",
            title="Georgia",
            parent="caucasus",
            places=("GE",),
            keywords=("Mountain Times",),
            unless=("Atlanta",),
        ),
        Region(id="chechnya", title="Chechnya", places=("RU-CE",)),
        Region(id="russia", title="Russia", places=("RU",)),
        Region(id="steppe", title="Steppe", places=("143",)),
    )
)
PEOPLE = RegionMap(MAP.regions, names="people")


def title(text: str) -> Article:
    return Article(title=text)


def test_the_names_of_a_place_are_the_evidence() -> None:
    found = classify(title("Georgia votes, and Tbilisi sleeps"), MAP)
    assert found["georgia"] == Evidence(rule="places", words=("Georgia", "Tbilisi"))
    assert found["georgia"].where == ("title", "title")


def test_evidence_says_where_a_name_stands_first() -> None:
    article = Article(
        title="Georgia votes",
        summary="Georgia and Tbilisi.",
        content="<p>Batumi</p>",
        categories=(Category(term="Kutaisi"),),
    )
    found = classify(article, MAP)["georgia"]
    assert dict(zip(found.words, found.where, strict=True)) == {
        "Georgia": "title",
        "Kutaisi": "category",
        "Tbilisi": "summary",
        "Batumi": "content",
    }


def test_keywords_say_where_they_stand_first() -> None:
    article = Article(title="Nobody", summary="The Mountain Times says so.")
    found = classify(article, MAP)["georgia"]
    assert (found.rule, found.where) == ("words", ("summary",))


def test_a_keyword_goes_before_places() -> None:
    found = classify(title("Georgia in the Mountain Times"), MAP)
    assert found["georgia"] == Evidence(rule="words", words=("Mountain Times",))
    assert found["caucasus"] == Evidence(rule="inside", words=("georgia",))


def test_the_innermost_region_has_a_place_and_those_around_it_follow() -> None:
    found = classify(title("Georgia and Armenia vote"), MAP)
    assert found == {
        "eurasia": Evidence(rule="inside", words=("caucasus", "georgia")),
        "caucasus": Evidence(rule="places", words=("Armenia",)),
        "georgia": Evidence(rule="places", words=("Georgia",)),
    }


def test_what_lies_in_a_place_counts_for_it() -> None:
    assert list(classify(title("Chechen leader is ill"), MAP)) == ["chechnya", "russia"]
    assert list(classify(title("Tashkent is dry"), MAP)) == ["steppe"]
    assert list(classify(title("Central Asia is dry"), MAP)) == ["steppe"]


def test_what_lies_around_a_place_does_not() -> None:
    assert list(classify(title("Russia votes"), MAP)) == ["russia"]
    assert classify(title("Asia votes"), MAP) == {}


def test_unless_stands_against_places_and_for_what_is_around_too() -> None:
    article = Article(title="Georgia votes", summary="Tbilisi calls Atlanta.")
    assert classify(article, MAP) == {}
    assert outweighed(article, MAP) == {
        "georgia": (("Georgia", "Tbilisi"), ("Atlanta",))
    }


def test_unless_of_one_region_leaves_the_others() -> None:
    article = Article(title="Georgia and Armenia vote", summary="Tbilisi; Atlanta.")
    found = classify(article, MAP)
    assert list(found) == ["eurasia", "caucasus"]
    assert found["caucasus"].words == ("Armenia",)


def test_telling_names_are_looked_for_where_the_map_wants_them() -> None:
    assert classify(title("Kadyrov is ill"), MAP) == {}
    assert "chechnya" in classify(title("Kadyrov is ill"), PEOPLE)
    assert "russia" in classify(title("Kremlin denies it"), PEOPLE)


def test_within_a_named_region_places_are_looked_for_in_it_only() -> None:
    article = Article(title="Georgia and Russia talk", regions=("eurasia",))
    found = classify(article, MAP)
    assert list(found) == ["eurasia", "caucasus", "georgia"]
    assert found["eurasia"] == Evidence(rule="record")


@pytest.mark.parametrize(
    ("written", "regions"),
    [
        ("georgia", ["georgia"]),
        ("GE", ["georgia"]),
        ("ge", ["georgia"]),
        ("268", ["georgia"]),
        ("AM", ["caucasus"]),
        ("KZ", ["steppe"]),
        ("143", ["steppe"]),
        ("RU-CE", ["chechnya"]),
        ("RU-DA", ["russia"]),
        ("145", []),
        ("FR", []),
        ("nowhere", []),
    ],
)
def test_a_code_means_the_regions_that_hold_it_most_closely(
    written: str, regions: list[str]
) -> None:
    assert list(meant(written, MAP)) == regions


def test_records_and_sources_may_name_codes() -> None:
    found = classify(Article(title="x", regions=("GE",)), MAP)
    assert found["georgia"] == Evidence(rule="record")
    assert "eurasia" in found
    found = classify(title("x"), MAP, source=("KZ",))
    assert found == {"steppe": Evidence(rule="source")}


def test_codes_may_be_named_only_where_the_map_has_their_places() -> None:
    names = known_names(MAP)
    assert {"georgia", "GE", "GE-AB", "AM", "KZ", "143", "RU", "RU-CE"} <= {*names}
    assert not {"145", "FR"} & {*names}
    assert known_names(RegionMap(MAP.regions[:1])) == ("eurasia",)


# -- the map of the UN ------------------------------------------------------------


def test_the_map_of_the_un_has_areas_and_countries() -> None:
    by_id = {region.id: region for region in un_m49()}
    assert by_id["central-asia"] == Region(
        id="central-asia",
        title="Central Asia",
        parent="asia",
        places=("143",),
        code="143",
    )
    assert by_id["kz"] == Region(
        id="kz",
        title="Kazakhstan",
        parent="central-asia",
        places=("KZ",),
        code="398",
        is_country=True,
    )
    assert by_id["western-africa"].parent == "sub-saharan-africa"
    assert by_id["south-eastern-asia"].parent == "asia"
    assert by_id["caribbean"].parent == "latin-america-and-the-caribbean"
    assert by_id["xk"].code is None
    assert "world" not in by_id
    assert sum(region.is_country for region in un_m49()) >= 245


def test_in_the_map_of_the_un_a_region_comes_before_those_in_it() -> None:
    seen: set[str | None] = {None}
    for region in un_m49():
        assert region.parent in seen
        seen.add(region.id)


def test_the_map_of_the_un_finds_areas_by_their_countries() -> None:
    found = classify(title("Ashgabat is dry"), un_m49())
    assert list(found) == ["asia", "central-asia", "tm"]
    assert found["tm"] == Evidence(rule="places", words=("Ashgabat",))
    assert found["central-asia"] == Evidence(rule="inside", words=("tm",))
    assert list(classify(title("Middle East talks"), un_m49())) == [
        "asia",
        "western-asia",
    ]
    assert list(classify(title("Europe votes"), un_m49())) == ["europe"]


@pytest.mark.parametrize(
    ("headline", "year", "countries"),
    [
        ("Obama flies to Kenya", 2015, ["ke", "us"]),
        ("Obama flies to Kenya", 2025, ["ke"]),
        ("Obama flies to Kenya", None, ["ke"]),
        ("Obama opens his library", 2025, ["us"]),
        ("Merkel meets Portugal's president", 2015, ["de", "pt"]),
        ("Merz meets Portugal's president", 2015, ["pt"]),
        ("Merz meets Portugal's president", 2025, ["de", "pt"]),
        ("Merz meets Portugal's president", None, ["de", "pt"]),
        ("Tusk meets Portugal's president", 2010, ["pl", "pt"]),
        ("Tusk meets Portugal's president", 2018, ["pt"]),
    ],
)
def test_who_governs_stands_for_a_country_while_in_office(
    headline: str, year: int | None, countries: list[str]
) -> None:
    published = datetime(year, 6, 1, tzinfo=UTC) if year else None
    found = classify(Article(title=headline, published=published), un_m49())
    assert sorted(id for id in found if len(id) == 2) == countries


def test_a_long_text_is_about_what_it_keeps_coming_back_to() -> None:
    told = "Uzbekistan sells more cotton. " * 5 + "So does Peru. " + "And so on. " * 100
    article = Article(title="Cotton", content=told + "Brazil buys.")
    assert "uz" in (found := classify(article, un_m49()))
    assert "br" not in found
    assert "pe" not in found


_PIECES = st.sampled_from(
    [
        *(
            "Georgia",
            "Jordan",
            "Smith",
            "Paris",
            "turkey",
            "US",
            "the",
            "from",
            "to",
            "in",
        ),
        *(
            "New",
            "York",
            "Россия",
            "俄罗斯",
            "საქართველოს",
            "By Ada",
            "LONDON",
            "(Reuters)",
        ),
        *("—", ".", ",", "\n", "Xi", "XI", "İ", "ß", "\u0301", "U.S.", "’s", "", " "),
    ]
)
_TEXT = st.lists(_PIECES, max_size=30).map(" ".join) | st.text(max_size=60)


@given(_TEXT, _TEXT, _TEXT)
@settings(max_examples=200, deadline=None)
def test_nothing_that_is_written_is_too_odd(
    title: str, summary: str, body: str
) -> None:
    article = Article(title=title, summary=summary, content=body)
    for map in (MAP, PEOPLE, un_m49()):
        for evidence in classify(article, map).values():
            assert evidence.words
            assert evidence.rule == "inside" or len(evidence.where) == len(
                evidence.words
            )


@pytest.mark.parametrize(
    "piece",
    [
        *(
            "Georgia Xyz ",
            "Jordan, Smith ",
            "Reporting by A ",
            "A",
            "A. ",
            " ",
            "from US to ",
        ),
        *("Росси", "俄", "KYIV, A", "By A a", "New New ", "(AP) ", "the "),
    ],
)
def test_no_text_takes_longer_than_its_length(piece: str) -> None:
    text = piece * (200_000 // len(piece))
    began = process_time()
    classify(Article(title=text, summary=text, content=text), un_m49())
    assert process_time() - began < 6
