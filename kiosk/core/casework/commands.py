"""The commands: verbs that people give, each leading to one kind of event.

| command | event | who gives it |
|---|---|---|
| entrust | Entrusted | resident alone, or principal with agent |
| receive | Received | agent, once the mandate is signed |
| add-material | MaterialAdded | agent |
| forward | Forwarded | agent |
| accept | Accepted | clerk of the accept tier |
| correct | CorrectionAsked | clerk of the accept tier: one notice, all gaps |
| decline | Declined | clerk of the accept tier: reason and referral |
| return | Returned | clerk of the accept tier |
| resubmit | Corrected | agent |
| start | HandlingStarted | clerk of the decide tier |
| pass-up | PassedUp | the handler's level |
| step | StepDone | clerk, reviewer, approver |
| suspend, resume | Suspended, Resumed | clerk of the decide tier |
| extend | Extended | head of the department |
| open-joint, close-joint | JointOpened, JointClosed | lead department |
| conclude | Concluded | officer with 办结 authority |
| send-result | ResultSent | clerk of the level that concluded |
| deliver | Delivered | agent or clerk, with the principal's signature |
| follow-up | FollowedUp | agent or clerk |
| withdraw | Withdrawn | principal, through agent or clerk |
| void | Voided | supervisor |
| hand-over | HandedOver | the handler's level |
| allow-later | SupplyAllowed | clerk of the accept tier: 容缺, what may follow and until when |
| supply | Supplied | agent: what was allowed to follow |
| promise-proof | ProofPromised | agent, with the principal's signature: 告知承诺 |
| check-promise | PromiseChecked | clerk of the accept tier, after acceptance |
| revoke-card | CardRevoked | supervisor, with the reason |
| ask-opinion, give-opinion | OpinionAsked, OpinionGiven | lead department; the department that was asked |
| call-gathering | GatheringCalled | lead department: meeting, survey, completion |
| sign-notice, note-attendance | NoticeSigned, AttendanceNoted | the department that was called; lead department |
| survey | Surveyed | clerk, with two of staff on the spot |
| prioritise | Prioritised | agent or clerk: 绿色通道 |
| revoke-mandate, give-mandate | MandateRevoked, MandateGiven | principal |
| bill, pay | FeesBilled, FeesPaid | cashier |
| link | Linked | clerk of the county: into a project |
| visit | Visited | leader: 跟踪服务 |
| rate, complain | Rated, Complained | principal; anyone |

A field is either a *fact* (coded, in the signed head) or *text* (in the sealed body).
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, NamedTuple

from kiosk.core.casework.coded import Coded, NotCoded, OneOf, Whole
from kiosk.core.casework.codes import Contentment
from kiosk.core.casework.kinds import KINDS, Field, Kind
from kiosk.core.refusal import Refusal

TEXT_CHARS_MAX = 500  # a reason or an opinion; a page of A4 holds some 800


class Power(StrEnum):
    """What a person may do beyond their level; staff records hold it, no head does."""

    CONCLUDE = "conclude"  # 办结 authority; at village level the agent has it by being the agent
    SUPERVISOR = "supervisor"
    DEPARTMENT_HEAD = "department_head"


class Text(NamedTuple):
    """A field of the body: text of at most `chars_max`. `coded`: a number instead. `record`: any structure."""

    required: bool = False
    chars_max: int = TEXT_CHARS_MAX
    coded: Coded | None = None
    record: bool = False


class CommandRow(NamedTuple):
    """What a command leads to. `filled` are facts that nobody may give: decide takes them from the catalogue.

    (`to` of pass-up may be left out: it is the tier that decides.)
    """

    kind: Kind
    body: Mapping[str, Text] = {}
    filled: frozenset[str] = frozenset()
    needs: Power | None = None

    @property
    def facts(self) -> dict[str, Field]:
        """The coded fields that a person gives."""
        return {name: field for name, field in KINDS[self.kind].facts.items() if name not in self.filled}


_NOTE = {"note": Text()}
_REASON = {"reason": Text(required=True)}
_PROMISE = frozenset(
    {
        "promised_days",
        "promised_unit",
        "statutory_days",
        "statutory_unit",
        "handle_days",
        "review_days",
        "approve_days",
    }
)
_TERMS = frozenset({"matter", "catalogue_version", "accept_tier", "decide_tier", "t1_policy"})

COMMANDS: Mapping[str, CommandRow] = {
    "entrust": CommandRow(
        Kind.ENTRUSTED, {"number": Text(True, 64), "entrustment": Text(True, record=True)}, filled=_TERMS
    ),
    "receive": CommandRow(
        Kind.RECEIVED, {"signature": Text(record=True), **_NOTE, "entrustment": Text(record=True)}
    ),
    "add-material": CommandRow(Kind.MATERIAL_ADDED, {**_NOTE, "entrustment": Text(record=True)}),
    "forward": CommandRow(Kind.FORWARDED, _NOTE),
    "accept": CommandRow(Kind.ACCEPTED, _NOTE, filled=_PROMISE),
    "correct": CommandRow(Kind.CORRECTION_ASKED, {"notice": Text(required=True)}),
    "decline": CommandRow(Kind.DECLINED, {**_REASON, "referral": Text(required=True), "remedy": Text()}),
    "return": CommandRow(Kind.RETURNED, _REASON),
    "resubmit": CommandRow(Kind.CORRECTED, {**_NOTE, "entrustment": Text(record=True)}),
    "start": CommandRow(Kind.HANDLING_STARTED, _NOTE),
    "pass-up": CommandRow(Kind.PASSED_UP, _NOTE),
    "step": CommandRow(Kind.STEP_DONE, {"opinion": Text()}),
    "suspend": CommandRow(Kind.SUSPENDED, _NOTE),
    "resume": CommandRow(Kind.RESUMED, _NOTE),
    "extend": CommandRow(Kind.EXTENDED, _REASON, needs=Power.DEPARTMENT_HEAD),
    "open-joint": CommandRow(Kind.JOINT_OPENED, {"departments": Text(required=True), **_NOTE}),
    "close-joint": CommandRow(Kind.JOINT_CLOSED, {"minutes": Text(required=True, chars_max=4_000)}),
    "conclude": CommandRow(
        Kind.CONCLUDED, {"opinion": Text(), "document": Text(chars_max=100), "remedy": Text()}, needs=Power.CONCLUDE
    ),
    "send-result": CommandRow(Kind.RESULT_SENT, _NOTE),
    "deliver": CommandRow(Kind.DELIVERED, {"signature": Text(required=True, record=True), **_NOTE}),
    "follow-up": CommandRow(Kind.FOLLOWED_UP, {"outcome": Text(coded=OneOf(Contentment)), **_NOTE}),
    "withdraw": CommandRow(Kind.WITHDRAWN, {"reason": Text(), "signature": Text(record=True)}),
    "void": CommandRow(Kind.VOIDED, _REASON, needs=Power.SUPERVISOR),
    "hand-over": CommandRow(Kind.HANDED_OVER, {"successor": Text(chars_max=32), **_NOTE}),
    "allow-later": CommandRow(Kind.SUPPLY_ALLOWED, _NOTE),
    "supply": CommandRow(Kind.SUPPLIED, {**_NOTE, "entrustment": Text(record=True)}),
    "promise-proof": CommandRow(Kind.PROOF_PROMISED, {"signature": Text(required=True, record=True), **_NOTE}),
    "check-promise": CommandRow(Kind.PROMISE_CHECKED, _NOTE),
    "revoke-card": CommandRow(Kind.CARD_REVOKED, _REASON, needs=Power.SUPERVISOR),
    "ask-opinion": CommandRow(Kind.OPINION_ASKED, {"department_name": Text(required=True, chars_max=60), **_NOTE}),
    "give-opinion": CommandRow(Kind.OPINION_GIVEN, {"reason": Text()}),
    "call-gathering": CommandRow(
        Kind.GATHERING_CALLED, {"place": Text(required=True, chars_max=100), "departments": Text(), **_NOTE}
    ),
    "sign-notice": CommandRow(Kind.NOTICE_SIGNED, {"signatory": Text(required=True, chars_max=60)}),
    "note-attendance": CommandRow(Kind.ATTENDANCE_NOTED, {"reason": Text()}),
    "survey": CommandRow(
        Kind.SURVEYED,
        {"people": Text(required=True, chars_max=200), "findings": Text(required=True, chars_max=2_000)},
    ),
    "prioritise": CommandRow(Kind.PRIORITISED, _NOTE),
    "revoke-mandate": CommandRow(Kind.MANDATE_REVOKED, {"reason": Text(), "signature": Text(record=True)}),
    "give-mandate": CommandRow(Kind.MANDATE_GIVEN, {"signature": Text(required=True, record=True), **_NOTE}),
    "bill": CommandRow(Kind.FEES_BILLED, {"items": Text(required=True, record=True), **_NOTE}),
    "pay": CommandRow(Kind.FEES_PAID, {"receipt": Text(required=True, chars_max=60), **_NOTE}),
    "link": CommandRow(Kind.LINKED, {"project_name": Text(required=True, chars_max=100), **_NOTE}),
    "visit": CommandRow(Kind.VISITED, {"issue": Text(required=True), **_NOTE}),
    "rate": CommandRow(Kind.RATED, {"grade": Text(required=True, coded=Whole(1, 5)), **_NOTE}),
    "complain": CommandRow(Kind.COMPLAINED, {"complaint": Text(required=True, chars_max=2_000)}),
}


def command_row(name: str) -> CommandRow:
    """The row of a command; Refusal COMMAND_UNKNOWN."""
    if name not in COMMANDS:
        raise Refusal("COMMAND_UNKNOWN", command=name[:32], commands=" ".join(COMMANDS))
    return COMMANDS[name]


def fields_from_text(name: str, texts: Mapping[str, str]) -> dict[str, Any]:
    """The fields of a command as typed on a command line: `result=granted`, `gaps=101,302`, `days=10`.

    Raises Refusal COMMAND_UNKNOWN, FIELD_UNKNOWN or FIELD_NOT_VALID.
    """
    row = command_row(name)
    fields: dict[str, Any] = {}
    for field, text in texts.items():
        coded = row.facts[field].coded if field in row.facts else None
        if field in row.body:
            coded = row.body[field].coded
        elif coded is None:
            raise Refusal("FIELD_UNKNOWN", command=name, field=field[:32])
        try:
            fields[field] = coded.parse(text) if coded else text
        except NotCoded as no:
            raise Refusal("FIELD_NOT_VALID", command=name, field=field, why=str(no)) from None
    return fields
