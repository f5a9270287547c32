"""`staff`: who may open a station. The first person right after `init`; later ones need an unlocked station."""

from functools import partial
from pathlib import Path

import click

from kiosk.commands.answering import AS_JSON, FILE, FOLDER, opened, prompt, refusing, say, secret
from kiosk.core.casework.commands import Power
from kiosk.core.refusal import Refusal
from kiosk.desk.folder import write_whole
from kiosk.desk.staffing import Issued, add_staff, list_staff, remove_staff
from kiosk.desk.station_keys import is_change_awaited
from kiosk.devices.badge import draw_badge


@click.command()
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
    with opened(folder, by_badge, by_pin_file, by_passphrase_file) as station:
        if action == "list":
            people = [{"staff": p.number, "name": p.name, "powers": list(p.powers)} for p in list_staff(station)]
            say({"staff": people, "rotation_due": is_change_awaited(station)}, as_json)
        elif action == "remove":
            remove_staff(station, number)
            say({"removed": number, "rotation_due": is_change_awaited(station)}, as_json)
        else:
            assert badge_out is not None
            pin = secret(pin_file) if pin_file else prompt("PIN")
            files = partial(_hand_over, badge_out, passphrase_out)
            issued = add_staff(station, number, pin, frozenset(Power(power) for power in powers), files)
            shown = {} if passphrase_out else {"passphrase": issued.passphrase}
            say({"staff": number, "badge": str(badge_out), **shown}, as_json)


def _hand_over(badge_out: Path, passphrase_out: Path | None, issued: Issued) -> None:
    """The new person's files; Refusal CARD_NOT_WRITTEN, and then they are not added."""
    try:
        write_whole(badge_out, draw_badge(issued.badge))
        if passphrase_out:
            write_whole(passphrase_out, issued.passphrase.encode() + b"\n")
    except Refusal as no:
        raise Refusal("CARD_NOT_WRITTEN", name=badge_out.name) from no
