"""A folder that an older release wrote: what a folded case holds more is folded when the folder is opened."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec

from kiosk.core.casework.case import Case
from kiosk.desk.deeds import Wanted, act
from kiosk.desk.entrusting import entrust
from kiosk.desk.folder import DATABASE_FILE
from kiosk.desk.staffing import Issued
from kiosk.desk.verification import verify
from tests.kiosk_by_hand import example, opened, photographs

KNOWS_SINCE = "following"  # the first field of a case that the first release did not have


def as_the_release_before(folder: Path) -> None:
    """Every case as it was folded then, and no word of the step that came after."""
    later = Case.__struct_fields__[Case.__struct_fields__.index(KNOWS_SINCE) :]
    with closing(sqlite3.connect(folder / DATABASE_FILE)) as db, db:
        for operation, folded in db.execute('SELECT operation, folded FROM "case"').fetchall():
            kept: dict[str, Any] = msgspec.msgpack.decode(folded)
            for name in set(later) - {"set_aside", "tips", "effects", "last_firm_ms"}:
                del kept[name]
            db.execute('UPDATE "case" SET folded = ? WHERE operation = ?', (msgspec.msgpack.encode(kept), operation))
        db.execute("DELETE FROM _sqlite_migrations WHERE name = 'cases_know_more'")
        db.execute("DELETE FROM meta WHERE key = 'refold'")


def test_a_folder_of_the_release_before_opens_verifies_clean_and_goes_on(folder: Path, issued: Issued) -> None:
    with opened(folder, issued) as station:
        number = entrust(station, example(operation=""), photographs()).receipt.number
        today = station.store.one('SELECT folded FROM "case"')[0]
    as_the_release_before(folder)
    with closing(sqlite3.connect(folder / DATABASE_FILE)) as db, db:
        assert db.execute('SELECT folded FROM "case"').fetchone()[0] != today
    with opened(folder, issued) as station:
        assert station.store.one('SELECT folded FROM "case"')[0] == today
        assert verify(station).findings == ()
        act(station, Wanted(number, "withdraw", {"reason": "不办了"}))
    with opened(folder) as station:
        assert verify(station).findings == ()
