"""`export` and `import`: the road by stick, either direction, any number of times."""

from pathlib import Path

import click
import msgspec

from kiosk.commands.answering import AS_JSON, FILE, FOLDER, opened, refusing, say
from kiosk.desk import sticks


@click.command()
@FOLDER
@click.argument("out", metavar="OUT", type=FILE)
@AS_JSON
@refusing
def export(folder: Path, out: Path, as_json: bool) -> None:
    """Write onto a stick what should travel from here; done means that it may be pulled."""
    with opened(folder) as station:
        left = sticks.export(station, out)
        over = "" if not left.left_over else f"\n盘已满，还有{left.left_over}项没有带上 · {left.left_over} did not fit"
        plain = (
            f"可以拔出 · may be pulled: {len(left.files)} files, {left.own_events}+{left.others_events} events, "
            f"{left.own_pieces}+{left.others_pieces} pieces, {sum(left.answers.values())} answers{over}"
        )
        say(msgspec.to_builtins(left), as_json, plain)


@click.command("import")
@FOLDER
@click.argument("stick", metavar="IN", type=FILE)
@AS_JSON
@refusing
def import_(folder: Path, stick: Path, as_json: bool) -> None:
    """Take in what is on a stick, which is not written to: answers for this station, others' batches in custody."""
    with opened(folder) as station:
        say(msgspec.to_builtins(sticks.take(station, stick)), as_json)
