from __future__ import annotations

import uuid
from datetime import timedelta
from pathlib import Path

import pytest

from feedtool.model import Person
from feedtool.select import Filters

from .tree import HEAD, errors, load, said, sound

MAP = "asia:\n  regions: {georgia: , japan: }\neurope:\n"


def test_a_whole_definition_is_taken_over(tmp_path: Path) -> None:
    news = sound(
        tmp_path,
        """\
id: tag:example.org,2026:news
description: What
  happens.
language: en-GB
authors: [Ada Example <ada@example.org>, Bo]
rights: © Example
icon: https://example.org/icon.png
image: https://example.org/large.png
keep: [tariff, treat*]
drop: [sponsored]
since: 90d
output: {formats: [json, rss], limit: 20, languages: [en, de]}
""",
    )
    assert (news.name, news.folder) == ("news", tmp_path / "feeds" / "news")
    assert news.file == str(tmp_path / "feeds" / "news" / "feed.yaml")
    assert (news.title, news.link) == ("News", "https://example.org/")
    assert news.id == "tag:example.org,2026:news"
    assert news.description == "What happens."
    assert news.language == "en-GB"
    assert news.authors == (
        Person(name="Ada Example", email="ada@example.org"),
        Person(name="Bo"),
    )
    assert news.rights == "© Example"
    assert news.icon == "https://example.org/icon.png"
    assert news.image == "https://example.org/large.png"
    assert news.filters == Filters(
        keep=("tariff", "treat*"),
        drop=("sponsored",),
        since=timedelta(days=90),
        languages=("en", "de"),
    )
    assert news.limit == 20
    assert news.formats == ("json", "rss")
    assert (tuple(news.map), news.subfeeds) == ((), ())


def test_title_and_link_are_enough(tmp_path: Path) -> None:
    news = sound(tmp_path)
    made = uuid.uuid5(uuid.NAMESPACE_URL, "https://example.org/")
    assert news.id == f"urn:uuid:{made}"
    assert (news.filters, news.limit) == (Filters(), 50)
    assert news.formats == ("rss", "atom", "json")


def test_its_own_word_goes_before_the_settings(tmp_path: Path) -> None:
    news = sound(
        tmp_path, "language: de\nrights: Mine", feedtool="language: en\nrights: All"
    )
    assert (news.language, news.rights) == ("de", "Mine")


@pytest.mark.parametrize(
    ("text", "subfeeds"),
    [
        ("", ("asia", "georgia", "japan", "europe")),
        ("output: {regions: all}", ("asia", "georgia", "japan", "europe")),
        ("output: {regions: none}", ()),
        ("output: {regions: [europe, georgia]}", ("georgia", "europe")),
        ("output: {regions: []}", ()),
        ("regions: {no: , se: }", ("no", "se")),
    ],
)
def test_regions_of_the_map_have_subfeeds(
    text: str, subfeeds: tuple[str, ...], tmp_path: Path
) -> None:
    assert sound(tmp_path, text, regions=MAP).subfeeds == subfeeds


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("titel: x", "3:1: unknown key 'titel' (did you mean 'title'?)"),
        ("title: y", "3:1: the key 'title' is given twice (first: line 1)"),
        ("icon: /icon.png", "3:7: icon: expected an address with http:// or https://"),
        ("icon: example.org/i.png", "(did you mean https://example.org/i.png?)"),
        ("link2: x", "3:1: unknown key 'link2' (did you mean 'link'?)"),
        ("id: news", "3:5: id: expected an absolute IRI, not 'news'"),
        ("language: English", "3:11: language: 'English' is no language tag"),
        ("language: en_GB", "(did you mean en-GB?)"),
        ("author: a@x", "3:9: author: no e-mail address in 'a@x'"),
        ("author: A\nauthors: [B]", "4:1: 'author' and 'authors': only one of them"),
        ("authors: Ada", "3:10: authors: expected a list, not 'Ada' (write [Ada])"),
        ("keep: tariff", "3:7: keep: expected a list, not 'tariff' (write [tariff])"),
        ("keep: [a*b]", "3:8: 'a*b' matches no word"),
        ("keep: [true]", '3:8: expected text, not true (write "true" in quotes)'),
        ("since: 0d", "3:8: since: '0d' is too little"),
        ("since: 2026-01-01", "3:8: since: expected a length of time"),
        ("limit: 4", "3:1: unknown key 'limit' (it belongs under output)"),
        ("every: 1h", "3:1: unknown key 'every' (it belongs to a source)"),
        ("hub: x", "3:1: unknown key 'hub' (it belongs into feedtool.yaml)"),
        ("output: {format: [rss]}", "unknown key 'format' (did you mean 'formats'?)"),
        ("output: {formats: [rss, atm]}", "'atm' is not one of rss, atom, json"),
        ("output: {formats: []}", "3:19: formats: no format is given"),
        ("output: {limit: 0}", "limit: expected a whole number above 0, not '0'"),
        ("output: {limit: 1.10}", "expected a whole number above 0, not '1.10'"),
        ("output: {regions: some}", "3:19: regions: 'some' is not one of all, none"),
        ("output: {regions: [asai]}", "map has no region 'asai' (did you mean 'asia'?"),
        ("output: json", "3:9: output must be made of keys and values"),
        ("regions: europe", "3:10: regions: expected regions by their ids"),
        ("title: &t x", "anchors and aliases (& and *) are not used here"),
    ],
)
def test_a_mistake_is_said_with_its_place(
    text: str, error: str, tmp_path: Path
) -> None:
    found = errors(tmp_path, text, regions=MAP)
    assert any(error in each for each in found), found
    assert all(each.startswith("news/feed.yaml:") for each in found)


def test_an_archive_needs_base_url_and_atom(tmp_path: Path) -> None:
    text = "output: {formats: [rss], archive: true}"
    base = "base_url: https://example.org/feeds/"
    (no_atom,) = errors(tmp_path, text, feedtool=base)
    assert no_atom.startswith("news/feed.yaml:3:26: archive: it is one of the Atom")
    assert sound(tmp_path, "output: {archive: true}", feedtool=base).archive
    assert not sound(tmp_path, "output: {archive: false}", feedtool=base).archive
    (no_address,) = errors(tmp_path, "output: {archive: true}", feedtool="")
    assert no_address == (
        "news/feed.yaml:3:10: archive: its parts cannot be linked without base_url "
        "(base_url: https://… in feedtool.yaml)"
    )


def test_all_mistakes_are_found_in_one_run(tmp_path: Path) -> None:
    site = load(tmp_path, news__feed="title:\nlnk: x\nkeep: a\noutput: {limit: b}\n")
    assert said(site) == [
        "news/feed.yaml:1:1: title: nothing is given",
        "news/feed.yaml:1:1: the key 'link' is missing",
        "news/feed.yaml:2:1: unknown key 'lnk' (did you mean 'link'?)",
        "news/feed.yaml:3:7: keep: expected a list, not 'a' (write [a])",
        "news/feed.yaml:4:17: limit: expected a whole number above 0, not 'b'",
    ]


def test_an_empty_definition_says_what_it_needs(tmp_path: Path) -> None:
    site = load(tmp_path, news__feed="# soon\n")
    assert said(site) == ["news/feed.yaml: this file is empty (write title: and link:)"]


def test_words_that_are_given_twice_are_warned_of(tmp_path: Path) -> None:
    site = load(tmp_path, news__feed=HEAD + "keep: [a, b, a]")
    assert site.definitions[0].filters.keep == ("a", "b")
    assert any("'a' is given twice" in w for w in said(site, level="warning"))


def test_where_the_map_is_wrong_regions_are_not_called_unknown(tmp_path: Path) -> None:
    (error,) = errors(
        tmp_path,
        "regions: {a: {keyword: [x]}}\noutput: {regions: [b]}\n"
        "sources: [{feed: https://a.example/, regions: [c]}]",
    )
    assert "unknown key 'keyword'" in error
