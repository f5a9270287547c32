"""The forms that purging and erasing made, frozen: a Purged with its ledger row, an Erased that names attachments, and
a county's word on what lies on two devices."""

from typing import Any

import msgspec

from kiosk.core.carriage.acknowledgement import Acknowledgement, sign_acknowledgement
from kiosk.core.carriage.cose import payload_of
from kiosk.core.casework.codes import ErasedFor, PurgedFor
from kiosk.core.casework.kinds import Kind, facts_pack
from kiosk.core.casework.ledger import COLUMNS
from tests.carriage_by_hand import AT_MS, THE_COUNTY, Log, case_number, secret, signing, village_log

PURGING_NAMES = ("purged", "erased", "safe_attachments")


def purging_words() -> dict[str, dict[str, Any]]:
    """Each vector by name; byte strings in hex. Bodies are told as they are before compression."""
    village = village_log()
    purged = village.write(
        int(Kind.PURGED),
        case_number(),
        facts_pack(Kind.PURGED, {"why": PurgedFor.SAFE_AND_OPEN}),
        after=(secret("the latest event"),),
    )
    row = {column: {"number": case_number(), "sequence": "1", "principal": "王**"}.get(column, "") for column in COLUMNS}
    county = Log(THE_COUNTY.identity, THE_COUNTY.key, b"county-1")
    attachments = (secret("a photograph"), secret("its thumbnail"))
    facts = {"why": ErasedFor.PERSONS_REQUEST, "attachments": attachments}
    erased = county.write(
        int(Kind.ERASED),
        case_number(),
        facts_pack(Kind.ERASED, facts),
        author="C001",
        after=(purged.event.hash,),
    )
    note = {"at_ms": AT_MS, "note": "2026年第7号申请"}
    ack = sign_acknowledgement(
        signing("county"),
        Acknowledgement(
            THE_COUNTY.identity.node,
            b"county-1",
            1,
            42,
            AT_MS + 1_000,
            THE_COUNTY.identity.level,
            False,
            attachments=((attachments[0], 16_384),),
            safe_attachments=tuple(sorted(attachments)),
        ),
    )
    return {
        "purged": {
            "head": payload_of(purged.event.signed).hex(),
            "signed": purged.event.signed.hex(),
            "hash": purged.event.hash.hex(),
            "plain": msgspec.json.encode(row).hex(),
        },
        "erased": {
            "head": payload_of(erased.event.signed).hex(),
            "signed": erased.event.signed.hex(),
            "hash": erased.event.hash.hex(),
            "plain": msgspec.json.encode(note).hex(),
        },
        "safe_attachments": {"signed": ack.signed.hex()},
    }
