"""`purge`: let go of what may go, as every exchange does in its calm moment, and say what waits and for what."""

from pathlib import Path

import click

from kiosk.commands.answering import AS_JSON, FOLDER, opened, person_options, refusing, say
from kiosk.desk.purging import TURNS_MAX, Purged, added, waiting
from kiosk.desk.purging import purge as purge_turn


@click.command()
@FOLDER
@person_options
@AS_JSON
@refusing
def purge(
    folder: Path, badge: Path | None, pin_file: Path | None, passphrase_file: Path | None, as_json: bool
) -> None:
    """Let go of bodies that the county keeps twice and has opened; needs somebody signed in, to keep their rows."""
    with opened(folder, badge, pin_file, passphrase_file) as station:
        done = Purged()
        for _ in range(TURNS_MAX):
            done = added(done, purge_turn(station))
            if not done.more:
                break
        left = waiting(station)
        say(
            done._asdict() | {"waiting": left._asdict()},
            as_json,
            f"清除{len(done.cases)}件，正文{done.bodies}份，照片{done.attachments}张，共{done.bytes}字节；"
            f"等签收{left.unproved}件，等期满{left.resting}件，等登录{left.locked}件 · "
            f"{len(done.cases)} cases let go of, {done.bodies} bodies, {done.attachments} photographs, "
            f"{done.bytes} bytes; {left.unproved} wait for the county's word, {left.resting} for their period, "
            f"{left.locked} for somebody to sign in",
        )
