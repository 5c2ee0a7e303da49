from __future__ import annotations

from datetime import UTC, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from feedtool import config
from feedtool.errors import UsageError
from feedtool.model import FetchPolicy

from .tree import HEAD, load, said, write


def test_all_settings_are_taken_over(tmp_path: Path) -> None:
    site = load(
        tmp_path,
        feedtool="""\
base_url: https://example.org/feeds
output: ../site
state: memory/feeds.db
timezone: Europe/Berlin
contact: https://example.org/bot
language: en
rights: CC BY 4.0
content: summary
fetch: {every: 2h, timeout: 20s, max_size: 500KB, concurrency: 8, per_host: 1,
        delay: 0s, budget: 5m, allow: ["127.0.0.1:8765", "[::1]:80"]}
""",
        news__feed=f"{HEAD}sources: [{{feed: https://a.example/}}]",
    )
    assert site.findings == ()
    assert site.base_url == "https://example.org/feeds/"
    assert site.output == tmp_path / "site"
    assert site.state == tmp_path / "feeds" / "memory" / "feeds.db"
    assert site.timezone == ZoneInfo("Europe/Berlin")
    assert site.fetch == FetchPolicy(
        every=timedelta(hours=2),
        timeout=timedelta(seconds=20),
        max_size=500_000,
        concurrency=8,
        per_host=1,
        delay=timedelta(0),
        budget=timedelta(minutes=5),
        allow=("127.0.0.1:8765", "[::1]:80"),
        contact="https://example.org/bot",
    )
    (news,) = site.definitions
    assert (news.language, news.rights) == ("en", "CC BY 4.0")
    assert [source.content for source in news.sources] == ["summary"]


def test_without_settings_the_defaults_hold(tmp_path: Path) -> None:
    site = load(tmp_path, news__feed=HEAD)
    assert site.output == tmp_path / "public"
    assert site.state == tmp_path / "feedtool.db"
    assert (site.base_url, site.timezone) == (None, UTC)
    assert site.fetch == FetchPolicy()


def test_an_empty_file_says_nothing(tmp_path: Path) -> None:
    assert said(load(tmp_path, feedtool="# later\n", regions="", news__feed=HEAD)) == []


def test_every_may_stand_outside_fetch(tmp_path: Path) -> None:
    site = load(tmp_path, feedtool="every: 3h", news__feed=HEAD)
    assert site.fetch.every == timedelta(hours=3)


def test_arguments_go_before_settings(tmp_path: Path) -> None:
    feeds = write(tmp_path, feedtool="output: ../a\nstate: ../b", news__feed=HEAD)
    site = config.load(feeds, environ={}, output=Path("c"), state=Path("d"))
    assert (site.output, site.state) == (Path("c"), Path("d"))


@pytest.mark.parametrize(
    ("feeds", "output"),
    [("feeds", "public"), (".", "../public"), ("../feeds", "../public")],
)
def test_the_output_folder_is_beside_the_feeds_folder(
    feeds: str, output: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, news__feed=HEAD)
    monkeypatch.chdir(tmp_path if feeds == "feeds" else tmp_path / "feeds")
    assert config.load(Path(feeds), environ={}).output == Path(output)


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("base_url: example.org/x", "1:11: base_url: expected an address with http"),
        ("base_url: https://example.org/?a=b", "1:11: base_url: 'https://example.org/"),
        ("timezone: Berlin", "(did you mean 'Europe/Berlin'?)"),
        ("timezone: Europe/Berln", "(did you mean 'Europe/Berlin'?)"),
        ("timezone: Europe", "1:11: timezone: 'Europe' is no time zone"),
        ("timezone: ../x", "1:11: timezone: '../x' is no time zone"),
        ("timezne: UTC", "1:1: unknown key 'timezne' (did you mean 'timezone'?)"),
        ("output: ~/public", "1:9: output: '~/public' is no path"),
        ("output: public", "1:9: output: the output folder cannot lie in the feeds"),
        ("output: [a]", "1:9: output: expected text, not a list"),
        ("contact: Büro", "1:10: contact: 'Büro' cannot be sent along"),
        ("content: ful", "'ful' is not one of full, summary, link (did you mean 'ful"),
        ("every: 1h\nfetch: {every: 2h}", "2:9: every is given twice"),
        ("every: 1 hour", "1:8: every: expected a length of time, not '1 hour'"),
        ("fetch: {timeout: 11m}", "1:18: timeout: '11m' is too much (write 1s to 10m)"),
        ("fetch: {timeout: 0s}", "1:18: timeout: '0s' is too little (write 1s to 10m)"),
        ("fetch: {max_size: 101MB}", "'101MB' is too much (write 1KB to 100MB)"),
        ("fetch: {max_size: 20}", "max_size: expected a size, not '20'"),
        ("fetch: {concurrency: 501}", "'501' is too much (write 1 to 500)"),
        ("fetch: {concurrency: 0}", "expected a whole number above 0, not '0'"),
        ("fetch: {allow: [localhost]}", "1:17: 'localhost' is no host and port"),
        ("fetch: {retries: 3}", "1:9: unknown key 'retries'"),
        ("fetch: 1h", "1:8: fetch must be made of keys and values"),
        ("[a]", "1:1: this file must be made of keys and values"),
    ],
)
def test_a_mistake_in_settings_holds_back_everything(
    text: str, error: str, tmp_path: Path
) -> None:
    site = load(tmp_path, feedtool=text, news__feed=HEAD)
    (said_of_it,) = said(site)
    assert said_of_it.startswith("feedtool.yaml:")
    assert error in said_of_it
    assert (site.definitions, site.held) == ((), ("news",))


def test_a_hub_is_an_address_that_may_be_published(tmp_path: Path) -> None:
    base = "base_url: https://example.org/feeds/\n"
    hub = "hub: https://hub.example.org/?a=b"
    assert load(tmp_path, feedtool=base + hub).hub == "https://hub.example.org/?a=b"
    secret = load(tmp_path, feedtool=base + "hub: https://ada:pw@hub.example.org/")
    (error,) = said(secret)
    assert error.startswith("feedtool.yaml:2:6: hub: ")
    assert "leave out user" in error and "pw" not in error


def test_a_hub_without_base_url_is_a_mistake(tmp_path: Path) -> None:
    site = load(tmp_path, feedtool="hub: https://hub.example.org/", news__feed=HEAD)
    assert said(site) == [
        "feedtool.yaml:1:1: hub: it cannot be told where the feeds are without "
        "base_url (base_url: https://…)"
    ]


def test_asking_more_often_than_is_polite_is_warned_of(tmp_path: Path) -> None:
    site = load(tmp_path, feedtool="fetch: {every: 1m}", news__feed=HEAD)
    assert "'1m' is read as 15m" in said(site, level="warning")[0]


def test_what_is_better_to_be_given_is_advised(tmp_path: Path) -> None:
    advice = said(load(tmp_path, news__feed=HEAD), level="note")
    assert [each.partition(":")[2].partition(":")[0] for each in advice] == [
        " there is no contact",
        " there is no base_url",
    ]


# -- the folder -------------------------------------------------------------------


def test_a_missing_feeds_folder_is_said_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="feedtool new NAME"):
        config.load(tmp_path / "feeds", environ={})
    (tmp_path / "feeds").write_text("")
    with pytest.raises(UsageError, match="is no folder"):
        config.load(tmp_path / "feeds", environ={})


def test_the_output_folder_must_lie_elsewhere(tmp_path: Path) -> None:
    feeds = write(tmp_path, news__feed=HEAD)
    with pytest.raises(UsageError, match="cannot lie in"):
        config.load(feeds, environ={}, output=feeds / "public")


def test_an_empty_feeds_folder_is_no_mistake(tmp_path: Path) -> None:
    site = load(tmp_path)
    assert said(site) == []
    assert said(site, level="warning") == [
        "feeds: there are no feeds yet (`feedtool new NAME` makes one)"
    ]


def test_files_that_are_not_read_are_named(tmp_path: Path) -> None:
    site = load(tmp_path, region="a:", news__feed=HEAD)
    assert "region.yaml: this file is not read (did you mean 'regions.yaml'?)" in said(
        site, level="warning"
    )


def test_a_yaml_file_beside_feed_yaml_that_nobody_reads_is_told(
    tmp_path: Path,
) -> None:
    site = load(
        tmp_path,
        news__feed=f"{HEAD}sources: [{{records: all.yaml}}]",
        news__all="title: A\nlink: https://example.org/a",
        news__regions="a: {}",
        news__stray="title: B\nlink: https://example.org/b",
    )
    assert said(site, level="warning") == [
        "news/regions.yaml: this file is not read"
        " (a map of its own stands in feed.yaml: regions:)",
        "news/stray.yaml: this file is not read (records lie in the folder articles/)",
    ]


def test_a_folder_without_a_definition_holds_back_that_name(tmp_path: Path) -> None:
    feeds = write(tmp_path, news__feed=HEAD, world__feeds=HEAD)
    (feeds / ".git").mkdir()
    (feeds / "empty").mkdir()
    site = config.load(feeds, environ={})
    assert [definition.name for definition in site.definitions] == ["news"]
    assert site.held == ("empty", "world")
    assert [error.partition(" (")[0] for error in said(site)] == [
        "empty/feed.yaml: there is no feed.yaml in this folder",
        "world/feed.yaml: there is no feed.yaml in this folder",
    ]
    assert said(site)[1].endswith("(did you mean 'feeds.yaml'?)")


def test_the_name_of_a_folder_must_be_a_slug(tmp_path: Path) -> None:
    site = load(tmp_path, **{"My Feed__feed": HEAD + "sorces: []\n"})
    assert site.held == ("My Feed",)
    assert said(site) == [
        "My Feed/feed.yaml: 'My Feed' cannot be the name of a feed"
        " (did you mean 'my-feed'?)",
        "My Feed/feed.yaml:3:1: unknown key 'sorces' (did you mean 'sources'?)",
    ]


def test_one_mistake_holds_back_one_definition(tmp_path: Path) -> None:
    site = load(tmp_path, a__feed=HEAD + "x: y", b__feed=HEAD, c__feed="title: C")
    assert [definition.name for definition in site.definitions] == ["b"]
    assert site.held == ("a", "c")
    assert [finding.file for finding in site.findings if finding.level == "error"] == [
        str(tmp_path / "feeds/a/feed.yaml"),
        str(tmp_path / "feeds/c/feed.yaml"),
    ]


def test_a_mistake_in_the_map_does_not_hide_the_others(tmp_path: Path) -> None:
    site = load(
        tmp_path,
        regions="a: {keyword: [x]}",
        news__feed=HEAD + "output: {regions: [b]}\nx: y",
    )
    assert said(site) == [
        "regions.yaml:1:5: unknown key 'keyword' (did you mean 'keywords'?)",
        "news/feed.yaml:4:1: unknown key 'x'",
    ]
    assert site.held == ("news",)


def test_files_are_named_as_a_person_would_type_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, news__feed="titel: News")
    monkeypatch.chdir(tmp_path)
    site = config.load(Path("feeds"), environ={})
    assert {f.file for f in site.findings} == {"feeds/news/feed.yaml"}


def test_a_file_that_cannot_be_read_is_a_mistake(tmp_path: Path) -> None:
    feeds = write(tmp_path)
    (feeds / "news" / "feed.yaml").mkdir(parents=True)
    site = config.load(feeds, environ={})
    assert said(site) == ["news/feed.yaml: this cannot be read: Is a directory"]
    assert site.held == ("news",)


def test_two_feeds_with_one_id_are_noted(tmp_path: Path) -> None:
    site = load(tmp_path, a__feed=HEAD, b__feed=HEAD, c__feed=HEAD + "id: urn:a:c")
    assert [line for line in said(site, level="note") if "has the id" in line] == [
        "b/feed.yaml: this has the id of a: readers take them for one feed"
        " (give it an id: of its own, or another link)"
    ]
