"""Acknowledgements 签收: a node's signed word on exactly which bytes it holds (R-HASHACK).

A Sign1 over
[1, issuer node, incarnation log, incarnation number, counter, at_ms, level, same_device,
 recv, safe, open, proof, quarantined, attachments]
and, only when there is something to say of it, a 15th field: safe_attachments.
* recv, safe: [[log, n, hash of event n, [[seq, hash], ...]], ...]: held without a gap from 1 to n,
  and the extras beyond the gap. safe: on a second medium too (`same_device` says it is no second device).
* open: [[log, from, to], ...] with `proof` = SHA-256 over the witnesses w of those events in (log, seq)
  order; an event without a body has no witness and counts as open when it is recv.
* quarantined: [[log, seq, hash, reason], ...]: kept, not understood, and why (a code of `Quarantine`).
* attachments: [[attachment id, bytes held from 0 without a gap], ...].
* safe_attachments: [attachment id, ...], rising: those that lie whole on the second medium too.
A log is named by its 16 bytes node ‖ log.
A county's acknowledgement permits deletion later; a township's informs, and says who has custody.
"""

from enum import IntEnum
from hashlib import sha256
from typing import Any

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from ..event import Level
from .cbor import expect, is_bytes, is_int, pack, unpack
from .cose import payload_of, sign1, verify1
from .head import HASH_BYTES, LOG_BYTES, LOG_NAME_BYTES, NO_HASH, NODE_BYTES, SEQ_MAX

ACKNOWLEDGEMENT_PURPOSE = b"daiban-acknowledgement-1"
ACKNOWLEDGEMENT_BYTES_MAX = 256 * 1024
EXTRAS_COUNT_MAX = 1_000
RANGES_COUNT_MAX = 1_000


class Quarantine(IntEnum):
    """Why one event is held apart; its neighbours pass."""

    AWAITING_CERTIFICATE = 1
    AWAITING_KEY = 2
    AWAITING_DICTIONARY = 3
    AWAITING_PREDECESSOR = 4
    BODY_MISSING = 5  # its head names a body that did not come with it: not taken, to be offered again whole
    BAD_SIGNATURE = 10
    BAD_HEAD = 11
    BAD_BODY_HASH = 12
    BODY_DOES_NOT_OPEN = 13
    OUTSIDE_ITS_PREFIX = 14
    FOREIGN = 15  # a chain under another root
    OUTSIDE_ITS_LEVEL = 16  # a station that writes as another tier, a relay that writes on a case
    TOO_MANY_OF_ITS_CASE = 17  # more events of one case than one node may write
    REVOKED = 18  # beyond what is still believed of a revoked node's log


# What may be wrong with one copy while the signed head is genuine: it is named by the head's hash all the same, and
# anybody can hand over a copy with another body. So it says nothing of the copy that another holds.
OF_THE_BODY = frozenset({Quarantine.BAD_BODY_HASH, Quarantine.BODY_DOES_NOT_OPEN})


class Extent(msgspec.Struct, frozen=True):
    """What is held of one log: 1..n without a gap, event n's hash, and (seq, hash) beyond."""

    log: bytes
    n: int
    hash: bytes
    extras: tuple[tuple[int, bytes], ...] = ()


class Range(msgspec.Struct, frozen=True):
    """Events `first` to `last` (both included) of one log."""

    log: bytes
    first: int
    last: int


class Acknowledgement(msgspec.Struct, frozen=True):
    """One signed answer; `signed` are its exact bytes and `hash` their SHA-256 (both b"" while it is being made)."""

    issuer: bytes
    incarnation: bytes
    incarnation_number: int
    counter: int
    at_ms: int
    level: Level
    same_device: bool
    recv: tuple[Extent, ...] = ()
    safe: tuple[Extent, ...] = ()
    open: tuple[Range, ...] = ()
    proof: bytes = b""
    quarantined: tuple[tuple[bytes, int, bytes, int], ...] = ()
    attachments: tuple[tuple[bytes, int], ...] = ()
    safe_attachments: tuple[bytes, ...] = ()
    signed: bytes = b""
    hash: bytes = b""


def sign_acknowledgement(key: Ed25519PrivateKey, ack: Acknowledgement) -> Acknowledgement:
    """`ack` with its signed bytes; Malformed when it lists more than fits."""
    payload = pack(
        [
            1,
            ack.issuer,
            ack.incarnation,
            ack.incarnation_number,
            ack.counter,
            ack.at_ms,
            int(ack.level),
            ack.same_device,
            [_extent_fields(e) for e in ack.recv],
            [_extent_fields(e) for e in ack.safe],
            [[r.log, r.first, r.last] for r in ack.open],
            ack.proof,
            [list(q) for q in ack.quarantined],
            [list(a) for a in ack.attachments],
            *([list(ack.safe_attachments)] if ack.safe_attachments else []),
        ]
    )
    signed = sign1(key, payload, ACKNOWLEDGEMENT_PURPOSE)
    expect(len(signed) <= ACKNOWLEDGEMENT_BYTES_MAX, "an acknowledgement that nobody would read")
    return msgspec.structs.replace(ack, signed=signed, hash=sha256(signed).digest())


def read_acknowledgement(signed: bytes) -> Acknowledgement:
    """The acknowledgement in `signed`, not yet verified; Malformed when a field is out of bounds."""
    expect(len(signed) <= ACKNOWLEDGEMENT_BYTES_MAX, "an acknowledgement too large")
    f = unpack(payload_of(signed), ACKNOWLEDGEMENT_BYTES_MAX)
    expect(type(f) is list and len(f) in (14, 15) and f[0] == 1, "an acknowledgement of 14 or 15 fields")
    expect(is_bytes(f[1], NODE_BYTES) and is_bytes(f[2], LOG_BYTES), "issuer and incarnation")
    expect(is_int(f[3], 1, 2**31) and is_int(f[4], 1, 2**53) and is_int(f[5], -(2**60), 2**60), "counter and time")
    expect(is_int(f[6], 1, 3) and type(f[7]) is bool, "level and device")
    expect(type(f[10]) is list and len(f[10]) <= RANGES_COUNT_MAX, "ranges")
    expect(is_bytes(f[11], HASH_BYTES if f[10] else 0), "a proof, when there are ranges")
    for r in f[10]:
        expect(type(r) is list and len(r) == 3 and is_bytes(r[0], LOG_NAME_BYTES), "a range")
        expect(is_int(r[1], 1, SEQ_MAX) and is_int(r[2], r[1], SEQ_MAX), "a range from low to high")
    expect(type(f[12]) is list and type(f[13]) is list, "quarantine and attachments")
    for q in f[12]:
        expect(type(q) is list and len(q) == 4 and is_bytes(q[0], 0, LOG_NAME_BYTES), "a quarantined event")
        expect(is_int(q[1], 0, SEQ_MAX) and is_bytes(q[2], HASH_BYTES) and is_int(q[3], 1, 255), "its reason")
    for a in f[13]:
        expect(type(a) is list and len(a) == 2 and is_bytes(a[0], HASH_BYTES) and is_int(a[1], 0, 2**31), "attachment")
    safe_attachments = f[14] if len(f) == 15 else []
    expect(len(f) == 14 or (type(safe_attachments) is list and len(safe_attachments) > 0), "safe attachments")
    expect(all(is_bytes(a, HASH_BYTES) for a in safe_attachments), "ids of safe attachments")
    expect(safe_attachments == sorted(set(safe_attachments)), "safe attachments: rising, each once")
    return Acknowledgement(
        issuer=f[1],
        incarnation=f[2],
        incarnation_number=f[3],
        counter=f[4],
        at_ms=f[5],
        level=Level(f[6]),
        same_device=f[7],
        recv=_extents(f[8]),
        safe=_extents(f[9]),
        open=tuple(Range(*r) for r in f[10]),
        proof=f[11],
        quarantined=tuple((q[0], q[1], q[2], q[3]) for q in f[12]),
        attachments=tuple((a[0], a[1]) for a in f[13]),
        safe_attachments=tuple(safe_attachments),
        signed=signed,
        hash=sha256(signed).digest(),
    )


def verify_acknowledgement(key: Ed25519PublicKey, ack: Acknowledgement) -> None:
    """Malformed unless `key` signed exactly these bytes as an acknowledgement."""
    verify1(key, ack.signed, ACKNOWLEDGEMENT_PURPOSE)


def covers(extents: tuple[Extent, ...], log: bytes, seq: int, event_hash: bytes, hash_at: dict[int, bytes]) -> bool:
    """Whether `extents` vouch for the event (log, seq, event_hash).

    hash_at: our own hashes of this log by seq; 1..n is vouched for only when our event n is theirs,
    because event n's hash covers all before it."""
    for extent in extents:
        if extent.log != log:
            continue
        if seq <= extent.n and hash_at.get(extent.n) == extent.hash and hash_at.get(seq) == event_hash:
            return True
        if (seq, event_hash) in extent.extras:
            return True
    return False


def _extent_fields(extent: Extent) -> list[Any]:
    return [extent.log, extent.n, extent.hash, [list(x) for x in extent.extras]]


def _extents(value: Any) -> tuple[Extent, ...]:
    expect(type(value) is list and len(value) <= 10_000, "extents")
    found = []
    for e in value:
        expect(type(e) is list and len(e) == 4 and is_bytes(e[0], LOG_NAME_BYTES), "an extent")
        expect(is_int(e[1], 0, SEQ_MAX) and is_bytes(e[2], HASH_BYTES), "its number and hash")
        expect(e[1] > 0 or e[2] == NO_HASH, "no hash before the first")
        expect(type(e[3]) is list and len(e[3]) <= EXTRAS_COUNT_MAX, "its extras")
        for x in e[3]:
            expect(type(x) is list and len(x) == 2 and is_int(x[0], 1, SEQ_MAX) and is_bytes(x[1], HASH_BYTES), "extra")
        found.append(Extent(e[0], e[1], e[2], tuple((x[0], x[1]) for x in e[3])))
    return tuple(found)
