"""A real county (or relay) in a folder, without its process, and stations that write real events to it.

Founded once a session by `server.office.founding` and copied; dice are seeded, the clock is set by tests.
"""

import random
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from importlib.resources import files
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from kiosk.core.carriage.acknowledgement import Acknowledgement, read_acknowledgement, verify_acknowledgement
from kiosk.core.carriage.ask import Ask, Have, Proved, Report, sign_ask
from kiosk.core.carriage.author import EMPTY, Body, Pen, Wording, Written, first_wording, share_wording, write
from kiosk.core.carriage.batch import Frame, FrameType, write_batch
from kiosk.core.carriage.enrolment import Enrolment, read_enrolment
from kiosk.core.carriage.protocol import Own
from kiosk.core.carriage.sealing import Dictionary, make_content_key
from kiosk.core.event import ClockQuality, ClockReading
from kiosk.core.instruments import Instruments
from server.intake.downlink import Downlink
from server.intake.receive import Intake
from server.node import open_node
from server.office import enrolling
from server.office.digest import Office
from server.office.founding import Sheets, found_county, found_relay
from server.office.published import Published
from server.store.database import folder_url, migrate, open_engine
from server.store.writer import Writer

COUNTY = "331003"
NOW_MS = 1_795_312_800_000  # 2026-11-22 10:00 in China
SUITE = 1


class Wall:
    """A clock that tests set."""

    def __init__(self, ms: int = NOW_MS) -> None:
        self.ms = ms

    def __call__(self) -> ClockReading:
        return ClockReading(self.ms, 1_000, ClockQuality.COMPARED)


def asset(name: str) -> bytes:
    return files("assets").joinpath(name).read_bytes()


@cache
def _founded() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="daiban-county-")) / "county"
    sheets = Sheets(asset("divisions/331003.csv").decode(), asset("catalogue/catalogue.csv").decode())
    found_county(folder, COUNTY, sheets, Instruments(Wall(), random.Random(1).randbytes))
    return folder


def found(folder: Path) -> Path:
    """A county's folder, ready to run."""
    shutil.copytree(_founded(), folder)
    return folder


class House:
    """A node's parts over its folder, the writer without its thread. `close` before another opens the folder."""

    def __init__(self, folder: Path, seed: int = 5) -> None:
        self.folder, self.wall = folder, Wall()
        self.instruments = Instruments(self.wall, random.Random(seed).randbytes)
        self.node = open_node(folder)
        self.engine = open_engine(folder_url(folder))
        migrate(self.engine)
        self.writer = Writer(self.engine, self.node.identity, self.node.root_public)
        self.intake = Intake(self.node, self.writer, self.instruments)
        self.downlink = Downlink(self.node, self.writer, self.instruments)
        self.office = Office(self.node, self.instruments)

    def close(self) -> None:
        self.writer.close()
        self.engine.dispose()

    def receive(self, batch: bytes) -> Acknowledgement:
        """Take a batch; its acknowledgement, verified."""
        ack = read_acknowledgement(self.intake.receive(batch))
        verify_acknowledgement(self.node.identity.verifier(), ack)
        return ack

    def digest(self) -> None:
        """What the office makes of it."""
        while self.writer.run(self.office.digest):
            pass

    def enrol(self, code: str, url: str = "https://127.0.0.1:1") -> bytes:
        """An enrolment file."""
        published = Published(self.node)
        issued = self.writer.run(
            lambda journal: enrolling.issue(journal, self.node, published, self.instruments, [code], url)
        )
        return issued[0].file

    def incidents(self) -> list[str]:
        def kinds(journal: object) -> list[str]:
            from sqlalchemy import select

            from server.store import tables as t

            return list(self.writer.journal.connection.scalars(select(t.incident.c.kind).order_by(t.incident.c.kind)))

        return self.writer.run(kinds)


@contextmanager
def county(folder: Path) -> Iterator[House]:
    house = House(found(folder))
    try:
        yield house
    finally:
        house.close()


@contextmanager
def relay(folder: Path, of: House, code: str) -> Iterator[House]:
    found_relay(folder, of.enrol(code), of.instruments)
    house = House(folder, seed=9)
    try:
        yield house
    finally:
        house.close()


class StationByHand:
    """A village's kiosk made of carriage's functions: its log is in `written`."""

    reading = ClockReading(NOW_MS, 1, ClockQuality.FREE)

    def __init__(self, enrolment_file: bytes, seed: int = 3) -> None:
        self.dice = random.Random(seed)
        self.enrolment: Enrolment = read_enrolment(enrolment_file)
        draw = self.dice.randbytes
        self.signing = Ed25519PrivateKey.from_private_bytes(draw(32))
        self.sealing = X25519PrivateKey.from_private_bytes(draw(32))
        self.sealing_public = self.sealing.public_key().public_bytes_raw()
        self.identity = self.enrolment.certify(self.signing.public_key().public_bytes_raw(), self.sealing_public, b"")
        self.pen = Pen(self.identity.node, draw(8), self.signing, self.identity.level)
        self.dictionary = Dictionary(asset("catalogue/entrustment.dict"))
        self.written: list[Written] = []
        self._add(first_wording(self.identity, 1, draw(8)))
        county_node = self.enrolment.county
        self.audience = (county_node.sealing_key, county_node.recovery_key, self.sealing_public)
        self.key = make_content_key(draw(32), self.audience)
        self._add(share_wording(self.key, self.audience, self.pen, SUITE, draw(8)))

    @property
    def log(self) -> bytes:
        return self.pen.node + self.pen.log

    @property
    def own(self) -> dict[bytes, list[Own]]:
        """As `settle` takes it."""
        return {self.log: [Own(self.log, w.event.head.seq, w.event.hash, w.witness) for w in self.written]}

    def fork(self, upto: int) -> "StationByHand":
        """A clone that goes on after event `upto`."""
        clone = object.__new__(StationByHand)
        clone.__dict__ = {**self.__dict__, "written": self.written[:upto], "dice": random.Random(99)}
        return clone

    def say(
        self, kind: int = 900, case: str = "", plain: bytes = b"{}", facts: dict[int, object] | None = None
    ) -> Written:
        """One more event with a body; by default of a kind that nobody knows."""
        return self._add(Wording(self.dice.randbytes(8), kind, case, facts or {}), plain)

    def batch(self, written: Sequence[Written] | None = None, chunks: Sequence[bytes] = ()) -> bytes:
        """These events (by default all) and chunk payloads, as a batch."""
        frames = [frame_of(w) for w in (self.written if written is None else written)]
        return write_batch(self.identity.node, [*frames, *(Frame(FrameType.CHUNK, chunk) for chunk in chunks)])

    def ask(self, down: Sequence[Have] = (), catalogue_version: int = 1, incarnation: int = 1, **proved: int) -> bytes:
        """A signed ask; proved: recv, safe, open of its log."""
        own = Proved(self.log, proved.get("recv", 0), proved.get("safe", 0), proved.get("open", 0))
        report = Report("daiban 0.1", 10**9, None, 5, 0)
        ask = Ask(
            self.identity.node, self.pen.log, NOW_MS - 7_000, incarnation, catalogue_version, (own,), tuple(down),
            report, 200_000,
        )  # fmt: skip
        return sign_ask(self.signing, ask).signed

    def _add(self, wording: Wording, plain: bytes = b"") -> Written:
        body = None
        if plain:
            compressed = self.dictionary.compress(plain)
            body = Body(plain, compressed, self.dictionary.dictionary_id, self.key, self.dice.randbytes(12))
        tip = self.written[-1].tip if self.written else EMPTY
        written = write(self.pen, tip, wording, self.reading, body)
        self.written.append(written)
        return written


def frame_of(written: Written) -> Frame:
    return Frame(FrameType.EVENT, written.event.signed + written.sealed)


def station(house: House, code: str = "331003001001", seed: int = 3) -> StationByHand:
    return StationByHand(house.enrol(code), seed)
