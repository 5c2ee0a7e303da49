"""`feedtool list` and `feedtool explain`: what there is, and why."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeAlias

import click

from . import mapping, speech
from .setting import Setting, names_argument, now, shared_options

if TYPE_CHECKING:
    from ..pipeline import Account, Desk, Held, Report

_Row: TypeAlias = dict[str, Any]
_FEW = 5  # feeds that are named for one reason not to be in them
_FOR_PROGRAMS = ("words", "counts", "used")  # what a table of regions lacks
_IF_HELD = ("held_since", "held_with", "shown", "still_shown")  # else no columns


@click.command("list")
@click.argument("what", type=click.Choice(["feeds", "sources", "articles", "regions"]))
@names_argument
@shared_options()
def list_(setting: Setting, what: str, names: tuple[str, ...]) -> int:
    """List the feeds, their sources, their articles, or the regions of their maps."""
    from .. import pipeline

    options = pipeline.Options(now=now(), names=names)
    with pipeline.look(setting.site(names), options) as (desks, report, holding):
        rows = [
            row
            for desk in desks
            for row in _LISTINGS[what](desk, report, holding.of(desk))
        ]
    if setting.json:
        speech.as_json(rows)
    elif what == "regions":
        _show_regions(rows, setting)
    elif rows:
        _table(rows)
    elif not setting.quiet:
        speech.say(f"no {what}")
    return _mistakes(report)


def _table(rows: Sequence[_Row]) -> None:
    used = {
        key for row in rows for key, value in row.items() if value not in (None, ())
    }
    columns = [key for key in rows[0] if key in used or key not in _IF_HELD]
    cells = [[_cell(row[key]) for key in columns] for row in rows]
    speech.table(cells, header=[key.upper().replace("_", " ") for key in columns])


def _mistakes(report: Report) -> int:
    """Say what holds definitions back, which are missing from what was shown."""
    for finding in report.findings:
        if finding.level == "error":
            speech.finding(finding)
    return 2 if report.exit_status == 2 else 0


def _feeds(desk: Desk, report: Report, held: Sequence[Held]) -> Iterator[_Row]:
    by_folder = {each.feed: each for each in held}
    for feed in desk.compose(None).feeds:
        yield {
            "feed": feed.path.rstrip("/"),
            "articles": len(feed.articles),
            "updated": feed.updated,
            "title": feed.title,
            **_meanwhile(by_folder.get(feed.path)),
        }


def _meanwhile(held: Held | None) -> _Row:
    """Return what there is to say of a feed that is held back, if it is."""
    return {
        "held_since": held.since if held else None,
        "held_with": held.held_with if held else None,
        "shown": len(held.shown) if held else None,
    }


def _sources(desk: Desk, report: Report, held: Sequence[Held]) -> Iterator[_Row]:
    counts = desk.counts()
    errors = {source.key: source.error for source in report.sources}
    for source in desk.definition.sources:
        articles, newest = counts.get(source.key, (0, None))
        yield {
            "feed": desk.definition.name,
            "kind": source.kind,
            "articles": articles,
            "newest": newest,
            "title": source.title,
            "source": source.shown,
            "error": errors.get(source.key),
        }


def _articles(desk: Desk, report: Report, held: Sequence[Held]) -> Iterator[_Row]:
    made: set[str] = set()
    for article in desk.articles():
        made.add(article.id)
        yield {
            "feed": desk.definition.name,
            "published": article.published,
            "regions": tuple(article.regions),
            "title": article.article.title,
            "id": article.id,
            "held_since": None,
            "still_shown": (),
        }
    yield from _still_shown(desk, held, made)


def _still_shown(
    desk: Desk, held: Sequence[Held], made: Collection[str]
) -> Iterator[_Row]:
    """Yield what only the files of feeds show that are held back, as they have it."""
    told = {*made}
    for feed in held:
        if feed.shown <= told:
            continue  # its files need not be read
        for id, article in feed.in_place.items():
            if id in feed.shown and id not in told:
                told.add(id)
                feeds = [each for each in held if id in each.shown]
                yield {
                    "feed": desk.definition.name,
                    "published": article.published,
                    "regions": tuple(each.region for each in feeds if each.region),
                    "title": article.title,
                    "id": id,
                    "held_since": feed.since,
                    "still_shown": tuple(each.feed for each in feeds),
                }


def _regions(desk: Desk, report: Report, held: Sequence[Held]) -> Iterator[_Row]:
    from ..frequent import frequent

    by_region = {each.region: each for each in held}
    tally = desk.tally()
    used = _used(desk, tally)
    for region in desk.definition.map:
        yield {
            "feed": desk.definition.name,
            "region": region.id,
            "inside": region.parent,
            "articles": tally.get(region.id, 0),
            "title": region.title,
            "words": (),
            "counts": (),
            "used": region.id in used or region.id in by_region,
            **_meanwhile(by_region.get(region.id)),
        }
    titles = [article.article.title for article in desk.unplaced()]
    common = frequent(titles)
    yield {
        "feed": desk.definition.name,
        "region": None,
        "inside": None,
        "articles": len(titles),
        "title": "in no region",
        "words": tuple(each.phrase for each in common),
        "counts": tuple(each.titles for each in common),
        "used": True,
        **_meanwhile(None),
    }


def _used(desk: Desk, tally: Mapping[str, int]) -> set[str]:
    """Return the regions that have articles or are a person's own, and those around."""
    from ..regions import outlined

    outline = outlined(desk.definition.map)
    own = {
        region.id
        for region in desk.definition.map
        if tally.get(region.id)
        or region.keywords
        or region.unless
        or not outline.is_ready_made(region.id)
    }
    return own | {around for region in own for around in outline.around(region)}


def _show_regions(rows: Sequence[_Row], setting: Setting) -> None:
    """Print those that are used, and what stands in titles that are in none of them."""
    regions = [row for row in rows if row["region"] is not None]
    shown = [row for row in regions if row["used"] or setting.verbose]
    if shown:
        columns = [key for key in shown[0] if key not in _FOR_PROGRAMS]
        _table([{key: row[key] for key in columns} for row in shown])
    if setting.quiet:
        return
    if len(shown) < len(regions):
        hidden = speech.count(len(regions) - len(shown), "region")
        speech.say(f"and {hidden} without articles (--verbose shows them)")
    for row in rows:
        if row["region"] is None:
            speech.say(speech.printable(_unplaced(row)))


def _unplaced(row: _Row) -> str:
    articles = speech.count(row["articles"], "article")
    said = f"{row['feed']}: {articles} in no region"
    common = zip(row["words"], row["counts"], strict=True)
    often = ", ".join(f"{phrase} ({count})" for phrase, count in common)
    return f"{said}; common in their titles: {often}" if often else said


_LISTINGS: dict[str, Callable[[Desk, Report, Sequence[Held]], Iterator[_Row]]] = {
    "feeds": _feeds,
    "sources": _sources,
    "articles": _articles,
    "regions": _regions,
}


def _cell(value: object) -> str:
    if isinstance(value, tuple):
        return " ".join(value)
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M} UTC"
    return "" if value is None else str(value)


@click.command()
@click.argument("query", metavar="URL|ID|WORDS", nargs=-1, required=True)
@shared_options()
def explain(setting: Setting, query: tuple[str, ...]) -> int:
    """Say why an article is, or is not, in each feed."""
    from .. import pipeline

    wanted = " ".join(query)
    options = pipeline.Options(now=now())
    with pipeline.look(setting.site(), options) as (desks, report, holding):
        accounts = [
            each for desk in desks for each in pipeline.explain(desk, wanted, holding)
        ]
    if setting.json:
        speech.as_json(accounts)
    elif accounts:
        _tell(accounts, setting.verbose)
    else:
        speech.say(f"nothing has the link, the id or the title {wanted!r}", err=True)
    return _mistakes(report) or (0 if accounts else 1)


def _tell(accounts: Sequence[Account], is_verbose: bool) -> None:
    for number, account in enumerate(accounts):
        if number:
            speech.say()
        feeds = (*_feeds_of(account, is_verbose), *_outdated(account))
        for line in (*_lines(account), *feeds):
            speech.say(speech.printable(line))


def _lines(account: Account) -> Iterator[str]:
    yield account.title or account.link or "(no title)"
    yield f"  of {account.definition}" + (f", as {account.id}" if account.id else "")
    if account.published is not None:
        yield f"  published {_cell(account.published)}"
    for number, copy in enumerate(account.copies):
        role = "carried by" if number else ("from" if account.id else "left out of")
        where = copy.place or copy.source
        won = f"; it won: {account.won}" if account.won and not number else ""
        yield f"  {role} {where}, first seen {_cell(copy.first_seen)}{won}"
        if copy.tie is not None:
            yield f"    the same article, since {copy.tie}"
        if copy.gave:
            yield f"    taken from it: {', '.join(copy.gave)}"
    for other in account.look_alikes:
        yield f"  not the same as {other.title!r} from {other.source}: {other.reason}"
    for region, evidence in account.regions.items():
        yield f"  region {region}: {mapping.evidence(evidence)}"
    if account.passed:
        yield f"  let through by {', '.join(account.passed)}"
    if account.id is None:
        yield f"  in no feed: {account.refusal}"


def _feeds_of(account: Account, is_verbose: bool) -> Iterator[str]:
    """Yield where an article is, and why it is nowhere else."""
    reasons: dict[str | None, list[int]] = {}
    places: list[int] = []
    for number, standing in enumerate(account.feeds):
        if standing.place is not None:
            places.append(number)
            yield f"  in {standing.feed} at place {standing.place}"
        else:
            reasons.setdefault(standing.reason, []).append(number)
    if account.volume is not None:
        yield f"  in {account.volume}"
    for reason, others in reasons.items():
        named = others if is_verbose else _nearest(others, places)
        feeds = ", ".join(account.feeds[number].feed for number in named)
        more = len(others) - len(named)
        rest = f" and {more} others (--verbose names them)" if more else ""
        yield f"  not in {feeds}{rest}: {reason}"


def _outdated(account: Account) -> Iterator[str]:
    """Yield where the files in place have an article otherwise, and since when."""
    alike: dict[tuple[bool, str, datetime], list[str]] = {}
    for each in account.held:
        alike.setdefault((each.shown, each.id, each.since), []).append(each.feed)
    for (shown, id, since), feeds in alike.items():
        where = f"{'still' if shown else 'not yet'} shown in {', '.join(feeds)}"
        name = f" as {id}" if id != account.id else ""
        yield f"  {where}{name}: held back since {_cell(since)} (see `feedtool check`)"


def _nearest(others: Sequence[int], places: Sequence[int]) -> Sequence[int]:
    """Return a few of *others*, by their order on the map next to one of *places*."""
    if len(others) <= _FEW:
        return others

    def distance(number: int) -> int:
        return min((abs(number - place) for place in places), default=number)

    return sorted(sorted(others, key=distance)[: _FEW - 2])
