"""What an earlier incarnation of the county sent, and a relay hands on only now: it may be lost at the county. First
seen by the simulation."""

import pytest

from kiosk.core.carriage.batch import Frame, FrameType, write_batch
from kiosk.core.casework.kinds import Kind
from kiosk.desk.settling import absorb, settle_acknowledgement
from kiosk.desk.station import Station
from tests.concluded_by_hand import entrust_to_county, talk
from tests.county_by_hand import CountyByHand


@pytest.mark.parametrize("restored", [False, True])
def test_what_an_earlier_incarnation_sent_is_offered_home_when_it_comes_late(
    station: Station, county: CountyByHand, restored: bool
) -> None:
    number = entrust_to_county(station).receipt.number
    talk(station, county)
    told = county.decide(number, Kind.COMPLAINED, {})
    county.send(station.identity, told)
    sent = county.down[station.identity.node]
    if restored:
        county.number, county.incarnation = 2, b"22222222"
        county.pen = county.pen._replace(log=county.incarnation)
        settle_acknowledgement(station, county.acknowledge(safe=True).signed, (station.county,))
    frames = [Frame(FrameType.EVENT, written.event.signed + written.sealed) for written in sent]
    absorb(station, write_batch(county.identity.node, frames), (station.county,))
    owed = station.store.one("SELECT 1 FROM outbox WHERE event = ?", told.hash)
    assert (owed is not None) is restored
