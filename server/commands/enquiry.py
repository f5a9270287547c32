"""Who was asked first, by command: note, transfer, confirm, close, refer, list (首问负责, 转介单)."""

import datetime
from pathlib import Path
from typing import Any

import click

from kiosk.core.catalogue.set_by_county import Contact
from kiosk.core.refusal import Refusal
from server.answers import show
from server.commands.answering import DATABASE, FILE, FOLDER, JSON, Answering
from server.commands.doing import do

_OWED_ZH = {"follows": "容缺", "promised": "承诺"}
_STANDING_ZH = {
    "waiting": "未到期", "remind": "快到期", "overdue": "已过期", "came": "已补来", "lapsed": "逾期未补，已退回",
    "true": "属实", "false": "不实", "unknown": "无法核实", "ended": "办件已结束",
}  # fmt: skip

ID = click.argument("which", metavar="登记号")
AS = click.option("--as", "number", required=True, metavar="工号", help="以谁的名义 · in whose name.")


@click.group()
@click.argument("folder", metavar="DIR", type=FOLDER)
@click.pass_context
def enquiry(ctx: click.Context, folder: Path) -> None:
    """首问负责：登记、转交、接手、办结、转介、名单 · who was asked first, and what became of it."""
    ctx.obj = folder


@enquiry.command("add", cls=Answering, short_help="登记一次询问 · note what was asked.")
@click.argument("topic", metavar="所问事项")
@click.option("--matter", default="", metavar="CODE", help="事项代码；目录外的不写 · the matter, if it is in the catalogue.")
@AS
@DATABASE
@JSON
@click.pass_obj
def add(folder: Path, topic: str, matter: str, number: str, database: str, as_json: bool) -> None:
    """登记一次询问；第一个被问到的人负责到底。不写来访人的姓名 · whoever is asked first owns it; no names."""
    _deed(folder, database, as_json, {"deed": "add", "topic": topic, "matter": matter, "staff": number})


@enquiry.command("transfer", cls=Answering, short_help="转给别人，接手前仍由原人负责 · ask a colleague to take over.")
@ID
@click.option("--to", required=True, metavar="工号", help="转给谁 · to whom.")
@AS
@DATABASE
@JSON
@click.pass_obj
def transfer(folder: Path, which: str, to: str, number: str, database: str, as_json: bool) -> None:
    """转给别人；对方确认之前仍由原来的人负责 · the owner stays until the other confirms."""
    _deed(folder, database, as_json, {"deed": "transfer", "id": which, "to": to, "staff": number})


@enquiry.command("confirm", cls=Answering, short_help="接手 · take it over.")
@ID
@AS
@DATABASE
@JSON
@click.pass_obj
def confirm(folder: Path, which: str, number: str, database: str, as_json: bool) -> None:
    """接手转来的询问，从此由自己负责 · take over what was transferred."""
    _deed(folder, database, as_json, {"deed": "confirm", "id": which, "staff": number})


@enquiry.command("close", cls=Answering, short_help="办结：办或答 · settle it.")
@ID
@click.option(
    "--outcome", type=click.Choice(["handled", "answered"]), required=True, help="办、答 · handled or answered."
)
@click.option("--note", required=True, help="怎么办的，如办件编号 · how, such as the case's number.")
@AS
@DATABASE
@JSON
@click.pass_obj
def close(
    folder: Path, which: str, outcome: str, note: str, number: str, database: str, as_json: bool
) -> None:
    """办结：办（已办理）或答（已答复） · settle it: handled or answered."""
    _deed(folder, database, as_json, {"deed": "close", "id": which, "outcome": outcome, "note": note, "staff": number})


@enquiry.command("refer", cls=Answering, short_help="转介，开转介单 · refer it, with a paper.")
@ID
@click.option("--department", default="", help="办理部门；目录里有联系方式的可不写 · where it is done.")
@click.option("--phone", default="", help="联系电话 · its phone.")
@click.option("--address", default="", help="地址 · its address.")
@click.option("--out", type=FILE, metavar="FILE.pdf", help="转介单写到哪里 · the paper.")
@AS
@DATABASE
@JSON
@click.pass_obj
def refer(
    folder: Path,
    which: str,
    department: str,
    phone: str,
    address: str,
    out: Path | None,
    number: str,
    database: str,
    as_json: bool,
) -> None:
    """本县不办的，写明去哪里办（部门、电话、地址），开转介单 · never a bare no: where it is done."""
    contact = {"department": department, "phone": phone, "address": address}
    asked = {"deed": "refer", "id": which, "staff": number, **contact}
    answer = do(folder, database, "enquiry", asked, owner_only=True)
    if out is not None:
        write_paper(answer, out)
    show(as_json, answer, [line(answer)])


@enquiry.command("paper", cls=Answering, short_help="再打一份转介单 · the paper of a referral again.")
@ID
@click.option("--out", type=FILE, required=True, metavar="FILE.pdf", help="写到哪里 · the file to write.")
@DATABASE
@JSON
@click.pass_obj
def paper(folder: Path, which: str, out: Path, database: str, as_json: bool) -> None:
    """转介单，再打一份 · the paper of a referral, once more."""
    answer = do(folder, database, "enquiry", {"deed": "show", "id": which})
    if answer["contact"] is None:
        raise Refusal("ENQUIRY_NOT_REFERRED", id=which[:17])
    write_paper(answer, out)
    show(as_json, {**answer, "file": str(out)}, [str(out)])


@enquiry.command("list", cls=Answering, short_help="未办结的 · what is open.")
@click.option("--prefix", default="", help="只看该范围 · only under these digits.")
@click.option("--all", "closed", is_flag=True, help="已办结的也列 · those that are settled too.")
@DATABASE
@JSON
@click.pass_obj
def enquiry_list(folder: Path, prefix: str, closed: bool, database: str, as_json: bool) -> None:
    """未办结的询问，最久的在前 · what is open, the longest first."""
    answer = do(folder, database, "enquiry-list", {"prefix": prefix, "closed": closed})
    show(as_json, answer, [line(one) for one in answer["enquiries"]])


def line(one: dict[str, Any]) -> str:
    """An enquiry as a person reads it."""
    waits = f"，等工号{one['asked_of']}确认" if one["asked_of"] else ""
    return f"{one['id']} {one['asked_at']} {one['topic']} 负责人{one['owner']}{waits} {one['outcome_zh']}"


def write_paper(answer: dict[str, Any], out: Path) -> None:
    """The 转介单 as PDF; Refusal FILE_UNWRITABLE."""
    from server.documents.referral import referral
    from server.documents.typesetting import pdf
    from server.office.enquiries import Enquiry, Outcome

    kept = {name: answer[name] for name in Enquiry._fields}
    found = Enquiry(**{**kept, "outcome": Outcome[answer["outcome"].upper()], "contact": Contact(**answer["contact"])})
    written(out, pdf(referral(found, answer["organ"], f"{answer['first_owner_name']} {answer['first_owner']}")))


def written(out: Path, data: bytes) -> None:
    """Write a file; Refusal FILE_UNWRITABLE."""
    try:
        out.write_bytes(data)
    except OSError as error:
        raise Refusal("FILE_UNWRITABLE", name=out) from error


def _deed(folder: Path, database: str, as_json: bool, asked: dict[str, str]) -> None:
    answer = do(folder, database, "enquiry", asked, owner_only=True)
    show(as_json, answer, [line(answer)])


@click.command("promises", cls=Answering, short_help="容缺和承诺：还欠什么、该核查什么 · what is owed after acceptance.")
@click.argument("folder", metavar="DIR", type=FOLDER)
@click.option("--prefix", default="", help="只看该范围 · only under these digits.")
@click.option("--all", "closed", is_flag=True, help="已补来、已核实的也列 · those that are settled too.")
@DATABASE
@JSON
def promises(folder: Path, prefix: str, closed: bool, database: str, as_json: bool) -> None:
    """容缺后补的材料、告知承诺的核查，和核查不实的名单（姓名已遮盖）。

    Materials that follow, promises to check, and those found untrue; names masked.
    """
    answer = do(folder, database, "promises", {"prefix": prefix, "closed": closed})
    lines = [_owed_line(one) for one in answer["owed"]]
    lines += [f"不实名单：{one['case']} {one['principal']}" for one in answer["untrue"]]
    show(as_json, answer, lines or ["没有要后补的材料，也没有要核查的承诺。 · Nothing is owed."])


def _owed_line(one: dict[str, Any]) -> str:
    owed = _OWED_ZH[one["kind"]], "、".join(one["materials"]), one["until"] and f"{one['until']}为止"
    return " ".join(word for word in (one["case"], *owed, _STANDING_ZH[one["standing"]]) if word)


@click.command("extracts", cls=Answering, short_help="一表制：分送各部门的内容 · one form, an extract per department.")
@click.argument("folder", metavar="DIR", type=FOLDER)
@click.argument("case", metavar="办件编号")
@click.option("--out", type=FOLDER, metavar="FOLDER", help="每个部门一份PDF写到哪里 · where to write a paper each.")
@AS
@DATABASE
@JSON
def extracts(folder: Path, case: str, out: Path | None, number: str, database: str, as_json: bool) -> None:
    """申请人一次填写的内容，按部门分开（含个人信息，每次查看都记入审计）。

    What was filled in once, per department; personal, and every reading is audited.
    """
    answer = do(folder, database, "extracts", {"case": case, "staff": number}, owner_only=True)
    files = _extract_papers(answer, out) if out is not None else []
    lines = [f"{one['department']} 内容{len(one['answers'])}项 材料{len(one['materials'])}份" for one in answer["extracts"]]
    show(as_json, {**answer, "files": files}, [*lines, *files])


def _extract_papers(answer: dict[str, Any], out: Path) -> list[str]:
    from server.documents.extract_papers import extract_paper
    from server.documents.typesetting import pdf
    from server.office.extracts import Answer, DepartmentExtract

    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Refusal("FILE_UNWRITABLE", name=out) from error
    files = []
    for place, one in enumerate(answer["extracts"], 1):
        answers = tuple(Answer(**said) for said in one["answers"])
        materials = tuple((name, held, copies) for name, held, copies in one["materials"])
        found = DepartmentExtract(one["department"], tuple(one["principal"].items()), answers, materials)
        day = datetime.date.fromisoformat(answer["on"])
        number, said = answer["case"].replace("/", "-"), (answer["matter"], answer["organ"])
        paper = extract_paper(found, number, place, *said, day, answer["mark"])
        file = out / f"{paper.number}.pdf"
        written(file, pdf(paper))
        files.append(str(file))
    return files
