"""`python -m kiosk`: every command of a station. Prints one JSON object with --json; exits 0 when done, 1 on a
Refusal (code and sentence on stderr), 2 on wrong usage. Secrets come from files or a prompt, never as arguments."""

import json
import os
import re
import resource
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial, wraps
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import click

from kiosk.app import proved_so_far, real_instruments, synchronise
from kiosk.core.carriage.enrolment import ENROLMENT_BYTES_MAX
from kiosk.core.casework.commands import Power
from kiosk.core.casework.entrustment import ENTRUSTMENT_BYTES_MAX
from kiosk.core.refusal import Refusal
from kiosk.courier.http import check_url
from kiosk.desk.casebook import ledger as ledger_lines
from kiosk.desk.casebook import ledger_sheet
from kiosk.desk.casebook import status as status_of
from kiosk.desk.deeds import SIGNATURE_BYTES_MAX, Wanted
from kiosk.desk.deeds import act as act_on
from kiosk.desk.enrolling import enrol
from kiosk.desk.entrusting import entrust as entrust_file
from kiosk.desk.folder import DATABASE_FILE, read_bounded, write_whole
from kiosk.desk.staffing import (
    Issued,
    add_staff,
    list_staff,
    remove_staff,
    sign_in_with_card,
    sign_in_with_passphrase,
)
from kiosk.desk.station import Station, open_station
from kiosk.desk.verification import verify as verify_station
from kiosk.devices.badge import Badge, draw_badge, read_badge, read_badge_text
from kiosk.devices.code_picture import PICTURE_BYTES_MAX
from kiosk.devices.receipt_image import draw_receipt
from kiosk.settings import Settings, read_settings
from kiosk.window.lockdown import has_screen, lock_down

SECRET_BYTES_MAX = 1_000
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


class Commands(click.Group):
    """The commands below, and the demonstration, which is imported only when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every command by name."""
        return sorted([*super().list_commands(ctx), *(["demo"] if find_spec("kiosk.demo") else [])])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a name."""
        if cmd_name != "demo":
            return super().get_command(ctx, cmd_name)
        found: click.Command = import_module("kiosk.demo.command").demo
        return found


@click.group(cls=Commands)
def main() -> None:
    """A village or township station of Daiban 代办."""


@main.command()
@FOLDER
@click.option("--enrol", "enrolment", type=FILE, required=True, help="Enrolment file from the county.")
@click.option(
    "--url",
    "urls",
    multiple=True,
    help="Where this station syncs, instead of the enrolment file's address; again for more.",
)
@AS_JSON
@refusing
def init(folder: Path, enrolment: Path, urls: tuple[str, ...], as_json: bool) -> None:
    """Make this station's own keys and certify them."""
    settings = Settings(roads=tuple(check_url(url) for url in urls))
    made = enrol(folder, read_bounded(enrolment, ENROLMENT_BYTES_MAX), real_instruments(), settings)
    _say({"station": made.station, "name": made.name, "staff": [list(pair) for pair in made.staff]}, as_json)


@main.command()
@FOLDER
@click.argument("action", type=click.Choice(["add", "list", "remove"]))
@click.argument("number", metavar="[STAFF]", default="")
@click.option("--badge-out", type=FILE, help="Write the new card's code to this PNG.")
@click.option("--pin-file", type=FILE, help="File with the new person's PIN.")
@click.option("--passphrase-out", type=FILE, help="Write the new person's passphrase slip to this file.")
@click.option("--power", "powers", multiple=True, type=click.Choice([str(power) for power in Power]))
@click.option("--by-badge", type=FILE, help="Card of the person who does this (not for the first one).")
@click.option("--by-pin-file", type=FILE)
@click.option("--by-passphrase-file", type=FILE)
@AS_JSON
@refusing
def staff(
    folder: Path, action: str, number: str, badge_out: Path | None, pin_file: Path | None, passphrase_out: Path | None,
    powers: tuple[str, ...], by_badge: Path | None, by_pin_file: Path | None, by_passphrase_file: Path | None,
    as_json: bool,
) -> None:  # fmt: skip
    """Add, list or remove the people who may open this station."""
    if action != "list" and not number:
        raise click.UsageError("STAFF is needed")
    if action == "add" and badge_out is None:
        raise click.UsageError("--badge-out is needed")
    with _station(folder, by_badge, by_pin_file, by_passphrase_file) as station:
        if action == "list":
            people = [{"staff": p.number, "name": p.name, "powers": list(p.powers)} for p in list_staff(station)]
            _say({"staff": people, "rotation_due": bool(station.store.number("rotation_due"))}, as_json)
        elif action == "remove":
            remove_staff(station, number)
            _say({"removed": number, "rotation_due": True}, as_json)
        else:
            assert badge_out is not None
            pin = _secret(pin_file) if pin_file else _prompt("PIN")
            files = partial(_hand_over, badge_out, passphrase_out)
            issued = add_staff(station, number, pin, frozenset(Power(power) for power in powers), files)
            shown = {} if passphrase_out else {"passphrase": issued.passphrase}
            _say({"staff": number, "badge": str(badge_out), **shown}, as_json)


@main.command()
@FOLDER
@click.option("--window", "size", metavar="WxH", default="", help="A window of that size instead of the whole screen.")
@click.option("--touch", "touch_device", default="", help="The touch panel, where it does not come as a mouse.")
@refusing
def run(folder: Path, size: str, touch_device: str) -> None:
    """The window: residents and agents at a touchscreen."""
    pixels = re.fullmatch(r"(\d{3,4})x(\d{3,4})", size)
    if size and pixels is None:
        raise click.UsageError("--window is written 1280x800")
    if find_spec("kivy") is None or not has_screen(os.environ):
        raise Refusal("NO_WINDOW_HERE", why="DISPLAY" if find_spec("kivy") else "kivy")
    if not (folder / DATABASE_FILE).is_file():
        raise Refusal("NOT_A_KIOSK")
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core would hold what somebody just typed
    settings = read_settings(folder)
    wanted = (int(pixels[1]), int(pixels[2])) if pixels else None
    lock_down(os.environ, folder / "window", size=wanted, touch_device=touch_device, cursor=wanted is not None)
    instruments = real_instruments()
    from kiosk.window.kiosk_app import run_window  # draws: imported only when a window is wanted

    run_window(
        lambda: open_station(folder, instruments, settings),
        lambda station, away: synchronise(station, (), away),
        instruments,
        time.monotonic,
    )


@main.command()
@FOLDER
@click.argument("file", type=FILE)
@click.option("--attach", multiple=True, type=FILE, help="A photograph the entrustment names.")
@click.option("--receipt", "receipt_out", type=FILE, help="Draw the receipt's code to this PNG.")
@person_options
@AS_JSON
@refusing
def entrust(
    folder: Path, file: Path, attach: tuple[Path, ...], receipt_out: Path | None, badge: Path | None,
    pin_file: Path | None, passphrase_file: Path | None, as_json: bool,
) -> None:  # fmt: skip
    """Record an entrustment; without a badge it is a resident alone."""
    with _station(folder, badge, pin_file, passphrase_file) as station:
        done = entrust_file(station, read_bounded(file, ENTRUSTMENT_BYTES_MAX), attach)
        said = {
            "case": done.receipt.number,
            "query_code": done.receipt.query_code,
            "state": done.receipt.state,
            "operation": done.operation.hex(),
            "event": done.event_hash.hex(),
            "repeated": done.repeated,
            "receipt": {"lines": list(done.receipt.lines()), "qr": done.receipt.qr},
        }
        if receipt_out:
            try:
                _write(receipt_out, draw_receipt(done.receipt.qr))
            except Refusal as no:  # the entrustment stands; its receipt is on the screen
                click.echo(str(no), err=True)
        _say(said, as_json, "\n".join(done.receipt.lines()))


@main.command()
@FOLDER
@click.option("--url", "urls", multiple=True, help="Try this address instead, this once.")
@AS_JSON
@refusing
def sync(folder: Path, urls: tuple[str, ...], as_json: bool) -> None:
    """One full exchange over the first road that works; prints what was proved and why other roads failed.

    Exits 0 when the line is merely down (`ok` is false then), 1 when somebody answered who is not to be believed."""
    with _station(folder) as station:
        said = synchronise(station, urls)
        _say(said, as_json)
        refused = [road for road in said["roads"] if road.get("code", "ROAD_CLOSED") != "ROAD_CLOSED"]
        if not said["ok"]:
            # To be without a line is a village's daily state and no fault; whoever answered and is not trusted is one.
            closed = Refusal("NO_ROAD_OPEN", why="; ".join(f"{r['url']} {r['code']}" for r in said["roads"]) or "-")
            if refused or not said["roads"]:
                raise closed
            click.echo(str(closed), err=True)


@main.command()
@FOLDER
@click.argument("case")
@person_options
@AS_JSON
@refusing
def status(
    folder: Path, case: str, badge: Path | None, pin_file: Path | None, passphrase_file: Path | None, as_json: bool
) -> None:
    """What is known of one case, each claim with its proof."""
    with _station(folder, badge, pin_file, passphrase_file) as station:
        _say(status_of(station, case), as_json)


@main.command()
@FOLDER
@click.option("--csv", "csv_out", type=FILE, help="Write the ledger for a spreadsheet.")
@person_options
@AS_JSON
@refusing
def ledger(
    folder: Path,
    csv_out: Path | None,
    badge: Path | None,
    pin_file: Path | None,
    passphrase_file: Path | None,
    as_json: bool,
) -> None:
    """Every case held here."""
    with _station(folder, badge, pin_file, passphrase_file) as station:
        lines = ledger_lines(station)
        if csv_out:
            _write(csv_out, ledger_sheet(lines).encode())
        _say({"cases": lines, **proved_so_far(station)}, as_json)


@main.command()
@FOLDER
@click.argument("case")
@click.argument("command")
@click.option("--field", "fields", multiple=True, metavar="K=V", help="A field of the command.")
@click.option("--signature", type=FILE, help="JSON strokes of the principal's signature.")
@click.option("--attach", multiple=True, type=FILE, help="A photograph; 3-name.jpg shows material 3.")
@click.option("--query-code-file", type=FILE, help="The principal's query code, for rate and complain.")
@click.option("--operation", default="", help="Operation id in hex: done twice, it has one effect.")
@person_options
@AS_JSON
@refusing
def act(
    folder: Path, case: str, command: str, fields: tuple[str, ...], signature: Path | None, attach: tuple[Path, ...],
    query_code_file: Path | None, operation: str, badge: Path | None, pin_file: Path | None,
    passphrase_file: Path | None, as_json: bool,
) -> None:  # fmt: skip
    """Do one deed on a case."""
    texts = dict(field.partition("=")[::2] for field in fields)
    if len(texts) != len(fields) or not all("=" in field for field in fields):
        raise click.UsageError("--field is written K=V, each once")
    if operation and not (
        16 <= len(operation) <= 32 and len(operation) % 2 == 0 and set(operation) <= set("0123456789abcdef")
    ):
        raise click.UsageError("--operation is 8 to 16 bytes in hex")
    strokes = read_bounded(signature, SIGNATURE_BYTES_MAX) if signature else b""
    code = _secret(query_code_file) if query_code_file else ""
    with _station(folder, badge, pin_file, passphrase_file) as station:
        done = act_on(station, Wanted(case, command, texts, strokes, attach, code, bytes.fromhex(operation)))
        _say(
            {
                "case": done.case.number,
                "state": done.case.state.value,
                "handler": done.case.handler.name.lower(),
                "event": done.event.hash.hex(),
                "operation": done.operation.hex(),
                "repeated": done.repeated,
            },
            as_json,
        )


@main.command()
@FOLDER
@AS_JSON
@refusing
def verify(folder: Path, as_json: bool) -> None:
    """Walk chains, hashes, projections and the proof behind every mark."""
    with _station(folder) as station:
        found = verify_station(station)
        said = found._asdict() | {"sound": not found.findings, "findings": [f._asdict() for f in found.findings]}
        _say(said, as_json)
        if found.findings:
            raise Refusal("JOURNAL_DAMAGED", count=len(found.findings))


@contextmanager
def _station(
    folder: Path, badge: Path | None = None, pin_file: Path | None = None, passphrase_file: Path | None = None
) -> Iterator[Station]:
    """The station, opened for whoever the options name."""
    with open_station(folder, real_instruments(), read_settings(folder)) as station:
        card = _card(badge) if badge else None
        if passphrase_file:
            sign_in_with_passphrase(station, _secret(passphrase_file), card.staff if card else "")
        elif card:
            sign_in_with_card(station, card, _secret(pin_file) if pin_file else _prompt("PIN"))
        elif pin_file:
            raise Refusal("UNLOCK_REFUSED")  # a PIN alone never unlocks
        yield station


def _card(path: Path) -> Badge:
    data = read_bounded(path, PICTURE_BYTES_MAX)
    return (
        read_badge_text(data.decode("ascii")) if data.startswith(b"DBADGE1:") and data.isascii() else read_badge(data)
    )


def _secret(path: Path) -> str:
    try:
        return read_bounded(path, SECRET_BYTES_MAX).decode().strip()
    except UnicodeDecodeError as error:
        raise Refusal("FILE_UNREADABLE", name=path.name, limit_bytes=SECRET_BYTES_MAX) from error


def _prompt(what: str) -> str:
    if not sys.stdin.isatty():
        raise Refusal("UNLOCK_NEEDED")
    return str(click.prompt(what, hide_input=True))


def _hand_over(badge_out: Path, passphrase_out: Path | None, issued: Issued) -> None:
    """The new person's files; Refusal CARD_NOT_WRITTEN, and then they are not added."""
    try:
        write_whole(badge_out, draw_badge(issued.badge))
        if passphrase_out:
            write_whole(passphrase_out, issued.passphrase.encode() + b"\n")
    except Refusal as no:
        raise Refusal("CARD_NOT_WRITTEN", name=badge_out.name) from no


def _write(path: Path, data: bytes) -> None:
    try:
        write_whole(path, data)
    except Refusal as no:
        raise Refusal("FILE_UNWRITABLE", name=path.name) from no


def _say(said: dict[str, Any], as_json: bool, plain: str | None = None) -> None:
    if as_json:
        click.echo(json.dumps(said, ensure_ascii=False))
    else:
        click.echo(plain if plain is not None else json.dumps(said, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main(prog_name="python -m kiosk")
