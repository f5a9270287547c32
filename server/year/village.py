"""A village's station as the year plays it: its own keys, its own log, bodies sealed as a kiosk seals them, batches
that the county takes in by its ordinary intake.

It shares the carriage's functions with the kiosk and nothing else; what it may write is judged by `decide` like
anywhere. Its clock was compared with the county's, as a kiosk's is that is on line every day.
"""

import datetime

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from kiosk.core.carriage.author import EMPTY, Body, KeyRing, Pen, Tip, Wording, first_wording, share_wording, write
from kiosk.core.carriage.batch import Frame, FrameType, write_batch
from kiosk.core.carriage.enrolment import read_enrolment
from kiosk.core.carriage.head import LOG_BYTES, SUITE
from kiosk.core.carriage.sealing import Dictionary
from kiosk.core.casework import case_number
from kiosk.core.casework.decide import Draft
from kiosk.core.casework.kinds import facts_pack
from kiosk.core.instruments import Instruments

KEY_BYTES = 32
OPERATION_BYTES = 8
NONCE_BYTES = 12


class Village:
    """One station. `code` 12 digits; `agent` the staff number that its people's deeds carry."""

    def __init__(self, enrolment_file: bytes, agent: str, dictionary: Dictionary, instruments: Instruments) -> None:
        enrolment = read_enrolment(enrolment_file)
        draw = instruments.draw
        signing = Ed25519PrivateKey.from_private_bytes(draw(KEY_BYTES))
        sealing = X25519PrivateKey.from_private_bytes(draw(KEY_BYTES)).public_key().public_bytes_raw()
        identity = enrolment.certify(signing.public_key().public_bytes_raw(), sealing, b"")
        self.code, self.agent, self.node = enrolment.station, agent, identity.node
        self._terminal, self._dictionary, self._instruments = enrolment.terminal, dictionary, instruments
        self._pen = Pen(identity.node, draw(LOG_BYTES), signing, identity.level)
        self._ring, self._frames = KeyRing(), list[Frame]()
        self._tip: Tip = EMPTY
        county = enrolment.county
        self._office = (county.sealing_key, county.recovery_key)
        self._own = sealing
        self._last: str | None = None
        self._append(first_wording(identity, 1, draw(OPERATION_BYTES)))

    def next_number(self, day: datetime.date) -> str:
        """The number of its next case."""
        self._last = case_number.next_number(self.code, self._terminal, day, self._last, day)
        return self._last

    def write(self, draft: Draft, author: str, after: tuple[bytes, ...]) -> None:
        """The next event of its log, sealed for whom the kind is. author: "" for a resident alone."""
        draw = self._instruments.draw
        facts = facts_pack(draft.kind, draft.facts)
        wording = Wording(draw(OPERATION_BYTES), int(draft.kind), draft.case, facts, author, after)
        if draft.body is None:
            self._append(wording)
            return
        audience = (*self._office, self._own) if draft.audience == "case" else self._office
        key, is_shared = self._ring.current(audience, self._instruments.clock().wall_ms, draw(KEY_BYTES))
        if not is_shared:
            self._append(share_wording(key, audience, self._pen, SUITE, draw(OPERATION_BYTES)))
            self._ring.committed(key)
        plain = msgspec.json.encode(draft.body)
        dictionary = self._dictionary
        body = Body(plain, dictionary.compress(plain), dictionary.dictionary_id, key, draw(NONCE_BYTES))
        self._append(wording, body)

    def batch(self) -> bytes:
        """What it wrote since the last one; b"" when that is nothing."""
        frames, self._frames = self._frames, []
        return write_batch(self.node, frames) if frames else b""

    def _append(self, wording: Wording, body: Body | None = None) -> None:
        written = write(self._pen, self._tip, wording, self._instruments.clock(), body)
        self._tip = written.tip
        self._frames.append(Frame(FrameType.EVENT, written.event.signed + written.sealed))
