"""What is going to befall one case: drawn once, when it is entrusted, from its own chance.

The shares are no statistics of any county: they are chosen so that every path of the case table is walked often enough
to be counted, and rare ones stay rare. Thousandths.
"""

import datetime
from enum import Enum
from typing import NamedTuple

from kiosk.core.casework.codes import Result, SuspendedFor
from server.year.chance import Chance


class Correction(Enum):
    """What becomes of a notice of correction."""

    NONE = "none"
    BROUGHT = "brought"
    TWICE = "twice"  # what was brought has a gap of its own
    NEVER = "never"


class Following(Enum):
    """容缺: whether what is to follow comes."""

    NONE = "none"
    COMES = "comes"
    LAPSES = "lapses"


class Answer(Enum):
    """How a department in joint review behaves."""

    GIVES = "gives"
    SILENT = "silent"
    ABSENT = "absent"


class Life(NamedTuple):
    """pace: tenths of the promise that handling takes; above 10 it is late. departments: of the joint review, () for
    none; leaves_at: how many deeds after which the principal withdraws, 0 for never."""

    alone: bool
    never_signed: bool
    declined: bool
    sent_back: bool
    correction: Correction
    silent_at_intake: bool
    slow_forwarding: bool
    following: Following
    promises_a_proof: bool
    steps: bool
    suspended_for: SuspendedFor | None
    extended_days: int
    departments: tuple[tuple[str, Answer], ...]
    result: Result
    pace: int
    late_delivery: bool
    prioritised: bool
    fees_fen: int
    leaves_at: int
    voided: bool
    rating: int
    excused: bool  # its standing cards are revoked


DEPARTMENTS = {"ZRZY": "自然资源和规划局", "STHJ": "生态环境局", "YJGL": "应急管理局", "SLJ": "水利局"}
OPINION_DAYS = 5
MEETING_IN = datetime.timedelta(days=2)


def draw_life(chance: Chance) -> Life:
    """One life."""
    return Life(
        alone=chance.happens(50),
        never_signed=chance.happens(300),
        declined=chance.happens(35),
        sent_back=chance.happens(15),
        correction=chance.pick(
            {Correction.NONE: 810, Correction.BROUGHT: 140, Correction.TWICE: 15, Correction.NEVER: 35}
        ),
        silent_at_intake=chance.happens(80),
        slow_forwarding=chance.happens(40),
        following=chance.pick({Following.NONE: 920, Following.COMES: 55, Following.LAPSES: 25}),
        promises_a_proof=chance.happens(50),
        steps=chance.happens(500),
        suspended_for=SuspendedFor(chance.between(1, 9)) if chance.happens(50) else None,
        extended_days=chance.between(3, 10) if chance.happens(50) else 0,
        departments=_departments(chance) if chance.happens(120) else (),
        result=chance.pick({Result.GRANTED: 930, Result.REFUSED: 50, Result.RETURNED: 20}),
        pace=chance.pick({3: 250, 5: 350, 7: 250, 9: 90, 12: 40, 17: 20}),
        late_delivery=chance.happens(40),
        prioritised=chance.happens(30),
        fees_fen=chance.between(1, 200) * 100 if chance.happens(40) else 0,
        leaves_at=chance.between(1, 6) if chance.happens(30) else 0,
        voided=chance.happens(5),
        rating=chance.pick({1: 600, 2: 250, 3: 100, 4: 35, 5: 15}) if chance.happens(250) else 0,
        excused=chance.happens(80),
    )


def _departments(chance: Chance) -> tuple[tuple[str, Answer], ...]:
    behaviour = {Answer.GIVES: 70, Answer.SILENT: 18, Answer.ABSENT: 12}
    asked = [code for code in DEPARTMENTS if chance.happens(600)] or ["ZRZY"]
    return tuple((code, chance.pick(behaviour)) for code in asked)
