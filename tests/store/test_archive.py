"""The volumes of archives, in a real SQLite file."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from feedtool.model import Article, Feed, Published
from feedtool.store import Placed, Store, schema

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
ARTICLE = Article(link="https://example.org/1", content="<p>Text</p>", expires=LATER)


def test_an_archive_has_its_articles_as_they_were_filed(tmp_path: Path) -> None:
    with Store(tmp_path / "feedtool.db") as store:
        archive = store.archive("news")
        assert archive.volumes() == {}
        filed = Published(
            id="tag:example.org,2026:1",
            article=ARTICLE,
            published=NOW,
            updated=NOW,
        )
        archive.write(1, Feed(title="News", articles=(filed,)))
        archive.place({1: Placed("https://example.org/", "a stamp")})
        assert archive.volumes() == {1: Placed("https://example.org/", "a stamp")}
        assert archive.volume(1).articles == (filed,)
        assert archive.whereabouts([filed.id, "urn:x:y"]) == {filed.id: 1}
        assert archive.next_expiry(NOW) == LATER
        assert archive.leaving(NOW, []) == {}
        assert archive.leaving(LATER, []) == {1: {filed.id}}
        assert archive.leaving(NOW, [Article(link=ARTICLE.link)]) == {1: {filed.id}}
        assert archive.leaving(NOW, [Article(guid=filed.id)]) == {1: {filed.id}}
        assert store.archive("blog").leaving(LATER, []) == {}
        assert not archive.has_withdrawn()
        archive.withdraw([filed.id])
        assert archive.has_withdrawn()
        archive.write(1, Feed(title="News"))
        assert archive.volumes() == {1: Placed(None, None)}
        assert (archive.size(1), archive.has_withdrawn()) == (0, False)


def test_a_memory_without_archives_gets_them(tmp_path: Path) -> None:
    path = tmp_path / "feedtool.db"
    with closing(sqlite3.connect(path)) as old:
        for script in schema.MIGRATIONS[:3]:
            old.executescript(script)
        old.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
        old.execute("PRAGMA user_version = 3")
        old.execute("INSERT INTO ledger VALUES (1, 'news', '', 0, NULL, x'80')")
        old.execute("INSERT INTO line VALUES (1, 1, 'tag:x,2026:1', 0, NULL, x'80')")
        old.commit()
    with Store(path) as store:
        assert store.archive("news").volumes() == {}
        assert store.announcements().stamps() == {}
