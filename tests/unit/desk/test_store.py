"""Whatever a failing disk makes SQLite say, in a calm moment or in a read, becomes the one Refusal for it."""

import resource
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from kiosk.core.refusal import Refusal
from kiosk.desk.store import WAL_BYTES_CALM, Store

VALUE_BYTES, VALUES_COUNT = 300_000, 40
FILE_BYTES_MAX = 1_000_000


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(tmp_path / "kiosk.db")
    yield store
    store.close()


@contextmanager
def files_grow_no_further() -> Iterator[None]:
    """As on a full disk: no file of this process grows past `FILE_BYTES_MAX`."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_BYTES_MAX, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)


def test_a_disk_that_takes_no_checkpoint_refuses_and_loses_nothing(store: Store) -> None:
    with store.transaction():
        for at in range(VALUES_COUNT):
            store.remember(f"x{at}", bytes(VALUE_BYTES))
    assert store.path.with_name(store.path.name + "-wal").stat().st_size > WAL_BYTES_CALM
    with files_grow_no_further(), pytest.raises(Refusal, match="DISK_FULL"):
        store.settle_down()
    store.settle_down()
    assert store.one("SELECT COUNT(*) FROM meta WHERE key LIKE 'x%'")[0] == VALUES_COUNT
    assert not store.path.with_name(store.path.name + "-wal").stat().st_size


@pytest.mark.parametrize("code", [sqlite3.SQLITE_IOERR_READ, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_FULL])
@pytest.mark.parametrize("read", ["all", "one", "meta"])
def test_a_disk_that_cannot_be_read_refuses(store: Store, read: str, code: int) -> None:
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorcode = code

    class Failing:
        def execute(self, *_: object) -> None:
            raise error

        close = store.connection.close

    whole, store.connection = store.connection, Failing()
    try:
        with pytest.raises(Refusal, match="DISK_FULL"):
            getattr(store, read)("SELECT 1")
    finally:
        store.connection = whole


def test_a_mistake_in_a_statement_of_ours_stays_a_mistake(store: Store) -> None:
    with pytest.raises(sqlite3.OperationalError):
        store.one("SELECT what_is_not_there FROM meta")


def test_a_disk_that_gives_back_nonsense_is_told_in_words(tmp_path: Path) -> None:
    path = tmp_path / "kiosk.db"
    with closing(Store(path)) as store, store.transaction() as connection:
        connection.executemany("INSERT INTO meta VALUES (?, ?)", [(f"x{i}", bytes(900)) for i in range(50)])
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
    with pytest.raises(Refusal, match="DISK_UNREADABLE"), closing(Store(path)) as store:
        store.meta("x1")
    path.write_bytes(b"not a database at all" * 1_000)
    with pytest.raises(Refusal, match="DISK_UNREADABLE"):
        Store(path)
