"""Lets a source or an article go, by its address."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from .. import urls
from ..config import Site, Subscription
from ..store import Store
from .gather import unfold


class Forgotten(NamedTuple):
    """What an address was, and how many articles went with it."""

    kind: str  # "source" or "article"
    name: str  # to be shown
    articles: int
    # At the next build, since it is still among the sources; None: if one has it still.
    comes_back: bool | None


def forget(site: Site, address: str) -> list[Forgotten]:
    """Forget the outside source at *address*, else the articles whose link or id it is.

    Spellings that mean the same address do, and a file by its path or as a feed.yaml
    names it. Records are not forgotten: they are in files. Nothing is returned where
    the memory knows nothing of it. Raises StateError.
    """
    with Store(site.state) as store:
        named = {source.key: source for source in _outside(site, store)}
        keys = [
            key
            for key in store.sources()
            if not key.startswith("records:") and _is_meant(key, named, address)
        ]
        counts = store.counts(keys)
        forgotten = []
        for key in keys:
            store.forget_source(key)
            count, _ = counts.get(key, (0, None))
            name = named[key].shown if key in named else urls.masked(key)
            forgotten.append(Forgotten("source", name, count, key in named))
        if forgotten:
            return forgotten
        articles = store.articles_at(address)
        store.forget_articles(articles)
        return [
            Forgotten("article", article.title or article.link or address, 1, None)
            for article in articles.values()
        ]


def _outside(site: Site, store: Store) -> Iterator[Subscription]:
    for definition in site.definitions:
        for source in (*definition.sources, *unfold(definition, store)[0]):
            if source.kind != "records":
                yield source


def _is_meant(key: str, named: dict[str, Subscription], address: str) -> bool:
    source = named.get(key)
    if source is not None and address in (source.address, source.shown):
        return True
    if source is not None and source.path is not None and "://" not in address:
        return source.path.resolve() == Path(address).resolve()
    return urls.canonical(key) == urls.canonical(address)
