"""Restore day, with real processes: told in docs/protocol.md.

Twenty entrustments made and synced, the kiosk put back to ten, ten others made without a line, exported, imported twice
at two townships, the county restored in between: thirty cases, one incident, none lost, none doubled.
"""

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from kiosk.app import real_instruments
from kiosk.desk.entrusting import entrust
from kiosk.desk.staffing import sign_in_with_card
from kiosk.desk.station import open_station
from kiosk.devices.badge import read_badge
from kiosk.settings import read_settings
from tests.kiosk_by_hand import bare_example
from tests.processes_by_hand import PIN, Kiosk, make_kiosk
from tests.running_by_hand import command, enrol, running
from tests.server_by_hand import found

VILLAGE, TOWNSHIPS = "331003001001", ("331003001000", "331003002000")


def entrusted(kiosk: Kiosk, count: int) -> list[str]:
    """Case numbers of so many entrustments, the station open the while as the window holds it."""
    with open_station(kiosk.folder, real_instruments(), read_settings(kiosk.folder)) as station:
        sign_in_with_card(station, read_badge(kiosk.badge.read_bytes()), PIN)
        return [entrust(station, bare_example(operation="")).receipt.number for _ in range(count)]


def county_rows(folder: Path, sql: str) -> list[tuple[Any, ...]]:
    """Rows of the county's database."""
    with closing(sqlite3.connect(folder / "node.db")) as database:
        return database.execute(sql).fetchall()


def said(*words: object) -> dict[str, Any]:
    """What a server command said."""
    done = command(*words, "--json")
    assert done.returncode == 0, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def test_restore_day(tmp_path: Path) -> None:
    county, medium, stick = found(tmp_path / "county"), tmp_path / "medium", tmp_path / "stick"
    stick.mkdir()
    serve = ("--second-medium", medium, "--allow-same-device")
    said("backup", county, tmp_path / "yesterday.county")

    # Twenty made and synced; a backup of the kiosk was taken after the tenth.
    with running(county, *serve) as server:
        village = make_kiosk(tmp_path / "village", enrol(county, VILLAGE, server.url))
        townships = [
            make_kiosk(tmp_path / f"township-{number}", enrol(county, code, server.url))
            for number, code in enumerate(TOWNSHIPS)
        ]
        first = entrusted(village, 10)
        assert village.run("backup", tmp_path / "village.backup").status == 0
        second = entrusted(village, 10)
        assert village.run("sync", "--url", server.url).said["proved"]["recv"] == 20

        # The kiosk is put back to ten; ten others are made without a line, and leave by stick.
        shutil.rmtree(village.folder)
        restored = village.run("restore", tmp_path / "village.backup").said
        assert restored["station"] == VILLAGE
        third = entrusted(village, 10)
        assert set(third).isdisjoint({*first, *second})  # another terminal number: nothing is printed twice
        assert village.run("export", stick).said["may_be_pulled"]

        # Imported at two townships; the first hands on at once.
        for one in townships:
            assert one.run("import", stick).said["stations"][0]["apart"] == {}
        assert townships[0].run("sync", "--url", server.url).said["handed_on"]["proved"] > 0

    # The county is put back to yesterday: its second medium is read first, and it goes on as a new incarnation.
    back = said("restore", county, tmp_path / "yesterday.county", "--second-medium", medium, "--over")
    assert back["back_events"] > 0
    with running(county, *serve) as server:
        for one in (*townships, *townships):  # the second one's custody, and everything a second time
            assert one.run("import", stick).status == 0
            assert one.run("sync", "--url", server.url).said["ok"]
        assert townships[0].run("export", stick).status == 0
        home = village.run("import", stick).said
        assert home["proved"]["recv"] > 0
        assert village.run("sync", "--url", server.url).said["ok"]
        listed = {one["case"] for one in said("cases", county)["cases"]}
        assert listed == {*first, *second, *third} and len(listed) == 30

    numbers = [number for (number,) in county_rows(county, "SELECT case_no FROM case_row")]
    assert len(numbers) == len(set(numbers)) == 30
    incidents = county_rows(county, "SELECT kind, count FROM incident WHERE closed_at_ms IS NULL")
    assert [kind for kind, _ in incidents] == ["NODE_RESTORED"], incidents
    assert said("verify", county, "--second-medium", medium)
    for kiosk in (village, *townships):
        kiosk.verified()
