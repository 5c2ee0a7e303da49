"""What both readers of XML say of one document, field by field."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from typing import Any, TypeAlias

from lxml import etree

from feedtool import html
from feedtool.model import Article, Feed
from feedtool.read import names, strict, tolerant

Element: TypeAlias = etree._Element


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """What both readers say of one field, and where."""

    field: str  # of an article with its number before it: "0.link"
    strict: Any
    tolerant: Any
    document: str
    url: str | None
    rewritten: str = ""  # the document, as `Difference` has it

    @property
    def name(self) -> str:
        return self.field.rpartition(".")[2]

    @property
    def elements(self) -> list[Element]:
        """What it may be said in: the article, or root and channel."""
        root = parsed(self.document, self.url)
        number = self.field.rpartition(".")[0]
        return [articles(root)[int(number)]] if number else header(root)


def parsed(document: str, url: str | None) -> Element:
    return etree.fromstring(document.encode(), base_url=url or "")


def header(root: Element) -> list[Element]:
    return [root, *(e for e in root if names.known(e.tag) == "channel")]


def articles(root: Element) -> list[Element]:
    return [
        element
        for parent in header(root)
        for element in parent
        if names.known(element.tag) in ("item", "entry")
    ]


def values(feed: Feed[Article]) -> dict[str, Any]:
    """Return every field of a feed and its articles, content as `content` has it."""
    found: dict[str, Any] = {"articles": len(feed.articles)}
    for field in dataclasses.fields(feed):
        if field.name != "articles":
            found[field.name] = getattr(feed, field.name)
    for number, article in enumerate(feed.articles):
        for field in dataclasses.fields(article):
            found[f"{number}.{field.name}"] = getattr(article, field.name)
        found[f"{number}.content"] = content(article.content)
    return found


def content(value: str) -> tuple[str, list[str]]:
    """Return what is said in HTML and where it leads.

    feedparser writes elements and references another way, which means the same.
    """
    links = re.findall(r"(?:href|src)\s*=\s*[\"']?([^\"'\s>]+)", value)
    return html.to_text(value), [link.replace("&amp;", "&") for link in links]


def pairs(document: str, url: str | None) -> Iterator[Pair]:
    """Return what both say differently."""
    ours = values(strict.parse(document.encode(), url=url))
    theirs = values(tolerant.parse(document, url=url))
    for field, value in ours.items():
        if field not in theirs or theirs[field] != value:
            yield Pair(
                field=field,
                strict=value,
                tolerant=theirs.get(field),
                document=document,
                url=url,
            )


def scopes(root: Element) -> Iterator[list[Element]]:
    """Return what is in the header, in each article and in each source."""
    yield [e for parent in header(root) for e in parent]
    for article in articles(root):
        yield list(article)
        yield from (list(e) for e in article if names.known(e.tag) == "source")
