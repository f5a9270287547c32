"""What the pure core may not do for itself: read a clock, draw random bytes, know the machine. `app` hands it in."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from .event import ClockReading


class Instruments(NamedTuple):
    """clock: a reading now; draw: that many fresh random bytes (from a seed in simulation); hardware: the parts of the
    machine that a folder (its path) lies on, by name; by default nothing is known of it."""

    clock: Callable[[], ClockReading]
    draw: Callable[[int], bytes]
    hardware: Callable[[str], Mapping[str, str]] = lambda folder: {}
