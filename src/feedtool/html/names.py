"""What the elements of HTML are called, and what becomes of them."""

from __future__ import annotations

_BLOCK_NAMES = """
    address article aside blockquote caption center col colgroup dd details dir div dl
    dt figcaption figure footer h1 h2 h3 h4 h5 h6 header hr li menu nav ol p
    pre section summary table tbody td tfoot th thead tr ul
"""
_PHRASE_NAMES = """
    a abbr acronym audio b bdi big br cite code del dfn em i img ins kbd mark q rp rt
    ruby s samp small source span strike strong sub sup time tt u var video wbr
"""
BLOCKS = frozenset(_BLOCK_NAMES.split())
PHRASES = BLOCKS.union(_PHRASE_NAMES.split(), ("font", "nobr"))
TAGS = BLOCKS.union(_PHRASE_NAMES.split())
DROPPED_WHOLE = {"button", "datalist", "select", "template"}

# Their content is text to a parser, or of no use to a reader.
RAW = "script|style|title|textarea|xmp|iframe|noembed|noframes|svg|math"
VOID = "area base br col embed hr img input link meta param source track wbr"
UNWRAPPED = ("noscript", "font", "nobr", "plaintext")
_AS_DIV = ("dialog", "fieldset", "form", "hgroup", "legend", "main", "search")
RENAMED = {**dict.fromkeys(_AS_DIV, "div"), "listing": "pre"}
KNOWN = TAGS.union(RAW.split("|"), VOID.split(), UNWRAPPED, RENAMED, DROPPED_WHOLE)
