"""What the first forms hold to: sums that are right, papers that follow from answers, and what the law stops."""

import pytest

from kiosk.core.xforms.filling import Filling
from tests.unit.forms.opened import opened, papers

CHILD, ELDER = "999901201506010024", "999901195509100123"  # made-up numbers of no real region


def wrong(form: Filling, path: str) -> str:
    """The rule that the answer at that path breaks, "" for none."""
    violation = form.question(f"/data/{path}").violation
    return violation.rule if violation else ""


def test_s_413_04_single_trees_by_the_house_need_no_permit_no_answers_and_no_paper() -> None:
    form = opened("ZR-04", {"where": "yard"})
    assert [question.name for question in form.questions()] == ["where", "no_permit"]
    assert form.gaps() == () and papers(form) == []


@pytest.mark.parametrize("guardian, broken", [("parent", ""), ("guardian", ""), ("no", "constraint"), ("", "required")])
def test_a_child_is_insured_only_by_its_guardian(guardian: str, broken: str) -> None:
    form = opened("YB-01", {"insured[1]/insured_kin": "grandchild", "insured[1]/insured_id_number": CHILD})
    form.answer("/data/insured[1]/guardian", guardian)
    assert wrong(form, "insured[1]/guardian") == broken


@pytest.mark.parametrize("number, asked", [(ELDER, False), ("999901201211220016", False), ("999901201211230011", True)])
def test_a_guardian_is_asked_for_until_the_day_of_the_fourteenth_birthday(number: str, asked: bool) -> None:
    form = opened("YB-01", {"insured[1]/insured_kin": "child", "insured[1]/insured_id_number": number})
    assert wrong(form, "insured[1]/insured_id_number") == ""
    assert ("guardian" in [question.name for question in form.questions()]) is asked


def test_one_wrong_digit_of_an_identity_number_is_found() -> None:
    for place in range(18):
        digit = "1" if ELDER[place] != "1" else "2"
        form = opened("RS-04", {"deceased/deceased_id_number": ELDER[:place] + digit + ELDER[place + 1 :]})
        assert wrong(form, "deceased/deceased_id_number") == "constraint", place
    assert wrong(opened("RS-04", {"deceased/deceased_id_number": ELDER}), "deceased/deceased_id_number") == ""


@pytest.mark.parametrize("number", ["11010519491231002X", "11010519491231002x"])
def test_the_letter_at_the_end_of_an_identity_number_may_be_small(number: str) -> None:
    form = opened("RS-04", {"deceased/deceased_id_number": number})
    assert wrong(form, "deceased/deceased_id_number") == ""


def test_nobody_is_insured_twice_on_one_form() -> None:
    form = opened("YB-01", {"insured[1]/insured_kin": "spouse", "insured[1]/insured_id_number": ELDER})
    form.add("/data/insured")
    form.answer("/data/insured[2]/insured_kin", "parent")
    form.answer("/data/insured[2]/insured_id_number", ELDER)
    assert wrong(form, "insured[2]/insured_id_number") == "constraint"


def test_income_a_head_counts_what_was_named_and_who_lives_there() -> None:
    form = opened("MZ-01", {"family/others": "2", "income/income_kinds": "wages support"})
    form.answer("/data/income/wages_yuan", "9000")
    form.answer("/data/income/support_yuan", "1800")
    given = form.answers()
    assert (given["household_size"], given["yearly_income"], given["monthly_per_head"]) == (3, 10800.0, 300.0)
    form.answer("/data/income/income_kinds", "support")
    assert form.answers()["yearly_income"] == 1800.0


def test_the_homestead_adds_up_its_houses_and_a_house_stands_on_its_plot() -> None:
    form = opened("ZR-01", {"now/has_house": "yes", "now/house[1]/house_plot_m2": "66.7", "plan/plot_m2": "120"})
    form.add("/data/now/house")
    form.answer("/data/now/house[2]/house_plot_m2", "40")
    assert form.answers()["homesteads_m2"] == 106.7
    form.answer("/data/plan/base_m2", "130")
    assert wrong(form, "plan/base_m2") == "constraint"
    form.answer("/data/plan/plot_m2", "140")
    assert wrong(form, "plan/base_m2") == ""


@pytest.mark.parametrize(
    "code, answers, asked",
    [
        ("MZ-06", {"pay_to": "social"}, ["material_4"]),
        ("MZ-06", {"pay_to": "none"}, []),
        ("MZ-05", {"id_at_hand": "no", "way": "cash"}, []),
        ("MZ-05", {"id_at_hand": "yes", "way": "card"}, ["material_1", "material_3"]),
        ("RS-04", {"deceased/death_paper": "registered"}, ["material_4"]),
        ("RS-04", {"deceased/death_paper": "cremation"}, ["material_3", "material_4"]),
        ("YB-01", {"insured[1]/insured_kin": "self"}, ["material_1"]),
        ("YB-01", {"insured[1]/insured_kin": "spouse"}, ["material_1", "material_2"]),
        ("YB-03", {"kind": "working"}, []),
        ("YB-03", {"kind": "referred"}, ["material_2"]),
        ("NY-07", {"change": "same", "pay_to": "same"}, []),
        ("GY-01", {"meter[1]/account_by": "number"}, []),
        ("GY-01", {"meter[1]/account_by": "bill"}, ["material_1"]),
    ],
)
def test_a_paper_is_asked_for_only_where_the_answers_call_for_it(
    code: str, answers: dict[str, str], asked: list[str]
) -> None:
    assert papers(opened(code, answers)) == asked


def test_a_guardians_card_is_offered_only_to_a_guardian() -> None:
    for applicant, offered in (("guardian", True), ("kin", False), ("self", False)):
        form = opened("MZ-07", {"applicant": applicant})
        assert ("guardian" in [option.value for option in form.question("/data/pay_to").options]) is offered


def test_what_the_agent_answers_is_not_asked_of_a_resident_alone() -> None:
    assert "called" in [question.name for question in opened("MZ-05", by="agent").questions()]
    assert "called" not in [question.name for question in opened("MZ-05", by="alone").questions()]


def test_quotation_marks_stay_as_the_clerk_wrote_them() -> None:
    labels = [question.label for question in opened("RS-01", age=60).questions()]
    assert any("“养老保险待遇领取”" in label for label in labels)


def test_several_answers_that_hold_commas_are_told_apart() -> None:
    form = opened("MZ-01", {"income/income_kinds": "farm other"})
    assert form.question("/data/income/income_kinds").shown == "种地、养殖、做小买卖；别的收入"
