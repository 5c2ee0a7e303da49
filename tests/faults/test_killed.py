"""A build that is killed, whenever that is, leaves old or new files, and a next run."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from .sites import KINDS, LATER, Site, remove, story

# The moments that matter come after all has been loaded.
BUILD = """
import sys
from feedtool import cli, config, lint, pipeline, write
from feedtool.pipeline import restoring
from feedtool.write import atom, jsonfeed, page, rss
print("ready", flush=True)
cli.main(sys.argv[1:])
"""


def begun(site: Site) -> subprocess.Popen[bytes]:
    """Begin a build in a process of its own."""
    words = ["--feeds", str(site.root / "feeds"), "build", "--quiet"]
    process = subprocess.Popen(
        [sys.executable, "-c", BUILD, *words],
        env={**os.environ, "FEEDTOOL_NOW": LATER},
        stdout=subprocess.PIPE,
    )
    assert process.stdout is not None
    process.stdout.readline()
    return process


def kill_often(folder: Path, kind: str, times: int) -> None:
    told = story(folder, kind)
    whole = told.site.copy(folder / "whole")
    with begun(whole) as process:
        began = time.monotonic()
        assert process.wait() == 0
    lasts = time.monotonic() - began
    chance = random.Random(f"{kind} {times}")
    killed = 0
    for number in range(times):
        site = told.site.copy(folder / str(number))
        with begun(site) as process:
            time.sleep(chance.uniform(0, lasts))
            process.send_signal(signal.SIGKILL)
            killed += process.wait() == -signal.SIGKILL
        told.check(site)
        told.check_next(site)
        remove(site)
    assert killed > times // 4


def test_a_killed_build_leaves_old_or_new(tmp_path: Path) -> None:
    kill_often(tmp_path, "edit", 3)


@pytest.mark.long
@pytest.mark.parametrize("kind", KINDS)
def test_so_it_does_at_any_moment(tmp_path: Path, kind: str) -> None:
    kill_often(tmp_path, kind, 70)


def test_one_that_is_killed_again_and_again_gets_there(tmp_path: Path) -> None:
    told = story(tmp_path, "edit")
    for wait in (0.05, 0.1, 0.15, 0.2):
        with begun(told.site) as process:
            time.sleep(wait)
            process.send_signal(signal.SIGKILL)
        told.check(told.site)
    told.check_next(told.site)


def test_of_two_builds_at_once_one_waits_for_another_time(tmp_path: Path) -> None:
    told = story(tmp_path, "edit")
    with begun(told.site) as one, begun(told.site) as other:
        statuses = {one.wait(), other.wait()}
    assert statuses <= {0, 75}
    assert 0 in statuses
    assert told.site.contents() == told.new
