"""How long nobody has touched the screen, and what follows. Pure: seconds are handed in (kivy.md §10, design §5).

60 s of quiet, then a warning for 20 s with 继续, then everything of the visitor is wiped.
"""

from enum import Enum

WARN_AFTER_S = 60.0
WIPE_AFTER_S = 80.0


class Quiet(Enum):
    """What the quiet asks for now."""

    NOTHING = "nothing"
    WARN = "warn"
    WIPE = "wipe"


class IdleWatch:
    """Counts the seconds since the last touch. `now_s` is any stopwatch that never goes back."""

    def __init__(self, now_s: float) -> None:
        self._touched_s = now_s

    def touched(self, now_s: float) -> None:
        """Somebody is there."""
        self._touched_s = now_s

    def look(self, now_s: float) -> Quiet:
        """What to do now."""
        quiet_s = now_s - self._touched_s
        if quiet_s >= WIPE_AFTER_S:
            return Quiet.WIPE
        return Quiet.WARN if quiet_s >= WARN_AFTER_S else Quiet.NOTHING

    def left_s(self, now_s: float) -> int:
        """Whole seconds until the wipe, as the countdown shows them: 20 to 0."""
        return max(0, round(WIPE_AFTER_S - (now_s - self._touched_s) + 0.499))
