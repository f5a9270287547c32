"""A county that is an older copy of itself, and has talked on since: what it lost is seen behind what it took anew.
First seen by the simulation."""

from kiosk.core.carriage.acknowledgement import read_acknowledgement
from kiosk.core.carriage.batch import read_batch
from kiosk.desk.exchanging import Exchanged, exchange
from kiosk.desk.forgotten import word_to_show
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
