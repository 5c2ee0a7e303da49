"""Plain text: cleaned, folded, cut, and people read out of it. It knows no markup."""

from __future__ import annotations

import re

from .characters import clean, fold
from .model import Person

__all__ = ["clean", "is_email", "line", "person", "shorten"]

# A name longer than this is no name.
_LONGEST_NAME = 200


def line(text: str) -> str:
    """Return *text* cleaned and on one line, white space folded to single blanks."""
    if text.isprintable() and "  " not in text and "\ufffd" not in text:
        return text.strip(" ")  # as most are; no other white space is printable
    return fold(text)


def shorten(text: str, limit: int = 500) -> str:
    """Return *text* in at most *limit* characters, cut at a word, "…" where it is."""
    if len(text) <= limit:
        return text
    if limit < 1:
        return ""
    cut = text[: limit - 1]
    if not text[limit - 1].isspace():
        whole_words = cut.rsplit(maxsplit=1)
        # Some scripts have no spaces, and some words no end.
        if len(whole_words) == 2 and len(whole_words[0]) > limit // 2:
            cut = whole_words[0]
    return cut.rstrip(_STOPS) + "…"


def person(text: str) -> Person | None:
    """Return who *text* names, None if nobody.

    It may be written `Ada <a@x.org>`, `a@x.org (Ada)` (RSS 2.0 `author`), `a@x.org` or
    `Ada`. A bad address is left out; somebody with an address only is called by its
    local part.
    """
    folded = line(text)[:_LONGEST_SOURCE]
    match = _NAME_FIRST.fullmatch(folded) or _ADDRESS_FIRST.fullmatch(folded)
    if match is not None:
        name, address = match["name"], match["address"]
    elif is_email(folded.removeprefix("mailto:")):
        name, address = "", folded
    else:
        name, address = folded, ""
    address = address.strip().removeprefix("mailto:")
    email = address if is_email(address) else None
    name = shorten(name.strip(" \"'"), _LONGEST_NAME)
    if not name and email:
        name = email.partition("@")[0]
    return Person(name=name, email=email) if name else None


def is_email(text: str) -> bool:
    """Tell whether *text* is an e-mail address that every validator accepts.

    It is a dot-atom at a host name with a dot (RFC 5322 §3.4.1), in ASCII.
    """
    return len(text) <= 254 and _EMAIL.fullmatch(text) is not None


_STOPS = " \t\n\u00a0,;:–—-"

_LONGEST_SOURCE = 1_000
_NAME_FIRST = re.compile(r"(?P<name>[^<>]*)<(?P<address>[^<>]*)>")
_ADDRESS_FIRST = re.compile(r"(?P<address>[^\s()]+@[^\s()]+)\s*\((?P<name>.*)\)")
_EMAIL = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+"
    r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
)
