"""The one writer: deeds together in one COMMIT, each with its own fate."""

import threading
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy

from server.store.database import reading
from server.store.writer import Writer
from tests.server_by_hand import county, station


def test_a_second_writer_on_one_database_is_our_own_mistake(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house, pytest.raises(AssertionError):
        Writer(house.engine, house.node.identity, house.node.root_public)


def test_a_reader_cannot_write(tmp_path: Path) -> None:
    readonly = pytest.raises(sqlalchemy.exc.OperationalError, match="readonly")
    with county(tmp_path / "c") as house, reading(house.engine) as connection, readonly:
        connection.exec_driver_sql("DELETE FROM meta")


def test_deeds_of_one_group_share_a_commit_and_a_failing_one_is_undone_alone(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        def spoil(journal: Any) -> None:
            journal.set_note("spoilt", b"1")
            raise ValueError("no")

        deeds = [lambda j: j.set_note("a", b"1"), spoil, lambda j: j.set_note("b", b"2")]
        group: list[tuple[Any, Future[Any]]] = [(deed, Future()) for deed in deeds]
        house.writer.work(group)
        assert [type(f.exception()) for _, f in group] == [type(None), ValueError, type(None)]
        notes = house.writer.run(lambda j: (j.note("a"), j.note("spoilt"), j.note("b")))
        assert notes == (b"1", None, b"2")


def test_what_an_undone_deed_learnt_is_forgotten(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        village = station(house)
        called = []

        def undone(journal: Any) -> None:
            from kiosk.core.carriage.batch import read_batch
            from kiosk.core.carriage.examine import examine

            journal.take(examine(read_batch(village.batch()), {}, house.node.root_public), b"", 1)
            journal.on_commit(lambda: called.append(1))
            assert journal.book.known(village.log) is not None
            raise ValueError("no")

        with pytest.raises(ValueError, match="no"):
            house.writer.run(undone)
        assert village.log not in house.writer.journal.identities and called == []
        assert [e.n for e in house.receive(village.batch()).recv] == [2]


def test_many_threads_are_answered_each_with_its_own_after_it_is_durable(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        house.writer.start()
        seen: list[int] = []

        def one() -> None:
            seen.append(house.writer.run(lambda journal: journal.rise("counter")))

        threads = [threading.Thread(target=one) for _ in range(40)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(seen) == list(range(1, 41))


def test_the_tables_are_those_that_the_migrations_make(tmp_path: Path) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    from server.store.tables import METADATA

    with county(tmp_path / "c") as house, reading(house.engine) as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []


def test_a_writer_that_cannot_roll_back_answers_whoever_waits_and_writes_no_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> None:
        raise OSError("input/output error")

    def failing(journal: Any) -> None:
        raise ValueError("no")

    ended, begun, go_on = threading.Event(), threading.Event(), threading.Event()

    def slow(journal: Any) -> bool:
        begun.set()
        return go_on.wait(5)

    with county(tmp_path / "c") as house:
        house.writer.start(ended.set)
        first = house.writer.submit(slow)
        assert begun.wait(5)
        waiting = [house.writer.submit(failing), house.writer.submit(lambda journal: 1)]
        with monkeypatch.context() as patched:
            patched.setattr(house.writer._connection, "rollback", broken)
            patched.setattr(house.writer._connection, "begin_nested", broken)
            go_on.set()
            assert first.result(5)
            assert ended.wait(5)
        assert [str(future.exception(5)) for future in waiting] == ["input/output error"] * 2
        with pytest.raises(OSError, match="input/output"):
            house.writer.run(lambda journal: 1)
        assert isinstance(house.writer.broken, OSError)
