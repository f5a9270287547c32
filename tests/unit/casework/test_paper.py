"""What people see of a case: ledger rows and receipts, with masked names and nothing claimed too early."""

import pytest

from kiosk.core.casework.codes import VoidedFor
from kiosk.core.casework.kinds import Kind
from kiosk.core.casework.ledger import COLUMNS, Opened, ledger_row
from kiosk.core.casework.masking import mask_name, mask_phone
from kiosk.core.casework.receipt import IN_WORDS, HandedOver, read_receipt_code, receipt
from kiosk.core.casework.transitions import State
from kiosk.core.casework.workdays import WorkCalendar
from kiosk.core.event import ClockQuality
from kiosk.core.refusal import Refusal
from tests.unit.casework.history import COUNTY, NUMBER, VILLAGE, History, entrusted_facts, terms

OPENED = Opened(
    principal="李小敏",
    phone="13812343210",
    group="第3村民小组",
    matter_name="最低生活保障",
    case_type="承诺件",
    materials=("申请书", "户口簿"),
    originals=1,
)


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("张三", "张*"),
        ("李小敏", "李*敏"),
        ("欧阳小敏", "欧**敏"),
        ("䶮", "*"),
        ("", ""),
        ("张 三", "张*"),
        ("㐂𠮷生", "㐂*生"),
    ],
)
def test_s_49_names_are_masked(name: str, masked: str) -> None:
    assert mask_name(name) == masked


@pytest.mark.parametrize(
    ("phone", "masked"),
    [
        ("13812343210", "138****3210"),
        ("138 1234-3210", "138****3210"),
        ("0576-8420111", "057****0111"),
        ("8420111", "***0111"),
        ("110", "***"),
    ],
)
def test_s_49_phones_are_masked(phone: str, masked: str) -> None:
    assert mask_phone(phone) == masked


def test_a_ledger_row_has_every_column_and_no_name() -> None:
    history = History("2026-11-26").accepted()
    row = ledger_row(history.case, 7, WorkCalendar(), history.now_ms, OPENED)
    assert list(row) == list(COLUMNS)
    assert row["principal"] == "李*敏" and row["phone"] == "138****3210"
    assert row["sequence"] == "7" and row["number"] == NUMBER
    assert row["promised"] == "2026-12-14" and row["progress"] == "受理"
    assert row["materials"] == "申请书、户口簿（原件1份）"
    assert row["at"] == "2026-11-26 12:00"
    assert "李小敏" not in str(row) and "13812343210" not in str(row)


def test_a_closed_body_leaves_its_cells_empty() -> None:
    row = ledger_row(History().entrusted().case, 1, WorkCalendar(), 0)
    assert row["principal"] == row["phone"] == row["materials"] == row["result"] == ""
    assert row["matter"] == "MZ-01"


def test_a_void_case_keeps_its_row() -> None:
    history = History().forwarded()
    history.add(Kind.VOIDED, COUNTY, {"why": VoidedFor.ENTRY_ERROR})
    row = ledger_row(history.case, 1, WorkCalendar(), history.now_ms)
    assert (row["progress"], row["result"]) == ("作废", "删除办结")


def test_an_uncompared_clock_is_called_the_machines_own() -> None:
    history = History()
    history.add(Kind.ENTRUSTED, VILLAGE, entrusted_facts(), quality=ClockQuality.FREE)
    assert ledger_row(history.case, 1, WorkCalendar(), 0)["at"] == "2026-11-23 12:00（本机时间）"


def test_a_receipt_says_what_was_taken_in_and_claims_no_acceptance() -> None:
    history = History().entrusted()
    handed_over = (HandedOver(1, "申请书", "原件"), HandedOver(3, "户口簿", "复印件", 2), HandedOver(4, "低保证", "核验"))
    slip = receipt(
        history.case, history.events[0].hash, "012345", "最低生活保障", handed_over, terms(),
        station="宁溪镇乌岩头村便民服务站", agent="张代办（工号V001）",
    )  # fmt: skip
    assert slip.lines() == (
        "收件回执",
        f"办件编号：{NUMBER}",
        "查询码：012345",
        "事项：MZ-01 最低生活保障",
        "日期：2026-11-23",
        "登记地点：宁溪镇乌岩头村便民服务站",
        "代办员：张代办（工号V001）",
        "材料1：申请书（原件1份）",
        "材料3：户口簿（复印件2份）",
        "材料4：低保证（部门核验，未收纸质材料）",
        "状态：已收件，尚未受理",
        "承诺办理：受理后12个工作日内",
        "投诉电话：待县确认",
        "登记时先记在本站，接通网络后送出；送到哪一步，随时可查。",
        "凭办件编号和查询码，可在本村服务站查询进度。代办不收费。",
    )
    code = read_receipt_code(slip.qr)
    assert code == (NUMBER, "012345", history.events[0].hash.hex()[:16].upper())


def test_a_resident_alone_is_told_that_an_agent_must_confirm() -> None:
    history = History()
    history.add(Kind.ENTRUSTED, VILLAGE, entrusted_facts(mandate=False), author="")
    slip = receipt(history.case, bytes(32), "012345", "", (), terms(promised_days=0), "0576-12345", "演示")
    assert slip.lines()[:2] == ("【演示】", "登记回执")
    assert slip.state == "已登记，待代办员确认"
    assert (slip.handling, slip.complaint_phone) == ("待县确认", "0576-12345")


@pytest.mark.parametrize("text", ["", "DAIBAN1", f"DAIBAN1:{NUMBER}:12345:0011223344556677", "https://example.org"])
def test_a_code_that_is_no_receipts_is_refused(text: str) -> None:
    with pytest.raises(Refusal, match="RECEIPT_UNREADABLE"):
        read_receipt_code(text)


def test_a_receipt_with_a_wrong_check_digit_is_refused() -> None:
    with pytest.raises(Refusal, match="CASE_NUMBER_CHECK_DIGIT"):
        read_receipt_code(f"DAIBAN1:{NUMBER[:-1]}0:012345:0011223344556677")


def test_every_state_has_plain_words() -> None:
    assert set(IN_WORDS) == set(State)
