"""`paper`: one entrustment as QR codes to print, and codes that were photographed, read back."""

from pathlib import Path

import click
import msgspec

from kiosk.commands.answering import AS_JSON, FILE, FOLDER, opened, refusing, say, write
from kiosk.core.casework.case_number import plain
from kiosk.core.refusal import Refusal
from kiosk.desk import paper as road
from kiosk.desk.folder import read_bounded
from kiosk.devices.code_picture import PICTURE_BYTES_MAX, draw_code, read_codes


@click.command()
@FOLDER
@click.argument("action", type=click.Choice(["write", "read"]))
@click.argument("words", metavar="CASE | PICTURE...", nargs=-1, required=True)
@click.option("--out", type=FILE, help="Folder for the pictures of the codes.")
@AS_JSON
@refusing
def paper(folder: Path, action: str, words: tuple[str, ...], out: Path | None, as_json: bool) -> None:
    """The paper road: `write CASE --out FOLDER` draws a case's codes, `read PICTURE...` takes them in, in any order."""
    if action == "write" and (out is None or len(words) != 1):
        raise click.UsageError("one CASE and --out are needed")
    with opened(folder) as station:
        if action == "read":
            texts = [text for word in words for text in read_codes(read_bounded(Path(word), PICTURE_BYTES_MAX))]
            say(msgspec.to_builtins(road.take(station, texts)), as_json)
            return
        assert out is not None
        try:
            out.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise Refusal("FILE_UNWRITABLE", name=out.name) from error
        texts = list(road.parts(station, words[0]))
        case = plain(words[0])
        files = [out / f"{case}-{number:02}-of-{len(texts):02}.png" for number in range(1, len(texts) + 1)]
        for file, text in zip(files, texts, strict=True):
            write(file, draw_code(text))
        road.printed(station, case)
        say({"case": case, "parts": len(texts), "files": [str(file) for file in files]}, as_json)
