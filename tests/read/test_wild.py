"""Every file in `tests/data/wild` states in a comment at its top how it is read.

What follows the comment is the document. In the comment, after a sentence for people,
stand lines of `key: value`:

- `error`: how the message of the ParseError begins;
- `url`, `content_type`: what `parse` is told;
- `encode`: the encoding that the document is put in, `unescape: yes`: all has escapes
  as Python has them, for characters that no file should hold;
- `articles`: how many there are;
- all others: a field of the feed, or with a number before it, of an article. `-` is
  None, what has parts is shown as `name=value`, and a list with ` | ` between.
"""

from __future__ import annotations

import dataclasses
import re
from datetime import datetime
from pathlib import Path

import pytest

from feedtool import dates, read
from feedtool.errors import ParseError

WILD = sorted((Path(__file__).parent.parent / "data" / "wild").iterdir())
_LINE = re.compile(r"([\w.]+):(?: (.*))?")


@pytest.mark.parametrize("path", WILD, ids=lambda path: str(path.name))
def test_a_feed_from_the_wild_is_read_as_it_expects(path: Path) -> None:
    expected, data = expectation(path)
    url, content_type = expected.pop("url", None), expected.pop("content_type", None)
    error = expected.pop("error", None)
    if error is not None:
        with pytest.raises(ParseError, match="^" + re.escape(error)):
            read.parse(data, url=url, content_type=content_type)
        return
    feed = read.parse(data, url=url, content_type=content_type)
    assert expected
    assert {key: _shown(_found(feed, key)) for key in expected} == expected


def expectation(path: Path) -> tuple[dict[str, str], bytes]:
    with path.open(encoding="utf-8", newline="") as file:
        comment, mark, document = file.read().partition("\n-->\n")
    if path.suffix == ".json":
        comment, mark, document = (comment + mark + document).partition("\n*/\n")
    assert mark, "no comment at the top"
    lines = map(_LINE.fullmatch, comment.splitlines()[2:])
    expected = {line[1]: line[2] or "" for line in lines if line}
    if expected.pop("unescape", None):
        document = _unescaped(document)
        expected = {key: _unescaped(value) for key, value in expected.items()}
    return expected, document.encode(expected.pop("encode", "utf-8"))


def _unescaped(text: str) -> str:
    return re.sub(r"\\x([0-9a-f]{2})", lambda escape: chr(int(escape[1], 16)), text)


def _found(feed: object, key: str) -> object:
    number, _, name = key.rpartition(".")
    if key == "articles":
        return str(len(feed.articles))  # type: ignore[attr-defined]
    article = feed.articles[int(number)] if number else feed  # type: ignore[attr-defined]
    return getattr(article, name)


def _shown(value: object) -> str:
    if value is None:
        return "-"
    if isinstance(value, datetime):
        return dates.rfc3339(value)
    if isinstance(value, tuple):
        return " | ".join(map(_shown, value))
    if dataclasses.is_dataclass(value):
        parts = ((f.name, getattr(value, f.name)) for f in dataclasses.fields(value))
        return " ".join(f"{name}={_shown(v)}" for name, v in parts if v is not None)
    return str(value).replace("\n", r"\n")
