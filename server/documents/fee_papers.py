"""The bill 缴费通知单: all fees on one, each with its ground; the agency itself is free (domain E-8, F-6)."""

from server.documents.document import Table
from server.documents.saying import CLOSED, Said, case_table, written
from server.documents.subject import Subject
from server.office.steps import Step


def bill(subject: Subject, step: Step) -> Said:
    """缴费通知单: the items as the window wrote them, and the sum that the head states."""
    rows = tuple(
        (str(at), str(item.get("item", "")), str(item.get("basis", "")), _yuan(item.get("fen")))
        for at, item in enumerate(step.items, 1)
    )
    said = (
        f"办理“{subject.matter}”应缴费用共{_yuan(step.facts.get('fen'))}，请到政务服务中心收费窗口一次缴清，并索取票据。",
        "只收下列项目。代办不收费，代办员不得收取任何费用。",
        written(step, "note"),
    )
    listed = (Table("收费项目", ("序号", "项目", "依据", "金额"), rows),) if rows else ()
    return tuple(filter(None, said)), (case_table(subject), *listed)


def _yuan(fen: object) -> str:
    return f"{fen // 100}.{fen % 100:02}元" if isinstance(fen, int) else CLOSED
