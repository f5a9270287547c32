"""What an event is, for casework (which folds heads) and for carriage (which signs and carries them).

An event is an immutable fact in the past tense: a signed *head* and, beside it, a sealed body
that may since have been erased. Everything that decides a state stands in the head.
"""

from enum import IntEnum
from typing import Any, NamedTuple

import msgspec


class Level(IntEnum):
    """Where in the three-tier network a deed is done; a higher number is a higher tier."""

    VILLAGE = 1
    TOWNSHIP = 2
    COUNTY = 3


class ClockQuality(IntEnum):
    """How far an author trusted its own clock (R-TIME: no rule reads it, people do)."""

    UNSET = 0  # the wall clock is outside 2020..2098, or went backwards since the last event
    FREE = 1  # plausible, never compared with the county
    COMPARED = 2  # compared with the county's signed time since this boot


class ClockReading(NamedTuple):
    """One reading: `wall_ms` milliseconds UTC, `uptime_s` seconds since boot, `quality`."""

    wall_ms: int
    uptime_s: int
    quality: ClockQuality


class Head(msgspec.Struct, frozen=True, array_like=False):
    """The signed part of an event. It never holds a name, ID number, phone, address or free text.

    node, log: 8 bytes each; seq from 1; operation: 8 to 16 bytes; kind: code in `casework.kinds`
    or `carriage.kinds`; case: 27 decimal digits, or "" for an event that belongs to no case;
    prev: SHA-256 of the signed bytes of the event before in this log (32 zero bytes at seq 1);
    after: at most 8 hashes of the case's latest events that the author had folded, sorted;
    author: staff number in ASCII, "" when a resident alone or a node's own deed;
    facts: closed table per kind, integer keys, coded values (see `casework.kinds`).
    The last four are empty when the event has no body.
    """

    node: bytes
    log: bytes
    seq: int
    operation: bytes
    kind: int
    case: str
    prev: bytes
    after: tuple[bytes, ...]
    level: Level
    author: str
    clock: ClockReading
    facts: dict[int, Any]
    sealed_sha256: bytes = b""
    sealed_bytes: int = 0
    key_id: bytes = b""
    dictionary_id: bytes = b""
    suite: int = 1


class Event(msgspec.Struct, frozen=True):
    """A head, the exact signed bytes it was read from (a COSE_Sign1), and their SHA-256.

    The hash is the event's identity everywhere (R-KEY)."""

    head: Head
    signed: bytes
    hash: bytes
