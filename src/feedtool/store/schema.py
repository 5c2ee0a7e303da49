"""The tables of feedtool.db, and the way from each version of them to the next."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from .. import dates
from . import encoding, meeting

APPLICATION_ID = 0x66656564  # "feed"

# The script that leads from version n to n + 1 of the schema. Times are whole seconds
# since 1970 in UTC, `data` is MessagePack of the values in `model`.
MIGRATIONS = (
    """
    CREATE TABLE source (
        id INTEGER PRIMARY KEY,
        key TEXT NOT NULL UNIQUE,
        state BLOB NOT NULL,    -- State
        header BLOB,            -- Feed without articles
        outlines BLOB,          -- of an OPML list
        changes INTEGER NOT NULL DEFAULT 0  -- how often its articles have changed
    );
    CREATE TABLE article (
        id INTEGER PRIMARY KEY,
        source INTEGER NOT NULL REFERENCES source ON DELETE CASCADE,
        identity BLOB NOT NULL, -- digest of what its source knows it by
        dated INTEGER NOT NULL, -- published where that is plausible, else first seen
        first_seen INTEGER NOT NULL,
        last_seen INTEGER NOT NULL,
        place TEXT,             -- of a record: file and line
        data BLOB NOT NULL,     -- Article
        UNIQUE (source, identity)
    );
    CREATE TABLE meeting (      -- the keys under which copies of one article meet
        key INTEGER NOT NULL,   -- digest of a merge key
        article INTEGER NOT NULL REFERENCES article ON DELETE CASCADE,
        PRIMARY KEY (key, article)
    ) WITHOUT ROWID;
    CREATE INDEX meeting_by_article ON meeting (article);
    CREATE TABLE pin (          -- the public id and first date, once published
        definition TEXT NOT NULL,
        article INTEGER NOT NULL REFERENCES article ON DELETE CASCADE,
        id TEXT NOT NULL,
        published INTEGER NOT NULL,
        PRIMARY KEY (definition, article)
    ) WITHOUT ROWID;
    CREATE INDEX pin_by_article ON pin (article);
    CREATE TABLE record_file (  -- records are read again only when their file changes
        source INTEGER NOT NULL REFERENCES source ON DELETE CASCADE,
        path TEXT NOT NULL,
        stamp TEXT NOT NULL,
        data BLOB NOT NULL,
        PRIMARY KEY (source, path)
    ) WITHOUT ROWID;
    CREATE TABLE composed (     -- what feeds were last put together from
        definition TEXT PRIMARY KEY,
        data BLOB NOT NULL      -- Composed
    ) WITHOUT ROWID;
    CREATE TABLE shown (        -- what was published last
        path TEXT PRIMARY KEY,  -- the folder of a feed
        data BLOB NOT NULL      -- Shown
    ) WITHOUT ROWID;
    """,
    """
    ALTER TABLE article         -- its text was dropped: no feed could need it
        ADD COLUMN trimmed INTEGER NOT NULL DEFAULT 0;
    CREATE INDEX article_by_last_seen ON article (last_seen) WHERE NOT trimmed;
    """,
    """
    ALTER TABLE source          -- how many articles it has given
        ADD COLUMN articles INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE source          -- when its articles were last compared with it
        ADD COLUMN seen INTEGER;
    ALTER TABLE source          -- it has given several articles one identity
        ADD COLUMN namesakes INTEGER NOT NULL DEFAULT 0;
    UPDATE source SET
        articles = (SELECT count(*) FROM article WHERE source = source.id),
        seen = (SELECT max(last_seen) FROM article WHERE source = source.id);

    ALTER TABLE article         -- when it last said something else
        ADD COLUMN updated INTEGER;
    ALTER TABLE article         -- the turn in which something of it last changed
        ADD COLUMN turn INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE article         -- a record that takes others out of all feeds
        ADD COLUMN retracted INTEGER NOT NULL DEFAULT 0;
    CREATE INDEX article_by_date ON article (dated);
    CREATE INDEX article_by_date_of_source ON article (source, dated);
    CREATE INDEX article_by_turn ON article (turn);
    CREATE INDEX article_retracted ON article (source) WHERE retracted;
    CREATE TABLE clock (        -- turns: one for each time that articles change
        turn INTEGER NOT NULL
    );
    INSERT INTO clock VALUES (1);

    CREATE TABLE uncompared (   -- those with the same text were not looked for yet
        article INTEGER PRIMARY KEY REFERENCES article ON DELETE CASCADE
    );
    INSERT INTO uncompared SELECT id FROM article;
    CREATE TABLE signature (    -- under which articles with the same text meet
        key INTEGER NOT NULL,   -- those of texts that are gone do no harm
        article INTEGER NOT NULL,
        PRIMARY KEY (key, article)
    ) WITHOUT ROWID;
    CREATE TABLE frequency (    -- how common words are, one row
        data BLOB NOT NULL
    );
    CREATE TABLE near (         -- articles with the same text, each pair both ways
        article INTEGER NOT NULL REFERENCES article ON DELETE CASCADE,
        other INTEGER NOT NULL REFERENCES article ON DELETE CASCADE,
        PRIMARY KEY (article, other)
    ) WITHOUT ROWID;
    CREATE INDEX near_by_other ON near (other);

    ALTER TABLE pin             -- digest of the merge key that its id is
        ADD COLUMN key INTEGER NOT NULL DEFAULT 0;
    CREATE INDEX pin_by_key ON pin (definition, key);
    CREATE TABLE ledger (       -- what has been made of articles, for one definition
        id INTEGER PRIMARY KEY,
        definition TEXT NOT NULL UNIQUE,
        rules TEXT NOT NULL,    -- by which
        turn INTEGER NOT NULL,  -- all changes until then are in it
        horizon INTEGER,        -- articles of that date and later are; NULL: all are
        chosen BLOB NOT NULL    -- articles that count in what is made of others
    );
    CREATE TABLE line (         -- one article, made of its copies
        id INTEGER PRIMARY KEY,
        ledger INTEGER NOT NULL REFERENCES ledger ON DELETE CASCADE,
        public TEXT NOT NULL,   -- its id
        published INTEGER NOT NULL,
        expires INTEGER,
        regions BLOB NOT NULL   -- its regions, with evidence
    );
    CREATE INDEX line_by_ledger ON line (ledger);
    CREATE INDEX line_by_end ON line (ledger, expires) WHERE expires IS NOT NULL;
    CREATE TABLE line_copy (
        ledger INTEGER NOT NULL REFERENCES ledger ON DELETE CASCADE,
        article INTEGER NOT NULL REFERENCES article ON DELETE CASCADE,
        line INTEGER NOT NULL REFERENCES line ON DELETE CASCADE,
        PRIMARY KEY (ledger, article)
    ) WITHOUT ROWID;
    CREATE INDEX line_copy_by_line ON line_copy (line);
    CREATE INDEX line_copy_by_article ON line_copy (article);
    CREATE TABLE shelf (        -- the articles that the feed of a region may have
        ledger INTEGER NOT NULL REFERENCES ledger ON DELETE CASCADE,
        region TEXT NOT NULL,   -- "": the definition's own feed
        published INTEGER NOT NULL,
        public TEXT NOT NULL,
        line INTEGER NOT NULL REFERENCES line ON DELETE CASCADE,
        PRIMARY KEY (ledger, region, published DESC, public)
    ) WITHOUT ROWID;
    CREATE INDEX shelf_by_line ON shelf (line);
    """,
    """
    CREATE TABLE trouble (      -- what a person has been told of what is wrong
        key TEXT PRIMARY KEY,   -- of what: "source:https://…"
        data BLOB NOT NULL      -- Told
    ) WITHOUT ROWID;

    ALTER TABLE line            -- the archive of its definition, if any, knows it
        ADD COLUMN filed INTEGER NOT NULL DEFAULT 1;
    CREATE INDEX line_unfiled ON line (ledger) WHERE NOT filed;
    CREATE TABLE volume (       -- of an archive
        id INTEGER PRIMARY KEY,
        definition TEXT NOT NULL,
        number INTEGER NOT NULL,
        address TEXT,           -- of its feed, when it was published; NULL: it was not
        stamp TEXT,             -- of its file then
        data BLOB NOT NULL,     -- Feed, compressed
        UNIQUE (definition, number)
    );
    CREATE TABLE filed (        -- what is in a volume
        definition TEXT NOT NULL,
        volume INTEGER NOT NULL,
        public TEXT NOT NULL,   -- its id
        link INTEGER,           -- digest of the merge key that its link is
        expires INTEGER,
        withdrawn INTEGER NOT NULL DEFAULT 0,  -- it was forgotten, or taken back
        PRIMARY KEY (definition, volume, public)
    ) WITHOUT ROWID;
    CREATE INDEX filed_by_id ON filed (definition, public);
    CREATE INDEX filed_by_link ON filed (definition, link);
    CREATE INDEX filed_by_end ON filed (definition, expires) WHERE expires IS NOT NULL;
    CREATE INDEX filed_withdrawn ON filed (definition) WHERE withdrawn;

    CREATE TABLE announced (    -- files that the hub was told of
        path TEXT PRIMARY KEY,
        stamp TEXT NOT NULL     -- as they were then
    ) WITHOUT ROWID;

    ALTER TABLE pin             -- other addresses that it was published with
        ADD COLUMN also BLOB;   -- NULL: those of its copies are all
    CREATE TABLE restored (     -- articles as they were published, not as their source
        source INTEGER NOT NULL REFERENCES source ON DELETE CASCADE,    -- had them
        article INTEGER NOT NULL REFERENCES article ON DELETE CASCADE,
        address TEXT NOT NULL,  -- of the source, which is part of ids that we make
        PRIMARY KEY (source, article)
    ) WITHOUT ROWID;
    CREATE INDEX restored_by_article ON restored (article);
    """,
)


def migrate(connection: sqlite3.Connection) -> None:
    """Bring the tables up to date; each step is whole or not at all."""
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    for number, script in enumerate(MIGRATIONS[version:], version + 1):
        connection.execute("BEGIN IMMEDIATE")
        try:
            for statement in _statements(script):
                connection.execute(statement)
            if number == _MORE_OF_ARTICLES:
                _fill_in(connection)
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {number}")
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:  # a full disk has ended it already
                connection.execute("ROLLBACK")
            raise


_MORE_OF_ARTICLES = 3  # the version that knows more of each article


def _fill_in(connection: sqlite3.Connection) -> None:
    """Find out of all articles what the version before did not keep."""
    connection.execute("DELETE FROM meeting")
    rows = connection.execute("SELECT id, last_seen, data FROM article")
    while batch := rows.fetchmany(500):
        for row, last_seen, data in batch:
            article = encoding.article(data)
            meeting.meet(connection, row, article)
            updated = article.updated
            if updated and not dates.is_plausible(updated, encoding.moment(last_seen)):
                updated = None
            connection.execute(
                "UPDATE article SET updated = ?, retracted = ? WHERE id = ?",
                (updated and encoding.seconds(updated), article.retracted, row),
            )
    pins = connection.execute("SELECT DISTINCT id FROM pin").fetchall()
    connection.executemany(
        "UPDATE pin SET key = ? WHERE id = ?",
        [(encoding.key(f"id:{public}"), public) for (public,) in pins],
    )


def _statements(script: str) -> Iterator[str]:
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
