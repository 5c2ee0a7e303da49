from __future__ import annotations

from lxml import etree

from feedtool import lint, text
from feedtool.model import Outline
from feedtool.read import opml as opml_reader
from feedtool.write import opml

HEAT = Outline(
    title="Heat & Co",
    feed="https://heat.example.com/feed.xml",
    link="https://heat.example.com/",
    description="All about heat.",
    type="rss",
)


def attributes(element: etree._Element) -> dict[str, str]:
    return {str(name): str(value) for name, value in element.attrib.items()}


def body(*outlines: Outline) -> etree._Element:
    found = etree.fromstring(opml.render("Sources", outlines)).find("body")
    assert found is not None
    return found


def test_feeds_and_folders_are_outlines() -> None:
    folder = body(Outline(title="Energy", outlines=(HEAT,)))[0]
    assert attributes(folder) == {"text": "Energy"}
    assert attributes(folder[0]) == {
        "text": "Heat & Co",
        "title": "Heat & Co",
        "type": "rss",
        "xmlUrl": "https://heat.example.com/feed.xml",
        "htmlUrl": "https://heat.example.com/",
        "description": "All about heat.",
    }


def test_a_feed_has_a_type_and_a_name() -> None:
    (outline,) = body(Outline(title="", feed="https://x.org/a b"))
    assert outline.get("type") == "rss"
    assert outline.get("text") == outline.get("xmlUrl") == "https://x.org/a%20b"


def test_a_page_is_a_link() -> None:
    (outline,) = body(Outline(title="a", link="https://x.org/"))
    assert attributes(outline) == {
        "text": "a",
        "type": "link",
        "url": "https://x.org/",
    }


def test_nothing_of_this_machine_is_written() -> None:
    (outline,) = body(Outline(title="a", feed="file:///home/ada/feed.xml"))
    assert attributes(outline) == {"text": "a"}


def test_a_page_whose_host_is_a_number_of_ipv6_is_left_out() -> None:
    (outline,) = body(Outline(title="a", feed="http://[::1]/f", link="http://[::1]/"))
    assert (outline.get("xmlUrl"), outline.get("htmlUrl")) == ("http://[::1]/f", None)


def test_a_path_stays_as_it_was_written() -> None:
    (outline,) = body(Outline(title="a", feed="saved/feed.xml"))
    assert outline.get("xmlUrl") == "saved/feed.xml"


def test_an_empty_list_has_a_body_all_the_same() -> None:
    assert [outline.get("text") for outline in body()] == ["Sources"]


def test_text_is_escaped_only_where_it_is_not_the_same_as_html() -> None:
    titles = ["A & B", "a > b", "Q&A", "x < y", "<b>a</b>", "&amp;", "a\x00\ud800b"]
    found = body(*(Outline(title=title) for title in titles))
    assert [outline.get("text") for outline in found] == [
        "A & B",
        "a > b",
        "Q&amp;A",
        "x &lt; y",
        "&lt;b&gt;a&lt;/b&gt;",
        "&amp;amp;",
        "ab",
    ]


def test_an_address_in_place_of_a_title_is_escaped_too() -> None:
    (outline,) = body(Outline(title="\u200b", feed="https://x.org/?a=1&b=2"))
    assert outline.get("text") == "https://x.org/?a=1&amp;b=2"
    assert outline.get("xmlUrl") == "https://x.org/?a=1&b=2"


def test_a_list_of_any_titles_is_clean() -> None:
    titles = ("List<String>", "x<y", "AT&T", "&copy b", "<!--", "a\u00a0&\u00a0b", "&")
    outlines = [
        Outline(title=each, feed="https://x.org/", description=each) for each in titles
    ]
    assert not lint.check(opml.render("x < y", outlines))
    assert tuple(
        outline.title for outline in opml_reader.parse(opml.render("a", outlines))
    ) == tuple(text.line(each) for each in titles)


def test_our_own_reader_reads_it_back() -> None:
    outlines = (Outline(title="Energy", outlines=(HEAT,)), HEAT)
    assert opml_reader.parse(opml.render("a", outlines)) == outlines


def test_it_begins_as_xml_and_has_no_dates() -> None:
    document = opml.render("A & B", [HEAT]).decode()
    assert document.startswith('<?xml version="1.0" encoding="utf-8"?>\n<opml version=')
    assert "    <title>A &amp; B</title>\n" in document
    assert "date" not in document.lower()
