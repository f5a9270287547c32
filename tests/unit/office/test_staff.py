"""Staff: numbers, prefixes and posts are checked; a sheet is taken whole or not at all."""

from pathlib import Path

import pytest

from kiosk.core.casework.commands import Power
from kiosk.core.event import Level
from kiosk.core.refusal import Refusal
from server.office.staff import (
    Record,
    Staff,
    import_staff,
    list_staff,
    read_sheet,
    read_staff,
    require_staff,
    staff_records,
    stop_staff,
)
from server.store.journal import Journal
from tests.office_by_hand import CLERK, TOWN, people
from tests.server_by_hand import NOW_MS, county

HEADER = "number,name,level,prefix,roles\n"


def test_a_township_stations_twelve_digits_mean_its_township() -> None:
    staff = read_staff("T1", "李明", "township", "331003001000", "clerk", "331003")
    assert staff.prefix == "331003001" and staff.level is Level.TOWNSHIP


def test_posts_give_powers() -> None:
    staff = Staff("X", "x", Level.COUNTY, "331003", ("clerk", "approver", "head", "supervisor"))
    assert staff.powers == {Power.CONCLUDE, Power.DEPARTMENT_HEAD, Power.SUPERVISOR}
    assert staff._replace(roles=("clerk", "administrator")).powers == frozenset()


@pytest.mark.parametrize(
    "words",
    [
        ("工号", "李明", "county", "331003", "clerk"),
        ("a" * 17, "李明", "county", "331003", "clerk"),
        ("T1", "", "county", "331003", "clerk"),
        ("T1", "李明", "province", "331003", "clerk"),
        ("T1", "李明", "township", "331003", "clerk"),
        ("T1", "李明", "county", "331004", "clerk"),
        ("T1", "李明", "county", "331003", "king"),
        ("T1", "李明", "county", "331003", ""),
    ],
)
def test_a_wrong_fact_is_refused_by_name(words: tuple[str, str, str, str, str]) -> None:
    with pytest.raises(Refusal) as no:
        read_staff(*words, county="331003")
    assert no.value.code == "STAFF_FACT_WRONG"


def test_a_sheet_with_one_wrong_row_names_it() -> None:
    with pytest.raises(Refusal) as no:
        read_sheet(HEADER + "A1,王芳,county,331003,clerk\nB1,李明,county,331003,king\n", "331003")
    assert (no.value.code, no.value.params["row"]) == ("STAFF_ROW", 3)


def test_a_number_twice_in_a_sheet_is_refused() -> None:
    with pytest.raises(Refusal) as no:
        read_sheet(HEADER + "A1,王芳,county,331003,clerk\nA1,李明,county,331003,clerk\n", "331003")
    assert (no.value.code, no.value.params["row"]) == ("STAFF_ROW", 3)


def test_a_sheet_registers_everybody_or_nobody(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        people(house, CLERK)
        sheet = read_sheet(HEADER + "A1,王芳,county,331003,clerk;approver\nC1,李明,county,331003,clerk\n", "331003")
        with pytest.raises(Refusal) as no:
            house.writer.run(lambda journal: import_staff(journal, house.instruments, sheet, "root"))
        assert (no.value.code, no.value.params["row"]) == ("STAFF_ROW", 3)
        assert {s.number for s in house.writer.run(lambda j: list_staff(j.connection, j.county))} == {"admin", "C1"}
        assert house.writer.run(lambda journal: import_staff(journal, house.instruments, sheet[:1], "root")) == 1
        found = house.writer.run(lambda j: require_staff(j.connection, j.county, "A1"))
    assert found == Staff("A1", "王芳", Level.COUNTY, "331003", ("clerk", "approver"))


def test_a_number_is_never_given_twice(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        people(house, CLERK)
        with pytest.raises(Refusal) as no:
            people(house, CLERK._replace(name="另一人"))
    assert no.value.code == "STAFF_ALREADY_KNOWN"


def test_who_is_not_registered_is_unknown(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house, pytest.raises(Refusal) as no:
        house.writer.run(lambda j: require_staff(j.connection, j.county, "nobody"))
    assert no.value.code == "STAFF_UNKNOWN"


def test_who_left_stands_last_keeps_their_record_and_can_do_nothing_more(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        other = CLERK._replace(number="C2", name="另一位")
        people(house, CLERK, other)
        house.writer.run(lambda journal: stop_staff(journal, "C1", other, NOW_MS))

        def kept(journal: Journal) -> list[Record]:
            return staff_records(journal.connection, journal.county, "331003")

        records = {record.person.number: record for record in house.writer.run(kept)}
        assert list(records)[-1] == "C1" and records["C1"].removed_at_ms == NOW_MS
        assert records["C2"].removed_at_ms is None and not records["C2"].has_password
        with pytest.raises(Refusal) as no:
            house.writer.run(lambda journal: require_staff(journal.connection, journal.county, "C1"))
        assert no.value.code == "STAFF_UNKNOWN"
        with pytest.raises(Refusal) as no:
            people(house, CLERK)
        assert no.value.code == "STAFF_ALREADY_KNOWN", "a number is never given to another"


def test_nobody_stops_themselves(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        people(house, CLERK)
        with pytest.raises(Refusal) as no:
            house.writer.run(lambda journal: stop_staff(journal, "C1", CLERK, NOW_MS))
        assert no.value.code == "STAFF_ONESELF"


def test_records_are_those_under_the_prefix(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        people(house, CLERK, TOWN)

        def numbers(prefix: str, number: str = "") -> list[str]:
            found = house.writer.run(
                lambda journal: staff_records(journal.connection, journal.county, prefix, number)
            )
            return [record.person.number for record in found]

        assert numbers("331003001") == ["T1"]
        assert numbers("331003001", "C1") == []
        assert "C1" in numbers("331003")
