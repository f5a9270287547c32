"""The slip 便条: what a station may tell a resident about a case without opening anything.

It lies in the signed facts of a downward event (design, Downward), so that a locked kiosk can show it to whoever
gives case number and query code. It is all coded: no name, no free text, nothing that a person typed.

On the wire one array: [state, handler level, at_ms, due, provisional, template, [params]].
State and template numbers are frozen: they are signed and never re-used.
"""

from collections.abc import Callable, Mapping, Sequence
from enum import IntEnum
from typing import Any, NamedTuple

from kiosk.core.casework.case import Case
from kiosk.core.casework.clocks import OFFICE_ONLY, RunningClock
from kiosk.core.casework.codes import DeclinedFor, GapReason, Result, SuspendedFor, Tier, gap_material, word
from kiosk.core.casework.days import day_number, day_of
from kiosk.core.casework.transitions import State
from kiosk.core.event import Level

PARAMS_COUNT_MAX = 64  # as many as one correction may name gaps
PARAM_MAX = 99_999_999
AT_MS_MAX = 1 << 43

STATE_CODES: Mapping[State, int] = {
    State.PENDING: 1,
    State.RECEIVED: 2,
    State.FORWARDED: 3,
    State.IN_CORRECTION: 4,
    State.DECLINED: 5,
    State.ACCEPTED: 6,
    State.DEEMED_ACCEPTED: 7,
    State.PASSED_UP: 8,
    State.IN_HANDLING: 9,
    State.SUSPENDED: 10,
    State.IN_JOINT_REVIEW: 11,
    State.CONCLUDED: 12,
    State.AWAITING_DELIVERY: 13,
    State.DELIVERED: 14,
    State.ARCHIVED: 15,
    State.WITHDRAWN: 16,
    State.VOIDED: 17,
}
_STATES = {code: state for state, code in STATE_CODES.items()}


class Template(IntEnum):
    """Which sentence. The comment names its params."""

    PENDING = 1
    RECEIVED = 2  # level that accepts
    TO_BE_FORWARDED = 3  # level that accepts
    FORWARDED = 4  # level that accepts
    IN_CORRECTION = 5  # gap codes
    DECLINED = 6  # DeclinedFor
    ACCEPTED = 7  # level that handles
    DEEMED_ACCEPTED = 8  # level that handles
    PASSED_UP = 9  # Tier
    IN_HANDLING = 10  # level that handles, days it was extended by
    SUSPENDED = 11  # SuspendedFor
    IN_JOINT_REVIEW = 12
    CONCLUDED = 13  # Result
    AWAITING_DELIVERY = 14  # Result
    DELIVERED = 15  # Result, or 0
    ARCHIVED = 16
    WITHDRAWN = 17
    VOIDED = 18
    SUPPLY_OWED = 19  # last day as YYYYMMDD, then the numbers of the materials that follow


class NotASlip(ValueError):
    """An array that is no slip of ours. Never shown to a person: the station then shows the head alone."""


class Slip(NamedTuple):
    """What is told. handler: who acts next; at_ms: county-corrected instant of the event, milliseconds UTC;
    due: last day of the limit that ends first as YYYYMMDD, 0 for none; provisional: that day may still move."""

    state: State
    handler: Level
    at_ms: int
    due: int
    provisional: bool
    template: Template
    params: tuple[int, ...] = ()


def slip_for(case: Case, at_ms: int, running: Sequence[RunningClock], why: int = 0) -> Slip:
    """The slip of `case` as it stands after an event at `at_ms`.

    running: its limits now (`clocks.clocks`); why: the coded reason of a Declined, which a case does not hold."""
    told = (clock for clock in running if clock.name not in OFFICE_ONLY)
    first = min(told, key=lambda clock: clock.due, default=None)
    due = day_number(first.due) if first else 0
    template, params = _owed(case) or _TEMPLATES[case.state](case, why)
    return Slip(case.state, case.handler, at_ms, due, bool(first and first.provisional), template, params)


def pack_slip(slip: Slip) -> list[Any]:
    """The array that stands in facts."""
    return [
        STATE_CODES[slip.state],
        int(slip.handler),
        slip.at_ms,
        slip.due,
        slip.provisional,
        int(slip.template),
        list(slip.params),
    ]


def unpack_slip(wire: Any) -> Slip:
    """The slip that `wire` is; NotASlip when any field is out of its bounds."""
    if type(wire) is not list or len(wire) != 7 or type(wire[4]) is not bool or type(wire[6]) is not list:
        raise NotASlip("not seven fields")
    state, handler, at_ms, due, provisional, template, params = wire
    whole = [state, handler, at_ms, due, template, *params]
    if len(params) > PARAMS_COUNT_MAX or any(type(number) is not int or number < 0 for number in whole):
        raise NotASlip("not whole numbers")
    if at_ms > AT_MS_MAX or any(number > PARAM_MAX for number in (due, *params)):
        raise NotASlip("out of bounds")
    try:
        return Slip(_STATES[state], Level(handler), at_ms, due, provisional, Template(template), tuple(params))
    except (KeyError, ValueError) as error:
        raise NotASlip("an unknown code") from error


def sentence(slip: Slip, language: str = "zh", materials: Sequence[str] = ()) -> str:
    """What a resident reads, in "zh" or "en". materials: the matter's material names in their order, if known."""
    zh, en = _SENTENCES[slip.template]
    values = _VALUES[slip.template](slip, language, materials)
    return (zh if language == "zh" else en).format(**values)


def due_line(slip: Slip, language: str = "zh") -> str:
    """The line about the limit, "" when none runs and for a `due` that is no day."""
    day = day_of(slip.due)
    if day is None:
        return ""
    if language == "zh":
        return f"这一步最晚到{day.year}年{day.month}月{day.day}日" + ("（暂定）" if slip.provisional else "")
    return f"This step ends by {day}" + (" (provisional)" if slip.provisional else "")


def _owed(case: Case) -> tuple[Template, tuple[int, ...]] | None:
    """What the resident must know first: a material that was allowed to follow has not come (容缺)."""
    following = case.following
    if following is None or not following.materials or case.state not in _WORKED:
        return None
    numbers = following.materials[: PARAMS_COUNT_MAX - 1]
    return Template.SUPPLY_OWED, (day_number(following.until), *numbers)


def _accepting(template: Template) -> Callable[[Case, int], tuple[Template, tuple[int, ...]]]:
    return lambda case, why: (template, (int(case.accept_tier),))


def _handling(template: Template) -> Callable[[Case, int], tuple[Template, tuple[int, ...]]]:
    return lambda case, why: (template, (int(case.handler),))


def _plain(template: Template) -> Callable[[Case, int], tuple[Template, tuple[int, ...]]]:
    return lambda case, why: (template, ())


def _result(template: Template) -> Callable[[Case, int], tuple[Template, tuple[int, ...]]]:
    return lambda case, why: (template, (int(case.result or 0),))


def _received(case: Case, why: int) -> tuple[Template, tuple[int, ...]]:
    here = case.accept_tier == case.station_level
    return (Template.RECEIVED if here else Template.TO_BE_FORWARDED), (int(case.accept_tier),)


def _gaps(case: Case, why: int) -> tuple[Template, tuple[int, ...]]:
    return Template.IN_CORRECTION, case.asked[:PARAMS_COUNT_MAX]


_WORKED = (
    State.ACCEPTED,
    State.DEEMED_ACCEPTED,
    State.PASSED_UP,
    State.IN_HANDLING,
    State.SUSPENDED,
    State.IN_JOINT_REVIEW,
)

# Every state, so that a new one is decided and not forgotten.
_TEMPLATES: Mapping[State, Callable[[Case, int], tuple[Template, tuple[int, ...]]]] = {
    State.PENDING: _plain(Template.PENDING),
    State.RECEIVED: _received,
    State.FORWARDED: _accepting(Template.FORWARDED),
    State.IN_CORRECTION: _gaps,
    State.DECLINED: lambda case, why: (Template.DECLINED, (why,)),
    State.ACCEPTED: _handling(Template.ACCEPTED),
    State.DEEMED_ACCEPTED: _handling(Template.DEEMED_ACCEPTED),
    State.PASSED_UP: lambda case, why: (Template.PASSED_UP, (int(case.decide_tier),)),
    State.IN_HANDLING: lambda case, why: (Template.IN_HANDLING, (int(case.handler), case.extended_days)),
    State.SUSPENDED: lambda case, why: (Template.SUSPENDED, (int(case.suspended_for or 0),)),
    State.IN_JOINT_REVIEW: _plain(Template.IN_JOINT_REVIEW),
    State.CONCLUDED: _result(Template.CONCLUDED),
    State.AWAITING_DELIVERY: _result(Template.AWAITING_DELIVERY),
    State.DELIVERED: _result(Template.DELIVERED),
    State.ARCHIVED: _plain(Template.ARCHIVED),
    State.WITHDRAWN: _plain(Template.WITHDRAWN),
    State.VOIDED: _plain(Template.VOIDED),
}

_SENTENCES: Mapping[Template, tuple[str, str]] = {
    Template.PENDING: ("已登记，待代办员确认。", "Registered; the agent has still to confirm it."),
    Template.RECEIVED: ("已收件，等待{level}受理。", "Received; the {level} is to accept it."),
    Template.TO_BE_FORWARDED: ("已收件，代办员将上报{level}。", "Received; the agent will forward it to the {level}."),
    Template.FORWARDED: ("已上报{level}，等待受理。", "Forwarded; the {level} is to accept it."),
    Template.IN_CORRECTION: (
        "需要补正：{gaps}。请带齐后到便民服务站一次补交。",
        "A correction is needed: {gaps}. Please bring everything to the station at once.",
    ),
    Template.DECLINED: (
        "不予受理（{why}），请到便民服务站领取通知书。",
        "Declined ({why}); please collect the notice at the station.",
    ),
    Template.ACCEPTED: ("已受理，由{level}办理。", "Accepted; the {level} handles it."),
    Template.DEEMED_ACCEPTED: ("视为受理，由{level}办理。", "Deemed accepted; the {level} handles it."),
    Template.PASSED_UP: ("已转报{tier}。", "Passed up to the {tier}."),
    Template.IN_HANDLING: ("{level}正在办理{extended}。", "The {level} is handling it{extended}."),
    Template.SUSPENDED: (
        "因{why}暂停计时，结束后继续办理。",
        "The limit stands still ({why}); handling goes on afterwards.",
    ),
    Template.IN_JOINT_REVIEW: ("正在联合审查。", "In joint review."),
    Template.CONCLUDED: ("已办结：{result}。", "Concluded: {result}."),
    Template.AWAITING_DELIVERY: (
        "已办结：{result}。结果正在送达，请留意代办员通知。",
        "Concluded: {result}. The result is on its way; the agent will tell you.",
    ),
    Template.DELIVERED: ("结果已送达{result}。", "The result was delivered{result}."),
    Template.ARCHIVED: ("已归档。", "Archived."),
    Template.WITHDRAWN: ("已撤回。", "Withdrawn."),
    Template.VOIDED: ("已作废。", "Voided."),
    Template.SUPPLY_OWED: (
        "已受理，还要补交{materials}，最晚{day}。逾期不补，这件事就退回。",
        "Accepted; still to come by {day}: {materials}. Without it the case is returned.",
    ),
}


def _code(kind: type[IntEnum], number: int, language: str) -> str:
    try:
        member = kind(number)
    except ValueError:
        return "—"  # a newer county's code: the rest of the sentence still holds
    return word(member) if language == "zh" else member.name.lower().replace("_", " ")


def _first(slip: Slip, place: int = 0) -> int:
    return slip.params[place] if len(slip.params) > place else 0


def _level(slip: Slip, language: str, materials: Sequence[str]) -> dict[str, str]:
    return {"level": _code(Level, _first(slip), language)}


def _tier(slip: Slip, language: str, materials: Sequence[str]) -> dict[str, str]:
    tier = _code(Tier, _first(slip), language)
    named = language == "zh" and _first(slip) != Tier.OUTSIDE  # 县级, but 县外
    return {"tier": f"{tier}级" if named else tier}


def _extended(slip: Slip, language: str, materials: Sequence[str]) -> dict[str, str]:
    days = _first(slip, 1)
    said = f"（已延期{days}日）" if language == "zh" else f" (extended by {days} days)"
    return {**_level(slip, language, materials), "extended": said if days else ""}


def _gap_names(slip: Slip, language: str, materials: Sequence[str]) -> dict[str, str]:
    said = []
    for gap in slip.params:
        number, reason = gap_material(gap), _code(GapReason, gap % 100, language)
        name = _material(number, language, materials)
        said.append(f"{name}（{reason}）" if language == "zh" else f"{name} ({reason})")
    return {"gaps": ("、" if language == "zh" else ", ").join(said) or "—"}


def _still_owed(slip: Slip, language: str, materials: Sequence[str]) -> dict[str, str]:
    day = day_of(_first(slip))
    told = "—" if day is None else f"{day.year}年{day.month}月{day.day}日" if language == "zh" else day.isoformat()
    names = [_material(number, language, materials) for number in slip.params[1:]]
    return {"day": told, "materials": ("、" if language == "zh" else ", ").join(names) or "—"}


def _material(number: int, language: str, materials: Sequence[str]) -> str:
    if number == 0:
        return "表单" if language == "zh" else "the form"
    if number <= len(materials):
        return materials[number - 1]
    return f"材料{number}" if language == "zh" else f"material {number}"


def _declined(slip: Slip, language: str, materials: Sequence[str]) -> dict[str, str]:
    return {"why": _code(DeclinedFor, _first(slip), language)}


def _suspended(slip: Slip, language: str, materials: Sequence[str]) -> dict[str, str]:
    return {"why": _code(SuspendedFor, _first(slip), language)}


def _result_word(slip: Slip, language: str, materials: Sequence[str]) -> dict[str, str]:
    return {"result": _code(Result, _first(slip), language)}


def _delivered_word(slip: Slip, language: str, materials: Sequence[str]) -> dict[str, str]:
    if not _first(slip):
        return {"result": ""}
    said = _result_word(slip, language, materials)["result"]
    return {"result": f"（{said}）" if language == "zh" else f" ({said})"}


def _none(slip: Slip, language: str, materials: Sequence[str]) -> dict[str, str]:
    return {}


_VALUES: Mapping[Template, Callable[[Slip, str, Sequence[str]], dict[str, str]]] = {
    Template.PENDING: _none,
    Template.RECEIVED: _level,
    Template.TO_BE_FORWARDED: _level,
    Template.FORWARDED: _level,
    Template.IN_CORRECTION: _gap_names,
    Template.DECLINED: _declined,
    Template.ACCEPTED: _level,
    Template.DEEMED_ACCEPTED: _level,
    Template.PASSED_UP: _tier,
    Template.IN_HANDLING: _extended,
    Template.SUSPENDED: _suspended,
    Template.IN_JOINT_REVIEW: _none,
    Template.CONCLUDED: _result_word,
    Template.AWAITING_DELIVERY: _result_word,
    Template.DELIVERED: _delivered_word,
    Template.ARCHIVED: _none,
    Template.WITHDRAWN: _none,
    Template.VOIDED: _none,
    Template.SUPPLY_OWED: _still_owed,
}
