"""What one department is given of the one form, as a paper (一表制, domain C-13)."""

import datetime

from server.documents.document import Document, Table
from server.office.extracts import DepartmentExtract


def extract_paper(
    extract: DepartmentExtract,
    number: str,
    place: int,
    matter: str,
    organ: str,
    day: datetime.date,
    mark: str = "",
) -> Document:
    """The paper for one department. number: of the case; place: which of its departments, from 1; organ: whose seal
    belongs on it; mark: 演示 where nothing is real."""
    said = tuple((one.label, one.said) for one in extract.answers)
    held = tuple((str(at), name, how, str(copies)) for at, (name, how, copies) in enumerate(extract.materials, 1))
    tables = [Table("", (), (("办件编号", number), ("事项", matter))), Table("申请人", (), extract.principal)]
    if said:
        tables.append(Table("申请内容", (), said))
    if held:
        tables.append(Table("材料清单", ("序号", "材料名称", "形式", "份数"), held))
    return Document(
        code="extract",
        title="一表申请分送单",
        number=f"{number}F{place:02}",
        organ=organ,
        to=extract.department,
        paragraphs=("申请人一次填写的内容中，与你单位办理有关的如下。请勿要求申请人重复填写或者重复提交。",),
        tables=tuple(tables),
        remedy="",
        day=day,
        signers=("移交人", "接收人"),
        mark=mark,
    )
