"""Putting a county or a relay back 恢复: from its backup, or from a copy of its database put back by other means.

What other nodes hold of us may be newer than any backup (R-EPOCH). So before a word is said: the second medium is read
back (R-SAFE), every log that this node had begun is retired, and another incarnation begins, with a main log of fresh
8 bytes, a number above every one that anything here tells of, and new logs to the stations. Whoever hears the higher
number lets its marks fall and offers everything that it still holds again.

A database is put together beside the old one and takes its place by one rename; it remembers its incarnation itself,
so that a crash before the card is written is mended by the next start (`checked`).
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, NamedTuple

import msgspec
from sqlalchemy.exc import DBAPIError

from kiosk.core.carriage.backup import read_manifest, read_parts
from kiosk.core.carriage.certificate import Role, verify_chain
from kiosk.core.carriage.head import LOG_BYTES
from kiosk.core.instruments import Instruments
from kiosk.core.refusal import Refusal
from server.node import (
    CARD_FILE,
    KEYS,
    SEALING_FILE,
    SECRET_FILE,
    SIGNING_FILE,
    TLS_CERTIFICATE_FILE,
    TLS_KEY_FILE,
    Card,
    Node,
    holding,
    node_of,
    open_node,
    read_card,
    sync_folder,
    write_card,
)
from server.office import audit
from server.office.backup import database_file
from server.office.digest import Office
from server.office.under_new_keys import is_under_other_keys, take_over
from server.store import county_keys, incarnation
from server.store.database import DATABASE_FILE, folder_url, migrate, open_engine
from server.store.incarnation import Incarnation
from server.store.journal import Journal
from server.store.reading_back import ReadBack, knows_more, read_back
from server.store.second_medium import ID_FILE
from server.store.shelf import LogPurpose
from server.store.writer import Writer
from server.tls import pin_of_pem

KEY_FILES = (SIGNING_FILE, TLS_KEY_FILE, TLS_CERTIFICATE_FILE)
COUNTY_KEY_FILES = (*KEY_FILES, SEALING_FILE, SECRET_FILE)
CARD_BYTES_MAX = 64 * 1024


class Restored(NamedTuple):
    """A node put back. made_at_ms: when its backup was made, 0 without one; number: of its new incarnation;
    back_events, back_attachments: what the second medium held beyond it."""

    code: str
    made_at_ms: int
    number: int
    back_events: int
    back_attachments: int


def restore(
    folder: Path, file: Path, instruments: Instruments, os_user: str, medium: Path | None = None, over: bool = False
) -> Restored:
    """Put the backup `file` into `folder`, which holds the node's `keys` and no database, or with `over` another one,
    which is kept beside. Refusals NOT_A_NODE, FOLDER_IN_USE, FOLDER_NOT_EMPTY, RESTORE_NEEDS_KEYS, KEYS_DO_NOT_FIT,
    BACKUP_UNREADABLE, BACKUP_DAMAGED, BACKUP_OF_ANOTHER, DATABASE_NEWER, MEDIUM_UNREADABLE, STORAGE_FULL: then nothing
    changed."""
    if not folder.is_dir():
        raise Refusal("RESTORE_NEEDS_KEYS", missing=" ".join(COUNTY_KEY_FILES), folder=folder / KEYS)
    _check_medium(medium)
    database = folder / DATABASE_FILE
    with holding(folder), _opened(file) as stream:
        if database.exists() and not over:
            raise Refusal("FOLDER_NOT_EMPTY")
        draft, card_draft = folder / f"{DATABASE_FILE}.restoring", folder / f"{CARD_FILE}.restoring"
        try:
            with _storage_trouble():
                _clear(draft, card_draft)
                manifest, identity = read_manifest(stream)
                names = {DATABASE_FILE: draft, CARD_FILE: card_draft}
                if identity.role is Role.STATION or {part.name for part in manifest.parts} != names.keys():
                    raise Refusal("BACKUP_OF_ANOTHER", code=manifest.code)
                read_parts(stream, manifest, lambda name: _durable(names[name]))
                node = _fitting(folder, card_draft, identity.role)
                if (node.root_public, node.identity.node) != (manifest.root, identity.node):
                    raise Refusal("BACKUP_OF_ANOTHER", code=manifest.code)
                node = _at_least(node, manifest.number, _number_in(database))
                renewed, back = _renew(node, f"sqlite:///{draft}", instruments, os_user, medium)
                _into_one_file(draft)
                _put(draft, database)
                _write_incarnation(folder, card_draft, renewed)
        finally:
            _clear(draft, card_draft)
    return Restored(node.identity.code, manifest.made_at_ms, renewed.incarnation_number, back.events, back.attachments)


def renew(folder: Path, url: str, instruments: Instruments, os_user: str, medium: Path | None = None) -> Restored:
    """The same for a database that was put back by other means (pg_restore, the image of a disk): read the second
    medium back and begin another incarnation in it. url: "" for the one in the folder. Refusals NOT_A_NODE,
    FOLDER_IN_USE, DATABASE_MISSING, MEDIUM_UNREADABLE, STORAGE_FULL."""
    node = open_node(folder)
    if not url:
        database_file(folder, url)
    _check_medium(medium)
    with holding(folder), _storage_trouble():
        renewed, back = _renew(node, url or folder_url(folder), instruments, os_user, medium)
        _write_incarnation(folder, None, renewed)
    return Restored(node.identity.code, 0, renewed.incarnation_number, back.events, back.attachments)


def checked(
    node: Node, writer: Writer, instruments: Instruments, medium: Path | None, may_begin: bool = True
) -> tuple[Node, str]:
    """The node as its database has it, and why another incarnation was begun ("" for none): "card" and "medium" say
    that the database is older than the card or the second medium knows, "peer" that somebody proved it, "keys" that the
    county has changed them (`rotating`). may_begin: False for a command that is no start of the server; then Refusal
    DATABASE_OLDER_COPY."""
    now, proved = writer.run(lambda journal: (incarnation.present(journal), incarnation.superseded_by(journal)))
    if now is None:
        begun = Incarnation(node.incarnation_number, node.log)
        writer.run(lambda journal: incarnation.note_present(journal, begun))
        now = begun
    if now.number > node.incarnation_number:  # a crash between database and card, or keys laid back from a safe
        node = msgspec.structs.replace(node, log=now.log, incarnation_number=now.number)
        _write_incarnation(node.folder, None, node)
    why = ""
    if now != Incarnation(node.incarnation_number, node.log):
        why = "card"
    elif proved:
        why = "peer"
    elif node.is_county and medium is not None and (medium / ID_FILE).is_file() and knows_more(writer, medium):
        why = "medium"
    elif writer.run(lambda journal: is_under_other_keys(journal, node)):
        why = "keys"
    if not why:
        return node, ""
    if not may_begin:
        raise Refusal("DATABASE_OLDER_COPY")
    now_ms = instruments.clock().wall_ms
    writer.run(county_keys.keep_of_own_logs)
    if medium is not None and (medium / ID_FILE).is_file():
        read_back(writer, node.root_public, medium, now_ms)
    about = f"own log {(node.identity.node + now.log).hex()} number {now.number}: {why}"

    def begin(journal: Journal) -> Node:
        if why != "keys":
            journal.incident("DATABASE_OLDER_COPY", about, now_ms)
        return begin_incarnation(journal, node, instruments)

    node = writer.run(begin)
    _write_incarnation(node.folder, None, node)
    return node, why


def begin_incarnation(journal: Journal, node: Node, instruments: Instruments) -> Node:
    """Retire every log of this node and begin another incarnation; the node as it is then. One transaction; the card
    is written after it."""
    changed_keys = is_under_other_keys(journal, node)
    number = max(incarnation.highest_number(journal), node.incarnation_number) + 1
    renewed = msgspec.structs.replace(node, log=instruments.draw(LOG_BYTES), incarnation_number=number)
    incarnation.retire(journal)
    journal.begin_log(renewed.pen, renewed.identity, LogPurpose.MAIN, number, instruments)
    if renewed.is_county:
        Office(renewed, instruments).downward.renew(journal)
    if changed_keys:
        take_over(journal, renewed, instruments)
    return renewed


def _renew(
    node: Node, url: str, instruments: Instruments, os_user: str, medium: Path | None
) -> tuple[Node, ReadBack]:
    engine = open_engine(url)
    try:
        migrate(engine)
        writer = Writer(engine, node.identity, node.root_public)
        try:
            # First of all, in case we die half-way: whoever opens this database then begins anew.
            writer.run(lambda journal: incarnation.supersede_quietly(journal, node.incarnation_number))
            writer.run(county_keys.keep_of_own_logs)
            back = ReadBack()
            if medium is not None and node.is_county:
                back = read_back(writer, node.root_public, medium, instruments.clock().wall_ms)

            def begin(journal: Journal) -> Node:
                renewed = begin_incarnation(journal, node, instruments)
                detail = f"number {renewed.incarnation_number} read back {back.events} {back.attachments}"
                audit.write(journal, instruments, os_user, "restore", node.identity.code, detail)
                return renewed

            return writer.run(begin), back
        finally:
            writer.close()
    finally:
        engine.dispose()


def _fitting(folder: Path, card_draft: Path, role: Role) -> Node:
    """The node of the keys that were laid into the folder; its card from there, or else from the backup."""
    needed = COUNTY_KEY_FILES if role is Role.COUNTY else KEY_FILES
    missing = [name for name in needed if not (folder / KEYS / name).is_file()]
    if missing:
        raise Refusal("RESTORE_NEEDS_KEYS", missing=" ".join(missing), folder=folder / KEYS)
    laid = folder / KEYS / CARD_FILE
    try:
        card = read_card(folder) if laid.is_file() else _card_of(card_draft)
        node = node_of(folder, card)
        if pin_of_pem(node.tls_certificate_file.read_bytes()) != node.identity.tls_pin:
            raise ValueError("another TLS key")
    except (Refusal, ValueError, msgspec.MsgspecError) as error:
        raise Refusal("KEYS_DO_NOT_FIT", folder=folder / KEYS) from error
    return node


def _card_of(path: Path) -> Card:
    card = msgspec.json.decode(path.read_bytes()[:CARD_BYTES_MAX], type=Card)
    verify_chain(card.chain, card.root)
    return card


def _at_least(node: Node, *numbers: int) -> Node:
    """The node with the highest of these numbers as the one that it announced last."""
    return msgspec.structs.replace(node, incarnation_number=max(node.incarnation_number, *numbers))


def _number_in(database: Path) -> int:
    """The number that a database about to be replaced was written with; 0 when there is none or it is not readable."""
    try:
        with closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)) as old:
            row = old.execute("SELECT value FROM meta WHERE name = ?", (incarnation.INCARNATION,)).fetchone()
    except sqlite3.DatabaseError:
        return 0
    return int.from_bytes(row[0][:incarnation.NUMBER_BYTES], "big") if row else 0


def _put(draft: Path, database: Path) -> None:
    """The draft in the place of the database, which is kept beside: the old one or the new one is there at any
    moment."""
    if database.exists():
        try:
            _into_one_file(database)
        except sqlite3.DatabaseError:  # it is past reading: what belongs to it goes aside with it
            for suffix in ("-wal", "-shm"):
                with suppress(FileNotFoundError):
                    Path(f"{database}{suffix}").replace(f"{_aside(database)}{suffix}")
        _aside(database).hardlink_to(database)
    for suffix in ("-wal", "-shm"):  # of a database that is gone: SQLite would take it for the new one's
        Path(f"{database}{suffix}").unlink(missing_ok=True)
    draft.replace(database)
    sync_folder(database.parent)


def _aside(database: Path) -> Path:
    number = 1
    while (aside := database.with_name(f"{database.name}.before-{number}")).exists():
        number += 1
    return aside


def _into_one_file(database: Path) -> None:
    """No write-ahead log beside it: it would be taken for the next database's of that name."""
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("PRAGMA journal_mode=DELETE")
    descriptor = os.open(database, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _write_incarnation(folder: Path, card_draft: Path | None, node: Node) -> None:
    laid = (folder / KEYS / CARD_FILE).is_file()
    card = read_card(folder) if laid or card_draft is None else _card_of(card_draft)
    write_card(folder, msgspec.structs.replace(card, log=node.log, incarnation_number=node.incarnation_number))


def _check_medium(medium: Path | None) -> None:
    if medium is not None and not (medium / ID_FILE).is_file():
        raise Refusal("MEDIUM_UNREADABLE", folder=medium)


def _clear(*drafts: Path) -> None:
    for draft in drafts:
        for suffix in ("", "-wal", "-shm", "-journal"):
            Path(f"{draft}{suffix}").unlink(missing_ok=True)


@contextmanager
def _opened(file: Path) -> Iterator[BinaryIO]:
    try:
        stream = file.open("rb")
    except OSError as error:
        raise Refusal("BACKUP_UNREADABLE") from error
    with stream:
        yield stream


@contextmanager
def _durable(path: Path) -> Iterator[BinaryIO]:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())


@contextmanager
def _storage_trouble() -> Iterator[None]:
    """What the disk or the database says no to becomes one Refusal."""
    try:
        yield
    except (OSError, DBAPIError, sqlite3.DatabaseError) as error:
        raise Refusal("STORAGE_FULL") from error
