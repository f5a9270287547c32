"""R-EPOCH: a station that finds itself an older copy begins a new log, and no number or place is used twice."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from kiosk.core.carriage.acknowledgement import Acknowledgement, Extent, sign_acknowledgement
from kiosk.core.carriage.cbor import Malformed
from kiosk.core.carriage.head import log_name, read_event
from kiosk.core.carriage.kinds import NODE_CERTIFIED
from kiosk.core.carriage.protocol import Offer
from kiosk.core.casework.case_number import parse
from kiosk.core.event import Level
from kiosk.desk.casebook import status
from kiosk.desk.entrusting import entrust
from kiosk.desk.exchanging import Exchanged, exchange
from kiosk.desk.offering import next_offer
from kiosk.desk.settling import settle_acknowledgement
from kiosk.desk.staffing import Issued
from kiosk.desk.station import Station
from kiosk.desk.verification import verify
from tests.county_by_hand import CountyByHand
from tests.kiosk_by_hand import bare_example, make_station, opened
from tests.unit.desk.test_custody import RelayByHand
from tests.unit.desk.test_exchanging import StraightRoad


@pytest.fixture
def issued(tmp_path: Path, county: CountyByHand) -> Issued:
    """A station that was copied after its first case, and went on."""
    issued = make_station(tmp_path / "kiosk", county)
    with opened(tmp_path / "kiosk", issued) as station:
        entrust(station, bare_example())
        run(station, county)
    shutil.copytree(tmp_path / "kiosk", tmp_path / "copy")
    with opened(tmp_path / "kiosk", issued) as station:
        for _ in range(2):
            entrust(station, bare_example())
            run(station, county)
    return issued


@pytest.fixture
def copy(tmp_path: Path, issued: Issued) -> Iterator[Station]:
    with opened(tmp_path / "copy", issued) as station:
        yield station


def run(station: Station, county: CountyByHand) -> Exchanged:
    done = Exchanged()
    exchange(station, StraightRoad(county), lambda: 0.0, done)
    return done


def proved(station: Station, number: str) -> set[str]:
    return {name for name, truth in status(station, number)["truths"].items() if truth}


def test_a_restored_station_begins_a_new_log_at_its_first_exchange_and_is_proved_in_it(
    copy: Station, county: CountyByHand
) -> None:
    before = copy.log_name
    assert run(copy, county).new_epoch == 2
    assert copy.log_name != before
    entrusted = entrust(copy, bare_example())
    assert run(copy, county).new_epoch == 0
    head = read_event(copy.store.one("SELECT signed FROM event WHERE hash = ?", entrusted.event_hash)[0]).head
    assert log_name(head) == copy.log_name
    assert {"at_county", "safe", "opened"} <= proved(copy, entrusted.receipt.number)
    assert verify(copy).findings == ()


def test_the_new_log_begins_with_our_certificates_and_its_number(copy: Station, county: CountyByHand) -> None:
    run(copy, county)
    first = read_event(copy.store.one("SELECT signed FROM event WHERE log = ? AND seq = 1", copy.log_name)[0]).head
    assert (first.kind, first.facts[2]) == (NODE_CERTIFIED, 2)
    assert first.facts[1] == list(copy.identity.chain)


def test_no_case_number_is_printed_twice(tmp_path: Path, issued: Issued, copy: Station, county: CountyByHand) -> None:
    run(copy, county)
    number = entrust(copy, bare_example()).receipt.number
    with opened(tmp_path / "kiosk", issued) as station:
        assert station.store.one('SELECT 1 FROM "case" WHERE number = ?', parse(number) and number) is None
    assert parse(number).terminal == 2


def test_what_was_written_before_anybody_knew_is_held_by_the_county_and_the_next_is_opened(
    copy: Station, county: CountyByHand
) -> None:
    branch = entrust(copy, bare_example())
    assert run(copy, county).new_epoch == 2
    following = entrust(copy, bare_example())
    run(copy, county)
    assert "at_county" in proved(copy, branch.receipt.number)
    assert {"at_county", "safe", "opened"} <= proved(copy, following.receipt.number)
    assert verify(copy).findings == ()


def test_a_copy_that_wrote_more_than_the_county_holds_is_found_by_the_hash_at_its_place(
    copy: Station, county: CountyByHand
) -> None:
    for _ in range(9):
        entrust(copy, bare_example())
    assert run(copy, county).new_epoch == 2


def test_the_new_log_is_still_the_one_after_the_station_was_closed(
    tmp_path: Path, issued: Issued, county: CountyByHand
) -> None:
    with opened(tmp_path / "copy", issued) as station:
        run(station, county)
        log, names = station.log_name, station.log_names
    with opened(tmp_path / "copy", issued) as station:
        assert (station.log_name, station.log_names, station.epoch, station.terminal) == (log, names, 2, 2)
        entrust(station, bare_example())
        assert run(station, county).new_epoch == 0
        assert verify(station).findings == ()


def test_a_second_copy_of_a_copy_begins_a_third_log(tmp_path: Path, issued: Issued, county: CountyByHand) -> None:
    with opened(tmp_path / "copy", issued) as station:
        run(station, county)
    shutil.copytree(tmp_path / "copy", tmp_path / "second")
    with opened(tmp_path / "copy", issued) as station:
        entrust(station, bare_example())
        run(station, county)
    with opened(tmp_path / "second", issued) as station:
        assert run(station, county).new_epoch == 3
        assert (station.terminal, len(station.log_names)) == (3, 3)


def test_a_sound_station_never_begins_a_new_log(tmp_path: Path, issued: Issued, county: CountyByHand) -> None:
    with opened(tmp_path / "kiosk", issued) as station:
        entrust(station, bare_example())
        assert run(station, county).new_epoch == 0
        assert (station.epoch, len(station.log_names)) == (1, 1)


def test_a_relay_that_knows_more_of_our_log_than_we_do_is_enough(
    tmp_path: Path, issued: Issued, county: CountyByHand
) -> None:
    relay = RelayByHand(county)
    with opened(tmp_path / "kiosk", issued) as station:
        entrust(station, bare_example())
        everything = next_offer(station, relay.identity, 10**7)
        relay.take(station, everything)
        assert station.epoch == 1
    with opened(tmp_path / "copy", issued) as station:
        first = Offer(everything.batch, everything.events[:1], ())
        assert relay.take(station, first).new_epoch == 2  # it names the last event that it was ever handed


def test_what_is_known_beyond_a_hole_is_more_than_we_know_too(
    tmp_path: Path, issued: Issued, county: CountyByHand
) -> None:
    with opened(tmp_path / "kiosk", issued) as station:
        rows = station.store.all("SELECT seq, hash FROM event WHERE log = ? ORDER BY seq", station.log_name)
    ours, beyond = rows[0], rows[-1]

    def told(station: Station, counter: int, *extras: tuple[int, bytes]) -> int:
        recv = (Extent(station.log_name, ours[0], ours[1], extras),)
        ack = Acknowledgement(
            county.identity.node, county.pen.log, 1, counter, 0, Level.COUNTY, False, recv=recv
        )
        word = sign_acknowledgement(county.signing, ack).signed
        return settle_acknowledgement(station, word, (station.county,)).new_epoch

    with opened(tmp_path / "copy", issued) as station:
        held = station.store.all("SELECT seq, hash FROM event WHERE log = ? ORDER BY seq", station.log_name)[-1]
        assert told(station, 1_001, held) == 0, "what lies beyond the hole is ours"
        assert told(station, 1_002, held, beyond) == 2, "the log goes on where ours ends"


def test_a_relay_that_lies_about_our_log_uses_up_one_number_and_no_more(
    tmp_path: Path, issued: Issued, county: CountyByHand
) -> None:
    relay = RelayByHand(county)
    with opened(tmp_path / "kiosk", issued) as station:
        for counter in (1, 2, 3):
            more_than_there_is = (Extent(station.log_name, 1_000, bytes(32)),)
            ack = Acknowledgement(
                relay.identity.node, relay.log, 1, counter, 0, Level.TOWNSHIP, False, recv=more_than_there_is
            )
            word = sign_acknowledgement(relay.key, ack).signed
            settle_acknowledgement(station, word, (station.county, relay.identity))
            assert station.epoch == 2


def test_words_that_nobody_signed_begin_no_log(tmp_path: Path, issued: Issued, county: CountyByHand) -> None:
    with opened(tmp_path / "kiosk", issued) as station:
        ack = county.acknowledge()
        far = msgspec.structs.replace(ack, recv=(Extent(station.log_name, 1_000, bytes(32)),))
        stranger = sign_acknowledgement(CountyByHand(seed=2).signing, far)
        with pytest.raises(Malformed):
            settle_acknowledgement(station, stranger.signed, (county.identity,))
        old = sign_acknowledgement(county.signing, msgspec.structs.replace(far, incarnation=bytes(8)))
        settle_acknowledgement(station, old.signed, (county.identity,))
        assert station.epoch == 1
        settle_acknowledgement(station, sign_acknowledgement(county.signing, far).signed, (county.identity,))
        assert station.epoch == 2
