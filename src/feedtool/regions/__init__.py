"""Regions: from an article to the parts of the map it is about, with evidence."""

from __future__ import annotations

from .classify import classify, outweighed
from .expectations import Expectation, Reason, Surprise, surprises, why
from .maps import known_names, meant, outlined, un_m49

__all__ = [
    "Expectation",
    "Reason",
    "Surprise",
    "classify",
    "known_names",
    "meant",
    "outlined",
    "outweighed",
    "surprises",
    "un_m49",
    "why",
]
