"""What the pure core may not do for itself: read a clock and draw random bytes. Handed in by `app`."""

from collections.abc import Callable
from typing import NamedTuple

from .event import ClockReading


class Instruments(NamedTuple):
    """clock: a reading now; draw: that many fresh random bytes (from a seed in simulation)."""

    clock: Callable[[], ClockReading]
    draw: Callable[[int], bytes]
