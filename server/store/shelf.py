"""Reading the journal, on any connection: the same few questions from the writer, the downlink and the console."""

from collections.abc import Collection, Mapping, Sequence
from enum import StrEnum
from functools import lru_cache
from typing import Any, NamedTuple

import cbor2
from sqlalchemy import Connection, bindparam, select

from kiosk.core.carriage.acknowledgement import EXTRAS_COUNT_MAX, Extent, Quarantine
from kiosk.core.carriage.certificate import Identity, verify_chain
from kiosk.core.carriage.head import read_event
from kiosk.core.carriage.protocol import Held
from kiosk.core.event import Event

from . import tables as t
from .revoking import revocations
from .sql import pieces

EVENTS_REMEMBERED_COUNT = 4_096  # decoded heads, some 2 KB each
ROWS_COUNT_MAX = 5_000  # of one answer; a caller that wants more asks again from the last


class LogPurpose(StrEnum):
    """What a log is to this node: its own (MAIN: one an incarnation; WORKER: one a process more; DOWN: the county's
    word to one station), its own of an earlier incarnation (RETIRED: never written again) or OTHER's."""

    MAIN = "main"
    WORKER = "worker"
    DOWN = "down"
    RETIRED = "retired"
    OTHER = "other"


class Row(NamedTuple):
    """An event as it is kept. awaiting: a code of Quarantine or None; witness: None until its body was opened; revoked:
    told of the events of a case alone: it is beyond what is still believed of its author."""

    event: Event
    sealed: bytes
    awaiting: Quarantine | None
    branch: bool
    received_at_ms: int
    from_node: bytes
    safe_at_ms: int | None
    witness: bytes | None
    revoked: bool = False
    owed: bool = False  # on a relay: the county has not vouched for it

    @property
    def held(self) -> Held:
        """As the protocol's `offer` takes it."""
        return Held(self.event, self.sealed)


_COLUMNS = (
    t.event.c.signed,
    t.event.c.sealed,
    t.event.c.awaiting,
    t.event.c.branch,
    t.event.c.received_at_ms,
    t.event.c.from_node,
    t.event.c.safe_at_ms,
    t.event.c.witness,
    t.event.c.owed,
)


# A deed reads its case several times, and its events never change.
_read = lru_cache(EVENTS_REMEMBERED_COUNT)(read_event)


def _row(found: Any) -> Row:
    signed, sealed, awaiting, branch, received_at_ms, from_node, safe_at_ms, witness, owed = found
    return Row(
        _read(signed),
        sealed,
        None if awaiting is None else Quarantine(awaiting),
        branch,
        received_at_ms,
        from_node,
        safe_at_ms,
        witness,
        owed=owed,
    )


# Built once: a digest asks this several times, and building it costs more than running it.
_OF_CASE = (
    select(*_COLUMNS)
    .where(t.event.c.county == bindparam("county"), t.event.c.case_no == bindparam("case_no"), t.EVENT_IN_A_CASE)
    .where(t.event.c.awaiting.is_(None) | (t.event.c.awaiting != Quarantine.AWAITING_CERTIFICATE))
    .order_by(t.event.c.log_name, t.event.c.seq, t.event.c.hash)
)
_SHARING = (
    select(*_COLUMNS)
    .where(
        t.event.c.county == bindparam("county"),
        t.event.c.hash.in_(
            select(t.shared_key.c.event_hash).where(
                t.shared_key.c.county == bindparam("county"), t.shared_key.c.key_id == bindparam("key_id")
            )
        ),
    )
    .order_by(t.event.c.hash)
)


def held(connection: Connection, county: str, event_hash: bytes) -> Row | None:
    """The event with this hash."""
    e = t.event.c
    found = connection.execute(select(*_COLUMNS).where(e.county == county, e.hash == event_hash)).one_or_none()
    return None if found is None else _row(found)


def events_of_case(connection: Connection, county: str, case_no: str) -> list[Row]:
    """All authentic events of a case number, in (log, seq, hash) order: branches too, but none that still awaits
    its author's certificate."""
    unbelieved = revocations(connection, county)
    held_rows = (_row(found) for found in connection.execute(_OF_CASE, {"county": county, "case_no": case_no}))
    return [row._replace(revoked=True) if unbelieved.refuses(row.event.head) else row for row in held_rows]


def rows(
    connection: Connection,
    county: str,
    log_name: bytes,
    from_seq: int = 1,
    count_max: int = 1_000,
    branches: bool = False,
) -> list[Row]:
    """Events of one log from `from_seq` on, in order; with `branches`, also those that came second to their place."""
    e = t.event.c
    asked = select(*_COLUMNS).where(e.county == county, e.log_name == log_name, e.seq >= from_seq)
    if not branches:
        asked = asked.where(e.branch.is_(False))
    asked = asked.order_by(e.seq, e.branch, e.hash).limit(min(count_max, ROWS_COUNT_MAX))
    return [_row(found) for found in connection.execute(asked)]


def key_events(connection: Connection, county: str, key_id: bytes) -> list[Row]:
    """The KeyShared events that share this content key."""
    return [_row(found) for found in connection.execute(_SHARING, {"county": county, "key_id": key_id})]


class LogRow(NamedTuple):
    """A log as it is kept; identity is None while its certificate has not come."""

    name: bytes
    purpose: LogPurpose
    reader: bytes | None
    identity: Identity | None
    n: int
    hash: bytes
    safe_n: int
    safe_hash: bytes


_LOGS = (
    select(*(t.log.c[name] for name in ("log_name", "purpose", "reader", "chain", "n", "hash", "safe_n", "safe_hash")))
    .where(t.log.c.county == bindparam("county"))
    .order_by(t.log.c.log_name)
)
_LOGS_NAMED = _LOGS.where(t.log.c.log_name.in_(bindparam("names", expanding=True)))


def logs(
    connection: Connection, county: str, root_public: bytes, *conditions: Any, proved: Mapping[bytes, Identity] = {}
) -> list[LogRow]:
    """The logs that fulfil `conditions` on `tables.log`, by name. proved: identities already verified, by log name
    (verifying a chain costs three signature checks)."""
    found = connection.execute(_LOGS.where(*conditions), {"county": county})
    return [_log_row(row, root_public, proved) for row in found]


def logs_named(
    connection: Connection, county: str, root_public: bytes, names: Sequence[bytes], proved: Mapping[bytes, Identity]
) -> list[LogRow]:
    """Those of these logs that are known, by name; `proved` as in `logs`."""
    asked = ({"county": county, "names": piece} for piece in pieces(names))
    return [_log_row(row, root_public, proved) for one in asked for row in connection.execute(_LOGS_NAMED, one)]


def _log_row(found: Any, root_public: bytes, proved: Mapping[bytes, Identity]) -> LogRow:
    name, purpose, reader, chain, n, last, safe_n, safe_last = found
    identity = proved.get(name)
    if identity is None and chain is not None:
        identity = verify_chain(tuple(cbor2.loads(chain)), root_public)
    return LogRow(name, LogPurpose(purpose), reader, identity, n, last, safe_n, safe_last)


def extent(
    connection: Connection,
    county: str,
    log_name: bytes,
    n: int,
    last: bytes,
    safe: bool,
    first: Collection[bytes] = (),
) -> Extent:
    """What to acknowledge of a log whose reach is (n, last): the extras beyond it are looked up; with `safe` only
    those on the second medium. first: hashes of events to name before others, when there are more than fit."""
    e = t.event.c
    beyond = select(e.seq, e.hash).where(e.county == county, e.log_name == log_name)
    beyond = beyond.where((e.seq > n) | e.branch.is_(True))
    if safe:
        beyond = beyond.where(e.safe_at_ms.is_not(None))
    found = [(seq, h) for seq, h in connection.execute(beyond.order_by(e.seq, e.hash).limit(EXTRAS_COUNT_MAX))]
    if len(found) == EXTRAS_COUNT_MAX and first:
        asked = (connection.execute(beyond.where(e.hash.in_(piece))).all() for piece in pieces(sorted(first)))
        wanted = [(seq, event_hash) for rows in asked for seq, event_hash in rows]
        found = sorted([*wanted, *(one for one in found if one[1] not in first)][:EXTRAS_COUNT_MAX])
    return Extent(log_name, n, last, tuple(found))
