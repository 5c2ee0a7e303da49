"""The data of the gazetteer: that it is whole, and that nothing in it contradicts."""

from __future__ import annotations

import json
from collections import defaultdict
from time import process_time

import pytest

from feedtool.regions import gazetteer, matching, un_m49
from feedtool.words import tokens

from ..corpus import CORPUS

M49 = CORPUS / "m49.json"


def test_every_code_in_the_data_is_a_place() -> None:
    every = gazetteer.places()
    for name in gazetteer.called("people"):
        assert name.code in every, name
    for sense, readings in gazetteer.senses():
        for reading in readings:
            assert {*reading.codes, *reading.company} <= every.keys(), sense


def test_every_sense_ends_in_what_holds_whatever_stands_beside_it() -> None:
    for name, readings in gazetteer.senses():
        assert [reading.is_last for reading in readings][-1], name
        assert not any(reading.is_last for reading in readings[:-1]), name


def test_every_name_has_a_word() -> None:
    for name in gazetteer.called("people"):
        assert tokens(name.words.replace("*", "")).cased[0], name


@pytest.mark.parametrize("ending", ["", "en"])
def test_every_name_and_every_stem_is_found_in_its_own_text(ending: str) -> None:
    index = matching.index("people")
    lost = []
    for name in gazetteer.called("people"):
        if ending and ("*" not in name.words or name.words.split()[-1].isupper()):
            continue  # what is all in capitals is exactly that
        text = f"{name.words.replace('*', ending)}, says A"
        if 0 not in (at for at, _ in index.found(tokens(text), text)):
            lost.append(name.words)
    assert lost == []


def test_a_stem_of_latin_letters_begins_as_many_of_them_as_are_looked_at() -> None:
    stems = {each.words for each in gazetteer.called("people") if "*" in each.words}
    short = [stem for stem in stems if stem.isascii() and stem.index("*") < 4]
    assert short == []


def test_every_place_lies_in_one_that_there_is() -> None:
    every = gazetteer.places()
    for place in every.values():
        assert place.within is None or place.within in every, place
    alone = {place.code for place in every.values() if place.within is None}
    assert alone == {"002", "009", "019", "142", "150", "AQ"}


def test_a_country_has_one_number() -> None:
    numbers = [place.number for place in gazetteer.places().values() if place.number]
    assert len(numbers) == len(set(numbers))


@pytest.mark.skipif(not M49.exists(), reason="the corpus is not here")
def test_countries_lie_where_the_un_has_them() -> None:
    said = json.loads(M49.read_text(encoding="utf-8"))
    for code, inside in said.items():
        if not code.isdigit() or code in ("001", "002", "019"):
            continue
        for part in inside.split():
            if part in gazetteer.places():
                assert gazetteer.places()[part].within == code, part


def test_a_name_written_twice_for_one_place_is_written_once() -> None:
    named: defaultdict[tuple[str, str, str], int] = defaultdict(int)
    for name in gazetteer.called("people"):
        named[name[:3]] += 1
    twice = [name for name, times in named.items() if times > 2]
    assert twice == []


def test_terms_of_office_are_in_order() -> None:
    terms = [name.term for name in gazetteer.called("people") if name.term]
    assert len(terms) > 500
    assert [each for each in terms if not (each.start or "") < (each.end or "9")] == []


def test_nothing_is_read_before_it_is_used() -> None:
    import subprocess
    import sys

    asked = (
        "import feedtool.config, feedtool.regions as r;"
        "from feedtool.model import *;"
        "r.classify(Article(title='x'), RegionMap((Region(id='a', title='A'),)));"
        "import sys; print('feedtool.regions.deciding' in sys.modules)"
    )
    said = subprocess.run(
        [sys.executable, "-c", asked], capture_output=True, text=True, check=True
    )
    assert said.stdout.strip() == "False"


def test_the_index_is_made_in_a_moment() -> None:
    matching.index.cache_clear()
    un_m49.cache_clear()
    began = process_time()
    matching.index("people")
    assert process_time() - began < 0.6  # a third of that on an idle machine
