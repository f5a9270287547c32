"""A county with an office, a village and a second medium, whose database is lost and put back."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from server.office.backup import backup
from server.store.database import DATABASE_FILE
from server.store.safekeeping import keep_safe, use_medium
from server.store.second_medium import SecondMedium
from tests.office_by_hand import TOWN, TOWNSHIP_STATION, VILLAGE, do, forwarded_case, people
from tests.server_by_hand import NOW_MS, House, found, station

ID = b"i" * 16


class Town:
    """A county in `folder` with a village that has one accepted case, and its second medium."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.medium = folder, folder.parent / "medium"
        found(folder)
        with self.open() as house:
            people(house, TOWN)
            self.office = station(house, TOWNSHIP_STATION, 4)
            house.receive(self.office.batch())
            self.village = station(house, VILLAGE, 3)
            self.first = forwarded_case(house, self.village, 1)
            do(house, self.first, "accept", "T1")
            house.digest()
            self.keep(house)
            self.instruments = house.instruments

    @contextmanager
    def open(self) -> Iterator[House]:
        house = House(self.folder)
        try:
            yield house
        finally:
            house.close()

    def keep(self, house: House) -> None:
        medium = SecondMedium(self.medium, house.node.identity.node, ID)
        house.writer.run(lambda journal: use_medium(journal, medium, False, NOW_MS))
        keep_safe(house.engine, house.writer, medium, house.node.county_code, NOW_MS)
        medium.close()

    def another_case(self, sequence: int, safe: bool = True) -> str:
        """After the backup: one more case, accepted, and all of it acknowledged."""
        with self.open() as house:
            number = forwarded_case(house, self.village, sequence)
            do(house, number, "accept", "T1")
            house.digest()
            if safe:
                self.keep(house)
        return number

    def back_up(self) -> Path:
        file = self.folder.parent / "b"
        backup(self.folder, "", file, self.instruments)
        return file

    def lose_database(self) -> None:
        for file in self.folder.glob(DATABASE_FILE + "*"):
            file.unlink()
