"""Prints which ordinary words are taken for places: `python -m tests.stems FILE...`.

The files are lists of words, one a line, such as the american-english, ngerman, french,
spanish, portuguese and polish of Debian; they are not part of this project. What a stem
of Latin letters takes is printed, and what a name is when it has no capital. A person
has to see whether it means the place; what does not goes into senses.txt or
nothing.txt, or the stem is written out in its forms.
"""

from __future__ import annotations

import sys
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from pathlib import Path

from feedtool import words
from feedtool.regions import matching, naming
from feedtool.regions.naming import Named


def listed(file: Path) -> list[str]:
    """Return the words of *file* that have no capital, without accents, sorted."""
    text = words.tokens(file.read_text(encoding="utf-8", errors="replace"))
    return sorted({word for word in text.cased if word.islower()})


def taken(name: Named, ordinary: Sequence[str]) -> Iterator[str]:
    """Yield the *ordinary* words that *name* stands for."""
    (part,) = name.folded
    for word in ordinary[bisect_left(ordinary, part) :]:
        if not word.startswith(part):
            break
        is_form = "*" in name.name and matching.is_form(word, part)
        if is_form or (word == part and name.cased[0] != part):
            yield word


def main() -> None:
    """Print a line for each name and list that have words in common."""
    lists = {Path(each).name: listed(Path(each)) for each in sys.argv[1:]}
    for name in naming.every_name("people"):
        if len(name.folded) != 1 or name.is_sense or name.folded[0] >= "\u0250":
            continue
        for file, ordinary in lists.items():
            if found := [*taken(name, ordinary)]:
                codes = " ".join(name.readings[-1].codes)
                print(f"{name.name} ({codes}) in {file}: {' '.join(found)}")


if __name__ == "__main__":
    main()
