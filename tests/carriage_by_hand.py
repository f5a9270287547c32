"""A county, a relay and stations made of fixed keys, and logs written by hand: the ground that carriage's tests and
its frozen vectors stand on. Every byte is the same on every run, except HPKE's encapsulations, which are drawn."""

from hashlib import sha256
from typing import Any, NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

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
from kiosk.core.carriage.batch import Frame, FrameType, write_batch
from kiosk.core.carriage.certificate import (
    Identity,
    Role,
    certify_county,
    certify_enrolment,
    certify_node,
    verify_chain,
)
from kiosk.core.carriage.sealing import ContentKey, Dictionary, make_content_key
from kiosk.core.casework.case_number import issue
from kiosk.core.casework.days import china_date
from kiosk.core.casework.kinds import Kind
from kiosk.core.event import ClockQuality, ClockReading

AT_MS = 1_795_312_800_000  # 2026-11-22 10:00 in China
COUNTY, TOWNSHIP = "999901", "999901001"
VILLAGE, NEIGHBOUR, TOWNSHIP_STATION = "999901001201", "999901002201", "999901001000"
MANY_WORDS = b'{"matter":"","principal":{"name":"","id_number":"999901","phone":"1"},"answers":{"statement":""}}'
DICTIONARY = Dictionary(MANY_WORDS)
BODY = '{"matter":"LOW-INCOME","principal":{"name":"䶮㐂"},"query_code":"271828"}'.encode()
FACTS = {1: True, 2: "LOW-INCOME", 3: 1, 4: 2, 5: 3, 6: 1}  # of an Entrusted


def secret(name: str) -> bytes:
    """32 bytes that look like a secret and are none."""
    return sha256(b"daiban by hand: " + name.encode()).digest()


def signing(name: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(secret(name + " signing"))


def sealing(name: str) -> X25519PrivateKey:
    return X25519PrivateKey.from_private_bytes(secret(name + " sealing"))


def public(key: Ed25519PrivateKey | X25519PrivateKey) -> bytes:
    return key.public_key().public_bytes_raw()


def clock(at_ms: int = AT_MS, uptime_s: int = 3_600, quality: ClockQuality = ClockQuality.FREE) -> ClockReading:
    return ClockReading(at_ms, uptime_s, quality)


def case_number(station: str = VILLAGE, sequence: int = 1) -> str:
    return issue(station, china_date(AT_MS), 1, sequence)


class County(NamedTuple):
    """A county's keys: `name` makes them, so that another name is a foreign county."""

    name: str = "county"

    @property
    def root(self) -> Ed25519PrivateKey:
        return signing(self.name + " root")

    @property
    def root_public(self) -> bytes:
        return public(self.root)

    @property
    def key(self) -> Ed25519PrivateKey:
        return signing(self.name)

    @property
    def certificate(self) -> bytes:
        pin = sha256(self.name.encode()).digest()
        sealed_for = public(sealing(self.name)), public(sealing(self.name + " recovery"))
        return certify_county(self.root, public(self.key), *sealed_for, pin, COUNTY)

    @property
    def identity(self) -> Identity:
        return verify_chain((self.certificate,), self.root_public)

    def enrol(self, name: str, code: str, role: Role = Role.STATION, serial: int = 1, again: str = "") -> Identity:
        """The node `name`; `again` names other keys for a second use of the same one-time enrolment key."""
        one_time = signing(name + " enrolment")
        enrolment = certify_enrolment(self.key, public(one_time), role, code, 1 if role is Role.STATION else 0, serial)
        station = role is Role.STATION
        sealed_for = public(sealing(name + again)) if station else b""
        pin = b"" if station else sha256(name.encode()).digest()
        node = certify_node(one_time, public(signing(name + again)), sealed_for, pin)
        return verify_chain((node, enrolment, self.certificate), self.root_public)


class Log:
    """A log being written: `log.write(...)` appends and returns what was written; `log.all` is everything."""

    def __init__(self, identity: Identity, key: Ed25519PrivateKey, log: bytes = b"", certified: bool = True) -> None:
        self.identity = identity
        self.pen = Pen(identity.node, log or sha256(b"log" + identity.node).digest()[:8], key, identity.level)
        self.all: list[Written] = []
        self.tip: Tip = EMPTY
        self._drawn = 0
        if certified:
            self.add(first_wording(identity, 1, self.draw(12)))

    @property
    def name(self) -> bytes:
        return self.pen.node + self.pen.log

    def draw(self, count: int) -> bytes:
        """Bytes that differ at every call and are the same on every run."""
        self._drawn += 1
        return sha256(self.name + self._drawn.to_bytes(4, "big")).digest()[:count]

    def add(self, wording: Wording, body: Body | None = None, at: ClockReading | None = None) -> Written:
        written = write(self.pen, self.tip, wording, at or clock(), body)
        self.all.append(written)
        self.tip = written.tip
        return written

    def write(
        self, kind: int = int(Kind.RECEIVED), case: str = "", facts: dict[int, Any] | None = None, **more: Any
    ) -> Written:
        """An event without a body."""
        at = more.pop("at", None)
        return self.add(Wording(self.draw(12), kind, case, facts or {}, **more), at=at)

    def share(self, key: ContentKey, recipients: tuple[bytes, ...]) -> Written:
        return self.add(share_wording(key, recipients, self.pen, 1, self.draw(12)))

    def entrust(self, key: ContentKey, case: str = "", body: bytes = BODY) -> Written:
        """An Entrusted with its sealed body."""
        sealed = Body(body, DICTIONARY.compress(body), DICTIONARY.dictionary_id, key, self.draw(12))
        wording = Wording(self.draw(12), int(Kind.ENTRUSTED), case or case_number(), FACTS, "V001")
        return self.add(wording, sealed)


THE_COUNTY = County()


def village_log(name: str = "village", code: str = VILLAGE, **more: Any) -> Log:
    return Log(THE_COUNTY.enrol(name, code), signing(name), **more)


def content_key(name: str = "content", *names: str) -> tuple[ContentKey, tuple[bytes, ...]]:
    """A content key for the county, its recovery and `names`; the key and the recipients' public keys."""
    recipients = tuple(public(sealing(who)) for who in ("county", "county recovery", *names))
    return make_content_key(secret(name), recipients), recipients


def entrusted_log() -> tuple[Log, ContentKey]:
    """A village's log of three events: certificate, key, entrustment."""
    log = village_log()
    key, recipients = content_key("content", "village")
    log.share(key, recipients)
    log.entrust(key)
    return log, key


def frame(written: Written) -> Frame:
    return Frame(FrameType.EVENT, written.event.signed + written.sealed)


def batch_of(log: Log, *written: Written) -> bytes:
    """A batch from the log's node with these events, or all of the log's."""
    return write_batch(log.pen.node, [frame(w) for w in written or log.all])
