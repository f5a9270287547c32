"""What a permitted event does to a case: `apply`. One function a kind, and no kind without one.

The handler changes to the level that acts next by Forwarded, Returned, Corrected, CorrectionAsked, PassedUp,
ResultSent and HandedOver, and by nothing else (design, Case).
"""

from collections.abc import Callable, Mapping
from typing import Any

from msgspec.structs import replace

from kiosk.core.casework import afterwards, cards, joint, mandate, standing
from kiosk.core.casework.case import Case, Pause, Promise, tips_after
from kiosk.core.casework.codes import Result, Tier
from kiosk.core.casework.kinds import STEP_LIMITS, Kind, facts_unpack
from kiosk.core.casework.mark import Mark, mark_of
from kiosk.core.casework.permission import Facts, permitted_facts, refusal_for, row_for
from kiosk.core.casework.transitions import State
from kiosk.core.event import Event, Head, Level
from kiosk.core.refusal import Refusal

Changes = dict[str, Any]


def apply(case: Case | None, event: Event) -> Case:
    """The case after `event`. Raises the Refusal that `permitted` names; `case` is left as it was."""
    facts = permitted_facts(case, event)
    if isinstance(facts, str):
        raise _bad_facts(event) if facts == "BAD_FACTS" else refusal_for(facts, case, event.head.level)
    return effect(case, event, facts)


def effect(case: Case | None, event: Event, facts: Facts) -> Case:
    """`apply` for an event whose `facts` `permitted_facts` has just let pass."""
    head = event.head
    kind = Kind(head.kind)
    state = row_for(case, kind, facts, head.level).next
    mark = mark_of(event)
    if case is None:
        begun = _entrusted(event, facts, mark)
        return _landed(begun, event, mark, {"state": state, **_entered(state, mark)})
    if not mark.firm and mark.ms < case.last_firm_ms:
        mark = mark._replace(ms=case.last_firm_ms)  # a clock at 1970 starts no limit before what came earlier
    changes = {**_entered(state, mark), **EFFECTS[kind](case, head, facts, mark)}
    if state is not None:
        changes["state"] = state
    return _landed(case, event, mark, changes)


def put_aside(case: Case, event: Event) -> Case:
    """The case once `event` has landed without effect (搁置)."""
    return replace(case, set_aside=(*case.set_aside, event.hash), tips=tips_after(case.tips, event))


def _bad_facts(event: Event) -> Refusal:
    try:
        facts_unpack(event.head.kind, event.head.facts)
    except Refusal as bad:
        return bad
    raise AssertionError("facts were refused and are good")


def _landed(case: Case, event: Event, mark: Mark, changes: Changes) -> Case:
    return replace(
        case,
        **changes,
        last_firm_ms=_last_firm_ms(case, event, mark, changes.get("reached")),
        effects=(*case.effects, event.head.node + event.head.operation),
        tips=tips_after(case.tips, event),
    )


def _last_firm_ms(case: Case, event: Event, mark: Mark, reached: Mark | None) -> int:
    """The county's word stands, also where it is earlier: a kiosk's clock may jump after it was compared."""
    firm = [m.ms for m in (mark, reached) if m is not None and m.firm]
    return max(firm if event.head.level is Level.COUNTY else [case.last_firm_ms, *firm])


def _entered(state: State | None, mark: Mark) -> Changes:
    """Every entry into 收件 or 已上报 waits for its own Reached. Adding a material is no entry (see EFFECTS)."""
    if state is State.RECEIVED:
        return {"received": mark, "reached": None}
    if state is State.FORWARDED:
        return {"forwarded": mark, "reached": None}
    return {}


def _entrusted(event: Event, facts: Facts, mark: Mark) -> Case:
    head = event.head
    return Case(
        number=head.case,
        node=head.node,
        operation=head.operation,
        state=State.PENDING,
        handler=head.level,
        station_level=head.level,
        matter=facts["matter"],
        catalogue_version=facts["catalogue_version"],
        accept_tier=facts["accept_tier"],
        decide_tier=facts["decide_tier"],
        t1_policy=facts["t1_policy"],
        first_handler=head.author,
        entrusted=mark,
    )


def _nothing(case: Case, head: Head, facts: Facts, mark: Mark) -> Changes:
    return {}


def _received(case: Case, head: Head, facts: Facts, mark: Mark) -> Changes:
    return {"first_handler": case.first_handler or head.author}


def _material_added(case: Case, head: Head, facts: Facts, mark: Mark) -> Changes:
    # The state is entered anew in the table's words, but nothing begins again: the clocks run on.
    changes: Changes = {"received": case.received, "forwarded": case.forwarded, "reached": case.reached}
    return changes | _renewed(case, facts)


def _renewed(case: Case, facts: Facts) -> Changes:
    if not case.corrections:
        return {}
    return {"renewed": tuple(sorted({*case.renewed, *facts.get("materials", ())}))}


def _reached(case: Case, head: Head, facts: Facts, mark: Mark) -> Changes:
    return {"reached": Mark(facts["at_ms"], True, mark.event)}


def _forwarded(case: Case, head: Head, facts: Facts, mark: Mark) -> Changes:
    return {"handler": case.accept_tier}


def _promise(facts: Facts) -> Promise:
    steps = tuple(facts[name] for name in STEP_LIMITS if name in facts)
    return Promise(
        facts["promised_days"],
        facts["promised_unit"],
        facts["statutory_days"],
        facts["statutory_unit"],
        steps if len(steps) == len(STEP_LIMITS) else (),
    )


def _accepted(case: Case, head: Head, facts: Facts, mark: Mark) -> Changes:
    return {"accepted": mark, "promise": _promise(facts)}


def _deemed(case: Case, head: Head, facts: Facts, mark: Mark) -> Changes:
    return {"accepted": case.reached, "promise": _promise(facts)}


def _correction_asked(case: Case, head: Head, facts: Facts, mark: Mark) -> Changes:
    return {
        "handler": case.station_level,
        "asked_at": mark,
        "asked": tuple(sorted({*case.asked, *facts["gaps"]})),
        "renewed": (),
        "corrections": case.corrections + 1,
        "overrides": case.overrides + bool(facts.get("override")),
    }


def _returned(case: Case, head: Head, facts: Facts, mark: Mark) -> Changes:
    return {"handler": case.station_level}


def _corrected(case: Case, head: Head, facts: Facts, mark: Mark) -> Changes:
    return {"handler": case.accept_tier, **_renewed(case, facts)}


def _correction_lapsed(case: Case, head: Head, facts: Facts, mark: Mark) -> Changes:
    # The county's clock ends it in the name of the tier that asked, so that tier sends the notice.
    return {"concluded": mark, "concluded_by": case.accept_tier, "result": Result.NOT_CORRECTED}


def _handling_started(case: Case, head: Head, facts: Facts, mark: Mark) -> Changes:
    return {"step_since": mark}


def _passed_up(case: Case, head: Head, facts: Facts, mark: Mark) -> Changes:
    # Outside the county nobody acts in this system: the passing level acts next, by concluding.
    to = facts["to"]
    handler = head.level if to is Tier.OUTSIDE else Level(to)
    return {"handler": handler, "passed_by": head.level, "passed_up": mark}


def _concluded(case: Case, head: Head, facts: Facts, mark: Mark) -> Changes:
    return {"concluded": mark, "concluded_by": head.level, "result": facts["result"]}


def _step_done(case: Case, head: Head, facts: Facts, mark: Mark) -> Changes:
    return {"steps": (*case.steps, facts["step"]), "step_since": mark}


def _suspended(case: Case, head: Head, facts: Facts, mark: Mark) -> Changes:
    return {"pauses": (*case.pauses, Pause(mark, None)), "suspended_for": facts["reason"]}


def _resumed(case: Case, head: Head, facts: Facts, mark: Mark) -> Changes:
    *before, last = case.pauses
    return {"pauses": (*before, Pause(last.since, mark)), "suspended_for": None}


def _extended(case: Case, head: Head, facts: Facts, mark: Mark) -> Changes:
    return {"extended_days": facts["days"]}


def _joint_opened(case: Case, head: Head, facts: Facts, mark: Mark) -> Changes:
    return {"joint": mark}


def _result_sent(case: Case, head: Head, facts: Facts, mark: Mark) -> Changes:
    return {"handler": case.station_level, "sent": mark}


def _delivered(case: Case, head: Head, facts: Facts, mark: Mark) -> Changes:
    return {"delivered": mark}


def _followed_up(case: Case, head: Head, facts: Facts, mark: Mark) -> Changes:
    return {"followed_up": True}


def _voided(case: Case, head: Head, facts: Facts, mark: Mark) -> Changes:
    return {"voided_for": facts["why"]}


def _handed_over(case: Case, head: Head, facts: Facts, mark: Mark) -> Changes:
    return {"handler": facts["to"]}


def _rated(case: Case, head: Head, facts: Facts, mark: Mark) -> Changes:
    return {"ratings": case.ratings + 1}


def _complained(case: Case, head: Head, facts: Facts, mark: Mark) -> Changes:
    return {"complaints": case.complaints + 1}


def _purged(case: Case, head: Head, facts: Facts, mark: Mark) -> Changes:
    return {"purged": case.purged + 1}


def _erased(case: Case, head: Head, facts: Facts, mark: Mark) -> Changes:
    return {"erased": case.erased + 1}


EFFECTS: Mapping[Kind, Callable[[Case, Head, Facts, Mark], Changes]] = {
    Kind.ENTRUSTED: _nothing,  # begins a case: `_entrusted`
    Kind.RECEIVED: _received,
    Kind.LAPSED: _nothing,
    Kind.MATERIAL_ADDED: _material_added,
    Kind.REACHED: _reached,
    Kind.FORWARDED: _forwarded,
    Kind.ACCEPTED: _accepted,
    Kind.CORRECTION_ASKED: _correction_asked,
    Kind.DECLINED: _nothing,
    Kind.DEEMED_ACCEPTED: _deemed,
    Kind.RETURNED: _returned,
    Kind.CORRECTED: _corrected,
    Kind.CORRECTION_LAPSED: _correction_lapsed,
    Kind.HANDLING_STARTED: _handling_started,
    Kind.PASSED_UP: _passed_up,
    Kind.CONCLUDED: _concluded,
    Kind.STEP_DONE: _step_done,
    Kind.SUSPENDED: _suspended,
    Kind.RESUMED: _resumed,
    Kind.EXTENDED: _extended,
    Kind.JOINT_OPENED: _joint_opened,
    Kind.JOINT_CLOSED: _nothing,
    Kind.RESULT_SENT: _result_sent,
    Kind.DELIVERED: _delivered,
    Kind.FOLLOWED_UP: _followed_up,
    Kind.ARCHIVED: _nothing,
    Kind.WITHDRAWN: _nothing,
    Kind.VOIDED: _voided,
    Kind.HANDED_OVER: _handed_over,
    Kind.RATED: _rated,
    Kind.COMPLAINED: _complained,
    Kind.PURGED: _purged,
    Kind.ERASED: _erased,
    Kind.SUPPLY_ALLOWED: afterwards.allowed,
    Kind.SUPPLIED: afterwards.supplied,
    Kind.SUPPLY_LAPSED: afterwards.lapsed,
    Kind.PROOF_PROMISED: afterwards.promised,
    Kind.PROMISE_CHECKED: afterwards.checked,
    Kind.CARD_ISSUED: cards.issued,
    Kind.CARD_REVOKED: cards.revoked,
    Kind.OPINION_ASKED: joint.asked,
    Kind.OPINION_GIVEN: joint.given,
    Kind.OPINION_DEFAULTED: joint.defaulted,
    Kind.GATHERING_CALLED: joint.called,
    Kind.NOTICE_SIGNED: joint.signed,
    Kind.ATTENDANCE_NOTED: joint.attended,
    Kind.SURVEYED: joint.surveyed,
    Kind.PRIORITISED: standing.prioritised,
    Kind.MANDATE_REVOKED: mandate.revoked,
    Kind.MANDATE_GIVEN: mandate.given,
    Kind.FEES_BILLED: standing.billed,
    Kind.FEES_PAID: standing.paid,
    Kind.LINKED: standing.linked,
    Kind.VISITED: standing.visited,
}
