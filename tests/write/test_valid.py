"""What is written is valid, whatever came in: lint says so, and so does the W3C.

    FEEDVALIDATOR=/path/to/feedvalidator pytest tests/write/test_valid.py

asks the W3C's validator as well, and republishes its own test cases.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from operator import itemgetter
from pathlib import Path

import html5lib
import pytest
from hypothesis import HealthCheck, Phase, given, settings

from feedtool import lint
from feedtool.model import Feed, Listed, Outline, Published
from feedtool.write import FORMATS, opml, page

from .. import elsewhere, w3c
from ..elsewhere import NOW, Document, republished
from . import hostile, samples

# What can be avoided only by changing an id or leaving out what an article has.
OPINIONS = {
    "same-updated",  # articles of one second
    "uri-scheme",  # an address that is none of the web
    "canonical-id",  # an id that its publisher spells so
    "html-in-text",  # text that talks about HTML
    "wrong-characters",  # text that looks as if it had been read in a wrong encoding
}
OPINIONS_OF_W3C = {
    "DuplicateUpdated",
    "SchemeNotIANARegistered",
    "NonCanonicalURI",
    "ContainsHTML",
    "BadCharacters",
}


def documents(feed: Feed[Published]) -> dict[str, bytes]:
    """Return the files of *feed* by name."""
    files = {known.file: known.render(feed) for known in FORMATS.values()}
    outlines = [
        Outline(
            title=article.title,
            feed=article.link,
            link=article.link,
            description=article.summary,
            type=article.rights,
        )
        for article in (published.article for published in feed.articles)
    ]
    own = Outline(title=feed.title, link=feed.link, description=feed.description)
    files["feeds.opml"] = opml.render(feed.title, [own, *outlines])
    return files


def assert_clean(name: str, document: bytes) -> None:
    found = lint.check(document, url=f"{hostile.ADDRESS}{name}", now=NOW)
    wrong = [
        each
        for each in found
        if each.level != "note" and (each.level == "error" or each.rule not in OPINIONS)
    ]
    assert not wrong, (name, str(wrong[0]), document.decode())


@settings(max_examples=150, deadline=None)
@given(hostile.FEEDS)
def test_whatever_is_in_it_a_feed_is_valid(feed: Feed[Published]) -> None:
    for name, document in documents(feed).items():
        assert_clean(name, document)
    listed = Listed(
        title=feed.title,
        path="a/b/",
        link=feed.link,
        description=feed.description,
        region=feed.rights,
    )
    for sheet in (
        page.feed_page(feed, formats=tuple(FORMATS), subfeeds=[listed]),
        page.index_page([(listed, [listed])]),
    ):
        html5lib.HTMLParser(strict=True).parse(sheet.decode())


def test_a_feed_of_long_articles_is_no_larger_than_the_w3c_takes() -> None:
    long = "<p>" + "a &amp; b " * 40_000 + "</p>"
    articles = [
        samples.published(
            id=f"urn:isbn:{number}", content=long, summary=f"No. {number}"
        )
        for number in range(30)
    ]
    feed = samples.feed(*articles)
    for name, document in documents(feed).items():
        assert 3_000_000 < len(document) < 5_000_000 or name == "feeds.opml"
    items = json.loads(FORMATS["json"].render(feed))["items"]
    whole = ["content_html" in item for item in items]
    assert whole == sorted(whole, reverse=True) and whole.count(True) > 5
    assert items[-1]["summary"] == "No. 29"


# -- feeds from elsewhere, published again ------------------------------------------


def from_elsewhere() -> list[Document]:
    return [*elsewhere.wild(), *elsewhere.corpus()]


@pytest.mark.parametrize("document", from_elsewhere(), ids=itemgetter(0))
def test_a_feed_from_elsewhere_is_valid_when_it_is_published_again(
    document: Document,
) -> None:
    feed = republished(document, at=hostile.ADDRESS)
    for name, written in documents(feed).items() if feed else ():
        assert_clean(name, written)


# -- what the W3C says ----------------------------------------------------------------

without_w3c = pytest.mark.skipif(not w3c.CHECKOUT, reason="FEEDVALIDATOR is not set")


def assert_valid(feeds: Iterator[Feed[Published]], folder: Path) -> None:
    served = []
    for number, feed in enumerate(feeds):
        for name, document in documents(feed).items():
            if not name.endswith(".json"):
                path = folder / f"{number}-{name}"
                path.write_bytes(document)
                served.append((path, f"{hostile.ADDRESS}{name}"))
    assert served
    for (path, _), verdict in zip(served, w3c.verdicts(served), strict=True):
        assert verdict is not None, path.read_text()
        assert {name for _, name in verdict} <= OPINIONS_OF_W3C, path.read_text()


@without_w3c
def test_the_w3c_validator_finds_its_own_test_cases_valid(tmp_path: Path) -> None:
    given = [*elsewhere.cases(), *from_elsewhere()]
    feeds = (republished(document, at=hostile.ADDRESS) for document in given)
    assert_valid(filter(None, feeds), tmp_path)


@without_w3c
def test_the_w3c_validator_finds_hostile_feeds_valid(tmp_path: Path) -> None:
    made: list[Feed[Published]] = []

    @settings(
        max_examples=400,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(hostile.FEEDS)
    def make(feed: Feed[Published]) -> None:
        made.append(feed)

    make()
    assert_valid(iter(made), tmp_path)
