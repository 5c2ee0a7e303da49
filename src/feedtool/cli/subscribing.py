"""`feedtool add` and `feedtool opml`: outside feeds in, and lists of them out."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..errors import OutputError, UsageError
from . import speech
from .setting import Setting, name_argument, names_argument, now, shared_options

if TYPE_CHECKING:
    from ..config import Site
    from ..model import Finding
    from ..pipeline.outlining import Imported
    from ..pipeline.subscribing import Addition


@click.command()
@name_argument
@click.argument("addresses", nargs=-1, required=True, metavar="URL...")
@click.option("--title", help="Our name for it.")
@click.option(
    "--region", "regions", multiple=True, metavar="ID", help="All of it is about this."
)
@click.option("--every", metavar="6h", help="Ask it not more often.")
@click.option(
    "--allow-private", is_flag=True, help="Its own host may be private or this machine."
)
@shared_options()
def add(
    setting: Setting,
    name: str,
    addresses: tuple[str, ...],
    title: str | None,
    regions: tuple[str, ...],
    every: str | None,
    allow_private: bool,
) -> int:
    """Add outside feeds to a definition.

    URL is that of a feed, or of a page that names one; or a file. The feed is read
    before it is written into feed.yaml.
    """
    from ..pipeline import subscribing

    if title is not None and len(addresses) > 1:
        raise UsageError("--title names one feed: add the others without it")
    wish = subscribing.Wish(
        title=title, regions=regions, every=every, allow_private=allow_private
    )
    site = setting.site([name])
    additions = subscribing.subscribe(
        site, name, addresses, wish, environ=os.environ, now=now()
    )
    added = [each for each in additions if each.added]
    # Read before anything is said: what is printed as JSON is one document.
    brought = [*_brought(site, setting.site())] if added else []
    if not setting.json:
        _tell(additions, setting)
    for shortest in {each.every for each in added} - {every}:
        why = "nobody is asked more often than that"
        speech.say(
            f"feedtool: --every {every} is written as {shortest}: {why}", err=True
        )
    for finding in brought:
        speech.finding(finding)
    if setting.json:
        speech.as_json(additions)
    return 0 if len(added) == len(additions) else 1


def _tell(additions: list[Addition], setting: Setting) -> None:
    for each in additions:
        if not each.added:
            message = f"{each.url}: not added: {each.error}"
            speech.say(f"feedtool: {speech.printable(message)}", err=True)
        elif not setting.quiet:
            speech.say(speech.printable(f"{_found(each)}; added {each.feed}"))


def _brought(before: Site, after: Site) -> Iterator[Finding]:
    """Yield the warnings that new sources have brought, which the next build has too.

    The others may stand at other lines now.
    """

    def unplaced(finding: Finding) -> Finding:
        return replace(finding, line=None, column=None)

    known = Counter(map(unplaced, before.findings))
    for finding in after.findings:
        known[unplaced(finding)] -= 1
        if finding.level == "warning" and known[unplaced(finding)] < 0:
            yield finding


def _found(addition: Addition) -> str:
    """Return "The wire: 20 articles, newest 3 March"."""
    from .. import text

    articles = "no articles yet"
    if addition.articles:
        articles = speech.count(addition.articles, "article")
    if addition.newest is not None:
        articles += f", newest {_day(addition.newest)}"
    return f"{text.shorten(addition.title or '(no title)', 80)}: {articles}"


def _day(moment: datetime) -> str:
    year = "" if moment.year == now().year else f" {moment.year}"
    return f"{moment.day} {moment:%B}{year}"


@click.group()
@shared_options()
def opml(setting: Setting) -> None:
    """Subscriptions in and out, as lists that all feed readers know."""


@opml.command("export")
@names_argument
@click.option(
    "--to",
    "target",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write it there, not to stdout.",
)
@shared_options()
def export(setting: Setting, names: tuple[str, ...], target: Path | None) -> int:
    """Print the outside feeds of definitions as OPML."""
    from ..pipeline import outlining

    site = setting.site(names)
    exported = outlining.export(site, names)
    if target is not None:
        try:
            target.write_bytes(exported.data)
        except OSError as error:
            raise OutputError(f"{target} cannot be written: {error.strerror}") from None
    feeds = speech.count(exported.feeds, "feed")
    if setting.json:
        listed = exported.data.decode() if target is None else None
        speech.as_json(
            {"feeds": exported.feeds, "left_out": exported.left_out, "opml": listed}
        )
    elif target is None:
        speech.say(exported.data.decode().rstrip("\n"))
    elif not setting.quiet:
        speech.say(f"{feeds} written to {speech.printable(str(target))}")
    for path in exported.left_out:
        message = f"{path} is a file: it is not in the list"
        speech.say(f"feedtool: {speech.printable(message)}", err=True)
    errors = [each for each in site.findings if each.level == "error"]
    for finding in errors:
        speech.finding(finding)
    return 2 if errors else 0


@opml.command("import")
@name_argument
@click.argument("address", metavar="FILE|URL")
@click.option("--folder", metavar="TITLE", help="Take this folder of the list alone.")
@shared_options()
def import_(setting: Setting, name: str, address: str, folder: str | None) -> int:
    """Add the feeds of an OPML list to a definition."""
    from ..pipeline import outlining

    imported = outlining.import_list(
        setting.site([name]), name, address, folder=folder, environ=os.environ
    )
    if setting.json:
        speech.as_json(imported)
    else:
        _say(imported, setting, name, address)
    return 0 if imported.error is None else 1


def _say(imported: Imported, setting: Setting, name: str, address: str) -> None:
    from .. import urls

    if imported.error is not None:
        message = f"{urls.masked(address)}: {imported.error}"
        speech.say(f"feedtool: {speech.printable(message)}", err=True)
        return
    for each in imported.left_out:
        message = f"{each.feed}: not added: {each.reason}"
        speech.say(f"feedtool: {speech.printable(message)}", err=True)
    if setting.quiet:
        return
    if setting.verbose:
        for feed in imported.added:
            speech.say(f"added  {speech.printable(feed)}")
    added = speech.count(len(imported.added), "feed")
    there = (
        f"; {imported.known} {'was' if imported.known == 1 else 'were'} there already"
    )
    speech.say(f"{added} added to {name}{there if imported.known else ''}")
