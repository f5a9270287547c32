"""The receipt 回执: the slip a villager gets, as plain words. Printing and drawing the QR are done elsewhere.

It never says 受理 before somebody with authority has accepted (R-TRUTH), and what the county has not confirmed is
called 待县确认, never invented.
"""

import re
from typing import NamedTuple

import msgspec

from kiosk.core.casework.case import Case
from kiosk.core.casework.case_number import parse
from kiosk.core.casework.codes import word
from kiosk.core.casework.ledger import day_of
from kiosk.core.casework.matter_terms import MatterTerms
from kiosk.core.casework.query_code import check_query_code
from kiosk.core.casework.transitions import State
from kiosk.core.refusal import Refusal

TO_BE_CONFIRMED = "待县确认"
QR_PREFIX = "DAIBAN1"
# R-TRUTH: at submit nothing but the COMMIT here is proved.
RECORDED_HERE = "登记时先记在本站，接通网络后送出；送到哪一步，随时可查。"
GUIDANCE = "凭办件编号和查询码，可在本村服务站查询进度。代办不收费。"
HASH_DIGITS = 16  # 64 bits of the event hash: enough to find the event, short enough for a coarse QR
# Upper case, digits and colon only: a QR's alphanumeric mode keeps the picture coarse for cheap printers.
_QR = re.compile(rf"{QR_PREFIX}:([0-9]{{27}}):([0-9]{{6}}):([0-9A-F]{{{HASH_DIGITS}}})")

IN_WORDS: dict[State, str] = {
    State.PENDING: "已登记，待代办员确认",
    State.RECEIVED: "已收件，尚未受理",
    State.FORWARDED: "已上报，尚未受理",
    State.IN_CORRECTION: "需要补正材料",
    State.DECLINED: "不予受理",
    State.ACCEPTED: "已受理",
    State.DEEMED_ACCEPTED: "已受理（逾期未告知，视为受理）",
    State.PASSED_UP: "已转报上级",
    State.IN_HANDLING: "正在办理",
    State.SUSPENDED: "特别程序中，时限暂停",
    State.IN_JOINT_REVIEW: "部门联审中",
    State.CONCLUDED: "已办结",
    State.AWAITING_DELIVERY: "已办结，待送达",
    State.DELIVERED: "已送达",
    State.ARCHIVED: "已归档",
    State.WITHDRAWN: "已撤回",
    State.VOIDED: "已作废",
}


class HandedOver(NamedTuple):
    """One material as it was taken in. number: in the matter's list; held: 原件, 复印件 or 核验; copies: how many."""

    number: int
    name: str
    held: str
    copies: int = 1

    @property
    def line(self) -> str:
        """As the slip says it: who reads it must see what they have given out of their hands."""
        if self.held == "核验":  # looked up between offices: nobody handed a paper over
            return f"材料{self.number}：{self.name}（部门核验，未收纸质材料）"
        return f"材料{self.number}：{self.name}（{self.held}{self.copies}份）"


class Receipt(msgspec.Struct, frozen=True):
    """What stands on the slip. materials: as handed over; qr: the text of the QR; station, agent: where it was taken
    in and who acts for the principal, as people say it. No name of the principal, no ID number, no telephone."""

    title: str
    number: str
    query_code: str
    matter: str
    date: str
    materials: tuple[HandedOver, ...]
    state: str
    handling: str
    complaint_phone: str
    qr: str
    mark: str = ""  # 演示 on a demonstration's slips
    station: str = ""
    agent: str = ""

    def lines(self) -> tuple[str, ...]:
        """The slip as lines of text, top to bottom."""
        return (
            *((f"【{self.mark}】",) if self.mark else ()),
            self.title,
            f"办件编号：{self.number}",
            f"查询码：{self.query_code}",
            f"事项：{self.matter}",
            f"日期：{self.date}",
            *((f"登记地点：{self.station}",) if self.station else ()),
            *((f"代办员：{self.agent}",) if self.agent else ()),
            *(material.line for material in self.materials),
            f"状态：{self.state}",
            f"承诺办理：{self.handling}",
            f"投诉电话：{self.complaint_phone}",
            RECORDED_HERE,
            GUIDANCE,
        )


class ReceiptCode(NamedTuple):
    """What a receipt's QR says. event: the first 16 hex digits of the Entrusted's hash."""

    number: str
    query_code: str
    event: str


def receipt(
    case: Case,
    event_hash: bytes,
    query_code: str,
    matter_name: str,
    materials: tuple[HandedOver, ...],
    terms: MatterTerms,
    complaint_phone: str = "",
    mark: str = "",
    station: str = "",
    agent: str = "",
) -> Receipt:
    """The slip for `case`, whose Entrusted has `event_hash`. An empty phone is shown as 待县确认; station, agent:
    their names, "" leaves the line out."""
    code = check_query_code(query_code)
    return Receipt(
        title="登记回执" if case.state is State.PENDING else "收件回执",
        number=case.number,
        query_code=code,
        matter=f"{case.matter} {matter_name}".strip(),
        date=day_of(case.entrusted),
        materials=materials,
        state=IN_WORDS[case.state],
        handling=handling(terms),
        complaint_phone=complaint_phone or TO_BE_CONFIRMED,
        qr=f"{QR_PREFIX}:{case.number}:{code}:{event_hash.hex()[:HASH_DIGITS].upper()}",
        mark=mark,
        station=station,
        agent=agent,
    )


def read_receipt_code(text: str) -> ReceiptCode:
    """Read the text of a receipt's QR; Refusal RECEIPT_UNREADABLE, or that of a wrong case number."""
    found = _QR.fullmatch(text.strip())
    if not found:
        raise Refusal("RECEIPT_UNREADABLE")
    parse(found[1])
    return ReceiptCode(found[1], found[2], found[3])


def handling(terms: MatterTerms) -> str:
    """How long it takes once it is accepted, as the receipt promises it (服务承诺, domain D-4)."""
    if not terms.promised_days:
        return TO_BE_CONFIRMED
    return f"受理后{terms.promised_days}{word(terms.promised_unit)}内"
