"""The staff card: a staff number and a 128-bit secret as a QR code on the badge.

The text is `DBADGE1:staff:secret:check`, secret in base32, check the first 20 bits of a SHA-256 over the rest:
it tells a misread card from a wrong one. The secret opens nothing without the PIN (R-SEAL).
"""

import base64
import hashlib
import re

import msgspec

from kiosk.core.refusal import Refusal
from kiosk.devices.code_picture import draw_code, read_codes

SECRET_BYTES = 16
PREFIX = "DBADGE1"
_STAFF = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,15}")
_TEXT = re.compile(r"DBADGE1:([A-Za-z0-9._-]{1,16}):([A-Z2-7]{26}):([A-Z2-7]{4})")


class Badge(msgspec.Struct, frozen=True):
    """`staff` is the staff number in ASCII, `secret` 16 random bytes. Never log or print one."""

    staff: str
    secret: bytes

    def __repr__(self) -> str:
        return f"Badge({self.staff!r}, secret hidden)"


def badge_text(badge: Badge) -> str:
    """The short text on the card; Refusal STAFF_NUMBER_NOT_VALID."""
    if not _STAFF.fullmatch(badge.staff):
        raise Refusal("STAFF_NUMBER_NOT_VALID")
    assert len(badge.secret) == SECRET_BYTES
    secret = base64.b32encode(badge.secret).decode().rstrip("=")
    return f"{PREFIX}:{badge.staff}:{secret}:{_check(badge.staff, badge.secret)}"


def read_badge_text(text: str) -> Badge:
    """The badge that a scanner's text names, spaces around it ignored; Refusal BADGE_UNREADABLE."""
    parts = _TEXT.fullmatch(text.strip()) if len(text) <= 200 else None
    if parts is None or not _STAFF.fullmatch(parts[1]):
        raise Refusal("BADGE_UNREADABLE")
    secret = base64.b32decode(parts[2] + "======")
    badge = Badge(parts[1], secret)
    if badge_text(badge) != text.strip():
        raise Refusal("BADGE_UNREADABLE")
    return badge


def draw_badge(badge: Badge) -> bytes:
    """The card's code as a PNG."""
    return draw_code(badge_text(badge), sturdy=True)


def read_badge(picture: bytes) -> Badge:
    """The one badge in a PNG or JPEG picture; Refusal BADGE_UNREADABLE for none, two or a damaged one."""
    texts = {text for text in read_codes(picture) if text.startswith(PREFIX)}
    if len(texts) != 1:
        raise Refusal("BADGE_UNREADABLE")
    return read_badge_text(texts.pop())


def _check(staff: str, secret: bytes) -> str:
    digest = hashlib.sha256(b"daiban-badge\0" + staff.encode("ascii") + b"\0" + secret).digest()
    return base64.b32encode(digest[:5]).decode()[:4]
