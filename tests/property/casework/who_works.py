"""Who works on a case in the state machine, what their staff records let them do, and what they type."""

import random
from datetime import date, timedelta
from typing import Any

from kiosk.core.casework import fold as folding
from kiosk.core.casework.case import Case
from kiosk.core.casework.codes import Result, SuspendedFor, T1Policy, Tier, Unit
from kiosk.core.casework.commands import Power
from kiosk.core.casework.fold import NOTHING, Folded
from kiosk.core.event import Event, Level
from tests.unit.casework.history import COUNTY, TOWNSHIP, VILLAGE, terms

STARTS = ("2026-02-10", "2026-04-28", "2026-09-16", "2026-11-23", "2026-12-18")
MATTERS = (
    terms(),
    terms(TOWNSHIP, Tier.TOWNSHIP, t1_policy=T1Policy.ON_SPOT_DEEMED, step_days=(1, 5, 2)),
    terms(VILLAGE, Tier.VILLAGE, statutory_unit=Unit.CALENDAR_DAYS),
    terms(VILLAGE, Tier.COUNTY, t1_policy=T1Policy.ONCE_NO_DEEMING),
    terms(TOWNSHIP, Tier.OUTSIDE),
    terms(COUNTY, Tier.COUNTY, step_days=(2, 5, 3)),
)
# Who works where, and what their staff records let them do.
PEOPLE: dict[Level, dict[str, frozenset[Power]]] = {
    VILLAGE: {"V1": frozenset()},
    TOWNSHIP: {"T1": frozenset(), "T2": frozenset({Power.CONCLUDE}), "T3": frozenset({Power.DEPARTMENT_HEAD})},
    COUNTY: {
        "C1": frozenset(),
        "C2": frozenset({Power.CONCLUDE}),
        "C3": frozenset({Power.SUPERVISOR, Power.DEPARTMENT_HEAD}),
    },
}
OFFICERS = {"V1", "T2", "C2"}  # the agent decides what the village decides
SIGNATURE = {"kind": "drawn"}
TEXTS: dict[str, dict[str, Any]] = {
    "correct": {"notice": "还缺户口簿"},
    "decline": {"reason": "不属职权", "referral": "区残联 84220001"},
    "return": {"reason": "投错窗口"},
    "extend": {"reason": "案情复杂"},
    "open-joint": {"departments": "自然资源局、住建局"},
    "close-joint": {"minutes": "会议纪要"},
    "conclude": {"opinion": "经审查"},
    "deliver": {"signature": SIGNATURE},
    "void": {"reason": "录入错误"},
    "promise-proof": {"signature": SIGNATURE},
    "revoke-card": {"reason": "系统差错"},
    "ask-opinion": {"department_name": "自然资源局"},
    "call-gathering": {"place": "三楼会议室"},
    "sign-notice": {"signatory": "李某"},
    "survey": {"people": "张某、李某", "findings": "四至清楚"},
    "give-mandate": {"signature": SIGNATURE},
    "bill": {
        "items": [
            {"item": "工本费", "basis": "发改价格〔2005〕436号", "rate": "10元/件", "floor_fen": 1000, "fen": 1000}
        ]
    },
    "pay": {"receipt": "No 1"},
    "link": {"project_name": "乡村道路"},
    "visit": {"issue": "进展顺利"},
    "rate": {"grade": 1},
    "complain": {"complaint": "太慢"},
    "resubmit": {"note": "补来了"},
}
# Ending a case at once teaches little: these are chosen rarely.
RARE = frozenset({"withdraw", "void", "decline", "return", "hand-over", "complain"})
# What leads a case on, so that the far end of the table is reached too.
LEADS_ON = frozenset(
    "receive forward accept start pass-up step suspend resume extend open-joint ask-opinion give-opinion sign-notice "
    "note-attendance close-joint conclude send-result deliver follow-up supply check-promise resubmit pay decline "
    "extend".split()
)
MAIN_LINE = ("receive", "forward", "accept", "pass-up", "start")
WITH_SOMETHING_TO_FOLLOW = ("receive", "promise-proof", "forward", "allow-later", "accept", "pass-up", "start", "bill")
WITH_A_CORRECTION = ("receive", "forward", "correct", "resubmit")
BEGINNINGS = (
    (),
    ("receive", "forward"),
    MAIN_LINE,
    WITH_SOMETHING_TO_FOLLOW,
    WITH_A_CORRECTION,
    (*MAIN_LINE, "open-joint", "ask-opinion"),
    (*MAIN_LINE, "suspend", "resume", "extend"),
    (*MAIN_LINE, "conclude", "send-result", "deliver"),
)


class Hand:
    """Somebody who works on the case and knows what has come to them. off_ms: by how much their clock is wrong; one
    that was compared is right."""

    def __init__(self, name: str, level: Level, number: int) -> None:
        self.name, self.level, self.node = name, level, bytes([number]) * 8
        self.seen: Folded = NOTHING
        self.events: dict[bytes, Event] = {}
        self.seq, self.prev, self.off_ms = 0, bytes(32), 0

    def take(self, event: Event) -> None:
        if event.hash not in self.events:
            self.events[event.hash] = event
            self.seen = folding.extend(self.seen, event)

    @property
    def case(self) -> Case | None:
        return self.seen.case


def typed(name: str, today: date, dice: random.Random) -> dict[str, Any]:
    """What somebody types into the form of that command."""
    department, ahead = dice.choice(["ZR", "ZJ"]), today + timedelta(dice.choice([0, 1, 5, 15]))
    coded: dict[str, dict[str, Any]] = {
        "add-material": {"materials": (dice.choice([1, 2, 3]),)},
        "correct": {"gaps": (dice.choice([101, 202]),)},
        "decline": {"why": 2},
        "return": {"why": 1},
        "resubmit": {"materials": (dice.choice([1, 2]),)},
        "step": {"step": dice.choice([1, 2, 3])},
        "suspend": {"reason": dice.choice(list(SuspendedFor))},
        "extend": {"days": dice.choice([5, 10])},
        "conclude": {"result": dice.choice([Result.GRANTED, Result.GRANTED, Result.REFUSED, Result.PASSED_ON])},
        "void": {"why": 1},
        "hand-over": {"to": dice.choice(list(Level))},
        "allow-later": {"materials": dice.choice([(1,), (1, 2)]), "until": ahead},
        "supply": {"materials": dice.choice([(1,), (2,), (1, 2)])},
        "promise-proof": {"materials": (3,), "version": 1},
        "check-promise": {"outcome": dice.choice([1, 2, 3])},
        "revoke-card": {"card": 1, "why": 1},
        "ask-opinion": {"department": department, "days": dice.choice([1, 5, 10])},
        "give-opinion": {"department": department, "opinion": dice.choice([1, 3])},
        "call-gathering": {"sort": dice.choice([1, 2]), "on": ahead},
        "sign-notice": {"department": department},
        "note-attendance": {"department": department, "attendance": dice.choice([1, 2, 2, 3])},
        "survey": {"sort": 2},
        "prioritise": {"why": 3, "until": ahead},
        "bill": {"fen": 1000},
        "pay": {"fen": dice.choice([400, 1000])},
        "link": {"project": "XM-1", "place": 1},
    }
    return coded.get(name, {}) | TEXTS.get(name, {})
