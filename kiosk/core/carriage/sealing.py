"""Content keys and sealed bodies.

A content key belongs to one audience (a sorted set of recipient key ids) and one process; it
lives in memory only, at most 24 hours and 2**20 bodies. Its KeyShared event holds one HPKE wrap
(RFC 9180: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20-Poly1305, base mode) per recipient.
Bodies are compressed before sealing and opened under a hard bound.
"""

import hmac
from hashlib import sha256
from typing import NamedTuple

import zstandard
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from ..event import Head
from .cbor import Malformed, expect, is_bytes, pack
from .cose import decrypt0, encrypt0
from .head import DICTIONARY_ID_BYTES, KEY_ID_BYTES, body_aad

CONTENT_KEY_BYTES = 32
CONTENT_KEY_AGE_MAX_MS = 24 * 3600 * 1000
CONTENT_KEY_BODIES_MAX = 2**20
RECIPIENT_ID_BYTES = 8
WRAP_BYTES = 80  # 32 encapsulated + 32 key + 16 tag
AUDIENCE_COUNT_MAX = 16
BODY_BYTES_MAX = 256_000  # before compression; a hard bound when opening

_HPKE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
_FORMAT = zstandard.FORMAT_ZSTD1_MAGICLESS
_WINDOW_BYTES_MAX = 2**18  # the least power of two that holds a body
_LEVEL = 19  # 0.7 ms a record on a kiosk, and a third of the line saved


class ContentKey(NamedTuple):
    """32 secret bytes, the 16-byte id that names them, and for whom (sorted recipient ids)."""

    secret: bytes
    key_id: bytes
    audience: tuple[bytes, ...]


def recipient_id(public: bytes) -> bytes:
    """The 8 bytes that name an X25519 sealing key."""
    return sha256(b"daiban-recipient" + public).digest()[:RECIPIENT_ID_BYTES]


def content_key_id(secret: bytes) -> bytes:
    """First 16 bytes of SHA-256("daiban-ck" ‖ key)."""
    return sha256(b"daiban-ck" + secret).digest()[:KEY_ID_BYTES]


def make_content_key(secret: bytes, recipients: tuple[bytes, ...]) -> ContentKey:
    """A key for the X25519 public keys `recipients` (32 bytes each) from 32 random bytes."""
    audience = tuple(sorted({recipient_id(public) for public in recipients}))
    if not 1 <= len(audience) <= AUDIENCE_COUNT_MAX:
        raise Malformed(f"an audience of {len(audience)}, 1 to {AUDIENCE_COUNT_MAX}")
    return ContentKey(secret, content_key_id(secret), audience)


def _info(suite: int, node: bytes, log: bytes, audience: tuple[bytes, ...], key_id: bytes) -> bytes:
    return pack([suite, node, log, list(audience), key_id])


def share_facts(
    key: ContentKey, recipients: tuple[bytes, ...], suite: int, node: bytes, log: bytes
) -> dict[int, object]:
    """The facts of the KeyShared event in (node, log): the key wrapped to each recipient."""
    info = _info(suite, node, log, key.audience, key.key_id)
    wraps = [
        [recipient_id(public), _HPKE.encrypt(key.secret, X25519PublicKey.from_public_bytes(public), info)]
        for public in sorted(set(recipients), key=recipient_id)
    ]
    return {1: key.key_id, 2: wraps}


def unwrap(head: Head, own: X25519PrivateKey) -> ContentKey | None:
    """The content key that a KeyShared `head` shares with `own`; None when we are not in its audience.

    Malformed when the wrap does not open or opens to another key than the id names."""
    key_id, wraps = head.facts.get(1), head.facts.get(2)
    if type(key_id) is not bytes or type(wraps) is not list or len(wraps) > AUDIENCE_COUNT_MAX:
        raise Malformed("not a KeyShared")
    for row in wraps:
        expect(type(row) is list and len(row) == 2 and is_bytes(row[0], RECIPIENT_ID_BYTES), "a recipient")
        expect(is_bytes(row[1], WRAP_BYTES), "a wrap")
    audience = tuple(row[0] for row in wraps)
    expect(audience == tuple(sorted(set(audience))), "an audience, sorted, each once")
    wrap = dict(wraps).get(recipient_id(own.public_key().public_bytes_raw()))
    if wrap is None:
        return None
    try:
        secret = _HPKE.decrypt(wrap, own, _info(head.suite, head.node, head.log, audience, key_id))
    except (InvalidTag, ValueError) as error:
        raise Malformed("the wrap does not open") from error
    if content_key_id(secret) != key_id:
        raise Malformed("the wrap holds another key than it names")
    return ContentKey(secret, key_id, audience)


class Dictionary:
    """A zstd dictionary of the signed catalogue, named on the wire by the first bytes of its SHA-256.

    Frames are written without magic number, dictionary number and checksum: the head names the
    dictionary and the seal proves the bytes.

    Many threads may decompress at once; only one may compress, which is the writer."""

    def __init__(self, data: bytes) -> None:
        self.sha256 = sha256(data).digest()
        self.dictionary_id = self.sha256[:DICTIONARY_ID_BYTES]
        content = zstandard.ZstdCompressionDict(data)
        parameters = zstandard.ZstdCompressionParameters.from_level(
            _LEVEL, format=_FORMAT, write_content_size=1, write_checksum=0, write_dict_id=0
        )
        self._compressor = zstandard.ZstdCompressor(dict_data=content, compression_params=parameters)
        self._content = content

    def compress(self, body: bytes) -> bytes:
        """Malformed when `body` is longer than BODY_BYTES_MAX."""
        if len(body) > BODY_BYTES_MAX:
            raise Malformed(f"a body of {len(body)} bytes, at most {BODY_BYTES_MAX}")
        return self._compressor.compress(body)

    def decompress(self, data: bytes) -> bytes:
        """The body, never longer than BODY_BYTES_MAX; Malformed when it is, or is not one whole frame that says
        its length: the length is read before anything is allocated for it."""
        try:
            promised = zstandard.get_frame_parameters(data, _FORMAT).content_size
            if promised > BODY_BYTES_MAX:  # as is a frame that does not say
                raise Malformed(f"a body of over {BODY_BYTES_MAX} bytes")
            # A context of its own each time (1.4 µs): zstd's may not be shared between threads.
            context = zstandard.ZstdDecompressor(
                dict_data=self._content, max_window_size=_WINDOW_BYTES_MAX, format=_FORMAT
            )
            body = context.decompress(data, allow_extra_data=False)
        except zstandard.ZstdError as error:
            raise Malformed("does not decompress") from error
        expect(len(body) == promised, "a body of another length than it says")
        return body


def seal(key: ContentKey, nonce: bytes, compressed: bytes, head: Head) -> bytes:
    """The sealed body for `head`, whose identity fields and key id already stand."""
    return encrypt0(key.secret, nonce, compressed, body_aad(head))


def open_body(key: ContentKey, sealed: bytes, head: Head, dictionary: Dictionary) -> bytes:
    """The body before compression; Malformed unless it is this event's and unharmed."""
    return dictionary.decompress(decrypt0(key.secret, sealed, body_aad(head)))


def open_witness(key: ContentKey, event_hash: bytes, body: bytes) -> bytes:
    """w = HMAC-SHA-256(content key, event hash ‖ SHA-256(body)): only who opened this body in this event knows it."""
    return hmac.digest(key.secret, event_hash + sha256(body).digest(), "sha256")


def open_proof(witnesses: list[bytes]) -> bytes:
    """SHA-256 over the witnesses, which stand in (log, seq) order."""
    return sha256(b"".join(witnesses)).digest()
