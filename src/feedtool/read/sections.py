"""Long CDATA sections, kept out of the tree and handed over where they are read.

libxml2 looks at each of their characters several times: it would take half of its time
for them, and they are half of what feeds have in bytes. Finding where they end, and
that they hold text, takes a fifth of that.
"""

from __future__ import annotations

import re
from typing import TypeAlias

# What was cut, by the name of the empty element that stands for it.
Sections: TypeAlias = dict[str, str]

_BEGIN, _END = b"<![CDATA[", b"]]>"
_BEFORE_BRACKET = _BEGIN.index(b"[")
_TRIES = 100  # brackets that are looked at one by one
_LONG = 500  # bytes
_LONGEST = 5_000_000  # bytes; the parser has limits of its own for texts
# What a section stands in alone: an element that is read by `markup_of`, which asks
# for sections.
_HOLDER = re.compile(
    rb"<(?:description|summary|content|content:encoded|itunes:summary)"
    rb"(?:\s[^<>]*)?>\s*"
)
_HOLDER_END = re.compile(rb"]]>\s*</")
# It begins the names of the elements that stand for sections. Nobody has assigned it,
# and its first byte stands in no other text.
_SIGN = "\U000c0000"
_SIGN_BYTE = b"\xf3"
_BLANKS = b" \t\n\r"
_CONTROLS = {*range(32)}.difference(_BLANKS)


def cut(document: bytes) -> tuple[bytes, Sections]:
    """Return *document* with an empty element for each long section, and the sections.

    Only what seems to be all of an element of content is cut. In comments and the like
    is nothing that can be read: who does not find all sections in the tree reads
    *document* as it is.
    """
    sections: Sections = {}
    pieces: list[bytes] = []
    done = end = 0
    if _SIGN_BYTE in document:  # an element of its own might be called so
        return document, sections
    while (begin := _begin(document, end)) >= 0:
        end = _end(document, begin)
        if end < 0:
            break
        if _LONG < end - begin < _LONGEST and _is_held(document, begin, end):
            text = _text(document[begin + len(_BEGIN) : end].strip(_BLANKS))
            if text is not None:
                name = f"{_SIGN}{len(sections)}"
                sections[name] = text
                pieces += document[done:begin], f"<{name}/>".encode()
                done = end + len(_END)
    if not sections:
        return document, sections
    return b"".join((*pieces, document[done:])), sections


# One byte is found much sooner than several in a row. Nearly each "[" outside of a
# section begins one, and nearly each "]" inside ends it.


def _begin(document: bytes, start: int) -> int:
    bracket = start - 1
    for _ in range(_TRIES):
        bracket = document.find(b"[", bracket + 1)
        if bracket < 0:
            return bracket
        begin = bracket - _BEFORE_BRACKET
        if document.startswith(_BEGIN, begin):
            return begin
    return document.find(_BEGIN, bracket)


def _end(document: bytes, start: int) -> int:
    end = start
    for _ in range(_TRIES):
        end = document.find(b"]", end + 1)
        if end < 0 or document.startswith(_END, end):
            return end
    return document.find(_END, end)


def _is_held(document: bytes, begin: int, end: int) -> bool:
    tag = document.rfind(b"<", 0, begin)
    is_first = tag >= 0 and _HOLDER.fullmatch(document, tag, begin)
    return bool(is_first and _HOLDER_END.match(document, end))


def _text(section: bytes) -> str | None:
    """Return what an XML parser makes of *section*, None where it would refuse it."""
    for control in _CONTROLS:
        if control in section:
            return None
    try:
        text = section.decode()
    except UnicodeDecodeError:
        return None
    # They begin with a byte that few texts have, and the processor finds one at once.
    if b"\xef" in section and ("\ufffe" in text or "\uffff" in text):
        return None
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
