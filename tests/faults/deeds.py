"""A station's deeds as things that may be interrupted: what each works on, what it does, and what must hold afterwards,
whatever became of it. Everything or nothing: what was told is there, what was refused has left things as they were and
can be done again, and `verify` is sound in any case. `deeds_servers` has the county's and the relay's.
"""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Protocol

from sqlite_utils import Database

from kiosk.core.carriage.purge import DAY_S
from kiosk.desk import sticks
from kiosk.desk.backup import backup
from kiosk.desk.deeds import Wanted, act
from kiosk.desk.entrusting import entrust
from kiosk.desk.offering import make_ask
from kiosk.desk.purging import purge
from kiosk.desk.restoring import restore
from kiosk.desk.schema import migrations
from kiosk.desk.settling import absorb, settle_acknowledgement
from kiosk.desk.staffing import Issued
from kiosk.desk.station import Station
from kiosk.desk.verification import verify
from tests.county_by_hand import CountyByHand, places
from tests.desk_by_hand import exchange_with
from tests.faults.children import Ended
from tests.kiosk_by_hand import Wall, bare_example, example, instruments, make_station, opened, photographs

OPERATION = "ab" * 16
SEED = 4_711
RETENTION_DAYS = 31


class Deed(Protocol):
    """One deed. refusals: the codes that may be its answer to a disk that fails."""

    refusals: frozenset[str]

    def prepare(self, place: Path) -> None:
        """Make the folder it works in; once, every run has a copy."""

    def do(self, place: Path) -> object:
        """Do it; what is told when it is done, never empty."""

    def judge(self, place: Path, ended: Ended) -> list[str]:
        """The faults of the folder after it ended so; and of doing it again."""


def unsound(station: Station) -> list[str]:
    """What `verify` finds."""
    return [f"{one.what} {one.where}" for one in verify(station).findings]


def count(station: Station, sql: str) -> int:
    """The number that a query gives."""
    return int(station.store.one(sql)[0])


CASES = 'SELECT COUNT(*) FROM "case"'
CARRYING = "SELECT COUNT(*) FROM carrying"
SAFE = "SELECT COUNT(*) FROM mark WHERE state = 'safe'"


class Submit:
    """An entrustment with photographs, beside one that is there."""

    refusals = frozenset({"DISK_FULL", "DISK_UNREADABLE"})

    def prepare(self, place: Path) -> None:
        make_station(place / "kiosk", CountyByHand())
        with opened(place / "kiosk") as station:
            entrust(station, bare_example())

    def do(self, place: Path) -> object:
        with opened(place / "kiosk", tools=instruments(SEED)) as station:
            return entrust(station, example(operation=OPERATION), photographs()).receipt.number

    def judge(self, place: Path, ended: Ended) -> list[str]:
        with opened(place / "kiosk", tools=instruments(SEED + 1)) as station:
            faults, held = unsound(station), count(station, CASES)
            if ended.told and held != 2:
                faults.append("the receipt was shown and the case is not there")
            if ended.refused and held != 1:
                faults.append("refused, and yet there")
            again = entrust(station, example(operation=OPERATION), photographs())
            if ended.told and again.receipt.number != ended.told:
                faults.append("done again it is another case")
            if count(station, CASES) != 2:
                faults.append("done again it is there twice")
            return faults + unsound(station)


class Export(Submit):
    """Onto a stick what is there."""

    refusals = frozenset(
        {"DISK_FULL", "DISK_UNREADABLE", "STICK_NOT_WRITTEN", "STICK_UNREADABLE", "STICK_READS_DIFFERENTLY"}
    )

    def prepare(self, place: Path) -> None:
        super().prepare(place)
        (place / "stick").mkdir()

    def do(self, place: Path) -> object:
        with opened(place / "kiosk", tools=instruments(SEED)) as station:
            return sticks.export(station, place / "stick").own_events

    def judge(self, place: Path, ended: Ended) -> list[str]:
        with opened(place / "kiosk", tools=instruments(SEED + 1)) as station:
            faults = unsound(station)
            if isinstance(ended.told, int) and _on_stick(station, place) < ended.told:
                faults.append("it may be pulled and does not hold what was said")
            left = sticks.export(station, place / "stick")
            if _on_stick(station, place) < 3 or not left.may_be_pulled:
                faults.append("done again it is not on the stick")
            return faults + unsound(station)


def _on_stick(station: Station, place: Path) -> int:
    return sum(seen.events for seen in sticks.look(station, place / "stick").stations)


class Import:
    """A township takes a village's stick."""

    refusals = frozenset({"DISK_FULL", "DISK_UNREADABLE", "STICK_UNREADABLE"})

    def prepare(self, place: Path) -> None:
        county = CountyByHand()
        make_station(place / "village", county)
        make_station(place / "kiosk", county, code=places()[1])
        (place / "stick").mkdir()
        with opened(place / "village", tools=instruments(SEED + 3)) as station:
            entrust(station, example(), photographs())
            sticks.export(station, place / "stick")

    def do(self, place: Path) -> object:
        with opened(place / "kiosk", tools=instruments(SEED)) as station:
            return sum(one.taken for one in sticks.take(station, place / "stick").stations)

    def judge(self, place: Path, ended: Ended) -> list[str]:
        with opened(place / "kiosk", tools=instruments(SEED + 1)) as station:
            faults, held = unsound(station), count(station, CARRYING)
            if isinstance(ended.told, int) and held < ended.told:
                faults.append(f"{ended.told} events were said to be in custody, {held} are")
            sticks.take(station, place / "stick")
            if count(station, CARRYING) < 3:
                faults.append("taken again it is not there")
            return faults + unsound(station)


class Acknowledged:
    """A station believes the county's word and takes what came down with it."""

    refusals = frozenset({"DISK_FULL", "DISK_UNREADABLE"})

    def prepare(self, place: Path) -> None:
        county = CountyByHand()
        make_station(place / "kiosk", county)
        with opened(place / "kiosk", tools=instruments(SEED + 3)) as station:
            entrust(station, bare_example())
            exchange_with(station, county, safe=False, opened=False)
            (place / "word").write_bytes(county.acknowledge(safe=True, opened=True).signed)
            (place / "down").write_bytes(county.answer(make_ask(station).signed))

    def do(self, place: Path) -> object:
        with opened(place / "kiosk", tools=instruments(SEED)) as station:
            settle_acknowledgement(station, (place / "word").read_bytes(), (station.county,))
            absorb(station, (place / "down").read_bytes(), (station.county,))
            return count(station, SAFE)

    def judge(self, place: Path, ended: Ended) -> list[str]:
        with opened(place / "kiosk", tools=instruments(SEED + 1)) as station:
            faults, safe = unsound(station), count(station, SAFE)
        if isinstance(ended.told, int) and safe != ended.told:
            faults.append("what was proved is forgotten")
        if not self.do(place):
            faults.append("told again it is not believed")
        with opened(place / "kiosk", tools=instruments(SEED + 2)) as station:
            return faults + unsound(station)


class Purge:
    """An ended case whose periods have run is let go of."""

    refusals = frozenset({"DISK_FULL", "DISK_UNREADABLE"})

    def __init__(self) -> None:
        self.issued: Issued | None = None
        self.wall = Wall()

    def prepare(self, place: Path) -> None:
        county, tools = CountyByHand(), instruments(SEED + 3, self.wall)
        self.issued = make_station(place / "kiosk", county, tools=tools)
        with opened(place / "kiosk", self.issued, tools) as station:
            number = entrust(station, example(operation=""), photographs()).receipt.number
            act(station, Wanted(number, "withdraw", {"reason": "不办了"}))
            exchange_with(station, county)
            purge(station)
        self.wall.uptime_s += RETENTION_DAYS * DAY_S

    def do(self, place: Path) -> object:
        with opened(place / "kiosk", self.issued, instruments(SEED, self.wall)) as station:
            return list(purge(station).cases)

    def judge(self, place: Path, ended: Ended) -> list[str]:
        with opened(place / "kiosk", self.issued, instruments(SEED + 1, self.wall)) as station:
            faults = unsound(station)
            bodies = count(station, "SELECT COUNT(*) FROM event WHERE origin = 1 AND length(sealed) > 0")
            pictures = count(station, "SELECT COUNT(*) FROM attachment")
            if (bodies > 1) != (pictures > 0):
                faults.append(f"half let go of: {bodies} bodies, {pictures} photographs")
            if ended.told and pictures:
                faults.append("told as gone and still there")
            purge(station)
            if count(station, "SELECT COUNT(*) FROM attachment") or count(station, CASES) != 1:
                faults.append("done again it is not gone, or its row is")
            return faults + unsound(station)


class BackUp(Submit):
    """A backup beside the running station."""

    refusals = frozenset({"FILE_UNWRITABLE", "JOURNAL_DAMAGED"})

    def do(self, place: Path) -> object:
        return backup(place / "kiosk", place / "kiosk.backup", instruments(SEED)).events

    def judge(self, place: Path, ended: Ended) -> list[str]:
        file, faults = place / "kiosk.backup", []
        if ended.told and not file.exists():
            faults.append("the backup that was told of is not there")
        if not file.exists():
            self.do(place)
        restored = restore(place / "again", file, instruments(SEED + 1))
        with opened(place / "again", tools=instruments(SEED + 2)) as station:
            faults += unsound(station)
        return faults if restored.events >= 3 else [*faults, "a backup that is there is not whole"]


class Restore(BackUp):
    """A backup put back over the same station."""

    refusals = frozenset({"DISK_FULL", "DISK_UNREADABLE", "BACKUP_UNREADABLE"})

    def prepare(self, place: Path) -> None:
        super().prepare(place)
        backup(place / "kiosk", place / "kiosk.backup", instruments(SEED))

    def do(self, place: Path) -> object:
        return restore(place / "kiosk", place / "kiosk.backup", instruments(SEED), over=True).epoch

    def judge(self, place: Path, ended: Ended) -> list[str]:
        faults = []
        here = place / "kiosk" if (place / "kiosk").exists() else place / "kiosk.before-1"  # killed between two renames
        if here.name != "kiosk" and not ended.killed:
            faults.append("no station stands in its folder")
        with opened(here, tools=instruments(SEED + 1)) as station:
            faults += unsound(station)
            if ended.told and station.epoch < 2:
                faults.append("told as restored, and in its old log")
            if ended.refused and station.epoch != 1:
                faults.append("refused, and yet restored")
        restore(place / "kiosk", place / "kiosk.backup", instruments(SEED + 2), over=True)
        with opened(place / "kiosk", tools=instruments(SEED + 3)) as station:
            return faults + unsound(station)


class Migrate(Submit):
    """A station of the first release is opened by this one."""

    def prepare(self, place: Path) -> None:
        super().prepare(place)
        first = place / "first.db"
        with closing(sqlite3.connect(first, isolation_level=None)) as made:
            made.execute("PRAGMA journal_mode=WAL")
            migrations.apply(Database(made), stop_before="carriage")
            fill(made, place / "kiosk" / "kiosk.db")
        shutil.move(first, place / "kiosk" / "kiosk.db")

    def do(self, place: Path) -> object:
        with opened(place / "kiosk", tools=instruments(SEED)) as station:
            return len(station.store.tables.table_names())

    def judge(self, place: Path, ended: Ended) -> list[str]:
        tables = self.do(place)
        faults = [] if ended.told in (None, tables) else ["the tables are others than were told"]
        with opened(place / "kiosk", tools=instruments(SEED + 1)) as station:
            if count(station, CASES) != 1:
                faults.append("the case is gone")
            entrust(station, example(operation=OPERATION), photographs())
            return faults + unsound(station)


def fill(older: sqlite3.Connection, newer: Path) -> None:
    """Copy into an older database all that it has columns for."""
    older.execute("ATTACH ? AS newer", (str(newer),))
    older.execute("PRAGMA foreign_keys=OFF")
    listed = older.execute("SELECT name FROM main.sqlite_master WHERE type = 'table' AND name NOT LIKE '%migration%'")
    for (table,) in listed.fetchall():
        if table not in ("alembic_version", "sqlite_sequence"):
            columns = ", ".join(f'"{row[1]}"' for row in older.execute(f'PRAGMA main.table_info("{table}")'))
            older.execute(f'INSERT INTO main."{table}" ({columns}) SELECT {columns} FROM newer."{table}"')
    older.execute("DETACH newer")


DEEDS: dict[str, Deed] = {
    "submit": Submit(), "export": Export(), "import": Import(), "acknowledged": Acknowledged(), "purge": Purge(),
    "backup": BackUp(), "restore": Restore(), "migrate": Migrate(),
}  # fmt: skip
