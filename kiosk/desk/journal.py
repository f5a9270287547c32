"""The journal: append is sequence number, events, bodies, attachments, projection, outbox and receipt number
in one transaction with one sync, or nothing at all. A receipt is shown only after COMMIT returned.

The projection of a case is always the fold of every event of it that is held, so that rebuilding cannot
differ from what was written step by step; `verify` does it again and compares bytes.
"""

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

import msgspec

from kiosk.core.carriage.author import Body, Tip, Wording, Written, share_wording, write
from kiosk.core.carriage.cbor import Malformed
from kiosk.core.carriage.document import Document
from kiosk.core.carriage.head import (
    NO_HASH,
    SEALED_BYTES_MAX,
    SUITE,
    log_name,
    read_event,
)
from kiosk.core.carriage.kinds import CARRIED, CASE_KIND_MAX, KEY_SHARED
from kiosk.core.carriage.sealing import BODY_BYTES_MAX, ContentKey, Dictionary
from kiosk.core.casework.case import Case
from kiosk.core.casework.fold import CaseKey, by_case, fold
from kiosk.core.event import ClockReading, Event
from kiosk.core.refusal import Refusal
from kiosk.desk.revoked import revocations
from kiosk.desk.station import Station
from kiosk.desk.store import INNER, OWN, Store

NONCE_BYTES = 12
KEY_BYTES = 32
OPERATION_BYTES = 8  # unique within a node; a village pays for every byte
ROW_MARGIN_BYTES = 64 * 1024  # pages a transaction touches beside its blobs


class SealedAttachment(NamedTuple):
    """One attachment ready to travel: its id (SHA-256 of `sealed`), lane 1 thumbnails, 2 full photographs."""

    attachment_id: bytes
    sealed: bytes
    lane: int


class Packed(NamedTuple):
    """A body ready to be sealed: plain, the same compressed, and the id of the dictionary that was used."""

    plain: bytes
    compressed: bytes
    dictionary_id: bytes


class Entry(NamedTuple):
    """What is to be appended: the wording, the body (None: none), who may open it, and the attachments it lists."""

    wording: Wording
    body: Packed | None = None
    audience: tuple[bytes, ...] = ()
    attachments: tuple[SealedAttachment, ...] = ()


class Appended(NamedTuple):
    """The entries' events once they are durable, and what the cases they belong to fold to now."""

    events: tuple[Event, ...]
    cases: dict[str, list["Projected"]]


Beside = Callable[[sqlite3.Connection, Sequence[Event]], object]


def append(
    station: Station,
    entries: Sequence[Entry],
    beside: Beside | None = None,
    clock: ClockReading | None = None,
    frees: bool = False,
) -> Appended:
    """Append `entries` to our log, each with its KeyShared before it where its key is new.

    beside: further rows of the same transaction (receipt number, submitted operation). clock: a reading that was
    just taken. frees: the whole gives back more than it writes (`Store.transaction`). Refusal DISK_FULL when nothing
    was written."""
    clock = clock or station.now()
    bodies = [_body(station, entry, clock.wall_ms) for entry in entries]
    shared: list[ContentKey] = []
    written: list[Written] = []
    bytes_needed = ROW_MARGIN_BYTES + 2 * sum(
        (len(entry.body.plain) if entry.body else 0) + sum(len(a.sealed) for a in entry.attachments)
        for entry in entries
    )
    with station.store.transaction(bytes_needed, frees) as connection:
        tip = tip_of(station.store, station.log_name)
        for entry, prepared in zip(entries, bodies, strict=True):
            body, is_shared = prepared or (None, True)
            if body is not None and not is_shared and body.key not in shared:
                wording = share_wording(body.key, entry.audience, station.pen, SUITE, station.instruments.draw(8))
                key_event = write(station.pen, tip, wording, clock)
                tip = key_event.tip
                _keep(connection, key_event)
                shared.append(body.key)
            try:
                one = write(station.pen, tip, entry.wording, clock, body)
            except Malformed as error:
                size_bytes = len(entry.body.plain) if entry.body else 0
                raise Refusal("ENTRUSTMENT_TOO_LARGE", size_bytes=size_bytes, limit_bytes=SEALED_BYTES_MAX) from error
            tip = one.tip
            _keep(connection, one)
            for attachment in entry.attachments:
                connection.execute(
                    "INSERT INTO attachment (id, event, lane, total_bytes, sealed) VALUES (?, ?, ?, ?, ?)",
                    (
                        attachment.attachment_id,
                        one.event.hash,
                        attachment.lane,
                        len(attachment.sealed),
                        attachment.sealed,
                    ),
                )
            written.append(one)
        events = tuple(one.event for one in written)
        known = {event.hash: event for event in events}
        numbers = sorted({event.head.case for event in events if event.head.case})
        cases = {number: project(station.store, number, known) for number in numbers}
        station.store.remember("last_wall_ms", clock.wall_ms)
        if beside is not None:
            beside(connection, events)
    for key in shared:
        station.ring.committed(key)
    return Appended(events, cases)


def pack_body(station: Station, plain: bytes) -> Packed:
    """A body compressed with the dictionary in force; Refusal ENTRUSTMENT_TOO_LARGE."""
    try:
        compressed = station.dictionary.compress(plain)
    except Malformed as error:
        raise Refusal("ENTRUSTMENT_TOO_LARGE", size_bytes=len(plain), limit_bytes=BODY_BYTES_MAX) from error
    return Packed(plain, compressed, station.dictionary.dictionary_id)


def _body(station: Station, entry: Entry, now_ms: int) -> tuple[Body, bool] | None:
    """The body ready to seal, and whether its key is shared already."""
    if entry.body is None:
        return None
    draw = station.instruments.draw
    key, is_shared = station.ring.current(entry.audience, now_ms, draw(KEY_BYTES))
    return Body(*entry.body, key, draw(NONCE_BYTES)), is_shared


def _keep(connection: sqlite3.Connection, one: Written) -> None:
    insert_event(connection, OWN, one.event, one.sealed, one.witness)
    connection.execute("INSERT INTO outbox VALUES (?)", (one.event.hash,))


def insert_event(
    connection: sqlite3.Connection,
    origin: int,
    event: Event,
    sealed: bytes = b"",
    witness: bytes = b"",
    carrier: bytes | None = None,
) -> bool:
    """Keep one event and what can be looked up by it; False when it is held already (R-KEY)."""
    head = event.head
    values = (
        event.hash,
        origin,
        log_name(head),
        head.seq,
        head.kind,
        head.case,
        head.operation,
        event.signed,
        sealed,
        witness,
        carrier,
    )
    inserted = connection.execute(
        'INSERT INTO event (hash, origin, log, seq, kind, "case", operation, signed, sealed, witness, carrier) '
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (hash) DO NOTHING",
        values,
    ).rowcount
    if not inserted:
        return False
    if head.kind == KEY_SHARED and type(head.facts.get(1)) is bytes:
        connection.execute("INSERT INTO key_share VALUES (?, ?)", (head.facts[1], event.hash))
    if head.kind == CARRIED and origin == OWN:
        for log, first, last in head.facts[1]:
            connection.execute("INSERT INTO carried VALUES (?, ?, ?, ?)", (event.hash, log, first, last))
    return True


def insert_inner(connection: sqlite3.Connection, inner: Event, carrier: Event) -> None:
    """Keep an event that came inside a downward one. It may come twice: first without its body, which the county could
    not open yet, and once more with it; its body is read where it is."""
    if not insert_event(connection, INNER, inner, carrier=carrier.hash):
        connection.execute(
            "UPDATE event SET carrier = ? WHERE hash = ? AND origin = ? AND EXISTS (SELECT 1 FROM event before "
            "WHERE before.hash = event.carrier AND length(before.sealed) = 0)",
            (carrier.hash, inner.hash, INNER),
        )
    connection.execute("INSERT INTO inside VALUES (?, ?, ?)", (carrier.hash, inner.hash, inner.head.case))


def tip_of(store: Store, log: bytes) -> Tip:
    """The last event of our own log: what a copy of us wrote there may be held too (INNER), and is not ours."""
    row = store.one(f"SELECT seq, hash FROM event WHERE log = ? AND origin = {OWN} ORDER BY seq DESC LIMIT 1", log)
    return Tip(row[0], row[1]) if row else Tip(0, NO_HASH)


def events_of_case(store: Store, number: str, known: Mapping[bytes, Event] = MappingProxyType({})) -> list[Event]:
    """Every event of a case number that is held, in order of arrival. known: by hash, need not be read again."""
    rows = store.all(
        'SELECT hash, signed FROM event WHERE "case" = ? AND kind <= ? AND origin <> 2 ORDER BY position',
        number,
        CASE_KIND_MAX,
    )
    return [known.get(event_hash) or read_event(signed) for event_hash, signed in rows]


class Projected(NamedTuple):
    """One row of the case projection."""

    key: CaseKey
    case: Case
    slip: bytes  # the county's latest slip as it stands in signed facts (msgpack), b"" before the first


def projected(store: Store, number: str, known: Mapping[bytes, Event] = MappingProxyType({})) -> list[Projected]:
    """What the events of a case number fold to now; usually one case, two when a cloned card printed a number twice."""
    rows: list[Projected] = []
    slips, unbelieved = _slips(store, number), revocations(store)
    for key, events in by_case(events_of_case(store, number, known)).items():
        case = fold(events, frozenset(one.hash for one in events if unbelieved.refuses(one.head))).case
        if case is not None:
            held = {event.hash for event in events}
            slip = next((slip for inner, slip in slips if inner in held), b"")
            rows.append(Projected(key, case, slip))
    return rows


def project(store: Store, number: str, known: Mapping[bytes, Event] = MappingProxyType({})) -> list[Projected]:
    """Write the projection of one case number and return it; inside a transaction."""
    connection = store.connection
    connection.execute('DELETE FROM "case" WHERE number = ?', (number,))
    rows = projected(store, number, known)
    for key, case, slip in rows:
        connection.execute(
            'INSERT INTO "case" VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
            (
                key.number,
                key.node,
                key.operation,
                case.state.value,
                case.matter,
                int(case.handler),
                encode_case(case),
                slip,
            ),
        )
    return rows


def refold(store: Store) -> None:
    """Fold every case anew where a step of the tables says that a folded case holds more than it did: all of them in
    one transaction, or none yet."""
    if not store.number("refold"):
        return
    with store.transaction(ROW_MARGIN_BYTES, frees=True):
        for (number,) in store.all('SELECT DISTINCT number FROM "case" ORDER BY number'):
            project(store, number)
        store.remember("refold", 0)


def _slips(store: Store, number: str) -> list[tuple[bytes, bytes]]:
    """(hash of the inner event, slip) of a case, the latest first."""
    rows = store.all(
        "SELECT inside.hash, sent.signed FROM event AS inside JOIN event AS sent ON sent.hash = inside.carrier "
        'WHERE inside."case" = ? ORDER BY sent.position DESC',
        number,
    )
    found = []
    for inner, signed in rows:
        slip = read_event(signed).head.facts.get(2)
        if type(slip) is list:
            found.append((inner, msgspec.msgpack.encode(slip)))
    return found


def encode_case(case: Case) -> bytes:
    """The one encoding of a folded case."""
    return msgspec.msgpack.encode(case)


def decode_case(data: bytes) -> Case:
    """The case in a projection row."""
    return msgspec.msgpack.decode(data, type=Case)


def keep_document(connection: sqlite3.Connection, document: Document, dictionary: bytes) -> None:
    """Keep a verified catalogue and its dictionary, which older bodies need for good."""
    connection.execute(
        "INSERT INTO document VALUES (?, ?) ON CONFLICT (version) DO NOTHING", (document.version, document.signed)
    )
    connection.execute(
        "INSERT INTO dictionary VALUES (?, ?) ON CONFLICT (id) DO NOTHING",
        (Dictionary(dictionary).dictionary_id, dictionary),
    )


def new_operation(station: Station) -> bytes:
    """A fresh operation id."""
    return station.instruments.draw(OPERATION_BYTES)
