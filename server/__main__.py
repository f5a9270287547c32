"""The county server and the township relay, by command (design, Command line).

The rooms behind a command are imported where it needs them: a command that the running server does (most do) is
answered before the web and database libraries would have been read.

Exit 0 when done, 1 on a Refusal (code and sentence on standard error), 2 on wrong usage. With --json standard output
is one JSON object. Thin: every command reads its words, calls one function, and prints.
"""

import contextlib
import os
import sys
import time
from collections.abc import Iterator, Mapping
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click
import msgspec

from kiosk import __version__
from kiosk.core.event import ClockQuality
from kiosk.core.refusal import Refusal
from server.answers import case_lines, person_line, show
from server.control import ask, user_name
from server.node import holding, open_node

if TYPE_CHECKING:
    from kiosk.core.instruments import Instruments
    from server.office.desk import Desk

SHEET_BYTES_MAX = 8 * 2**20
FOLDER_WAIT_S = 15.0
FOLDER_LOOK_S = 0.1
DEFAULT_PORT = 8331
FOLDER = click.Path(path_type=Path, file_okay=False)
FILE = click.Path(path_type=Path, dir_okay=False)
_JSON = click.option("--json", "as_json", is_flag=True, help="只输出一个JSON对象 · print one JSON object.")
_DATABASE = click.option(
    "--database", default="", metavar="URL", help="数据库网址，缺省为 DIR/node.db · database, DIR/node.db by default."
)


class Answering(click.Command):
    """A command whose Refusal is printed (to standard error, both languages) and ends with 1."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except Refusal as no:
            _say_no(ctx, no)
        except (click.ClickException, click.Abort, click.exceptions.Exit):
            raise
        except Exception as error:  # opening a database on a full disk fails before there is a writer to name it
            from server.store.database import is_full

            if not is_full(error):
                raise
            _say_no(ctx, Refusal("STORAGE_FULL"))


def _say_no(ctx: click.Context, no: Refusal) -> NoReturn:
    if ctx.params.get("as_json"):
        said = {"refusal": {"code": no.code, "zh": no.text("zh"), "en": no.text("en")}}
        click.echo(msgspec.json.encode(said).decode(), err=True)
    else:
        click.echo(f"{no.code}\n{no.text('zh')}\n{no.text('en')}", err=True)
    ctx.exit(1)


class Acting(Answering):
    """`act`, whose help names every command with its fields, from the table that judges them."""

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        from kiosk.core.casework.commands import COMMANDS
        from kiosk.core.casework.kinds import KINDS

        with formatter.section("命令与内容 · commands and their fields (* 必填 required)"):
            rows = []
            for name, row in COMMANDS.items():
                facts = [f"{field}{'' if fact.optional else '*'}" for field, fact in row.facts.items()]
                texts = [f"{field}{'*' if text.required else ''}" for field, text in row.body.items()]
                needs = f"  [{row.needs}]" if row.needs else ""
                rows.append((name, f"{KINDS[row.kind].zh} {' '.join([*facts, *texts])}{needs}"))
            formatter.write_dl(rows)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, prog_name="daiban server")
def main() -> None:
    """代办县服务器与乡镇中转 · Daiban's county server and township relay.

    每个命令先写节点文件夹 DIR；--json 输出一个JSON对象；完成退出码0，被拒绝1（代码和说明在标准错误），用法不对2。
    Every command takes the node's folder DIR first; exit 0 done, 1 refused, 2 wrong usage.
    """


@main.command(cls=Answering, short_help="新建县服务器或乡镇中转 · found a county or a relay.")
@click.argument("folder", metavar="DIR", type=FOLDER)
@click.option("--county", default="", metavar="6位代码", help="建县服务器：县代码 · found a county: its 6 digits.")
@click.option("--divisions", type=FILE, help="区划表CSV，缺省用随附的 · divisions sheet, the shipped one by default.")
@click.option("--catalogue", type=FILE, help="事项目录CSV，缺省用随附的 · catalogue sheet, the shipped one by default.")
@click.option("--calendar", type=FILE, help="县里对工作日历的更改CSV（date,working） · the county's calendar changes.")
@click.option("--enrol", type=FILE, help="建乡镇中转：入网文件 · found a relay from its enrolment file.")
@click.option("--url", default="", help="中转：县服务器网址 · a relay's county, over the one in the file.")
@_JSON
def init(
    folder: Path,
    county: str,
    divisions: Path | None,
    catalogue: Path | None,
    calendar: Path | None,
    enrol: Path | None,
    url: str,
    as_json: bool,
) -> None:
    """新建节点：密钥、数据库、一名管理员；并说明哪些文件须离线保管。

    Found a node: keys, database, one administrator; says which files to keep offline. --county or --enrol.
    """
    from server.app import system_instruments
    from server.office.founding import Sheets, found_county, found_relay

    if bool(county) == bool(enrol):
        raise click.UsageError("写 --county 或 --enrol 之一 · give either --county or --enrol")
    if enrol is not None:
        founded = found_relay(folder, _read(enrol), system_instruments(), url)
    else:
        sheets = Sheets(
            _text(divisions) if divisions else _shipped("divisions", f"{county}.csv"),
            _text(catalogue) if catalogue else _shipped("catalogue", "catalogue.csv"),
            _text(calendar) if calendar else _shipped("calendar", "changes.csv"),
        )
        founded = found_county(folder, county, sheets, system_instruments(ClockQuality.COMPARED))
    answer = founded._asdict()
    show(as_json, answer, [*founded.readings, *founded.keep_offline, *founded.said])


@main.command(cls=Answering, short_help="运行服务 · serve until told to stop.")
@click.argument("folder", metavar="DIR", type=FOLDER)
@click.option("--host", default="127.0.0.1", show_default=True, help="监听地址 · address to listen on.")
@click.option("--port", default=DEFAULT_PORT, show_default=True, type=click.IntRange(0, 65535), help="端口 · port.")
@click.option("--level", type=click.Choice(["county", "township"]), default=None, help="核对节点级别 · must fit the folder.")
@click.option("--upstream", default="", metavar="URL", help="中转：县服务器网址 · a relay's county.")
@_DATABASE
@click.option("--second-medium", type=FOLDER, help="第二存储文件夹，应在另一设备上 · folder on another device.")
@click.option("--allow-same-device", is_flag=True, help="仅演示：允许同一设备 · demo only; stands in every acknowledgement.")
@click.option("--tls-cert", type=FILE, help="TLS证书 · certificate of the pinned key.")
@click.option("--tls-key", type=FILE, help="TLS私钥 · its private key.")
@click.option("--insecure-http", is_flag=True, help="仅限127.0.0.1：不用TLS · no TLS, on 127.0.0.1 only.")
@_JSON
def run(
    folder: Path,
    host: str,
    port: int,
    level: str | None,
    upstream: str,
    database: str,
    second_medium: Path | None,
    allow_same_device: bool,
    tls_cert: Path | None,
    tls_key: Path | None,
    insecure_http: bool,
    as_json: bool,
) -> None:
    """运行服务，直到收到终止信号；端口打开后在标准输出写一行JSON。

    Serve until told to stop; one JSON line on standard output once the port is open.
    """
    from server.app import Settings, serve

    serve(
        folder,
        Settings(
            host=host,
            port=port,
            level=level or "",
            upstream=upstream,
            database=database,
            second_medium=second_medium,
            allow_same_device=allow_same_device,
            tls_cert=tls_cert,
            tls_key=tls_key,
            insecure_http=insecure_http,
        ),
    )


@main.command(cls=Answering, short_help="生成站点和中转的入网文件 · make enrolment files.")
@click.argument("folder", metavar="DIR", type=FOLDER)
@click.argument("codes", metavar="[站点代码 STATION_CODE]...", nargs=-1)
@click.option("--all", "every", is_flag=True, help="所有还没有入网文件的村和乡镇站 · every station without one.")
@click.option("--out", required=True, type=FOLDER, help="入网文件写到哪个文件夹 · folder for the files.")
@click.option("--url", default="", help="写进文件的县服务器网址 · the county's address for the file.")
@_DATABASE
@_JSON
def enrol(
    folder: Path, codes: tuple[str, ...], every: bool, out: Path, url: str, database: str, as_json: bool
) -> None:
    """生成入网文件：村12位，乡镇站9位加000，乡镇中转9位。文件含一次性密钥，用后删除。

    Make enrolment files (12 digits a village, 9 and 000 a township's station, 9 a relay), each with a one-time key.
    """
    if bool(codes) == every:
        raise click.UsageError("写站点代码或 --all 之一 · give station codes or --all")
    asked = {"codes": list(codes), "every": every, "out": str(out.absolute()), "url": url}
    answer = _do(folder, database, "enrol", asked)
    show(as_json, answer, [f"{one['station']} {one['name']} {one['file']}" for one in answer["enrolled"]])


@main.group()
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
@_DATABASE
@_JSON
@click.pass_obj
def staff_add(
    folder: Path, number: str, name: str, level: str, prefix: str, roles: str, database: str, as_json: bool
) -> None:
    """登记一人 · add one person."""
    asked = {"number": number, "name": name, "level": level, "prefix": prefix, "roles": roles}
    answer = _do(folder, database, "staff-add", asked)
    show(as_json, answer, [person_line(one) for one in answer["added"]])


@staff.command("list", cls=Answering)
@click.option("--prefix", default="", help="只看该范围 · only under these digits.")
@_DATABASE
@_JSON
@click.pass_obj
def staff_list(folder: Path, prefix: str, database: str, as_json: bool) -> None:
    """人员名单 · everybody."""
    answer = _do(folder, database, "staff-list", {"prefix": prefix})
    show(as_json, answer, [person_line(one) for one in answer["staff"]])


@staff.command("import", cls=Answering)
@click.argument("sheet", metavar="FILE.csv", type=FILE)
@_DATABASE
@_JSON
@click.pass_obj
def staff_import(folder: Path, sheet: Path, database: str, as_json: bool) -> None:
    """从CSV导入（number,name,level,prefix,roles），全部或一个也不 · import a sheet, all or nothing."""
    answer = _do(folder, database, "staff-import", {"sheet": _text(sheet)})
    show(as_json, answer, [person_line(one) for one in answer["added"]])


@main.command(cls=Answering, short_help="办件列表，或一件的全过程 · the cases, or one with its timeline.")
@click.argument("folder", metavar="DIR", type=FOLDER)
@click.argument("case", metavar="[办件编号 CASE]", default="")
@click.option("--state", default="", help="状态，如 受理 或 accepted · state.")
@click.option("--station", default="", metavar="PREFIX", help="站点代码前缀 · prefix of the station code.")
@click.option("--count-max", default=1_000, show_default=True, type=click.IntRange(1, 5_000), help="最多几件 · at most.")
@_DATABASE
@_JSON
def cases(
    folder: Path, case: str, state: str, station: str, count_max: int, database: str, as_json: bool
) -> None:
    """办件列表，或一件的全过程、时限（姓名已遮盖）· the cases, or one with its timeline and limits; names masked."""
    asked = {"case": case, "state": state, "station": station, "count_max": count_max}
    answer = _do(folder, database, "cases", asked)
    show(as_json, answer, [case_lines(one) for one in answer.get("cases", answer.get("found", []))])


@main.command(cls=Acting, short_help="办理一件：受理、补正、办结…… · every office deed.")
@click.argument("folder", metavar="DIR", type=FOLDER)
@click.argument("case", metavar="办件编号")
@click.argument("command", metavar="COMMAND")
@click.option("--field", "fields", multiple=True, metavar="K=V", help="内容，可多次 · a field, any number of times.")
@click.option("--as", "number", required=True, metavar="工号", help="以谁的名义（只限DIR的所有者）· in whose name.")
@_DATABASE
@_JSON
def act(
    folder: Path, case: str, command: str, fields: tuple[str, ...], number: str, database: str, as_json: bool
) -> None:
    """办理一件。办件的状态表决定哪些可以办，为什么不可以；能否办还看人员的岗位和范围。

    Every office deed; the case table says which is possible, and why not.
    """
    typed: dict[str, str] = {}
    for field in fields:
        name, equals, value = field.partition("=")
        if not equals or not name:
            raise Refusal("FIELD_SPELT_WRONG", field=field[:40])
        typed[name] = value
    answer = _do(
        folder, database, "act", {"case": case, "command": command, "staff": number, "fields": typed}, owner_only=True
    )
    show(as_json, answer, [f"{answer['case']} {answer['kind']} → {answer['state']} {answer['due'] or ''}"])


@main.command("verify", cls=Answering, short_help="核验日志、正文、第二存储、投影 · check everything that is kept.")
@click.argument("folder", metavar="DIR", type=FOLDER)
@click.option("--second-medium", type=FOLDER, help="也核对第二存储 · compare the second medium too.")
@_DATABASE
@_JSON
def verify_command(folder: Path, second_medium: Path | None, database: str, as_json: bool) -> None:
    """核验：日志链、签名、哈希、正文、第二存储、投影 · chains, signatures, hashes, bodies, second medium, projections."""
    from server.office.verification import verify
    from server.store.database import folder_url, open_engine

    node = open_node(folder)
    engine = open_engine(database or folder_url(folder))
    try:
        report = verify(node, engine, _instruments(node.is_county), second_medium)
    finally:
        engine.dispose()
    show(as_json, report.answer(), report.lines())
    if report.wrong:
        raise Refusal("VERIFY_FAILED", count=len(report.wrong), first=report.wrong[0])


def _do(
    folder: Path, database: str, command: str, arguments: Mapping[str, Any], owner_only: bool = False
) -> dict[str, Any]:
    """By the running server when one holds the folder, else here, holding it."""
    open_node(folder)
    user, owner = os.getuid(), folder.stat().st_uid
    if owner_only and user != owner:
        raise Refusal("NOT_THE_OWNER")
    give_up = time.monotonic() + FOLDER_WAIT_S
    while True:
        answer = ask(folder, command, arguments)
        if answer is not None:
            return answer
        try:
            with _desk(folder, database) as desk:
                return desk.do(command, arguments, user_name(user))
        except Refusal as no:
            if no.code != "FOLDER_IN_USE" or time.monotonic() > give_up:
                raise
        time.sleep(FOLDER_LOOK_S)  # another command holds it for a moment, or the server is just starting


@contextlib.contextmanager
def _desk(folder: Path, database: str) -> Iterator["Desk"]:
    from server.office.desk import Desk
    from server.office.digest import Office
    from server.store.database import folder_url, migrate, open_engine
    from server.store.writer import Writer

    with contextlib.ExitStack() as stack:
        node = open_node(folder)
        stack.enter_context(holding(folder))
        engine = open_engine(database or folder_url(folder))
        stack.callback(engine.dispose)
        migrate(engine)
        writer = Writer(engine, node.identity, node.root_public)
        stack.callback(writer.close)
        instruments = _instruments(node.is_county)
        yield Desk(node, Office(node, instruments), writer, instruments)


def _instruments(is_county: bool) -> "Instruments":
    from server.app import system_instruments

    return system_instruments(ClockQuality.COMPARED if is_county else ClockQuality.FREE)


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(SHEET_BYTES_MAX + 1)
    except OSError as error:
        raise Refusal("FILE_UNREADABLE", name=path, limit_bytes=SHEET_BYTES_MAX) from error
    if len(data) > SHEET_BYTES_MAX:
        raise Refusal("FILE_UNREADABLE", name=path, limit_bytes=SHEET_BYTES_MAX)
    return data


def _text(path: Path) -> str:
    try:
        return _read(path).decode("utf-8")
    except UnicodeDecodeError as error:
        raise Refusal("FILE_UNREADABLE", name=path, limit_bytes=SHEET_BYTES_MAX) from error


def _shipped(*name: str) -> str:
    file = resources.files("assets").joinpath(*name)
    if not file.is_file():
        raise click.UsageError(f"没有随附{name[-1]}，请写出文件 · {name[-1]} is not shipped, name a file")
    return file.read_text("utf-8")


if __name__ == "__main__":
    sys.exit(main())
