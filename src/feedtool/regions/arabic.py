"""Arabic letters that are written together with the name behind them.

"And", "so", "in", "to", "like" and the article are: وفرنسا, بالعراق, لسوريا. It knows
no names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_LETTERS = re.compile("[\u0620-\u064a]")
_AND = ("و", "ف")
_IN = ("ب", "ل", "ك")
_TO = "ل"
_THE = "ال"
_SHORTEST = 3  # letters of what is left


def is_in(raw: str) -> bool:
    """Tell whether there is Arabic in *raw*."""
    return not raw.isascii() and _LETTERS.search(raw) is not None


def without_letters(word: str) -> Iterator[str]:
    """Yield what is left of *word* once letters before it are off, the longest first.

    Behind "to" the article has no alef: للعراق is to العراق.
    """
    rests = [word, word[1:]] if word.startswith(_AND) else [word]
    for rest in rests[:]:
        if rest.startswith(_IN):
            rests.append(rest[1:])
            if rest.startswith(_TO * 2):
                rests.append(f"{_THE}{rest[2:]}")
    rests += [rest.removeprefix(_THE) for rest in rests if rest.startswith(_THE)]
    return (rest for rest in rests[1:] if len(rest) >= _SHORTEST)
