"""Which program made something: what it made is kept only while it is this one."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from .. import __version__

_PACKAGE = Path(__file__).parents[1]


@cache
def edition() -> str:
    """Return what is another when the program is: its version and its own files.

    The version alone would not do: a checkout that is brought up to date has the same
    until the next release.
    """
    files = sorted(
        path for path in _PACKAGE.rglob("*") if path.suffix in (".py", ".css", ".txt")
    )
    stats = ((path.name, path.stat()) for path in files)
    made_of = [(name, stat.st_size, stat.st_mtime_ns) for name, stat in stats]
    return hashlib.sha256(repr((__version__, made_of)).encode()).hexdigest()[:16]
