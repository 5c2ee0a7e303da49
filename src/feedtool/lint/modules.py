"""Modules of RSS and Atom: Dublin Core, slash, threads, places, history and others."""

from __future__ import annotations

import re

from .grammar import (
    ANYTHING,
    Check,
    Kind,
    Spot,
    Walk,
    anything,
    attributes_only,
    both,
    leaf,
    once,
)
from .markup import plain_text, safe_html
from .moments import any_iso_date, iso_date, rfc822_date, w3c_date
from .report import quoted
from .tree import Node
from .values import (
    absolute_uri,
    canonical_uri,
    email,
    integer,
    iri,
    language,
    matching,
    media_type,
    not_blank,
    one_of,
    positive_number,
    uri,
    web_address,
    whole_number,
    within,
)

_RESOURCE = leaf(anything, {"rdf:resource": uri, "dc:title": None})


def _many(kind: Kind, prefix: str, names: str) -> dict[str, Kind]:
    return {f"{prefix}:{name}": kind for name in names.split()}


# -- places -----------------------------------------------------------------------

_POSITION = re.compile(r"[-+]?\d++(?:\.\d*+)?[ ,][-+]?\d++(?:\.\d*+)?")
_NUMBER = re.compile(r"[-+]?\d++(?:\.\d*+)?")
_number = matching("number", r"[-+]?[0-9]++(?:\.[0-9]*+)?", "number")
_latitude = within("latitude", -90, 90)
_longitude = within("longitude", -180, 180)


def _position(value: str, spot: Spot) -> None:
    value = value.strip()
    if not _POSITION.fullmatch(value):
        spot.add("coordinates", f"{spot.name} is no place: {quoted(value)}")
    elif "," in value:
        spot.add("coordinate-comma", f"{spot.name} has a comma: {quoted(value)}")


def _positions(value: str, spot: Spot) -> None:
    numbers = value.replace(",", " ").split()
    sound = all(map(_NUMBER.fullmatch, numbers))
    if not sound or len(numbers) < 3 or len(numbers) % 2:
        spot.add("coordinates", f"{spot.name} is no line: {quoted(value.strip())}")
    elif "," in value:
        spot.add("coordinate-comma", f"{spot.name} has commas: {quoted(value.strip())}")


_SRS: dict[str, Check | None] = {"srsName": None}
_RING = Kind(attributes=_SRS, children={"gml:posList": leaf(_positions)})
_WHERE = Kind(
    children={
        "gml:Point": Kind(attributes=_SRS, children={"gml:pos": leaf(_position)}),
        "gml:LineString": _RING,
        "gml:Polygon": Kind(
            attributes=_SRS,
            children={"gml:exterior": Kind(children={"gml:LinearRing": _RING})},
        ),
        "gml:Envelope": Kind(
            attributes=_SRS,
            children={
                "gml:lowerCorner": leaf(_position),
                "gml:upperCorner": leaf(_position),
            },
        ),
    }
)
_GEO = {"geo:lat": leaf(_latitude), "geo:long": leaf(_longitude)}
_PLACES = _GEO | {
    "geo:Point": Kind(children=_GEO, needs=("geo:lat", "geo:long")),
    "geo:alt": leaf(_number),
    "geourl:latitude": leaf(_latitude),
    "geourl:longitude": leaf(_longitude),
    "icbm:latitude": leaf(_latitude),
    "icbm:longitude": leaf(_longitude),
    "georss:where": _WHERE,
    "georss:point": leaf(_position),
    "georss:line": leaf(_positions),
    "georss:polygon": leaf(_positions),
    "georss:elev": leaf(_number),
    "georss:floor": leaf(integer),
    "georss:radius": leaf(matching("number", r"[0-9]++(?:\.[0-9]*+)?", "number")),
    **_many(leaf(), "georss", "featureTypeTag relationshipTag featureName"),
}

# -- anywhere ---------------------------------------------------------------------

EVERYWHERE: dict[str, Kind] = {
    **_many(once(), "dc", "title description type format source"),
    **_many(leaf(), "dc", "publisher contributor identifier relation coverage"),
    "dc:language": once(language),
    "dc:rights": once(plain_text),
    **_many(leaf(), "dcterms", "alternative audience"),
    **_many(
        once(),
        "dcterms",
        "abstract dateAccepted dateCopyrighted dateSubmitted mediator",
    ),
    **_many(once(w3c_date), "dcterms", "created issued modified"),
    "dcterms:extent": once(both(positive_number, not_blank)),
    **_many(
        _RESOURCE,
        "dcterms",
        "tableOfContents isVersionOf hasVersion isReplacedBy replaces isRequiredBy"
        " requires isPartOf hasPart isReferencedBy references isFormatOf hasFormat"
        " conformsTo",
    ),
    **_many(
        ANYTHING,
        "dcterms",
        "valid available spatial temporal accessRights accrualMethod"
        " accrualPeriodicity accrualPolicy bibliographicCitation educationLevel"
        " instructionalMethod license provenance rightsHolder",
    ),
    **_many(ANYTHING, "rdf", "RDF type Description"),
    "rdfs:seeAlso": _RESOURCE,
    **_PLACES,
    **_many(once(rfc822_date), "opml", "dateCreated dateModified"),
    "opml:ownerName": once(safe_html),
    "opml:ownerEmail": once(email),
    "opml:ownerId": once(web_address),
}

# -- threads ----------------------------------------------------------------------


def _reply(node: Node, walk: Walk) -> None:
    reference = node.attributes.get("ref")
    if reference is not None:
        canonical_uri(reference, Spot(walk, node, "ref"))


IN_REPLY_TO = Kind(
    text=anything,
    attributes={"href": iri, "ref": None, "source": iri, "type": media_type},
    whole=_reply,
)


# -- channels and feeds -----------------------------------------------------------

_PERIOD = one_of("update-period", "hourly", "daily", "weekly", "monthly", "yearly")
_ROBOTS = one_of(
    "robots",
    *("all", "none", "index", "index,follow", "index,nofollow", "noindex"),
    *("noindex,follow", "noindex,nofollow", "follow", "follow,index"),
    *("follow,noindex", "nofollow", "nofollow,index", "nofollow,noindex"),
    fold=True,
)


_ABSOLUTE = re.compile(r"[a-zA-Z][0-9a-zA-Z+.-]*+:[^\s<>\"]+")


def _flare(value: str, spot: Spot) -> None:
    """Check an address that Atom has a base for, and RSS has not."""
    if spot.walk.format == "atom":
        iri(value, spot)
    elif not _ABSOLUTE.fullmatch(value):
        spot.add("relative-link", f"{spot.name} is relative: {quoted(value)}")


OF_CHANNEL: dict[str, Kind] = {
    **_many(once(anything, {"rdf:resource": uri}), "admin", "generatorAgent"),
    **_many(once(anything, {"rdf:resource": uri}), "admin", "errorReportsTo"),
    **_many(
        once(absolute_uri), "blogChannel", "blogRoll mySubscriptions blink changes"
    ),
    "sy:updatePeriod": once(_PERIOD),
    "sy:updateFrequency": once(both(positive_number, not_blank)),
    "sy:updateBase": once(w3c_date),
    "foaf:maker": ANYTHING,
    "cp:server": _RESOURCE,
    "wiki:interwiki": leaf(),
    "thr:in-reply-to": IN_REPLY_TO,
    "cf:listinfo": ANYTHING,
    "cf:treatAs": leaf(),
    "feedburner:awareness": once(absolute_uri),
    "feedburner:browserFriendly": once(plain_text),
    "feedburner:emailServiceId": once(),
    "feedburner:feedFlare": leaf(
        plain_text, {"href": _flare, "src": _flare}, ("href", "src")
    ),
    "feedburner:info": attributes_only({"uri": iri}, ("uri",)),
    "feedburner:feedburnerHostname": once(absolute_uri),
    "fh:archive": Kind(),
    "fh:complete": Kind(),
    "xhtml:div": ANYTHING,
    "xhtml:meta": attributes_only(
        {"name": one_of("robots", "robots", fold=True), "content": _ROBOTS},
        ("name", "content"),
    ),
    "taxo:topics": ANYTHING,
    "l:link": ANYTHING,
    "sx:sharing": ANYTHING,
    **{
        f"{prefix}:{name}": kind
        for prefix in ("opensearch", "opensearch10")
        for name, kind in {
            "totalResults": once(whole_number),
            "startIndex": once(integer),
            "itemsPerPage": once(whole_number),
        }.items()
    },
    "opensearch:Query": ANYTHING,
}

# -- items and entries ------------------------------------------------------------


def _comment_feed(node: Node, walk: Walk) -> None:
    walk.add("comment-rss", "wfw:commentRSS, which is called commentRss", node)


_NUMBERS = matching("number-list", r"[0-9]+(?:,\s*[0-9]+)*", "list of whole numbers")

OF_ITEM: dict[str, Kind] = {
    "annotate:reference": _RESOURCE,
    "ag:source": once(),
    "ag:sourceURL": once(absolute_uri),
    "ag:timestamp": once(iso_date),
    **_many(once(any_iso_date), "ev", "startdate enddate"),
    **_many(ANYTHING, "ev", "location organizer"),
    "ev:type": once(),
    **_many(once(absolute_uri), "feedburner", "awareness origEnclosureLink origLink"),
    **_many(ANYTHING, "foaf", "maker primaryTopic"),
    "slash:comments": once(whole_number),
    **_many(leaf(), "slash", "section department"),
    "slash:hit_parade": once(_NUMBERS),
    "thr:total": once(whole_number),
    "thr:in-reply-to": IN_REPLY_TO,
    "wfw:comment": once(absolute_uri),
    "wfw:commentRss": once(absolute_uri),
    "wfw:commentRSS": Kind(
        text=absolute_uri, once="repeated-element", whole=_comment_feed
    ),
    **_many(leaf(), "wiki", "diff history importance status version"),
    "trackback:ping": once(absolute_uri),
    "trackback:about": leaf(absolute_uri),
    "taxo:topics": ANYTHING,
    "l:link": ANYTHING,
}
