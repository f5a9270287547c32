"""Papers of intake, from the receipt to acceptance or refusal; their texts after 行政许可法 32 (domain C-6, C-8, D-4)."""

import datetime

from kiosk.core.casework.codes import GAP_FACTOR, GapReason, Unit, gap_material, word
from kiosk.core.casework.days import china_date
from kiosk.core.casework.receipt import TO_BE_CONFIRMED
from server.documents.document import Table
from server.documents.saying import Said, case_table, coded, day_of, materials_table, minute_of, numbered, written
from server.documents.subject import Subject, day_in_words
from server.office.steps import Step

LICENSING_LAW = "《中华人民共和国行政许可法》"


def receipt(subject: Subject, step: Step) -> Said:
    """收件凭证: it is no acceptance, and says so."""
    tail = "及下列材料。" if subject.held else "。"
    then = "本回执不等于受理。是否受理，由有权机关依法告知。"
    if step.kind == "Entrusted" and not step.facts.get("mandate"):
        then = "已登记，待代办员确认。请本人签订委托书后办理。"
    said = f"{day_of(step)}收到你关于“{subject.matter}”的委托{tail}"
    asking = "凭办件编号和收件时给的查询码，可以在任何一台终端或者网上查询进度。"
    promised = Table("服务承诺", (), (("承诺办结时限", subject.handling), ("投诉电话", subject.complaint_phone)))
    return (said, then, asking), (case_table(subject), *materials_table(subject), promised)


def correction_receipt(subject: Subject, step: Step) -> Said:
    """补正收件凭证: what this correction brought, not what was handed in with the entrustment."""
    table = numbered(subject, "补正的材料", step.facts.get("materials", ()))
    what = "补正的下列材料" if table else "补正的内容"
    said = f"{day_of(step)}收到你关于“{subject.matter}”{what}。"
    return (said, "本凭证不等于受理。是否受理，由有权机关依法告知。"), (case_table(subject), *table)


def handing_up(subject: Subject, step: Step) -> Said:
    """上报交接单."""
    said = f"下列办件及材料于{minute_of(step)}上报，请接收核对。"
    return (said,), (case_table(subject), *materials_table(subject))


def acceptance(subject: Subject, step: Step) -> Said:
    """受理通知书, with the promised date."""
    owed, promised = subject.owed(), subject.promised()
    whole = "主要材料齐全" if owed else "材料齐全"
    said = f"你提出的“{subject.matter}”申请，{whole}，符合法定形式，根据{LICENSING_LAW}第三十二条等规定，决定予以受理。"
    phone = f"对办理不满意的，请打投诉电话{subject.complaint_phone}。"
    tables = (
        case_table(subject),
        *materials_table(subject),
        *numbered(subject, "容缺后补的材料（尚未补交）", owed),
        *numbered(subject, "由承诺代替的材料", promised),
    )
    known = () if subject.complaint_phone == TO_BE_CONFIRMED else (phone,)
    return (said, _promise(subject, step, china_date(step.at_ms)), *known), tables


def deemed_acceptance(subject: Subject, step: Step) -> Said:
    """受理通知书（视为受理）: silence at intake is acceptance from the day of receipt."""
    day = step.facts.get("on")
    since = day if isinstance(day, datetime.date) else china_date(step.at_ms)
    said = (
        f"你提出的“{subject.matter}”申请，五日内没有告知需要补正的内容。依照{LICENSING_LAW}第三十二条第一款第四项，"
        f"自{day_in_words(since)}收到之日起即为受理。"
    )
    return (said, _promise(subject, step, since)), (case_table(subject),)


def _promise(subject: Subject, step: Step, accepted: datetime.date) -> str:
    days = int(step.facts.get("promised_days", 0))
    if not days:
        return "承诺办结时限待县确认。"
    unit = Unit(step.facts["promised_unit"])
    return f"承诺自受理次日起{days}{word(unit)}内办结，即{subject.end(accepted, days, unit)}以前。"


def correction(subject: Subject, step: Step) -> Said:
    """补正告知书: every gap, once."""
    gaps = tuple(
        (str(at), subject.material(gap_material(gap)), word(GapReason(gap % GAP_FACTOR)))
        for at, gap in enumerate(step.facts.get("gaps", ()), 1)
    )
    asked = china_date(step.at_ms)
    until = subject.end(asked, subject.correction_days, Unit.CALENDAR_DAYS)
    said = (
        f"你提出的“{subject.matter}”申请，需要补正下列全部内容。本告知书一次告知全部，以后不再就同样的内容要求补正。",
        "其中有前次已经告知过的内容，由督办人员批准再次要求补正，并已登记在案。" if step.facts.get("override") else "",
        written(step, "notice"),
        f"请于{until}以前补正，交给代办员或者受理窗口都可以。逾期不补正的，本次办理终止，以后可以重新提出。",
    )
    return tuple(filter(None, said)), (case_table(subject), Table("补正内容", ("序号", "材料", "问题"), gaps))


def declining(subject: Subject, step: Step) -> Said:
    """不予受理通知书 with the 转介单: a reason, and where to go instead (零拒绝)."""
    said = f"你提出的“{subject.matter}”申请，经审查，决定不予受理。"
    why = f"理由（{coded(step, 'why')}）：{written(step, 'reason')}"
    return (said, why), (case_table(subject), Table("转介单", (), (("可以到哪里办", written(step, "referral")),)))


def going_back(subject: Subject, step: Step) -> Said:
    """退回单."""
    said = f"下列办件退回收件站点（{coded(step, 'why')}）。"
    return (said, f"理由：{written(step, 'reason')}"), (case_table(subject),)


def ending(subject: Subject, step: Step) -> Said:
    """终止告知书, after a correction that nobody brought."""
    said = f"你提出的“{subject.matter}”申请，在告知的期限内没有补正，本次办理终止。材料齐全以后可以重新提出。"
    return (said,), (case_table(subject),)
