"""A county made of nothing but the carriage's own functions: what a kiosk's tests talk to when no server is needed.

It keeps what it is given in memory, acknowledges it, opens it, and writes each station's downward log.
Everything is drawn from a seed, so that a failing test fails again.
"""

import random
from functools import cache
from importlib.resources import files

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from kiosk.core.carriage.acknowledgement import (
    Acknowledgement,
    Extent,
    Range,
    sign_acknowledgement,
)
from kiosk.core.carriage.ask import read_ask, verify_ask
from kiosk.core.carriage.author import (
    EMPTY,
    Body,
    Pen,
    Tip,
    Wording,
    Written,
    first_wording,
    share_wording,
    write,
)
from kiosk.core.carriage.batch import Frame, FrameType, read_batch, write_batch
from kiosk.core.carriage.certificate import (
    Identity,
    Role,
    certify_county,
    certify_enrolment,
    verify_chain,
)
from kiosk.core.carriage.document import Document, sign_document
from kiosk.core.carriage.enrolment import ENROLMENT_FORMAT, Enrolment, write_enrolment
from kiosk.core.carriage.examine import Apart, Taken, examine
from kiosk.core.carriage.extent import START, advance
from kiosk.core.carriage.head import log_name
from kiosk.core.carriage.kinds import CASE_KIND_MAX, KEY_SHARED, SENT
from kiosk.core.carriage.sealing import (
    ContentKey,
    Dictionary,
    make_content_key,
    open_body,
    open_proof,
    open_witness,
    unwrap,
)
from kiosk.core.casework.clocks import clocks
from kiosk.core.casework.fold import fold
from kiosk.core.casework.kinds import Kind, facts_pack
from kiosk.core.casework.slip import pack_slip, slip_for
from kiosk.core.casework.workdays import WorkCalendar
from kiosk.core.catalogue.divisions import read_divisions
from kiosk.core.catalogue.document import CatalogueDocument, SealingKey, encode_document
from kiosk.core.catalogue.document import Wording as Notice
from kiosk.core.catalogue.sheet import read_catalogue
from kiosk.core.event import ClockQuality, ClockReading, Event, Level

NOW_MS = 1_795_312_800_000  # 2026-11-22 10:00 in China
COUNTY_CODE = "331003"
SUITE = 1


@cache
def places() -> tuple[str, str]:
    """(a village's station code, its township's station code) of the shipped divisions."""
    divisions = read_divisions(files("assets").joinpath("divisions/331003.csv").read_text("utf-8"))
    village = next(row for row in divisions.rows if row.level is Level.VILLAGE)
    return village.station, divisions.township_of(village.station).station


@cache
def _plain_document(version: int) -> CatalogueDocument:
    divisions = read_divisions(files("assets").joinpath("divisions/331003.csv").read_text("utf-8"))
    catalogue, _ = read_catalogue(files("assets").joinpath("catalogue/catalogue.csv").read_text("utf-8"), version)
    return CatalogueDocument(
        version=version,
        issued_at_ms=NOW_MS - 30 * 86_400_000,
        divisions=divisions,
        matters=catalogue.matters,
        notices=(Notice(1, "告知", "notice"),),
        mandates=(Notice(1, "委托书", "mandate"),),
        dictionary=files("assets").joinpath("catalogue/entrustment.dict").read_bytes(),
    )


class CountyByHand:
    """`number` is its incarnation. `held`: every authentic event by hash. `acknowledge`, `answer` speak for it."""

    def __init__(self, seed: int = 1, number: int = 1) -> None:
        self.dice = random.Random(seed)
        draw = self.dice.randbytes
        self.root = Ed25519PrivateKey.from_private_bytes(draw(32))
        self.signing = Ed25519PrivateKey.from_private_bytes(draw(32))
        self.sealing = X25519PrivateKey.from_private_bytes(draw(32))
        self.recovery = X25519PrivateKey.from_private_bytes(draw(32))
        self.tls_pin = draw(32)
        self.root_public = self.root.public_key().public_bytes_raw()
        chain = certify_county(
            self.root,
            self.signing.public_key().public_bytes_raw(),
            self.sealing.public_key().public_bytes_raw(),
            self.recovery.public_key().public_bytes_raw(),
            self.tls_pin,
            COUNTY_CODE,
        )
        self.identity: Identity = verify_chain((chain,), self.root_public)
        self.number, self.counter, self.incarnation = number, 0, draw(8)
        self.pen = Pen(self.identity.node, self.incarnation, self.signing, Level.COUNTY)
        self.tip: Tip = EMPTY
        self.document_version = 1
        self.document = self.sign_catalogue(1)
        self.dictionary = Dictionary(_plain_document(1).dictionary)
        self.held: dict[bytes, Taken] = {}
        self.identities: dict[bytes, Identity] = {}
        self.down: dict[bytes, list[Written]] = {}
        self.down_pens: dict[bytes, tuple[Pen, ContentKey]] = {}
        self.office: list[tuple[Written, bytes]] = []
        self.now_ms = NOW_MS
        self.serial = 0
        self.pieces: dict[bytes, bytearray] = {}
        self.totals: dict[bytes, int] = {}
        self.same_device, self.tells_safe_attachments = False, True
        self.apart: tuple[Apart, ...] = ()  # of the last batch

    def sign_catalogue(self, version: int) -> Document:
        keys = (
            SealingKey("county", "", self.sealing.public_key().public_bytes_raw()),
            SealingKey("recovery", "", self.recovery.public_key().public_bytes_raw()),
        )
        plain = msgspec.structs.replace(_plain_document(1), version=version, sealing_keys=keys)
        self.document_version = version
        return sign_document(self.signing, version, encode_document(plain))

    def enrol(self, code: str = "", role: Role = Role.STATION, staff: tuple[tuple[str, str], ...] = ()) -> bytes:
        """An enrolment file."""
        one_time = Ed25519PrivateKey.from_private_bytes(self.dice.randbytes(32))
        self.serial += 1
        code = code or places()[0]
        chain = certify_enrolment(self.signing, one_time.public_key().public_bytes_raw(), role, code, 1, self.serial)
        return write_enrolment(
            Enrolment(
                ENROLMENT_FORMAT, code, "站", int(role), 1, "https://127.0.0.1:1", self.root_public,
                (chain, *self.identity.chain), one_time.private_bytes_raw(), self.number, self.document.signed, staff,
            )
        )  # fmt: skip

    def restored(self) -> None:
        """The same county in its next incarnation, with everything that it held."""
        self.number, self.incarnation = self.number + 1, self.dice.randbytes(8)

    def take(self, batch: bytes) -> None:
        """Store every authentic event of a batch."""
        examined = examine(read_batch(batch), self.identities, self.root_public)
        self.identities |= examined.identities
        for chunk in examined.chunks:
            piece = self.pieces.setdefault(chunk.attachment_id, bytearray())
            self.totals[chunk.attachment_id] = chunk.total_bytes
            if chunk.offset == len(piece):
                piece += chunk.data
        self.apart = examined.apart
        for taken in examined.taken:
            self.held.setdefault(taken.event.hash, taken)

    def acknowledge(
        self, *, safe: bool = False, opened: bool = False, at_ms: int = 0, ask: bytes = b""
    ) -> Acknowledgement:
        """One signed word on everything held; what was opened, only beyond what the asker says is proved to it."""
        said = read_ask(ask) if ask else None
        own = said.own if said and said.incarnation_number == self.number else ()
        beyond = {one.log: one.open for one in own}
        extents, ranges, witnesses = [], [], []
        for log in sorted({log_name(t.event.head) for t in self.held.values()}):
            of_log = [t for t in self.held.values() if log_name(t.event.head) == log]
            events = {t.event.head.seq: t for t in reversed(of_log)}  # what came first keeps its place: R-BRANCH
            reach = advance(START, [(s, t.event.head.prev, t.event.hash) for s, t in events.items()])
            line = {t.event.hash for s, t in events.items() if s <= reach.n}
            extras = tuple(sorted((t.event.head.seq, t.event.hash) for t in of_log if t.event.hash not in line))
            extents.append(Extent(log, reach.n, reach.hash, extras))
            begin = beyond.get(log, 0) + 1
            if opened and reach.n >= begin:
                ranges.append(Range(log, begin, reach.n))
                for seq in range(begin, reach.n + 1):
                    taken = events[seq]
                    if taken.sealed:
                        key = self._content_key(taken.event)
                        body = open_body(key, taken.sealed, taken.event.head, self.dictionary)
                        witnesses.append(open_witness(key, taken.event.hash, body))
        self.counter += 1
        ack = Acknowledgement(
            self.identity.node, self.incarnation, self.number, self.counter, at_ms or self.now_ms, Level.COUNTY,
            self.same_device,
            recv=tuple(extents), safe=tuple(extents) if safe else (), open=tuple(ranges),
            proof=open_proof(witnesses) if ranges else b"",
            quarantined=tuple((a.log, a.seq, a.hash, int(a.reason)) for a in self.apart),
            attachments=tuple((identity, len(piece)) for identity, piece in sorted(self.pieces.items())),
            safe_attachments=tuple(sorted(i for i, piece in self.pieces.items() if len(piece) == self.totals[i]))
            if safe and self.tells_safe_attachments else (),
        )  # fmt: skip
        return sign_acknowledgement(self.signing, ack)

    def body(self, event: Event) -> bytes:
        """The opened body of an event that is held."""
        return open_body(self._content_key(event), self.held[event.hash].sealed, event.head, self.dictionary)

    def events(self, kind: int) -> list[Event]:
        """Held events of a kind."""
        return [t.event for t in self.held.values() if t.event.head.kind == kind]

    def decide(self, number: str, kind: Kind, facts: dict[str, object], author: str = "C001") -> Event:
        """One office event about a case, and its Sent to every station that wrote about it."""
        events = self.case_events(number)
        case = fold(events).case
        assert case is not None
        wording = Wording(self.dice.randbytes(16), int(kind), number, facts_pack(kind, facts), author, case.latest)
        written = write(self.pen, self.tip, wording, ClockReading(self.now_ms, 1, ClockQuality.COMPARED))
        self.tip = written.tip
        self.office.append((written, b'{"note":"ok"}'))
        return written.event

    def case_events(self, number: str) -> list[Event]:
        found = [
            t.event for t in self.held.values() if t.event.head.case == number and t.event.head.kind <= CASE_KIND_MAX
        ]
        return found + [w.event for w, _ in self.office if w.event.head.case == number]

    def send(self, station: Identity, inner: Event, body: bytes = b"") -> None:
        """One more event of the station's downward log."""
        pen, key = self._downward(station)
        log = self.down[station.node]
        case = fold(self.case_events(inner.head.case)).case
        assert case is not None
        slip = pack_slip(slip_for(case, self.now_ms, clocks(case, WorkCalendar(), self.now_ms)))
        wording = Wording(self.dice.randbytes(16), SENT, "", {1: inner.signed, 2: slip})
        sealed = (
            Body(body, self.dictionary.compress(body), self.dictionary.dictionary_id, key, self.dice.randbytes(12))
            if body
            else None
        )
        log.append(write(pen, log[-1].tip, wording, self._clock(), sealed))

    def answer(self, ask_bytes: bytes, ack: Acknowledgement | None = None) -> bytes:
        """The batch that answers an ask: acknowledgement, what is new downward, a newer catalogue."""
        ask = read_ask(ask_bytes)
        identity = next(i for i in self.identities.values() if i.node == ask.node)
        verify_ask(identity.verifier(), ask)
        have = {h.log: h.n for h in ask.down}
        frames = [Frame(FrameType.ACKNOWLEDGEMENT, ack.signed)] if ack else []
        for written in self.down.get(ask.node, []):
            if written.event.head.seq > have.get(log_name(written.event.head), 0):
                frames.append(Frame(FrameType.EVENT, written.event.signed + written.sealed))
        if ask.catalogue_version < self.document_version:
            frames.append(Frame(FrameType.DOCUMENT, self.document.signed))
        return write_batch(self.identity.node, frames)

    def _downward(self, station: Identity) -> tuple[Pen, ContentKey]:
        if station.node not in self.down_pens:
            pen = Pen(self.identity.node, self.dice.randbytes(8), self.signing, Level.COUNTY)
            key = make_content_key(self.dice.randbytes(32), (station.sealing_key,))
            first = write(pen, EMPTY, first_wording(self.identity, self.number, self.dice.randbytes(8)), self._clock())
            share = share_wording(key, (station.sealing_key,), pen, SUITE, self.dice.randbytes(8))
            self.down[station.node] = [first, write(pen, first.tip, share, self._clock())]
            self.down_pens[station.node] = (pen, key)
        return self.down_pens[station.node]

    def _clock(self) -> ClockReading:
        return ClockReading(self.now_ms, 1, ClockQuality.COMPARED)

    def _content_key(self, event: Event) -> ContentKey:
        for taken in self.held.values():
            head = taken.event.head
            if head.kind == KEY_SHARED and head.facts[1] == event.head.key_id:
                key = unwrap(head, self.sealing)
                assert key is not None
                return key
        raise AssertionError("no key was shared")
