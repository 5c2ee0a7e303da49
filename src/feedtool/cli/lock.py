"""One run at a time: a lock on a file beside the memory."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ..errors import LockedError, StateError


@contextmanager
def only_run(state: Path) -> Iterator[None]:
    """Hold the lock of the memory at *state*; raises LockedError where another does.

    The lock goes with the process, however that ends; its file stays.
    """
    import fcntl

    path = state.with_name(f"{state.name}.lock")
    try:
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    except OSError as error:
        raise StateError(f"{path}: cannot be made: {error.strerror}") from error
    try:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise LockedError(
                f"another run is not done yet (it holds {path})"
            ) from None
        yield
    finally:
        with suppress(OSError):  # nothing was written to it
            os.close(file)
