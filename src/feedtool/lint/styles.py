"""CSS in `style` attributes: what readers leave in, and what they take out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .lists import words

_LONGEST = 2_000  # characters that are looked at
_QUIET = re.compile(
    r"(?:\w-(?=\w)|[:,;#%.\sa-zA-Z0-9!]|'[\s\w]+'|\"[\s\w]+\"|\([\d,\s]+\))*+"
)
_DECLARATIONS = re.compile(r"(?:\s*+[-\w]++\s*+:[^:;]*+(?:;|\Z))*+\s*+")
_DECLARATION = re.compile(r"([-\w]+)\s*:\s*([^:;]*)")
_VALUE = re.compile(
    r"#[0-9a-f]+|rgb\(\d+%?,\d*%?,?\d*%?\)?"
    r"|\d?\.?\d?\d(?:cm|em|ex|in|mm|pc|pt|px|%|,|\))?"
)
_SHORTHANDS = ("background", "border", "margin", "padding")
_PROPERTIES = words(
    """
    azimuth background background-color border border-bottom border-bottom-color
    border-bottom-style border-bottom-width border-collapse border-color border-left
    border-left-color border-left-style border-left-width border-right
    border-right-color border-right-style border-right-width border-spacing border-style
    border-top border-top-color border-top-style border-top-width border-width clear
    color cursor direction display elevation float font font-family font-size font-style
    font-variant font-weight height letter-spacing line-height list-style-type margin
    margin-bottom margin-left margin-right margin-top overflow padding padding-bottom
    padding-left padding-right padding-top pause pause-after pause-before pitch
    pitch-range richness speak speak-header speak-numeral speak-punctuation speech-rate
    stress text-align text-decoration text-indent unicode-bidi vertical-align
    voice-family volume white-space width
    """
)
_KEYWORDS = words(
    """
    aqua auto black block blue bold both bottom brown center collapse dashed dotted
    fuchsia gray green !important italic left lime maroon medium none navy normal nowrap
    olive pointer purple red right solid silver teal top transparent underline white
    yellow
    """
)


def risks(style: str) -> Iterator[str]:
    """Yield the parts of a style that readers do not trust, each once."""
    style = style[:_LONGEST]
    if not _QUIET.fullmatch(style) or not _DECLARATIONS.fullmatch(style):
        yield style
        return
    yield from dict.fromkeys(_unsafe(style.lower()))


def _unsafe(style: str) -> Iterator[str]:
    for name, value in _DECLARATION.findall(style):
        if name not in _PROPERTIES:
            yield name
        elif name.split("-")[0] in _SHORTHANDS:
            for word in value.split():
                if word not in _KEYWORDS and not _VALUE.fullmatch(word):
                    yield word
