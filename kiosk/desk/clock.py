"""How far a kiosk may trust its own clock, and what date it may print. People read this; no rule does (R-TIME)."""

from datetime import date
from typing import NamedTuple

from kiosk.core.casework.days import china_date
from kiosk.core.event import ClockQuality, ClockReading

PLAUSIBLE_FROM_MS = 1_577_836_800_000  # 2020-01-01
PLAUSIBLE_TO_MS = 4_070_908_800_000  # 2099-01-01
AGREES_WITHIN_MS = 60_000  # compared and as near as this: limits may be counted from our reading


def is_plausible(wall_ms: int) -> bool:
    """Whether the wall clock lies in 2020..2098."""
    return PLAUSIBLE_FROM_MS <= wall_ms < PLAUSIBLE_TO_MS


class Compared(NamedTuple):
    """When the clock was last compared with the county's signed time: our wall clock and uptime then, and the
    county's time minus ours."""

    wall_ms: int
    uptime_s: int
    offset_ms: int


def judged(reading: ClockReading, last_wall_ms: int, compared: Compared | None) -> ClockReading:
    """`reading` with its quality. last_wall_ms: of our latest event; compared: None when it never was.

    A comparison says something of this reading only while the wall clock has gone as the uptime has: one that was set
    since, or a boot in between, makes it worth no more than any other."""
    if not is_plausible(reading.wall_ms) or reading.wall_ms < last_wall_ms:
        return reading._replace(quality=ClockQuality.UNSET)
    if compared is not None and compared.uptime_s <= reading.uptime_s and abs(compared.offset_ms) <= AGREES_WITHIN_MS:
        gone_ms = (reading.uptime_s - compared.uptime_s) * 1000
        if abs(reading.wall_ms - compared.wall_ms - gone_ms) <= AGREES_WITHIN_MS:
            return reading._replace(quality=ClockQuality.COMPARED)
    return reading._replace(quality=ClockQuality.FREE)


def powered(total_s: int, last_uptime_s: int, uptime_s: int) -> int:
    """Seconds this machine has been on by now: `total_s` when last counted, at `last_uptime_s` since boot. A boot in
    between starts `uptime_s` again; what ran unseen before it is not counted, so the sum is never too high."""
    return total_s + max(0, uptime_s - last_uptime_s if uptime_s >= last_uptime_s else uptime_s)


def plausible_day(wall_ms: int, floor_ms: int) -> date:
    """The date in China that checks of ages and periods use: the clock's when plausible and not before `floor_ms`."""
    return china_date(plausible_ms(wall_ms, floor_ms))


def plausible_ms(wall_ms: int, floor_ms: int) -> int:
    """The moment that such checks take for the present: the clock's on the same terms, else `floor_ms`."""
    return wall_ms if is_plausible(wall_ms) and wall_ms >= floor_ms else floor_ms
