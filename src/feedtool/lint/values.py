"""Addresses, dates, numbers and names: whether a value is what it has to be."""

from __future__ import annotations

import re
from urllib.parse import unquote

from .. import languages
from .grammar import Check, Spot, everywhere
from .lists import words
from .report import quoted
from .uris import canonical

# -- texts of any kind ------------------------------------------------------------


def not_blank(value: str, spot: Spot) -> None:
    if not value or value.isspace():
        rule = "blank-attribute" if spot.attribute else "blank"
        spot.add(rule, f"{spot.name} is blank")


def no_space_around(value: str, spot: Spot) -> None:
    if value != value.strip():
        spot.add("space-around", f"{spot.name} has white space around it")


def one_of(rule: str, *words: str, fold: bool = False, strip: bool = True) -> Check:
    """Return the check that a value is one of *words*, else *rule* is broken."""
    known = frozenset(words)
    listed = ", ".join(words[:8])

    def check(value: str, spot: Spot) -> None:
        value = value.strip() if strip else value
        if (value.lower() if fold else value) not in known:
            spot.add(rule, f"{spot.name} is {quoted(value)}, not one of: {listed}")

    return check


def matching(rule: str, pattern: str, what: str, *, strip: bool = True) -> Check:
    """Return the check that a value is *what* the pattern describes."""
    compiled = re.compile(pattern)

    def check(value: str, spot: Spot) -> None:
        if not compiled.fullmatch(value.strip() if strip else value):
            spot.add(rule, f"{spot.name} is no {what}: {quoted(value.strip())}")

    return check


true_or_false = one_of("true-or-false", "true", "false", fold=True, strip=False)
yes_or_no = one_of("yes-or-no", "yes", "no", strip=False)


def longest(most: int) -> Check:
    """Return the check that a text has at most so many characters."""

    def check(value: str, spot: Spot) -> None:
        length = len(value.strip())
        if length > most:
            spot.add("too-long", f"{spot.name} has {length:,} characters, not {most:,}")

    return check


# -- numbers ----------------------------------------------------------------------

_INTEGER = re.compile(r"[+-]?[0-9]{1,40}")


def _integer(value: str) -> int | None:
    value = value.strip()
    return int(value) if _INTEGER.fullmatch(value) else None


def whole_number(value: str, spot: Spot) -> None:
    number = _integer(value)
    if number is None or number < 0:
        spot.add("whole-number", f"{spot.name} is {quoted(value)}")


def positive_number(value: str, spot: Spot) -> None:
    number = _integer(value)
    if number is None or number < 1:
        spot.add("positive-number", f"{spot.name} is {quoted(value)}")


def integer(value: str, spot: Spot) -> None:
    if value.strip() and _integer(value) is None:
        spot.add("integer", f"{spot.name} is {quoted(value)}")


def within(rule: str, least: float, most: float) -> Check:
    """Return the check that a value is a number between two others."""

    def check(value: str, spot: Spot) -> None:
        try:
            number = float(value)
        except ValueError:
            number = most + 1
        if not least <= number <= most:
            spot.add(rule, f"{spot.name} is {quoted(value)}: {least:g} to {most:g}")

    return check


# -- addresses --------------------------------------------------------------------

_CHARACTERS = r"0-9a-zA-Z;/?:@&=+$.\-_!~*'()%,#"
_REFERENCE = re.compile(
    rf"(?:[a-zA-Z][0-9a-zA-Z+.-]*+:)?+/{{0,2}}(?:\[[0-9A-Fa-f:]+\])?[{_CHARACTERS}]*"
)
_ABSOLUTE = re.compile(rf"[a-zA-Z][0-9a-zA-Z+.-]*+:(?://)?[{_CHARACTERS}]+")
_NO_URI_CHARACTER = re.compile(rf"[^{_CHARACTERS}\u0080-\U0010ffff]")
_WITH_HOST = re.compile(r"\w+://[^/].*", re.DOTALL)
_DOMAIN = r"(?:(?:[0-9]{1,3}\.){3}|(?:[A-Za-z0-9-]+\.)+)[A-Za-z0-9][A-Za-z0-9-]*"
_WEB = re.compile(rf"https?://{_DOMAIN}(?::[0-9]+)?(?:/|\Z)", re.IGNORECASE)
_TAIL = r"[0-9a-zA-Z;/?:@&=+$.\-_!~*'()%,]*"
_OWN_RULES = {
    "tag": (
        re.compile(
            r"tag:(?:[a-z0-9._-]+@)?[a-z0-9.-]+,[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?:"
            rf"{_TAIL}(?:#{_TAIL})?"
        ),
        "tag-uri",
    ),
    "urn": (
        re.compile(
            r"[a-z]{3}:[a-z0-9][a-z0-9-]{1,31}:(?:[a-z0-9()+,.:=@;$_!*'-]|%[0-9a-f]{2})+",
            re.IGNORECASE,
        ),
        "urn",
    ),
    "urn:uuid": (
        re.compile(
            r"urn:uuid:[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE
        ),
        "uuid",
    ),
}
_LONGEST_IRI = 4_096  # characters; turning it into ASCII takes long
_SCHEMES = words(
    """
    aaa aaas acap cap cid crid data dav dict dns fax file ftp go gopher h323 http https
    iax icap im imap info ipp iris iris.beep iris.lwz iris.xpc iris.xpcs ldap mailto mid
    modem msrp msrps mtqp mupdate news nfs nntp opaquelocktoken pop pres prospero rtsp
    service shttp sip sips snmp soap.beep soap.beeps tag tel telnet tftp thismessage tip
    tv urn vemmi wais xmlrpc.beep xmlrpc.beeps xmpp z39.50r z39.50s
    """
)


def _address(
    value: str, spot: Spot, pattern: re.Pattern[str], rule: str, *, iri: bool = False
) -> bool:
    """Check an address, and tell whether it is one."""
    scheme, colon, _ = value.partition(":")
    scheme = scheme.lower()
    if iri and not value.isascii():
        value = _in_ascii(value) or value
    own = "urn:uuid" if value[:9].lower() == "urn:uuid:" else scheme
    if colon and own in _OWN_RULES:
        own_pattern, own_rule = _OWN_RULES[own]
        if own_pattern.fullmatch(value):
            return True
        spot.add(own_rule, f"{spot.name} is no {own} URI: {quoted(value)}")
    elif not pattern.fullmatch(value):
        _blame(value, spot, pattern, rule)
    elif scheme in ("http", "ftp") and not _WITH_HOST.fullmatch(value):
        spot.add(rule, f"{spot.name} names no host: {quoted(value)}")
    elif colon and scheme.isalpha() and scheme not in _SCHEMES:
        spot.add("uri-scheme", f"{spot.name} has a scheme of its own: {quoted(value)}")
    else:
        return True
    return False


def _blame(value: str, spot: Spot, pattern: re.Pattern[str], rule: str) -> None:
    wrong = _NO_URI_CHARACTER.search(value)
    if wrong:
        shown = f"{quoted(wrong[0])} in {quoted(value)}"
        spot.add("uri-character", f"{spot.name} has {shown}")
        return
    ascii_only = None if value.isascii() else _in_ascii(value)
    if ascii_only and pattern.fullmatch(ascii_only):
        spot.add("ascii-uri", f"{spot.name} is not in ASCII: {quoted(value)}")
    else:
        what = "URI" if pattern is _REFERENCE else "absolute URI"
        spot.add(rule, f"{spot.name} is no {what}: {quoted(value)}")


def _in_ascii(value: str) -> str | None:
    """Return what other programs make of an IRI: each part between dots by IDNA."""
    if len(value) > _LONGEST_IRI:
        return None
    try:
        return value.encode("idna").decode("ascii")
    except UnicodeError:
        return None


def _bare(value: str, spot: Spot) -> str:
    """Return *value* without white space around it, if it is the text of an element."""
    return value if spot.attribute else value.strip()


def uri(value: str, spot: Spot) -> bool:
    """Check a URI reference, which may be relative."""
    return _address(_bare(value, spot), spot, _REFERENCE, "uri")


def absolute_uri(value: str, spot: Spot) -> bool:
    return _address(_bare(value, spot), spot, _ABSOLUTE, "absolute-uri")


def permalink(value: str, spot: Spot) -> bool:
    return _address(_bare(value, spot), spot, _ABSOLUTE, "guid-permalink")


def iri(value: str, spot: Spot) -> bool:
    """Check an IRI reference, which may be relative and have letters of all scripts."""
    return _address(_bare(value, spot), spot, _REFERENCE, "iri", iri=True)


def web_address(value: str, spot: Spot) -> None:
    """Check an http or https address whose host has a dot in it."""
    value = _bare(value, spot)
    if not _WEB.match(value) or not _ABSOLUTE.fullmatch(value):
        spot.add("web-address", f"{spot.name} is no web address: {quoted(value)}")


def canonical_uri(value: str, spot: Spot) -> None:
    """Check an identifier: an absolute URI in its one normal spelling (RFC 3986 §6)."""
    value = value.strip()
    if absolute_uri(value, spot):
        normal = canonical(value)
        if normal != value:
            better = f": {quoted(normal)} is" if normal else ""
            spot.add("canonical-id", f"{quoted(value)} is not its usual form{better}")


# -- names of people, languages and kinds of files --------------------------------

_EMAIL = re.compile(rf"[A-Za-z0-9_+.'!#$%&*/=?^`{{|}}~-]+@{_DOMAIN}")
_EMAIL_LOOSE = re.compile(r"[\w._%+-]+@[A-Za-z][\w.-]+")
_LONGEST_PERSON = 500  # characters
_CALLED = re.compile(r"([^()<>]*?)\s*\(([^()]*)\)")
_MEDIA_TYPE_TOKEN = r"[^\s()<>,;:\\\"/\[\]?=]+"  # noqa: S105
_MEDIA_TYPE = re.compile(
    rf"{_MEDIA_TYPE_TOKEN}/{_MEDIA_TYPE_TOKEN}"
    rf"(?:\s*;\s*{_MEDIA_TYPE_TOKEN}=(?:\"[^\"]*\"|{_MEDIA_TYPE_TOKEN}))*"
)
_PRIVATE_LANGUAGES = frozenset({"x", "xx", "qaa", "qtz"})


def is_email(value: str) -> bool:
    return bool(_EMAIL.fullmatch(value) or _EMAIL_LOOSE.fullmatch(value))


def email(value: str, spot: Spot) -> None:
    """Check an e-mail address, which may have a name in brackets behind it."""
    value = value.strip()
    called = _CALLED.fullmatch(value[:_LONGEST_PERSON])
    if not is_email(called[1] if called and called[1] else value):
        spot.add("email", f"{spot.name} is no e-mail address: {quoted(value)}")


def bare_email(value: str, spot: Spot) -> None:
    value = value.strip()
    if not is_email(value):
        spot.add("email", f"{spot.name} is no e-mail address: {quoted(value)}")


def email_with_name(value: str, spot: Spot) -> None:
    """Check a person as RSS has it: `mail@example.org (Name)`."""
    value = value.strip()
    if value.startswith("mailto:"):
        value = unquote(value.removeprefix("mailto:"))
    if value.find("@") > 0 and not value.endswith(")"):
        what = "is written in another way" if " " in value else "has no name"
        spot.add("email-name", f"{spot.name} {what}: {quoted(value)}")
    else:
        email(value, spot)


def language(value: str, spot: Spot) -> None:
    code = value.strip().partition("-")[0].lower()
    if not languages.is_known(code) and code not in _PRIVATE_LANGUAGES:
        spot.add("language", f"{spot.name} is no known language: {quoted(value)}")


def media_type(value: str, spot: Spot) -> None:
    if not _MEDIA_TYPE.fullmatch(value):
        spot.add("media-type", f"{spot.name} is no media type: {quoted(value)}")


def _general_language(value: str, spot: Spot) -> None:
    if value:
        language(value, spot)


everywhere("xml:lang", _general_language)
everywhere("xml:base", iri)
