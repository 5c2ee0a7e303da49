"""What feedtool.yaml says: where things lie, how we ask, and defaults for all feeds."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, timedelta, tzinfo
from pathlib import Path
from urllib.parse import urlsplit

from .. import kinds, urls
from ..model import FetchPolicy, MergePolicy
from ..plainyaml import Fields, Kind, Node, Notes, Wrong, did_you_mean, quoted
from ..select import Portion
from . import files
from .sources import PORTION, every


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What holds for all definitions. None: feedtool.yaml does not say."""

    output: Path | None = None
    state: Path | None = None
    base_url: str | None = None
    hub: str | None = None
    timezone: tzinfo = UTC
    fetch: FetchPolicy = field(default_factory=FetchPolicy)
    retention: timedelta | None = None
    language: str | None = None
    rights: str | None = None
    content: Portion = "full"
    flood: int = 100
    merge: MergePolicy = field(default_factory=MergePolicy)


def read(file: Path, notes: Notes) -> Settings:
    """Return the settings in feedtool.yaml, the defaults where it is not there."""
    root = files.read(file, notes)
    fields = Fields(root, notes, "this file")
    settings = Settings(
        output=fields.get("output", _output(file.parent)),
        state=fields.get("state", files.path(file.parent)),
        base_url=fields.get("base_url", _base_url),
        hub=fields.get("hub", _hub),
        timezone=fields.get("timezone", _timezone) or UTC,
        fetch=_policy(fields, notes),
        retention=fields.get("retention", _duration("30d", "36500d")),
        language=fields.get("language", kinds.language),
        rights=fields.get("rights", kinds.line),
        content=fields.get("content", PORTION, "full"),
        flood=fields.get("flood", FLOOD, 100),
        merge=merging(fields, MergePolicy()),
    )
    if settings.hub and "base_url" not in fields:
        message = "hub: it cannot be told where the feeds are without base_url"
        notes.add(fields.at("hub"), message, BASE_URL)
    fields.done()
    return settings


BASE_URL = "base_url: https://…"  # what to write
FLOOD = kinds.between(kinds.whole_number, "1", "1000000")


def merging(fields: Fields, default: MergePolicy) -> MergePolicy:
    """Return how copies are joined, as the keys `merge` and `future` say."""
    merge = Fields(fields.value("merge"), fields.notes, "merge")
    policy = MergePolicy(
        near=merge.get("near", kinds.yes_or_no, default.near),
        future=fields.get("future", kinds.one_of("hold", "now"), default.future),
    )
    merge.done()
    return policy


def _output(feeds: Path) -> Kind[Path]:
    def kind(node: Node, notes: Notes) -> Path:
        path = files.path(feeds)(node, notes)
        if files.leads_into(path, feeds):
            raise Wrong("the output folder cannot lie in the feeds folder", "../public")
        return path

    return kind


def _base_url(node: Node, notes: Notes) -> str:
    """The address that the output folder has on the web, with a slash at its end."""
    address = kinds.link(node, notes)
    parts = urlsplit(address)
    if parts.query or parts.fragment or parts.username is not None:
        shown = quoted(urls.masked(address))
        raise Wrong(f"{shown} is no folder", "leave out user, ? and #")
    return f"{address.rstrip('/')}/"


def _hub(node: Node, notes: Notes) -> str:
    """The address of a WebSub hub, which is published in every feed."""
    address = kinds.link(node, notes)
    parts = urlsplit(address)
    if parts.fragment or parts.username is not None:
        shown = quoted(urls.masked(address))
        raise Wrong(f"{shown} is no address to be published", "leave out user and #")
    return address


def _timezone(node: Node, notes: Notes) -> tzinfo:
    """A time zone of the IANA database."""
    from zoneinfo import ZoneInfo, available_timezones  # not many sites need it

    written = kinds.text(node, notes)
    try:
        return ZoneInfo(written)
    # Folders of the database, and what is no path, are no zones either.
    except (KeyError, ValueError, OSError):
        zones = sorted(available_timezones())
        last = {zone.rpartition("/")[2].lower(): zone for zone in zones}
        near = last.get(written.lower().replace(" ", "_"))
        hint = f"did you mean {near!r}?" if near else did_you_mean(written, zones)
        raise Wrong(f"{quoted(written)} is no time zone", hint) from None


# -- how we ask -------------------------------------------------------------------


def _policy(fields: Fields, notes: Notes) -> FetchPolicy:
    default = FetchPolicy()
    fetch = Fields(fields.value("fetch"), notes, "fetch")
    if "every" in fields and "every" in fetch:
        message = "every is given twice: here, and outside fetch"
        notes.add(fetch.at("every"), message, "leave one of them out")
    wish = fields.get("every", every, default.every)
    policy = FetchPolicy(
        every=fetch.get("every", every, wish),
        timeout=fetch.get("timeout", _duration("1s", "10m"), default.timeout),
        max_size=fetch.get("max_size", _SIZE, default.max_size),
        concurrency=fetch.get("concurrency", _number("500"), default.concurrency),
        per_host=fetch.get("per_host", _number("50"), default.per_host),
        delay=fetch.get("delay", _duration("0s", "1h"), default.delay),
        budget=fetch.get("budget", _duration("1s", "1d"), default.budget),
        allow=fetch.get("allow", kinds.many(_host_and_port), ()),
        contact=fields.get("contact", _contact),
    )
    fetch.done()
    return policy


_SIZE = kinds.between(kinds.size, "1KB", "100MB")
_PLACE = re.compile(r"(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\]):[0-9]{1,5}")


def _duration(least: str, most: str) -> Kind[timedelta]:
    return kinds.between(kinds.duration, least, most)


def _number(most: str) -> Kind[int]:
    return kinds.between(kinds.whole_number, "1", most)


def _host_and_port(node: Node, notes: Notes) -> str:
    written = kinds.text(node, notes)
    if not _PLACE.fullmatch(written):
        raise Wrong(f"{quoted(written)} is no host and port", 'such as "127.0.0.1:80"')
    return written.lower()


def _contact(node: Node, notes: Notes) -> str:
    """Where the people whose servers we ask can find us."""
    written = kinds.line(node, notes)
    # It stands in a comment of the User-Agent (RFC 9110 §10.1.5).
    if not written.isascii() or not set(written).isdisjoint("()\\"):
        hint = "an address of a page or of a mailbox"
        raise Wrong(f"{quoted(written)} cannot be sent along", hint)
    return written
