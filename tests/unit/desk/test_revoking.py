"""The county's list of revocations at a station: newer lists alone, cases folded anew, and no road to who is on it."""

import pytest

from kiosk.core.carriage.batch import Frame, FrameType, write_batch
from kiosk.core.carriage.cbor import Malformed
from kiosk.core.carriage.certificate import Role
from kiosk.core.carriage.revocation import Revoked, Why, sign_revocations
from kiosk.core.casework.kinds import Kind
from kiosk.core.refusal import Refusal
from kiosk.desk.casebook import status
from kiosk.desk.entrusting import entrust
from kiosk.desk.exchanging import Exchanged, exchange
from kiosk.desk.offering import make_ask
from kiosk.desk.revoked import revocations
from kiosk.desk.revoking import take_revocations
from kiosk.desk.settling import absorb
from kiosk.desk.station import Station
from kiosk.desk.verification import verify
from tests.carriage_by_hand import County
from tests.county_by_hand import NOW_MS, CountyByHand
from tests.desk_by_hand import decide, exchange_with
from tests.kiosk_by_hand import bare_example
from tests.unit.desk.test_exchanging import StraightRoad

THIEF = b"thief-08"


def listed(county: CountyByHand, version: int, **trusted: int) -> bytes:
    """A list with the county's own office log, as if it were a station's that wrote in our cases."""
    nodes = {county.identity.node: Revoked(Why.STOLEN, {county.pen.log: trusted["upto"]})} if trusted else {}
    return sign_revocations(county.signing, version, nodes).signed


def test_a_newer_list_is_kept_an_older_or_a_forged_one_is_not(station: Station, county: CountyByHand) -> None:
    assert make_ask(station).revocations_version == 0
    assert take_revocations(station, sign_revocations(county.signing, 2, {THIEF: Revoked(Why.LOST, {})}).signed)
    assert revocations(station.store).has(THIEF) and make_ask(station).revocations_version == 2
    for version in (1, 2):
        assert not take_revocations(station, sign_revocations(county.signing, version, {}).signed)
    with pytest.raises(Malformed):
        take_revocations(station, sign_revocations(CountyByHand(seed=9).signing, 3, {}).signed)
    assert revocations(station.store).version == 2


def test_it_comes_downward_in_a_batch_beside_a_catalogue(station: Station, county: CountyByHand) -> None:
    signed = sign_revocations(county.signing, 1, {THIEF: Revoked(Why.STOLEN, {})}).signed
    frames = [Frame(FrameType.DOCUMENT, signed), Frame(FrameType.DOCUMENT, county.sign_catalogue(2).signed)]
    absorbed = absorb(station, write_batch(county.identity.node, frames), (station.county,))
    assert absorbed.catalogue_version == 2 and absorbed.apart == 0 and revocations(station.store).has(THIEF)


def test_what_is_beyond_belief_loses_its_effect_in_cases_that_are_held_and_the_folder_stays_sound(
    station: Station, county: CountyByHand
) -> None:
    number = entrust(station, bare_example()).receipt.number
    exchange_with(station, county)
    decide(station, county, number, Kind.REACHED, {"at_ms": NOW_MS})
    upto = county.tip.seq
    before = status(station, number)["state"]
    decide(station, county, number, Kind.WITHDRAWN, {})
    exchange_with(station, county)
    after = status(station, number)["state"]
    assert after != before
    assert take_revocations(station, listed(county, 1, upto=upto))
    assert status(station, number)["state"] == before and verify(station).findings == ()
    assert take_revocations(station, listed(county, 2))  # it was a mistake: the county says so
    assert status(station, number)["state"] == after and verify(station).findings == ()


def test_nothing_is_handed_to_a_relay_that_is_on_the_list(station: Station, county: CountyByHand) -> None:
    relay = County().enrol("relay", "999901001", Role.RELAY)
    road = StraightRoad(county)
    road.identity = relay
    entrust(station, bare_example())
    take_revocations(station, sign_revocations(county.signing, 1, {relay.node: Revoked(Why.STOLEN, {})}).signed)
    with pytest.raises(Refusal) as caught:
        exchange(station, road, lambda: 0.0, Exchanged())
    assert caught.value.code == "PEER_REVOKED" and road.batches == []
