"""`init`: whole or not at all, and nothing readable that should not be."""

import stat
from pathlib import Path
from typing import Any

import pytest

from kiosk.core.carriage.kinds import NODE_CERTIFIED
from kiosk.core.refusal import Refusal
from server.node import open_node
from server.office import founding
from server.office.founding import Sheets, found_county, found_relay, read_calendar
from server.office.staff import list_staff
from tests.office_by_hand import VILLAGE
from tests.server_by_hand import COUNTY, House, asset, county, found

SHEETS = Sheets(asset("divisions/331003.csv").decode(), asset("catalogue/catalogue.csv").decode())


def test_every_key_file_is_its_owners_alone(tmp_path: Path) -> None:
    folder = found(tmp_path / "county")
    files = [*(folder / "keys").iterdir(), *(folder / "offline").iterdir()]
    assert {path.name for path in (folder / "offline").iterdir()} == {"root.key", "recovery.key"}
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in files)


def test_no_private_key_lies_in_the_database(tmp_path: Path) -> None:
    folder = found(tmp_path / "county")
    database = (folder / "node.db").read_bytes()
    secrets = [folder / "keys" / name for name in ("signing.key", "sealing.key", "county.secret")]
    for path in [*secrets, *(folder / "offline").iterdir()]:
        assert path.read_bytes() not in database


def test_the_county_begins_with_its_certificate_its_catalogue_and_one_administrator(tmp_path: Path) -> None:
    with county(tmp_path / "county") as house:
        name = house.node.identity.node + house.node.log
        rows = house.writer.run(lambda journal: journal.rows(name))
        staff = house.writer.run(lambda journal: list_staff(journal.connection, journal.county))
        document = house.writer.run(lambda journal: house.office.published.in_force(journal.connection))
    assert [row.event.head.kind for row in rows] == [NODE_CERTIFIED]
    assert [(one.number, one.roles) for one in staff] == [("admin", ("administrator",))]
    assert (document.version, len(document.matters), len(document.divisions.rows)) == (1, 104, 368)
    assert document.dictionary == asset("catalogue/entrustment.dict")
    assert {key.role for key in document.sealing_keys} == {"county", "recovery"}


def test_the_report_says_how_each_material_was_read(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        made = found_county(tmp_path / "again", COUNTY, SHEETS, house.instruments)
    assert any("非必要" in line and "有则提供" in line for line in made.readings)
    assert made.matters == 104 and len(made.keep_offline) == 2


@pytest.mark.parametrize(
    ("sheets", "code"),
    [
        (SHEETS._replace(catalogue="no such header\n"), "CATALOGUE_ROW"),
        (SHEETS._replace(divisions="no such header\n"), "DIVISION_ROW"),
        (SHEETS._replace(calendar="date,working\n2026-02-30,1\n"), "CATALOGUE_DOCUMENT"),
    ],
)
def test_a_wrong_sheet_founds_nothing(tmp_path: Path, sheets: Sheets, code: str) -> None:
    with county(tmp_path / "c") as house:
        instruments = house.instruments
    with pytest.raises(Refusal) as no:
        found_county(tmp_path / "deep" / "county", COUNTY, sheets, instruments)
    assert no.value.code == code and not (tmp_path / "deep").exists()


def test_divisions_of_another_county_are_refused(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house, pytest.raises(Refusal) as no:
        found_county(tmp_path / "x", "999901", SHEETS, house.instruments)
    assert no.value.code == "COUNTY_NOT_IN_DIVISIONS"


def test_an_init_that_breaks_off_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def torn(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(founding, "migrate", torn)
    with county(tmp_path / "c") as house, pytest.raises(Refusal) as no:
        found_county(tmp_path / "deep" / "county", COUNTY, SHEETS, house.instruments)
    assert no.value.code == "FILE_UNWRITABLE" and list((tmp_path / "deep").iterdir()) == []


def test_a_folder_that_holds_anything_is_refused(tmp_path: Path) -> None:
    folder = found(tmp_path / "county")
    before = sorted((path, path.stat().st_mtime_ns) for path in folder.rglob("*"))
    with county(tmp_path / "c") as house, pytest.raises(Refusal) as no:
        found_county(folder, COUNTY, SHEETS, house.instruments)
    assert no.value.code == "FOLDER_NOT_EMPTY"
    assert sorted((path, path.stat().st_mtime_ns) for path in folder.rglob("*")) == before


def test_a_clock_at_1970_founds_no_county(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        house.wall.ms = 1_000
        with pytest.raises(Refusal) as no:
            found_county(tmp_path / "x", COUNTY, SHEETS, house.instruments)
    assert no.value.code == "CLOCK_NOT_PLAUSIBLE"


def test_a_relay_holds_no_sealing_key(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        found_relay(tmp_path / "relay", house.enrol("331003001"), house.instruments)
    node = open_node(tmp_path / "relay")
    assert node.sealing_key is None and node.identity.sealing_key == b"" and node.identity.prefix == "331003001"
    assert not (tmp_path / "relay" / "keys" / "sealing.key").exists() and not (tmp_path / "relay" / "offline").exists()


def test_a_stations_enrolment_makes_no_relay(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house, pytest.raises(Refusal) as no:
        found_relay(tmp_path / "relay", house.enrol(VILLAGE), house.instruments)
    assert no.value.code == "ENROLMENT_NOT_OF_A_RELAY" and not (tmp_path / "relay").exists()


def test_a_harmed_key_file_opens_no_node(tmp_path: Path) -> None:
    folder = found(tmp_path / "county")
    (folder / "keys" / "signing.key").write_bytes(bytes(32))
    with pytest.raises(Refusal) as no:
        open_node(folder)
    assert no.value.code == "NOT_A_NODE"


def test_the_countys_changes_to_the_calendar_are_read() -> None:
    assert read_calendar("date,working\n2027-02-08,0\n2027-02-14,1\n") == {"2027-02-08": False, "2027-02-14": True}


def test_a_reopened_house_is_the_same_node(tmp_path: Path) -> None:
    folder = found(tmp_path / "county")
    first = House(folder)
    node = first.node.identity.node
    first.close()
    again = House(folder)
    again.close()
    assert again.node.identity.node == node
