"""Every error that a user can meet. None of them is meant to show a traceback.

FeedtoolError               something a person can mend
├── UsageError              the command line asks for what is not there      exit 2
├── ParseError              these bytes are no feed               (one source fails)
│   └── NotWellFormedError  they are XML that breaks its rules
├── StateError              the memory (feedtool.db) cannot be used          exit 74
│   └── DamagedError        it is damaged: a build moves it aside
├── OutputError             the output folder cannot be written              exit 74
└── LockedError             another run holds the lock                       exit 75

Mistakes in feeds/ are no exceptions but values (`model.Finding`): a run shows all
of them, and goes on with what they do not touch.
"""

from __future__ import annotations

from typing import ClassVar


class FeedtoolError(Exception):
    """Something a person can mend; its text says what and how."""

    exit_status: ClassVar[int] = 2


class UsageError(FeedtoolError):
    """The command line asks for something that is not there."""


class ParseError(FeedtoolError):
    """These bytes are no feed; the text says what they are instead."""


class NotWellFormedError(ParseError):
    """This breaks the rules of XML, or of feeds, so that only the tolerant read it."""


class StateError(FeedtoolError):
    """The memory cannot be used."""

    exit_status = 74


class DamagedError(StateError):
    """The memory at *path* is damaged, and *what* says so."""

    def __init__(self, path: object, what: object) -> None:
        super().__init__(
            f"{path}: the memory is damaged, or is no database ({what}); "
            "the next build moves it aside and begins a new one"
        )
        self.what = str(what)


class OutputError(FeedtoolError):
    """The output folder cannot be written."""

    exit_status = 74


class LockedError(FeedtoolError):
    """Another run holds the lock."""

    exit_status = 75
