"""YAML without surprises, with the place of every value.

Only `true`, `false`, `null` and whole numbers are special, all else is text; a key
given twice, an alias and a tag are mistakes. It knows nothing of what the keys mean:
`config` and `records` read them through `Fields`, by the kinds in `kinds`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias, TypeVar, overload

import yaml

from .model import Finding

T = TypeVar("T")
K = TypeVar("K", bound=str)

try:
    _Parser: Any = yaml.CBaseLoader
except AttributeError:  # PyYAML was built without libyaml: the same, but slower
    _Parser = yaml.BaseLoader

_WHOLE_NUMBER = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})")
_SPECIAL: dict[str, bool | None] = {
    "true": True,
    "false": False,
    "null": None,
    "": None,
}


# -- what a file holds ------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Scalar:
    """Text, a whole number, true, false or nothing; `text` is as it was written."""

    value: str | int | bool | None
    text: str
    line: int  # from 1
    column: int  # from 1


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    items: tuple[Node, ...]
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Keys:
    """A mapping, in the order it was written."""

    pairs: dict[str, tuple[Scalar, Node]]
    line: int
    column: int


Node: TypeAlias = Scalar | Items | Keys


class Wrong(Exception):  # noqa: N818 - an answer of a kind, never seen by users
    """This value is not of the kind that is wanted; `hint` says what may be meant."""

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.hint = hint


class Notes:
    """What is wrong with one file, collected as it is read."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.findings: list[Finding] = []
        self.errors = 0

    def add(
        self,
        node: Node | None,
        message: str,
        hint: str | None = None,
        *,
        level: Literal["error", "warning", "note"] = "error",
    ) -> None:
        """Note something about *node*, or about the file as a whole."""
        self.errors += level == "error"
        self.findings.append(
            Finding(
                level=level,
                message=message,
                file=self.file,
                line=node.line if node else None,
                column=node.column if node else None,
                hint=hint,
            )
        )

    def in_order(self) -> tuple[Finding, ...]:
        """Return the findings as they stand in the file."""
        return tuple(
            sorted(self.findings, key=lambda each: (each.line or 0, each.column or 0))
        )


def load(data: bytes, notes: Notes) -> Node | None:
    """Return what the YAML in *data* says, None when it is empty or cannot be read."""
    try:
        text = data.decode("utf-8-sig").translate(_NO_BREAKS)
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8-sig")
        notes.add(_place(before), "this is not UTF-8 text", "save the file as UTF-8")
        return None
    try:
        return _Tree(_Parser(text), notes).document()
    except yaml.reader.ReaderError as error:
        before = text.encode()[: error.position].decode(errors="ignore")
        notes.add(_place(before), "a control character, which YAML does not allow")
    except yaml.MarkedYAMLError as error:
        _note_syntax(error, text, notes)
    return None


def scalar(text: str, line: int = 1, column: int = 1) -> Scalar:
    """Return what *text* means where it stands in YAML without quotes."""
    if text in _SPECIAL:
        return Scalar(_SPECIAL[text], text, line, column)
    if _WHOLE_NUMBER.fullmatch(text):
        return Scalar(int(text), text, line, column)
    return Scalar(text, text, line, column)


# Line breaks for YAML 1.1, and for nobody else: no editor counts them.
_NO_BREAKS = {0x85: " ", 0x2028: " ", 0x2029: " "}
_DEEPEST = 64


def _place(before: str) -> Scalar:
    """Return the place at the end of *before*."""
    lines = _BREAK.split(before)
    return Scalar(None, "", len(lines), len(lines[-1]) + 1)


_BREAK = re.compile(r"\r\n|\r|\n")
_NO_TABS = "indent with blanks, not tabs"
# What PyYAML says of the mistakes that people make; what they may do about it.
_HINTS = {
    "mapping values are not allowed": "is a colon missing in the line above, or this "
    "line indented too far? Text with a colon in it needs quotes",
    "sequence entries are not allowed": "put the text in quotes: it begins with -",
    "tab character": _NO_TABS,
    "unexpected end of stream": "these quotes are never closed",
    "expected ',' or": "the bracket that opens here is never closed",
    "find expected ':'": "a key is followed by a colon and a blank",
    "expected key": "text that begins with a quote or a bracket must be in quotes as a "
    "whole; mind the indentation",
    "expected '-' indicator": "a list or keys, not both",
}
# Of mistakes that show only later, these are the places where they were made.
_MADE_AT_CONTEXT = ("quoted scalar", "flow sequence", "flow mapping", "simple key")


def _note_syntax(error: yaml.MarkedYAMLError, text: str, notes: Notes) -> None:
    problem, context = str(error.problem or ""), str(error.context or "")
    mark = error.problem_mark
    if error.context_mark is not None and context.endswith(_MADE_AT_CONTEXT):
        mark = error.context_mark
    hint = next((hint for part, hint in _HINTS.items() if part in problem), None)
    if "cannot start any token" in problem and mark is not None:
        first = text[mark.index : mark.index + 1]
        hint = f"put the text in quotes, since it begins with {first}"
        if first == "\t":
            hint = _NO_TABS
    place = _place(text[: mark.index] if mark is not None else "")
    notes.add(place, f"not YAML: {problem}", hint)


class _Tree:
    """Makes our nodes of PyYAML's events, of which aliases and tags can be told.

    Its own nodes would be as many again, and cost most of the time.
    """

    def __init__(self, parser: Any, notes: Notes) -> None:
        self._next = parser.get_event
        self._notes = notes

    def document(self) -> Node | None:
        self._next()  # the stream starts
        if isinstance(self._next(), yaml.StreamEndEvent):
            return None
        root = self._node(self._next(), 0)
        self._next()  # the document ends
        event = self._next()
        if not isinstance(event, yaml.StreamEndEvent):
            message = "a second document begins here"
            self._notes.add(_at(event), message, "one document a file")
        return root

    def _node(self, event: Any, depth: int) -> Node:
        line, column = event.start_mark.line + 1, event.start_mark.column + 1
        if event.anchor is not None:
            self._refuse(event, "anchors and aliases (& and *)", "& or *")
        if isinstance(event, yaml.AliasEvent):
            return Scalar(f"*{event.anchor}", f"*{event.anchor}", line, column)
        if event.tag is not None:
            self._refuse(event, f"tags ({quoted(event.tag)})", "!")
        if isinstance(event, yaml.ScalarEvent):
            if event.style:
                return Scalar(event.value, event.value, line, column)
            return scalar(event.value, line, column)
        if depth == _DEEPEST:
            problem = f"more than {_DEEPEST} lists and keys inside each other"
            raise yaml.MarkedYAMLError(problem=problem, problem_mark=event.start_mark)
        if isinstance(event, yaml.SequenceStartEvent):
            return Items(self._items(depth + 1), line, column)
        return Keys(self._pairs(depth + 1), line, column)

    def _items(self, depth: int) -> tuple[Node, ...]:
        items = []
        while not isinstance(event := self._next(), yaml.SequenceEndEvent):
            items.append(self._node(event, depth))
        return tuple(items)

    def _pairs(self, depth: int) -> dict[str, tuple[Scalar, Node]]:
        pairs: dict[str, tuple[Scalar, Node]] = {}
        while not isinstance(event := self._next(), yaml.MappingEndEvent):
            key = self._node(event, depth)
            value = self._node(self._next(), depth)
            if not isinstance(key, Scalar):
                self._notes.add(key, "a key must be text")
            elif key.text in pairs:
                first = f"first: line {pairs[key.text][0].line}"
                message = f"the key {quoted(key.text)} is given twice"
                self._notes.add(key, message, first)
            else:
                pairs[key.text] = (key, value)
        return pairs

    def _refuse(self, event: Any, what: str, sign: str) -> None:
        hint = f"put the text in quotes if it begins with {sign}"
        self._notes.add(_at(event), f"{what} are not used here", hint)


def _at(event: Any) -> Scalar:
    return Scalar(None, "", event.start_mark.line + 1, event.start_mark.column + 1)


# -- reading a mapping key by key -------------------------------------------------

Kind: TypeAlias = Callable[[Node, Notes], T]


class Fields:
    """One mapping, read key by key: what is wrong is noted, and nothing is guessed.

    `done` notes the keys that nobody asked for.
    """

    def __init__(self, node: Node | None, notes: Notes, what: str) -> None:
        self.node = node
        self.notes = notes
        self._asked: list[str] = []
        self._pairs: dict[str, tuple[Scalar, Node]] = {}
        if isinstance(node, Keys):
            self._pairs = node.pairs
        elif node is not None:
            notes.add(node, f"{what} must be made of keys and values, like `title: …`")

    def __contains__(self, key: str) -> bool:
        return key in self._pairs and not _is_null(self._pairs[key][1])

    def value(self, key: str) -> Node | None:
        """Return what stands behind *key*, None where it is missing or null."""
        self._asked.append(key)
        return self._pairs[key][1] if key in self else None

    @overload
    def get(self, key: str, kind: Kind[T]) -> T | None: ...
    @overload
    def get(self, key: str, kind: Kind[T], default: T) -> T: ...
    def get(self, key: str, kind: Kind[T], default: T | None = None) -> T | None:
        """Return the value of *key* if it is there and of its kind, else *default*."""
        node = self.value(key)
        if node is None:
            return default
        try:
            return kind(node, self.notes)
        except Wrong as wrong:
            self.notes.add(node, f"{key}: {wrong}", wrong.hint)
            return default

    def need(self, key: str, hint: str | None = None) -> None:
        """Note that *key* is missing, or that nothing stands behind it, if so."""
        if key in self:
            return
        if key in self._pairs:
            self.notes.add(self._pairs[key][0], f"{key}: nothing is given", hint)
        elif self.node is None or isinstance(self.node, Keys):
            self.notes.add(self.node, f"the key {key!r} is missing", hint)

    def at(self, key: str) -> Node | None:
        """Return the place of *key*, of the whole if it is not there."""
        return self._pairs[key][0] if key in self._pairs else self.node

    def one_of(self, *keys: K) -> K | None:
        """Return which of *keys* is there; note it if several are."""
        self._asked.extend(keys)
        given = [key for key in keys if key in self]
        if len(given) > 1:
            names = " and ".join(map(repr, given))
            self.notes.add(self.at(given[1]), f"{names}: only one of them can be given")
        return given[0] if given else None

    def done(self, elsewhere: Mapping[str, str] | None = None) -> None:
        """Note every key that was not asked for, with the one that may be meant.

        *elsewhere* says of keys that are known in other places where that is.
        """
        for key, (place, _) in self._pairs.items():
            if key not in self._asked:
                hint = (elsewhere or {}).get(key) or did_you_mean(key, self._asked)
                self.notes.add(place, f"unknown key {quoted(key)}", hint)


def did_you_mean(word: str, known: Iterable[str]) -> str | None:
    """Return the hint that names the one of *known* nearest to *word*, in any case."""
    import difflib

    written: dict[str, str] = {}
    for each in known:
        written.setdefault(each.lower(), each)
    near = difflib.get_close_matches(word.lower()[:100], written, n=1, cutoff=0.6)
    return f"did you mean {written[near[0]]!r}?" if near else None


def name(node: Node) -> str:
    """Return what *node* is called in a message."""
    if isinstance(node, Items):
        return "a list"
    if isinstance(node, Keys):
        return "keys and values"
    return quoted(node.text) if node.text else "nothing"


def quoted(text: str) -> str:
    """Return *text* as it is shown in a message: in quotes, on one line, not long."""
    return repr(text if len(text) <= 80 else f"{text[:79]}…")


def _is_null(node: Node) -> bool:
    return isinstance(node, Scalar) and node.value is None
