"""Papers of joint review 联审 (domain E-1 to E-7): letters to departments, notices, survey records, minutes.

Every letter says what silence and absence mean: they bind the department, and are never a licence.
"""

from kiosk.core.casework.codes import Unit
from kiosk.core.casework.days import china_date
from server.documents.document import Table
from server.documents.opinions_told import attendance_table, opinions_table
from server.documents.saying import Said, case_table, coded, materials_table, minute_of, written
from server.documents.subject import Subject, day_in_words
from server.office.steps import Step

ABSENCE = (
    "收到本通知请签收。签收以后无正当理由不参加、又不提出意见的，视为同意，由此产生的责任由该单位承担；视为同意不等于准予。"
)


def joint_notice(subject: Subject, step: Step) -> Said:
    """会议通知: default by absence needs it signed for, and is never a licence."""
    said = ("下列办件将联合审查，请派员参加并带齐意见。", ABSENCE, written(step, "note"))
    return tuple(filter(None, said)), (case_table(subject),)


def gathering_notice(subject: Subject, step: Step) -> Said:
    """会议（踏勘）通知: when, where, and what staying away means."""
    on = step.facts.get("on")
    when = day_in_words(on) if on is not None else "近日"
    said = (
        f"定于{when}在{written(step, 'place')}就下列办件进行{coded(step, 'sort')}，请派员参加并带齐意见。",
        ABSENCE,
        written(step, "note"),
    )
    return tuple(filter(None, said)), (case_table(subject),)


def opinion_request(subject: Subject, step: Step) -> Said:
    """征求意见函, with the department's own limit."""
    days = int(step.facts.get("days", 0))
    until = subject.end(china_date(step.at_ms), days, Unit.WORKING_DAYS)
    said = (
        "下列办件正在联合审查，现征求贵单位意见。",
        (f"请自发函次日起{days}个工作日内，即{until}以前反馈。逾期没有正当理由不反馈的，视为同意，由此产生的责任由贵单位承担；视为"
        "同意不等于准予，是否准予由牵头部门依法决定。"),
        written(step, "note"),
    )
    return tuple(filter(None, said)), (case_table(subject), *materials_table(subject))


def survey_record(subject: Subject, step: Step) -> Said:
    """踏勘记录: two of staff or more on the spot (行政许可法 34), one record a case also where one trip saw many."""
    rows = (
        ("时间", minute_of(step)),
        ("参加人员", written(step, "people")),
        ("情况和意见", written(step, "findings")),
        ("同行编号", str(step.facts.get("trip", "")) if step.facts.get("trip") else ""),
    )
    return (), (case_table(subject), Table(coded(step, "sort"), (), tuple(row for row in rows if row[1])))


def joint_minutes(subject: Subject, step: Step) -> Said:
    """会议纪要, with what each department said or is taken to have said."""
    tables = (case_table(subject), *attendance_table(subject), *opinions_table(subject))
    return (written(step, "minutes"),), tables
