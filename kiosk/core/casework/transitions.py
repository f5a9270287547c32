"""The case table: which event may land in which state, who may write it, and where it leads.

This is `assets/casework/transitions.csv` as Python data, row by row (a test compares them). The kiosk's
buttons, the server's checks and the manual read this one table. There is no default branch: `PAIRS` holds every
(state, kind) pair, either with its rows or with the code of the refusal that names why not.

Columns that are not repeated here: `clock`, which `clocks.py` carries out.
"""

from collections.abc import Mapping
from enum import Enum
from typing import NamedTuple

from kiosk.core.casework.kinds import Kind


class State(Enum):
    """Where a case stands. The value is the office's word."""

    PENDING = "委托待签"
    RECEIVED = "收件"
    FORWARDED = "已上报"
    IN_CORRECTION = "补正中"
    DECLINED = "不予受理"
    ACCEPTED = "受理"
    DEEMED_ACCEPTED = "视为受理"
    PASSED_UP = "已转报"
    IN_HANDLING = "在办"
    SUSPENDED = "挂起"
    IN_JOINT_REVIEW = "联审"
    CONCLUDED = "办结"
    AWAITING_DELIVERY = "待送达"
    DELIVERED = "已送达"
    ARCHIVED = "归档"
    WITHDRAWN = "撤回"
    VOIDED = "作废"


class At(Enum):
    """At which level an event may be authored: column `authored_at`."""

    STATION = "village|township"
    ANYWHERE = "village|township|county"
    COUNTY = "county"
    ACCEPT_TIER = "the matter's accept_tier"
    DECIDE_TIER = "the matter's decide_tier"
    HANDLER = "the current handler's level"
    PASSER = "the level that passed it up"
    CONCLUDER = "the level that concluded"


class Author(Enum):
    """Whose staff number stands in the head: a person's, nobody's (a node's own deed), or either."""

    PERSON = "person"
    NOBODY = "nobody"
    EITHER = "either"


class Condition(Enum):
    """What tells two rows of one (state, kind) apart: the words in parentheses of column `kind`."""

    NONE = ""
    MANDATE_PENDING = "mandate pending"
    MANDATE_SIGNED = "mandate signed"
    ACCEPT_TIER_HERE = "accept_tier is this level"
    ACCEPT_TIER_ABOVE = "accept_tier is above"


class Row(NamedTuple):
    """One row. `states` () = no case yet; `next` None = the state stays; `who`, `document` as in the file."""

    states: tuple[State, ...]
    kind: Kind
    next: State | None
    at: At
    who: str
    author: Author = Author.PERSON
    document: str = ""
    condition: Condition = Condition.NONE


EVERY_STATE = tuple(State)  # "any but -"
NO_CASE: tuple[State, ...] = ()
_RUNNING = (
    State.PENDING,
    State.RECEIVED,
    State.FORWARDED,
    State.IN_CORRECTION,
    State.ACCEPTED,
    State.DEEMED_ACCEPTED,
    State.PASSED_UP,
    State.IN_HANDLING,
    State.SUSPENDED,
    State.IN_JOINT_REVIEW,
)
_INTAKE = (State.RECEIVED, State.FORWARDED)
_WORKED = (
    State.ACCEPTED,
    State.DEEMED_ACCEPTED,
    State.PASSED_UP,
    State.IN_HANDLING,
    State.SUSPENDED,
    State.IN_JOINT_REVIEW,
)
_OPEN = (*_INTAKE, *_WORKED)
_OFFERED = (*_INTAKE, State.IN_CORRECTION)
_MANDATED = (*_OFFERED, *_WORKED)
_BILLED = (*_WORKED, State.CONCLUDED, State.AWAITING_DELIVERY)
_PAID = (*_BILLED, State.DELIVERED)
_CHECKED = (*_PAID, State.ARCHIVED)
_JOINT = (State.IN_JOINT_REVIEW,)
_TOGETHER = (State.IN_HANDLING, State.IN_JOINT_REVIEW)
_SURVEYED = (State.IN_HANDLING, State.SUSPENDED, State.IN_JOINT_REVIEW)
_CLERK_OR_AGENT = "clerk or authorised agent"
_AGENT_OR_CLERK = "agent or clerk"
_SIGNED_FOR = "agent or clerk with the principal's signature"
_NOTICE = "补正告知书（一次告知全部）"
_DECLINED = "不予受理通知书与转介单"
_DEEMED = "受理通知书（视为）"
_RECEIVED = "收件凭证"
_PROOF = "送达回证"

TRANSITIONS: tuple[Row, ...] = (
    Row(NO_CASE, Kind.ENTRUSTED, State.PENDING, At.STATION, "resident alone", Author.EITHER,
        "登记回执：已登记，待代办员确认", Condition.MANDATE_PENDING),
    Row(NO_CASE, Kind.ENTRUSTED, State.RECEIVED, At.STATION, "principal with agent", Author.PERSON,
        "收件回执与委托书", Condition.MANDATE_SIGNED),
    Row((State.PENDING,), Kind.RECEIVED, State.RECEIVED, At.STATION, "agent", document="收件回执与委托书"),
    Row((State.PENDING,), Kind.LAPSED, State.VOIDED, At.COUNTY, "system after the county's limit", Author.NOBODY),
    Row((State.RECEIVED,), Kind.MATERIAL_ADDED, State.RECEIVED, At.STATION, "agent"),
    Row((State.RECEIVED, State.FORWARDED), Kind.REACHED, None, At.COUNTY, "county node; system", Author.NOBODY),
    Row((State.RECEIVED,), Kind.FORWARDED, State.FORWARDED, At.STATION,
        "agent (refused where accept_tier is this level)", document="上报交接单"),
    Row((State.RECEIVED,), Kind.ACCEPTED, State.ACCEPTED, At.ACCEPT_TIER, _CLERK_OR_AGENT, document="受理通知书"),
    Row((State.RECEIVED,), Kind.CORRECTION_ASKED, State.IN_CORRECTION, At.ACCEPT_TIER, _CLERK_OR_AGENT,
        document=_NOTICE),
    Row((State.RECEIVED,), Kind.DECLINED, State.DECLINED, At.ACCEPT_TIER, _CLERK_OR_AGENT, document=_DECLINED),
    Row((State.RECEIVED,), Kind.DEEMED_ACCEPTED, State.DEEMED_ACCEPTED, At.COUNTY, "system", Author.NOBODY, _DEEMED),
    Row((State.FORWARDED,), Kind.MATERIAL_ADDED, State.FORWARDED, At.STATION, "agent"),
    Row((State.FORWARDED,), Kind.ACCEPTED, State.ACCEPTED, At.ACCEPT_TIER, "clerk", document="受理通知书"),
    Row((State.FORWARDED,), Kind.CORRECTION_ASKED, State.IN_CORRECTION, At.ACCEPT_TIER, "clerk", document=_NOTICE),
    Row((State.FORWARDED,), Kind.DECLINED, State.DECLINED, At.ACCEPT_TIER, "clerk", document=_DECLINED),
    Row((State.FORWARDED,), Kind.RETURNED, State.RECEIVED, At.ACCEPT_TIER, "clerk (wrong place or unreadable)",
        document="退回单（写明理由）"),
    Row((State.FORWARDED,), Kind.DEEMED_ACCEPTED, State.DEEMED_ACCEPTED, At.COUNTY, "system", Author.NOBODY, _DEEMED),
    Row((State.IN_CORRECTION,), Kind.MATERIAL_ADDED, State.IN_CORRECTION, At.STATION, "agent"),
    Row((State.IN_CORRECTION,), Kind.CORRECTED, State.RECEIVED, At.STATION, "agent", document=_RECEIVED,
        condition=Condition.ACCEPT_TIER_HERE),
    Row((State.IN_CORRECTION,), Kind.CORRECTED, State.FORWARDED, At.STATION, "agent", document=_RECEIVED,
        condition=Condition.ACCEPT_TIER_ABOVE),
    Row((State.IN_CORRECTION,), Kind.CORRECTION_LAPSED, State.CONCLUDED, At.COUNTY, "system after T7", Author.NOBODY,
        "终止告知书"),
    Row((State.ACCEPTED, State.DEEMED_ACCEPTED), Kind.HANDLING_STARTED, State.IN_HANDLING, At.DECIDE_TIER,
        "clerk (only where it is the handler's level; else PassedUp first)"),
    Row((State.ACCEPTED, State.DEEMED_ACCEPTED, State.IN_HANDLING), Kind.PASSED_UP, State.PASSED_UP, At.HANDLER,
        "clerk", document="转报单"),
    Row((State.PASSED_UP,), Kind.HANDLING_STARTED, State.IN_HANDLING, At.DECIDE_TIER, "clerk"),
    Row((State.PASSED_UP,), Kind.CONCLUDED, State.CONCLUDED, At.PASSER,
        "officer with 办结 authority (only where decide_tier lies outside the county)"),
    Row((State.IN_HANDLING,), Kind.STEP_DONE, State.IN_HANDLING, At.DECIDE_TIER,
        "clerk; reviewer; approver (承办 审核 批准)"),
    Row((State.IN_HANDLING,), Kind.SUSPENDED, State.SUSPENDED, At.DECIDE_TIER, "clerk", document="特别程序告知书"),
    Row((State.SUSPENDED,), Kind.RESUMED, State.IN_HANDLING, At.DECIDE_TIER, "clerk"),
    Row((State.IN_HANDLING,), Kind.EXTENDED, State.IN_HANDLING, At.DECIDE_TIER, "head of the department (once)",
        document="延期告知书"),
    Row((State.IN_HANDLING,), Kind.JOINT_OPENED, State.IN_JOINT_REVIEW, At.COUNTY, "lead department",
        document="会议通知"),
    Row((State.IN_JOINT_REVIEW,), Kind.JOINT_CLOSED, State.IN_HANDLING, At.COUNTY, "lead department",
        document="会议纪要"),
    Row((State.IN_HANDLING,), Kind.CONCLUDED, State.CONCLUDED, At.DECIDE_TIER, "officer with 办结 authority",
        document="决定书或证照"),
    Row((State.CONCLUDED,), Kind.RESULT_SENT, State.AWAITING_DELIVERY, At.CONCLUDER, "clerk"),
    Row((State.AWAITING_DELIVERY,), Kind.DELIVERED, State.DELIVERED, At.ANYWHERE, _SIGNED_FOR, document=_PROOF),
    Row((State.DECLINED,), Kind.DELIVERED, State.DELIVERED, At.ANYWHERE, _SIGNED_FOR, document=_PROOF),
    Row((State.DELIVERED,), Kind.FOLLOWED_UP, State.DELIVERED, At.ANYWHERE, _AGENT_OR_CLERK, document="回访记录"),
    Row((State.DELIVERED,), Kind.ARCHIVED, State.ARCHIVED, At.COUNTY, "system; needs FollowedUp", Author.NOBODY,
        "案卷目录"),
    Row(_RUNNING, Kind.WITHDRAWN, State.WITHDRAWN, At.ANYWHERE, "principal (through agent or clerk)",
        document="撤回确认"),
    Row(_RUNNING, Kind.VOIDED, State.VOIDED, At.COUNTY,
        "supervisor with reason (entry error 删除办结 or void 作废办结)"),
    Row((State.WITHDRAWN, State.VOIDED), Kind.ARCHIVED, State.ARCHIVED, At.COUNTY, "system", Author.NOBODY),
    Row(EVERY_STATE, Kind.HANDED_OVER, None, At.HANDLER, "current handler names the next", document="交接单"),
    Row((State.CONCLUDED, State.AWAITING_DELIVERY, State.DELIVERED, State.ARCHIVED), Kind.RATED, None, At.ANYWHERE,
        "principal; sealed to county and recovery only", Author.EITHER),
    Row(EVERY_STATE, Kind.COMPLAINED, None, At.ANYWHERE, "anyone; sealed to county and recovery only",
        Author.EITHER),
    Row(EVERY_STATE, Kind.PURGED, None, At.STATION, "node after safe and open and grace", Author.NOBODY),
    Row(EVERY_STATE, Kind.ERASED, None, At.COUNTY, "county on a person's request"),
    Row(_INTAKE, Kind.SUPPLY_ALLOWED, None, At.ACCEPT_TIER, _CLERK_OR_AGENT, document="补办件通知书"),
    Row(_OPEN, Kind.SUPPLIED, None, At.STATION, "agent", document="补交材料收据"),
    Row(_WORKED, Kind.SUPPLY_LAPSED, State.CONCLUDED, At.COUNTY, "system after T12", Author.NOBODY,
        document="退回通知书"),
    Row(_OFFERED, Kind.PROOF_PROMISED, None, At.STATION, "agent with the principal's signature", document="告知承诺书"),
    Row(_CHECKED, Kind.PROMISE_CHECKED, None, At.ACCEPT_TIER, "clerk", document="承诺核查记录"),
    Row(EVERY_STATE, Kind.CARD_ISSUED, None, At.COUNTY, "system", Author.NOBODY),
    Row(EVERY_STATE, Kind.CARD_REVOKED, None, At.COUNTY, "supervisor with reason"),
    Row(_JOINT, Kind.OPINION_ASKED, None, At.COUNTY, "lead department", document="征求意见函"),
    Row(_JOINT, Kind.OPINION_GIVEN, None, At.COUNTY, "the department that was asked"),
    Row(_JOINT, Kind.OPINION_DEFAULTED, None, At.COUNTY, "system after the department's limit", Author.NOBODY),
    Row(_TOGETHER, Kind.GATHERING_CALLED, None, At.HANDLER, "lead department", document="会议（踏勘）通知"),
    Row(_TOGETHER, Kind.NOTICE_SIGNED, None, At.HANDLER, "the department that was called"),
    Row(_TOGETHER, Kind.ATTENDANCE_NOTED, None, At.HANDLER, "lead department"),
    Row(_SURVEYED, Kind.SURVEYED, None, At.HANDLER, "clerk (two of staff on the spot)", document="踏勘记录"),
    Row(_RUNNING, Kind.PRIORITISED, None, At.ANYWHERE, "agent or clerk"),
    Row(_MANDATED, Kind.MANDATE_REVOKED, None, At.ANYWHERE, "principal (through agent or clerk)",
        document="撤销委托确认"),
    Row(_MANDATED, Kind.MANDATE_GIVEN, None, At.STATION, "agent with the principal's signature", document="委托书"),
    Row(_BILLED, Kind.FEES_BILLED, None, At.HANDLER, "cashier (never the agent)", document="缴费通知单"),
    Row(_PAID, Kind.FEES_PAID, None, At.ANYWHERE, "cashier or agent"),
    Row(_RUNNING, Kind.LINKED, None, At.COUNTY, "clerk"),
    Row(_RUNNING, Kind.VISITED, None, At.COUNTY, "leader"),
)  # fmt: skip

# Why a kind may not land in a state that has no row for it. Each is a code of REFUSALS.
REFUSED_AS: Mapping[Kind, str] = {
    Kind.ENTRUSTED: "ALREADY_ENTRUSTED",
    Kind.RECEIVED: "NOT_PENDING",
    Kind.LAPSED: "NOT_PENDING",
    Kind.MATERIAL_ADDED: "NOT_AT_INTAKE",
    Kind.REACHED: "NOT_AT_INTAKE",
    Kind.FORWARDED: "NOT_AT_INTAKE",
    Kind.ACCEPTED: "NOT_AT_INTAKE",
    Kind.CORRECTION_ASKED: "NOT_AT_INTAKE",
    Kind.DECLINED: "NOT_AT_INTAKE",
    Kind.DEEMED_ACCEPTED: "NOT_AT_INTAKE",
    Kind.RETURNED: "NOT_FORWARDED",
    Kind.CORRECTED: "NOT_IN_CORRECTION",
    Kind.CORRECTION_LAPSED: "NOT_IN_CORRECTION",
    Kind.HANDLING_STARTED: "NOT_ACCEPTED",
    Kind.PASSED_UP: "NOT_ACCEPTED",
    Kind.CONCLUDED: "NOT_IN_HANDLING",
    Kind.STEP_DONE: "NOT_IN_HANDLING",
    Kind.SUSPENDED: "NOT_IN_HANDLING",
    Kind.EXTENDED: "NOT_IN_HANDLING",
    Kind.JOINT_OPENED: "NOT_IN_HANDLING",
    Kind.RESUMED: "NOT_SUSPENDED",
    Kind.JOINT_CLOSED: "NOT_IN_JOINT_REVIEW",
    Kind.RESULT_SENT: "NOT_CONCLUDED",
    Kind.RATED: "NOT_CONCLUDED",
    Kind.DELIVERED: "NOT_AWAITING_DELIVERY",
    Kind.FOLLOWED_UP: "NOT_DELIVERED",
    Kind.ARCHIVED: "NOT_DELIVERED",
    Kind.WITHDRAWN: "ALREADY_ENDED",
    Kind.VOIDED: "ALREADY_ENDED",
    Kind.SUPPLY_ALLOWED: "NOT_AT_INTAKE",
    Kind.SUPPLIED: "NOTHING_FOLLOWS",
    Kind.SUPPLY_LAPSED: "NOTHING_FOLLOWS",
    Kind.PROOF_PROMISED: "NOT_AT_INTAKE",
    Kind.PROMISE_CHECKED: "NOTHING_PROMISED",
    Kind.OPINION_ASKED: "NOT_IN_JOINT_REVIEW",
    Kind.OPINION_GIVEN: "NOT_IN_JOINT_REVIEW",
    Kind.OPINION_DEFAULTED: "NOT_IN_JOINT_REVIEW",
    Kind.GATHERING_CALLED: "NOT_IN_HANDLING",
    Kind.NOTICE_SIGNED: "NOT_IN_HANDLING",
    Kind.ATTENDANCE_NOTED: "NOT_IN_HANDLING",
    Kind.SURVEYED: "NOT_IN_HANDLING",
    Kind.PRIORITISED: "ALREADY_ENDED",
    Kind.MANDATE_REVOKED: "NO_MANDATE_HERE",
    Kind.MANDATE_GIVEN: "NO_MANDATE_HERE",
    Kind.FEES_BILLED: "NO_FEES_HERE",
    Kind.FEES_PAID: "NO_FEES_HERE",
    Kind.LINKED: "ALREADY_ENDED",
    Kind.VISITED: "ALREADY_ENDED",
}


def _pairs() -> dict[tuple[State | None, Kind], tuple[Row, ...] | str]:
    pairs: dict[tuple[State | None, Kind], tuple[Row, ...] | str] = {}
    for kind in Kind:
        for state in (None, *State):
            rows = tuple(
                row
                for row in TRANSITIONS
                if row.kind is kind and (state in row.states if state else row.states is NO_CASE)
            )
            if rows:
                pairs[state, kind] = rows
            elif state is None:
                pairs[state, kind] = "NO_SUCH_CASE"
            else:
                pairs[state, kind] = REFUSED_AS[kind]  # KeyError at import: a new kind must name its refusal
    return pairs


PAIRS: Mapping[tuple[State | None, Kind], tuple[Row, ...] | str] = _pairs()
