"""`feedtool list` and `feedtool explain`: what there is, and why."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from . import mapping, speech
from .setting import Setting, names_argument, now, shared_options

if TYPE_CHECKING:
    from ..pipeline import Account, Desk, Report


@click.command("list")
@click.argument("what", type=click.Choice(["feeds", "sources", "articles", "regions"]))
@names_argument
@shared_options()
def list_(setting: Setting, what: str, names: tuple[str, ...]) -> int:
    """List the feeds, their sources, their articles, or the regions of their maps."""
    from .. import pipeline

    options = pipeline.Options(now=now(), names=names)
    with pipeline.look(setting.site(names), options) as (desks, report):
        rows = [row for desk in desks for row in _LISTINGS[what](desk, report)]
    if setting.json:
        speech.as_json(rows)
    elif rows:
        cells = [[_cell(value) for value in row.values()] for row in rows]
        speech.table(cells, header=[key.upper() for key in rows[0]])
    elif not setting.quiet:
        speech.say(f"no {what}")
    return _mistakes(report)


def _mistakes(report: Report) -> int:
    """Say what holds definitions back, which are missing from what was shown."""
    for finding in report.findings:
        if finding.level == "error":
            speech.finding(finding)
    return 2 if report.exit_status == 2 else 0


def _feeds(desk: Desk, report: Report) -> Iterator[dict[str, Any]]:
    for feed in desk.compose(None).feeds:
        yield {
            "feed": feed.path.rstrip("/"),
            "articles": len(feed.articles),
            "updated": feed.updated,
            "title": feed.title,
        }


def _sources(desk: Desk, report: Report) -> Iterator[dict[str, Any]]:
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


def _articles(desk: Desk, report: Report) -> Iterator[dict[str, Any]]:
    for article in desk.articles():
        yield {
            "feed": desk.definition.name,
            "published": article.published,
            "regions": tuple(article.regions),
            "title": article.article.title,
            "id": article.id,
        }


def _regions(desk: Desk, report: Report) -> Iterator[dict[str, Any]]:
    from .. import words

    tally = desk.tally()
    for region in desk.definition.map:
        yield {
            "feed": desk.definition.name,
            "region": region.id,
            "inside": region.parent,
            "articles": tally.get(region.id, 0),
            "title": region.title,
            "words": (),
        }
    titles = [article.article.title for article in desk.unplaced()]
    yield {
        "feed": desk.definition.name,
        "region": None,
        "inside": None,
        "articles": len(titles),
        "title": "in no region",
        "words": words.commonest_names(titles),
    }


_LISTINGS: dict[str, Callable[[Desk, Report], Iterator[dict[str, Any]]]] = {
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
    with pipeline.look(setting.site(), options) as (desks, report):
        accounts = [each for desk in desks for each in pipeline.explain(desk, wanted)]
    if setting.json:
        speech.as_json(accounts)
    elif accounts:
        _tell(accounts)
    else:
        speech.say(f"nothing has the link, the id or the title {wanted!r}", err=True)
    return _mistakes(report) or (0 if accounts else 1)


def _tell(accounts: Sequence[Account]) -> None:
    for number, account in enumerate(accounts):
        if number:
            speech.say()
        for line in _lines(account):
            speech.say(speech.printable(line))


def _lines(account: Account) -> Iterator[str]:
    yield account.title or account.link or "(no title)"
    yield f"  in {account.definition}" + (f", as {account.id}" if account.id else "")
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
    reasons: dict[str | None, list[str]] = {}
    for standing in account.feeds:
        if standing.place is not None:
            yield f"  in {standing.feed} at place {standing.place}"
        else:
            reasons.setdefault(standing.reason, []).append(standing.feed)
    for reason, feeds in reasons.items():
        yield f"  not in {', '.join(feeds)}: {reason}"
