"""COSE (RFC 9052) in the two shapes we use, each with one layout only.

* `COSE_Sign1`, tagged 18, Ed25519 (alg -8 in the protected header, nothing unprotected).
* `COSE_Encrypt0`, tagged 16, ChaCha20-Poly1305 (alg 24 protected, a 96-bit random IV unprotected).

What is signed for one purpose never verifies for another: the purpose is the external_aad.
"""

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from .cbor import Malformed, pack

SIGNATURE_BYTES = 64
NONCE_BYTES = 12
TAG_BYTES = 16

SIGN1_START = bytes.fromhex("d28443a10127a0")  # 18([<<{1: -8}>>, {}, payload, signature])
_SIGNATURE_START = bytes.fromhex("5840")
_SIGN1_PROTECTED = bytes.fromhex("a10127")
_ENCRYPT0_START = bytes.fromhex("d08344a1011818a1054c")  # 16([<<{1: 24}>>, {5: nonce}, ciphertext])
_ENCRYPT0_PROTECTED = bytes.fromhex("a1011818")


def sign1(key: Ed25519PrivateKey, payload: bytes, purpose: bytes) -> bytes:
    """`payload` signed for `purpose` (the external_aad, such as b"daiban-event-1")."""
    signature = key.sign(pack(["Signature1", _SIGN1_PROTECTED, purpose, payload]))
    return SIGN1_START + pack(payload) + _SIGNATURE_START + signature


def payload_of(signed: bytes) -> bytes:
    """The payload of a Sign1, not yet verified. Malformed when the layout is any other."""
    start, end = len(SIGN1_START), -(SIGNATURE_BYTES + len(_SIGNATURE_START))
    if not signed.startswith(SIGN1_START) or signed[end : end + 2] != _SIGNATURE_START:
        raise Malformed("not a Sign1 of ours")
    return _read_bytes(signed[start:end])


def verify1(key: Ed25519PublicKey, signed: bytes, purpose: bytes) -> bytes:
    """The payload, once the signature for `purpose` holds; Malformed otherwise."""
    payload = payload_of(signed)
    try:
        key.verify(signed[-SIGNATURE_BYTES:], pack(["Signature1", _SIGN1_PROTECTED, purpose, payload]))
    except InvalidSignature as error:
        raise Malformed("the signature does not hold") from error
    return payload


def encrypt0(key: bytes, nonce: bytes, plain: bytes, aad: bytes) -> bytes:
    """`plain` sealed under the 32-byte `key`; `nonce` is 12 fresh random bytes, never used again."""
    bound = pack(["Encrypt0", _ENCRYPT0_PROTECTED, aad])
    return _ENCRYPT0_START + nonce + pack(ChaCha20Poly1305(key).encrypt(nonce, plain, bound))


def decrypt0(key: bytes, sealed: bytes, aad: bytes) -> bytes:
    """The plain bytes; Malformed when key, aad or any byte is another."""
    start = len(_ENCRYPT0_START)
    if not sealed.startswith(_ENCRYPT0_START):
        raise Malformed("not an Encrypt0 of ours")
    nonce, ciphertext = sealed[start : start + NONCE_BYTES], _read_bytes(sealed[start + NONCE_BYTES :])
    try:
        return ChaCha20Poly1305(key).decrypt(nonce, ciphertext, pack(["Encrypt0", _ENCRYPT0_PROTECTED, aad]))
    except InvalidTag as error:
        raise Malformed("does not open with this key in this place") from error


def _read_bytes(data: bytes) -> bytes:
    """The one byte string that `data` is, in its shortest spelling."""
    if not data:
        raise Malformed("no byte string")
    first = data[0]
    if 0x40 <= first <= 0x57:
        content = data[1:]
    elif first in (0x58, 0x59, 0x5A):
        content = data[1 + (1 << (first - 0x58)) :]
    else:
        raise Malformed("no byte string")
    if pack(content) != data:
        raise Malformed("a byte string of another length")
    return content
