"""What others' words prove to us: gather our rows, let the protocol decide, write the marks in one transaction.

A mark is written only from an acknowledgement that verifies, names our bytes, and belongs to the county's
highest incarnation seen. A higher one: every mark of older ones falls away, and everything still held is
offered again. A relay's word is a mark of its own, and begins its custody. What came downward is believed when the
county signed it; what it carries inside is believed because the county vouches for it, and checked again where we
know its author.
"""

import sqlite3
from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

import msgspec

from kiosk.core.carriage.acknowledgement import Acknowledgement, Quarantine, read_acknowledgement
from kiosk.core.carriage.batch import Frame, FrameType, read_batch
from kiosk.core.carriage.cbor import Malformed
from kiosk.core.carriage.certificate import Identity, Role, verify_chain
from kiosk.core.carriage.document import verify_document
from kiosk.core.carriage.examine import Examined, examine
from kiosk.core.carriage.head import log_name, read_event, verify_event
from kiosk.core.carriage.kinds import CARRIED, CASE_KIND_MAX, NODE_CERTIFIED, SENT
from kiosk.core.carriage.protocol import Own, Settled, settle
from kiosk.core.carriage.revocation import is_revocations
from kiosk.core.catalogue.document import decode_document
from kiosk.core.event import Event
from kiosk.core.refusal import Refusal
from kiosk.desk.attachment_marks import forget_attachments, settle_attachments
from kiosk.desk.brought_home import brought_home, came_down, is_of_present, owe_the_county
from kiosk.desk.county_keys import is_by_county, learn_county, was_never_without
from kiosk.desk.custody import is_current, let_go, take_custody
from kiosk.desk.epoch import Why, begin_epoch, knows_more, may_begin, note_begun_by
from kiosk.desk.erasing import follow_erasures
from kiosk.desk.forgotten import is_direct, remember_word
from kiosk.desk.journal import insert_event, insert_inner, keep_document, project
from kiosk.desk.revoking import hear_revocations
from kiosk.desk.station import Station
from kiosk.desk.store import CARRIED_IN_VAIN, DOWNWARD, ON_TWO_DEVICES, OWN

MARKS = ("recv", "safe", "open", "custody")


class Proved(NamedTuple):
    """What one acknowledgement newly proved: how many events by state, its hash, and whether the county began anew.
    refused: hash -> reason (`Quarantine`), for events of ours that were set apart and will be every time."""

    new: dict[str, int]
    acknowledgement: bytes
    new_incarnation: bool
    refused: Mapping[bytes, int] = MappingProxyType({})
    new_epoch: int = 0  # the number of the log that we began because the issuer knows more of ours than we do


class Absorbed(NamedTuple):
    """What a downward batch brought: new events, cases touched, acknowledgements settled, a newer catalogue's version
    (0: none), and how many frames were set apart, each alone."""

    events: int
    cases: tuple[str, ...]
    proved: tuple[Proved, ...]
    catalogue_version: int
    apart: int


def settle_acknowledgement(
    station: Station, signed: bytes, issuers: Sequence[Identity], handed: Collection[bytes] = (),
    by_hand: bool = False,
) -> Proved:  # fmt: skip
    """Believe one acknowledgement as far as it goes. issuers: the county, and the relay on this road if any; handed:
    hashes of the events and ids of the attachments in the batch that this answers, of which a relay's custody begins
    anew; by_hand: it came by stick or paper, where old words lie beside new ones.

    Malformed when it is nobody's word that we know; then nothing was written."""
    ack = read_acknowledgement(signed)
    issuer = next((one for one in issuers if one.node == ack.issuer), None)
    if issuer is None:
        raise Malformed("an acknowledgement of a node we do not know")
    direct = is_direct(issuers) and not by_hand
    own = _own_rows(station, ack)
    settled = settle(ack, issuer, own)
    if not (_current(station, ack) if issuer.role is Role.COUNTY else is_current(station, ack)):
        if issuer.role is Role.COUNTY and direct:
            with station.store.transaction() as connection:
                remember_word(station, connection, ack, True)
        return Proved({}, ack.hash, False)
    with station.store.transaction() as connection:
        if issuer.role is Role.COUNTY:
            remember_word(station, connection, ack, direct)
        if issuer.role is not Role.COUNTY:
            take_custody(station, connection, ack, settled, handed)
            let_go(connection, ack, settled, own)
        brought_home(connection, ack, station.county.node, handed, station.powered_s())
        proved = _write_marks(station, connection, ack, settled)
        pen = None
        if knows_more(station, ack) and may_begin(station, issuer):
            pen = begin_epoch(station, connection, Why.PEER)
            note_begun_by(station, issuer)
    if pen is not None:
        station.take_up(pen)
        proved = proved._replace(new_epoch=station.epoch)
    return proved


def absorb(station: Station, batch: bytes, issuers: Sequence[Identity], by_hand: bool = False) -> Absorbed:
    """Take a downward batch in. Refusal BATCH_UNREADABLE when it is none; a wrong frame changes nothing, alone.
    by_hand: as of `settle_acknowledgement`."""
    try:
        read = read_batch(batch)
    except Malformed as error:
        raise Refusal("BATCH_UNREADABLE") from error
    examined = examine(read, known_logs(station), station.root)
    if learn_county(station, examined.identities.values()):  # before any word of the county's is weighed
        issuers = [station.county if one.node == station.county.node else one for one in issuers]
    proved = []
    apart = len(examined.apart) + len(read.damage) + read.missing
    for ack in examined.acknowledgements:
        try:
            proved.append(settle_acknowledgement(station, ack.signed, issuers, by_hand=by_hand))
        except Malformed:
            apart += 1
    apart += hear_revocations(station, examined.documents)  # first of all: what follows may be beyond belief
    taken, cases, refused = _take(station, examined)
    version = 0
    for signed in examined.documents:
        if is_revocations(signed):
            continue
        try:
            version = take_document(station, signed) or version
        except (Malformed, Refusal):
            apart += 1
    return Absorbed(taken, cases, tuple(proved), version, apart + refused)


def take_document(station: Station, signed: bytes) -> int:
    """Keep a newer catalogue; its version, or 0 when ours is as new. Malformed or Refusal when it is not to be used."""
    document = verify_document(station.county.verifier(), signed)
    if document.version <= station.document.version:
        return 0
    content = decode_document(document.content)
    if content.version != document.version:
        raise Malformed("a catalogue of another version than it was signed as")
    with station.store.transaction(len(signed)) as connection:
        keep_document(connection, document, content.dictionary)
    station.document_changed()
    return document.version


def acknowledgement_frame(signed: bytes) -> Frame:
    """An acknowledgement as it stands in a batch."""
    return Frame(FrameType.ACKNOWLEDGEMENT, signed)


def _own_rows(station: Station, ack: Acknowledgement) -> dict[bytes, list[Own]]:
    """Our events that `ack` may speak of: everything not wholly proved, and what it needs to be checked by."""
    named = {extent.log for extent in (*ack.recv, *ack.safe)} | {opened.log for opened in ack.open}
    return {log: _rows_of(station, ack, log) for log in station.log_names if log in named}


def _rows_of(station: Station, ack: Acknowledgement, log: bytes) -> list[Own]:
    row = station.store.one(
        f"SELECT MIN(e.seq) FROM event e WHERE e.log = ? AND e.origin = {OWN} AND (SELECT COUNT(*) FROM mark m "
        f"WHERE m.event = e.hash AND m.state IN ('recv', 'safe', 'open') AND {ON_TWO_DEVICES}) < 3",
        log,
    )
    lowest = min([row[0] or 2**32] + [r.first for r in ack.open if r.log == log])
    named = {extent.n for extent in (*ack.recv, *ack.safe) if extent.log == log}
    own = f"SELECT seq, hash, witness FROM event WHERE log = ? AND origin = {OWN}"
    rows = station.store.all(f"{own} AND seq >= ?", log, lowest)
    for seq in named:
        if seq < lowest:
            rows += station.store.all(f"{own} AND seq = ?", log, seq)
    return [Own(log, seq, event_hash, witness) for seq, event_hash, witness in rows]


def _current(station: Station, ack: Acknowledgement) -> bool:
    """R-HASHACK: only the highest incarnation is believed, and one number has one log id."""
    number, known = station.store.number("county_incarnation"), station.store.meta("county_incarnation_log")
    if ack.incarnation_number != number:
        return ack.incarnation_number > number
    return known in (None, ack.incarnation)


def _write_marks(station: Station, connection: sqlite3.Connection, ack: Acknowledgement, settled: Settled) -> Proved:
    store, from_county = station.store, settled.issuer.role is Role.COUNTY
    began = from_county and ack.incarnation_number > store.number("county_incarnation")
    newest = from_county and ack.counter >= store.number("county_counter")
    if began:
        connection.execute("DELETE FROM mark WHERE state <> 'custody'")
        connection.execute("INSERT OR IGNORE INTO outbox SELECT hash FROM event WHERE origin = ?", (OWN,))
        owe_the_county(connection, ack.issuer)
        forget_attachments(connection)
        connection.execute("DELETE FROM custody")  # a relay is asked too: it may hold less than we do
        connection.execute("DELETE FROM piece_custody")
        connection.execute("DELETE FROM proved_since")  # whatever was to be let go of waits for proofs anew (R-SAFE)
    if from_county:
        store.remember("county_incarnation", ack.incarnation_number)
        store.remember("county_incarnation_log", ack.incarnation)
        _compare_clock(station, ack)
    connection.execute(
        "INSERT INTO acknowledgement VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (hash) DO NOTHING",
        (ack.hash, ack.issuer, ack.incarnation_number, ack.counter, ack.at_ms, ack.signed,
         msgspec.msgpack.encode(list(settled.issuer.chain)), ack.same_device),
    )  # fmt: skip
    new: dict[str, int] = {}
    moved = False
    for state in MARKS:
        for event in sorted(getattr(settled, state)):
            done = connection.execute(
                # A word of two devices takes the place of one that said they are one.
                "INSERT INTO mark AS m VALUES (?, ?, ?, ?) ON CONFLICT (event, state) DO UPDATE SET "
                "acknowledgement = excluded.acknowledgement, incarnation_number = excluded.incarnation_number "
                f"WHERE ? AND NOT {ON_TWO_DEVICES} RETURNING (SELECT kind FROM event WHERE hash = ?)",
                (event, state, ack.incarnation_number, ack.hash, not ack.same_device, event),
            ).fetchone()
            if done:
                moved = moved or done[0] != CARRIED
                new[state] = new.get(state, 0) + 1
    if moved:
        store.remember(CARRIED_IN_VAIN, 0)
    for event in settled.recv:
        connection.execute("DELETE FROM outbox WHERE event = ?", (event,))
    for event in settled.recv | settled.custody:
        connection.execute("DELETE FROM mark WHERE event = ? AND state = 'apart'", (event,))
    refused = _refused(connection, settled)
    for event in refused:
        connection.execute(
            "INSERT INTO mark VALUES (?, 'apart', ?, ?) ON CONFLICT (event, state) DO UPDATE SET "
            "incarnation_number = excluded.incarnation_number, acknowledgement = excluded.acknowledgement",
            (event, ack.incarnation_number, ack.hash),
        )
    came = settle_attachments(connection, ack, settled, newest) if from_county else bool(settled.attachments)
    if not new and not began and not came and not refused:
        connection.execute(
            "DELETE FROM acknowledgement WHERE hash = ? AND hash NOT IN (SELECT acknowledgement FROM mark) "
            "AND hash NOT IN (SELECT acknowledgement FROM attachment_safe)", (ack.hash,)
        )  # kept only where it is the proof of something
    return Proved(new, ack.hash, began, refused)


def _refused(connection: sqlite3.Connection, settled: Settled) -> dict[bytes, int]:
    """Events of ours that the issuer set apart for what they are, not for what had not come yet."""
    return {
        event: reason
        for event, reason in settled.apart.items()
        if reason >= Quarantine.BAD_SIGNATURE and event not in settled.recv | settled.custody
        and connection.execute("SELECT 1 FROM outbox WHERE event = ?", (event,)).fetchone()
    }  # fmt: skip


def reason_name(reason: int) -> str:
    """The name of a `Quarantine`; the number itself when a newer county gives one that we do not know."""
    try:
        return Quarantine(reason).name
    except ValueError:
        return str(reason)


def _compare_clock(station: Station, ack: Acknowledgement) -> None:
    """Remember how far the county's clock is from ours; only a newer word counts. No rule reads it (R-TIME)."""
    if ack.counter < station.store.number("county_counter"):
        return
    clock = station.instruments.clock()
    station.store.remember("county_counter", ack.counter)
    station.store.remember("clock_offset_ms", ack.at_ms - clock.wall_ms)
    station.store.remember("compared_wall_ms", clock.wall_ms)
    station.store.remember("compared_uptime_s", clock.uptime_s)


def known_logs(station: Station) -> dict[bytes, Identity]:
    """Logs whose certificate we hold, verified again as they are read."""
    known = dict.fromkeys(station.log_names, station.identity)
    for log, chain in station.store.all("SELECT log, chain FROM identity"):
        known[log] = verify_chain(tuple(msgspec.msgpack.decode(chain, type=list[bytes])), station.root)
    return known


def _take(station: Station, examined: Examined) -> tuple[int, tuple[str, ...], int]:
    """Store the county's events raw, then what they carry; (new, cases touched, set apart)."""
    county, known = station.county, {**known_logs(station), **examined.identities}
    fresh = [
        taken
        for taken in examined.taken
        if taken.awaiting is None and taken.event.head.node == county.node
        and station.store.one("SELECT 1 FROM event WHERE hash = ?", taken.event.hash) is None
    ]  # fmt: skip
    refused = sum(taken.awaiting is not None or taken.event.head.node != county.node for taken in examined.taken)
    if not fresh:
        return 0, (), refused
    cases: set[str] = set()
    new = 0
    with station.store.transaction(2 * sum(len(t.event.signed) * 2 + len(t.sealed) for t in fresh)) as connection:
        for taken in fresh:
            new += insert_event(connection, DOWNWARD, taken.event, taken.sealed)
            log = log_name(taken.event.head)
            if taken.event.head.kind == NODE_CERTIFIED and log in examined.identities:
                connection.execute(
                    "INSERT INTO identity VALUES (?, ?) ON CONFLICT (log) DO NOTHING",
                    (log, msgspec.msgpack.encode(list(examined.identities[log].chain))),
                )
            if taken.event.head.kind == SENT:
                inner = _inner(station, taken.event, known)
                if inner is None:
                    refused += 1
                elif inner.head.node != station.identity.node or not _is_held(station, inner):  # sent back (R-EPOCH)
                    insert_inner(connection, inner, taken.event)
                    came_down(connection, inner, county.node, is_of_present(station, log))
                    cases.add(inner.head.case)
        for number in sorted(cases - {""}):
            project(station.store, number)
            follow_erasures(station, connection, number)
    return new, tuple(sorted(cases - {""})), refused


def _is_held(station: Station, event: Event) -> bool:
    held = "SELECT 1 FROM event WHERE hash = ? AND origin = ?"
    return station.store.one(held, event.hash, OWN) is not None


def _inner(station: Station, sent: Event, known: dict[bytes, Identity]) -> Event | None:
    """The event that a Sent carries; None when it is none, when it is of a case outside our prefix, or when it does not
    bear the signature of an author we know."""
    signed = sent.head.facts.get(1)
    try:
        inner = read_event(signed if type(signed) is bytes else b"")
        author = known.get(log_name(inner.head))
        if author is not None:
            verify_event(author.verifier(), inner)
        elif inner.head.node == station.county.node and was_never_without(station) and not is_by_county(station, inner):
            return None  # of a county whose keys of long ago we never met, its present word must do
    except Malformed:
        return None
    ours = inner.head.case.startswith(station.identity.prefix)  # a relay that lies may hand us another station's
    return inner if inner.head.kind <= CASE_KIND_MAX and inner.head.case and ours else None
