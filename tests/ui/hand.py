"""One widget alone in the window under the hands of a test: for parts that need no desk behind them."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from kivy.base import EventLoop
from kivy.core.window import Window
from kivy.uix.widget import Widget

from kiosk.widgets.theme import theme
from tests.ui.driver import Driver, Finger, Seconds

SIZES = ((1280, 800), (1920, 1080), (1080, 1920))


class Hand(Driver):
    """A driver without an app: nothing but frames has to settle."""

    def __init__(self) -> None:
        super().__init__(None, Seconds())  # type: ignore[arg-type]

    def settle(self, longest_s: float = 0) -> None:
        """Let triggers that follow each other follow."""
        self.frames(2)

    def fingers(self, points: list[tuple[float, float]]) -> list[Finger]:
        """So many fingers come down at once, and stay."""
        down = []
        for x, y in points:
            self._fingers += 1
            down.append(Finger(self._fingers, x / Window.width, y / Window.height))
            EventLoop.post_dispatch_input("begin", down[-1])
        self.frames(2)
        return down

    def lift(self, fingers: list[Finger]) -> None:
        """They go."""
        for finger in fingers:
            EventLoop.post_dispatch_input("end", finger)
        self.frames(2)


@contextmanager
def holding(
    size: tuple[int, int] = (1280, 800), *, elder: bool = False, language: str = "zh"
) -> Iterator[tuple[Hand, Any]]:
    """(a hand, a function that shows a widget); the window is empty again afterwards."""
    Window.size = size
    theme.fit(*size)
    theme.elder, theme.language = elder, language
    Window.clearcolor = theme.paper
    EventLoop.status = "started"
    hand = Hand()

    def show(widget: Widget) -> Any:
        Window.add_widget(widget)
        hand.settle()
        return widget

    try:
        yield hand, show
    finally:
        for child in list(Window.children):
            Window.remove_widget(child)
        theme.elder, theme.language = False, "zh"
        theme.fit(1280, 800)
