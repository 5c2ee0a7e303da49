"""Bytes of XML into a tree: the one place that says what a parser may do.

It opens nothing and expands nothing, whoever asks.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml import etree


def tree(
    document: bytes, *, recover: bool = False, huge: bool = False
) -> etree._Element | None:
    """Return the outermost element of *document*, which is in UTF-8.

    An encoding that it declares is not looked at. With *recover*, of broken XML what
    can be read is returned, None if that is nothing. Without *huge*, no text may have
    more than 10 MB, and no more than 256 elements stand inside each other. Raises
    `lxml.etree.XMLSyntaxError`.
    """
    from lxml import etree

    return etree.fromstring(document, _parser(recover=recover, huge=huge))


@lru_cache  # making one takes as long as reading a small feed
def _parser(*, recover: bool, huge: bool) -> etree.XMLParser:
    from lxml import etree

    return etree.XMLParser(
        encoding="utf-8",
        recover=recover,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=huge,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
    )
