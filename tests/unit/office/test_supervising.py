"""Supervision at the county: cards that its own clock writes, each once, and the lists that are read from them."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from kiosk.core.casework.codes import CardColour, CardRule, Tier
from kiosk.core.casework.days import start_of_day_ms
from kiosk.core.casework.kinds import Kind, facts_unpack
from kiosk.core.event import Level
from kiosk.core.refusal import Refusal
from server.office.periods import set_periods
from server.office.staff import Staff
from server.office.supervising import Supervised, supervised
from server.office.verification import verify
from server.store.database import reading
from tests.office_by_hand import TOWN, VILLAGE, deed, do, entrust, forwarded_case, kinds, number, people, row
from tests.server_by_hand import COUNTY, NOW_MS, House, county, station
from tests.unit.casework.test_supervision import day

OVERSEER = Staff("S1", "督办员", Level.COUNTY, COUNTY, ("supervisor",))
DAY_MS = 86_400_000


def look(house: House, today: str) -> None:
    """The county's clock at 00:00 of that day: one tick, and the digest to its end."""
    house.wall.ms = start_of_day_ms(day(today))
    more = house.writer.run(house.office.tick)
    while more:
        more = house.writer.run(house.office.digest)


def cards(house: House, case: str) -> list[tuple[int, CardColour, CardRule, str]]:
    """Number, colour, rule and last day of every card of the case, as the heads say it."""
    rows = house.writer.run(lambda journal: journal.events_of_case(case))
    heads = [one.event.head for one in rows if one.event.head.kind == Kind.CARD_ISSUED]
    facts = [facts_unpack(Kind.CARD_ISSUED, head.facts) for head in heads]
    assert all((head.author, head.level) == ("", Level.COUNTY) for head in heads)
    return sorted((one["card"], one["colour"], one["rule"], str(one["due"])) for one in facts)


def told(house: House, prefix: str = COUNTY) -> Supervised:
    return house.writer.run(
        lambda journal: supervised(journal.connection, house.office.published, COUNTY, prefix, house.wall.ms)
    )


def clean(house: House) -> None:
    assert verify(house.node, house.engine, house.instruments).wrong == ()


YELLOW_T1 = (1, CardColour.YELLOW, CardRule.RECEIVE, "2026-11-27")
RED_T1 = (2, CardColour.RED, CardRule.RECEIVE, "2026-11-27")


def test_d_01_a_forwarded_case_that_nobody_answers_is_yellow_and_then_red_each_once(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        case = forwarded_case(house, station(house, VILLAGE))  # Sunday 22 November: T1 ends on Friday 27
        assert row(house, case)["next_look"] == 20261126
        look(house, "2026-11-25")
        assert cards(house, case) == []
        look(house, "2026-11-26")
        look(house, "2026-11-27")
        assert cards(house, case) == [YELLOW_T1]
        assert row(house, case)["next_look"] == 20261128
        look(house, "2026-11-28")
        look(house, "2026-12-20")
        assert cards(house, case) == [YELLOW_T1, RED_T1]
        assert (row(house, case)["yellow"], row(house, case)["red"]) == (1, 1)
        clean(house)


def test_d_01_restarts_and_a_clock_set_forward_and_back_bring_no_second_card(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        case = forwarded_case(house, station(house, VILLAGE))
        look(house, "2026-11-26")
    for seed, today in enumerate(("2026-11-26", "2026-11-28", "2026-11-20", "2026-11-27", "2027-02-01"), 20):
        house = House(tmp_path / "c", seed)
        try:
            look(house, today)
            look(house, today)
            clean(house)
            found = cards(house, case)
        finally:
            house.close()
    assert found[:2] == [YELLOW_T1, RED_T1] and len({one[1:] for one in found}) == len(found)
    assert [one for one in found if one[2] is CardRule.RECEIVE] == [YELLOW_T1, RED_T1]


def test_d_01_a_county_that_slept_gives_the_red_card_late_also_when_the_case_went_on(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        people(house, TOWN)
        case = forwarded_case(house, station(house, VILLAGE))
        house.wall.ms = start_of_day_ms(day("2026-12-02"))
        do(house, case, "accept", "T1")
        assert cards(house, case) == [(1, *RED_T1[1:])]
        clean(house)


def test_a_tick_reads_only_the_cases_that_are_owed_something_today(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        village = station(house, VILLAGE)
        for sequence in (1, 2, 3):
            forwarded_case(house, village, sequence)
        written: list[str] = []
        event.listen(house.engine, "before_cursor_execute", lambda *asked: written.append(asked[2]))

        def projected() -> int:
            return sum(statement.startswith("INSERT INTO case_row") for statement in written)

        look(house, "2026-11-25")
        assert projected() == 0
        look(house, "2026-11-26")
        assert projected() == 3
        look(house, "2026-11-27")
        assert projected() == 3


def test_lists_and_tick_find_their_cases_by_an_index_of_their_own(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        look(house, "2026-11-23")  # what is read once an hour is read now
        asked: list[tuple[str, Any]] = []
        event.listen(house.engine, "before_cursor_execute", lambda *a: asked.append((a[2], a[3])))
        look(house, "2026-11-23")
        told(house)
        with reading(house.engine) as connection:
            driver: Any = connection.connection.driver_connection
            wanted = [(sql, values) for sql, values in asked if "FROM case_row" in sql and sql.startswith("SELECT")]
            plans = [driver.execute("EXPLAIN QUERY PLAN " + sql, values).fetchone()[3] for sql, values in wanted]
    assert sorted({plan.split("INDEX ")[1].split(" ")[0] for plan in plans if "INDEX " in plan}) == [
        "case_row_by_entry", "case_row_carded", "case_row_idle", "case_row_to_look_at",
    ]  # fmt: skip
    assert [plan for plan in plans if "INDEX " not in plan] == [], "no list walks the table"


def test_a_county_that_changes_its_limits_looks_at_every_case_anew(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        people(house, Staff("A1", "管理员", Level.COUNTY, COUNTY, ("administrator",)))
        case = forwarded_case(house, station(house, VILLAGE))
        look(house, "2026-11-23")
        changes = {"receive_working_days": "7"}
        house.writer.run(lambda journal: set_periods(house.office, journal, changes, "A1", "tester"))
        look(house, "2026-11-24")
        assert (row(house, case)["due"], row(house, case)["next_look"]) == (20261201, 20261130)
        clean(house)
        look(house, "2026-11-28")
        assert cards(house, case) == []


def test_a_supervisor_takes_a_card_back_with_a_reason_and_it_is_counted_by_itself(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        people(house, TOWN, OVERSEER)
        case = forwarded_case(house, station(house, VILLAGE))
        look(house, "2026-11-28")
        assert [one.case for one in told(house).carded] == [case]
        with pytest.raises(Refusal, match="STAFF_NOT_A_CLERK"):
            do(house, case, "revoke-card", "T1", card="1", why="system", reason="停电")
        with pytest.raises(Refusal, match="CARD_UNKNOWN"):
            do(house, case, "revoke-card", "S1", card="2", why="system", reason="停电")
        with pytest.raises(Refusal, match="FIELD_MISSING"):
            do(house, case, "revoke-card", "S1", card="1", why="force_majeure")
        do(house, case, "revoke-card", "S1", card="1", why="force_majeure", reason="台风停电")
        assert told(house).carded == ()
        [month] = told(house).months
        assert (month.month, month.red, month.red_revoked) == ("2026-11", 0, 1)
        assert (month.yellow, month.yellow_revoked) == (0, 0)
        assert (row(house, case)["red"], row(house, case)["revoked"]) == (0, 1)
        look(house, "2026-11-29")
        assert len(cards(house, case)) == 1 and kinds(house, case).count(Kind.CARD_REVOKED) == 1
        with pytest.raises(Refusal, match="CARD_UNKNOWN"):
            do(house, case, "revoke-card", "S1", card="1", why="system", reason="停电")
        clean(house)


def test_d_09_a_case_untouched_for_more_than_five_working_days_is_on_the_list(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        people(house, TOWN)
        case = forwarded_case(house, station(house, VILLAGE))  # Sunday
        house.wall.ms = start_of_day_ms(day("2026-11-23"))
        do(house, case, "accept", "T1")
        look(house, "2026-11-30")
        assert told(house).untouched == ()  # five working days: 24 to 30 November
        look(house, "2026-12-01")
        assert [(one.case, one.working_days) for one in told(house).untouched] == [(case, 6)]
        assert told(house, "331003101").untouched == ()
        look(house, "2026-12-10")  # cards are the county's own clock's, and move nothing on
        assert [one.working_days for one in told(house).untouched] == [13]
        do(house, case, "start", "T1")
        assert told(house).untouched == ()


def test_d_09_what_waits_for_the_applicant_is_no_backlog(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        people(house, TOWN)
        case = forwarded_case(house, station(house, VILLAGE))
        do(house, case, "correct", "T1", gaps="101", notice="缺身份证复印件")
        look(house, "2026-12-04")
        assert told(house).untouched == ()


def test_c_02_a_same_day_case_still_open_at_midnight_of_its_working_day_is_told(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        village = station(house, VILLAGE)
        house.wall.ms = NOW_MS
        entrust(village, quick := number(village), accept_tier=Level.VILLAGE, decide_tier=Tier.VILLAGE)
        entrust(village, done := number(village, 2), accept_tier=Level.VILLAGE, decide_tier=Tier.VILLAGE)
        promise = {"promised_days": 0, "promised_unit": 0, "statutory_days": 0, "statutory_unit": 0}
        deed(village, Kind.ACCEPTED, done, promise, {})
        deed(village, Kind.HANDLING_STARTED, done, {}, {})
        deed(village, Kind.CONCLUDED, done, {"result": 1}, {})
        house.receive(village.batch())
        house.digest()
        look(house, "2026-11-23")
        assert told(house).still_open == ()  # taken in on a Sunday: its working day is Monday
        look(house, "2026-11-24")
        assert [(one.case, str(one.day)) for one in told(house).still_open] == [(quick, "2026-11-23")]


def test_c_16_the_month_says_its_rates_from_cases_and_from_nothing_typed(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        people(house, TOWN)
        village = station(house, VILLAGE)
        cases = [forwarded_case(house, village, sequence) for sequence in (1, 2, 3)]
        do(house, cases[0], "correct", "T1", gaps="101", notice="缺身份证复印件")
        do(house, cases[1], "complain", "T1", complaint="等了太久")
        [month] = told(house).months
        assert (month.month, month.received, month.corrected, month.complaints) == ("2026-11", 3, 1, 1)
        assert (month.corrected_percent, month.complaints_a_thousand) == (33.33, 333.33)
        assert told(house, "331003101").months == ()
