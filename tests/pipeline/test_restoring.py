"""A missing memory: what is published beside it gives ids, dates and articles back."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TypeAlias

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feedtool.store import Store

from ..conftest import NOW, Desk, feed_yaml, rss
from ..servers import Server
from ..test_golden import GOLDEN

LATER = "2026-03-02T12:00:00Z"
LAST = "2026-03-05T12:00:00Z"
SAID = "found in the output folder, with their ids and first dates"


def entry(
    number: int, guid: str | None = None, link: str | None = None, more: str = ""
) -> str:
    """Return an item without a date, unless *more* has one."""
    guid = f"<guid isPermaLink='false'>{guid}</guid>" if guid else ""
    link = f"<link>{link}</link>" if link else ""
    text = f"<description>Text of {number}.</description>"
    return f"<item><title>Item {number}</title>{link}{guid}{text}{more}</item>"


def dated(day: int) -> str:
    return f"<pubDate>{day:02} Feb 2026 12:00:00 GMT</pubDate>"


def page(number: int) -> str:
    return f"https://wire.example.com/{number}"


WIRE = [
    entry(1, "1", page(1)),
    entry(2, "2", page(2), dated(2)),
    entry(3, "tag:w.example,2026:3", page(3)),
    entry(4, "4"),
    entry(5, None, page(5)),
    entry(6, "6", page(6), dated(6)),
]


@pytest.fixture
def news(desk: Desk) -> Desk:
    desk.write("feeds/news/feed.yaml", feed_yaml("records: articles/", "feed: w.xml"))
    desk.write(
        "feeds/news/articles/1.yaml", "title: Own\nlink: https://own.example/1\n"
    )
    desk.write("feeds/news/w.xml", rss(*WIRE))
    desk.build()
    return desk


def lose(desk: Desk) -> None:
    for path in desk.root.glob("feedtool.db*"):
        path.unlink()


def contents(desk: Desk) -> dict[str, bytes]:
    return {path: data for path, (_, _, data) in desk.published().items()}


# -- what comes back ----------------------------------------------------------------


@pytest.mark.parametrize("now", [NOW, LAST])
def test_the_golden_feeds_stay_as_they_are(desk: Desk, now: str) -> None:
    shutil.copytree(GOLDEN / "feeds", desk.root / "feeds")
    desk.run("build")
    before = desk.published()
    lose(desk)
    ran = desk.run("build", now=now)
    assert f"the memory was missing: 8 articles {SAID}" in ran.out
    assert desk.published() == before
    assert SAID not in desk.run("build", now=now).out


def test_ids_and_dates_stay_also_of_articles_without_a_date(news: Desk) -> None:
    before = news.published()
    lose(news)
    news.build(now=LAST)
    assert news.published() == before


@pytest.mark.parametrize("left", [0, 1, 3, 5])
def test_what_no_source_carries_any_more_stays(news: Desk, left: int) -> None:
    before = news.published()
    lose(news)
    news.write("feeds/news/w.xml", rss(*WIRE[:left]))
    news.run("build", now=LATER)
    assert news.published() == before
    lose(news)
    news.run("build", now=LAST)
    assert news.published() == before


def test_all_that_is_known_of_an_article_stays(desk: Desk) -> None:
    more = """
      <dc:creator xmlns:dc='http://purl.org/dc/elements/1.1/'>ada@example.org (Ada)
      </dc:creator>
      <category domain='https://topics.example/'>heat</category><category>b</category>
      <enclosure url='https://media.example/a.mp3' length='7' type='audio/mpeg'/>
      <image><url>https://media.example/a.png</url></image>
      <content:encoded xmlns:content='http://purl.org/rss/1.0/modules/content/'>
      <![CDATA[<p>All of it, in <b>Tbilisi</b>.</p><p>And more.</p>]]></content:encoded>
      <dc:rights xmlns:dc='http://purl.org/dc/elements/1.1/'>CC BY 4.0</dc:rights>
    """
    desk.write("feeds/regions.yaml", "georgia: {places: [GE]}\neu: {title: EU}\n")
    desk.write("feeds/news/feed.yaml", feed_yaml("{feed: w.xml, regions: [eu]}"))
    desk.write("feeds/news/w.xml", rss(entry(1, "1", page(1), more)))
    desk.build()
    before = desk.published()
    assert json.loads(before["news/feed.json"][2])["items"][0]["image"]
    lose(desk)
    desk.write("feeds/news/w.xml", rss())
    desk.run("build", now=LATER)
    assert desk.published() == before


@pytest.mark.parametrize("formats", ["json", "atom", "rss", "rss, atom"])
def test_any_format_will_do(news: Desk, formats: str) -> None:
    more = f"output: {{formats: [{formats}]}}\n"
    yaml = feed_yaml("records: articles/", "feed: w.xml", more=more)
    news.write("feeds/news/feed.yaml", yaml)
    news.build("--prune")
    before = contents(news)
    lose(news)
    news.write("feeds/news/w.xml", rss(*WIRE[::2]))
    news.run("build", now=LATER)
    assert contents(news) == before


@pytest.mark.parametrize("content", ["summary", "link"])
def test_it_stays_in_its_regions_when_its_text_is_not_republished(
    desk: Desk, content: str
) -> None:
    desk.write("feeds/feedtool.yaml", f"content: {content}\n")
    desk.write("feeds/regions.yaml", "asia:\n  regions: {japan: {keywords: [Tokyo]}}\n")
    desk.write("feeds/news/feed.yaml", feed_yaml("feed: w.xml"))
    text = f"<description>&lt;p&gt;{'x ' * 400} Tokyo&lt;/p&gt;</description>"
    article = entry(1, "1", page(1)).replace(
        "<description>Text of 1.</description>", text
    )
    desk.write("feeds/news/w.xml", rss(article))
    desk.build()
    assert desk.titles("news/japan") == ["Item 1"]
    lose(desk)
    desk.write("feeds/news/w.xml", rss())
    desk.run("build", now=LATER)
    assert desk.titles("news/japan") == desk.titles("news/asia") == ["Item 1"]


def test_an_edit_that_was_seen_is_not_forgotten(news: Desk) -> None:
    edited = WIRE[1].replace("Text of 2", "It has burst: 2")
    news.write("feeds/news/w.xml", rss(WIRE[0], edited, *WIRE[2:]))
    news.build(now=LATER)
    assert LATER in {each.get("date_modified") for each in news.items()}
    before = news.published()
    lose(news)
    news.build(now=LAST)
    assert news.published() == before


def test_articles_of_subfeeds_alone_come_back_too(desk: Desk) -> None:
    desk.write("feeds/regions.yaml", "asia: {keywords: [Tokyo]}\n")
    more = "output: {limit: 2}\n"
    desk.write("feeds/news/feed.yaml", feed_yaml("feed: w.xml", more=more))
    items = [entry(n, str(n), page(n), dated(n)) for n in range(1, 9)]
    items[0] = items[0].replace("Text of", "Tokyo")
    desk.write("feeds/news/w.xml", rss(*items))
    desk.build()
    before = desk.published()
    assert desk.titles("news/asia") == ["Item 1"]
    lose(desk)
    desk.write("feeds/news/w.xml", rss(items[-1]))
    desk.run("build", now=LATER)
    assert desk.published() == before


def test_a_country_keeps_its_feed(desk: Desk) -> None:
    desk.write("feeds/regions.yaml", "use: un-m49\n")
    more = "output: {regions: {each: country}}\nsince: 30d\n"
    desk.write("feeds/news/feed.yaml", feed_yaml("feed: w.xml", more=more))
    items = [entry(1, "1", page(1), dated(27)).replace("Text of", "Tbilisi, Georgia")]
    desk.write("feeds/news/w.xml", rss(*items))
    desk.build()
    assert (desk.root / "public/news/ge/feed.json").exists()
    lose(desk)
    desk.write("feeds/news/w.xml", rss())
    desk.run("build", now="2026-06-01T12:00:00Z")
    assert desk.titles("news/ge") == []
    assert "Georgia" in (desk.root / "public/news/index.html").read_text()


# -- who is who -----------------------------------------------------------------------


def test_an_article_that_comes_back_is_the_one_that_it_was(news: Desk) -> None:
    before = news.items()
    lose(news)
    news.write("feeds/news/w.xml", rss())
    news.run("build", now=LATER)
    edited = [each.replace("Text of", "More text of") for each in WIRE]
    news.write("feeds/news/w.xml", rss(*edited))
    news.build(now=LAST)
    after = news.items()
    assert len(after) == len(before) == 7
    for known in ("id", "date_published", "title", "url"):
        assert [a.get(known) for a in after] == [b.get(known) for b in before]
    assert sum("More text" in json.dumps(each) for each in after) == 6
    # What its source has now is news to us, though not to those who read it.
    assert not any("date_modified" in each for each in after)


def test_even_one_with_another_title_is(news: Desk) -> None:
    before = {each["id"] for each in news.items()}
    lose(news)
    news.write("feeds/news/w.xml", rss())
    news.run("build", now=LATER)
    news.write("feeds/news/w.xml", rss(*(each.replace("Item", "New") for each in WIRE)))
    news.build(now=LAST)
    assert {each["id"] for each in news.items()} == before
    assert sum("New" in title for title in news.titles()) == 6


@pytest.mark.parametrize("gap", [False, True])
def test_new_guids_and_links_make_no_new_articles(news: Desk, gap: bool) -> None:
    before = {each["title"]: each["id"] for each in news.items()}
    lose(news)
    if gap:
        news.write("feeds/news/w.xml", rss())
        news.run("build", now=LATER)
    news.write(
        "feeds/news/w.xml",
        rss(
            entry(1, "new-1", page(1)),
            entry(2, "new-2", "https://new.example/2", dated(2)),
            entry(3, None, page(3)),
            entry(5, "tag:new.example,2026:5", page(5)),
            entry(6, "6", "https://new.example/6", dated(6)),
        ),
    )
    news.build(now=LAST)
    assert {each["title"]: each["id"] for each in news.items()} == before
    assert len(news.items()) == len(before)


def test_copies_stay_one_article_whichever_source_stops_carrying_it(desk: Desk) -> None:
    text = " ".join(f"word{n} of a long story" for n in range(40))
    story = entry(1, "s", "https://a.example/1", dated(3)).replace("Text of", text)
    sources = {
        "a": rss(story, entry(2, "a2", page(2))),
        "b": rss(story.replace("a.example", "b.example"), entry(3, "b3", page(3))),
    }
    desk.write("feeds/news/feed.yaml", feed_yaml("feed: a.xml", "feed: b.xml"))
    for name, data in sources.items():
        desk.write(f"feeds/news/{name}.xml", data)
    desk.build()
    before = desk.published()
    assert len(desk.items()) == 3
    assert desk.items()[-1]["_feedtool"]["also"] == ["https://b.example/1"]
    for gone in ([], ["a"], ["b"], ["a", "b"]):
        lose(desk)
        for name, data in sources.items():
            desk.write(f"feeds/news/{name}.xml", rss() if name in gone else data)
        desk.run("build", now=LATER)
        assert desk.published() == before, gone


def test_what_two_definitions_share_stays_in_both(news: Desk) -> None:
    news.write("feeds/other/feed.yaml", feed_yaml("feed: ../news/w.xml", name="other"))
    news.build()
    before = news.published()
    lose(news)
    news.write("feeds/news/w.xml", rss(*WIRE[::2]))
    news.run("build", now=LATER)
    assert news.published() == before


# -- what stays away ------------------------------------------------------------------


def test_a_record_that_was_deleted_does_not_come_back(news: Desk) -> None:
    lose(news)
    (news.root / "feeds/news/articles/1.yaml").unlink()
    news.build(now=LATER)
    assert "Own" not in news.titles()


def test_what_is_retracted_stays_away(news: Desk) -> None:
    lose(news)
    retracted = f"link: {page(2)}\nretracted: true\n"
    news.write("feeds/news/articles/2.yaml", retracted)
    news.write("feeds/news/w.xml", rss())
    news.run("build", now=LATER)
    assert "Item 2" not in news.titles()
    assert len(news.titles()) == 6


def test_rules_decide_anew(news: Desk) -> None:
    lose(news)
    yaml = feed_yaml("records: articles/", "{feed: w.xml, drop: [Item 6]}")
    news.write("feeds/news/feed.yaml", yaml)
    news.write("feeds/news/w.xml", rss())
    news.run("build", now=LATER)
    assert len(news.titles()) == 6
    assert "Item 6" not in news.titles()


def test_the_articles_of_a_source_that_was_taken_out_go_with_it(
    desk: Desk, server: Server
) -> None:
    addresses = [server.url(f"/{name}") for name in ("a", "b")]
    for name in ("a", "b"):
        server.routes[f"/{name}"] = rss(entry(1, name, f"https://{name}.example/1"))
    allow = f"fetch: {{allow: ['127.0.0.1:{server.port}']}}\n"
    desk.write("feeds/feedtool.yaml", allow)
    lines = [f"{{feed: {url}, title: {url[-1]}}}" for url in addresses]
    desk.write("feeds/news/feed.yaml", feed_yaml(*lines))
    desk.build()
    assert len(desk.items()) == 2
    lose(desk)
    desk.write("feeds/news/feed.yaml", feed_yaml(lines[0]))
    desk.build(now=LATER)
    assert len(desk.items()) == 1


def test_what_a_source_passes_on_stays_with_it(desk: Desk) -> None:
    desk.write("feeds/news/feed.yaml", feed_yaml("feed: w.xml"))
    passed = [
        entry(n, str(n), page(n), f"<source url='https://o{n}.example/f'>O{n}</source>")
        for n in (1, 2)
    ]
    desk.write("feeds/news/w.xml", rss(*passed))
    desk.build()
    before = desk.published()
    lose(desk)
    desk.write("feeds/news/w.xml", rss(passed[0]))
    desk.build(now=LATER)
    assert desk.published() == before


def test_a_source_that_does_not_answer_keeps_what_it_had(
    desk: Desk, server: Server
) -> None:
    server.routes["/w"] = rss(*WIRE)
    allow = f"fetch: {{allow: ['127.0.0.1:{server.port}']}}\n"
    desk.write("feeds/feedtool.yaml", allow)
    desk.write("feeds/news/feed.yaml", feed_yaml(f"feed: {server.url('/w')}"))
    desk.build()
    before = desk.published()
    lose(desk)
    assert desk.run("build", "--offline", now=LATER).status == 0
    for name in ("rss.xml", "atom.xml", "feed.json"):
        assert desk.published()[f"news/{name}"] == before[f"news/{name}"]
    desk.build(now=LAST)
    assert contents(desk) == {path: data for path, (*_, data) in before.items()}


# -- what was tampered with ------------------------------------------------------------


def tamper(desk: Desk, **values: object) -> None:
    """Change the first item of the main feed."""
    path = desk.root / "public/news/feed.json"
    feed = json.loads(path.read_bytes())
    feed["items"][0] |= values
    path.write_text(json.dumps(feed))


def test_what_is_no_feed_any_more_is_told(news: Desk) -> None:
    lose(news)
    for name in ("feed.json", "atom.xml", "rss.xml"):
        news.write(f"public/news/{name}", "{]")
    ran = news.run("build", now=LATER)
    assert ran.status == 0
    assert "warning: public/news/feed.json: this is no feed any more" in ran.err
    assert len(news.items()) == 7


def test_one_format_is_enough_when_others_are_broken(news: Desk) -> None:
    before = contents(news)
    lose(news)
    for name in ("feed.json", "atom.xml"):
        news.write(f"public/news/{name}", "<rss")
    news.write("feeds/news/w.xml", rss(*WIRE[:2]))
    news.run("build", now=LATER)
    assert contents(news) == before


@pytest.mark.parametrize(
    "values",
    [
        {"id": "javascript:alert(1)"},
        {"id": 7, "_feedtool": []},
        {"date_published": "2999-01-01T00:00:00Z"},
        {"date_published": None, "_feedtool": {"also": "x", "regions": [1]}},
        {"_feedtool": {"also": [1, "javascript:x"], "source": {"title": "The wire"}}},
        {"url": "javascript:alert(1)", "title": 3, "authors": [1]},
        {"content_html": "<script>alert(1)</script><img src=x onerror=alert(1)>"},
    ],
)
def test_what_was_tampered_with_harms_nobody(
    news: Desk, values: dict[str, object]
) -> None:
    lose(news)
    tamper(news, **values)
    news.write("feeds/news/w.xml", rss())
    assert news.run("build", now=LATER).status == 0
    for path, data in contents(news).items():
        assert b"alert(1)" not in data.replace(b"javascript:alert", b""), path
    linted = news.run("lint", *(f"public/news/{n}" for n in ("rss.xml", "atom.xml")))
    assert linted.status == 0, linted.out
    news.build(now=LAST)


def test_what_others_published_there_is_none_of_ours(desk: Desk) -> None:
    desk.write("feeds/news/feed.yaml", feed_yaml("feed: w.xml"))
    desk.write("feeds/news/w.xml", rss(WIRE[0]))
    (desk.root / "elsewhere").mkdir()
    desk.write("elsewhere/feed.json", "{}")
    (desk.root / "public").mkdir()
    (desk.root / "public/news").symlink_to(desk.root / "elsewhere")
    ran = desk.run("build")
    assert ran.status == 74
    assert "a file or a link stands where a folder should" in ran.err
    assert (desk.root / "elsewhere/feed.json").read_text() == "{}"


# -- when it happens -------------------------------------------------------------------


def test_a_damaged_memory_gives_way_to_one_that_knows_the_same(news: Desk) -> None:
    before = news.published()
    news.write("feedtool.db", "this is no database")
    news.write("feeds/news/w.xml", rss(WIRE[0]))
    ran = news.run("build", now=LATER)
    assert (ran.status, "feedtool.db.damaged-" in ran.err) == (0, True)
    assert news.published() == before


def test_fetching_before_building_loses_nothing(news: Desk) -> None:
    before = news.published()
    lose(news)
    news.write("feeds/news/w.xml", rss(*WIRE[:2]))
    news.run("fetch", now=LATER)
    news.run("build", now=LAST)
    assert news.published() == before


@pytest.mark.parametrize("words", [("check",), ("build", "--dry-run")])
def test_what_writes_nothing_says_what_a_build_would(
    news: Desk, words: tuple[str, ...]
) -> None:
    before = news.published()
    lose(news)
    news.write("feeds/news/w.xml", rss())
    said = news.run(*words, "--json", now=LATER).json
    assert said["restored"] == 7
    assert said["feeds"][0]["articles"] == 7
    assert not list(news.root.glob("feedtool.db*"))
    assert news.published() == before


def test_what_is_held_back_is_restored_when_it_is_mended(news: Desk) -> None:
    before = news.published()
    lose(news)
    record = news.root / "feeds/news/articles/1.yaml"
    was = record.read_bytes()
    record.write_text("title: [")
    news.write("feeds/news/w.xml", rss(WIRE[0]))
    assert news.run("build", now=LATER).status == 2
    record.write_bytes(was)
    news.run("build", now=LAST)
    for path, (_, _, data) in before.items():
        assert news.published()[path][2] == data


def test_lists_keep_a_feed_that_a_new_memory_does_not_know_yet(news: Desk) -> None:
    other = news.write("feeds/other/feed.yaml", "title: O\nlink: https://o.example/\n")
    news.write("feeds/other/articles/1.yaml", "title: One\nlink: https://o.example/1\n")
    news.build()
    before = contents(news)
    lose(news)
    news.build("news", now=LATER)  # not the other one
    assert contents(news) == before
    lose(news)
    other.write_text("title: O\n")  # has no link
    ran = news.run("build", "--json", now=LATER)
    assert ran.status == 2
    assert ran.json["files"] == {"feeds.opml": "held", "index.html": "held"}
    assert contents(news) == before


def test_a_run_that_was_cut_short_is_no_lost_memory(
    news: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents(news)
    shutil.rmtree(news.root / "public")
    lose(news)

    def cut_short(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Store, "compose", cut_short)
        assert news.run("build").status == 130
    news.build()
    assert contents(news) == before


# -- whatever it is -------------------------------------------------------------------


@contextmanager
def site(desk: Desk, name: str) -> Iterator[Desk]:
    folder = desk.root / name
    folder.mkdir()
    desk.monkeypatch.chdir(folder)
    try:
        yield replace(desk, root=folder)
    finally:
        shutil.rmtree(folder)


_Item: TypeAlias = tuple[int, str, bool, int | None, bool]
ITEMS = st.lists(
    st.builds(
        lambda number, guid, link, day, image: (number, guid, link, day, image),
        st.integers(1, 40),
        st.sampled_from(["plain", "iri", "none"]),
        st.booleans(),
        st.one_of(st.none(), st.integers(1, 28)),
        st.booleans(),
    ),
    max_size=8,
    unique_by=lambda item: item[0],
)


def as_item(item: _Item) -> str:
    number, guid, link, day, image = item
    guids = {"plain": str(number), "iri": f"tag:w.example,2026:{number}", "none": None}
    more = dated(day) if day else ""
    if image:
        more += f"<enclosure url='https://m.example/{number}.png' type='image/png'/>"
    return entry(number, guids[guid], page(number) if link else None, more)


def _same_with_or_without_a_memory(
    desk: Desk, items: list[_Item], data: st.DataObject
) -> None:
    kept = data.draw(
        st.lists(st.sampled_from(items), unique=True) if items else st.just([])
    )
    back = data.draw(
        st.lists(st.sampled_from(items), unique=True) if items else st.just([])
    )
    published = []
    for loses in (False, True):
        with site(desk, "lost" if loses else "kept") as each:
            each.write("feeds/news/feed.yaml", feed_yaml("feed: w.xml"))
            for now, carried in ((NOW, items), (LATER, kept), (LAST, back)):
                each.write("feeds/news/w.xml", rss(*map(as_item, carried)))
                each.run("build", now=now)
                if loses and now == NOW:
                    lose(each)
            published.append(contents(each))
    assert published[0] == published[1]


def _some(examples: int) -> settings:
    fixture = [HealthCheck.function_scoped_fixture]
    return settings(max_examples=examples, deadline=None, suppress_health_check=fixture)


@_some(4)
@given(ITEMS, st.data())
def test_with_or_without_a_memory_the_same_is_published(
    desk: Desk, items: list[_Item], data: st.DataObject
) -> None:
    _same_with_or_without_a_memory(desk, items, data)


@pytest.mark.long
@_some(200)
@given(ITEMS, st.data())
def test_so_it_is_whatever_articles_there_are(
    desk: Desk, items: list[_Item], data: st.DataObject
) -> None:
    _same_with_or_without_a_memory(desk, items, data)
