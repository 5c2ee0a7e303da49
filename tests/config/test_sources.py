from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from feedtool import config
from feedtool.config import Subscription
from feedtool.select import Filters

from .tree import HEAD, errors, load, said, sound, write


def one(root: Path, source: str, /, **others: str) -> Subscription:
    """Return the one source that *source* makes."""
    (found,) = sound(root, f"sources:\n  - {source}\n", **others).sources
    return found


def test_a_feed_on_the_web_has_all_options(tmp_path: Path) -> None:
    source = one(
        tmp_path,
        """feed: https://storage.example.net/atom.xml
    title: Storage Weekly
    regions: [georgia]
    every: 6h
    keep: [battery, storage]
    drop: [sponsored]
    limit: 20
    content: summary
    headers: {Accept-Language: en}
    allow_private: true""",
        regions="georgia:",
    )
    assert source == Subscription(
        kind="feed",
        address="https://storage.example.net/atom.xml",
        key="https://storage.example.net/atom.xml",
        url="https://storage.example.net/atom.xml",
        line=4,
        title="Storage Weekly",
        regions=("georgia",),
        every=timedelta(hours=6),
        filters=Filters(keep=("battery", "storage"), drop=("sponsored",), limit=20),
        content="summary",
        headers={"Accept-Language": "en"},
        allow_private=True,
    )


def test_sources_stand_in_the_order_of_trust(tmp_path: Path) -> None:
    feeds = write(tmp_path, news__articles__one="title: x")
    text = "sources:\n- feed: a.xml\n- records: articles\n- opml: https://x.org/l\n"
    sources = sound(tmp_path, text).sources
    assert [(source.kind, source.key, source.path) for source in sources] == [
        ("feed", "file:news/a.xml", feeds / "news/a.xml"),
        ("records", "records:news:news/articles", feeds / "news/articles"),
        ("opml", "opml:https://x.org/l", None),
    ]


def test_a_file_may_lie_anywhere(tmp_path: Path) -> None:
    feeds = write(tmp_path)
    assert one(tmp_path, "feed: ../shared/a.xml").key == "file:shared/a.xml"
    outside = one(tmp_path, "feed: ../../exports/a.xml")
    assert outside.path == tmp_path / "exports" / "a.xml"
    assert outside.key == f"file:{tmp_path}/exports/a.xml"
    assert one(tmp_path, f"opml: {feeds}/l.opml").key == "opml:file:l.opml"
    assert one(tmp_path, "opml: l.opml\n    folder: Energy").folder == "Energy"


def test_the_key_does_not_depend_on_where_feedtool_is_called(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    feeds = write(tmp_path, news__feed=f"{HEAD}sources: [{{feed: a.xml}}]")
    keys = []
    for place, given in ((tmp_path, "feeds"), (feeds / "news", "..")):
        monkeypatch.chdir(place)
        site = config.load(Path(given), environ={})
        keys.append(site.definitions[0].sources[0].key)
    assert keys == ["file:news/a.xml", "file:news/a.xml"]


def test_two_definitions_share_the_key_of_an_address(tmp_path: Path) -> None:
    text = f"{HEAD}sources: [{{feed: https://a.example/}}]"
    site = load(tmp_path, x__feed=text, y__feed=text)
    assert len({each.sources[0].key for each in site.definitions}) == 1


def test_without_sources_its_articles_are_published(tmp_path: Path) -> None:
    feeds = write(tmp_path, news__articles__one="title: x")
    (source,) = sound(tmp_path).sources
    assert (source.kind, source.key) == ("records", "records:news:news/articles")
    assert source.path == feeds / "news" / "articles"


def test_a_definition_with_nothing_in_it_yet_is_warned_of(tmp_path: Path) -> None:
    site = load(tmp_path, news__feed=HEAD)
    (warning,) = said(site, level="warning")
    assert warning.startswith("news/feed.yaml: nothing to publish yet: there is no ")
    assert [source.kind for source in site.definitions[0].sources] == ["records"]


def test_articles_that_are_left_out_are_warned_of(tmp_path: Path) -> None:
    text = f"{HEAD}sources: [{{feed: https://a.example/}}]"
    site = load(tmp_path, news__feed=text, news__articles__one="title: x")
    (warning,) = said(site, level="warning")
    assert "articles is there, but not among the sources" in warning


# -- the environment --------------------------------------------------------------


def test_variables_come_from_the_environment(tmp_path: Path) -> None:
    text = """sources:
  - feed: https://a.example/?key=${KEY}
    headers: {Authorization: "Bearer ${TOKEN}"}
"""
    environ = {"KEY": "k 1", "TOKEN": "s3cr3t\n"}
    site = load(tmp_path, environ, news__feed=HEAD + text)
    (source,) = site.definitions[0].sources
    assert source.key == source.address == "https://a.example/?key=${KEY}"
    assert source.url == "https://a.example/?key=k%201"
    assert source.headers == {"Authorization": "Bearer s3cr3t"}
    assert "s3cr3t" not in repr(site) and "k%201" not in repr(site)


@pytest.mark.parametrize(
    ("source", "error"),
    [
        ("feed: 'https://a.example/${NO}'", "the environment has no NO"),
        ("feed: 'https://a.example/${EMPTY}'", "the environment has no EMPTY"),
        ("feed: 'https://a.example/${a-b}'", "'${a-b}' names no variable"),
        ("feed: 'https://a.example/${SECRET'", "'${SECRET' names no variable"),
        ("feed: '${SECRET}'", "'${SECRET}' is no address of the web once it is fill"),
        ("feed: 'ftp://a.example/${SECRET}'", "not 'ftp://a.example/${SECRET}'"),
        (
            "{feed: 'https://a.example/', headers: {A: '${NO}'}}",
            "environment has no NO",
        ),
        (
            "{feed: 'https://a.example/', headers: {A: '${BROKEN}'}}",
            "headers: a value has a line break or a control character in it",
        ),
    ],
)
def test_a_variable_that_cannot_be_filled_in_is_named_and_its_value_is_not(
    source: str, error: str, tmp_path: Path
) -> None:
    environ = {"SECRET": "s3cr3t", "EMPTY": "", "BROKEN": "s3cr3t\nX: y"}
    site = load(tmp_path, environ, news__feed=f"{HEAD}sources:\n  - {source}\n")
    (found,) = said(site)
    assert error in found
    assert "s3cr3t" not in repr(site)


# -- mistakes ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "error"),
    [
        ("https://a.example/", "4:5: expected a source, not 'https://a.example/'"),
        ("{title: x}", "4:5: the key 'feed' is missing (or records, or opml"),
        ("{fed: x}", "4:6: unknown key 'fed' (did you mean 'feed'?)"),
        ("{feed: https://a.example/, opml: b}", "'feed' and 'opml': only one of them"),
        ("{feed: }", "4:6: feed: nothing is given"),
        ("{feed: [a]}", "4:12: feed: expected text, not a list"),
        ("{feed: ftp://a.example/}", "4:12: feed: expected an address with http"),
        ("{feed: https://}", "4:12: feed: expected an address with http"),
        ("{feed: 'file:///a.xml'}", "(of a file, write the path alone)"),
        ("{feed: a.example/feed}", "(did you mean https://a.example/feed?)"),
        ("{feed: '127.0.0.1:80/feed'}", "(did you mean http://127.0.0.1:80/feed?)"),
        ("{feed: .}", "news is a folder (name a file"),
        ("{feed: ~/a.xml}", "feed: '~/a.xml' is no path"),
        ("{feed: https://a.example/, every: 6 h}", "every: expected a length of time"),
        ("{feed: https://a.example/, every: 400d}", "every: '400d' is too much"),
        ("{feed: https://a.example/, limit: all}", "limit: expected a whole number"),
        ("{feed: https://a.example/, content: text}", "'text' is not one of full, su"),
        ("{feed: https://a.example/, regions: [gorgia]}", "did you mean 'georgia'?"),
        ("{feed: https://a.example/, allow_private: yes}", "(did you mean true?)"),
        ("{feed: https://a.example/, folder: x}", "folder has no effect but on an"),
        ("{feed: https://a.example/, since: 3d}", "(it belongs to the whole feed"),
        ("{feed: https://a.example/, headers: [A]}", "headers: expected headers"),
        ("{feed: https://a.example/, headers: {A B: c}}", "'A B' is no name of a head"),
        ("{feed: https://a.example/, headers: {Host: c}}", "Host is set by feedtool"),
        ("{feed: https://a.example/, headers: {A: b, a: c}}", "a is given twice"),
        ('{feed: https://a.example/, headers: {A: "b\\nc"}}', "a value has a line br"),
        ("{feed: a.xml, headers: {A: b}}", "headers has no effect on what is not"),
        ("{feed: a.xml, allow_private: true}", "allow_private has no effect on what"),
        ("{opml: a.opml, allow_private: true}", "allow_private has no effect on what"),
        ("{records: nowhere/}", "nowhere (make it, or remove the source)"),
        ("{records: articles/, every: 1h}", "every has no effect on what is not fetch"),
        ("{records: articles/, folder: x}", "folder has no effect but on an OPML"),
        ("{records: ../../secrets}", "records: '../../secrets' leads out of"),
        ("{records: /etc}", "records: '/etc' leads out of"),
        ("{records: ../link/}", "records: '../link/' leads out of"),
        ("{records: .}", "records: '.' has a feed.yaml in it"),
        ("{records: ..}", "records: '..' has a feed.yaml in it"),
        ("{records: ../other}", "records: '../other' has a feed.yaml in it"),
    ],
)
def test_a_mistake_in_a_source_is_said_with_its_place(
    source: str, error: str, tmp_path: Path
) -> None:
    feeds = write(tmp_path, news__articles__one="title: x", other__feed=HEAD)
    (tmp_path / "secrets").mkdir()
    (feeds / "link").symlink_to(tmp_path / "secrets")
    text = f"{HEAD}sources:\n  - {source}\n"
    site = load(tmp_path, regions="georgia:", news__feed=text)
    found = [each for each in said(site) if not each.startswith("link/")]
    assert any(error in each for each in found), found
    assert all(each.startswith("news/feed.yaml:4:") for each in found)
    assert "news" in site.held


def test_where_there_is_no_map_a_region_cannot_be_named(tmp_path: Path) -> None:
    source = "sources: [{feed: https://a.example/, regions: [georgia]}]"
    (error,) = errors(tmp_path, source)
    assert (
        "the map has no region 'georgia' (there is no map yet: write regions.yaml"
        in error
    )


@pytest.mark.parametrize("sources", ["[]", "https://a.example/", "{feed: x}"])
def test_sources_are_a_list(sources: str, tmp_path: Path) -> None:
    (error,) = errors(tmp_path, f"sources: {sources}")
    assert "3:10: sources: expected a list of sources" in error


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("feed: https://a.example/", "feed: https://a.example/"),
        ("feed: a.xml", "feed: ../news/a.xml"),
        ("opml: https://a.example/", "opml: https://a.example/"),
        ("records: articles", "records: articles/"),
        ("records: articles/2026", "records: articles"),
    ],
)
def test_a_source_that_is_given_twice_is_a_mistake(
    first: str, second: str, tmp_path: Path
) -> None:
    write(tmp_path, **{"news__articles__2026__x": "title: x"})
    (error,) = errors(tmp_path, f"sources:\n- {first}\n- {second}\n")
    assert "news/feed.yaml:5:3: this is a source already (first: line 4)" in error


def test_two_folders_of_one_list_are_two_sources(tmp_path: Path) -> None:
    text = "sources:\n- {opml: l, folder: A}\n- {opml: l, folder: B}\n- feed: l\n"
    assert len(sound(tmp_path, text).sources) == 3


def test_articles_that_lead_elsewhere_are_a_mistake(tmp_path: Path) -> None:
    feeds = write(tmp_path, news__feed=HEAD)
    (feeds / "news" / "articles").symlink_to(tmp_path)
    assert "leads out of" in said(config.load(feeds, environ={}))[0]


def test_a_definition_may_be_a_link(tmp_path: Path) -> None:
    elsewhere = write(tmp_path / "x", news__feed=HEAD, news__articles__a="") / "news"
    feeds = write(tmp_path)
    (feeds / "news").symlink_to(elsewhere)
    site = config.load(feeds, environ={})
    assert said(site) == []
    assert site.definitions[0].sources[0].key == "records:news:news/articles"
