"""A deed's form between browser and office: what it offers here, what was typed, what is wrong with it.

Pure: the office's `act` judges; this only carries the fields over, and says beside the right one what was refused.
"""

from collections.abc import Container, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from kiosk.core.casework.case import Case
from kiosk.core.casework.coded import Code, Whole
from kiosk.core.casework.codes import GapReason, gap_code
from kiosk.core.casework.commands import COMMANDS
from kiosk.core.casework.permission import gap_is_old
from kiosk.core.refusal import Refusal
from server.console.bill import CELLS, YUAN_CHARS_MAX, bill_of, fen_of, rows_typed
from server.console.case_words import Names, coded, material_name, rule_told
from server.console.form import Field, Form, Kind
from server.console.forms import FORMS
from server.console.words import Say
from server.console.words import mark as _
from server.office.deeds import FIELD_CHARS_MAX
from server.office.departments import Department
from server.office.offering import override_for, results_for, steps_for
from server.office.staff import Staff

CODE_CHARS_MAX = 16  # of `Code`
LIST_CHARS_MAX = 60
_ABOUT_A_FIELD = ("FIELD_MISSING", "FIELD_NOT_VALID", "TEXT_MISSING", "TEXT_TOO_LONG", "TEXT_NOT_ALLOWED")
Typed = Mapping[str, Sequence[str]]


class Setting(NamedTuple):
    """What a form is filled in against: the case, who fills it in, what things are called, whom the county may ask,
    which materials the catalogue lets follow; barred: commands that this person is not authorised for."""

    case: Case
    staff: Staff
    names: Names
    register: Sequence[Department]
    may_follow: tuple[int, ...]
    barred: frozenset[str]


class GapRow(NamedTuple):
    """One material in the notice of what is missing. chosen: number of a GapReason, "" for in order; asked: it was
    asked for before, and nothing new has come since."""

    name: str
    label: str
    chosen: str
    asked: bool


class Filled(NamedTuple):
    """A form to draw. fields: those that this person sees here; values, errors: by field name; ticked: of each
    MATERIALS the chosen numbers; chars_max: of each field that is written; said: what concerns the whole; options:
    (value, word) of each field that is chosen and of every gap; rows: of a bill, what was typed; open: it was asked for
    by name."""

    command: str
    form: Form
    operation: str
    fields: tuple[Field, ...]
    values: Mapping[str, str]
    ticked: Mapping[str, Sequence[str]]
    errors: Mapping[str, str]
    chars_max: Mapping[str, int]
    said: str
    code: str
    options: Mapping[str, tuple[tuple[str, str], ...]]
    gaps: tuple[GapRow, ...]
    rows: tuple[Mapping[str, str], ...]
    open: bool


def filled(
    command: str,
    operation: str,
    setting: Setting,
    say: Say,
    language: str,
    typed: Typed | None = None,
    errors: Mapping[str, str] | None = None,
    no: Refusal | None = None,
    is_open: bool = False,
) -> Filled:
    """The form of `command` for this person on this case; typed: as it came, to be shown again."""
    form, came, case = FORMS[command], typed or {}, setting.case
    fields = tuple(f for f in form.fields if f.name != "override" or override_for(setting.staff, case))
    options = {f.name: _options(command, f, setting, say, language) for f in fields}
    options["gaps"] = tuple((str(int(reason)), coded(reason, language)) for reason in GapReason)
    return Filled(
        command,
        form,
        operation,
        fields,
        {f.name: _last(came, f.name) or _at_first(f, options[f.name], case) for f in fields},
        {f.name: came.get(f.name, ()) for f in fields if f.kind is Kind.MATERIALS},
        errors or {},
        _chars_max(command, fields),
        no.text(language) if no is not None and not errors else "",
        no.code if no is not None and not errors else "",
        options,
        _gap_rows(case, setting.names.materials, say, came) if command == "correct" else (),
        rows_typed(came) if command == "bill" else (),
        is_open,
    )


def can_be_filled(form: Filled) -> bool:
    """Whether there is anything left to choose where something must be chosen: a notice that all have signed for is
    signed for no more."""
    chosen = (field for field in form.fields if field.required and field.kind in (Kind.DEPARTMENT, Kind.PICK))
    return all(form.options[field.name] for field in chosen)


def texts_of(command: str, typed: Typed, material_count: int) -> dict[str, str]:
    """The fields as `act` takes them; what was left empty is left out."""
    texts: dict[str, str] = {}
    for field in FORMS[command].fields:
        value = _last(typed, field.name)
        if field.kind is Kind.GAPS:
            value = ",".join(map(str, _gaps(typed, material_count)))
        elif field.kind is Kind.TICK:
            value = "true" if value else ""
        elif field.kind is Kind.MATERIALS:
            value = ",".join(number for number in typed.get(field.name, ()) if number.strip())
        elif field.kind is Kind.YUAN and value.strip():
            value = str(fen) if (fen := fen_of(value)) is not None else "?"  # which is no amount to the office either
        elif field.kind is Kind.ITEMS and (bill := bill_of(typed)).items:
            value = msgspec.json.encode(bill.items).decode()
            if bill.fen is not None:
                texts["fen"] = str(bill.fen)
        if value.strip():
            texts[field.name] = value[: FIELD_CHARS_MAX + 1]
    return texts


def missing(command: str, texts: Mapping[str, str], say: Say) -> dict[str, str]:
    """Every required field that is empty, all at once, each with what to do."""
    asked = {Kind.GAPS: say(_("请选出要补的材料")), Kind.MATERIALS: say(_("请选出材料"))}
    found = {
        field.name: asked.get(field.kind, say(_("请填写这一项")))
        for field in FORMS[command].fields
        if field.required and field.name not in texts
    }
    if command == "bill" and "fen" not in texts:
        found["items"] = say(_("每一项的金额都要写，按元，最多两位小数"))
    return found


def wrong_field(command: str, no: Refusal, say: Say, language: str) -> dict[str, str]:
    """Where a refusal concerns one field, what to say beside it; {} where it concerns the deed."""
    name = no.params.get("field")
    if no.code not in _ABOUT_A_FIELD or name not in {field.name for field in FORMS[command].fields}:
        return {}
    said = {
        "TEXT_TOO_LONG": say(_("最多 {limit_chars} 字，现在 {chars} 字")),
        "TEXT_NOT_ALLOWED": say(_("里面有不能用的符号，请删掉再交")),
        "FIELD_NOT_VALID": say(_("这样填不对，请核对")),
    }.get(no.code, say(_("请填写这一项")))
    return {str(name): said.format(**no.params)}


def _options(
    command: str, field: Field, setting: Setting, say: Say, language: str
) -> tuple[tuple[str, str], ...]:
    """(value, word) of what may be chosen; () for what is written."""
    case, staff, names = setting.case, setting.staff, setting.names
    if field.kind is Kind.CHOICE:
        codes: Sequence[Any] = tuple(field.codes or ())
        if command == "step":
            codes = steps_for(staff)
        elif command == "conclude":
            codes = results_for(case)
        elif command == "hand-over":
            codes = [level for level in codes if level <= max(case.accept_tier, case.decide_tier, staff.level)]
        return tuple((code.name.lower(), coded(code, language)) for code in codes)
    if field.kind is Kind.MATERIALS:
        return tuple((str(number), material_name(number, say, names.materials)) for number in setting.may_follow)
    if field.kind is Kind.DEPARTMENT:
        return _departments(command, setting, say)
    if field.kind is Kind.PICK:
        standing = (card for card in case.cards if card.revoked_for is None)
        said = say(_("第{serial}张　{colour}　{rule}　{due}"))
        return tuple(
            (
                str(card.serial),
                said.format(
                    serial=card.serial,
                    colour=coded(card.colour, language),
                    rule=rule_told(card.rule, say),
                    due=card.due,
                ),
            )
            for card in standing
        )
    return ()


def _departments(command: str, setting: Setting, say: Say) -> tuple[tuple[str, str], ...]:
    """Whom this deed may be about: of the register, and of those that the case has asked."""
    case = setting.case
    asked = [one.department for one in case.opinions]
    if command == "ask-opinion":
        said = say(_("{name}（公布的时限 {days} 个工作日）"))
        return tuple(
            (one.code, said.format(name=one.name, days=one.opinion_days))
            for one in setting.register
            if one.code not in asked
        )
    latest = case.gatherings[-1] if case.gatherings else None
    if command == "give-opinion":
        codes = [one.department for one in case.opinions if one.is_open]
    else:
        done: Container[str] = () if latest is None else latest.signed if command == "sign-notice" else latest.attended
        known = dict.fromkeys([*asked, *(one.code for one in setting.register)])
        codes = [code for code in known if code not in done]
    return tuple((code, setting.names.departments.get(code, code)) for code in codes)


def _at_first(field: Field, options: Sequence[tuple[str, str]], case: Case) -> str:
    """What a field holds before anybody typed: the only choice there is, what is owed."""
    if field.kind is Kind.YUAN:
        owed = case.billed_fen - case.paid_fen
        return f"{owed // 100}.{owed % 100:02}"
    return options[0][0] if len(options) == 1 and field.kind is not Kind.MATERIALS else ""


def _chars_max(command: str, fields: Sequence[Field]) -> dict[str, int]:
    """How much may be written into each field, and into each cell of a bill."""
    return {field.name: _written_max(command, field) for field in fields if field.kind is not Kind.ITEMS} | (
        dict(CELLS) if command == "bill" else {}
    )


def _written_max(command: str, field: Field) -> int:
    row = COMMANDS[command]
    if field.name in row.body:
        return row.body[field.name].chars_max
    if field.kind is Kind.YUAN:
        return YUAN_CHARS_MAX
    fact = row.facts[field.name].coded
    if isinstance(fact, Whole):
        return len(str(fact.high))
    return CODE_CHARS_MAX if isinstance(fact, Code) else LIST_CHARS_MAX


def _gap_rows(case: Case, materials: Sequence[str], say: Say, typed: Typed) -> tuple[GapRow, ...]:
    return tuple(
        GapRow(
            f"gap-{number}",
            material_name(number, say, materials),
            _last(typed, f"gap-{number}"),
            case.corrections > 0
            and any(gap // 100 == number and gap_is_old(case, gap) for gap in case.asked),
        )
        for number in (*range(1, len(materials) + 1), 0)
    )


def _gaps(typed: Typed, material_count: int) -> list[int]:
    reasons = {str(int(reason)): reason for reason in GapReason}
    chosen = ((number, _last(typed, f"gap-{number}")) for number in range(material_count + 1))
    return [gap_code(number, reasons[text]) for number, text in chosen if text in reasons]


def _last(typed: Typed, name: str) -> str:
    values = typed.get(name) or [""]
    return values[-1]
