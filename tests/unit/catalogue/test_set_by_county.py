"""What a county adds to a matter: limits of the steps, what may follow or be promised, a campaign, contacts."""

import csv
import io
from datetime import date
from importlib.resources import files

import pytest

from kiosk.core.casework.codes import T1Policy, Unit
from kiosk.core.catalogue.matters import Catalogue, Necessity, one_time_notice
from kiosk.core.catalogue.set_by_county import Contact, Extract, StepLimit
from kiosk.core.catalogue.sheet import COLUMNS, ImportReport, read_catalogue
from kiosk.core.refusal import Refusal

SHEET = files("assets").joinpath("catalogue/catalogue.csv").read_text("utf-8")
ROW = next(csv.DictReader(io.StringIO(SHEET, newline="")))  # MZ-01: 30 working days by law, 18 promised


def sheet(**changed: str) -> str:
    """A sheet of one matter."""
    cells = {name: ROW[name] for name in COLUMNS} | changed
    out = io.StringIO()
    writer = csv.DictWriter(out, list(cells))
    writer.writeheader()
    writer.writerow(cells)
    return out.getvalue()


def read(percent: int = 70, strict: bool = False, **changed: str) -> tuple[Catalogue, ImportReport]:
    return read_catalogue(sheet(**changed), 1, percent, strict)


def refused(percent: int = 70, strict: bool = False, **changed: str) -> Refusal:
    with pytest.raises(Refusal) as caught:
        read(percent, strict, **changed)
    assert caught.value.code == "CATALOGUE_ROW" and caught.value.params["row"] in (1, 2)
    return caught.value


@pytest.mark.parametrize(("promised", "percent", "accepted"), [("15", 70, False), ("14", 70, True), ("12", 60, True)])
def test_d_02_a_promise_takes_at_most_the_countys_share_of_the_law(promised: str, percent: int, accepted: bool) -> None:
    """statutory 20 → promised 15 refused at ratio 30 %, 14 accepted, 12 meets 40 %."""
    days = {"statutory_days": "20", "promised_days": promised}
    if accepted:
        assert not [said for _, _, said in read(percent, True, **days)[1].warnings if "承诺时限" in said]
        return
    assert "承诺时限15为法定时限20的75%，超过70%" in refused(percent, True, **days).text("zh")
    assert (2, "MZ-01", "承诺时限15为法定时限20的75%，超过70%") in read(percent, **days)[1].warnings


def test_d_02_thirteen_misses_the_stricter_goal_and_two_units_are_not_compared() -> None:
    assert "超过60%" in refused(60, True, statutory_days="20", promised_days="13").text("zh")
    assert read(60, True, statutory_days="20", promised_days="20", promised_unit="自然日")


def test_d_02_every_matter_of_the_shipped_catalogue_meets_the_stricter_goal() -> None:
    assert len(read_catalogue(SHEET, 1, 60, strict=True)[0].matters) == 104


def test_d_03_steps_that_sum_within_the_promise_are_taken() -> None:
    """Steps 受理1+审核5+批准2 on promised 12 OK."""
    catalogue, _ = read(promised_days="12", step_limits="受理1+审核5+批准2")
    assert catalogue.matter("MZ-01").steps == (StepLimit(1), StepLimit(5), StepLimit(2))
    assert catalogue.terms("MZ-01").step_days == (1, 5, 2)


def test_d_03_steps_that_sum_over_the_promise_are_refused_with_row_and_numbers() -> None:
    """受理1+审核10+批准3 refused."""
    no = refused(promised_days="12", step_limits="受理1+审核10+批准3")
    assert no.params["row"] == 2 and "1+10+3=14，超过承诺时限12" in no.text("zh")


def test_d_03_a_step_names_its_post_and_its_person_and_the_public_reads_the_post() -> None:
    steps = "承办5（综合股 张三）＋审核8（股长）+批准5（分管局长 李四）"
    matter = read(step_limits=steps)[0].matter("MZ-01")
    assert matter.steps == (StepLimit(5, "综合股", "张三"), StepLimit(8, "股长"), StepLimit(5, "分管局长", "李四"))
    told = {fact.heading: fact.text for fact in one_time_notice(matter)}["办事程序"]
    assert told == "承办5个工作日（综合股） → 审核8个工作日（股长） → 批准5个工作日（分管局长）（待县确认）"


@pytest.mark.parametrize(
    "steps", ["审核5", "审核5+承办1+批准2", "承办一+审核5+批准2", "承办1+审核5", "承办1，审核5，批准2", "承办1+审核5+批准2+送达1"]
)
def test_d_03_steps_are_the_three_in_their_order(steps: str) -> None:
    assert "承办1+审核5+批准2" in refused(step_limits=steps).text("zh")


def test_d_03_working_days_of_steps_are_not_laid_against_calendar_days() -> None:
    assert "不是工作日" in refused(promised_unit="自然日", step_limits="承办1+审核5+批准2").text("zh")


def test_c_06_c_12_materials_are_named_by_number_or_by_name() -> None:
    catalogue, _ = read(later_materials="2；居民户口簿", promise_materials="1、4")
    assert catalogue.terms("MZ-01").later_materials == (2, 3)
    assert catalogue.terms("MZ-01").promise_materials == (1, 4)
    assert catalogue.matter("MZ-01").materials[1].necessity is Necessity.LATER


@pytest.mark.parametrize(
    ("cell", "why"), [("7", "不是本事项的材料"), ("出生证", "不是本事项的材料"), ("0", "不是本事项的材料"), ("5", "不用容缺")]
)
def test_a_material_that_is_not_the_matters_or_not_required_cannot_follow(cell: str, why: str) -> None:
    assert why in refused(later_materials=cell).text("zh")


def test_what_silence_means_may_be_set_over_what_follows_from_the_kind_of_matter() -> None:
    assert read()[0].terms("MZ-01").t1_policy is T1Policy.ONCE_NO_DEEMING
    assert read(t1_policy="on_spot_deemed")[0].terms("MZ-01").t1_policy is T1Policy.ON_SPOT_DEEMED
    assert "t1_policy" in refused(t1_policy="silence").text("zh")


def test_c_14_a_campaign_has_a_first_and_a_last_day() -> None:
    terms = read(intake_from="2026-03-01", intake_to="2026-03-31")[0].terms("MZ-01")
    assert (terms.intake_from, terms.intake_to) == (date(2026, 3, 1), date(2026, 3, 31))
    for wrong in (
        {"intake_from": "2026-03-01", "intake_to": ""},
        {"intake_from": "2026-03-02", "intake_to": "2026-03-01"},
        {"intake_from": "3月1日", "intake_to": "2026-03-31"},
    ):
        assert "集中办理" in refused(**wrong).text("zh")


def test_c_14_the_fee_prompt_says_that_a_fee_was_done_away_with() -> None:
    matter = read(fee="年检费20元", fee_status="", fee_note="已清理取消")[0].matter("MZ-01")
    assert {fact.heading: fact.text for fact in one_time_notice(matter)}["收费依据"] == "年检费20元（已清理取消）"


def test_c_11_a_contact_is_whole_or_refused() -> None:
    matter = read(contact="县残联；0576-84220001；县前街1号")[0].matter("MZ-01")
    assert matter.contact == Contact("县残联", "0576-84220001", "县前街1号")
    assert "部门；电话；地址" in refused(contact="县残联；0576-84220001").text("zh")


def test_c_13_the_sheet_says_what_each_department_is_given() -> None:
    matter = read(extracts="医保：1、own_health；残联：5")[0].matter("MZ-01")
    assert matter.extracts == (Extract("医保", (1,), ("own_health",)), Extract("残联", (5,)))
    for wrong in ("医保", "医保：", "医保：9", "医保：1；医保：2"):
        refused(extracts=wrong)


def test_optional_columns_come_in_any_order_but_none_is_unknown_or_twice() -> None:
    assert read(contact="", step_limits="")[0] == read()[0]
    assert "后加的列" in refused(colour="red").text("zh")
    twice = sheet(fee_note="").replace("fee_note", "fee_note,fee_note", 1)
    with pytest.raises(Refusal):
        read_catalogue(twice, 1)


def test_a_reminder_says_what_is_due_by_when_after_a_grant() -> None:
    (matter,) = read(reminders="30自然日：申请司法确认；20工作日：停发养老金")[0].matters
    assert [(one.days, one.unit, one.text) for one in matter.reminders] == [
        (30, Unit.CALENDAR_DAYS, "申请司法确认"),
        (20, Unit.WORKING_DAYS, "停发养老金"),
    ]


@pytest.mark.parametrize("cell", ["申请司法确认", "0自然日：申请", "366自然日：申请", "30天：申请", "；".join(["1自然日：去"] * 6)])
def test_a_reminder_that_cannot_be_read_is_refused_with_its_row(cell: str) -> None:
    assert "reminders" in refused(reminders=cell).text("zh")
