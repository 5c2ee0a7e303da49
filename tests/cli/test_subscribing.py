"""`feedtool add` and `feedtool opml`."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from feedtool.cli.setting import Setting
from feedtool.config import Site
from feedtool.read import opml

from ..conftest import Desk, Ran, feed_yaml, item, rss
from ..servers import Answer, Server, redirect

WIRE = rss(item(1), item(2, day=3))


def page(*links: str, more: str = "") -> Answer:
    heads = "".join(f"<link rel=alternate {link}>" for link in links)
    body = f"<!doctype html><title>A blog</title>{heads}<body>{more}"
    return Answer(body=body.encode(), headers={"Content-Type": "text/html"})


def rss_link(href: str, title: str = "") -> str:
    return f"type=application/rss+xml href='{href}' title='{title}'"


@pytest.fixture
def news(desk: Desk, server: Server) -> Desk:
    """A definition with one source, and a server with a feed and a page."""
    desk.write("feeds/news/feed.yaml", feed_yaml("feed: own.xml  # ours"))
    desk.write("feeds/news/own.xml", rss(item(9)))
    policy = f"fetch: {{delay: 0s, allow: ['{server.address}']}}\n"
    desk.write("feeds/feedtool.yaml", policy)
    server.routes["/feed.xml"] = WIRE
    server.routes["/blog/"] = page(rss_link("../feed.xml"))
    return desk


def text(desk: Desk) -> str:
    return (desk.root / "feeds/news/feed.yaml").read_text()


def refused(desk: Desk, *words: str) -> str:
    """Add, expect that nothing is added, and return why."""
    before = text(desk)
    ran = desk.run("add", "news", *words)
    assert (ran.status, ran.out) == (1, "")
    assert text(desk) == before
    return ran.err


# -- add --------------------------------------------------------------------------


def test_a_feed_is_read_and_written_at_the_end_of_the_sources(
    news: Desk, server: Server
) -> None:
    before = text(news)
    url = server.url("/feed.xml")
    ran = news.run("add", "news", url)
    assert (ran.status, ran.err) == (0, "")
    assert ran.out == f"The wire: 2 articles, newest 3 February; added {url}\n"
    assert text(news) == before + f"  - feed: {url}\n"
    news.build()
    assert len(news.items()) == 3


def test_the_feed_behind_a_page_is_added(news: Desk, server: Server) -> None:
    ran = news.run("add", "news", server.url("/blog/"), "--json")
    assert ran.status == 0
    assert ran.json == [
        {
            "url": server.url("/blog/"),
            "feed": server.url("/feed.xml"),
            "title": "The wire",
            "articles": 2,
            "newest": "2026-02-03T12:00:00Z",
            "every": None,
            "added": True,
            "error": None,
        }
    ]
    assert text(news).endswith(f"  - feed: {server.url('/feed.xml')}\n")


def test_nothing_is_asked_for_that_the_page_does_not_name(
    news: Desk, server: Server
) -> None:
    server.routes["/"] = page(more="<a href='/about'>About</a>")
    assert "an HTML page titled 'A blog', not a feed, and it names none" in refused(
        news, server.url("/")
    )
    assert [received.path for received in server.requests] == ["/"]


def test_links_of_a_page_are_tried_until_one_is_a_feed(
    news: Desk, server: Server
) -> None:
    server.routes["/"] = page(
        rss_link("/gone.xml"),
        more="<a href='/page.xml'>x</a><a href='/feed.xml'>RSS</a>",
    )
    server.routes["/page.xml"] = page()
    assert news.run("add", "news", server.url("/")).status == 0
    assert text(news).endswith(f"{server.url('/feed.xml')}\n")


def test_only_a_few_links_of_a_page_are_tried(news: Desk, server: Server) -> None:
    server.routes["/"] = page(*(rss_link(f"/{n}.xml", str(n)) for n in range(50)))
    said = refused(news, server.url("/"))
    assert f"its feed {server.url('/0.xml')}: " in said
    assert len(server.requests) <= 6


def test_what_a_person_says_of_it_stands_beside_the_address(
    news: Desk, server: Server
) -> None:
    news.write("feeds/regions.yaml", "georgia: {}\nrussia: {}\n")
    url = server.url("/feed.xml")
    words = ("--title", "Wire: #1", "--every", "6h", "--allow-private")
    regions = ("--region", "georgia", "--region", "russia")
    assert news.run("add", "news", url, *words, *regions).status == 0
    assert text(news).endswith(
        f'  - feed: {url}\n    title: "Wire: #1"\n'
        "    regions: [georgia, russia]\n    every: 6h\n    allow_private: true\n"
    )


@pytest.mark.parametrize("told", [(), ("--quiet",), ("--json",)])
def test_what_build_will_warn_of_is_said_at_once(
    news: Desk, server: Server, told: tuple[str, ...]
) -> None:
    news.write("feeds/regions.yaml", "georgia: {}\n")
    server.routes["/other.xml"] = rss(item(5))
    twice = ("--region", "georgia", "--region", "georgia")
    for line, path in ((6, "/feed.xml"), (8, "/other.xml")):  # each of its own alone
        ran = news.run("add", "news", server.url(path), *twice, *told)
        assert ran.status == 0
        assert ran.err == (
            f"warning: feeds/news/feed.yaml:{line}:24: 'georgia' is given twice\n"
        )
        if told == ("--json",):
            assert [each["added"] for each in ran.json] == [True]
    assert news.run("build").err.splitlines()[-1] == ran.err.rstrip("\n")


def test_an_interrupt_makes_no_second_document(
    news: Desk, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, times = Setting.site, []

    def site(setting: Setting, names: Sequence[str] = ()) -> Site:
        times.append(names)
        if len(times) > 1:
            raise KeyboardInterrupt
        return real(setting, names)

    monkeypatch.setattr(Setting, "site", site)
    ran = news.run("add", "news", server.url("/feed.xml"), "--json")
    assert (ran.status, ran.json["exit"]) == (130, 130)
    times.clear()  # and where nothing was added, nothing is read again
    ran = news.run("add", "news", server.url("/missing"), "--json")
    assert (ran.status, len(ran.json), len(times)) == (1, 1, 1)


@pytest.mark.parametrize("told", [(), ("--quiet",), ("--json",)])
def test_who_wishes_to_ask_too_often_is_told_once(
    news: Desk, server: Server, told: tuple[str, ...]
) -> None:
    server.routes["/other.xml"] = rss(item(5))
    urls = [server.url(path) for path in ("/blog/", "/other.xml")]
    ran = news.run("add", "news", *urls, "--every", "5m", *told)
    assert ran.status == 0
    assert ran.err == (
        "feedtool: --every 5m is written as 15m: nobody is asked more often than that\n"
    )
    if told == ("--json",):
        assert [each["every"] for each in ran.json] == ["15m", "15m"]
    assert text(news).count("    every: 15m\n") == 2
    ran = news.run("build")
    assert (ran.status, ran.err) == (0, "")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--region", "gorgia"), "the map has no region 'gorgia' (did you mean"),
        (("--every", "often"), "every: "),
        (("--title", " "), "title: this is empty"),
    ],
)
def test_a_wrong_option_is_told_before_anybody_is_asked(
    news: Desk, server: Server, words: tuple[str, ...], message: str
) -> None:
    news.write("feeds/regions.yaml", "georgia: {}\n")
    assert message in refused(news, server.url("/feed.xml"), *words)
    assert server.requests == []


def test_a_file_is_named_from_the_definition(news: Desk) -> None:
    news.write("shared/a.xml", WIRE)
    news.write("feeds/news/b.xml", WIRE)
    inside = str(news.root / "feeds/news/b.xml")
    outside = str(news.write("elsewhere.xml", WIRE))
    assert news.run("add", "news", "shared/a.xml", inside, outside).status == 0
    lines = text(news).splitlines()[-3:]
    assert lines == [
        "  - feed: ../../shared/a.xml",
        "  - feed: b.xml",
        f"  - feed: {outside}",
    ]
    news.build()


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("nowhere.xml", "there is no file nowhere.xml"),
        ("example.org/feed", "did you mean https://example.org/feed?"),
        ("127.0.0.1:8765/f.json", "did you mean http://127.0.0.1:8765/f.json?"),
        ("localhost:8765/f.json", "did you mean http://localhost:8765/f.json?"),
        ("feeds/news/own.xml", "a source already: feeds/news/feed.yaml:4"),
        ("feeds", "is a folder"),
        ("ftp://example.org/feed", "expected an address with http://"),
        ("https://[/", "expected an address with http://"),
        ("https://example.org/?k=${NO_SUCH_KEY}", "the environment has no NO_SUCH_KEY"),
        ("x" * 5000, "there is no file"),
    ],
)
def test_what_is_no_address_is_refused(news: Desk, address: str, message: str) -> None:
    assert message in refused(news, address)


def test_what_is_no_feed_is_named(news: Desk, server: Server) -> None:
    server.routes["/list"] = (
        b"<opml><body><outline xmlUrl='https://x.org/'/></body></opml>"
    )
    assert "add its feeds with `feedtool opml import`" in refused(
        news, server.url("/list")
    )
    assert "404" in refused(news, server.url("/missing"))
    server.routes["/json"] = Answer(body=b'{"a": 1}')
    assert "JSON, but no JSON Feed" in refused(news, server.url("/json"))


def test_a_private_address_is_refused_unless_a_person_allows_it(
    news: Desk, server: Server
) -> None:
    news.write("feeds/feedtool.yaml", "fetch: {delay: 0s}\n")
    url = server.url("/blog/")
    said = refused(news, url)
    assert "`--allow-private`, or `fetch: {allow: [" in said
    assert "allow_private" not in said
    assert server.requests == []
    assert news.run("add", "news", url, "--allow-private").status == 0
    assert text(news).endswith("/feed.xml\n    allow_private: true\n")


def test_a_page_leads_to_no_private_address(news: Desk, server: Server) -> None:
    news.write("feeds/feedtool.yaml", "fetch: {delay: 0s}\n")
    with Server({"/feed.xml": WIRE}) as other:
        server.routes["/"] = page(rss_link(other.url("/feed.xml")))
        said = refused(news, server.url("/"), "--allow-private")
        assert other.requests == []
    assert f'`fetch: {{allow: ["{other.address}"]}}` in feedtool.yaml would' in said
    assert "allow-private" not in said  # it would not help


def test_what_works_is_added_when_something_else_fails(
    news: Desk, server: Server
) -> None:
    server.routes["/2"] = rss()
    urls = [server.url(path) for path in ("/feed.xml", "/missing", "/2")]
    ran = news.run("add", "news", *urls)
    assert ran.status == 1
    assert f"{urls[1]}: not added: " in ran.err
    assert "no articles yet" in ran.out
    assert text(news).splitlines()[-2:] == [
        f"  - feed: {urls[0]}",
        f"  - feed: {urls[2]}",
    ]


def test_one_title_is_for_one_feed(news: Desk) -> None:
    ran = news.run("add", "news", "a.xml", "b.xml", "--title", "T")
    assert ran.status == 2
    assert "--title names one feed" in ran.err


def test_a_definition_that_is_not_there_is_told(news: Desk) -> None:
    ran = news.run("add", "nws", "https://example.org/")
    assert ran.status == 2
    assert "did you mean 'news'?" in ran.err


def test_text_from_outside_does_not_reach_the_terminal(
    news: Desk, server: Server
) -> None:
    server.routes["/feed.xml"] = rss(title="&#x202e;evil&#x9b;31m")
    ran = news.run("add", "news", server.url("/feed.xml"))
    assert ran.status == 0
    assert ran.out.rstrip("\n").isprintable()


# -- duplicates -------------------------------------------------------------------


def test_another_spelling_of_a_source_is_no_new_one(news: Desk, server: Server) -> None:
    url = server.url("/feed.xml")
    news.run("add", "news", url)
    for twin in (url, f"{url}/", f"{url}#x", url.replace("//", "//www.")):
        assert "a source already: feeds/news/feed.yaml:5" in refused(news, twin)
    assert "a source already" in refused(news, url.replace("http:", "https:"))
    assert server.count("/feed.xml") == 1


def test_a_page_whose_feed_is_there_adds_nothing(news: Desk, server: Server) -> None:
    news.run("add", "news", server.url("/feed.xml"))
    said = refused(news, server.url("/blog/"))
    assert f"its feed {server.url('/feed.xml')} is a source already: " in said
    server.routes["/both"] = page(
        rss_link("/atom.xml", "Blog Atom 1.0"), rss_link("/feed.xml", "Blog RSS")
    )
    server.routes["/atom.xml"] = WIRE
    assert "is a source already" in refused(news, server.url("/both"))
    assert server.count("/atom.xml") == 0


def test_a_redirect_to_a_source_is_no_new_one(news: Desk, server: Server) -> None:
    news.run("add", "news", server.url("/feed.xml"))
    for status in (301, 302):
        server.routes["/old"] = redirect("/feed.xml", status)
        said = refused(news, server.url("/old"))
        assert f"a source already by way of {server.url('/feed.xml')}" in said


def test_where_a_source_has_been_moved_to_is_no_new_one(
    news: Desk, server: Server
) -> None:
    server.routes["/old"] = redirect("/feed.xml", 301)
    feed = f"feed: {server.url('/old')}"
    news.write("feeds/news/feed.yaml", feed_yaml(feed))
    news.build()
    assert "is a source already" in refused(news, server.url("/feed.xml"))


def test_a_permanent_redirect_is_written_and_another_one_is_not(
    news: Desk, server: Server
) -> None:
    server.routes["/moved"] = redirect("/feed.xml", 308)
    server.routes["/now"] = redirect("/2", 302)
    server.routes["/2"] = rss(item(3))
    news.run("add", "news", server.url("/moved"), server.url("/now"))
    assert text(news).splitlines()[-2:] == [
        f"  - feed: {server.url('/feed.xml')}",
        f"  - feed: {server.url('/now')}",
    ]


def test_the_same_feed_given_twice_is_added_once(news: Desk, server: Server) -> None:
    urls = [server.url("/blog/"), server.url("/feed.xml"), server.url("/blog/")]
    ran = news.run("add", "news", *urls, "--json")
    assert [row["added"] for row in ran.json] == [True, False]
    assert text(news).count("/feed.xml") == 1


def test_two_ways_to_one_feed_add_it_once(news: Desk, server: Server) -> None:
    server.routes["/now"] = redirect("/feed.xml", 302)
    urls = [server.url("/now", user="ada:secret@"), server.url("/feed.xml")]
    ran = news.run("add", "news", *urls)
    assert ran.status == 1
    assert "/now, found just now" in ran.err
    assert "secret" not in ran.err
    assert text(news).endswith(f"  - feed: {urls[0]}\n")


def test_a_feed_of_a_list_is_a_source_already(news: Desk, server: Server) -> None:
    url = server.url("/feed.xml")
    news.write(
        "feeds/news/l.opml", f"<opml><body><outline xmlUrl='{url}'/></body></opml>"
    )
    news.write("feeds/news/feed.yaml", feed_yaml("opml: l.opml"))
    news.build()
    assert "is a source already: feeds/news/feed.yaml:4" in refused(news, url)


# -- secrets and politeness -------------------------------------------------------


def test_a_secret_is_written_as_it_was_given(
    news: Desk, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WIRE_KEY", "hush-hush")
    server.routes["/hush-hush/feed.xml"] = WIRE
    server.routes["/hush-hush/"] = page(rss_link("feed.xml"))
    ran = news.run("add", "news", server.url("/${WIRE_KEY}/feed.xml"))
    assert ran.status == 0
    assert text(news).endswith("/${WIRE_KEY}/feed.xml\n")
    said = refused(news, server.url("/${WIRE_KEY}/"))
    assert "name the feed itself" in said
    assert "hush" not in ran.out + said


def test_a_password_is_masked_and_stays_through_redirects(
    news: Desk, server: Server
) -> None:
    server.routes["/moved"] = redirect("/feed.xml", 301)
    url = server.url("/moved", user="ada:secret@")
    ran = news.run("add", "news", url)
    assert "secret" not in ran.out
    assert text(news).endswith(f"  - feed: {url}\n")


def test_a_source_that_asked_us_to_wait_is_not_asked(
    news: Desk, server: Server
) -> None:
    url = server.url("/feed.xml")
    news.write("feeds/other/feed.yaml", feed_yaml(f"feed: {url}", name="other"))
    busy = Answer(status=503, headers={"Retry-After": "7200"})
    server.routes["/feed.xml"] = busy
    news.run("build")
    assert "wants no request before 2026-03-01 14:00 UTC" in refused(news, url)
    assert server.count("/feed.xml") <= 2


# -- the file ---------------------------------------------------------------------


def test_own_articles_are_published_as_before(news: Desk, server: Server) -> None:
    news.write("feeds/news/feed.yaml", feed_yaml())
    news.write(
        "feeds/news/articles/1.yaml",
        "title: First\nlink: https://example.org/1\npublished: 2026-02-01\n",
    )
    assert news.run("add", "news", server.url("/feed.xml")).status == 0
    news.build()
    assert "First" in news.titles()
    assert len(news.items()) == 3


def test_a_file_with_mistakes_is_not_touched(news: Desk, server: Server) -> None:
    before = text(news) + "lnk: x\n"
    news.write("feeds/news/feed.yaml", before)
    ran = news.run("add", "news", server.url("/feed.xml"))
    assert ran.status == 2
    assert "mend these mistakes first" in ran.err
    assert "unknown key 'lnk'" in ran.err
    assert text(news) == before
    assert server.requests == []


def test_a_file_that_cannot_be_added_to_is_told_with_the_lines(
    news: Desk, server: Server
) -> None:
    before = "{title: News, link: 'https://example.org/'}\n"
    news.write("feeds/news/feed.yaml", before)
    ran = news.run("add", "news", server.url("/feed.xml"))
    assert ran.status == 2
    assert f"  - feed: {server.url('/feed.xml')}" in ran.err
    assert text(news) == before
    assert server.requests == []


def test_the_mode_of_the_file_and_a_link_to_it_stay(news: Desk, server: Server) -> None:
    path = news.root / "feeds/news/feed.yaml"
    real = news.root / "kept.yaml"
    path.rename(real)
    path.symlink_to(real)
    real.chmod(0o640)
    assert news.run("add", "news", server.url("/feed.xml")).status == 0
    assert path.is_symlink()
    assert "/feed.xml" in real.read_text()
    assert real.stat().st_mode & 0o777 == 0o640
    assert not list(news.root.rglob("*.tmp"))


def test_a_disk_that_is_full_leaves_the_file_as_it_was(
    news: Desk, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = text(news)

    def full(file: int, data: bytes) -> int:
        raise OSError(28, "No space left on device")

    url = server.url("/feed.xml")
    monkeypatch.setattr("feedtool.publish.os.write", full)
    ran = news.run("add", "news", url)
    monkeypatch.undo()
    assert ran.status == 74
    assert "the disk is full" in ran.err
    assert text(news) == before


# -- a page among the sources -----------------------------------------------------


def test_a_source_that_is_a_page_is_told_with_its_feed(
    news: Desk, server: Server
) -> None:
    news.write("feeds/news/feed.yaml", feed_yaml(f"feed: {server.url('/blog/')}"))
    ran = news.run("build")
    assert ran.status == 1
    assert f"not a feed; its feed seems to be {server.url('/feed.xml')}" in ran.err


def test_a_hint_has_nothing_secret_in_it(
    news: Desk, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WIRE_KEY", "hush-hush")
    server.routes["/hush-hush/"] = page(rss_link("feed.xml"))
    feed = f"feed: {server.url('/${WIRE_KEY}/')}"
    news.write("feeds/news/feed.yaml", feed_yaml(feed))
    ran = news.run("build")
    assert "its feed seems to be" in ran.err
    assert "hush" not in ran.err
    assert b"hush-hush" not in (news.root / "feedtool.db").read_bytes()


# -- opml export ------------------------------------------------------------------


def outlines(ran: Ran) -> dict[str, list[tuple[str, str | None, str | None]]]:
    return {
        folder.title: [(each.title, each.feed, each.link) for each in folder.outlines]
        for folder in opml.parse(ran.out.encode())
    }


def test_all_feeds_are_exported_a_folder_a_definition(
    news: Desk, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WIRE_KEY", "hush-hush")
    url = server.url("/feed.xml")
    news.write(
        "feeds/news/l.opml",
        "<opml><body><outline text='Theirs' xmlUrl='https://x.example/é'/></body></opml>",
    )
    news.write(
        "feeds/news/feed.yaml",
        feed_yaml(
            "records: articles/",
            f"feed: {url}",
            "feed: https://ada:secret@p.example/feed",
            "feed: https://k.example/${WIRE_KEY}/?a&b",
            "opml: l.opml",
            "feed: own.xml",
        ),
    )
    news.write("feeds/news/articles/1.yaml", "title: A\nlink: https://example.org/a\n")
    news.write("feeds/other/feed.yaml", feed_yaml(f"feed: {url}", name="other"))
    (news.root / "feeds/feedtool.yaml").write_text(
        f"fetch: {{delay: 0s, timeout: 1s, allow: ['{server.address}']}}\n"
    )
    news.run("build")
    ran = news.run("opml", "export", "news")
    assert ran.status == 0
    assert outlines(ran) == {
        "News": [
            ("The wire", url, "https://wire.example.com/"),
            ("https://p.example/feed", "https://p.example/feed", None),
            (
                "https://k.example/${WIRE_KEY}/?a&b",
                "https://k.example/${WIRE_KEY}/?a&b",
                None,
            ),
            ("Theirs", "https://x.example/%C3%A9", None),
        ]
    }
    assert ran.err == "feedtool: own.xml is a file: it is not in the list\n"
    assert "hush" not in ran.out
    assert "secret" not in ran.out
    assert len(opml.parse(news.run("opml", "export").out.encode())) == 2


def test_a_list_is_written_to_a_file(news: Desk) -> None:
    ran = news.run("opml", "export", "--to", "out.opml")
    assert (ran.status, ran.out) == (0, "0 feeds written to out.opml\n")
    assert (news.root / "out.opml").read_bytes().startswith(b"<?xml")
    assert news.run("opml", "export", "--to", "no/where.opml").status == 74
    assert news.run("opml", "export", "nws").status == 2


# -- opml import ------------------------------------------------------------------

LIST = """\
<opml version='2.0'><body>
  <outline text='Energy'>
    <outline text='Grid: daily' xmlUrl='https://grid.example/feed'/>
    <outline text='Again' xmlUrl='http://www.grid.example/feed/'/>
    <outline text='' xmlUrl='https://storage.example/atom'/>
  </outline>
  <outline text='Wire' xmlUrl='https://wire.example/rss'/>
</body></opml>
"""


def test_the_feeds_of_a_list_are_added_and_not_asked(
    news: Desk, server: Server
) -> None:
    server.routes["/list.opml"] = LIST.encode()
    news.write(
        "feeds/news/feed.yaml", feed_yaml("feed: http://wire.example/rss  # have it")
    )
    before = text(news)
    ran = news.run("opml", "import", "news", server.url("/list.opml"))
    assert (ran.status, ran.err) == (0, "")
    assert ran.out == "2 feeds added to news; 1 was there already\n"
    assert text(news) == before + (
        "  - feed: https://grid.example/feed\n"
        '    title: "Grid: daily"\n'
        "  - feed: https://storage.example/atom\n"
    )
    assert len(server.requests) == 1
    again = news.run("opml", "import", "news", server.url("/list.opml"))
    assert again.out == "0 feeds added to news; 3 were there already\n"


def test_one_folder_of_a_list_is_taken_alone(news: Desk) -> None:
    news.write("list.opml", LIST)
    ran = news.run(
        "opml", "import", "news", "list.opml", "--folder", "energy", "--json"
    )
    assert ran.json == {
        "added": ["https://grid.example/feed", "https://storage.example/atom"],
        "known": 0,
        "left_out": [],
        "error": None,
    }
    ran = news.run("opml", "import", "news", "list.opml", "--folder", "Sport")
    assert ran.status == 2
    assert "list.opml has no folder 'Sport'" in ran.err


def test_what_a_list_may_not_name_is_left_out(
    news: Desk, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WIRE_KEY", "hush-hush")
    addresses = (
        "https://evil.example/?${WIRE_KEY}",
        "../../../etc/passwd",
        "ftp://x.example/",
        "own.xml",
        "more/new.xml",
    )
    outlines = "".join(f"<outline xmlUrl='{each}'/>" for each in addresses)
    listed = f"<opml><body>{outlines}</body></opml>"
    news.write("feeds/news/list.opml", listed)
    ran = news.run("opml", "import", "news", "feeds/news/list.opml")
    assert (ran.status, ran.out) == (0, "1 feed added to news; 1 was there already\n")
    assert text(news).endswith("  - feed: more/new.xml\n")
    for reason in ("may be secret", "leads out", "no address of the web"):
        assert reason in ran.err
    server.routes["/list.opml"] = listed.encode()
    ran = news.run("opml", "import", "news", server.url("/list.opml"), "--json")
    assert ran.json["added"] == []
    assert len(ran.json["left_out"]) == 5


def test_a_list_that_cannot_be_read_adds_nothing(news: Desk, server: Server) -> None:
    before = text(news)
    assert news.run("opml", "import", "news", server.url("/x")).status == 1
    assert news.run("opml", "import", "news", "nowhere.opml").status == 1
    ran = news.run("opml", "import", "news", server.url("/feed.xml"))
    assert ran.status == 1
    assert "not an OPML list" in ran.err
    assert news.run("opml", "import", "news", "ftp://x.example/l").status == 2
    assert text(news) == before


def test_a_list_of_a_thousand_feeds_is_added_at_once(news: Desk) -> None:
    outlines = "".join(
        f"<outline text='Feed: {n}' xmlUrl='https://{n}.example/feed'/>"
        for n in range(1000)
    )
    news.write("list.opml", f"<opml><body>{outlines}</body></opml>")
    ran = news.run("opml", "import", "news", "list.opml")
    assert ran.out == "1000 feeds added to news\n"
    assert news.run("check").status == 0


def test_an_export_comes_back_by_an_import(news: Desk) -> None:
    news.write("list.opml", LIST)
    news.run("opml", "import", "news", "list.opml")
    news.run("opml", "export", "--to", "out.opml")
    news.write("feeds/other/feed.yaml", feed_yaml(name="other"))
    ran = news.run("opml", "import", "other", "out.opml", "--folder", "News")
    assert ran.out == "3 feeds added to other\n"


def test_a_host_that_wants_no_more_is_not_asked(desk: Desk, server: Server) -> None:
    desk.write("feeds/feedtool.yaml", f"fetch: {{allow: ['{server.address}']}}")
    desk.write("feeds/news/feed.yaml", feed_yaml(f"feed: '{server.url('/busy')}'"))
    server.routes["/busy"] = Answer(status=429, headers={"Retry-After": "7200"})
    server.routes["/feed"] = rss(item(1))
    desk.run("build")
    ran = desk.run("add", "news", server.url("/feed"))
    assert ran.status == 1
    assert "its publisher wants no request before 2026-03-01 14:00 UTC" in ran.err
    assert server.count("/feed") == 0
