"""When the next exchange begins, and what is known of the line: pure, driven by whoever holds a timer (R-HERD).

A round is one full exchange. Rounds come a minute apart while they succeed, sooner after somebody entrusted
something, and by `backoff` while they fail; a county whose line returns is not met by all its stations at once.
"""

from collections.abc import Callable, Mapping
from enum import Enum
from typing import Any

from kiosk.core.carriage.backoff import BOOT_SPREAD_S, FIRST_WAIT_S, wait_s

PERIOD_S = 60.0  # between rounds that succeed
SPREAD = 0.2  # a fifth of the period, so that stations drift apart


class Line(Enum):
    """What the last round showed. Never more than that: a line is not watched in between."""

    UNTRIED = "untried"
    TRYING = "trying"
    OPEN = "open"
    CLOSED = "closed"
    DOUBTFUL = "doubtful"  # somebody answered who is not to be believed, or who said no


class Rounds:
    """The schedule of a station's exchanges. chance: draws from [0, 1).

    `line`: what is shown."""

    def __init__(self, chance: Callable[[], float], boot_spread_s: float = BOOT_SPREAD_S) -> None:
        self._chance = chance
        self.failures = 0
        self.line = Line.UNTRIED
        self.under_way = False
        self._before = Line.UNTRIED
        self._due_s = boot_spread_s * chance()
        self._again = False

    def is_due(self, now_s: float) -> bool:
        """Whether to begin a round now, `now_s` on the scale that `ended` is told. Never while one is under way."""
        return not self.under_way and now_s >= self._due_s

    def begun(self) -> None:
        """A round begins."""
        assert not self.under_way
        self.under_way, self._before, self.line = True, self.line, Line.TRYING

    def hurry(self, now_s: float) -> None:
        """There is something to carry: soon, but never past a back-off that the line has earned."""
        if self.under_way:
            self._again = True
        elif not self.failures:
            self._due_s = min(self._due_s, now_s + FIRST_WAIT_S * self._chance())

    def ended(self, now_s: float, said: Mapping[str, Any]) -> None:
        """A round ended with what `synchronise` told: `ok`, `roads`, and what the exchange proved and left. A line that
        broke after it had carried something has not failed in a row: what is left follows soon."""
        codes = [str(road.get("code", "")) for road in said["roads"] if not road["ok"]]
        asked = [float(road["retry_after_s"]) for road in said["roads"] if road.get("retry_after_s") is not None]
        if said["ok"]:
            self.line = Line.OPEN
        else:
            self.line = Line.DOUBTFUL if any(code != "ROAD_CLOSED" for code in codes) else Line.CLOSED
        exchange = said.get("exchange", {})
        if exchange.get("proved") or exchange.get("chunks_left"):
            self.failures = 0
        self._rest(now_s, bool(said["ok"]), max(asked, default=None))

    def failed(self, now_s: float) -> None:
        """A round could not be finished for a reason of our own: a full disk, a damaged journal."""
        self.line = self._before if self._before is not Line.TRYING else Line.UNTRIED
        self._rest(now_s, False, None)

    def _rest(self, now_s: float, ok: bool, retry_after_s: float | None) -> None:
        self.under_way = False
        if ok:
            self.failures = 0
            self._due_s = now_s + PERIOD_S * (1.0 + SPREAD * (self._chance() - 0.5))
            if self._again:
                self._again = False
                self.hurry(now_s)
        else:
            self.failures += 1
            self._again = False
            self._due_s = now_s + wait_s(self.failures, self._chance(), retry_after_s)
