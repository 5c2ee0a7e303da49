from __future__ import annotations

import re

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from feedtool import plainyaml
from feedtool.plainyaml import Fields, Items, Keys, Node, Notes, Scalar, Wrong


def load(data: str | bytes) -> tuple[Node | None, list[str]]:
    notes = Notes("f")
    given = data.encode() if isinstance(data, str) else data
    root = plainyaml.load(given, notes)
    return root, [str(finding) for finding in notes.findings]


def plain(node: Node | None) -> object:
    """Return what *node* means without its place."""
    if isinstance(node, Items):
        return [plain(item) for item in node.items]
    if isinstance(node, Keys):
        return {key: plain(value) for key, (_, value) in node.pairs.items()}
    return None if node is None else node.value


def meaning(text: str) -> object:
    root, findings = load(text)
    assert findings == []
    return plain(root)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("true", True),
        ("false", False),
        ("null", None),
        ("12", 12),
        ("-3", -3),
        ("+5", 5),
        ("0", 0),
        ("'12'", "12"),
        ('"true"', "true"),
        ("1.10", "1.10"),
        ("007", "007"),
        ("0x1F", "0x1F"),
        ("0o17", "0o17"),
        ("1_000", "1_000"),
        ("1e3", "1e3"),
        (".inf", ".inf"),
        ("12:30:45", "12:30:45"),
        ("1234567890123456789", "1234567890123456789"),
        ("no", "no"),
        ("Yes", "Yes"),
        ("on", "on"),
        ("True", "True"),
        ("~", "~"),
        ("2012-12-04", "2012-12-04"),
        ("=", "="),
        ("<<", "<<"),
    ],
)
def test_only_true_false_null_and_whole_numbers_are_special(
    text: str, value: object
) -> None:
    assert meaning(f"a: {text}") == {"a": value}


def test_keys_are_text() -> None:
    assert meaning("no: 1\ntrue: 2\n1.10: 3\nnull: 4\n12: 5") == {
        "no": 1,
        "true": 2,
        "1.10": 3,
        "null": 4,
        "12": 5,
    }


def test_lists_keys_and_texts_may_be_inside_each_other() -> None:
    text = "a:\n  - b: {c: [d, 1]}\n  -\ne: |\n  line\n    more\nf: >\n  x\n  y\n"
    assert meaning(text) == {
        "a": [{"b": {"c": ["d", 1]}}, None],
        "e": "line\n  more\n",
        "f": "x y\n",
    }


def test_every_value_knows_its_place() -> None:
    root, _ = load("é: x\nb:\n  - ü: [1, zwei]\n")
    assert isinstance(root, Keys)
    place, value = root.pairs["b"]
    assert (place.line, place.column) == (2, 1)
    assert isinstance(value, Items)
    inner = value.items[0]
    assert isinstance(inner, Keys)
    words = inner.pairs["ü"][1]
    assert isinstance(words, Items)
    assert [(word.line, word.column) for word in words.items] == [(3, 9), (3, 12)]


@pytest.mark.parametrize("data", [b"", b"\n\n", b"# a comment\n", b"\xef\xbb\xbf"])
def test_a_file_with_nothing_in_it_is_none(data: bytes) -> None:
    assert load(data) == (None, [])


def test_a_byte_order_mark_and_dos_line_ends_are_no_matter() -> None:
    root, findings = load(b"\xef\xbb\xbfa: b\r\nc: d\r\n")
    assert (plain(root), findings) == ({"a": "b", "c": "d"}, [])


def test_line_separators_are_blanks() -> None:
    root, findings = load("a: x\u2028y\u0085z\nb: c")
    assert (plain(root), findings) == ({"a": "x y z", "b": "c"}, [])
    assert isinstance(root, Keys)
    assert root.pairs["b"][0].line == 2


# -- what is refused --------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "finding"),
    [
        ("a: 1\nb: 2\na: 3", "f:3:1: the key 'a' is given twice (first: line 1)"),
        ("x: {a: 1, a: 2}", "f:1:11: the key 'a' is given twice (first: line 1)"),
        ("? [x]\n: y", "f:1:3: a key must be text"),
        ("a: &x b", "f:1:4: anchors and aliases (& and *) are not used here"),
        ("a: *x", "f:1:4: anchors and aliases (& and *) are not used here"),
        ("a: !!str 5", "f:1:4: tags ('tag:yaml.org,2002:str') are not used here"),
        ("a: !!python/object:os.system x", "f:1:4: tags ('tag:yaml.org,2002:python"),
        ("a: !x [b]", "f:1:4: tags ('!x') are not used here"),
        ("a: b\n---\nc: d", "f:2:1: a second document begins here"),
        ("a: b\n\tc: d", "f:2:1: not YAML: found a tab character that violates"),
        ("a:\n\tb: 1", "(indent with blanks, not tabs)"),
        ("a: @b", "(put the text in quotes, since it begins with @)"),
        ("a: %b", "(put the text in quotes, since it begins with %)"),
        ("a: x: y", "f:1:5: not YAML: mapping values are not allowed in this context"),
        ("a: Foo: bar", "Text with a colon in it needs quotes)"),
        ('a: "x\nb: c\n', "f:1:4: not YAML: found unexpected end of stream (these qu"),
        ("a: [b\nc: d\n", "f:1:4: not YAML: did not find expected ',' or ']' (the br"),
        ('a: "b" c', "(text that begins with a quote or a bracket must be in quotes"),
        ("a: b\nfoo\nc: d", "f:2:1: not YAML: could not find expected ':'"),
        ("- a\nb: c", "(a list or keys, not both)"),
        ("a: b\nc: \x07", "f:2:4: a control character, which YAML does not allow"),
        ("a: é\nc: ü\x00", "f:2:5: a control character, which YAML does not allow"),
        (b"a: b\nc: \xe9", "f:2:4: this is not UTF-8 text (save the file as UTF-8)"),
        ("a: b".encode("utf-16"), "f:1:1: this is not UTF-8 text"),
        ("[" * 70 + "]" * 70, "f:1:65: not YAML: more than 64 lists and keys inside"),
        ("[" * 100_000, "f:1:1001: not YAML: exceeded maximum nesting depth"),
        ("- " * 100_000, "f:1:129: not YAML: more than 64 lists and keys inside"),
    ],
)
def test_a_mistake_is_said_with_its_place(data: str | bytes, finding: str) -> None:
    findings = load(data)[1]
    assert any(finding in each for each in findings), findings


@pytest.mark.parametrize(
    ("data", "finding"),
    [
        ("a: &x [b, {c: 1}]\nd: *x\nd: e", "f:3:1: the key 'd' is given twice"),
        ("a: Foo: bar", "f:1:7: not YAML: mapping values are not allowed here"),
        ("a: b\nc: \x07", "f:2:4: a control character, which YAML does not allow"),
        ("a: b\n---\nc: d", "f:2:1: a second document begins here"),
        ("[" * 100, "f:1:65: not YAML: more than 64 lists and keys inside each other"),
    ],
)
def test_it_works_without_libyaml(
    data: str, finding: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plainyaml, "_Parser", yaml.BaseLoader)
    assert finding in load(data)[1][-1]


def test_aliases_are_not_followed() -> None:
    bomb = "a: &a [x]\n" + "".join(
        f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]\n"
        for a, b in zip("abcdefghi", "bcdefghij", strict=True)
    )
    root, findings = load(bomb)
    assert len(findings) == 10 + 9 * 9
    assert isinstance(root, Keys)


def test_a_list_may_not_be_in_itself() -> None:
    root, findings = load("&a [*a]")
    assert plain(root) == ["*a"]
    assert len(findings) == 2


_SIGNS = st.text(alphabet="ab:-[]{}&*!|>'\"%@`#,? \n\t\r\x00\x85\u2028é", max_size=40)


@given(st.one_of(_SIGNS.map(str.encode), st.binary(max_size=60)))
@example(b"\xef\xbb\xbf\xff")
@example(b"a: '\n")
@example(b"\xef\xbb\xbf\xef\xbb\xbf: x")
@settings(max_examples=400, deadline=None)
def test_whatever_the_bytes_findings_are_within_the_file(data: bytes) -> None:
    notes = Notes("f")
    plainyaml.load(data, notes)
    lines = len(re.split(rb"\r\n|\r|\n", data))
    for finding in notes.findings:
        assert 1 <= (finding.line or 0) <= lines
        assert (finding.column or 0) >= 1


# -- reading keys -----------------------------------------------------------------


def fields(text: str) -> tuple[Fields, Notes]:
    notes = Notes("f")
    return Fields(plainyaml.load(text.encode(), notes), notes, "this"), notes


def words(node: Node, notes: Notes) -> str:
    if isinstance(node, Scalar):
        return node.text
    raise Wrong("expected words", "such as these")


def test_a_value_is_got_by_its_kind() -> None:
    this, notes = fields("a: b\nc: [d]\ne:\n")
    assert this.get("a", words) == "b"
    assert this.get("c", words, "default") == "default"
    assert (this.get("e", words), this.get("e", words, "x")) == (None, "x")
    assert this.get("f", words) is None
    assert [str(finding) for finding in notes.findings] == [
        "f:2:4: c: expected words (such as these)"
    ]
    assert notes.errors == 1


def test_what_is_needed_and_missing_is_noted() -> None:
    this, notes = fields("a: b\nc:\n")
    this.need("a")
    this.need("c")
    this.need("d", "or e")
    assert [str(finding) for finding in notes.findings] == [
        "f:2:1: c: nothing is given",
        "f:1:1: the key 'd' is missing (or e)",
    ]


def test_what_nobody_asked_for_is_noted() -> None:
    this, notes = fields("a: b\ntitel: c\nmisplaced: d\nzzz: e")
    this.value("a")
    this.get("title", words)
    this.done({"misplaced": "it belongs elsewhere"})
    assert [str(finding) for finding in notes.in_order()] == [
        "f:2:1: unknown key 'titel' (did you mean 'title'?)",
        "f:3:1: unknown key 'misplaced' (it belongs elsewhere)",
        "f:4:1: unknown key 'zzz'",
    ]


def test_of_several_keys_one_is_there() -> None:
    this, notes = fields("a: b\nc: d\n")
    assert this.one_of("x", "c") == "c"
    assert this.one_of("x", "y") is None
    assert notes.findings == []
    assert this.one_of("a", "c") == "a"
    assert "f:2:1: 'a' and 'c': only one of them can be given" in str(notes.findings[0])


@pytest.mark.parametrize("text", ["[a]", "a"])
def test_what_has_no_keys_is_noted_once(text: str) -> None:
    this, notes = fields(text)
    this.need("title")
    this.done()
    assert [str(finding) for finding in notes.findings] == [
        "f:1:1: this must be made of keys and values, like `title: …`"
    ]


def test_what_is_shown_is_short_and_on_one_line() -> None:
    assert plainyaml.quoted("a\nb\x1b") == r"'a\nb\x1b'"
    assert len(plainyaml.quoted("x" * 1000)) == 82
    assert plainyaml.name(Scalar(None, "", 1, 1)) == "nothing"
