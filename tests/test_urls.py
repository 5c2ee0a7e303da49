from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedtool import urls


@pytest.mark.parametrize(
    "other",
    [
        "http://x.org/a?b=1&c=2",
        "https://www.x.org/a?b=1&c=2",
        "https://X.ORG:443/a?b=1&c=2",
        "https://ada:secret@x.org/a?b=1&c=2",
        "https://x.org/a/?c=2&b=1",
        "https://x.org/a?b=1&c=2#part",
        "https://x.org/./d/../a?b=1&c=2",
        "https://x.org/%61?b=1&&c=2",
        "https://x.org/a?utm_source=rss&b=1&fbclid=x&c=2&UTM_Medium=y",
        " https://x.org/a?b=1&c=2\n",
        "https://m.x.org/a?b=1&c=2",
        "https://amp.x.org/a/?b=1&c=2&amp=1",
        "https://x.org/a/amp/?b=1&c=2",
        "https://x.org/amp/a?b=1&c=2",
        "https://x.org/a.amp?b=1&c=2",
        "https://x.org/a/index.html?b=1&c=2",
        "https://x-org.cdn.ampproject.org/c/s/www.x.org/a?b=1&c=2",
        "https://www.google.com/amp/s/x.org/a?b=1&c=2",
    ],
)
def test_spellings_of_one_address_have_one_canonical_form(other: str) -> None:
    assert urls.canonical(other) == urls.canonical("https://x.org/a?b=1&c=2")


@pytest.mark.parametrize(
    "other",
    [
        "https://x.org/A?b=1",
        "https://x.org/a?b=2",
        "https://x.org/a",
        "https://x.org:8080/a?b=1",
        "https://n.x.org/a?b=1",
        "https://x.org/amp?b=1",
        "https://x.org/aamp?b=1",
        "https://x.org/index.html?b=1",
        "https://x-m.x.org/a?b=1",
        "https://x.org/a#!/route",
        "https://x.org/a%2Fb?b=1",
        "ftp://x.org/a?b=1",
    ],
)
def test_other_addresses_have_other_canonical_forms(other: str) -> None:
    assert urls.canonical(other) != urls.canonical("https://x.org/a?b=1")


def test_a_canonical_host_is_in_ascii() -> None:
    assert urls.canonical("http://www.Пример.рф/") == "xn--e1afmkfd.xn--p1ai"


@pytest.mark.parametrize(
    ("phone", "desk"),
    [
        ("https://en.m.wikipedia.org/wiki/A", "https://en.wikipedia.org/wiki/A"),
        ("https://m.x.org/", "http://www.x.org/index.php"),
        ("https://amp.dev/a", "https://amp.dev/a"),
    ],
)
def test_a_page_for_phones_is_the_page_itself(phone: str, desk: str) -> None:
    assert urls.canonical(phone) == urls.canonical(desk)


def test_a_short_host_is_kept_whole() -> None:
    assert urls.canonical("https://m.org/a") == "m.org/a"
    assert urls.canonical("https://amp.dev/amp") == "amp.dev/amp"


def test_a_tracker_that_names_the_article_is_kept() -> None:
    assert urls.canonical("https://x.org/?p=12") == "x.org?p=12"


def test_what_is_no_address_is_its_own_canonical_form() -> None:
    assert urls.canonical(" tag:x.org,2005:1 ") == "tag:x.org,2005:1"


@pytest.mark.parametrize(
    ("url", "base", "expected"),
    [
        ("https://x.org/a?b=1#c", None, "https://x.org/a?b=1#c"),
        ("HTTPS://X.org:443/../a", None, "HTTPS://X.org:443/../a"),
        (" https://x.org/a\n b ", None, "https://x.org/a%20b"),
        ("https://x.org/é?q=ü#ö", None, "https://x.org/%C3%A9?q=%C3%BC#%C3%B6"),
        ("https://x.org/%e9/100%", None, "https://x.org/%e9/100%25"),
        ("https://x.org/[a]|{b}^", None, "https://x.org/%5Ba%5D%7C%7Bb%7D%5E"),
        ("https://x.org/a#b#c", None, "https://x.org/a#b%23c"),
        ("https://пример.рф/", None, "https://xn--e1afmkfd.xn--p1ai/"),
        ("https://straße.de/", None, "https://xn--strae-oqa.de/"),
        ("http://i❤.ws/", None, "http://xn--i-7iq.ws/"),
        ("http://[::1]:80/a", None, "http://[::1]:80/a"),
        ("mailto:ada@x.org?subject=a b", None, "mailto:ada@x.org?subject=a%20b"),
        ("magnet:?xt=urn:btih:abc", None, "magnet:?xt=urn:btih:abc"),
        ("gemini://x.org/a", None, "gemini://x.org/a"),
        ("a b", "https://x.org/c/d", "https://x.org/c/a%20b"),
        ("../a", "https://x.org/c/d/e", "https://x.org/c/a"),
        ("//y.org/a", "https://x.org/", "https://y.org/a"),
        ("?q", "https://x.org/c", "https://x.org/c?q"),
        ("#f", "https://x.org/c", "https://x.org/c#f"),
        ("", "https://x.org/c", "https://x.org/c"),
    ],
)
def test_an_address_is_made_fit_to_be_published(
    url: str, base: str | None, expected: str
) -> None:
    assert urls.absolute(url, base) == expected


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JavaScript://x.org/%0aalert(1)",
        "java\nscript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "vbscript:x",
        "blob:https://x.org/1",
        "tag:x.org,2005:1",
        "urn:uuid:60a76c80-d399-11d9-b93c-0003939e0af6",
        "https:",
        "https://",
        "https:///a",
        "https:x.org",
        "https://a b.org/",
        "https://x..org/",
        "https://x.org:99999/",
        "https://x.org:http/",
        "https://[::1/",
        "https://[::zz]/",
        "https://x.org\\@evil.org/",
        "https://" + "a" * 64 + ".org/",
        "https://x.org/" + "a" * 10_000,
        "mailto:",
        "a/b",
        "//x.org/a",
        "",
    ],
)
def test_what_leads_nowhere_is_no_address(url: str) -> None:
    assert urls.absolute(url, None) is None


@pytest.mark.parametrize("base", ["", "a/b", "file:///a/b", "mailto:a@b", "https://["])
def test_a_relative_address_needs_a_base_that_is_one(base: str) -> None:
    assert urls.absolute("c", base) is None


@given(st.text(max_size=60), st.none() | st.text(max_size=30))
@settings(max_examples=100, deadline=None)
def test_no_text_whatever_breaks_an_address(text: str, base: str | None) -> None:
    urls.canonical(text)
    urls.is_iri(text)
    urls.masked(text)
    for url in (text, f"https://{text}", f"https://x.org/{text}"):
        sound = urls.absolute(url, base)
        if sound is not None:
            assert sound.isascii()
            assert not set(sound) & set(' \t\n"<>\\^`{|}')
            assert urls.absolute(sound, None) == sound


@pytest.mark.parametrize("url", ["http://x.org", "https://x.org/a", "HTTPS://x.org"])
def test_http_and_https_are_the_web(url: str) -> None:
    assert urls.is_web(url)


@pytest.mark.parametrize("url", ["ftp://x.org", "mailto:a@x.org", "x.org", "http://"])
def test_all_else_is_not_the_web(url: str) -> None:
    assert not urls.is_web(url)


@pytest.mark.parametrize(
    "text",
    [
        "https://x.org/?p=1",
        "http://x.org/a#b",
        "tag:x.org,2005:a",
        "tag:ada@x.org,2005-01-31:a/b?c#d",
        "urn:uuid:60a76c80-d399-11d9-b93C-0003939e0af6",
        "urn:isbn:0451450523",
        "yt:video:abc",
    ],
)
def test_an_absolute_iri_can_be_an_id(text: str) -> None:
    assert urls.is_iri(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "12345",
        "60a76c80-d399-11d9-b93c-0003939e0af6",
        "x:",
        "/a/b",
        "https:",
        "https:///a",
        "https://x.org/a b",
        " https://x.org/a",
        "https://x.org/100%",
        "https://x.org/é",
        "https://пример.рф/",
        "tag:http://x.org,2005:a",
        "tag:x.org:a",
        "urn:uuid:1",
        "urn:a",
        "urn:isbn:a/b",
        "file:///a",
        "javascript:alert(1)",
        "data:,x",
        "https://x.org/" + "a" * 10_000,
    ],
)
def test_what_validators_refuse_is_no_id(text: str) -> None:
    assert not urls.is_iri(text)


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://ada:secret@x.org/a", "https://***@x.org/a"),
        ("https://token@x.org/a", "https://***@x.org/a"),
        ("https://x.org/a@b", "https://x.org/a@b"),
        ("GET https://a:b@c@x.org/ failed", "GET https://***@x.org/ failed"),
    ],
)
def test_a_password_is_never_shown(url: str, shown: str) -> None:
    assert urls.masked(url) == shown


def test_no_spelling_makes_an_address_longer_than_it_may_be() -> None:
    for scheme in ("https", "HTTPS"):
        address = f"{scheme}://example.org/{'a%20' * 2_200}"
        assert urls.absolute(address, None) is None
