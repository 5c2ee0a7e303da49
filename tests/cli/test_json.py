"""`--json`: one document from every command, however it ends."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import click
import pytest

from feedtool import cli

from ..conftest import Desk, feed_yaml

# Each command, as it is called in a folder with the definition "news".
LINES = {
    "add": ("add", "news", "w.xml"),
    "build": ("build",),
    "check": ("check",),
    "explain": ("explain", "Tbilisi"),
    "fetch": ("fetch",),
    "forget": ("forget", "https://wire.example.com/1"),
    "lint": ("lint", "nowhere.xml"),
    "list": ("list", "articles"),
    "new": ("new", "news"),
    "opml export": ("opml", "export"),
    "opml import": ("opml", "import", "news", "list.opml"),
    "ping": ("ping",),
    "regions test": ("regions", "test"),
    "regions why": ("regions", "why", "Tbilisi"),
    "serve": ("serve",),
    "status": ("status",),
}
WITHOUT_FEEDS = {"forget", "lint", "new", "serve"}  # whatever is wrong with them
# And so that it cannot go on, with what is said then.
NOWHERE = "the feeds folder nowhere is not there"
CANNOT_GO_ON = {
    **{name: ((*line, "--feeds", "nowhere"), NOWHERE) for name, line in LINES.items()},
    "lint": (("lint",), "name a file, a URL, or - for standard input"),
    "new": (("new", "No Name"), "'No Name' is no name"),
}


def with_json(commands: Mapping[str, click.Command], *group: str) -> Iterator[str]:
    """Yield the names of all commands that have --json."""
    for name, command in commands.items():
        if isinstance(command, click.Group):
            yield from with_json(command.commands, *group, name)
        elif any("--json" in option.opts for option in command.params):
            yield " ".join((*group, name))


def test_every_command_with_json_is_looked_at() -> None:
    assert set(with_json(cli.feedtool.commands)) == set(LINES)


def error_of(document: Any) -> str:
    """Return what ended a command, whose document says nothing else."""
    assert document.keys() == {"exit", "error"}
    assert isinstance(document["error"], str)
    return document["error"]


@pytest.mark.parametrize("name", LINES)
def test_what_ends_a_command_is_in_its_document_and_said(desk: Desk, name: str) -> None:
    line, error = CANNOT_GO_ON[name]
    ran = desk.run(*line, "--json")
    assert (ran.status, ran.json["exit"]) == (2, 2)
    assert ran.json["error"].startswith(error)
    assert ran.err == f"feedtool: {ran.json['error']}\n"


@pytest.mark.parametrize("name", LINES)
@pytest.mark.parametrize("before", [True, False])
def test_so_is_what_is_wrong_with_the_line_itself(
    desk: Desk, name: str, before: bool
) -> None:
    line = LINES[name]
    ran = desk.run(*(("--json", *line) if before else (*line, "--json")), "--bogus")
    assert (ran.status, ran.json["exit"]) == (2, 2)
    assert "--bogus" in error_of(ran.json)
    assert "--bogus" in ran.err


@pytest.mark.parametrize("name", sorted(LINES.keys() - WITHOUT_FEEDS))
def test_a_mistake_in_feeds_is_told_with_its_line(desk: Desk, name: str) -> None:
    desk.write("feeds/news/feed.yaml", feed_yaml())
    desk.write("feeds/news/articles/1.yaml", "title: First\n")
    desk.write("feeds/regions.yaml", "a: {places: [XX]}\n")
    ran = desk.run(*LINES[name], "--json")
    assert ran.status == 2
    document = ran.json
    warnings = document.get("warnings", ()) if isinstance(document, dict) else ()
    told = [f"{each['file']}:{each['line']}: {each['message']}" for each in warnings]
    assert "feeds/regions.yaml:1" in "".join((ran.err, *told))
    assert "there is no place 'XX'" in "".join((ran.err, *told))


@pytest.mark.parametrize("name", LINES)
def test_a_command_that_goes_on_prints_one_document(desk: Desk, name: str) -> None:
    desk.write("feeds/news/feed.yaml", "title: News\nlnk: https://example.org/\n")
    desk.write("feeds/regions.yaml", "a: {keywords: [Tbilisi]}\n")
    ran = desk.run(*LINES[name], "--json")
    assert json.loads(ran.out) is not None
    if isinstance(ran.json, dict) and "exit" in ran.json:
        assert ran.json["exit"] == ran.status
        assert "error" in ran.json


@pytest.mark.parametrize("name", ["build", "check", "fetch", "ping"])
def test_what_holds_a_feed_back_does_not_end_a_command(desk: Desk, name: str) -> None:
    desk.write("feeds/feedtool.yaml", "hub: https://hub.example.org/\n")
    desk.write("feeds/news/feed.yaml", "title: News\nlnk: https://example.org/\n")
    ran = desk.run(*LINES[name], "--json")
    assert (ran.status, ran.json["exit"], ran.json["error"]) == (2, 2, None)
    assert "unknown key 'lnk'" in {each["message"] for each in ran.json["warnings"]}


def test_a_fault_of_our_own_is_in_the_document(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.write("feeds/news/feed.yaml", feed_yaml())
    monkeypatch.setattr("feedtool.pipeline.status", None)
    ran = desk.run("status", "--json")
    assert (ran.status, ran.json["exit"]) == (70, 70)
    assert error_of(ran.json).startswith("a fault of its own")


def test_without_json_nothing_is_on_stdout(desk: Desk) -> None:
    for words in (("check", "--feeds", "nowhere"), ("check", "--bogus")):
        assert desk.run(*words).out == ""
