"""What stands on the papers of cases that were really worked: the acceptance examples that end in a paper."""

import json
from collections.abc import Iterator

import pytest

from kiosk.core.casework.codes import CheckOutcome
from kiosk.core.casework.kinds import Kind
from kiosk.core.casework.transitions import State
from kiosk.core.refusal import Refusal
from server.documents.document import Document
from tests.papers_by_hand import AGENT, DEPARTMENTS, SIGNATURE, SUPERVISOR, TOWN, Hall, hall, said

REMEDY = (
    "如不服本决定，可以自收到本决定之日起六十日内向黄岩区人民政府申请行政复议，也可以自收到本决定之日起六个月内依法向人民法院"
    "提起行政诉讼。"
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    with hall(tmp_path_factory.mktemp("said") / "county") as found:
        yield found


def codes(papers: tuple[Document, ...]) -> list[str]:
    return [one.code for one in papers]


def rows(document: Document, heading: str) -> tuple[tuple[str, ...], ...]:
    return next(table.rows for table in document.tables if table.heading == heading)


def test_c_06_missing_photo_is_told_in_writing_with_its_day_and_overdue_is_returned_with_a_remedy(made: Hall) -> None:
    made.at("2026-11-23")
    case = made.entrusted("阮文明", "RS-06", lacking=(2,))
    made.do(case, "allow-later", TOWN, materials="2", until="2026-11-27")
    made.do(case, "accept", TOWN)
    notice, acceptance = made.paper(case, "supply-notice"), made.paper(case, "acceptance")
    assert notice.title == "补办件通知书" and notice.organ == "宁溪镇便民服务中心" and notice.to == "阮文明"
    assert rows(notice, "容缺后补的材料") == (("1", "证件照"),) and "请于2026年11月27日以前补交" in said(notice)
    assert "主要材料齐全" in said(acceptance) and rows(acceptance, "容缺后补的材料（尚未补交）") == (("1", "证件照"),)
    made.at("2026-11-28", 0, 5)
    returned = made.paper(case, "supply-ended")
    assert made.dossier(case).one.case.state is State.CONCLUDED and returned.title == "退回通知书"
    assert returned.organ == "宁溪镇便民服务中心", "the township allowed it, so the township returns it"
    assert "在2026年11月27日以前没有补齐" in said(returned) and returned.remedy == REMEDY
    assert rows(returned, "没有补交的材料") == (("1", "证件照"),)


def test_c_06_what_comes_later_is_receipted_and_the_acceptance_of_before_stays_as_it_was(made: Hall) -> None:
    made.at("2026-11-23")
    case = made.entrusted("解凤", "RS-06", lacking=(2,))
    made.do(case, "allow-later", TOWN, materials="2", until="2026-11-27")
    made.do(case, "accept", TOWN)
    before = made.paper(case, "acceptance")
    made.at("2026-11-25")
    made.village(Kind.SUPPLIED, case, {"materials": (2,)}, {})
    receipt = made.paper(case, "supply-receipt")
    assert receipt.title == "补交材料收据" and "已经全部补齐" in said(receipt) and rows(receipt, "补交的材料") == (("1", "证件照"),)
    assert made.paper(case, "acceptance") == before


def test_c_12_a_promise_is_written_down_with_what_it_stands_for_and_so_is_its_check(made: Hall) -> None:
    made.at("2026-11-23")
    case = made.entrusted("林海", "SF-01", lacking=(3,))
    made.village(Kind.PROOF_PROMISED, case, {"materials": (3,), "version": 1}, SIGNATURE)
    made.accepted_in_the_village(case)
    letter, acceptance = made.paper(case, "promise"), made.paper(case, "acceptance")
    assert letter.title == "告知承诺书" and "承诺人（签名或者按指印）" in letter.signers
    assert "受理后30日内对承诺进行核查" in said(letter) and "优化营商环境条例" in said(letter)
    promised = (("1", "经济困难状况说明或诚信承诺"),)
    assert rows(letter, "由承诺代替的材料（告知承诺文本第1版）") == promised == rows(acceptance, "由承诺代替的材料")
    made.village(Kind.PROMISE_CHECKED, case, {"outcome": CheckOutcome.FALSE}, {"note": "名下有两套房。"})
    check = made.paper(case, "promise-check")
    assert check.title == "承诺核查记录" and "不实" in said(check) and "名下有两套房。" in said(check)
    assert "记入不实承诺名单" in said(check) and rows(check, "由承诺代替的材料") == promised


def joint(made: Hall, name: str) -> str:
    """Asked on Thursday 2026-11-26, with five working days: until the end of 2026-12-03."""
    made.at("2026-11-24")
    case = made.entrusted(name, "NY-05")
    made.do(case, "accept")
    made.do(case, "start")
    made.at("2026-11-26")
    made.do(case, "open-joint", departments="自然资源局、生态环境局、住建局")
    for one in DEPARTMENTS:
        made.do(case, "ask-opinion", department=one.code)
    return case


def test_e_04_a_silent_department_stands_in_the_minutes_with_its_responsibility_and_never_as_a_signature(
    made: Hall,
) -> None:
    case = joint(made, "卢阿根")
    made.do(case, "give-opinion", department="ZRZY", opinion="consent")
    made.do(case, "give-opinion", department="STHJ", opinion="conditions", reason="粪污池加盖。")
    made.at("2026-12-03", 23, 59)
    assert made.dossier(case).one.case.opinions[2].is_open
    made.at("2026-12-04", 0, 0)
    made.do(case, "close-joint", minutes="同意进入审批。")
    minutes = made.paper(case, "joint-minutes")
    silent = "超时默认同意，责任由住建局承担"
    assert rows(minutes, "部门意见") == (
        ("自然资源局", "2026年12月3日", "同意", "2026年11月26日"),
        ("生态环境局", "2026年12月3日", "有条件同意：粪污池加盖。", "2026年11月26日"),
        ("住建局", "2026年12月3日", silent, "2026年12月4日"),
    )
    assert minutes.signers == ("主持人", "记录人") and "住建局" not in "".join(minutes.signers)
    assert not any(one.code == "decision" for one in made.papers(case)), "the county is not bound by a silence"
    made.do(case, "conclude", result="refused", opinion="粪污池不能加盖。")
    made.do(case, "send-result")
    made.village(Kind.DELIVERED, case, {}, SIGNATURE)
    made.village(Kind.FOLLOWED_UP, case, {}, {"outcome": 3})
    made.at("2026-12-05")
    file = made.paper(case, "case-file")
    assert ("住建局", "2026年12月3日", silent, "2026年12月4日") in rows(file, "部门意见")
    listed = [row[1] for row in rows(file, "文书（编号是办件编号加下列三位）")]
    assert listed == [one.title for one in made.papers(case)[:-1]]


def test_e_05_a_notice_says_what_staying_away_means_and_the_minutes_who_signed_and_who_came(made: Hall) -> None:
    case = joint(made, "牟金娣")
    made.do(case, "call-gathering", sort="site", on="2026-12-01", place="宁溪镇金山脚", departments="自然资源局、住建局")
    notice = made.paper(case, "gathering-notice")
    assert notice.title == "联合踏勘通知" and notice.to == "自然资源局、住建局" and notice.signers == ("签收单位", "签收人")
    assert "定于2026年12月1日在宁溪镇金山脚" in said(notice) and "视为同意不等于准予" in said(notice)
    made.do(case, "sign-notice", department="ZJ", signatory="李卫东")
    made.at("2026-12-01", 15)
    made.do(case, "note-attendance", department="ZRZY", attendance="present")
    made.do(case, "survey", sort="site", people="陈晓芸、王建国", findings="与图纸一致。")
    record = made.paper(case, "survey-record")
    assert record.title == "联合踏勘记录" and "陈晓芸、王建国" in said(record) and "与图纸一致。" in said(record)
    made.at("2026-12-02", 9)
    made.do(case, "note-attendance", department="ZJ", attendance="absent")
    made.at("2026-12-04", 9)
    made.do(case, "close-joint", minutes="进入审批。")
    minutes = made.paper(case, "joint-minutes")
    assert rows(minutes, "到会情况") == (("住建局", "李卫东", "无故缺席"), ("自然资源局", "—", "到会"))
    assert ("住建局", "缺席默认同意，责任由住建局承担") in [(row[0], row[2]) for row in rows(minutes, "部门意见")]


def test_f_02_a_mandate_taken_back_is_confirmed_with_its_minute_and_one_given_anew_is_a_paper_of_its_own(
    made: Hall,
) -> None:
    made.at("2026-11-23")
    case = made.entrusted("蔡国庆", "NY-05")
    made.at("2026-11-23", 15)
    made.village(Kind.MANDATE_REVOKED, case, {}, {"reason": "自己去办。", **SIGNATURE})
    confirmed = made.paper(case, "mandate-revoked")
    assert confirmed.title == "撤销委托确认书" and "2026年11月23日15时00分" in said(confirmed) and "自己去办。" in said(confirmed)
    made.village(Kind.MANDATE_GIVEN, case, {}, SIGNATURE)
    mandates = [one for one in made.papers(case) if one.code == "mandate"]
    assert [one.number[-3:] for one in mandates] == ["021", "022"]
    assert "重新作出以下委托" in said(mandates[1]) and f"{AGENT.name} {AGENT.number}" in said(mandates[1])


def test_e_08_one_bill_lists_every_fee_with_its_ground_and_says_that_the_agency_is_free(made: Hall) -> None:
    made.at("2026-11-23")
    case = made.entrusted("郑素珍", "NY-05")
    made.do(case, "accept")
    items = [
        {"item": "检疫证章工本费", "basis": "浙价费〔2015〕1号", "rate": "每件10元", "floor_fen": 1_000, "fen": 1_000},
        {"item": "检测费", "basis": "浙价费〔2015〕2号", "rate": "每次25.50元", "floor_fen": 2_550, "fen": 2_550},
    ]
    made.do(case, "bill", fen="3550", items=json.dumps(items))
    bill = made.paper(case, "bill")
    assert rows(bill, "收费项目") == (
        ("1", "检疫证章工本费", "浙价费〔2015〕1号", "10.00元"),
        ("2", "检测费", "浙价费〔2015〕2号", "25.50元"),
    )
    assert "应缴费用共35.50元" in said(bill) and "代办不收费" in said(bill)


def test_d_04_the_receipt_promises_how_long_and_names_where_to_complain(made: Hall) -> None:
    made.at("2026-11-23")
    receipt = made.paper(made.entrusted("章玉莲", "NY-05"), "receipt")
    assert rows(receipt, "服务承诺") == (("承诺办结时限", "受理后12个工作日内"), ("投诉电话", "待县确认"))


def test_d_06_an_extension_says_its_reason_and_the_new_last_day_and_still_says_it_when_the_case_has_ended(
    made: Hall,
) -> None:
    made.at("2026-11-23")
    case = made.entrusted("陈大妹", "NY-08")
    made.do(case, "accept")
    made.do(case, "start")
    made.at("2026-11-25")
    made.do(case, "suspend", reason="testing")
    made.at("2026-12-01")
    made.do(case, "resume")
    made.do(case, "extend", days="10", reason="检测结果需要复核。")
    due = next(clock.due for clock in made.dossier(case).limits if clock.name == "T2")
    letter = made.paper(case, "extension")
    assert f"办结期限现为{due.year}年{due.month}月{due.day}日" in said(letter) and "检测结果需要复核。" in said(letter)
    made.do(case, "conclude", result="granted")
    assert made.paper(case, "extension") == letter


def test_s_413_02_deemed_acceptance_keeps_the_receipt_date_on_its_paper(made: Hall) -> None:
    made.at("2026-02-12")
    case = made.entrusted("欧阳春兰", "NY-08")
    made.at("2026-02-26", 23, 59)
    assert "deemed-acceptance" not in codes(made.papers(case))
    made.at("2026-02-27", 0, 0)
    paper = made.paper(case, "deemed-acceptance")
    assert "自2026年2月12日收到之日起即为受理" in said(paper) and paper.day.isoformat() == "2026-02-27"
    assert "承诺自受理次日起12个工作日内办结，即2026年3月" in said(paper)
    made.at("2026-11-23")


def test_s_413_03_a_correction_stops_the_clock_and_a_second_one_for_an_old_gap_says_who_let_it_pass(made: Hall) -> None:
    made.at("2026-11-23")
    case = made.entrusted("李桂花", "NY-08")
    assert "T1" in {clock.name for clock in made.dossier(case).limits}
    made.do(case, "correct", gaps="201", notice="缺培训证明。")
    assert "T1" not in {clock.name for clock in made.dossier(case).limits}
    made.village(Kind.CORRECTED, case, {"materials": (2,)}, {})
    with pytest.raises(Refusal, match="OLD_GAP"):
        made.do(case, "correct", gaps="201", notice="还是缺。")
    made.do(case, "correct", SUPERVISOR, gaps="201", override="yes", notice="还是缺。")
    first, second = (one for one in made.papers(case) if one.code == "correction")
    let_pass = "由督办人员批准再次要求补正，并已登记在案"
    assert let_pass not in said(first) and let_pass in said(second) and first.number != second.number


def test_s_413_05_every_paper_that_says_no_names_the_organ_and_the_days_of_the_remedy(made: Hall) -> None:
    made.at("2026-11-23")
    declined, refused, returned, silent = (made.entrusted(name, "NY-08") for name in ("王一", "王二", "王三", "王四"))
    why = "不属于本机关职权"
    made.do(declined, "decline", why="not-our-competence", reason=why, referral="区残联，县前街1号，84220001")
    for case, result in ((refused, "refused"), (returned, "returned")):
        made.do(case, "accept")
        made.do(case, "start")
        made.do(case, "conclude", result=result, opinion="场所不符合条件。")
    made.do(silent, "correct", gaps="201", notice="缺培训证明。")
    made.at("2026-12-09")
    papers = [
        made.paper(declined, "declining"), made.paper(refused, "decision"),
        made.paper(returned, "decision"), made.paper(silent, "ending"),
    ]  # fmt: skip
    assert [one.title for one in papers] == ["不予受理通知书", "不予行政许可决定书", "退回决定书", "终止告知书"]
    for paper in papers:
        assert paper.remedy == REMEDY and paper.organ == "黄岩区行政服务中心（农业农村窗口）" and paper.day.year == 2026
    assert why in said(papers[0]) and "区残联，县前街1号，84220001" in said(papers[0])
    granted = made.entrusted("王五", "NY-08")
    made.do(granted, "accept")
    assert all(one.remedy == "" for one in made.papers(granted))
