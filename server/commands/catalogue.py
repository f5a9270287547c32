"""The catalogue by command: a new sheet, and matters that go to another tier."""

import datetime
from pathlib import Path

import click

from server.answers import show
from server.commands.answering import DATABASE, FILE, FOLDER, JSON, Answering
from server.commands.doing import do, read_text

AS = click.option("--as", "number", required=True, metavar="工号", help="以谁的名义（县管理员） · in whose name.")
DAY = click.DateTime(["%Y-%m-%d"])
TIERS = ["village", "township", "county"]
_TIERS = {"village": "村", "township": "乡镇", "county": "县", "outside": "县外"}


@click.group()
@click.argument("folder", metavar="DIR", type=FOLDER)
@click.pass_context
def catalogue(ctx: click.Context, folder: Path) -> None:
    """事项目录：导入新版、调整层级 · the catalogue: a new sheet, matters that change their tier."""
    ctx.obj = folder


@catalogue.command("import", cls=Answering, short_help="导入新的目录表 · publish the matters of a sheet.")
@click.argument("sheet", metavar="FILE.csv", type=FILE)
@click.option("--strict", is_flag=True, help="承诺时限压缩不够的整表拒收 · refuse a promise that is too long.")
@AS
@DATABASE
@JSON
@click.pass_obj
def catalogue_import(folder: Path, sheet: Path, strict: bool, number: str, database: str, as_json: bool) -> None:
    """导入目录表，成为新的一版；在办的按原来的版本办完。承诺时限压缩不够的逐条列出。

    Publish a sheet as the next version; cases under way finish under theirs. A promise that takes more of the law's
    limit than the county allows is named.
    """
    asked = {"sheet": read_text(sheet), "strict": strict, "staff": number}
    answer = do(folder, database, "catalogue-import", asked, owner_only=True)
    lines = [f"第{answer['version']}版 · version {answer['version']}"]
    show(as_json, answer, [*lines, *(f"{one['row']} {one['matter']} ※{one['said']}" for one in answer["warnings"])])


@catalogue.command("delegate", cls=Answering, short_help="把事项调整到另一级 · give a matter to another tier.")
@click.argument("matter", metavar="CODE")
@click.option("--accept", type=click.Choice(TIERS), required=True, help="受理层级 · who accepts.")
@click.option("--decide", type=click.Choice([*TIERS, "outside"]), required=True, help="决定层级 · who decides.")
@click.option("--document", "document_no", required=True, help="依据的文号 · the document that says so.")
@click.option("--from", "first", type=DAY, required=True, metavar="YYYY-MM-DD", help="哪天起 · from which day.")
@AS
@DATABASE
@JSON
@click.pass_obj
def delegate(
    folder: Path,
    matter: str,
    accept: str,
    decide: str,
    document_no: str,
    first: datetime.datetime,
    number: str,
    database: str,
    as_json: bool,
) -> None:
    """把事项调整到另一级受理、决定，从某天起只管新的办件 · from that day on, for new cases alone."""
    asked = {"matter": matter, "accept": accept, "decide": decide, "document_no": document_no, "staff": number}
    answer = do(folder, database, "catalogue-delegate", {**asked, "first": f"{first:%Y-%m-%d}"}, owner_only=True)
    show(as_json, answer, [_line(answer)])


@catalogue.command("delegations", cls=Answering, short_help="层级调整的记录 · every change of tier.")
@DATABASE
@JSON
@click.pass_obj
def delegations(folder: Path, database: str, as_json: bool) -> None:
    """层级调整的记录，已公布的和未到日期的 · every change of tier, published or still to come."""
    answer = do(folder, database, "catalogue-delegations", {})
    show(as_json, answer, [_line(one) for one in answer["delegations"]])


def _line(one: dict[str, object]) -> str:
    when = f"第{one['version']}版" if one["version"] else "未到日期"
    tiers = f"受理：{_TIERS[str(one['accept_tier'])]} 决定：{_TIERS[str(one['decide_tier'])]}"
    return f"{one['first']} {one['matter']} {tiers} {one['document_no']} {when}"
