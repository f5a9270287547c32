"""A case that the county has concluded, brought down to its station: what a resident asks after and rates."""

from importlib.resources import files

from kiosk.core.carriage.certificate import Identity
from kiosk.core.casework.codes import Result
from kiosk.core.casework.kinds import Kind
from kiosk.desk.deeds import Wanted, act
from kiosk.desk.entrusting import Entrusted, entrust
from kiosk.desk.exchanging import Exchanged, exchange
from kiosk.desk.station import Station
from tests.county_by_hand import CountyByHand

COUNTY_MATTER = files("assets").joinpath("examples/entrustment-county.json")
ACCEPTED = {"promised_days": 10, "promised_unit": 0, "statutory_days": 20, "statutory_unit": 0}


class CountyRoad:
    """A road straight into a county by hand, which proves everything at once."""

    def __init__(self, county: CountyByHand) -> None:
        self.county, self.identity = county, county.identity

    def post_batch(self, batch: bytes) -> bytes:
        self.county.take(batch)
        return self.county.acknowledge(safe=True).signed

    def ask(self, ask: bytes) -> bytes:
        return self.county.answer(ask, self.county.acknowledge(safe=True, opened=True, ask=ask))


def talk(station: Station, county: CountyByHand) -> None:
    """One whole exchange."""
    exchange(station, CountyRoad(county), lambda: 0.0, Exchanged())


def entrust_to_county(station: Station) -> Entrusted:
    """A case of a matter that the county accepts and decides, entrusted with whoever is signed in."""
    return entrust(station, COUNTY_MATTER.read_bytes())


def conclude(station: Station, county: CountyByHand, number: str) -> None:
    """Forward it with the person signed in; the county accepts, handles and concludes it, and the station hears so."""
    act(station, Wanted(number, "forward", {}))
    talk(station, county)
    _decide(station.identity, county, number, Kind.ACCEPTED, ACCEPTED)
    _decide(station.identity, county, number, Kind.HANDLING_STARTED, {})
    _decide(station.identity, county, number, Kind.CONCLUDED, {"result": Result.GRANTED})
    talk(station, county)


def _decide(station: Identity, county: CountyByHand, number: str, kind: Kind, facts: dict[str, object]) -> None:
    county.send(station, county.decide(number, kind, facts))
