"""Where real feeds lie that are not published with the program; they may be missing."""

from __future__ import annotations

from pathlib import Path

CORPUS = Path(__file__).parents[2] / "shared" / "corpus"
