"""How a command ends that cannot go on: with a status, and a sentence for a person."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

from ..errors import FeedtoolError, OutputError
from . import speech

_INTERRUPTED = 130
_OUR_FAULT = 70  # EX_SOFTWARE of sysexits.h


@contextmanager
def told(tell: Callable[[int, str], None]) -> Iterator[None]:
    """*tell* what an error that ends this comes to, and let it go on."""
    try:
        yield
    except BaseException as error:
        tell(*ending(error))
        raise


def say_as_json(status: int, error: str) -> None:
    """Print what every command prints with --json that cannot go on."""
    speech.as_json({"exit": status, "error": error})


def ending(error: BaseException) -> tuple[int, str]:
    """Return the exit status that *error* comes to, and what is said of it."""
    match error:
        case click.ClickException():
            return error.exit_code, error.format_message()
        case FeedtoolError():
            return error.exit_status, str(error)
        case click.Abort() | KeyboardInterrupt():
            return _INTERRUPTED, "interrupted; what is published is whole"
        case OSError():
            return OutputError.exit_status, f"cannot write: {error.strerror}"
    return _OUR_FAULT, (
        f"a fault of its own, please report it: {type(error).__name__}: {error} "
        f"({_place(error)}); what is published is whole"
    )


def _place(error: BaseException) -> str:
    trace = error.__traceback__
    place = ""
    while trace is not None:
        module = trace.tb_frame.f_globals.get("__name__", "?")
        place, trace = f"{module}:{trace.tb_lineno}", trace.tb_next
    return place
