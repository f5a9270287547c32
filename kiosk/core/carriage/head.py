"""The head of an event as bytes, and the event as it is signed.

A head is one deterministic CBOR array, in this order:
suite, node, log, seq, operation, kind, case, prev, after, level, author, clock, facts
and, when there is a sealed body: sealed_sha256, sealed_bytes, key_id, dictionary_id.
The case number travels as the 12 bytes of its 27-digit integer (empty: no case). An array and
short ids because a village pays for every byte: a head with its signature costs about 265.
"""

import re
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from ..event import ClockQuality, ClockReading, Event, Head, Level
from .cbor import Malformed, expect, is_bytes, is_int, pack, unpack
from .cose import payload_of, sign1, verify1
from .kinds import CASE_KIND_MAX

SUITE = 1  # Ed25519, X25519 + HKDF-SHA256 + ChaCha20-Poly1305, SHA-256, zstd
EVENT_PURPOSE = b"daiban-event-1"
NODE_BYTES = LOG_BYTES = 8
LOG_NAME_BYTES = NODE_BYTES + LOG_BYTES
HASH_BYTES = 32
KEY_ID_BYTES = 16
DICTIONARY_ID_BYTES = 4
CASE_BYTES = 12
AFTER_COUNT_MAX = 8
AUTHOR_CHARS_MAX = 20
SEQ_MAX = 2**32 - 1
SEALED_BYTES_MAX = 65_000  # one body; photographs are attachments and never here
SIGNED_BYTES_MAX = 16_000  # a downward event holds another's head, a key event its wraps
CASE_HEAD_BYTES_MAX = 8_000  # so that every case event fits into a downward one with its slip
NO_HASH = bytes(HASH_BYTES)
_INT_MAX = 2**63 - 1
_STAFF_NUMBER = re.compile(rf"|[A-Za-z0-9][A-Za-z0-9._@-]{{0,{AUTHOR_CHARS_MAX - 1}}}", re.ASCII)


def log_name(head: Head) -> bytes:
    """The 16 bytes that name a log everywhere: node ‖ log. A log's own 8 bytes are its author's choice,
    so alone they would let one enrolled node sit on another's log."""
    return head.node + head.log


def encode_head(head: Head) -> bytes:
    """The bytes that are signed."""
    fields: list[Any] = [
        head.suite,
        head.node,
        head.log,
        head.seq,
        head.operation,
        head.kind,
        int(head.case).to_bytes(CASE_BYTES, "big") if head.case else b"",
        head.prev,
        list(head.after),
        int(head.level),
        head.author,
        [head.clock.wall_ms, head.clock.uptime_s, int(head.clock.quality)],
        head.facts,
    ]
    if head.sealed_sha256:
        fields += [head.sealed_sha256, head.sealed_bytes, head.key_id, head.dictionary_id]
    return pack(fields)


def decode_head(data: bytes) -> Head:
    """The head that `data` is; Malformed when any field is out of its bounds. Facts are bounded, not understood."""
    f = unpack(data, SIGNED_BYTES_MAX)
    expect(type(f) is list and len(f) in (13, 17), "a head has 13 or 17 fields")
    expect(is_int(f[0], SUITE, SUITE), "an unknown suite")
    expect(is_bytes(f[1], NODE_BYTES) and is_bytes(f[2], LOG_BYTES), "node and log are 8 bytes")
    expect(is_int(f[3], 1, SEQ_MAX), "a sequence number from 1")
    expect(is_bytes(f[4], 8, 16), "an operation id of 8 to 16 bytes")
    expect(is_int(f[5], 1, 65535), "a kind")
    expect(f[5] > CASE_KIND_MAX or len(data) <= CASE_HEAD_BYTES_MAX, "a case event's head too large")
    expect(is_bytes(f[6], 0) or is_bytes(f[6], CASE_BYTES), "a case of 0 or 12 bytes")
    expect(is_bytes(f[7], HASH_BYTES) and (f[3] > 1 or f[7] == NO_HASH), "the hash of the event before")
    after = f[8]
    expect(type(after) is list and len(after) <= AFTER_COUNT_MAX, "at most 8 hashes in after")
    expect(all(is_bytes(h, HASH_BYTES) for h in after) and after == sorted(set(after)), "after: sorted hashes")
    expect(is_int(f[9], 1, 3), "a level")
    expect(type(f[10]) is str and _STAFF_NUMBER.fullmatch(f[10]) is not None, "a staff number")
    clock = f[11]
    expect(type(clock) is list and len(clock) == 3, "a clock reading")
    expect(is_int(clock[0], -_INT_MAX, _INT_MAX) and is_int(clock[1], 0, _INT_MAX), "clock: ms and s")
    expect(is_int(clock[2], 0, 2), "clock quality")
    expect(type(f[12]) is dict and all(is_int(k, 0, 255) for k in f[12]), "facts: small integer keys")
    body: dict[str, Any] = {}
    if len(f) == 17:
        expect(is_bytes(f[13], HASH_BYTES) and is_int(f[14], 1, SEALED_BYTES_MAX), "the sealed body's hash and size")
        expect(is_bytes(f[15], KEY_ID_BYTES) and is_bytes(f[16], DICTIONARY_ID_BYTES), "key and dictionary ids")
        body = {"sealed_sha256": f[13], "sealed_bytes": f[14], "key_id": f[15], "dictionary_id": f[16]}
    return Head(
        suite=f[0],
        node=f[1],
        log=f[2],
        seq=f[3],
        operation=f[4],
        kind=f[5],
        case=_case_text(f[6]),
        prev=f[7],
        after=tuple(after),
        level=Level(f[9]),
        author=f[10],
        clock=ClockReading(clock[0], clock[1], ClockQuality(clock[2])),
        facts=f[12],
        **body,
    )


def _case_text(data: bytes) -> str:
    if not data:
        return ""
    number = int.from_bytes(data, "big")
    expect(number < 10**27, "a case number of 27 digits")
    return f"{number:027d}"


def sign_event(key: Ed25519PrivateKey, head: Head) -> Event:
    """The event that `head` becomes when its node signs it."""
    signed = sign1(key, encode_head(head), EVENT_PURPOSE)
    if len(signed) > SIGNED_BYTES_MAX:
        raise Malformed(f"a head of {len(signed)} bytes, at most {SIGNED_BYTES_MAX}")
    return Event(head, signed, sha256(signed).digest())


def read_event(signed: bytes) -> Event:
    """The event in `signed`, its signature **not yet** checked (its node's key may not have come)."""
    expect(len(signed) <= SIGNED_BYTES_MAX, "a head too large")
    return Event(decode_head(payload_of(signed)), signed, sha256(signed).digest())


def verify_event(key: Ed25519PublicKey, event: Event) -> None:
    """Malformed unless `key` signed exactly these bytes as an event."""
    verify1(key, event.signed, EVENT_PURPOSE)


def body_aad(head: Head) -> bytes:
    """What binds a sealed body to its event: a body put beside another head does not open."""
    return pack([head.suite, head.node, head.log, head.seq, head.operation, head.kind, head.case, head.key_id])
