"""When something happened, as its author read it."""

from typing import NamedTuple

from kiosk.core.casework.coded import INSTANT_MS_MAX
from kiosk.core.event import ClockQuality, Event, Level


class Mark(NamedTuple):
    """When something happened, as its author read it.

    ms: milliseconds UTC. firm: the reading was compared with the county's time, or is the county's own.
    event: hash of the event, so that a county may put its own corrected instant in place of the reading.
    """

    ms: int
    firm: bool
    event: bytes


def mark_of(event: Event) -> Mark:
    """The event's own reading. A county's clock is the reference, so it is always firm."""
    clock = event.head.clock
    firm = clock.quality is ClockQuality.COMPARED or event.head.level is Level.COUNTY
    return Mark(min(max(clock.wall_ms, 0), INSTANT_MS_MAX), firm, event.hash)
