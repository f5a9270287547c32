"""R-HASHACK: an acknowledgement names exact bytes, and proves no more than it can."""

from typing import Any

import msgspec
import pytest

from kiosk.core.carriage.acknowledgement import (
    ACKNOWLEDGEMENT_PURPOSE,
    Acknowledgement,
    Extent,
    Quarantine,
    Range,
    read_acknowledgement,
    sign_acknowledgement,
    verify_acknowledgement,
)
from kiosk.core.carriage.cbor import Malformed, pack, unpack
from kiosk.core.carriage.certificate import Identity, Role
from kiosk.core.carriage.cose import payload_of, sign1
from kiosk.core.carriage.extent import START, advance
from kiosk.core.carriage.head import NO_HASH
from kiosk.core.carriage.protocol import Own, Settled, proved_open, settle
from kiosk.core.carriage.sealing import open_proof
from kiosk.core.event import Level
from tests.carriage_by_hand import (
    AT_MS,
    THE_COUNTY,
    TOWNSHIP,
    County,
    Log,
    case_number,
    entrusted_log,
    signing,
    village_log,
)

LOG, KEY = entrusted_log()
for _n in range(2, 5):
    LOG.entrust(KEY, case_number(sequence=_n))  # events 4, 5, 6
OWN = {LOG.name: [Own(LOG.name, w.event.head.seq, w.event.hash, w.witness) for w in LOG.all]}
HASH = [NO_HASH, *(w.event.hash for w in LOG.all)]
RELAY = THE_COUNTY.enrol("relay", TOWNSHIP, Role.RELAY)


def acknowledge(issuer: Identity = THE_COUNTY.identity, key: str = "county", **fields: Any) -> Acknowledgement:
    plain = Acknowledgement(issuer.node, b"county-1", 1, 7, AT_MS, issuer.level, False, **fields)
    return sign_acknowledgement(signing(key), plain)


def proof(*seqs: int) -> bytes:
    return open_proof([LOG.all[seq - 1].witness for seq in seqs if LOG.all[seq - 1].witness])


def settled(ack: Acknowledgement, issuer: Identity = THE_COUNTY.identity) -> Settled:
    return settle(read_acknowledgement(ack.signed), issuer, OWN)


def test_an_acknowledgement_comes_back_as_it_was_signed() -> None:
    ack = acknowledge(
        recv=(Extent(LOG.name, 3, HASH[3], ((5, HASH[5]),)),),
        safe=(Extent(LOG.name, 0, NO_HASH),),
        open=(Range(LOG.name, 1, 3),),
        proof=proof(1, 2, 3),
        attachments=((bytes(32), 16_384),),
        quarantined=((LOG.name, 9, HASH[1], int(Quarantine.AWAITING_KEY)), (b"", 0, bytes(32), 12)),
    )
    assert read_acknowledgement(ack.signed) == ack
    verify_acknowledgement(THE_COUNTY.identity.verifier(), ack)


def test_received_means_these_very_bytes_up_to_n_and_the_extras() -> None:
    found = settled(acknowledge(recv=(Extent(LOG.name, 3, HASH[3], ((5, HASH[5]),)),)))
    assert found.recv == {HASH[1], HASH[2], HASH[3], HASH[5]}
    assert not found.safe and not found.custody
    assert found.open == {HASH[1], HASH[2]}  # they have no body: open when received
    assert settled(acknowledge(safe=(Extent(LOG.name, 2, HASH[2]),))).safe == {HASH[1], HASH[2]}


@pytest.mark.parametrize(
    "extent",
    [
        Extent(LOG.name, 3, HASH[2]),  # another's third event
        Extent(LOG.name, 9, bytes(32)),  # more of our log than we know (R-EPOCH)
        Extent(LOG.name, 0, NO_HASH),
        Extent(LOG.name, 0, NO_HASH, ((3, HASH[4]), (9, HASH[3]))),
        Extent(LOG.name[8:] + LOG.name[:8], 3, HASH[3]),  # a log that is not ours
        Extent(bytes(8) + LOG.name[8:], 3, HASH[3]),
    ],
)
def test_an_extent_about_other_bytes_or_unknown_logs_proves_nothing(extent: Extent) -> None:
    found = settled(acknowledge(recv=(extent,), safe=(extent,)))
    assert not (found.recv or found.safe or found.open or found.custody)


def test_a_relays_word_proves_custody_only() -> None:
    whole = Extent(LOG.name, 6, HASH[6])
    ack = acknowledge(
        RELAY, "relay", recv=(whole,), safe=(whole,), open=(Range(LOG.name, 1, 6),), proof=proof(3, 4, 5, 6)
    )
    found = settled(ack, RELAY)
    assert found.custody == set(HASH[1:]) and not (found.recv or found.safe or found.open)


def test_open_is_proved_by_the_witnesses_of_all_it_lists() -> None:
    for first, last in ((3, 3), (1, 6), (4, 5)):
        ack = acknowledge(open=(Range(LOG.name, first, last),), proof=proof(*range(first, last + 1)))
        assert settled(ack).open == {HASH[seq] for seq in range(max(first, 3), last + 1)}
    two = acknowledge(open=(Range(LOG.name, 5, 6), Range(LOG.name, 3, 3)), proof=proof(3, 5, 6))
    assert settled(two).open == {HASH[3], HASH[5], HASH[6]}  # in (log, seq) order, however they are listed


@pytest.mark.parametrize(
    ("ranges", "forged"),
    [
        ([(3, 3)], bytes(32)),
        ([(3, 3)], proof(4)),
        ([(3, 4)], proof(3)),
        ([(3, 4)], open_proof([LOG.all[3].witness, LOG.all[2].witness])),
        ([(3, 3)], open_proof([HASH[3]])),
        ([(3, 7)], proof(3, 4, 5, 6)),  # lists an event that we do not know
        ([(3, 2**32 - 1)], proof(3, 4, 5, 6)),
        ([(3, 4), (4, 5)], proof(3, 4, 4, 5)),  # overlapping
        ([(3, 3), (3, 3)], proof(3, 3)),
    ],
)
def test_a_forged_or_partial_proof_of_opening_proves_nothing(ranges: list[tuple[int, int]], forged: bytes) -> None:
    ack = acknowledge(open=tuple(Range(LOG.name, *r) for r in ranges), proof=forged)
    assert settled(ack).open == frozenset() and proved_open(ack, OWN) == []


def test_a_proof_that_lists_an_unknown_log_proves_nothing() -> None:
    ack = acknowledge(open=(Range(LOG.name, 3, 3), Range(b"z" * 16, 1, 1)), proof=proof(3))
    assert settled(ack).open == frozenset()


def test_an_acknowledgement_of_another_node_level_or_key_is_malformed() -> None:
    ack = acknowledge(recv=(Extent(LOG.name, 3, HASH[3]),))
    for issuer in (RELAY, LOG.identity, County("foreign").identity):
        with pytest.raises(Malformed):
            settled(ack, issuer)
    with pytest.raises(Malformed, match="signature"):
        settled(acknowledge(key="relay", recv=ack.recv))
    raised = sign_acknowledgement(
        signing("relay"), msgspec.structs.replace(acknowledge(RELAY, "relay"), level=Level.COUNTY)
    )
    with pytest.raises(Malformed):
        settled(raised, RELAY)


def test_every_flipped_byte_of_an_acknowledgement_is_noticed() -> None:
    ack = acknowledge(recv=(Extent(LOG.name, 3, HASH[3]),), open=(Range(LOG.name, 3, 3),), proof=proof(3))
    for at in range(len(ack.signed)):
        harmed = bytearray(ack.signed)
        harmed[at] ^= 4
        with pytest.raises(Malformed):
            settle(read_acknowledgement(bytes(harmed)), THE_COUNTY.identity, OWN)


WRONG: dict[str, tuple[int, Any]] = {
    "another format": (0, 2),
    "a short issuer": (1, b"1"),
    "a short incarnation": (2, b""),
    "incarnation 0": (3, 0),
    "counter 0": (4, 0),
    "a time in words": (5, "now"),
    "level 9": (6, 9),
    "a device in numbers": (7, 1),
    "extents as a map": (8, {}),
    "an extent of three": (8, [[bytes(16), 1, bytes(32)]]),
    "an extent of a short log": (8, [[bytes(8), 1, bytes(32), []]]),
    "a hash before the first": (9, [[bytes(16), 0, b"h" * 32, []]]),
    "extras without hash": (9, [[bytes(16), 1, bytes(32), [[2]]]]),
    "too many extras": (9, [[bytes(16), 1, bytes(32), [[2, bytes(32)]] * 1001]]),
    "a range backwards": (10, [[bytes(16), 3, 2]]),
    "a range from 0": (10, [[bytes(16), 0, 2]]),
    "a proof without ranges": (11, bytes(32)),
    "half a proof": (11, bytes(16)),
    "a quarantine of three": (12, [[bytes(16), 1, bytes(32)]]),
    "reason 0": (12, [[bytes(16), 1, bytes(32), 0]]),
    "an attachment of a short id": (13, [[bytes(31), 1]]),
    "a negative attachment": (13, [[bytes(32), -1]]),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_field_out_of_its_bounds_is_refused(name: str) -> None:
    place, value = WRONG[name]
    fields = unpack(payload_of(acknowledge().signed), 100_000)
    fields[place] = value
    with pytest.raises(Malformed):
        read_acknowledgement(sign1(signing("county"), pack(fields), ACKNOWLEDGEMENT_PURPOSE))


def test_ranges_need_a_proof() -> None:
    with pytest.raises(Malformed):
        read_acknowledgement(acknowledge(open=(Range(LOG.name, 1, 2),)).signed)


def test_an_acknowledgement_too_long_to_be_read_is_not_signed() -> None:
    with pytest.raises(Malformed):
        acknowledge(attachments=tuple((i.to_bytes(32, "big"), 0) for i in range(8_000)))


def test_r_branch_the_branch_that_came_first_goes_on_and_the_other_is_named_one_by_one() -> None:
    log = village_log()
    fork = log.tip
    first = [log.write(case=case_number()), log.write(case=case_number())]
    log.tip = fork
    second = [log.write(case=case_number(sequence=2)), log.write(case=case_number(sequence=2))]
    arrived = [log.all[0], *first, *second]
    places = [(w.event.head.seq, w.event.head.prev, w.event.hash) for w in arrived]
    reach = advance(START, places)
    assert reach == (3, first[1].event.hash)
    own = {
        log.name: [Own(log.name, w.event.head.seq, w.event.hash, b"") for w in (log.all[0], *second)]
    }  # a cloned card
    extras = tuple((w.event.head.seq, w.event.hash) for w in second)
    silent, named = (acknowledge(recv=(Extent(log.name, *reach, more),)) for more in ((), extras))
    assert settle(silent, THE_COUNTY.identity, own).recv == frozenset()
    assert settle(named, THE_COUNTY.identity, own).recv == {w.event.hash for w in second}


def test_what_is_set_apart_is_told_by_hash_and_reason() -> None:
    found = settled(acknowledge(quarantined=((LOG.name, 3, HASH[3], int(Quarantine.BODY_MISSING)),)))
    assert found.apart == {HASH[3]: Quarantine.BODY_MISSING} and not found.recv


def test_the_log_of_a_test_is_what_it_says() -> None:
    assert isinstance(LOG, Log) and len(LOG.all) == 6 and LOG.all[2].witness and not LOG.all[1].witness
