"""From a command to drafts of events, or a Refusal: the only place where a person's deed is judged.

Pure: the case, the command, the time and the catalogue's terms go in; drafts come out. Each draft becomes one
event with an operation id of its own, whose `after` is `case.latest`.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, NamedTuple

from kiosk.core.casework import case_number
from kiosk.core.casework.case import Case
from kiosk.core.casework.coded import NotCoded
from kiosk.core.casework.codes import GAP_FACTOR, GapReason, Result, gap_material
from kiosk.core.casework.commands import COMMANDS, CommandRow, Power, Text, command_row
from kiosk.core.casework.days import china_date
from kiosk.core.casework.fees import check_bill, total_fen
from kiosk.core.casework.kinds import KINDS, LEFT_OUT, STEP_LIMITS, BadFacts, Kind, facts_pack, facts_unpack
from kiosk.core.casework.matter_terms import MatterTerms
from kiosk.core.casework.permission import permitted_deed, refusal_for
from kiosk.core.casework.written_text import check_text
from kiosk.core.event import Level
from kiosk.core.refusal import Refusal

# 行政许可法 38: every refusal names the remedy. The organ and the days stand on the printed decision.
REMEDY_ZH = "如不服本决定，可以依法申请行政复议或者提起行政诉讼。"
# The day that a person names in a deed of that kind: it binds somebody, so it has not passed when it is named.
NAMED_DAYS = {
    Kind.SUPPLY_ALLOWED: "until",
    Kind.GATHERING_CALLED: "on",
    Kind.PRIORITISED: "until",
    Kind.VISITED: "next",
}
NAMED_DAYS_AHEAD_MAX = 366  # further off the year was mistyped, and a case would wait for nobody


class Command(NamedTuple):
    """What somebody wants done.

    name: a key of COMMANDS; fields: its coded and text fields; author: staff number, "" for a resident alone;
    level: at which level the author acts; powers: what staff records give this author for this matter.
    """

    name: str
    fields: Mapping[str, Any]
    author: str
    level: Level
    powers: frozenset[Power] = frozenset()


class Draft(NamedTuple):
    """An event before it has a place in a log. body None: the kind has none."""

    kind: Kind
    case: str
    facts: dict[str, Any]
    body: dict[str, Any] | None
    audience: str


def decide(
    case: Case | None, command: Command, now_ms: int, catalogue_facts: MatterTerms | None
) -> tuple[Draft, ...] | Refusal:
    """The drafts that `command` leads to, or why not.

    case: as folded, None only for `entrust`. now_ms: milliseconds UTC, for the body (`at_ms`) and for a day that a
    person names, which must not have passed. catalogue_facts: the matter's terms, needed by `entrust`, `accept`,
    `correct`, `allow-later` and `promise-proof`.
    """
    try:
        return (_decided(case, command, now_ms, catalogue_facts),)
    except Refusal as no:
        return no


def permitted_commands(
    case: Case | None, level: Level, author: str, powers: frozenset[Power] = frozenset()
) -> tuple[str, ...]:
    """The commands that state, level and author permit, before any field is filled in: the buttons."""
    return tuple(
        name
        for name, row in COMMANDS.items()
        if permitted_deed(case, row.kind, None, level, author) is None and _empowered(row, level, powers)
    )


def draft(case: str, kind: Kind, facts: dict[str, Any], body: dict[str, Any] | None) -> Draft:
    """A draft whose facts are checked and in their settled form. Raises BadFacts."""
    row = KINDS[kind]
    return Draft(kind, case, facts_unpack(kind, facts_pack(kind, facts)), body if row.body else None, row.audience)


def _decided(case: Case | None, command: Command, now_ms: int, terms: MatterTerms | None) -> Draft:
    row = command_row(command.name)
    _check_state(case, row, command)
    coded = row.facts
    for field in command.fields:
        if field not in coded and field not in row.body:
            raise Refusal("FIELD_UNKNOWN", command=command.name, field=str(field)[:32])
    facts = {name: value for name, value in command.fields.items() if name in coded}
    facts |= _filled(case, command, terms)
    body = {"at_ms": now_ms, **_body(command, row)}
    number = case.number if case else str(body.pop("number"))
    if case is None:
        case_number.parse(number)
    try:
        drafted = draft(number, row.kind, facts, body)
    except BadFacts as bad:
        raise _refused(command, bad) from None
    reason = permitted_deed(case, row.kind, drafted.facts, command.level, command.author)
    if reason is not None:
        raise refusal_for(reason, case, command.level)
    _check_named_day(row.kind, drafted.facts, now_ms)
    _check_rules(case, command, row, drafted, terms)
    return drafted


def _check_state(case: Case | None, row: CommandRow, command: Command) -> None:
    """State and level first: a person who may not do it at all is not asked for its fields."""
    reason = permitted_deed(case, row.kind, None, command.level, command.author)
    if reason is not None:
        raise refusal_for(reason, case, command.level)
    if not _empowered(row, command.level, command.powers):
        raise Refusal("POWER_MISSING", command=command.name, power=str(row.needs))


def _empowered(row: CommandRow, level: Level, powers: frozenset[Power]) -> bool:
    # At village level the officer is the agent, so 办结 authority goes with the post (design, Case).
    if row.needs is None or (row.needs is Power.CONCLUDE and level is Level.VILLAGE):
        return True
    return row.needs in powers


def _refused(command: Command, bad: BadFacts) -> Refusal:
    field, why = bad.params["field"], bad.params["why"]
    if why == LEFT_OUT:
        return Refusal("FIELD_MISSING", command=command.name, field=field)
    return Refusal("FIELD_NOT_VALID", command=command.name, field=field, why=why)


def _body(command: Command, row: CommandRow) -> dict[str, Any]:
    body: dict[str, Any] = {}
    for name, text in row.body.items():
        value = command.fields.get(name)
        if value is None or value in ("", (), [], {}):
            if text.required:
                raise Refusal("FIELD_MISSING", command=command.name, field=name)
            continue
        body[name] = _checked(command, name, text, value)
    return body


def _checked(command: Command, name: str, text: Text, value: Any) -> Any:
    if text.record:
        return value
    if text.coded is not None:
        try:
            return text.coded.pack(value)
        except NotCoded as no:
            raise Refusal("FIELD_NOT_VALID", command=command.name, field=name, why=str(no)) from None
    if not isinstance(value, str):
        raise Refusal("FIELD_NOT_VALID", command=command.name, field=name, why="not text")
    check_text(name, value, text.chars_max, required=text.required)
    return value


def _filled(case: Case | None, command: Command, terms: MatterTerms | None) -> dict[str, Any]:
    """The facts that no person types: the matter's terms, the promise, the tier that decides."""
    if command.name == "entrust":
        return bound_terms(_needed(terms), command.level)
    if command.name == "accept" and case:
        return promise_facts(_needed(terms, case.matter))
    if command.name == "pass-up" and case:
        return {"to": command.fields.get("to", case.decide_tier)}
    if command.name == "bill" and "items" in command.fields:
        return {"fen": command.fields.get("fen", total_fen(command.fields["items"]))}
    return {}


def _needed(terms: MatterTerms | None, matter: str | None = None) -> MatterTerms:
    if terms is None or (matter is not None and terms.code != matter):
        raise Refusal("MATTER_TERMS_MISSING", matter=matter or "-")
    return terms


def promise_facts(terms: MatterTerms) -> dict[str, Any]:
    """T2 and T3 as facts of Accepted and DeemedAccepted."""
    return {
        "promised_days": terms.promised_days,
        "promised_unit": terms.promised_unit,
        "statutory_days": terms.statutory_days,
        "statutory_unit": terms.statutory_unit,
        **dict(zip(STEP_LIMITS, terms.step_days, strict=False)),
    }


def bound_terms(terms: MatterTerms, level: Level) -> dict[str, Any]:
    """The terms that an entrustment at a station of `level` is bound to for good, as facts of Entrusted.

    A township station takes in what its villages accept, and accepts it itself, where the decision lies with the
    township or above; what a village itself decides it refers to the village (Refusal MATTER_OF_THE_VILLAGE).
    """
    accept_tier = Level(max(terms.accept_tier, level))
    if accept_tier > terms.accept_tier and terms.decide_tier < level:
        raise Refusal("MATTER_OF_THE_VILLAGE", matter=terms.code)
    return {
        "matter": terms.code,
        "catalogue_version": terms.catalogue_version,
        "accept_tier": accept_tier,
        "decide_tier": terms.decide_tier,
        "t1_policy": terms.t1_policy,
    }


def _check_rules(
    case: Case | None, command: Command, row: CommandRow, drafted: Draft, terms: MatterTerms | None
) -> None:
    facts, body = drafted.facts, drafted.body or {}
    if row.kind is Kind.ENTRUSTED:
        if facts["mandate"] and _needed(terms).agent_allowed == "N":
            raise Refusal(
                "AGENT_NOT_ALLOWED", matter=facts["matter"], rule="须本人到场", place="受理窗口", place_en="the window"
            )
        _check_campaign(drafted.case, _needed(terms))
    elif row.kind is Kind.SUPPLY_ALLOWED:
        may_follow = _needed(terms, case.matter if case else None).later_materials
        _check_allowed("MATERIAL_MAY_NOT_FOLLOW", facts["materials"], may_follow)
    elif row.kind is Kind.PROOF_PROMISED:
        may_be_promised = _needed(terms, case.matter if case else None).promise_materials
        _check_allowed("MATERIAL_MAY_NOT_BE_PROMISED", facts["materials"], may_be_promised)
    elif row.kind is Kind.CORRECTION_ASKED:
        _check_gaps(facts["gaps"], _needed(terms, case.matter if case else None))
        if facts.get("override") and Power.SUPERVISOR not in command.powers:
            raise Refusal("POWER_MISSING", command=command.name, power=str(Power.SUPERVISOR))
    elif row.kind is Kind.CORRECTED and not facts.get("materials") and not body.keys() & {"entrustment", "note"}:
        raise Refusal("FIELD_MISSING", command=command.name, field="materials")  # a correction brings something
    elif row.kind is Kind.FEES_BILLED and case:
        check_bill(body["items"], facts["fen"], case.billed_fen - case.paid_fen, command.powers)
    elif row.kind is Kind.DECLINED:
        body.setdefault("remedy", REMEDY_ZH)
    elif row.kind is Kind.CONCLUDED and facts["result"] in (Result.REFUSED, Result.RETURNED):
        if "opinion" not in body:
            raise Refusal("FIELD_MISSING", command=command.name, field="opinion")
        body.setdefault("remedy", REMEDY_ZH)


def _check_named_day(kind: Kind, facts: Mapping[str, Any], now_ms: int) -> None:
    day, today = facts.get(NAMED_DAYS.get(kind, "")), china_date(now_ms)
    if day is not None and day < today:
        raise Refusal("DAY_PAST", day=f"{day:%Y-%m-%d}", today=f"{today:%Y-%m-%d}")
    last = today + timedelta(days=NAMED_DAYS_AHEAD_MAX)
    if day is not None and day > last:
        raise Refusal("DAY_TOO_FAR", day=f"{day:%Y-%m-%d}", last=f"{last:%Y-%m-%d}")


def _check_gaps(gaps: tuple[int, ...], terms: MatterTerms) -> None:
    for gap in gaps:
        reason = gap % GAP_FACTOR
        if gap_material(gap) > terms.material_count or reason not in set(GapReason):
            raise Refusal("GAP_UNKNOWN", gap=gap, matter=terms.code, count=terms.material_count)


def _check_campaign(number: str, terms: MatterTerms) -> None:
    """Inside its dates only (集中年检, domain C-14). The day is the number's own, which no clock takes back (R-TIME)."""
    day = case_number.parse(number).date
    if terms.intake_from and terms.intake_to and not terms.intake_from <= day <= terms.intake_to:
        raise Refusal("OUTSIDE_CAMPAIGN", matter=terms.code, first=terms.intake_from, last=terms.intake_to)


def _check_allowed(code: str, materials: tuple[int, ...], allowed: tuple[int, ...]) -> None:
    """What the law wants at once is not the window's to put off: the catalogue says what may wait."""
    if not set(materials) <= set(allowed):
        wrong = "、".join(str(number) for number in materials if number not in allowed)
        listed = "、".join(map(str, allowed))
        raise Refusal(code, materials=wrong, allowed=listed or "没有", allowed_en=listed or "none")
