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
from kiosk.demo.screen import open_window, screen_missing
from kiosk.demo.stage import Stage

DEMO_MARK = "演示"


def show(folder: Path | None, headless: bool) -> dict[str, Any]:
    """Play in `folder` (kept; it must be empty) or in a temporary one, and count. Progress goes to standard error.

    Where there is a screen the window on village A opens, and whoever stands there plays; else the demo plays alone."""
    missing = "" if headless else screen_missing()
    if missing:
        _say(f"{missing}：不开窗口，自动演示 / no window: the demo plays alone")
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
            if headless or missing:
                perform(scene)
            else:
                open_window(scene)
        counts = count(scene.county, [scene.a.folder, scene.b.folder])
    return {"mark": DEMO_MARK, **counts._asdict(), "seconds": round(time.monotonic() - begun_s, 1)}


def _say(line: str) -> None:
    print(f"【{DEMO_MARK}】{line}", file=sys.stderr, flush=True)
