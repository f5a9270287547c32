"""A deed's form between browser and office: what it offers here, what was typed, what is wrong with it.

Pure: the office's `act` judges; this only carries the fields over, and says beside the right one what was refused.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from kiosk.core.casework.case import Case
from kiosk.core.casework.codes import GapReason, gap_code
from kiosk.core.casework.commands import COMMANDS
from kiosk.core.casework.permission import gap_is_old
from kiosk.core.refusal import Refusal
from server.console.case_words import coded, material_name
from server.console.forms import FORMS, Field, Form, Kind
from server.console.words import Say
from server.console.words import mark as _
from server.office.deeds import FIELD_CHARS_MAX
from server.office.offering import override_for, results_for, steps_for
from server.office.staff import Staff

_ABOUT_A_FIELD = ("FIELD_MISSING", "FIELD_NOT_VALID", "TEXT_MISSING", "TEXT_TOO_LONG", "TEXT_NOT_ALLOWED")
Typed = Mapping[str, Sequence[str]]


class GapRow(NamedTuple):
    """One material in the notice of what is missing. chosen: number of a GapReason, "" for in order; asked: it was
    asked for before, and nothing new has come since."""

    name: str
    label: str
    chosen: str
    asked: bool


class Filled(NamedTuple):
    """A form to draw. fields: those that this person sees here; values, errors: by field name; chars_max: of each
    field that is written; said: what concerns
    the whole; options: (value, word) of each CHOICE and of every gap; open: it was asked for by name."""

    command: str
    form: Form
    operation: str
    fields: tuple[Field, ...]
    values: Mapping[str, str]
    errors: Mapping[str, str]
    chars_max: Mapping[str, int]
    said: str
    code: str
    options: Mapping[str, tuple[tuple[str, str], ...]]
    gaps: tuple[GapRow, ...]
    open: bool


def filled(
    command: str,
    operation: str,
    case: Case,
    staff: Staff,
    materials: Sequence[str],
    say: Say,
    language: str,
    typed: Typed | None = None,
    errors: Mapping[str, str] | None = None,
    no: Refusal | None = None,
    is_open: bool = False,
) -> Filled:
    """The form of `command` for this person on this case; typed: as it came, to be shown again."""
    form, body, came = FORMS[command], COMMANDS[command].body, typed or {}
    fields = tuple(f for f in form.fields if f.name != "override" or override_for(staff, case))
    options = {f.name: _options(command, f, case, staff, language) for f in fields if f.kind is Kind.CHOICE}
    options["gaps"] = tuple((str(int(reason)), coded(reason, language)) for reason in GapReason)
    return Filled(
        command,
        form,
        operation,
        fields,
        {f.name: _last(came, f.name) or _only(options.get(f.name, ())) for f in fields},
        errors or {},
        {f.name: body[f.name].chars_max for f in fields if f.kind in (Kind.LINE, Kind.AREA)},
        no.text(language) if no is not None and not errors else "",
        no.code if no is not None and not errors else "",
        options,
        _gap_rows(case, materials, say, came) if command == "correct" else (),
        is_open,
    )


def texts_of(command: str, typed: Typed, material_count: int) -> dict[str, str]:
    """The fields as `act` takes them; what was left empty is left out."""
    texts: dict[str, str] = {}
    for field in FORMS[command].fields:
        value = _last(typed, field.name)
        if field.kind is Kind.GAPS:
            value = ",".join(map(str, _gaps(typed, material_count)))
        elif field.kind is Kind.TICK:
            value = "true" if value else ""
        if value.strip():
            texts[field.name] = value[: FIELD_CHARS_MAX + 1]
    return texts


def missing(command: str, texts: Mapping[str, str], say: Say) -> dict[str, str]:
    """Every required field that is empty, all at once, each with what to do."""
    return {
        field.name: say(_("请选出要补的材料")) if field.kind is Kind.GAPS else say(_("请填写这一项"))
        for field in FORMS[command].fields
        if field.required and field.name not in texts
    }


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


def _options(command: str, field: Field, case: Case, staff: Staff, language: str) -> tuple[tuple[str, str], ...]:
    assert field.codes is not None, "a choice names its codes"
    codes: Sequence[Any] = tuple(field.codes)
    if command == "step":
        codes = steps_for(staff)
    elif command == "conclude":
        codes = results_for(case)
    elif command == "hand-over":
        codes = [level for level in codes if level <= max(case.accept_tier, case.decide_tier, staff.level)]
    return tuple((code.name.lower(), coded(code, language)) for code in codes)


def _only(options: Sequence[tuple[str, str]]) -> str:
    return options[0][0] if len(options) == 1 else ""


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
