"""Joint review on a case's page: one table of the departments, what was called and who came, and E-4's sentence."""

import datetime
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest

from kiosk.core.casework.codes import Tier
from kiosk.core.casework.days import start_of_day_ms
from kiosk.core.event import Level
from server.office.departments import Department, set_department
from server.store.journal import Journal
from tests.console_by_hand import Browser, Street, console
from tests.office_by_hand import CLERK, do, forwarded_case, row
from tests.server_by_hand import station

DEPARTMENTS = (Department("LYJ", "林业局", 8), Department("SLJ", "水利局", 8), Department("ZGJ", "自然资源局", 5))


@pytest.fixture
def street(tmp_path: Path) -> Iterator[Street]:
    with console(tmp_path / "county") as made:
        made.staffed(CLERK)
        yield made


def registered(street: Street) -> None:
    house = street.house

    def register(journal: Journal) -> None:
        for one in DEPARTMENTS:
            set_department(journal, house.instruments, one, "tester")

    house.writer.run(register)


def in_joint_review(street: Street) -> str:
    """A case that the county has put to joint review."""
    case = forwarded_case(street.house, station(street.house), accept_tier=Level.COUNTY, decide_tier=Tier.COUNTY)
    do(street.house, case, "accept", "C1")
    do(street.house, case, "start", "C1")
    do(street.house, case, "open-joint", "C1", departments="水利局、林业局")
    return case


def panel(clerk: Browser, case: str) -> str:
    """What the panel of joint review says, without its forms."""
    text = clerk.get(f"/console/cases/{case}").text
    section = text[text.index('id="joint"') :].partition("</section>")[0]
    section = re.sub(r"<details.*?</details>", "", section, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", section)).split())


def chosen_from(clerk: Browser, case: str, command: str, field: str = "department") -> list[str]:
    """What a form offers in one of its fields; [] where the page has no such form."""
    form = clerk.get(f"/console/cases/{case}").text.partition(f'id="deed-{command}"')[2].partition("</form>")[0]
    field_drawn = form.partition(f'name="{field}"')[2].partition("</select>")[0]
    return re.findall(r'<option value="([^"]+)"', field_drawn)


def at(street: Street, day: str, hour: int = 9) -> None:
    """The county's clock, with what its own clock owes done."""
    street.house.wall.ms = start_of_day_ms(datetime.date.fromisoformat(day)) + hour * 3_600_000
    street.house.writer.run(street.house.office.tick)


def test_e_04_a_silent_department_is_taken_as_consenting_and_answers_for_it_and_nothing_is_granted(
    street: Street,
) -> None:
    """Child due 2026-12-03 24:00 unanswered → 12-04 00:00 shows “超时默认同意，责任由××局承担”; parent proceeds but
    is not auto-approved."""
    registered(street)
    at(street, "2026-11-23")
    case = in_joint_review(street)
    clerk = street.signed_in("C1")
    clerk.submit(case, "ask-opinion", department="SLJ")
    at(street, "2026-12-03", hour=23)
    assert "水利局 黄牌 今天到期 2026-12-03" in panel(clerk, case) and "超时默认同意" not in panel(clerk, case)
    at(street, "2026-12-04", hour=0)
    assert "超时默认同意，责任由水利局承担 2026-12-04" in panel(clerk, case)
    assert "默认只约束那个部门，不等于准予" in panel(clerk, case)
    assert row(street.house, case)["state"] == "联审", "it stays where it is until the lead department goes on"
    clerk.submit(case, "close-joint", minutes="按默认意见继续办理。")
    at(street, "2026-12-05")
    assert row(street.house, case)["state"] == "在办", "no answer made a decision"


def test_e_05_who_did_not_sign_for_the_notice_cannot_be_noted_as_absent_and_who_did_defaults(street: Street) -> None:
    registered(street)
    case = in_joint_review(street)
    clerk = street.signed_in("C1")
    for code in ("SLJ", "LYJ"):
        clerk.submit(case, "ask-opinion", department=code)
    clerk.submit(case, "call-gathering", sort="meeting", on="2026-11-26", place="三楼会议室")
    clerk.submit(case, "sign-notice", department="SLJ", signatory="张三")
    told = panel(clerk, case)
    assert "联审会议 2026-11-26 三楼会议室" in told and "水利局（张三）" in told
    assert "还没签收 林业局" in told
    at(street, "2026-11-26", hour=16)
    refused = clerk.submit(case, "note-attendance", department="LYJ", attendance="absent")
    assert "NOTICE_NOT_SIGNED" in refused
    clerk.submit(case, "note-attendance", department="SLJ", attendance="absent")
    at(street, "2026-11-27", hour=0)
    assert "缺席默认同意，责任由水利局承担" in panel(clerk, case)
    assert "无故缺席 水利局" in panel(clerk, case)


def test_e_05_a_department_that_the_notice_does_not_name_is_not_waited_for(street: Street) -> None:
    registered(street)
    case = in_joint_review(street)
    clerk = street.signed_in("C1")
    for code in ("SLJ", "LYJ"):
        clerk.submit(case, "ask-opinion", department=code)
    clerk.submit(case, "call-gathering", sort="meeting", on="2026-11-26", place="三楼会议室", departments="水利局")
    assert "还没签收 水利局 （" in panel(clerk, case)
    clerk.submit(case, "sign-notice", department="SLJ", signatory="张三")
    assert "还没签收" not in panel(clerk, case)


def test_c_04_joint_review_cannot_be_closed_while_a_department_has_still_to_answer(street: Street) -> None:
    registered(street)
    case = in_joint_review(street)
    clerk = street.signed_in("C1")
    clerk.submit(case, "ask-opinion", department="SLJ")
    text = clerk.get(f"/console/cases/{case}").text
    assert f"/{case}/deeds/close-joint" not in text and "1 个还没有" in panel(clerk, case)
    clerk.submit(case, "give-opinion", department="SLJ", opinion="conditions", reason="水土保持方案先备案")
    told = panel(clerk, case)
    assert "有条件同意" in told and "水土保持方案先备案" in told and "0 个还没有" in told
    assert clerk.submit(case, "close-joint", minutes="同意").startswith("/console/cases/")


def test_a_form_offers_the_departments_that_it_can_still_be_about(street: Street) -> None:
    registered(street)
    case = in_joint_review(street)
    clerk = street.signed_in("C1")
    assert chosen_from(clerk, case, "ask-opinion") == ["LYJ", "SLJ", "ZGJ"]
    assert chosen_from(clerk, case, "give-opinion") == [], "nobody was asked"
    clerk.submit(case, "ask-opinion", department="SLJ")
    assert chosen_from(clerk, case, "ask-opinion") == ["LYJ", "ZGJ"]
    assert chosen_from(clerk, case, "give-opinion") == ["SLJ"]
    clerk.submit(case, "call-gathering", sort="site", on="2026-11-26", place="村西山坳")
    clerk.submit(case, "sign-notice", department="SLJ", signatory="张三")
    assert chosen_from(clerk, case, "sign-notice") == ["LYJ", "ZGJ"]
    for code in ("LYJ", "ZGJ"):
        clerk.submit(case, "sign-notice", department=code, signatory="李四")
    assert chosen_from(clerk, case, "sign-notice") == [], "all have signed"
    assert chosen_from(clerk, case, "note-attendance") == ["SLJ", "LYJ", "ZGJ"]


def test_e_06_a_survey_stands_in_the_case_with_the_number_of_its_trip(street: Street) -> None:
    case = in_joint_review(street)
    clerk = street.signed_in("C1")
    clerk.submit(case, "survey", sort="site", trip="75", people="张三、李四", findings="选址符合")
    clerk.submit(case, "survey", sort="completion", people="张三、李四", findings="按图建成")
    told = panel(clerk, case)
    assert "到现场 2 次 联合踏勘" in told and "第 75 批 张三、李四 选址符合" in told
    assert "联合验收" in told and "按图建成" in told


def test_without_a_register_nobody_can_be_asked_and_the_page_says_why(street: Street) -> None:
    case = in_joint_review(street)
    clerk = street.signed_in("C1")
    assert chosen_from(clerk, case, "ask-opinion") == []
    assert "县里还没有登记部门" in panel(clerk, case)


def test_a_case_that_was_never_in_joint_review_has_no_panel_of_it(street: Street) -> None:
    case = forwarded_case(street.house, station(street.house))
    assert 'id="joint"' not in street.signed_in("C1").get(f"/console/cases/{case}").text
