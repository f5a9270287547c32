"""A station that is on the map, for whoever shows the window to strangers: two weeks into its work, on a Monday at ten.

Its texts are those a county begins with; it has a camera, pictures of papers, and a telephone for who needs help.
"""

import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from kiosk.app import proved_so_far
from kiosk.core.carriage.certificate import Role
from kiosk.core.carriage.document import Document, sign_document
from kiosk.core.carriage.enrolment import read_enrolment, write_enrolment
from kiosk.core.catalogue.document import decode_document, encode_document
from kiosk.desk.station import Station
from kiosk.settings import read_settings, write_settings
from server.office.founding import shipped_wordings
from tests.county_by_hand import CountyByHand
from tests.desk_by_hand import DAY_MS, DeskDay, exchange_with, make_day
from tests.kiosk_by_hand import cheap_wraps, photographs

STATION, PLACE, AGENT = "331003101246", "宁溪镇乌岩头村", "蔡阿良"
HELP_PHONE = "0576-8421 7788"


class County(CountyByHand):
    """Has the shipped notice and mandate, and enrols the station under its village's own name."""

    def sign_catalogue(self, version: int) -> Document:
        """The same catalogue, with these texts."""
        plain = decode_document(super().sign_catalogue(version).content)
        notices, mandates = shipped_wordings("privacy-notice"), shipped_wordings("mandate")
        plain = msgspec.structs.replace(plain, notices=notices, mandates=mandates)
        return sign_document(self.signing, version, encode_document(plain))

    def enrol(self, code: str = "", role: Role = Role.STATION, staff: tuple[tuple[str, str], ...] = ()) -> bytes:
        """The same file, with the place's name and its agent's."""
        made = read_enrolment(super().enrol(code or STATION, role, ((staff[0][0], AGENT),)))
        return write_enrolment(msgspec.structs.replace(made, name=PLACE))


class Line:
    """A line to the county that can be cut."""

    def __init__(self, county: CountyByHand) -> None:
        self.county, self.open = county, True

    def __call__(self, station: Station, away: Any) -> Mapping[str, Any]:
        """One exchange, told as the program tells it."""
        road: dict[str, object] = {"url": "https://127.0.0.1:1", "ok": self.open}
        road |= {"role": "county"} if self.open else {"code": "ROAD_CLOSED"}
        if self.open:
            exchange_with(station, self.county)
        return {"ok": self.open, "roads": [road], "exchange": {"catalogue_version": 0}, **proved_so_far(station)}


def make_village(folder: Path) -> DeskDay:
    """The station in `folder`/station, beside it the folders of its pictures and receipts."""
    with cheap_wraps():
        day = make_day(folder / "station", County())
    day.wall.ms += DAY_MS
    day.wall.uptime_s += DAY_MS // 1000
    day.county.now_ms = day.wall.ms
    pictures, receipts, media = folder / "pictures", folder / "receipts", folder / "media"
    pictures.mkdir()
    receipts.mkdir()
    media.mkdir()
    for at, path in enumerate(photographs()):
        shutil.copy(path, pictures / path.name)
        taken_s = day.wall.ms // 1000 - 300 + 60 * at
        os.utime(pictures / path.name, (taken_s, taken_s))
    settings = msgspec.structs.replace(
        read_settings(day.folder), help_phone=HELP_PHONE, camera="synthetic",
        photograph_folder=str(pictures), receipt_folder=str(receipts), stick_folders=(str(media),),
    )  # fmt: skip
    write_settings(day.folder, settings)
    return day
