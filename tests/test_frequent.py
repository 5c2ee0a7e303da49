from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from feedtool.frequent import Frequent, frequent


def test_names_are_counted_by_titles_and_not_by_their_first_word() -> None:
    titles = ["Rain in Bergen", "Bergen is wet, says Bergen", "Snow in Oslo", "Oslo"]
    assert frequent(titles) == [Frequent("Bergen", 2), Frequent("Oslo", 2)]


def test_what_only_stands_in_a_longer_phrase_is_left_out() -> None:
    titles = ["Gas from the North Sea", "A North Sea storm", "Fish of the North Sea"]
    assert frequent(titles) == [Frequent("North Sea", 3)]
    assert frequent([*titles, "The Sea is rising, the Sea falls"]) == [
        Frequent("Sea", 4),
        Frequent("North Sea", 3),
    ]


def test_no_phrase_reaches_over_a_comma() -> None:
    titles = ["Snow in Oslo, Bergen", "Rain in Oslo, Bergen"]
    assert [each.phrase for each in frequent(titles)] == ["Bergen", "Oslo"]


def test_words_with_a_capital_that_are_in_every_text_are_nothing() -> None:
    assert frequent(["What The World Says", "So The World Turns"]) == []


def test_forms_of_a_russian_name_are_one() -> None:
    titles = ["Дожди в Твери", "Мэр Твери ушёл", "Поезд из Твери", "Снег над Тверью"]
    assert frequent(titles) == [Frequent("Твери", 4)]


def test_scripts_without_capitals_are_read_too() -> None:
    assert frequent(["أمطار في مأرب", "مأرب بلا كهرباء"]) == [Frequent("مأرب", 2)]
    titles = ["台风登陆温州", "温州停电", "温州的春天"]
    assert frequent(titles) == [Frequent("温州", 3)]
    assert frequent(["თოვლი მესტიაში", "მესტიაში დიდთოვლობაა"]) == [
        Frequent("მესტიაში", 2)
    ]


def test_the_commonest_come_first_and_not_too_many() -> None:
    titles = ["In Oslo", "To Oslo", "By Oslo", "In Bergen", "To Bergen"]
    assert frequent(titles, most=1) == [Frequent("Oslo", 3)]


@given(st.lists(st.text(max_size=40), max_size=8))
def test_nothing_is_found_that_is_not_in_two_titles(titles: list[str]) -> None:
    for each in frequent(titles):
        assert 2 <= each.titles <= len(titles)
