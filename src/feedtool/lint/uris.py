"""The one normal spelling of a URI (RFC 3986 §6.2), for comparing identifiers."""

from __future__ import annotations

import re

_PARTS = re.compile(r"(?:([^:/?#]+):)?(?://([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?")
_PORTS = {"ftp": "21", "http": "80", "https": "443", "gopher": "70", "telnet": "23"} | {
    "news": "119",
    "nntp": "119",
}
_UNRESERVED = frozenset(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
)
_SAFE = frozenset("!$&'()*+,;=:@/?") | _UNRESERVED
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")


def canonical(uri: str) -> str | None:
    """Return *uri* in its normal spelling, None if it has none."""
    match = _PARTS.fullmatch(uri)
    if match is None or not uri.isascii():
        return None
    scheme, authority, path, query, fragment = match.groups()
    if re.search(r"%(?![0-9A-Fa-f]{2})", uri):
        return None
    scheme = scheme.lower() if scheme else ""
    normal = f"{scheme}:" if scheme else ""
    if authority is not None:
        normal += f"//{_authority(authority, scheme)}"
        path = _without_dots(path or "/")
    elif path.startswith("/"):
        path = _without_dots(path)
    normal += _escaped(path)
    if query is not None:
        normal += f"?{_escaped(query)}"
    if fragment is not None:
        normal += f"#{_escaped(fragment)}"
    return normal


def _authority(authority: str, scheme: str) -> str:
    user, at, host = authority.rpartition("@")
    host = host.lower()
    name, colon, port = host.rpartition(":")
    if colon and (port in ("", _PORTS.get(scheme))) and "[" not in port:
        host = name
    if host.endswith(".") and "." in host[:-1]:
        host = host[:-1]
    return f"{user}{at}{host}" if user not in ("", ":") else host


def _without_dots(path: str) -> str:
    """Resolve "." and ".." (RFC 3986 §5.2.4)."""
    kept: list[str] = []
    segments = path.split("/")
    for number, segment in enumerate(segments):
        is_last = number == len(segments) - 1
        if segment == "..":
            if len(kept) > 1:
                kept.pop()
            kept += [""] if is_last else []
        elif segment == ".":
            kept += [""] if is_last else []
        else:
            kept.append(segment)
    return "/".join(kept)


def _escaped(part: str) -> str:
    """Return *part* with no more percent encoding than it needs."""

    def normal(match: re.Match[str]) -> str:
        character = chr(int(match[1], 16))
        return character if character in _UNRESERVED else match[0].upper()

    part = _ESCAPE.sub(normal, part)
    return "".join(c if c in _SAFE or c == "%" else f"%{ord(c):02X}" for c in part)
