"""The schema: numbered migrations, appended and never edited. Facts first, then what is derived from them.

Fact tables are keyed by digests of their own fields; derived tables are remade from them by archive.derive.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from archive.errors import ArchiveTooNew
from archive.sqlite import transaction

FACTS = """
CREATE TABLE archive (id TEXT PRIMARY KEY, created_at TEXT NOT NULL, program TEXT NOT NULL) STRICT;
CREATE TABLE article (id TEXT PRIMARY KEY, site TEXT NOT NULL, identity_key TEXT NOT NULL) STRICT;
CREATE TABLE address (
  id TEXT PRIMARY KEY, address TEXT NOT NULL, article TEXT NOT NULL, why TEXT NOT NULL
) STRICT;
CREATE INDEX address_by_address ON address (address);
CREATE INDEX address_by_article ON address (article, address, why);
CREATE TABLE capture (
  id TEXT PRIMARY KEY, url TEXT NOT NULL, address TEXT NOT NULL, site TEXT NOT NULL, purpose TEXT NOT NULL,
  at TEXT NOT NULL, run TEXT, status INTEGER, error TEXT, content_type TEXT, etag TEXT, last_modified TEXT,
  payload_digest TEXT, body_digest TEXT, body_size INTEGER NOT NULL, redirect_to TEXT, truncated TEXT,
  withheld INTEGER NOT NULL, same_as TEXT, flags TEXT NOT NULL,
  warc_file TEXT, warc_offset INTEGER, warc_length INTEGER, warc_record TEXT
) STRICT;
CREATE INDEX capture_by_address ON capture (address, at);
CREATE INDEX capture_by_site ON capture (site, purpose, address);
CREATE TABLE wording (
  id TEXT PRIMARY KEY, title TEXT NOT NULL, subtitle TEXT, body TEXT NOT NULL, words INTEGER NOT NULL
) STRICT;
CREATE TABLE reading (
  id TEXT PRIMARY KEY, capture TEXT NOT NULL, parts TEXT NOT NULL, kind TEXT NOT NULL, reason TEXT,
  reader TEXT NOT NULL, site_toml TEXT, furniture TEXT, wording TEXT, fields TEXT NOT NULL
) STRICT;
CREATE INDEX reading_by_capture ON reading (capture);
CREATE INDEX reading_by_wording ON reading (wording);
CREATE TABLE evidence (reading TEXT PRIMARY KEY, evidence TEXT NOT NULL) STRICT;
CREATE TABLE listing (
  id TEXT PRIMARY KEY, source TEXT NOT NULL, site TEXT NOT NULL, capture TEXT NOT NULL, links TEXT NOT NULL
) STRICT;
CREATE INDEX listing_by_site ON listing (site, source);
CREATE TABLE source_state (
  id TEXT PRIMARY KEY, source TEXT NOT NULL, site TEXT NOT NULL, kind TEXT NOT NULL, at TEXT NOT NULL,
  state TEXT NOT NULL, status INTEGER, etag TEXT, last_modified TEXT, listed INTEGER NOT NULL, new INTEGER NOT NULL,
  note TEXT NOT NULL
) STRICT;
CREATE INDEX source_state_by_site ON source_state (site, source, at);
CREATE TABLE robots (
  id TEXT PRIMARY KEY, host TEXT NOT NULL, site TEXT NOT NULL, at TEXT NOT NULL, status INTEGER, text TEXT NOT NULL,
  capture TEXT
) STRICT;
CREATE INDEX robots_by_host ON robots (host, at);
CREATE TABLE rights (
  id TEXT PRIMARY KEY, address TEXT NOT NULL, at TEXT NOT NULL, capture TEXT NOT NULL, marks TEXT NOT NULL
) STRICT;
CREATE TABLE site_toml (id TEXT PRIMARY KEY, name TEXT NOT NULL, text TEXT NOT NULL) STRICT;
CREATE INDEX site_toml_by_name ON site_toml (name);
CREATE TABLE furniture (
  id TEXT PRIMARY KEY, site TEXT NOT NULL, pages INTEGER NOT NULL, lines TEXT NOT NULL
) STRICT;
CREATE TABLE run_opened (
  id TEXT PRIMARY KEY, site TEXT NOT NULL, at TEXT NOT NULL, program TEXT NOT NULL, site_toml TEXT NOT NULL,
  furniture TEXT
) STRICT;
CREATE INDEX run_opened_by_site ON run_opened (site, at);
CREATE TABLE run_closed (
  id TEXT PRIMARY KEY, run TEXT NOT NULL, at TEXT NOT NULL, outcome TEXT NOT NULL, counts TEXT NOT NULL,
  notes TEXT NOT NULL
) STRICT;
CREATE INDEX run_closed_by_run ON run_closed (run);
CREATE TABLE issue (
  id TEXT PRIMARY KEY, site TEXT NOT NULL, kind TEXT NOT NULL, subject TEXT NOT NULL, message TEXT NOT NULL,
  at TEXT NOT NULL, run TEXT, capture TEXT
) STRICT;
CREATE TABLE act (
  id TEXT PRIMARY KEY, kind TEXT NOT NULL, subject TEXT NOT NULL, at TEXT NOT NULL, by TEXT NOT NULL,
  reason TEXT NOT NULL, detail TEXT NOT NULL
) STRICT;
CREATE INDEX act_by_subject ON act (subject, at);
CREATE TABLE warc_file (name TEXT PRIMARY KEY, whole INTEGER NOT NULL) STRICT;
"""

# What later versions added, one migration each.
CRAWLING = """
CREATE TABLE host (
  id TEXT PRIMARY KEY, host TEXT NOT NULL, site TEXT NOT NULL, at TEXT NOT NULL, state TEXT NOT NULL, until TEXT,
  failures INTEGER NOT NULL, why TEXT NOT NULL
) STRICT;
CREATE INDEX host_by_site ON host (site, host, at);
CREATE TABLE walked (
  id TEXT PRIMARY KEY, source TEXT NOT NULL, site TEXT NOT NULL, at TEXT NOT NULL, kind TEXT NOT NULL, next TEXT,
  page INTEGER NOT NULL
) STRICT;
CREATE INDEX walked_by_site ON walked (site, source, at);
CREATE INDEX capture_by_day ON capture (site, at);
"""

DERIVED = """
CREATE TABLE revision (
  article TEXT NOT NULL, number INTEGER NOT NULL, wording TEXT NOT NULL, reading TEXT NOT NULL, capture TEXT NOT NULL,
  at TEXT NOT NULL, PRIMARY KEY (article, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX revision_by_wording ON revision (wording);
CREATE TABLE verdict (
  capture TEXT PRIMARY KEY, article TEXT, verdict TEXT NOT NULL, revision INTEGER, flags TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX verdict_by_article ON verdict (article);
CREATE TABLE article_state (
  article TEXT PRIMARY KEY, site TEXT NOT NULL, status TEXT NOT NULL, address TEXT NOT NULL, url TEXT NOT NULL,
  first_at TEXT NOT NULL, last_at TEXT NOT NULL, looks INTEGER NOT NULL, edits INTEGER NOT NULL,
  misses INTEGER NOT NULL, revision INTEGER NOT NULL, reading TEXT NOT NULL, wording TEXT NOT NULL,
  capture TEXT NOT NULL, body_digest TEXT, etag TEXT, last_modified TEXT, published_at TEXT, document INTEGER UNIQUE
) STRICT, WITHOUT ROWID;
CREATE INDEX article_state_by_site ON article_state (site);
CREATE INDEX article_state_by_published ON article_state (published_at);
CREATE TABLE sketch (
  number INTEGER PRIMARY KEY, article TEXT NOT NULL UNIQUE, wording TEXT NOT NULL, sketch BLOB NOT NULL
) STRICT;
CREATE TABLE band (band INTEGER NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (band, number)) STRICT, WITHOUT ROWID;
CREATE TABLE pair (
  a TEXT NOT NULL, b TEXT NOT NULL, relation TEXT NOT NULL, share REAL NOT NULL, PRIMARY KEY (a, b)
) STRICT, WITHOUT ROWID;
CREATE INDEX pair_by_b ON pair (b);
CREATE TABLE story (id TEXT PRIMARY KEY, origin TEXT NOT NULL, members INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE story_member (
  article TEXT PRIMARY KEY, story TEXT NOT NULL, relation TEXT NOT NULL, share REAL NOT NULL, reason TEXT NOT NULL,
  proof TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX story_member_by_story ON story_member (story);
CREATE VIRTUAL TABLE article_index USING fts5 (
  title, body, place, person, outlet, section, content='', tokenize='unicode61 remove_diacritics 2', prefix='3'
);
"""

# Since schema 2. `correction` and `refusal` are derived: what corrects what, and what a takedown refuses for ever.
MEMORY = """
CREATE TABLE seal (
  id TEXT PRIMARY KEY, archive TEXT NOT NULL, day TEXT NOT NULL, spans TEXT NOT NULL, leaves INTEGER NOT NULL,
  root TEXT NOT NULL, chain TEXT NOT NULL, at TEXT NOT NULL, previous TEXT
) STRICT;
CREATE INDEX seal_by_archive ON seal (archive, day);
CREATE TABLE correction (
  article TEXT NOT NULL, kind TEXT NOT NULL, printed TEXT NOT NULL, site TEXT NOT NULL, address TEXT, titled TEXT,
  PRIMARY KEY (article, kind, printed)
) STRICT, WITHOUT ROWID;
CREATE INDEX correction_by_address ON correction (address) WHERE address IS NOT NULL;
CREATE INDEX correction_by_titled ON correction (titled) WHERE titled IS NOT NULL;
CREATE TABLE refusal (
  kind TEXT NOT NULL, value TEXT NOT NULL, act TEXT NOT NULL, PRIMARY KEY (kind, value, act)
) STRICT, WITHOUT ROWID;
"""

# Since schema 4: archive.indexing says what each holds. The index that knows where words stand has no beginnings any
# more, since `word_index`, which does not, has three lengths of them in the space of one.
SEARCH = """
DROP TABLE article_index;
CREATE VIRTUAL TABLE article_index USING fts5 (
  title, body, place, person, outlet, section, content='', tokenize='unicode61 remove_diacritics 2'
);
CREATE VIRTUAL TABLE word_index USING fts5 (
  words, content='', detail=none, prefix='3 4 5', tokenize="unicode61 remove_diacritics 2 tokenchars '='"
);
CREATE TABLE facet (
  document INTEGER PRIMARY KEY, site TEXT NOT NULL, day INTEGER NOT NULL, places TEXT NOT NULL
) STRICT;
CREATE TABLE event (
  day INTEGER NOT NULL, document INTEGER NOT NULL, PRIMARY KEY (day, document)
) STRICT, WITHOUT ROWID;
CREATE VIRTUAL TABLE word_list USING fts5vocab (word_index, 'row');
CREATE INDEX article_state_by_status ON article_state (status, document) WHERE status <> 'present';
CREATE INDEX article_state_by_edits ON article_state (document) WHERE edits > 0;
"""

# Since schema 5: those whose day nobody tells are few, and are counted beside every question for dates.
UNDATED = """
CREATE INDEX facet_undated ON facet (document) WHERE day = 0;
"""

# Since schema 6: beginnings of four letters are asked for as all of five (archive.terms), which spares an eighth.
BEGINNINGS = """
DROP TABLE word_list;
DROP TABLE word_index;
CREATE VIRTUAL TABLE word_index USING fts5 (
  words, content='', detail=none, prefix='3 5', tokenize="unicode61 remove_diacritics 2 tokenchars '='"
);
CREATE VIRTUAL TABLE word_list USING fts5vocab (word_index, 'row');
"""

# Since schema 7: the room's lists are read in their order, the last first, and an outlet's articles in time.
ORDERS = """
CREATE INDEX revision_by_time ON revision (at) WHERE number > 1;
CREATE INDEX article_state_by_last ON article_state (last_at) WHERE status = 'gone';
DROP INDEX article_state_by_site;
CREATE INDEX article_state_by_site ON article_state (site, published_at);
"""

# Since schema 8: when furniture was learned, so that the latest is the latest after a merge too; and what others captured.
OTHERS = """
ALTER TABLE furniture ADD COLUMN at TEXT;
ALTER TABLE capture ADD COLUMN imported TEXT;
CREATE INDEX capture_by_import ON capture (imported, address, at) WHERE imported IS NOT NULL;
CREATE TABLE imported (
  id TEXT PRIMARY KEY, at TEXT NOT NULL, by TEXT NOT NULL, file TEXT NOT NULL, digest TEXT NOT NULL, kind TEXT NOT NULL,
  says TEXT NOT NULL, size INTEGER NOT NULL, note TEXT NOT NULL
) STRICT;
"""

# Since schema 9 bands have 48 bits (archive.fingerprint), which spares an eighth of their table.
BANDS = """
DELETE FROM band;
"""

# Since schema 10 no run walks all furniture and all issues there are, and an outlet's edits and losses are counted in an
# index alone, which has the columns that are asked of it beside those that it is ordered by.
GROWTH = """
CREATE INDEX furniture_by_site ON furniture (site, at);
CREATE INDEX issue_by_site ON issue (site, at);
CREATE INDEX act_by_kind ON act (kind, at);
CREATE INDEX listing_by_capture ON listing (capture);
DROP INDEX article_state_by_edits;
CREATE INDEX article_state_by_edits ON article_state (site, edits, document) WHERE edits > 0;
DROP INDEX article_state_by_status;
CREATE INDEX article_state_by_status ON article_state (status, document, site) WHERE status <> 'present';
"""

# Since schema 11 an entry of the band table is one integer, and new ones wait in a small table; archive.bands fills it.
YOUNG = """
DROP TABLE band;
CREATE TABLE band (entry INTEGER PRIMARY KEY) STRICT;
CREATE TABLE young_band (entry INTEGER PRIMARY KEY) STRICT;
"""

# Since schema 12 an export asks an article's addresses for the marks on them, and does not walk all marks for each row.
MARKS = """
CREATE INDEX rights_by_address ON rights (address, at);
"""

DERIVED_TABLES = (
    "revision", "verdict", "article_state", "sketch", "band", "young_band", "pair", "story", "story_member", "correction",
    "refusal", "facet", "event",
)  # fmt: skip
FACT_TABLES = (
    "article", "address", "capture", "wording", "reading", "evidence", "listing", "source_state", "robots", "rights",
    "site_toml", "furniture", "run_opened", "run_closed", "issue", "act", "seal", "host", "walked",
    "imported",
)  # fmt: skip

LATEST = 12
# Of an earlier schema the search index holds something else than today's, and is made anew (archive.indexing).
INDEXED = 6
# Of an earlier one the band table holds other numbers, and is made anew (archive.bands).
BANDED = 11


def is_current(connection: Any) -> bool:
    """Whether nothing of the database is of an earlier schema, or still to be made anew."""
    if connection.execute("PRAGMA user_version").fetchone()[0] != LATEST:
        return False
    return connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'filling'").fetchone() is None


def migrate(connection: Any, fill: Callable[[Any, int], None] = lambda _connection, _before: None) -> None:
    """Bring the database to the latest schema, all in one transaction. ArchiveTooNew where a later program wrote it.

    `fill` is told the version before and makes what is derived and has no rows yet; where it fails nothing is changed.

    sqlite-utils carries the migrations and their records. `user_version` tells the common case, an archive that is up
    to date, without loading it (140 ms).
    """
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version > LATEST:
        raise ArchiveTooNew(f"the archive has schema {version}, this program knows {LATEST}: install a later Kliping")
    if version < LATEST:
        from sqlite_utils import Database

        # Whoever waited here for another process finds nothing pending.
        with transaction(connection):
            _migrations().apply(Database(connection))
            if version:
                fill(connection, version)


def _migrations() -> Any:
    from sqlite_utils import Migrations

    migrations = Migrations("kliping")
    steps = (
        ("m001_facts_and_derived", FACTS + DERIVED),
        ("m002_memory", MEMORY),
        ("m003_crawling", CRAWLING),
        ("m004_search", SEARCH),
        ("m005_undated", UNDATED),
        ("m006_beginnings", BEGINNINGS),
        ("m007_orders", ORDERS),
        ("m008_others", OTHERS),
        ("m009_bands", BANDS),
        ("m010_growth", GROWTH),
        ("m011_young", YOUNG),
        ("m012_marks", MARKS),
    )
    for version, (name, script) in enumerate(steps, 1):
        migrations(name=name)(_step(script, version))
    return migrations


def _step(script: str, version: int) -> Callable[[Any], None]:
    return lambda db: _run(db.conn, script, version)


def _run(connection: Any, script: str, version: int) -> None:
    for statement in script.split(";\n"):
        if statement.strip():
            connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {version}")
