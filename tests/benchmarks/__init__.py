"""What is measured by hand, in a checkout: `python -m tests.benchmarks.NAME`."""

from __future__ import annotations

from argparse import ArgumentParser, RawDescriptionHelpFormatter


def parser(name: str, about: str | None) -> ArgumentParser:
    """Return what reads the words after the name of a benchmark."""
    return ArgumentParser(
        prog=f"python -m tests.benchmarks.{name}",
        description=about,
        formatter_class=RawDescriptionHelpFormatter,
    )
