"""What holds for every command: where things are, how much is said, what time it is."""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..errors import UsageError
from .ending import say_as_json, told

if TYPE_CHECKING:
    from ..config import Site


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """The options that every command has."""

    feeds: Path = Path("feeds")
    output: Path | None = None
    state: Path | None = None
    quiet: bool = False
    verbose: bool = False
    json: bool = False

    def site(self, names: Sequence[str] = ()) -> Site:
        """Read feeds/; raises UsageError for a name of *names* that is not there."""
        from .. import config, plainyaml

        site = config.load(
            self.feeds, environ=os.environ, output=self.output, state=self.state
        )
        known = [*(definition.name for definition in site.definitions), *site.held]
        for name in names:
            if name not in known:
                hint = plainyaml.did_you_mean(name, known)
                raise UsageError(
                    f"{self.feeds} has no feed called {name!r}"
                    + (f" ({hint})" if hint else "")
                )
        return site

    @property
    def shows_progress(self) -> bool:
        return not (self.quiet or self.json) and sys.stderr.isatty()


def now() -> datetime:
    """Return the time that a run starts at: FEEDTOOL_NOW, else that of the clock."""
    given = os.environ.get("FEEDTOOL_NOW")
    if not given:
        return datetime.now(UTC).replace(microsecond=0)
    from .. import dates

    moment = dates.parse(given)
    if moment is None:
        raise UsageError(
            f"FEEDTOOL_NOW is no date: {given!r} (write 2026-03-01T09:30:00Z)"
        )
    return moment


def names_argument(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the names of definitions; a shell may complete them."""
    return click.argument(
        "names", nargs=-1, metavar="[NAME]...", shell_complete=_complete
    )(command)


def name_argument(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the name of one definition; a shell may complete it."""
    return click.argument("name", metavar="NAME", shell_complete=_complete)(command)


def _complete(
    context: click.Context, parameter: click.Parameter, begun: str
) -> list[str]:
    given = context.params.get("feeds") or context.find_root().params.get("feeds")
    folder = Path(given or os.environ.get("FEEDTOOL_FEEDS") or Setting().feeds)
    names = sorted(path.parent.name for path in folder.glob("*/feed.yaml"))
    return [name for name in names if name.startswith(begun)]


def shared_options(
    *, of_group: bool = False, reports: bool = False
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Give a command the shared options, and what they come to as its first argument.

    They stand before or after the command; what stands after it counts. With --json,
    an error that ends the command is printed, but for one that *reports* it itself.
    """

    def decorated(function: Callable[..., Any]) -> Callable[..., Any]:
        @click.pass_context
        @functools.wraps(function)
        def command(context: click.Context, /, **arguments: Any) -> Any:
            given = {name: arguments.pop(name) for name in Setting.__slots__}
            before = context.find_object(Setting) or Setting()
            # False and None are what an option has that was not given.
            setting = replace(before, **{k: v for k, v in given.items() if v})
            context.obj = setting
            tells = setting.json and not reports
            with told(say_as_json) if tells else nullcontext():
                return context.invoke(function, setting, **arguments)

        for option in reversed(_options(of_group)):
            command = option(command)
        return command

    return decorated


def _options(of_group: bool) -> list[Callable[[Any], Any]]:
    def place(name: str, text: str) -> Callable[[Any], Any]:
        return click.option(
            f"--{name}",
            type=click.Path(path_type=Path),
            envvar=f"FEEDTOOL_{name.upper()}" if of_group else None,
            metavar="FILE" if name == "state" else "DIR",
            help=text,
            show_envvar=of_group,
        )

    def flag(name: str, short: str, text: str) -> Callable[[Any], Any]:
        return click.option(f"--{name}", short, is_flag=True, help=text)

    return [
        place("feeds", "Where the definitions are.  [default: feeds]"),
        place("output", "Where the feeds go.  [default: public beside feeds]"),
        place("state", "The memory.  [default: feedtool.db beside feeds]"),
        flag("quiet", "-q", "Say nothing but what is wrong."),
        flag("verbose", "-v", "Say more."),
        click.option("--json", is_flag=True, help="Say it as JSON."),
    ]
