"""`feedtool ping`: telling the hub after what was built has been deployed."""

from __future__ import annotations

import click

from . import speech
from .setting import Setting, names_argument, shared_options
from .telling import pings


@click.command()
@names_argument
@click.option("--all", "everything", is_flag=True, help="Of all feeds, changed or not.")
@shared_options()
def ping(setting: Setting, names: tuple[str, ...], everything: bool) -> int:
    """Tell the hub which feeds have changed since it was last told."""
    from .. import pipeline
    from .lock import only_run

    site = setting.site(names)
    with only_run(site.state):
        report = pipeline.ping(site, names, everything=everything)
    is_told = all(ping.outcome == "announced" for ping in report.pings)
    status = report.exit_status or int(not is_told)
    if setting.json:
        speech.as_json(
            {
                "exit": status,
                "error": None,
                "pings": report.pings,
                "warnings": report.findings,
            }
        )
        return status
    for finding in report.findings:
        if finding.level != "note" or not setting.quiet:
            speech.finding(finding)
    if not setting.quiet:
        for line in pings(report):
            speech.say(line)
        if not report.pings and not status:
            speech.say("the hub knows of all that has changed")
    return status
