"""Verify 核验: walk everything this station holds and believe none of it without its proof.

Chain and signatures of our log and the county's; what Sent events carry; bodies and attachments against their hashes,
and every body that is gone against the Purged or Erased that says so; every projection rebuilt and compared byte for
byte; every mark settled again from its acknowledgement. `verified` says it in plain words.
"""

from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256
from typing import Any

import msgspec

from kiosk.core.carriage.acknowledgement import Acknowledgement, read_acknowledgement, verify_acknowledgement
from kiosk.core.carriage.cbor import Malformed
from kiosk.core.carriage.certificate import Identity, Role, verify_chain
from kiosk.core.carriage.head import NO_HASH, log_name, read_event, verify_event
from kiosk.core.carriage.kinds import CARRIED, SENT
from kiosk.core.carriage.protocol import Own, settle
from kiosk.desk.bodies_walked import Bodies
from kiosk.desk.county_keys import is_by_county
from kiosk.desk.journal import encode_case, projected
from kiosk.desk.station import Station
from kiosk.desk.store import DOWNWARD, INNER, ON_TWO_DEVICES, OWN
from kiosk.desk.verified import Finding, Verified


def verify(station: Station) -> Verified:
    """Check everything; never stops at the first finding and never writes."""
    bodies = Bodies(station)
    findings = [
        *_database(station),
        *_events(station, bodies),
        *_inner(station),
        *_carrying(station),
        *_projections(station),
        *_marks(station),
        *_outbox(station),
        *_attachments(station),
    ]
    count = station.store.one
    return Verified(
        count("SELECT COUNT(*) FROM event")[0],
        count('SELECT COUNT(*) FROM "case"')[0],
        count("SELECT COUNT(*) FROM mark")[0],
        count("SELECT COUNT(*) FROM attachment")[0],
        bodies.purged,
        bodies.erased,
        tuple(findings),
    )


def _database(station: Station) -> Iterator[Finding]:
    for (said,) in station.store.all("PRAGMA integrity_check(20)"):
        if said != "ok":
            yield Finding("DATABASE", said[:100])
    for row in station.store.all("PRAGMA foreign_key_check"):
        yield Finding("REFERENCE", str(row[0]))


def _events(station: Station, bodies: Bodies) -> Iterator[Finding]:
    """Our logs without a gap, the county's logs as far as they are held; signatures, chain, columns, bodies.

    An older copy of the county writes over numbers that went down before; of its two branches a station may hold the
    beginning of one and the end of the other. Each event is the county's own, signed: no disk of ours lost anything.
    """
    before: dict[bytes, dict[int, set[bytes]]] = {}
    ours = station.log_names
    rows = station.store.connection.execute(
        'SELECT hash, origin, log, seq, kind, "case", operation, signed, sealed FROM event ORDER BY log, seq'
    )
    for event_hash, origin, log, seq, kind, case, operation, signed, sealed in rows:
        where = event_hash.hex()
        try:
            event = read_event(signed)
            if origin == OWN:
                verify_event(station.identity.verifier(), event)
            if origin == DOWNWARD and not is_by_county(station, event):
                raise Malformed("not the county's")
        except Malformed:
            yield Finding("SIGNATURE", where)
            continue
        head = event.head
        if (event.hash, log_name(head), head.seq, head.kind, head.case, head.operation) != (
            event_hash, log, seq, kind, case, operation,
        ):  # fmt: skip
            yield Finding("COLUMNS", where)
        if origin == OWN and log not in ours:
            yield Finding("FOREIGN_LOG", where)
        if origin != INNER:
            held = before.setdefault(log, {0: {NO_HASH}})
            if origin == OWN and head.prev not in held.get(seq - 1, set()):
                yield Finding("CHAIN", where)
            held.setdefault(seq, set()).add(event_hash)
            if (what := bodies.fault_of(event, sealed, origin)) is not None:
                yield Finding(what, where)


def _inner(station: Station) -> Iterator[Finding]:
    rows = station.store.all(
        "SELECT i.hash, i.signed, s.signed, s.kind FROM event i LEFT JOIN event s ON s.hash = i.carrier "
        "WHERE i.origin = ?",
        INNER,
    )
    for event_hash, signed, carrier, kind in rows:
        if carrier is None or kind != SENT or _facts(carrier).get(1) != signed:
            yield Finding("CARRIER", event_hash.hex())


def _carrying(station: Station) -> Iterator[Finding]:
    """What is carried for other stations: the bytes are those of their names. Those that the county has are let go."""
    kept = "SELECT hash, signed, sealed FROM carrying WHERE signed <> x''"
    for event_hash, signed, sealed in station.store.connection.execute(kept):
        try:
            named = read_event(signed).head.sealed_sha256
        except Malformed:
            named = b"unreadable"
        if sha256(signed).digest() != event_hash or (sealed and sha256(sealed).digest() != named):
            yield Finding("CARRYING", event_hash.hex())


def _facts(signed: bytes) -> dict[int, Any]:
    """The facts of an event; none where its bytes are damaged, which `_events` has named already."""
    try:
        return read_event(signed).head.facts
    except Malformed:
        return {}


def _projections(station: Station) -> Iterator[Finding]:
    store = station.store
    numbers = {row[0] for row in store.all('SELECT DISTINCT "case" FROM event WHERE "case" <> \'\'')}
    numbers |= {row[0] for row in store.all('SELECT DISTINCT number FROM "case"')}
    for number in sorted(numbers):
        live = store.all(
            'SELECT node, operation, state, matter, handler, folded, slip FROM "case" '
            "WHERE number = ? ORDER BY node, operation",
            number,
        )
        try:
            found = projected(store, number)
        except Malformed:
            yield Finding("PROJECTION", number)
            continue
        rebuilt = [
            (
                p.key.node,
                p.key.operation,
                p.case.state.value,
                p.case.matter,
                int(p.case.handler),
                encode_case(p.case),
                p.slip,
            )
            for p in found
        ]
        if [tuple(row) for row in live] != sorted(rebuilt, key=lambda row: (row[0], row[1])):
            yield Finding("PROJECTION", number)
    named = {(row[0], row[1], row[2], row[3]) for row in store.all("SELECT event, log, first, last FROM carried")}
    kept: set[tuple[Any, ...]] = set()
    for event_hash, signed in store.all("SELECT hash, signed FROM event WHERE origin = ? AND kind = ?", OWN, CARRIED):
        kept |= {(event_hash, *row) for row in _facts(signed).get(1, ())}
    if named != kept:
        yield Finding("PROJECTION", "carried")
    inside = {(row[0], row[1], row[2]) for row in store.all('SELECT carrier, inner, "case" FROM inside')}
    rows = store.all("SELECT hash, signed FROM event WHERE origin = ? AND kind = ?", DOWNWARD, SENT)
    if inside != {(event_hash, *told) for event_hash, signed in rows if (told := _carried_by(station, signed))}:
        yield Finding("PROJECTION", "inside")


def _carried_by(station: Station, signed: bytes) -> tuple[bytes, str] | None:
    """The event inside a downward one, and its case; None for what is kept of none, or is our own."""
    try:
        inner = read_event(_facts(signed).get(1, b""))
    except Malformed:
        return None
    if station.store.one("SELECT 1 FROM event WHERE hash = ? AND origin = ?", inner.hash, INNER) is None:
        return None
    return inner.hash, inner.head.case


def _marks(station: Station) -> Iterator[Finding]:
    """Every mark again from the signed bytes behind it, and none of an older incarnation of the county."""
    held = f"SELECT log, seq, hash, witness FROM event WHERE log = ? AND origin = {OWN}"
    own = {log: [Own(*row) for row in station.store.all(held, log)] for log in station.log_names}
    current = station.store.number("county_incarnation")
    acknowledgements = station.store.all(
        "SELECT DISTINCT a.hash, a.signed, a.chain FROM mark m "
        "LEFT JOIN acknowledgement a ON a.hash = m.acknowledgement"
    )
    for ack_hash, signed, chain in acknowledgements:
        if ack_hash is None:
            yield Finding("MARK_WITHOUT_PROOF", "acknowledgement")
            continue
        marks = station.store.all("SELECT event, state FROM mark WHERE acknowledgement = ?", ack_hash)
        try:
            issuer = _issuer(station, chain)
            ack = read_acknowledgement(signed)
            settled = settle(ack, issuer, own)
        except Malformed:
            yield from (Finding("MARK_WITHOUT_PROOF", event.hex()) for event, _ in marks)
            continue
        stale = issuer.role is Role.COUNTY and ack.incarnation_number != current
        for event, state in marks:
            if stale or ack.hash != ack_hash or event not in getattr(settled, state, frozenset()):
                yield Finding("MARK_WITHOUT_PROOF", event.hex())
    yield from _since(station, current)


def _verify_by_county(station: Station, ack: Acknowledgement) -> None:
    """Malformed unless the county signed it, under whichever keys it had then."""
    for known in station.counties[:-1]:
        with suppress(Malformed):
            return verify_acknowledgement(known.verifier(), ack)
    return verify_acknowledgement(station.counties[-1].verifier(), ack)


def _since(station: Station, current: int) -> Iterator[Finding]:
    """What purging counts from: attachments on two devices by a word that says so, and events that are proved."""
    rows = station.store.all(
        "SELECT s.attachment, s.incarnation_number, a.signed FROM attachment_safe s "
        "JOIN acknowledgement a ON a.hash = s.acknowledgement"
    )
    for identity, incarnation, signed in rows:
        try:
            ack = read_acknowledgement(signed)
            _verify_by_county(station, ack)
        except Malformed:
            yield Finding("MARK_WITHOUT_PROOF", identity.hex())
            continue
        if ack.same_device or identity not in ack.safe_attachments or incarnation != current:
            yield Finding("MARK_WITHOUT_PROOF", identity.hex())
    unproved = station.store.all(
        "SELECT p.event FROM proved_since p WHERE p.incarnation_number <> ? OR (SELECT COUNT(*) FROM mark m "
        f"WHERE m.event = p.event AND m.state IN ('safe', 'open') AND {ON_TWO_DEVICES}) < 2", current,
    )  # fmt: skip
    yield from (Finding("MARK_WITHOUT_PROOF", event.hex()) for (event,) in unproved)


def _issuer(station: Station, chain: bytes) -> Identity:
    return verify_chain(tuple(msgspec.msgpack.decode(chain, type=list[bytes])), station.root)


def _outbox(station: Station) -> Iterator[Finding]:
    """What is not proved at the county is waiting to be carried, and nothing else is."""
    wrong = station.store.all(
        "SELECT e.hash FROM event e LEFT JOIN outbox o ON o.event = e.hash "
        "LEFT JOIN mark m ON m.event = e.hash AND m.state = 'recv' "
        "WHERE e.origin = ? AND (o.event IS NULL) = (m.event IS NULL)", OWN,
    )  # fmt: skip
    yield from (Finding("OUTBOX", row[0].hex()) for row in wrong)


def _attachments(station: Station) -> Iterator[Finding]:
    for identity, total, sealed in station.store.connection.execute("SELECT id, total_bytes, sealed FROM attachment"):
        if len(sealed) != total or sha256(sealed).digest() != identity:
            yield Finding("ATTACHMENT", identity.hex())
