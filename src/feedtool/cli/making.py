"""`feedtool new`: the beginning of a feed."""

from __future__ import annotations

from pathlib import Path

import click

from ..errors import OutputError, UsageError
from . import speech
from .setting import Setting, now, shared_options

_FEED = """\
# What the feed is called, and the page that it belongs to.
title: {title}
link: https://example.org/{name}/
description: What {title} is about, in a sentence.
language: en
author: {title}

# Where its articles come from. The source that stands first is trusted most.
sources:
  - records: articles/
  # - feed: https://example.com/feed.xml    # an outside feed, of the web or a file
  # - opml: subscriptions.opml              # or a whole list of them
"""

_RECORD = """\
title: The first article of {title}
link: https://example.org/{name}/first
published: {date}
summary: One or two sentences that a reader sees before the article is opened.
"""


@click.command()
@click.argument("name")
@shared_options()
def new(setting: Setting, name: str) -> None:
    """Make feeds/NAME/ with a feed.yaml and a first record to edit."""
    from .. import kinds

    if not kinds.is_slug(name):
        near = kinds.as_slug(name)
        hint = f"; did you mean {near}?" if near else ""
        raise UsageError(f"{name!r} is no name: {kinds.SLUG_HINT}{hint}")
    folder = setting.feeds / name
    title = name.replace("-", " ").capitalize()
    date = now().date().isoformat()
    files = {
        folder / "feed.yaml": _FEED.format(title=title, name=name),
        folder / "articles" / "first.yaml": _RECORD.format(
            title=title, name=name, date=date
        ),
    }
    _write(folder, files)
    if setting.json:
        speech.as_json({"files": [str(path) for path in files]})
    elif not setting.quiet:
        for path in files:
            speech.say(f"made {path}")
        speech.say("Edit them, then run: feedtool build")


def _write(folder: Path, files: dict[Path, str]) -> None:
    if folder.exists():
        raise UsageError(f"{folder} is already there")
    try:
        for path, text in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise OutputError(f"{folder} cannot be made: {error.strerror}") from error
