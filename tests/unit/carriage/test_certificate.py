"""What a chain of certificates proves, and what it does not."""

import pytest

from kiosk.core.carriage.cbor import Malformed, pack
from kiosk.core.carriage.certificate import (
    CERTIFICATE_PURPOSE,
    Role,
    certify_enrolment,
    certify_node,
    node_id,
    verify_chain,
)
from kiosk.core.carriage.cose import sign1
from kiosk.core.event import Level
from tests.carriage_by_hand import (
    COUNTY,
    THE_COUNTY,
    TOWNSHIP,
    TOWNSHIP_STATION,
    VILLAGE,
    County,
    public,
    sealing,
    signing,
)

ROOT = THE_COUNTY.root_public
STATION = THE_COUNTY.enrol("village", VILLAGE)


def test_a_chain_proves_who_may_write_from_the_root_key_alone() -> None:
    found = verify_chain(STATION.chain, ROOT)
    assert (found.role, found.code, found.terminal, found.level) == (Role.STATION, VILLAGE, 1, Level.VILLAGE)
    assert found.signing_key == public(signing("village")) and found.sealing_key == public(sealing("village"))
    assert found.recovery_key == public(sealing("county recovery")) and found.tls_pin == b""
    assert found.node == node_id(public(signing("village enrolment")))


@pytest.mark.parametrize(
    ("identity", "level", "prefix"),
    [
        (THE_COUNTY.identity, Level.COUNTY, COUNTY),
        (THE_COUNTY.enrol("relay", TOWNSHIP, Role.RELAY), Level.TOWNSHIP, TOWNSHIP),
        (THE_COUNTY.enrol("hall", TOWNSHIP_STATION), Level.TOWNSHIP, TOWNSHIP),
        (STATION, Level.VILLAGE, VILLAGE),
    ],
)
def test_level_and_prefix_follow_from_the_code(identity, level, prefix) -> None:  # type: ignore[no-untyped-def]
    assert (identity.level, identity.prefix) == (level, prefix)


def test_a_chain_under_another_root_proves_nothing() -> None:
    foreign = County("foreign")
    for chain in (
        foreign.enrol("village", VILLAGE).chain,
        foreign.identity.chain,
        (*STATION.chain[:2], foreign.certificate),
    ):
        with pytest.raises(Malformed):
            verify_chain(chain, ROOT)


def test_every_flipped_byte_of_a_chain_is_noticed() -> None:
    for place, certificate in enumerate(STATION.chain):
        for at in range(len(certificate)):
            harmed = bytearray(certificate)
            harmed[at] ^= 0x10
            with pytest.raises(Malformed):
                verify_chain((*STATION.chain[:place], bytes(harmed), *STATION.chain[place + 1 :]), ROOT)


def test_chains_of_another_shape_prove_nothing() -> None:
    own, enrolment, county = STATION.chain
    chains: tuple[tuple[bytes, ...], ...] = (
        (),
        (own,),
        (enrolment,),
        (own, enrolment),
        (enrolment, own, county),
        (own, own, county),
        (county, county, county),
        (own, enrolment, county, county),
        (own, enrolment, b""),
        (own, enrolment, county + bytes(600)),
    )
    for chain in chains:
        with pytest.raises(Malformed):
            verify_chain(chain, ROOT)


def test_a_station_cannot_certify_another_station() -> None:
    forged = certify_enrolment(signing("village"), public(signing("friend")), Role.STATION, VILLAGE, 2, 9)
    node = certify_node(signing("friend"), public(signing("friend")), b"", b"")
    with pytest.raises(Malformed):
        verify_chain((node, forged, STATION.chain[2]), ROOT)


def test_a_certificate_of_another_node_does_not_fit_an_enrolment() -> None:
    other = THE_COUNTY.enrol("other", VILLAGE, serial=2)
    with pytest.raises(Malformed):
        verify_chain((other.chain[0], *STATION.chain[1:]), ROOT)


@pytest.mark.parametrize(
    ("role", "code"),
    [
        (Role.STATION, "999902001201"),
        (Role.STATION, TOWNSHIP),
        (Role.RELAY, VILLAGE),
        (Role.STATION, "99990100120１"),
        (Role.COUNTY, COUNTY),
    ],
)
def test_a_code_must_fit_the_role_and_lie_in_the_county(role: Role, code: str) -> None:
    with pytest.raises(Malformed):
        THE_COUNTY.enrol("village", code, role)


@pytest.mark.parametrize("sealed_for", [bytes(32), b"\x01" + bytes(31), b"short", bytes(33)])
def test_a_sealing_key_that_nobody_could_seal_to_is_refused(sealed_for: bytes) -> None:
    node = certify_node(signing("village enrolment"), public(signing("village")), sealed_for, b"")
    with pytest.raises(Malformed, match="sealing key"):
        verify_chain((node, *STATION.chain[1:]), ROOT)


def test_a_pin_is_whole_or_none() -> None:
    node = certify_node(signing("village enrolment"), public(signing("village")), b"", b"half a pin")
    with pytest.raises(Malformed, match="pin"):
        verify_chain((node, *STATION.chain[1:]), ROOT)


def test_an_identity_is_of_the_enrolment_key_and_outlives_a_change_of_signing_key() -> None:
    again = THE_COUNTY.enrol("village", VILLAGE, again=" again")
    assert again.node == STATION.node and again.signing_key != STATION.signing_key


def test_a_county_certificate_names_the_node_of_its_root() -> None:
    payload = pack([1, bytes(8), *[public(sealing("county"))] * 3, b"", COUNTY])
    with pytest.raises(Malformed, match="own node"):
        verify_chain((sign1(THE_COUNTY.root, payload, CERTIFICATE_PURPOSE),), ROOT)
