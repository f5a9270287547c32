"""Asking for what is new downward, and telling the county how the asker is.

An ask is a Sign1 by the asking node over
[1, node, log, wall_ms, county incarnation number, catalogue version,
 own:  [[log, recv n, safe n, open n], ...]   what is already proved to the asker, so that proof is not sent twice
 down: [[downward log, n, hash of event n], ...]   what it holds of the county's word to its stations
 report: [software version, free disk bytes, clock offset ms or null, uptime s, oldest unsent event's age s],
 budget bytes,
 attachments: [attachment id, ...]   whose arrival at the county is not yet proved to the asker,
 revocations version]   left out while it is 0
The answer is a batch: acknowledgements, newer revocations, then downward events, then a newer catalogue.
Logs are named by their 16 bytes node ‖ log. A relay asks for all stations under its prefix with the same words.
"""

from typing import Any

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from .cbor import expect, is_bytes, is_int, pack, unpack
from .cose import payload_of, sign1, verify1
from .head import HASH_BYTES, LOG_BYTES, LOG_NAME_BYTES, NODE_BYTES, SEQ_MAX

ASK_PURPOSE = b"daiban-ask-1"
ASK_BYTES_MAX = 256 * 1024
LOGS_COUNT_MAX = 2_000
ATTACHMENTS_COUNT_MAX = 200  # asked about at once; the rest with the next ask
SOFTWARE_CHARS_MAX = 40


class Proved(msgspec.Struct, frozen=True):
    """How far one of the asker's logs is proved to it: 1..recv, 1..safe, 1..open without a gap."""

    log: bytes
    recv: int
    safe: int
    open: int


class Have(msgspec.Struct, frozen=True):
    """How far a downward log is held: 1..n, and event n's hash (32 zero bytes when n is 0)."""

    log: bytes
    n: int
    hash: bytes


class Report(msgspec.Struct, frozen=True):
    """How the asker is. clock_offset_ms: county time minus its own, None when never compared."""

    software: str
    free_disk_bytes: int
    clock_offset_ms: int | None
    uptime_s: int
    oldest_unsent_s: int


class Ask(msgspec.Struct, frozen=True):
    """One question; `signed` its exact bytes (b"" while it is being made)."""

    node: bytes
    log: bytes
    wall_ms: int
    incarnation_number: int
    catalogue_version: int
    own: tuple[Proved, ...]
    down: tuple[Have, ...]
    report: Report
    budget_bytes: int
    attachments: tuple[bytes, ...] = ()
    revocations_version: int = 0
    signed: bytes = b""


def sign_ask(key: Ed25519PrivateKey, ask: Ask) -> Ask:
    """`ask` with its signed bytes."""
    report = ask.report
    payload = pack(
        [
            1,
            ask.node,
            ask.log,
            ask.wall_ms,
            ask.incarnation_number,
            ask.catalogue_version,
            [[p.log, p.recv, p.safe, p.open] for p in ask.own],
            [[h.log, h.n, h.hash] for h in ask.down],
            [
                report.software,
                report.free_disk_bytes,
                report.clock_offset_ms,
                report.uptime_s,
                report.oldest_unsent_s,
            ],
            ask.budget_bytes,
            list(ask.attachments),
            *([ask.revocations_version] if ask.revocations_version else []),
        ]
    )
    return msgspec.structs.replace(ask, signed=sign1(key, payload, ASK_PURPOSE))


def read_ask(signed: bytes) -> Ask:
    """The ask in `signed`, not yet verified; Malformed when a field is out of bounds."""
    expect(len(signed) <= ASK_BYTES_MAX, "an ask too large")
    f = unpack(payload_of(signed), ASK_BYTES_MAX)
    expect(type(f) is list and len(f) in (11, 12) and f[0] == 1, "an ask of eleven or twelve fields")
    expect(len(f) == 11 or is_int(f[11], 1, 2**31), "a version of the revocations")
    expect(is_bytes(f[1], NODE_BYTES) and is_bytes(f[2], LOG_BYTES), "node and log")
    expect(is_int(f[3], -(2**60), 2**60) and is_int(f[4], 0, 2**31) and is_int(f[5], 0, 2**31), "clock and versions")
    expect(_is_rows(f[6], 4) and _is_rows(f[7], 3), "logs")
    for p in f[6]:
        expect(is_bytes(p[0], LOG_NAME_BYTES) and all(is_int(x, 0, SEQ_MAX) for x in p[1:]), "what is proved")
    for h in f[7]:
        expect(is_bytes(h[0], LOG_NAME_BYTES) and is_int(h[1], 0, SEQ_MAX), "what is held")
        expect(is_bytes(h[2], HASH_BYTES), "the hash of the last")
    r = f[8]
    expect(type(r) is list and len(r) == 5, "a report of five fields")
    expect(type(r[0]) is str and len(r[0]) <= SOFTWARE_CHARS_MAX and is_int(r[1], 0, 2**62), "software and disk")
    expect(r[2] is None or is_int(r[2], -(2**60), 2**60), "a clock offset")
    expect(is_int(r[3], 0, 2**40) and is_int(r[4], 0, 2**40), "uptime and age")
    expect(is_int(f[9], 0, 2**31), "a budget")
    expect(type(f[10]) is list and len(f[10]) <= ATTACHMENTS_COUNT_MAX, "attachments")
    expect(all(is_bytes(a, HASH_BYTES) for a in f[10]), "attachment ids")
    return Ask(
        node=f[1],
        log=f[2],
        wall_ms=f[3],
        incarnation_number=f[4],
        catalogue_version=f[5],
        own=tuple(Proved(*p) for p in f[6]),
        down=tuple(Have(*h) for h in f[7]),
        report=Report(*r),
        budget_bytes=f[9],
        attachments=tuple(f[10]),
        revocations_version=f[11] if len(f) == 12 else 0,
        signed=signed,
    )


def verify_ask(key: Ed25519PublicKey, ask: Ask) -> None:
    """Malformed unless `key` signed exactly these bytes as an ask."""
    verify1(key, ask.signed, ASK_PURPOSE)


def _is_rows(value: Any, width: int) -> bool:
    return type(value) is list and len(value) <= LOGS_COUNT_MAX and all(
        type(row) is list and len(row) == width for row in value
    )
