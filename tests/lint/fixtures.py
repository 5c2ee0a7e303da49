"""Documents that say what is wrong with them, as `line level rule`.

XML says it in a comment at its end, JSON in a file beside it.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

NOW = datetime(2026, 3, 2, tzinfo=UTC)
_FOLDER = Path(__file__).parent.parent / "data" / "lint"
_EXPECTED = re.compile(r"<!-- expected, by line:\n(.*?)-->\s*\Z", re.DOTALL)

PATHS = sorted(path for path in _FOLDER.iterdir() if path.suffix != ".expected")


def expected(path: Path) -> list[str]:
    """Return what a document says of itself."""
    if path.suffix == ".json":
        return path.with_name(f"{path.name}.expected").read_text("utf-8").splitlines()
    match = _EXPECTED.search(path.read_text("utf-8"))
    assert match is not None, f"{path.name} says nothing of itself"
    return match[1].splitlines()
