"""Whole builds of feeds from elsewhere: all that they publish is valid.

    FEEDVALIDATOR=/path/to/feedvalidator pytest -s tests/test_valid.py

Every document is published alone, and with the others of its kind by all regions of the
world; for each kind of warning it is counted how many files have it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

from feedtool import dates, lint, read
from feedtool.errors import ParseError

from . import elsewhere, w3c
from .conftest import NOW, Desk
from .elsewhere import Document
from .write.test_valid import OPINIONS, OPINIONS_OF_W3C

BASE = "https://www.example.org/feeds/"
AT_AN_ADDRESS = f"base_url: {BASE}\nhub: https://hub.example.net/\n"
# Without base_url a feed does not know its own address.
UNKNOWN_ADDRESS = {"self-link", "MissingSelf", "MissingAtomSelfLink"}

pytestmark = pytest.mark.skipif(not w3c.CHECKOUT, reason="FEEDVALIDATOR is not set")


@pytest.mark.parametrize("kind", [elsewhere.wild, elsewhere.corpus, elsewhere.cases])
@pytest.mark.parametrize(
    ("settings", "output"),
    [
        ("", ""),
        (AT_AN_ADDRESS, "archive: true"),
        (AT_AN_ADDRESS, "archive: true, formats: [atom]"),
        (AT_AN_ADDRESS, "formats: [rss]"),
        ("", "formats: [rss, json]"),
    ],
    ids=["as it comes", "archive", "atom", "rss", "rss and json"],
)
def test_all_that_a_build_publishes_is_valid(
    desk: Desk, kind: Callable[[], Iterator[Document]], settings: str, output: str
) -> None:
    documents = list(filter(is_feed, kind()))
    if not documents:
        pytest.skip("the corpus is not here")
    desk.write("feeds/feedtool.yaml", settings)
    define(desk, "all", documents, f"{{regions: {{each: country}}, {output}}}")
    for number, document in enumerate(documents):
        define(desk, f"alone-{number}", [document], f"{{regions: none, {output}}}")
    ran = desk.run("build", "--quiet", "--no-ping")
    assert (ran.status, ran.out) == (0, "")  # nothing is held back
    for line in ran.err.splitlines():  # or left out, but for items that say nothing
        assert line.endswith("without title, text, link or attachment, left out")
    opinions = OPINIONS | OPINIONS_OF_W3C | (set() if settings else UNKNOWN_ADDRESS)
    found = Counter([*said_by_lint(desk), *said_by_w3c(desk)])
    for (level, name), number in sorted(found.items()):
        print(f"\n{level} {name}: {number} files", end="")
    assert {level for level, _ in found} <= {"warning"}
    assert {name for _, name in found} <= opinions


def is_feed(document: Document) -> bool:
    try:
        read.parse(document[1], url=None)
    except ParseError:
        return False
    return True


def define(desk: Desk, name: str, documents: Iterable[Document], output: str) -> None:
    lines = [f"title: {name}", f"link: https://www.example.org/{name}/"]
    lines += ["regions: un-m49", f"output: {output}", "sources:"]
    for file, data in documents:
        desk.write(f"feeds/{name}/{file}", data)
        lines.append(f"  - feed: '{file}'")
    desk.write(f"feeds/{name}/feed.yaml", "\n".join(lines))


def published(desk: Desk, *patterns: str) -> list[tuple[Path, str]]:
    """Return the files that match, and where each would be served."""
    public = desk.root / "public"
    paths = sorted(path for pattern in patterns for path in public.rglob(pattern))
    assert paths
    print(f"\n{len(paths)} {', '.join(patterns)}", end="")
    return [(path, BASE + path.relative_to(public).as_posix()) for path in paths]


def said_by_lint(desk: Desk) -> Iterator[tuple[str, str]]:
    """Yield levels and rules, of each file each one once."""
    for path, url in published(desk, "*.xml", "*.opml", "feed.json"):
        found = lint.check(path.read_bytes(), url=url, now=dates.parse(NOW))
        yield from {
            (each.level, str(each.rule)) for each in found if each.level != "note"
        }


def said_by_w3c(desk: Desk) -> Iterator[tuple[str, str]]:
    """Yield levels and names, of each file each one once."""
    served = published(desk, "*.xml", "*.opml")
    for (path, _), verdict in zip(served, w3c.verdicts(served), strict=True):
        assert verdict is not None, path.read_text()
        yield from verdict
