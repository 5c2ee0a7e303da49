"""`feedtool fetch`, `status` and `forget`: what outside sources need now and then."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from . import speech, telling
from .building import readers
from .reporting import Reporting, report_options
from .setting import Setting, names_argument, now, shared_options

if TYPE_CHECKING:
    from ..pipeline import Standing


@click.command()
@names_argument
@click.option(
    "--refresh",
    is_flag=True,
    help="Ask every source, whether it is due or not, or gone.",
)
@report_options
@shared_options(reports=True)
def fetch(
    setting: Setting,
    names: tuple[str, ...],
    refresh: bool,
    report_file: Path | None,
    every_failure: bool,
) -> int:
    """Fetch what is due, and write no feeds: the first half of a build."""
    from .. import pipeline
    from .lock import only_run

    reporting = Reporting(setting, report_file, telling.fetch_as_json)
    with reporting.of_failure():
        start = now()
        site = setting.site(names)
        with (
            only_run(site.state),
            speech.progress(setting.shows_progress) as progress,
        ):
            options = pipeline.Options(
                now=start,
                names=names,
                refresh=refresh,
                readers=readers,
                progress=progress,
            )
            report = pipeline.fetch(site, options)
    if not setting.json:
        telling.fetched(report, setting, every_failure=every_failure)
    reporting.report(report, report.exit_status)
    return report.exit_status


@click.command()
@names_argument
@shared_options()
def status(setting: Setting, names: tuple[str, ...]) -> int:
    """Say how each outside source is doing, and what is held back."""
    from .. import pipeline

    site = setting.site(names)
    found = pipeline.status(site, names, now())
    if setting.json:
        speech.as_json(found.sources)
    elif found.sources:
        speech.table(
            map(_row, found.sources),
            header=[
                *("FEED", "HEALTH", "ARTICLES", "NEWEST", "LAST SUCCESS", "NEXT FETCH"),
                "SOURCE",
            ],
        )
    elif not setting.quiet:
        speech.say("no outside sources")
    for finding in found.held:
        speech.finding(finding, err=setting.json)
    mistakes = [each for each in site.findings if each.level == "error"]
    for finding in mistakes:
        speech.finding(finding)
    return 2 if mistakes else 0


def _row(standing: Standing) -> list[str]:
    name = standing.title or standing.url
    return [
        standing.feed,
        standing.health,
        str(standing.articles),
        f"{standing.newest:%Y-%m-%d}" if standing.newest else "",
        _minute(standing.succeeded),
        _minute(standing.next),
        f"{name}: {standing.remark}" if standing.remark else name,
    ]


def _minute(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M}" if moment else ""


@click.command()
@click.argument("url", metavar="URL")
@shared_options()
def forget(setting: Setting, url: str) -> int:
    """Forget a source with its articles, or an article."""
    from .. import pipeline
    from .lock import only_run

    site = setting.site()
    with only_run(site.state):
        forgotten = pipeline.forget(site, url)
    if setting.json:
        speech.as_json([each._asdict() for each in forgotten])
    elif not forgotten:
        speech.say(
            "no source, and no article that was fetched, has the address or id "
            f"{speech.printable(url)!r}; what a record says is in its file",
            err=True,
        )
    else:
        for each in forgotten:
            what = speech.printable(each.name)
            if each.kind == "source":
                what += f" and its {speech.count(each.articles, 'article')}"
            again = "; it is still among the sources: the next build asks it anew"
            if each.kind == "article":
                again = (
                    "; it comes back if a source still carries it: "
                    "to keep it out, write a record with its link, or its id, and "
                    "`retracted: true`"
                )
            elif not each.comes_back:
                again = ""
            if not setting.quiet:
                speech.say(f"forgot {what}{again}")
    return 0 if forgotten else 1
