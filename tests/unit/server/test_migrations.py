"""A county's folder that an older release wrote: its tables grow, and every case is folded anew by the digest."""

import sqlite3
from contextlib import closing
from pathlib import Path

import msgspec
from alembic import command
from alembic.config import Config

from kiosk.core.casework.case import Case
from kiosk.core.casework.transitions import State
from server.office.verification import verify
from server.store.database import DATABASE_FILE, open_engine, writing
from server.store.migrations.versions.v0003_supervision import LAST_IN_LINE_MS
from tests.office_by_hand import TOWN, VILLAGE, do, forwarded_case, people, row
from tests.server_by_hand import House, county, station

KEPT_SINCE_BEGINNING = {"last_firm_ms", "effects", "set_aside", "tips"}  # fields of a case, in their order, after...
FIRST_LATER = "following"  # ...the first that step 0002 did not have


def as_of_step_0002(folder: Path) -> None:
    """The same rows in the tables of step 0002, and every case as it was folded then."""
    now, before = folder / DATABASE_FILE, folder / "before.db"
    config, engine = Config(), open_engine(f"sqlite:///{before}")
    config.set_main_option("script_location", "server.store:migrations")
    with writing(engine) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0002")
        connection.commit()
    engine.dispose()
    names = Case.__struct_fields__
    later = set(names[names.index(FIRST_LATER) :]) - KEPT_SINCE_BEGINNING
    with closing(sqlite3.connect(before)) as db, db:
        db.execute("ATTACH ? AS now", (str(now),))
        for (table,) in db.execute("SELECT name FROM main.sqlite_master WHERE type = 'table'").fetchall():
            if table != "alembic_version":
                columns = ", ".join(f'"{row[1]}"' for row in db.execute(f"PRAGMA main.table_info({table})"))
                db.execute(f"INSERT INTO main.{table} ({columns}) SELECT {columns} FROM now.{table}")
        for which, text in db.execute("SELECT id, folded FROM main.case_row").fetchall():
            folded = msgspec.json.decode(text)
            folded["case"] = {name: value for name, value in folded["case"].items() if name not in later}
            text = msgspec.json.encode(folded).decode()
            db.execute("UPDATE main.case_row SET folded = ? WHERE id = ?", (text, which))
    before.replace(now)


def test_a_county_of_the_release_before_opens_verifies_clean_and_goes_on(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        case = forwarded_case(house, station(house, VILLAGE))
        people(house, TOWN)
        before = row(house, case)
    as_of_step_0002(tmp_path / "c")
    again = House(tmp_path / "c", seed=6)
    try:
        assert again.writer.run(lambda journal: journal.unfolded()) == [case]
        assert row(again, case)["folded"] != before["folded"]
        again.digest()
        assert row(again, case) == before
        assert verify(again.node, again.engine, again.instruments).wrong == ()
        assert do(again, case, "accept", "T1").state == State.ACCEPTED.value
        assert verify(again.node, again.engine, again.instruments).wrong == ()
    finally:
        again.close()


def test_what_is_folded_anew_waits_behind_what_comes_in(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        assert house.wall.ms < LAST_IN_LINE_MS
        house.writer.run(lambda journal: journal.note_unfolded(["1" * 27], LAST_IN_LINE_MS))
        house.writer.run(lambda journal: journal.note_unfolded(["2" * 27], house.wall.ms))
        assert house.writer.run(lambda journal: journal.unfolded()) == ["2" * 27, "1" * 27]
