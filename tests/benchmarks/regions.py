"""How well and how fast places are found: `python -m tests.benchmarks.regions`.

A folder may be named that has feeds and a `regions.json`, a list of items of them:
{"feed": "a.xml", "link": "https://…", "subregions": ["Eastern Europe"], "hard": false},
with the names of the sub-regions of M49 that an editor gave it, and whether they are
not to be found from names of countries, peoples and capitals. Only titles and summaries
are looked at, with the UN's map. And the headlines in many languages that the tests
have are counted.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from feedtool import config, read, regions
from feedtool.model import Article, RegionMap
from feedtool.plainyaml import Notes
from feedtool.regions import gazetteer, matching
from tests.benchmarks import parser
from tests.corpus import CORPUS

HEADLINES = Path(__file__).parents[1] / "data" / "regions" / "headlines.yaml"
NEWS = CORPUS / "news"
ARTICLES = 10_000
ROUNDS = 5


@dataclass(frozen=True, slots=True)
class Case:
    """An item, the ids of the sub-regions it has, and whether they are hard to find."""

    article: Article
    wanted: frozenset[str]
    is_hard: bool


class Score(NamedTuple):
    """How many sub-regions were found, found wrongly, and missed."""

    right: int
    wrong: int
    missed: int

    @property
    def f1(self) -> float:
        """Return micro-F1: the harmonic mean of precision and recall over all."""
        return 2 * self.right / max(1, 2 * self.right + self.wrong + self.missed)


def articles(folder: Path) -> dict[tuple[str, str | None], Article]:
    """Return titles and summaries of all items, by the name of their feed and link."""
    found: dict[tuple[str, str | None], Article] = {}
    for path in sorted(folder.glob("*.xml")):
        feed = read.parse(path.read_bytes(), url="https://example.org/feed.xml")
        for each in feed.articles:
            short = Article(title=each.title, summary=each.summary)
            found[path.name, each.link] = short
    return found


def cases(folder: Path) -> list[Case]:
    """Return the labelled items of *folder*."""
    every = articles(folder)
    labels = json.loads((folder / "regions.json").read_text(encoding="utf-8"))
    ids = {region.title: region.id for region in regions.un_m49()}
    return [
        Case(
            article=every[label["feed"], label["link"]],
            wanted=frozenset(ids[name] for name in label["subregions"]),
            is_hard=label["hard"],
        )
        for label in labels
    ]


def finest(map: RegionMap) -> frozenset[str]:
    """Return the ids of the areas that have no areas in them."""
    areas = [region for region in map if not region.is_country]
    around = {region.parent for region in areas}
    return frozenset(region.id for region in areas if region.id not in around)


def found(case: Case, map: RegionMap) -> frozenset[str]:
    """Return the sub-regions that *case* is found in."""
    return finest(map).intersection(regions.classify(case.article, map))


def score(every: Sequence[Case], map: RegionMap) -> Score:
    """Return how well *every* case is found."""
    pairs = [(found(case, map), case.wanted) for case in every]
    return Score(
        right=sum(len(has & wanted) for has, wanted in pairs),
        wrong=sum(len(has - wanted) for has, wanted in pairs),
        missed=sum(len(wanted - has) for has, wanted in pairs),
    )


def differences(every: Sequence[Case], map: RegionMap) -> Iterator[str]:
    """Yield a line for each case that is not found as it should be."""
    for case in every:
        has = found(case, map)
        if has != case.wanted:
            wrong = " ".join(f"+{region}" for region in sorted(has - case.wanted))
            missed = " ".join(f"-{region}" for region in sorted(case.wanted - has))
            yield f"  {case.article.title}: {wrong} {missed}"


def headlines() -> str:
    """Return how many of the project's own headlines are where an editor put them."""
    map = regions.un_m49()
    every = config.read_expectations(HEADLINES.read_bytes(), Notes(str(HEADLINES)), map)
    missed = len([*regions.surprises(every, map)])
    return f"headlines: {len(every) - missed} of {len(every)} as expected"


def seconds_of_loading() -> float:
    """Return how long the gazetteer takes to load, in its best round."""
    best = []
    for _ in range(ROUNDS):
        for kept in (matching.index, gazetteer._places, gazetteer._around):
            kept.cache_clear()
        gazetteer.lists.cache_clear()
        began = time.perf_counter()
        matching.index("people")
        best.append(time.perf_counter() - began)
    return min(best)


def seconds(every: Sequence[Article], map: RegionMap) -> float:
    """Return how long 10,000 articles take, in their best round."""
    many = [every[number % len(every)] for number in range(ARTICLES)]
    best = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        for article in many:
            regions.classify(article, map)
        best.append(time.perf_counter() - began)
    return min(best)


def scores(every: Sequence[Case], *, verbose: bool) -> None:
    """Print how well *every* case is found, by people's names and by all places."""
    chosen = {
        "all": every,
        "not hard": [case for case in every if not case.is_hard],
        "hard": [case for case in every if case.is_hard],
    }
    for names in ("people", "places"):
        map = regions.un_m49(names)
        print(f"names: {names}")
        for what, some in chosen.items():
            one = score(some, map)
            print(
                f"  {what:9} {len(some):4} items  F1 {one.f1:.3f}  "
                f"{one.right} right, {one.wrong} wrong, {one.missed} missed"
            )
        if verbose:
            print(*differences(every, map), sep="\n")


def main() -> None:
    """Print the scores and the times."""
    words = parser("regions", __doc__)
    words.add_argument(
        "folder",
        nargs="?",
        type=Path,
        default=NEWS,
        metavar="FOLDER",
        help="feeds (*.xml) and a regions.json, as said above",
    )
    words.add_argument("--verbose", action="store_true", help="print what differs")
    given = words.parse_args()
    print(headlines())
    print(f"loading the gazetteer: {seconds_of_loading():.2f} s")
    if not (given.folder / "regions.json").is_file():
        raise SystemExit(
            "there are no labelled items for scores: name a folder that has feeds "
            "and a regions.json (see --help)"
        )
    scores(cases(given.folder), verbose=given.verbose)
    texts = [each for each in articles(given.folder).values() if each.summary]
    took = seconds(texts, regions.un_m49())
    print(f"{ARTICLES:,} articles, title and summary: {took:.2f} s")


if __name__ == "__main__":
    main()
