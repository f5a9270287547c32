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

from kiosk.core.refusal import Refusal
from kiosk.desk.schema import migrations

BUSY_TIMEOUT_MS = 2_000
WAL_BYTES_CALM = 8 * 2**20  # a larger one is folded back at the next calm moment

OWN, DOWNWARD, INNER = 1, 2, 3  # who wrote an event and how it came: our log, the county's to us, carried inside one
# A county that calls one device two says so in each word; R-SAFE takes no such word for safe. For `mark` as m.
ON_TWO_DEVICES = "(m.state <> 'safe' OR m.acknowledgement NOT IN (SELECT hash FROM acknowledgement WHERE same_device))"
# An own event whose body was let go of or erased (the witness stays, for proofs that list it). For `event` as e.
BODY_IS_GONE = "(length(e.sealed) = 0 AND length(e.witness) > 0)"
BY_NODE = "substr(log, 1, 8) = ?"  # written by this node, also where the county had to send it back to its author
CARRIED_IN_VAIN = "carried_in_vain"  # 1 while nothing was proved since our last Carried


class Store:
    """The one connection. `tables`: sqlite-utils' view of it, for reads and tools; writes use `transaction`."""

    def __init__(self, path: Path, free_bytes_min: int = 0) -> None:
        self.path, self.free_bytes_min = path, free_bytes_min
        self._folder = str(path.parent)
        self._remembered: dict[str, bytes] | None = None  # meta as it stands: nobody else writes it (one process)
        with _disk_trouble():
            self.connection = sqlite3.connect(path, isolation_level=None, timeout=BUSY_TIMEOUT_MS / 1000)
            # auto_vacuum first: it must stand before anything is written; what is purged is given back step by step.
            for pragma in ("auto_vacuum=INCREMENTAL", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON",
                           "secure_delete=ON", "wal_autocheckpoint=0", "trusted_schema=OFF"):  # fmt: skip
                self.connection.execute(f"PRAGMA {pragma}")
            self.tables = Database(self.connection)
            if migrations.pending(self.tables):
                migrations.apply(self.tables)
        if self.one("PRAGMA journal_mode")[0] != "wal":  # a failing disk: SQLite stays as it was, and says nothing
            self.connection.close()
            raise Refusal("DISK_FULL")
        assert self.one("PRAGMA synchronous")[0] == 2

    @contextmanager
    def transaction(self, bytes_needed: int = 0, frees: bool = False) -> Iterator[sqlite3.Connection]:
        """BEGIN IMMEDIATE … COMMIT. Everything or nothing; Refusal DISK_FULL when the disk takes no more.

        bytes_needed: about how much will be written; looked at before, so that a full disk is told politely. frees: it
        gives back more than it writes, and may use what is kept free for others."""
        if self.free_disk_bytes() < (0 if frees else self.free_bytes_min) + bytes_needed:
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
        """Every row of a read; Refusals DISK_FULL, DISK_UNREADABLE when the disk fails."""
        with _disk_trouble():
            return self.connection.execute(sql, values).fetchall()

    def one(self, sql: str, *values: Any) -> Any:
        """The first row of a read, or None; Refusals DISK_FULL, DISK_UNREADABLE when the disk fails."""
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

    def free_disk_bytes(self) -> int:
        """What the disk under the folder still takes."""
        disk = os.statvfs(self._folder)
        return int(disk.f_bavail * disk.f_frsize)

    def give_back(self, bytes_max: int) -> int:
        """Hand pages that hold nothing any more back to the file system, at most so many bytes; how many went. In calm
        moments only. Refusal DISK_FULL when the disk takes no more; nothing is lost by that."""
        page_bytes = int(self.one("PRAGMA page_size")[0])
        before = self.one("PRAGMA page_count")[0]
        with _disk_trouble():  # a transaction of its own; `execute` would stop after the first page
            self.connection.executescript(f"PRAGMA incremental_vacuum({bytes_max // page_bytes})")
        self.settle_down(0)  # the file is cut when the WAL is folded back, and not before
        return int(before - self.one("PRAGMA page_count")[0]) * page_bytes

    def close(self) -> None:
        """Let the database go; SQLite folds the WAL back."""
        self.connection.close()


@contextmanager
def _disk_trouble() -> Iterator[None]:
    """SQLite's words for a full or failing disk become a Refusal: DISK_FULL, or DISK_UNREADABLE where what it read (or
    could not read) makes no sense."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        primary = (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF
        if primary in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN):
            raise Refusal("DISK_FULL") from error
        if primary in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
            raise Refusal("DISK_UNREADABLE") from error
        raise
