"""What the departments of a joint review said, as its minutes and the case's file tell it: one row a department.

A department that was silent or stayed away stands with 默认同意 and with the responsibility that it carries, never with a
signature (domain E-4, E-5): nothing here is made up for it.
"""

from kiosk.core.casework.codes import Unit, word
from kiosk.core.casework.days import china_date
from server.documents.document import Table
from server.documents.subject import Subject, day_in_words
from server.office.steps import Step

NOT_ANSWERED = "（尚未反馈）"


def opinions_table(subject: Subject) -> tuple[Table, ...]:
    """单位、反馈期限、意见、日期, of what was asked up to the paper's step; nothing where nobody was asked."""
    asked = [step for step in subject.before if step.kind == "OpinionAsked"]
    rows = tuple((department(subject, step), _until(subject, step), *_answer(subject, step)) for step in asked)
    return (Table("部门意见", ("单位", "反馈期限", "意见", "日期"), rows),) if rows else ()


def attendance_table(subject: Subject) -> tuple[Table, ...]:
    """Who signed for the latest notice, and who came; nothing where nobody did either."""
    called = subject.last("GatheringCalled")
    if called is None:
        return ()
    since = subject.before[subject.before.index(called) :]
    signed = {step.facts.get("department"): step for step in since if step.kind == "NoticeSigned"}
    came = {step.facts.get("department"): step for step in since if step.kind == "AttendanceNoted"}
    rows = tuple(
        (
            _name(subject, str(code)),
            next((text for name, text in signed[code].texts if name == "signatory"), "已签收") if code in signed else "—",
            word(came[code].facts["attendance"]) if code in came else "—",
        )
        for code in dict.fromkeys([*signed, *came])
    )
    return (Table("到会情况", ("单位", "签收通知", "到会"), rows),) if rows else ()


def department(subject: Subject, step: Step) -> str:
    """The name of the department that a step is about: as it was asked, else as the register has it."""
    return _name(subject, str(step.facts.get("department", "")))


def _name(subject: Subject, code: str) -> str:
    asked = (step for step in subject.before if step.kind == "OpinionAsked" and step.facts.get("department") == code)
    names = (text for step in asked for name, text in step.texts if name == "department_name")
    return next(names, subject.departments.get(code, code))


def _until(subject: Subject, step: Step) -> str:
    days = int(step.facts.get("days", 0))
    return subject.end(china_date(step.at_ms), days, Unit.WORKING_DAYS)


def _answer(subject: Subject, asked: Step) -> tuple[str, str]:
    for step in subject.before:
        if step.facts.get("department") != asked.facts.get("department"):
            continue
        day = day_in_words(china_date(step.at_ms))
        if step.kind == "OpinionGiven":
            why = next((text for name, text in step.texts if name == "reason"), "")
            return word(step.facts["opinion"]) + (f"：{why}" if why else ""), day
        if step.kind == "OpinionDefaulted":
            return f"{word(step.facts['why'])}，责任由{department(subject, asked)}承担", day
    return NOT_ANSWERED, ""
