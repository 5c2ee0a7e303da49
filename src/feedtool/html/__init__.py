"""HTML made safe to publish, and HTML turned into plain text. It opens nothing."""

from .cleaning import clean
from .markup import has_markup, has_tags, is_meant
from .plain import to_line, to_text

__all__ = ["clean", "has_markup", "has_tags", "is_meant", "to_line", "to_text"]
