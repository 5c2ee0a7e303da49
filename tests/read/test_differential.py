"""Both readers of XML give the same articles, but for differences that have names."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from lxml import etree

from feedtool.errors import ParseError
from feedtool.read import decoding, repair, strict, tolerant

from ..corpus import CORPUS
from . import made, test_wild
from .compared import Pair, pairs, parsed, values
from .differences import DIFFERENCES, Difference, Rewrite

URLS = (None, "https://feed.example/dir/feed.xml")
OUTSIDE = [
    path
    for folder in ("news", "blogs", "broken")
    for path in sorted((CORPUS / folder).glob("**/*"))
    if path.is_file()
]
WILD = [path for path in test_wild.WILD if path.suffix == ".xml"]
_FEEDS = ("rss", "rdf", "feed", "channel")


ONLY_TOLERANT = ("items-inside.xml", "namespace-of-ones-own.xml", "unclosed-tags.xml")


@pytest.mark.skipif(not OUTSIDE, reason="the corpus is not here")
@pytest.mark.parametrize("path", OUTSIDE, ids=lambda path: str(path.name))
def test_a_feed_of_the_corpus_is_read_alike(path: Path) -> None:
    document = _document(path.read_bytes(), None)
    if document is not None:
        _read_alike(document)


@pytest.mark.parametrize("path", WILD, ids=lambda path: str(path.name))
def test_a_feed_from_the_wild_is_read_alike(path: Path) -> None:
    expected, data = test_wild.expectation(path)
    document = _document(data, expected.get("content_type"))
    if document is None:
        assert "error" in expected or path.name in ONLY_TOLERANT
        return
    _read_alike(document)


def _document(data: bytes, content_type: str | None) -> str | None:
    """Return what the strict reader can read, None where there is nothing of it."""
    try:
        root = decoding.find_root(decoding.decode(data, content_type))
        if root is None or root.name not in _FEEDS:
            return None
        document = repair.mended(root.document)
        strict.parse(document.encode(), url=None)
    except ParseError:
        return None
    return document


@pytest.mark.parametrize("difference", DIFFERENCES, ids=lambda d: str(d.name))
def test_each_difference_is_met_and_needs_its_name(difference: Difference) -> None:
    others = [other for other in DIFFERENCES if other is not difference]
    assert any(_unexplained(difference.example, url, others) for url in URLS)
    _read_alike(difference.example)


# The same feeds every time: feedparser has more oddities than have names here.
_steady = settings(
    derandomize=True,
    max_examples=80,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)


@_steady
@given(made.rss("2.0") | made.rss("0.91"))
def test_a_made_feed_of_rss_is_read_alike(document: str) -> None:
    _made_alike(document)


@_steady
@given(made.rdf())
def test_a_made_feed_of_rss_1_0_is_read_alike(document: str) -> None:
    _made_alike(document)


@_steady
@given(made.atom())
def test_a_made_feed_of_atom_is_read_alike(document: str) -> None:
    _made_alike(document)


@_steady
@given(made.old_atom())
def test_a_made_feed_of_atom_0_3_is_read_alike(document: str) -> None:
    _made_alike(document)


def _made_alike(document: str) -> None:
    sound = _document(document.encode(), None)
    assert sound is not None
    _read_alike(sound)


def _read_alike(document: str) -> None:
    for url in URLS:
        assert _unexplained(document, url, DIFFERENCES) == []


def _unexplained(
    document: str, url: str | None, differences: list[Difference]
) -> list[Pair]:
    """Return what both say differently, and none of *differences* explains."""
    found = list(pairs(document, url))
    if not found:
        return []
    rewrites = [d.rewrite for d in differences if d.rewrite]
    other = _rewritten(document, url, rewrites) if rewrites else document
    theirs = values(tolerant.parse(other, url=url))
    explain = [d.explains for d in differences if d.explains]
    return [
        pair
        for pair in (
            dataclasses.replace(p, tolerant=theirs.get(p.field), rewritten=other)
            for p in found
        )
        if pair.strict != pair.tolerant
        and not any(explains(pair) for explains in explain)
    ]


def _rewritten(document: str, url: str | None, rewrites: list[Rewrite]) -> str:
    root = parsed(document, url)
    for rewrite in rewrites:
        rewrite(root)
    return etree.tostring(root, encoding="unicode")
