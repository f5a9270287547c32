"""Taking from a stick at a county or a relay: whole frames of every file, in any order, any number of times.

Everything goes the way of a batch over HTTP (`Journal.take`): authentic events are stored raw, the rest is set apart
alone. Asks are kept, so that their answers go onto whatever stick passes. The stick is not written to.
"""

from collections import Counter

import msgspec
from sqlalchemy import select

from kiosk.core.carriage.batch import Batch, read_batch
from kiosk.core.carriage.cbor import Malformed
from kiosk.core.carriage.head import NODE_BYTES
from kiosk.core.carriage.stick import STICK_BYTES_MAX, FileKind, FileName, Stick, is_whole, listed
from kiosk.core.carriage.stick_tally import Tally
from kiosk.core.instruments import Instruments
from kiosk.core.refusal import Refusal
from server.intake.downlink import Downlink
from server.intake.receive import Intake, take
from server.node import Node
from server.store import tables as t
from server.store.brought import note_brought
from server.store.carriage_tables import stick_ask
from server.store.journal import Journal
from server.store.sql import pieces, upsert
from server.store.taking import Taking
from server.store.writer import Writer

UNREADABLE = "UNREADABLE"  # bytes of a torn or scratched file from which no frame could be read


class OfStation(msgspec.Struct):
    """What of one node was on the stick. station: its code (9 digits a relay); node: hex; taken: events new here,
    known: held here already; ask: whether its ask was kept; apart: reason -> how many."""

    station: str
    node: str
    taken: int = 0
    known: int = 0
    ask: bool = False
    apart: dict[str, int] = {}


class TakenIn(msgspec.Struct):
    """What one import did. files: read; damaged: names of files that are torn, scratched or no batch; stations: by
    code; apart: reason -> how many frames that are nobody's; events_down: of the county's own, new here; pieces: of
    attachments, how many were offered; attachments: how many of them are held further than not at all."""

    files: int = 0
    damaged: list[str] = []
    stations: list[OfStation] = []
    apart: dict[str, int] = {}
    events_down: int = 0
    pieces: int = 0
    attachments: int = 0


def take_from(node: Node, writer: Writer, instruments: Instruments, stick: Stick) -> TakenIn:
    """Take everything that is on `stick`. Refusals STICK_UNREADABLE, STICK_TOO_FULL, STORAGE_FULL: what was taken
    before it stays."""
    taking = _Taking(node, writer, instruments)
    left_bytes = STICK_BYTES_MAX
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
        taking.file(name, data)
    if files and unread == len(files):
        raise Refusal("STICK_UNREADABLE", name=files[0].text)
    return taking.done()


class _Taking:
    """One import under way."""

    def __init__(self, node: Node, writer: Writer, instruments: Instruments) -> None:
        self._node, self._writer, self._instruments = node, writer, instruments
        self._downlink, self._intake = Downlink(node, writer, instruments), Intake(node, writer, instruments)
        self._said = TakenIn()
        self._of: dict[bytes, OfStation] = {}
        self._tally = Tally()
        self._attachments: set[bytes] = set()

    def done(self) -> TakenIn:
        """What was done, told."""
        codes = {one.node: one.code for one in self._writer.journal.identities.values()}
        nobodys: Counter[str] = Counter()
        for node, reasons in self._tally.reasons().items():
            if node in codes:
                self._one(node).apart = reasons
            else:
                nobodys.update(reasons)
        self._said.apart = dict(nobodys)
        self._said.events_down = self._tally.new.pop(self._node.county.node, 0)
        self._tally.known.pop(self._node.county.node, 0)
        for node in self._tally.new | self._tally.known:
            self._one(node).taken, self._one(node).known = self._tally.new[node], self._tally.known[node]
        for node, one in self._of.items():
            one.station = codes.get(node, "")
        self._said.stations = sorted(self._of.values(), key=lambda one: (one.station, one.node))
        self._said.attachments = len(self._attachments)
        return self._said

    def unread(self, name: FileName) -> None:
        """A file that the stick gives back nothing of."""
        self._said.files += 1
        self._said.damaged.append(name.text)
        self._tally.lost(name.node, UNREADABLE)

    def file(self, name: FileName, data: bytes) -> None:
        """Take one file in."""
        self._said.files += 1
        whole = len(data) <= name.bytes_max and is_whole(name, data)
        if not whole:
            self._said.damaged.append(name.text)
        if name.kind is FileKind.ASK:
            self._ask(name, data)
            return
        try:
            batch = read_batch(data)
        except Malformed:
            self._tally.lost(name.node, UNREADABLE)
            return
        self._tally.lost(name.node, UNREADABLE, len(batch.damage))
        self._batch(batch)

    def _batch(self, batch: Batch) -> None:
        now_ms = self._instruments.clock().wall_ms
        examined = self._intake.examine(batch)

        def take_in(journal: Journal) -> tuple[Taking, set[bytes]]:
            before = _held(journal, [taken.event.hash for taken in examined.taken])
            taking = take(journal, examined, batch.sender, now_ms)
            apart = {one.hash for one in taking.apart}
            fresh = [one.event for one in examined.taken if one.event.hash not in before | apart]
            note_brought(journal, fresh, batch.sender, now_ms)
            return taking, before

        taking, before = self._writer.run(take_in)
        apart = {one.hash for one in taking.apart}
        for taken in examined.taken:
            if taken.event.hash not in apart:
                self._tally.held(taken.event.head.node, taken.event.hash, new=taken.event.hash not in before)
        for one in taking.apart:
            self._tally.apart(one.log[:NODE_BYTES], one.hash, one.reason.name)
        self._said.pieces += len(examined.chunks)
        self._attachments |= {progress.attachment_id for progress in taking.attachments if progress.held_bytes}

    def _ask(self, name: FileName, data: bytes) -> None:
        """Keep a node's ask; its last one, because it is answered as if it were put again and again."""
        if name.node == self._node.identity.node:
            return
        try:
            ask, asker = self._downlink.asked(data)
        except Refusal as no:
            self._tally.lost(name.node, no.code)
            return
        at_ms = self._instruments.clock().wall_ms
        record = {"node": ask.node, "code": asker.code, "signed": ask.signed, "at_ms": at_ms}
        self._writer.run(
            lambda journal: upsert(journal.connection, stick_ask, {"county": journal.county, **record})
        )
        self._one(ask.node).ask = True

    def _one(self, node: bytes) -> OfStation:
        return self._of.setdefault(node, OfStation("", node.hex()))


def _held(journal: Journal, hashes: list[bytes]) -> set[bytes]:
    e = t.event.c
    found: set[bytes] = set()
    for piece in pieces(hashes):
        found |= set(journal.connection.scalars(select(e.hash).where(e.county == journal.county, e.hash.in_(piece))))
    return found
