"""feedtool: article records and outside feeds in, valid feeds by region out."""

from __future__ import annotations

__version__ = "0.1.0"
