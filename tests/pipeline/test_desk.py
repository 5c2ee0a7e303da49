"""From what is remembered to feeds: merged, classified, filtered, kept up to date."""

from __future__ import annotations

import pytest

from feedtool.store import Store

from ..conftest import Desk, feed_yaml, item, rss

MAP = """\
caucasus:
  regions:
    georgia: {keywords: [Tbilisi], unless: [Atlanta]}
    armenia: {keywords: [Yerevan]}
russia: {keywords: [Moscow]}
"""


def record(number: int, more: str = "") -> str:
    link = f"https://wire.example.com/{number}"
    return f"title: Record {number}\nlink: {link}\npublished: 2026-02-20\n{more}"


@pytest.fixture
def news(desk: Desk) -> Desk:
    desk.write("feeds/regions.yaml", MAP)
    return desk


def sources(desk: Desk, *lines: str, more: str = "") -> None:
    desk.write("feeds/news/feed.yaml", feed_yaml(*lines, more=more))
    if "records: articles/" in lines:
        (desk.root / "feeds/news/articles").mkdir(exist_ok=True)


# -- merging ----------------------------------------------------------------------


def test_the_earlier_source_wins_and_the_later_one_completes_it(news: Desk) -> None:
    news.write("feeds/news/articles/1.yaml", record(1))
    news.write(
        "feeds/news/w.xml",
        rss(item(1, more="<category>Trade</category><author>a@b.org (Ada)</author>")),
    )
    sources(news, "records: articles/", "feed: w.xml")
    news.build()
    (merged,) = news.items()
    assert merged["title"] == "Record 1"
    assert merged["tags"] == ["Trade"]
    assert merged["authors"] == [{"name": "Ada", "url": "mailto:a@b.org"}]
    sources(news, "feed: w.xml", "records: articles/")
    news.build()
    assert news.titles() == ["Item 1"]


def test_id_and_date_stay_when_a_better_copy_comes(news: Desk) -> None:
    news.write("feeds/news/w.xml", rss(item(1, day=1)))
    sources(news, "records: articles/", "feed: w.xml")
    news.build()
    (before,) = news.items()
    news.write("feeds/news/articles/1.yaml", record(1))
    news.build()
    (after,) = news.items()
    assert after["title"] == "Record 1"
    assert after["id"] == before["id"]
    assert after["date_published"] == before["date_published"]


def test_a_retracted_record_takes_the_outside_article_along(news: Desk) -> None:
    news.write("feeds/news/w.xml", rss(item(1), item(2)))
    sources(news, "records: articles/", "feed: w.xml")
    news.build()
    retracted = "link: http://www.wire.example.com/1?utm_source=x\nretracted: true\n"
    news.write("feeds/news/articles/1.yaml", retracted)
    news.build()
    assert news.titles() == ["Item 2"]


def test_ever_so_many_items_under_one_link_are_all_kept(news: Desk) -> None:
    one_link = "<link>https://wire.example.com/</link>"
    items = [
        item(n, title=f"Item {n}").replace(
            f"<link>https://wire.example.com/{n}</link>", one_link
        )
        for n in range(400)
    ]
    ids = [each.replace("'false'>", "'false'>tag:w.example,2026:") for each in items]
    news.write("feeds/news/w.xml", rss(*ids))
    news.write("feeds/news/x.xml", rss(*reversed(ids)))
    sources(news, "feed: w.xml", "feed: x.xml", more="output: {limit: 1000}")
    news.build()
    assert sorted(item["id"] for item in news.items()) == sorted(
        f"tag:w.example,2026:{n}" for n in range(400)
    )


def test_a_draft_takes_no_place_and_no_date(news: Desk) -> None:
    news.write("feeds/news/articles/1.yaml", record(1, "draft: true"))
    news.write("feeds/news/articles/2.yaml", record(2).replace("20", "10"))
    undated = "title: Undated\nlink: https://example.org/u\n"
    news.write("feeds/news/articles/3.yaml", f"{undated}draft: true")
    sources(news, "{records: articles/, limit: 2}")
    news.build(now="2026-03-01T12:00:00Z")
    assert news.titles() == ["Record 2"]
    news.write("feeds/news/articles/3.yaml", undated)
    news.build(now="2026-03-05T12:00:00Z")
    assert news.titles() == ["Undated", "Record 2"]
    assert news.items()[0]["date_published"] == "2026-03-05T12:00:00Z"


def test_a_change_dated_too_far_ahead_counts_when_its_day_has_come(
    news: Desk,
) -> None:
    entry = (
        "<feed xmlns='http://www.w3.org/2005/Atom'><title>W</title><entry>"
        "<id>tag:w.example,2026:1</id><title>T</title>"
        "<published>2026-02-20T00:00:00Z</published>"
        "<updated>2026-03-10T00:00:00Z</updated></entry></feed>"
    )
    news.write("feeds/news/w.xml", entry)
    sources(news, "feed: w.xml")
    news.build(now="2026-03-01T12:00:00Z")
    assert "date_modified" not in news.items()[0]
    news.write("feeds/news/w.xml", entry + " ")
    news.build(now="2026-03-05T12:00:00Z")
    assert news.items()[0]["date_modified"] == "2026-03-10T00:00:00Z"


# -- regions ----------------------------------------------------------------------


def test_regions_are_named_by_the_record_by_the_source_or_by_words(news: Desk) -> None:
    news.write("feeds/news/articles/1.yaml", record(1, "regions: [armenia]\n"))
    news.write(
        "feeds/news/articles/2.yaml", record(2, "regions: []\ncategories: [Moscow]")
    )
    news.write("feeds/news/w.xml", rss(item(3, title="From Tbilisi to Moscow")))
    news.write(
        "feeds/news/x.xml",
        rss(item(4, title="Nothing said"), item(5, title="Tbilisi and Moscow")),
    )
    sources(
        news, "records: articles/", "feed: w.xml", "{feed: x.xml, regions: [caucasus]}"
    )
    news.build()
    found = {
        item["title"]: item.get("_feedtool", {}).get("regions", {})
        for item in news.items()
    }
    assert found == {
        "Record 1": {"caucasus": [], "armenia": []},
        "Record 2": {},
        "From Tbilisi to Moscow": {
            "caucasus": [],
            "georgia": ["Tbilisi"],
            "russia": ["Moscow"],
        },
        "Nothing said": {"caucasus": []},
        "Tbilisi and Moscow": {"caucasus": [], "georgia": ["Tbilisi"]},
    }


def test_editing_the_map_heals_what_is_stored(news: Desk) -> None:
    news.write("feeds/news/w.xml", rss(item(1, title="Tbilisi, Atlanta")))
    sources(news, "feed: w.xml")
    news.build()
    assert news.titles("news/georgia") == []
    news.write("feeds/regions.yaml", MAP.replace(", unless: [Atlanta]", ""))
    news.build()
    assert news.titles("news/georgia") == ["Tbilisi, Atlanta"]


def test_a_region_that_is_gone_is_gone_from_the_lists_and_its_files_stay(
    news: Desk,
) -> None:
    news.write("feeds/news/w.xml", rss(item(1)))
    sources(news, "feed: w.xml")
    news.build()
    news.write("feeds/regions.yaml", MAP.replace("russia", "ruthenia"))
    news.build()
    published = news.published()
    assert b"news/russia" not in published["index.html"][2]
    assert b"news/ruthenia" in published["index.html"][2]
    assert "news/russia/atom.xml" in published


def test_regions_chosen_for_output_are_those_that_have_a_feed(news: Desk) -> None:
    news.write("feeds/news/w.xml", rss(item(1, title="Tbilisi")))
    sources(news, "feed: w.xml", more="output: {regions: [georgia], formats: [rss]}")
    news.build()
    assert {path for path in news.published() if path.startswith("news/")} == {
        "news/index.html",
        "news/rss.xml",
        "news/sources.opml",
        "news/georgia/index.html",
        "news/georgia/rss.xml",
    }


# -- filters ----------------------------------------------------------------------


def test_filters_of_a_source_hold_for_it_alone_and_come_before_its_limit(
    news: Desk,
) -> None:
    news.write(
        "feeds/news/w.xml",
        rss(
            *(
                item(n, day=n, title=f"{'Trade' if n % 2 else 'Sport'} {n}")
                for n in range(1, 9)
            )
        ),
    )
    news.write("feeds/news/x.xml", rss(item(9, title="Sport of others", day=9)))
    sources(news, "{feed: w.xml, keep: [trade], drop: ['5'], limit: 2}", "feed: x.xml")
    news.build()
    assert news.titles() == ["Sport of others", "Trade 7", "Trade 3"]


def test_filters_of_a_feed_hold_for_all_its_sources(news: Desk) -> None:
    news.write("feeds/news/articles/1.yaml", record(1, "language: fr"))
    news.write("feeds/news/articles/2.yaml", record(2, "language: en-GB"))
    news.write("feeds/news/w.xml", rss(item(3, title="Record of sport"), item(4)))
    sources(
        news,
        "records: articles/",
        "feed: w.xml",
        more="keep: [record]\ndrop: [sport]\noutput: {languages: [en]}\n",
    )
    news.build()
    assert news.titles() == ["Record 2"]


def test_an_article_leaves_when_it_is_older_than_since_without_any_other_change(
    news: Desk,
) -> None:
    news.write("feeds/news/w.xml", rss(item(1, day=1), item(2, day=2)))
    sources(news, "feed: w.xml", more="since: 30d")
    news.build(now="2026-03-03T12:00:00Z")
    assert news.titles() == ["Item 2", "Item 1"]
    news.build(now="2026-03-03T12:00:01Z")
    assert news.titles() == ["Item 2"]
    news.build(now="2026-03-03T12:00:00Z")  # the clock was put back
    assert news.titles() == ["Item 2", "Item 1"]


def test_each_feed_takes_its_own_newest(news: Desk) -> None:
    tbilisi = [item(n, title=f"Tbilisi {n}", day=n) for n in (1, 2, 3)]
    news.write("feeds/news/w.xml", rss(*tbilisi, item(4, day=4), item(5, day=5)))
    sources(news, "feed: w.xml", more="output: {limit: 2}")
    news.build()
    assert news.titles() == ["Item 5", "Item 4"]
    assert news.titles("news/georgia") == ["Tbilisi 3", "Tbilisi 2"]
    assert news.titles("news/caucasus") == ["Tbilisi 3", "Tbilisi 2"]
    assert news.titles("news/armenia") == []


@pytest.mark.parametrize(
    ("content", "has"),
    [
        ("full", {"content_html", "summary", "attachments"}),
        ("summary", {"summary", "attachments"}),
        ("link", set()),
    ],
)
def test_no_more_of_a_source_is_republished_than_it_wants(
    news: Desk, content: str, has: set[str]
) -> None:
    body = "<description>&lt;p>About Tbilisi, at length.&lt;/p></description>"
    media = "<enclosure url='https://wire.example.com/a.mp3' type='audio/mpeg'/>"
    news.write("feeds/news/w.xml", rss(item(1, more=body + media)))
    sources(news, f"{{feed: w.xml, content: {content}}}")
    news.build()
    (only,) = news.items("news/georgia")  # all of its text was looked at
    assert {"content_html", "summary", "attachments"} & only.keys() == has
    assert only["url"] == "https://wire.example.com/1"
    assert only["_feedtool"]["source"]["title"] == "The wire"


def test_a_summary_that_is_not_republished_is_looked_at_all_the_same(
    news: Desk,
) -> None:
    body = "<description>About Tbilisi today.</description>"
    news.write("feeds/news/w.xml", rss(item(1, more=body), item(2)))
    sources(news, "{feed: w.xml, content: link}", more="keep: [Tbilisi]")
    news.build()
    (only,) = news.items("news/georgia")
    assert "summary" not in only


# -- keeping up -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("feeds/feedtool.yaml", "base_url: https://example.org/feeds/"),
        ("feeds/news/feed.yaml", feed_yaml("{feed: w.xml, title: Renamed}")),
        ("feeds/news/feed.yaml", feed_yaml("feed: w.xml", more="description: New.")),
        ("feeds/news/feed.yaml", feed_yaml("feed: w.xml", more="rights: © Us")),
        ("feeds/regions.yaml", MAP.replace("caucasus:", "caucasus:\n  title: C")),
        ("feeds/news/w.xml", rss(item(1), title="Another wire")),
        ("feeds/news/w.xml", rss(item(1, more="<category>Trade</category>"))),
    ],
)
def test_whatever_changes_is_published_at_the_next_build(
    news: Desk, path: str, text: str | bytes
) -> None:
    news.write("feeds/news/w.xml", rss(item(1)))
    sources(news, "feed: w.xml")
    news.build()
    before = news.published()
    news.write(path, text)
    news.build()
    assert news.published() != before
    # And it is what a build from nothing would have made.
    after = {path: data for path, (_, _, data) in news.published().items()}
    (news.root / "feedtool.db").unlink()
    news.build()
    assert {path: data for path, (_, _, data) in news.published().items()} == after


def test_a_run_that_was_killed_before_it_could_remember_leaves_nothing_stale(
    news: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    news.write("feeds/news/w.xml", rss(item(1)))
    sources(news, "feed: w.xml")
    news.build()
    before = {path: data for path, (_, _, data) in news.published().items()}
    sources(news, "feed: w.xml", more="description: Changed")
    with monkeypatch.context() as killed:
        killed.setattr(Store, "compose", interrupt)
        assert news.run("build").status == 130
    assert b"Changed" in news.published()["news/atom.xml"][2]
    sources(news, "feed: w.xml")
    news.build()
    assert {path: data for path, (_, _, data) in news.published().items()} == before


def interrupt(*_: object) -> None:
    raise KeyboardInterrupt
