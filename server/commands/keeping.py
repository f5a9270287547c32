"""What is kept and how long, by command: erase bodies, and set the county's periods."""

from pathlib import Path

import click

from kiosk.core.refusal import Refusal
from server.answers import show
from server.commands.answering import DATABASE, FOLDER, JSON, Answering
from server.commands.doing import do


@click.command("erase", cls=Answering, short_help="删除已结办件的正文 · erase the bodies of ended cases.")
@click.argument("folder", metavar="DIR", type=FOLDER)
@click.argument("case", metavar="[办件编号 CASE]", default="")
@click.option("--ended", is_flag=True, help="所有保存期满的办件 · every case whose period of keeping is over.")
@click.option("--look", is_flag=True, help="只列出期满的，不删除 · only list them.")
@click.option("--note", default="", help="依据，如申请日期文号；不写姓名证件号 · the ground; no names, no ID numbers.")
@click.option("--as", "number", default="", metavar="工号", help="以谁的名义（县级督办或管理员） · in whose name.")
@DATABASE
@JSON
def erase(
    folder: Path, case: str, ended: bool, look: bool, note: str, number: str, database: str, as_json: bool
) -> None:
    """删除一件的正文和照片（个人信息保护法47条），或保存期满的各件。办件的经过、编号和台账行保留。

    Erase the bodies and photographs of one ended case on the person's demand, or of all whose period is over. What
    happened, when and by whom stays; stations and relays follow when they sync.
    """
    if bool(case) == ended or (look and not ended):
        raise click.UsageError("写办件编号或 --ended 之一；--look 只和 --ended 用 · give CASE or --ended; --look with it")
    if not look and not number:
        raise click.UsageError("缺 --as 工号 · --as is needed")
    asked = {"case": case, "note": note, "staff": number, "look": look}
    answer = do(folder, database, "erase", asked, owner_only=not look)
    lines = [f"{one['case']} 正文{one['bodies']}份 照片{one['attachments']}张" for one in answer["erased"]]
    stayed = [f"{one['case']} 未删除 · not erased: {one['code']}" for one in answer["refused"]]
    show(as_json, answer, [*lines, *answer["over"], *stayed])


@click.command("limits", cls=Answering, short_help="县里定的期限 · the periods that the county sets.")
@click.argument("folder", metavar="DIR", type=FOLDER)
@click.option("--set", "changes", multiple=True, metavar="NAME=DAYS", help="改一项，可多次 · change one, again for more.")
@click.option("--as", "number", default="", metavar="工号", help="以谁的名义（县管理员） · in whose name.")
@DATABASE
@JSON
def limits(folder: Path, changes: tuple[str, ...], number: str, database: str, as_json: bool) -> None:
    """期限（天）：受理、补正、送达，终端清除前的宽限，终端和县里保存正文多久。改动随事项目录下发。

    The periods in days; a change is published with a new version of the catalogue.
    """
    typed: dict[str, str] = {}
    for change in changes:
        name, equals, days = change.partition("=")
        if not equals or not name:
            raise Refusal("FIELD_SPELT_WRONG", field=change[:40])
        typed[name] = days
    if typed and not number:
        raise click.UsageError("缺 --as 工号 · --as is needed")
    answer = do(folder, database, "limits", {"changes": typed, "staff": number}, owner_only=bool(typed))
    show(as_json, answer, [f"{name} {days}" for name, days in answer["limits"].items()])
