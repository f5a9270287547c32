"""Being touched: one answer within the frame, one release for one touch, nothing while disabled."""

from typing import Any

from kivy.properties import BooleanProperty
from kivy.uix.behaviors import ButtonBehavior


class Press(ButtonBehavior):  # type: ignore[misc]  # Kivy ships no type information
    """A ButtonBehavior whose `held` follows the finger; `on_release` is said only where the finger lifts inside."""

    held = BooleanProperty(False)

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.always_release = False

    def on_state(self, _: object, state: str) -> None:
        """`state` is Kivy's "normal" or "down"."""
        self.held = state == "down"
