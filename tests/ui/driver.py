"""Drives the real window by touches, offscreen: `with driving(folder) as d: d.tap("我要办事")`.

One window in one process: a test file has one. Nothing sleeps blindly: `settle` runs frames until the desk has done
all that was asked of it and the window has shown it. Seconds for the idle watch pass by `skip`.
"""

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from math import inf
from pathlib import Path
from typing import Any
from unittest.mock import patch

from kivy.base import EventLoop, runTouchApp
from kivy.core.window import Window
from kivy.graphics.opengl import GL_RGBA, GL_UNSIGNED_BYTE, glReadPixels
from kivy.input.motionevent import MotionEvent
from kivy.uix.label import Label
from kivy.uix.widget import Widget
from PIL import Image

from kiosk.core.instruments import Instruments
from kiosk.desk.station import Station, open_station
from kiosk.screens.page import Page
from kiosk.screens.shell import Shell
from kiosk.screens.telling import log_broken
from kiosk.settings import read_settings
from kiosk.widgets.theme import theme
from kiosk.window import kiosk_app
from tests.kiosk_by_hand import instruments
from tests.ui.walk import Seen, seen, words_of

SETTLE_S = 20.0
STOOD_S = Page.stood_s
WAIT_S = 0.004  # between frames while the desk works: frames without a pause would take the machine from it
FRAMES_AFTER = 4  # triggers that follow each other: a text, its size, its card, its column


class Finger(MotionEvent):
    """One touch, in parts of the window from the lower left."""

    def __init__(self, identity: int, x: float, y: float) -> None:
        super().__init__("driver", identity, (x, y), is_touch=True, type_id="touch")

    def depack(self, args: Any) -> None:
        """Where it is."""
        self.sx, self.sy = args
        self.profile = ["pos"]
        super().depack(args)


class Seconds:
    """A stopwatch that tests move on, and nothing else does: however slow the machine, nobody is wiped meanwhile."""

    def __init__(self) -> None:
        self.skipped_s = 0.0

    def __call__(self) -> float:
        return self.skipped_s


class NotOnScreen(AssertionError):
    """Nothing that is seen says these words; the message tells what is."""


class Driver:
    """The window under the hands of a test. `app`, `shell`, `desk` are the real ones."""

    def __init__(self, app: kiosk_app.KioskApp, seconds: Seconds) -> None:
        self.app, self.seconds = app, seconds
        self.broken: list[BaseException] = []
        self._fingers = 0

    @property
    def shell(self) -> Shell:
        """The shell."""
        return self.app.root

    @property
    def page(self) -> Any:
        """The page that is shown."""
        return self.shell.page

    # ---------------------------------------------------------------- time

    def frames(self, count: int = 1) -> None:
        """Run so many frames."""
        for _ in range(count):
            EventLoop.idle()
        self._raise_broken()

    def settle(self, longest_s: float = SETTLE_S) -> None:
        """Frames until the desk has done what it was asked for, and what follows from that, and all is laid out."""
        for _ in range(3):  # what comes back may ask for more
            self.settle_once(longest_s)

    def settle_once(self, longest_s: float = SETTLE_S) -> None:
        """Frames until what the desk was asked for so far is done, and is laid out."""
        done = threading.Event()
        self.app.desk.do(lambda station: None, lambda _: done.set(), self.broken.append)
        self.wait_for(done.is_set, "the desk", longest_s)
        self.frames(FRAMES_AFTER)

    def wait_for(self, truth: Callable[[], Any], what: str = "", longest_s: float = SETTLE_S) -> Any:
        """Frames until `truth()`; what it gave."""
        until = time.monotonic() + longest_s
        while not (found := truth()):
            self.frames()
            time.sleep(WAIT_S)
            assert time.monotonic() < until, f"waited in vain for {what or truth}; seen: {self.words()}"
        return found

    def skip(self, seconds: float) -> None:
        """Nobody touches anything for so long; then what follows from that has happened."""
        self.seconds.skipped_s += seconds
        until = time.monotonic() + 0.6  # the watch looks four times a second
        while time.monotonic() < until:
            self.frames()
        self.settle()

    @contextmanager
    def in_haste(self) -> Iterator[None]:
        """Touches come as soon as the stopwatch says; elsewhere every page has stood long enough to be touched."""
        with patch.object(Page, "stood_s", STOOD_S):
            yield

    # ---------------------------------------------------------------- seeing

    def seen(self) -> list[Seen]:
        """Everything on the screen, the uppermost last."""
        return seen(Window)

    def words(self) -> list[str]:
        """Every text that is seen, in drawing order."""
        return [text for one in self.seen() if (text := words_of(one.widget))]

    def sees(self, words: str) -> bool:
        """Whether some text that is seen holds these words."""
        return any(words in text for text in self.words())

    def find(self, words: str, nth: int = 0) -> Seen:
        """What says these words, whole before in part; NotOnScreen."""
        texts = [one for one in self.seen() if isinstance(one.widget, Label) or words_of(one.widget)]
        whole = [one for one in texts if words_of(one.widget).strip() == words]
        part = [one for one in texts if words in words_of(one.widget)]
        found = whole or part
        if len(found) <= nth:
            raise NotOnScreen(f"“{words}” is not on the screen; seen: {self.words()}")
        return found[nth]

    def pixels(self) -> Image.Image:
        """The window as a picture."""
        Window.dispatch("on_draw")
        width, height = Window.size
        data = glReadPixels(0, 0, width, height, GL_RGBA, GL_UNSIGNED_BYTE)
        return Image.frombytes("RGBA", (width, height), data).transpose(Image.Transpose.FLIP_TOP_BOTTOM).convert("RGB")

    def screenshot(self, path: Path | str) -> None:
        """The window as a PNG."""
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        self.pixels().save(path)

    # ---------------------------------------------------------------- touching

    def tap(self, words: str, nth: int = 0) -> None:
        """Touch what says these words, and let what follows happen. Scrolls to it where it lies outside the view."""
        self.scroll_to(words, nth)
        one = self.find(words, nth)
        self.touch(*one.centre)

    def tap_timed(self, words: str, longest_s: float = SETTLE_S) -> tuple[float, float]:
        """Touch what says these words; seconds from the finger's release to the frame in which another page stands,
        by the clock and of this process's own work."""
        one = self.find(words)
        before, x, y = self.page, one.centre[0] / Window.width, one.centre[1] / Window.height
        self._fingers += 1
        finger = Finger(self._fingers, x, y)
        EventLoop.post_dispatch_input("begin", finger)
        self.frames()
        began, worked = time.monotonic(), time.process_time()
        EventLoop.post_dispatch_input("end", finger)
        while self.page is before or self.page is None:
            self.frames()
            assert time.monotonic() < began + longest_s, f"“{words}” led nowhere"
        self.frames(2)  # laid out, and drawn as it will stay
        spent = time.monotonic() - began, time.process_time() - worked
        self.settle()
        return spent

    def touch(self, x: float, y: float) -> None:
        """Touch a place of the window, pixels from the lower left."""
        self.stroke([(x, y)])

    def stroke(self, points: Iterable[tuple[float, float]]) -> None:
        """Draw with one finger."""
        way = [(x / Window.width, y / Window.height) for x, y in points]
        self._fingers += 1
        finger = Finger(self._fingers, *way[0])
        EventLoop.post_dispatch_input("begin", finger)
        self.frames()
        for x, y in way[1:]:
            finger.move((x, y))
            EventLoop.post_dispatch_input("update", finger)
            self.frames()
        EventLoop.post_dispatch_input("end", finger)
        self.frames()
        self.settle()

    def type(self, keys: str) -> None:
        """Touch one key after another of whatever keyboard of ours is shown; a key is found by its word."""
        for key in keys:
            one = next(
                (s for s in reversed(self.seen()) if words_of(s.widget) == key and s.is_button), None
            ) or self.find(key)
            self.touch(*one.centre)

    def key(self, code: int, codepoint: str = "", modifiers: Iterable[str] = ()) -> None:
        """Press a key of a real keyboard, as if somebody had plugged one in."""
        Window.dispatch("on_key_down", code, code, codepoint, list(modifiers))
        Window.dispatch("on_keyboard", code, code, codepoint, list(modifiers))
        Window.dispatch("on_key_up", code, code)
        self.frames(2)

    def scroll_to(self, words: str, nth: int = 0) -> None:
        """Bring what says these words into the view, where a list or a long page has it out of sight."""
        try:
            self.find(words, nth)
            return
        except NotOnScreen:
            hidden = [one for one in seen(Window, clipped=True) if words in words_of(one.widget)]
        for one in hidden[nth:]:
            for view in one.scrolls:
                view.scroll_to(one.widget, padding=40, animate=False)
            self.frames(FRAMES_AFTER)
            return

    def resize(self, width: int, height: int) -> None:
        """Another window: 1280×800, 1920×1080, 1080×1920."""
        Window.size = (width, height)
        self.settle()
        assert tuple(Window.size) == (width, height)

    # ---------------------------------------------------------------- the desk

    def ask(self, deed: Callable[[Station], Any]) -> Any:
        """What a deed gives, on the real desk."""
        return self.app.desk.ask(deed)

    @contextmanager
    def real_telling(self) -> Iterator[None]:
        """Our own mistakes go where they go in the program: into the log, and the test is not failed by them."""
        self.app.desk.tell_broken_to(log_broken)
        try:
            yield
        finally:
            self.app.desk.tell_broken_to(self.broken.append)

    def _raise_broken(self) -> None:
        if self.broken:
            raise self.broken.pop()


def no_line(station: Station, away: Any) -> Mapping[str, Any]:
    """What `synchronise` tells where there is no line."""
    from kiosk.app import proved_so_far

    closed = {"url": "https://127.0.0.1:1", "ok": False, "code": "ROAD_CLOSED"}
    return {"ok": False, "roads": [closed], "exchange": {"catalogue_version": 0}, **proved_so_far(station)}


@contextmanager
def driving(
    folder: Path,
    *,
    tools: Instruments | None = None,
    synchronise: kiosk_app.Synchronise = no_line,
    size: tuple[int, int] = (1280, 800),
) -> Iterator[Driver]:
    """The window of the station in `folder` (`make_station` of tests.kiosk_by_hand made it)."""
    seconds = Seconds()
    tools = tools or instruments(int(time.monotonic_ns()))
    app = kiosk_app.KioskApp(lambda: open_station(folder, tools, read_settings(folder)), synchronise, tools, seconds)
    driver = Driver(app, seconds)
    app.desk.tell_broken_to(driver.broken.append)
    Window.size = size
    with patch.object(Page, "stood_s", lambda page: inf), app.desk:
        app._run_prepare()
        runTouchApp(embedded=True)
        try:
            app.line.now()
            driver.settle()
            yield driver
        finally:
            app.on_stop()
            for child in list(Window.children):
                Window.remove_widget(child)
            theme.language, theme.elder = "zh", False


def tree_of(widget: Widget) -> Iterator[Widget]:
    """A widget and everything in it."""
    yield widget
    for child in widget.children:
        yield from tree_of(child)
