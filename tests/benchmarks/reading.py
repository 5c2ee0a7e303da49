"""How fast feeds are read: `python -m tests.benchmarks.reading [FOLDER]...`.

Every reader reads every document once a round, one reader after the other, so that all
of them meet the same noise; what is printed is the best round of each. Without folders
it reads the corpus beside the project, which a clone has not. fastfeedparser takes part
where it is installed.
"""

from __future__ import annotations

import gc
import io
import platform
import resource
import time
import warnings
from collections.abc import Callable, Iterable
from contextlib import suppress
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import TypeAlias

import feedparser
from lxml import etree

from feedtool import read
from feedtool.errors import ParseError
from tests.benchmarks import parser
from tests.benchmarks.build import ITEM
from tests.corpus import CORPUS

ROUNDS = 7
URL = "https://example.org/feed.xml"

Reader: TypeAlias = Callable[[bytes], object]


def readers() -> dict[str, Reader]:
    """Return the readers that are compared, ours last."""
    found: dict[str, Reader] = {
        "feedparser": lambda data: feedparser.parse(io.BytesIO(data)),
        "feedparser, no sanitizer, no resolver": lambda data: feedparser.parse(
            io.BytesIO(data), sanitize_html=False, resolve_relative_uris=False
        ),
    }
    if find_spec("fastfeedparser"):
        import fastfeedparser  # type: ignore[import-not-found,unused-ignore]

        found["fastfeedparser"] = fastfeedparser.parse
    found["lxml.etree.fromstring"] = etree.fromstring
    found["feedtool"] = lambda data: read.parse(data, url=URL)
    return found


def documents(folders: Iterable[Path]) -> tuple[list[bytes], list[bytes]]:
    """Return the feeds below *folders*: those that are well-formed, and the others."""
    sound: list[bytes] = []
    broken: list[bytes] = []
    for folder in folders:
        for path in sorted(folder.rglob("*.xml")):
            data = path.read_bytes()
            (sound if _is_well_formed(data) else broken).append(data)
    return sound, broken


def _is_well_formed(data: bytes) -> bool:
    try:
        etree.fromstring(data)
    except etree.XMLSyntaxError:
        return False
    return True


def seconds(feeds: list[bytes], rounds: int = ROUNDS) -> dict[str, float]:
    """Return how long each reader takes for all of *feeds*, in its best round."""
    best: dict[str, float] = {}
    for _ in range(rounds):
        for name, reader in readers().items():
            gc.collect()
            began = time.perf_counter()
            for data in feeds:
                with suppress(ParseError, etree.XMLSyntaxError, ValueError):
                    reader(data)
            took = time.perf_counter() - began
            best[name] = min(took, best.get(name, took))
    return best


def growth(number: int = 1_000) -> float:
    """Return by how many MB the process grows, reading *number* feeds of 20 articles.

    None of what they hold is kept. The peak only ever rises, so this goes first.
    """
    items = "".join(ITEM.format(n=n, feed=1, day=1 + n) for n in range(20))
    head = "<rss version='2.0'><channel><title>Blog {}</title>{}</channel></rss>"
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for n in range(number):
        read.parse(head.format(n, items).encode(), url=URL)
    return (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1_000


def table(title: str, feeds: list[bytes]) -> None:
    """Print how long each reader takes, and how many times as long as ours."""
    if not feeds:
        return
    size = sum(map(len, feeds)) / 1e6
    articles = sum(len(read.parse(data, url=URL).articles) for data in feeds)
    print(f"\n{title}: {len(feeds)} feeds, {size:.1f} MB, {articles:,} articles")
    best = seconds(feeds)
    for name, took in best.items():
        times = took / best["feedtool"]
        print(
            f"  {name:38} {took * 1000:8.1f} ms {size / took:7.1f} MB/s {times:6.2f}x"
        )


def main() -> None:
    """Print the tables and the growth."""
    words = parser("reading", __doc__)
    words.add_argument(
        "folders",
        nargs="*",
        type=Path,
        default=[CORPUS],
        metavar="FOLDER",
        help="where feeds lie, as *.xml, at any depth",
    )
    folders = words.parse_args().folders
    if not any(path for folder in folders for path in folder.rglob("*.xml")):
        raise SystemExit(
            "there are no feeds to read: name a folder that has *.xml in it"
        )
    warnings.simplefilter("ignore")
    names = ("feedparser", "lxml")
    versions = ", ".join(f"{name} {version(name)}" for name in names)
    print(f"Python {platform.python_version()}, {versions}")
    print(f"1,000 feeds of 20 articles: {growth():.0f} MB of growth")
    sound, broken = documents(folders)
    table("Well-formed", sound)
    table("Broken", broken)


if __name__ == "__main__":
    main()
