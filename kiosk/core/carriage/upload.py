"""Leave to hand over one attachment over HTTP (tus 1.0): a node's signed word, shown when an upload is begun.

    Sign1 by the node over [1, node, log, attachment id, total bytes]

So nobody fills a disk in another's name, and a stranger fills none. What is handed over names itself: its id is the
SHA-256 of the sealed bytes. From then on the id alone, 256 bits that only those who carry it know, opens the upload.
"""

from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from .attachment import ATTACHMENT_BYTES_MAX
from .cbor import expect, is_bytes, is_int, pack, unpack
from .cose import payload_of, sign1, verify1
from .head import HASH_BYTES, LOG_BYTES, NODE_BYTES

UPLOAD_PURPOSE = b"daiban-upload-1"
LEAVE_BYTES_MAX = 200


class Leave(NamedTuple):
    """`node`, writing log `log`, hands over the attachment `attachment_id` of `total_bytes` sealed bytes."""

    node: bytes
    log: bytes
    attachment_id: bytes
    total_bytes: int


def sign_leave(key: Ed25519PrivateKey, leave: Leave) -> bytes:
    """The signed bytes, at most LEAVE_BYTES_MAX."""
    return sign1(key, pack([1, *leave]), UPLOAD_PURPOSE)


def read_leave(signed: bytes) -> Leave:
    """What `signed` says, not yet verified; Malformed when a field is out of bounds."""
    expect(len(signed) <= LEAVE_BYTES_MAX, "a leave too large")
    f = unpack(payload_of(signed), LEAVE_BYTES_MAX)
    expect(type(f) is list and len(f) == 5 and f[0] == 1, "a leave of five fields")
    expect(is_bytes(f[1], NODE_BYTES) and is_bytes(f[2], LOG_BYTES), "node and log")
    expect(is_bytes(f[3], HASH_BYTES) and is_int(f[4], 1, ATTACHMENT_BYTES_MAX), "attachment and length")
    return Leave(*f[1:])


def verify_leave(key: Ed25519PublicKey, signed: bytes) -> None:
    """Malformed unless `key` signed exactly these bytes as a leave."""
    verify1(key, signed, UPLOAD_PURPOSE)
