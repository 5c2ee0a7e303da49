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
_LONG = 500  # bytes
_LONGEST = 5_000_000  # bytes; the parser has limits of its own for texts
# Elements that are read by `markup_of`, which asks for sections.
_HOLDER = re.compile(
    rb"<(?:description|summary|content|content:encoded|itunes:summary)"
    rb"(?:\s[^<>]*)?>\s*"
)
# It begins the names of the elements that stand for sections. Nobody has assigned it,
# and its first byte stands in no other text.
_SIGN = "\U000c0000"
_SIGN_BYTE = b"\xf3"
_CONTROLS = bytes({*range(32)}.difference(b"\t\n\r"))


def cut(document: bytes) -> tuple[bytes, Sections]:
    """Return *document* with an empty element for each long section, and the sections.

    Only what stands first in elements of content is cut. In comments and the like is
    nothing that can be read: who does not find all sections in the tree reads
    *document* as it is.
    """
    sections: Sections = {}
    pieces: list[bytes] = []
    done = end = 0
    if _SIGN_BYTE in document:  # an element of its own might be called so
        return document, sections
    while (begin := document.find(_BEGIN, end)) >= 0:
        end = _end(document, begin)
        if end < 0:
            break
        if _LONG < end - begin < _LONGEST and _is_held(document, begin):
            text = _text(document[begin + len(_BEGIN) : end])
            if text is not None:
                name = f"{_SIGN}{len(sections)}"
                sections[name] = text
                pieces += document[done:begin], f"<{name}/>".encode()
                done = end + len(_END)
    if not sections:
        return document, sections
    return b"".join((*pieces, document[done:])), sections


def _end(document: bytes, begin: int) -> int:
    # The processor finds one byte at once, and most sections have no other bracket.
    end = document.find(b"]", begin)
    return end if document.startswith(_END, end) else document.find(_END, end)


def _is_held(document: bytes, begin: int) -> bool:
    tag = document.rfind(b"<", 0, begin)
    return tag >= 0 and _HOLDER.fullmatch(document, tag, begin) is not None


def _text(section: bytes) -> str | None:
    """Return what an XML parser makes of *section*, None where it would refuse it."""
    if len(section.translate(None, _CONTROLS)) < len(section):
        return None
    try:
        text = section.decode()
    except UnicodeDecodeError:
        return None
    # They begin with a byte that few texts have, and the processor finds one at once.
    if b"\xef" in section and ("\ufffe" in text or "\uffff" in text):
        return None
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
