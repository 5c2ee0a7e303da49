"""Filters: the articles that a source or a feed lets through.

The memory has what they let through in order (`store.ledger`), and gives the newest.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal, TypeAlias

from . import html, text, words
from .model import Article, Published

Portion: TypeAlias = Literal["full", "summary", "link"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What a source or a feed lets through. The default lets everything through."""

    keep: tuple[str, ...] = ()  # has one of these words …
    drop: tuple[str, ...] = ()  # … and none of these
    since: timedelta | None = None  # nothing published earlier than this ago
    languages: tuple[str, ...] = ()  # only these; "en" takes "en-GB"
    limit: int | None = None  # the newest of what is left


def refusal(article: Article, filters: Filters) -> str | None:
    """Return why the words and the language keep *article* out; None: they do not."""
    return next((why for _, why in verdicts(article, filters) if why is not None), None)


def verdicts(article: Article, filters: Filters) -> Iterator[tuple[str, str | None]]:
    """Yield the key of each filter that is set, with why it keeps *article* out.

    None: it lets it through. Those of the clock and of numbers are not among them.
    """
    if filters.languages:
        language = (article.language or "").casefold()
        taken = any(_takes(wanted.casefold(), language) for wanted in filters.languages)
        is_other = bool(language) and not taken
        yield "languages", f"its language is {article.language}" if is_other else None
    if not filters.keep and not filters.drop:
        return
    text_words = words.of(article, html.to_text(article.content))
    if filters.keep:
        kept = words.compiled(filters.keep).found(text_words)
        yield "keep", None if kept else "it has none of the words in keep"
    if filters.drop:
        dropped = words.compiled(filters.drop).found(text_words)
        yield "drop", f"it has the word {dropped[0]!r} of drop" if dropped else None


def out_of_time(
    published: Published, now: datetime, since: timedelta | None
) -> str | None:
    """Return why the clock keeps *published* out of a feed; None: it does not."""
    expires = published.article.expires
    if published.published > now:
        return f"it waits until {published.published:%Y-%m-%d %H:%M} UTC"
    if expires is not None and expires <= now:
        return f"it expired {expires:%Y-%m-%d %H:%M} UTC"
    if since is not None and now - published.published > since:
        return f"it was published before since: {now - since:%Y-%m-%d %H:%M} UTC"
    return None


def portion(article: Article, much: Portion) -> Article:
    """Return as much of *article* as its source wants republished."""
    if much == "full":
        return article
    if much == "link":
        return replace(article, summary="", content="", enclosures=(), image=None)
    summary = article.summary or text.shorten(html.to_text(article.content))
    return replace(article, summary=summary, content="")


def _takes(wanted: str, language: str) -> bool:
    return language == wanted or language.startswith(wanted + "-")
