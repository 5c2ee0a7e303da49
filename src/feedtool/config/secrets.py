"""What feed.yaml takes from the environment: `${NAME}` in addresses and headers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import urlsplit

from .. import kinds
from ..plainyaml import Keys, Kind, Node, Notes, Scalar, Wrong, name, quoted


def filled(written: str, environ: Mapping[str, str]) -> str:
    """Return *written* with each `${NAME}` filled in; Wrong if there is none such."""

    def value(match: re.Match[str]) -> str:
        variable = match[0][2:-1]
        if not _VARIABLE.fullmatch(match[0]):
            raise Wrong(f"{quoted(match[0])} names no variable", "write ${NAME}")
        if not environ.get(variable):
            raise Wrong(f"the environment has no {variable}", f"export {variable}=…")
        return environ[variable]

    return _MEANT.sub(value, written)


def used(
    nodes: Iterable[Node | None], environ: Mapping[str, str], url: str | None
) -> tuple[str, ...]:
    """Return the values filled in in *nodes* that nobody else should come to know.

    Those are all but the host of *url*, and what is too short to be one.
    """
    host = (urlsplit(url).hostname or "") if url else ""
    values = dict.fromkeys(_filled_in(nodes, environ))
    return tuple(each for each in values if len(each) >= _SHORTEST and each not in host)


_SHORTEST = 6  # characters of a secret


def _filled_in(
    nodes: Iterable[Node | None], environ: Mapping[str, str]
) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, Scalar):
            names = (match[0][2:-1] for match in _VARIABLE.finditer(node.text))
            yield from (environ[name] for name in names if name in environ)
        elif isinstance(node, Keys):
            inside = (value for _, value in node.pairs.values())
            yield from _filled_in(inside, environ)


_MEANT = re.compile(r"\$\{[^}]*\}?")
_VARIABLE = re.compile(r"\$\{[A-Za-z_][A-Za-z0-9_]*\}")


def headers(environ: Mapping[str, str]) -> Kind[dict[str, str]]:
    """HTTP headers to send along, by name."""

    def kind(node: Node, notes: Notes) -> dict[str, str]:
        if not isinstance(node, Keys):
            raise Wrong(f"expected headers, not {name(node)}", "write {Name: value}")
        found: dict[str, str] = {}
        for header, (place, value) in node.pairs.items():
            try:
                _check_name(header, found)
                found[header] = _value(value, environ, notes)
            except Wrong as wrong:
                notes.add(place, f"headers: {wrong}", wrong.hint)
        return found

    return kind


_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")  # RFC 9110 §5.6.2
# What the one who sends a request must know best.
_OURS = (
    "accept-encoding",
    "connection",
    "content-length",
    "host",
    "if-modified-since",
    "if-none-match",
    "te",
    "transfer-encoding",
    "upgrade",
)


def _check_name(header: str, others: Mapping[str, str]) -> None:
    if not _TOKEN.fullmatch(header):
        raise Wrong(f"{quoted(header)} is no name of a header")
    if header.lower() in _OURS:
        raise Wrong(f"{header} is set by feedtool itself")
    if header.lower() in (other.lower() for other in others):
        raise Wrong(f"{header} is given twice")


def _value(node: Node, environ: Mapping[str, str], notes: Notes) -> str:
    value = filled(kinds.text(node, notes), environ).strip()
    if not value.isprintable():  # and nothing of it is shown, since it may be secret
        raise Wrong("a value has a line break or a control character in it")
    return value
