"""A first form from a row of the catalogue: it asks what the row gives reason for, and no more."""

import msgspec

from kiosk.core.catalogue.matters import Material, Matter, Necessity
from server.forms.drafting import draft
from server.forms.examining import examine
from server.forms.workbook import read_workbook
from tests.unit.forms.sheets import CATALOGUE

PLAIN = msgspec.structs.replace(
    CATALOGUE.matter("SC-02"), agent_allowed="Y", agent_rule="", materials=(), publicity_or_special_step=""
)


def asked(matter: Matter) -> dict[str, tuple[str, str]]:
    """name -> type and 显示条件 of every question of the draft."""
    sheet = read_workbook(draft(matter, "2026112201"))["问题"]
    header = {cell.text: letter for letter, cell in sheet[1].items()}
    rows = [row for number, row in sheet.items() if number > 1]
    shown = header["显示条件"]
    return {row["B"].text: (row["A"].text, row[shown].text if shown in row else "") for row in rows}


def said(code: str) -> set[str]:
    """Every text among the questions drafted for that matter."""
    rows = read_workbook(draft(CATALOGUE.matter(code), "2026112201"))["问题"].values()
    return {cell.text for row in rows for cell in row.values()}


def like(**changes: object) -> Matter:
    return msgspec.structs.replace(PLAIN, **changes)


def material(name: str, necessity: Necessity = Necessity.REQUIRED, condition: str = "") -> Material:
    return Material(1, name, necessity, condition)


def test_a_row_that_says_nothing_special_asks_what_it_is_about() -> None:
    assert asked(PLAIN) == {"statement": ("长文字", "")}


def test_a_name_that_says_it_all_leaves_a_remark_a_change_is_described_and_a_complaint_told() -> None:
    remark = "有什么要说明的吗？"
    assert remark in said("GA-11") and remark not in said("XF-01")
    assert "要改什么？原来怎样，改成怎样？" in said("GA-04")


def test_a_paper_that_is_always_needed_is_left_to_the_catalogue() -> None:
    assert asked(like(materials=(material("居民户口簿"),))) == asked(PLAIN)


def test_a_paper_that_some_have_is_asked_for_only_from_them() -> None:
    questions = asked(like(materials=(material("残疾人证", Necessity.CONDITIONAL, "有则提供"),)))
    assert questions["has_1"] == ("是否", "")
    assert questions["material_1"] == ("材料", "${has_1} = 'yes'")


def test_a_paper_that_may_follow_is_asked_for_from_who_brings_it_now() -> None:
    questions = asked(like(materials=(material("病历", Necessity.LATER),)))
    assert questions["material_1"] == ("材料", "${now_1} = 'yes'")


def test_a_paper_that_an_office_can_look_up_is_brought_only_by_who_does_not_agree() -> None:
    questions = asked(like(materials=(material("失业登记证明", condition="系统核验"),)))
    assert questions["material_1"] == ("材料", "${look_up_1} = 'no'")


def test_the_mandate_is_no_question_because_it_is_signed_with_the_entrustment() -> None:
    assert asked(like(materials=(material("授权委托书", Necessity.CONDITIONAL, "代办时"),))) == asked(PLAIN)


def test_who_must_come_in_person_and_whom_the_agent_only_helps_are_told_so() -> None:
    assert asked(like(agent_allowed="N", agent_rule="本人到场"))["in_person"] == ("说明", "")
    assert asked(like(agent_allowed="P", agent_rule="代传"))["with_help"] == ("说明", "")


def test_where_a_guardian_may_apply_the_child_is_asked_about_and_only_then() -> None:
    questions = asked(like(agent_rule="由监护人申请"))
    assert questions["for_ward"] == ("是否", "")
    assert questions["ward_name"] == ("文字", "${for_ward} = 'yes'")
    assert questions["ward_relation"] == ("单选 relations", "${for_ward} = 'yes'")


def test_a_visit_is_arranged_where_somebody_comes_to_look() -> None:
    assert asked(like(publicity_or_special_step="现场勘查"))["visit_time"] == ("单选 times", "")


def test_a_posting_in_the_village_is_told_before_and_not_where_there_is_none() -> None:
    assert "made_public" in asked(like(publicity_or_special_step="公示"))
    assert "made_public" not in asked(like(publicity_or_special_step="不对外公示"))


def test_a_benefit_asks_whether_it_is_the_first_and_a_change_does_not() -> None:
    assert "kind" in asked(like(matter_type="行政给付", name="补贴"))
    assert "kind" not in asked(like(matter_type="行政给付", name="补贴信息变更"))


def test_a_draft_is_the_same_bytes_each_time_and_marked_as_not_reviewed() -> None:
    matter = CATALOGUE.matter("MZ-09")
    assert draft(matter, "2026112201") == draft(matter, "2026112201")
    seen = examine(draft(matter, "2026112201"), CATALOGUE, lambda name: None)
    assert (seen.code, seen.version, seen.status, seen.findings) == ("MZ-09", "2026112201", "未审", ())


def test_very_long_names_in_a_row_still_make_a_sound_form() -> None:
    long = like(code="MZ-01", name="长" * 300, agent_allowed="P", agent_rule="规" * 400,
                materials=(material("材" * 300, Necessity.CONDITIONAL, "条" * 300),))  # fmt: skip
    assert examine(draft(long, "2026112201"), CATALOGUE, lambda name: None).findings == ()
