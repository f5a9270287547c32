"""What the window shows of its own station, gathered once: nothing of it belongs to a resident."""

from typing import NamedTuple

from kiosk.core.catalogue.document import CatalogueDocument
from kiosk.core.event import Level
from kiosk.desk.staffing import StaffMember, list_staff
from kiosk.desk.station import Station


class StationFacts(NamedTuple):
    """code: 12 digits; name: as the county enrolled it; document: the catalogue in force; agents: who can sign in
    here, by staff number; help_phone: whom to call, "" where the settings name nobody."""

    code: str
    name: str
    level: Level
    document: CatalogueDocument
    agents: tuple[StaffMember, ...]
    help_phone: str


def station_facts(station: Station) -> StationFacts:
    """The facts as they stand; asked again when an exchange brought a newer catalogue."""
    return StationFacts(
        station.code, station.enrolment.name, station.identity.level, station.document, tuple(list_staff(station)),
        station.settings.help_phone,
    )  # fmt: skip
