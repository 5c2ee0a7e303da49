"""What the benchmarks say before they measure."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("build", ""),
        ("fetching", ""),
        ("store", "[ARTICLES ...]"),
        ("reading", "[FOLDER ...]"),
        ("regions", "[--verbose] [FOLDER]"),
    ],
)
def test_each_says_what_it_takes(
    name: str,
    words: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    for word, status in (("--help", 0), ("--no-such-word", 2)):
        monkeypatch.setattr("sys.argv", [name, word])
        with pytest.raises(SystemExit) as ended:
            import_module(f"tests.benchmarks.{name}").main()
        assert ended.value.code == status
        said = "".join(capsys.readouterr())
        usage = f"usage: python -m tests.benchmarks.{name} [-h] {words}".rstrip()
        assert said.splitlines()[0] == usage


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("reading", "name a folder that has *.xml in it"),
        ("regions", "name a folder that has feeds and a regions.json (see --help)"),
    ],
)
def test_without_feeds_to_read_one_line_says_what_to_give(
    name: str, wanted: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.argv", [name, str(tmp_path)])
    with pytest.raises(SystemExit) as ended:
        import_module(f"tests.benchmarks.{name}").main()
    assert str(ended.value.code).endswith(f": {wanted}")
