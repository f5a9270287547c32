"""Papers and cards by command: the running server, or the folder's own data, says what stands on them; they are drawn
here."""

from pathlib import Path

import click

from kiosk.core.refusal import Refusal
from server.answers import show
from server.commands.answering import DATABASE, FILE, FOLDER, JSON, Answering
from server.commands.doing import do


@click.command("papers", cls=Answering, short_help="一件办件的全部文书 · every paper of a case.")
@click.argument("folder", metavar="DIR", type=FOLDER)
@click.argument("case", metavar="办件编号")
@click.option("--out", type=FOLDER, help="PDF写到哪个文件夹 · folder for the PDFs.")
@DATABASE
@JSON
def papers(folder: Path, case: str, out: Path | None, database: str, as_json: bool) -> None:
    """一件办件到现在的全部文书：列出，或写成PDF，或以JSON给出内容。文书写着当事人的姓名和证件号码，每次都记入审计。

    Every paper of a case so far: listed, written as PDF, or its contents as JSON. They name people in full; each time
    is audited.
    """
    answer = do(folder, database, "papers", {"case": case}, owner_only=True)
    files: list[str] = []
    if out is not None:
        from server.documents.typesetting import drawn

        for one in answer["papers"]:
            files.append(_write(out / f"{one['number']}-{one['code']}.pdf", drawn(one)))
    lines = [f"{one['number']} {one['on']} {one['title']}" for one in answer["papers"]]
    show(as_json, {**answer, "files": files}, [*lines, *files])


@click.group()
@click.argument("folder", metavar="DIR", type=FOLDER)
@click.pass_context
def station(ctx: click.Context, folder: Path) -> None:
    """站点的代办员、电话、服务时间 · who serves at a station, by which telephone, when."""
    ctx.obj = folder


@station.command("set", cls=Answering)
@click.argument("code", metavar="站点代码")
@click.option("--agent", help="A岗工号 · staff number of the agent.")
@click.option("--phone", help="A岗电话 · their telephone.")
@click.option("--stand-in", help="B岗工号，写空去掉 · staff number of the stand-in, empty for nobody.")
@click.option("--stand-in-phone", help="B岗电话 · their telephone.")
@click.option("--hours", help="服务时间 · opening hours.")
@click.option("--address", help="地址 · where it is.")
@click.option("--complaint-phone", help="投诉电话 · telephone for complaints.")
@click.option("--matters", help="卡上的事项代码，逗号分开 · matters named on the card.")
@DATABASE
@JSON
@click.pass_obj
def station_set(folder: Path, /, code: str, database: str, as_json: bool, **typed: str | None) -> None:
    """登记或更改，没写的不变 · set or change; what is not given stays."""
    changes = {name: text for name, text in typed.items() if text is not None}
    if not changes:
        raise click.UsageError("没有写要改什么 · give at least one thing to change")
    answer = do(folder, database, "station", {"station": code, "changes": changes}, owner_only=True)
    show(as_json, answer, [f"{name} {value}" for name, value in answer.items() if value])


@station.command("show", cls=Answering)
@click.argument("code", metavar="站点代码")
@DATABASE
@JSON
@click.pass_obj
def station_show(folder: Path, code: str, database: str, as_json: bool) -> None:
    """现在登记的内容 · what is set now."""
    answer = do(folder, database, "station", {"station": code})
    show(as_json, answer, [f"{name} {value}" for name, value in answer.items() if value])


@click.command("card", cls=Answering, short_help="便民服务卡 · the card for every household.")
@click.argument("folder", metavar="DIR", type=FOLDER)
@click.argument("code", metavar="站点代码")
@click.option("--out", type=FILE, help="PDF写到哪里：A4一张十卡 · where the PDF goes: ten cards on a sheet of A4.")
@click.option("--household", default="", help="发给哪一户，记入发放登记 · whom it is given to, for the log.")
@click.option("--url", default="", help="县网址，二维码指向进度查询 · the county's address, for the QR.")
@click.option("--given", is_flag=True, help="只看发放登记 · only list who was given one.")
@DATABASE
@JSON
def card(
    folder: Path, code: str, out: Path | None, household: str, url: str, given: bool, database: str, as_json: bool
) -> None:
    """印便民服务卡：代办员和替班、电话、服务时间、主要事项、投诉电话、二维码，都取当时登记的。

    Print the card with what is set at that moment: agent and stand-in, telephones, hours, matters, where to complain.
    """
    if given == (out is not None):
        raise click.UsageError("写 --out 或 --given 之一 · give either --out or --given")
    answer = do(folder, database, "card", {"station": code, "url": url, "household": household, "given": given})
    if out is None:
        show(as_json, answer, [" ".join(row) for row in answer["given"]])
        return
    from server.documents.service_card import card_pdf

    file = _write(out, card_pdf(answer["card"]))
    show(as_json, {**answer, "file": file}, [file])


def _write(path: Path, data: bytes) -> str:
    """Refusal FILE_UNWRITABLE."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    except OSError as error:
        raise Refusal("FILE_UNWRITABLE", name=path) from error
    return str(path)
