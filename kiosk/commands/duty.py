"""`duty`: who is on duty by day and by night, as the window shows it."""

from pathlib import Path

import click
import msgspec

from kiosk.commands.answering import AS_JSON, FOLDER, refusing, say
from kiosk.core.refusal import Refusal
from kiosk.desk.duty import Duty, OnDuty, read_duty, write_duty
from kiosk.desk.folder import DATABASE_FILE


@click.command()
@FOLDER
@click.argument("action", type=click.Choice(["set", "show"]))
@click.option("--day-name", default="", metavar="NAME", help="Who serves by day.")
@click.option("--day-phone", default="", metavar="NUMBER", help="Their telephone.")
@click.option("--night-name", default="", metavar="NAME", help="Who serves by night; the same person may.")
@click.option("--night-phone", default="", metavar="NUMBER", help="Their telephone.")
@click.option("--from", "begins", default="", metavar="HH:MM", help="When the day's turn begins; 08:30 at first.")
@click.option("--until", "ends", default="", metavar="HH:MM", help="When the night's turn begins; 17:30 at first.")
@AS_JSON
@refusing
def duty(
    folder: Path, action: str, day_name: str, day_phone: str, night_name: str, night_phone: str, begins: str,
    ends: str, as_json: bool,
) -> None:  # fmt: skip
    """Set or show who is on duty by day and by night; the first `set` names both, with telephones.

    Later ones only what changes. The window takes it up within a minute, and need not be stopped.
    """
    if not (folder / DATABASE_FILE).is_file():
        raise Refusal("NOT_A_KIOSK")
    kept = read_duty(folder) if action == "show" else _kept(folder)
    given = {"name": day_name, "phone": day_phone}, {"name": night_name, "phone": night_phone}
    if action == "set":
        nobody = OnDuty("", "")
        was = kept or Duty(nobody, nobody)
        day, night = (_changed(one, said) for one, said in zip((was.day, was.night), given, strict=True))
        kept = Duty(day, night, begins or was.begins, ends or was.ends)
        write_duty(folder, kept)
    elif any(said for one in given for said in one.values()) or begins or ends:
        raise click.UsageError("show takes no options")
    say({"duty": None if kept is None else msgspec.to_builtins(kept)}, as_json)


def _kept(folder: Path) -> Duty | None:
    """What stands there, to be changed; what cannot be read is replaced."""
    try:
        return read_duty(folder)
    except Refusal:
        return None


def _changed(was: OnDuty, said: dict[str, str]) -> OnDuty:
    return OnDuty(said["name"] or was.name, said["phone"] or was.phone)
