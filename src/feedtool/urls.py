"""Web addresses: made absolute, compared, judged. Nothing here asks the network."""

from __future__ import annotations

import ipaddress
import re
from typing import NewType
from urllib.parse import urljoin

# An address for comparing only; `canonical` alone makes one.
CanonicalUrl = NewType("CanonicalUrl", str)

# Longer than any server takes, and short enough for what follows to be quick.
_LONGEST = 8_192

_ENDS = "".join(map(chr, range(0x21)))  # what browsers strip: controls and blanks
_LINE_BREAKS = re.compile(r"[\t\r\n]+")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_HIERARCHICAL = re.compile(
    r"([A-Za-z][A-Za-z0-9+.-]*)://([^/?#]+)([^#]*)(#.*)?", re.DOTALL
)
_OPAQUE = re.compile(r"(?:mailto|magnet):[^#]+", re.IGNORECASE)
# What runs in a page or looks into the reader's machine instead of leading elsewhere.
_NEVER = re.compile(
    r"(?:about|blob|chrome|data|file|filesystem|javascript|vbscript|view-source):",
    re.IGNORECASE,
)


def canonical(url: str) -> CanonicalUrl:
    """Return what *url* has in common with other spellings of the same address.

    No scheme (http and https alike), no `www.`, default port, user, fragment, trailing
    slash, `index.html` or tracking parameters; pages made for phones (`m.`, AMP) are
    those they were made of; host in lower case, dot segments resolved, percent encoding
    normal (RFC 3986 §6.2.2), query sorted. What is no address comes back stripped.
    Never published, since it may lead nowhere.
    """
    sound = absolute(url, None)
    match = _HIERARCHICAL.fullmatch(sound) if sound else None
    if match is None:
        return CanonicalUrl(sound or url.strip(_ENDS))
    scheme, authority, rest, fragment = match.groups()
    path, _, query = rest.partition("?")
    path = _without_dot_segments(_normal_escapes(path))
    query = _sorted_query(_normal_escapes(query))
    route = fragment or ""
    if not route.startswith(("#!", "#%21")):  # "#!": an address of its own (old Ajax)
        route = ""
    host = _canonical_host(authority, scheme.lower())
    host, path = _without_cache(host, path)
    host, path = _MOBILE_HOST.sub("", host), _canonical_path(path)
    prefix = "" if scheme.lower() in ("http", "https") else f"{scheme.lower()}://"
    return CanonicalUrl(f"{prefix}{host}{path}{'?' if query else ''}{query}{route}")


def absolute(url: str, base: str | None) -> str | None:
    """Return *url* resolved against *base* and fit to be published, or None.

    It stays as it was written, but that characters a URI cannot hold are percent
    encoded and the host is in ASCII (RFC 3986, RFC 3987 §3.1). None if there is nothing
    to lead to: no sound host, a relative address without a base, `javascript:`,
    `data:`, `file:`.
    """
    if len(url) <= _LONGEST and _SOUND.fullmatch(url):  # as nearly all are
        return url
    text = _LINE_BREAKS.sub("", url.strip(_ENDS))
    if len(text) > _LONGEST:
        return None
    if not _SCHEME.match(text):
        if base is None or not _HIERARCHICAL.fullmatch(base.strip(_ENDS)):
            return None
        try:
            text = urljoin(base.strip(_ENDS), text)
        except ValueError:
            return None
    return _fit(text)


def is_web(url: str) -> bool:
    """Tell whether *url* is an http or https address with a sound host."""
    sound = absolute(url, None)
    return sound is not None and sound.lower().startswith(("http://", "https://"))


def is_iri(text: str) -> bool:
    """Tell whether *text* can be an atom:id byte for byte (RFC 4287 §4.2.6).

    Stricter than RFC 3987: it is in ASCII, since validators and readers take no other,
    and `urn:` (RFC 2141), `urn:uuid:` (RFC 4122), `tag:` (RFC 4151), http and https
    keep the rules of their own.
    """
    match = _SCHEME.match(text)
    if match is None or len(text) > _LONGEST or not _URI.fullmatch(text):
        return False
    if _NEVER.match(text):
        return False
    scheme = match[1].lower()
    if scheme in ("http", "https", "ftp"):
        return absolute(text, None) == text
    pattern = _RULES.get(scheme)
    return pattern is None or pattern.fullmatch(text) is not None


def masked(url: str) -> str:
    """Return *url* with user and password hidden, to be shown to people."""
    return _USER.sub(r"\1***@", url)


def without_user(url: str) -> str:
    """Return *url* without user and password, to be published."""
    return _USER.sub(r"\1", url)


# -- made absolute ----------------------------------------------------------------

_PERCENT = r"%(?![0-9A-Fa-f]{2})"
_UNSAFE = re.compile(rf"[^A-Za-z0-9._~:/?@!$&'()*+,;=%-]+|{_PERCENT}")
_AUTHORITY = re.compile(
    # A backslash ends the authority for browsers, and for nobody else: none is taken.
    r"(?:([^\\]*)@)?(\[[^\[\]]*\]|[^:\[\]@\\]*)(?::([0-9]{0,5}))?",
    re.DOTALL,
)
_SOUND = re.compile(
    r"https?://(?:[a-z0-9-]{1,50}+\.){1,3}+[a-z]{2,20}+"
    r"(?:/[A-Za-z0-9._~:/?@!$&'()*+,;=-]{0,1000}+"
    r"(?:%[0-9A-Fa-f]{2}[A-Za-z0-9._~:/?@!$&'()*+,;=-]{0,1000}+){0,9}+)?+"
)
_LABEL = re.compile(r"[A-Za-z0-9_-]{1,63}")


def _fit(text: str) -> str | None:
    if _OPAQUE.fullmatch(text):
        return _encoded(text)
    match = _HIERARCHICAL.fullmatch(text)
    if match is None or _NEVER.match(text):
        return None
    scheme, authority, rest, fragment = match.groups()
    sound = _sound_authority(authority)
    if sound is None:
        return None
    tail = f"#{_encoded(fragment[1:])}" if fragment is not None else ""
    return f"{scheme}://{sound}{_encoded(rest)}{tail}"


def _encoded(text: str) -> str:
    return _UNSAFE.sub(
        lambda match: "".join(
            f"%{byte:02X}" for byte in match[0].encode("utf-8", "surrogatepass")
        ),
        text,
    )


def _sound_authority(authority: str) -> str | None:
    match = _AUTHORITY.fullmatch(authority)
    if match is None:
        return None
    user, host, port = match.groups()
    sound = _sound_host(host)
    if sound is None or (port and int(port) > 65_535):
        return None
    before = "" if user is None else f"{_encoded(user)}@"
    return f"{before}{sound}{'' if port is None else f':{port}'}"


def _sound_host(host: str) -> str | None:
    if host.startswith("["):
        try:
            ipaddress.IPv6Address(host[1:-1])
        except ValueError:
            return None
        return None if "%" in host else host
    ascii_host = host if host.isascii() else _in_ascii(host)
    if ascii_host is None or len(ascii_host) > 253:
        return None
    labels = ascii_host.removesuffix(".").split(".")
    return ascii_host if all(map(_LABEL.fullmatch, labels)) else None


def _in_ascii(host: str) -> str | None:
    """Return a host name as the DNS has it, the way browsers do (UTS 46)."""
    import idna

    if len(host) > 253:
        return None
    try:
        return idna.encode(host, uts46=True).decode("ascii")
    except ValueError:
        pass
    try:
        return host.encode("idna").decode("ascii")  # IDNA 2003, which knew hearts
    except ValueError:
        return None


# -- compared ---------------------------------------------------------------------

_UNRESERVED = frozenset(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
)
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_DEFAULT_PORTS = {"http": "80", "https": "443", "ftp": "21"}
# Says how a reader came here, never what is to be read.
_TRACKER_NAMES = """
    _ga _gl _hsenc _hsmi at_campaign at_custom1 at_custom2 at_custom3 at_custom4
    at_link_id at_link_origin at_link_type at_medium at_ptr_name cmpid dclid fbclid
    gbraid gclid gclsrc igsh igshid maca mc_cid mc_eid mkt_tok msclkid ns_campaign
    ns_fee ns_linkname ns_mchannel ns_source oly_anon_id oly_enc_id s_cid srsltid
    traffic_source ttclid twclid vero_conv vero_id wbraid wickedid xtor yclid
"""
_TRACKERS = frozenset(_TRACKER_NAMES.split())


def _normal_escapes(text: str) -> str:
    def normal(match: re.Match[str]) -> str:
        character = chr(int(match[1], 16))
        return character if character in _UNRESERVED else match[0].upper()

    return _ESCAPE.sub(normal, text)


def _without_dot_segments(path: str) -> str:
    """Resolve "." and ".." (RFC 3986 §5.2.4)."""
    if "/." not in path:
        return path
    kept: list[str] = []
    segments = path.split("/")
    for segment in segments:
        if segment == "..":
            if len(kept) > 1:
                kept.pop()
        elif segment != ".":
            kept.append(segment)
    if segments[-1] in (".", ".."):
        kept.append("")
    return "/".join(kept)


# A page that Google keeps a copy of: its own address is the rest of the path.
_AMP_CACHE = re.compile(
    r"(?:google\.[a-z.]{2,6}/amp|[a-z0-9-]+\.cdn\.ampproject\.org/[cv])"
    r"(?:/s)?/([a-z0-9.-]+\.[a-z]{2,})(/.*)?",
    re.DOTALL,
)
# A label for phones, where two more make a host: m.example.org, en.m.example.org.
_MOBILE_HOST = re.compile(r"(?:^|(?<=\.))(?:m|mobile|amp)\.(?=[a-z0-9-]+\.[a-z0-9-])")
_AMP_PATH = re.compile(r"^/amp(?=/.)|(?<=[^/])/amp/*$|(?<=[^/])\.amp(?=(?:\.html)?$)")
_INDEX = re.compile(r"/index\.(?:html?|php)$")


def _without_cache(host: str, path: str) -> tuple[str, str]:
    if not host.endswith(".cdn.ampproject.org") and not path.startswith("/amp/"):
        return host, path
    match = _AMP_CACHE.fullmatch(f"{host}{path}")
    if match is None:
        return host, path
    return match[1].removeprefix("www."), match[2] or ""


def _canonical_path(path: str) -> str:
    return _INDEX.sub("", _AMP_PATH.sub("", path.rstrip("/"))).rstrip("/")


def _sorted_query(query: str) -> str:
    return "&".join(sorted(filter(_is_telling, query.split("&"))))


_AMP_QUERY = frozenset(("amp", "amp=", "amp=1", "amp=true", "outputType=amp"))


def _is_telling(parameter: str) -> bool:
    name = parameter.partition("=")[0].lower()
    is_telling = bool(parameter) and name not in _TRACKERS
    return is_telling and not name.startswith("utm_") and parameter not in _AMP_QUERY


def _canonical_host(authority: str, scheme: str) -> str:
    match = _AUTHORITY.fullmatch(authority)
    assert match is not None  # noqa: S101  (it went through `absolute`)
    host = match[2].lower().removesuffix(".").removeprefix("www.")
    port = match[3]
    return f"{host}:{port}" if port and port != _DEFAULT_PORTS.get(scheme) else host


# -- judged -----------------------------------------------------------------------

_URI = re.compile(
    r"[A-Za-z][A-Za-z0-9+.-]*:(?:[A-Za-z0-9._~:/?@!$&'()*+,;=#-]|%[0-9A-Fa-f]{2})+"
)
_RULES = {
    "tag": re.compile(
        r"tag:(?:[a-z0-9._-]+@)?[a-z0-9.-]+,[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?:"
        r"[^#]*(?:#[^#]*)?"
    ),
    "urn": re.compile(
        r"(?i:urn:uuid:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
        r"|urn:(?!uuid:)[a-z0-9][a-z0-9-]{1,31}:[^/?#&~]+)"
    ),
}
_USER = re.compile(r"(?<![A-Za-z0-9+.-])([A-Za-z][A-Za-z0-9+.-]*://)[^/?#\s]*@")
