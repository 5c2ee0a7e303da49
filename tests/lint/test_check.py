"""What lint says of whole documents."""

from __future__ import annotations

from pathlib import Path

import pytest

from feedtool import lint
from feedtool.errors import ParseError
from feedtool.model import Finding

from .fixtures import NOW, PATHS, expected

_RSS = (
    '<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel>'
    "<title>{title}</title><link>https://example.org/</link><language>en</language>"
    "<description>D</description>"
    '<atom:link rel="self" href="https://example.org/rss.xml"/></channel></rss>'
)
_ATOM = (
    '<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title><id>urn:x-a:b</id>'
    "<updated>2026-03-01T00:00:00Z</updated>{links}</feed>"
)


def rss(title: str = "T") -> str:
    return _RSS.format(title=title)


def rules(data: str | bytes, *, url: str | None = None) -> list[str]:
    """Return the rules that a document breaks."""
    data = data.encode() if isinstance(data, str) else data
    return [finding.rule or "" for finding in lint.check(data, url=url, now=NOW)]


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.name)
def test_a_document_breaks_the_rules_that_it_says(path: Path) -> None:
    found = lint.check(path.read_bytes(), now=NOW)
    assert [f"{each.line} {each.level} {each.rule}" for each in found] == expected(path)


def test_a_finding_says_what_is_wrong_where_and_what_to_do() -> None:
    document = rss().replace("<link>https://", "\n  <link>/")
    assert lint.check(document.encode()) == [
        Finding(
            level="error",
            rule="absolute-uri",
            message="<link> is no absolute URI: '/example.org/'",
            line=2,
            column=3,
            hint=lint.RULES["absolute-uri"].mend,
        )
    ]


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "nothing"),
        (b" \n", "nothing"),
        (b"Dear reader, this is a letter.", "text"),
        (b"<!DOCTYPE html><html><body/></html>", "an HTML page"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "XML of another kind"),
        (b"<rdf:RDF xmlns:rdf='x'/>", "RSS 0.90 or 1.0"),
        (b"<rss>" + b" " * 20_000_000, "20 MB"),
        (b'{"a": 1}', "JSON, but not"),
        (b"[1, 2]", "JSON, but not"),
    ],
)
def test_what_is_no_feed_is_said_to_be_what_it_is(data: bytes, what: str) -> None:
    with pytest.raises(ParseError, match=what):
        lint.check(data)


# -- encodings --------------------------------------------------------------------

_ENCODED: dict[str, tuple[bytes, list[str]]] = {
    "utf-8": (rss("é").encode(), []),
    "with a mark": (b"\xef\xbb\xbf" + rss("é").encode(), []),
    "utf-16": (rss("é").encode("utf-16"), []),
    "declared": (
        b'<?xml version="1.0" encoding="windows-1251"?>'
        + rss("Привет").encode("windows-1251"),
        ["not-utf-8"],
    ),
    "rare": (
        b'<?xml version="1.0" encoding="cp866"?>' + rss("Привет").encode("cp866"),
        ["rare-encoding"],
    ),
    "unknown": (
        b'<?xml version="1.0" encoding="x-mine"?>' + rss().encode(),
        ["unknown-encoding"],
    ),
    "no encoding of text": (
        b'<?xml version="1.0" encoding="base64"?>' + rss().encode(),
        ["unknown-encoding"],
    ),
    "not declared": (rss("é").encode("latin-1"), ["encoding", "wrong-characters"]),
    "another than its mark": (
        b'\xef\xbb\xbf<?xml version="1.0" encoding="us-ascii"?>' + rss().encode(),
        ["encoding"],
    ),
}


@pytest.mark.parametrize("name", _ENCODED)
def test_an_encoding_is_what_it_is_said_to_be(name: str) -> None:
    data, broken = _ENCODED[name]
    assert rules(data) == broken


# -- where a feed is --------------------------------------------------------------


def test_a_feed_is_where_it_says() -> None:
    assert rules(rss(), url="https://example.org/rss.xml") == []
    assert rules(rss(), url="HTTPS://EXAMPLE.org:443/rss.xml") == []
    assert rules(rss(), url="https://example.org/other.xml") == ["self-elsewhere"]


def test_a_feed_in_json_is_where_it_says() -> None:
    data = (
        '{"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": [],'
        '"home_page_url": "https://example.org/", "feed_url": "https://example.org/f"}'
    )
    assert rules(data, url="https://example.org/f") == []
    assert rules(data, url="https://example.org/g") == ["self-elsewhere"]


def test_nothing_comes_before_the_first_page_or_after_the_last() -> None:
    here = "https://example.org/a"
    links = (
        f'<link rel="self" href="{here}"/><link rel="first" href="{here}"/>'
        '<link rel="previous" href="https://example.org/b"/>'
    )
    assert rules(_ATOM.format(links=links), url=here) == ["past-the-end"]


# -- bounds -----------------------------------------------------------------------


def test_what_is_nested_too_deep_is_not_read() -> None:
    deep = "<x:a>" * 300 + "</x:a>" * 300
    document = rss().replace("<rss", '<rss xmlns:x="https://example.org/x"')
    document = document.replace("</channel>", f"{deep}</channel>")
    assert "too-deep" in rules(document)


def test_what_has_too_many_attributes_is_not_read() -> None:
    attributes = " ".join(f'a{number}="1"' for number in range(501))
    assert "too-large" in rules(rss().replace("<title", f"<title {attributes}"))


def test_json_that_is_too_deep_or_too_much_is_not_read() -> None:
    assert rules('{"items": ' + "[" * 5_000) == ["json-syntax"]
    assert rules('{"items": [' + "0," * 500_000 + "0]}") == ["json-syntax"]


def test_what_is_as_deep_as_may_be_is_read() -> None:
    deep = "<p>" * 250 + "</p>" * 250
    content = f'<div xmlns="http://www.w3.org/1999/xhtml">{deep}</div>'
    entry = f'<entry><content type="xhtml">{content}</content></entry>'
    assert "too-deep" not in rules(_ATOM.format(links=entry))


def test_an_attack_by_entities_expands_nothing() -> None:
    entities = '<!ENTITY a0 "ha">' + "".join(
        f'<!ENTITY a{number} "{f"&a{number - 1};" * 10}">' for number in range(1, 10)
    )
    found = rules(f"<!DOCTYPE rss [{entities}]>{rss('&a9;')}")
    assert found == ["own-entity", "dangerous-entity"]


def test_no_file_is_read_for_an_entity() -> None:
    doctype = '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    assert rules(f"{doctype}{rss('a &x; b')}") == ["own-entity"]


def test_many_findings_of_one_rule_are_counted() -> None:
    items = "<item><title>T</title></item>" * 250
    found = lint.check(rss().replace("</channel>", f"{items}</channel>").encode())
    assert [each.rule for each in found] == ["guid"] * 201
    assert found[-1].level == "note"
    assert found[-1].message == "50 more of guid are not shown"


def test_what_is_cut_off_is_not_said_to_lack_its_end() -> None:
    whole = rss()
    assert rules(whole[: whole.index("<description>")]) == ["well-formed"]


# -- dates ------------------------------------------------------------------------


def test_what_is_not_yet_is_told_only_to_those_who_know_the_time() -> None:
    document = rss().replace(
        "<language>", "<pubDate>Fri, 01 Jan 2038 00:00:00 GMT</pubDate><language>"
    )
    assert rules(document) == ["date-implausible"]
    assert lint.check(document.encode()) == []
