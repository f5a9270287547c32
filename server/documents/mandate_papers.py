"""The mandate 委托书, given, taken back and given anew; after 民法典 165, 169 and 173."""

from server.documents.document import Table
from server.documents.saying import Said, case_table, minute_of, written
from server.documents.subject import Subject
from server.office.steps import Step


def mandate(subject: Subject, step: Step) -> Said:
    """委托书: whom, for what, with which powers, how long; no sub-delegation. Given anew it has the scope that it had,
    and whoever took it down is the agent."""
    anew = step.kind == "MandateGiven"
    until = "至结果送达为止" if subject.until in ("", "delivered") else f"至{subject.until}"
    rows = (
        ("委托人", subject.principal),
        ("公民身份号码", subject.id_number),
        ("联系电话", subject.phone),
        ("住址", subject.address),
        ("受托人（代办员）", f"{step.author_name} {step.author}".strip() if anew else subject.agent),
        ("委托事项", f"{subject.matter_code} {subject.matter}"),
        ("权限", "、".join(subject.powers)),
        ("期限", until),
    )
    said = (
        "委托人撤销原来的委托以后，重新作出以下委托。" if anew else "",
        "委托人自愿委托受托人代为办理下列事项。受托人只在列明的权限内办理，不得转委托，代办不收费。",
        "委托人可以随时撤销委托：到本站、打电话或者在终端上提出都可以。撤销以后，受托人不再办理。",
    )
    return tuple(filter(None, said)), (Table("", (), rows),)


def revocation(subject: Subject, step: Step) -> Said:
    """撤销委托确认: from that moment the agent does nothing more in the principal's name."""
    reason = written(step, "reason")
    said = (
        (f"委托人于{minute_of(step)}撤销办理“{subject.matter}”的委托。根据《中华人民共和国民法典》第一百七十三条，委托"
        "自撤销时终止，代办员不再以委托人的名义办理。"),
        "本办件没有撤回，仍在办理。需要由申请人办理的步骤，由委托人本人办理；也可以重新签委托书。",
        f"原因：{reason}" if reason else "",
    )
    return tuple(filter(None, said)), (case_table(subject),)
