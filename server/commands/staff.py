"""People by command: register, list, import, give a password; what they may do, until when, and what they bring."""

import datetime
from pathlib import Path
from typing import Any

import click

from server.answers import person_line, show
from server.commands.answering import DATABASE, FILE, FOLDER, JSON, Answering
from server.commands.doing import do, instruments_of, read_text

DAY = click.DateTime(["%Y-%m-%d"])
AS = click.option("--as", "by", required=True, metavar="工号", help="以谁的名义（县管理员） · in whose name.")
_GRADES = {"accept": "受理", "review": "审核", "conclude": "办结"}


@click.group()
@click.argument("folder", metavar="DIR", type=FOLDER)
@click.pass_context
def staff(ctx: click.Context, folder: Path) -> None:
    """人员：登记、名单、导入 · the county's people: add, list, import."""
    ctx.obj = folder


@staff.command("add", cls=Answering)
@click.argument("number", metavar="工号")
@click.option("--name", required=True, help="姓名 · name.")
@click.option("--level", required=True, help="级别 village、township、county · level.")
@click.option("--prefix", required=True, help="范围：县6位、乡镇9位、村12位 · the digits they act under.")
@click.option(
    "--roles", required=True, help="岗位，逗号分开 · posts: clerk,reviewer,approver,head,supervisor,administrator."
)
@DATABASE
@JSON
@click.pass_obj
def staff_add(
    folder: Path, number: str, name: str, level: str, prefix: str, roles: str, database: str, as_json: bool
) -> None:
    """登记一人 · add one person."""
    asked = {"number": number, "name": name, "level": level, "prefix": prefix, "roles": roles}
    answer = do(folder, database, "staff-add", asked)
    show(as_json, answer, [person_line(one) for one in answer["added"]])


@staff.command("list", cls=Answering)
@click.option("--prefix", default="", help="只看该范围 · only under these digits.")
@DATABASE
@JSON
@click.pass_obj
def staff_list(folder: Path, prefix: str, database: str, as_json: bool) -> None:
    """人员名单 · everybody."""
    answer = do(folder, database, "staff-list", {"prefix": prefix})
    show(as_json, answer, [person_line(one) for one in answer["staff"]])


@staff.command("import", cls=Answering)
@click.argument("sheet", metavar="FILE.csv", type=FILE)
@DATABASE
@JSON
@click.pass_obj
def staff_import(folder: Path, sheet: Path, database: str, as_json: bool) -> None:
    """从CSV导入（number,name,level,prefix,roles），全部或一个也不 · import a sheet, all or nothing."""
    answer = do(folder, database, "staff-import", {"sheet": read_text(sheet)})
    show(as_json, answer, [person_line(one) for one in answer["added"]])


@staff.command("password", cls=Answering)
@click.argument("number", metavar="工号")
@click.option("--password-file", type=FILE, help="密码写在这个文件的第一行 · the password, as the file's first line.")
@click.option("--generate", is_flag=True, help="生成一个，只显示这一次 · make one and show it this once.")
@DATABASE
@JSON
@click.pass_obj
def staff_password(
    folder: Path, number: str, password_file: Path | None, generate: bool, database: str, as_json: bool
) -> None:
    """设控制台密码，并让此人在各处重新登录 · set the console's password; ends that person's sessions.

    密码来自文件、生成或提示输入，从不写在命令里 · from a file, made here, or typed at a prompt: never an argument.
    """
    from server.office.passwords import SALT_BYTES, check_new, hash_password, make_password

    if generate and password_file is not None:
        raise click.UsageError("--password-file 与 --generate 只写一个 · give one of the two")
    draw = instruments_of(True).draw
    if generate:
        typed = make_password(draw)
    elif password_file is not None:
        typed = read_text(password_file).partition("\n")[0].rstrip("\r")
    else:
        typed = click.prompt("新密码 · new password", hide_input=True, confirmation_prompt=True, err=True)
    check_new(typed, number)
    asked = {"number": number, "kept": hash_password(typed, draw(SALT_BYTES))}  # the password itself goes nowhere
    answer = do(folder, database, "staff-password", asked, owner_only=True)
    shown = {"password": typed} if generate else {}
    line = f"{number} 密码已设好 · password set" + (f"\n{typed}" if generate else "")
    show(as_json, {**answer, **shown}, [line])


@staff.command("authorise", cls=Answering, short_help="按事项授权 · authorise a person for a matter.")
@click.argument("number", metavar="工号")
@click.argument("matter", metavar="CODE")
@click.argument("grade", metavar="GRADE", type=click.Choice(["accept", "review", "conclude", "none"]))
@click.option("--from", "first", type=DAY, metavar="YYYY-MM-DD", help="哪天起，缺省今天 · from which day, today.")
@click.option("--to", "last", type=DAY, metavar="YYYY-MM-DD", help="到哪天为止，缺省到收回 · to which day, until withdrawn.")
@AS
@DATABASE
@JSON
@click.pass_obj
def staff_authorise(
    folder: Path,
    number: str,
    matter: str,
    grade: str,
    first: datetime.datetime | None,
    last: datetime.datetime | None,
    by: str,
    database: str,
    as_json: bool,
) -> None:
    """按事项授权：accept 受理、review 审核、conclude 办结（含前面的）；none 收回。有过授权的事项，只有被授权的人能办。

    Authorise a person for a matter; each grade holds those before it, none takes it back. Once a matter has an
    authorisation, only those named may do its deeds.
    """
    asked = {"number": number, "matter": matter, "grade": "" if grade == "none" else grade, "staff": by}
    days = {name: f"{day:%Y-%m-%d}" for name, day in (("first", first), ("last", last)) if day}
    answer = do(folder, database, "authorise", {**asked, **days}, owner_only=True)
    show(as_json, answer, _authorised_lines(answer))


@staff.command("authorised", cls=Answering, short_help="授权名单和授权率 · who is authorised for what.")
@DATABASE
@JSON
@click.pass_obj
def staff_authorised(folder: Path, database: str, as_json: bool) -> None:
    """授权名单，和授权、充分授权（能办结）的事项数 · every authorisation, and how many matters have one."""
    answer = do(folder, database, "authorised", {})
    show(as_json, answer, _authorised_lines(answer))


@staff.command("term", cls=Answering, short_help="培训和任用到哪天 · until when trained, until when here.")
@click.argument("number", metavar="工号")
@click.option("--trained-until", default="", metavar="YYYY-MM-DD", help="培训有效期，none 为不限 · last day of training.")
@click.option("--until", default="", metavar="YYYY-MM-DD", help="任用、挂职到哪天，none 为不限 · last day here.")
@AS
@DATABASE
@JSON
@click.pass_obj
def staff_term(
    folder: Path, number: str, trained_until: str, until: str, by: str, database: str, as_json: bool
) -> None:
    """培训过期的代办员不能登记新委托；任用或挂职期满的不能再登录。随事项目录下发到自助机。

    Whose training has run out opens no new case; whose term has ended signs in nowhere. It travels with the catalogue.
    """
    if not trained_until and not until:
        raise click.UsageError("写 --trained-until 或 --until · give --trained-until or --until")
    asked = {"number": number, "staff": by, "trained_until": trained_until, "until": until}
    answer = do(folder, database, "staff-term", asked, owner_only=True)
    trained, here = answer["trained_until"] or "不限", answer["until"] or "不限"
    show(as_json, answer, [f"{number} 培训至{trained} 任用至{here} 第{answer['catalogue_version']}版"])


@staff.command("note", cls=Answering, short_help="登记代办员的建议或问题 · what an agent reports.")
@click.argument("number", metavar="工号")
@click.argument("text", metavar="内容")
@click.option("--sort", type=click.Choice(["suggestion", "problem"]), required=True, help="建议、问题 · which.")
@DATABASE
@JSON
@click.pass_obj
def staff_note(folder: Path, number: str, text: str, sort: str, database: str, as_json: bool) -> None:
    """登记代办员提的建议、碰到的问题；不写群众姓名 · a suggestion or a problem; no villager's name."""
    answer = do(folder, database, "staff-note", {"number": number, "text": text, "sort": sort}, owner_only=True)
    show(as_json, answer, [f"{answer['id']} {text}"])


@staff.command("settle", cls=Answering, short_help="建议采纳、问题解决 · adopted, or solved.")
@click.argument("which", metavar="登记号")
@click.option("--as", "by", required=True, metavar="工号", help="以谁的名义（不能是本人） · in whose name, not one's own.")
@DATABASE
@JSON
@click.pass_obj
def staff_settle(folder: Path, which: str, by: str, database: str, as_json: bool) -> None:
    """记下建议已采纳、问题已解决 · a suggestion was adopted, a problem solved."""
    answer = do(folder, database, "staff-note", {"number": by, "text": which}, owner_only=True)
    show(as_json, answer, [f"{answer['id']} {answer['text']}"])


@staff.command("month", cls=Answering, short_help="代办员的月度卡 · an agent's card of a month.")
@click.argument("number", metavar="工号")
@click.option("--month", required=True, metavar="YYYY-MM", help="哪个月 · which month.")
@DATABASE
@JSON
@click.pass_obj
def staff_month(folder: Path, number: str, month: str, database: str, as_json: bool) -> None:
    """“三员”月度卡：办件、建议（提交/采纳）、问题解决 · cases, suggestions made and adopted, problems solved."""
    answer = do(folder, database, "staff-month", {"number": number, "month": month})
    show(as_json, answer, [answer["line"]])


def _authorised_lines(answer: dict[str, Any]) -> list[str]:
    counts, held = answer["counts"], answer["authorisations"]
    total = f"有授权 {counts['any']}/{counts['matters']}，能办结 {counts['concluding']}/{counts['matters']}"
    return [*(f"{one['matter']} {one['number']} {_GRADES[one['grade']]} {_days(one)}" for one in held), total]


def _days(one: dict[str, Any]) -> str:
    return f"{one['first']}起" + ("，收回为止" if one["last"] == str(datetime.date.max) else f"至{one['last']}")
