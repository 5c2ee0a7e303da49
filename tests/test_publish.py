from __future__ import annotations

import errno
import itertools
import os
import random
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from feedtool.errors import OutputError
from feedtool.model import File
from feedtool.publish import compare, leftovers, publish, read, remove, stamps

OLD = {"news/rss.xml": b"old rss", "news/atom.xml": b"old atom", "index.html": b"old"}
NEW = {path: b"new " + data for path, data in OLD.items()}


@pytest.fixture(autouse=True)
def no_waiting_for_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a power cut leaves cannot be tested here, so syncing would only cost."""
    monkeypatch.setattr(os, "fsync", os.fstat)


@pytest.fixture
def output(tmp_path: Path) -> Path:
    return tmp_path / "public"


def files(contents: dict[str, bytes]) -> list[File]:
    return [File(path=path, data=data) for path, data in contents.items()]


def contents(folder: Path) -> dict[str, bytes]:
    """Return every file below *folder*, hidden ones too."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if not path.is_dir()
    }


def whole_tree(folder: Path) -> list[tuple[str, int, int, int]]:
    return [
        (str(path), status.st_ino, status.st_mtime_ns, status.st_mode)
        for path in sorted([folder, *folder.rglob("*")])
        for status in [path.lstat()]
    ]


# -- what is put in place ---------------------------------------------------------


def test_files_and_their_folders_are_made(output: Path) -> None:
    fates = publish(files(OLD | {"a/b/c/feed.json": b"{}"}), output / "deep" / "down")
    assert set(fates.values()) == {"wrote"}
    assert contents(output / "deep" / "down") == OLD | {"a/b/c/feed.json": b"{}"}


def test_the_fates_come_in_the_order_of_the_files(output: Path) -> None:
    publish(files(OLD), output)
    fates = publish(files(OLD | {"news/atom.xml": b"new", "a.xml": b""}), output)
    assert list(fates.items()) == [
        ("news/rss.xml", "kept"),
        ("news/atom.xml", "wrote"),
        ("index.html", "kept"),
        ("a.xml", "wrote"),
    ]


def test_nothing_to_publish_makes_nothing(output: Path) -> None:
    assert publish([], output) == {}
    assert compare([], output) == {}
    assert not output.exists()


def test_a_file_with_the_same_bytes_is_not_touched(output: Path) -> None:
    publish(files(OLD), output)
    before = whole_tree(output)
    assert set(publish(files(OLD), output).values()) == {"kept"}
    assert whole_tree(output) == before


def test_a_change_that_keeps_the_size_is_seen(output: Path) -> None:
    publish(files({"a.xml": b"abc"}), output)
    assert publish(files({"a.xml": b"abd"}), output) == {"a.xml": "wrote"}
    assert contents(output) == {"a.xml": b"abd"}


def test_an_empty_file_is_a_file(output: Path) -> None:
    assert publish(files({"a.xml": b""}), output) == {"a.xml": "wrote"}
    assert publish(files({"a.xml": b""}), output) == {"a.xml": "kept"}


def test_what_others_keep_in_the_folder_stays(output: Path) -> None:
    publish(files(OLD), output)
    mine = {"news/mine.txt": b"mine", "news/.rss.xml.tmp": b"", ".htaccess": b"x"}
    for path, data in mine.items():
        (output / path).write_bytes(data)
    publish(files(NEW), output)
    assert contents(output) == NEW | mine


def test_whoever_reads_an_old_file_reads_it_to_its_end(output: Path) -> None:
    publish(files(OLD), output)
    with (output / "news/rss.xml").open("rb") as reader:
        publish(files(NEW), output)
        assert reader.read() == b"old rss"


def test_the_files_appear_in_the_order_given(
    output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[str] = []
    replace = os.replace

    def note(src: str, dst: str, **fds: int) -> None:
        order.append(dst)
        replace(src, dst, **fds)

    monkeypatch.setattr(os, "replace", note)
    publish(files({"b/2.xml": b"", "a/1.xml": b"", "b/3.xml": b"", "0": b""}), output)
    assert order == ["2.xml", "1.xml", "3.xml", "0"]


def test_more_folders_than_may_be_open_at_once_are_no_trouble(output: Path) -> None:
    script = """
import resource, sys
from pathlib import Path
from feedtool.model import File
from feedtool.publish import publish
resource.setrlimit(resource.RLIMIT_NOFILE, (24, 24))
files = [File(path=f"{n}/rss.xml", data=b"x") for n in range(60)]
assert set(publish(files, Path(sys.argv[1])).values()) == {"wrote"}
assert set(publish(files, Path(sys.argv[1])).values()) == {"kept"}
"""
    subprocess.run([sys.executable, "-c", script, output], check=True)


# -- modes ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("umask", "mode"), [(0o022, 0o644), (0o077, 0o600), (0, 0o666)]
)
def test_a_new_file_has_0666_less_the_umask(
    output: Path, umask: int, mode: int
) -> None:
    before = os.umask(umask)
    try:
        publish(files({"a.xml": b""}), output)
    finally:
        os.umask(before)
    assert (output / "a.xml").stat().st_mode & 0o7777 == mode


@pytest.mark.parametrize("mode", [0o640, 0o666, 0o444, 0o600])
def test_a_replaced_file_keeps_its_mode(output: Path, mode: int) -> None:
    publish(files({"a.xml": b"old"}), output)
    (output / "a.xml").chmod(mode)
    publish(files({"a.xml": b"new"}), output)
    assert (output / "a.xml").read_bytes() == b"new"
    assert (output / "a.xml").stat().st_mode & 0o7777 == mode


# -- a dry run --------------------------------------------------------------------


def test_comparing_says_what_would_be_done_and_writes_nothing(output: Path) -> None:
    publish(files(OLD), output)
    (output / "news/.rss.xml.feedtool-0123abcd.tmp").write_bytes(b"left over")
    before = whole_tree(output)
    wanted = files(OLD | {"news/atom.xml": b"new", "asia/rss.xml": b"new"})
    fates = compare(wanted, output)
    assert whole_tree(output) == before
    assert fates == publish(wanted, output)


def test_comparing_with_no_output_folder_makes_none(output: Path) -> None:
    assert set(compare(files(OLD), output).values()) == {"wrote"}
    assert not output.exists()


def test_comparing_tells_what_is_in_the_way(output: Path) -> None:
    output.write_bytes(b"a file")
    with pytest.raises(OutputError):
        compare(files(OLD), output)


# -- stamps -----------------------------------------------------------------------


def test_a_stamp_lasts_as_long_as_its_file_is_left_alone(output: Path) -> None:
    publish(files(OLD), output)
    before = stamps(OLD, output)
    assert before.keys() == OLD.keys()
    publish(files(OLD), output)
    assert stamps(OLD, output) == before

    publish(files(OLD | {"news/rss.xml": b"new rss"}), output)
    os.utime(output / "index.html", ns=(1, 1))
    after = stamps(OLD, output)
    changed = {path for path in OLD if after[path] != before[path]}
    assert changed == {"news/rss.xml", "index.html"}


def test_a_file_put_in_the_place_of_another_has_another_stamp(output: Path) -> None:
    publish(files({"a.xml": b"one", "b.xml": b"two"}), output)
    for name in ("a.xml", "b.xml"):
        os.utime(output / name, ns=(1, 1))
    before = stamps(["a.xml"], output)
    (output / "b.xml").replace(output / "a.xml")
    assert stamps(["a.xml"], output) != before


def test_what_is_not_there_has_no_stamp(output: Path) -> None:
    assert stamps(OLD, output) == {}
    assert not output.exists()
    publish(files({"index.html": b"", "other.xml": b""}), output)
    assert stamps(OLD, output).keys() == {"index.html"}
    (output / "index.html").unlink()
    (output / "index.html").symlink_to("other.xml")
    assert stamps(OLD, output) == {}


@pytest.mark.parametrize("path", ["../public/a.xml", "/etc/passwd", ""])
def test_nothing_outside_has_a_stamp(output: Path, path: str) -> None:
    publish(files({"a.xml": b""}), output)
    with pytest.raises(ValueError, match="not a path"):
        stamps([path], output)


# -- what is read and removed -------------------------------------------------------


def test_files_are_read_that_are_there_and_small_enough(
    output: Path, tmp_path: Path
) -> None:
    publish(files(OLD | {"large.xml": b"x" * 11}), output)
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside/a.xml").write_bytes(b"secret")
    (output / "link").symlink_to(tmp_path / "outside")
    (output / "a.xml").symlink_to(tmp_path / "outside/a.xml")
    asked = [*OLD, "large.xml", "link/a.xml", "a.xml", "news", "none/a.xml"]
    assert read(asked, output, 10) == OLD
    assert read(OLD, tmp_path / "nowhere", 10) == {}


def test_files_are_removed_and_the_folders_that_they_leave_empty(
    output: Path, tmp_path: Path
) -> None:
    theirs = {"old/mine.txt": b"mine", "old/.htaccess": b"x"}
    gone = ["c/3.xml", "old/2.xml", "old/a/b/1.xml"]
    publish(files(OLD | dict.fromkeys(gone, b"")), output)
    for path, data in theirs.items():
        (output / path).write_bytes(data)
    victim = tmp_path / "victim"
    victim.write_bytes(b"secret")
    (output / "old/link.xml").symlink_to(victim)
    assert gone == remove([*gone, "old/link.xml", "none/4.xml"], output)
    assert contents(output) == OLD | theirs | {"old/link.xml": b"secret"}
    assert {path.name for path in output.iterdir()} == {"news", "old", "index.html"}
    assert {path.name for path in (output / "old").iterdir()} == {
        "mine.txt",
        ".htaccess",
        "link.xml",
    }


def test_nothing_is_removed_through_a_link(output: Path, tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside/a.xml").write_bytes(b"secret")
    output.mkdir()
    (output / "old").symlink_to(tmp_path / "outside")
    with pytest.raises(OutputError, match="a file or a link stands"):
        remove(["old/a.xml"], output)
    assert (tmp_path / "outside/a.xml").exists()
    with pytest.raises(ValueError, match="not a path"):
        remove(["../outside/a.xml"], output)


# -- never outside ----------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/etc/passwd",
        "..",
        "../a.xml",
        "news/../../a.xml",
        "news/..",
        ".",
        "./a.xml",
        "news//a.xml",
        "news/",
        "news\\a.xml",
        "..\\a.xml",
        "a\0.xml",
        ".htaccess",
        "news/.a.xml.feedtool-0123abcd.tmp",
    ],
)
@pytest.mark.parametrize("act", [publish, compare])
def test_a_path_that_no_caller_should_ask_for_is_refused(
    output: Path, path: str, act: Callable[[list[File], Path], object]
) -> None:
    with pytest.raises(ValueError, match="not a path"):
        act(files({"good.xml": b"", path: b""}), output)
    assert not output.exists()


def test_a_path_given_twice_is_refused(output: Path) -> None:
    with pytest.raises(ValueError, match="twice"):
        publish([*files(OLD), *files(NEW)], output)


def test_the_output_folder_may_be_a_link(output: Path, tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    output.symlink_to("real")
    publish(files(OLD), output)
    assert output.is_symlink()
    assert contents(tmp_path / "real") == OLD


def test_a_link_in_place_of_a_file_is_replaced_and_not_followed(
    output: Path, tmp_path: Path
) -> None:
    victim = tmp_path / "victim"
    victim.write_bytes(b"secret")
    victim.chmod(0o600)
    output.mkdir()
    (output / "a.xml").symlink_to(victim)
    (output / "b.xml").symlink_to(tmp_path / "nowhere")
    before = os.umask(0o022)
    try:
        publish(files({"a.xml": b"new", "b.xml": b"new"}), output)
    finally:
        os.umask(before)
    assert victim.read_bytes() == b"secret"
    assert not (tmp_path / "nowhere").exists()
    for name in ("a.xml", "b.xml"):
        assert not (output / name).is_symlink()
        assert (output / name).read_bytes() == b"new"
        assert (output / name).stat().st_mode & 0o7777 == 0o644


def test_a_link_to_the_same_bytes_is_not_the_file(output: Path, tmp_path: Path) -> None:
    (tmp_path / "other").write_bytes(b"same")
    output.mkdir()
    (output / "a.xml").symlink_to(tmp_path / "other")
    assert compare(files({"a.xml": b"same"}), output) == {"a.xml": "wrote"}
    publish(files({"a.xml": b"same"}), output)
    assert not (output / "a.xml").is_symlink()


@pytest.mark.parametrize("path", ["news/a.xml", "news/asia/a.xml"])
@pytest.mark.parametrize("act", [publish, compare])
def test_a_link_in_place_of_a_folder_is_an_error(
    output: Path,
    tmp_path: Path,
    path: str,
    act: Callable[[list[File], Path], object],
) -> None:
    outside = tmp_path / "outside"
    (outside / "asia").mkdir(parents=True)
    output.mkdir()
    (output / "news").symlink_to(outside)
    with pytest.raises(OutputError, match=r"public/news: a file or a link stands"):
        act(files({"first.xml": b"", path: b"new"}), output)
    assert contents(outside) == {}
    assert contents(output) == {}


def test_a_link_to_a_folder_inside_is_not_followed_either(output: Path) -> None:
    publish(files({"real/a.xml": b"old"}), output)
    (output / "news").symlink_to("real")
    with pytest.raises(OutputError):
        publish(files({"news/a.xml": b"new"}), output)
    assert (output / "real/a.xml").read_bytes() == b"old"


def test_a_link_that_looks_like_a_left_over_is_removed_and_not_what_it_leads_to(
    output: Path, tmp_path: Path
) -> None:
    victim = tmp_path / "victim"
    victim.write_bytes(b"secret")
    output.mkdir()
    (output / ".a.xml.feedtool-0123abcd.tmp").symlink_to(victim)
    publish(files({"a.xml": b""}), output)
    assert contents(output) == {"a.xml": b""}
    assert victim.read_bytes() == b"secret"


def test_a_pipe_in_place_of_a_file_is_replaced(output: Path) -> None:
    output.mkdir()
    os.mkfifo(output / "a.xml")
    assert publish(files({"a.xml": b""}), output) == {"a.xml": "wrote"}
    assert contents(output) == {"a.xml": b""}


# -- what cannot be written -------------------------------------------------------


@pytest.mark.parametrize("path", ["a.xml", "a.xml/deep/b.xml"])
def test_an_output_folder_that_is_a_file_is_an_error(output: Path, path: str) -> None:
    output.write_bytes(b"a file")
    with pytest.raises(OutputError, match="public: a file or a link stands where a"):
        publish(files({path: b""}), output)
    assert output.read_bytes() == b"a file"


def test_an_output_folder_below_a_file_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(OutputError, match="file/public: a file or a link stands"):
        publish(files(OLD), tmp_path / "file" / "public")


def test_an_output_folder_that_is_a_link_to_nowhere_is_an_error(output: Path) -> None:
    output.symlink_to("nowhere")
    with pytest.raises(OutputError, match="public: a file or a link stands"):
        publish(files(OLD), output)


def test_a_folder_in_place_of_a_file_is_an_error_before_anything_is_written(
    output: Path,
) -> None:
    publish(files(OLD), output)
    (output / "late.xml").mkdir()
    with pytest.raises(OutputError, match=r"late\.xml: a folder stands where a file"):
        publish(files(NEW | {"late.xml": b""}), output)
    assert contents(output) == OLD


def test_a_name_that_is_too_long_is_an_error_before_anything_is_written(
    output: Path,
) -> None:
    publish(files(OLD), output)
    with pytest.raises(OutputError, match="the name is too long; the old files are"):
        publish(files(NEW | {"x" * 300: b""}), output)
    assert contents(output) == OLD


def test_a_file_in_place_of_a_folder_is_an_error(output: Path) -> None:
    publish(files({"news": b"a file"}), output)
    with pytest.raises(OutputError, match="public/news: a file or a link stands"):
        publish(files({"news/a.xml": b""}), output)
    assert contents(output) == {"news": b"a file"}


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_is_an_error(output: Path) -> None:
    publish(files(OLD), output)
    (output / "news").chmod(0o555)
    try:
        assert set(publish(files(OLD), output).values()) == {"kept"}
        with pytest.raises(OutputError, match=r"rss\.xml: permission denied; the old"):
            publish(files(NEW), output)
        assert contents(output) == OLD
    finally:
        (output / "news").chmod(0o755)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_replaced(output: Path) -> None:
    publish(files(OLD), output)
    (output / "index.html").chmod(0o200)
    assert publish(files(OLD), output)["index.html"] == "wrote"


@contextmanager
def failing(call: str, nth: int, error: BaseException) -> Iterator[list[None]]:
    """Let a call of the system fail at its nth time; give the times it was called."""
    calls: list[None] = []
    original = getattr(os, call)

    def fail(*arguments: Any, **options: Any) -> Any:
        calls.append(None)
        if len(calls) == nth:
            raise error
        return original(*arguments, **options)

    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(os, call, fail)
        yield calls


@pytest.mark.parametrize("call", ["write", "fsync", "open", "replace", "mkdir", "stat"])
def test_an_error_at_any_moment_leaves_every_file_whole(
    tmp_path: Path, call: str
) -> None:
    new = NEW | {"asia/rss.xml": b"new"}
    for nth in itertools.count(1):
        output = tmp_path / str(nth)
        publish(files(OLD), output)
        said = ""
        with failing(call, nth, OSError(errno.ENOSPC, "No space")) as calls:
            try:
                publish(files(new), output)
            except OutputError as error:
                said = str(error)
        left = contents(output)
        if not said:  # a folder that is there need not be made
            assert left == new
            if len(calls) < nth:
                break
            continue
        assert said.startswith(f"cannot write {output}")
        if said.endswith(": the disk is full; the old files are whole"):
            assert left == OLD
            assert not (output / "asia").exists()
        else:
            assert said.endswith(": the disk is full; every file is whole, old or new")
            assert call in ("open", "replace", "fsync")
            assert all(left[path] in (OLD[path], NEW[path]) for path in OLD)
            assert left.keys() <= new.keys()
    assert nth > 1


@pytest.mark.parametrize("call", ["write", "fsync", "open", "replace", "close"])
def test_an_interrupt_at_any_moment_leaves_every_file_whole(
    tmp_path: Path, call: str
) -> None:
    for nth in itertools.count(1):
        output = tmp_path / str(nth)
        publish(files(OLD), output)
        with (
            failing(call, nth, KeyboardInterrupt()) as calls,
            suppress(KeyboardInterrupt),
        ):
            publish(files(NEW), output)
        left = contents(output)
        assert left.keys() == OLD.keys()
        assert all(left[path] in (OLD[path], NEW[path]) for path in OLD)
        publish(files(NEW), output)
        assert contents(output) == NEW
        if len(calls) < nth:
            break
    assert nth > 1


def test_a_disk_that_writes_a_little_at_a_time_gets_all_of_it(
    output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write, read = os.write, os.read
    monkeypatch.setattr(os, "write", lambda fd, data: write(fd, data[:3]))
    monkeypatch.setattr(os, "read", lambda fd, size: read(fd, min(size, 3)))
    publish(files(OLD), output)
    assert contents(output) == OLD
    assert set(publish(files(OLD), output).values()) == {"kept"}


@pytest.mark.parametrize("number", [errno.EINVAL, errno.ENOTSUP])
def test_a_file_system_that_cannot_sync_folders_is_good_enough(
    output: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    fsync = os.fsync

    def sync_files_only(fd: int) -> None:
        if stat.S_ISDIR(os.fstat(fd).st_mode):
            raise OSError(number, "folders cannot")
        fsync(fd)

    monkeypatch.setattr(os, "fsync", sync_files_only)
    publish(files(OLD), output)
    assert contents(output) == OLD


def test_everything_is_on_the_disk_before_anything_is_renamed(
    output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str] = []
    for name in ("write", "fsync", "replace"):
        call = getattr(os, name)

        def note(*a: Any, _name: str = name, _call: Any = call, **k: Any) -> Any:
            calls.append(_name)
            return _call(*a, **k)

        monkeypatch.setattr(os, name, note)
    publish(files({"a/b/1.xml": b"1", "a/b/2.xml": b"2"}), output)
    # And last the folders: b, where the files are, and those where b and a are new.
    assert calls == ["write", "fsync"] * 2 + ["replace"] * 2 + ["fsync"] * 3


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=256k", "none", str(disk)]
    try:
        subprocess.run(mount, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("no disk can be mounted here")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def test_a_disk_that_fills_up_keeps_the_old_files(small_disk: Path) -> None:
    old = {f"{n}/rss.xml": bytes(30_000) for n in range(4)}
    publish(files(old), small_disk / "public")
    with pytest.raises(OutputError, match="the disk is full; the old files are whole"):
        publish(files(dict.fromkeys(old, b"x" * 60_000)), small_disk / "public")
    assert contents(small_disk) == {f"public/{path}": old[path] for path in old}
    publish(files(dict.fromkeys(old, b"fits")), small_disk / "public")


def test_a_disk_that_is_read_only_is_an_error_only_when_it_matters(
    small_disk: Path,
) -> None:
    publish(files(OLD), small_disk)
    remount = ["mount", "-o", "remount,ro", str(small_disk)]
    subprocess.run(remount, check=True, capture_output=True)
    assert set(publish(files(OLD), small_disk).values()) == {"kept"}
    with pytest.raises(OutputError, match="the disk is read-only"):
        publish(files(NEW), small_disk)
    assert contents(small_disk) == OLD


# -- killed -----------------------------------------------------------------------


def test_what_a_killed_run_left_behind_is_removed(output: Path) -> None:
    publish(files(OLD), output)
    for path in ("news/.rss.xml.feedtool-0123abcd.tmp", ".x.feedtool-00000000.tmp"):
        (output / path).write_bytes(b"half a fi")
    others = {"news/.rss.xml.feedtool-0123.tmp": b"", "news/.tmp": b""}
    others |= {"news/rss.xml.feedtool-0123abcd.tmp": b"", "asia/.a.tmp": b""}
    (output / "asia").mkdir()
    for path in others:
        (output / path).write_bytes(b"")
    assert set(publish(files(OLD), output).values()) == {"kept"}
    assert contents(output) == OLD | others


def test_a_left_over_that_cannot_be_removed_harms_nobody(output: Path) -> None:
    (output / ".a.xml.feedtool-0123abcd.tmp").mkdir(parents=True)
    assert publish(files({"a.xml": b""}), output) == {"a.xml": "wrote"}


KILLED = """
import sys
from pathlib import Path
from feedtool.model import File
from feedtool.publish import publish
print("ready", flush=True)
for version in range(10**9):
    data = str(version).encode() * 20_000
    files = [File(path=f"{n % 3}/{n}.xml", data=data) for n in range(9)]
    publish(files, Path(sys.argv[1]))
"""


def test_a_killed_run_leaves_whole_files_and_the_next_one_clears_up(
    output: Path,
) -> None:
    chance = random.Random(7)
    for _ in range(5):
        command = [sys.executable, "-c", KILLED, str(output)]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(chance.uniform(0.02, 0.12))
            process.send_signal(signal.SIGKILL)
        versions = set()
        for path, data in contents(output).items():
            if path.endswith(".xml"):
                version = data[: len(data) // 20_000]
                assert data == version * 20_000
                versions.add(int(version))
        assert not versions or max(versions) - min(versions) <= 1
    publish(files({f"{n % 3}/{n}.xml": b"end" for n in range(9)}), output)
    assert contents(output) == {f"{n % 3}/{n}.xml": b"end" for n in range(9)}


LEFT_OVER = ".rss.xml.feedtool-0123abcd.tmp"


def test_a_killed_run_is_cleared_up_after_in_folders_that_are_not_written_to(
    output: Path, tmp_path: Path
) -> None:
    publish(files(OLD | {"gone/asia/rss.xml": b""}), output)
    (tmp_path / "outside").mkdir()
    (output / "link").symlink_to(tmp_path / "outside")
    (output / ".git").mkdir()
    for folder in ("news", "gone/asia", "link", ".git"):
        (output / folder / LEFT_OVER).write_bytes(b"half a fi")
    (output / ".feedtool-unfinished").write_bytes(b"")
    publish(files({"index.html": b"old"}), output)
    left = [path.relative_to(output) for path in output.rglob(LEFT_OVER)]
    assert left == [Path(".git", LEFT_OVER)]  # where nothing of ours can be
    assert (tmp_path / "outside" / LEFT_OVER).exists()
    assert not (output / ".feedtool-unfinished").exists()


def test_no_folder_is_listed_in_vain(output: Path) -> None:
    publish(files(OLD | {"asia/rss.xml": b""}), output)
    (output / "asia" / LEFT_OVER).write_bytes(b"not one that we look for")
    publish(files(OLD), output)
    assert (output / "asia" / LEFT_OVER).exists()


def test_a_planted_link_is_no_mark_that_could_be_written_through(
    output: Path, tmp_path: Path
) -> None:
    victim = tmp_path / "victim"
    victim.write_bytes(b"secret")
    output.mkdir()
    (output / ".feedtool-unfinished").symlink_to(victim)
    publish(files(OLD), output)
    assert contents(output) == OLD
    assert victim.read_bytes() == b"secret"


def test_what_cannot_be_cleared_up_at_once_is_by_the_next_run(output: Path) -> None:
    publish(files(OLD), output)
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(os, "replace", _broken)
        monkeypatch.setattr(os, "unlink", _broken)
        with pytest.raises(OutputError, match="the disk has failed"):
            publish(files({"asia/rss.xml": b"new"}), output)
    assert (output / ".feedtool-unfinished").exists()
    publish(files(OLD), output)
    assert contents(output) == OLD


def _broken(*_: object, **__: object) -> None:
    raise OSError(errno.EIO, "Input/output error")


def test_the_name_of_a_file_in_waiting_is_one_that_is_cleared_up() -> None:
    for path in ("a.xml", "news/feed.json", "x"):
        assert leftovers._TEMPORARY.fullmatch(leftovers.temporary(path))
