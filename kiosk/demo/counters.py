"""What the demo claims, counted anew from the nodes' journals and from nothing else.

No node is asked: the databases are opened read-only, signed bytes are hashed and verified again, and
cases are folded again. Three counts must be zero, and each can be anything else:
* lost       operation ids that a kiosk committed and that the county's journal does not hold
* doubled    operation ids of the county's journal that have more than one effect over all cases
* false_sent claims of a kiosk (received, safe, opened, in custody) whose acknowledgement does not verify or
             does not name that event, or, for the county's, whose bytes the county's journal lacks
"""

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import msgspec

from kiosk.core.carriage.acknowledgement import read_acknowledgement
from kiosk.core.carriage.cbor import Malformed
from kiosk.core.carriage.certificate import verify_chain
from kiosk.core.carriage.enrolment import Enrolment
from kiosk.core.carriage.head import read_event
from kiosk.core.carriage.kinds import CASE_KIND_MAX
from kiosk.core.carriage.protocol import Own, Settled, settle
from kiosk.core.casework.fold import by_case, fold
from kiosk.core.casework.kinds import Kind
from kiosk.core.event import Event
from kiosk.core.refusal import Refusal

KIOSK_DATABASE = "kiosk.db"
SERVER_DATABASE = "node.db"
CLAIMS = ("recv", "safe", "open", "custody")
_OWN = 1  # origin of an event in the kiosk's own log


class Counts(NamedTuple):
    """The demo's figures, all of them counts of entrustments but those from `quarantined` on; a photograph
    counts once as a thumbnail and once in full."""

    entrusted: int
    received: int
    safe: int
    opened: int
    corrected: int
    concluded: int
    delivered: int
    followed_up: int
    rated: int
    archived: int
    quarantined: int
    lost: int
    doubled: int
    false_sent: int
    claims: int
    photographs: int
    photographs_lost: int


class _Claim(NamedTuple):
    state: str
    event: bytes
    acknowledgement: bytes


class _Kiosk(NamedTuple):
    events: dict[bytes, Event]  # by hash of the bytes found, own log only
    own: dict[bytes, list[Own]]
    claims: list[_Claim]
    acknowledgements: dict[bytes, tuple[bytes, tuple[bytes, ...]]]  # hash -> signed, chain of its issuer
    root: bytes
    attachments: frozenset[bytes]


def count(county: Path, kiosks: Sequence[Path]) -> Counts:
    """The counts of a county's folder and the folders of all its kiosks, none of them running."""
    held, quarantined, pictures = _county(county)
    at_county = {(e.head.node, e.head.operation) for e in held.values()}
    read = [_kiosk(folder) for folder in kiosks]
    own = {h: e for kiosk in read for h, e in kiosk.events.items() if e.head.kind <= CASE_KIND_MAX}
    effects = list(_effects(held.values()))
    reached_state: Mapping[int, int] = Counter(kind for kind, _ in effects)
    per_operation = Counter(operation for _, operation in effects)
    entrusted = {h for h, e in own.items() if e.head.kind == Kind.ENTRUSTED}
    proved: dict[str, set[bytes]] = defaultdict(set)
    false_sent = claims = 0
    taken = frozenset().union(*(kiosk.attachments for kiosk in read))
    for kiosk in read:
        true, false = _judge(kiosk, held)
        false_sent += false
        claims += len(kiosk.claims)
        for state, events in true.items():
            proved[state] |= events
    return Counts(
        entrusted=len(entrusted),
        received=len(entrusted & proved["recv"]),
        safe=len(entrusted & proved["safe"]),
        opened=len(entrusted & proved["open"]),
        corrected=reached_state[Kind.CORRECTED],
        concluded=reached_state[Kind.CONCLUDED],
        delivered=reached_state[Kind.DELIVERED],
        followed_up=reached_state[Kind.FOLLOWED_UP],
        rated=reached_state[Kind.RATED],
        archived=reached_state[Kind.ARCHIVED],
        quarantined=quarantined,
        lost=len({(e.head.node, e.head.operation) for e in own.values()} - at_county),
        doubled=sum(1 for times in per_operation.values() if times > 1),
        false_sent=false_sent,
        claims=claims,
        photographs=len(taken),
        photographs_lost=len(taken - pictures),
    )


def _effects(events: Iterable[Event]) -> Iterator[tuple[int, tuple[bytes, bytes]]]:
    """(kind, (node, operation)) of every event that has effect in some case."""
    for given in by_case(events).values():
        folded = fold(given)
        for event in folded.landed:
            if event.hash not in folded.set_aside:
                yield event.head.kind, (event.head.node, event.head.operation)


def _judge(kiosk: _Kiosk, held: Mapping[bytes, Event]) -> tuple[dict[str, set[bytes]], int]:
    """The claims of one kiosk that are true, by state, and how many are false."""
    settled: dict[bytes, Settled | None] = {}
    true: dict[str, set[bytes]] = defaultdict(set)
    false = 0
    for claim in kiosk.claims:
        if claim.acknowledgement not in settled:
            settled[claim.acknowledgement] = _settled(kiosk, claim.acknowledgement)
        proof = settled[claim.acknowledgement]
        named: frozenset[bytes] = getattr(proof, claim.state) if proof else frozenset()
        at_county = claim.event in held or claim.state == "custody"
        if claim.event in named and claim.event in kiosk.events and at_county:
            true[claim.state].add(claim.event)
        else:
            false += 1
    return true, false


def _settled(kiosk: _Kiosk, acknowledgement: bytes) -> Settled | None:
    """What an acknowledgement proves, verified from the root up; None when it proves nothing."""
    if acknowledgement not in kiosk.acknowledgements:
        return None
    signed, chain = kiosk.acknowledgements[acknowledgement]
    try:
        return settle(read_acknowledgement(signed), verify_chain(chain, kiosk.root), kiosk.own)
    except Malformed:
        return None


def _county(folder: Path) -> tuple[dict[bytes, Event], int, frozenset[bytes]]:
    """Every event and attachment whose bytes hash to their name, and how much is set apart or waiting."""
    with closing(_open(folder / SERVER_DATABASE)) as database:
        held = dict(_events(database.execute("SELECT hash, signed FROM event")))
        waiting = database.execute("SELECT count(*) FROM event WHERE awaiting IS NOT NULL").fetchone()[0]
        apart = database.execute("SELECT count(*) FROM apart").fetchone()[0]
        pieces: dict[bytes, list[bytes]] = defaultdict(list)
        for attachment, data in database.execute("SELECT attachment, data FROM chunk ORDER BY attachment, offset"):
            pieces[attachment].append(data)
    whole = frozenset(name for name, parts in pieces.items() if sha256(b"".join(parts)).digest() == name)
    return held, waiting + apart, whole


def _kiosk(folder: Path) -> _Kiosk:
    enrolment = msgspec.json.decode((folder / "enrolment.json").read_bytes(), type=Enrolment)
    with closing(_open(folder / KIOSK_DATABASE)) as database:
        rows = database.execute(f"SELECT hash, signed, log, seq, witness FROM event WHERE origin = {_OWN}").fetchall()
        events = dict(_events((row[0], row[1]) for row in rows))
        own: dict[bytes, list[Own]] = defaultdict(list)
        for event_hash, _, log, seq, witness in rows:
            own[log].append(Own(log, seq, event_hash, witness))
        claims = [
            _Claim(*row)
            for row in database.execute("SELECT state, event, acknowledgement FROM mark")
            if row[0] in CLAIMS
        ]
        acknowledgements = {
            sha256(signed).digest(): (signed, tuple(msgspec.msgpack.decode(chain, type=list[bytes])))
            for signed, chain in database.execute("SELECT signed, chain FROM acknowledgement")
        }
        attachments = frozenset(row[0] for row in database.execute("SELECT id FROM attachment"))
    return _Kiosk(events, dict(own), claims, acknowledgements, enrolment.root, attachments)


def _events(rows: Iterable[tuple[bytes, bytes]]) -> Iterator[tuple[bytes, Event]]:
    for event_hash, signed in rows:
        try:
            event = read_event(signed)
        except (Malformed, Refusal):
            continue
        if event.hash == event_hash:
            yield event.hash, event


def _open(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{path}?mode=ro", uri=True)
