from __future__ import annotations

import re
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import example, given, settings
from hypothesis import strategies as st

from feedtool import config

_VALUES = st.one_of(
    st.sampled_from(
        (
            "https://example.org/",
            "[a, b]",
            "[{feed: a}, {records: ..}, {opml: 'https://x.org/${X}', regions: [a]}]",
            "{a: {regions: {b: , a: }}, archive: , c: {keywords: [x]}}",
            "{formats: [rss], regions: [b], limit: 0, each: x}",
            "{every: 1s, allow: ['a:1'], timeout: 99w, max_size: 0KB}",
            "Europe/Berlin",
            "6h",
        )
    ),
    st.text(alphabet="a:{}[],'\"#&*!-/.$~ \n2\x00\u2028é", max_size=15),
)


def _files(*keys: str) -> st.SearchStrategy[bytes]:
    pairs = st.lists(st.tuples(st.sampled_from(keys), _VALUES), max_size=6)
    lines = pairs.map(lambda found: "\n".join(f"{key}: {text}" for key, text in found))
    return st.one_of(lines.map(str.encode), st.binary(max_size=40))


@given(
    feedtool=_files("base_url", "output", "state", "timezone", "fetch", "contact"),
    regions=_files("a", "b", "no", "archive", "use"),
    feed=_files("title", "link", "sources", "regions", "output", "id", "keep", "since"),
)
@example(feedtool=b"timezone: a/../../b", regions=b"a: &a [*a]", feed=b"title: \xff")
@example(feedtool=b"", regions=b"", feed=b"sources: [{feed: '" + b"a" * 5_000 + b"'}]")
@example(feedtool=b'state: "a\\0b"', regions=b"", feed=b'sources: [{feed: "a\\0b"}]')
@settings(max_examples=150, deadline=None)
def test_whatever_the_files_hold_mistakes_are_findings_within_them(
    feedtool: bytes, regions: bytes, feed: bytes
) -> None:
    with TemporaryDirectory() as folder:
        feeds = Path(folder)
        (feeds / "news").mkdir()
        files = {
            feeds / "feedtool.yaml": feedtool,
            feeds / "regions.yaml": regions,
            feeds / "news" / "feed.yaml": feed,
        }
        for path, data in files.items():
            path.write_bytes(data)
        site = config.load(feeds, environ={})
        assert [*(each.name for each in site.definitions), *site.held] == ["news"]
        assert bool(site.held) == any(each.level == "error" for each in site.findings)
        for finding in site.findings:
            data = files[Path(finding.file or "")]
            lines = len(re.split(rb"\r\n|\r|\n", data))
            assert finding.line is None or 1 <= finding.line <= lines
