"""What was let go of and erased is told in forms that stay readable."""

import json

from kiosk.core.carriage.acknowledgement import read_acknowledgement, verify_acknowledgement
from kiosk.core.carriage.head import read_event, verify_event
from kiosk.core.casework.kinds import Kind, facts_unpack
from kiosk.core.casework.ledger import FROM_BODIES
from kiosk.core.event import Level
from tests.carriage_by_hand import THE_COUNTY, secret, village_log
from tests.vectors.exchange import frozen


def test_the_frozen_purged_says_why_and_its_row_has_what_only_bodies_said() -> None:
    event = read_event(bytes.fromhex(frozen("purged")["signed"]))
    verify_event(village_log().identity.verifier(), event)
    assert event.head.kind == Kind.PURGED and event.head.author == "" and event.hash.hex() == frozen("purged")["hash"]
    assert facts_unpack(event.head.kind, event.head.facts) == {"why": 1}
    row = json.loads(bytes.fromhex(frozen("purged")["plain"]))
    assert set(FROM_BODIES) <= row.keys() and row["principal"] == "王**"


def test_the_frozen_erased_names_its_author_its_ground_and_the_attachments() -> None:
    event = read_event(bytes.fromhex(frozen("erased")["signed"]))
    verify_event(THE_COUNTY.identity.verifier(), event)
    facts = facts_unpack(event.head.kind, event.head.facts)
    assert facts == {"why": 1, "attachments": tuple(sorted((secret("a photograph"), secret("its thumbnail"))))}
    assert event.head.author == "C001" and event.head.level is Level.COUNTY


def test_the_frozen_word_on_two_devices_reads_and_words_without_one_read_as_before() -> None:
    ack = read_acknowledgement(bytes.fromhex(frozen("safe_attachments")["signed"]))
    verify_acknowledgement(THE_COUNTY.identity.verifier(), ack)
    assert ack.safe_attachments == tuple(sorted((secret("a photograph"), secret("its thumbnail"))))
    before = read_acknowledgement(bytes.fromhex(frozen("acknowledgement")["signed"]))
    assert before.safe_attachments == () and before.attachments
