"""Keys by command: change the county's, revoke a device, print the recovery key's shares and drill with two."""

import os
from pathlib import Path

import click

from kiosk.core.refusal import Refusal
from server.answers import show
from server.commands.answering import DATABASE, FILE, FOLDER, JSON, Answering
from server.commands.doing import do, instruments_of, read, read_text
from server.control import user_name
from server.node import OFFLINE, open_node

WHY = ("stolen", "lost", "replaced", "misused")


@click.group()
@click.argument("folder", metavar="DIR", type=FOLDER)
@click.pass_context
def keys(ctx: click.Context, folder: Path) -> None:
    """密钥：更换、吊销、份额、演练 · keys: rotate, revoke, shares, drill."""
    ctx.obj = folder


@keys.command("revoke", cls=Answering)
@click.argument("station", metavar="站点代码")
@click.option(
    "--last-seq", required=True, type=click.IntRange(0, 2**32 - 1), help="最后可信的事件号 · last event still believed."
)
@click.option(
    "--log", default="", metavar="HEX", help="那个号在哪条日志（16位） · the log of that number, when it has several."
)
@click.option("--why", type=click.Choice(WHY), default="stolen", show_default=True, help="原因 · why.")
@DATABASE
@JSON
@click.pass_obj
def revoke(folder: Path, station: str, last_seq: int, log: str, why: str, database: str, as_json: bool) -> None:
    """吊销一台设备（被盗、遗失）：此号以后的一律不信。几台设备的站点写“代码-终端号”。

    Revoke a device: nothing of it beyond that number is believed, here at once and elsewhere as the list gets there.
    """
    asked = {"station": station, "last_seq": last_seq, "why": why, "log": log}
    answer = do(folder, database, "revoke", asked, owner_only=True)
    show(
        as_json,
        answer,
        [
            (f"已吊销 {answer['station']}-{answer['terminal']:02}，可信到第{answer['last_seq']}号；"
            f"本县存到第{answer['held']}号，其中{answer['events_beyond']}个事件从此不起作用。名单第{answer['version']}版随下次同步送到各处。"),
            (f"Revoked; {answer['events_beyond']} events held here have no effect any more. List version "
            f"{answer['version']} travels with the next exchanges: until it arrives, a relay or kiosk may still take "
            "what the device hands it, and the county will not."),
        ],
    )


@keys.command("rotate", cls=Answering)
@click.option("--root-key", type=FILE, help="离线介质上的root.key · the key from the offline medium.")
@DATABASE
@JSON
@click.pass_obj
def rotate_command(folder: Path, root_key: Path | None, database: str, as_json: bool) -> None:
    """更换县服务器的签名、密封、TLS密钥，由离线根密钥认证；服务须先停下。

    Change the county's signing, sealing and TLS keys, certified by the offline root; its server must not run. Stations
    and relays learn them with their next exchange or stick, and prove anew what they still hold.
    """
    from server.office.rotating import rotate

    if folder.exists() and os.getuid() != folder.stat().st_uid:
        raise Refusal("NOT_THE_OWNER")
    key = read(root_key or folder / OFFLINE / "root.key")
    done = rotate(folder, key, instruments_of(True), user_name(os.getuid()), database)
    said = f"第{done.generation}代密钥 · generation {done.generation}；化身 · incarnation {done.number}；TLS {done.pin}"
    show(as_json, done._asdict(), [said])


@keys.command("shares", cls=Answering)
@click.option("--out", required=True, type=FOLDER, help="三页写到哪个文件夹 · folder for the three pages.")
@click.option("--recovery-key", type=FILE, help="离线介质上的recovery.key · the key from the offline medium.")
@JSON
@click.pass_obj
def shares(folder: Path, out: Path, recovery_key: Path | None, as_json: bool) -> None:
    """把恢复密钥分成三份打印页（任意两份可恢复）· print the recovery key as three shares, any two of which suffice."""
    from server.office.recovery import print_shares

    node = open_node(folder)
    if not node.is_county:
        raise Refusal("COUNTY_ONLY", command="keys shares")
    instruments = instruments_of(True)
    key = read(recovery_key or folder / OFFLINE / "recovery.key")
    paths = print_shares(node, key, out.absolute(), instruments.clock().wall_ms, instruments.draw)
    show(
        as_json,
        {"pages": [str(path) for path in paths]},
        [*map(str, paths), "打印后请删除这三个文件 · print them, then delete the three files."],
    )


@keys.command("drill", cls=Answering)
@click.option("--share", "files", multiple=True, type=FILE, required=True, help="份额文件，两次 · a share's file, twice.")
@DATABASE
@JSON
@click.pass_obj
def drill_command(folder: Path, files: tuple[Path, ...], database: str, as_json: bool) -> None:
    """演练：用两份份额打开本县密封给恢复密钥的正文；密钥不写到任何地方。

    Drill: open with two shares what this county holds sealed to the recovery key; the key is written nowhere.
    """
    from kiosk.core.carriage.shares import join, read_share
    from server.office.recovery import drill
    from server.store.database import folder_url, open_engine, reading

    node = open_node(folder)
    if not node.is_county:
        raise Refusal("COUNTY_ONLY", command="keys drill")
    found = [read_share(read_text(file)) for file in files]
    key = join(found)
    engine = open_engine(database or folder_url(folder))
    try:
        with reading(engine) as connection:
            proved = drill(node, connection, key, instruments_of(True))
    finally:
        engine.dispose()
    numbers = [share.number for share in found]
    noted = do(folder, database, "drilled", {"shares": numbers, "proved": f"{proved.bodies} bodies opened"})
    answer = {"bodies": proved.bodies, "shares": numbers, "said": list(proved.said), **noted}
    show(as_json, answer, list(proved.said))
