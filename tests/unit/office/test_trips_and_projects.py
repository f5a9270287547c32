"""Survey trips and projects: one deed over many cases, in all of them or in none (domain E-6, E-7, A-12)."""

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, event

from kiosk.core.casework.codes import Tier
from kiosk.core.casework.kinds import Kind
from kiosk.core.event import Level
from kiosk.core.refusal import Refusal
from server.office.deeds import find_case
from server.store.joint_tables import trip
from tests.office_by_hand import TOWN, deed, entrust, kinds, number, people
from tests.server_by_hand import NOW_MS
from tests.unit.casework.history import PROMISE
from tests.unit.office.joint_by_hand import DAY_MS, TRIP, Joint, joint, linked, recorded


def test_e_06_many_cases_on_one_trip_each_get_one_record_with_the_trips_number(tmp_path: Path) -> None:
    with joint(tmp_path / "c") as office:
        cases = [office.in_review(sequence) for sequence in range(1, 6)]
        assert recorded(office, *cases)["trip"] == 2026112001
        assert recorded(office, cases[0], sort="completion")["trip"] == 2026112002
        for n, case in enumerate(cases, 1):
            assert kinds(office.house, case).count(Kind.SURVEYED) == (2 if n == 1 else 1)
        body = office.body(cases[4], Kind.SURVEYED)
        assert (body["people"], body["findings"]) == ("陈工（自然资源局）、李工（住建局）", "第5户四至清楚")
        found = office.ask("trip-list")
        assert found["count"] == {"cases": 6, "trips": 2, "cases_a_trip": 3.0}
        assert [(one["trip"], one["cases"]) for one in found["trips"]] == [(2026112002, 1), (2026112001, 5)]


def test_e_06_a_trip_that_cannot_be_recorded_whole_is_not_recorded(tmp_path: Path) -> None:
    with joint(tmp_path / "c") as office:
        good, early = office.in_review(1), office.accepted(2)
        rows = [{"case": case, "findings": "清楚"} for case in (good, early)]
        lonely = TRIP | {"members": TRIP["members"][:1], "cases": rows[:1]}
        stranger = TRIP | {"members": [*TRIP["members"], {"name": "赵工", "department": "SLJ"}], "cases": rows[:1]}
        for record, code in (
            (TRIP | {"cases": rows}, "OF_THE_CASES"),
            (TRIP | {"cases": []}, "CASES_OUT_OF_BOUNDS"),
            (lonely, "TRIP_NOT_READABLE"),
            (stranger, "DEPARTMENT_UNKNOWN"),
        ):
            assert office.refused("trip-record", record=json.dumps(record), staff="C1").code == code
        assert office.refused("trip-record", record="{", staff="C1").code == "TRIP_NOT_READABLE"
        assert office.ask("trip-list")["trips"] == []


def test_e_07_zj_03_shows_its_three_visits(tmp_path: Path) -> None:
    with joint(tmp_path / "c") as office:
        people(office.house, TOWN)
        case = at_the_township(office, "ZJ-03")
        assert office.told(case)["joint"]["visits"] == {"选址": "", "放线": "", "竣工": ""}
        seen = []
        for sort in ("site", "site", "completion"):
            recorded(office, case, sort=sort, staff="T1")
            seen.append([name for name, on in office.told(case)["joint"]["visits"].items() if on == "2026-11-22"])
        assert seen == [["选址"], ["选址", "放线"], ["选址", "放线", "竣工"]]


def at_the_township(office: Joint, matter: str) -> str:
    """A case that the village accepted and passed up, handled at its township."""
    house, village, case = office.house, office.village, number(office.village)

    def sent(*events: tuple[Kind, dict[str, Any]]) -> None:
        for kind, facts in events:
            latest = house.writer.run(lambda journal: find_case(house.office, journal, case).case.latest)
            deed(village, kind, case, facts, body={"at_ms": NOW_MS}, after=latest)
            house.receive(village.batch())
            house.digest()

    entrust(village, case, matter, Level.VILLAGE, Tier.TOWNSHIP)
    house.receive(village.batch())
    house.digest()
    sent((Kind.ACCEPTED, PROMISE), (Kind.PASSED_UP, {"to": Tier.TOWNSHIP}))
    office.act(case, "start", staff="T1")
    return case


def test_a_12_a_project_shows_one_list_and_one_agent_and_who_waits_for_whom(tmp_path: Path) -> None:
    with joint(tmp_path / "c") as office:
        cases = [office.accepted(sequence) for sequence in range(1, 9)]
        for place, case in enumerate(cases, 1):
            linked(office, case, place, *([place - 1] if place in (2, 3, 5) else []))
        made = office.ask("project-show", project="xm-2026-1")
        assert (len(made["children"]), made["agents"]) == (8, ["A1"])
        assert made["path"] == [1, 2, 3] and made["days"] == sum(one["days"] for one in made["children"][:3])
        assert [one["waits"] for one in made["children"]][:5] == [[], [1], [2], [], [4]]
        assert office.ask("project-show") == {"projects": [{"project": "XM-2026-1", "cases": 8, "granted": 0}]}
        assert office.refused("project-show", project="XM-9").code == "PROJECT_UNKNOWN"


def test_e_01_a_child_whose_predecessors_are_not_granted_cannot_be_started(tmp_path: Path) -> None:
    with joint(tmp_path / "c") as office:
        first, second = office.accepted(1), office.accepted(2)
        linked(office, second, 2, 1)
        with pytest.raises(Refusal) as no:
            office.act(second, "start")
        assert no.value.code == "PREDECESSOR_OPEN" and no.value.params["places"] == "1"
        linked(office, first, 1)
        office.act(first, "start")
        with pytest.raises(Refusal):
            office.act(second, "start")
        office.act(first, "conclude", result="granted")
        office.act(second, "start")
        assert office.told(second)["state"] == "在办"


def test_a_12_a_place_is_one_cases_until_that_has_ended_without_a_grant_and_no_circle_is_linked(tmp_path: Path) -> None:
    with joint(tmp_path / "c") as office:
        first, second, third = (office.accepted(sequence) for sequence in (1, 2, 3))
        linked(office, first, 1, 2)
        with pytest.raises(Refusal) as no:
            linked(office, second, 2, 1)
        assert no.value.code == "PROJECT_CIRCLE"
        with pytest.raises(Refusal) as no:
            linked(office, second, 1)
        assert (no.value.code, no.value.params["case"]) == ("PLACE_TAKEN", first)
        office.act(first, "void", staff="L1", why="void", reason="重报")
        linked(office, second, 1)
        linked(office, third, 2, 1)
        assert office.ask("project-show", project="XM-2026-1")["path"] == [1, 2]


def test_e_06_a_trip_is_told_from_its_cases_also_where_its_route_is_lost(tmp_path: Path) -> None:
    with joint(tmp_path / "c") as office:
        case, other = office.in_review(1), office.in_review(2)
        recorded(office, case)
        office.house.writer.run(lambda journal: journal.connection.execute(delete(trip)))
        assert recorded(office, other)["trip"] == 2026112002, "no number is given twice"
        told = [(one["trip"], one["route"], one["cases"]) for one in office.ask("trip-list")["trips"]]
        assert told == [(2026112002, TRIP["route"], 1), (2026112001, "", 1)]


def test_e_06_a_trip_of_a_day_to_come_is_refused_and_a_clock_set_back_gives_no_number_twice(tmp_path: Path) -> None:
    with joint(tmp_path / "c") as office:
        case, other = office.in_review(1), office.in_review(2)
        rows = [{"case": case, "findings": "清楚"}]
        tomorrow = json.dumps(TRIP | {"on": "2026-11-23", "cases": rows})
        assert office.refused("trip-record", record=tomorrow, staff="C1").code == "TRIP_NOT_READABLE"
        office.house.wall.ms += 3 * DAY_MS
        assert recorded(office, case, on="2026-11-24")["trip"] == 2026112401
        office.house.wall.ms -= DAY_MS
        assert recorded(office, other, on="2026-11-24")["trip"] == 2026112402


def test_e_06_one_case_written_in_two_ways_is_not_surveyed_twice_on_one_trip(tmp_path: Path) -> None:
    with joint(tmp_path / "c") as office:
        case = office.in_review(1)
        for twice in (f"{case}/1", f"{case[:12]}-{case[12:]}", f" {case}"):
            rows = [{"case": one, "findings": "清楚"} for one in (case, twice)]
            no = office.refused("trip-record", record=json.dumps(TRIP | {"cases": rows}), staff="C1")
            assert no.code == "CASES_OUT_OF_BOUNDS"


def test_the_list_of_projects_reads_each_case_once_however_many_projects_there_are(tmp_path: Path) -> None:
    with joint(tmp_path / "c") as office:
        asked: list[str] = []

        def note(connection: object, cursor: object, statement: str, *rest: object) -> None:
            asked.append(statement)

        counts = []
        for sequence in (1, 2, 3):
            linked(office, office.accepted(sequence), 1, project=f"XM-2026-{sequence}")
            event.listen(office.house.engine, "before_cursor_execute", note)
            assert len(office.ask("project-show")["projects"]) == sequence
            event.remove(office.house.engine, "before_cursor_execute", note)
            counts.append(len(asked))
            asked.clear()
        assert counts[0] == counts[1] == counts[2]
