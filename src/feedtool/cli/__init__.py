"""The command line: words in, words out, and an exit status that tells the truth."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click

from .. import __version__
from ..errors import FeedtoolError
from . import building, looking, making, serving
from .setting import Setting, shared_options

_INTERRUPTED = 130
_OUR_FAULT = 70  # EX_SOFTWARE of sysexits.h


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="feedtool")
@shared_options(of_group=True)
def feedtool(setting: Setting) -> None:
    """Article records and outside feeds in; valid feeds, one for every region, out."""


for command in (
    making.new,
    building.build,
    building.check,
    looking.list_,
    looking.explain,
    serving.serve,
):
    feedtool.add_command(command)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command line and exit: the one place where errors become a status."""
    sys.exit(_status(arguments))


def _status(arguments: Sequence[str] | None) -> int:
    try:
        status = feedtool.main(arguments, "feedtool", standalone_mode=False)
        sys.stdout.flush()
        return status if isinstance(status, int) else 0
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except FeedtoolError as error:
        click.echo(f"feedtool: {error}", err=True)
        return error.exit_status
    except (click.Abort, KeyboardInterrupt):
        click.echo("feedtool: interrupted; what is published is whole", err=True)
        return _INTERRUPTED
    except BrokenPipeError:  # who reads our output has seen enough
        sys.stderr.close()
        return 0
    except Exception as error:
        place = _place(error)
        click.echo(
            f"feedtool: a fault of its own, please report it: {type(error).__name__}: "
            f"{error} ({place}); what is published is whole",
            err=True,
        )
        return _OUR_FAULT


def _place(error: BaseException) -> str:
    trace = error.__traceback__
    place = ""
    while trace is not None:
        module = trace.tb_frame.f_globals.get("__name__", "?")
        place, trace = f"{module}:{trace.tb_lineno}", trace.tb_next
    return place
