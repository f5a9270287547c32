"""How the county's catalogue sheet is read, row by row."""

import csv
import io
from importlib.resources import files

import pytest

from kiosk.core.casework.codes import T1Policy, Unit
from kiosk.core.catalogue.certificates import BANNED, banned_certificate
from kiosk.core.catalogue.matters import OUTSIDE, TO_BE_CONFIRMED, Material, Necessity, one_time_notice
from kiosk.core.catalogue.sheet import read_catalogue, read_material, split_materials
from kiosk.core.refusal import Refusal

TEXT = files("assets").joinpath("catalogue/catalogue.csv").read_bytes().decode("utf-8")
CATALOGUE, REPORT = read_catalogue(TEXT, version=7)
ROWS = list(csv.DictReader(io.StringIO(TEXT, newline="")))


def with_row(**changed: str) -> str:
    """The sheet with its first matter changed."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(dict.fromkeys([*ROWS[0], *changed])))
    writer.writeheader()
    writer.writerow(ROWS[0] | changed)
    writer.writerows(ROWS[1:])
    return out.getvalue()


def refused(text: str) -> Refusal:
    with pytest.raises(Refusal) as caught:
        read_catalogue(text, version=1)
    return caught.value


def test_every_one_of_the_104_matters_is_read() -> None:
    assert [matter.code for matter in CATALOGUE.matters] == [row["local_code"] for row in ROWS]
    assert len(CATALOGUE.matters) == 104
    assert sum(matter.core_set for matter in CATALOGUE.matters) == 62


def test_s_43_a_material_is_required_unless_its_own_text_says_otherwise() -> None:
    for reading in REPORT.readings:
        text = reading.material.name + reading.material.condition_text
        says_so = any(word in text for word in ("有则提供", "代办时", "如有"))
        at_once = reading.material.necessity is not Necessity.LATER
        assert reading.material.necessity is (Necessity.CONDITIONAL if says_so else Necessity.REQUIRED) or not at_once
    conditional = [
        (r.matter, r.material.number) for r in REPORT.readings if r.material.necessity is Necessity.CONDITIONAL
    ]
    assert conditional == [
        ("MZ-01", 5),
        ("MZ-01", 6),
        ("MZ-03", 5),
        ("MZ-03", 6),
        ("RS-08", 2),
        ("GA-10", 2),
        ("GA-11", 4),
    ]


def test_the_report_has_a_line_for_every_material_and_marks_what_a_person_should_look_at() -> None:
    lines = REPORT.lines()
    assert sum(len(split_materials(row["materials"])) for row in ROWS) == len(REPORT.readings) == 305
    assert "2 MZ-01 材料5 非必要 家庭成员残疾、重病等情况材料（有则提供）" in lines
    assert any("MZ-05 材料1 必要" in line and "可后补" in line and "请县确认" in line for line in lines)


def test_materials_are_not_cut_inside_full_width_brackets() -> None:
    assert split_materials("甲（一；二（三；四））；乙；；《丙；丁》") == ["甲（一；二（三；四））", "乙", "《丙；丁》"]


def test_the_last_bracket_is_the_condition_and_an_inner_one_stays_in_the_name() -> None:
    material = read_material(1, "农村宅基地（规划许可）申请表（如有）")
    assert (material.name, material.condition_text) == ("农村宅基地（规划许可）申请表", "如有")
    assert read_material(1, "死亡证明（推断）书").name == "死亡证明（推断）书"


def test_what_an_office_decides_outside_the_county_is_outside() -> None:
    assert [CATALOGUE.matter(code).decide_tier for code in ("CW-01", "MZ-05", "MZ-01", "GY-01", "TY-01")] == [
        1,
        2,
        3,
        OUTSIDE,
        OUTSIDE,
    ]
    assert CATALOGUE.matter("GY-01").decide_tier_text == "enterprise（供电企业）"


def test_facts_the_sheet_lacks_are_shown_as_to_be_confirmed_and_never_invented() -> None:
    for matter in CATALOGUE.matters:
        facts = {fact.heading: fact.text for fact in one_time_notice(matter)}
        assert list(facts) == [
            "事项名称",
            "法律依据",
            "申请条件",
            "办事程序",
            "申报材料",
            "办理时限",
            "收费依据",
            "收费标准",
            "投诉渠道",
        ]
        assert all(facts.values())
        assert {facts[heading] for heading in ("申请条件", "收费标准", "投诉渠道")} == {TO_BE_CONFIRMED}
        assert facts["办事程序"].endswith(f"（{TO_BE_CONFIRMED}）" if matter.steps else TO_BE_CONFIRMED)
        assert "to be confirmed" not in "".join(facts.values())


def test_the_notice_names_every_material_and_both_limits_with_their_units() -> None:
    facts = {fact.heading: fact.text for fact in one_time_notice(CATALOGUE.matter("MZ-01"))}
    assert facts["申报材料"].count("\n") == 5
    assert "5. 家庭成员残疾、重病等情况材料（有则提供）〔非必要〕" in facts["申报材料"]
    assert facts["办理时限"] == "法定：30个工作日；承诺：18个工作日（待县确认）"
    assert "法定：60个自然日" in one_time_notice(CATALOGUE.matter("GA-06"))[5].text
    assert one_time_notice(CATALOGUE.matter("MZ-02"))[1].text == TO_BE_CONFIRMED


def test_casework_gets_coded_terms() -> None:
    low, card, marriage = (CATALOGUE.terms(code) for code in ("MZ-01", "GA-06", "MZ-11"))
    assert (low.catalogue_version, low.accept_tier, low.decide_tier, low.material_count) == (7, 2, 3, 6)
    assert (low.promised_days, low.statutory_days, low.statutory_unit) == (18, 30, Unit.WORKING_DAYS)
    assert (card.statutory_days, card.statutory_unit, card.agent_allowed) == (60, Unit.CALENDAR_DAYS, "N")
    assert (marriage.statutory_days, marriage.promised_days) == (0, 0)


def test_s_44_silence_means_acceptance_for_licences_and_land_registration_alone() -> None:
    policies = {matter.code: CATALOGUE.terms(matter.code).t1_policy for matter in CATALOGUE.matters}
    assert {code for code, policy in policies.items() if policy is T1Policy.ON_SPOT_DEEMED} == {"ZR-03", "ZR-07"}
    five_days = {code for code, policy in policies.items() if policy is T1Policy.FIVE_DAYS_DEEMED}
    assert five_days == {"MZ-14", "GA-11", "ZR-01", "ZR-02", "ZR-04", "NY-02", "NY-03", "NY-05", "NY-06", "NY-08"}


def test_an_unknown_matter_is_refused() -> None:
    with pytest.raises(Refusal, match="MATTER_UNKNOWN"):
        CATALOGUE.matter("XX-99")


@pytest.mark.parametrize("certificate", BANNED)
def test_s_412_a_certificate_that_a_village_must_not_issue_is_refused(certificate: str) -> None:
    no = refused(with_row(materials=f"申请书；{certificate}（村委会出具）"))
    assert (no.code, no.params["row"], no.params["certificate"]) == ("CERTIFICATE_BANNED", 2, certificate)


def test_s_412_the_same_certificate_from_another_office_is_allowed() -> None:
    assert banned_certificate("死亡证明（医疗卫生机构出具）") is None
    assert banned_certificate("村委会盖章的身份信息证明") == "居民身份信息证明"


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"local_code": "MZ-02"}, "重复"),
        ({"local_code": "低保"}, "MZ-01"),
        ({"accept_tier": "city"}, "accept_tier"),
        ({"accept_tier": "省级及以上"}, "accept_tier"),
        ({"decide_tier": "enterprise"}, "decide_tier"),
        ({"agent_allowed": "y"}, "agent_allowed"),
        ({"promised_days": ""}, "promised_days"),
        ({"promised_days": "-3"}, "整数"),
        ({"promised_days": "１８"}, "整数"),
        ({"promised_days": "99999"}, "超过"),
        ({"statutory_unit": "周"}, "statutory_unit"),
        ({"statutory_unit": ""}, "单位"),
        ({"remarks": "长" * 501}, "remarks"),
        ({"remarks": "坏\x00"}, "remarks"),
        ({"matter_name": ""}, "matter_name"),
    ],
)
def test_a_wrong_row_is_refused_with_its_number(changed: dict[str, str], reason: str) -> None:
    no = refused(with_row(**changed))
    assert no.code == "CATALOGUE_ROW"
    assert no.params["row"] in (2, 3)
    assert reason in no.text("zh")


def test_a_promise_longer_than_the_law_is_warned_about_and_kept() -> None:
    catalogue, report = read_catalogue(with_row(promised_days="31"), version=1)
    assert catalogue.matter("MZ-01").promised_days == 31
    assert (2, "MZ-01", "承诺时限31超过法定时限30（工作日）") in report.warnings
    assert not any("超过法定" in sentence for _, _, sentence in REPORT.warnings)


@pytest.mark.parametrize("text", ["", "no,local_code\n", TEXT.replace("matter_name", "name", 1), TEXT.splitlines()[0]])
def test_a_sheet_without_its_columns_or_without_matters_is_refused(text: str) -> None:
    assert refused(text).params["row"] == 1


def test_a_mark_of_byte_order_does_not_matter() -> None:
    assert read_catalogue("\ufeff" + TEXT, version=7)[0] == CATALOGUE


def test_a_mandate_is_signed_while_entrusting_and_is_never_required_on_paper() -> None:
    signed = [(matter.code, one) for matter in CATALOGUE.matters for one in matter.materials if one.signed_here]
    assert {code for code, _ in signed} >= {"MZ-01", "MZ-03"}
    assert all(one.necessity is not Necessity.REQUIRED for _, one in signed)


@pytest.mark.parametrize("name", ["最低生活保障申请审批表", "医疗救助申请书", "灵活就业登记表"])
def test_a_form_is_told_by_its_name(name: str) -> None:
    assert Material(1, name, Necessity.REQUIRED).is_form


@pytest.mark.parametrize("name", ["户口簿", "房屋登记证、银行流水表", "居民身份证"])
def test_a_paper_that_a_villager_keeps_is_no_form(name: str) -> None:
    assert not Material(1, name, Necessity.REQUIRED).is_form
