"""How a build grows with what is stored: `python -m tests.benchmarks.store`.

Stores of 10,000, 100,000 and 1,000,000 synthetic articles from forty feeds, with the
shipped map. Each command is a new process, timed from outside, with the most memory it
had. `cold`: nothing has been made of the articles yet; `quiet`: nothing is new;
`100 new`: one feed brings a hundred articles.
"""

from __future__ import annotations

import itertools
import os
import random
import shutil
import subprocess
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from feedtool.model import Article, Feed, State
from feedtool.store import Store

from . import parser
from .build import ROOT

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
FEEDS = 40
ITEM = (
    "<item><title>{title}</title><link>{link}</link><guid>{link}</guid>"
    "<pubDate>{date:%a, %d %b %Y %H:%M:%S} GMT</pubDate>"
    "<description>{summary}</description></item>"
)
SYLLABLES = [f"{a}{b}{c}" for a in "bdfgklmnprst" for b in "aeiou" for c in "dlnrs"]
WORDS = [a + b for a in SYLLABLES for b in SYLLABLES[::6]]
# The nth word is n times as rare as the first, as in a language.
WEIGHTS = list(itertools.accumulate(1 / n for n in range(1, len(WORDS) + 1)))
PLACES = ["Tbilisi", "Moscow", "Yerevan", "Astana", "Berlin", "Paris", "Kyiv"]


def article(number: int, date: datetime, chance: random.Random) -> Article:
    """Return an article of some words, now and then with a place among them."""
    title = " ".join(chance.choices(WORDS, cum_weights=WEIGHTS, k=7)).capitalize()
    words = chance.choices(WORDS, cum_weights=WEIGHTS, k=40)
    if number % 5 == 0:
        words[3] = chance.choice(PLACES)
    link = f"https://feed{number % FEEDS}.example.com/{number}"
    summary = " ".join(words).capitalize()
    return Article(guid=link, link=link, title=title, published=date, summary=summary)


def fill(folder: Path, number: int) -> None:
    """Make a site of forty feeds, and a memory of *number* articles of theirs."""
    feeds = folder / "feeds" / "news"
    feeds.mkdir(parents=True)
    shutil.copy(ROOT / "feeds" / "regions.yaml", folder / "feeds" / "regions.yaml")
    sources = "".join(f"  - feed: {feed}.xml\n" for feed in range(FEEDS))
    yaml = f"title: News\nlink: https://example.org/\nsources:\n{sources}"
    (feeds / "feed.yaml").write_text(yaml)
    chance = random.Random(number)
    step = timedelta(days=3650) / number
    with Store(folder / "feedtool.db") as store:
        for feed in range(FEEDS):
            articles = [
                article(n, NOW - n * step, chance) for n in range(feed, number, FEEDS)
            ]
            write(folder, feed, articles[:20])
            content = Feed(title=f"Feed {feed}", articles=tuple(articles))
            store.take_feed(f"file:news/{feed}.xml", content, State(), NOW)


def write(folder: Path, feed: int, articles: list[Article]) -> None:
    """Write the newest articles of a feed, as its publisher carries them."""
    items = "".join(
        ITEM.format(
            title=each.title, link=each.link, date=each.published, summary=each.summary
        )
        for each in articles
    )
    (folder / "feeds" / "news" / f"{feed}.xml").write_text(
        f"<rss version='2.0'><channel><title>Feed {feed}</title>"
        f"<link>https://feed{feed}.example.com/</link>{items}</channel></rss>"
    )


def built(folder: Path, now: datetime) -> tuple[float, float]:
    """Build, and return the seconds and the most megabytes that it took."""
    measured = (
        "import resource, subprocess, sys, time; began = time.perf_counter();"
        "subprocess.run([sys.executable, '-m', 'feedtool', 'build', '-q'], check=True);"
        "print(time.perf_counter() - began,"
        " resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", measured],
        cwd=folder,
        env={**os.environ, "FEEDTOOL_NOW": now.isoformat()},
        capture_output=True,
        text=True,
        check=True,
    )
    seconds, megabytes = map(float, ran.stdout.split())
    return seconds, megabytes


def main() -> None:
    """Measure and print."""
    words = parser("store", __doc__)
    words.add_argument(
        "numbers",
        nargs="*",
        type=int,
        default=[10_000, 100_000, 1_000_000],
        metavar="ARTICLES",
        help="how many are stored; several are measured one after the other",
    )
    given = words.parse_args()
    print(f"Python {sys.version.split()[0]}, {os.cpu_count()} processors")
    for number in given.numbers:
        with tempfile.TemporaryDirectory() as place:
            folder = Path(place)
            fill(folder, number)
            cold = built(folder, NOW)
            quiet = min(built(folder, NOW) for _ in range(5))
            chance = random.Random(1)
            news = [article(number + FEEDS * n, NOW, chance) for n in range(100)]
            write(folder, 0, news)
            new = built(folder, NOW + timedelta(hours=1))
            size = (folder / "feedtool.db").stat().st_size / 1e6
        print(f"{number:>9,} articles, {size:,.0f} MB on disk")
        for name, (seconds, megabytes) in (
            ("cold", cold),
            ("quiet", quiet),
            ("100 new", new),
        ):
            print(f"{name:>17} {seconds:8.2f} s {megabytes:6.0f} MB")


if __name__ == "__main__":
    main()
