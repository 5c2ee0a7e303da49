"""How much text a feed may have, so that validators and readers take its documents."""

from __future__ import annotations

from dataclasses import replace
from html import escape

from .. import text
from ..model import Article, Published

_MOST_TEXT = 4_500_000  # bytes; the W3C's validator takes documents of 5,000,000
_MOST_BYTES = 9  # that a character takes: "&amp;amp;" for an ampersand


def bounded(articles: tuple[Published, ...]) -> tuple[Published, ...]:
    """Return *articles*, which are fitted, some of them with nothing but a summary.

    The first have their room first; those that none is left for are shortened so.
    """
    characters = sum(len(a.article.content) + len(a.article.summary) for a in articles)
    if characters * _MOST_BYTES <= _MOST_TEXT:  # as nearly always
        return articles
    left = _MOST_TEXT
    kept = []
    for published in articles:
        if _size(published.article) > left:
            short = text.shorten(published.article.summary)
            article = replace(published.article, content="", summary=short)
            published = replace(published, article=article)
        left -= _size(published.article)
        kept.append(published)
    return tuple(kept)


def _size(article: Article) -> int:
    """Return how many bytes the texts of *article* take in RSS, where it is most."""
    summary_as_html = escape(article.summary, quote=False)
    texts = escape(article.content + summary_as_html, quote=False)
    return len(texts.encode())
