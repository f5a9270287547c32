"""Revocation 吊销: the county's signed list of nodes that are believed no more, each with how far its logs still are.

A Sign1 by the county over [2, version, [[node, why, [[log, last trusted seq], ...]], ...]], purpose
"daiban-revocations-1"; nodes and logs sorted, each once. A log that is not named is trusted in nothing. It travels as a
DOCUMENT frame, downward and on sticks; a catalogue's payload begins with 1, so that one look tells them apart.
Versions never go back, so whoever holds a newer list keeps it.

What the list refuses is set apart by name (`Quarantine.REVOKED`) and kept raw; what is held already stands in its log
for good and has no effect any more. A node's TLS key and its signature stay what they are: this is about belief.
"""

from collections.abc import Mapping
from enum import IntEnum
from typing import NamedTuple

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from ..event import Head
from .acknowledgement import Quarantine
from .cbor import Malformed, expect, is_bytes, is_int, pack, unpack
from .cose import payload_of, sign1, verify1
from .examine import Apart, Examined, Taken
from .head import LOG_BYTES, NODE_BYTES, SEQ_MAX, log_name

REVOCATIONS_PURPOSE = b"daiban-revocations-1"
REVOCATIONS_BYTES_MAX = 256 * 1024
REVOKED_COUNT_MAX = 2_000
LOGS_COUNT_MAX = 100
_FORMAT = 2


class Why(IntEnum):
    """Why a node was revoked: said to people, decides nothing."""

    STOLEN = 1
    LOST = 2
    REPLACED = 3
    MISUSED = 4


class Revoked(NamedTuple):
    """One node: why, and log (8 bytes) -> the last sequence number that is still believed."""

    why: Why
    trusted: Mapping[bytes, int]


class Revocations(msgspec.Struct, frozen=True):
    """The list in force. version 0: none was ever made, and `signed` is b""."""

    version: int = 0
    nodes: dict[bytes, Revoked] = {}
    signed: bytes = b""

    def has(self, node: bytes) -> bool:
        """Whether the node is revoked: it may ask nothing, and its own acknowledgements say nothing."""
        return node in self.nodes

    def refuses(self, head: Head) -> bool:
        """Whether an event with this head is beyond what is still believed of its log."""
        revoked = self.nodes.get(head.node)
        return revoked is not None and head.seq > revoked.trusted.get(head.log, 0)


NONE_REVOKED = Revocations()


def sign_revocations(key: Ed25519PrivateKey, version: int, nodes: Mapping[bytes, Revoked]) -> Revocations:
    """The list as the county publishes it."""
    expect(len(nodes) <= REVOKED_COUNT_MAX, "too many revoked nodes")
    expect(all(len(one.trusted) <= LOGS_COUNT_MAX for one in nodes.values()), "too many logs of a revoked node")
    rows = [
        [node, int(one.why), [[log, seq] for log, seq in sorted(one.trusted.items())]]
        for node, one in sorted(nodes.items())
    ]
    return Revocations(version, dict(nodes), sign1(key, pack([_FORMAT, version, rows]), REVOCATIONS_PURPOSE))


def is_revocations(signed: bytes) -> bool:
    """Whether a DOCUMENT claims to be a list of revocations; not verified."""
    try:
        fields = unpack(payload_of(signed), REVOCATIONS_BYTES_MAX)
    except Malformed:
        return False
    return type(fields) is list and len(fields) == 3 and fields[0] == _FORMAT


def verify_revocations(key: Ed25519PublicKey, signed: bytes) -> Revocations:
    """The list in `signed`; Malformed unless the county's key signed it."""
    expect(len(signed) <= REVOCATIONS_BYTES_MAX, "a list of revocations too large")
    verify1(key, signed, REVOCATIONS_PURPOSE)
    return read_revocations(signed)


def read_revocations(signed: bytes) -> Revocations:
    """The list in `signed`, verified when it came; Malformed when it is none."""
    f = unpack(payload_of(signed), REVOCATIONS_BYTES_MAX)
    expect(type(f) is list and len(f) == 3 and f[0] == _FORMAT and is_int(f[1], 1, 2**31), "a list of revocations")
    expect(type(f[2]) is list and len(f[2]) <= REVOKED_COUNT_MAX, "revoked nodes")
    nodes: dict[bytes, Revoked] = {}
    for row in f[2]:
        expect(type(row) is list and len(row) == 3 and is_bytes(row[0], NODE_BYTES), "a revoked node")
        expect(row[1] in list(Why) and type(row[2]) is list and len(row[2]) <= LOGS_COUNT_MAX, "why, and logs")
        for one in row[2]:
            expect(type(one) is list and len(one) == 2 and is_bytes(one[0], LOG_BYTES), "a log")
            expect(is_int(one[1], 0, SEQ_MAX), "a last trusted number")
        logs = [one[0] for one in row[2]]
        expect(logs == sorted(set(logs)), "logs, sorted, each once")
        nodes[row[0]] = Revoked(Why(row[1]), dict(row[2]))
    expect([row[0] for row in f[2]] == sorted(nodes), "nodes, sorted, each once")
    return Revocations(f[1], nodes, signed)


def without_revoked(examined: Examined, revocations: Revocations) -> Examined:
    """`examined` with every event beyond belief set apart, alone, and a revoked relay's acknowledgements left out."""
    if not revocations.nodes:
        return examined
    kept: list[Taken] = []
    apart = list(examined.apart)
    for taken in examined.taken:
        event = taken.event
        if revocations.refuses(event.head):
            raw = event.signed + taken.sealed
            apart.append(Apart(log_name(event.head), event.head.seq, event.hash, Quarantine.REVOKED, raw))
        else:
            kept.append(taken)
    names = {log_name(taken.event.head) for taken in kept}
    known = {name: one for name, one in examined.identities.items() if name in names or not revocations.has(one.node)}
    acks = tuple(ack for ack in examined.acknowledgements if not revocations.has(ack.issuer))
    return examined._replace(taken=tuple(kept), apart=tuple(apart), identities=known, acknowledgements=acks)
