"""Every rule that is checked: where it stands, why it matters, how to keep it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, cast

from . import atom, documents, jsonfeed, markup, modules, opml, rss, values


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What a valid feed keeps."""

    name: str
    level: Literal["error", "warning", "note"]
    source: str  # the specification, and the place in it
    why: str  # it matters to those who read the feed
    mend: str  # what to do about it


_RULE = re.compile(
    r"(\S+) (error|warning|note) \| (.+)\n {4}Why: (.+)\n {4}Mend: (.+)\n"
)


def _read(table: str) -> Iterator[Rule]:
    """Yield the rules of a table: name, level and source, then why, then how."""
    at = 0
    table = table.lstrip("\n")
    while at < len(table):
        match = _RULE.match(table, at)
        assert match is not None, table[at : at + 80]  # noqa: S101
        name, level, source, why, mend = match.groups()
        yield Rule(
            name=name,
            level=cast(Literal["error", "warning", "note"], level),
            source=source,
            why=why,
            mend=mend,
        )
        at = match.end()


_TABLES = (documents, values, markup, rss, atom, modules, jsonfeed, opml)
RULES: dict[str, Rule] = {
    rule.name: rule for module in _TABLES for rule in _read(module.TABLE)
}
