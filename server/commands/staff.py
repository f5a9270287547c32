"""People by command: register, list, import, give a password."""

from pathlib import Path

import click

from server.answers import person_line, show
from server.commands.answering import DATABASE, FILE, FOLDER, JSON, Answering
from server.commands.doing import do, instruments_of, read_text


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
