"""What there is to carry, and what to ask: batches for a road, the ask, and the Carried event of each hand-over.

A Carried belongs to no case and never causes another: alone it is never worth a batch, it rides with the next.
"""

import shutil
from collections.abc import Collection, Iterable, Iterator, Sequence

import kiosk
from kiosk.core.carriage.ask import ATTACHMENTS_COUNT_MAX, Ask, Have, Proved, Report, sign_ask
from kiosk.core.carriage.attachment import CHUNK_BYTES_MAX, Chunk
from kiosk.core.carriage.author import Wording
from kiosk.core.carriage.certificate import Identity, Role
from kiosk.core.carriage.extent import START, advance, ranges
from kiosk.core.carriage.head import SEQ_MAX, log_name, read_event
from kiosk.core.carriage.kinds import CARRIED
from kiosk.core.carriage.protocol import Held, Offer, offer
from kiosk.core.event import Event
from kiosk.desk.custody import NOT_IN_CUSTODY, PIECES_IN_CUSTODY, relied_on
from kiosk.desk.journal import Entry, append
from kiosk.desk.station import Station
from kiosk.desk.store import CARRIED_IN_VAIN, DOWNWARD

ROAD_COUNTY, ROAD_RELAY, ROAD_STICK = 1, 2, 3  # facts of Carried: by which road it left
OWN_LOGS_MAX = 100  # asked about at once: as many as there are terminal numbers
ASK_BUDGET_BYTES = 512 * 1024
OPERATION_BYTES = 8
_MISSING_AT_COUNTY = "e.hash IN (SELECT event FROM outbox)"


def next_offer(
    station: Station, to: Identity, bytes_max: int, introduce: bool = False, passed_over: Collection[bytes] = ()
) -> Offer:
    """The next batch for `to` (the county, or a relay that takes custody); empty when nothing is worth one.

    introduce: our first event goes even if it is proved there, because the other side said it does not know us.
    passed_over: hashes of events and ids of attachments that wait for another exchange; an event still goes along
    where another needs it."""
    # A relay may be met for the first time with events whose certificate the county has had for years.
    needed_there, values = _lacked(station, to)
    missing = _MISSING_AT_COUNTY if to.role is Role.COUNTY else f"{_MISSING_AT_COUNTY} AND {needed_there}"
    connection = station.store.connection
    due = connection.execute(f"SELECT e.hash FROM event e WHERE {missing} AND e.kind <> ?", (*values, CARRIED))
    worth = any(event_hash not in passed_over for (event_hash,) in due)
    chunk = next(_chunks(station, to, passed_over), None)
    if not worth and chunk is None and not introduce:
        return Offer(b"", (), ())
    rows = f"SELECT e.hash, e.signed, e.sealed FROM event e WHERE {missing} ORDER BY e.log, e.seq"
    events: Iterator[Held] = (
        _held(signed, sealed)
        for event_hash, signed, sealed in connection.execute(rows, values)
        if event_hash not in passed_over
    )
    if introduce:
        events = iter([_first(station), *[held for held in events if held.event.head.seq != 1]])
    elif not worth:
        events = iter(())  # photographs alone: their Carried would name nothing

    def companions(event: Event) -> list[Held]:
        needed = station.store.all(
            "SELECT e.signed, e.sealed FROM event e WHERE e.log = ? AND e.seq < ? AND (e.seq = 1 OR e.hash IN "
            f"(SELECT event FROM key_share WHERE key_id = ?)) AND {needed_there} ORDER BY e.seq",
            log_name(event.head), event.head.seq, event.head.key_id, *values,
        )  # fmt: skip
        return [_held(signed, sealed) for signed, sealed in needed]

    return offer(station.identity.node, events, companions, _chunks(station, to, passed_over), bytes_max)


def held_there(station: Station, to: Identity, attachments: Iterable[bytes]) -> dict[bytes, int]:
    """How many bytes from 0 on of each attachment need not be offered to `to`."""
    wanted = set(attachments)
    return {identity: held for identity, held, _ in _attachments(station, to) if identity in wanted}


def carried(station: Station, events: Sequence[Event], at_ms: int, road: int) -> None:
    """Write down that these events left here by a road: a fact of our own, and no claim that they arrived.

    Nothing is written where it would say again what stands here and has proved nothing since: behind a login page
    that is tried for months, the journal stays as it is."""
    new = (event for event in events if event.head.kind != CARRIED and not _left_before(station, event))
    if station.store.number(CARRIED_IN_VAIN) and next(new, None) is None:
        return
    named = [
        [log, first, last]
        for log in sorted({log_name(event.head) for event in events})
        for first, last in ranges(event.head.seq for event in events if log_name(event.head) == log)
    ]
    if named:
        facts = {1: named, 2: road, 3: at_ms}
        entry = Entry(Wording(station.instruments.draw(OPERATION_BYTES), CARRIED, "", facts))
        append(station, [entry], lambda *_: station.store.remember(CARRIED_IN_VAIN, 1))


def _left_before(station: Station, event: Event) -> bool:
    seq = event.head.seq
    named = "SELECT 1 FROM carried WHERE log = ? AND first <= ? AND last >= ? LIMIT 1"
    return station.store.one(named, log_name(event.head), seq, seq) is not None


def make_ask(station: Station) -> Ask:
    """One signed question: what is proved to us, what we hold of the county's word, and how we are."""
    clock, store = station.instruments.clock(), station.store
    offset = store.meta("clock_offset_ms")
    oldest = store.one(
        "SELECT MIN(e.position), e.signed FROM event e JOIN outbox o ON o.event = e.hash WHERE e.kind <> ?", CARRIED
    )
    age_s = 0
    if oldest and oldest[1]:
        age_s = max(0, (clock.wall_ms - read_event(oldest[1]).head.clock.wall_ms) // 1000)
    report = Report(
        f"daiban {kiosk.__version__}"[:40],
        shutil.disk_usage(station.folder).free,
        int(offset) if offset else None,
        max(0, clock.uptime_s),
        min(age_s, 2**40),
    )
    unproved = store.all(
        "SELECT id FROM attachment WHERE at_county_bytes < total_bytes ORDER BY lane, rowid LIMIT ?",
        ATTACHMENTS_COUNT_MAX,
    )
    ask = Ask(
        node=station.identity.node,
        log=station.pen.log,
        wall_ms=clock.wall_ms,
        incarnation_number=store.number("county_incarnation"),
        catalogue_version=station.document.version,
        own=tuple(_proved(station, log) for log in station.log_names[-OWN_LOGS_MAX:]),
        down=tuple(_haves(station)),
        report=report,
        budget_bytes=ASK_BUDGET_BYTES,
        attachments=tuple(row[0] for row in unproved),
    )
    return sign_ask(station.pen.key, ask)


def _proved(station: Station, log: bytes) -> Proved:
    """How far one of our logs is proved. Of a log that we no longer write no more `open` is asked for: others wrote
    in it too, and a proof over an event that we do not hold proves nothing, of our present log either."""
    recv, safe = _proved_to(station, log, "recv"), _proved_to(station, log, "safe")
    return Proved(log, recv, safe, _proved_to(station, log, "open") if log == station.log_name else SEQ_MAX)


def _proved_to(station: Station, log: bytes, state: str) -> int:
    """1..n of this log have this mark."""
    row = station.store.one(
        "SELECT MIN(e.seq) FROM event e WHERE e.log = ? AND e.hash NOT IN (SELECT event FROM mark WHERE state = ?)",
        log, state,
    )  # fmt: skip
    if row[0] is not None:
        return int(row[0]) - 1
    return int(station.store.one("SELECT MAX(seq) FROM event WHERE log = ?", log)[0])


def _haves(station: Station) -> Iterator[Have]:
    logs = station.store.all("SELECT DISTINCT log FROM event WHERE origin = ? ORDER BY log", DOWNWARD)
    for (log,) in logs:
        rows = station.store.all(
            "SELECT signed FROM event WHERE log = ? AND origin = ? ORDER BY position", log, DOWNWARD
        )
        events = [read_event(signed) for (signed,) in rows]
        reach = advance(START, [(e.head.seq, e.head.prev, e.hash) for e in events])
        yield Have(log, reach.n, reach.hash)


def _chunks(station: Station, to: Identity, passed_over: Collection[bytes]) -> Iterator[Chunk]:
    """Pieces still to come, thumbnails first, each attachment from its last durable piece on."""
    for attachment_id, held, total in _attachments(station, to):
        if attachment_id in passed_over:
            continue
        for offset in range(held - held % CHUNK_BYTES_MAX, total, CHUNK_BYTES_MAX):
            data = station.store.one(
                "SELECT substr(sealed, ?, ?) FROM attachment WHERE id = ?", offset + 1, CHUNK_BYTES_MAX, attachment_id
            )[0]
            yield Chunk(attachment_id, offset, total, data)


def _attachments(station: Station, to: Identity) -> list[tuple[bytes, int, int]]:
    """(id, bytes held there, bytes in all) of what is not held there whole."""
    held: str = "at_county_bytes"
    values: tuple[bytes | int, ...] = ()
    if to.role is not Role.COUNTY:
        held, values = f"MAX(at_county_bytes, COALESCE(({PIECES_IN_CUSTODY}), 0))", relied_on(station, to)
    return station.store.all(
        f"SELECT * FROM (SELECT id, {held} AS held, total_bytes FROM attachment ORDER BY lane, rowid) "
        "WHERE held < total_bytes",
        *values,
    )


def _lacked(station: Station, to: Identity) -> tuple[str, tuple[bytes | int, ...]]:
    """SQL for the events `to` is not known to hold, and its values."""
    return (_MISSING_AT_COUNTY, ()) if to.role is Role.COUNTY else (NOT_IN_CUSTODY, relied_on(station, to))


def _first(station: Station) -> Held:
    return _held(*station.store.one("SELECT signed, sealed FROM event WHERE log = ? AND seq = 1", station.log_name))


def _held(signed: bytes, sealed: bytes) -> Held:
    return Held(read_event(signed), sealed)
