"""The image and the text input of an RSS channel (RSS 2.0 `image`, `textInput`)."""

from __future__ import annotations

import re

from .grammar import ANYTHING, Kind, Spot, Walk, both, leaf, once
from .markup import plain_text
from .modules import EVERYWHERE
from .moments import w3c_date
from .report import quoted
from .tree import Node
from .values import absolute_uri, matching, not_blank

_EXTENSION = re.compile(r"\w{1,20}")
_SHOWN = ("jpg", "jpeg", "gif", "png")
_MODULES: dict[str, Kind] = EVERYWHERE | {
    "dc:creator": leaf(),
    "dc:subject": leaf(),
    "dc:date": once(w3c_date),
    "cc:license": ANYTHING,
}


def _image(node: Node, walk: Walk) -> None:
    channel = node.parent
    for name in ("title", "link"):
        own = node.first(name)
        outer = channel.first(name) if channel else None
        if own is None or outer is None or outer.line > node.line:
            continue
        if outer.text.strip() and own.text.strip() != outer.text.strip():
            theirs, ours = quoted(own.text.strip()), quoted(outer.text.strip())
            shown = f"the <{name}> of the image is {theirs}, the channel's is {ours}"
            walk.add("image-differs", shown, own)


def _address(value: str, spot: Spot) -> None:
    absolute_uri(value, spot)
    extension = value.strip().rpartition(".")[2].lower()
    if _EXTENSION.fullmatch(extension) and extension not in _SHOWN:
        spot.add("image-format", f"a picture of the kind {quoted(extension)}")


def _size(most: int) -> Kind:
    def check(value: str, spot: Spot) -> None:
        number = int(value) if re.fullmatch(r"\s*[0-9]{1,9}\s*", value) else 0
        if not 0 < number <= most:
            spot.add("image-size", f"{spot.name} is {quoted(value)}: 1 to {most}")

    return once(check)


IMAGE = Kind(
    children=_MODULES
    | {
        "title": once(both(not_blank, plain_text)),
        "link": once(absolute_uri),
        "url": once(_address),
        "width": _size(144),
        "height": _size(400),
        "description": once(plain_text),
    },
    needs=("url", "title", "link"),
    once="repeated-element",
    whole=_image,
)


def _text_input(node: Node, walk: Walk) -> None:
    walk.add("text-input", "<textInput>, which no reader shows", node)


TEXT_INPUT = Kind(
    children=_MODULES
    | {
        "title": once(plain_text),
        "description": once(),
        "name": once(matching("form-name", r"[A-Za-z][\s\S]*", "name of a field")),
        "link": once(absolute_uri),
    },
    needs=("title", "description", "name", "link"),
    once="repeated-element",
    whole=_text_input,
)
