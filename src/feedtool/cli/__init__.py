"""The command line: words in, words out, and an exit status that tells the truth."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress

import click

from .. import __version__
from . import (
    building,
    linting,
    looking,
    making,
    mapping,
    pinging,
    serving,
    speech,
    subscribing,
    tending,
)
from .ending import ending, say_as_json
from .setting import Setting, shared_options


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="feedtool")
@shared_options(of_group=True)
def feedtool(setting: Setting) -> None:
    """Article records and outside feeds in; valid feeds, one for every region, out."""


for command in (
    making.new,
    subscribing.add,
    building.build,
    building.check,
    looking.list_,
    looking.explain,
    linting.lint,
    mapping.regions,
    tending.fetch,
    tending.status,
    tending.forget,
    pinging.ping,
    subscribing.opml,
    serving.serve,
):
    feedtool.add_command(command)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command line and exit: the one place where errors become a status."""
    sys.exit(_status(arguments))


def _status(arguments: Sequence[str] | None) -> int:
    _open_streams()
    with suppress(ValueError):  # only the main thread may
        signal.signal(signal.SIGTERM, _interrupt)
    try:
        return _run(arguments)
    except OSError as error:
        return _unheard(error)
    except (Exception, KeyboardInterrupt) as error:
        status, sentence = ending(error)
        speech.say(f"feedtool: {sentence}", err=True)
        return status


def _run(arguments: Sequence[str] | None) -> int:
    """Run a command line; what is wrong with the line itself is said here."""
    try:
        status = feedtool.main(arguments, "feedtool", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        if "--json" in (sys.argv[1:] if arguments is None else arguments):
            say_as_json(*ending(error))
        status = error.exit_code
    sys.stdout.flush()
    return status if isinstance(status, int) else 0


def _open_streams() -> None:
    """Write to nowhere where there is no stream to write to (`2>&-`)."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w"))  # noqa: PTH123, SIM115


def _interrupt(number: int, frame: object) -> None:
    raise KeyboardInterrupt


def _unheard(error: OSError) -> int:
    """Return the status where what we have to say could not be written."""
    status, sentence = ending(error)
    with suppress(OSError):
        speech.say(f"feedtool: {sentence}", err=True)
    # Nor could what is still in the buffer when Python ends.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return status
