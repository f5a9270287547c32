"""The county's word to another station, handed to us by a relay that lies or by chance: genuine, and none of ours.
First seen by the simulation."""

from pathlib import Path

from kiosk.core.carriage.batch import Frame, FrameType, write_batch
from kiosk.core.casework.kinds import Kind
from kiosk.desk.settling import absorb
from tests.concluded_by_hand import entrust_to_county, talk
from tests.county_by_hand import CountyByHand
from tests.kiosk_by_hand import make_station, opened

NEIGHBOUR = "331003001002"


def test_what_the_county_says_of_another_villages_case_is_shown_nowhere_here(tmp_path: Path) -> None:
    county = CountyByHand()
    mine, theirs = make_station(tmp_path / "a", county), make_station(tmp_path / "b", county, code=NEIGHBOUR)
    with opened(tmp_path / "b", theirs) as neighbour:
        number = entrust_to_county(neighbour).receipt.number
        talk(neighbour, county)
        county.send(neighbour.identity, county.decide(number, Kind.COMPLAINED, {}))
        to_neighbour = county.down[neighbour.identity.node]
    with opened(tmp_path / "a", mine) as station:
        talk(station, county)
        frames = [Frame(FrameType.EVENT, written.event.signed + written.sealed) for written in to_neighbour]
        absorbed = absorb(station, write_batch(county.identity.node, frames), (station.county,))
        assert absorbed.cases == ()
        assert not station.store.all('SELECT 1 FROM "case" WHERE number = ?', number)
        assert not station.store.all("SELECT 1 FROM event WHERE origin = 3")
