"""What is proved, and by whose word: the five truths of the whole station and of each event (R-TRUTH).

A count is shown only where every one counted has its proof here, and each proof can be looked at: the hash of what
proves it, who signed that, when, and the county's counter.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import msgspec

from kiosk.core.carriage.acknowledgement import read_acknowledgement
from kiosk.core.carriage.certificate import verify_chain
from kiosk.core.carriage.head import read_event
from kiosk.core.carriage.kinds import CASE_KIND_MAX
from kiosk.core.casework.kinds import Kind
from kiosk.core.event import Level
from kiosk.core.refusal import Refusal
from kiosk.desk.casebook import TRUTHS, truths
from kiosk.desk.deeds import case_of
from kiosk.desk.journal import decode_case
from kiosk.desk.leafing import masked_name, open_names
from kiosk.desk.station import Station
from kiosk.desk.store import OWN

EVENTS_COUNT_MAX = 50  # shown at once
_MARKED = {"at_township": "custody", "at_county": "recv", "safe": "safe", "opened": "open"}
_OF_CASES = f"e.origin = {OWN} AND e.kind <= {CASE_KIND_MAX}"
_LEFT = "EXISTS (SELECT 1 FROM carried c WHERE c.log = e.log AND c.first <= e.seq AND c.last >= e.seq)"


class OnTheWay(NamedTuple):
    """What of our own has not arrived. waiting: still to be carried from here; unproved: case events, or photographs,
    that the county has not said that it holds whole."""

    waiting: int
    unproved: int
    photographs_waiting: int
    photographs_unproved: int


class Tally(NamedTuple):
    """How many of our own case events are proved so far, by truth in the order of `TRUTHS` (accepted: how many cases),
    and what is still on its way. unsigned: events that nobody else has signed for; refused: events that somebody says
    are not taken as they are; the others as in `OnTheWay`."""

    truths: dict[str, int]
    unsigned: int
    refused: int
    waiting: int
    unproved: int
    photographs_waiting: int
    photographs_unproved: int


class Proof(NamedTuple):
    """One truth about one event. proof: hex of what proves it; signer: a level ("village", "township", "county");
    place: the signer's station code; at_ms: when the signer says it signed; counter: the acknowledgement's, None
    where an event is the proof; road: by which it left (1 county, 2 relay, 3 stick), 0 for other truths."""

    truth: str
    proof: str
    signer: str
    place: str
    at_ms: int
    counter: int | None
    road: int


class Travelling(NamedTuple):
    """One own case event and its truths. kind: casework's, None for one that this program does not know; matter: name
    of the case's; principal: masked, "" where the entrustment does not open."""

    hash: bytes
    case: str
    kind: Kind | None
    level: Level
    truths: tuple[str, ...]
    matter: str
    principal: str


class Act(NamedTuple):
    """One step of a case with what proves it. kind: None for one that this program does not know; own: done here;
    at_ms: as its author read the clock; proofs: in the order of `TRUTHS`."""

    hash: bytes
    kind: Kind | None
    level: Level
    own: bool
    at_ms: int
    proofs: tuple[Proof, ...]


def own_events(station: Station) -> int:
    """How many case events were recorded here."""
    return int(station.store.one(f"SELECT COUNT(*) FROM event e WHERE {_OF_CASES}")[0])


def marked(station: Station) -> dict[str, int]:
    """How many of our own case events somebody has signed for, by the mark's state."""
    joined = f"FROM mark m JOIN event e ON e.hash = m.event WHERE {_OF_CASES}"
    return dict(station.store.all(f"SELECT m.state, COUNT(*) {joined} GROUP BY m.state"))


def on_the_way(station: Station) -> OnTheWay:
    """What of our own has not arrived, as far as proofs are held."""
    store = station.store
    return OnTheWay(
        store.one(f"SELECT COUNT(*) FROM outbox o JOIN event e ON e.hash = o.event WHERE {_OF_CASES}")[0],
        store.one(
            f"SELECT COUNT(*) FROM event e WHERE {_OF_CASES} AND "
            "(hash NOT IN (SELECT event FROM mark WHERE state = 'recv') "
            "OR hash NOT IN (SELECT event FROM mark WHERE state = 'open'))"
        )[0],
        store.one(
            "SELECT COUNT(*) FROM attachment WHERE at_county_bytes < total_bytes AND id NOT IN "
            "(SELECT p.attachment FROM piece_custody p WHERE p.attachment = id AND p.held_bytes = total_bytes)"
        )[0],
        store.one("SELECT COUNT(*) FROM attachment WHERE at_county_bytes < total_bytes")[0],
    )


def tally(station: Station) -> Tally:
    """The station's truths, counted from the proofs that are held."""
    store, marks = station.store, marked(station)
    accepted = sum(decode_case(folded).accepted is not None for (folded,) in store.all('SELECT folded FROM "case"'))
    counts = {
        "recorded": own_events(station),
        "left": store.one(f"SELECT COUNT(*) FROM event e WHERE {_OF_CASES} AND {_LEFT}")[0],
        "at_township": marks.get("custody", 0),
        "at_county": marks.get("recv", 0),
        "safe": marks.get("safe", 0),
        "opened": marks.get("open", 0),
        "accepted": accepted,
    }
    assert list(counts) == list(TRUTHS)
    unsigned = store.one(
        f"SELECT COUNT(*) FROM event e WHERE {_OF_CASES} AND "
        "hash NOT IN (SELECT event FROM mark WHERE state IN ('custody', 'recv', 'apart'))"
    )[0]
    return Tally(counts, unsigned, marks.get("apart", 0), *on_the_way(station))


def travelling(station: Station, count_max: int = EVENTS_COUNT_MAX) -> tuple[Travelling, ...]:
    """The newest of our own case events with what is proved of each, those that still wait first.

    Refusal UNLOCK_NEEDED: which cases there are is nothing for whoever passes by."""
    if station.signed_in is None:
        raise Refusal("UNLOCK_NEEDED")
    rows = station.store.all(
        f'SELECT e.hash, e."case", e.kind, o.event IS NOT NULL AS waits, {_LEFT}, '
        "(SELECT GROUP_CONCAT(m.state) FROM mark m WHERE m.event = e.hash) "
        f"FROM event e LEFT JOIN outbox o ON o.event = e.hash WHERE {_OF_CASES} "
        "ORDER BY waits DESC, e.position DESC LIMIT ?",
        count_max,
    )
    matters = {matter.code: matter.name for matter in station.document.matters}
    cases = {number: case_of(station, number) for number in dict.fromkeys(row[1] for row in rows)}
    open_names(station, cases.values())
    return tuple(
        Travelling(
            event_hash,
            number,
            _kind(kind),
            station.identity.level,
            _named(left, (marks or "").split(",")),
            matters.get(cases[number].matter, cases[number].matter),
            masked_name(station, cases[number].identity),
        )
        for event_hash, number, kind, _, left, marks in rows
    )


def acts_of(station: Station, number: str, also: bytes = b"") -> tuple[Act, ...]:
    """Every step of one case that was done here, the newest first, each with its own proofs. also: hash of a step of
    the case that was done elsewhere and is shown among them. 已受理 is proved of the case, and stands with the
    entrustment that began it. Refusal UNLOCK_NEEDED."""
    if station.signed_in is None:
        raise Refusal("UNLOCK_NEEDED")
    rows = station.store.all(
        'SELECT hash, origin, kind, signed FROM event WHERE "case" = ? AND kind <= ? AND (origin = ? OR hash = ?) '
        "ORDER BY position DESC",
        number, CASE_KIND_MAX, OWN, also,
    )  # fmt: skip
    acts = []
    for event_hash, origin, kind, signed in rows:
        head = read_event(signed).head
        proofs = proofs_of(station, event_hash)
        if kind != Kind.ENTRUSTED:
            proofs = tuple(one for one in proofs if one.truth != "accepted")
        acts.append(Act(event_hash, _kind(kind), head.level, origin == OWN, head.clock.wall_ms, proofs))
    return tuple(acts)


def _kind(number: int) -> Kind | None:
    return Kind(number) if number in list(Kind) else None


def proofs_of(station: Station, event_hash: bytes) -> tuple[Proof, ...]:
    """Every truth of one event that is proved, with its proof, in the order of `TRUTHS`; Refusal UNLOCK_NEEDED."""
    if station.signed_in is None:
        raise Refusal("UNLOCK_NEEDED")
    row = station.store.one('SELECT "case" FROM event WHERE hash = ?', event_hash)
    folded = station.store.one('SELECT folded FROM "case" WHERE number = ?', row[0]) if row else None
    found = truths(station, event_hash, decode_case(folded[0]) if folded else None)
    return tuple(_proof(station, name, truth) for name, truth in found.items() if truth)


def _named(left: int, marks: Sequence[str]) -> tuple[str, ...]:
    states = {"recorded"} | ({"left"} if left else set())
    states |= {truth for truth, mark in _MARKED.items() if mark in marks}
    return tuple(truth for truth in TRUTHS if truth in states)


def _proof(station: Station, name: str, truth: dict[str, Any]) -> Proof:
    proof = bytes.fromhex(truth["proof"])
    word = station.store.one("SELECT counter, at_ms, signed, chain FROM acknowledgement WHERE hash = ?", proof)
    if word is not None:
        counter, at_ms, signed, chain = word
        said = read_acknowledgement(signed)
        signer = verify_chain(tuple(msgspec.msgpack.decode(chain, type=list[bytes])), station.root)
        return Proof(name, truth["proof"], said.level.name.lower(), signer.code, at_ms, counter, 0)
    head = read_event(station.store.one("SELECT signed FROM event WHERE hash = ?", proof)[0]).head
    codes = {station.identity.node: station.code, station.county.node: station.county.code}
    return Proof(
        name,
        truth["proof"],
        head.level.name.lower(),
        codes.get(head.node, ""),
        truth.get("at_ms", head.clock.wall_ms),
        None,
        truth.get("road", 0),
    )
