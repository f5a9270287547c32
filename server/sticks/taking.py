"""Taking from a stick at a county or a relay: whole frames of every file, in any order, any number of times.

Everything goes the way of a batch over HTTP (`Journal.take`): authentic events are stored raw, the rest is set apart
alone. Asks are kept, so that their answers go onto whatever stick passes. The stick is not written to.
"""

from collections import Counter
from collections.abc import Iterable

import msgspec
from sqlalchemy import select

from kiosk.core.carriage.batch import Batch, read_batch
from kiosk.core.carriage.cbor import Malformed
from kiosk.core.carriage.examine import examine
from kiosk.core.carriage.stick import STICK_BYTES_MAX, FileKind, FileName, Stick, is_whole, listed
from kiosk.core.event import Event
from kiosk.core.instruments import Instruments
from kiosk.core.refusal import Refusal
from server.intake.downlink import Downlink
from server.node import Node
from server.store import tables as t
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
        self._downlink = Downlink(node, writer, instruments)
        self._said = TakenIn()
        self._of: dict[bytes, OfStation] = {}
        self._apart: dict[bytes, Counter[str]] = {}
        self._seen: set[bytes] = set()  # hashes counted already: a certificate stands in every file
        self._attachments: set[bytes] = set()

    def done(self) -> TakenIn:
        """What was done, told."""
        codes = {one.node: one.code for one in self._writer.journal.identities.values()}
        for node, reasons in self._apart.items():
            if node in codes:
                self._one(node).apart = dict(sorted(reasons.items()))
            else:
                self._said.apart = dict(Counter(self._said.apart) + reasons)
        for node, one in self._of.items():
            one.station = codes.get(node, "")
        self._said.stations = sorted(self._of.values(), key=lambda one: (one.station, one.node))
        self._said.attachments = len(self._attachments)
        return self._said

    def unread(self, name: FileName) -> None:
        """A file that the stick gives back nothing of."""
        self._said.files += 1
        self._said.damaged.append(name.text)
        self._note(name.node, UNREADABLE)

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
            self._note(name.node, UNREADABLE)
            return
        self._note(name.node, UNREADABLE, len(batch.damage))
        self._batch(batch)

    def _batch(self, batch: Batch) -> None:
        node, now_ms = self._node, self._instruments.clock().wall_ms
        prefix = "" if node.is_county else node.identity.prefix
        examined = examine(batch, self._writer.journal.identities, node.root_public, prefix)

        def take(journal: Journal) -> tuple[Taking, set[bytes]]:
            before = _held(journal, [taken.event.hash for taken in examined.taken])
            return journal.take(examined, batch.sender, now_ms), before

        taking, before = self._writer.run(take)
        apart = {one.hash for one in taking.apart}
        self._count((taken.event for taken in examined.taken if taken.event.hash not in apart), before)
        for one in taking.apart:
            self._note(one.log[:8], one.reason.name, event=one.hash)
        self._said.pieces += len(examined.chunks)
        self._attachments |= {progress.attachment_id for progress in taking.attachments if progress.held_bytes}

    def _count(self, events: Iterable[Event], before: set[bytes]) -> None:
        county = self._node.county.node
        for event in events:
            if event.hash in self._seen:
                continue
            self._seen.add(event.hash)
            if event.head.node == county:
                self._said.events_down += event.hash not in before
                continue
            one = self._one(event.head.node)
            if event.hash in before:
                one.known += 1
            else:
                one.taken += 1

    def _ask(self, name: FileName, data: bytes) -> None:
        """Keep a node's ask; its last one, because it is answered as if it were put again and again."""
        if name.node == self._node.identity.node:
            return
        try:
            ask, asker = self._downlink.asked(data)
        except Refusal as no:
            self._note(name.node, no.code)
            return
        at_ms = self._instruments.clock().wall_ms
        record = {"node": ask.node, "code": asker.code, "signed": ask.signed, "at_ms": at_ms}
        self._writer.run(
            lambda journal: upsert(journal.connection, stick_ask, {"county": journal.county, **record})
        )
        self._one(ask.node).ask = True

    def _one(self, node: bytes) -> OfStation:
        return self._of.setdefault(node, OfStation("", node.hex()))

    def _note(self, node: bytes, reason: str, count: int = 1, event: bytes = b"") -> None:
        if count and event not in self._seen:
            self._apart.setdefault(node, Counter())[reason] += count
        if event:
            self._seen.add(event)


def _held(journal: Journal, hashes: list[bytes]) -> set[bytes]:
    e = t.event.c
    found: set[bytes] = set()
    for piece in pieces(hashes):
        found |= set(journal.connection.scalars(select(e.hash).where(e.county == journal.county, e.hash.in_(piece))))
    return found
