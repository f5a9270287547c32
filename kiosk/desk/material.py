"""Photographs of materials on their way into an event: prepared, sealed, and listed with their keys in its body."""

import base64
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import msgspec

from kiosk.core.carriage.attachment import ATTACHMENTS_COUNT_MAX, seal_attachment
from kiosk.core.instruments import Instruments
from kiosk.core.refusal import Refusal
from kiosk.desk.journal import SealedAttachment
from kiosk.desk.photograph import Photograph, open_photograph

KEY_BYTES = 32
THUMB_LANE, FULL_LANE = 1, 2  # R-LANE: every thumbnail travels before the first full picture


class Listed(msgspec.Struct, frozen=True):
    """One attachment as the sealed body lists it. id: hex of the sealed form's SHA-256; key: its 32 bytes in base64;
    sha256: hex of the plain bytes; bytes: their count; size: "full" or "thumb"."""

    id: str
    key: str
    sha256: str
    bytes: int
    media_type: str
    file: str
    material: int
    size: str


class Sealed(NamedTuple):
    """What goes into the body and what goes beside the event."""

    listed: tuple[Listed, ...]
    attachments: tuple[SealedAttachment, ...]


class Shown(NamedTuple):
    """A photograph and the material it shows (0: none in particular)."""

    file: str
    material: int
    photograph: Photograph


def seal_photographs(shown: Iterable[Shown], instruments: Instruments) -> Sealed:
    """Thumbnail and full picture of each, every one under a key of its own."""
    listed: list[Listed] = []
    attachments: list[SealedAttachment] = []
    for file, material, photograph in shown:
        for size, lane, plain in (
            ("thumb", THUMB_LANE, photograph.thumb_jpeg),
            ("full", FULL_LANE, photograph.full_jpeg),
        ):
            key = instruments.draw(KEY_BYTES)
            sealed = seal_attachment(key, plain)
            identity = sha256(sealed).digest()
            digest = sha256(plain).hexdigest()
            encoded = base64.b64encode(key).decode()
            listed.append(Listed(identity.hex(), encoded, digest, len(plain), "image/jpeg", file, material, size))
            attachments.append(SealedAttachment(identity, sealed, lane))
    if len(attachments) > ATTACHMENTS_COUNT_MAX:
        raise Refusal(
            "TEXT_TOO_LONG", field="attachments", chars=len(attachments) // 2, limit_chars=ATTACHMENTS_COUNT_MAX // 2
        )
    return Sealed(tuple(listed), tuple(attachments))


class Taken(NamedTuple):
    """A photograph that was made ready before, and lies in memory alone: of a resident nothing lies on disk (R-SEAL)
    until it is sealed. name: as the entrustment calls it."""

    name: str
    photograph: Photograph


Attached = Path | Taken


def named_attachments(attached: Iterable[Attached]) -> dict[str, Attached]:
    """Photographs by the name that an entrustment calls them; Refusal ATTACHMENT_UNNAMED for one name given twice."""
    found: dict[str, Attached] = {}
    for one in attached:
        if one.name in found:
            raise Refusal("ATTACHMENT_UNNAMED", name=one.name)
        found[one.name] = one
    return found


def ready(attached: Attached) -> Photograph:
    """The photograph ready to be sealed; the Refusals of `open_photograph` for a file."""
    return attached.photograph if isinstance(attached, Taken) else open_photograph(attached)
