"""The `demo` command."""

import json
import sys
from pathlib import Path

import click

from kiosk.core.refusal import Refusal
from kiosk.demo.show import show
from kiosk.demo.stage import StepFailed
from kiosk.demo.year import CASES_COUNT, show_year


@click.command()
@click.option("--headless", is_flag=True, help="Without a window, even where there is a screen.")
@click.option("--dir", "folder", type=click.Path(path_type=Path), help="Keep everything in this empty folder.")
@click.option("--year", is_flag=True, help="A county's year instead: 2026 with a virtual clock, and its counts.")
@click.option(
    "--cases", "cases_count", type=click.IntRange(min=1), help=f"With --year: how many cases ({CASES_COUNT})."
)
@click.option("--events", "events", type=click.Path(path_type=Path), help="With --year: write all heads to this file.")
def demo(headless: bool, folder: Path | None, year: bool, cases_count: int | None, events: Path | None) -> None:
    """A county, a township relay and two villages on this machine, the main job from end to end.

    With a screen the window on village A opens and the console's address and sign-in are printed; Ctrl+C ends it.
    Ends with one JSON object on standard output, counted from the nodes' journals; progress on standard error.
    Exits 1 when anything is lost, doubled or falsely shown as sent.

    With --year the county's office plays all of 2026 instead, as `server year` does, and its counts are printed."""
    if not year and (cases_count is not None or events is not None):
        raise click.UsageError("--cases and --events go with --year")
    try:
        if year:
            click.echo(json.dumps(show_year(folder, cases_count or CASES_COUNT, events), ensure_ascii=False))
            return
        said = show(folder, headless)
        click.echo(json.dumps(said, ensure_ascii=False))
        if said["lost"] or said["photographs_lost"] or said["doubled"] or said["false_sent"]:
            raise Refusal(
                "DEMO_COUNTS_WRONG",
                lost=said["lost"] + said["photographs_lost"],
                doubled=said["doubled"],
                false_sent=said["false_sent"],
            )
    except StepFailed as failed:
        click.echo(str(Refusal("DEMO_STEP_FAILED", step=str(failed))), err=True)
        sys.exit(1)
    except Refusal as no:
        click.echo(str(no), err=True)
        sys.exit(1)
