"""Opening the database: SQLite in the node's folder, or PostgreSQL by URL, always at the newest version of the tables.

SQLite before 3.51.3 can corrupt its write-ahead log when two connections write (the WAL-reset bug),
so a process has one connection that may write, asserted in `writer`; every other is read-only by
pragma, and DIR/lock keeps a second process out.
"""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy
from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, event, make_url
from sqlalchemy.exc import DBAPIError, IntegrityError

from kiosk.core.refusal import Refusal

DATABASE_FILE = "node.db"
BUSY_TIMEOUT_MS = 5_000
READERS_COUNT_MAX = 8
_FULL_ERRNOS = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def folder_url(folder: Path) -> str:
    """The URL of the SQLite database in a node's folder."""
    return f"sqlite:///{folder / DATABASE_FILE}"


def file_of(folder: Path, url: str) -> Path | None:
    """The SQLite file that a node's database is in, "" for the one in its folder; None when it is none of SQLite's."""
    made = make_url(url or folder_url(folder))
    if made.get_backend_name() != "sqlite" or not made.database:
        return None
    return Path(made.database).absolute()


def open_engine(url: str) -> Engine:
    """An engine for `url` (sqlite:///FILE or postgresql+psycopg://...), nothing connected yet."""
    if not url.startswith("sqlite"):
        return sqlalchemy.create_engine(url, isolation_level="SERIALIZABLE", pool_pre_ping=True)
    engine = sqlalchemy.create_engine(url, pool_size=READERS_COUNT_MAX, connect_args={"check_same_thread": False})

    @event.listens_for(engine, "connect")
    def _begin_by_hand(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # the driver's own BEGIN would start as a reader and fail to upgrade
        cursor = connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            f"busy_timeout={BUSY_TIMEOUT_MS}",
            "query_only=ON",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def is_full(error: BaseException) -> bool:
    """Whether it says that the disk takes no more: SQLite's word for it, PostgreSQL's (53100), or the kernel's."""
    if isinstance(error, OSError):
        return error.errno in _FULL_ERRNOS
    if not isinstance(error, DBAPIError) or isinstance(error, IntegrityError):
        return False
    code = getattr(error.orig, "sqlite_errorcode", None)
    primary = None if code is None else code & 0xFF
    return primary in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR) or getattr(error.orig, "sqlstate", None) == "53100"


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A connection that may write; `Writer` holds the only one while a node runs."""
    with engine.connect().execution_options(writes=True) as connection:
        if engine.dialect.name == "sqlite":
            driver = connection.connection.driver_connection
            assert driver is not None
            driver.execute("PRAGMA query_only=OFF")
            driver.execute("PRAGMA secure_delete=ON")  # what is erased leaves nothing in a page that is free
        try:
            yield connection
        finally:
            if engine.dialect.name == "sqlite":
                connection.invalidate()  # never back into the readers' pool with its pen in hand


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection that cannot write, in one snapshot."""
    with engine.connect() as connection, connection.begin():
        yield connection


def migrate(engine: Engine) -> None:
    """Bring the tables to the newest version; nothing happens when they are. Refusal DATABASE_NEWER."""
    config = Config()
    config.set_main_option("script_location", "server.store:migrations")
    with writing(engine) as connection:
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
        except CommandError as error:  # a step that this software does not know
            raise Refusal("DATABASE_NEWER") from error
        connection.commit()
