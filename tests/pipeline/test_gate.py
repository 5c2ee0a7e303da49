"""What goes out is valid and has what it had; else the old files stay."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedtool.model import Article, Composed, Feed, File, Finding, Published
from feedtool.pipeline import FeedReport, Report, SourceReport, gate, sieve
from feedtool.pipeline.press import Press
from feedtool.pipeline.sheet import Sheet
from feedtool.store import Store
from feedtool.write import opml as opml_format
from feedtool.write import rss as rss_format

from ..conftest import Desk, Ran, feed_yaml, item, rss
from ..servers import Server

LATER = "2026-03-02T12:00:00Z"
MAP = "georgia: {keywords: [Tbilisi]}\nrussia: {keywords: [Moscow]}\n"
Render = Callable[[Feed[Published]], bytes]


def record(desk: Desk, number: int, title: str = "", more: str = "") -> None:
    desk.write(
        f"feeds/news/articles/{number}.yaml",
        f"title: {title or f'Record {number}'}\nlink: https://example.org/{number}\n"
        f"published: 2026-02-{number:02}\n{more}",
    )


def bytes_of(desk: Desk, under: str = "") -> dict[str, bytes]:
    published = desk.published().items()
    return {path: data for path, (_, _, data) in published if path.startswith(under)}


def own_bytes(desk: Desk) -> dict[str, bytes]:
    """Return the files of the main feed alone."""
    files = bytes_of(desk, "news/")
    return {path: data for path, data in files.items() if path.count("/") == 1}


@pytest.fixture
def news(desk: Desk) -> Desk:
    desk.write("feeds/news/feed.yaml", feed_yaml("records: articles/"))
    desk.write("feeds/regions.yaml", MAP)
    for number in (1, 2, 3):
        record(desk, number)
    return desk


def breaks(
    monkeypatch: pytest.MonkeyPatch,
    when: Callable[[Feed[Published]], bool],
    format: str = "atom",
) -> None:
    """Let a format be no XML where a feed is such."""
    module = getattr(__import__(f"feedtool.write.{format}").write, format)
    render: Render = module.render

    def rendered(feed: Feed[Published]) -> bytes:
        data = render(feed)
        return data + b"<" if when(feed) else data

    monkeypatch.setattr(module, "render", rendered)


def has(*titles: str) -> Callable[[Feed[Published]], bool]:
    return lambda feed: {*titles} <= {a.article.title for a in feed.articles}


# -- an article that cannot be made valid -----------------------------------------


@pytest.mark.parametrize("format", ["rss", "atom"])
def test_an_article_that_cannot_be_valid_is_left_out_and_named(
    news: Desk, monkeypatch: pytest.MonkeyPatch, format: str
) -> None:
    with monkeypatch.context() as broken:
        breaks(broken, has("Record 2"), format)
        ran = news.run("build")
        assert ran.status == 0
        assert (
            "warning: feeds/news/articles/2.yaml:1: 'Record 2' is left out of the "
            "feeds: not well-formed: unclosed token (well-formed) (please report it"
        ) in ran.err
        assert ran.err.count("\n") == 1
        assert news.titles() == ["Record 3", "Record 1"]
        for name, data in bytes_of(news, "news/").items():
            assert b"Record 2" not in data, name
        assert ran.out.startswith("news: 2 articles (+2)")
        # As long as nothing changes, only those who ask are told again.
        again = news.build("--json", now=LATER).json["warnings"]
        assert [f["level"] for f in again if "Record 2" in f["message"]] == ["note"]
        assert "note: feeds/news/articles/2.yaml:1: 'Record 2'" in news.run("check").out
    record(news, 2, "Record 2, mended")
    news.build(now=LATER)
    assert news.titles() == ["Record 3", "Record 2, mended", "Record 1"]


def test_an_article_that_cannot_be_written_at_all_costs_itself_alone(
    news: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def render(feed: Feed[Published]) -> bytes:
        if has("Record 3")(feed):
            raise ValueError("no such letter")
        return original(feed)

    original = rss_format.render
    monkeypatch.setattr(rss_format, "render", render)
    ran = news.run("build")
    assert ran.status == 0
    assert "'Record 3' is left out of the feeds: it cannot be written" in ran.err
    assert news.titles() == ["Record 2", "Record 1"]


def test_of_two_that_are_invalid_together_the_older_one_is_left_out(
    news: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    breaks(monkeypatch, has("Record 1", "Record 3"))
    news.run("build")
    assert news.titles() == ["Record 3", "Record 2"]


def test_one_of_a_source_is_named_where_the_source_stands(
    news: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    news.write("feeds/news/w.xml", rss(item(1, title="Tbilisi")))
    news.write("feeds/news/feed.yaml", feed_yaml("feed: w.xml"))
    breaks(monkeypatch, has("Tbilisi"))
    ran = news.run("build")
    # Once, though a subfeed would have had it too.
    assert ran.err.count("warning: feeds/news/feed.yaml:4: 'Tbilisi' is left out") == 1
    assert news.titles() == news.titles("news/georgia") == []


@given(st.sets(st.integers(0, 40)), st.integers(0, 41))
def test_whatever_articles_are_to_blame_they_alone_are_left_out(
    bad: set[int], number: int
) -> None:
    date = datetime(2026, 3, 1, tzinfo=UTC)
    articles = tuple(
        Published(
            id=f"tag:{n}", article=Article(title=str(n)), published=date, updated=date
        )
        for n in range(number)
    )
    sheet = Sheet(feed=Feed(path="x/", articles=articles), name="x", formats=())

    def printed(sheet: Sheet) -> tuple[list[File], Finding | None]:
        wrong = bad & {int(each.article.title) for each in sheet.feed.articles}
        return [], Finding(level="error", message=str(wrong)) if wrong else None

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(sieve, "printed", printed)
        sound, faults = sieve.without_faults(sheet)
    assert [int(each.article.title) for each in sound.feed.articles] == [
        n for n in range(number) if n not in bad
    ]
    assert set(faults) == {f"tag:{n}" for n in bad if n < number}


# -- a feed that is not valid -----------------------------------------------------


def test_a_feed_that_is_not_valid_is_held_and_goes_out_when_it_is(
    news: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    news.build()
    before = own_bytes(news)
    record(news, 4)
    with monkeypatch.context() as broken:
        breaks(broken, lambda feed: feed.region is None)
        for words in ((), ("--quiet", "--every-failure"), ("--dry-run",)):
            ran = news.run("build", *words, now=LATER)
            assert ran.status == 3
            assert ran.err.startswith("error: held back: news/atom.xml, line ")
            assert "(well-formed); unless feeds/news/feed.yaml says so" in ran.err
            assert ran.err.count("\n") == 1
            assert own_bytes(news) == before
        ran = news.run("build", "--quiet", now=LATER)
        assert (ran.status, ran.err) == (3, "")  # it was said before
        ran = news.run("check", now=LATER)
        assert ran.status == 3
        assert "error: held back: news/atom.xml, line " in ran.out
        ran = news.run("build", "--json", now=LATER)
        (main, *_) = ran.json["feeds"]
        assert ran.json["exit"] == 3
        assert ran.json["held"] == [main["held"]]
        assert main["files"]["news/atom.xml"] == main["files"]["news/index.html"]
        assert main["files"]["news/atom.xml"] == "held"
    ran = news.run("build", "--quiet", now=LATER)
    assert (ran.status, ran.out) == (0, "")
    assert ran.err == "note: news/: published again after less than a minute\n"
    assert news.titles()[0] == "Record 4"


def test_what_stays_so_is_published_again_without_being_changed(
    news: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    news.build()
    (news.root / "public/news/rss.xml").unlink()
    with monkeypatch.context() as broken:
        breaks(broken, lambda feed: True)
        assert news.run("build", now=LATER).status == 3
    assert news.build(now=LATER).out.endswith("1 file written in news/\n")


def test_a_held_subfeed_holds_neither_its_feed_nor_others(
    news: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    record(news, 4, "Tbilisi")
    news.write("feeds/other/feed.yaml", feed_yaml(name="other"))
    news.write("feeds/other/articles/1.yaml", "title: X\nlink: https://o.example/\n")
    news.build()
    before = bytes_of(news, "news/georgia/")
    record(news, 5, "Tbilisi again")
    breaks(monkeypatch, lambda f: f.path == "news/georgia/" and has("Tbilisi again")(f))
    monkeypatch.setattr(gate, "without_faults", lambda sheet: (sheet, {}))
    ran = news.run("build", now=LATER)
    assert ran.status == 3
    assert ran.err.startswith("error: held back: news/georgia/atom.xml")
    assert bytes_of(news, "news/georgia/") == before
    assert news.titles()[0] == "Tbilisi again"
    assert "2 subfeeds; 6 files written in news/, 4 held back" in ran.out
    assert "other: 1 article, 2 subfeeds; unchanged" in ran.out
    # Pages and lists show it as it is there, with one article.
    assert b'href="georgia/' in bytes_of(news)["news/index.html"]
    assert b"news/georgia/" in bytes_of(news)["index.html"]


def test_what_never_was_there_is_listed_nowhere(
    news: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    news.write("feeds/feedtool.yaml", "base_url: https://example.org/feeds/\n")
    with monkeypatch.context() as broken:
        breaks(broken, lambda feed: feed.path == "news/georgia/")
        assert news.run("build").status == 3
        for path, data in bytes_of(news).items():
            assert b"georgia" not in data, path
        assert b"news/russia/" in bytes_of(news)["feeds.opml"]
    news.build(now=LATER)
    assert b"news/georgia/" in bytes_of(news)["feeds.opml"]
    assert b"georgia" in bytes_of(news)["news/index.html"]


def test_what_cannot_be_checked_does_not_go_out(
    news: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def check(data: bytes) -> list[Finding]:
        if b"Record 2" in data:
            raise RecursionError
        return []

    monkeypatch.setattr("feedtool.lint.check", check)
    ran = news.run("build")
    assert "'Record 2' is left out of the feeds: it cannot be checked" in ran.err
    assert news.titles() == ["Record 3", "Record 1"]


def test_a_feed_too_large_is_held_at_once(
    news: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("feedtool.lint.LARGEST", 100)
    monkeypatch.setattr("feedtool.lint.document.LARGEST", 100)
    ran = news.run("build")
    assert ran.status == 3
    assert "(too-large); lower its limit: in feeds/news/feed.yaml" in ran.err


def test_lists_are_held_too(news: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    render = opml_format.render

    def rendered(title: str, outlines: object) -> bytes:
        return b"<opml/>" if title == "Feeds" else render(title, outlines)  # type: ignore[arg-type]

    news.build()
    before = bytes_of(news)["feeds.opml"]
    record(news, 4)
    news.write("feeds/feedtool.yaml", "base_url: https://example.org/feeds/\n")
    monkeypatch.setattr(opml_format, "render", rendered)
    ran = news.run("build", "--json", now=LATER)
    assert ran.status == 3
    assert ran.json["files"]["feeds.opml"] == "held"
    assert ran.json["held"][0].startswith("feeds.opml, line 1: ")
    assert bytes_of(news)["feeds.opml"] == before


def test_the_lists_ask_the_memory_once_for_each_definition(
    news: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def composed(store: Store, name: str) -> Composed | None:
        asked.append(name)
        return original(store, name)

    news.build()
    asked: list[str] = []
    original = Store.composed
    monkeypatch.setattr(Store, "composed", composed)
    with Store(news.root / "feedtool.db") as store:
        press = Press(news.root / "public", store, rehearsal=True)
        files, _ = press.front(["news"], ())
    assert {*files.values()} == {"kept"}
    assert asked == ["news"]


# -- a feed that loses its articles -----------------------------------------------

TWELVE = range(1, 13)


def wire(desk: Desk, *numbers: int, language: str = "en", of: str = "Moscow") -> None:
    items = (item(n, title=f"{of} {n}", day=n) for n in numbers)
    document = rss(*items).replace(
        b"<channel>", f"<channel><language>{language}</language>".encode()
    )
    desk.write("feeds/news/w.xml", document)


def english(desk: Desk, more: str = "", output: str = "") -> None:
    yaml = f"{more}\noutput: {{languages: [en]{output}}}"
    desk.write("feeds/news/feed.yaml", feed_yaml("feed: w.xml", more=yaml))


@pytest.fixture
def world(desk: Desk) -> Desk:
    """A feed with twelve articles from outside, in English, all of Russia."""
    desk.write("feeds/regions.yaml", MAP)
    english(desk)
    wire(desk, *TWELVE)
    desk.build()
    assert len(desk.items("news/russia")) == 12
    return desk


def let(desk: Desk, *words: str, left: int, of: str = "news") -> Ran:
    """Build, and see that most of the articles are gone, and nobody minds."""
    ran = desk.build(*words, now=LATER)
    assert len(desk.items(of)) == left
    return ran


def test_a_feed_that_loses_most_of_its_articles_is_held(world: Desk) -> None:
    before = own_bytes(world)
    wire(world, *TWELVE, language="de")
    for words in (("build",), ("build", "--dry-run")):
        ran = world.run(*words, now=LATER)
        assert ran.status == 3
        assert ran.err.splitlines()[0] == (
            "error: held back: news/ with 1 of its regions: 12 of its 12 articles "
            "would go at once: its language is de; "
            "12 of them came from feeds/news/feed.yaml:4: w.xml; "
            "the old files stay until the articles are back; "
            "`feedtool build news --dry-run --diff` tells which, "
            "`feedtool build news --allow-shrink` lets them go"
        )
        assert own_bytes(world) == before
    assert world.run("check", now=LATER).status == 3
    let(world, "--allow-shrink", left=0)
    # That is how it is now.
    let(world, left=0)


def test_it_goes_out_when_it_has_its_articles_again(world: Desk) -> None:
    wire(world, *TWELVE, language="de")
    assert world.run("build", now=LATER).status == 3
    wire(world, *TWELVE, 13)
    let(world, left=13)


@pytest.mark.parametrize(("number", "status"), [(6, 0), (7, 3)])
def test_half_of_the_articles_may_go(desk: Desk, number: int, status: int) -> None:
    english(desk)
    wire(desk, *TWELVE)
    desk.build()
    items = [
        item(n, title=f"Moscow {n}", day=n).replace(
            "</item>", "<dc:language>de</dc:language></item>"
        )
        if n <= number
        else item(n, title=f"Moscow {n}", day=n)
        for n in TWELVE
    ]
    document = rss(*items).replace(
        b"<rss", b"<rss xmlns:dc='http://purl.org/dc/elements/1.1/'"
    )
    desk.write("feeds/news/w.xml", document)
    assert desk.run("build", now=LATER).status == status


def test_a_small_feed_may_lose_all(desk: Desk) -> None:
    english(desk)
    wire(desk, *range(1, 10))
    desk.build()
    wire(desk, *range(1, 10), language="de")
    let(desk, left=0)


def test_a_subfeed_that_loses_its_articles_holds_itself_alone(world: Desk) -> None:
    before = bytes_of(world, "news/russia/")
    wire(world, *TWELVE, of="Tbilisi")
    ran = world.run("build", now=LATER)
    assert ran.status == 3
    assert "error: held back: news/russia/: 12 of its 12 articles" in ran.err
    assert "it is not in the region" in ran.err
    assert bytes_of(world, "news/russia/") == before
    assert len(world.items("news/georgia")) == 12


def test_articles_that_are_merged_into_one_hold_their_feed(desk: Desk) -> None:
    def source(name: str, links: str) -> None:
        items = (
            f"<item><title>{name} {n}</title><guid isPermaLink='false'>{name}{n}</guid>"
            f"<link>https://{links}.example/{n}</link></item>"
            for n in TWELVE
        )
        desk.write(f"feeds/news/{name}.xml", rss(*items))

    names = ("u", "v", "w")
    yaml = feed_yaml(*(f"feed: {name}.xml" for name in names))
    desk.write("feeds/news/feed.yaml", yaml)
    for name in names:
        source(name, name)
    desk.build()
    assert len(desk.items()) == 36
    for name in names:
        source(name, "u")
    ran = desk.run("build", now=LATER)
    assert ran.status == 3
    assert "24 of its 36 articles would go at once: it is one with 'u " in ran.err
    assert len(desk.items()) == 36


def test_articles_that_cannot_be_valid_are_lost_too(
    world: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    wire(world, *TWELVE, 13)
    breaks(
        monkeypatch,
        lambda feed: any(int(a.article.title.split()[1]) < 9 for a in feed.articles),
    )
    ran = world.run("build", now=LATER)
    assert ran.status == 3
    assert "8 of its 12 articles would go at once: it cannot be made valid" in ran.err
    assert len(world.items()) == 12


def test_no_edit_is_a_reason_for_not_being_valid(
    world: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    english(world, "drop: [sponsored]\ndescription: Edited")
    breaks(monkeypatch, lambda feed: bool(feed.articles))
    ran = world.run("build", now=LATER)
    assert ran.status == 3
    assert "12 of its 12 articles would go at once: it cannot be made valid" in ran.err


# -- a feed that holds its regions along ------------------------------------------

COUNTRIES = ("Georgia", "Kenya", "Brazil", "Japan", "France")  # six articles each
THIRTY = range(1, 31)


def votes(desk: Desk, *items: str, name: str = "w") -> None:
    """Let a source carry these."""
    document = rss(*items)
    desk.write(
        f"feeds/news/{name}.xml",
        document.replace(b"<rss", b"<rss xmlns:dc='http://purl.org/dc/elements/1.1/'"),
    )


def vote(number: int, country: str = "", *, german: bool = False) -> str:
    """Return an article about one of the countries, each a day older than the last."""
    return item(
        number,
        title=f"{country or COUNTRIES[number % 5]} votes {number}",
        day=31 - number if number < 31 else 28,
        more=f"<dc:language>{'de' if german else 'en'}</dc:language>",
    )


def in_german() -> list[str]:
    """Return the thirty articles, of which the first two alone are in English."""
    return [vote(number, german=number > 2) for number in THIRTY]


def atlas(desk: Desk, output: str = "", more: str = "") -> None:
    desk.write("feeds/feedtool.yaml", "base_url: https://example.org/feeds/\n")
    each = f"{{languages: [en], regions: {{each: country}}{output}}}"
    yaml = f"regions: un-m49\noutput: {each}\n{more}"
    desk.write("feeds/news/feed.yaml", feed_yaml("feed: w.xml", more=yaml))


@pytest.fixture
def planet(desk: Desk) -> Desk:
    """A feed with thirty articles from outside, six of each of five countries."""
    atlas(desk, ", archive: true")
    votes(desk, *map(vote, THIRTY))
    desk.build()
    assert len(desk.items("news/ge")) == len(desk.items("news/ke")) == 6
    return desk


def filled(desk: Desk) -> dict[str, bytes]:
    """Return all files but those of the regions in which there is nothing."""
    empty = {
        path.rpartition("/")[0]
        for path, data in bytes_of(desk, "news/").items()
        if path.endswith("feed.json") and not json.loads(data)["items"]
    }
    files = bytes_of(desk).items()
    return {path: data for path, data in files if path.rpartition("/")[0] not in empty}


def test_a_feed_that_is_held_for_its_losses_holds_its_regions_along(
    planet: Desk,
) -> None:
    before = filled(planet)
    assert "news/ge/atom.xml" in before
    assert "news/archive/1.xml" in before
    votes(planet, *in_german())
    said = (
        "held back: news/ with 16 of its regions: 28 of its 30 articles would go at "
        "once: its language is de; 28 of them came from feeds/news/feed.yaml:4: w.xml; "
        "the old files stay until the articles are back; "
        "`feedtool build news --dry-run --diff` tells which, "
        "`feedtool build news --allow-shrink` lets them go"
    )
    for words in (("--dry-run",), (), ("--quiet", "--every-failure")):
        ran = planet.run("build", *words, now=LATER)
        assert (ran.status, ran.err) == (3, f"error: {said}\n")
        assert filled(planet) == before
    ran = planet.run("build", "--quiet", now=LATER)
    assert (ran.status, ran.err) == (3, "")  # it was said before
    ran = planet.run("check", now=LATER)
    assert ran.status == 3
    assert ran.out.count("held back") == 1
    assert f"error: {said}\n" in ran.out


def test_programs_are_told_of_each_region_that_is_held_along(planet: Desk) -> None:
    votes(planet, *in_german())
    ran = planet.run("build", "--json", "--dry-run", "--diff", now=LATER)
    (main, *_) = ran.json["feeds"]
    (kenya,) = (each for each in ran.json["feeds"] if each["region"] == "ke")
    assert ran.json["held"] == [main["held"]]
    assert main["held_with"] is None
    assert kenya["held_with"] == "news/"
    assert kenya["held"] == (
        "news/ke/: 5 of its 6 articles would go at once: its language is de; "
        "5 of them came from feeds/news/feed.yaml:4: w.xml; "
        "it is held along with news/"
    )
    assert {*kenya["files"].values()} == {"held"}
    assert kenya["articles"] == 6
    assert [each["why"] for each in kenya["changes"]] == ["its language is de"] * 5


def test_the_regions_go_out_with_their_feed_when_it_is_whole_again(
    planet: Desk,
) -> None:
    votes(planet, *in_german())
    assert planet.run("build", "--quiet", now=LATER).status == 3
    votes(planet, *map(vote, THIRTY), vote(31, "Kenya"))
    ran = planet.run("build", "--quiet", now=LATER)
    assert (ran.status, ran.out) == (0, "")
    assert ran.err == "note: news/: published again after less than a minute\n"
    assert (len(planet.items()), len(planet.items("news/ke"))) == (31, 7)
    assert planet.build(now=LATER).out.endswith("unchanged\n")


def test_a_feed_that_may_shrink_lets_its_regions_shrink(planet: Desk) -> None:
    votes(planet, *in_german())
    assert planet.run("build", now=LATER).status == 3
    let(planet, "--allow-shrink", left=2)
    assert (planet.titles("news/ke"), planet.titles("news/ge")) == (
        ["Kenya votes 1"],
        [],
    )


def test_regions_that_lose_nothing_go_out_beside_their_held_feed(planet: Desk) -> None:
    # Kenya keeps its articles and gets one, Peru is new, Japan loses one of six.
    german = {n for n in THIRTY if n % 5 in (0, 2, 4)} | {3}
    before = filled(planet)
    items = [vote(n, german=n in german) for n in THIRTY]
    votes(planet, *items, vote(31, "Kenya"), vote(32, "Peru"))
    ran = planet.run("build", now=LATER)
    assert ran.status == 3
    assert "news/ with 12 of its regions: 19 of its 30 articles" in ran.err
    assert len(planet.items("news/ke")) == 7
    assert planet.titles("news/pe") == ["Peru votes 32"]
    after = filled(planet)
    for path in before:
        if path.startswith(("news/jp/", "news/ge/", "news/archive/")):
            assert after[path] == before[path], path
    assert own_bytes(planet) == {p: d for p, d in before.items() if p.count("/") == 1}
    assert b'news/pe/index.html">Peru</a> <span>1</span>' in after["index.html"]
    assert b"news/pe/atom.xml" in after["feeds.opml"]
    assert b'news/jp/index.html">Japan</a> <span>6</span>' in after["index.html"]


def test_regions_that_lose_for_a_reason_go_out_beside_their_held_feed(
    planet: Desk,
) -> None:
    planet.write("feeds/other/feed.yaml", feed_yaml(name="other"))
    for number in (6, 11):
        planet.write(
            f"feeds/other/articles/{number}.yaml",
            f"link: https://wire.example.com/{number}\nretracted: true\n",
        )
    votes(planet, *(vote(n, german=n % 5 != 1) for n in THIRTY))
    ran = planet.run("build", now=LATER)
    assert ran.status == 3
    assert "24 of its 30 articles would go at once: its language is de;" in ran.err
    assert (len(planet.items("news/ke")), len(planet.items("news/ge"))) == (4, 6)


def test_a_page_lists_a_region_held_along_as_it_is_there(desk: Desk) -> None:
    """Asia has newer articles than those of Georgia alone, and loses none of them."""

    def carry(*more: str, german: Collection[int] = ()) -> None:
        country = {1: "Kenya", 2: "Japan", 3: "Georgia"}
        items = (vote(n, country[-(-n // 12)], german=n in german) for n in THIRTY)
        votes(desk, *items, *more)

    atlas(desk, ", limit: 12")
    carry()
    desk.build()
    before = bytes_of(desk, "news/ge/")
    carry(vote(31, "Japan"), german={*range(3, 13), 30})
    ran = desk.run("build", now=LATER)
    assert ran.status == 3
    assert "news/ with 6 of its regions: 10 of its 12 articles" in ran.err
    assert bytes_of(desk, "news/ge/") == before
    assert desk.titles("news/asia")[0] == "Japan votes 31"
    for path, folder in (("news/asia/index.html", "../"), ("index.html", "news/")):
        listed = f'{folder}ge/index.html">Georgia</a> <span>6</span>'.encode()
        assert listed in bytes_of(desk)[path]


def test_a_region_holds_those_inside_it_along(planet: Desk) -> None:
    """Twelve articles of Asia come to be about Chad; six of them were about Japan."""
    before = filled(planet)
    moved = [vote(n, "Chad" if n % 5 in (0, 3) else "") for n in THIRTY]
    votes(planet, *moved)
    ran = planet.run("build", now=LATER)
    assert ran.status == 3
    assert ran.err.startswith(
        "error: held back: news/asia/ with 4 of its regions: 12 of its 12 articles "
        "would go at once: it is not in the region; "
    )
    assert ran.err.count("\n") == 1
    after = filled(planet)
    for path in before:
        if path.startswith(("news/asia/", "news/eastern-asia/", "news/jp/", "news/ge")):
            assert after[path] == before[path], path
    assert len(planet.items("news/td")) == 12
    assert len(planet.items()) == 30
    assert b'jp/index.html">Japan</a> <span>6</span>' in after["news/index.html"]


def test_articles_that_cannot_be_valid_stay_in_the_regions_too(
    planet: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = filled(planet)
    votes(planet, *map(vote, THIRTY), vote(31, "Kenya"))
    breaks(monkeypatch, lambda feed: bool(feed.articles))
    ran = planet.run("build", now=LATER)
    assert ran.status == 3
    assert (
        "news/ with 4 of its regions: 30 of its 30 articles would go at once: "
        "it cannot be made valid; "
    ) in ran.err
    assert filled(planet) == before


def test_a_feed_that_is_neither_whole_nor_valid_says_both(
    planet: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = filled(planet)
    votes(planet, *in_german())
    breaks(monkeypatch, lambda feed: feed.region is None)
    ran = planet.run("build", now=LATER)
    assert ran.status == 3
    assert "held back: news/ with 16 of its regions: 28 of its 30 articles" in ran.err
    assert "lets them go; and news/atom.xml, line " in ran.err
    assert filled(planet) == before


def test_a_feed_that_is_only_not_valid_holds_no_region_along(
    planet: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    moved = [vote(n, "Peru" if n == 3 else "") for n in THIRTY]
    votes(planet, *moved)
    breaks(monkeypatch, lambda feed: feed.region is None)
    ran = planet.run("build", now=LATER)
    assert ran.status == 3
    assert (len(planet.items("news/jp")), len(planet.items("news/pe"))) == (5, 1)


def test_a_region_that_is_not_valid_either_says_only_that(
    planet: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = filled(planet)
    votes(planet, *in_german())
    breaks(monkeypatch, lambda feed: feed.path == "news/ke/")
    ran = planet.run("build", "--json", now=LATER)
    (main, *_) = ran.json["feeds"]
    (kenya,) = (each for each in ran.json["feeds"] if each["region"] == "ke")
    assert ran.json["held"] == [main["held"], kenya["held"]]
    assert kenya["held"].startswith("news/ke/atom.xml, line ")
    assert "--allow-shrink" not in kenya["held"]
    assert kenya["held_with"] is None
    assert main["held"].startswith("news/ with 15 of its regions: 28 of its 30 ")
    assert filled(planet) == before


# -- what is news of a feed that is held ------------------------------------------


def quietly(desk: Desk) -> str:
    """Build as cron does while a feed is held, and return what is news."""
    ran = desk.run("build", "--quiet", now=LATER)
    assert ran.status == 3
    return ran.err


def test_it_is_no_news_how_many_regions_are_held_along(desk: Desk) -> None:
    desk.write("feeds/regions.yaml", MAP)
    english(desk)
    votes(desk, *(vote(n, "Paris") for n in TWELVE))
    desk.build()
    paris = [vote(n, "Paris", german=True) for n in TWELVE]
    votes(desk, *paris)
    assert quietly(desk).startswith("error: held back: news/: 12 of its 12 articles")
    votes(desk, *paris, vote(13, "Moscow"))
    assert quietly(desk) == ""
    assert desk.titles("news/russia") == ["Moscow votes 13"]
    votes(desk, *paris, vote(13, "Moscow", german=True))
    assert quietly(desk) == ""
    ran = desk.run("build", now=LATER)
    assert "held back: news/ with 1 of its regions: 12 of its 12" in ran.err
    votes(desk, *paris, vote(13, "Moscow"))
    assert quietly(desk) == ""


def test_it_is_no_news_how_many_have_the_reason_that_most_have(desk: Desk) -> None:
    english(desk, "drop: [sponsored]")
    votes(desk, *map(vote, TWELVE))
    desk.build()
    german = [vote(n, german=True) for n in TWELVE]
    votes(desk, *german)
    assert "at once: its language is de; " in quietly(desk)
    votes(desk, vote(1, "sponsored"), *german[1:])
    assert quietly(desk) == ""
    ran = desk.run("build", now=LATER)
    assert "its language is de (so it is with 11 of them); " in ran.err
    votes(desk, *(vote(n, "sponsored") for n in TWELVE))
    assert "sponsored" in quietly(desk)


# -- the source to look at --------------------------------------------------------

WIRES = ("asia", "east", "west")


def wires(desk: Desk, *german: int) -> None:
    """Let each of three sources carry eight articles."""
    for rank, name in enumerate(WIRES):
        numbers = range(8 * rank + 1, 8 * rank + 9)
        votes(desk, *(vote(n, german=n in german) for n in numbers), name=name)


@pytest.fixture
def agency(desk: Desk) -> Desk:
    """A feed of three sources, with eight articles of each."""
    sources = [f"feed: {name}.xml" for name in WIRES]
    more = "output: {languages: [en]}"
    desk.write("feeds/news/feed.yaml", feed_yaml(*sources, more=more))
    wires(desk)
    desk.build()
    assert len(desk.items()) == 24
    return desk


def test_the_source_that_most_of_them_came_from_is_named(agency: Desk) -> None:
    wires(agency, *range(9, 25))
    assert "16 of its 24 articles would go at once: its language is de; the old" in (
        quietly(agency)
    )
    wires(agency, *range(10, 25))
    assert quietly(agency) == ""  # that one of them has most is no news
    assert (
        "error: held back: news/: 15 of its 24 articles would go at once: its language "
        "is de; 8 of them came from feeds/news/feed.yaml:6: west.xml; the old files "
    ) in agency.run("build", now=LATER).err


def test_the_source_of_those_that_cannot_be_valid_is_named(
    agency: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    wires(agency)
    votes(agency, vote(25), *map(vote, range(1, 9)), name="asia")
    breaks(
        monkeypatch,
        lambda f: any(int(a.article.title.split()[2]) < 15 for a in f.articles),
    )
    ran = agency.run("build", now=LATER)
    assert ran.status == 3
    assert (
        "14 of its 24 articles would go at once: it cannot be made valid; "
        "8 of them came from feeds/news/feed.yaml:4: asia.xml; "
    ) in ran.err


def test_records_that_no_line_names_are_named_by_their_folder(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.write("feeds/news/feed.yaml", feed_yaml())
    for number in TWELVE:
        record(desk, number)
    desk.build()
    record(desk, 13)
    breaks(monkeypatch, lambda feed: bool(feed.articles))
    said = "12 of them came from feeds/news/feed.yaml: articles; "
    assert said in quietly(desk)


def test_of_the_sources_of_an_article_the_one_trusted_most_is_named(
    desk: Desk,
) -> None:
    more = "output: {languages: [en]}"
    desk.write("feeds/news/feed.yaml", feed_yaml("feed: all.xml", more=more))
    votes(desk, *map(vote, TWELVE), name="all")
    desk.build()
    sources = ("feed: own.xml", "feed: all.xml")
    desk.write("feeds/news/feed.yaml", feed_yaml(*sources, more=more))
    votes(desk, *map(vote, TWELVE), name="own")
    desk.build()
    votes(desk, *(vote(n, german=True) for n in TWELVE), name="own")
    assert "12 of them came from feeds/news/feed.yaml:4: own.xml; " in quietly(desk)


# -- what is a reason, and known --------------------------------------------------


def test_an_edit_of_the_definition_is_a_reason(world: Desk) -> None:
    english(world, "drop: [Moscow]")
    let(world, left=0)


def test_an_edit_of_the_map_is_a_reason(world: Desk) -> None:
    world.write("feeds/regions.yaml", MAP.replace("Moscow", "Petersburg"))
    let(world, left=0, of="news/russia")
    assert len(world.items()) == 12


def test_an_edit_that_changed_nothing_is_no_reason_later(world: Desk) -> None:
    english(world, "drop: [sponsored]")
    let(world, left=12)
    wire(world, *TWELVE, language="de")
    assert world.run("build", now=LATER).status == 3


def test_an_edit_is_a_reason_for_a_feed_that_was_held_meanwhile(
    world: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    english(world, "drop: [Moscow]")
    with monkeypatch.context() as broken:
        breaks(broken, lambda feed: feed.region is not None)
        assert world.run("build", now=LATER).status == 3
    let(world, left=0, of="news/russia")


def test_newer_ones_are_a_reason(world: Desk) -> None:
    english(world, output=", limit: 12")
    world.build()
    wire(world, *range(13, 25))
    let(world, left=12)
    assert world.titles()[0] == "Moscow 24"


def test_newer_ones_of_one_source_are_a_reason(desk: Desk) -> None:
    desk.write("feeds/news/feed.yaml", feed_yaml("{feed: w.xml, limit: 12}"))
    wire(desk, *TWELVE)
    desk.build()
    wire(desk, *range(13, 25))
    let(desk, left=12)


def test_age_is_a_reason(world: Desk) -> None:
    english(world, "since: 30d")
    world.build()
    world.build(now="2026-04-01T12:00:00Z")
    assert world.items() == []


@pytest.mark.parametrize(
    "more", ["expires: 2026-03-02", "retracted: true", "draft: true"]
)
def test_records_have_their_reasons(news: Desk, more: str) -> None:
    for number in TWELVE:
        record(news, number, more="" if more != "expires: 2026-03-02" else more)
    news.build()
    assert len(news.items()) == 12
    for number in TWELVE:
        record(news, number, more=more)
    let(news, left=0)


def test_records_that_are_deleted_are_a_reason(news: Desk) -> None:
    for number in TWELVE:
        record(news, number)
    news.build()
    for number in TWELVE:
        (news.root / f"feeds/news/articles/{number}.yaml").unlink()
    let(news, left=0)


def test_what_another_definition_retracts_is_a_reason(world: Desk) -> None:
    world.write("feeds/other/feed.yaml", feed_yaml(name="other"))
    for number in TWELVE:
        world.write(
            f"feeds/other/articles/{number}.yaml",
            f"link: https://wire.example.com/{number}\nretracted: true\n",
        )
    let(world, left=0)


def test_what_is_forgotten_is_a_reason(world: Desk) -> None:
    wire(world, 12)
    world.run("forget", "w.xml")
    let(world, left=1)


def test_one_reason_does_not_hide_the_lack_of_another(world: Desk) -> None:
    """Five are retracted, of which seven are left to be lost: more than half."""
    wire(world, *TWELVE, language="de")
    english(world)
    world.write("feeds/other/feed.yaml", feed_yaml(name="other"))
    for number in range(1, 6):
        world.write(
            f"feeds/other/articles/{number}.yaml",
            f"link: https://wire.example.com/{number}\nretracted: true\n",
        )
    ran = world.run("build", now=LATER)
    assert ran.status == 3
    assert "7 of its 12 articles would go at once: its language is de;" in ran.err


def opml(*addresses: str) -> bytes:
    """Return a list of feeds."""
    lines = "".join(f"<outline text='x' xmlUrl='{each}'/>" for each in addresses)
    head = "<head><title>Blogs</title></head>"
    return f"<opml version='2.0'>{head}<body>{lines}</body></opml>".encode()


def test_a_list_on_disk_is_edited_one_on_the_web_is_not(
    desk: Desk, server: Server
) -> None:
    desk.write("feeds/feedtool.yaml", f"fetch: {{allow: ['{server.address}']}}")
    desk.write("feeds/disk/feed.yaml", feed_yaml("opml: list.opml", name="disk"))
    web = feed_yaml(f"opml: {server.url('/list')}", name="web")
    desk.write("feeds/web/feed.yaml", web)
    server.routes["/w"] = rss(*(item(n, day=n) for n in TWELVE))
    server.routes["/list"] = opml(server.url("/w"))
    desk.write("feeds/disk/list.opml", opml(server.url("/w")))
    desk.build()
    server.routes["/list"] = opml()
    desk.write("feeds/disk/list.opml", opml())
    ran = desk.run("build", now=LATER)
    assert ran.status == 3
    assert (
        "error: held back: web/: 12 of its 12 articles would go at once: its source is"
        in ran.err
    )
    assert (len(desk.items("disk")), len(desk.items("web"))) == (0, 12)


# -- where the memory knows nothing -----------------------------------------------


@pytest.mark.parametrize("formats", ["rss", "atom", "json", "rss, atom, json"])
def test_without_its_memory_a_feed_is_what_its_files_say(
    desk: Desk, formats: str
) -> None:
    """What was a record is not taken from them."""
    desk.write(
        "feeds/news/feed.yaml", feed_yaml(more=f"output: {{formats: [{formats}]}}")
    )
    for number in TWELVE:
        text = f"title: Own {number}\nlink: https://example.org/{number}\n"
        desk.write(f"feeds/news/articles/{number}.yaml", text)
    desk.build()
    before = bytes_of(desk)
    (desk.root / "feedtool.db").unlink()
    for number in range(1, 11):
        (desk.root / f"feeds/news/articles/{number}.yaml").unlink()
    ran = desk.run("build", now=LATER)
    assert ran.status == 3
    assert (
        "news/: 10 of its 12 articles would go at once: the memory does not know it; "
        "the old files stay"
    ) in ran.err
    assert bytes_of(desk) == {
        **before,
        **bytes_of(desk, "index"),
        **bytes_of(desk, "f"),
    }
    desk.build("--allow-shrink", now=LATER)


def test_without_its_memory_a_held_feed_is_listed_with_its_regions(desk: Desk) -> None:
    atlas(desk)
    yaml = (desk.root / "feeds/news/feed.yaml").read_text()
    desk.write("feeds/news/feed.yaml", yaml.replace("feed: w.xml", "records: articles"))
    for number in THIRTY:
        text = f"title: {COUNTRIES[number % 5]} {number}\nlink: https://o.ex/{number}\n"
        desk.write(f"feeds/news/articles/{number}.yaml", text)
    desk.build()
    before = filled(desk)
    (desk.root / "feedtool.db").unlink()
    for number in THIRTY[2:]:
        (desk.root / f"feeds/news/articles/{number}.yaml").unlink()
    for _ in range(2):  # once restored, once as remembered
        ran = desk.run("build", now=LATER)
        assert ran.status == 3
        assert "news/ with 16 of its regions: 28 of its 30 articles would go" in ran.err
        assert filled(desk) == before
    let(desk, "--allow-shrink", left=2)
    assert desk.items("news/fr") == []
    assert b"news/fr/atom.xml" in bytes_of(desk)["feeds.opml"]


def test_without_its_memory_a_feed_may_be_the_same(world: Desk) -> None:
    before = bytes_of(world)
    (world.root / "feedtool.db").unlink()
    ran = world.build("--json")
    assert bytes_of(world) == before
    assert {each["added"] for each in ran.json["feeds"]} == {0}


def test_without_its_memory_a_feed_may_have_newer_ones(desk: Desk) -> None:
    english(desk, output=", limit: 12")
    wire(desk, *TWELVE)
    desk.build()
    (desk.root / "feedtool.db").unlink()
    wire(desk, *range(13, 25))
    let(desk, left=12)


def test_without_its_memory_a_feed_keeps_what_came_from_outside(world: Desk) -> None:
    before = bytes_of(world)
    (world.root / "feedtool.db").unlink()
    wire(world, 11, 12)
    world.build(now=LATER)
    assert bytes_of(world) == before


def test_what_is_no_feed_is_nothing_to_lose(desk: Desk) -> None:
    desk.write("public/news/atom.xml", b"<html>")
    desk.write("public/news/feed.json", json.dumps({"version": 1}).encode())
    english(desk)
    wire(desk, *TWELVE)
    assert desk.run("build", now=LATER).status == 0
    assert len(desk.items()) == 12


# -- the exit status --------------------------------------------------------------


@pytest.mark.parametrize(
    ("report", "status"),
    [
        (Report(held=("x",), unwritten=("y",)), 74),
        (Report(held=("x",), findings=(Finding(level="error", message=""),)), 2),
        (Report(held=("x",), findings=(Finding(level="warning", message=""),)), 3),
        (
            Report(
                held=("x",),
                sources=(SourceReport(key="", address="", name="", outcome="failed"),),
            ),
            3,
        ),
        (Report(feeds=(FeedReport(name="", region=None),)), 0),
    ],
)
def test_the_exit_status_is_the_first_that_applies(report: Report, status: int) -> None:
    assert report.exit_status == status
