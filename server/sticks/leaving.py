"""Leaving on a stick at a county or a relay: answers to every ask that came by stick, then what a relay owes upward.

A county answers for itself, a relay with the county's kept words and its own, which informs. When `leave_on` returns,
the stick may be pulled. Another node's file goes off the stick only when the county's word covers all that it holds:
at the county what it has committed, at a relay what the county has vouched for. An older answer goes once newer ones to
the same reader bring all that it brought.
"""



import msgspec
from sqlalchemy import Connection, select

from kiosk import __version__
from kiosk.core.carriage.acknowledgement import Quarantine
from kiosk.core.carriage.ask import Report, read_ask
from kiosk.core.carriage.attachment import read_chunk
from kiosk.core.carriage.batch import Batch, Frame, FrameType, read_batch, split_event, write_batch
from kiosk.core.carriage.cbor import Malformed
from kiosk.core.carriage.examine import Apart
from kiosk.core.carriage.head import read_event
from kiosk.core.carriage.protocol import Held, Offer, offer
from kiosk.core.carriage.stick import (
    ASK_BUDGET_BYTES,
    OFFER_BYTES_MAX,
    STICK_BYTES_MAX,
    STICK_SPARE_BYTES,
    FileKind,
    FileName,
    Stick,
    brings_more,
    listed,
    name_for,
    sturdy,
    unfinished,
)
from kiosk.core.instruments import Instruments
from kiosk.core.refusal import Refusal
from server.intake.downlink import Downlink
from server.intake.issue import Terms, issue
from server.node import Node
from server.store import tables as t
from server.store.attachments import held_of
from server.store.carriage_tables import stick_ask
from server.store.journal import Journal
from server.store.shelf import rows
from server.store.writer import Writer
from server.uplink.asking import make_ask
from server.uplink.owed import Turn, owed_chunks, owed_events

ANSWERS_COUNT_MAX = 32  # batches for one node: 64 MiB of downward events
OFFERS_COUNT_MAX = 500  # files of what a relay owes, and each holds up to 4 MiB
APART_COUNT_MAX = 1_000


class Left(msgspec.Struct):
    """What one export did; that it is told at all means that the stick may be pulled. events, pieces: of what a relay
    owes the county; answers: reader's code -> files; removed: files that went off the stick; left_over: how many files
    did not fit (0: everything is on the stick)."""

    may_be_pulled: bool = False
    files: list[str] = []
    bytes: int = 0
    events: int = 0
    pieces: int = 0
    answers: dict[str, int] = {}
    removed: list[str] = []
    left_over: int = 0


def leave_on(node: Node, writer: Writer, instruments: Instruments, stick: Stick, free_disk_bytes: int) -> Left:
    """Write everything that should travel onto `stick`. Refusals STICK_NOT_WRITTEN, STICK_READS_DIFFERENTLY,
    STICK_UNREADABLE: then every file of it is whole or unfinished, and nothing is claimed."""
    leaving = _Leaving(node, writer, instruments, stick)
    for name in unfinished(stick.names()):
        stick.remove(name)
    for code, signed in leaving.asks():
        leaving.answer(code, signed)
    if not node.is_county:
        leaving.owed(free_disk_bytes)
    leaving.tidy_up()
    leaving.said.may_be_pulled = True
    return leaving.said


class _Leaving:
    """One export under way."""

    def __init__(self, node: Node, writer: Writer, instruments: Instruments, stick: Stick) -> None:
        self._node, self._writer, self._instruments, self._stick = node, writer, instruments, stick
        self._downlink = Downlink(node, writer, instruments)
        self._there = set(listed(stick.names()))
        self._left_bytes = min(STICK_BYTES_MAX, max(0, stick.free_bytes() - STICK_SPARE_BYTES))
        self._written: set[FileName] = set()
        self._answered: dict[bytes, tuple[bytes, list[Batch]]] = {}  # reader -> its ask, our answers on the stick
        self.said = Left()

    def put(self, kind: FileKind, node: bytes, data: bytes) -> bool:
        """Write one file; whether it is on the stick now."""
        name = name_for(kind, node, data)
        if len(data) > self._left_bytes:
            self.said.left_over += 1
            return False
        self._stick.write(name.text, data)
        self._left_bytes -= len(data)
        self._written.add(name)
        self.said.files.append(name.text)
        self.said.bytes += len(data)
        return True

    def asks(self) -> list[tuple[str, bytes]]:
        """(code, signed ask): those on this stick, and the last of every other node that asked by stick."""
        found: dict[bytes, tuple[str, bytes]] = {}
        k = stick_ask.c
        kept = self._writer.run(
            lambda journal: journal.connection.execute(
                select(k.node, k.code, k.signed).where(k.county == journal.county).order_by(k.code)
            ).all()
        )
        found |= {node: (code, signed) for node, code, signed in kept}
        for name in self._there:
            if name.kind is FileKind.ASK and name.node != self._node.identity.node:
                try:
                    ask, asker = self._downlink.asked(self._stick.read(name.text, name.bytes_max))
                except Refusal:
                    continue  # whose we do not know, or torn: import names it
                found.setdefault(ask.node, (asker.code, ask.signed))
        return [found[node] for node in sorted(found, key=lambda node: (found[node][0], node))]

    def answer(self, code: str, signed: bytes) -> None:
        """Answers to one ask, with our word for what we set apart of its author's, and a relay's for what it has."""
        try:
            batches = self._downlink.answers_by_hand(signed, ANSWERS_COUNT_MAX)
        except Refusal:
            return  # it was revoked, or is no more under our prefix
        ask = read_ask(signed)
        word = self._writer.run(lambda journal: self._own_word(journal, ask.node, ask.attachments))
        for batch in [*word, *batches]:
            if self.put(FileKind.DOWN, ask.node, batch):
                self.said.answers[code] = self.said.answers.get(code, 0) + 1
                self._answered.setdefault(ask.node, (signed, []))[1].append(read_batch(batch))

    def owed(self, free_disk_bytes: int) -> None:
        """What a relay has not the county's word for, and its own ask."""
        own = self._node.identity.node
        connection_ask = self._writer.run(
            lambda journal: make_ask(
                self._node, journal.connection, self._instruments, self._report(free_disk_bytes), ASK_BUDGET_BYTES
            )
        )
        self.put(FileKind.ASK, own, connection_ask.signed)
        turn = Turn()
        for _ in range(OFFERS_COUNT_MAX):
            offered = self._writer.run(lambda journal: self._offer_events(journal.connection, turn))
            if not offered.batch:
                break
            if not self.put(FileKind.UP, own, sturdy(offered)):
                return
            turn.handed_over(offered.events)
            self.said.events += len(offered.events)
        self._pieces()

    def _offer_events(self, connection: Connection, turn: Turn) -> Offer:
        events = owed_events(connection, self._node.county_code, turn)
        return offer(self._node.identity.node, events, lambda event: (), (), min(OFFER_BYTES_MAX, self._left_bytes))

    def _pieces(self) -> None:
        """Pieces in custody, each file under our certificate; a picture whole before the next one."""
        own, passed = self._node.identity.node, Turn()
        first = self._writer.run(lambda journal: _certificate(journal, self._node))
        for _ in range(OFFERS_COUNT_MAX):
            chunks = self._writer.run(
                lambda journal: owed_chunks(journal.connection, self._node.county_code, passed)
            )
            # The last picture may be cut off by the bound of one look: it begins the next.
            last = chunks[-1].attachment_id if chunks else b""
            whole = [chunk for chunk in chunks if chunk.attachment_id != last] or chunks
            if not whole:
                return
            offered = offer(own, [first], lambda event: (), whole, OFFER_BYTES_MAX)
            if not self.put(FileKind.UP, own, sturdy(offered)):
                return
            self.said.pieces += len(offered.chunks)
            passed.passed |= {chunk.attachment_id for chunk in offered.chunks}

    def _report(self, free_disk_bytes: int) -> Report:
        clock = self._instruments.clock()
        return Report(f"daiban {__version__}"[:40], free_disk_bytes, None, max(0, clock.uptime_s), 0)

    def _own_word(self, journal: Journal, reader: bytes, attachments: tuple[bytes, ...]) -> list[bytes]:
        """A batch with our own acknowledgement of that node's logs, where the answer does not say it all: at a county
        what was set apart, at a relay its custody under its certificate."""
        apart = _apart_of(journal, reader)
        if self._node.is_county and not apart:
            return []
        names = [row.name for row in journal.logs(t.log.c.node == reader)]
        terms = Terms(self._node, self._instruments.clock().wall_ms)
        word = issue(journal, terms, names, apart, held_of(journal, attachments))
        first = _certificate(journal, self._node).event
        frames = [Frame(FrameType.EVENT, first.signed), Frame(FrameType.ACKNOWLEDGEMENT, word.signed)]
        return [write_batch(self._node.identity.node, frames)]

    def tidy_up(self) -> None:
        """Take off the stick what need not travel on: see the module. A file that cannot be read stays."""
        for name in sorted(self._there - self._written):
            if name.kind is FileKind.ASK:
                goes = name.node == self._node.identity.node and not self._node.is_county
            else:
                goes = self._goes(name)
            if goes:
                self._stick.remove(name.text)
                self.said.removed.append(name.text)

    def _goes(self, name: FileName) -> bool:
        try:
            batch = read_batch(self._stick.read(name.text, name.bytes_max))
        except (Malformed, Refusal):
            return False
        if name.kind is FileKind.DOWN:
            if name.node not in self._answered or batch.sender != self._node.identity.node:
                return False
            signed, newer = self._answered[name.node]
            return not brings_more(batch, newer, read_ask(signed))
        if batch.damage or batch.missing:
            return False
        return self._writer.run(lambda journal: all(_covered(journal, frame) for frame in batch.frames))


def _covered(journal: Journal, frame: Frame) -> bool:
    """Whether the county has it: committed here at the county, vouched for by it at a relay."""
    at_county = journal.prefix == ""
    try:
        if frame.type is FrameType.EVENT:
            e = t.event.c
            event_hash = read_event(split_event(frame.payload)[0]).hash
            authentic = e.awaiting.is_(None) | (e.awaiting != int(Quarantine.AWAITING_CERTIFICATE))
            here = select(e.owed).where(e.county == journal.county, e.hash == event_hash, authentic)
            owed = journal.connection.scalars(here).one_or_none()
            return owed is not None and (at_county or not owed)
        if frame.type is FrameType.CHUNK:
            a, chunk = t.attachment.c, read_chunk(frame.payload)
            how_far = a.held_bytes if at_county else a.offered_bytes
            here = select(how_far).where(a.county == journal.county, a.id == chunk.attachment_id)
            held = journal.connection.scalars(here).one_or_none()
            return held is not None and held >= chunk.offset + len(chunk.data)
    except Malformed:
        return False
    return False


def _apart_of(journal: Journal, node: bytes) -> list[Apart]:
    """What was set apart for good of the logs that begin with that node's id, and is not held whole by now."""
    p, e = t.apart.c, t.event.c
    held = select(e.hash).where(e.county == journal.county)
    asked = (
        select(p.log_name, p.seq, p.hash, p.reason)
        .where(p.county == journal.county, p.log_name >= node, p.log_name < node + b"\xff" * 9, p.hash.not_in(held))
        .limit(APART_COUNT_MAX)
    )
    found = journal.connection.execute(asked)
    return [Apart(log, seq, which, Quarantine(reason), b"") for log, seq, which, reason in found]


def _certificate(journal: Journal, node: Node) -> Held:
    first = rows(journal.connection, journal.county, node.identity.node + node.log, 1, 1)[0]
    return first.held
