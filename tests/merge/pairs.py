"""The pairs of `tests/data/merge`, read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from feedtool import plainyaml
from feedtool.model import Article, Enclosure, Person, Source

FOLDER = Path(__file__).parent.parent / "data" / "merge"
Said = Mapping[str, str | None]


@dataclass(frozen=True)
class Pair:
    """Two articles, and whether they are the same."""

    name: str  # "wire.yaml:3: wire story, edited headline"
    same: bool
    by_link: bool  # their addresses alone say so
    one: Article
    other: Article


def pairs() -> Iterator[Pair]:
    """Yield all pairs, file by file."""
    for path in sorted(FOLDER.glob("*.yaml")):
        notes = plainyaml.Notes(path.name)
        items = plainyaml.load(path.read_bytes(), notes)
        assert isinstance(items, plainyaml.Items), path
        for item in items.items:
            yield _pair(path.name, item, notes)
        assert not notes.findings, [str(finding) for finding in notes.findings]


def _pair(file: str, node: plainyaml.Node, notes: plainyaml.Notes) -> Pair:
    fields = plainyaml.Fields(node, notes, "a pair")
    kind, expect = (_text(fields, key) for key in ("kind", "expect"))
    by, one, other = _text(fields, "by"), fields.value("one"), fields.value("other")
    fields.done()
    assert expect in ("same", "different"), f"{file}:{node.line}"
    said = _said(one)
    return Pair(
        name=f"{file}:{node.line}: {kind}",
        same=expect == "same",
        by_link=by == "link",
        one=_article(said),
        other=_article({**said, **_said(other)}),
    )


def _text(fields: plainyaml.Fields, key: str) -> str | None:
    node = fields.value(key)
    return node.text if isinstance(node, plainyaml.Scalar) else None


def _said(node: plainyaml.Node | None) -> Said:
    assert isinstance(node, plainyaml.Keys)
    return {
        key: value.text if value.value is not None else None
        for key, (_, value) in node.pairs.items()
        if isinstance(value, plainyaml.Scalar)
    }


def _article(said: Said) -> Article:
    known = {"title", "link", "published", "summary", "content", "language"}
    known |= {"authors", "source", "enclosure"}
    assert said.keys() <= known, said.keys() - known
    when, author = said.get("published"), said.get("authors")
    source, media = said.get("source"), said.get("enclosure")
    return Article(
        title=said.get("title") or "",
        link=said.get("link"),
        published=datetime.fromisoformat(when) if when else None,
        summary=said.get("summary") or "",
        content=said.get("content") or "",
        language=said.get("language"),
        authors=(Person(name=author),) if author else (),
        source=Source(link=source) if source else None,
        enclosures=(Enclosure(url=media),) if media else (),
    )
