"""A page: the base of everything that stands between the two bars of the shell."""

from typing import TYPE_CHECKING, Any

from kivy.properties import ObjectProperty, StringProperty
from kivy.uix.relativelayout import RelativeLayout

if TYPE_CHECKING:
    from kiosk.screens.shell import Shell

TAKEN_AFTER_S = 0.5  # the second tap of a trembling finger was meant for the page before


class Page(RelativeLayout):
    """One screen. It is built anew at every visit and dropped when it is left, so nothing of a visitor stays in it.

    `title`: what the top bar says; `unfinished`: leaving for 首页 asks first, because something typed here or on the
    way would be lost. Children fill it like those of any RelativeLayout."""

    shell: "Shell" = ObjectProperty(None, allownone=True)  # type: ignore[assignment]  # read through Kivy's property
    title = StringProperty("")
    unfinished = False

    def __init__(self, shell: "Shell", **given: Any) -> None:
        super().__init__(shell=shell, **given)
        self._came_s = 0.0

    def came(self) -> None:
        """Called by the shell when the page is shown."""
        self._came_s = self.shell.stopwatch()

    def stood_s(self) -> float:
        """Seconds since the page came."""
        return self.shell.stopwatch() - self._came_s

    def on_touch_down(self, touch: Any) -> bool:
        """A touch that begins as the page comes was not meant for it: it is not taken."""
        if self.shell is not None and self.collide_point(*touch.pos) and self.stood_s() < TAKEN_AFTER_S:
            return True
        return bool(super().on_touch_down(touch))

    def enter(self) -> None:
        """Called once, before it is shown, with what `shell.go(name, **given)` was given. Override with those names."""

    def leave(self) -> None:
        """Called once, when it is left: stop clocks, drop what was typed. Override where there is something to do."""

    def again(self, given: dict[str, Any]) -> dict[str, Any]:
        """What to enter with when the same page is built anew because language, type or window changed. Override to
        carry along what was typed here."""
        return given

    def back(self) -> bool:
        """Called for 返回. True: the page has gone one step back by itself, the shell does nothing."""
        return False
