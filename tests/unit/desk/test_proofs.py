"""The five truths, counted and shown one by one: nothing without its proof, and each with who signed it."""

import pytest

from kiosk.core.casework.kinds import Kind
from kiosk.core.refusal import Refusal
from kiosk.desk.casebook import TRUTHS
from kiosk.desk.deeds import Wanted, act
from kiosk.desk.entrusting import entrust
from kiosk.desk.offering import ROAD_COUNTY, carried, next_offer
from kiosk.desk.proofs import acts_of, proofs_of, tally, travelling
from kiosk.desk.settling import settle_acknowledgement
from kiosk.desk.staffing import sign_out
from kiosk.desk.station import Station
from tests.county_by_hand import COUNTY_CODE, CountyByHand
from tests.kiosk_by_hand import bare_example


def hand_over(station: Station, county: CountyByHand, *, safe: bool = False, opened: bool = False) -> None:
    """What we have goes to the county, and its signed word comes back."""
    offered = next_offer(station, station.county, 1_000_000)
    if offered.batch:
        county.take(offered.batch)
        carried(station, offered.events, 1_795_312_800_000, ROAD_COUNTY)
    settle_acknowledgement(station, county.acknowledge(safe=safe, opened=opened).signed, (station.county,))


def test_before_anything_left_only_what_is_recorded_counts(station: Station) -> None:
    entrust(station, bare_example())
    said = tally(station)
    assert list(said.truths) == list(TRUTHS)
    assert said.truths | {"recorded": 0} == dict.fromkeys(TRUTHS, 0)
    assert (said.truths["recorded"], said.waiting, said.unproved, said.refused) == (1, 1, 1, 0)


def test_each_truth_counts_what_its_own_word_proves(station: Station, county: CountyByHand) -> None:
    entrust(station, bare_example())
    hand_over(station, county)
    assert tally(station).truths == {
        "recorded": 1, "left": 1, "at_township": 0, "at_county": 1, "safe": 0, "opened": 0, "accepted": 0,
    }  # fmt: skip
    hand_over(station, county, safe=True, opened=True)
    said = tally(station)
    assert (said.truths["safe"], said.truths["opened"], said.waiting, said.unproved) == (1, 1, 0, 0)


def test_a_proof_names_its_hash_its_signer_its_time_and_its_counter(station: Station, county: CountyByHand) -> None:
    done = entrust(station, bare_example())
    hand_over(station, county, safe=True)
    proofs = {one.truth: one for one in proofs_of(station, done.event_hash)}
    assert list(proofs) == ["recorded", "left", "at_county", "safe"]
    assert proofs["recorded"].proof == done.event_hash.hex()
    assert (proofs["recorded"].signer, proofs["recorded"].place) == ("village", station.code)
    assert (proofs["left"].road, proofs["left"].at_ms) == (1, 1_795_312_800_000)
    assert (proofs["at_county"].signer, proofs["at_county"].place) == ("county", COUNTY_CODE)
    assert proofs["at_county"].counter == county.counter and len(proofs["at_county"].proof) == 64
    assert [proofs[name].counter for name in ("recorded", "left")] == [None, None]


def test_what_still_waits_stands_first(station: Station, county: CountyByHand) -> None:
    first = entrust(station, bare_example())
    hand_over(station, county)
    act(station, Wanted(first.receipt.number, "forward", {}))
    newest, oldest = travelling(station)
    assert newest.truths == ("recorded",)
    assert (oldest.hash, oldest.truths) == (first.event_hash, ("recorded", "left", "at_county"))
    assert [one.hash for one in travelling(station, 1)] == [newest.hash]


def test_a_travelling_step_names_its_matter_and_its_masked_principal(station: Station) -> None:
    entrust(station, bare_example())
    (one,) = travelling(station)
    assert one.matter and not one.matter.isascii()
    assert "*" in one.principal


def test_each_step_of_a_case_has_its_own_truths_and_the_newest_stands_first(
    station: Station, county: CountyByHand
) -> None:
    done = entrust(station, bare_example())
    hand_over(station, county, safe=True, opened=True)
    act(station, Wanted(done.receipt.number, "forward", {}))
    newest, first = acts_of(station, done.receipt.number)
    assert (newest.kind, first.kind) == (Kind.FORWARDED, Kind.ENTRUSTED)
    assert [one.truth for one in newest.proofs] == ["recorded"]
    assert [one.truth for one in first.proofs] == ["recorded", "left", "at_county", "safe", "opened"]
    assert tally(station).unsigned == 1
    hand_over(station, county)
    assert [one.truth for one in acts_of(station, done.receipt.number)[0].proofs] == ["recorded", "left", "at_county"]
    assert tally(station).unsigned == 0


def test_an_event_that_is_not_ours_to_prove_has_no_proof(station: Station) -> None:
    assert proofs_of(station, bytes(32)) == ()


def test_nobody_signed_in_sees_no_event_and_no_proof(station: Station) -> None:
    done = entrust(station, bare_example())
    sign_out(station)
    with pytest.raises(Refusal, match="UNLOCK_NEEDED"):
        travelling(station)
    with pytest.raises(Refusal, match="UNLOCK_NEEDED"):
        acts_of(station, done.receipt.number)
    with pytest.raises(Refusal, match="UNLOCK_NEEDED"):
        proofs_of(station, done.event_hash)
