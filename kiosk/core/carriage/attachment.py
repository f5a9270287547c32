"""Attachments: photographs and scans, sealed once, named by what they are, carried in chunks.

A photograph is cut into pieces of at most 16 KB of ciphertext so that a failed line repeats one
piece, not the picture (R-LANE). Sealed form = pieces one after another, each
ChaCha20-Poly1305(content key derived for this attachment, nonce = 4 zero bytes ‖ piece number,
aad = whether it is the last). The attachment's id is the SHA-256 of the whole sealed form; its
32-byte key stands only in the sealed body of the event that lists it, so that it shares the
event's audience and its erasure.
"""

from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from .cbor import Malformed, expect, is_bytes, is_int, pack, unpack
from .head import HASH_BYTES

CHUNK_BYTES_MAX = 16 * 1024
ATTACHMENT_BYTES_MAX = 1_000_000
ATTACHMENTS_COUNT_MAX = 40  # of one event
KEY_BYTES = 32
_TAG_BYTES = 16
_PLAIN_BYTES = CHUNK_BYTES_MAX - _TAG_BYTES


class Chunk(NamedTuple):
    """`data` at `offset` of the attachment `attachment_id` (32 bytes), which is `total_bytes` long, sealed."""

    attachment_id: bytes
    offset: int
    total_bytes: int
    data: bytes


def seal_attachment(key: bytes, plain: bytes) -> bytes:
    """The sealed form under a fresh 32-byte key that is used for this attachment alone."""
    if not 0 < len(plain) <= ATTACHMENT_BYTES_MAX - 64 * _TAG_BYTES:
        raise Malformed(f"an attachment of {len(plain)} bytes")
    cipher = ChaCha20Poly1305(key)
    pieces = [plain[i : i + _PLAIN_BYTES] for i in range(0, len(plain), _PLAIN_BYTES)]
    return b"".join(
        cipher.encrypt(i.to_bytes(12, "big"), piece, b"last" if i == len(pieces) - 1 else b"more")
        for i, piece in enumerate(pieces)
    )


def open_attachment(key: bytes, sealed: bytes) -> bytes:
    """The plain bytes; Malformed when a piece is missing, moved or changed, or the key is none."""
    if not 0 < len(sealed) <= ATTACHMENT_BYTES_MAX:
        raise Malformed(f"an attachment of {len(sealed)} bytes")
    expect(len(key) == KEY_BYTES, "an attachment's key")  # it stands in a body that somebody else wrote
    cipher = ChaCha20Poly1305(key)
    pieces = [sealed[i : i + CHUNK_BYTES_MAX] for i in range(0, len(sealed), CHUNK_BYTES_MAX)]
    try:
        return b"".join(
            cipher.decrypt(i.to_bytes(12, "big"), piece, b"last" if i == len(pieces) - 1 else b"more")
            for i, piece in enumerate(pieces)
        )
    except InvalidTag as error:
        raise Malformed("the attachment does not open") from error


def chunks_of(attachment_id: bytes, sealed: bytes, from_offset: int = 0) -> list[Chunk]:
    """The pieces of `sealed` from a durable offset on; Malformed when that is no multiple of CHUNK_BYTES_MAX."""
    expect(from_offset % CHUNK_BYTES_MAX == 0, "an offset on the grid")
    return [
        Chunk(attachment_id, i, len(sealed), sealed[i : i + CHUNK_BYTES_MAX])
        for i in range(from_offset, len(sealed), CHUNK_BYTES_MAX)
    ]


def write_chunk(chunk: Chunk) -> bytes:
    """The payload of a CHUNK frame."""
    return pack([chunk.attachment_id, chunk.offset, chunk.total_bytes, chunk.data])


def read_chunk(payload: bytes) -> Chunk:
    """The chunk; Malformed when it does not lie on the 16 KB grid of its attachment."""
    f = unpack(payload, CHUNK_BYTES_MAX + 100)
    expect(type(f) is list and len(f) == 4 and is_bytes(f[0], HASH_BYTES), "a chunk of four fields")
    expect(is_int(f[2], 1, ATTACHMENT_BYTES_MAX) and is_int(f[1], 0, f[2] - 1), "offset and total")
    expect(f[1] % CHUNK_BYTES_MAX == 0, "an offset on the grid")
    expect(is_bytes(f[3], min(CHUNK_BYTES_MAX, f[2] - f[1])), "a whole piece")
    return Chunk(*f)
