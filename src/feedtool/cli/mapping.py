"""`feedtool regions test` and `regions why`: does the map do what a person wants?"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..errors import UsageError
from . import speech
from .setting import Setting, shared_options

if TYPE_CHECKING:
    from ..model import Evidence, Finding, RegionMap
    from ..regions import Reason, Surprise

_of_option = click.option(
    "--of", "name", metavar="NAME", help="The map of this feed, if it has its own."
)


@click.group()
def regions() -> None:
    """Test the map of regions, and ask why a headline lands where it does."""


@regions.command()
@click.argument("file", required=False, type=click.Path(path_type=Path))
@_of_option
@shared_options()
def test(setting: Setting, file: Path | None, name: str | None) -> int:
    """Check headlines and the regions expected of them.  [default: regions-test.yaml]

    FILE is a YAML list of `headline: [regions]`, or of articles. Exit status: 0, all
    are where they are expected; 1, some are not; 2, FILE or the map cannot be read.
    """
    from .. import config
    from ..plainyaml import Notes
    from ..regions import surprises

    map, warnings = _map(setting, name)
    path = file or setting.feeds / config.EXPECTATIONS
    notes = Notes(str(path))
    expectations = config.read_expectations(_bytes(path), notes, map)
    if not (expectations or notes.errors):
        hint = "write - Some headline: [ids of regions]"
        raise UsageError(f"{path} has no headlines ({hint})")
    found = [] if notes.errors else list(surprises(expectations, map))
    status = 2 if notes.errors else int(bool(found))
    if setting.json:
        speech.as_json(
            {
                "exit": status,
                "error": None,
                "checked": len(expectations),
                "surprises": [_as_object(each) for each in found],
                "warnings": (*warnings, *notes.in_order()),
            }
        )
        return status
    for finding in (*warnings, *notes.in_order()):
        speech.finding(finding)
    for surprise in found:
        for line in _lines(surprise, str(path)):
            speech.say(speech.printable(line))
    if not (setting.quiet or notes.errors):
        held = speech.count(len(expectations) - len(found), "headline")
        speech.say(f"{held} as expected, {len(found)} not")
    return status


@regions.command()
@click.argument("headline", nargs=-1, required=True)
@click.option("--summary", metavar="TEXT", default="", help="What stands below it.")
@_of_option
@shared_options()
def why(
    setting: Setting, headline: tuple[str, ...], summary: str, name: str | None
) -> int:
    """Say which regions a headline is about, and why."""
    from ..model import Article
    from ..regions import why as reason_of

    map, warnings = _map(setting, name)
    reason = reason_of(Article(title=" ".join(headline), summary=summary), map)
    if setting.json:
        speech.as_json(_reason_as_object(reason))
        return 0
    for finding in warnings:
        speech.finding(finding)
    for line in _reason(reason, {region.id: region.title for region in map}):
        speech.say(speech.printable(line))
    if not reason.regions:
        speech.say("in no region")
    return 0


def _map(setting: Setting, name: str | None) -> tuple[RegionMap, list[Finding]]:
    """Return the map of regions.yaml, or of the feed called *name*, and its warnings.

    Raises UsageError, which says all that is wrong, where there is a mistake in it.
    """
    site = setting.site([name] if name else [])
    definition = next((each for each in site.definitions if each.name == name), None)
    if not site.is_sound or (name and definition is None):
        mistakes = [
            speech.printable(str(each))
            for each in site.findings
            if each.level == "error"
        ]
        raise UsageError("\n".join(["the map cannot be read:", *mistakes]))
    map = definition.map if definition else site.map
    if not map.regions:
        own = next((each.name for each in site.definitions if each.map.regions), None)
        hint = f" (or --of {own}, which has its own)" if own else ""
        raise UsageError(
            f"there is no map: write regions.yaml in the feeds folder{hint}"
        )
    is_own = definition is not None and map != site.map
    file = site.feeds / (f"{name}/feed.yaml" if is_own else "regions.yaml")
    return map, [
        each
        for each in site.findings
        if each.level == "warning" and each.file == str(file)
    ]


def _bytes(path: Path) -> bytes:
    if str(path) == "-":
        return sys.stdin.buffer.read()
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}") from None


# -- how it is said ---------------------------------------------------------------


def _lines(surprise: Surprise, file: str) -> Iterator[str]:
    article = surprise.expected.article
    yield f"{file}:{surprise.expected.line}: {article.title or article.summary}"
    for region in surprise.missing:
        against = surprise.reason.outweighed.get(region)
        why = f": {_outweighed(*against)}" if against else ""
        yield f"  missing {region}{why}"
    for region in surprise.surplus:
        yield f"  surplus {region}: {evidence(surprise.reason.regions[region])}"


def _reason(reason: Reason, titles: Mapping[str, str]) -> Iterator[str]:
    for region, found in reason.regions.items():
        yield f"{region} ({titles[region]}): {evidence(found)}"
    for region, against in reason.outweighed.items():
        yield f"not {region} ({titles[region]}): {_outweighed(*against)}"


def evidence(found: Evidence) -> str:
    """Return why an article is in a region, in words."""
    match found.rule:
        case "words" | "places":
            parts = found.where or ("",) * len(found.words)
            hits = zip(found.words, parts, strict=True)
            return "it has " + ", ".join(
                f"{word!r} in the {part}" if part else repr(word) for word, part in hits
            )
        case "inside":
            return "around " + ", ".join(found.words)
        case "record" | "source":
            return f"named by its {found.rule}"


def _outweighed(hits: Sequence[str], unless: Sequence[str]) -> str:
    quoted = ", ".join(map(repr, hits)), ", ".join(map(repr, unless))
    return "it has {}, but also {} of unless".format(*quoted)


def _as_object(surprise: Surprise) -> dict[str, object]:
    return {
        "line": surprise.expected.line,
        "title": surprise.expected.article.title,
        "expected": surprise.expected.regions,
        "missing": surprise.missing,
        "surplus": surprise.surplus,
        **_reason_as_object(surprise.reason),
    }


def _reason_as_object(reason: Reason) -> dict[str, object]:
    return {
        "regions": reason.regions,
        "outweighed": {
            region: {"words": hits, "unless": unless}
            for region, (hits, unless) in reason.outweighed.items()
        },
    }
