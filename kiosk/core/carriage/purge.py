"""What a kiosk may let go of (R-SAFE): decided from the county's proofs and from counted seconds, from nothing else.

A case goes as a whole, when nothing is left to be done with it here. Each body of ours in it must be on two devices of
the county *and* opened, both by words of the county's present incarnation; its attachments must have come whole, on two
devices too; and the grace period must have run since. An incarnation that begins takes every proof away (R-HASHACK), so
nothing goes until it has proved everything anew. Seconds are those this machine was on (R-TIME): a clock set to 2099
purges nothing.
"""

from collections.abc import Sequence
from typing import NamedTuple

DAY_S = 86_400


class Standing(NamedTuple):
    """What is proved of one body of ours. Incarnation numbers of the county by whose word it is; 0: by none.

    two_devices: it lies on two devices; a word that says that both are one device does not count. opened: it was
    opened. attachments: every attachment listed beside it is there whole, on two devices (no attachments: as
    `two_devices`). since_s: powered seconds at which all of that was first seen together, None: not yet;
    since_incarnation: in which incarnation that was."""

    two_devices: int
    opened: int
    attachments: int
    since_s: int | None = None
    since_incarnation: int = 0


def is_safe(standing: Standing, incarnation: int) -> bool:
    """Whether the county of this incarnation has it, with its attachments, on two devices."""
    return incarnation > 0 and standing.two_devices == standing.attachments == incarnation


def is_open(standing: Standing, incarnation: int) -> bool:
    """Whether the county of this incarnation has proved that it opened it."""
    return incarnation > 0 and standing.opened == incarnation


def is_proved(standing: Standing, incarnation: int) -> bool:
    """R-SAFE's two halves together."""
    return is_safe(standing, incarnation) and is_open(standing, incarnation)


def is_past(since_s: int | None, period_days: int, powered_s: int) -> bool:
    """Whether so many days of being powered on have gone by since."""
    return since_s is not None and powered_s - since_s >= period_days * DAY_S


def may_go(standing: Standing, incarnation: int, powered_s: int, grace_days: int) -> bool:
    """Whether one body may be let go of: proved now, and for all of the grace period in this incarnation."""
    return (
        is_proved(standing, incarnation)
        and standing.since_incarnation == incarnation
        and is_past(standing.since_s, grace_days, powered_s)
    )


def case_may_go(
    bodies: Sequence[Standing],
    ended_s: int | None,
    incarnation: int,
    powered_s: int,
    *,
    grace_days: int,
    retention_days: int,
    disk_is_low: bool,
) -> bool:
    """Whether the bodies of one case may go. ended_s: powered seconds at which this station first saw that nothing is
    left to be done with it, None while something is. On a disk that runs low the retention period is not waited for;
    proofs and grace always are. `bodies` holds at least the station's own certificate, so that a case that others
    wrote waits for this incarnation's word too."""
    waited = ended_s is not None and (disk_is_low or is_past(ended_s, retention_days, powered_s))
    return waited and bool(bodies) and all(may_go(one, incarnation, powered_s, grace_days) for one in bodies)
