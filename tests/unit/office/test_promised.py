"""容缺 and 告知承诺 on the county: what is owed after acceptance, when it is reminded of, what becomes of it."""

from datetime import date
from pathlib import Path

import pytest

from kiosk.core.casework.codes import CheckOutcome, Tier
from kiosk.core.casework.days import start_of_day_ms
from kiosk.core.casework.kinds import Kind
from kiosk.core.refusal import Refusal
from tests.office_by_hand import TOWN, deed, do, entrust, forwarded_case, kinds, number, people
from tests.server_by_hand import NOW_MS, House, county, station
from tests.unit.office.intake_by_hand import done

PHOTO = "RS-06"  # its photograph may follow
RESIDENCE = "GA-08"  # for its third material a promise may stand


def on(house: House, day: str) -> None:
    house.wall.ms = start_of_day_ms(date.fromisoformat(day)) + 1
    house.writer.run(house.office.tick)


def standing(house: House, every: bool = False) -> list[tuple[str, str, str]]:
    found = done(house, "promises", closed=every)["owed"]
    return [(one["kind"], one["until"], one["standing"]) for one in found]


def photo_follows(house: House) -> str:
    people(house, TOWN)
    case = forwarded_case(house, station(house), matter=PHOTO, decide_tier=Tier.COUNTY)
    do(house, case, "allow-later", "T1", materials="2", until="2026-12-02")
    do(house, case, "accept", "T1")
    return case


def promised_case(house: House) -> str:
    """A case whose principal promised the third material; accepted on 2026-11-22."""
    people(house, TOWN)
    kiosk = station(house)
    case = number(kiosk)
    entrust(kiosk, case, matter=RESIDENCE, decide_tier=Tier.COUNTY)
    deed(kiosk, Kind.PROOF_PROMISED, case, {"materials": (3,), "version": 1}, {"signature": [], "at_ms": NOW_MS})
    deed(kiosk, Kind.FORWARDED, case, body={"at_ms": NOW_MS})
    house.receive(kiosk.batch())
    house.digest()
    do(house, case, "accept", "T1")
    return case


def test_c_06_a_missing_photograph_is_accepted_reminded_of_two_days_before_and_returned_when_overdue(
    tmp_path: Path,
) -> None:
    """Missing photo (容缺后补) → accepted, reminder 2 days before; overdue → 退回."""
    with county(tmp_path / "c") as house:
        case = photo_follows(house)
        assert standing(house) == [("follows", "2026-12-02", "waiting")]
        assert done(house, "promises")["owed"][0]["materials"] == ["证件照"]
        on(house, "2026-11-29")
        assert standing(house)[0][2] == "waiting"
        on(house, "2026-11-30")
        assert standing(house)[0][2] == "remind"
        on(house, "2026-12-02")
        assert standing(house)[0][2] == "remind", "the last day is whole"
        on(house, "2026-12-03")
        assert Kind.SUPPLY_LAPSED in kinds(house, case)
        assert standing(house) == [] and standing(house, True) == [("follows", "", "lapsed")]
        shown = done(house, "cases", case=case)["found"][0]
        assert shown["state"] == "办结" and "退回" in str(shown["sentence"])


def test_c_06_what_came_in_time_is_owed_no_more(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        people(house, TOWN)
        kiosk = station(house)
        case = forwarded_case(house, kiosk, matter=PHOTO, decide_tier=Tier.COUNTY)
        do(house, case, "allow-later", "T1", materials="2", until="2026-12-02")
        accepted = do(house, case, "accept", "T1")
        deed(kiosk, Kind.SUPPLIED, case, {"materials": (2,)}, {}, after=(bytes.fromhex(accepted.event),))
        house.receive(kiosk.batch())
        house.digest()
        on(house, "2026-12-10")
        assert Kind.SUPPLY_LAPSED not in kinds(house, case)
        assert standing(house, True) == [("follows", "", "came")]


@pytest.mark.parametrize(("materials", "matter"), [("1", PHOTO), ("1,2", PHOTO), ("1", "MZ-01")])
def test_c_06_only_what_the_catalogue_names_may_follow(tmp_path: Path, materials: str, matter: str) -> None:
    with county(tmp_path / "c") as house:
        people(house, TOWN)
        case = forwarded_case(house, station(house), matter=matter, decide_tier=Tier.COUNTY)
        with pytest.raises(Refusal) as no:
            do(house, case, "allow-later", "T1", materials=materials, until="2026-12-02")
        assert no.value.code == "MATERIAL_MAY_NOT_FOLLOW"
        assert Kind.SUPPLY_ALLOWED not in kinds(house, case)


def test_c_12_choosing_a_promise_for_one_material_creates_a_thirty_day_after_check(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        promised_case(house)
        [task] = done(house, "promises")["owed"]
        # 30 calendar days from 2026-11-22; 12-22 is a Tuesday
        assert (task["kind"], task["until"], task["standing"]) == ("promised", "2026-12-22", "waiting")
        on(house, "2026-12-20")
        assert standing(house)[0][2] == "remind"
        on(house, "2026-12-23")
        assert standing(house)[0][2] == "overdue"


def test_c_12_a_promise_found_untrue_stays_on_the_list_of_such(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        case = promised_case(house)
        do(house, case, "check-promise", "T1", outcome="false", note="未居住")
        answer = done(house, "promises")
        assert [(one["case"], one["principal"]) for one in answer["untrue"]] == [(case, "王*英")]
        assert answer["owed"][0]["standing"] == CheckOutcome.FALSE.name.lower()


def test_c_12_a_promise_that_was_true_is_a_task_no_more(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        case = promised_case(house)
        do(house, case, "check-promise", "T1", outcome="true")
        answer = done(house, "promises")
        assert answer == {"owed": [], "untrue": []}
        assert standing(house, True) == [("promised", "", "true")]
