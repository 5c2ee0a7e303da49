"""What a person expects of a map, from a YAML file: headlines and their regions."""

from __future__ import annotations

from collections.abc import Iterator

from .. import kinds, plainyaml
from ..model import Article, Category, RegionMap
from ..plainyaml import Fields, Items, Keys, Kind, Node, Notes, Scalar, Wrong, name
from ..regions import Expectation, known_names


def read(data: bytes, notes: Notes, map: RegionMap) -> list[Expectation]:
    """Return the expectations in a YAML file; what is wrong with it is noted.

    It is a list of `headline: [ids]`, or of articles with a title, a summary, content
    or categories, and `regions`, which they are expected to be in.
    """
    root = plainyaml.load(data, notes)
    if isinstance(root, Items):
        return [each for node in root.items for each in _read(node, notes, map)]
    if root is not None:
        hint = "write - Some headline: [ids of regions]"
        notes.add(root, f"expected a list of headlines, not {name(root)}", hint)
    return []


def _read(node: Node, notes: Notes, map: RegionMap) -> Iterator[Expectation]:
    if isinstance(node, Keys) and "regions" not in node.pairs and len(node.pairs) == 1:
        ((headline, (_, named)),) = node.pairs.items()
        regions = _expected(named, notes, map)
        article = Article(title=headline)
    else:
        fields = Fields(node, notes, "an article")
        fields.need("regions", "[] for none")
        regions = _expected(fields.value("regions"), notes, map)
        article = _article(fields)
        fields.done()
    if regions is not None:
        yield Expectation(article=article, regions=regions, line=node.line)


def _article(fields: Fields) -> Article:
    topics: tuple[str, ...] = fields.get("categories", kinds.many(kinds.line), ())
    return Article(
        title=fields.get("title", kinds.line, ""),
        summary=fields.get("summary", kinds.text, ""),
        content=fields.get("content", kinds.text, ""),
        categories=tuple(Category(term=topic) for topic in topics),
    )


def _expected(
    node: Node | None, notes: Notes, map: RegionMap
) -> tuple[str, ...] | None:
    if node is None:
        return None
    region = kinds.region(known_names(map))
    try:
        if isinstance(node, Scalar):
            return (_one(node, notes, region),)
        return kinds.many(region)(node, notes)
    except Wrong as wrong:
        notes.add(node, str(wrong), wrong.hint)
        return None


def _one(node: Scalar, notes: Notes, region: Kind[str]) -> str:
    if node.value is None:
        raise Wrong("no regions are given", "[] for none")
    return region(node, notes)
