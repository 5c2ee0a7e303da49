"""The map that ships: its records land where their editor put them, unnamed too."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC
from pathlib import Path

from feedtool import config, records, regions
from feedtool.model import Article

FEEDS = Path(__file__).parents[2] / "feeds"


def _articles() -> list[Article]:
    folder = FEEDS / "foreign-policy" / "articles"
    return [
        record.article
        for path in sorted(folder.glob("*.yaml"))
        for record in records.read(path.read_bytes(), file=path.name, zone=UTC).records
    ]


def test_records_land_where_their_editor_put_them() -> None:
    (definition,) = config.load(FEEDS, environ={}).definitions
    articles = _articles()
    assert len(articles) == 10
    missed = [
        article.title
        for article in articles
        if regions.classify(replace(article, regions=None), definition.map).keys()
        != regions.classify(article, definition.map).keys()
    ]
    assert len(missed) <= 1


def test_they_land_in_the_same_parts_of_the_world() -> None:
    map = regions.un_m49()
    expected = {
        "Russia is Pushing Georgia into Accepting More Concessions": {"ru", "ge"},
        "Will Russia Support Not Only Kyrgyzstan’s Army, but Also the Police?": {
            "ru",
            "kg",
        },
    }
    countries = {region.id for region in map if region.is_country}
    for article in _articles():
        if article.title in expected:
            found = regions.classify(replace(article, regions=None), map)
            assert countries & found.keys() == expected[article.title]
