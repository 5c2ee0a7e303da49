from __future__ import annotations

import re
import time
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from feedtool import records
from feedtool.model import Article, Category, Enclosure, Person, Source
from feedtool.records import Record, RecordFile, leads_out

ZONE = timezone(timedelta(hours=1))
HEAD = "title: A\nlink: https://example.org/a\npublished: 2026-03-01\n"


def read(text: str) -> RecordFile:
    return records.read(text.encode(), file="a.yaml", zone=ZONE)


def one(text: str) -> Record:
    """Return the one record in *text*, of which there is nothing to say."""
    file = read(text)
    assert file.findings == ()
    (record,) = file.records
    return record


def said(text: str, level: str = "error") -> list[str]:
    return [str(each) for each in read(text).findings if each.level == level]


def test_a_whole_record_becomes_an_article() -> None:
    record = one("""\
title: Bavaria switches on
  its largest battery
link: https://example.org/2026/bavaria-battery
published: 2026-03-01 09:30
summary: A 200 MWh battery
id: tag:example.org,2026:battery
updated: 2026-03-04
author: Ada Example <ada@example.org>
content: |
  <p>Of 400
  houses …</p>
categories: [heat, field tests]
regions: [georgia, "no"]
language: en
enclosure: {url: https://example.org/a.mp3, type: audio/mpeg, length: 4123456}
image: https://example.org/a.jpg
source: {title: Heat, link: https://h.example/, feed: https://h.example/feed}
rights: CC BY 4.0
draft: true
expires: 2026-06-01
""")
    assert record == Record(
        line=1,
        regions=(("georgia", 13, 11), ("no", 13, 20)),
        article=Article(
            guid="tag:example.org,2026:battery",
            link="https://example.org/2026/bavaria-battery",
            title="Bavaria switches on its largest battery",
            published=datetime(2026, 3, 1, 8, 30, tzinfo=UTC),
            updated=datetime(2026, 3, 3, 23, tzinfo=UTC),
            summary="A 200 MWh battery",
            content="<p>Of 400\nhouses …</p>",
            base="https://example.org/2026/bavaria-battery",
            authors=(Person(name="Ada Example", email="ada@example.org"),),
            categories=(Category(term="heat"), Category(term="field tests")),
            enclosures=(
                Enclosure(
                    url="https://example.org/a.mp3", type="audio/mpeg", length=4123456
                ),
            ),
            image="https://example.org/a.jpg",
            language="en",
            source=Source(
                title="Heat", link="https://h.example/", feed="https://h.example/feed"
            ),
            rights="CC BY 4.0",
            regions=("georgia", "no"),
            expires=datetime(2026, 5, 31, 23, tzinfo=UTC),
            draft=True,
        ),
    )


def test_a_record_without_an_id_is_known_by_its_link() -> None:
    article = one(HEAD).article
    assert article.guid == article.link == article.base == "https://example.org/a"
    assert article.regions is None


def test_a_file_may_hold_a_list() -> None:
    file = read(
        "- title: A\n  link: https://example.org/a\n- id: urn:ex:b\n  title: B\n"
    )
    assert [(each.article.title, each.line) for each in file.records] == [("A", 1)]
    assert [str(each) for each in file.findings if each.level == "error"] == [
        "a.yaml:3:3: the key 'link' is missing"
        " (or give it an id, and a summary or content)"
    ]


def test_no_regions_are_none_for_certain() -> None:
    assert one(f"{HEAD}regions: []").article.regions == ()


def test_several_authors_and_enclosures_are_lists() -> None:
    article = one(
        f"{HEAD}authors: [Ada, Bo]\nenclosures:\n- url: https://x.org/a\n"
        "- url: https://x.org/b\n"
    ).article
    assert [person.name for person in article.authors] == ["Ada", "Bo"]
    assert [each.url for each in article.enclosures] == [
        "https://x.org/a",
        "https://x.org/b",
    ]


def test_numbers_and_dates_are_text_where_text_is_wanted() -> None:
    article = one(HEAD.replace("title: A", "title: 1.10") + "summary: 2012-12-04")
    assert article.article.title == "1.10"
    assert article.article.summary == "2012-12-04"


def test_text_is_clean() -> None:
    article = one(HEAD + 'summary: "a\\x07b\\n c"\ncontent: "x\\x07\\x93y"').article
    assert (article.summary, article.content) == ("ab c", "x“y")


@pytest.mark.parametrize(
    "text",
    [
        "id: urn:ex:a\ntitle: A\nsummary: s\npublished: 2026-03-01",
        "id: urn:ex:a\ntitle: A\ncontent: s\npublished: 2026-03-01",
        "id: urn:ex:a\nretracted: true",
        "link: https://example.org/a\nretracted: true",
    ],
)
def test_what_is_enough_for_a_record(text: str) -> None:
    assert one(text).article.guid is not None


def test_a_date_may_lie_in_any_year() -> None:
    for date in ("1815-12-10", "2999-12-31"):
        text = HEAD.replace("2026-03-01", date)
        assert one(text).article.published is not None


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("titel: B", "4:1: unknown key 'titel' (did you mean 'title'?)"),
        ("title: B", "4:1: the key 'title' is given twice (first: line 1)"),
        ("updated: yesterday", "4:10: updated: 'yesterday' is no date (write 2026-"),
        ("expires: 2026-02-30", "4:10: expires: '2026-02-30' is no date"),
        ("updated: 04/03/2026", "4:10: updated: '04/03/2026' is no date"),
        ("id: battery", "4:5: id: expected an absolute IRI, not 'battery'"),
        ("author: [Ada]", "4:1: author is one (of several: authors)"),
        ("author: A\nauthors: [B]", "5:1: 'author' and 'authors': only one of them"),
        ("categories: heat", "4:13: categories: expected a list, not 'heat'"),
        ("regions: georgia", "4:10: regions: expected a list, not 'georgia'"),
        ("regions: [[a]]", "4:11: expected text, not a list"),
        ("language: English", "4:11: language: 'English' is no language tag"),
        ("draft: yes", "4:8: draft: expected true or false, not 'yes' (did you mean"),
        ("image: a.jpg", "4:8: image: expected an address"),
        ("enclosure: https://x.org/", "4:12: enclosure: expected an enclosure, not"),
        ("enclosure: {type: audio/mpeg}", "4:12: the key 'url' is missing"),
        ("enclosure: {href: a}", "4:13: unknown key 'href'"),
        ("enclosures: {url: a}", "4:13: enclosures: expected a list, not keys and"),
        ("enclosure: {url: 'https://x.org/', length: 4 MB}", "expected a whole number"),
        ("source: Heat", "4:9: source: expected a source, not 'Heat'"),
        ("source: {name: Heat}", "4:10: unknown key 'name'"),
        ("content: {p: x}", "4:10: content: expected text, not keys and values"),
        ("summary: true", "4:10: summary: expected text, not true"),
        ("summary: a: b", "4:11: not YAML: mapping values are not allowed"),
    ],
)
def test_a_mistake_is_said_with_its_place(text: str, error: str) -> None:
    file = read(HEAD + text)
    errors = [str(each) for each in file.findings if each.level == "error"]
    assert any(each.startswith(f"a.yaml:{error}") or error in each for each in errors)
    assert file.records == () or "twice" in error


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("link: https://example.org/a", "1:1: the key 'title' is missing"),
        ("title: A", "1:1: the key 'link' is missing (or give it an id, and"),
        ("title: A\nlink: ", "2:1: link: nothing is given (or give it an id"),
        ("title: A\nid: urn:ex:a", "1:1: the key 'link' is missing"),
        ("title: A\nsummary: s", "1:1: the key 'link' is missing"),
        ("retracted: true", "1:1: the key 'link' is missing (or its id"),
        ("title: A\nlink: example.org/a", "2:7: link: expected an address"),
        ("just words", "1:1: a record must be made of keys and values"),
        ("- just words", "1:3: a record must be made of keys and values"),
        ("- ", "1:2: a record must be made of keys and values"),
    ],
)
def test_what_a_record_lacks_is_said(text: str, error: str) -> None:
    (found,) = said(text)
    assert found.startswith(f"a.yaml:{error}")
    assert read(text).records == ()


def test_all_mistakes_of_a_file_are_found() -> None:
    text = "- titel: A\n  published: x\n- title: B\n  link: y\n  draft: on\n"
    assert len(said(text)) == 6


def test_one_mistake_leaves_the_other_records() -> None:
    file = read("- title: A\n  link: https://x.org/a\n- title: B\n  lnk: y\n")
    assert [record.article.title for record in file.records] == ["A"]


def test_a_record_without_a_date_is_first_seen_and_noted() -> None:
    text = "title: A\nlink: https://example.org/a\n"
    assert said(text) == said(text, "warning") == []
    assert said(text, "note") == [
        "a.yaml:1:1: no date is given: it is published when it is first seen"
        " (published: 2026-03-01 09:30)"
    ]
    assert read(text).records[0].article.published is None
    assert read(f"{text}draft: true").findings == ()


def test_dates_that_contradict_each_other_are_warned_of() -> None:
    assert said(f"{HEAD}updated: 2026-02-28", "warning") == [
        "a.yaml:4:1: updated before it was published"
    ]
    assert said(f"{HEAD}expires: 2026-03-01", "warning") == [
        "a.yaml:4:1: expires before it is published: it is never shown"
    ]
    assert len(read(f"{HEAD}updated: 2026-02-28").records) == 1


def test_a_day_does_not_contradict_a_time_on_it() -> None:
    text = HEAD.replace("2026-03-01", "2026-03-01 09:30")
    assert read(f"{text}updated: 2026-03-01").findings == ()


@pytest.mark.parametrize("data", [b"", b"# soon\n", b"[]", b"---\n", b"null"])
def test_a_file_without_a_record_is_warned_of(data: bytes) -> None:
    file = records.read(data, file="a.yaml", zone=UTC)
    assert [(each.level, each.message) for each in file.findings] == [
        ("warning", "no record in here")
    ]


@pytest.mark.parametrize("data", [b"\xff\xfe", b"a: [", b"a: b\n---\nc: d"])
def test_what_is_no_yaml_has_one_mistake(data: bytes) -> None:
    file = records.read(data, file="a.yaml", zone=UTC)
    assert file.records == ()
    assert "error" in {each.level for each in file.findings}


def test_a_record_file_can_be_kept_and_read_back() -> None:
    file = read(f"{HEAD}regions: [a]\nenclosure: {{url: 'https://x.org/'}}\nx: y")
    other = read(f"{HEAD}regions: [a]\nauthor: Ada\nsource: {{title: T}}")
    for each in (file, other):
        data = msgspec.msgpack.encode(each)
        assert msgspec.msgpack.decode(data, type=RecordFile) == each


# -- finding files ----------------------------------------------------------------


def test_files_of_records_are_found_by_path(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    folder = tmp_path / "articles"
    for name in ("b.yaml", "a.yml", "2026/c.YAML", "2026/.d.yaml", ".git/e.yaml"):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("")
    (folder / "notes.md").write_text("")
    (folder / "folder.yaml").mkdir()
    outside.mkdir()
    (outside / "f.yaml").write_text("")
    (folder / "g.yaml").symlink_to(outside / "f.yaml")
    (folder / "more").symlink_to(outside)
    (folder / "loop").symlink_to(folder)
    (folder / "dangling.yaml").symlink_to("nowhere.yaml")
    names = [path.relative_to(folder).as_posix() for path in records.find(folder)]
    assert names == ["2026/c.YAML", "a.yml", "b.yaml", "dangling.yaml", "g.yaml"]
    outward = [path.name for path in records.find(folder) if leads_out(path, folder)]
    assert outward == ["g.yaml"]


def test_one_file_is_found_and_none_where_there_is_nothing(tmp_path: Path) -> None:
    file = tmp_path / "all.yaml"
    file.write_text("")
    assert records.find(file) == [file]
    assert records.find(tmp_path / "articles") == []


# -- ids --------------------------------------------------------------------------


def test_an_id_that_two_records_have_is_a_mistake() -> None:
    files = {
        "b.yaml": read(HEAD),
        "a.yaml": read(
            "- id: urn:ex:a\n  retracted: true\n- id: urn:ex:b\n"
            "  retracted: true\n- id: urn:ex:a\n  retracted: true\n"
        ),
        "c.yaml": read("id: https://example.org/a\ntitle: C\nsummary: c"),
        "d.yaml": read("title: D\nlink: https://example.org/d"),
        "e.yaml": read("title: E\nlink: https://example.org/d"),
    }
    assert [str(finding) for finding in records.namesakes(files)] == [
        "a.yaml:5: it has the id of a.yaml:1",
        "c.yaml:1: it has the id of b.yaml:1",
        "e.yaml:1: it has the link of d.yaml:1"
        " (remove one of them, or give one an id of its own)",
    ]


def test_one_link_in_two_spellings_is_worth_a_warning() -> None:
    files = {
        "a.yaml": read("title: A\nlink: https://example.org/a"),
        "b.yaml": read("title: B\nlink: http://www.example.org/a/?utm_source=b"),
        "c.yaml": read("link: http://example.org/a\nretracted: true"),
    }
    (finding,) = records.namesakes(files)
    assert finding.level == "warning"
    assert str(finding).startswith("b.yaml:1: it has the link of a.yaml:1, though")


# -- what always holds ------------------------------------------------------------

_KEYS = ("title", "link", "id", "published", "content", "regions", "enclosure", "x")
_VALUES = st.one_of(
    st.sampled_from(
        (
            "",
            "a",
            "https://x.org/a",
            "2026-03-01",
            "[a, a]",
            "{url: b}",
            "true",
            "|\n x",
        )
    ),
    st.text(alphabet="a:{}[],'\"#&*!- \n2\x00\u2028", max_size=12),
)
_RECORDS = st.lists(st.tuples(st.sampled_from(_KEYS), _VALUES), max_size=6).map(
    lambda pairs: "\n".join(f"{key}: {value}" for key, value in pairs).encode()
)


@given(st.one_of(_RECORDS, st.binary(max_size=60)))
@example(b"title: \xff")
@settings(max_examples=400, deadline=None)
def test_whatever_the_bytes_they_are_read(data: bytes) -> None:
    file = records.read(data, file="a.yaml", zone=ZONE)
    lines = len(re.split(rb"\r\n|\r|\n", data))
    assert file.records or file.findings
    for finding in file.findings:
        assert finding.line is None or 1 <= finding.line <= lines
    for record in file.records:
        assert 1 <= record.line <= lines
        assert record.article.guid


def test_ten_thousand_records_are_read_in_seconds() -> None:
    text = f"{HEAD}summary: {'word ' * 20}\ncategories: [a, b]\nregions: [c]\n"
    item = "- " + text.strip().replace("\n", "\n  ") + "\n"
    start = time.perf_counter()
    file = records.read(item.encode() * 10_000, file="a.yaml", zone=ZONE)
    assert len(file.records) == 10_000
    assert time.perf_counter() - start < 10
