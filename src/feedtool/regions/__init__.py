"""Regions: from an article to the parts of the map it is about, with evidence."""

from __future__ import annotations

from .classify import classify, outweighed

__all__ = ["classify", "outweighed"]
