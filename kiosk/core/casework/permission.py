"""May this event land on this case? One answer for buttons, for the server's checks and for the fold.

Answers are codes of REFUSALS, or None for yes. Who is authorised for a matter is a question of staff, not of
heads, and is asked elsewhere; here stand state, level, authorship and what facts say.
"""

from collections.abc import Callable, Mapping
from typing import Any

from kiosk.core.casework import afterwards, cards, joint, mandate, standing
from kiosk.core.casework.case import Case
from kiosk.core.casework.codes import Result, T1Policy, Tier, gap_material, word
from kiosk.core.casework.days import china_date
from kiosk.core.casework.kinds import BadFacts, Kind, facts_unpack
from kiosk.core.casework.transitions import PAIRS, At, Author, Condition, Row, State
from kiosk.core.event import Event, Level
from kiosk.core.refusal import Refusal

Facts = Mapping[str, Any]


def permitted(case: Case | None, event: Event) -> str | None:
    """None when `event` may take effect on `case`, else the code of the refusal that says why not."""
    facts = permitted_facts(case, event)
    return facts if isinstance(facts, str) else None


def permitted_facts(case: Case | None, event: Event) -> Facts | str:
    """What an event that may take effect says, else the code of `permitted`."""
    head = event.head
    try:
        kind = Kind(head.kind)
    except ValueError:
        return "KIND_UNKNOWN"  # kept and passed on, without effect
    try:
        facts = facts_unpack(kind, head.facts)
    except BadFacts as bad:
        return bad.code
    if case is not None and head.case != case.number:
        return "OTHER_CASE"
    if case is not None and head.node + head.operation in case.effects:
        return "OPERATION_REPEATED"
    return permitted_deed(case, kind, facts, head.level, head.author) or facts


def permitted_deed(case: Case | None, kind: Kind, facts: Facts | None, level: Level, author: str) -> str | None:
    """The same question before there is an event. `facts` None: ask for the button, before anything is filled in."""
    rows = PAIRS[case.state if case else None, kind]
    if isinstance(rows, str):
        return rows
    row = _row(rows, case, facts, level)
    if isinstance(row, str):
        return row
    if not level_fits(row.at, case, level):
        return "WRONG_LEVEL"
    if row.author is Author.PERSON and not author:
        return "AUTHOR_MISSING"
    if row.author is Author.NOBODY and author:
        return "SYSTEM_ONLY"
    if case is None:
        return None
    if mandate.ended_for(case, kind, level):
        return "MANDATE_ENDED"
    rule = RULES[kind]
    return rule(case, facts, level) if rule else None


def refusal_for(reason: str, case: Case | None, level: Level) -> Refusal:
    """The Refusal of an answer of `permitted`, with what its sentence names."""
    handler = case.handler if case else level
    return Refusal(
        reason,
        state=case.state.value if case else "-",
        state_en=case.state.name.lower() if case else "-",
        level=word(level),
        level_en=level.name.lower(),
        handler=word(handler),
        handler_en=handler.name.lower(),
    )


def row_for(case: Case | None, kind: Kind, facts: Facts, level: Level) -> Row:
    """The row of a deed that is permitted."""
    rows = PAIRS[case.state if case else None, kind]
    row = rows if isinstance(rows, str) else _row(rows, case, facts, level)
    if isinstance(row, str):
        raise AssertionError(f"{kind.name} is not permitted here: {row}")
    return row


def _row(rows: tuple[Row, ...], case: Case | None, facts: Facts | None, level: Level) -> Row | str:
    if len(rows) == 1:
        return rows[0]
    by_condition = {row.condition: row for row in rows}
    if case is None:  # the two rows of Entrusted
        signed = facts is not None and facts["mandate"]  # the button asks before it is known; a resident may be alone
        return by_condition[Condition.MANDATE_SIGNED if signed else Condition.MANDATE_PENDING]
    if case.accept_tier < level:
        return "ACCEPT_TIER_BELOW"
    here = case.accept_tier == level
    return by_condition[Condition.ACCEPT_TIER_HERE if here else Condition.ACCEPT_TIER_ABOVE]


def level_fits(at: At, case: Case | None, level: Level) -> bool:
    """Where a row names the handler or a tier, only that one."""
    if at is At.STATION:
        return level in (Level.VILLAGE, Level.TOWNSHIP)
    if at is At.COUNTY:
        return level is Level.COUNTY
    if at is At.ANYWHERE:
        return True
    if case is None:
        return False
    named: dict[At, int | None] = {
        At.ACCEPT_TIER: case.accept_tier,
        At.DECIDE_TIER: case.decide_tier,
        At.HANDLER: case.handler,
        At.PASSER: case.passed_by,
        At.CONCLUDER: case.concluded_by,
    }
    return named[at] == level


def gap_is_old(case: Case, gap: int) -> bool:
    """Whether a gap could have been told at the correction before (行政许可法 32(4), 72(4): tell once, tell all).

    It is new only when it is about a material that was brought since then, and was not itself asked before.
    """
    return gap in case.asked or gap_material(gap) not in case.renewed


def _with_accept_tier(case: Case, facts: Facts | None, level: Level) -> str | None:
    """An un-forwarded 收件 lies with its station: the accept tier does not have it, so it answers nothing yet."""
    waits = case.state is State.RECEIVED and case.handler != case.accept_tier
    return "NOT_WITH_ACCEPT_TIER" if waits else None


def _reached(case: Case, facts: Facts | None, level: Level) -> str | None:
    if case.reached is not None:
        return "REACHED_ALREADY"  # once per entry
    return _with_accept_tier(case, facts, level)  # holding an un-forwarded entrustment starts nothing


def _forwarded(case: Case, facts: Facts | None, level: Level) -> str | None:
    return None if case.accept_tier > level else "ACCEPTED_HERE"


def _correction_asked(case: Case, facts: Facts | None, level: Level) -> str | None:
    if waits := _with_accept_tier(case, facts, level):
        return waits
    if facts is None or not case.corrections or facts.get("override"):
        return None
    return "OLD_GAP" if any(gap_is_old(case, gap) for gap in facts["gaps"]) else None


def _supply_allowed(case: Case, facts: Facts | None, level: Level) -> str | None:
    return _with_accept_tier(case, facts, level) or afterwards.allowed_rule(case, facts, level)


def _deemed(case: Case, facts: Facts | None, level: Level) -> str | None:
    if case.t1_policy is T1Policy.ONCE_NO_DEEMING:
        return "NO_DEEMING"
    if case.reached is None:
        return "NOT_REACHED"
    if facts is not None and facts["on"] != china_date(case.reached.ms):
        return "DEEMED_DATE"  # the receipt date is kept, not the day silence was noticed
    return None


def _handling_started(case: Case, facts: Facts | None, level: Level) -> str | None:
    return None if case.handler == level else "PASS_UP_FIRST"


def _passed_up(case: Case, facts: Facts | None, level: Level) -> str | None:
    # From 已转报 nothing leads further up, so it goes to the tier that decides, at once.
    if case.decide_tier <= level:
        return "DECIDED_HERE"
    return None if facts is None or facts["to"] == case.decide_tier else "PASSED_TO_WRONG_TIER"


def _concluded(case: Case, facts: Facts | None, level: Level) -> str | None:
    outside = case.state is State.PASSED_UP
    if outside and case.decide_tier is not Tier.OUTSIDE:
        return "DECIDED_ABOVE"
    results = (Result.PASSED_ON,) if outside else (Result.GRANTED, Result.REFUSED, Result.RETURNED)
    if facts is not None and facts["result"] not in results:
        return "RESULT_NOT_HERE"
    return afterwards.grant_waits(case, facts)


def _extended(case: Case, facts: Facts | None, level: Level) -> str | None:
    return "EXTENDED_ALREADY" if case.extended_days else None


def _archived(case: Case, facts: Facts | None, level: Level) -> str | None:
    return "NOT_FOLLOWED_UP" if case.state is State.DELIVERED and not case.followed_up else None


# Every kind, so that a new one is decided and not forgotten. None: the table's row says everything.
RULES: Mapping[Kind, Callable[[Case, Facts | None, Level], str | None] | None] = {
    Kind.ENTRUSTED: None,
    Kind.RECEIVED: None,
    Kind.LAPSED: None,
    Kind.MATERIAL_ADDED: None,
    Kind.REACHED: _reached,
    Kind.FORWARDED: _forwarded,
    Kind.ACCEPTED: _with_accept_tier,
    Kind.CORRECTION_ASKED: _correction_asked,
    Kind.DECLINED: _with_accept_tier,
    Kind.DEEMED_ACCEPTED: _deemed,
    Kind.RETURNED: None,
    Kind.CORRECTED: None,
    Kind.CORRECTION_LAPSED: None,
    Kind.HANDLING_STARTED: _handling_started,
    Kind.PASSED_UP: _passed_up,
    Kind.CONCLUDED: _concluded,
    Kind.STEP_DONE: None,
    Kind.SUSPENDED: None,
    Kind.RESUMED: None,
    Kind.EXTENDED: _extended,
    Kind.JOINT_OPENED: None,
    Kind.JOINT_CLOSED: joint.closed_rule,
    Kind.RESULT_SENT: None,
    Kind.DELIVERED: None,
    Kind.FOLLOWED_UP: None,
    Kind.ARCHIVED: _archived,
    Kind.WITHDRAWN: None,
    Kind.VOIDED: None,
    Kind.HANDED_OVER: None,
    Kind.RATED: None,
    Kind.COMPLAINED: None,
    Kind.PURGED: None,
    Kind.ERASED: None,
    Kind.SUPPLY_ALLOWED: _supply_allowed,
    Kind.SUPPLIED: afterwards.supplied_rule,
    Kind.SUPPLY_LAPSED: afterwards.lapsed_rule,
    Kind.PROOF_PROMISED: afterwards.promised_rule,
    Kind.PROMISE_CHECKED: afterwards.checked_rule,
    Kind.CARD_ISSUED: cards.issued_rule,
    Kind.CARD_REVOKED: cards.revoked_rule,
    Kind.OPINION_ASKED: joint.asked_rule,
    Kind.OPINION_GIVEN: joint.given_rule,
    Kind.OPINION_DEFAULTED: joint.defaulted_rule,
    Kind.GATHERING_CALLED: joint.called_rule,
    Kind.NOTICE_SIGNED: joint.notice_rule,
    Kind.ATTENDANCE_NOTED: joint.attendance_rule,
    Kind.SURVEYED: joint.surveyed_rule,
    Kind.PRIORITISED: None,
    Kind.MANDATE_REVOKED: mandate.revoked_rule,
    Kind.MANDATE_GIVEN: mandate.given_rule,
    Kind.FEES_BILLED: standing.billed_rule,
    Kind.FEES_PAID: standing.paid_rule,
    Kind.LINKED: standing.linked_rule,
    Kind.VISITED: None,
}
