"""您还在吗: the warning after a minute of quiet, with twenty seconds to say 继续."""

from collections.abc import Callable
from typing import Any

from kivy.properties import NumericProperty, StringProperty
from kivy.uix.floatlayout import FloatLayout

from kiosk.widgets import big_button as _big_button  # noqa: F401  the twin names it
from kiosk.widgets import card as _card  # noqa: F401
from kiosk.widgets.twin import load_twin
from kiosk.widgets.words import say as _


class StillThere(FloatLayout):
    """Lies over everything. stay: 继续 was touched; go: 我办完了 was touched, or the count is at its end."""

    covers = True  # nothing below it is touched or read

    left_s = NumericProperty(20)
    spoken = StringProperty("")

    def __init__(self, stay: Callable[[], None], go: Callable[[], None], **given: Any) -> None:
        super().__init__(**given)
        self._stay, self._go = stay, go
        # What the speaker says is written too: many who stand here hear badly.
        self.spoken = _("您还在吗？还要办，请点“继续”。不点，屏幕上填的内容马上就清掉，别人看不到。")

    def stay(self) -> None:
        """继续."""
        self._stay()

    def go(self) -> None:
        """我办完了."""
        self._go()

    def on_touch_down(self, touch: Any) -> bool:
        """Nothing below is touched."""
        super().on_touch_down(touch)
        return True


load_twin(__file__)
