"""The conventions of the office's world that no other room holds: code sets, what silence means, grades, signatures."""

from collections.abc import Iterator
from datetime import date
from importlib.resources import files

import pytest

from kiosk.core.casework.case_number import issue
from kiosk.core.casework.clocks import clocks
from kiosk.core.casework.codes import DefaultedFor, Result, SuspendedFor, T1Policy
from kiosk.core.casework.commands import Power
from kiosk.core.casework.decide import Command, decide
from kiosk.core.casework.identity_number import read_identity_number
from kiosk.core.casework.kinds import KINDS, Kind
from kiosk.core.casework.limits import SUGGESTED_LIMITS
from kiosk.core.casework.system_deeds import system_deeds
from kiosk.core.casework.transitions import TRANSITIONS, Author, State
from kiosk.core.casework.workdays import WorkCalendar
from kiosk.core.catalogue.certificates import BANNED
from kiosk.core.catalogue.matters import Catalogue
from kiosk.core.catalogue.sheet import read_catalogue
from kiosk.core.refusal import Refusal
from tests.unit.casework.history import COUNTY, STATION, TOWNSHIP, VILLAGE, History, at, terms

CALENDAR = WorkCalendar()
# GB/T 39046-2020, A.1 and A.6.
MATTER_TYPES = {
    "01": "行政许可", "02": "行政处罚", "03": "行政强制", "04": "行政征收", "05": "行政给付", "06": "行政检查", "07": "行政确认",
    "08": "行政奖励", "09": "行政裁决", "10": "其他类别事项", "20": "公共服务事项",
}  # fmt: skip
CASE_TYPES = {"1": "即办件", "2": "承诺件", "9": "其他"}


@pytest.fixture(scope="module")
def catalogue() -> Iterator[Catalogue]:
    yield read_catalogue(files("assets").joinpath("catalogue/catalogue.csv").read_text("utf-8"), 1)[0]


def test_s_41_every_matter_has_the_national_codes_of_its_type_and_kind(catalogue: Catalogue) -> None:
    for matter in catalogue.matters:
        assert MATTER_TYPES[matter.matter_type_code] == matter.matter_type, matter.code
        assert CASE_TYPES[matter.case_type_code] == matter.case_type, matter.code


def test_s_42_a_case_number_fits_the_national_field_and_sends_its_township() -> None:
    number = issue(STATION, date(2026, 11, 23), 1, 7)
    assert len(number) == 27 <= 50, "GB/T 39046: an..50"
    assert number[:9] == STATION[:9], "行政区划 n..9 is its beginning"


def test_s_42_numbers_of_two_terminals_never_meet() -> None:
    numbers = {issue(STATION, date(2026, 11, 23), terminal, 7) for terminal in range(1, 100)}
    assert len(numbers) == 99


@pytest.mark.parametrize(
    ("policy", "last", "deemed"),
    [
        (T1Policy.FIVE_DAYS_DEEMED, date(2026, 2, 26), True),
        (T1Policy.ON_SPOT_DEEMED, date(2026, 2, 12), True),
        (T1Policy.ONCE_NO_DEEMING, date(2026, 2, 26), False),
    ],
)
def test_s_44_silence_at_intake_means_what_the_matters_policy_says(policy: T1Policy, last: date, deemed: bool) -> None:
    history = History("2026-02-12").forwarded(t1_policy=policy)
    (clock,) = clocks(history.case, CALENDAR, history.now_ms)
    assert (clock.name, clock.due) == ("T1", last)
    assert system_deeds(history.case, at(f"{last}"), CALENDAR, SUGGESTED_LIMITS, terms()) == ()
    due = system_deeds(history.case, at("2026-12-31"), CALENDAR, SUGGESTED_LIMITS, terms())
    accepted = [(Kind.DEEMED_ACCEPTED, date(2026, 2, 12))] if deemed else []
    assert [(one.kind, one.facts["on"]) for one in due] == accepted


@pytest.mark.parametrize(("grade", "taken"), [(0, False), (1, True), (5, True), (6, False)])
def test_s_45_there_are_five_grades_and_nobody_is_given_one(grade: int, taken: bool) -> None:
    history = History("2026-11-23").in_handling()
    history.add(Kind.CONCLUDED, COUNTY, {"result": Result.GRANTED})
    assert history.case.ratings == 0, "unrated stays unrated"
    rated = decide(history.case, Command("rate", {"grade": grade}, "", VILLAGE), at("2026-11-30"), terms())
    assert isinstance(rated, Refusal) is not taken
    assert KINDS[Kind.RATED].audience == "rating", "neither agent nor township reads it"


def test_s_46_a_child_is_known_by_its_number_until_the_fourteenth_birthday() -> None:
    born = read_identity_number("999901201506010024")
    assert (born.age(date(2029, 5, 31)), born.age(date(2029, 6, 1))) == (13, 14)


def test_s_410_what_the_law_keeps_from_electronic_signatures_no_agent_signs(catalogue: Catalogue) -> None:
    """电子签名法 3: marriage and adoption. Nobody signs a mandate for them, so no signature of ours stands under one."""
    for code in ("MZ-11", "MZ-13"):
        assert catalogue.matter(code).agent_allowed == "N"
        fields = {"mandate": True, "number": issue(STATION, date(2026, 11, 23), 1, 7), "entrustment": {"name": "张三"}}
        no = decide(None, Command("entrust", fields, "S1", VILLAGE), at("2026-11-23"), catalogue.terms(code))
        assert isinstance(no, Refusal) and no.code == "AGENT_NOT_ALLOWED"


def test_s_412_the_banned_certificates_are_twenty_and_no_matter_asks_for_one(catalogue: Catalogue) -> None:
    assert len(set(BANNED)) == 20
    for matter in catalogue.matters:
        for material in matter.materials:
            assert not ("村委会" in material.condition_text and material.name in BANNED), (matter.code, material.name)


def test_s_413_01_a_department_that_is_silent_for_years_issues_no_licence() -> None:
    history = History("2026-11-23").in_handling()
    history.add(Kind.JOINT_OPENED, COUNTY)
    history.add(Kind.OPINION_ASKED, COUNTY, {"department": "ZR", "days": 5})
    (default,) = system_deeds(history.case, at("2029-01-05"), WorkCalendar({}, range(2027, 2031)), SUGGESTED_LIMITS)
    assert default.facts["why"] is DefaultedFor.SILENT
    history.add(Kind.OPINION_DEFAULTED, COUNTY, default.facts, author="")
    assert history.case.state is State.IN_JOINT_REVIEW and history.case.result is None
    history.add(Kind.JOINT_CLOSED, COUNTY)
    assert system_deeds(history.case, at("2030-01-05"), CALENDAR, SUGGESTED_LIMITS, terms()) == ()
    assert (history.case.state.value, history.case.result) == ("在办", None)
    authors = {row.author for row in TRANSITIONS if row.kind is Kind.CONCLUDED}
    assert authors == {Author.PERSON}, "no row of the table lets a clock conclude"
    silent = Command("conclude", {"result": Result.GRANTED}, "S3", COUNTY, frozenset({Power.SUPERVISOR}))
    no = decide(history.case, silent, at("2030-01-05"), terms())
    assert isinstance(no, Refusal) and no.code == "POWER_MISSING", "and nobody without 办结 authority"


def test_s_413_06_nobody_divorces_at_a_kiosk_and_marriage_is_only_guided(catalogue: Catalogue) -> None:
    assert not [matter.code for matter in catalogue.matters if "离婚" in matter.name]
    assert "仅提供预约、指引" in catalogue.matter("MZ-11").remarks


def test_s_44_only_the_laws_reasons_stop_the_clock() -> None:
    """行政许可法 45, and public notice where the county says so; waiting for a superior is none of them."""
    names = "HEARING TENDER AUCTION INSPECTION TESTING QUARANTINE APPRAISAL EXPERT_REVIEW PUBLIC_NOTICE"
    assert [reason.name for reason in SuspendedFor] == names.split()
    history = History("2026-11-23").accepted()
    assert history.case.handler is TOWNSHIP
    wrong = decide(history.case, Command("suspend", {"reason": 1}, "S2", TOWNSHIP), at("2026-11-24"), terms())
    assert isinstance(wrong, Refusal) and wrong.code == "NOT_IN_HANDLING"
