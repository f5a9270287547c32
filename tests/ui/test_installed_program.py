"""The program as installed, on a real X server with a window manager: it comes up, a finger reaches it, and neither
keys nor the window manager end it."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageGrab

from tests.county_by_hand import CountyByHand
from tests.kiosk_by_hand import make_station, opened

NEEDED = ("Xvfb", "openbox", "xdotool")
SCREEN = (1280, 800)
UP_S = 60.0
END_S = 15.0
SESSION = Path(__file__).parents[2] / "docs/session/openbox.xml"

pytestmark = pytest.mark.skipif(
    any(shutil.which(tool) is None for tool in NEEDED), reason=f"needs {', '.join(NEEDED)}"
)


@pytest.fixture(scope="module")
def display(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A screen of its own, with a window manager."""
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", f"{SCREEN[0]}x{SCREEN[1]}x24", "-nolisten", "tcp"]
    server = subprocess.Popen(command, pass_fds=(write,), stderr=subprocess.DEVNULL)
    os.close(write)
    with os.fdopen(read) as number:
        name = f":{number.readline().strip()}"
    inside = {**os.environ, "DISPLAY": name}
    manager = subprocess.Popen(["openbox", "--config-file", str(SESSION)], env=inside, stderr=subprocess.DEVNULL)
    try:
        yield name
    finally:
        for process in (manager, server):
            process.terminate()
            process.wait(10)


@pytest.fixture(scope="module")
def window(display: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator["OnScreen"]:
    folder = tmp_path_factory.mktemp("kiosk") / "station"
    make_station(folder, CountyByHand())
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("KIVY", "SDL_"))}
    started = subprocess.Popen(
        [sys.executable, "-m", "kiosk", "run", str(folder)],
        env={**kept, "DISPLAY": display, "SDL_AUDIODRIVER": "dummy", "LIBGL_ALWAYS_SOFTWARE": "1"},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    on_screen = OnScreen(display, started)
    try:
        on_screen.wait_for(lambda: on_screen.colours() > 200, "a page that is drawn")
        yield on_screen
        started.terminate()
        assert started.wait(END_S) == 0, f"a service that stops ends it in order: {started.stdout.read()[-3000:]}"
    finally:
        with suppress(ProcessLookupError):
            started.send_signal(signal.SIGKILL)
        started.wait(10)


class OnScreen:
    """The program's window under X."""

    def __init__(self, display: str, process: "subprocess.Popen[str]") -> None:
        self.display, self.process = display, process

    def do(self, *words: str) -> str:
        command = ["xdotool", *words]
        ran = subprocess.run(command, env={**os.environ, "DISPLAY": self.display}, capture_output=True, text=True)
        return ran.stdout.strip()

    def picture(self) -> Image.Image:
        return ImageGrab.grab(xdisplay=self.display).convert("RGB")

    def colours(self) -> int:
        return len(self.picture().getcolors(2**24) or ())

    @property
    def alive(self) -> bool:
        return self.process.poll() is None

    def wait_for(self, truth: Callable[[], object], what: str) -> None:
        until = time.monotonic() + UP_S
        while not truth():
            assert self.alive, f"it ended: {self.process.stdout.read()[-3000:]}"
            assert time.monotonic() < until, f"waited in vain for {what}"
            time.sleep(0.1)

    def steady(self) -> Image.Image:
        """The screen once two looks at it are the same."""
        before = self.picture()
        until = time.monotonic() + UP_S
        while True:
            time.sleep(0.4)
            now = self.picture()
            if differs(before, now) < 0.002:
                return now
            before = now
            assert time.monotonic() < until


def differs(one: Image.Image, other: Image.Image) -> float:
    """The part of the picture that is another, 0 to 1; a clock or an icon of the line is next to nothing."""
    changed = ImageChops.difference(one, other).convert("L").point(lambda value: 255 * (value > 16))
    return changed.histogram()[255] / (one.size[0] * one.size[1])


def test_it_fills_the_whole_screen(window: OnScreen) -> None:
    picture = window.steady()
    assert picture.size == SCREEN
    corners = [picture.getpixel((x, y)) for x in (1, SCREEN[0] - 2) for y in (1, SCREEN[1] - 2)]
    assert all(min(corner) > 200 for corner in corners), "the bars reach into every corner, no desktop is seen"


def test_a_touch_reaches_it_and_leads_to_another_page_and_back(window: OnScreen) -> None:
    home = window.steady()
    window.do("mousemove", "1170", "755", "click", "1")  # 叫人帮忙, lower right
    window.wait_for(lambda: differs(home, window.picture()) > 0.05, "the page that helps")
    window.do("mousemove", "90", "755", "click", "1")  # 返回, lower left
    window.wait_for(lambda: differs(home, window.picture()) < 0.01, "the first page again")


@pytest.mark.parametrize("keys", "F1 Escape alt+F4 ctrl+e ctrl+q super+d alt+Tab ctrl+alt+Delete".split())
def test_the_keys_change_nothing(window: OnScreen, keys: str) -> None:
    before = window.steady()
    window.do("key", keys)
    time.sleep(0.5)
    assert window.alive
    assert differs(before, window.steady()) < 0.01


def test_the_window_manager_cannot_close_it(window: OnScreen) -> None:
    before = window.steady()
    for identity in window.do("search", "--onlyvisible", "--name", ".").split():
        window.do("windowquit", identity)
    time.sleep(1.0)
    assert window.alive and differs(before, window.steady()) < 0.01


def test_no_core_of_it_is_ever_written(window: OnScreen) -> None:
    limits = Path(f"/proc/{window.process.pid}/limits").read_text("utf-8").splitlines()
    [core] = [line.split() for line in limits if line.startswith("Max core file size")]
    assert core[4:6] == ["0", "0"]


# A window whose first exchange is a deed that writes for a while, and says when its COMMIT has returned.
WRITING = """
import os, sys, time
from pathlib import Path
from kiosk.desk.station import open_station
from kiosk.settings import read_settings
from kiosk.window.lockdown import lock_down
folder = Path(sys.argv[1])
lock_down(os.environ, folder / "window", size=(1280, 800))
from kiosk.core.instruments import Instruments
from kiosk.app import real_clock
from kiosk.window.kiosk_app import run_window
tools = Instruments(real_clock, bytes)
def write(station, away):
    with station.store.transaction():
        station.store.remember("probe", 1)
        print("inside", flush=True)
        time.sleep(1.5)
    print("COMMIT", flush=True)
run_window(lambda: open_station(folder, tools, read_settings(folder)), write, tools, time.monotonic)
print("left in order", flush=True)
"""


@pytest.mark.parametrize(
    ("where", "ending"),
    [("X", signal.SIGTERM), ("X", signal.SIGHUP), ("offscreen", signal.SIGTERM), ("offscreen", signal.SIGINT)],
)
def test_a_signal_that_ends_it_waits_for_the_deed_under_way(
    request: pytest.FixtureRequest, tmp_path: Path, where: str, ending: signal.Signals
) -> None:
    make_station(tmp_path / "station", CountyByHand())
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("KIVY", "SDL_", "DISPLAY"))}
    screen = {"DISPLAY": request.getfixturevalue("display")} if where == "X" else {"SDL_VIDEODRIVER": "offscreen"}
    process = subprocess.Popen(
        [sys.executable, "-c", WRITING, str(tmp_path / "station")],
        env={**kept, **screen, "SDL_AUDIODRIVER": "dummy", "LIBGL_ALWAYS_SOFTWARE": "1"},
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert process.stdout.readline() == "inside\n"
        process.send_signal(ending)
        assert process.wait(END_S) == 0
        assert process.stdout.read() == "COMMIT\nleft in order\n"
    finally:
        process.kill()
        process.wait(10)
    with opened(tmp_path / "station") as station:
        assert station.store.number("probe") == 1


def test_a_second_window_on_the_same_station_is_refused_in_words(window: OnScreen, tmp_path: Path) -> None:
    folder = Path(window.process.args[-1])
    ran = subprocess.run(
        [sys.executable, "-m", "kiosk", "run", str(folder)], capture_output=True, text=True, timeout=UP_S,
        env={**os.environ, "DISPLAY": window.display, "KIVY_LOG_MODE": "PYTHON"},
    )  # fmt: skip
    assert ran.returncode == 1 and "FOLDER_IN_USE" in ran.stderr


def test_without_a_screen_it_says_so(tmp_path: Path) -> None:
    bare = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "SDL_VIDEODRIVER")}
    command = [sys.executable, "-m", "kiosk", "run", str(tmp_path)]
    ran = subprocess.run(command, capture_output=True, text=True, env=bare, timeout=UP_S)
    assert ran.returncode == 1 and "NO_WINDOW_HERE" in ran.stderr
