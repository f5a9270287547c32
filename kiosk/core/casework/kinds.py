"""The kinds of event a case is made of: one table, and how the facts of each kind are packed.

A kind's code is signed into every head, so it is frozen for good; 64 and above belong to carriage.
Facts are a closed table of coded values per kind (design, Journal): field name, integer key, coded type.
They never hold text: a reason, a name or a referral stands in the sealed body.
`audience` says to whom a body is sealed: "case", "rating" or "complaint".
"""

from collections.abc import Mapping
from enum import IntEnum
from typing import Any, NamedTuple

from kiosk.core.casework.coded import Code, Coded, Day, Digests, Flag, Instant, NotCoded, OneOf, Whole, Wholes
from kiosk.core.casework.codes import (
    Attendance,
    CardColour,
    CardRevokedFor,
    CardRule,
    CheckOutcome,
    DeclinedFor,
    DefaultedFor,
    ErasedFor,
    FollowedUpBy,
    Gathering,
    OpinionGiven,
    PriorityFor,
    PurgedFor,
    Result,
    ReturnedFor,
    Step,
    SuspendedFor,
    T1Policy,
    Tier,
    Unit,
    VoidedFor,
)
from kiosk.core.event import Level
from kiosk.core.refusal import Refusal

FIRST_CARRIAGE_KIND = 64
LIMIT_DAYS_MAX = 999  # no statutory or promised limit is longer; 信访 with its extension is 90
MATERIALS_MAX = 99  # the longest list in the county's catalogue has 12
GAPS_MAX = 64
CARDS_MAX = 99
OPINION_DAYS_MAX = 45  # no child limit is longer than joint handling itself (行政许可法 42)
VERSION_MAX = 9_999
TRIP_MAX = 2**31 - 1
PLACES_MAX = 99
FEN_MAX = 10**12  # ten thousand million yuan
ERASED_ATTACHMENTS_MAX = 100  # named in one head: who holds their sealed bytes cannot tell whose they are otherwise


class Kind(IntEnum):
    """Past participles; the number is on the wire."""

    ENTRUSTED = 1
    RECEIVED = 2
    LAPSED = 3
    MATERIAL_ADDED = 4
    REACHED = 5
    FORWARDED = 6
    ACCEPTED = 7
    CORRECTION_ASKED = 8
    DECLINED = 9
    DEEMED_ACCEPTED = 10
    RETURNED = 11
    CORRECTED = 12
    CORRECTION_LAPSED = 13
    HANDLING_STARTED = 14
    PASSED_UP = 15
    CONCLUDED = 16
    STEP_DONE = 17
    SUSPENDED = 18
    RESUMED = 19
    EXTENDED = 20
    JOINT_OPENED = 21
    JOINT_CLOSED = 22
    RESULT_SENT = 23
    DELIVERED = 24
    FOLLOWED_UP = 25
    ARCHIVED = 26
    WITHDRAWN = 27
    VOIDED = 28
    HANDED_OVER = 29
    RATED = 30
    COMPLAINED = 31
    PURGED = 32
    ERASED = 33
    SUPPLY_ALLOWED = 34
    SUPPLIED = 35
    SUPPLY_LAPSED = 36
    PROOF_PROMISED = 37
    PROMISE_CHECKED = 38
    CARD_ISSUED = 39
    CARD_REVOKED = 40
    OPINION_ASKED = 41
    OPINION_GIVEN = 42
    OPINION_DEFAULTED = 43
    GATHERING_CALLED = 44
    NOTICE_SIGNED = 45
    ATTENDANCE_NOTED = 46
    SURVEYED = 47
    PRIORITISED = 48
    MANDATE_REVOKED = 49
    MANDATE_GIVEN = 50
    FEES_BILLED = 51
    FEES_PAID = 52
    LINKED = 53
    VISITED = 54


class Field(NamedTuple):
    """One fact: its key on the wire, its coded type, and whether it may be left out."""

    key: int
    coded: Coded
    optional: bool = False


class KindRow(NamedTuple):
    """What a kind is called, what it says in facts, to whom its body is sealed, whether it has a body."""

    name: str
    zh: str
    facts: Mapping[str, Field]
    body: bool
    audience: str = "case"


_DAYS = Whole(0, LIMIT_DAYS_MAX)
_MATERIALS = Wholes(MATERIALS_MAX, 0, MATERIALS_MAX)
_SOME = Wholes(MATERIALS_MAX, 1, MATERIALS_MAX)
_CARD = Whole(1, CARDS_MAX)
_FEN = Whole(1, FEN_MAX)
_PLACE = Whole(1, PLACES_MAX)
_PROMISE = {
    "promised_days": Field(1, _DAYS),
    "promised_unit": Field(2, OneOf(Unit)),
    "statutory_days": Field(3, _DAYS),  # 0: the law names none, or the county has not confirmed it
    "statutory_unit": Field(4, OneOf(Unit)),
}
# Of each step in working days (domain D-3), all three or none; 5 is the day of a deemed acceptance.
_STEP_LIMITS = {
    "handle_days": Field(6, _DAYS, optional=True),
    "review_days": Field(7, _DAYS, optional=True),
    "approve_days": Field(8, _DAYS, optional=True),
}
STEP_LIMITS = tuple(_STEP_LIMITS)

KINDS: Mapping[Kind, KindRow] = {
    Kind.ENTRUSTED: KindRow(
        "Entrusted",
        "委托",
        {
            "mandate": Field(1, Flag()),
            "matter": Field(2, Code()),
            "catalogue_version": Field(3, Whole(0, 2**31 - 1)),
            "accept_tier": Field(4, OneOf(Level)),
            "decide_tier": Field(5, OneOf(Tier)),
            "t1_policy": Field(6, OneOf(T1Policy)),
        },
        body=True,
    ),
    Kind.RECEIVED: KindRow("Received", "收件", {}, body=True),
    Kind.LAPSED: KindRow("Lapsed", "逾期未签", {}, body=False),
    Kind.MATERIAL_ADDED: KindRow("MaterialAdded", "补充材料", {"materials": Field(1, _MATERIALS)}, body=True),
    Kind.REACHED: KindRow("Reached", "到达", {"at_ms": Field(1, Instant())}, body=False),
    Kind.FORWARDED: KindRow("Forwarded", "上报", {}, body=True),
    Kind.ACCEPTED: KindRow("Accepted", "受理", {**_PROMISE, **_STEP_LIMITS}, body=True),
    Kind.CORRECTION_ASKED: KindRow(
        "CorrectionAsked",
        "补正告知",
        {"gaps": Field(1, Wholes(GAPS_MAX, 1, MATERIALS_MAX * 100 + 99)), "override": Field(2, Flag(), optional=True)},
        body=True,
    ),
    Kind.DECLINED: KindRow("Declined", "不予受理", {"why": Field(1, OneOf(DeclinedFor))}, body=True),
    Kind.DEEMED_ACCEPTED: KindRow(
        "DeemedAccepted", "视为受理", {**_PROMISE, "on": Field(5, Day()), **_STEP_LIMITS}, body=False
    ),
    Kind.RETURNED: KindRow("Returned", "退回", {"why": Field(1, OneOf(ReturnedFor))}, body=True),
    Kind.CORRECTED: KindRow("Corrected", "补正", {"materials": Field(1, _MATERIALS, optional=True)}, body=True),
    Kind.CORRECTION_LAPSED: KindRow("CorrectionLapsed", "补正不来", {}, body=False),
    Kind.HANDLING_STARTED: KindRow("HandlingStarted", "开始办理", {}, body=True),
    Kind.PASSED_UP: KindRow("PassedUp", "转报", {"to": Field(1, OneOf(Tier))}, body=True),
    Kind.CONCLUDED: KindRow("Concluded", "办结", {"result": Field(1, OneOf(Result))}, body=True),
    Kind.STEP_DONE: KindRow("StepDone", "环节完成", {"step": Field(1, OneOf(Step))}, body=True),
    Kind.SUSPENDED: KindRow("Suspended", "挂起", {"reason": Field(1, OneOf(SuspendedFor))}, body=True),
    Kind.RESUMED: KindRow("Resumed", "恢复办理", {}, body=True),
    Kind.EXTENDED: KindRow("Extended", "延期", {"days": Field(1, Whole(1, 60))}, body=True),
    Kind.JOINT_OPENED: KindRow("JointOpened", "发起联审", {}, body=True),
    Kind.JOINT_CLOSED: KindRow("JointClosed", "联审结束", {}, body=True),
    Kind.RESULT_SENT: KindRow("ResultSent", "发出结果", {}, body=True),
    Kind.DELIVERED: KindRow("Delivered", "送达", {}, body=True),
    Kind.FOLLOWED_UP: KindRow("FollowedUp", "回访", {"way": Field(1, OneOf(FollowedUpBy), optional=True)}, body=True),
    Kind.ARCHIVED: KindRow("Archived", "归档", {}, body=False),
    Kind.WITHDRAWN: KindRow("Withdrawn", "撤回", {}, body=True),
    Kind.VOIDED: KindRow("Voided", "作废", {"why": Field(1, OneOf(VoidedFor))}, body=True),
    Kind.HANDED_OVER: KindRow("HandedOver", "交接", {"to": Field(1, OneOf(Level))}, body=True),
    Kind.RATED: KindRow("Rated", "评价", {}, body=True, audience="rating"),
    Kind.COMPLAINED: KindRow("Complained", "投诉", {}, body=True, audience="complaint"),
    Kind.PURGED: KindRow("Purged", "清除", {"why": Field(1, OneOf(PurgedFor))}, body=True),
    Kind.ERASED: KindRow(
        "Erased",
        "删除正文",
        {"why": Field(1, OneOf(ErasedFor)), "attachments": Field(2, Digests(ERASED_ATTACHMENTS_MAX), optional=True)},
        body=True,
    ),
    Kind.SUPPLY_ALLOWED: KindRow(
        "SupplyAllowed",
        "容缺受理",
        {"materials": Field(1, _SOME), "until": Field(2, Day())},
        body=True,
    ),
    Kind.SUPPLIED: KindRow("Supplied", "补交材料", {"materials": Field(1, _SOME)}, body=True),
    Kind.SUPPLY_LAPSED: KindRow("SupplyLapsed", "逾期未补", {}, body=False),
    Kind.PROOF_PROMISED: KindRow(
        "ProofPromised",
        "告知承诺",
        {"materials": Field(1, _SOME), "version": Field(2, Whole(1, VERSION_MAX))},
        body=True,
    ),
    Kind.PROMISE_CHECKED: KindRow(
        "PromiseChecked",
        "承诺核查",
        {"outcome": Field(1, OneOf(CheckOutcome))},
        body=True,
    ),
    Kind.CARD_ISSUED: KindRow(
        "CardIssued",
        "亮牌",
        {
            "card": Field(1, _CARD),
            "colour": Field(2, OneOf(CardColour)),
            "rule": Field(3, OneOf(CardRule)),
            "due": Field(4, Day()),
        },
        body=False,
    ),
    Kind.CARD_REVOKED: KindRow(
        "CardRevoked",
        "撤销亮牌",
        {"card": Field(1, _CARD), "why": Field(2, OneOf(CardRevokedFor))},
        body=True,
    ),
    Kind.OPINION_ASKED: KindRow(
        "OpinionAsked",
        "征求意见",
        {"department": Field(1, Code()), "days": Field(2, Whole(1, OPINION_DAYS_MAX))},
        body=True,
    ),
    Kind.OPINION_GIVEN: KindRow(
        "OpinionGiven",
        "反馈意见",
        {"department": Field(1, Code()), "opinion": Field(2, OneOf(OpinionGiven))},
        body=True,
    ),
    Kind.OPINION_DEFAULTED: KindRow(
        "OpinionDefaulted",
        "默认同意",
        {"department": Field(1, Code()), "why": Field(2, OneOf(DefaultedFor))},
        body=False,
    ),
    Kind.GATHERING_CALLED: KindRow(
        "GatheringCalled",
        "会议通知",
        {"sort": Field(1, OneOf(Gathering)), "on": Field(2, Day())},
        body=True,
    ),
    Kind.NOTICE_SIGNED: KindRow("NoticeSigned", "签收通知", {"department": Field(1, Code())}, body=True),
    Kind.ATTENDANCE_NOTED: KindRow(
        "AttendanceNoted",
        "到会记录",
        {"department": Field(1, Code()), "attendance": Field(2, OneOf(Attendance))},
        body=True,
    ),
    Kind.SURVEYED: KindRow(
        "Surveyed",
        "踏勘",
        {"sort": Field(1, OneOf(Gathering)), "trip": Field(2, Whole(1, TRIP_MAX), optional=True)},
        body=True,
    ),
    Kind.PRIORITISED: KindRow(
        "Prioritised",
        "绿色通道",
        {"why": Field(1, OneOf(PriorityFor)), "until": Field(2, Day())},
        body=True,
    ),
    Kind.MANDATE_REVOKED: KindRow("MandateRevoked", "撤销委托", {}, body=True),
    Kind.MANDATE_GIVEN: KindRow("MandateGiven", "重新委托", {}, body=True),
    Kind.FEES_BILLED: KindRow("FeesBilled", "开缴费单", {"fen": Field(1, _FEN)}, body=True),
    Kind.FEES_PAID: KindRow("FeesPaid", "缴费", {"fen": Field(1, _FEN)}, body=True),
    Kind.LINKED: KindRow(
        "Linked",
        "列入项目",
        {
            "project": Field(1, Code()),
            "place": Field(2, _PLACE),
            "after": Field(3, Wholes(PLACES_MAX, 1, PLACES_MAX), optional=True),
        },
        body=True,
    ),
    Kind.VISITED: KindRow("Visited", "跟踪服务", {"next": Field(1, Day(), optional=True)}, body=True),
}


LEFT_OUT = "missing"  # why a BadFacts that names a fact which is not there was raised


class BadFacts(Refusal):
    """Facts that do not fit their kind's closed table. Code BAD_FACTS; names the kind and the field."""

    def __init__(self, kind: int, field: str, why: str) -> None:
        super().__init__("BAD_FACTS", kind=kind, field=field, why=why)


def row_of(kind: int) -> KindRow:
    """The row of a kind; BadFacts when casework does not know it."""
    try:
        return KINDS[Kind(kind)]
    except ValueError:
        raise BadFacts(kind, "-", "unknown kind") from None


def facts_pack(kind: int, facts: Mapping[str, Any]) -> dict[int, Any]:
    """Names to wire keys, rising, every value checked. Raises BadFacts for a missing, extra or ill-typed fact."""
    fields = row_of(kind).facts
    for name in facts:
        if name not in fields:
            raise BadFacts(kind, str(name)[:32], "unknown field")
    packed: dict[int, Any] = {}
    for name, field in sorted(fields.items(), key=lambda item: item[1].key):
        if name not in facts:
            if not field.optional:
                raise BadFacts(kind, name, LEFT_OUT)
            continue
        try:
            packed[field.key] = field.coded.pack(facts[name])
        except NotCoded as no:
            raise BadFacts(kind, name, str(no)) from None
    return packed


def facts_unpack(kind: int, wire: Mapping[int, Any]) -> dict[str, Any]:
    """Wire keys to names; enumerations become members, dates dates, lists tuples. Raises BadFacts."""
    fields = row_of(kind).facts
    left = dict(wire)
    facts: dict[str, Any] = {}
    for name, field in fields.items():
        if field.key not in left:
            if not field.optional:
                raise BadFacts(kind, name, LEFT_OUT)
            continue
        try:
            facts[name] = field.coded.unpack(left.pop(field.key))
        except NotCoded as no:
            raise BadFacts(kind, name, str(no)) from None
    if left:
        raise BadFacts(kind, str(next(iter(left)))[:32], "unknown key")
    return facts
