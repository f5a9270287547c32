"""What there is to carry, and what to ask: batches for a road, the ask, and the Carried event of each hand-over.

A Carried belongs to no case and never causes another: alone it is never worth a batch, it rides with the next.
"""

import shutil
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import chain

import kiosk
from kiosk.core.carriage.ask import ATTACHMENTS_COUNT_MAX, Ask, Have, Proved, Report, sign_ask
from kiosk.core.carriage.attachment import CHUNK_BYTES_MAX, Chunk
from kiosk.core.carriage.author import Wording
from kiosk.core.carriage.certificate import Identity, Role
from kiosk.core.carriage.extent import START, advance, ranges
from kiosk.core.carriage.head import SEQ_MAX, log_name, read_event
from kiosk.core.carriage.kinds import CARRIED
from kiosk.core.carriage.protocol import Held, Offer, offer
from kiosk.core.carriage.upload import Leave, sign_leave
from kiosk.core.casework.kinds import Kind
from kiosk.core.event import Event
from kiosk.desk.custody import NOT_IN_CUSTODY, PIECES_IN_CUSTODY, relied_on
from kiosk.desk.journal import Entry, append
from kiosk.desk.revoked import revocations
from kiosk.desk.station import Station
from kiosk.desk.store import BODY_IS_GONE, CARRIED_IN_VAIN, DOWNWARD, ON_TWO_DEVICES, OWN

ROAD_COUNTY, ROAD_RELAY, ROAD_STICK, ROAD_PAPER = 1, 2, 3, 4  # facts of Carried: by which road it left
OWN_LOGS_MAX = 100  # asked about at once: as many as there are terminal numbers
ASK_BUDGET_BYTES = 512 * 1024
SAFE_ASKED_COUNT_MAX = 20  # attachments of ended cases asked about at once, 34 bytes each: all of them in turn
OPERATION_BYTES = 8
_MISSING_AT_COUNTY = "e.hash IN (SELECT event FROM outbox)"
# Our own word on why a body does not come with its event: without it nobody takes the event (R-RAW).
_LET_GO_BY = (
    "SELECT p.signed, p.sealed FROM event p WHERE EXISTS (SELECT 1 FROM event e WHERE e.hash = ? AND "
    f'{BODY_IS_GONE}) AND p.origin = ? AND p."case" = ? AND p.kind = ? ORDER BY p.position'
)


def next_offer(
    station: Station, to: Identity, bytes_max: int, introduce: bool = False, passed_over: Collection[bytes] = (),
    pieces: bool = True,
) -> Offer:  # fmt: skip
    """The next batch for `to` (the county, or a relay that takes custody); empty when nothing is worth one.

    introduce: our first event goes even if it is proved there, because the other side said it does not know us.
    passed_over: hashes of events and ids of attachments that wait for another exchange; an event still goes along
    where another needs it. pieces: whether those of attachments ride along."""
    # A relay may be met for the first time with events whose certificate the county has had for years.
    needed_there, values = _lacked(station, to)
    missing = _MISSING_AT_COUNTY if to.role is Role.COUNTY else f"{_MISSING_AT_COUNTY} AND {needed_there}"
    store = station.store
    connection = store.connection
    due = connection.execute(f"SELECT e.hash FROM event e WHERE {missing} AND e.kind <> ?", (*values, CARRIED))
    worth = any(event_hash not in passed_over for (event_hash,) in due)
    chunks = _chunks(station, to, passed_over) if pieces else iter(())
    chunk = next(chunks, None)
    if not worth and chunk is None and not introduce:
        return Offer(b"", (), ())
    # What the county itself decided first (INNER): then it folds a case once, with everything.
    rows = f"SELECT e.hash, e.signed, e.sealed FROM event e WHERE {missing} ORDER BY e.origin DESC, e.log, e.seq"
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
        return companions_of(station, event, needed_there, values)

    return offer(station.identity.node, events, companions, chain([chunk] if chunk else [], chunks), bytes_max)


def companions_of(
    station: Station, event: Event, lacked: str = "TRUE", values: Collection[bytes | int] = ()
) -> list[Held]:
    """The certificate and key events of ours that `event` needs, and our own word on why its body does not come with
    it. lacked: SQL for those of them that the receiver is not known to hold; all of them where nobody knows who reads
    (R-RAW)."""
    needed = station.store.all(
        "SELECT e.signed, e.sealed FROM event e WHERE e.log = ? AND e.seq < ? AND (e.seq = 1 OR e.hash IN "
        f"(SELECT event FROM key_share WHERE key_id = ?)) AND {lacked} ORDER BY e.seq",
        log_name(event.head), event.head.seq, event.head.key_id, *values,
    )  # fmt: skip
    if event.head.case and event.head.sealed_sha256:
        needed += station.store.all(_LET_GO_BY, event.hash, OWN, event.head.case, Kind.PURGED)
    return [_held(signed, sealed) for signed, sealed in needed]


def held_there(station: Station, to: Identity, attachments: Iterable[bytes]) -> dict[bytes, int]:
    """How many bytes from 0 on of each attachment need not be offered to `to`."""
    wanted = set(attachments)
    return {identity: held for identity, held, _ in _attachments(station, to) if identity in wanted}


def next_attachment(station: Station, to: Identity, passed_over: Collection[bytes]) -> tuple[bytes, int, int] | None:
    """(id, bytes held there, bytes in all) of the next attachment for `to`: thumbnails before full photographs."""
    waiting = _attachments(station, to)
    return next((one for one in waiting if one[0] not in passed_over), None)


def bytes_of(station: Station, attachment_id: bytes, offset: int, count: int) -> bytes:
    """`count` sealed bytes of an attachment from `offset` on, fewer at its end."""
    asked = "SELECT substr(sealed, ?, ?) FROM attachment WHERE id = ?"
    data: bytes = station.store.one(asked, offset + 1, count, attachment_id)[0]
    return data


def make_leave(station: Station, attachment_id: bytes, total_bytes: int) -> bytes:
    """Our signed word that we hand over this attachment."""
    return sign_leave(station.pen.key, Leave(station.pen.node, station.pen.log, attachment_id, total_bytes))


def carried(station: Station, events: Sequence[Event], at_ms: int, road: int) -> None:
    """Write down that these events left here by a road: a fact of our own, and no claim that they arrived.

    Nothing is written where it would say again what stands here and has proved nothing since: behind a login page
    that is tried for months, the journal stays as it is."""
    events = [event for event in events if event.head.node == station.identity.node]
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
        "SELECT MIN(e.position), e.signed FROM event e JOIN outbox o ON o.event = e.hash "
        "WHERE e.kind <> ? AND e.origin = ?", CARRIED, OWN,
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
        attachments=tuple(row[0] for row in unproved) or _not_yet_safe(station),
        revocations_version=revocations(store).version,
    )
    return sign_ask(station.pen.key, ask)


def _not_yet_safe(station: Station) -> tuple[bytes, ...]:
    """Attachments of ended cases that came whole and are not known to lie on two devices: a few at each ask, so that a
    county without a second medium costs no line for ever. Only once nothing else of attachments is asked."""
    waiting = station.store.all(
        'SELECT a.id FROM attachment a JOIN event e ON e.hash = a.event JOIN ended_since s ON s."case" = e."case" '
        "WHERE a.id NOT IN (SELECT attachment FROM attachment_safe) ORDER BY a.rowid"
    )
    begin = station.store.number("county_counter") * SAFE_ASKED_COUNT_MAX % max(1, len(waiting))
    return tuple(sorted({row[0] for row in (waiting + waiting)[begin : begin + SAFE_ASKED_COUNT_MAX]}))


def _proved(station: Station, log: bytes) -> Proved:
    """How far one of our logs is proved. Of a log that we no longer write no more `open` is asked for: others wrote
    in it too, and a proof over an event that we do not hold proves nothing, of our present log either."""
    recv, safe = _proved_to(station, log, "recv"), _proved_to(station, log, "safe")
    return Proved(log, recv, safe, _proved_to(station, log, "open") if log == station.log_name else SEQ_MAX)


def _proved_to(station: Station, log: bytes, state: str) -> int:
    """1..n of this log have this mark; a body that is no longer here is never opened anew, and not asked for."""
    row = station.store.one(
        f"SELECT MIN(e.seq) FROM event e WHERE e.log = ? AND e.origin = {OWN} AND e.hash NOT IN "
        f"(SELECT m.event FROM mark m WHERE m.state = ? AND {ON_TWO_DEVICES}) AND NOT (? = 'open' AND {BODY_IS_GONE})",
        log, state, state,
    )  # fmt: skip
    if row[0] is not None:
        return int(row[0]) - 1
    return int(station.store.one(f"SELECT MAX(seq) FROM event WHERE log = ? AND origin = {OWN}", log)[0])


def _haves(station: Station) -> Iterator[Have]:
    logs = station.store.all("SELECT DISTINCT log FROM event WHERE origin = ? ORDER BY log", DOWNWARD)
    for (log,) in logs:
        rows = station.store.all(
            "SELECT signed FROM event WHERE log = ? AND origin = ? ORDER BY position", log, DOWNWARD
        )
        events = [read_event(signed) for (signed,) in rows]
        reach = advance(START, [(e.head.seq, e.head.prev, e.hash) for e in events])
        yield Have(log, reach.n, reach.hash)


def pieces_to_county(station: Station) -> Iterator[Chunk]:
    """Every piece of ours that the county is not known to hold."""
    return _chunks(station, station.county, ())


def _chunks(station: Station, to: Identity, passed_over: Collection[bytes]) -> Iterator[Chunk]:
    """Pieces still to come, thumbnails first, each attachment from its last durable piece on."""
    for attachment_id, held, total in _attachments(station, to):
        if attachment_id in passed_over:
            continue
        for offset in range(held - held % CHUNK_BYTES_MAX, total, CHUNK_BYTES_MAX):
            yield Chunk(attachment_id, offset, total, bytes_of(station, attachment_id, offset, CHUNK_BYTES_MAX))


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
