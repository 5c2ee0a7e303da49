"""Files to be published, and what is to be said of files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file to be published."""

    path: str  # below the output folder, with forward slashes
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something a person should know: what is wrong, where, and what to do.

    An `error` holds something back, a `warning` does not, a `note` is advice that
    only `check` and `lint` give, or good news.
    """

    level: Literal["error", "warning", "note"]
    message: str
    rule: str | None = None  # a short name, of findings of `lint`
    file: str | None = None  # as a person would type it
    line: int | None = None  # from 1
    column: int | None = None  # from 1
    hint: str | None = None  # "did you mean 'title'?"

    def __str__(self) -> str:
        place = ":".join(
            str(part) for part in (self.file, self.line, self.column) if part
        )
        text = f"{place}: {self.message}" if place else self.message
        return f"{text} ({self.hint})" if self.hint else text
