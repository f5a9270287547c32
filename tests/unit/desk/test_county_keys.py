"""A station and the county's next keys: learnt from whoever shows the root's word, never taken back."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from kiosk.core.carriage.author import EMPTY, Pen, first_wording, write
from kiosk.core.carriage.batch import Frame, FrameType, write_batch
from kiosk.core.carriage.certificate import Identity, certify_county, verify_chain
from kiosk.core.event import ClockQuality, ClockReading, Level
from kiosk.core.refusal import Refusal
from kiosk.desk.entrusting import entrust
from kiosk.desk.exchanging import Exchanged, exchange
from kiosk.desk.settling import absorb
from kiosk.desk.staffing import Issued
from kiosk.desk.station import Station
from kiosk.desk.verification import verify
from tests.county_by_hand import NOW_MS, CountyByHand
from tests.desk_by_hand import decide, exchange_with
from tests.kiosk_by_hand import bare_example, opened
from tests.unit.desk.test_exchanging import StraightRoad


def next_generation(county: CountyByHand, generation: int = 2, root: Ed25519PrivateKey | None = None) -> Identity:
    signing = Ed25519PrivateKey.from_private_bytes(bytes([generation]) * 32)
    sealing = X25519PrivateKey.from_private_bytes(bytes([generation]) * 32)
    root = root or county.root
    certificate = certify_county(
        root, signing.public_key().public_bytes_raw(), sealing.public_key().public_bytes_raw(),
        county.identity.recovery_key, bytes(32), county.identity.code, generation,
    )  # fmt: skip
    return verify_chain((certificate,), root.public_key().public_bytes_raw())


def shown(identity: Identity, key_byte: int) -> bytes:
    """A batch with the first event of a log that the county writes under these keys."""
    key = Ed25519PrivateKey.from_private_bytes(bytes([key_byte]) * 32)
    clock = ClockReading(NOW_MS, 1, ClockQuality.COMPARED)
    pen = Pen(identity.node, b"log-%04d" % key_byte, key, Level.COUNTY)
    first = write(pen, EMPTY, first_wording(identity, 2, bytes(8)), clock)
    return write_batch(identity.node, [Frame(FrameType.EVENT, first.event.signed)])


def test_newer_keys_are_learnt_from_a_batch_and_stay_after_a_restart(
    folder: Path, issued: Issued, station: Station, county: CountyByHand
) -> None:
    second = next_generation(county)
    absorb(station, shown(second, 2), (station.county,))
    assert station.county == second and station.counties == (second, county.identity)
    audience = station.audience("case")
    assert second.sealing_key in audience and county.identity.sealing_key not in audience
    assert station.document.version == 1  # what verified under the old keys is still in force


def test_a_generation_never_goes_back_and_a_strangers_is_none(station: Station, county: CountyByHand) -> None:
    third = next_generation(county, 3)
    absorb(station, shown(third, 3), (station.county,))
    for identity, byte in (
        (next_generation(county), 2),
        (next_generation(county, 4, Ed25519PrivateKey.from_private_bytes(b"x" * 32)), 4),
    ):
        absorb(station, shown(identity, byte), (station.county,))
        assert station.county == third


def test_who_answers_under_keys_that_were_laid_down_gets_nothing(station: Station, county: CountyByHand) -> None:
    """The old TLS and signing keys are with a thief: after the change they carry no word any more."""
    road = StraightRoad(county)
    absorb(station, shown(next_generation(county), 2), (station.county,))
    entrust(station, bare_example())
    with pytest.raises(Refusal) as caught:
        exchange(station, road, lambda: 0.0, Exchanged())
    assert caught.value.code == "PEER_NOT_TRUSTED" and road.batches == []


def test_what_came_down_before_a_change_stays_sound_and_a_kiosk_that_missed_generations_goes_on(
    station: Station, county: CountyByHand
) -> None:
    from kiosk.core.casework.kinds import Kind

    number = entrust(station, bare_example()).receipt.number
    exchange_with(station, county)
    decide(station, county, number, Kind.REACHED, {"at_ms": NOW_MS})
    exchange_with(station, county)
    absorb(station, shown(next_generation(county, 5), 5), (station.county,))
    assert station.county.generation == 5 and verify(station).findings == ()


def test_opening_the_folder_again_reads_the_newest(folder: Path, issued: Issued, county: CountyByHand) -> None:
    with opened(folder, issued) as station:
        absorb(station, shown(next_generation(county), 2), (station.county,))
    with opened(folder, issued) as station:
        assert station.county.generation == 2
