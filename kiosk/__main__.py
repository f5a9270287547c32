"""`python -m kiosk`: every command of a station. Prints one JSON object with --json; exits 0 when done, 1 on a
Refusal (code and sentence on stderr), 2 on wrong usage. Secrets come from files or a prompt, never as arguments."""

import os
import re
import resource
import time
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import click

from kiosk.app import proved_so_far, real_instruments, synchronise
from kiosk.commands.answering import (
    AS_JSON,
    FILE,
    FOLDER,
    opened,
    person_options,
    prompt,
    refusing,
    say,
    secret,
    write,
)
from kiosk.commands.backup import backup, restore
from kiosk.commands.duty import duty
from kiosk.commands.paper import paper
from kiosk.commands.purge import purge
from kiosk.commands.staff import staff
from kiosk.commands.stick import export, import_
from kiosk.core.carriage.enrolment import ENROLMENT_BYTES_MAX
from kiosk.core.carriage.enrolment_code import read_invitation
from kiosk.core.casework.entrustment import ENTRUSTMENT_BYTES_MAX
from kiosk.core.refusal import Refusal
from kiosk.courier.enrolling import fetch_enrolment
from kiosk.courier.http import check_url
from kiosk.desk.casebook import ledger as ledger_lines
from kiosk.desk.casebook import ledger_sheet, of_month
from kiosk.desk.casebook import status as status_of
from kiosk.desk.deeds import SIGNATURE_BYTES_MAX, Wanted
from kiosk.desk.deeds import act as act_on
from kiosk.desk.enrolling import enrol
from kiosk.desk.entrusting import entrust as entrust_file
from kiosk.desk.entrusting import station_shown
from kiosk.desk.folder import DATABASE_FILE, read_bounded
from kiosk.desk.station import open_station
from kiosk.desk.verification import verify as verify_station
from kiosk.devices.ledger_paper import draw_ledger
from kiosk.devices.receipt_image import draw_receipt
from kiosk.settings import Settings, read_settings
from kiosk.window.lockdown import has_screen, lock_down


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
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core would hold what somebody just typed


@main.command()
@FOLDER
@click.option("--enrol", "enrolment", type=FILE, help="Enrolment file from the county.")
@click.option("--code", metavar="TEXT", default="", help="One-time code from the county; - asks for it.")
@click.option(
    "--url",
    "urls",
    multiple=True,
    help="Where this station syncs, instead of the enrolment file's address; again for more.",
)
@AS_JSON
@refusing
def init(folder: Path, enrolment: Path | None, code: str, urls: tuple[str, ...], as_json: bool) -> None:
    """Make this station's own keys and certify them."""
    if bool(enrolment) == bool(code):
        raise click.UsageError("give --enrol or --code")
    settings = Settings(roads=tuple(check_url(url) for url in urls))
    if enrolment is not None:
        file = read_bounded(enrolment, ENROLMENT_BYTES_MAX)
    else:
        invitation = read_invitation(prompt("Code") if code == "-" else code)
        file = fetch_enrolment(invitation, urls[0] if urls else "", settings.connect_timeout_s)
    made = enrol(folder, file, real_instruments(), settings)
    say({"station": made.station, "name": made.name, "staff": [list(pair) for pair in made.staff]}, as_json)


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
    with opened(folder, badge, pin_file, passphrase_file) as station:
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
                write(receipt_out, draw_receipt(done.receipt.qr))
            except Refusal as no:  # the entrustment stands; its receipt is on the screen
                click.echo(str(no), err=True)
        say(said, as_json, "\n".join(done.receipt.lines()))


@main.command()
@FOLDER
@click.option("--url", "urls", multiple=True, help="Try this address instead, this once.")
@AS_JSON
@refusing
def sync(folder: Path, urls: tuple[str, ...], as_json: bool) -> None:
    """One full exchange over the first road that works; prints what was proved and why other roads failed.

    Exits 0 when the line is merely down (`ok` is false then), 1 when somebody answered who is not to be believed."""
    with opened(folder) as station:
        said = synchronise(station, urls)
        say(said, as_json)
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
    with opened(folder, badge, pin_file, passphrase_file) as station:
        say(status_of(station, case), as_json)


@main.command()
@FOLDER
@click.option("--month", default="", metavar="YYYY-MM", help="Only that month, numbered from 1 without a gap.")
@click.option("--csv", "csv_out", type=FILE, help="Write the ledger for a spreadsheet.")
@click.option("--pdf", "pdf_out", type=FILE, help="Write the month for the printer, with a foot to sign on every page.")
@person_options
@AS_JSON
@refusing
def ledger(
    folder: Path, month: str, csv_out: Path | None, pdf_out: Path | None, badge: Path | None, pin_file: Path | None,
    passphrase_file: Path | None, as_json: bool,
) -> None:  # fmt: skip
    """Every case held here."""
    if pdf_out and not month:
        raise click.UsageError("--pdf is of one --month")
    with opened(folder, badge, pin_file, passphrase_file) as station:
        lines = ledger_lines(station)
        if month:
            lines = of_month(lines, month)
        if pdf_out:
            if station.signed_in is None:
                raise Refusal("UNLOCK_NEEDED")  # a page that somebody signs is whole
            write(pdf_out, draw_ledger(station_shown(station), month, lines))
        if csv_out:
            write(csv_out, ledger_sheet(lines).encode())
        say({"cases": lines, **proved_so_far(station)}, as_json)


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
    code = secret(query_code_file) if query_code_file else ""
    with opened(folder, badge, pin_file, passphrase_file) as station:
        done = act_on(station, Wanted(case, command, texts, strokes, attach, code, bytes.fromhex(operation)))
        say(
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
    with opened(folder) as station:
        found = verify_station(station)
        told = [{**one._asdict(), "zh": one.sentence("zh"), "en": one.sentence("en")} for one in found.findings]
        say(found._asdict() | {"sound": not told, "findings": told}, as_json, "\n".join(found.lines()))
        if found.findings:
            raise Refusal("JOURNAL_DAMAGED", count=len(found.findings))


main.add_command(purge)
main.add_command(staff)
main.add_command(backup)
main.add_command(restore)
main.add_command(export)
main.add_command(import_)
main.add_command(paper)
main.add_command(duty)


if __name__ == "__main__":
    main(prog_name="python -m kiosk")
