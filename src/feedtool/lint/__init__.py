"""Whether a feed keeps the rules of its format: RSS, Atom, JSON Feed or OPML.

Bytes in, findings out; nothing is fetched or written. `RULES` has every rule with its
source and its reason.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from ..model import Finding
from . import atom, jsonfeed, opml, rss
from .document import LARGEST, read
from .grammar import Walk
from .report import Report
from .rules import RULES, Rule
from .tree import Node, parse

__all__ = ["LARGEST", "RULES", "Rule", "check"]

_CHECKS: dict[str, Callable[[Node, Walk], None]] = {
    "rss": rss.check,
    "atom": atom.check,
    "opml": opml.check,
}


def check(
    data: bytes, *, url: str | None = None, now: datetime | None = None
) -> list[Finding]:
    """Return what is wrong with *data*, in the order of the document.

    It may be RSS 0.91, 0.92 or 2.0, Atom 1.0, JSON Feed 1.0 or 1.1, or OPML. *url* is
    where it is served; without it, what the feed says of its own address is believed.
    With *now*, dates that are yet to come are told. Raises ParseError for what is
    none of these.
    """
    report = Report()
    document = read(data, report)
    if document.format == "json":
        jsonfeed.check(document.text, report, url=url, now=now)
        return report.findings()
    root = parse(document.text, report)
    # Only Atom has one vocabulary for itself and for others.
    if document.format != "atom":
        report.withdraw("atom-prefix")
    if root is not None and not report.has("obsolete-namespace"):
        walk = Walk(report, document.format, document.text, now=now)
        walk.addresses = {url} if url else set()
        walk.base = url or _own_address(root)
        _CHECKS[document.format](root, walk)
    return report.findings()


def _own_address(root: Node) -> str:
    """Return where a feed says that it is."""
    feed = root.first("channel") or root
    for link in feed.all("atom:link"):
        if link.attributes.get("rel") == "self":
            return link.attributes.get("href", "")
    return ""
