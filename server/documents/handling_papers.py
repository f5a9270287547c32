"""Papers of handling and of the end: their texts after 行政许可法 38, 42, 44 and 45."""

from kiosk.core.casework.codes import Result, word
from kiosk.core.casework.days import china_date
from kiosk.core.casework.identity_number import read_identity_number
from kiosk.core.casework.masking import mask_name
from kiosk.core.refusal import Refusal
from server.documents.document import Table
from server.documents.opinions_told import opinions_table
from server.documents.saying import Said, case_table, coded, day_of, materials_table, minute_of, written
from server.documents.subject import Subject, day_in_words
from server.office.steps import Step

ADULT_YEARS = 18  # 民法典 17
_ABOUT = {"行政许可": "行政许可", "行政给付": "给付", "行政确认": "确认"}  # GB/T 39046 A.1, as decisions call them


def passing_up(subject: Subject, step: Step) -> Said:
    """转报单."""
    said = f"下列办件本级已经审查，于{day_of(step)}转报{coded(step, 'to')}级办理。"
    return (said,), (case_table(subject), *materials_table(subject))


def special_procedure(subject: Subject, step: Step) -> Said:
    """特别程序告知书: only a listed reason stops the clock (行政许可法 45)."""
    why = coded(step, "reason")
    return (
        (f"你提出的“{subject.matter}”申请，依法需要{why}。根据《中华人民共和国行政许可法》第四十五条，{why}所需时间不计算在"
        f"办理期限内，自{day_of(step)}起暂停计时。"),
        "结束以后，办理期限接着计算。",
    ), (case_table(subject),)


def extension(subject: Subject, step: Step) -> Said:
    """延期告知书: once, approved by the head, with the reason (行政许可法 42)."""
    until = subject.promise_end()
    tail = f"，办结期限现为{until}。" if until else "。"
    said = f"你提出的“{subject.matter}”申请，不能在期限内作出决定，经本机关负责人批准，延长{step.facts.get('days')}日{tail}"
    return (said, f"延长的理由：{written(step, 'reason')}"), (case_table(subject),)


def decided(subject: Subject, step: Step) -> str:
    """准予行政许可, 不予给付 …: the result with what it is about; "" for an end that decides nothing."""
    result = step.facts.get("result")
    if result is Result.RETURNED:
        return "退回"
    about = _ABOUT.get(subject.matter_type, "办理")
    return f"{word(result)}{about}" if result in (Result.GRANTED, Result.REFUSED) else ""


def decision(subject: Subject, step: Step) -> Said:
    """决定书: the result, its reason, and the paper that is issued."""
    opinion, issued, what = written(step, "opinion"), written(step, "document"), decided(subject, step)
    end = f"经审查，决定{what}。" if what else "已经转报有权机关决定，本级办理到此结束。"
    said = (
        f"你提出的“{subject.matter}”申请，{end}",
        f"理由：{opinion}" if opinion else "",
        f"发给的证照或者文书：{issued}" if issued else "",
    )
    return tuple(filter(None, said)), (case_table(subject), *_reminders(subject, step))


def _reminders(subject: Subject, step: Step) -> tuple[Table, ...]:
    """What is to be done by a day after a grant. The program reminds; it stops and starts nothing by itself."""
    if step.facts.get("result") is not Result.GRANTED or not subject.reminders:
        return ()
    day = china_date(step.at_ms)
    rows = tuple((subject.end(day, one.days, one.unit), one.text) for one in subject.reminders)
    return (Table("请记得", ("最晚", "做什么"), rows),)


def public_notice(subject: Subject, step: Step) -> Said:
    """公示: on the village's board. The name is masked, no number, telephone or address stands on it, and who is under
    age is not named at all (社会救助暂行办法 61; domain 4.9)."""
    said = (
        f"下列事项正在办理，自{day_of(step)}起公示。对公示内容有意见的，请在公示期内向本机关反映。"
        f"反映电话：{subject.complaint_phone}。"
    )
    rows = (("事项", subject.matter), ("申请人", _on_the_board(subject, step)), ("所在村", subject.station))
    return (said,), (Table("", (), rows),)


def _on_the_board(subject: Subject, step: Step) -> str:
    """Without a readable number nobody's age is known, and then nobody is named."""
    try:
        age = read_identity_number(subject.id_number).age(china_date(step.at_ms))
    except Refusal:
        return "依法不公示姓名"
    return mask_name(subject.principal) if age >= ADULT_YEARS else "未成年人，依法不公示姓名"


def delivery(subject: Subject, step: Step) -> Said:
    """送达回证."""
    return (f"上列事项的结果于{minute_of(step)}送达，由受送达人签收。",), (case_table(subject),)


def follow_up(subject: Subject, step: Step) -> Said:
    """回访记录."""
    rows = (
        ("时间", minute_of(step)),
        ("方式", coded(step, "way")),
        ("满意程度", coded(step, "outcome")),
        ("记录", written(step, "note")),
    )
    return (), (case_table(subject), Table("回访", (), tuple(row for row in rows if row[1])))


def withdrawal(subject: Subject, step: Step) -> Said:
    """撤回确认书."""
    reason = written(step, "reason")
    said = f"应你的请求，“{subject.matter}”申请于{day_of(step)}撤回，不再办理。交来的原件请当场取回。"
    return (said, *((f"原因：{reason}",) if reason else ())), (case_table(subject),)


def hand_over(subject: Subject, step: Step) -> Said:
    """交接单: the first handler stays responsible (首办负责)."""
    said = f"下列办件于{minute_of(step)}交接给{coded(step, 'to')}级{written(step, 'successor')}，首办人不变。"
    return (said,), (case_table(subject), *materials_table(subject))


def case_file(subject: Subject, step: Step) -> Said:
    """案卷目录: every paper before it, and what the departments of a joint review said."""
    ending = len(subject.number)
    rows = tuple(
        (str(at), one.title, one.number[ending:], day_in_words(one.day)) for at, one in enumerate(subject.printed, 1)
    )
    listed = Table("文书（编号是办件编号加下列三位）", ("序号", "文书", "编号", "日期"), rows)
    return (), (case_table(subject), listed, *opinions_table(subject))
