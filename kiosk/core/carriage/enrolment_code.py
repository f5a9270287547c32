"""Enrolment online: a one-time code that a person types, and what it opens.

    code    15 symbols of Crockford's base 32 (75 random bits) and a check symbol, shown as XXXX-XXXX-XXXX-XXXX
    argon2id(code, salt "daiban-enrolment-code-1", 3 passes, 64 MiB, 48 bytes)  =  id (16) ‖ key (32)
    sealed  nonce (12) ‖ ChaCha20-Poly1305(key, nonce, zlib(enrolment file), aad = id)

The county keeps id and sealed file and forgets the code. Whoever holds the code asks for the id and opens what comes:
the code itself proves who answered, so that no certificate needs to be known beforehand, and who only listens learns
an id and bytes that 2^75 slow guesses would open. The code of a picture also names the county's address and TLS pin:

    DENROL1:<code>:<pin, 64 hexadecimal digits or nothing>:<address>
"""

import unicodedata
import zlib
from typing import NamedTuple

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from ..refusal import Refusal
from .certificate import PIN_BYTES
from .enrolment import ENROLMENT_BYTES_MAX

SECRET_SYMBOLS = 15
CODE_RANDOM_BYTES = 10  # of which 75 bits are used
ID_BYTES = 16
NONCE_BYTES = 12
SEALED_BYTES_MAX = ENROLMENT_BYTES_MAX
URL_CHARS_MAX = 300
MARK = "DENROL1:"
_SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1"})
_SALT = b"daiban-enrolment-code-1"
_PASSES, _MEMORY_KIB, _KEY_BYTES = 3, 64 * 1024, 32


class Invitation(NamedTuple):
    """What a person types or a picture holds. code: 16 symbols without dashes; pin: 32 bytes or b""; url: "" when the
    person says it."""

    code: str
    pin: bytes = b""
    url: str = ""

    def __repr__(self) -> str:
        return f"Invitation(hidden, {self.url!r})"


class Opener(NamedTuple):
    """What follows from a code: the 16-byte id to ask for, and the key that opens what comes."""

    id: bytes
    key: bytes

    def __repr__(self) -> str:
        return f"Opener({self.id.hex()}, key hidden)"


def make_code(drawn: bytes) -> str:
    """A code from CODE_RANDOM_BYTES fresh random bytes."""
    assert len(drawn) == CODE_RANDOM_BYTES
    bits = int.from_bytes(drawn, "big")
    secret = "".join(_SYMBOLS[bits >> 5 * place & 31] for place in range(SECRET_SYMBOLS))
    return secret + _check(secret)


def shown(code: str) -> str:
    """As it is read aloud: XXXX-XXXX-XXXX-XXXX."""
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


def picture_text(invitation: Invitation) -> str:
    """What the QR code holds."""
    return f"{MARK}{invitation.code}:{invitation.pin.hex()}:{invitation.url}"


def read_invitation(text: str) -> Invitation:
    """A code as typed, or the text of a picture. Refusal ENROLMENT_CODE_WRONG when it was mistyped."""
    plain = unicodedata.normalize("NFKC", text[: URL_CHARS_MAX + 200]).strip()
    if not plain.startswith(MARK):
        return Invitation(_code(plain))
    parts = plain[len(MARK) :].split(":", 2)
    try:
        code, pin, url = parts[0], bytes.fromhex(parts[1]), parts[2]
    except (IndexError, ValueError) as error:
        raise Refusal("ENROLMENT_CODE_WRONG") from error
    if len(pin) not in (0, PIN_BYTES) or len(url) > URL_CHARS_MAX:
        raise Refusal("ENROLMENT_CODE_WRONG")
    return Invitation(_code(code), pin, url)


def opener(code: str) -> Opener:
    """Id and key of a code that was read; half a second of work on a small machine, and so for every guess."""
    made = hash_secret_raw(
        code.encode(), _SALT, time_cost=_PASSES, memory_cost=_MEMORY_KIB, parallelism=1,
        hash_len=ID_BYTES + _KEY_BYTES, type=Type.ID,
    )  # fmt: skip
    return Opener(made[:ID_BYTES], made[ID_BYTES:])


def seal_enrolment(opens: Opener, nonce: bytes, file: bytes) -> bytes:
    """The enrolment file as it waits at the county. nonce: 12 fresh random bytes."""
    return nonce + ChaCha20Poly1305(opens.key).encrypt(nonce, zlib.compress(file, 9), opens.id)


def open_enrolment(opens: Opener, sealed: bytes) -> bytes:
    """The enrolment file in what came; Refusal ENROLMENT_CODE_OPENS_NOT when it is somebody else's answer."""
    try:
        packed = ChaCha20Poly1305(opens.key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], opens.id)
        unpacking = zlib.decompressobj()
        file = unpacking.decompress(packed, ENROLMENT_BYTES_MAX)
    except (InvalidTag, ValueError, zlib.error) as error:
        raise Refusal("ENROLMENT_CODE_OPENS_NOT") from error
    if not unpacking.eof or unpacking.unused_data:
        raise Refusal("ENROLMENT_CODE_OPENS_NOT")
    return file


def _code(typed: str) -> str:
    code = "".join(typed.upper().replace("-", "").split()).translate(_READ_AS)
    if len(code) != SECRET_SYMBOLS + 1 or set(code) - set(_SYMBOLS) or _check(code[:-1]) != code[-1]:
        raise Refusal("ENROLMENT_CODE_WRONG")
    return code


def _check(secret: str) -> str:
    """A symbol that no single wrong one keeps, nor two neighbours that changed places: weights 1, 3, 5 … are odd, and
    so are not zero modulo 32, and differ by 2 in neighbours, which leaves only two that are 16 apart."""
    total = sum((2 * place + 1) * _SYMBOLS.index(symbol) for place, symbol in enumerate(secret))
    return _SYMBOLS[total % len(_SYMBOLS)]
