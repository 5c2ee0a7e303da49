"""`feedtool lint`: findings with their lines, and a status that tells the truth."""

from __future__ import annotations

import io
import sys

import pytest

from feedtool.lint import RULES

from ..conftest import Desk
from ..servers import Server

_SOUND = """\
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel>
<title>News</title><link>https://example.org/</link><description>D</description>
<language>en</language>
<atom:link rel="self" href="https://example.org/rss.xml"/>
</channel></rss>
"""
_WARNED = _SOUND.replace("<atom:link", "<!-- <atom:link").replace(
    'xml"/>', 'xml"/> -->'
)
_WRONG = _SOUND.replace("https://example.org/</link>", "/home</link>")


def test_a_sound_feed_is_clean(desk: Desk) -> None:
    desk.write("rss.xml", _SOUND)
    ran = desk.run("lint", "rss.xml")
    assert (ran.status, ran.err) == (0, "")
    assert ran.out == "rss.xml: 0 errors, 0 warnings\n"


def test_an_error_is_told_with_its_line_and_its_reason(desk: Desk) -> None:
    desk.write("rss.xml", _WRONG)
    ran = desk.run("lint", "rss.xml")
    rule = RULES["absolute-uri"]
    first, reason, counted = ran.out.splitlines()
    assert (ran.status, ran.err) == (1, "")
    assert first == (
        "rss.xml:2: error: <link> is no absolute URI: '/home' (absolute-uri)"
    )
    assert reason.startswith(f"    {rule.why}. ") and reason.endswith(
        f"[{rule.source}]"
    )
    assert counted == "rss.xml: 1 error, 0 warnings"


def test_a_rule_is_explained_once(desk: Desk) -> None:
    desk.write("a.xml", _WRONG.replace("</channel>", "<docs>x</docs></channel>"))
    said = desk.run("lint", "a.xml").out
    assert said.count("(absolute-uri)") == 2
    assert said.count(RULES["absolute-uri"].why) == 1


def test_warnings_count_only_when_they_are_to(desk: Desk) -> None:
    desk.write("rss.xml", _WARNED)
    assert desk.run("lint", "rss.xml").status == 0
    assert desk.run("lint", "rss.xml", "--strict").status == 1


def test_quiet_says_errors_alone(desk: Desk) -> None:
    desk.write("warned.xml", _WARNED)
    desk.write("wrong.xml", _WRONG)
    assert desk.run("lint", "--quiet", "warned.xml").out == ""
    assert desk.run("lint", "--quiet", "wrong.xml").out.count("\n") == 1
    assert "self-link" in desk.run("lint", "--quiet", "--strict", "warned.xml").out


def test_verbose_has_notes_too(desk: Desk) -> None:
    desk.write("rss.xml", _SOUND.replace("<language>en</language>", ""))
    assert "(no-language)" not in desk.run("lint", "rss.xml").out
    said = desk.run("lint", "--verbose", "rss.xml").out
    assert "note: <channel> without <language> (no-language)" in said
    assert said.endswith("rss.xml: 0 errors, 0 warnings, 1 note\n")


def test_json_has_all_of_it(desk: Desk) -> None:
    desk.write("rss.xml", _WRONG)
    desk.write("page.html", "<html><title>x</title></html>")
    ran = desk.run("lint", "--json", "rss.xml", "page.html")
    rule = RULES["absolute-uri"]
    assert ran.status == 2
    assert ran.json == {
        "exit": 2,
        "error": None,
        "files": [
            {
                "file": "rss.xml",
                "error": None,
                "errors": 1,
                "warnings": 0,
                "findings": [
                    {
                        "level": "error",
                        "rule": "absolute-uri",
                        "line": 2,
                        "column": 20,
                        "message": "<link> is no absolute URI: '/home'",
                        "hint": rule.mend,
                        "why": rule.why,
                        "source": rule.source,
                    }
                ],
            },
            {
                "file": "page.html",
                "error": "this is an HTML page, not a feed",
                "errors": 0,
                "warnings": 0,
                "findings": [],
            },
        ],
    }


def test_standard_input_is_a_dash(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(_WRONG.encode())))
    ran = desk.run("lint", "-")
    assert ran.status == 1
    assert ran.out.startswith("stdin:2: error: ")


def test_what_cannot_be_read_is_said_and_the_rest_is_checked(desk: Desk) -> None:
    desk.write("rss.xml", _SOUND)
    desk.write("letter.txt", "Dear reader")
    ran = desk.run("lint", "none.xml", "letter.txt", "rss.xml")
    assert ran.status == 2
    assert "feedtool: none.xml: No such file or directory" in ran.err
    assert "feedtool: letter.txt: this is text ('Dear reader'), not a feed" in ran.err
    assert ran.out == "rss.xml: 0 errors, 0 warnings\n"


def test_without_anything_to_check_it_is_used_wrongly(desk: Desk) -> None:
    ran = desk.run("lint")
    assert ran.status == 2
    assert "name a file, a URL" in ran.err


def test_a_url_is_fetched_and_is_where_the_feed_should_be(
    desk: Desk, server: Server
) -> None:
    server.routes["/rss.xml"] = _SOUND.encode()
    url = server.url("/rss.xml")
    ran = desk.run("lint", url, "--allow-private")
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.startswith(
        f"{url}:4: warning: the feed says that it is at 'https://example.org/rss.xml' "
        "(self-elsewhere)"
    )


def test_what_is_on_this_machine_is_not_asked_by_itself(
    desk: Desk, server: Server
) -> None:
    server.routes["/rss.xml"] = _SOUND.encode()
    ran = desk.run("lint", server.url("/rss.xml"))
    assert (ran.status, ran.out, server.requests) == (2, "", [])
    assert ran.err == (
        f"feedtool: {server.url('/rss.xml')}: 127.0.0.1 is not a public address; "
        "`--allow-private` would allow it\n"
    )


def test_a_url_that_is_not_there_is_said(desk: Desk, server: Server) -> None:
    ran = desk.run("lint", "--allow-private", server.url("/none.xml"))
    assert ran.status == 2
    assert "404" in ran.err


def test_all_rules_are_listed_with_source_and_reason(desk: Desk) -> None:
    said = desk.run("lint", "--rules").out
    for rule in RULES.values():
        assert f"{rule.name} ({rule.level}): {rule.source}\n" in said
    listed = desk.run("lint", "--rules", "--json").json
    assert [each["name"] for each in listed] == list(RULES)
