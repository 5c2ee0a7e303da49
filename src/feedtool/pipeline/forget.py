"""Lets a source or an article go, by its address."""

from __future__ import annotations

from typing import NamedTuple

from .. import urls
from ..config import Site
from ..store import Store


class Forgotten(NamedTuple):
    """What an address was, and how many articles went with it."""

    kind: str  # "source" or "article"
    name: str  # to be shown
    articles: int
    comes_back: bool  # at the next build: it is still among the sources


def forget(site: Site, address: str) -> list[Forgotten]:
    """Forget the source at *address*, else the articles whose link or id it is.

    Spellings that mean the same address do. Nothing is returned where the memory knows
    nothing of it. Raises StateError.
    """
    with Store(site.state) as store:
        wanted = {address, urls.canonical(address)}
        keys = [key for key in store.sources() if wanted & {key, urls.canonical(key)}]
        named = {
            source.key: source.shown
            for definition in site.definitions
            for source in definition.sources
        }
        counts = store.counts(keys)
        forgotten = []
        for key in keys:
            store.forget_source(key)
            count, _ = counts.get(key, (0, None))
            name = named.get(key, urls.masked(key))
            forgotten.append(Forgotten("source", name, count, key in named))
        if forgotten:
            return forgotten
        articles = store.articles_at(address)
        store.forget_articles(articles)
        return [
            Forgotten("article", article.title or article.link or address, 1, False)
            for article in articles.values()
        ]
