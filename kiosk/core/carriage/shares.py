"""The recovery key in three printed shares, any two of which give it back, and one of which tells nothing.

Shamir's scheme over GF(2^8) with the polynomial x^8+x^4+x^3+x+1 (that of AES), byte by byte: share x of a secret byte s
is s + a·x with a fresh random a, x = 1, 2, 3. A share as it is printed, 48 bytes:

    x (1) ‖ set (4) ‖ recipient id of the recovery key (8) ‖ 32 bytes ‖ first 3 of SHA-256("daiban-share-1" ‖ all)

typed as 24 groups of six digits: two bytes as five digits, and the ISO 7064 mod 11,10 check digit over the group's
number and those five, so that a slip of the pen is told by the group it stands in. The code beside it holds
"DSHARE1:" and the same 144 digits.
"""

import re
import unicodedata
from collections.abc import Sequence
from hashlib import sha256
from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from stdnum.iso7064 import mod_11_10

from ..refusal import Refusal
from .sealing import RECIPIENT_ID_BYTES, recipient_id

SECRET_BYTES = 32
SET_BYTES = 4
SHARES_COUNT = 3
NEEDED_COUNT = 2
GROUPS_COUNT = 24
GROUP_DIGITS = 6
SHARE_TEXT_CHARS_MAX = 100_000  # a page that was saved whole may be handed in
MARK = "DSHARE1:"
_DIGITS = GROUPS_COUNT * GROUP_DIGITS
_CHECK_BYTES = 3
_REDUCTION = 0x1B  # x^8 = x^4 + x^3 + x + 1


class Share(NamedTuple):
    """One of three: its number x, the 4 bytes that name the set, the recovery key's recipient id, 32 bytes."""

    number: int
    set_id: bytes
    recipient: bytes
    data: bytes

    def __repr__(self) -> str:
        return f"Share({self.number}, set {self.set_id.hex()}, data hidden)"


def split(secret: bytes, set_id: bytes, slopes: bytes) -> tuple[Share, Share, Share]:
    """The three shares of an X25519 private key (32 bytes). set_id: 4, slopes: 32 fresh random bytes."""
    assert len(secret) == len(slopes) == SECRET_BYTES and len(set_id) == SET_BYTES
    recipient = recipient_id(X25519PrivateKey.from_private_bytes(secret).public_key().public_bytes_raw())
    one, two, three = (
        Share(x, set_id, recipient, bytes(s ^ _times(a, x) for s, a in zip(secret, slopes, strict=True)))
        for x in range(1, SHARES_COUNT + 1)
    )
    return one, two, three


def join(shares: Sequence[Share]) -> X25519PrivateKey:
    """The key of two different shares of one set. Refusals SHARES_TOO_FEW, SHARES_OF_TWO_SETS, SHARES_DO_NOT_FIT."""
    first, *rest = shares or (Share(0, b"", b"", b""),)
    others = [share for share in rest if share.number != first.number]
    if not others:
        raise Refusal("SHARES_TOO_FEW", needed=NEEDED_COUNT)
    if any((share.set_id, share.recipient) != (first.set_id, first.recipient) for share in rest):
        raise Refusal("SHARES_OF_TWO_SETS")
    second = others[0]
    # A line through two points, at zero: s = (y1·x2 + y2·x1) / (x1 + x2).
    over = _inverse(first.number ^ second.number)
    at_zero = (
        _times(_times(y1, second.number) ^ _times(y2, first.number), over)
        for y1, y2 in zip(first.data, second.data, strict=True)
    )
    key = X25519PrivateKey.from_private_bytes(bytes(at_zero))
    if recipient_id(key.public_key().public_bytes_raw()) != first.recipient:
        raise Refusal("SHARES_DO_NOT_FIT")
    return key


def share_groups(share: Share) -> tuple[str, ...]:
    """The 24 groups of six digits, as they are printed and typed."""
    plain = bytes([share.number]) + share.set_id + share.recipient + share.data
    whole = plain + _check(plain)
    pairs = (int.from_bytes(whole[at : at + 2], "big") for at in range(0, len(whole), 2))
    return tuple(_with_check(place, f"{pair:05}") for place, pair in enumerate(pairs, 1))


def share_code(share: Share) -> str:
    """What the QR code beside the digits holds."""
    return MARK + "".join(share_groups(share))


def read_share(text: str) -> Share:
    """A share from its code, from the digits as somebody typed them, or from a saved page that holds the code.
    Refusals SHARE_UNREADABLE, SHARE_MISTYPED (which group)."""
    plain = unicodedata.normalize("NFKC", text[:SHARE_TEXT_CHARS_MAX])
    found = re.search(MARK + rf"([0-9]{{{_DIGITS}}})(?![0-9])", plain)
    digits = found[1] if found else re.sub(r"[\s,;.-]", "", plain)
    if len(digits) != _DIGITS or not (digits.isascii() and digits.isdigit()):
        raise Refusal("SHARE_UNREADABLE", groups=GROUPS_COUNT, digits=GROUP_DIGITS)
    pieces = [digits[at : at + GROUP_DIGITS] for at in range(0, _DIGITS, GROUP_DIGITS)]
    for place, group in enumerate(pieces, 1):
        if _with_check(place, group[:-1]) != group or int(group[:-1]) > 0xFFFF:
            raise Refusal("SHARE_MISTYPED", group=place, digits=group)
    whole = b"".join(int(group[:-1]).to_bytes(2, "big") for group in pieces)
    plain_bytes, check = whole[:-_CHECK_BYTES], whole[-_CHECK_BYTES:]
    if _check(plain_bytes) != check or not 1 <= plain_bytes[0] <= SHARES_COUNT:
        raise Refusal("SHARE_UNREADABLE", groups=GROUPS_COUNT, digits=GROUP_DIGITS)
    after_set = 1 + SET_BYTES
    after_recipient = after_set + RECIPIENT_ID_BYTES
    return Share(
        plain_bytes[0], plain_bytes[1:after_set], plain_bytes[after_set:after_recipient], plain_bytes[after_recipient:]
    )


def _check(plain: bytes) -> bytes:
    return sha256(b"daiban-share-1" + plain).digest()[:_CHECK_BYTES]


def _with_check(place: int, five: str) -> str:
    return five + str(mod_11_10.calc_check_digit(f"{place:02}{five}"))


def _times(a: int, b: int) -> int:
    """The product in GF(2^8)."""
    product = 0
    while b:
        if b & 1:
            product ^= a
        a = (a << 1 ^ _REDUCTION) & 0xFF if a & 0x80 else a << 1
        b >>= 1
    return product


def _inverse(a: int) -> int:
    """1/a in GF(2^8), a^254."""
    result = 1
    for _ in range(254):
        result = _times(result, a)
    return result
