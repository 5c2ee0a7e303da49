from __future__ import annotations

from textwrap import dedent

import pytest

from feedtool import plainyaml
from feedtool.config import Entry, with_sources
from feedtool.errors import UsageError
from feedtool.plainyaml import Items, Keys, Scalar

X = Entry(feed="https://x.example/f")


def added(text: str, *entries: Entry, own: bool = False) -> str:
    return with_sources(text.encode(), entries or (X,), own=own).decode()


def block(text: str) -> str:
    return dedent(text).lstrip("\n")


# -- lists of lines ---------------------------------------------------------------

KEPT = """
    # About us.
    title:   'News'   # as we say
    link: https://example.org/

    sources:     # in order of trust
      - records: articles/
      # the best of them
      - feed: https://a.example/f   # daily

    keep: [x,
      y]
    """


def test_all_else_stays_as_it_was_byte_for_byte() -> None:
    before = block(KEPT)
    line = "  - feed: https://a.example/f   # daily\n"
    after = before.replace(line, f"{line}  - feed: https://x.example/f\n")
    assert added(before) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("sources:\n- feed: a\n", "sources:\n- feed: a\n- feed: https://x.example/f\n"),
        (
            "sources:\n    -   feed: a\n",
            "sources:\n    -   feed: a\n"
            "    -   feed: https://x.example/f\n        title: T\n",
        ),
        ("sources:\n- feed: a", "sources:\n- feed: a\n- feed: https://x.example/f\n"),
        (
            "sources:\r\n- feed: a\r\nlink: b\r\n",
            "sources:\r\n- feed: a\r\n- feed: https://x.example/f\r\nlink: b\r\n",
        ),
        (
            "sources:\n  -\n    feed: a\n",
            "sources:\n  -\n    feed: a\n  - feed: https://x.example/f\n",
        ),
        (
            "sources:\n\n  - feed: a\n\n  - feed: b\n\nlink: c\n",
            "sources:\n\n  - feed: a\n\n  - feed: b\n\n  - feed: https://x.example/f\n"
            "\nlink: c\n",
        ),
        (
            "sources:\n  - {feed: a, title: b}\n...\n",
            "sources:\n  - {feed: a, title: b}\n  - feed: https://x.example/f\n...\n",
        ),
        (
            "sources:\n  - feed: a\n    drop:\n      - x\n  # - feed: b\n"
            "\n# More:\nx: y\n",
            "sources:\n  - feed: a\n    drop:\n      - x\n  # - feed: b\n"
            "  - feed: https://x.example/f\n\n# More:\nx: y\n",
        ),
        (
            "sources:\n- feed: a\n# Words.\nkeep: [x]\n",
            "sources:\n- feed: a\n- feed: https://x.example/f\n# Words.\nkeep: [x]\n",
        ),
        (
            "\ufeffsources:\n- feed: a\n",
            "\ufeffsources:\n- feed: a\n- feed: https://x.example/f\n",
        ),
        (
            "  title: t\n  sources:\n    - feed: a\n",
            "  title: t\n  sources:\n    - feed: a\n    - feed: https://x.example/f\n",
        ),
    ],
)
def test_the_style_of_the_list_is_kept(before: str, after: str) -> None:
    entry = Entry(feed=X.feed, title="T") if "title: T" in after else X
    assert added(before, entry) == after


def test_all_that_a_source_may_say_is_written() -> None:
    entry = Entry(
        feed="../a b.xml",
        title="Heat: a #1 'journal'",
        regions=("georgia", "no"),
        every="6h",
        allow_private=True,
    )
    assert added("sources:\n  - feed: a\n", entry, X) == block(
        """
        sources:
          - feed: a
          - feed: ../a b.xml
            title: "Heat: a #1 'journal'"
            regions: [georgia, no]
            every: 6h
            allow_private: true
          - feed: https://x.example/f
        """
    )


@pytest.mark.parametrize(
    "text",
    [
        "true",
        "null",
        "12",
        "- x",
        "a: b",
        "a #b",
        "x:",
        "'",
        '"quoted"',
        "[a, b]",
        "{a}",
        "*a",
        "&a",
        "!a",
        "%a",
        "@a",
        "`a",
        "| a",
        "back\\slash",
        " blanks ",
        "Ünï 🙂 ‮",
        "https://x.example/?a=1,2&b={c}[d]#e",
        "~",
        "...",
        "---",
    ],
)
@pytest.mark.parametrize("list", ["sources: [{feed: a}]\n", "sources:\n- feed: a\n"])
def test_any_text_comes_back_as_it_was(list: str, text: str) -> None:
    notes = plainyaml.Notes("")
    entry = Entry(feed="b", title=text, regions=(text, text))
    root = plainyaml.load(added(list, entry).encode(), notes)
    assert notes.findings == []
    assert isinstance(root, Keys)
    listed = root.pairs["sources"][1]
    assert isinstance(listed, Items)
    last = listed.items[-1]
    assert isinstance(last, Keys)
    title, regions = last.pairs["title"][1], last.pairs["regions"][1]
    assert isinstance(title, Scalar)
    assert isinstance(regions, Items)
    assert (title.value, len(regions.items)) == (text, 2)


# -- no list yet ------------------------------------------------------------------


def test_a_file_without_sources_gets_them_with_its_own_articles_first() -> None:
    before = "title: News\nlink: https://example.org/  # here"
    head = f"{before}\n\nsources:\n"
    feed = "  - feed: https://x.example/f\n"
    assert added(before) == head + feed
    assert added(before, own=True) == f"{head}  - records: articles/\n{feed}"
    assert added(before + "\n\n\n...\n") == f"{head}{feed}\n\n...\n"


def test_a_key_with_nothing_behind_it_is_filled() -> None:
    before = "sources:  # none yet\n  # - feed: b\ntitle: x\n"
    assert added(before, own=True) == (
        "sources:  # none yet\n  # - feed: b\n  - records: articles/\n"
        "  - feed: https://x.example/f\ntitle: x\n"
    )


def test_own_articles_are_not_added_to_a_list() -> None:
    assert "records" not in added("sources:\n- feed: a\n", own=True)


# -- lists in brackets ------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("sources: [{feed: a}]  # ]\n", "sources: [{feed: a}, {feed: NEW}]  # ]\n"),
        ("sources: [{feed: a},]\nx: []\n", "sources: [{feed: a},{feed: NEW}]\nx: []\n"),
        ("sources: [\n  {feed: a},\n]\n", "sources: [\n  {feed: a},\n{feed: NEW}]\n"),
        (
            "{title: x, sources: [{feed: a}]}",
            "{title: x, sources: [{feed: a}, {feed: NEW}]}",
        ),
    ],
)
def test_a_list_in_brackets_is_added_to(before: str, after: str) -> None:
    assert added(before, Entry(feed="NEW")) == after


# -- what is refused --------------------------------------------------------------


@pytest.mark.parametrize(
    "before",
    [
        "{title: x}\n",
        "sources: null\n",
        "sources: x\n",
        "",
        "- a\n",
        "sources: [\n",
        "sources: &a\n- feed: b\n",
    ],
)
def test_what_cannot_be_added_to_is_refused_with_what_to_write(before: str) -> None:
    with pytest.raises(UsageError, match="by hand") as caught:
        added(before, Entry(feed=X.feed, title="T"))
    assert str(caught.value).endswith("\n  - feed: https://x.example/f\n    title: T")


def test_a_long_list_is_not_shown_whole_when_it_is_refused() -> None:
    with pytest.raises(UsageError) as caught:
        added("{title: x}", *(Entry(feed=f"{n}.xml") for n in range(100)))
    assert str(caught.value).endswith("# and 95 more")
