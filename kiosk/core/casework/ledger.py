"""The ledger 台账: a projection of cases, never written to (domain 4.11).

Names and telephone numbers are masked, ID digits do not occur. What needs an opened body is "" while it is closed.
"""

from collections.abc import Mapping
from typing import Any

import msgspec

from kiosk.core.casework.case import Case
from kiosk.core.casework.clocks import clocks
from kiosk.core.casework.codes import word
from kiosk.core.casework.days import china_date, china_minute
from kiosk.core.casework.limits import SUGGESTED_LIMITS, CountyLimits, PausedDays, deadline
from kiosk.core.casework.mark import Mark
from kiosk.core.casework.masking import mask_name, mask_phone
from kiosk.core.casework.transitions import State
from kiosk.core.casework.workdays import WorkCalendar

COLUMNS: dict[str, str] = {
    "sequence": "序号",
    "number": "办件编号",
    "at": "日期时间",
    "principal": "委托人",
    "group": "组别",
    "phone": "联系电话",
    "matter": "事项",
    "case_type": "办件类型",
    "materials": "材料清单/原件份数",
    "received_by": "受理人",
    "forwarded_at": "上报时间",
    "taken_by": "接收单位/人",
    "promised": "承诺日期",
    "corrections": "补正次数",
    "progress": "进展",
    "result": "结果",
    "collected_at": "领取时间",
    "delivered_at": "送达时间",
    "signed_for": "签收",
    "fee_receipt": "费用(代缴)票据号",
    "followed_up": "回访(时间/方式/满意度)",
    "archive": "归档号",
    "remark": "备注",
}

# Columns that only an opened body fills. Of a case that was let go of they stand in the row that its `Purged` kept.
FROM_BODIES = (
    "principal", "group", "phone", "matter", "case_type", "materials", "taken_by", "fee_receipt", "followed_up",
    "remark",
)  # fmt: skip


class Opened(msgspec.Struct, frozen=True):
    """What a reader of sealed bodies adds to a row. Names and phones unmasked: `ledger_row` masks them."""

    principal: str = ""
    phone: str = ""
    group: str = ""
    matter_name: str = ""
    case_type: str = ""
    materials: tuple[str, ...] = ()
    originals: int = 0
    taken_by: str = ""
    fee_receipt: str = ""
    followed_up: str = ""
    remark: str = ""


def ledger_row(
    case: Case,
    sequence: int,
    calendar: WorkCalendar,
    now_ms: int,
    opened: Opened | None = None,
    limits: CountyLimits = SUGGESTED_LIMITS,
) -> dict[str, str]:
    """One row, keys as in COLUMNS, every value text. sequence: from 1, gapless; opened None: bodies are closed."""
    seen = opened or Opened()
    materials = "、".join(seen.materials)
    if seen.originals:
        materials += f"（原件{seen.originals}份）"
    return {
        "sequence": str(sequence),
        "number": case.number,
        "at": _minute(case.entrusted),
        "principal": mask_name(seen.principal),
        "group": seen.group,
        "phone": mask_phone(seen.phone),
        "matter": f"{case.matter} {seen.matter_name}".strip(),
        "case_type": seen.case_type,
        "materials": materials,
        "received_by": case.first_handler,
        "forwarded_at": _minute(case.forwarded),
        "taken_by": seen.taken_by or (word(case.accept_tier) if case.forwarded else ""),
        "promised": _promised(case, calendar, now_ms, limits),
        "corrections": str(case.corrections),
        "progress": case.state.value,
        "result": result_in_words(case),
        "collected_at": _minute(case.sent),
        "delivered_at": _minute(case.delivered),
        "signed_for": "已签收" if case.delivered else "",
        "fee_receipt": seen.fee_receipt,
        "followed_up": seen.followed_up or ("已回访" if case.followed_up else ""),
        "archive": case.number if case.state is State.ARCHIVED else "",
        "remark": seen.remark,
    }


def with_kept(row: Mapping[str, str], kept: Mapping[str, Any]) -> dict[str, str]:
    """A row made from heads alone, with what the row that `Purged` kept says beyond them; `kept` is a body as read."""
    told = {column: kept[column] for column in FROM_BODIES if isinstance(kept.get(column), str)}
    return {**row, **told}


def result_in_words(case: Case) -> str:
    """How the case ended, in the office's words; "" while it runs."""
    if case.result is not None:
        return word(case.result)
    if case.voided_for is not None:
        return word(case.voided_for)
    return case.state.value if case.state in (State.DECLINED, State.WITHDRAWN, State.VOIDED) else ""


def _promised(case: Case, calendar: WorkCalendar, now_ms: int, limits: CountyLimits) -> str:
    for clock in clocks(case, calendar, now_ms, limits):
        if clock.name == "T2":
            return clock.due.isoformat() + ("（暂定）" if clock.provisional else "")
    return _was_promised(case, calendar)


def _was_promised(case: Case, calendar: WorkCalendar) -> str:
    """The promised day of a case whose clocks have ended; what was still paused then promises no day."""
    promise, accepted = case.promise, case.accepted
    if promise is None or accepted is None or not promise.promised_days or any(p.until is None for p in case.pauses):
        return ""
    pauses = [PausedDays(china_date(p.since.ms), china_date(p.until.ms)) for p in case.pauses if p.until]
    days, unit = promise.promised_days + case.extended_days, promise.promised_unit
    due = deadline(china_date(accepted.ms), days, unit, calendar, pauses)
    return due.date.isoformat() + ("（暂定）" if due.provisional else "")


def _minute(mark: Mark | None) -> str:
    if mark is None:
        return ""
    return china_minute(mark.ms) + ("" if mark.firm else "（本机时间）")


def day_of(mark: Mark) -> str:
    """The date of a mark, ISO."""
    return china_date(mark.ms).isoformat()
