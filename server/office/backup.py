"""Backing up a county or a relay 备份: its database as one file, while it serves.

The SQLite database is copied by VACUUM INTO on a connection that only reads: one moment of the journal, and nobody
waits. The key files are not in it (R-SEAL): whoever finds a backup has sealed bodies and no key. A database on
PostgreSQL is backed up by PostgreSQL's own tools.
"""

import io
import os
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, NamedTuple

from kiosk import __version__
from kiosk.core.carriage.backup import BACKUP_FORMAT, Manifest, Source, backup_name, write_backup
from kiosk.core.instruments import Instruments
from kiosk.core.refusal import Refusal
from server.node import CARD_FILE, card_text, open_node, read_card, sync_folder
from server.store.database import DATABASE_FILE, file_of

READ_WAIT_S = 30.0


class BackedUp(NamedTuple):
    """A backup made: its file, its length, whose it is, and the events in it."""

    file: Path
    bytes: int
    code: str
    events: int


def backup(folder: Path, database: str, out: Path, instruments: Instruments) -> BackedUp:
    """Write a backup of the node in `folder` to the new file `out`, or into the folder `out` under a name of its own;
    whole or not at all. No lock is needed. database: its URL, "" for the one in the folder. Refusals NOT_A_NODE,
    DATABASE_MISSING, BACKUP_BY_ITS_OWN_TOOLS, FILE_IS_THERE, FILE_UNWRITABLE, DATABASE_DAMAGED."""
    node, card = open_node(folder), read_card(folder)
    source = database_file(folder, database)
    at_ms = instruments.clock().wall_ms
    file = out / backup_name(node.identity.code, at_ms) if out.is_dir() else out
    try:
        with new_file(file) as (stream, draft), ExitStack() as stack:
            copy = draft.with_suffix(".db")
            stack.callback(copy.unlink, missing_ok=True)
            events = _copy_database(source, copy)
            sources = [
                Source(DATABASE_FILE, stack.enter_context(copy.open("rb"))),
                Source(CARD_FILE, io.BytesIO(card_text(card))),
            ]
            manifest = Manifest(
                BACKUP_FORMAT, f"daiban {__version__}", at_ms, node.identity.code, node.root_public,
                node.identity.chain, node.log, node.incarnation_number,
            )  # fmt: skip
            write_backup(stream, node.signing_key, manifest, sources)
    except OSError as error:
        raise Refusal("FILE_UNWRITABLE", name=file.name) from error
    return BackedUp(file, file.stat().st_size, node.identity.code, events)


def database_file(folder: Path, database: str) -> Path:
    """The SQLite file of a node. Refusals BACKUP_BY_ITS_OWN_TOOLS for any other database, DATABASE_MISSING."""
    path = file_of(folder, database)
    if path is None:
        raise Refusal("BACKUP_BY_ITS_OWN_TOOLS")
    if not path.is_file():
        raise Refusal("DATABASE_MISSING", name=path.name)
    return path


@contextmanager
def new_file(path: Path) -> Iterator[tuple[BinaryIO, Path]]:
    """A stream whose file takes the name `path` once it is whole and durable, and is gone otherwise; and its name
    until then. Refusal FILE_IS_THERE: an older backup is never written over."""
    if path.exists():
        raise Refusal("FILE_IS_THERE", name=path.name)
    draft = path.with_name(f".{path.name}.new")
    try:
        with os.fdopen(os.open(draft, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600), "w+b") as stream:
            yield stream, draft
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(path)
        sync_folder(path.parent)
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)


def _copy_database(database: Path, copy: Path) -> int:
    """One moment of the database, in the file `copy`; how many events it holds."""
    copy.unlink(missing_ok=True)
    os.close(os.open(copy, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))  # SQLite fills an empty file, whose it stays
    try:
        with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True, timeout=READ_WAIT_S)) as reading:
            reading.execute("VACUUM INTO ?", (str(copy),))
        with closing(sqlite3.connect(f"{copy.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as made:
            if made.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
                raise Refusal("DATABASE_DAMAGED")
            events: int = made.execute("SELECT COUNT(*) FROM event").fetchone()[0]
            return events
    except sqlite3.OperationalError as error:
        raise OSError(str(error)) from error
    except sqlite3.DatabaseError as error:
        raise Refusal("DATABASE_DAMAGED") from error
