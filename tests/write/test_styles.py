from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import urljoin

import feedparser
import pytest

from feedtool import lint, read
from feedtool.write import FORMATS, styles

from .samples import FULL, feed

MAIN = feed(FULL)
STYLED = pytest.mark.parametrize("name", ["rss", "atom"])


@STYLED
@pytest.mark.parametrize("path", ["eurasia/", "eurasia/asia/"])
def test_a_feed_tells_browsers_of_the_stylesheet_before_its_root(
    name: str, path: str
) -> None:
    document = FORMATS[name].render(replace(MAIN, path=path)).decode()
    _declaration, instruction, root, *_ = document.splitlines()
    match = re.fullmatch(
        r'<\?xml-stylesheet type="text/css" href="([^"]+)"\?>', instruction
    )
    assert match and root.startswith(("<rss", "<feed"))
    address = urljoin(f"file:///srv/public/{path}{FORMATS[name].file}", match[1])
    assert address == f"file:///srv/public/{styles.FOR_FEEDS}"


def test_a_volume_of_an_archive_knows_its_way_to_the_stylesheet_too() -> None:
    document = FORMATS["atom"].render(replace(MAIN, volume=2, volumes=3))
    assert b' href="../../feed.css"?>' in document


@STYLED
def test_a_feed_that_is_in_no_folder_names_no_stylesheet(name: str) -> None:
    assert b"<?xml-stylesheet" not in FORMATS[name].render(replace(MAIN, path=""))


@STYLED
def test_readers_do_not_mind_the_stylesheet(name: str) -> None:
    styled = FORMATS[name].render(MAIN)
    plain = FORMATS[name].render(replace(MAIN, path=""))
    assert lint.check(styled) == lint.check(plain) == []
    assert read.parse(styled, url=None) == read.parse(plain, url=None)
    assert not feedparser.parse(styled).bozo
    assert feedparser.parse(styled).entries == feedparser.parse(plain).entries


@pytest.mark.parametrize("style", [styles.feed_style().decode(), styles.page_style()])
def test_a_stylesheet_asks_for_nothing(style: str) -> None:
    assert "url(" not in style and "@import" not in style
    assert len(style) < 6_000
    assert style.count("{") == style.count("}")
