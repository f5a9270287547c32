"""What a matter is: the facts the law wants shown, the materials, the tiers and the time limits.

A fact that the county's sheet does not hold is shown as 待县确认 and never invented.
Sources: 行政许可法 30 (public facts), GB/T 39046-2020 tables A.1, A.6; "六公开" and "七公开".
"""

import datetime
import re
from collections.abc import Mapping
from enum import IntEnum

import msgspec

from kiosk.core.casework.codes import Step, T1Policy, Tier, Unit, word
from kiosk.core.casework.matter_terms import MatterTerms
from kiosk.core.catalogue.set_by_county import Contact, Extract, Reminder, StepLimit
from kiosk.core.event import Level
from kiosk.core.refusal import Refusal

TO_BE_CONFIRMED = "待县确认"
UNCONFIRMED = "to be confirmed by the county"  # the sheet's own words in its status columns
LICENCE = "01"  # 行政许可 in GB/T 39046-2020 A.1
OUTSIDE = int(Tier.OUTSIDE)  # a tier outside the county (an enterprise, the province): higher than every Level


class Necessity(IntEnum):
    """How far a material is needed; the numbers are those of deployed county systems."""

    REQUIRED = 1  # 必要
    CONDITIONAL = 2  # 非必要: only where its condition holds
    LATER = 3  # 容缺后补: the county lets it follow by a date


FORM_NAME = re.compile(r"(申请|申报|登记|备案|审批|评定)[^、，；]{0,2}表|申请书")  # as the sheet names its forms
NECESSITY_WORDS = {Necessity.REQUIRED: "必要", Necessity.CONDITIONAL: "非必要", Necessity.LATER: "容缺后补"}


class Material(msgspec.Struct, frozen=True, omit_defaults=True):
    """`number` from 1 in the order of the sheet; `condition_text` is the bracketed remark, "" if none; `promise`: a
    written promise may stand for it until it is checked (告知承诺)."""

    number: int
    name: str
    necessity: Necessity
    condition_text: str = ""
    promise: bool = False

    @property
    def shared(self) -> bool:
        """The sheet says that offices verify or share this, so nobody may demand the paper."""
        return any(word in self.condition_text or word in self.name for word in ("核验", "共享", "调取", "系统自动"))

    @property
    def signed_here(self) -> bool:
        """It is the mandate, which the principal signs as part of entrusting: nobody need bring one."""
        return self.name.startswith("授权委托书")

    @property
    def is_form(self) -> bool:
        """It is a form to be filled in, which the agent has, and no paper that a villager keeps at home."""
        return FORM_NAME.search(self.name) is not None


class Matter(msgspec.Struct, frozen=True, omit_defaults=True):
    """One row of the catalogue sheet; text columns unchanged, days None where the sheet has none.

    `accept_tier` and `decide_tier` are 1 village, 2 township, 3 county, 4 OUTSIDE (`decide_tier_text` says who).
    Units are 工作日 (working days), 自然日 (calendar days) or 当场 (on the spot: 0 days).
    `agent_allowed`: Y full agency, P the agent assists, N in person only.
    From `conditions` on nothing need be in the sheet: `set_by_county` says what the columns hold that a county may add.
    """

    number: int
    code: str
    name: str
    department: str
    matter_type_code: str
    matter_type: str
    case_type_code: str
    case_type: str
    case_type_status: str
    statutory_days: int | None
    statutory_unit: str
    statutory_note: str
    statutory_status: str
    promised_days: int
    promised_unit: str
    promised_status: str
    fee: str
    fee_status: str
    legal_basis: str
    legal_basis_status: str
    materials: tuple[Material, ...]
    materials_status: str
    accept_tier: int
    decide_tier: int
    decide_tier_text: str
    decide_tier_status: str
    agent_allowed: str
    agent_rule: str
    agent_status: str
    publicity_or_special_step: str
    co_departments: str
    result_name: str
    remarks: str
    core_set: bool
    conditions: str = TO_BE_CONFIRMED
    procedure: str = TO_BE_CONFIRMED
    fee_standard: str = TO_BE_CONFIRMED
    complaint_phone: str = TO_BE_CONFIRMED
    steps: tuple[StepLimit, ...] = ()
    t1_policy: T1Policy | None = None
    intake_from: datetime.date | None = None
    intake_to: datetime.date | None = None
    fee_note: str = ""
    contact: Contact | None = None
    extracts: tuple[Extract, ...] = ()
    reminders: tuple[Reminder, ...] = ()

    def is_taken_in_on(self, day: datetime.date) -> bool:
        """Whether its campaign (集中年检) takes anything in on that day; a matter without one is of every day."""
        return not (self.intake_from and self.intake_to) or self.intake_from <= day <= self.intake_to

    def material(self, number: int) -> Material | None:
        """The material of that number, or None."""
        return self.materials[number - 1] if 1 <= number <= len(self.materials) else None


def materials_asked(matter: Matter, conditions: Mapping[int, bool]) -> tuple[Material, ...]:
    """The materials that are asked for, each with the necessity that holds now.

    conditions: by the material's number, what the answers to the matter's form say: True makes it required, False means
    that it is not asked for at all. A material that no condition names stays as the catalogue has it."""
    return tuple(
        msgspec.structs.replace(material, necessity=Necessity.REQUIRED) if conditions.get(material.number) else material
        for material in matter.materials
        if conditions.get(material.number, True)
    )


class Catalogue(msgspec.Struct, frozen=True):
    """All matters under one `version` (from 1, never going back), in the order of the sheet."""

    version: int
    matters: tuple[Matter, ...]

    def matter(self, code: str) -> Matter:
        """The matter of a local code such as MZ-01; Refusal MATTER_UNKNOWN."""
        for matter in self.matters:
            if matter.code == code:
                return matter
        raise Refusal("MATTER_UNKNOWN", matter=code[:20])

    def terms(self, code: str) -> MatterTerms:
        """What casework needs to know of that matter under this version; Refusal MATTER_UNKNOWN."""
        return terms(self.matter(code), self.version)


class Fact(msgspec.Struct, frozen=True):
    """One line of the public notice: its Chinese heading and its text, 待县确认 where the sheet is silent."""

    heading: str
    text: str


def one_time_notice(matter: Matter) -> tuple[Fact, ...]:
    """The nine public facts, the union of 六公开 and 七公开, told once and completely before anything is handed in."""
    materials = "\n".join(_material_line(material) for material in matter.materials) or "无须提交材料"
    limits = f"法定：{_days(matter.statutory_days, matter.statutory_unit)}；承诺："
    limits += _shown(_days(matter.promised_days, matter.promised_unit), matter.promised_status)
    return (
        Fact("事项名称", matter.name),
        Fact("法律依据", _shown(matter.legal_basis, matter.legal_basis_status)),
        Fact("申请条件", matter.conditions),
        Fact("办事程序", _procedure(matter)),
        Fact("申报材料", _shown(materials, matter.materials_status)),
        Fact("办理时限", limits),
        Fact("收费依据", _fee(matter)),
        Fact("收费标准", matter.fee_standard),
        Fact("投诉渠道", matter.complaint_phone),
    )


def _procedure(matter: Matter) -> str:
    """The steps with their limits and posts where the county has set them; a person's name is the office's own."""
    if matter.procedure != TO_BE_CONFIRMED or not matter.steps:
        return matter.procedure
    steps = " → ".join(
        f"{word(step)}{limit.days}个工作日" + (f"（{limit.post}）" if limit.post else "")
        for step, limit in zip(Step, matter.steps, strict=True)
    )
    return _shown(steps, matter.promised_status)


def _fee(matter: Matter) -> str:
    shown = _shown(matter.fee, matter.fee_status)
    return f"{shown}（{matter.fee_note}）" if matter.fee_note else shown


def _shown(text: str, status: str) -> str:
    """The text as the public reads it: marked where the county has not confirmed it, replaced where there is none."""
    if not text or text == UNCONFIRMED:
        return TO_BE_CONFIRMED
    return f"{text}（{TO_BE_CONFIRMED}）" if UNCONFIRMED in status and TO_BE_CONFIRMED not in text else text


def _material_line(material: Material) -> str:
    word = NECESSITY_WORDS[material.necessity]
    condition = f"（{material.condition_text}）" if material.condition_text else ""
    return f"{material.number}. {material.name}{condition}〔{word}〕"


def _days(days: int | None, unit: str) -> str:
    if days is None:
        return TO_BE_CONFIRMED
    return "当场" if days == 0 else f"{days}个{unit}"


def terms(matter: Matter, catalogue_version: int) -> MatterTerms:
    """The coded terms that an entrustment is bound to; days the sheet lacks, and 当场, are 0."""
    return MatterTerms(
        code=matter.code,
        catalogue_version=catalogue_version,
        accept_tier=Level(matter.accept_tier),
        decide_tier=Tier(matter.decide_tier),
        promised_days=matter.promised_days,
        promised_unit=_unit(matter.promised_unit),
        statutory_days=matter.statutory_days or 0,
        statutory_unit=_unit(matter.statutory_unit),
        agent_allowed=matter.agent_allowed,
        material_count=len(matter.materials),
        t1_policy=_t1_policy(matter) if matter.t1_policy is None else matter.t1_policy,
        step_days=tuple(step.days for step in matter.steps),
        later_materials=tuple(one.number for one in matter.materials if one.necessity is Necessity.LATER),
        promise_materials=tuple(one.number for one in matter.materials if one.promise),
        intake_from=matter.intake_from,
        intake_to=matter.intake_to,
    )


def _unit(text: str) -> Unit:
    return Unit.CALENDAR_DAYS if text.startswith("自然日") else Unit.WORKING_DAYS


def _t1_policy(matter: Matter) -> T1Policy:
    """Silence means acceptance for a licence (行政许可法 32) and for land registration (不动产登记暂行条例 17) alone.

    Registering a business is a licence with a rule of its own: told once, nothing deemed (市场主体登记管理条例 19).
    """
    if "不动产登记" in matter.department:
        return T1Policy.ON_SPOT_DEEMED
    if matter.matter_type_code == LICENCE and "市场监管" not in matter.department:
        return T1Policy.FIVE_DAYS_DEEMED
    return T1Policy.ONCE_NO_DEEMING
