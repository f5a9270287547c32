"""How a command answers: one JSON object with --json, exit 1 on a Refusal; and the options many share."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Any

import click

from kiosk.app import real_instruments
from kiosk.core.refusal import Refusal
from kiosk.desk.epoch import Why
from kiosk.desk.folder import read_bounded, write_whole
from kiosk.desk.staffing import sign_in_with_card, sign_in_with_passphrase
from kiosk.desk.station import Station, open_station
from kiosk.devices.badge import Badge, read_badge, read_badge_text
from kiosk.devices.code_picture import PICTURE_BYTES_MAX
from kiosk.settings import read_settings

SECRET_BYTES_MAX = 1_000
_BEGAN_ANEW = {
    Why.MACHINE: "这个站点换了机器或磁盘：已改用新的日志和终端号{terminal:02}。如果原来的机器还在用，请马上停掉一台。 / "
    "This station is on another machine or disk: a new log is begun, with terminal number {terminal:02}. "
    "If the old machine still runs, stop one of the two at once.",
    Why.GUARD: "这个文件夹比它自己记得的旧，像是放回了旧拷贝：已改用新的日志和终端号{terminal:02}，请尽快同步。 / "
    "This folder is older than it remembers, as if an old copy was put back: a new log is begun, with terminal "
    "number {terminal:02}. Sync it soon.",
}
FOLDER = click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
FILE = click.Path(path_type=Path)
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")


def person_options(function: Callable[..., None]) -> Callable[..., None]:
    """--badge FILE with --pin-file FILE, or --passphrase-file FILE, or a prompt for the PIN."""
    for option in (
        click.option("--passphrase-file", type=FILE, help="Passphrase slip: staff number and five words."),
        click.option("--pin-file", type=FILE, help="File with the PIN of the card."),
        click.option("--badge", type=FILE, help="Picture of the staff card's code."),
    ):
        function = option(function)
    return function


def refusing(function: Callable[..., None]) -> Callable[..., None]:
    """Exit 1 on a Refusal, its code and sentence on stderr."""

    @wraps(function)
    def run(*args: Any, **kwargs: Any) -> None:
        try:
            function(*args, **kwargs)
        except Refusal as no:
            click.echo(str(no), err=True)
            sys.exit(1)

    return run


@contextmanager
def opened(
    folder: Path, badge: Path | None = None, pin_file: Path | None = None, passphrase_file: Path | None = None
) -> Iterator[Station]:
    """The station, opened for whoever the options name."""
    with open_station(folder, real_instruments(), read_settings(folder)) as station:
        if station.began_anew:
            click.echo(_BEGAN_ANEW[Why(station.began_anew)].format(terminal=station.terminal), err=True)
        card = _card(badge) if badge else None
        if passphrase_file:
            sign_in_with_passphrase(station, secret(passphrase_file), card.staff if card else "")
        elif card:
            sign_in_with_card(station, card, secret(pin_file) if pin_file else prompt("PIN"))
        elif pin_file:
            raise Refusal("UNLOCK_REFUSED")  # a PIN alone never unlocks
        yield station


def _card(path: Path) -> Badge:
    data = read_bounded(path, PICTURE_BYTES_MAX)
    return (
        read_badge_text(data.decode("ascii")) if data.startswith(b"DBADGE1:") and data.isascii() else read_badge(data)
    )


def secret(path: Path) -> str:
    try:
        return read_bounded(path, SECRET_BYTES_MAX).decode().strip()
    except UnicodeDecodeError as error:
        raise Refusal("FILE_UNREADABLE", name=path.name, limit_bytes=SECRET_BYTES_MAX) from error


def prompt(what: str) -> str:
    if not sys.stdin.isatty():
        raise Refusal("UNLOCK_NEEDED")
    return str(click.prompt(what, hide_input=True))


def write(path: Path, data: bytes) -> None:
    try:
        write_whole(path, data)
    except Refusal as no:
        raise Refusal("FILE_UNWRITABLE", name=path.name) from no


def say(said: dict[str, Any], as_json: bool, plain: str | None = None) -> None:
    if as_json:
        click.echo(json.dumps(said, ensure_ascii=False))
    else:
        click.echo(plain if plain is not None else json.dumps(said, ensure_ascii=False, indent=1))
