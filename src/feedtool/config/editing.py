"""New sources written into a feed.yaml; all that a person wrote there stays as it is.

It works on bytes, and reads nothing: whether the result is sound `load` tells.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from .. import plainyaml
from ..errors import UsageError
from ..plainyaml import Items, Keys, Node, Notes, Scalar


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A feed as it is to stand among the sources."""

    feed: str  # an address, or a path, as feed.yaml has it
    title: str | None = None
    regions: tuple[str, ...] = ()
    every: str | None = None
    allow_private: bool = False


def with_sources(data: bytes, entries: Sequence[Entry], *, own: bool) -> bytes:
    """Return the feed.yaml in *data* with *entries* at the end of its sources.

    They are indented as those before them. Where it has no key `sources`, it gets one,
    at its end; with its own articles first if it has any (*own*), since they would be
    sources no longer. Raises UsageError, which says what to write by hand, where that
    cannot be done without touching anything else.
    """
    root = _read(data)
    added = [_fields(entry) for entry in entries]
    if isinstance(root, Keys):
        is_listed = "sources" in root.pairs and not _is_null(root.pairs["sources"][1])
        if own and not is_listed:
            added.insert(0, {"records": "articles/"})
        wanted = _with(root, added)
        mark = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
        for text in _attempts(data.decode("utf-8-sig"), root, added):
            edited = mark + text.encode("utf-8", "replace")
            if _plain(_read(edited)) == wanted:
                return edited
    raise UsageError(
        "this file is written in a way that cannot be added to; put this under "
        f"sources: by hand\n{''.join(_by_hand(added))}".rstrip("\n")
    )


_Fields: TypeAlias = dict[str, "str | bool | tuple[str, ...]"]


def _fields(entry: Entry) -> _Fields:
    fields: _Fields = {"feed": entry.feed}
    if entry.title is not None:
        fields["title"] = entry.title
    if entry.regions:
        fields["regions"] = entry.regions
    if entry.every is not None:
        fields["every"] = entry.every
    if entry.allow_private:
        fields["allow_private"] = True
    return fields


def _read(data: bytes) -> Node | None:
    notes = Notes("")
    root = plainyaml.load(data, notes)
    return None if notes.errors else root


def _is_null(node: Node) -> bool:
    return isinstance(node, Scalar) and node.value is None


_SHOWN = 5  # sources that a message names


def _by_hand(added: Sequence[_Fields]) -> Iterator[str]:
    for fields in added[:_SHOWN]:
        text = "".join(_block(fields, "  ", "- ", "\n"))
        yield "".join(c if c == "\n" or c.isprintable() else ascii(c) for c in text)
    if len(added) > _SHOWN:
        yield f"  # and {len(added) - _SHOWN} more\n"


# -- what it should say -----------------------------------------------------------


def _with(root: Keys, added: Iterable[_Fields]) -> object:
    """Return what a file should say once *added* are among its sources."""
    pairs = dict(root.pairs)
    _, listed = pairs.get("sources", (None, None))
    before = listed.items if isinstance(listed, Items) else ()
    sources = [
        *map(_plain, before),
        *(
            list(map(_plain_pair, *zip(*fields.items(), strict=True)))
            for fields in added
        ),
    ]
    said = {key: _plain(value) for key, (_, value) in pairs.items()}
    return list({**said, "sources": sources}.items())


def _plain_pair(key: str, value: str | bool | tuple[str, ...]) -> object:
    if isinstance(value, tuple):
        return key, [(each, each) for each in value]
    return key, (value, value if isinstance(value, str) else "true")


def _plain(node: Node | None) -> object:
    """Return what *node* says, wherever it stands."""
    if isinstance(node, Items):
        return list(map(_plain, node.items))
    if isinstance(node, Keys):
        return [(key, _plain(value)) for key, (_, value) in node.pairs.items()]
    return None if node is None else (node.value, node.text)


# -- where it goes ----------------------------------------------------------------

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_END = re.compile(r"(?:\.\.\.|---)(?:\s|$)")
_DASH = re.compile(r"- +")


def _attempts(text: str, root: Keys, added: Sequence[_Fields]) -> Iterator[str]:
    """Yield ways to put *added* into the text; the first that is right is the one."""
    lines = _LINE.findall(text)
    key, listed = root.pairs.get("sources", (None, None))
    if key is None:
        yield from _with_key(lines, root, added)
    elif isinstance(listed, Items):
        start = sum(map(len, lines[: listed.line - 1])) + listed.column - 1
        if text.startswith("[", start):
            yield from _in_brackets(text, start, added)
        else:
            yield _in_list(lines, root, key, listed, added)
    elif listed is not None and _is_null(listed):
        yield _in_nothing(lines, root, key, added)


def _in_list(
    lines: list[str], root: Keys, key: Scalar, listed: Items, added: Sequence[_Fields]
) -> str:
    last = listed.items[-1].line
    at = _stop(lines, root, key)
    while at > last and _is_empty(lines[at - 1]):
        at -= 1
    at = _after_comments(lines, at, key)
    indent = " " * (listed.column - 1)
    dash = "- "
    for item in listed.items:
        written = lines[item.line - 1][listed.column - 1 : item.column - 1]
        dash = written if _DASH.fullmatch(written) else dash
    is_spaced = len(listed.items) > 1 and not lines[last - 2].strip()
    return _inserted(lines, at, added, indent, dash, is_spaced=is_spaced)


def _in_nothing(
    lines: list[str], root: Keys, key: Scalar, added: Sequence[_Fields]
) -> str:
    at = _after_comments(lines, key.line, key)
    return _inserted(lines, at, added, " " * (key.column + 1), "- ")


def _with_key(lines: list[str], root: Keys, added: Sequence[_Fields]) -> Iterator[str]:
    at = _stop(lines, root, None)
    while at > 1 and not lines[at - 1].strip():
        at -= 1
    indent = " " * (root.column - 1)
    end = _break(lines)
    for head in ([end], []):
        named = [*lines[:at], *head, f"{indent}sources:{end}"]
        if at and not lines[at - 1].endswith(("\r", "\n")):
            named.insert(at, end)
        whole = [*named, *lines[at:]]
        yield _inserted(whole, len(named), added, f"{indent}  ", "- ")


def _in_brackets(text: str, start: int, added: Sequence[_Fields]) -> Iterator[str]:
    written = ", ".join(map(_flow, added))
    end = len(text)
    for _ in range(10):
        end = text.rfind("]", start, end)
        if end < 0:
            return
        for comma in (", ", "", " "):
            yield f"{text[:end]}{comma}{written}{text[end:]}"


def _stop(lines: Sequence[str], root: Keys, key: Scalar | None) -> int:
    """Return how many lines stand before what follows *key*, or before the end."""
    after = [
        each.line for each, _ in root.pairs.values() if key and each.line > key.line
    ]
    if after:
        return min(after) - 1
    first = key.line if key else max(each.line for each, _ in root.pairs.values())
    ends = (at for at in range(first, len(lines)) if _END.match(lines[at]))
    return next(ends, len(lines))


def _after_comments(lines: Sequence[str], at: int, key: Scalar) -> int:
    """Return *at*, or where the comments end that stand there and are indented."""
    while (
        at < len(lines)
        and lines[at].lstrip(" ").startswith("#")
        and len(lines[at]) - len(lines[at].lstrip(" ")) >= key.column
    ):
        at += 1
    return at


def _is_empty(line: str) -> bool:
    return not line.strip() or line.lstrip().startswith("#")


# -- how it is written ------------------------------------------------------------


def _inserted(
    lines: Sequence[str],
    at: int,
    added: Sequence[_Fields],
    indent: str,
    dash: str,
    *,
    is_spaced: bool = False,
) -> str:
    end = _break(lines)
    before = "".join(lines[:at])
    if before and not before.endswith(("\r", "\n")):
        before += end
    written = [
        f"{end if is_spaced else ''}{''.join(_block(fields, indent, dash, end))}"
        for fields in added
    ]
    return before + "".join(written) + "".join(lines[at:])


def _break(lines: Sequence[str]) -> str:
    """Return how the lines of a file end."""
    first = lines[0] if lines else ""
    return first[len(first.rstrip("\r\n")) :] or "\n"


def _block(fields: _Fields, indent: str, dash: str, end: str) -> Iterator[str]:
    for number, (key, value) in enumerate(fields.items()):
        before = " " * len(dash) if number else dash
        yield f"{indent}{before}{key}: {_value(value, is_flow=False)}{end}"


def _flow(fields: _Fields) -> str:
    pairs = (f"{key}: {_value(value, is_flow=True)}" for key, value in fields.items())
    return f"{{{', '.join(pairs)}}}"


def _value(value: str | bool | tuple[str, ...], *, is_flow: bool) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(_value(each, is_flow=True) for each in value)}]"
    if not isinstance(value, str):
        return "true" if value else "false"
    tried = f"[{{k: {value}, k2: v}}]" if is_flow else f"k: {value}"
    pairs: object = [("k", (value, value))]
    if is_flow:
        pairs = [[("k", (value, value)), ("k2", ("v", "v"))]]
    if _plain(_read(tried.encode("utf-8", "replace"))) == pairs:
        return value
    return json.dumps(value, ensure_ascii=False)
