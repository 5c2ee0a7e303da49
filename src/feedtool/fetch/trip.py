"""One request on its way, hop by hop: where it may go and what it takes along.

Values only; the going is done elsewhere.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import quote, unquote, urlsplit

from .. import __version__, urls
from ..model import Failed, FetchPolicy, State
from ..schedule import origin
from . import guard
from .packing import accepted

_REDIRECTS = 5
_LONGEST_REASON = 300
_ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, "
    "application/rdf+xml;q=0.9, application/xml;q=0.8, text/xml;q=0.8, "
    "application/json;q=0.7, */*;q=0.5"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Remedies:
    """What a person can do who wants a refused address, as messages name it."""

    own: str | None = "`allow_private: true` on the source"  # where that is refused
    in_site: bool = True  # `allow` in feedtool.yaml counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One source to ask."""

    url: str  # as configured; "user:password@" goes to its own origin only
    key: str = ""  # what the caller knows it by
    state: State = field(default_factory=State)
    # For its own origin only, and in no message, since they may be secret.
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    allow_private: bool = False  # its own host and port may be private or loopback
    form: Mapping[str, str] | None = None  # sent to it (POST); None: it is asked (GET)
    remedies: Remedies = Remedies()


class Address(NamedTuple):
    """A web address, taken apart."""

    scheme: str
    host: str
    port: int
    origin: str
    url: str  # without user, password and fragment
    user: str | None  # "user:password" as it stands in the address

    @property
    def place(self) -> str:
        """Return "host:port", as it stands in `allow`."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"


class Redirect(NamedTuple):
    """An answer that leads elsewhere."""

    status: int
    location: str | None  # as it came: bytes that are no UTF-8 are surrogates


@dataclass(slots=True, kw_only=True)
class Trip:
    """One request on its way."""

    request: Request
    policy: FetchPolicy
    own: Address  # as configured
    start: Address  # the same, or what was adopted
    address: Address  # where it has come to
    left: float  # seconds
    status: int | None = None  # of the last answer
    closed: bool = False  # the connection ended before there was one
    is_retry: bool = False
    hops: int = 0
    permanent: bool = True
    moved: str | None = None  # as far as redirects were permanent

    def follow(self, redirect: Redirect) -> Failed | None:
        """Go where a redirect leads, or say why not (RFC 9110 §15.4)."""
        self.hops += 1
        target = _target(redirect.location, self.address.url)
        if target is None:
            reason = "redirected to what is no web address"
        elif self.hops > _REDIRECTS:
            reason = f"redirected more than {_REDIRECTS} times"
        else:
            self.permanent = self.permanent and redirect.status in (301, 308)
            self.moved = target.url if self.permanent else self.moved
            self.address = target
            if self.has_fit_port():
                return None
            reason = f"port {target.port} is refused{self._remedy()}"
            if self._leads_away() and guard.is_inward(target.host):
                reason = self.refusal(target.host)
        return self.failed(reason)

    def again(self, wait: float) -> Trip:
        """Return the same from its start, after a wait that counts as time spent."""
        return replace(
            self,
            address=self.start,
            left=self.left - wait,
            status=None,
            closed=False,
            is_retry=True,
            hops=0,
            permanent=True,
            moved=None,
        )

    def failed(self, reason: str, *, passing: bool = False) -> Failed:
        """Return a failure that says where it happened, if not at the source's own."""
        if self.hops and self.address.origin != self.own.origin:
            reason = f"redirected to {self.address.origin}: {reason}"
        return Failed(reason=plain(reason), status=self.status, passing=passing)

    def has_fit_port(self) -> bool:
        """Tell whether it is a port of the web, of the source, or allowed."""
        return self.address.port in (80, 443, self.own.port) or self.is_exempt()

    def is_exempt(self) -> bool:
        """Tell whether this very host and port may be private or loopback."""
        place = self.address.place
        if self.request.allow_private and place == self.own.place:
            return True
        return place in _places(self.policy.allow)

    def refusal(self, address: str) -> str:
        """Say that *address*, here, is not to be connected to, and what allows it."""
        reason = f"{address} is not a public address"
        if not self._leads_away():
            return f"{reason}{self._remedy()}"
        doubt = "and a redirect to such a one is suspicious"
        return f"{reason}, {doubt}{self._remedy('if you know that it is meant, ')}"

    def _leads_away(self) -> bool:
        return self.address.host != self.own.host

    def _remedy(self, condition: str = "") -> str:
        """Return what would let us in here, as the end of a sentence."""
        remedies = self.request.remedies
        ways = []
        if remedies.own is not None and self.address.place == self.own.place:
            ways.append(remedies.own)
        if remedies.in_site:
            place = self.address.place
            ways.append(f'`fetch: {{allow: ["{place}"]}}` in feedtool.yaml')
        if not ways:
            return ""
        comma = "," if len(ways) > 1 else ""
        return f"; {condition}{', or '.join(ways)}{comma} would allow it"

    def headers(self) -> dict[str, str]:
        """Return what is sent along; secrets go to the source's own origin only."""
        contact = "".join(filter(str.isprintable, self.policy.contact or ""))
        agent = {
            "User-Agent": f"feedtool/{__version__}" + (contact and f" (+{contact})")
        }
        if self.request.form is not None:
            return agent
        headers = {
            **agent,
            "Accept": _ACCEPT,
            "Accept-Encoding": accepted(),
            "A-IM": "feed",  # RFC 3229: what is new is enough
            **self.validators(),
        }
        if self.address.origin != self.own.origin:
            return headers
        if self.own.user is not None:
            user = b64encode(unquote(self.own.user).encode()).decode()
            headers["Authorization"] = f"Basic {user}"
        given = {name.lower() for name in self.request.headers}
        ours = {name: headers[name] for name in headers if name.lower() not in given}
        return {**ours, **self.request.headers}

    def validators(self) -> dict[str, str]:
        """Return what a server that knows us may answer 304 to (RFC 9110 §13.1).

        As they came, both, and only to the origin that they came from.
        """
        state = self.request.state
        first = origin(state.moved or self.request.url)
        if self.address.origin != (state.validators_from or first):
            return {}
        both = {"If-None-Match": state.etag, "If-Modified-Since": state.last_modified}
        return {name: value for name, value in both.items() if value is not None}

    def withholds(self) -> bool:
        """Tell whether the source has secrets that did not come along."""
        secrets = bool(self.request.headers) or self.own.user is not None
        return secrets and self.address.origin != self.own.origin


def begin(request: Request, policy: FetchPolicy) -> Trip | Failed:
    """Return the way of a request at its start, or why it has none."""
    own = _address(request.url)
    if own is None:
        reason = f"not an address of the web (http, https): {urls.masked(request.url)}"
        return Failed(reason=plain(reason))
    left = policy.timeout.total_seconds()
    trip = Trip(
        request=request, policy=policy, own=own, start=own, address=own, left=left
    )
    moved = _address(request.state.moved) if request.state.moved else None
    if moved is not None:
        trip.start = trip.address = moved
        if not trip.has_fit_port():  # it was allowed once
            trip.start = trip.address = own
    return trip


def plain(text: str) -> str:
    """Return *text* fit for a terminal: one line of sane length, no controls."""
    shown = "".join(
        letter if letter.isprintable() else ascii(letter)[1:-1] for letter in text
    )
    if len(shown) <= _LONGEST_REASON:
        return shown
    return shown[: _LONGEST_REASON - 1] + "…"


@lru_cache(maxsize=1)
def _places(allow: tuple[str, ...]) -> frozenset[str]:
    return frozenset(entry.strip().lower() for entry in allow)


def _address(url: str) -> Address | None:
    sound = urls.absolute(url, None)
    home = origin(sound) if sound else None
    if sound is None or home is None:
        return None
    parts = urlsplit(sound)
    port = parts.port
    if port is None:
        port = 443 if parts.scheme == "https" else 80
    user, at, _ = parts.netloc.rpartition("@")
    bare = parts._replace(netloc=home.partition("//")[2], fragment="").geturl()
    return Address(
        parts.scheme, parts.hostname or "", port, home, bare, user if at else None
    )


def _target(location: str | None, base: str) -> Address | None:
    if not location:
        return None
    try:
        location.encode()
    except UnicodeEncodeError:
        raw = location.encode("utf-8", "surrogateescape")
        location = quote(raw, safe=bytes(range(0x80)))
    found = urls.absolute(location, base)
    return _address(found) if found else None
