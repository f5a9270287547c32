"""A county that is an older copy of itself, and has talked on since: what it lost is seen behind what it took anew.
First seen by the simulation."""

import msgspec

from kiosk.core.carriage.acknowledgement import Extent, read_acknowledgement, sign_acknowledgement
from kiosk.core.carriage.batch import read_batch
from kiosk.core.carriage.certificate import Role
from kiosk.desk.exchanging import Exchanged, exchange
from kiosk.desk.forgotten import shown, word_to_show
from kiosk.desk.settling import settle_acknowledgement
from kiosk.desk.station import Station
from tests.concluded_by_hand import CountyRoad, entrust_to_county, talk
from tests.county_by_hand import CountyByHand


def test_what_the_county_lost_is_shown_to_it_though_it_holds_what_came_after(
    station: Station, county: CountyByHand
) -> None:
    first = entrust_to_county(station)
    talk(station, county)
    said = county.counter
    entrust_to_county(station)
    exchange(station, CountyRoad(county), lambda: 0.0, Exchanged())
    assert word_to_show(station) == b""
    del county.held[first.event_hash]
    entrust_to_county(station)
    exchange(station, CountyRoad(county), lambda: 0.0, Exchanged())
    (frame,) = read_batch(word_to_show(station)).frames
    assert read_acknowledgement(frame.payload).counter <= said


def test_what_the_county_lost_is_noticed_by_its_newer_word_that_a_relay_hands_on(
    station: Station, county: CountyByHand
) -> None:
    first = entrust_to_county(station)
    talk(station, county)
    relay = msgspec.structs.replace(county.identity, role=Role.RELAY, node=b"relay123")
    older = county.acknowledge(safe=True)
    settle_acknowledgement(station, older.signed, (county.identity, relay))
    assert word_to_show(station) == b"", "it says no less than before"
    del county.held[first.event_hash]
    settle_acknowledgement(station, county.acknowledge(safe=True).signed, (county.identity, relay))
    (frame,) = read_batch(word_to_show(station)).frames
    assert read_acknowledgement(frame.payload).counter < older.counter
    shown(station)
    settle_acknowledgement(station, older.signed, (county.identity, relay))
    assert word_to_show(station) == b"", "an older word that comes late proves nothing"


def test_a_place_before_the_end_that_a_word_names_besides_is_nothing_forgotten(
    station: Station, county: CountyByHand
) -> None:
    entrust_to_county(station)
    talk(station, county)
    word = county.acknowledge(safe=True)
    (whole,) = [extent for extent in word.recv if extent.log == station.log_name]
    (first,) = [t.event.hash for t in county.held.values() if t.event.head.seq == 1]
    both = (*word.recv, Extent(station.log_name, 1, first))
    county.counter += 1
    said = sign_acknowledgement(county.signing, msgspec.structs.replace(word, counter=county.counter, recv=both))
    settle_acknowledgement(station, said.signed, (county.identity,))
    assert whole.n > 1 and word_to_show(station) == b""
