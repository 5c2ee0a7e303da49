"""A whole feeds/ in, a whole public/ out, byte for byte, wherever it is built.

What comes out is in tests/data/golden/public. When it is meant to change, write it anew
with `python -m tests.test_golden` and read the difference.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import urljoin

import pytest

GOLDEN = Path(__file__).parent / "data" / "golden"
NOW = "2026-03-01T12:00:00Z"


def build(folder: Path, **environ: str) -> dict[str, bytes]:
    """Build a copy of the golden feeds in *folder*; return all files by path."""
    shutil.copytree(GOLDEN / "feeds", folder / "feeds")
    subprocess.run(
        [sys.executable, "-m", "feedtool", "build", "--quiet"],
        cwd=folder,
        env={**os.environ, "FEEDTOOL_NOW": NOW, **environ},
        check=True,
    )
    return contents(folder / "public")


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.mark.parametrize(
    ("zone", "seed", "locale"),
    [("UTC", "0", "C"), ("Asia/Kathmandu", "42", "C.UTF-8")],
)
def test_the_same_feeds_give_the_same_bytes(
    tmp_path: Path, zone: str, seed: str, locale: str
) -> None:
    made = build(tmp_path, TZ=zone, PYTHONHASHSEED=seed, LC_ALL=locale)
    expected = contents(GOLDEN / "public")
    assert made.keys() == expected.keys()
    for path, data in made.items():
        assert data.decode() == expected[path].decode(), path


def test_from_the_first_page_every_file_is_reached_and_nothing_else() -> None:
    files = contents(GOLDEN / "public")
    reached = {"index.html"}
    waiting = ["index.html"]
    while waiting:
        path = waiting.pop()
        for href in _REFERENCE.findall(files[path].decode()):
            there = urljoin(path, href).partition("#")[0]
            if there not in reached:
                reached.add(there)
                waiting.append(there)
    assert reached == files.keys()


# A relative one, from a page to a file, or from a feed to its stylesheet.
_REFERENCE = re.compile(r'<(?:a|link|\?xml-stylesheet) [^>]*href="([^":]+)"')


def _write_anew() -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        build(Path(folder))
        shutil.rmtree(GOLDEN / "public", ignore_errors=True)
        shutil.copytree(Path(folder, "public"), GOLDEN / "public")


if __name__ == "__main__":
    _write_anew()
