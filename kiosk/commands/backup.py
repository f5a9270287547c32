"""Backing up a station, and putting it back."""

from pathlib import Path

import click

from kiosk.app import real_instruments
from kiosk.commands.answering import AS_JSON, FILE, FOLDER, refusing, say
from kiosk.desk.backup import backup as back_up
from kiosk.desk.restoring import restore as put_back


@click.command()
@FOLDER
@click.argument("out", type=FILE)
@AS_JSON
@refusing
def backup(folder: Path, out: Path, as_json: bool) -> None:
    """Write everything that this station holds to one new file; the window may go on running."""
    made = back_up(folder, out, real_instruments())
    said = {"backup": str(made.file), "bytes": made.bytes, "station": made.station, "events": made.events}
    say(said, as_json, f"{made.file}: {made.station}, {made.events} events, {made.bytes} bytes")


@click.command()
@FOLDER
@click.argument("file", metavar="BACKUP", type=FILE)
@click.option("--over", is_flag=True, help="Over the folder of the same station, which is kept beside.")
@AS_JSON
@refusing
def restore(folder: Path, file: Path, over: bool, as_json: bool) -> None:
    """Put a backup back into an empty folder. The station goes on in a new log, with the next terminal number."""
    done = put_back(folder, file, real_instruments(), over)
    say(
        done._asdict(),
        as_json,
        f"{done.station}: 已恢复，改用终端号 {done.terminal:02}；请尽快同步一次。\n"
        f"{done.station}: restored, terminal number {done.terminal:02} from now on; sync it soon.",
    )
