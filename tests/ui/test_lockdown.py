"""There is no way out of the window, and nothing a stranger plugs in or presses gets in."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from kivy.base import EventLoop
from kivy.config import Config
from kivy.core.clipboard import Clipboard
from kivy.core.window import Window

from tests.county_by_hand import CountyByHand
from tests.kiosk_by_hand import make_station
from tests.ui.driver import Driver, Finger, driving

F1, ESCAPE, F4, E, V, BACK = 282, 27, 285, 101, 118, 1001


@pytest.fixture(scope="module")
def kiosk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Driver]:
    folder = tmp_path_factory.mktemp("kiosk") / "station"
    make_station(folder, CountyByHand())
    with driving(folder) as driver:
        yield driver


@pytest.mark.parametrize(
    ("key", "modifiers"),
    [(F1, ()), (ESCAPE, ()), (F4, ("alt",)), (E, ("ctrl",)), (BACK, ()), (ord("q"), ("ctrl",)), (ord("w"), ("ctrl",))],
    ids=["F1", "Esc", "Alt+F4", "Ctrl+E", "back", "Ctrl+Q", "Ctrl+W"],
)
def test_the_key_does_nothing(kiosk: Driver, key: int, modifiers: tuple[str, ...]) -> None:
    before, children = kiosk.pixels(), list(Window.children)
    kiosk.key(key, chr(key) if key < 256 else "", modifiers)
    kiosk.settle()
    assert not EventLoop.quit and EventLoop.status == "started"
    assert list(Window.children) == children, "no settings panel, no inspector"
    assert kiosk.pixels().tobytes() == before.tobytes()


def test_the_window_manager_closes_nothing(kiosk: Driver) -> None:
    assert Window.dispatch("on_request_close"), "True: the window refuses"
    assert not EventLoop.quit


def test_settings_are_never_opened(kiosk: Driver) -> None:
    assert kiosk.app.open_settings() is False
    assert len(Window.children) == 1


def test_pasted_text_goes_nowhere(kiosk: Driver) -> None:
    kiosk.tap("查办到哪了")
    Clipboard.put("11010119900307803X", "UTF8_STRING")
    before = kiosk.words()
    kiosk.key(V, "v", ("ctrl",))
    Window.dispatch("on_textinput", "11010119900307803X")
    kiosk.settle()
    assert kiosk.words() == before
    kiosk.tap("首页")


def test_thirty_fingers_at_once_neither_break_it_nor_leave_the_pages(kiosk: Driver) -> None:
    fingers = [Finger(1_000 + at, 0.03 + at % 6 * 0.19, 0.15 + at // 6 * 0.17) for at in range(30)]
    for finger in fingers:
        EventLoop.post_dispatch_input("begin", finger)
    kiosk.frames(3)
    for finger in fingers:
        finger.move((finger.sx * 0.98, finger.sy))
        EventLoop.post_dispatch_input("update", finger)
    kiosk.frames(3)
    for finger in fingers:
        EventLoop.post_dispatch_input("end", finger)
    kiosk.settle()
    assert kiosk.page is not None and len(Window.children) == 1 and not EventLoop.quit
    kiosk.shell.home()
    kiosk.settle()
    assert kiosk.sees("办手续")


def test_a_right_click_draws_nothing(kiosk: Driver) -> None:
    assert Config.get("input", "mouse") == "mouse,disable_multitouch"
    assert [name for name, _ in Config.items("input")] == ["mouse"], "no other provider reads the panel a second time"


def test_the_configuration_locks_the_whole_screen(tmp_path: Path) -> None:
    from kiosk.window.lockdown import lock_down

    environ: dict[str, str] = {}
    lock_down(environ, tmp_path / "window")
    written = (tmp_path / "window/config.ini").read_text("utf-8")
    for line in ("fullscreen = auto", "borderless = 1", "exit_on_escape = 0", "show_cursor = 0", "multisamples = 0"):
        assert line in written.splitlines()
    assert environ["KIVY_HOME"] == str(tmp_path / "window") and environ["KIVY_NO_ARGS"] == "1"
