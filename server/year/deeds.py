"""What is done next with a case: read off its state and its life, by whoever the case table lets do it.

Pure. A deed says who acts, the command as somebody would type it, and after how many days the case is looked at again;
None: nobody does anything, and the county's own clock decides.
"""

import datetime
from collections.abc import Callable, Mapping
from typing import NamedTuple

import msgspec

from kiosk.core.casework.afterwards import wants_check
from kiosk.core.casework.case import Case
from kiosk.core.casework.codes import GapReason, Result, Tier, gap_code
from kiosk.core.casework.days import china_date
from kiosk.core.casework.joint import opinion_of
from kiosk.core.casework.matter_terms import MatterTerms
from kiosk.core.casework.transitions import State
from kiosk.core.event import Level
from server.year.lives import DEPARTMENTS, MEETING_IN, OPINION_DAYS, Answer, Correction, Following, Life

SIGNATURE = msgspec.json.encode([[[20 * n, 100 + 7 * n * (n % 3), 40 * n] for n in range(24)]]).decode()
HANDLING_STRETCHES = 5  # looks between acceptance and the decision
VOIDED_AT = 2  # deeds
LATE_DELIVERY_DAYS = 25
PRIORITY = datetime.timedelta(days=30)
SUPPLY = datetime.timedelta(days=14)
LATE_ANSWER_DAYS = 14
LATE_FORWARDING_DAYS = 8


class Deed(NamedTuple):
    """level: who acts (the village's agent at a station, the other two in the office); alone: a resident without
    agent; wait_days: calendar days until the case is looked at again, 0: the same day."""

    level: Level
    command: str
    fields: Mapping[str, str] = {}
    wait_days: int = 0
    alone: bool = False


class Moment(NamedTuple):
    """What a deed is read off. terms: the matter's; done: how many deeds there were before."""

    case: Case
    life: Life
    terms: MatterTerms
    done: int
    today: datetime.date


def next_deed(at: Moment) -> Deed | None:
    """The next deed; None while nobody acts."""
    case, life = at.case, at.life
    standing = next((card for card in case.cards if card.revoked_for is None), None)
    if life.excused and standing is not None:
        return Deed(Level.COUNTY, "revoke-card", {"card": str(standing.serial), "why": "system", "reason": "机房停电"})
    running = case.state in _LIFE
    if running and life.leaves_at and at.done == life.leaves_at:
        return Deed(case.station_level, "withdraw", {"reason": "家里另有安排，先不办了", "signature": SIGNATURE})
    if running and life.voided and at.done == VOIDED_AT:
        return Deed(Level.COUNTY, "void", {"why": "entry_error", "reason": "同一件录入两次"})
    return _LIFE[case.state](at) if running else _after(at)


def is_over(case: Case) -> bool:
    """Whether nothing more will be done or will happen by itself."""
    return case.state is State.ARCHIVED and not wants_check(case)


def _pending(at: Moment) -> Deed | None:
    return None if at.life.never_signed else Deed(at.case.station_level, "receive", {"signature": SIGNATURE})


def _at_intake(at: Moment) -> Deed | None:
    case, life = at.case, at.life
    if case.handler != case.accept_tier:
        return _before_forwarding(at)
    if life.declined:
        where = {"why": "conditions_not_met", "reason": "不符合该事项的受理条件", "referral": "乡镇便民服务中心综合窗口"}
        return Deed(case.accept_tier, "decline", where, wait_days=2)
    if case.state is State.FORWARDED and life.sent_back and case.received == case.entrusted:
        return Deed(case.accept_tier, "return", {"why": "unreadable", "reason": "照片看不清，请重拍"}, wait_days=1)
    if life.silent_at_intake and not case.corrections:
        return _answers_late(at)
    return _answered(at)


def _before_forwarding(at: Moment) -> Deed | None:
    case, life = at.case, at.life
    if life.slow_forwarding and (at.today - china_date(case.entrusted.ms)).days < LATE_FORWARDING_DAYS:
        return None
    if life.promises_a_proof and at.terms.promise_materials and case.promised_proofs is None:
        promise = {"materials": str(at.terms.promise_materials[0]), "version": "1", "signature": SIGNATURE}
        return Deed(case.station_level, "promise-proof", promise)
    return Deed(case.station_level, "forward", wait_days=1 + life.pace % 3)


def _answers_late(at: Moment) -> Deed | None:
    """Nobody answers; where that deems nothing, the answer comes late."""
    reached = at.case.reached
    waited = reached is not None and (at.today - china_date(reached.ms)).days >= LATE_ANSWER_DAYS
    return _answered(at) if waited else None


def _answered(at: Moment) -> Deed:
    case, life = at.case, at.life
    wanted = {Correction.NONE: 0, Correction.TWICE: 2}.get(life.correction, 1)
    if case.corrections < wanted:
        reason = GapReason.MISSING if case.corrections == 0 else GapReason.EXPIRED
        notice = {"gaps": str(gap_code(1, reason)), "notice": "请补齐第一项材料"}
        return Deed(case.accept_tier, "correct", notice, wait_days=4)
    if life.following is not Following.NONE and at.terms.later_materials and case.following is None:
        until = at.today + SUPPLY
        fields = {"materials": str(at.terms.later_materials[0]), "until": until.isoformat()}
        return Deed(case.accept_tier, "allow-later", fields)
    return Deed(case.accept_tier, "accept", wait_days=1)


def _in_correction(at: Moment) -> Deed | None:
    if at.life.correction is Correction.NEVER:
        return None
    return Deed(at.case.station_level, "resubmit", {"materials": "1", "note": "已补齐"}, wait_days=2)


def _accepted(at: Moment) -> Deed | None:
    case, life = at.case, at.life
    if life.prioritised and case.priority is None:
        until = at.today + PRIORITY
        return Deed(case.handler, "prioritise", {"why": "elderly", "until": until.isoformat()})
    if case.decide_tier > case.handler:
        return Deed(case.handler, "pass-up", wait_days=1)
    return Deed(case.handler, "start", wait_days=_stretch(case, life))


def _passed_up(at: Moment) -> Deed | None:
    case, life = at.case, at.life
    if case.decide_tier is Tier.OUTSIDE:
        assert case.passed_by is not None
        return Deed(case.passed_by, "conclude", {"result": "passed_on"}, wait_days=1)
    return Deed(Level(case.decide_tier), "start", wait_days=_stretch(case, life))


def _in_handling(at: Moment) -> Deed | None:
    case, life = at.case, at.life
    here, stretch = Level(case.decide_tier), _stretch(case, life)
    follows = case.following.materials if case.following else ()
    if follows and life.following is Following.COMES:
        return Deed(case.station_level, "supply", {"materials": ",".join(map(str, follows))}, wait_days=1)
    if here is Level.COUNTY and life.departments and case.joint is None:
        names = "、".join(DEPARTMENTS[code] for code, _ in life.departments)
        return Deed(here, "open-joint", {"departments": names})
    if life.suspended_for is not None and not case.pauses:
        return Deed(here, "suspend", {"reason": life.suspended_for.name.lower()}, wait_days=2 * life.pace)
    if life.extended_days and not case.extended_days and case.promise is not None and here is not Level.VILLAGE:
        return Deed(here, "extend", {"days": str(life.extended_days), "reason": "案情复杂"}, wait_days=stretch)
    if life.steps and len(case.steps) < len(_STEPS):
        return Deed(here, "step", {"step": _STEPS[len(case.steps)]}, wait_days=stretch)
    if life.fees_fen and not case.billed_fen and here is not Level.VILLAGE:
        return Deed(here, "bill", {"fen": str(life.fees_fen), "items": _bill(life.fees_fen)})
    if case.billed_fen > case.paid_fen:
        return Deed(case.station_level, "pay", {"fen": str(case.billed_fen - case.paid_fen), "receipt": "票000001"})
    if follows and life.result is Result.GRANTED:
        return None  # nothing is granted before it has come
    fields = {"result": life.result.name.lower()}
    if life.result is not Result.GRANTED:
        fields["opinion"] = "不符合法定条件"
    return Deed(here, "conclude", fields, wait_days=1)


def _suspended(at: Moment) -> Deed | None:
    return Deed(Level(at.case.decide_tier), "resume", wait_days=_stretch(at.case, at.life))


def _in_joint_review(at: Moment) -> Deed | None:
    """Ask each; call who will not come; take the answers of those who answer; close when none is open."""
    case, life = at.case, at.life
    for code, _ in life.departments:
        if opinion_of(case, code) is None:
            asked = {"department": code, "days": str(OPINION_DAYS), "department_name": DEPARTMENTS[code]}
            return Deed(Level.COUNTY, "ask-opinion", asked)
    absent = [code for code, answer in life.departments if answer is Answer.ABSENT]
    if absent and not case.gatherings:
        on = at.today + MEETING_IN
        return Deed(case.handler, "call-gathering", {"sort": "meeting", "on": on.isoformat(), "place": "县政务大厅三楼"})
    for code in absent:
        called = case.gatherings[-1]
        if code not in called.signed:
            return Deed(case.handler, "sign-notice", {"department": code, "signatory": "办公室"})
        if code not in called.attended:
            if at.today < called.on:
                return None
            return Deed(case.handler, "note-attendance", {"department": code, "attendance": "absent"})
    for code, answer in life.departments:
        one = opinion_of(case, code)
        if one is not None and one.is_open and answer is Answer.GIVES:
            return Deed(Level.COUNTY, "give-opinion", {"department": code, "opinion": "consent"}, wait_days=1)
    if any(one.is_open for one in case.opinions):
        return None  # their own limit runs
    return Deed(Level.COUNTY, "close-joint", {"minutes": "各部门意见已汇总，未反馈的按默认同意办理"}, wait_days=1)


def _after(at: Moment) -> Deed | None:
    case, life = at.case, at.life
    if case.state is State.CONCLUDED and case.concluded_by is not None:
        late = LATE_DELIVERY_DAYS if life.late_delivery else 1 + life.pace // 3
        return Deed(case.concluded_by, "send-result", wait_days=late)
    if case.state in (State.AWAITING_DELIVERY, State.DECLINED):
        return Deed(case.station_level, "deliver", {"signature": SIGNATURE}, wait_days=2)
    if case.state is State.DELIVERED and life.rating and not case.ratings:
        return Deed(case.station_level, "rate", {"grade": str(life.rating)}, alone=True)
    if case.state is State.DELIVERED:
        return Deed(case.station_level, "follow-up", {"way": "phone"}, wait_days=7)
    if case.state is State.ARCHIVED and wants_check(case):
        return Deed(case.accept_tier, "check-promise", {"outcome": "true"})
    return None


def _bill(fen: int) -> str:
    item = {"item": "工本费", "basis": "省级收费目录第12项", "rate": "按件", "floor_fen": fen, "fen": fen}
    return msgspec.json.encode([item]).decode()


def _stretch(case: Case, life: Life) -> int:
    """Calendar days between two looks during handling, so that all of it takes `pace` tenths of the promise."""
    promised = case.promise.promised_days if case.promise else 0
    return promised * 7 * life.pace // (5 * 10 * HANDLING_STRETCHES)


_STEPS = ("handled", "reviewed", "approved")
_LIFE: Mapping[State, Callable[[Moment], Deed | None]] = {
    State.PENDING: _pending,
    State.RECEIVED: _at_intake,
    State.FORWARDED: _at_intake,
    State.IN_CORRECTION: _in_correction,
    State.ACCEPTED: _accepted,
    State.DEEMED_ACCEPTED: _accepted,
    State.PASSED_UP: _passed_up,
    State.IN_HANDLING: _in_handling,
    State.SUSPENDED: _suspended,
    State.IN_JOINT_REVIEW: _in_joint_review,
}
