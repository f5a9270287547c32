"""Virtual time: one true clock that the simulation moves, and the nodes' clocks, which are wrong by what is set."""

from kiosk.core.event import ClockQuality, ClockReading

START_MS = 1_795_312_800_000  # 2026-11-22 10:00 in China


class Time:
    """The true time, in ms UTC."""

    def __init__(self) -> None:
        self.ms = START_MS

    def pass_s(self, seconds: float) -> None:
        """Let it pass."""
        self.ms += int(seconds * 1000)

    def stopwatch(self) -> float:
        """Seconds, for whoever measures."""
        return self.ms / 1000


class NodeClock:
    """One node's clock: the wall is off by `offset_ms`, the uptime starts anew at a boot."""

    def __init__(self, time: Time, quality: ClockQuality) -> None:
        self._time, self._quality = time, quality
        self.offset_ms, self._booted_ms = 0, time.ms

    def __call__(self) -> ClockReading:
        return ClockReading(self._time.ms + self.offset_ms, (self._time.ms - self._booted_ms) // 1000, self._quality)

    def boot(self) -> None:
        """Count the uptime from now."""
        self._booted_ms = self._time.ms

    def set_to(self, wall_ms: int) -> None:
        """Somebody, or an empty battery, sets the wall clock."""
        self.offset_ms = wall_ms - self._time.ms
