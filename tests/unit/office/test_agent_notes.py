"""当好“三员”: an agent's card of a month counts cases, suggestions made and adopted, problems solved."""

from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from kiosk.core.casework.days import start_of_day_ms
from kiosk.core.event import Level
from server.__main__ import main
from server.office.staff import Staff
from tests.office_by_hand import TOWN, forwarded_case, people
from tests.server_by_hand import House, county, station
from tests.unit.office.intake_by_hand import code, done

AGENT = Staff("A1", "李代办", Level.VILLAGE, "331003001001", ("clerk",))


def noted(house: House, sort: str, text: str = "修一修村口的路") -> str:
    return str(done(house, "staff-note", number="A1", text=text, sort=sort)["id"])


def test_f_04_the_month_card_has_its_three_parts(tmp_path: Path) -> None:
    """Month card: 办件 31, 建议 2(采纳1), 协调 4."""
    with county(tmp_path / "c") as house:
        people(house, TOWN, AGENT)
        kiosk = station(house)
        for sequence in range(1, 32):
            forwarded_case(house, kiosk, sequence)
        done(house, "staff-note", number="T1", text=noted(house, "suggestion"))
        noted(house, "suggestion")
        for _ in range(4):
            done(house, "staff-note", number="T1", text=noted(house, "problem"))
        noted(house, "problem")
        card = done(house, "staff-month", number="A1", month="2026-11")
        assert card["line"] == "李代办 2026-11 办件 31, 建议 2(采纳1), 协调 4"
        empty = done(house, "staff-month", number="A1", month="2026-10")
        assert (empty["cases"], empty["suggestions"], empty["solved"]) == (0, 0, 0)


def test_f_04_nobody_adopts_their_own_suggestion_and_a_second_time_changes_nothing(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        people(house, TOWN, AGENT)
        which = noted(house, "suggestion")
        assert code(house, "staff-note", number="A1", text=which) == "STAFF_ONESELF"
        done(house, "staff-note", number="T1", text=which)
        done(house, "staff-note", number="T1", text=which)
        assert done(house, "staff-month", number="A1", month="2026-11")["adopted"] == 1


def test_f_04_only_the_agents_own_township_or_the_county_adopts_and_no_other_agent(tmp_path: Path) -> None:
    neighbour = AGENT._replace(number="A2", name="王代办", prefix="331003001002")
    elsewhere = TOWN._replace(number="T2", prefix="331003002")
    with county(tmp_path / "c") as house:
        people(house, TOWN, AGENT, neighbour, elsewhere)
        which = noted(house, "suggestion")
        assert code(house, "staff-note", number="A2", text=which) == "STAFF_NOT_A_CLERK"
        assert code(house, "staff-note", number="T2", text=which) == "STAFF_OUTSIDE_PREFIX"
        assert done(house, "staff-month", number="A1", month="2026-11")["adopted"] == 0
        done(house, "staff-note", number="T1", text=which)
        assert done(house, "staff-month", number="A1", month="2026-11")["adopted"] == 1


def test_a_note_belongs_to_the_month_it_was_made_in(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        people(house, AGENT)
        house.wall.ms = start_of_day_ms(date(2026, 12, 1)) - 1
        noted(house, "problem")
        house.wall.ms += 1
        noted(house, "suggestion")
        assert done(house, "staff-month", number="A1", month="2026-11")["suggestions"] == 0
        assert done(house, "staff-month", number="A1", month="2026-12")["suggestions"] == 1


@pytest.mark.parametrize("month", ["2026-13", "11月", "2026"])
def test_what_is_no_month_is_refused(tmp_path: Path, month: str) -> None:
    with county(tmp_path / "c") as house:
        people(house, AGENT)
        assert code(house, "staff-month", number="A1", month=month) == "MONTH_WRONG"
        assert code(house, "staff-note", number="A1", text="20261122-00000000") == "NOTE_UNKNOWN"
        assert code(house, "staff-note", number="A1", text="", sort="problem") == "ENQUIRY_FACT_WRONG"


def test_the_commands_note_settle_and_print(tmp_path: Path) -> None:
    folder = tmp_path / "c"
    with county(folder) as house:
        people(house, TOWN, AGENT)

    def run(*words: str) -> str:
        ran = CliRunner().invoke(main, ["staff", str(folder), *words])
        assert ran.exit_code == 0, ran.output
        return ran.output

    which = run("note", "A1", "加一班车", "--sort", "suggestion").split(" ", 1)[0]
    run("settle", which, "--as", "T1")
    assert "建议" in run("month", "A1", "--month", "2026-11")
    assert "A1 受理" in run("authorise", "A1", "MZ-05", "accept", "--as", "admin")
    assert "有授权 1/104" in run("authorised")
    assert "培训至2026-12-31" in run("term", "A1", "--trained-until", "2026-12-31", "--as", "admin")
