"""A station: its folder, its journal, its keys, and who is signed in. Everything a deed needs in one hand.

`open_station` reads what `enrolling.enrol` wrote. The station's sealing key is here only while somebody
is signed in (`sign_in`); without it the station can capture and cannot read (R-SEAL).
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from kiosk.core.carriage.author import KeyRing, Pen
from kiosk.core.carriage.cbor import Malformed
from kiosk.core.carriage.certificate import Identity, verify_chain
from kiosk.core.carriage.document import Document, verify_document
from kiosk.core.carriage.enrolment import Enrolment
from kiosk.core.carriage.head import LOG_NAME_BYTES
from kiosk.core.carriage.pace import Pace
from kiosk.core.carriage.sealing import Dictionary, recipient_id
from kiosk.core.casework.case_number import TERMINAL_MAX
from kiosk.core.casework.commands import Power
from kiosk.core.catalogue.document import CatalogueDocument, decode_document
from kiosk.core.event import ClockReading
from kiosk.core.instruments import Instruments
from kiosk.core.refusal import Refusal
from kiosk.desk.clock import Compared, judged, powered
from kiosk.desk.folder import (
    DATABASE_FILE,
    DEVICE_SECRET_FILE,
    ENROLMENT_FILE,
    KEYS_FOLDER,
    PENDING_KEY_FILE,
    SIGNING_KEY_FILE,
    held_folder,
)
from kiosk.desk.store import Store
from kiosk.settings import Settings

DOCUMENT_CHECK_BYTES = 3 * 2**20
TERMINALS_A_DEVICE = 20  # the county enrols a station's devices at 1, 21, 41, 61 and 81


class SignedIn(msgspec.Struct, frozen=True):
    """Who is signed in: staff number, name, powers, the opened station key, and those before it, newest first."""

    number: str
    name: str
    powers: frozenset[Power]
    key: X25519PrivateKey
    earlier: tuple[X25519PrivateKey, ...] = ()

    @property
    def keys(self) -> tuple[X25519PrivateKey, ...]:
        """Every key that may open a body, the present one first."""
        return (self.key, *self.earlier)

    def __repr__(self) -> str:
        return f"SignedIn({self.number!r}, key hidden)"


class Station:
    """One enrolled station, its folder held. `signed_in` is None while it is locked."""

    def __init__(self, folder: Path, store: Store, instruments: Instruments, settings: Settings) -> None:
        keys = folder / KEYS_FOLDER
        self.folder, self.store, self.instruments, self.settings = folder, store, instruments, settings
        self.enrolment = msgspec.json.decode((folder / ENROLMENT_FILE).read_bytes(), type=Enrolment)
        self.root = self.enrolment.root
        self.county_changed()
        chain = store.meta("chain")
        log = store.meta("log")
        if chain is None or log is None:
            raise Refusal("NOT_A_KIOSK")
        self.identity: Identity = verify_chain(tuple(msgspec.msgpack.decode(chain, type=list[bytes])), self.root)
        self.log_name = self.identity.node + log
        self.device_secret = (keys / DEVICE_SECRET_FILE).read_bytes()
        signing = Ed25519PrivateKey.from_private_bytes((keys / SIGNING_KEY_FILE).read_bytes())
        self.pen = Pen(self.identity.node, log, signing, self.identity.level)
        self.ring = KeyRing()
        self.sealing_key_changed()
        self.signed_in: SignedIn | None = None
        self.began_anew = ""  # why another log was begun when this was opened (`epoch.Why`), "" when none was
        self.opened_names: dict[bytes, str] = {}  # case identity -> principal, while somebody is signed in
        self.refusing: dict[str, tuple[Refusal, int]] = {}  # address -> what it said for good, and our last event then
        self.not_taken: dict[bytes, dict[bytes, tuple[int, bool]]] = {}  # node -> event -> powered_s, for good
        self.paces: dict[bytes, Pace] = {}  # node -> what the line to it was found to carry

    @property
    def code(self) -> str:
        """The 12-digit station code."""
        return self.identity.code

    @property
    def epoch(self) -> int:
        """1 at enrolment, one more for every log begun since (R-EPOCH)."""
        return self.store.number("epoch", 1)

    @property
    def log_names(self) -> tuple[bytes, ...]:
        """Every log that this station has written, in order; the last is the present one."""
        retired = self.store.meta("retired_logs") or b""
        names = [retired[at : at + LOG_NAME_BYTES] for at in range(0, len(retired), LOG_NAME_BYTES)]
        return (*names, self.log_name)

    @property
    def terminal(self) -> int:
        """The terminal number of this log: the enrolment's, and the next for every log begun since. Where those that
        the county keeps for this device are used up, the last."""
        first = self.identity.terminal
        last = min(TERMINAL_MAX, first + TERMINALS_A_DEVICE - 1)
        return min(first + self.epoch - 1, last)

    def sealing_key_changed(self) -> None:
        """Seal with the key that the station last changed to, its certificate's before the first change."""
        row = self.store.one("SELECT public FROM station_key ORDER BY generation DESC LIMIT 1")
        self.sealing_public: bytes = row[0] if row else self.identity.sealing_key

    @property
    def recipients(self) -> frozenset[bytes]:
        """The recipient ids of every sealing key that the station has had."""
        rows = self.store.all("SELECT public FROM station_key")
        return frozenset(recipient_id(key) for key in (self.identity.sealing_key, *(public for (public,) in rows)))

    def take_up(self, pen: Pen) -> None:
        """Write in another log from now on, with content keys of its own."""
        self.pen, self.log_name, self.ring = pen, pen.node + pen.log, KeyRing()

    @property
    def author(self) -> str:
        """The staff number that events are written under, "" when nobody is signed in."""
        return self.signed_in.number if self.signed_in else ""

    @property
    def has_staff(self) -> bool:
        """Whether the station key is wrapped for anybody yet."""
        return self.store.one("SELECT 1 FROM staff LIMIT 1") is not None

    @property
    def pending_key(self) -> Path:
        """Where the station key lies until the first staff member is added."""
        return self.folder / KEYS_FOLDER / PENDING_KEY_FILE

    @cached_property
    def document(self) -> CatalogueDocument:
        """The catalogue in force: the highest version that the county signed."""
        signed = self.store.one("SELECT signed FROM document ORDER BY version DESC LIMIT 1")[0]
        return decode_document(self._verified(signed).content)

    def county_changed(self) -> None:
        """Read which keys of the county's are known: `counties`, the newest generation first; `county` is that one."""
        rows = self.store.all("SELECT certificate FROM county_certificate")
        met = (verify_chain((certificate,), self.root) for (certificate,) in rows)
        known = {one.generation: one for one in (*met, self.enrolment.county)}
        self.counties: tuple[Identity, ...] = tuple(known[generation] for generation in sorted(known, reverse=True))
        self.county = self.counties[0]

    def _verified(self, signed: bytes) -> Document:
        """A catalogue that verified when it came, under whichever keys the county had then."""
        for known in self.counties[:-1]:
            with suppress(Malformed):
                return verify_document(known.verifier(), signed)
        return verify_document(self.counties[-1].verifier(), signed)

    def document_changed(self) -> None:
        """A newer catalogue was stored."""
        self.__dict__.pop("document", None)
        self.__dict__.pop("dictionary", None)

    @cached_property
    def dictionary(self) -> Dictionary:
        """What new bodies are compressed with."""
        return Dictionary(self.document.dictionary)

    def dictionary_named(self, dictionary_id: bytes) -> Dictionary | None:
        """The dictionary of an older body, None when it never came."""
        row = self.store.one("SELECT data FROM dictionary WHERE id = ?", dictionary_id)
        return Dictionary(row[0]) if row else None

    def now(self) -> ClockReading:
        """A clock reading with its quality."""
        compared = [self.store.meta(key) for key in ("compared_wall_ms", "compared_uptime_s", "clock_offset_ms")]
        return judged(
            self.instruments.clock(),
            self.store.number("last_wall_ms", -(2**62)),
            Compared(*(int(value) for value in compared if value)) if all(compared) else None,
        )

    def powered_s(self) -> int:
        """How long this machine has been on, as far as it was counted: what custody ages by, whatever the wall says."""
        number, uptime_s = self.store.number, self.instruments.clock().uptime_s
        return powered(number("powered_s"), number("powered_uptime_s"), uptime_s)

    def audience(self, name: str) -> tuple[bytes, ...]:
        """The public sealing keys of "case", "rating" or "complaint": county and recovery always, by certificate."""
        keys = {self.county.sealing_key, self.county.recovery_key}
        if name == "case":
            keys.add(self.sealing_public)
            others = (key for key in self.document.case_recipients(self.code) if key.role == "station")
            keys.update(key.public_key for key in others if key.station != self.code)
        return tuple(sorted(keys))


@contextmanager
def open_station(folder: Path, instruments: Instruments, settings: Settings) -> Iterator[Station]:
    """Hold the folder and open its station, once the guard has looked at both; Refusal NOT_A_KIOSK, FOLDER_IN_USE,
    DISK_FULL."""
    from kiosk.desk.guard import note_tip, stand_guard  # they stand on a station themselves
    from kiosk.desk.journal import refold

    if not (folder / DATABASE_FILE).is_file():
        raise Refusal("NOT_A_KIOSK")
    with held_folder(folder):
        store = Store(folder / DATABASE_FILE, settings.free_disk_bytes_min)
        try:
            station = Station(folder, store, instruments, settings)
            refold(store)
            station.began_anew = stand_guard(station) or ""
            yield station
            note_tip(station)
        finally:
            store.close()
