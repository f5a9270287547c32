"""The two spellings that SQLite and PostgreSQL share only by dialect."""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Connection, Executable, Table
from sqlalchemy.dialects import postgresql, sqlite

T = TypeVar("T")
PIECE_COUNT = 500  # values of one IN list


def insert_many(connection: Connection, table: Table, records: Sequence[dict[str, Any]]) -> None:
    """Insert `records`, which all have the same keys and hold only numbers, text and bytes. Handed to the driver as
    they are: SQLAlchemy's per-row work would cost intake more than the insert itself."""
    if not records:
        return
    keys = tuple(records[0])
    place = (connection.dialect.name, table.name, keys)
    if place not in _COMPILED:
        compiled = table.insert().compile(dialect=connection.dialect, column_keys=list(keys))
        _COMPILED[place] = (str(compiled), getattr(compiled, "positiontup", None))
    sql, order = _COMPILED[place]
    if order is None:
        connection.exec_driver_sql(sql, list(records))
    else:
        connection.exec_driver_sql(sql, [tuple(record[name] for name in order) for record in records])


_COMPILED: dict[tuple[str, str, tuple[str, ...]], tuple[str, list[str] | None]] = {}


# Building a statement costs more than running it: these are built once for each table.


@cache
def _missing(dialect: str, table: Table) -> Executable:
    return _insert(dialect, table).on_conflict_do_nothing()


@cache
def _lower(dialect: str, table: Table, column: str) -> Executable:
    made = _insert(dialect, table)
    return made.on_conflict_do_update(
        index_elements=[key.name for key in table.primary_key],
        set_={column: made.excluded[column]},
        where=made.excluded[column] < table.c[column],
    )


@cache
def _over(dialect: str, table: Table, names: tuple[str, ...]) -> Executable:
    made = _insert(dialect, table)
    keys = [column.name for column in table.primary_key]
    changed = {name: made.excluded[name] for name in names if name not in keys}
    return made.on_conflict_do_update(index_elements=keys, set_=changed)


def _insert(dialect: str, table: Table) -> sqlite.Insert | postgresql.Insert:
    return sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)


def insert_missing(connection: Connection, table: Table, records: Sequence[dict[str, Any]]) -> None:
    """Insert those `records` whose primary key is not there yet."""
    if records:
        connection.execute(_missing(connection.dialect.name, table), records)


def insert_or_lower(connection: Connection, table: Table, records: Sequence[dict[str, Any]], column: str) -> None:
    """Insert `records`; where a row with that primary key is there, its `column` becomes the lower of both."""
    if records:
        connection.execute(_lower(connection.dialect.name, table, column), records)


def upsert(connection: Connection, table: Table, record: dict[str, Any]) -> None:
    """Insert `record`, or overwrite the row with its primary key."""
    connection.execute(_over(connection.dialect.name, table, tuple(record)), record)


def pieces(values: Sequence[T]) -> Iterator[Sequence[T]]:
    """`values` in pieces that fit an IN list."""
    for i in range(0, len(values), PIECE_COUNT):
        yield values[i : i + PIECE_COUNT]
