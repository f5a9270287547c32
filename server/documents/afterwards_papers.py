"""Papers of what an applicant may still bring: 容缺 (a material that follows by a day) and 告知承诺 (a promise that stands
for a proof until it was checked); domain C-6 and C-12, 优化营商环境条例 40."""

from kiosk.core.casework.codes import CheckOutcome
from server.documents.document import Table
from server.documents.saying import Said, case_table, coded, day_of, minute_of, numbered, written
from server.documents.subject import Subject, day_in_words
from server.office.steps import Step


def supply_notice(subject: Subject, step: Step) -> Said:
    """补办件通知书: handed out at once; what may follow, by when, and what happens if it does not."""
    said = (
        f"你提出的“{subject.matter}”申请，下列材料可以容缺后补，不影响先行办理。",
        (f"请于{_until(step)}以前补交，交给代办员或者受理窗口都可以。补齐以前不作出准予的决定；到期没有补交的，本次申请退回，材料齐全"
        "以后可以重新提出。"),
        written(step, "note"),
    )
    listed = numbered(subject, "容缺后补的材料", step.facts.get("materials", ()))
    return tuple(filter(None, said)), (case_table(subject), *listed)


def supply_receipt(subject: Subject, step: Step) -> Said:
    """补交材料收据: what came, and what is still owed."""
    owed, allowed = subject.owed(), subject.last("SupplyAllowed")
    then = "容缺后补的材料已经全部补齐。"
    if owed and allowed is not None:
        left = "、".join(subject.material(one) for one in owed)
        then = f"还没有补交的材料：{left}。请于{_until(allowed)}以前补交。"
    came = numbered(subject, "补交的材料", step.facts.get("materials", ()))
    return (f"{day_of(step)}收到你补交的下列材料。", then), (case_table(subject), *came)


def supply_ended(subject: Subject, step: Step) -> Said:
    """退回通知书: the day for what was to follow has gone by."""
    allowed = subject.last("SupplyAllowed")
    until = f"在{_until(allowed)}以前" if allowed is not None else "到期"
    said = f"你提出的“{subject.matter}”申请，容缺后补的材料{until}没有补齐，本次申请退回。材料齐全以后可以重新提出。"
    return (said,), (case_table(subject), *numbered(subject, "没有补交的材料", subject.owed()))


def promise(subject: Subject, step: Step) -> Said:
    """告知承诺书: the authority states the conditions, the applicant promises, both in writing."""
    said = (
        (f"根据《优化营商环境条例》第四十条等规定，办理“{subject.matter}”，下列材料实行告知承诺：你书面承诺符合要求的，不再向你"
        "索要这些材料。"),
        (f"受理后{subject.check_days}日内对承诺进行核查。承诺不实的，依法终止办理或者撤销已经作出的决定，并记入不实承诺名单；由此"
        "造成的后果，由承诺人承担。不愿承诺或者无法承诺的，提交材料即可。"),
        ("承诺人：我已经知晓以上告知的全部内容；我符合下列材料要证明的条件；愿意接受核查，承担承诺不实的法律责任。以上承诺是我的"
        "真实意思。"),
    )
    heading = f"由承诺代替的材料（告知承诺文本第{step.facts.get('version', 1)}版）"
    return said, (case_table(subject), *numbered(subject, heading, step.facts.get("materials", ())))


def promise_check(subject: Subject, step: Step) -> Said:
    """承诺核查记录."""
    rows = (
        ("核查时间", minute_of(step)),
        ("核查结果", coded(step, "outcome")),
        ("说明", written(step, "note")),
        ("核查人", f"{step.author_name} {step.author}".strip()),
    )
    then = ("承诺不实，依照告知的内容处理，记入不实承诺名单。",) if step.facts.get("outcome") is CheckOutcome.FALSE else ()
    promised = numbered(subject, "由承诺代替的材料", subject.promised())
    return then, (case_table(subject), *promised, Table("核查", (), tuple(row for row in rows if row[1])))


def _until(step: Step) -> str:
    return day_in_words(step.facts["until"]) if "until" in step.facts else "规定的日期"
