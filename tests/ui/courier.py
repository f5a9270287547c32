"""A township's window with a stick that is put in and pulled out by hand, and a village that writes onto it.

Nothing can be mounted here: which folders count as mounted is told by this hand alone.
"""

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

import msgspec

from kiosk.app import proved_so_far
from kiosk.core.refusal import Refusal
from kiosk.desk.enrolling import enrol
from kiosk.desk.staffing import Issued, add_staff
from kiosk.desk.station import Station
from kiosk.devices import plugged
from kiosk.settings import Settings
from tests.courier_by_hand import TOWNSHIP, HouseRoad, synchronise
from tests.kiosk_by_hand import PIN, cheap_wraps, instruments, opened
from tests.server_by_hand import House
from tests.ui.driver import Driver, driving


class Stick:
    """A stick called `name` under the folder where the system mounts them. in_: whether it is plugged in."""

    def __init__(self, media: Path, name: str = "USB-8G") -> None:
        self.folder, self.in_ = media / name, False
        self.folder.mkdir(parents=True)

    def wipe(self) -> None:
        """Empty again."""
        for one in self.folder.iterdir():
            shutil.rmtree(one)


class Round(NamedTuple):
    """The window of a township, its county, a stick, its agent's card. open_line: whether the county answers."""

    window: Driver
    house: House
    stick: Stick
    issued: Issued
    line: "Line"


class Line:
    """A straight line into the county that can be cut."""

    def __init__(self, house: House) -> None:
        self.road, self.open = HouseRoad(house), False

    def __call__(self, station: Station, away: Any) -> Mapping[str, Any]:
        """One exchange, told as the program tells it."""
        road: dict[str, object] = {"url": "https://127.0.0.1:1", "ok": self.open, "role": "county"}
        if not self.open:
            no = Refusal("ROAD_CLOSED", url="https://127.0.0.1:1")
            road |= {"code": no.code, "zh": no.text("zh"), "en": no.text("en")}
            said: Mapping[str, Any] = {"exchange": {"catalogue_version": 0}, "handed_on": {}}
        else:
            done, on = synchronise(station, self.road)
            said = {"exchange": msgspec.to_builtins(done), "handed_on": msgspec.to_builtins(on)}
        return {"ok": self.open, "roads": [road], **said, **proved_so_far(station)}


@contextmanager
def at_township(folder: Path, house: House, size: tuple[int, int] = (1280, 800)) -> Iterator[Round]:
    """Its window, nobody signed in, nothing plugged in, no line."""
    station, media, camera = folder / "township", folder / "media", folder / "camera"
    tools = instruments(501)
    camera.mkdir()
    settings = Settings(free_disk_bytes_min=0, stick_folders=(str(media),), camera="folder", camera_folder=str(camera))
    enrol(station, house.enrol(TOWNSHIP), tools, settings)
    with opened(station, tools=tools) as one, cheap_wraps():
        issued = add_staff(one, "V001", PIN, frozenset())
    stick, line = Stick(media), Line(house)
    with (
        patch.object(plugged, "is_mounted", lambda place: stick.in_ and place == stick.folder),
        driving(station, tools=tools, synchronise=line, size=size) as window,
    ):
        yield Round(window, house, stick, issued, line)
