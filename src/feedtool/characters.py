"""Which characters a text may have, whatever it is part of: the one table of them."""

from __future__ import annotations

import re


def clean(text: str) -> str:
    """Return *text* with only what every format can carry.

    That is what XML 1.0 §2.2 allows, without noncharacters, U+007F and U+FFFD.
    U+0080 to U+009F are read as windows-1252, which is what is meant by them (HTML
    §13.2.5.80); lines end with a line feed.
    """
    if _is_clean(text):
        return text
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _FORBIDDEN.sub(lambda match: _MEANT.get(match[0], ""), text)


def fold(text: str) -> str:
    """Return *text* cleaned and on one line, white space folded to single blanks.

    Characters that take no place, such as soft hyphens, go at both ends.
    """
    return " ".join(clean(text).split()).strip(_INVISIBLE)


def _is_clean(text: str) -> bool:
    """Tell of nearly all clean text that it is, without looking at each character."""
    if text.isascii():
        return len(text.encode().translate(None, _CONTROLS)) == len(text)
    # What is printable is legal, but U+FFFD, which counts as printable.
    one_line = text.replace("\n", "").replace("\t", "")
    return one_line.isprintable() and "\ufffd" not in text


# Byte order marks, soft hyphens and the like that stand where a blank would.
_INVISIBLE = " \u00ad\u200b\u2060\ufeff"
_CONTROLS = bytes({*range(32), 127}.difference(b"\t\n"))
_FORBIDDEN = re.compile(
    "[^\t\n -~\u00a0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffc"
    + "".join(
        f"{chr(plane << 16)}-{chr(plane << 16 | 0xFFFD)}" for plane in range(1, 17)
    )
    + "]"
)
_MEANT = {
    chr(code): bytes([code]).decode("cp1252", "ignore") for code in range(128, 160)
}
