"""便民服务卡 (B-7, G-4): what it bears is what holds when it is printed."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select

from kiosk.core.event import Level
from kiosk.core.refusal import Refusal
from server.documents.desk import PAPER_COMMANDS
from server.documents.service_card import CARDS_A_SHEET, NAME_CHARS_MAX, card_pdf
from server.office.desk import Desk
from server.office.service_points import MATTERS_COUNT_MAX
from server.office.staff import Staff, stop_staff
from server.store import tables as t
from server.store.database import reading
from tests.office_by_hand import people
from tests.papers_by_hand import AGENT, STAND_IN, VILLAGE, WINDOW, Hall, hall

TOWNSHIP_STATION = "331003101000"
SET = {"agent": "V01", "phone": "13857600002", "hours": "周一至周五 8:30–17:00"}


@pytest.fixture
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    with hall(tmp_path_factory.mktemp("card") / "county") as found:
        yield found


def ask(made: Hall, command: str, **arguments: object) -> dict[str, Any]:
    house = made.house
    desk = Desk(house.node, house.office, house.writer, house.instruments, PAPER_COMMANDS)
    return desk.do(command, arguments, "owner")


def station(made: Hall, **changes: str) -> dict[str, Any]:
    return ask(made, "station", station=VILLAGE, changes=changes)


def card(made: Hall, **arguments: object) -> dict[str, Any]:
    found: dict[str, Any] = ask(made, "card", station=VILLAGE, **arguments)["card"]
    return found


def test_b_07_the_card_for_household_12_shows_the_agent_of_now_and_the_new_one_after_the_change(made: Hall) -> None:
    made.at("2026-11-23")
    station(made, **SET)
    first = card(made, household="第12户")
    assert (first["agent"], first["phone"]) == (AGENT.name, "13857600002")
    made.at("2026-11-30")
    station(made, agent="V02", phone="0576-84220001")
    again = card(made, household="第12户")
    assert (again["agent"], again["phone"], again["hours"]) == (STAND_IN.name, "0576-84220001", SET["hours"])
    given = ask(made, "card", station=VILLAGE, given=True)["given"]
    assert given == [("第12户", "V02", "2026-11-30"), ("第12户", "V01", "2026-11-23")]


def test_the_audit_says_that_a_household_was_given_a_card_and_not_whose_it_is(made: Hall) -> None:
    station(made, **SET)
    card(made, household="张三家")
    card(made)
    with reading(made.house.engine) as connection:
        asked = select(t.audit.c.detail).where(t.audit.c.deed == "print card")
        assert sorted(connection.scalars(asked)) == ["", "household"]


def test_g_04_a_card_names_the_stand_in_the_matters_and_where_to_complain(made: Hall) -> None:
    station(made, **SET, stand_in="V02", stand_in_phone="13857600003", complaint_phone="12345", matters="MZ-05，ZR-01")
    found = card(made)
    assert found["stand_in"] == (STAND_IN.name, "13857600003") and found["complaint_phone"] == "12345"
    assert found["matters"] == ("临时救助", "农村村民宅基地审批")
    station(made, matters="", stand_in="", stand_in_phone="")
    found = card(made)
    assert found["stand_in"] == ("", "") and len(set(found["matters"])) == len(found["matters"]) == MATTERS_COUNT_MAX
    assert all(len(name) <= NAME_CHARS_MAX for name in found["matters"])


def test_what_is_not_set_is_not_invented(made: Hall) -> None:
    with pytest.raises(Refusal, match="SERVICE_POINT_NOT_SET"):
        card(made)
    station(made, **SET)
    assert card(made)["complaint_phone"] == "待县确认"


def test_nobody_stands_on_a_card_once_they_have_left(made: Hall) -> None:
    station(made, **SET)
    made.house.writer.run(lambda journal: stop_staff(journal, "V01", WINDOW, made.house.wall.ms))
    with pytest.raises(Refusal, match="STAFF_UNKNOWN"):
        card(made)


def test_a_station_s_agent_works_at_that_station(made: Hall) -> None:
    people(made.house, Staff("V09", "别村的人", Level.VILLAGE, "331003101001", ("clerk",)))
    for number in ("V09", WINDOW.number, "T01"):
        with pytest.raises(Refusal, match="AGENT_OF_ANOTHER_PLACE"):
            station(made, **{**SET, "agent": number})
    found = ask(made, "station", station=TOWNSHIP_STATION, changes={**SET, "agent": "T01"})
    assert found["agent"] == "T01"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"phone": "12345"}, "PHONE_NOT_VALID"),
        ({"hours": "长" * 41}, "TEXT_TOO_LONG"),
        ({"matters": "XX-99"}, "MATTER_UNKNOWN"),
        ({"matters": ",".join(f"MZ-{number:02}" for number in range(1, 10))}, "SERVICE_POINT_FACT"),
        ({"stand_in": "V01"}, "SERVICE_POINT_FACT"),
        ({"agent": "V77"}, "STAFF_UNKNOWN"),
    ],
)
def test_a_wrong_fact_is_refused_and_nothing_is_noted(made: Hall, changes: dict[str, str], code: str) -> None:
    station(made, **SET)
    before = station(made)
    with pytest.raises(Refusal, match=code):
        station(made, **changes)
    assert station(made) == before


def test_an_unknown_place_has_no_record(made: Hall) -> None:
    for code, no in (("331003999999", "DIVISION_UNKNOWN"), ("331003101", "SERVICE_POINT_FACT")):
        with pytest.raises(Refusal, match=no):
            ask(made, "station", station=code, changes=SET)


def test_a_sheet_is_one_page_of_a4_with_ten_cards_of_the_size_of_a_bank_card(made: Hall) -> None:
    station(made, **SET)
    drawn = card_pdf(card(made, url="https://daiban.example/"))
    assert drawn.startswith(b"%PDF-") and re.findall(rb"/Count ([0-9]+)", drawn) == [b"1"], "one page"
    assert CARDS_A_SHEET == 10 and len(drawn) < 150_000 and card_pdf(card(made, url="https://daiban.example/")) == drawn


def test_the_code_leads_to_the_county_s_progress_page_or_keeps_the_agent_s_telephone(made: Hall) -> None:
    station(made, **SET)
    assert card(made, url="https://daiban.example/")["code"] == "https://daiban.example/progress"
    assert card(made)["code"].startswith(f"MECARD:N:{AGENT.name};TEL:13857600002;")


def test_papers_by_command_are_the_case_s_papers_as_data_and_audited(made: Hall) -> None:
    case = made.entrusted("丁大山", "NY-05")
    told = ask(made, "papers", case=case)
    assert [one["number"] for one in told["papers"]] == [one.number for one in made.papers(case)]
    assert told["papers"][0]["title"] == "收件回执" and told["papers"][0]["organ"] == "宁溪镇乌岩头村便民服务站"
    asked = select(t.audit.c.who, t.audit.c.about, t.audit.c.detail).where(t.audit.c.deed == "print papers")
    with reading(made.house.engine) as connection:
        assert connection.execute(asked).all() == [("owner", case, "011 021 041")]
