"""What the window shows of its own station, gathered once: nothing of it belongs to a resident."""

from typing import NamedTuple

from kiosk.core.catalogue.document import CatalogueDocument
from kiosk.core.event import Level
from kiosk.desk.staffing import StaffMember, list_staff
from kiosk.desk.station import Station


class StationFacts(NamedTuple):
    """code: 12 digits; name: as the county enrolled it; document: the catalogue in force; agents: who can sign in
    here, by staff number; help_phone: whom to call, "" where the settings name nobody; has_pictures: photographs may
    be chosen out of a folder; keeps_receipts: pictures of receipts may be kept; camera, camera_folder: as the
    settings say."""

    code: str
    name: str
    level: Level
    document: CatalogueDocument
    agents: tuple[StaffMember, ...]
    help_phone: str
    has_pictures: bool = False
    keeps_receipts: bool = False
    camera: str = "none"
    camera_folder: str = ""


def station_facts(station: Station) -> StationFacts:
    """The facts as they stand; asked again when an exchange brought a newer catalogue."""
    return StationFacts(
        station.code, station.enrolment.name, station.identity.level, station.document, tuple(list_staff(station)),
        station.settings.help_phone, bool(station.settings.photograph_folder), bool(station.settings.receipt_folder),
        station.settings.camera, station.settings.camera_folder,
    )  # fmt: skip
