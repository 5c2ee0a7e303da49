"""Bytes of XML into a tree: the one place that says what a parser may do.

It opens nothing and expands nothing, whoever asks.
"""

from __future__ import annotations

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

    parser = etree.XMLParser(
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
    return etree.fromstring(document, parser)
