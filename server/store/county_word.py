"""On a relay: what the county signed for everybody, kept to be handed on: catalogues, revocations, acknowledgements."""

from typing import TYPE_CHECKING

from kiosk.core.carriage.acknowledgement import verify_acknowledgement
from kiosk.core.carriage.cbor import Malformed
from kiosk.core.carriage.certificate import Role
from kiosk.core.carriage.document import verify_document
from kiosk.core.carriage.examine import Examined
from kiosk.core.carriage.revocation import is_revocations, verify_revocations

from .revoking import keep_revocations
from .vouching import keep_word, show_word

if TYPE_CHECKING:
    from .journal import Journal


def keep_county_word(journal: "Journal", examined: Examined, from_node: bytes, now_ms: int) -> None:
    """Keep what verifies under the county's key. Others' words are passed over; a county takes none of them. What a
    station hands over is a word that the county forgot."""
    if journal.role is not Role.RELAY:
        return
    county = journal.county_identity
    for signed in examined.documents:
        try:
            if is_revocations(signed):
                keep_revocations(journal, verify_revocations(county.verifier(), signed), now_ms)
                continue
            document = verify_document(county.verifier(), signed)
        except Malformed:
            continue
        journal.publish(document.signed, document.version, now_ms)
    for ack in examined.acknowledgements:
        try:
            verify_acknowledgement(county.verifier(), ack)
        except Malformed:
            continue
        if ack.issuer == county.node:
            keep_word(journal, ack, now_ms)
            if from_node != county.node:
                show_word(journal, ack)
