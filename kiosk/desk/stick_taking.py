"""Taking from a stick: whole frames of every file, in any order, any number of times.

What is for us is absorbed as over any road; other stations' frames go into custody (`carrying`) frame by frame, a bad
one named with its reason while its neighbours pass. Nothing on the stick is changed, and nothing is concluded from its
being there: only signed words are believed.
"""

from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

import msgspec

from kiosk.core.carriage.acknowledgement import Acknowledgement, verify_acknowledgement
from kiosk.core.carriage.ask import read_ask, verify_ask
from kiosk.core.carriage.batch import Batch, Frame, FrameType, read_batch, write_batch
from kiosk.core.carriage.cbor import Malformed
from kiosk.core.carriage.certificate import Identity, Role
from kiosk.core.carriage.examine import Examined, Taken, examine
from kiosk.core.carriage.head import NODE_BYTES, log_name
from kiosk.core.carriage.kinds import KEY_SHARED, NODE_CERTIFIED
from kiosk.core.carriage.revocation import without_revoked
from kiosk.core.carriage.stick import STICK_BYTES_MAX, FileKind, FileName, Stick, is_whole, listed
from kiosk.core.carriage.stick_tally import Tally
from kiosk.core.event import Level
from kiosk.core.refusal import Refusal
from kiosk.desk.carrying import FULL, Room, keep_ask, keep_events, keep_pieces, make_way, settle_for_others
from kiosk.desk.county_keys import learn_county
from kiosk.desk.epoch import Why, begin_epoch
from kiosk.desk.revoked import revocations
from kiosk.desk.revoking import hear_revocations
from kiosk.desk.settling import Proved, absorb, known_logs, reason_name
from kiosk.desk.station import Station
from kiosk.desk.store import DOWNWARD, OWN

TAKEN_NAMES_COUNT_MAX = 2_000
AWAITING = "AWAITING_CERTIFICATE"
UNREADABLE = "UNREADABLE"  # bytes of a torn or scratched file from which no frame could be read
ANOTHERS = "NOT_OF_THIS_STATION"  # the county's word to another station: left where it is


class OfStation(msgspec.Struct):
    """What of one station was on the stick. station: its code; node: hex; taken: events new here, known: held here
    already, pieces: of attachments, new here; ask: whether we now ask the county for it; apart: reason -> how many."""

    station: str
    node: str
    taken: int = 0
    known: int = 0
    pieces: int = 0
    ask: bool = False
    apart: dict[str, int] = {}


class TakenIn(msgspec.Struct):
    """What one import did. files: read; damaged: names of files that are torn, scratched or no batch; stations: by
    code; apart: reason -> how many frames that are nobody's; the rest is what came home to us: what was newly proved
    by state, downward events, cases touched, a newer catalogue's version (0: none)."""

    files: int = 0
    damaged: list[str] = []
    stations: list[OfStation] = []
    apart: dict[str, int] = {}
    proved: dict[str, int] = {}
    acknowledgements: list[str] = []
    refused: dict[str, str] = {}
    events_down: int = 0
    cases_touched: list[str] = []
    catalogue_version: int = 0
    new_incarnation: bool = False
    new_epoch: int = 0


def take_from(station: Station, stick: Stick) -> TakenIn:
    """Take everything that is on `stick`. Refusals STICK_UNREADABLE, DISK_FULL: what was taken before it stays."""
    taking = _Taking(station)
    with station.store.transaction() as connection:
        make_way(station, connection)
    left_bytes = STICK_BYTES_MAX
    again: list[FileName] = []
    unread = 0
    for name in (files := listed(stick.names())):
        try:
            data = stick.read(name.text, name.bytes_max)
        except Refusal:  # this file alone; when it is every one, the stick is gone
            taking.unread(name)
            unread += 1
            continue
        left_bytes -= len(data)
        if left_bytes < 0:
            raise Refusal("STICK_TOO_FULL", limit_bytes=STICK_BYTES_MAX)
        if taking.file(name, data):
            again.append(name)
    if files and unread == len(files):
        raise Refusal("STICK_UNREADABLE", name=files[0].text)
    for name in again:  # a certificate may stand in a file that was read later
        with suppress(Refusal):
            taking.file(name, stick.read(name.text, name.bytes_max), second=True)
    return taking.done()


def take_batch(station: Station, data: bytes) -> TakenIn:
    """Take in one batch that came by another road (paper), as if it had been the only file of a stick. Refusal
    BATCH_UNREADABLE."""
    taking = _Taking(station)
    try:
        batch = read_batch(data)
    except Malformed as error:
        raise Refusal("BATCH_UNREADABLE") from error
    taking.batch(batch, final=True)
    return taking.done()


class _Taking:
    """One import under way."""

    def __init__(self, station: Station) -> None:
        self._station = station
        self._known = known_logs(station)
        self._nodes = {one.node: one for one in self._known.values()}
        self._room = Room(station)
        self._said = TakenIn()
        self._of: dict[bytes, OfStation] = {}
        self._tally = Tally()
        downward = station.store.all("SELECT DISTINCT log FROM event WHERE origin = ?", DOWNWARD)
        self._to_us = {log for (log,) in downward}

    def done(self) -> TakenIn:
        """What was done, told."""
        nobodys: Counter[str] = Counter()
        for node, reasons in self._tally.reasons().items():
            if node in self._nodes:
                self._one(node).apart = reasons
            else:
                nobodys.update(reasons)
        self._said.apart = dict(nobodys)
        for node in self._tally.new | self._tally.known:
            one = self._one(node)
            one.taken, one.known = self._tally.new[node], self._tally.known[node]
        self._said.stations = sorted(self._of.values(), key=lambda one: (one.station, one.node))
        return self._said

    def unread(self, name: FileName) -> None:
        """A file that the stick gives back nothing of."""
        self._said.files += 1
        self._said.damaged.append(name.text)
        self._tally.lost(name.node, UNREADABLE)

    def file(self, name: FileName, data: bytes, second: bool = False) -> bool:
        """Take one file in; whether it should be read again once more certificates are known."""
        if not second:
            self._said.files += 1
        whole = len(data) <= name.bytes_max and is_whole(name, data)
        if not whole and name.text not in self._said.damaged:
            self._said.damaged.append(name.text)
        if name.kind is FileKind.ASK:
            return self._ask(data, second)
        try:
            batch = read_batch(data)
        except Malformed:
            self._tally.lost(name.node, UNREADABLE)
            return False
        if batch.damage and not second:
            self._tally.lost(name.node, UNREADABLE, len(batch.damage))
        waits = self.batch(batch, final=second, answer=name.kind is FileKind.DOWN)
        if whole and not waits and name.kind is FileKind.DOWN and name.node == self._station.identity.node:
            self._wholly_taken(name)
        return waits and not second

    def batch(self, batch: Batch, final: bool, answer: bool = False) -> bool:
        """Take one batch in; whether events in it wait for a certificate that may stand in another file. final: it is
        not read again, what waits is named; answer: certificates in it say who answers, and are not carried on."""
        station = self._station
        examined = examine(batch, self._known, station.root)
        learn_county(station, examined.identities.values())
        hear_revocations(station, examined.documents)
        examined = without_revoked(examined, revocations(station.store))
        for log, identity in examined.identities.items():
            self._known.setdefault(log, identity)
            self._nodes.setdefault(identity.node, identity)
        self._ours(batch, examined)
        waiting = [taken for taken in examined.taken if taken.awaiting is not None]
        self._others(batch, examined, answer)
        for taken in waiting if final else ():
            self._tally.apart(taken.event.head.node, taken.event.hash, AWAITING)
        for one in examined.apart:
            self._tally.apart(one.log[:NODE_BYTES], one.hash, one.reason.name)
        return bool(waiting)

    # What is for us

    def _ours(self, batch: Batch, examined: Examined) -> None:
        """Words about us, the county's events to us, a newer catalogue: absorbed as from any road."""
        station = self._station
        for taken in examined.taken:
            head = taken.event.head
            if head.node == station.county.node and head.kind == KEY_SHARED and self._shared_with_us(head.facts.get(2)):
                self._to_us.add(log_name(head))
        frames = [Frame(FrameType.ACKNOWLEDGEMENT, a.signed) for a in examined.acknowledgements if self._concerns(a)]
        for taken in examined.taken:
            if log_name(taken.event.head) in self._to_us:
                frames.append(Frame(FrameType.EVENT, taken.event.signed + taken.sealed))
        frames += [Frame(FrameType.DOCUMENT, signed) for signed in examined.documents]
        if frames:
            absorbed = absorb(station, write_batch(batch.sender or bytes(8), frames), self._issuers(), by_hand=True)
            for proved in absorbed.proved:
                self._count(proved)
            said = self._said
            said.events_down += absorbed.events
            said.cases_touched = sorted({*said.cases_touched, *absorbed.cases})
            said.catalogue_version = absorbed.catalogue_version or said.catalogue_version
            if absorbed.apart:
                self._tally.lost(b"", "NOT_BELIEVED", absorbed.apart)
        self._know_our_own(examined.taken)

    def _shared_with_us(self, wraps: Any) -> bool:
        ours = [[one] for one in self._station.recipients]
        return type(wraps) is list and any(type(wrap) is list and wrap[:1] in ours for wrap in wraps)

    def _concerns(self, ack: Acknowledgement) -> bool:
        """A word that names a log of ours or a picture, or one by which a restored county says so."""
        ours = set(self._station.log_names)
        named = {extent.log for extent in (*ack.recv, *ack.safe)} | {opened.log for opened in ack.open}
        named |= {log for log, *_ in ack.quarantined}
        newer = ack.incarnation_number > self._station.store.number("county_incarnation")
        from_county = ack.issuer == self._station.county.node
        return bool(named & ours) or (from_county and (newer or bool(ack.attachments)))

    def _issuers(self) -> tuple[Identity, ...]:
        """Whose word about us counts: the county's, and as custody that of a township above us."""
        station = self._station
        above = {
            identity.node: identity
            for identity in self._nodes.values()
            if identity.level is Level.TOWNSHIP and identity.role is not Role.COUNTY
            and identity.node != station.identity.node and station.code.startswith(identity.prefix)
            and not revocations(station.store).has(identity.node)
        }  # fmt: skip
        return (station.county, *above.values())

    def _know_our_own(self, came: Iterable[Taken]) -> None:
        """Events of our own present log that we do not hold: this folder is an older copy of itself (R-EPOCH)."""
        station = self._station
        for taken in came:
            if log_name(taken.event.head) != station.log_name or taken.awaiting is not None:
                continue
            if station.store.one("SELECT 1 FROM event WHERE hash = ?", taken.event.hash) is None:
                with station.store.transaction() as connection:
                    pen = begin_epoch(station, connection, Why.PEER)
                station.take_up(pen)
                self._known[station.log_name] = station.identity
                self._said.new_epoch = station.epoch
                return

    def _count(self, proved: Proved) -> None:
        said = self._said
        for state, number in proved.new.items():
            said.proved[state] = said.proved.get(state, 0) + number
        if proved.new:
            said.acknowledgements.append(proved.acknowledgement.hex())
        said.refused |= {event.hex(): reason_name(reason) for event, reason in proved.refused.items()}
        said.new_incarnation = said.new_incarnation or proved.new_incarnation
        said.new_epoch = proved.new_epoch or said.new_epoch

    # What is others'

    def _others(self, batch: Batch, examined: Examined, answer: bool) -> None:
        station = self._station
        by_node: dict[bytes, list[Taken]] = {}
        for taken in examined.taken:
            head = taken.event.head
            if taken.awaiting is not None or (answer and head.kind == NODE_CERTIFIED):
                continue
            if head.node == station.county.node:
                if log_name(head) not in self._to_us:
                    self._tally.apart(b"", taken.event.hash, ANOTHERS)
                continue
            held = head.node == station.identity.node and station.store.one(
                f"SELECT 1 FROM event WHERE hash = ? AND origin = {OWN}", taken.event.hash
            )
            if held:
                self._tally.held(head.node, taken.event.hash, new=False)
            else:
                by_node.setdefault(head.node, []).append(taken)
        sender = self._nodes.get(batch.sender)
        takes_pieces = bool(examined.chunks) and sender is not None and sender.node != station.identity.node \
            and sender.role is not Role.COUNTY  # fmt: skip
        if not by_node and not takes_pieces and not examined.acknowledgements:
            return
        size = 2 * sum(len(t.event.signed) + len(t.sealed) for came in by_node.values() for t in came)
        size += 2 * sum(len(chunk.data) for chunk in examined.chunks)
        with station.store.transaction(size) as connection:
            for ack in examined.acknowledgements:
                if ack.issuer == station.county.node and _is_by(ack, station.county):
                    settle_for_others(station, connection, ack)
            for came in by_node.values():
                for taken in came:
                    kept = keep_events(station, connection, [taken], self._known.__getitem__, self._room)
                    node, event = taken.event.head.node, taken.event.hash
                    if kept.full:
                        self._tally.apart(node, event, FULL)
                    else:
                        self._tally.held(node, event, new=bool(kept.new))
                    if kept.new and taken.event.head.kind == NODE_CERTIFIED:
                        log = log_name(taken.event.head)
                        connection.execute(
                            "INSERT INTO identity VALUES (?, ?) ON CONFLICT (log) DO NOTHING",
                            (log, msgspec.msgpack.encode(list(self._known[log].chain))),
                        )
            if takes_pieces and sender is not None:
                kept = keep_pieces(station, connection, examined.chunks, sender, self._room)
                self._one(sender.node).pieces += kept.new
                self._tally.lost(sender.node, FULL, kept.full)

    def _ask(self, data: bytes, second: bool) -> bool:
        """Take another station's ask in; whether to look again once its certificate is known."""
        station = self._station
        try:
            ask = read_ask(data)
        except Malformed:
            self._tally.lost(b"", UNREADABLE)
            return False
        if ask.node == station.identity.node:
            return False
        asker = self._known.get(ask.node + ask.log)
        if asker is None:
            if second:
                self._tally.lost(ask.node, AWAITING)
            return not second
        try:
            verify_ask(asker.verifier(), ask)
        except Malformed:
            self._tally.lost(ask.node, "BAD_SIGNATURE")
            return False
        if asker.role is Role.COUNTY or asker.node != ask.node:
            self._tally.lost(ask.node, "BAD_SIGNATURE")
            return False
        with station.store.transaction(len(data)) as connection:
            keep_ask(connection, ask, asker)
        self._one(ask.node).ask = True
        return False

    def _wholly_taken(self, name: FileName) -> None:
        with self._station.store.transaction() as connection:
            connection.execute(
                "INSERT INTO stick_taken (name) VALUES (?) ON CONFLICT (name) DO NOTHING", (name.text,)
            )
            connection.execute(
                "DELETE FROM stick_taken WHERE position <= (SELECT MAX(position) FROM stick_taken) - ?",
                (TAKEN_NAMES_COUNT_MAX,),
            )

    # Counting

    def _one(self, node: bytes) -> OfStation:
        return self._of.setdefault(node, OfStation(self._nodes[node].code, node.hex()))


def _is_by(ack: Acknowledgement, issuer: Identity) -> bool:
    try:
        verify_acknowledgement(issuer.verifier(), ack)
    except Malformed:
        return False
    return True
