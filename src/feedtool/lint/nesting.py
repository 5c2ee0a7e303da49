"""Which elements of HTML may stand in which, up to the first that may not.

This is the part of the standard that builds the tree (HTML Living Standard §13.2.6),
for a fragment in a body, without all that mends.
"""

from __future__ import annotations

from .lists import words

_DEEPEST = 512  # as browsers have it
_VOID = words(
    """
    area base basefont bgsound br col command embed hr img input keygen link meta param
    source track wbr
    """
)
_CLOSE_P = words(
    """
    address article aside blockquote center details dir div dl fieldset figcaption
    figure footer header hgroup main menu nav ol p section summary ul h1 h2 h3 h4 h5 h6
    pre listing form li dd dt plaintext xmp table hr
    """
)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_IMPLIED = frozenset({"dd", "dt", "li", "option", "optgroup", "p", "rp", "rt"})
_LOOSE = frozenset({"option", "optgroup", "rp", "rt"})
_FORMATTING = words("a b big code em font i nobr s small strike strong tt u")
_MAY_STAY_OPEN = frozenset(
    {"dd", "dt", "li", "p", "tbody", "td", "tfoot", "th", "thead", "tr"}
)
_SCOPES = words("applet caption html marquee object table td th template")
# What an implied end of li, dd or dt does not look through.
_SPECIAL = (
    words(
        """
    applet area article aside base basefont bgsound blockquote body br button caption
    center col colgroup command details dir dl embed fieldset figcaption figure footer
    form frame frameset head header hgroup hr html iframe img input link listing main
    marquee menu meta nav noembed noframes noscript object ol param plaintext pre script
    section select source style summary table tbody td template textarea tfoot th thead
    title tr track ul wbr xmp li dd dt
    """
    )
    | _HEADINGS
)
_NEVER = frozenset({"html", "head", "body", "frameset", "frame", "image", "isindex"})
_ROW_GROUPS = frozenset({"tbody", "thead", "tfoot"})
_CELLS = frozenset({"td", "th"})
_OF_TABLES = frozenset({"caption", "col", "colgroup", "tr"}) | _ROW_GROUPS | _CELLS
_BARE = frozenset({"table", "tr", "colgroup"}) | _ROW_GROUPS  # no text in them
# By what is open, what may begin there; cells and rows end by themselves.
_IN_TABLES = {
    "table": frozenset({"caption", "colgroup", "col", "tr"}) | _ROW_GROUPS,
    "tbody": frozenset({"tr"}),
    "thead": frozenset({"tr"}),
    "tfoot": frozenset({"tr"}),
    "tr": _CELLS,
    "colgroup": frozenset({"col"}),
}
_ENDS = {
    "td": ("td", "th"),
    "th": ("td", "th"),
    "tr": ("td", "th", "tr"),
    "tbody": ("td", "th", "tr", *_ROW_GROUPS, "caption", "colgroup"),
    "thead": ("td", "th", "tr", *_ROW_GROUPS, "caption", "colgroup"),
    "tfoot": ("td", "th", "tr", *_ROW_GROUPS, "caption", "colgroup"),
    "col": ("caption",),
    "colgroup": ("caption", "colgroup"),
    "caption": ("caption",),
}
_WRAPPING = _CLOSE_P | _OF_TABLES | {"applet", "button", "dialog", "marquee", "object"}
_OF_SELECT = frozenset({"select", "optgroup", "option"})
_IN_SELECT = frozenset({"optgroup", "option", "hr", "script", "template"})
_ANYWHERE = frozenset({"script", "style", "template"})


def _ended_by(name: str) -> frozenset[str]:
    """Return what an end tag ends without a word, beside its own element."""
    if name in _FORMATTING:
        return frozenset()
    if name in _WRAPPING:
        return _IMPLIED - {name}
    return _LOOSE - {name}


class Nesting:
    """The elements that are open; each step returns what is wrong with it, or None."""

    def __init__(self) -> None:
        self._open: list[str] = []
        self._foreign = 0  # how deep in SVG or MathML

    def open(self, name: str, *, is_closed: bool) -> str | None:
        """Take a start tag, with a slash at its end if it *is_closed*."""
        if self._foreign or name in ("svg", "math"):
            self._open_foreign(name, is_closed=is_closed)
            return None
        if name in _NEVER:
            return f"<{name}> in a fragment"
        if is_closed and name not in _VOID:
            return f"<{name}/>: only void elements end that way"
        if len(self._open) >= _DEEPEST:
            return f"more than {_DEEPEST} elements inside each other"
        fault = self._make_room(name)
        if fault is None and name not in _VOID:
            self._open.append(name)
        return fault

    def close(self, name: str) -> str | None:
        """Take an end tag."""
        stray = f"</{name}> ends nothing"
        if self._foreign:
            return self._close_foreign(name)
        if name in _VOID or name not in self._open:
            return stray
        for element in reversed(self._open):
            if element == name:
                break
            if name not in _OF_TABLES and name != "table" and element in _SCOPES:
                return stray
        ends = _ended_by(name)
        if name in ("tr", "table") or name in _ROW_GROUPS:
            ends |= {"tr", "colgroup", "caption"} | _CELLS | _ROW_GROUPS
        while self._open[-1] != name:
            if self._open[-1] not in ends:
                return f"</{name}> while <{self._open[-1]}> is open"
            self._open.pop()
        self._open.pop()
        return None

    def finish(self) -> str | None:
        """Take the end of the fragment."""
        unended = [name for name in self._open if name not in _MAY_STAY_OPEN]
        return f"<{unended[-1]}> is not ended" if unended else None

    # -- start tags ---------------------------------------------------------------

    def _make_room(self, name: str) -> str | None:
        """End what a start tag ends without a word, and say what else is in its way."""
        if name in _OF_TABLES:
            return self._in_table(name)
        top = self._open[-1] if self._open else ""
        if top in _BARE and name not in _ANYWHERE:
            return f"<{name}> in <{top}>, outside its cells"
        if top in _OF_SELECT and "select" in self._open and name not in _IN_SELECT:
            return f"<{name}> in <select>"
        if name == "a" and "a" in self._open:
            return "<a> in <a>"
        if name in ("button", "form", "nobr") and name in self._open:
            return f"<{name}> in <{name}>"
        if name in ("li", "dd", "dt"):
            fault = self._end_item(name)
            if fault:
                return fault
        if name in ("option", "optgroup") and top == "option":
            self._open.pop()
        if name in ("rp", "rt") and "ruby" in self._open:
            while self._open[-1] in _IMPLIED:
                self._open.pop()
            if self._open[-1] != "ruby":
                return f"<{name}> in <{self._open[-1]}>, in <ruby>"
        if name in _CLOSE_P:
            fault = self._end_paragraph(name)
            if fault:
                return fault
        if name in _HEADINGS and self._open and self._open[-1] in _HEADINGS:
            return f"<{name}> in <{self._open[-1]}>"
        return None

    def _end_paragraph(self, name: str) -> str | None:
        for element in reversed(self._open):
            if element == "p":
                break
            if element in _SCOPES or element == "button":
                return None
        else:
            return None
        while self._open[-1] != "p":
            if self._open[-1] not in _IMPLIED:
                return f"<{name}> ends a <p> while <{self._open[-1]}> is open"
            self._open.pop()
        self._open.pop()
        return None

    def _end_item(self, name: str) -> str | None:
        names = ("li",) if name == "li" else ("dd", "dt")
        for at in range(len(self._open) - 1, -1, -1):
            element = self._open[at]
            if element in names:
                inner = [each for each in self._open[at + 1 :] if each not in _IMPLIED]
                if inner:
                    return f"<{name}> ends <{element}> while <{inner[-1]}> is open"
                del self._open[at:]
                return None
            if element in _SPECIAL:
                return None
        return None

    def _in_table(self, name: str) -> str | None:
        if "table" not in self._open:
            return f"<{name}> outside a table"
        ends = (*_IMPLIED, *_ENDS[name])
        while self._open[-1] not in _IN_TABLES or (
            name not in _IN_TABLES[self._open[-1]] and self._open[-1] in ends
        ):
            if self._open[-1] not in ends:
                return f"<{name}> while <{self._open[-1]}> is open"
            self._open.pop()
        top = self._open[-1]
        if name not in _IN_TABLES[top]:
            return f"<{name}> in <{top}>"
        if top == "table" and name == "tr":
            self._open.append("tbody")
        return None

    # -- SVG and MathML -----------------------------------------------------------

    def _open_foreign(self, name: str, *, is_closed: bool) -> None:
        if not is_closed:
            self._foreign += 1
            self._open.append(name)

    def _close_foreign(self, name: str) -> str | None:
        if self._open[-1] != name:
            return f"</{name}> while <{self._open[-1]}> is open"
        self._foreign -= 1
        self._open.pop()
        return None
