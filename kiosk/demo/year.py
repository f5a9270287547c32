"""`daiban demo --year`: the county's half plays a year in a process of its own, and what it counted is printed."""

import json
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from kiosk.core.refusal import Refusal
from kiosk.demo.stage import StepFailed, environment

CASES_COUNT = 20_000


def show_year(folder: Path | None, cases_count: int, events: Path | None) -> dict[str, Any]:
    """Play `cases_count` cases in `folder` (kept; it must be empty) or in a temporary one; events: where all heads go.
    What `server year --json` printed; its progress goes to our own standard error. StepFailed when it fails."""
    with ExitStack() as held:
        if folder is None:
            folder = Path(held.enter_context(tempfile.TemporaryDirectory(prefix="daiban-year-")))
        elif folder.exists() and any(folder.iterdir()):
            raise Refusal("DEMO_FOLDER_NOT_EMPTY", folder=folder.name)
        command = [sys.executable, "-m", "server", "year", str(folder / "county"), "--cases", str(cases_count)]
        wanted = ["--json"] if events is None else ["--json", "--events", str(events)]
        done = subprocess.run(
            [*command, *wanted], stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True, env=environment()
        )
        if done.returncode != 0:
            raise StepFailed(f"{' '.join(command[2:])}: exit {done.returncode}")
        counted: dict[str, Any] = json.loads(done.stdout)
        return counted
