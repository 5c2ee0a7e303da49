"""JSON into values that know where they stand (RFC 8259)."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import TypeAlias

from .report import Report, quoted

_DEEPEST = 100  # values inside each other
_MOST_VALUES = 500_000
_DECODER = json.JSONDecoder()
_SPACE = re.compile(r"[ \t\n]*")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?")
_WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None}

Plain: TypeAlias = "str | float | bool | dict[str, Value] | list[Value] | None"


@dataclass(slots=True, eq=False)
class Value:
    """A value and its place."""

    is_: Plain
    line: int
    column: int

    def get(self, key: str) -> Value | None:
        """Return what an object has under *key*, None where it has nothing or null."""
        found = self.is_.get(key) if isinstance(self.is_, dict) else None
        return None if found is None or found.is_ is None else found


class _BrokenError(Exception):
    def __init__(self, message: str, offset: int) -> None:
        super().__init__(message)
        self.offset = offset


def parse(text: str, report: Report) -> Value | None:
    """Return the value that *text* is, None if it is none."""
    reading = _Reading(text, report)
    try:
        value, end = reading.value(reading.skip(0), 0)
        if reading.skip(end) < len(text):
            raise _BrokenError("more after its end", reading.skip(end))
    except _BrokenError as error:
        report.add("json-syntax", f"no JSON: {error}", *reading.place(error.offset))
        return None
    return value


class _Reading:
    def __init__(self, text: str, report: Report) -> None:
        self.text = text
        self.report = report
        self._values = 0
        self._starts = [0, *(match.end() for match in re.finditer("\n", text))]

    def place(self, offset: int) -> tuple[int, int]:
        """Return line and column of an offset."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def skip(self, at: int) -> int:
        match = _SPACE.match(self.text, at)
        return match.end() if match else at

    def value(self, at: int, depth: int) -> tuple[Value, int]:
        """Return the value at an offset, and where it ends."""
        if depth > _DEEPEST:
            raise _BrokenError(f"more than {_DEEPEST} values inside each other", at)
        self._values += 1
        if self._values > _MOST_VALUES:
            raise _BrokenError("more values than any feed needs", at)
        first = self.text[at : at + 1]
        plain: Plain
        if first == "{":
            plain, end = self._object(at + 1, depth)
        elif first == "[":
            plain, end = self._array(at + 1, depth)
        elif first == '"':
            plain, end = self._string(at)
        else:
            plain, end = self._scalar(at)
        return Value(plain, *self.place(at)), end

    def _string(self, at: int) -> tuple[str, int]:
        try:
            plain, end = _DECODER.raw_decode(self.text, at)
            return str(plain), end
        except json.JSONDecodeError as error:
            raise _BrokenError(error.msg.lower(), error.pos) from None

    def _scalar(self, at: int) -> tuple[Plain, int]:
        match = _NUMBER.match(self.text, at)
        if match:
            return float(match[0]), match.end()
        for word, plain in _WORDS.items():
            if self.text.startswith(word, at):
                return plain, at + len(word)
        shown = self.text[at : at + 20] or "the end"
        raise _BrokenError(f"no value: {shown!r}", at)

    def _object(self, at: int, depth: int) -> tuple[dict[str, Value], int]:
        found: dict[str, Value] = {}
        at = self.skip(at)
        if self.text.startswith("}", at):
            return found, at + 1
        while True:
            if not self.text.startswith('"', at):
                raise _BrokenError("a key is wanted, in quotes", at)
            key, end = self._string(at)
            if key in found:
                shown = f"the key {quoted(key)} again"
                self.report.add("json-key-twice", shown, *self.place(at))
            end = self.skip(end)
            if not self.text.startswith(":", end):
                raise _BrokenError("a colon is wanted", end)
            found[key], end = self.value(self.skip(end + 1), depth + 1)
            is_last, at = self._next(end, "}")
            if is_last:
                return found, at

    def _array(self, at: int, depth: int) -> tuple[list[Value], int]:
        found: list[Value] = []
        at = self.skip(at)
        if self.text.startswith("]", at):
            return found, at + 1
        while True:
            value, end = self.value(at, depth + 1)
            found.append(value)
            is_last, at = self._next(end, "]")
            if is_last:
                return found, at

    def _next(self, end: int, last: str) -> tuple[bool, int]:
        end = self.skip(end)
        if self.text.startswith(last, end):
            return True, end + 1
        if not self.text.startswith(",", end):
            raise _BrokenError(f"a comma or {last} is wanted", end)
        return False, self.skip(end + 1)
