"""How long whole commands take: `python -m tests.benchmarks.build`.

Each is a new process, timed from outside; the median of a few runs is printed, and of
those that follow each other how many times quicker the second is.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from . import parser

ROOT = Path(__file__).parents[2]
NOW = "2026-03-01T12:00:00Z"
RECORD = """\
title: "Article number {n}: on batteries and heat"
link: https://example.org/2026/{n}
published: {year}-{month:02}-{day:02} 09:30
summary: A sentence or two about article {n}, which says what it is about and no more.
author: Ada Example <ada@example.org>
categories: [heat, field tests]
language: en
content: |
  <p>Of 400 houses <a href="/map/{n}">on the map</a>, {n} have been looked at.</p>
  <p>And a second paragraph with more words in it, so that it is like a real one.</p>
"""
ITEM = """\
<item><title>Article number {n}: on batteries and heat in Tbilisi</title>
<link>https://blog{feed}.example.com/{n}</link><guid>tag:blog{feed},2026:{n}</guid>
<pubDate>{day:02} Feb 2026 09:30:00 GMT</pubDate>
<description>&lt;p&gt;Of 400 houses on the map, {n} have been looked at.&lt;/p&gt;
&lt;p&gt;And a second paragraph with more words in it.&lt;/p&gt;</description></item>
"""


def shipped(folder: Path) -> None:
    """Make the feeds that come with the project."""
    shutil.copytree(ROOT / "feeds", folder / "feeds")


def records(folder: Path, *, number: int = 10_000) -> None:
    """Make a feed of many records, one a file."""
    articles = folder / "feeds" / "news" / "articles"
    articles.mkdir(parents=True)
    for n in range(number):
        date = {"year": 2010 + n % 16, "month": 1 + n % 12, "day": 1 + n % 28}
        (articles / f"{n:06}.yaml").write_text(RECORD.format(n=n, **date))
    yaml = "title: News\nlink: https://example.org/\n"
    (folder / "feeds" / "news" / "feed.yaml").write_text(yaml)


def planet(folder: Path, *, number: int = 500) -> None:
    """Make a planet of many blogs with 20 articles each, and the shipped map."""
    blogs = folder / "feeds" / "planet"
    blogs.mkdir(parents=True)
    for feed in range(number):
        items = "".join(
            ITEM.format(n=n, feed=feed, day=1 + n % 28)
            for n in range(20 * feed, 20 * feed + 20)
        )
        (blogs / f"{feed}.xml").write_text(
            f"<rss version='2.0'><channel><title>Blog {feed}</title>"
            f"<link>https://blog{feed}.example.com/</link>{items}</channel></rss>"
        )
    sources = "".join(f"  - feed: {feed}.xml\n" for feed in range(number))
    yaml = f"title: Planet\nlink: https://example.org/\nsources:\n{sources}"
    (blogs / "feed.yaml").write_text(yaml)
    shutil.copy(ROOT / "feeds" / "regions.yaml", folder / "feeds" / "regions.yaml")


def seconds(folder: Path, *words: str) -> float:
    """Return how long a command takes."""
    began = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "feedtool", *words],
        cwd=folder,
        env={**os.environ, "FEEDTOOL_NOW": NOW},
        stdout=subprocess.DEVNULL,
        check=True,
    )
    return time.perf_counter() - began


def compare(name: str, make: Callable[[Path], None], runs: int) -> None:
    """Print how long a first build takes, and one with nothing new."""
    first, quiet = [], []
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        make(folder)
        for _ in range(runs):
            for product in (folder / "public", folder / "feedtool.db"):
                shutil.rmtree(product, ignore_errors=True)
                product.unlink(missing_ok=True)
            first.append(seconds(folder, "build"))
            quiet.append(seconds(folder, "build"))
    ratio = statistics.median(a / b for a, b in zip(first, quiet, strict=True))
    print(
        f"{name:34} first {statistics.median(first):6.2f} s"
        f"   nothing new {statistics.median(quiet):6.2f} s   {ratio:5.1f} times"
    )


def main() -> None:
    """Measure and print."""
    parser("build", __doc__).parse_args()
    print(f"Python {sys.version.split()[0]}, {os.cpu_count()} processors")
    helped = [seconds(ROOT, "--help") for _ in range(9)]
    print(f"{'feedtool --help':34} {statistics.median(helped):12.2f} s")
    compare("feeds/ as shipped", shipped, 5)
    compare("10,000 records, one a file", records, 3)
    compare("500 feeds with 20 articles each", planet, 3)


if __name__ == "__main__":
    main()
