"""What was rated badly, and what was done about it, by command (差评整改, T10)."""

from pathlib import Path

import click

from server.answers import show
from server.commands.answering import DATABASE, FOLDER, JSON, Answering
from server.commands.doing import do


@click.group()
@click.argument("folder", metavar="DIR", type=FOLDER)
@click.pass_context
def ratings(ctx: click.Context, folder: Path) -> None:
    """差评整改：名单、登记 · bad ratings: the list, and what was done."""
    ctx.obj = folder


@ratings.command("list", cls=Answering, short_help="待整改的差评 · bad ratings to be put right.")
@click.option("--all", "everything", is_flag=True, help="已整改的也列出 · those put right, too.")
@DATABASE
@JSON
@click.pass_obj
def list_ratings(folder: Path, everything: bool, database: str, as_json: bool) -> None:
    """待整改的差评，最早的在前 · bad ratings to be put right, the earliest first."""
    answer = do(folder, database, "ratings-list", {"everything": everything})
    lines = []
    for one in answer["ratings"]:
        state = f"已整改 {one['put_right']} {one['by']} {one['note']}" if one["put_right"] else "待整改"
        late = " 超期" if one["late"] else ""
        due = one["due"] + ("（暂定）" if one["provisional"] else "")
        lines.append(f"{one['case']} {one['grade']}级 {one['rated']} 期限{due}{late} {state}".rstrip())
    show(as_json, answer, lines or ["没有待整改的差评 · none"])


@ratings.command("put-right", cls=Answering, short_help="登记整改 · say what was done.")
@click.argument("case", metavar="办件编号")
@click.option("--note", required=True, metavar="TEXT", help="怎么整改的；不写姓名 · what was done; no names.")
@click.option("--as", "number", required=True, metavar="工号", help="督办人员 · a supervisor of the county.")
@DATABASE
@JSON
@click.pass_obj
def put_right(folder: Path, case: str, note: str, number: str, database: str, as_json: bool) -> None:
    """督办人员登记这一件的差评怎么整改的 · a supervisor says what was done about a case's bad ratings."""
    answer = do(folder, database, "ratings-put-right", {"case": case, "note": note, "staff": number})
    show(as_json, answer, [f"{answer['case']} 已登记整改 {answer['put_right']} 条 · put right"])
