"""`feedtool build` and `feedtool check`."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

import click

from . import differing, speech
from .setting import Setting, names_argument, now, shared_options

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from ..pipeline import FeedReport, Report

_MANY = 20  # documents, from which on it pays to read them in other processes


@click.command()
@names_argument
@click.option("--offline", is_flag=True, help="Ask nobody; files are read.")
@click.option(
    "--refresh", is_flag=True, help="Ask every source, whether it is due or not."
)
@click.option(
    "--dry-run", is_flag=True, help="Say what would be done: no network, no writing."
)
@click.option(
    "--diff", is_flag=True, help="Say what changes in each feed, and why it does."
)
@click.option(
    "--allow-shrink",
    is_flag=True,
    help="Let feeds lose most of their articles, whatever the reason.",
)
@shared_options()
def build(
    setting: Setting,
    names: tuple[str, ...],
    offline: bool,
    refresh: bool,
    dry_run: bool,
    diff: bool,
    allow_shrink: bool,
) -> int:
    """Fetch what is due, then write the feeds: the one for cron."""
    from .. import pipeline
    from .lock import only_run

    began = time.monotonic()
    start = now()
    site = setting.site(names)
    with (
        only_run(site.state) if site.is_sound and not dry_run else nullcontext(),
        speech.progress(setting.shows_progress) as progress,
    ):
        report = pipeline.build(
            site,
            pipeline.Options(
                now=start,
                names=names,
                offline=offline,
                refresh=refresh,
                rehearsal=dry_run,
                diff=diff,
                allow_shrink=allow_shrink,
                readers=readers,
                progress=progress,
            ),
        )
    if setting.json:
        seconds = time.monotonic() - began
        speech.as_json(_as_json(report, report.exit_status, seconds))
    else:
        if not setting.quiet:
            differing.say(report, verbose=setting.verbose)
        _say(report, setting, dry_run=dry_run)
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
    is_wrong = any(each.level == "error" for each in report.findings)
    status = 2 if is_wrong else 3 if report.held else 0
    if setting.json:
        speech.as_json(_as_json(report, status, None))
    else:
        for finding in report.findings:
            speech.finding(finding, err=False)
        for reason in report.held:
            speech.held(reason, err=False)
        counted = [
            speech.count(sum(f.level == level for f in report.findings), level)
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


def sources_as_json(report: Report) -> list[dict[str, Any]]:
    """Return what became of each source, by the names that it has in every command."""
    return [
        {
            "url": source.address,
            "name": source.name,
            "outcome": source.outcome,
            "status": source.status,
            "articles": source.articles,
            "new": source.new,
            "next": source.next,
            "error": source.error,
            "remark": source.remark,
        }
        for source in report.sources
    ]


def _as_json(report: Report, status: int, seconds: float | None) -> dict[str, Any]:
    found: dict[str, Any] = {"exit": status}
    if seconds is not None:
        found["seconds"] = round(seconds, 3)
    return found | {
        "sources": sources_as_json(report),
        "feeds": report.feeds,
        "files": report.files,
        "unwritten": report.unwritten,
        "held": report.held,
        "warnings": report.findings,
    }


def _say(report: Report, setting: Setting, *, dry_run: bool) -> None:
    for finding in report.findings:
        if finding.level != "note":
            speech.finding(finding)
    for message in report.unwritten:
        speech.say(f"feedtool: {message}", err=True)
    for reason in report.held:
        speech.held(reason)
    if setting.quiet:
        return
    if setting.verbose:
        for source in report.sources:
            speech.say(f"{source.outcome:9}  {speech.printable(source.name)}")
        for path, put in sorted(_files(report)):
            done = "to write" if dry_run and put == "wrote" else put
            speech.say(f"{done:9}  {path}")
    names = dict.fromkeys(feed.name for feed in report.feeds)
    for name in names:
        feeds = [feed for feed in report.feeds if feed.name == name]
        speech.say(f"{name}: {_summary(feeds, dry_run=dry_run)}")
    for line in _waiting(report):
        speech.say(line)


def _waiting(report: Report) -> Iterator[str]:
    """Yield what there is to say of sources that were not asked."""
    left = sum(source.outcome == "left" for source in report.sources)
    if left:
        sources = speech.count(left, "source")
        yield f"{sources} left for the next run: its time or a host's patience was up"
    failed = sum(
        source.error is not None and source.outcome in ("waiting", "gone")
        for source in report.sources
    )
    if failed:
        sources = speech.count(failed, "source")
        yield f"{sources} not asked after a failure (see feedtool status)"


def _files(report: Report) -> Iterator[tuple[str, str]]:
    for feed in report.feeds:
        yield from feed.files.items()
    yield from report.files.items()


def _summary(feeds: list[FeedReport], *, dry_run: bool) -> str:
    main = feeds[0]
    put = [state for feed in feeds for state in feed.files.values()]
    wrote = put.count("wrote")
    changes = [
        f"{sign}{number}"
        for sign, number in (
            ("+", main.added),
            ("-", main.removed),
            ("~", main.changed),
        )
        if number and wrote
    ]
    text = speech.count(main.articles, "article")
    text += f" ({', '.join(changes)})" if changes else ""
    if len(feeds) > 1:
        text += f", {speech.count(len(feeds) - 1, 'subfeed')}"
    if "held" in put and not wrote:
        return f"{text}; held back, the files stay as they were"
    if not wrote:
        return f"{text}; unchanged"
    verb = "would be written" if dry_run else "written"
    held = f", {put.count('held')} held back" if "held" in put else ""
    return f"{text}; {speech.count(wrote, 'file')} {verb}{held}"
