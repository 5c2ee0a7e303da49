"""Records: taken into the memory, read again only when they change."""

from __future__ import annotations

import os

import pytest

from feedtool import records

from ..conftest import Desk, feed_yaml

FIRST = "title: First\nlink: https://example.org/1\npublished: 2026-02-01\n"


@pytest.fixture
def news(desk: Desk) -> Desk:
    desk.write("feeds/news/feed.yaml", feed_yaml())
    desk.write("feeds/news/articles/1.yaml", FIRST)
    return desk


def test_records_alone_make_a_feed(news: Desk) -> None:
    news.write(
        "feeds/news/articles/more.yml",
        """
        - {title: Second, link: https://example.org/2, published: 2026-02-02}
        - {title: Third, id: "tag:example.org,2026:3", summary: No link.,
           published: 2026-02-03}
        """,
    )
    news.build()
    third, second, first = news.items()
    assert [item["title"] for item in (first, second, third)] == [
        "First",
        "Second",
        "Third",
    ]
    assert third["id"] == "tag:example.org,2026:3"
    assert "url" not in third
    assert first["id"] == first["url"] == "https://example.org/1"


def test_an_unchanged_file_is_not_read_again(
    news: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []

    def counting(data: bytes, *, file: str, **more: object) -> records.RecordFile:
        read.append(file)
        return original(data, file=file, **more)  # type: ignore[arg-type]

    original = records.read
    monkeypatch.setattr(records, "read", counting)
    news.write("feeds/news/articles/2.yaml", "title: [a mistake")
    assert news.run("build").status == 2
    assert read == ["articles/1.yaml", "articles/2.yaml"]
    news.write("feeds/news/articles/2.yaml", FIRST.replace("1", "2"))
    news.build()
    assert read[2:] == ["articles/2.yaml"]
    news.build()
    assert len(read) == 3
    assert len(news.items()) == 2


def test_a_file_that_says_another_thing_in_as_many_bytes_is_read_again(
    news: Desk,
) -> None:
    news.build()
    news.write("feeds/news/articles/1.yaml", FIRST.replace("First", "Fifth"))
    news.build()
    assert news.titles() == ["Fifth"]


def test_another_time_zone_is_another_date(news: Desk) -> None:
    news.build()
    assert news.items()[0]["date_published"] == "2026-02-01T00:00:00Z"
    news.write("feeds/feedtool.yaml", "timezone: Asia/Tbilisi")
    news.build()
    assert news.items()[0]["date_published"] == "2026-01-31T20:00:00Z"


def test_a_record_without_a_date_keeps_the_moment_it_was_first_seen(
    news: Desk,
) -> None:
    undated = "title: Undated\nlink: https://example.org/u\nsummary: One."
    news.write("feeds/news/articles/u.yaml", undated)
    news.build(now="2026-03-01T12:00:00Z")
    news.write("feeds/news/articles/u.yaml", undated.replace("One", "Two"))
    news.build(now="2026-03-05T12:00:00Z")
    (item,) = (item for item in news.items() if item["title"] == "Undated")
    assert item["date_published"] == "2026-03-01T12:00:00Z"
    assert item["summary"] == "Two."


def test_a_record_that_is_gone_from_its_file_leaves_the_feed(news: Desk) -> None:
    news.write("feeds/news/articles/2.yaml", FIRST.replace("1", "2"))
    news.build()
    assert len(news.items()) == 2
    (news.root / "feeds/news/articles/2.yaml").unlink()
    news.build()
    assert news.titles() == ["First"]


def test_drafts_scheduled_and_expired_records_are_not_shown(news: Desk) -> None:
    for name, line in {
        "draft": "draft: true",
        "future": "published: 2026-04-01",
        "expired": "expires: 2026-02-28",
        "shown": "expires: 2026-03-02",
    }.items():
        text = f"title: {name}\nlink: https://example.org/{name}\n{line}\n"
        news.write(f"feeds/news/articles/{name}.yaml", text)
    news.build(now="2026-03-01T12:00:00Z")
    assert set(news.titles()) == {"First", "shown"}
    news.build(now="2026-04-01T12:00:00Z")
    assert set(news.titles()) == {"First", "future"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("titel: Odd\nlink: https://example.org/2", "2.yaml:1:1: unknown key 'titel'"),
        ("title: Odd\nlink: example.org/2", "did you mean https://example.org/2?"),
        ("title: Odd\nlink: 3", "2.yaml:2:7: link: expected an address"),
        (FIRST.replace("2026-02-01", "01/02/2026"), "2.yaml:3:12: published: "),
        (FIRST, "it has the link of articles/1.yaml:1 (remove one"),
        (FIRST.replace("1", "2") + "regions: [nowhere]", "region 'nowhere'"),
    ],
)
def test_a_mistake_in_a_record_holds_its_definition_back_and_no_other(
    news: Desk, text: str, message: str
) -> None:
    news.write("feeds/other/feed.yaml", feed_yaml(name="other"))
    news.write("feeds/other/articles/1.yaml", FIRST)
    news.build()
    before = news.published()
    news.write("feeds/news/articles/2.yaml", text)
    news.write("feeds/other/articles/1.yaml", FIRST.replace("First", "Edited"))
    ran = news.run("build")
    assert ran.status == 2
    assert message in ran.err
    assert "news: 1 article; held back, the files stay as they were" in ran.out
    assert news.titles("other") == ["Edited"]
    after = news.published()
    assert {p: f for p, f in after.items() if p.startswith("news/")} == {
        p: f for p, f in before.items() if p.startswith("news/")
    }
    # It is said each time, also when nothing is read again.
    assert message in news.run("build").err


def test_all_mistakes_of_all_files_are_told_in_one_run(news: Desk) -> None:
    news.write("feeds/news/articles/2.yaml", "titel: Odd\nlnk: x\n")
    news.write("feeds/news/articles/3.yaml", "- {title: 'a'\n")
    news.write("feeds/other/feed.yaml", "title: Other\nlimit: 5\n")
    ran = news.run("build")
    for place in (
        "feeds/news/articles/2.yaml:1:1: unknown key 'titel' (did you mean 'title'?)",
        "feeds/news/articles/2.yaml:2:1: unknown key 'lnk' (did you mean 'link'?)",
        "feeds/news/articles/3.yaml:1:3: not YAML",
        "feeds/other/feed.yaml:2:1: unknown key 'limit'",
    ):
        assert place in ran.err
    assert ran.status == 2


def test_a_region_that_leaves_the_map_is_missed_in_records_that_did_not_change(
    news: Desk,
) -> None:
    news.write("feeds/regions.yaml", "georgia: {}\narmenia: {}\n")
    news.write("feeds/news/articles/1.yaml", FIRST + "regions: [georgia]\n")
    news.build()
    assert news.titles("news/georgia") == ["First"]
    news.write("feeds/regions.yaml", "georgien: {}\narmenia: {}\n")
    ran = news.run("build")
    assert ran.status == 2
    assert "articles/1.yaml:4:11: the map has no region 'georgia'" in ran.err
    assert "did you mean 'georgien'?" in ran.err


def test_definitions_share_records_without_reading_them_at_every_build(
    news: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    news.write("feeds/regions.yaml", "georgia: {}\n")
    news.write(
        "feeds/other/feed.yaml",
        feed_yaml("records: ../news/articles/", name="other", more="regions: {a: {}}"),
    )
    news.build()
    assert news.titles("other") == news.titles("news") == ["First"]
    monkeypatch.setattr(records, "read", None)
    news.build()


def test_files_with_any_name_are_read(news: Desk) -> None:
    folder = os.fsencode(news.root / "feeds/news/articles")
    with open(folder + b"/b\xff.yaml", "w") as file:  # noqa: PTH123
        file.write(FIRST.replace("1", "2"))
    with open(folder + b"/c\xff.yaml", "w") as file:  # noqa: PTH123
        file.write("titl: A")
    ran = news.run("build", "--json")
    assert ran.status == 2
    assert any("c\udcff.yaml" in each["file"] for each in ran.json["warnings"])
    (news.root / os.fsdecode(b"feeds/news/articles/c\xff.yaml")).unlink()
    news.build()
    assert len(news.items()) == 2


def test_links_that_lead_in_circles_are_told(news: Desk) -> None:
    (news.root / "feeds/news/articles/2.yaml").symlink_to("2.yaml")
    ran = news.run("build")
    assert ran.status == 2
    assert "feeds/news/articles/2.yaml: cannot be read" in ran.err


def test_a_link_out_of_the_folder_is_told_and_not_followed(news: Desk) -> None:
    secret = news.write("secret.yaml", FIRST.replace("1", "2"))
    (news.root / "feeds/news/articles/2.yaml").symlink_to(secret)
    ran = news.run("build")
    assert ran.status == 0
    assert "2.yaml: a link that leads out of the folder is not followed" in ran.err
    assert news.titles() == ["First"]


def test_a_link_that_leads_nowhere_is_told(news: Desk) -> None:
    (news.root / "feeds/news/articles/2.yaml").symlink_to("nowhere.yaml")
    ran = news.run("build")
    assert "feeds/news/articles/2.yaml" in ran.err
    assert ran.status == 2
