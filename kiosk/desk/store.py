"""The kiosk's database: schema, the one writer connection, and the transaction that commits or leaves nothing.

SQLite in WAL with synchronous=FULL: a COMMIT that returned is on the disk, at the price of one sync.
Checkpoints are not taken inside a submit (they would be further syncs): `settle_down` takes them in
calm moments. What a submit writes is WITHOUT ROWID where it has a key of its own: each page less is felt. One
connection writes, and one process: the folder's lock sees to that.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from kiosk.core.refusal import Refusal

BUSY_TIMEOUT_MS = 2_000
WAL_BYTES_CALM = 8 * 2**20  # a larger one is folded back at the next calm moment

migrations = Migrations("kiosk")

OWN, DOWNWARD, INNER = 1, 2, 3  # who wrote an event and how it came: our log, the county's to us, carried inside one
CARRIED_IN_VAIN = "carried_in_vain"  # 1 while nothing was proved since our last Carried

_SCHEMA = """
CREATE TABLE meta (
    key TEXT PRIMARY KEY, value BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE event (           -- the journal: signed bytes never change, a sealed body may be erased
    position INTEGER PRIMARY KEY,
    hash BLOB NOT NULL UNIQUE,
    origin INTEGER NOT NULL CHECK (origin IN (1, 2, 3)),
    log BLOB NOT NULL,         -- 16 bytes, node and log
    seq INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    "case" TEXT NOT NULL,
    operation BLOB NOT NULL,
    signed BLOB NOT NULL,
    sealed BLOB NOT NULL,
    witness BLOB NOT NULL,
    carrier BLOB REFERENCES event (hash)   -- for an inner event: the downward event that holds it
) STRICT;
CREATE INDEX event_in_log ON event (log, seq);
CREATE INDEX event_of_case ON event ("case");
CREATE TABLE key_share (       -- which KeyShared event holds a content key
    key_id BLOB NOT NULL, event BLOB NOT NULL REFERENCES event (hash), PRIMARY KEY (key_id, event)
) STRICT, WITHOUT ROWID;
CREATE TABLE acknowledgement ( -- the signed bytes behind every mark
    hash BLOB PRIMARY KEY, issuer BLOB NOT NULL, incarnation_number INTEGER NOT NULL, counter INTEGER NOT NULL,
    at_ms INTEGER NOT NULL, signed BLOB NOT NULL, chain BLOB NOT NULL
) STRICT;
CREATE TABLE mark (            -- what is proved of an event, and by which acknowledgement
    event BLOB NOT NULL REFERENCES event (hash),
    state TEXT NOT NULL CHECK (state IN ('recv', 'safe', 'open', 'custody', 'apart')),
    incarnation_number INTEGER NOT NULL,
    acknowledgement BLOB NOT NULL REFERENCES acknowledgement (hash),
    PRIMARY KEY (event, state)
) STRICT, WITHOUT ROWID;
CREATE TABLE outbox (          -- what the county is not known to hold
    event BLOB PRIMARY KEY REFERENCES event (hash)
) STRICT, WITHOUT ROWID;
CREATE TABLE attachment (
    id BLOB PRIMARY KEY, event BLOB NOT NULL REFERENCES event (hash), lane INTEGER NOT NULL,
    total_bytes INTEGER NOT NULL, at_county_bytes INTEGER NOT NULL DEFAULT 0, sealed BLOB NOT NULL
) STRICT;
CREATE TABLE custody (         -- what a relay said it took: not offered to it again for a while
    relay BLOB NOT NULL, event BLOB NOT NULL REFERENCES event (hash), powered_s INTEGER NOT NULL,
    PRIMARY KEY (relay, event)
) STRICT, WITHOUT ROWID;
CREATE TABLE piece_custody (   -- the same of an attachment's bytes from 0 on
    relay BLOB NOT NULL, attachment BLOB NOT NULL REFERENCES attachment (id), held_bytes INTEGER NOT NULL,
    powered_s INTEGER NOT NULL, PRIMARY KEY (relay, attachment)
) STRICT, WITHOUT ROWID;
CREATE TABLE carried (         -- own Carried events by what they name: "left here"
    event BLOB NOT NULL REFERENCES event (hash), log BLOB NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL,
    PRIMARY KEY (event, log, first)
) STRICT, WITHOUT ROWID;
CREATE TABLE "case" (          -- projection: the fold of heads, rebuilt byte for byte by verify
    number TEXT NOT NULL, node BLOB NOT NULL, operation BLOB NOT NULL, state TEXT NOT NULL, matter TEXT NOT NULL,
    handler INTEGER NOT NULL, folded BLOB NOT NULL, slip BLOB NOT NULL,
    PRIMARY KEY (number, node, operation)
) STRICT, WITHOUT ROWID;
CREATE TABLE submitted (       -- one effect an operation; the receipt can be shown again
    operation BLOB PRIMARY KEY, event BLOB NOT NULL REFERENCES event (hash), digest BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE query_try (       -- wrong query codes of a case since the last right one, in seconds since boot
    "case" TEXT PRIMARY KEY, tries INTEGER NOT NULL, last_try_s INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE staff (           -- the station key, wrapped for each person (R-SEAL)
    number TEXT PRIMARY KEY, name TEXT NOT NULL, powers TEXT NOT NULL,
    card_wrap BLOB NOT NULL, phrase_wrap BLOB NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0, last_try_s INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE document (        -- signed catalogues; the highest version is in force
    version INTEGER PRIMARY KEY, signed BLOB NOT NULL
) STRICT;
CREATE TABLE dictionary (      -- every dictionary a body here was compressed with
    id BLOB PRIMARY KEY, data BLOB NOT NULL
) STRICT;
CREATE TABLE identity (        -- log name -> certificate chain, verified when it came
    log BLOB PRIMARY KEY, chain BLOB NOT NULL
) STRICT;
CREATE TABLE road (            -- what is known of an address
    url TEXT PRIMARY KEY, chain BLOB NOT NULL, pin BLOB NOT NULL, failures INTEGER NOT NULL DEFAULT 0,
    batch_bytes INTEGER NOT NULL DEFAULT 0
) STRICT;
"""


@migrations()
def first(db: Database) -> None:
    """The tables of the first release."""
    for statement in _SCHEMA.split(";\n"):
        if statement.strip():
            db.conn.execute(statement)


class Store:
    """The one connection. `tables`: sqlite-utils' view of it, for reads and tools; writes use `transaction`."""

    def __init__(self, path: Path, free_bytes_min: int = 0) -> None:
        self.path, self.free_bytes_min = path, free_bytes_min
        self._folder = str(path.parent)
        self._remembered: dict[str, bytes] | None = None  # meta as it stands: nobody else writes it (one process)
        with _disk_trouble():
            self.connection = sqlite3.connect(path, isolation_level=None, timeout=BUSY_TIMEOUT_MS / 1000)
            for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON",
                           "wal_autocheckpoint=0", "trusted_schema=OFF"):  # fmt: skip
                self.connection.execute(f"PRAGMA {pragma}")
            self.tables = Database(self.connection)
            if migrations.pending(self.tables):
                migrations.apply(self.tables)
        assert self.one("PRAGMA journal_mode")[0] == "wal" and self.one("PRAGMA synchronous")[0] == 2

    @contextmanager
    def transaction(self, bytes_needed: int = 0) -> Iterator[sqlite3.Connection]:
        """BEGIN IMMEDIATE … COMMIT. Everything or nothing; Refusal DISK_FULL when the disk takes no more.

        bytes_needed: about how much will be written; looked at before, so that a full disk is told politely."""
        disk = os.statvfs(self._folder)
        if disk.f_bavail * disk.f_frsize < self.free_bytes_min + bytes_needed:
            raise Refusal("DISK_FULL")
        with _disk_trouble():
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                yield self.connection
                self.connection.execute("COMMIT")
            except BaseException:
                self._remembered = None
                if self.connection.in_transaction:  # a full disk may have rolled back already
                    self.connection.execute("ROLLBACK")
                raise

    def all(self, sql: str, *values: Any) -> list[Any]:
        """Every row of a read; Refusal DISK_FULL when the disk fails."""
        with _disk_trouble():
            return self.connection.execute(sql, values).fetchall()

    def one(self, sql: str, *values: Any) -> Any:
        """The first row of a read, or None; Refusal DISK_FULL when the disk fails."""
        with _disk_trouble():
            return self.connection.execute(sql, values).fetchone()

    def meta(self, key: str) -> bytes | None:
        """One remembered value."""
        if self._remembered is None:
            self._remembered = dict(self.all("SELECT key, value FROM meta"))
        return self._remembered.get(key)

    def number(self, key: str, default: int = 0) -> int:
        """One remembered whole number."""
        value = self.meta(key)
        return default if value is None else int(value)

    def remember(self, key: str, value: bytes | int) -> None:
        """Keep one value; only inside `transaction`."""
        assert self.connection.in_transaction
        data = value if isinstance(value, bytes) else str(value).encode()
        self.connection.execute(
            "INSERT INTO meta VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value", (key, data)
        )
        if self._remembered is not None:
            self._remembered[key] = data

    def settle_down(self, wal_bytes_max: int = WAL_BYTES_CALM) -> None:
        """Fold a WAL that has grown past so much back into the database: called in calm moments, never inside a
        submit. Refusal DISK_FULL when the disk takes no more; nothing is lost by that."""
        wal = self.path.with_name(self.path.name + "-wal")
        if wal.exists() and wal.stat().st_size > wal_bytes_max:
            self.one("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Let the database go; SQLite folds the WAL back."""
        self.connection.close()


@contextmanager
def _disk_trouble() -> Iterator[None]:
    """SQLite's words for a full or failing disk become one Refusal."""
    try:
        yield
    except sqlite3.OperationalError as error:
        primary = (error.sqlite_errorcode or 0) & 0xFF
        if primary in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN):
            raise Refusal("DISK_FULL") from error
        raise
