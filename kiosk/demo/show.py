"""`daiban demo`: play the main job and print what the journals say of it."""

import sys
import tempfile
import time
from contextlib import ExitStack
from importlib import resources
from pathlib import Path
from typing import Any

from kiosk.core.refusal import Refusal
from kiosk.demo.counters import count
from kiosk.demo.play import found, perform
from kiosk.demo.stage import Stage

DEMO_MARK = "演示"


def show(folder: Path | None) -> dict[str, Any]:
    """Play in `folder` (kept; it must be empty) or in a temporary one, and count. Progress goes to standard error."""
    begun_s = time.monotonic()
    with ExitStack() as held:
        if folder is None:
            folder = Path(held.enter_context(tempfile.TemporaryDirectory(prefix="daiban-demo-")))
        elif folder.exists() and any(folder.iterdir()):
            raise Refusal("DEMO_FOLDER_NOT_EMPTY", folder=folder.name)
        folder.mkdir(parents=True, exist_ok=True)
        assets = held.enter_context(resources.as_file(resources.files("assets")))
        with Stage(folder) as stage:
            scene = found(stage, assets, _say)
            perform(scene)
        counts = count(scene.county, [scene.a.folder, scene.b.folder])
    return {"mark": DEMO_MARK, **counts._asdict(), "seconds": round(time.monotonic() - begun_s, 1)}


def _say(line: str) -> None:
    print(f"【{DEMO_MARK}】{line}", file=sys.stderr, flush=True)
