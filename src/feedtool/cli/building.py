"""`feedtool build` and `feedtool check`."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import click

from . import differing, speech, telling
from .reporting import Reporting, report_options
from .setting import Setting, names_argument, now, shared_options

if TYPE_CHECKING:
    from concurrent.futures import Executor

_MANY = 20  # documents, from which on it pays to read them in other processes


@click.command()
@names_argument
@click.option("--offline", is_flag=True, help="Ask nobody; files are read.")
@click.option(
    "--refresh",
    is_flag=True,
    help="Ask every source, whether it is due or not, or gone.",
)
@click.option(
    "--dry-run",
    "rehearsal",
    is_flag=True,
    help="Say what would be done: no network, no writing.",
)
@click.option(
    "--diff", is_flag=True, help="Say what changes in each feed, and why it does."
)
@click.option(
    "--allow-shrink",
    is_flag=True,
    help="Let feeds lose most of their articles, whatever the reason.",
)
@click.option(
    "--prune", is_flag=True, help="Remove files that no definition makes any more."
)
@click.option(
    "--no-ping",
    "ping",
    is_flag=True,
    default=True,
    flag_value=False,
    help="Leave telling the hub to `feedtool ping`.",
)
@report_options
@shared_options(reports=True)
def build(
    setting: Setting,
    names: tuple[str, ...],
    report_file: Path | None,
    every_failure: bool,
    **wishes: bool,  # called as in pipeline.Options
) -> int:
    """Fetch what is due, then write the feeds: the one for cron."""
    from .. import pipeline
    from .lock import only_run

    reporting = Reporting(setting, report_file, telling.build_as_json)
    is_dry = wishes["rehearsal"]
    with reporting.of_failure():
        start = now()
        site = setting.site(names)
        with (
            only_run(site.state) if site.is_sound and not is_dry else nullcontext(),
            speech.progress(setting.shows_progress) as progress,
        ):
            options = pipeline.Options(
                now=start, names=names, readers=readers, progress=progress, **wishes
            )
            report = pipeline.build(site, options)
    if not setting.json:
        if not setting.quiet:
            differing.say(report, verbose=setting.verbose)
        telling.built(report, setting, every_failure=every_failure, dry_run=is_dry)
    reporting.report(report, report.exit_status)
    return report.exit_status


@click.command()
@names_argument
@shared_options()
def check(setting: Setting, names: tuple[str, ...]) -> int:
    """Read and build everything, write nothing, and say all that is wrong."""
    from .. import pipeline

    site = setting.site(names)
    options = pipeline.Options(now=now(), names=names, rehearsal=True)
    report = pipeline.build(site, options)
    # No source was asked; what is wrong with one that is a file is a warning.
    status = report.exit_status if report.exit_status != 1 else 0
    if setting.json:
        speech.as_json({"exit": status, "error": None, **telling.check_as_json(report)})
    else:
        findings = (*report.findings, *report.faults, *report.refusals)
        for finding in findings:
            speech.finding(finding, err=False)
        counted = [
            speech.count(sum(f.level == level for f in findings), level)
            for level in ("error", "warning", "note")
        ]
        if not setting.quiet:
            speech.say(
                f"{speech.count(len(report.feeds), 'feed')}: {', '.join(counted)}"
            )
    return status


def readers(documents: int) -> Executor | None:
    """Make the processes in which many documents are read."""
    if documents < _MANY:
        return None
    import multiprocessing
    import os
    from concurrent.futures import ProcessPoolExecutor

    return ProcessPoolExecutor(
        min(os.cpu_count() or 1, 8),
        # A fork would take along the thread that fetches, in whatever state it is.
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_attend,
    )


def _attend() -> None:
    """Let a reading process end with its parent, and leave interrupts to that."""
    import multiprocessing
    import os
    import signal
    import threading

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()

    def follow() -> None:
        if parent is not None:
            parent.join()
        os._exit(1)

    threading.Thread(target=follow, name="follow", daemon=True).start()
