"""The kiosk's pictures for README and docs/screens.md, made by one command: python -m tests.ui.pictures [OUT]

The real window is driven offscreen by touches over a real station in the middle of its work, as a resident alone, as
the same resident some days later, and as the agent. Seeded dice and a clock that stands still: the same code makes
the same pictures. All people are invented. A page that is in PAGES and gets no picture ends the command with an error.
"""

import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image

from kiosk.window.lockdown import lock_down
from tests.tidy.tree import ROOT

if TYPE_CHECKING:
    from tests.ui.driver import Driver

OUT = ROOT / "assets" / "screenshots"
COLOURS = (256, 96, 48, 24)  # flat drawings: fewer are hardly seen; as many as fit
BYTES_MAX = 60_000
FRAMES_MORE = 20  # a list that was built anew lays out its rows once more when their heights are known
WIDE, TALL = (1280, 800), (1080, 1920)
LARGE, ENGLISH, UPRIGHT = "large", "en", "tall"


def stem(page: str) -> str:
    """The name of a page's picture, without `kiosk-` and `.png`."""
    return page.replace("_", "-")


class Album:
    """Keeps pictures of the driver's window in `out`. kept: their names."""

    def __init__(self, out: Path, kiosk: "Driver") -> None:
        self.out, self.kiosk, self.kept = out, kiosk, set[str]()

    def keep(self, name: str, *also: str, again: Callable[[], object] = lambda: None) -> None:
        """The window as it stands, and also in large type, in English, upright, each after `again()`."""
        from kiosk.widgets.theme import theme

        self._save(name)
        for way in also:
            theme.elder, theme.language = way == LARGE, "en" if way == ENGLISH else "zh"
            if way == UPRIGHT:
                self.kiosk.resize(*TALL)
            self.kiosk.settle()
            again()
            self._save(f"{name}-{way}")
            theme.elder, theme.language = False, "zh"
            if way == UPRIGHT:
                self.kiosk.resize(*WIDE)
            self.kiosk.settle()

    def _save(self, name: str) -> None:
        self.kiosk.settle()
        self.kiosk.frames(FRAMES_MORE)
        path = self.out / f"kiosk-{name}.png"
        drawn = self.kiosk.pixels()
        for colours in COLOURS:
            drawn.quantize(colours, dither=Image.Dither.NONE).save(path, optimize=True)
            if path.stat().st_size <= BYTES_MAX:
                break
        self.kept.add(name)
        print(path.name, path.stat().st_size, flush=True)


def make(out: Path) -> None:
    """All of them, in the order in which people meet the pages."""
    from kiosk.screens.pages import PAGES
    from tests.kiosk_by_hand import instruments
    from tests.ui.driver import driving
    from tests.ui.pictured import agent, homestead, later, resident
    from tests.ui.village import Line, make_village

    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="daiban-pictures-") as folder:
        day = make_village(Path(folder))
        line = Line(day.county)
        with driving(day.folder, tools=instruments(91, day.wall), synchronise=line) as kiosk:
            album = Album(out, kiosk)
            resident(album, line)
            homestead(album)
            later(album, line, day)
            agent(album, line, day)
    missing = sorted(name for name in PAGES if stem(name) not in album.kept)
    if missing:
        raise SystemExit(f"no picture of {', '.join(missing)}")


def main() -> None:
    """Kivy reads its environment the moment it is imported: it is set first, as the tests set it."""
    with tempfile.TemporaryDirectory(prefix="daiban-window-") as folder:
        os.environ.setdefault("SDL_VIDEODRIVER", "offscreen")
        os.environ.setdefault("SDL_AUDIODRIVER", "dummy")
        lock_down(os.environ, Path(folder), size=(1920, 1920), frames_per_s=0)
        make(Path(sys.argv[1]) if len(sys.argv) > 1 else OUT)


if __name__ == "__main__":
    main()
