"""Characters that no text has, but for one that went through a wrong encoding."""

from __future__ import annotations

import re

_WRONG = re.compile("[\u0080-\u009f\ufffd]")
_TWICE = re.compile("[\u00c2\u00c3][\u0080-\u00bf]")


def first_wrong(text: str) -> int | None:
    """Return where *text* has a control, a replacement or UTF-8 encoded twice."""
    wrong = _WRONG.search(text)
    if wrong is None:
        wrong = _TWICE.search(text)
        if wrong is None or not _is_twice_encoded(text):
            return None
    return wrong.start()


def _is_twice_encoded(text: str) -> bool:
    try:
        text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return False
    return True
