"""Backing up a county or a relay, and putting it back."""

import os
from pathlib import Path

import click

from server.answers import show
from server.commands.answering import DATABASE, FILE, FOLDER, JSON, Answering
from server.commands.doing import instruments_of
from server.control import user_name


@click.command(cls=Answering, short_help="备份数据库（不含密钥） · back up the database, without keys.")
@click.argument("folder", metavar="DIR", type=FOLDER)
@click.argument("out", metavar="OUT", type=click.Path(path_type=Path))
@DATABASE
@JSON
def backup(folder: Path, out: Path, database: str, as_json: bool) -> None:
    """备份：数据库写成一个新文件；服务不用停；密钥不在里面，要另外保管。

    Write the database to one new file while the server runs. Keys are not in it: keep them apart.
    """
    from server.office.backup import backup as back_up

    made = back_up(folder, database, out, instruments_of(True))
    said = {"backup": str(made.file), "bytes": made.bytes, "code": made.code, "events": made.events}
    show(as_json, said, [f"{made.file} {made.code} {made.events}个事件 · events, {made.bytes} bytes"])


@click.command(cls=Answering, short_help="从备份恢复，换用新编号 · put a backup back as a new incarnation.")
@click.argument("folder", metavar="DIR", type=FOLDER)
@click.argument("file", metavar="[IN]", type=FILE, required=False)
@click.option("--second-medium", type=FOLDER, help="先读回第二存储 · read the second medium back first.")
@click.option("--over", is_flag=True, help="覆盖已有数据库，旧的留在旁边 · over a database, which is kept beside.")
@DATABASE
@JSON
def restore(
    folder: Path, file: Path | None, second_medium: Path | None, over: bool, database: str, as_json: bool
) -> None:
    """恢复：DIR里先放好keys，再把备份放回；不写IN表示数据库已用别的办法放回。

    Put a backup back into DIR, where the folder keys lies already; without IN the database was put back by other means.
    """
    from server.office.restoring import renew
    from server.office.restoring import restore as put_back

    user = user_name(os.getuid())
    if file is None:
        done = renew(folder, database, instruments_of(True), user, second_medium)
    elif database:
        raise click.UsageError("--database 只用于不写IN的恢复 · --database is for a restore without IN")
    else:
        done = put_back(folder, file, instruments_of(True), user, second_medium, over)
    lines = [
        f"{done.code} 已恢复，新编号{done.number}，读回{done.back_events}个事件、{done.back_attachments}个附件。",
        f"{done.code} restored as incarnation {done.number}, {done.back_events} events came from the second medium.",
        "站点再次联系时会把手里的全部再送一次。The stations offer everything they hold again when they next call.",
    ]
    show(as_json, done._asdict(), lines)
