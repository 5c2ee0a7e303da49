"""Files that no definition makes any more: told by check, removed only on demand."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from ..conftest import Desk, feed_yaml

MAP = "asia: {keywords: [Tokyo]}\neurope: {keywords: [Vienna]}\n"
RECORD = "title: {} in Tokyo\nlink: https://example.org/{}\npublished: 2026-02-01\n"
FORMATS = {"rss.xml", "atom.xml", "feed.json"}
FILES = {*FORMATS, "index.html"}


@pytest.fixture
def site(desk: Desk) -> Desk:
    desk.write("feeds/regions.yaml", MAP)
    for name in ("news", "old"):
        desk.write(f"feeds/{name}/feed.yaml", feed_yaml(name=name))
        desk.write(f"feeds/{name}/articles/1.yaml", RECORD.format(name, name))
    desk.build()
    return desk


def paths(desk: Desk) -> set[str]:
    return set(desk.published())


def take_out(desk: Desk, name: str) -> set[str]:
    """Take a definition out; return the files that it made."""
    shutil.rmtree(desk.root / "feeds" / name)
    return {path for path in paths(desk) if path.startswith(f"{name}/")}


def test_what_a_definition_made_stays_until_it_is_pruned(site: Desk) -> None:
    gone = take_out(site, "old")
    site.build()
    assert gone < paths(site)
    ran = site.build("--prune")
    assert "13 files removed: no definition makes them any more" in ran.out
    assert len(gone) == 13  # four of each feed, and sources.opml
    assert not gone & paths(site)
    assert not (site.root / "public/old").exists()
    assert "removed" not in site.build("--prune").out


def test_regions_and_formats_that_are_taken_out_go_too(site: Desk) -> None:
    site.write("feeds/regions.yaml", "asia: {keywords: [Tokyo]}\n")
    more = "output: {formats: [atom, json]}\n"
    site.write("feeds/news/feed.yaml", feed_yaml(more=more))
    before = paths(site)
    site.build("--prune")
    gone = {f"{name}/europe/{file}" for name in ("news", "old") for file in FILES}
    gone |= {"news/rss.xml", "news/asia/rss.xml"}
    assert before - paths(site) == gone
    site.write("feeds/regions.yaml", MAP)
    site.write("feeds/news/feed.yaml", feed_yaml())
    site.build()
    assert paths(site) == before


def test_an_archive_goes_with_its_feed_or_alone(site: Desk) -> None:
    site.write("feeds/feedtool.yaml", "base_url: https://example.org/\n")
    more = "output: {archive: true}\n"
    for name in ("news", "old"):
        site.write(f"feeds/{name}/feed.yaml", feed_yaml(name=name, more=more))
    site.build("--prune")
    volumes = {path for path in paths(site) if "archive" in path}
    assert {path.partition("/")[0] for path in volumes} == {"news", "old"}
    site.build("--prune")
    assert volumes < paths(site)
    take_out(site, "old")
    site.write("feeds/news/feed.yaml", feed_yaml())
    site.build("--prune")
    assert not volumes & paths(site)
    assert not (site.root / "public/news/archive").exists()


def test_check_lists_them_with_their_folder_and_removes_nothing(site: Desk) -> None:
    gone = take_out(site, "old")
    ran = site.run("check")
    assert ran.status == 0
    assert ran.out.count("no definition makes these") == 3  # a line for each folder
    assert (
        "note: public/old/asia: no definition makes these any more: atom.xml, "
        "feed.json, index.html, rss.xml (`feedtool build --prune` removes them)"
    ) in ran.out
    assert gone < paths(site)


def test_a_dry_run_says_what_would_be_removed(site: Desk) -> None:
    gone = take_out(site, "old")
    ran = site.build("--dry-run", "--prune", "--verbose")
    assert {f"to remove  {path}" for path in gone} < set(ran.out.splitlines())
    assert "13 files would be removed" in ran.out
    assert (
        set(site.run("build", "--dry-run", "--prune", "--json").json["pruned"]) == gone
    )
    assert gone < paths(site)


def test_what_others_keep_there_stays(site: Desk, tmp_path: Path) -> None:
    gone = take_out(site, "old")
    theirs = {"old/mine.txt", "old/.htaccess", "old/asia/.rss.xml", "other/rss.xml"}
    for path in theirs:
        site.write(f"public/{path}", "theirs")
    (site.root / "public/old/rss.xml").unlink()
    (site.root / "public/old/rss.xml").symlink_to(tmp_path / "feeds/regions.yaml")
    site.build("--prune")
    assert paths(site) & (gone | theirs) == theirs | {"old/rss.xml"}
    assert (site.root / "feeds/regions.yaml").exists()


def test_nothing_behind_a_link_is_removed(site: Desk) -> None:
    take_out(site, "old")
    (site.root / "public/old").rename(site.root / "moved")
    (site.root / "public/old").symlink_to(site.root / "moved")
    assert "removed" not in site.build("--prune").out
    assert (site.root / "moved/rss.xml").exists()


def test_what_is_held_back_keeps_its_files(site: Desk) -> None:
    before = paths(site)
    site.write("feeds/regions.yaml", "asia: {keywords: [Tokyo]}\n")
    site.write("feeds/old/feed.yaml", "title: Old\nlnk: x\n")
    site.write("feeds/news/articles/1.yaml", "title: [")
    assert site.run("build", "--prune").status == 2
    assert paths(site) == before


def test_with_names_only_their_files_are_pruned(site: Desk) -> None:
    site.write("feeds/extra/feed.yaml", feed_yaml(name="extra"))
    site.write("feeds/extra/articles/1.yaml", RECORD.format("x", "x"))
    site.build()
    gone = take_out(site, "extra")
    site.write("feeds/regions.yaml", "asia: {keywords: [Tokyo]}\n")
    before = paths(site)
    site.build("old", "--prune")
    assert before - paths(site) == {f"old/europe/{file}" for file in FILES}
    site.build("--prune")
    assert not gone & paths(site)


def test_without_a_memory_nobody_knows_whose_they_are(site: Desk) -> None:
    gone = take_out(site, "old")
    (site.root / "feedtool.db").unlink()
    site.build("--prune")
    assert gone < paths(site)


def test_what_cannot_be_removed_ends_with_74(
    site: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    take_out(site, "old")
    site.build()
    monkeypatch.setattr("os.unlink", refuse)
    ran = site.run("build", "--prune")
    assert ran.status == 74
    assert "permission denied" in ran.err
