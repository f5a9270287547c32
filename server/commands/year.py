"""A county's year by command: played, counted, and its heads written out."""

import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from pathlib import Path
from typing import TextIO

import click

from kiosk.core.refusal import Refusal
from server.answers import show
from server.commands.answering import FILE, FOLDER, JSON, Answering
from server.commands.doing import shipped

CASES_COUNT, CASES_COUNT_MAX = 20_000, 100_000


@click.command("year", cls=Answering, short_help="演练：一县一年的办件 · play a county's year.")
@click.argument("folder", metavar="DIR", type=FOLDER)
@click.option(
    "--cases",
    "cases_count",
    default=CASES_COUNT,
    show_default=True,
    type=click.IntRange(1, CASES_COUNT_MAX),
    help="多少件 · how many cases.",
)
@click.option("--seed", default="1", show_default=True, help="同一种子，同一年 · one seed, one year.")
@click.option("--events", "events_file", type=FILE, help="把全部办件的事件头写成JSON行 · write all heads as JSON lines.")
@JSON
def year(folder: Path, cases_count: int, seed: str, events_file: Path | None, as_json: bool) -> None:
    """演练2026全年：真的收件、办理、时限、督办，虚构的人。DIR应为空文件夹，密钥由种子算出，不得用于真实的县。

    Play 2026 in an empty folder DIR: the real intake, office and clocks, people who do not exist. Its keys follow from
    the seed: never let a real county begin from it. Progress goes to standard error.
    """
    from server.office.founding import Sheets
    from server.year.county import COUNTY, founded
    from server.year.playing import Year
    from server.year.telling import tell

    begun_s = time.monotonic()
    sheets = Sheets(shipped("divisions", f"{COUNTY}.csv"), shipped("catalogue", "catalogue.csv"))

    def after_day(day: date, begun: int) -> None:
        if day.day == 1:
            said = f"{day} 已收{begun}件 cases begun, {time.monotonic() - begun_s:.0f} s"
            print(said, file=sys.stderr, flush=True)

    with ExitStack() as stack:
        file = stack.enter_context(_heads_file(events_file)) if events_file else None
        county, villages, clerks = stack.enter_context(founded(folder, sheets, seed))
        Year(county, villages, clerks, seed, cases_count).play(after_day)
        told = county.writer.run(lambda journal: tell(county, journal, file.write if file else None))
    answer = {"year": 2026, "seed": seed, **told, "seconds": round(time.monotonic() - begun_s, 1)}
    show(as_json, answer, [_line(name, counted) for name, counted in answer.items()])


@contextmanager
def _heads_file(path: Path) -> Iterator[TextIO]:
    """A new file, which is not left behind when the year breaks off. Refusal FILE_UNWRITABLE."""
    try:
        file = path.open("x", encoding="utf-8")
    except OSError as error:
        raise Refusal("FILE_UNWRITABLE", name=path) from error
    try:
        with file:
            yield file
    except BaseException:
        path.unlink()
        raise


def _line(name: str, counted: object) -> str:
    if isinstance(counted, dict):
        counted = "  ".join(f"{word} {count}" for word, count in counted.items()) or "—"
    if isinstance(counted, list):
        counted = " ".join(map(str, counted)) or "—"
    return f"{name}: {counted}"
