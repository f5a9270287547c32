"""Reading the county's catalogue sheet: one row a matter, nothing invented, every reading reported.

A material is 必要 unless its own text says 有则提供, 代办时 or 如有. The report tells the county how each
material was read and where a text hints at something the rule does not know, so that a person can decide.
"""

import re
from typing import Any

import msgspec

from kiosk.core.catalogue.certificates import banned_certificate
from kiosk.core.catalogue.matters import (
    NECESSITY_WORDS,
    OUTSIDE,
    TO_BE_CONFIRMED,
    Catalogue,
    Material,
    Matter,
    Necessity,
)
from kiosk.core.catalogue.rows import BrokenRow, read_rows
from kiosk.core.catalogue.set_by_county import (
    OPTIONAL_COLUMNS,
    PROMISE_PERCENT_MAX,
    Unreadable,
    read_campaign,
    read_contact,
    read_extracts,
    read_materials,
    read_reminders,
    read_steps,
    read_t1_policy,
)
from kiosk.core.event import Level
from kiosk.core.refusal import Refusal

COLUMNS = [
    "no", "local_code", "matter_name", "department", "matter_type_code", "matter_type", "case_type_code",
    "case_type", "case_type_status", "statutory_days", "statutory_unit", "statutory_note", "statutory_status",
    "promised_days", "promised_unit", "promised_status", "fee", "fee_status", "legal_basis",
    "legal_basis_status", "materials", "materials_status", "accept_tier", "decide_tier", "decide_tier_status",
    "agent_allowed", "agent_rule", "agent_status", "publicity_or_special_step", "co_departments", "result_name",
    "remarks", "core_set",
]  # fmt: skip
CONDITIONAL_WORDS = ("有则提供", "代办时", "如有")
HINT_WORDS = ("可后补", "自愿", "超过", "破坏", "首次", "除外", "可口头")  # reported, not acted on: the county decides
TIERS = {"village": int(Level.VILLAGE), "township": int(Level.TOWNSHIP), "county": int(Level.COUNTY)}
UNITS = ("工作日", "自然日", "当场")
SHEET_CHARS_MAX = 2_000_000
MATTERS_MAX = 2_000
MATERIALS_MAX = 40
CELL_CHARS_MAX = 500
DAYS_MAX = 3_650
_CODE = re.compile(r"[A-Z]{2}-[0-9]{2,4}")
_OPEN, _CLOSE = "（《〈【", "）》〉】"


class Reading(msgspec.Struct, frozen=True):
    """How one material was read. `remark` is "" or why a person should look at it."""

    row: int
    matter: str
    material: Material
    remark: str = ""


class ImportReport(msgspec.Struct, frozen=True):
    """Every reading in the order of the sheet, and warnings as (row, matter, Chinese sentence)."""

    readings: tuple[Reading, ...]
    warnings: tuple[tuple[int, str, str], ...]

    def lines(self) -> list[str]:
        """The report as lines a person reads: row, matter, number, necessity, material, remark."""
        read = [
            f"{r.row} {r.matter} 材料{r.material.number} {NECESSITY_WORDS[r.material.necessity]} {r.material.name}"
            + (f"（{r.material.condition_text}）" if r.material.condition_text else "")
            + (f" ※{r.remark}" if r.remark else "")
            for r in self.readings
        ]
        return read + [f"{row} {matter} ※{sentence}" for row, matter, sentence in self.warnings]


def read_catalogue(
    text: str, version: int, promise_percent_max: int = PROMISE_PERCENT_MAX, strict: bool = False
) -> tuple[Catalogue, ImportReport]:
    """Read the sheet (UTF-8 CSV with its header row: COLUMNS, then any of OPTIONAL_COLUMNS) as catalogue `version`
    (from 1). promise_percent_max: how much of the law's limit a promise may take (D-2); more is reported, or refused
    where `strict`.

    Raises Refusal CATALOGUE_ROW or CERTIFICATE_BANNED naming the row (the header is row 1); all or nothing.
    """
    if len(text) > SHEET_CHARS_MAX:
        raise _no(1, "-", f"超过{SHEET_CHARS_MAX}字", f"the sheet is longer than {SHEET_CHARS_MAX} characters")
    try:
        rows = read_rows(text)
    except BrokenRow as broken:
        raise _no(broken.row, "-", "不是有效的CSV", "it is not CSV") from broken
    header = rows[0] if rows else []
    if header[: len(COLUMNS)] != COLUMNS:
        missing = "、".join(name for name in COLUMNS if name not in header) or "-"
        raise _no(1, "-", f"表头不符，缺少：{missing}", f"the header differs, missing: {missing}")
    added = header[len(COLUMNS) :]
    if len(set(added)) != len(added) or not set(added) <= set(OPTIONAL_COLUMNS):
        raise _no(1, "-", f"后加的列应为 {'、'.join(OPTIONAL_COLUMNS)}", f"added columns are {', '.join(OPTIONAL_COLUMNS)}")
    matters: list[Matter] = []
    readings: list[Reading] = []
    warnings: list[tuple[int, str, str]] = []
    seen: set[str] = set()
    for number, cells in enumerate(rows[1:], start=2):
        if not cells:
            continue
        if len(matters) == MATTERS_MAX:
            raise _no(number, "-", f"超过{MATTERS_MAX}个事项", f"there are more than {MATTERS_MAX} matters")
        if len(cells) != len(header):
            raise _no(number, cells[0], "列数不对", f"it has {len(cells)} columns, not {len(header)}")
        matter = _read_row(number, dict(zip(header, (cell.strip() for cell in cells), strict=True)))
        if matter.code in seen:
            raise _no(number, matter.code, "事项代码重复", "the code stands in the sheet twice")
        seen.add(matter.code)
        matters.append(matter)
        readings += [Reading(number, matter.code, material, _remark(material)) for material in matter.materials]
        if strict and (slow := _slow(matter, promise_percent_max)):
            raise _no(number, matter.code, *slow)
        warnings += [(number, matter.code, sentence) for sentence in _warnings(matter, promise_percent_max)]
    if not matters:
        raise _no(1, "-", "没有事项", "there is no matter in it")
    return Catalogue(version, tuple(matters)), ImportReport(tuple(readings), tuple(warnings))


def split_materials(text: str) -> list[str]:
    """The sheet's material cell cut at ；, but not inside full-width brackets."""
    parts, depth, start = [], 0, 0
    for place, character in enumerate(text):
        if character in _OPEN:
            depth += 1
        elif character in _CLOSE:
            depth = max(0, depth - 1)
        elif character == "；" and depth == 0:
            parts.append(text[start:place])
            start = place + 1
    return [part.strip() for part in [*parts, text[start:]] if part.strip()]


def read_material(number: int, text: str) -> Material:
    """One material: a closing bracket at its end is its condition, the rest its name."""
    necessity = Necessity.CONDITIONAL if any(word in text for word in CONDITIONAL_WORDS) else Necessity.REQUIRED
    name, condition = text, ""
    if text.endswith("）") and (cut := _last_bracket(text)) > 0:
        name, condition = text[:cut].strip(), text[cut + 1 : -1].strip()
    return Material(number, name, necessity, condition)


def _last_bracket(text: str) -> int:
    """Where the bracket that closes at the end of the text opens, or -1."""
    depth = 0
    for place in range(len(text) - 1, -1, -1):
        depth += (text[place] == "）") - (text[place] == "（")
        if depth == 0:
            return place
    return -1


def _remark(material: Material) -> str:
    if material.necessity is not Necessity.REQUIRED:
        return ""
    whole = f"{material.name}（{material.condition_text}）"
    if hints := [word for word in HINT_WORDS if word in whole]:
        return f"写有“{'、'.join(hints)}”，仍按必要读取，请县确认"
    return "可由系统核验或共享，不得强制要求提交" if material.shared else ""


def promise_percent(matter: Matter) -> float | None:
    """How much of the law's limit the promise takes; None where they cannot be compared: no limit named, done on the
    spot, or two units."""
    same_unit = matter.statutory_unit[:3] == matter.promised_unit[:3]
    return 100 * matter.promised_days / matter.statutory_days if same_unit and matter.statutory_days else None


def _slow(matter: Matter, percent_max: int) -> tuple[str, str] | None:
    percent = promise_percent(matter)
    if percent is None or percent <= percent_max:
        return None
    days, law = matter.promised_days, matter.statutory_days
    return (
        f"承诺时限{days}为法定时限{law}的{percent:.0f}%，超过{percent_max}%",
        f"the promise of {days} is {percent:.0f} % of the law's {law}, over {percent_max} %",
    )


def _warnings(matter: Matter, percent_max: int) -> list[str]:
    said = []
    percent = promise_percent(matter)
    if percent is not None and percent > 100:
        said.append(f"承诺时限{matter.promised_days}超过法定时限{matter.statutory_days}（{matter.promised_unit}）")
    elif slow := _slow(matter, percent_max):
        said.append(slow[0])
    if matter.decide_tier < matter.accept_tier:
        said.append("决定层级低于受理层级")
    if not matter.legal_basis:
        said.append("法律依据为空，公开时显示待县确认")
    return said


def _read_row(row: int, cells: dict[str, str]) -> Matter:
    code = cells["local_code"]
    if not _CODE.fullmatch(code):
        raise _no(row, code, "事项代码应如 MZ-01", "a matter code looks like MZ-01")
    for column, cell in cells.items():
        if len(cell) > CELL_CHARS_MAX or any(ord(character) < 32 for character in cell):
            raise _no(
                row,
                code,
                f"{column} 超过{CELL_CHARS_MAX}字或有控制字符",
                f"{column} is too long or holds a control character",
            )
    for column in ("matter_name", "department", "promised_days"):
        if not cells[column]:
            raise _no(row, code, f"{column} 为空", f"{column} is empty")
    if cells["agent_allowed"] not in ("Y", "P", "N"):
        raise _no(row, code, "agent_allowed 应为 Y、P 或 N", "agent_allowed is Y, P or N")
    for column in ("statutory_unit", "promised_unit"):
        unit = cells[column]
        if unit and not unit.startswith(UNITS):
            raise _no(row, code, f"{column} 应为工作日、自然日或当场", f"{column} is 工作日, 自然日 or 当场")
    statutory = _days(row, code, "statutory_days", cells)
    if statutory is not None and not cells["statutory_unit"]:
        raise _no(row, code, "法定时限没有单位", "the statutory limit has no unit")
    promised = _days(row, code, "promised_days", cells)
    assert promised is not None, "an empty promise was refused above"
    materials = _materials(row, code, cells["materials"])
    try:
        allowed = _allowed(materials, cells)
        added = _added(materials, promised, cells) | {column: cells[column] for column in _AS_THEY_STAND}
    except Unreadable as no:
        raise _no(row, code, no.zh, no.en) from None
    return Matter(
        number=_number(row, code, "no", cells["no"]),
        code=code,
        name=cells["matter_name"],
        materials=allowed,
        accept_tier=_tier(row, code, "accept_tier", cells, outside=False),
        decide_tier=_tier(row, code, "decide_tier", cells, outside=True),
        decide_tier_text=cells["decide_tier"],
        statutory_days=statutory,
        promised_days=promised,
        core_set=cells["core_set"] == "1",
        **added,
    )


def _allowed(materials: tuple[Material, ...], cells: dict[str, str]) -> tuple[Material, ...]:
    """The materials with what the county allows: to follow (容缺后补), or to be promised (告知承诺)."""
    later, promised = (
        read_materials(column, split_materials(cells.get(column, "")), materials)
        for column in ("later_materials", "promise_materials")
    )
    for one in materials:
        if one.number in later and one.necessity is not Necessity.REQUIRED:
            raise Unreadable(f"材料{one.number}本来就不是必要的，不用容缺", f"material {one.number} is not required anyway")
    return tuple(
        msgspec.structs.replace(
            one,
            necessity=Necessity.LATER if one.number in later else one.necessity,
            promise=one.number in promised,
        )
        for one in materials
    )


def _added(materials: tuple[Material, ...], promised_days: int, cells: dict[str, str]) -> dict[str, Any]:
    """The fields of the columns that a county may add."""
    first, last = read_campaign(cells)
    return {
        "steps": read_steps(cells.get("step_limits", ""), promised_days, cells["promised_unit"]),
        "t1_policy": read_t1_policy(cells.get("t1_policy", "")),
        "intake_from": first,
        "intake_to": last,
        "fee_note": cells.get("fee_note", ""),
        "contact": read_contact(cells.get("contact", "")),
        "complaint_phone": cells.get("complaint_phone") or TO_BE_CONFIRMED,
        "extracts": read_extracts(cells.get("extracts", ""), materials),
        "reminders": read_reminders(cells.get("reminders", "")),
    }


_AS_THEY_STAND = [
    column for column in COLUMNS
    if column not in ("no", "local_code", "matter_name", "statutory_days", "promised_days", "materials", "accept_tier",
                      "decide_tier", "core_set")
]  # fmt: skip


def _materials(row: int, code: str, text: str) -> tuple[Material, ...]:
    parts = split_materials(text)
    if len(parts) > MATERIALS_MAX:
        raise _no(row, code, f"超过{MATERIALS_MAX}项材料", f"it asks for more than {MATERIALS_MAX} materials")
    for part in parts:
        if certificate := banned_certificate(part):
            raise Refusal("CERTIFICATE_BANNED", row=row, matter=code, certificate=certificate)
    return tuple(read_material(number, part) for number, part in enumerate(parts, start=1))


def _tier(row: int, code: str, column: str, cells: dict[str, str], outside: bool) -> int:
    text = cells[column]
    if text in TIERS:
        return TIERS[text]
    if outside and (text == "省级及以上" or re.fullmatch(r"enterprise（[^（）]{1,20}）", text)):
        return OUTSIDE
    raise _no(row, code, f"{column} 不正确：{text[:20] or '空'}", f"{column} is not a tier: {text[:20] or 'empty'}")


def _days(row: int, code: str, column: str, cells: dict[str, str]) -> int | None:
    if not cells[column]:
        return None
    days = _number(row, code, column, cells[column])
    if days > DAYS_MAX:
        raise _no(row, code, f"{column} 超过{DAYS_MAX}日", f"{column} is more than {DAYS_MAX} days")
    return days


def _number(row: int, code: str, column: str, text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,6}", text):
        raise _no(row, code, f"{column} 应为整数", f"{column} must be a whole number")
    return int(text)


def _no(row: int, matter: str, reason_zh: str, reason_en: str) -> Refusal:
    return Refusal("CATALOGUE_ROW", row=row, matter=matter[:20] or "-", reason_zh=reason_zh, reason_en=reason_en)
