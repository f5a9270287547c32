"""The list of revocations: signed by the county, exact to the last trusted number, and told from a catalogue."""

import pytest

from kiosk.core.carriage.acknowledgement import Acknowledgement, Quarantine, sign_acknowledgement
from kiosk.core.carriage.batch import Frame, FrameType, read_batch, write_batch
from kiosk.core.carriage.cbor import Malformed, pack
from kiosk.core.carriage.certificate import Role
from kiosk.core.carriage.cose import sign1
from kiosk.core.carriage.document import sign_document, verify_document
from kiosk.core.carriage.examine import Examined, examine
from kiosk.core.carriage.revocation import (
    REVOCATIONS_PURPOSE,
    Revoked,
    Why,
    is_revocations,
    sign_revocations,
    verify_revocations,
    without_revoked,
)
from kiosk.core.event import Level
from tests.carriage_by_hand import NEIGHBOUR, VILLAGE, County, Log, signing

COUNTY = County()
KEY = COUNTY.key


def log_of(name: str, code: str, count: int) -> Log:
    log = Log(COUNTY.enrol(name, code), signing(name))
    for _ in range(count - 1):
        log.write()
    return log


def examined_of(*logs: Log) -> Examined:
    frames = [Frame(FrameType.EVENT, one.event.signed + one.sealed) for log in logs for one in log.all]
    return examine(read_batch(write_batch(bytes(8), frames)), {}, COUNTY.root_public)


def nodes(**trusted: int) -> dict[bytes, Revoked]:
    listed = enumerate(trusted.items())
    return {b"node-%03d" % i: Revoked(Why.STOLEN, {name.encode().ljust(8): seq}) for i, (name, seq) in listed}


def test_a_list_reads_back_and_only_under_the_countys_key() -> None:
    made = sign_revocations(KEY, 3, nodes(one=7, two=0))
    read = verify_revocations(KEY.public_key(), made.signed)
    assert read == made and read.version == 3
    with pytest.raises(Malformed):
        verify_revocations(COUNTY.root.public_key(), made.signed)


def test_a_list_and_a_catalogue_are_never_taken_for_each_other() -> None:
    made, catalogue = sign_revocations(KEY, 1, {}), sign_document(KEY, 1, b"{}")
    assert is_revocations(made.signed) and not is_revocations(catalogue.signed)
    for verify, signed in ((verify_document, made.signed), (verify_revocations, catalogue.signed)):
        with pytest.raises(Malformed):
            verify(KEY.public_key(), signed)


@pytest.mark.parametrize(
    "fields",
    [
        [2, 0, []],
        [2, 1, [[b"short", 1, []]]],
        [2, 1, [[b"node-001", 9, []]]],
        [2, 1, [[b"node-001", 1, [[b"log", 1]]]]],
        [2, 1, [[b"node-001", 1, [[b"log-0002", 1], [b"log-0001", 1]]]]],
        [2, 1, [[b"node-002", 1, []], [b"node-001", 1, []]]],
        [2, 1, [[b"node-001", 1, []], [b"node-001", 1, []]]],
        [2, 1, [], []],
    ],
)
def test_a_list_with_a_field_out_of_bounds_is_malformed(fields: list[object]) -> None:
    with pytest.raises(Malformed):
        verify_revocations(KEY.public_key(), sign1(KEY, pack(fields), REVOCATIONS_PURPOSE))


def test_what_is_beyond_belief_is_set_apart_raw_and_its_neighbours_pass() -> None:
    thief, honest = log_of("village", VILLAGE, 4), log_of("neighbour", NEIGHBOUR, 3)
    examined = examined_of(thief, honest)
    listed = sign_revocations(KEY, 1, {thief.pen.node: Revoked(Why.STOLEN, {thief.pen.log: 2})})
    judged = without_revoked(examined, listed)
    assert [one.event.hash for one in judged.taken] == [one.event.hash for one in (*thief.all[:2], *honest.all)]
    assert [(one.seq, one.reason, one.hash, one.raw) for one in judged.apart] == [
        (one.event.head.seq, Quarantine.REVOKED, one.event.hash, one.event.signed) for one in thief.all[2:]
    ]
    assert judged.identities == examined.identities


def test_a_log_that_the_list_does_not_name_is_trusted_in_nothing() -> None:
    thief = log_of("village", VILLAGE, 3)
    judged = without_revoked(
        examined_of(thief), sign_revocations(KEY, 1, {thief.pen.node: Revoked(Why.LOST, {bytes(8): 9})})
    )
    assert not judged.taken and len(judged.apart) == 3 and not judged.identities


def test_a_revoked_relays_own_word_is_left_out_and_anothers_stays() -> None:
    relay = COUNTY.enrol("relay", "999901001", Role.RELAY)
    mine, other = (
        sign_acknowledgement(signing(name), Acknowledgement(node, bytes(8), 1, 1, 1, Level.TOWNSHIP, False))
        for name, node in (("relay", relay.node), ("other", b"another-"))
    )
    frames = [Frame(FrameType.ACKNOWLEDGEMENT, one.signed) for one in (mine, other)]
    examined = examine(read_batch(write_batch(bytes(8), frames)), {}, COUNTY.root_public)
    judged = without_revoked(examined, sign_revocations(KEY, 1, {relay.node: Revoked(Why.STOLEN, {})}))
    assert [ack.issuer for ack in judged.acknowledgements] == [b"another-"]
