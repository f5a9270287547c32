"""When to try again, and how long to wait for an answer: one schedule for every courier (R-HERD).

A county's line comes back for all of its stations at one instant, so every wait is jittered, the
first one after boot too. Waits double up to ten minutes; a Retry-After is honoured; a refusal that
will not change by waiting is never tried again. Time-outs scale with size, because a fixed one
makes a large batch on a slow line impossible, not slow.
"""

from enum import Enum

BOOT_SPREAD_S = 60.0  # the first attempt after boot falls anywhere in here
FIRST_WAIT_S = 2.0
WAIT_MAX_S = 600.0
TIMEOUT_MIN_S = 10.0
TIMEOUT_MAX_S = 1_800.0
RTT_FACTOR = 8  # connect, TLS and a slow answer are several round trips
RATE_FACTOR = 3
RATE_MIN_BYTES_PER_S = 1_000.0  # below this a line counts as closed
RATE_START_BYTES_PER_S = 8_000.0  # 64 kbit/s, until it was measured
RTT_START_S = 1.0
BATCH_SECONDS = 8.0  # airtime of one batch: two in three pass a line that fails every 20 s, a round trip is 4 %


class Again(Enum):
    """What an answer means for trying again."""

    DONE = "done"
    LATER = "later"
    NEVER = "never"


def boot_wait_s(chance: float) -> float:
    """Seconds before the first attempt; `chance` is drawn from [0, 1)."""
    return BOOT_SPREAD_S * chance


def wait_s(failures: int, chance: float, retry_after_s: float | None = None) -> float:
    """Seconds before the next attempt after `failures` (from 1) failed ones in a row.

    Between half of the doubled wait and all of it; never less than what the other side asked for
    (itself capped at ten minutes), and then up to a tenth more, so that the herd does not come back at once."""
    ceiling = min(WAIT_MAX_S, FIRST_WAIT_S * 2.0 ** min(max(failures, 1) - 1, 20))
    own = ceiling * (0.5 + 0.5 * chance)
    if retry_after_s is None:
        return own
    asked = min(WAIT_MAX_S, max(0.0, retry_after_s))
    return min(WAIT_MAX_S, max(own, asked * (1.0 + 0.1 * chance)))


def retry_after_s(header: str | None) -> float | None:
    """The seconds of a Retry-After header. Its form as a date is passed over: no rule reads a wall clock."""
    if header is None or not header.strip().isascii() or not header.strip().isdigit():
        return None
    return float(header.strip()[:6])


def after_status(status: int) -> Again:
    """What an HTTP status means: 408, 425, 429 and every 5xx pass with time; any other 4xx says the same tomorrow."""
    if 200 <= status < 300:
        return Again.DONE
    if status in (408, 425, 429) or status >= 500:
        return Again.LATER
    return Again.NEVER if status >= 400 else Again.LATER


def timeout_s(total_bytes: int, rtt_s: float = RTT_START_S, rate_bytes_per_s: float = RATE_START_BYTES_PER_S) -> float:
    """How long an exchange of `total_bytes` (both ways) may take: k·RTT + 3·bytes/rate, within bounds."""
    rate = max(RATE_MIN_BYTES_PER_S, rate_bytes_per_s)
    return min(TIMEOUT_MAX_S, max(TIMEOUT_MIN_S, RTT_FACTOR * rtt_s + RATE_FACTOR * total_bytes / rate))


def smoothed(before: float, measured: float) -> float:
    """A measured rate or round trip, smoothed over the last few."""
    return 0.75 * before + 0.25 * measured


def next_offer_bytes(before: int, succeeded: bool, rate_bytes_per_s: float, least: int, most: int) -> int:
    """The bound of the next batch: doubles while batches pass, as far as the line carries in `BATCH_SECONDS`;
    halves when one fails."""
    if not succeeded:
        return max(least, before // 2)
    return max(least, min(most, before * 2, int(rate_bytes_per_s * BATCH_SECONDS)))
