"""What a run came to, told: in lines for people, as JSON for programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from . import speech
from .setting import Setting

if TYPE_CHECKING:
    from ..pipeline import FeedReport, Report


def built(
    report: Report, setting: Setting, *, every_failure: bool, dry_run: bool
) -> None:
    """Say what became of a build: trouble first, then a line for each definition."""
    all_of_it = every_failure or dry_run or not setting.quiet
    _trouble(report, setting, all_of_it=all_of_it)
    if setting.quiet:
        return
    if setting.verbose:
        _sources(report)
        for path, put in sorted(_files(report)):
            done = "to write" if dry_run and put == "wrote" else put
            speech.say(f"{done:9}  {path}")
    names = dict.fromkeys(feed.name for feed in report.feeds)
    for name in names:
        feeds = [feed for feed in report.feeds if feed.name == name]
        speech.say(f"{name}: {_summary(feeds, dry_run=dry_run)}")
    if report.restored:
        articles = speech.count(report.restored, "article")
        speech.say(
            f"the memory was missing: {articles} found in the output folder, "
            "with their ids and first dates"
        )
    if report.pruned:
        for path in report.pruned:
            speech.say(f"{'to remove' if dry_run else 'removed':9}  {path}")
        verb = "would be removed" if dry_run else "removed"
        files = speech.count(len(report.pruned), "file")
        speech.say(f"{files} {verb}: no definition makes them any more")
    for line in (*_waiting(report), *pings(report)):
        speech.say(line)


def fetched(report: Report, setting: Setting, *, every_failure: bool) -> None:
    """Say what became of a fetch: trouble first, then how the sources did."""
    _trouble(report, setting, all_of_it=every_failure or not setting.quiet)
    if setting.quiet:
        return
    if setting.verbose:
        _sources(report)
    counts = Counter(source.outcome for source in report.sources)
    told = ", ".join(f"{number} {outcome}" for outcome, number in counts.items())
    new = speech.count(sum(source.new for source in report.sources), "new article")
    sources = speech.count(len(report.sources), "source")
    speech.say(f"{sources}{': ' if told else ''}{told}; {new}")


def build_as_json(
    report: Report, status: int, seconds: float, error: str | None
) -> dict[str, Any]:
    """Return what `build` prints; its keys are only ever added to."""
    return {
        "exit": status,
        "seconds": round(seconds, 3),
        "error": error,
        **check_as_json(report),
        "news": _news_as_json(report),
    }


def check_as_json(report: Report) -> dict[str, Any]:
    """Return what `check` prints; its keys are only ever added to."""
    return {
        "sources": _sources_as_json(report),
        "feeds": report.feeds,
        "files": report.files,
        "unwritten": report.unwritten,
        "held": report.held,
        "restored": report.restored,
        "pruned": report.pruned,
        "pings": report.pings,
        "warnings": report.findings,
    }


def fetch_as_json(
    report: Report, status: int, seconds: float, error: str | None
) -> dict[str, Any]:
    """Return what `fetch` prints; its keys are only ever added to."""
    return {
        "exit": status,
        "seconds": round(seconds, 3),
        "error": error,
        "sources": _sources_as_json(report),
        "warnings": report.findings,
        "news": _news_as_json(report),
    }


# -- for programs -----------------------------------------------------------------


def _news_as_json(report: Report) -> object:
    """Return what `--quiet` says."""
    return report.news or {"begun": report.wrong, "ended": ()}


def _sources_as_json(report: Report) -> list[dict[str, Any]]:
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


# -- for people -------------------------------------------------------------------


def _trouble(report: Report, setting: Setting, *, all_of_it: bool) -> None:
    """Say what is wrong: all of it, or what nobody has been told; and what is over."""
    news = report.news
    for finding in report.wrong if all_of_it or news is None else news.begun:
        speech.finding(finding)
    for finding in news.ended if news else ():
        speech.finding(finding, err=setting.quiet)  # else it is one of the results


def _sources(report: Report) -> None:
    for source in report.sources:
        speech.say(f"{source.outcome:9}  {speech.printable(source.name)}")


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


def pings(report: Report) -> Iterator[str]:
    """Yield what the hub was told; why it could not be is a finding."""
    told = sum(ping.outcome == "announced" for ping in report.pings)
    if told:
        yield f"hub: told of {speech.count(told, 'changed file')}"
    if told < len(report.pings):
        left = speech.count(len(report.pings) - told, "changed file")
        yield f"hub: still to be told of {left}"


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
    # What lists all feeds lies beside that folder, and is not counted.
    return f"{text}; {speech.count(wrote, 'file')} {verb} in {main.name}/{held}"
