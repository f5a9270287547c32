"""Joint handling by command: departments, meetings, trips, projects, the cashier's day, visits that are due."""

from datetime import datetime
from pathlib import Path
from typing import Any

import click

from server.answers import show
from server.commands.answering import DATABASE, FILE, FOLDER, JSON, Answering
from server.commands.doing import do, read_text

AS = click.option("--as", "number", required=True, metavar="工号", help="以谁的名义（只限DIR的所有者）· in whose name.")
DAY = click.DateTime(formats=["%Y-%m-%d"])


def _day(typed: datetime | None) -> str | None:
    return typed.date().isoformat() if typed is not None else None


@click.group()
@click.argument("folder", metavar="DIR", type=FOLDER)
@click.pass_context
def departments(ctx: click.Context, folder: Path) -> None:
    """部门目录：征求意见时问谁、限几个工作日 · who is asked for an opinion, and its published limit."""
    ctx.obj = folder


@departments.command("set", cls=Answering)
@click.argument("code", metavar="部门代码")
@click.option("--name", required=True, help="部门名称 · its name.")
@click.option("--days", required=True, type=int, help="意见时限，工作日 · working days for an opinion, 1 to 45.")
@DATABASE
@JSON
@click.pass_obj
def set_(folder: Path, code: str, name: str, days: int, database: str, as_json: bool) -> None:
    """登记部门，或改它的名称、时限（以后征求的意见按新的）· register a department, or change it for what is asked later."""
    answer = do(folder, database, "departments-set", {"code": code, "name": name, "days": days})
    show(as_json, answer, [_department_line(one) for one in answer["departments"]])


@departments.command("list", cls=Answering)
@DATABASE
@JSON
@click.pass_obj
def list_(folder: Path, database: str, as_json: bool) -> None:
    """部门名单 · the register."""
    answer = do(folder, database, "departments-list", {})
    show(as_json, answer, [_department_line(one) for one in answer["departments"]])


@click.group()
@click.argument("folder", metavar="DIR", type=FOLDER)
@click.pass_context
def meeting(ctx: click.Context, folder: Path) -> None:
    """联审会议：通知、签收、到会、纪要、例会清单 · one meeting over many cases."""
    ctx.obj = folder


@meeting.command("call", cls=Answering)
@click.argument("cases", metavar="办件编号...", nargs=-1, required=True)
@click.option("--on", required=True, type=DAY, help="哪一天 · the day, 2026-11-27.")
@click.option("--place", required=True, help="地点 · where.")
@click.option("--department", "asked", multiple=True, metavar="部门代码", help="通知谁，可多次 · whom, again for more.")
@click.option(
    "--sort", type=click.Choice(["meeting", "site", "completion"]), default="meeting", show_default=True,
    help="会议、踏勘、验收 · meeting, survey on the site, completion.",
)  # fmt: skip
@AS
@DATABASE
@JSON
@click.pass_obj
def call(
    folder: Path, cases: tuple[str, ...], on: datetime, place: str, asked: tuple[str, ...], sort: str, number: str,
    database: str, as_json: bool,
) -> None:  # fmt: skip
    """发会议（踏勘、验收）通知，写进议程里的每个办件 · call a meeting; the notice goes into every case of its agenda."""
    said = {"cases": list(cases), "on": _day(on), "place": place, "sort": sort, "departments": list(asked)}
    _meeting(folder, database, "meeting-call", {**said, "staff": number}, as_json)


@meeting.command("sign", cls=Answering)
@click.argument("meeting_number", metavar="会议编号")
@click.option("--department", required=True, metavar="部门代码", help="哪个部门 · which department.")
@click.option("--signatory", required=True, help="签收人 · who signed for the notice.")
@AS
@DATABASE
@JSON
@click.pass_obj
def sign(
    folder: Path, meeting_number: str, department: str, signatory: str, number: str, database: str, as_json: bool
) -> None:
    """部门签收通知；没有签收的不能按缺席默认 · a department signs for the notice; without that nothing is taken as consent."""
    said = {"meeting": meeting_number, "department": department, "signatory": signatory}
    _meeting(folder, database, "meeting-sign", {**said, "staff": number}, as_json)


@meeting.command("attend", cls=Answering)
@click.argument("meeting_number", metavar="会议编号")
@click.option("--department", required=True, metavar="部门代码", help="哪个部门 · which department.")
@click.option(
    "--attendance", required=True, type=click.Choice(["present", "absent", "excused"]),
    help="到会、无故缺席、缺席理由成立 · present, absent, excused.",
)  # fmt: skip
@click.option("--reason", default="", help="缺席的理由 · why it did not come.")
@AS
@DATABASE
@JSON
@click.pass_obj
def attend(
    folder: Path, meeting_number: str, department: str, attendance: str, reason: str, number: str, database: str,
    as_json: bool,
) -> None:  # fmt: skip
    """记谁到会；签收了又无故缺席的，按默认同意 · note who came; who signed and stayed away is taken as consenting."""
    said = {"meeting": meeting_number, "department": department, "attendance": attendance, "reason": reason}
    _meeting(folder, database, "meeting-attend", {**said, "staff": number}, as_json)


@meeting.command("close", cls=Answering)
@click.argument("meeting_number", metavar="会议编号")
@click.option("--minutes", required=True, type=FILE, help="纪要文本（UTF-8）· a text file.")
@click.option("--leave", "left", multiple=True, metavar="办件编号", help="留待下次会议的办件 · kept for another meeting.")
@AS
@DATABASE
@JSON
@click.pass_obj
def close(
    folder: Path, meeting_number: str, minutes: Path, left: tuple[str, ...], number: str, database: str, as_json: bool
) -> None:
    """签发纪要：写进每个办件，联审结束；以后不能再改 · sign the minutes: into every case, whose joint review ends."""
    said = {"meeting": meeting_number, "minutes": read_text(minutes), "left": list(left)}
    _meeting(folder, database, "meeting-close", {**said, "staff": number}, as_json)


@meeting.command("list", cls=Answering)
@DATABASE
@JSON
@click.pass_obj
def meetings(folder: Path, database: str, as_json: bool) -> None:
    """会议和它的办件，最近的在前 · the meetings with their cases, the latest first."""
    answer = do(folder, database, "meeting-list", {})
    lines = []
    for one in answer["meetings"]:
        lines.append(f"{one['meeting']} {one['sort']} {one['on']} {one['place']}{' 纪要已签发' if one['frozen'] else ''}")
        lines += [f"  {case['case']} {'纪要已写入' if case['minutes'] else ''}".rstrip() for case in one["cases"]]
    show(as_json, answer, lines)


@meeting.command("agenda", cls=Answering)
@click.option("--station", default="", metavar="PREFIX", help="站点代码前缀 · prefix of the station code.")
@DATABASE
@JSON
@click.pass_obj
def agenda(folder: Path, station: str, database: str, as_json: bool) -> None:
    """例会清单：亮红牌的，和停了三天以上的 · the regular meeting's list: red, or blocked for more than three days."""
    answer = do(folder, database, "meeting-agenda", {"prefix": station})
    lines = [
        f"{one['case']} {one['matter']} {one['state']} {' '.join(one['why'])} {one['blocked_since']} "
        f"{' '.join(one['waits_for'])}".rstrip()
        for one in answer["cases"]
    ]
    show(as_json, answer, [f"{answer['on']} {answer['count']}件", *lines])


@click.group()
@click.argument("folder", metavar="DIR", type=FOLDER)
@click.pass_context
def trip(ctx: click.Context, folder: Path) -> None:
    """联合踏勘：一次出行，多个办件 · one survey trip, many cases."""
    ctx.obj = folder


@trip.command("record", cls=Answering)
@click.argument("file", metavar="FILE.json", type=FILE)
@AS
@DATABASE
@JSON
@click.pass_obj
def record(folder: Path, file: Path, number: str, database: str, as_json: bool) -> None:
    """记一次踏勘：每个办件一份记录，要么都记，要么都不记 · a record into every case of the trip, or into none."""
    answer = do(folder, database, "trip-record", {"record": read_text(file), "staff": number}, owner_only=True)
    show(as_json, answer, [f"{answer['trip']} {len(answer['cases'])}件"])


@trip.command("list", cls=Answering)
@DATABASE
@JSON
@click.pass_obj
def trips(folder: Path, database: str, as_json: bool) -> None:
    """各次踏勘，和每次几件 · the trips, and how many cases a trip."""
    answer = do(folder, database, "trip-list", {})
    count = answer["count"]
    total = f"{count['cases']}件 / {count['trips']}次 = {count['cases_a_trip']}件/次"
    rows = [f"{one['trip']} {one['sort']} {one['on']} {one['cases']}件 {one['route']}" for one in answer["trips"]]
    show(as_json, answer, [*rows, total])


@click.group()
@click.argument("folder", metavar="DIR", type=FOLDER)
@click.pass_context
def project(ctx: click.Context, folder: Path) -> None:
    """项目：哪些办件、谁等谁、最长的一条线 · a project's cases, which waits for which, and the critical path."""
    ctx.obj = folder


@project.command("list", cls=Answering)
@DATABASE
@JSON
@click.pass_obj
def projects(folder: Path, database: str, as_json: bool) -> None:
    """各个项目 · the projects."""
    answer = do(folder, database, "project-show", {})
    lines = [f"{one['project']} {one['granted']}/{one['cases']}" for one in answer["projects"]]
    show(as_json, answer, lines)


@project.command("show", cls=Answering)
@click.argument("code", metavar="项目编号")
@DATABASE
@JSON
@click.pass_obj
def show_project(folder: Path, code: str, database: str, as_json: bool) -> None:
    """一个项目：按序号；从第几个工作日到第几个；* 在最长的一条线上 · by place, in working days from today; * critical."""
    answer = do(folder, database, "project-show", {"project": code})
    lines = [
        f"{'*' if one['critical'] else ' '} {one['place']:>2} {one['case']} {one['matter']} {one['state']} "
        f"{one['begins']}–{one['ends']}" + (f" 等第{'、'.join(map(str, one['waits']))}项" if one["waits"] else "")
        for one in answer["children"]
    ]
    agents = " ".join(answer["agents"])
    show(as_json, answer, [f"{answer['project']} {answer['days']}个工作日 代办员 {agents}".rstrip(), *lines])


@click.command("fees", cls=Answering, short_help="收费日结 · what was paid on a day.")
@click.argument("folder", metavar="DIR", type=FOLDER)
@click.option("--day", type=DAY, default=None, help="哪一天，缺省今天 · the day, today by default.")
@DATABASE
@JSON
def fees(folder: Path, day: datetime | None, database: str, as_json: bool) -> None:
    """收费日结：每笔缴费、票据号和合计；同一票据号写了两次的标出 · the day's payments with receipts, and the sum."""
    answer = do(folder, database, "fees", {"day": _day(day)})
    lines = [
        f"{one['case']} {_yuan(one['fen'])} {one['receipt']} {one['author']}{' 票据号重复' if one['twice'] else ''}"
        for one in answer["lines"]
    ]
    show(as_json, answer, [*lines, f"{answer['day']} {answer['count']}笔 {_yuan(answer['fen'])}元"])


@click.command("visits", cls=Answering, short_help="到期的跟踪服务 · visits that are due.")
@click.argument("folder", metavar="DIR", type=FOLDER)
@click.option("--until", type=DAY, default=None, help="到哪一天，缺省今天 · up to this day, today by default.")
@DATABASE
@JSON
def visits(folder: Path, until: datetime | None, database: str, as_json: bool) -> None:
    """跟踪服务：说好下次要去、已经到日子的办件和问题 · cases that somebody promised to come back to by that day."""
    answer = do(folder, database, "visits", {"until": _day(until)})
    lines = [f"{one['next']} {one['case']} {one['by']} {one['issue']}" for one in answer["visits"]]
    show(as_json, answer, lines)


def _meeting(folder: Path, database: str, command: str, asked: dict[str, Any], as_json: bool) -> None:
    answer = do(folder, database, command, asked, owner_only=True)
    show(as_json, answer, [f"{answer['meeting']} {len(answer['cases'])}件", *answer["cases"]])


def _department_line(one: dict[str, Any]) -> str:
    return f"{one['code']} {one['name']} {one['opinion_days']}"


def _yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02}"
