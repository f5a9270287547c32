"""A signed document: the catalogue as the county publishes it (matters, divisions, calendar,
recipient keys, dictionary, limits). Its content is the catalogue room's; here it is only signed,
and its version never goes back.

A Sign1 by the county over [1, version, content bytes].
"""

from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from .cbor import expect, is_bytes, is_int, pack, unpack
from .cose import sign1, verify1

DOCUMENT_PURPOSE = b"daiban-catalogue-1"
DOCUMENT_BYTES_MAX = 3 * 2**20 - 200


class Document(NamedTuple):
    """A verified catalogue document: its version from 1, its content, the signed bytes to pass on."""

    version: int
    content: bytes
    signed: bytes


def sign_document(key: Ed25519PrivateKey, version: int, content: bytes) -> Document:
    """The document as the county publishes it."""
    expect(len(content) <= DOCUMENT_BYTES_MAX - 200, "a document too large")
    return Document(version, content, sign1(key, pack([1, version, content]), DOCUMENT_PURPOSE))


def verify_document(key: Ed25519PublicKey, signed: bytes) -> Document:
    """The document in `signed`; Malformed unless the county's key signed it."""
    expect(len(signed) <= DOCUMENT_BYTES_MAX, "a document too large")
    f = unpack(verify1(key, signed, DOCUMENT_PURPOSE), DOCUMENT_BYTES_MAX)
    expect(type(f) is list and len(f) == 3 and f[0] == 1, "a document of three fields")
    expect(is_int(f[1], 1, 2**31) and is_bytes(f[2], 1, DOCUMENT_BYTES_MAX), "version and content")
    return Document(f[1], f[2], signed)
