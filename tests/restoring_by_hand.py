"""A real county and real kiosks in one process, for the days on which one of them is put back from a backup."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from kiosk.core.carriage.backoff import after_status
from kiosk.core.carriage.certificate import Identity
from kiosk.core.refusal import Refusal
from kiosk.desk.enrolling import enrol
from kiosk.desk.entrusting import entrust
from kiosk.desk.exchanging import Exchanged, exchange
from kiosk.desk.staffing import Issued, add_staff
from kiosk.desk.station import Station, open_station
from kiosk.settings import Settings, read_settings
from server.office.backup import backup
from server.office.founding import found_relay
from server.office.restoring import checked, restore
from server.store import tables as t
from server.store.database import DATABASE_FILE
from server.store.safekeeping import keep_safe, use_medium
from server.store.second_medium import SecondMedium
from server.uplink.relay import Uplink
from server.uplink.road import Failed, Measured
from tests.kiosk_by_hand import PIN, bare_example, cheap_wraps, instruments, opened
from tests.office_by_hand import TOWN, people
from tests.server_by_hand import NOW_MS, House, found

ID = b"i" * 16
VILLAGE, TOWNSHIP_STATION = "331003001001", "331003001000"


class HouseRoad:
    """A way from a kiosk into a house's own functions; the office digests what came, and keeps it safe."""

    def __init__(self, town: "Town", house: House) -> None:
        self._town, self._house = town, house

    @property
    def identity(self) -> Identity:
        return self._house.node.identity

    def post_batch(self, batch: bytes) -> bytes:
        answer = self._refusing(lambda: self._house.intake.receive(batch))
        if self._house.node.is_county:
            self._town.settle(self._house)
        return answer

    def ask(self, ask: bytes) -> bytes:
        answer = self._refusing(lambda: self._house.downlink.answer(ask))
        if self._house.node.is_county:
            self._town.settle(self._house)
        return answer

    def _refusing(self, call: Callable[[], bytes]) -> bytes:
        """A refusal as it comes over a wire."""
        try:
            return call()
        except Refusal as no:
            raise Refusal("PEER_REFUSED", peer_code=no.code, peer_status=no.status) from no


class _Upward:
    """A relay's road into the county of a town."""

    def __init__(self, town: "Town") -> None:
        self._town, self.measured = town, Measured()

    def post(self, path: str, body: bytes, answer_bytes: int) -> bytes:
        with self._town.open() as house:
            road = HouseRoad(self._town, house)
            try:
                return road.post_batch(body) if path == "/v1/batches" else road.ask(body)
            except Refusal as no:
                raise Failed(no, after_status(int(str(no.params["peer_status"])))) from no


class Town:
    """A county at `folder`/county with its second medium beside, and kiosks enrolled at it. medium: whether it is in
    use and copied to after everything that happens."""

    def __init__(self, folder: Path, medium: bool = True) -> None:
        self.folder, self.county, self.medium_folder = folder, folder / "county", folder / "medium"
        self.medium, self.seed, self.superseded = medium, 100, 0
        found(self.county)
        with self.open() as house:
            people(house, TOWN)

    @contextmanager
    def open(self) -> Iterator[House]:
        """The county as a start of its server finds it: checked, and another incarnation begun where that is due."""
        self.seed += 1
        house = House(self.county, self.seed)
        try:
            medium = self.medium_folder if self.medium else None
            node, _ = checked(house.node, house.writer, house.instruments, medium)
            if node is not house.node:
                house.close()
                house = House(self.county, self.seed + 50)
            house.writer.journal.when_superseded = self._note
            yield house
        finally:
            house.close()

    def _note(self) -> None:
        self.superseded += 1

    def settle(self, house: House) -> None:
        """What follows a batch: the digest, then the second medium."""
        house.digest()
        if not self.medium:
            return
        medium = SecondMedium(self.medium_folder, house.node.identity.node, ID)
        house.writer.run(lambda journal: use_medium(journal, medium, False, NOW_MS))
        keep_safe(house.engine, house.writer, medium, house.node.county_code, NOW_MS)
        medium.close()

    def kiosk(self, name: str, code: str = VILLAGE) -> Issued:
        """Enrol a station into `folder`/name."""
        with self.open() as house:
            file = house.enrol(code)
        tools = instruments(self.seed)
        enrol(self.folder / name, file, tools, Settings(free_disk_bytes_min=0))
        with open_station(self.folder / name, tools, read_settings(self.folder / name)) as station, cheap_wraps():
            return add_staff(station, "V001", PIN)

    def sync(self, station: Station) -> Exchanged:
        """One exchange; when the county's process ended to begin anew, one more."""
        done, before = Exchanged(), self.superseded
        with self.open() as house:
            exchange(station, HouseRoad(self, house), lambda: 0.0, done)
        return self.sync(station) if self.superseded > before else done

    @contextmanager
    def open_relay(self, code: str = TOWNSHIP_STATION[:9]) -> Iterator[tuple[House, "Uplink"]]:
        """The township's relay, founded when it is not there yet, with its road to the county: `exchange` of what comes
        back needs the county open."""
        folder = self.folder / f"relay-{code}"
        if not folder.exists():
            with self.open() as house:
                found_relay(folder, house.enrol(code), house.instruments)
        self.seed += 1
        house = House(folder, self.seed)
        try:
            road: Any = _Upward(self)
            yield house, Uplink(house.node, house.engine, house.writer, road, house.instruments, "test", lambda: 10**9)
        finally:
            house.close()

    def sync_by_relay(self, station: Station) -> Exchanged:
        """The same by way of the relay, which exchanges with the county before and after."""
        done = Exchanged()
        with self.open_relay() as (house, uplink):
            exchange(station, HouseRoad(self, house), lambda: 0.0, done)
            for _ in range(2):
                with suppress(Failed):  # the county's process may have ended to begin anew
                    uplink.exchange()
            exchange(station, HouseRoad(self, house), lambda: 0.0, done)
        return done

    def entrusts(self, name: str, issued: Issued, count: int = 1, sync: bool = True) -> list[str]:
        """That many more cases at the kiosk `name`."""
        with opened(self.folder / name, issued) as station:
            numbers = [entrust(station, bare_example()).receipt.number for _ in range(count)]
            if sync:
                self.sync(station)
        return numbers

    def back_up(self, name: str) -> Path:
        """A backup of the county."""
        file = self.folder / name
        backup(self.county, "", file, instruments())
        return file

    def restore(self, file: Path) -> int:
        """The database is gone; this backup takes its place. The new number."""
        self.lose()
        self.seed += 1
        medium = self.medium_folder if self.medium else None
        return restore(self.county, file, instruments(self.seed), "tester", medium).number

    def lose(self) -> None:
        """The database is gone."""
        for path in self.county.glob(DATABASE_FILE + "*"):
            path.unlink()

    def states(self) -> dict[str, list[str]]:
        """Case number -> the states of its cases, as the county has them."""
        c = t.case_row.c
        found: dict[str, list[str]] = {}
        with self.open() as house:
            house.digest()
            asked = select(c.case_no, c.state).order_by(c.case_no, c.id)
            for number, state in house.writer.run(lambda journal: journal.connection.execute(asked).all()):
                found.setdefault(number, []).append(state)
        return found

    def incidents(self) -> list[str]:
        """Kinds of the incidents raised."""
        with self.open() as house:
            return house.incidents()

    def events_of(self, number: str) -> dict[int, int]:
        """Kind -> how many events of this case the county holds."""
        e = t.event.c
        asked = select(e.kind, func.count()).where(e.case_no == number).group_by(e.kind)
        with self.open() as house:
            return dict(house.writer.run(lambda journal: [tuple(row) for row in journal.connection.execute(asked)]))
