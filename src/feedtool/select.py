"""Filters, order and limits: the articles of one feed."""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Sequence
from contextlib import suppress
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
    if filters.languages and article.language:
        language = article.language.casefold()
        if not any(_takes(wanted.casefold(), language) for wanted in filters.languages):
            return f"its language is {article.language}"
    if not filters.keep and not filters.drop:
        return None
    text_words = words.of(article, html.to_text(article.content))
    if filters.keep and not words.compiled(filters.keep).found(text_words):
        return "it has none of the words in keep"
    dropped = words.compiled(filters.drop).found(text_words)
    return f"it has the word {dropped[0]!r} of drop" if dropped else None


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


def next_change(
    published: Published, now: datetime, since: timedelta | None
) -> datetime | None:
    """Return when `out_of_time` will say another thing of *published*, if ever."""
    moments = [published.published, published.article.expires]
    if since is not None:
        with suppress(OverflowError):
            # Not yet at that moment, but right after it.
            moments.append(published.published + since + timedelta(seconds=1))
    return min((m for m in moments if m is not None and m > now), default=None)


def portion(article: Article, much: Portion) -> Article:
    """Return as much of *article* as its source wants republished."""
    if much == "full":
        return article
    if much == "link":
        return replace(article, summary="", content="", enclosures=(), image=None)
    summary = article.summary or text.shorten(html.to_text(article.content))
    return replace(article, summary=summary, content="")


def newest(
    stream: Iterable[tuple[datetime, Sequence[Published]]],
    shelves: Sequence[str | None],
    limit: int,
) -> dict[str | None, tuple[Published, ...]]:
    """Return the newest *limit* articles for each of *shelves*, newest first.

    A shelf is a region's id, or None for all articles. *stream* gives articles, each
    time with a date that nothing still to come is later than; it is left as soon as
    every shelf is full.
    """
    picked: dict[str | None, list[Published]] = {shelf: [] for shelf in shelves}
    open_shelves = set(shelves)
    for horizon, articles in stream:
        open_shelves -= {
            shelf for shelf in open_shelves if _is_full(picked[shelf], limit, horizon)
        }
        if not open_shelves:
            break
        for article in articles:
            for shelf in open_shelves.intersection((None, *article.regions)):
                bisect.insort(picked[shelf], article, key=_order)
                del picked[shelf][limit:]
    return {shelf: tuple(articles) for shelf, articles in picked.items()}


def _order(article: Published) -> tuple[float, str]:
    return -article.published.timestamp(), article.id


def _is_full(articles: Sequence[Published], limit: int, horizon: datetime) -> bool:
    return len(articles) >= limit and articles[-1].published > horizon


def _takes(wanted: str, language: str) -> bool:
    return language == wanted or language.startswith(wanted + "-")
