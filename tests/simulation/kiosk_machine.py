"""A station: the real `Station` over its folder, open as long as the machine runs, its agent signed in or not."""

from contextlib import ExitStack
from pathlib import Path
from sqlite3 import Connection

from kiosk.core.event import Level
from kiosk.desk.staffing import sign_in_with_card
from kiosk.desk.station import Station, open_station
from kiosk.devices.badge import Badge
from kiosk.settings import Settings
from tests.kiosk_by_hand import PIN
from tests.simulation.clocks import Time
from tests.simulation.machine import Machine

SETTINGS = Settings(free_disk_bytes_min=0)


class KioskMachine(Machine):
    """`roads`: which ways out it has, of "county" and "relay". `left`: hashes that were handed to somebody from here,
    which a clone takes over from its twin; `purged`: events whose bodies it let go of."""

    def __init__(self, name: str, folder: Path, time: Time, seed: str, badge: Badge, roads: tuple[str, ...]) -> None:
        super().__init__(name, folder, time, seed)
        self.badge, self.roads = badge, roads
        self.left: set[bytes] = set()
        self.rotten: set[bytes] = set()  # events whose body a rotting disk changed here
        self.full = False
        self._life = ExitStack()

    def open(self) -> None:
        """Open the station; nobody is signed in."""
        self._life = ExitStack()
        self.station: Station = self._life.enter_context(open_station(self.folder, self.instruments, SETTINGS))
        self.full = False

    def shut(self) -> None:
        self._life.close()

    def connection(self) -> Connection:
        return self.station.store.connection

    def fill(self) -> None:
        """The disk takes a few pages more and then none: SQLite finds out in the middle of a transaction."""
        store = self.station.store
        store.one(f"PRAGMA max_page_count = {store.one('PRAGMA page_count')[0] + 1}")
        self.full = True

    def make_room(self) -> None:
        """There is room again."""
        self.station.store.one("PRAGMA max_page_count = 1073741823")
        self.full = False

    def sign_in(self) -> None:
        """The agent comes to the desk."""
        if self.station.signed_in is None:
            sign_in_with_card(self.station, self.badge, PIN)

    def sign_out(self) -> None:
        """The agent goes."""
        self.station.signed_in = None

    @property
    def level(self) -> Level:
        return self.station.identity.level
