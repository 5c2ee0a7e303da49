"""Real disks that are full: of the published files, of the memory, of both."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from .sites import Site, story


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of two megabytes."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=2m", "none", str(place)]
    try:
        subprocess.run(mount, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("no disk can be mounted here: that takes root")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def fill(disk: Path, left: int) -> None:
    """Write until only *left* bytes are free."""
    room = os.statvfs(disk)
    size = room.f_bavail * room.f_frsize - left
    (disk / "filler").write_bytes(bytes(size))


@pytest.mark.parametrize("left", [0, 8_192, 32_768, 65_536])
@pytest.mark.parametrize("parts", [("public",), ("feedtool.db",), ("public", "db")])
def test_a_full_disk_costs_nothing_but_this_build(
    tmp_path: Path,
    disk: Path,
    left: int,
    parts: tuple[str, ...],
    capsys: pytest.CaptureFixture[str],
) -> None:
    told = story(tmp_path, "edit")
    site = Site(tmp_path / "full")
    told.site.copy(site.root)
    settings = []
    if "public" in parts:
        site.public.rename(tmp_path / "was")
        subprocess.run(["cp", "-a", tmp_path / "was", disk / "public"], check=True)
        site.public.symlink_to(disk / "public")
    if parts != ("public",):
        (disk / "feedtool.db").write_bytes(site.state.read_bytes())
        settings.append(f"state: {disk / 'feedtool.db'}\n")
    site.write("feeds/feedtool.yaml", "".join(settings))
    fill(disk, left)
    capsys.readouterr()
    status = site.build()
    said = capsys.readouterr().err
    told.check(site)
    assert status in (0, 74)
    assert (status == 74) == ("the disk is full" in said), said
    assert status == 74 or left
    (disk / "filler").unlink()
    assert site.build() == 0
    assert site.contents() == told.new
