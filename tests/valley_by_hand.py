"""A valley: a real county with its second medium, a real relay, a village's kiosk and its township's, in a process."""

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from kiosk.core.casework.codes import ErasedFor
from kiosk.core.casework.kinds import Kind
from kiosk.desk.deeds import Wanted, act
from kiosk.desk.enrolling import enrol
from kiosk.desk.entrusting import entrust
from kiosk.desk.exchanging import Exchanged, exchange
from kiosk.desk.staffing import Issued, add_staff, sign_in_with_card
from kiosk.desk.station import Station, open_station
from kiosk.settings import Settings, read_settings
from server.office.erasing import Done, erase
from server.store import tables as t
from server.store.safekeeping import keep_safe, use_medium
from server.store.second_medium import SecondMedium
from server.uplink.relay import Uplink
from tests.kiosk_by_hand import PIN, Wall, cheap_wraps, example, instruments, photographs
from tests.server_by_hand import NOW_MS, House, county, relay
from tests.unit.server.test_relay import Line

VILLAGE, TOWNSHIP = "331003001001", "331003001000"
ADMIN = "admin"


class Straight:
    """A road into a house, whose office works at once."""

    def __init__(self, house: House, between: Callable[[], None] = lambda: None) -> None:
        self.house, self.identity, self.between = house, house.node.identity, between

    def post_batch(self, batch: bytes) -> bytes:
        return self.house.intake.receive(batch)

    def ask(self, ask: bytes) -> bytes:
        self.between()
        return self.house.downlink.answer(ask)


class Valley:
    """A county with its second medium, a relay, a village's kiosk and its township's, each opened."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self.folder = folder
        self.house = stack.enter_context(county(folder / "county"))
        self.medium = SecondMedium(folder / "second", self.house.node.identity.node, b"m" * 16)
        self.house.writer.run(lambda journal: use_medium(journal, self.medium, False, NOW_MS))
        self.relay = stack.enter_context(relay(folder / "relay", self.house, VILLAGE[:9]))
        self.wall = Wall()
        self.codes: dict[str, str] = {}
        self.village = self._station(stack, VILLAGE, 41)
        self.town = self._station(stack, TOWNSHIP, 42)
        self.sync(self.village)
        self.sync(self.town)

    def _station(self, stack: ExitStack, code: str, seed: int) -> Station:
        tools, folder = instruments(seed, self.wall), self.folder / code
        enrol(folder, self.house.enrol(code), tools, Settings(free_disk_bytes_min=0))
        with open_station(folder, tools, read_settings(folder)) as station, cheap_wraps():
            issued: Issued = add_staff(station, "V001", PIN, frozenset())
        station = stack.enter_context(open_station(folder, tools, read_settings(folder)))
        sign_in_with_card(station, issued.badge, PIN)
        return station

    def settle(self) -> None:
        self.house.digest()
        keep_safe(self.house.engine, self.house.writer, self.medium, self.house.node.county_code, NOW_MS)

    def sync(self, station: Station) -> None:
        exchange(station, Straight(self.house, self.settle), lambda: 0.0, Exchanged())

    def entrusted(self) -> str:
        """A case with two photographs, at the village alone."""
        receipt = entrust(self.village, example(operation=""), photographs()).receipt
        self.codes[receipt.number] = receipt.query_code
        return receipt.number

    def withdraw(self, number: str) -> None:
        """Then nothing is left to be done with it."""
        act(self.village, Wanted(number, "withdraw", {"reason": "不办了"}))

    def ended(self) -> str:
        """A withdrawn case with two photographs, everywhere it can be."""
        number = self.entrusted()
        self.withdraw(number)
        self.sync(self.village)
        self.sync(self.town)
        return number

    def erase(self, number: str, staff: str = ADMIN) -> Done:
        why = ErasedFor.PERSONS_REQUEST
        return self.house.writer.run(
            lambda journal: erase(self.house.office, journal, number, why, "2026年第7号申请", staff, "tester")
        )

    def uplink(self) -> Uplink:
        """The relay's road to the county."""
        line: Any = Line(self.house)
        house = self.relay
        return Uplink(house.node, house.engine, house.writer, line, house.instruments, "test", lambda: 10**9)

    def counted(self, house: House, *conditions: Any) -> int:
        asked = select(func.count()).select_from(t.event).where(*conditions)
        return house.writer.run(lambda journal: journal.connection.scalars(asked).one())

    def bodies(self, house: House, number: str) -> int:
        return self.counted(
            house, t.event.c.case_no == number, func.length(t.event.c.sealed) > 0, t.event.c.kind != int(Kind.ERASED)
        )
