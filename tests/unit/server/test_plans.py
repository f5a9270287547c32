"""The questions asked at every batch are answered by an index, not by walking the journal."""

from pathlib import Path
from typing import Any

from sqlalchemy import event

from server.office.devices import devices_under
from server.store import shelf
from server.store.database import reading
from server.uplink.owed import Turn, owed_events
from tests.server_by_hand import COUNTY, county, station


def test_a_case_a_log_and_what_is_owed_are_found_by_their_own_index(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house, reading(house.engine) as connection:
        asked: list[tuple[str, Any]] = []
        event.listen(connection, "before_cursor_execute", lambda *a: asked.append((a[2], a[3])))
        shelf.events_of_case(connection, COUNTY, "1" * 27)
        shelf.rows(connection, COUNTY, bytes(16), 4)
        owed_events(connection, COUNTY, Turn())
        driver: Any = connection.connection.driver_connection
        plans = [driver.execute("EXPLAIN QUERY PLAN " + sql, values).fetchone()[3] for sql, values in asked]
        assert [plan.split("INDEX ")[1] for plan in plans] == [
            "sqlite_autoindex_meta_1 (county=? AND name=?)",  # who is revoked
            "event_by_case (county=? AND case_no=?)",
            "event_by_place (county=? AND log_name=? AND seq>?)",
            "event_owed (county=? AND log_name>?)",
        ]


def test_the_stations_page_asks_the_journal_by_its_indexes_alone(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        house.receive(station(house).batch())
        with reading(house.engine) as connection:
            asked: list[tuple[str, Any]] = []
            event.listen(connection, "before_cursor_execute", lambda *a: asked.append((a[2], a[3])))
            devices_under(connection, COUNTY, COUNTY)
            driver: Any = connection.connection.driver_connection
            plans = [row[3] for sql, values in asked for row in driver.execute("EXPLAIN QUERY PLAN " + sql, values)]
    assert [plan.split("event USING ")[1] for plan in plans if "event USING " in plan] == [
        "INDEX event_by_place (county=? AND log_name=? AND seq=?) LEFT-JOIN",
        "COVERING INDEX event_by_place (county=? AND log_name=? AND seq>?)",
        "INDEX event_awaiting (county=? AND awaiting>?)",
    ]
