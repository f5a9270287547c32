"""A batch: frames one after another, the same bytes over HTTP, LAN and USB.

    frame  = 0xDA ‖ type (1 byte) ‖ length (3 bytes, big-endian) ‖ first 4 bytes of SHA-256(type ‖ payload) ‖ payload
    batch  = header frame ‖ any frames        header payload = [1, sender node (8 bytes), number of frames after it]

An EVENT travels without its first 7 bytes, which are those of every COSE_Sign1 of ours (`cose.SIGN1_START`):
a reader puts them back before anything is hashed or verified. They are 1 % of an entrustment's bytes.

No file names, no nesting, no compression over frames (R-BOUND). Each frame is digested alone, so
a torn or scratched stick gives up every whole frame: reading goes on at the next 0xDA whose
length and digest hold, and names what it passed over. Starts that turn out false are bounded in
number and in bytes hashed (`RESYNC_…_MAX`), so that hostile bytes buy no time. The digest finds
frames; it proves nothing: an event is proved by its signature, a body by its head.
Lanes (R-LANE) are an order within a batch: acknowledgements, then events, documents, chunks.
"""

import re
from collections.abc import Iterable
from enum import IntEnum
from hashlib import sha256
from typing import NamedTuple

from .cbor import Malformed, expect, is_bytes, is_int, pack, unpack
from .cose import SIGN1_START
from .head import NODE_BYTES, SEALED_BYTES_MAX, SIGNED_BYTES_MAX

BATCH_BYTES_MAX = 8 * 2**20  # refused before it is read further
FRAMES_COUNT_MAX = 20_000
FRAME_OVERHEAD_BYTES = 9
RESYNC_COUNT_MAX = 4_096  # false starts of one batch; 8 MiB of noise holds about thirty
RESYNC_HASHED_BYTES_MAX = 64 * 2**20  # hashed for false starts of one batch: 60 ms
BATCH_FORMAT = 1

_MAGIC = 0xDA
_DIGEST_BYTES = 4
_START_BYTES = FRAME_OVERHEAD_BYTES


class FrameType(IntEnum):
    """What a frame's payload is."""

    HEADER = 0
    ACKNOWLEDGEMENT = 1
    EVENT = 2  # Sign1 (less its first 7 bytes on the wire), then the Encrypt0 of its body unless that is erased
    DOCUMENT = 3  # a signed catalogue
    CHUNK = 4  # [attachment id, offset, total bytes, bytes]


_PAYLOAD_BYTES_MAX: dict[int, int] = {
    FrameType.HEADER: 64,
    FrameType.ACKNOWLEDGEMENT: 256 * 1024,
    FrameType.EVENT: SIGNED_BYTES_MAX + SEALED_BYTES_MAX,
    FrameType.DOCUMENT: 3 * 2**20,
    FrameType.CHUNK: 16 * 1024 + 100,
}


def _start_pattern() -> re.Pattern[bytes]:
    """A magic byte before a known type and a length within its bound: looked for in C, because a loop over
    8 MiB of 0xDA takes seconds. What follows is only looked at, so that no start hides inside a false one."""
    starts = []
    for kind, bound in _PAYLOAD_BYTES_MAX.items():
        high, middle, low = bound.to_bytes(3, "big")
        lengths = [rb"\x%02x\x%02x[\x00-\x%02x]" % (high, middle, low)]
        if middle:
            lengths.append(rb"\x%02x[\x00-\x%02x]." % (high, middle - 1))
        if high:
            lengths.append(rb"[\x00-\x%02x].." % (high - 1))
        starts.append(rb"\x%02x(?:" % kind + rb"|".join(lengths) + rb")")
    return re.compile(rb"\x%02x(?=" % _MAGIC + rb"|".join(starts) + rb")", re.DOTALL)


_START = _start_pattern()


class Frame(NamedTuple):
    """One whole frame: its type and payload (an EVENT's with its first 7 bytes)."""

    type: FrameType
    payload: bytes


class Damage(NamedTuple):
    """`bytes_lost` bytes at `offset` that no frame could be read from."""

    offset: int
    bytes_lost: int


class Batch(NamedTuple):
    """What could be read: who sent it (b"" when the header is lost), the whole frames, the damage,
    and how many frames the header promised that are not there."""

    sender: bytes
    frames: tuple[Frame, ...]
    damage: tuple[Damage, ...]
    missing: int


def frame_bytes(frame: Frame) -> bytes:
    """The frame on the wire; Malformed when its payload is over the bound of its type, or an EVENT's is no Sign1."""
    kind, payload = frame
    if kind is FrameType.EVENT:
        expect(payload.startswith(SIGN1_START), "an EVENT that is no Sign1 of ours")
        payload = payload[len(SIGN1_START) :]
    if len(payload) > _PAYLOAD_BYTES_MAX[kind]:
        raise Malformed(f"a {kind.name} of {len(payload)} bytes, at most {_PAYLOAD_BYTES_MAX[kind]}")
    return bytes((_MAGIC, kind)) + len(payload).to_bytes(3, "big") + _digest(kind, payload) + payload


def write_batch(sender: bytes, frames: Iterable[Frame]) -> bytes:
    """The bytes of a batch from node `sender`."""
    written = [frame_bytes(frame) for frame in frames]
    header = frame_bytes(Frame(FrameType.HEADER, pack([BATCH_FORMAT, sender, len(written)])))
    batch = header + b"".join(written)
    if len(batch) > BATCH_BYTES_MAX or len(written) > FRAMES_COUNT_MAX:
        raise Malformed(f"a batch of {len(batch)} bytes and {len(written)} frames")
    return batch


def read_batch(data: bytes) -> Batch:
    """Every whole frame of `data`. Malformed only when it is over the bound or holds no frame of ours at all."""
    if len(data) > BATCH_BYTES_MAX:
        raise Malformed(f"a batch of {len(data)} bytes, at most {BATCH_BYTES_MAX}")
    frames: list[Frame] = []
    damage: list[Damage] = []
    at, false_starts, hashed = 0, 0, 0
    while at < len(data):
        read = _frame_at(data, at)
        if read is not None:
            frame, at = read
            frames.append(frame)
            if len(frames) > FRAMES_COUNT_MAX + 1:
                raise Malformed(f"over {FRAMES_COUNT_MAX} frames")
            continue
        lost_from, at = at, len(data)
        for start in _START.finditer(data, lost_from + 1):
            length = _length_at(data, start.start())
            if length < 0:
                continue
            if _frame_at(data, start.start()) is not None:
                at = start.start()
                break
            false_starts, hashed = false_starts + 1, hashed + length
            if false_starts > RESYNC_COUNT_MAX or hashed > RESYNC_HASHED_BYTES_MAX:
                break
        damage.append(Damage(lost_from, at - lost_from))
    if not frames:
        raise Malformed("no frame of ours")
    sender, promised = _read_header(frames[0])
    rest = tuple(frame for frame in frames if frame.type is not FrameType.HEADER)
    return Batch(sender, rest, tuple(damage), max(0, promised - len(rest)))


def _length_at(data: bytes, at: int) -> int:
    """The length of the payload of a frame that could start here by its type and length alone; -1: none could."""
    if at + _START_BYTES > len(data) or data[at] != _MAGIC:
        return -1
    length = int.from_bytes(data[at + 2 : at + 5], "big")
    fits = length <= _PAYLOAD_BYTES_MAX.get(data[at + 1], -1) and at + _START_BYTES + length <= len(data)
    return length if fits else -1


def _frame_at(data: bytes, at: int) -> tuple[Frame, int] | None:
    length = _length_at(data, at)
    if length < 0:
        return None
    kind = FrameType(data[at + 1])
    start = at + _START_BYTES
    end = start + length
    payload = data[start:end]
    if data[at + 5 : start] != _digest(kind, payload):
        return None
    return Frame(kind, SIGN1_START + payload if kind is FrameType.EVENT else payload), end


def _read_header(first: Frame) -> tuple[bytes, int]:
    if first.type is not FrameType.HEADER:
        return b"", 0
    fields = unpack(first.payload, _PAYLOAD_BYTES_MAX[FrameType.HEADER])
    expect(type(fields) is list and len(fields) == 3, "a header of three fields")
    expect(fields[0] == BATCH_FORMAT, "another format of batch")
    expect(is_bytes(fields[1], NODE_BYTES) and is_int(fields[2], 0, FRAMES_COUNT_MAX), "sender and count")
    return fields[1], fields[2]


def _digest(kind: FrameType, payload: bytes) -> bytes:
    return sha256(bytes((kind,)) + payload).digest()[:_DIGEST_BYTES]


def split_event(payload: bytes) -> tuple[bytes, bytes]:
    """The signed head and the sealed body (b"" when erased) of an EVENT frame; Malformed when neither fits."""
    # A Sign1 of ours: 7 bytes, the payload as a byte string, 66 bytes of signature.
    expect(len(payload) > 10 and 0x40 <= payload[7] <= 0x59, "an event frame")
    first = payload[7]
    if first <= 0x57:
        head_end = 8 + first - 0x40
    elif first == 0x58:
        head_end = 9 + payload[8]
    else:
        head_end = 10 + int.from_bytes(payload[8:10], "big")
    end = head_end + 66
    expect(end <= len(payload), "a whole signature")
    return payload[:end], payload[end:]
