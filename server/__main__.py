"""The county server and the township relay, by command (design, Command line).

The rooms behind a command are imported where it needs them: a command that the running server does (most do) is
answered before the web and database libraries would have been read.

Exit 0 when done, 1 on a Refusal (code and sentence on standard error), 2 on wrong usage. With --json standard output
is one JSON object. Thin: every command reads its words, calls one function, and prints.
"""

import resource
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kiosk import __version__
from kiosk.core.event import ClockQuality
from kiosk.core.refusal import Refusal
from server.answers import case_lines, show
from server.commands.answering import DATABASE, FILE, FOLDER, JSON, Acting, Answering
from server.commands.backup import backup, restore
from server.commands.catalogue import catalogue
from server.commands.documents import card, papers, station
from server.commands.doing import do, instruments_of, read, read_text, shipped
from server.commands.enquiry import enquiry, extracts, promises
from server.commands.form import form
from server.commands.joint import departments, fees, meeting, project, trip, visits
from server.commands.keeping import erase, limits
from server.commands.keys import keys
from server.commands.ratings import ratings
from server.commands.staff import staff
from server.commands.stick import export, import_
from server.commands.supervise import supervise
from server.commands.year import year
from server.node import open_node

if TYPE_CHECKING:
    from server.office.founding import Founded

DEFAULT_PORT = 8331


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, prog_name="daiban server")
def main() -> None:
    """代办县服务器与乡镇中转 · Daiban's county server and township relay.

    每个命令先写节点文件夹 DIR；--json 输出一个JSON对象；完成退出码0，被拒绝1（代码和说明在标准错误），用法不对2。
    Every command takes the node's folder DIR first; exit 0 done, 1 refused, 2 wrong usage.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core would hold what residents wrote, and keys


@main.command(cls=Answering, short_help="新建县服务器或乡镇中转 · found a county or a relay.")
@click.argument("folder", metavar="DIR", type=FOLDER)
@click.option("--county", default="", metavar="6位代码", help="建县服务器：县代码 · found a county: its 6 digits.")
@click.option("--divisions", type=FILE, help="区划表CSV，缺省用随附的 · divisions sheet, the shipped one by default.")
@click.option("--catalogue", type=FILE, help="事项目录CSV，缺省用随附的 · catalogue sheet, the shipped one by default.")
@click.option("--calendar", type=FILE, help="县里对工作日历的更改CSV（date,working） · the county's calendar changes.")
@click.option("--enrol", type=FILE, help="建乡镇中转：入网文件 · found a relay from its enrolment file.")
@click.option("--url", default="", help="中转：县服务器网址 · a relay's county, over the one in the file.")
@JSON
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
        founded = found_relay(folder, read(enrol), system_instruments(), url)
    else:
        sheets = Sheets(
            read_text(divisions) if divisions else shipped("divisions", f"{county}.csv"),
            read_text(catalogue) if catalogue else shipped("catalogue", "catalogue.csv"),
            read_text(calendar) if calendar else shipped("calendar", "changes.csv"),
        )
        founded = found_county(folder, county, sheets, system_instruments(ClockQuality.COMPARED))
    answer = founded._asdict()
    show(as_json, answer, [*founded.readings, *founded.keep_offline, *founded.said, *sign_in_lines(founded)])


@main.command(cls=Answering, short_help="运行服务 · serve until told to stop.")
@click.argument("folder", metavar="DIR", type=FOLDER)
@click.option("--host", default="127.0.0.1", show_default=True, help="监听地址 · address to listen on.")
@click.option("--port", default=DEFAULT_PORT, show_default=True, type=click.IntRange(0, 65535), help="端口 · port.")
@click.option(
    "--level", type=click.Choice(["county", "township"]), default=None, help="核对节点级别 · must fit the folder."
)
@click.option("--upstream", default="", metavar="URL", help="中转：县服务器网址 · a relay's county.")
@DATABASE
@click.option("--second-medium", type=FOLDER, help="第二存储文件夹，应在另一设备上 · folder on another device.")
@click.option(
    "--allow-same-device", is_flag=True, help="仅演示：允许同一设备 · demo only; stands in every acknowledgement."
)
@click.option("--tls-cert", type=FILE, help="TLS证书 · certificate of the pinned key.")
@click.option("--tls-key", type=FILE, help="TLS私钥 · its private key.")
@click.option("--insecure-http", is_flag=True, help="仅限127.0.0.1：不用TLS · no TLS, on 127.0.0.1 only.")
@click.option("--announce", is_flag=True, help="在局域网上告知地址（mDNS）· say on the LAN where to find it.")
@JSON
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
    announce: bool,
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
            announce=announce,
        ),
    )


@main.command(cls=Answering, short_help="生成站点和中转的入网文件 · make enrolment files.")
@click.argument("folder", metavar="DIR", type=FOLDER)
@click.argument("codes", metavar="[站点代码 STATION_CODE]...", nargs=-1)
@click.option("--all", "every", is_flag=True, help="所有还没有入网文件的村和乡镇站 · every station without one.")
@click.option("--out", type=FOLDER, help="入网文件（或入网码图片）写到哪个文件夹 · folder for files or pictures.")
@click.option("--code", "by_code", is_flag=True, help="不写文件，给一次性入网码 · a one-time code instead of a file.")
@click.option("--url", default="", help="写进文件的县服务器网址 · the county's address for the file.")
@DATABASE
@JSON
def enrol(
    folder: Path, codes: tuple[str, ...], every: bool, out: Path | None, by_code: bool, url: str, database: str,
    as_json: bool,
) -> None:  # fmt: skip
    """生成入网文件：村12位，乡镇站9位加000，乡镇中转9位。文件含一次性密钥，用后删除。

    Make enrolment files (12 digits a village, 9 and 000 a township's station, 9 a relay), each with a one-time key.
    With --code the file waits here, and the new station fetches it with the code: init DIR --code TEXT.
    """
    if out is None and not by_code:
        raise click.UsageError("写 --out 或 --code · give --out or --code")
    if bool(codes) == every:
        raise click.UsageError("写站点代码或 --all 之一 · give station codes or --all")
    asked = {"codes": list(codes), "every": every, "out": str(out.absolute()) if out else "", "url": url}
    answer = do(folder, database, "enrol", {**asked, "by_code": by_code})
    lines = [f"{one['station']} {one['name']} {one.get('code', '')} {one['file']}" for one in answer["enrolled"]]
    show(as_json, answer, lines)


@main.command(cls=Answering, short_help="办件列表，或一件的全过程 · the cases, or one with its timeline.")
@click.argument("folder", metavar="DIR", type=FOLDER)
@click.argument("case", metavar="[办件编号 CASE]", default="")
@click.option("--state", default="", help="状态，如 受理 或 accepted · state.")
@click.option("--station", default="", metavar="PREFIX", help="站点代码前缀 · prefix of the station code.")
@click.option(
    "--count-max", default=1_000, show_default=True, type=click.IntRange(1, 5_000), help="最多几件 · at most."
)
@DATABASE
@JSON
def cases(folder: Path, case: str, state: str, station: str, count_max: int, database: str, as_json: bool) -> None:
    """办件列表，或一件的全过程、时限（姓名已遮盖）· the cases, or one with its timeline and limits; names masked."""
    asked = {"case": case, "state": state, "station": station, "count_max": count_max}
    answer = do(folder, database, "cases", asked)
    show(as_json, answer, [case_lines(one) for one in answer.get("cases", answer.get("found", []))])


@main.command(cls=Acting, short_help="办理一件：受理、补正、办结…… · every office deed.")
@click.argument("folder", metavar="DIR", type=FOLDER)
@click.argument("case", metavar="办件编号")
@click.argument("command", metavar="COMMAND")
@click.option("--field", "fields", multiple=True, metavar="K=V", help="内容，可多次 · a field, any number of times.")
@click.option("--as", "number", required=True, metavar="工号", help="以谁的名义（只限DIR的所有者）· in whose name.")
@DATABASE
@JSON
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
    answer = do(
        folder, database, "act", {"case": case, "command": command, "staff": number, "fields": typed}, owner_only=True
    )
    show(as_json, answer, [f"{answer['case']} {answer['kind']} → {answer['state']} {answer['due'] or ''}"])


@main.command("verify", cls=Answering, short_help="核验日志、正文、第二存储、投影 · check everything that is kept.")
@click.argument("folder", metavar="DIR", type=FOLDER)
@click.option("--second-medium", type=FOLDER, help="也核对第二存储 · compare the second medium too.")
@DATABASE
@JSON
def verify_command(folder: Path, second_medium: Path | None, database: str, as_json: bool) -> None:
    """核验：日志链、签名、哈希、正文、第二存储、投影 · chains, signatures, hashes, bodies, second medium, projections."""
    from server.office.verification import verify
    from server.store.database import folder_url, open_engine

    node = open_node(folder)
    engine = open_engine(database or folder_url(folder))
    try:
        report = verify(node, engine, instruments_of(node.is_county), second_medium)
    finally:
        engine.dispose()
    show(as_json, report.answer(), report.lines())
    if report.wrong:
        raise Refusal("VERIFY_FAILED", count=len(report.wrong), first=report.wrong[0])


def sign_in_lines(founded: "Founded") -> list[str]:
    """What the administrator signs in with, shown this once."""
    if not founded.password:
        return []
    return [
        f"控制台管理员 {founded.administrator}，密码 {founded.password}（只显示这一次，登录后请改掉）",
        f"Console: administrator {founded.administrator}, password {founded.password} (shown once: change it)",
    ]


main.add_command(staff)
main.add_command(catalogue)
main.add_command(enquiry)
main.add_command(promises)
main.add_command(extracts)
main.add_command(export)
main.add_command(import_)
main.add_command(backup)
main.add_command(restore)
main.add_command(erase)
main.add_command(limits)
main.add_command(departments)
main.add_command(meeting)
main.add_command(trip)
main.add_command(project)
main.add_command(fees)
main.add_command(visits)
main.add_command(keys)
main.add_command(supervise)
main.add_command(ratings)
main.add_command(form)
main.add_command(papers)
main.add_command(station)
main.add_command(card)
main.add_command(year)


if __name__ == "__main__":
    sys.exit(main())
