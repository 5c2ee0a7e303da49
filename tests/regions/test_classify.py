from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedtool.model import Article, Category, Evidence, Region, RegionMap
from feedtool.regions import classify

MAP = RegionMap(
    (
        Region(id="asia", title="Asia", keywords=("Asia*",)),
        Region(
            id="south-caucasus",
            title="South Caucasus",
            parent="asia",
            keywords=("South Caucas*",),
        ),
        Region(
            id="georgia",
            title="Georgia",
            parent="south-caucasus",
            keywords=("Georgia*", "Tbilisi"),
            unless=("Atlanta",),
        ),
        Region(
            id="azerbaijan",
            title="Azerbaijan",
            parent="south-caucasus",
            keywords=("Azerbaijan*", "Baku"),
        ),
        Region(id="russia", title="Russia", keywords=("Russia*", "Kremlin")),
        Region(id="elsewhere", title="Elsewhere"),
    )
)


def words(*found: str) -> Evidence:
    return Evidence(rule="words", words=found)


def inside(*regions: str) -> Evidence:
    return Evidence(rule="inside", words=regions)


RECORD = Evidence(rule="record")
SOURCE = Evidence(rule="source")


@pytest.mark.parametrize(
    "article",
    [
        Article(title="Talks with the Kremlin"),
        Article(title="Talks", summary="The Kremlin wants talks."),
        Article(title="Talks", content="<p>The <b>Kremlin</b> wants talks.</p>"),
        Article(title="Talks", categories=(Category(term="Kremlin"),)),
    ],
)
def test_words_are_looked_for_in_all_that_an_article_says(article: Article) -> None:
    assert classify(article, MAP) == {"russia": words("Kremlin")}


def test_what_html_is_made_of_says_nothing() -> None:
    article = Article(title="x", content='<a href="/Baku" title="Baku">There</a>')
    assert classify(article, MAP) == {}


def test_the_words_that_were_found_are_the_evidence() -> None:
    article = Article(title="Russians in the Kremlin, Russia")
    assert classify(article, MAP) == {"russia": words("Russia*", "Kremlin")}


def test_an_article_in_a_region_is_in_every_region_around_it() -> None:
    found = classify(Article(title="From Baku to Tbilisi"), MAP)
    assert found == {
        "asia": inside("georgia", "azerbaijan"),
        "south-caucasus": inside("georgia", "azerbaijan"),
        "georgia": words("Tbilisi"),
        "azerbaijan": words("Baku"),
    }


def test_a_region_around_has_its_own_evidence_where_there_is_some() -> None:
    found = classify(Article(title="Baku and the South Caucasus"), MAP)
    assert found["south-caucasus"] == words("South Caucas*")
    assert found["asia"] == inside("south-caucasus", "azerbaijan")


def test_regions_come_in_the_order_of_the_map() -> None:
    article = Article(title="Kremlin, Baku, Tbilisi, Asia")
    order = ["asia", "south-caucasus", "georgia", "azerbaijan", "russia"]
    assert list(classify(article, MAP)) == order
    record = Article(title="x", regions=("russia", "azerbaijan", "georgia"))
    assert list(classify(record, MAP)) == order


def test_unless_takes_a_region_out_again() -> None:
    assert classify(Article(title="Georgia votes, says Atlanta"), MAP) == {}
    assert "georgia" in classify(Article(title="Georgia votes"), MAP)


def test_unless_takes_out_that_region_alone() -> None:
    found = classify(Article(title="Atlanta: Russia, Georgia"), MAP)
    assert list(found) == ["russia"]


def test_unless_does_not_undo_what_is_named() -> None:
    record = Article(title="Georgia, Atlanta", regions=("georgia",))
    assert classify(record, MAP)["georgia"] == RECORD


def test_the_regions_of_a_record_decide() -> None:
    record = Article(title="Russians in Baku", regions=("russia",))
    assert classify(record, MAP, source=("georgia",)) == {"russia": RECORD}


def test_a_record_may_be_about_no_region_for_certain() -> None:
    record = Article(title="Russians in Baku", regions=())
    assert classify(record, MAP, source=("georgia",)) == {}


def test_the_regions_of_a_source_are_certain() -> None:
    article = Article(title="Russians in Baku")
    assert classify(article, MAP, source=("georgia",)) == {
        "asia": inside("georgia"),
        "south-caucasus": inside("georgia"),
        "georgia": SOURCE,
    }


def test_words_are_looked_for_inside_a_named_region_only() -> None:
    article = Article(title="Russians in Baku", regions=("south-caucasus",))
    assert classify(article, MAP) == {
        "asia": inside("south-caucasus", "azerbaijan"),
        "south-caucasus": RECORD,
        "azerbaijan": words("Baku"),
    }


def test_inside_reaches_all_the_way_down() -> None:
    article = Article(title="Russians in Baku")
    found = classify(article, MAP, source=("asia",))
    assert found["azerbaijan"] == words("Baku")
    assert found["south-caucasus"] == inside("azerbaijan")
    assert "russia" not in found


def test_a_region_that_is_not_on_the_map_is_passed_over() -> None:
    record = Article(title="Russia", regions=("atlantis", "georgia"))
    assert list(classify(record, MAP)) == ["asia", "south-caucasus", "georgia"]


def test_without_a_map_there_are_no_regions() -> None:
    assert classify(Article(title="Russia", regions=("russia",)), RegionMap()) == {}


_TITLES = st.lists(
    st.sampled_from(["Asia", "Baku", "Tbilisi", "Atlanta", "Kremlin", "talks"])
).map(" ".join)
_NAMED = st.lists(st.sampled_from([region.id for region in MAP]), unique=True)


@given(_TITLES, st.none() | _NAMED.map(tuple), _NAMED)
@settings(max_examples=100, deadline=None)
def test_every_region_has_evidence_that_holds(
    title: str, regions: tuple[str, ...] | None, source: list[str]
) -> None:
    article = Article(title=title, regions=regions)
    found = classify(article, MAP, source=source)
    parents = {region.id: region.parent for region in MAP}
    keywords = {region.id: region.keywords for region in MAP}
    assert list(found) == [region.id for region in MAP if region.id in found]
    for region, evidence in found.items():
        parent = parents[region]
        assert parent is None or parent in found
        match evidence.rule:
            case "record":
                assert regions is not None
                assert region in regions
            case "source":
                assert regions is None
                assert region in source
            case "words":
                assert evidence.words
                assert set(evidence.words) <= set(keywords[region])
            case "inside":
                assert evidence.words
                assert set(evidence.words) <= set(found)
    named = source if regions is None else regions
    assert set(named) <= set(found)
