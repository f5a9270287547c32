"""The paper road 纸上传递: one entrustment as a sequence of QR codes that another kiosk reads in any order.

    DBP1:<digest>:<number>:<total>:<data>

digest: 16 hex digits in capitals, of the SHA-256 of the whole batch; number: 1 to total; data: PART_BYTES bytes of the
batch (the last part the rest) in base32 (RFC 4648) without padding. All of it lies in QR's alphanumeric set, 5.5 bits a
character. The batch is one as over any road: certificate, key events, the case's events with their sealed bodies.
Photographs do not travel on paper. Whoever reads believes the digest only to join, and signatures to believe.
"""

import re
from base64 import b32decode, b32encode
from collections.abc import Iterable
from hashlib import sha256
from typing import NamedTuple

from ..refusal import Refusal
from .cbor import Malformed, expect

PART_BYTES = 200  # with its head 350 characters: a version 11 code at level M, 61 modules, which a 2 MP camera reads
PARTS_COUNT_MAX = 60
PAPER_BYTES_MAX = PART_BYTES * PARTS_COUNT_MAX
PART_CHARS_MAX = 400
_PART = re.compile(r"DBP1:([0-9A-F]{16}):([1-9]\d?):([1-9]\d?):([A-Z2-7]{1,320})", re.ASCII)


class Part(NamedTuple):
    """One code read. digest: 16 hex digits of the whole; number from 1 to total; data: at most PART_BYTES."""

    digest: str
    number: int
    total: int
    data: bytes


def parts_of(batch: bytes) -> tuple[str, ...]:
    """The codes' texts, in order. Refusal PAPER_TOO_LARGE."""
    if not 0 < len(batch) <= PAPER_BYTES_MAX:
        raise Refusal("PAPER_TOO_LARGE", size_bytes=len(batch), limit_bytes=PAPER_BYTES_MAX)
    digest = _digest(batch)
    pieces = [batch[at : at + PART_BYTES] for at in range(0, len(batch), PART_BYTES)]
    return tuple(
        f"DBP1:{digest}:{number}:{len(pieces)}:{b32encode(piece).decode().rstrip('=')}"
        for number, piece in enumerate(pieces, 1)
    )


def read_part(text: str) -> Part:
    """What one code says; Malformed when it is none of ours."""
    expect(len(text) <= PART_CHARS_MAX, "a code of paper too long")
    match = _PART.fullmatch(text)
    if match is None:
        raise Malformed("not a code of paper")
    digest, number, total, written = match[1], int(match[2]), int(match[3]), match[4]
    expect(number <= total <= PARTS_COUNT_MAX, "its number and total")
    try:
        data = b32decode(written + "=" * (-len(written) % 8))
    except ValueError as error:
        raise Malformed("its data") from error
    whole = len(data) == PART_BYTES if number < total else 0 < len(data) <= PART_BYTES
    expect(whole and b32encode(data).decode().rstrip("=") == written, "a part of the right size, spelt one way")
    return Part(digest, number, total, data)


def missing(parts: Iterable[Part]) -> tuple[int, ...]:
    """The numbers that have not been read yet; Refusal PAPER_UNREADABLE when the parts are not of one whole."""
    found = _found(parts)
    total = next(iter(found.values())).total
    return tuple(number for number in range(1, total + 1) if number not in found)


def join(parts: Iterable[Part]) -> bytes:
    """The batch, from parts in any order, each any number of times. Refusals PAPER_NOT_WHOLE, PAPER_UNREADABLE."""
    found = _found(parts)
    if lacking := missing(found.values()):
        total = next(iter(found.values())).total
        raise Refusal("PAPER_NOT_WHOLE", missing=", ".join(map(str, lacking)), total=total)
    batch = b"".join(found[number].data for number in sorted(found))
    if _digest(batch) != found[1].digest:
        raise Refusal("PAPER_UNREADABLE")
    return batch


def _found(parts: Iterable[Part]) -> dict[int, Part]:
    """By number; all of one whole."""
    found: dict[int, Part] = {}
    for part in parts:
        first = next(iter(found.values()), part)
        if (part.digest, part.total) != (first.digest, first.total) or found.setdefault(part.number, part) != part:
            raise Refusal("PAPER_UNREADABLE")
    if not found:
        raise Refusal("PAPER_UNREADABLE")
    return found


def _digest(batch: bytes) -> str:
    return sha256(batch).hexdigest()[:16].upper()
