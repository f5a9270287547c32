"""Who had to travel for a case 变群众跑为干部跑, as far as its heads can say ([S002], domain D-5).

A principal travelled on each day on which their own hand was needed above the village: entrusting or signing at a
township's station, or taking the result at a window. A village's own station is no journey (不出村). Of an agent heads say
only that they went to a home to ask back; that papers were taken to the township by hand no event says, so it is not
counted rather than guessed.
"""

from typing import NamedTuple

from kiosk.core.casework.codes import FollowedUpBy
from kiosk.core.casework.days import china_date
from kiosk.core.casework.fold import Folded
from kiosk.core.casework.kinds import Kind, facts_unpack
from kiosk.core.event import Event, Level

_BY_THE_PRINCIPALS_HAND = frozenset({Kind.ENTRUSTED, Kind.PROOF_PROMISED, Kind.MANDATE_GIVEN, Kind.DELIVERED})


class Trips(NamedTuple):
    """principal: days on which they had to come to the township or the county; agent_home_visits: 上门回访."""

    principal: int
    agent_home_visits: int


def trips_of(folded: Folded) -> Trips:
    """What the events that had effect tell of journeys."""
    effective = [event for event in folded.landed if event.hash not in folded.set_aside]
    came = {china_date(event.head.clock.wall_ms) for event in effective if _came_above_the_village(event)}
    return Trips(len(came), sum(_visited_at_home(event) for event in effective))


def _came_above_the_village(event: Event) -> bool:
    return event.head.level > Level.VILLAGE and event.head.kind in _BY_THE_PRINCIPALS_HAND


def _visited_at_home(event: Event) -> bool:
    if event.head.kind != Kind.FOLLOWED_UP:
        return False
    return facts_unpack(Kind.FOLLOWED_UP, event.head.facts).get("way") is FollowedUpBy.VISIT
