"""XML into a tree that knows the line and column of every element.

Nothing outside is opened, no entity of a document's own is expanded, and what is
nested too deep or is too much ends the reading. The parser is expat, since lxml knows
no columns and stops at the first entity that HTML has and XML has not.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.entities import name2codepoint
from xml.parsers import expat

from . import characters, namespaces
from .report import Report, quoted

_DEEPEST = 256  # elements inside each other
_MOST_ELEMENTS = 500_000
_MOST_ATTRIBUTES = 500  # of one element
_LONGEST_ENTITY = 100  # characters that an entity may stand for


@dataclass(slots=True, eq=False)
class Node:
    """An element, called "title", "dc:creator", or "{uri}x" where nobody knows it."""

    name: str
    attributes: dict[str, str]
    line: int
    column: int
    parent: Node | None = None
    children: list[Node] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    is_cut: bool = False  # the document ends or breaks off in it

    @property
    def text(self) -> str:
        """What stands directly in it, all together."""
        return "".join(self.texts)

    def first(self, name: str) -> Node | None:
        """Return the first child called *name*."""
        return next(self.all(name), None)

    def all(self, name: str) -> Iterator[Node]:
        """Yield the children called *name*."""
        return (child for child in self.children if child.name == name)

    def has(self, name: str) -> bool:
        return any(child.name == name for child in self.children)


class _EndedError(Exception):
    """No more of the document is read."""


def parse(text: str, report: Report) -> Node | None:
    """Return the outermost element of *text*, None if there is none.

    Of what is not well-formed, that part is returned which stands before the fault.
    """
    return _Builder(report).build(text)


class _Builder:
    def __init__(self, report: Report) -> None:
        self.report = report
        self.root: Node | None = None
        self.open: list[Node] = []
        self.elements = 0
        self.names = namespaces.Names()
        self.has_html_entities = False  # as the DTD of RSS 0.91 has them
        self.parser = expat.ParserCreate("utf-8", " ")

    def build(self, text: str) -> Node | None:
        parser = self.parser
        parser.buffer_text = True
        parser.buffer_size = 65_536
        parser.specified_attributes = True
        # An entity that the document does not define is skipped, not fatal.
        parser.UseForeignDTD(True)
        parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.StartNamespaceDeclHandler = self._namespace
        parser.XmlDeclHandler = self._declaration
        parser.StartDoctypeDeclHandler = self._doctype
        parser.EntityDeclHandler = self._entity
        parser.SkippedEntityHandler = self._skipped
        try:
            parser.Parse(text.encode("utf-8", "surrogatepass"), True)
        except expat.ExpatError as error:
            why = expat.ErrorString(error.code)
            self.report.add(
                "well-formed", f"not well-formed: {why}", error.lineno, error.offset + 1
            )
        except _EndedError:
            pass
        for node in self.open:
            node.is_cut = True
        return self.root

    def _add(self, rule: str, message: str) -> None:
        parser = self.parser
        self.report.add(
            rule, message, parser.CurrentLineNumber, parser.CurrentColumnNumber + 1
        )

    # -- elements -----------------------------------------------------------------

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        parent = self.open[-1] if self.open else None
        if parent is None:
            self.names.begin(tag, self._add)
        if len(self.open) >= _DEEPEST:
            self._add("too-deep", f"more than {_DEEPEST} elements inside each other")
            raise _EndedError
        self.elements += 1
        if self.elements > _MOST_ELEMENTS or len(attributes) > _MOST_ATTRIBUTES:
            self._add("too-large", "more elements or attributes than any feed needs")
            raise _EndedError
        named = self.names
        node = Node(
            named.element(tag),
            {named.attribute(name): value for name, value in attributes.items()}
            if attributes
            else {},
            self.parser.CurrentLineNumber,
            self.parser.CurrentColumnNumber + 1,
            parent,
        )
        for value in attributes.values():
            if not value.isascii():
                self._check_characters(value, node, node.line)
        if parent is None:
            self.root = node
        else:
            parent.children.append(node)
        self.open.append(node)

    def _end(self, tag: str) -> None:
        self.open.pop()

    def _characters(self, text: str) -> None:
        node = self.open[-1]
        if not text.isascii():
            # What is flushed here ends where the parser is.
            self._check_characters(text, node, self.parser.CurrentLineNumber)
        node.texts.append(text)

    def _check_characters(self, text: str, node: Node, end: int) -> None:
        """Look for what comes of reading or writing in the wrong encoding."""
        wrong = characters.first_wrong(text)
        if wrong is not None:
            near = quoted(text[max(0, wrong - 20) : wrong + 20])
            line = end - text.count("\n", wrong)
            self.report.add(
                "wrong-characters",
                f"<{namespaces.display(node.name)}> has {near}",
                line,
            )

    # -- what stands before and between them --------------------------------------

    def _namespace(self, prefix: str | None, uri: str | None) -> None:
        namespaces.check_declaration(prefix, uri, self.names, self._add)

    def _declaration(self, version: str, encoding: str | None, alone: int) -> None:
        if version != "1.0":
            self._add("xml-version", f"XML {version}: feeds are XML 1.0")

    def _doctype(
        self, name: str, system: str | None, public: str | None, has_subset: bool
    ) -> None:
        self.has_html_entities = name == "rss" and "rss-0.91.dtd" in (system or "")
        if system == "http://my.netscape.com/publish/formats/rss-0.91.dtd":
            self._add("doctype", "a DTD of Netscape's that is on the web no more")
        elif system and not self.has_html_entities:
            self._add("foreign-dtd", f"a DTD elsewhere: {quoted(system)}")

    def _entity(
        self,
        name: str,
        is_parameter: bool,
        value: str | None,
        base: str | None,
        system: str | None,
        public: str | None,
        notation: str | None,
    ) -> None:
        value = value or ""
        if "&" in value or "<" in value or len(value) > _LONGEST_ENTITY:
            shown = f"the entity {quoted(name)} is more than a few characters"
            self._add("dangerous-entity", shown)
            raise _EndedError
        self._add("own-entity", f"an entity of its own: &{name};")

    def _skipped(self, name: str, is_parameter: bool) -> None:
        character = chr(name2codepoint[name]) if name in name2codepoint else ""
        if not is_parameter and self.open:
            self.open[-1].texts.append(character)
        if not (character and self.has_html_entities):
            self._add("undefined-entity", f"&{name}; means nothing in XML")
