"""The demo opens a window only where the window itself would find something to draw on."""

import pytest

from kiosk.demo import screen
from kiosk.window.lockdown import has_screen

NAMES = ("DISPLAY", "WAYLAND_DISPLAY", "SDL_VIDEODRIVER")


@pytest.mark.parametrize("name", [*NAMES, ""])
def test_the_demo_and_the_window_find_the_same_screens(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    environ = {name: "x"} if name else {}
    for other in NAMES:
        monkeypatch.delenv(other, raising=False)
    for key, value in environ.items():
        monkeypatch.setenv(key, value)
    assert (screen.screen_missing() == "") is has_screen(environ)
