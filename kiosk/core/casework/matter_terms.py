"""What casework must know of a matter: the one record that the catalogue hands over."""

import datetime

import msgspec

from kiosk.core.casework.codes import T1Policy, Tier, Unit
from kiosk.core.event import Level


class MatterTerms(msgspec.Struct, frozen=True):
    """One matter as the catalogue of one version states it.

    code: 1 to 16 of A-Z 0-9 -; days 0 = the law names none, or 待县确认; agent_allowed: "Y" the agent may do
    the whole errand, "P" may assist, "N" the person must come; material_count: numbered 1.. in gap codes;
    later_materials: which may follow (容缺), promise_materials: which a promise may stand for (告知承诺); intake_from,
    intake_to: first and last day of a campaign, None for a matter of every day.
    """

    code: str
    catalogue_version: int
    accept_tier: Level
    decide_tier: Tier
    promised_days: int = 0
    promised_unit: Unit = Unit.WORKING_DAYS
    statutory_days: int = 0
    statutory_unit: Unit = Unit.WORKING_DAYS
    agent_allowed: str = "Y"
    material_count: int = 0
    t1_policy: T1Policy = T1Policy.FIVE_DAYS_DEEMED
    step_days: tuple[int, ...] = ()  # working days of 承办, 审核, 批准; () where the county has set none
    later_materials: tuple[int, ...] = ()
    promise_materials: tuple[int, ...] = ()
    intake_from: datetime.date | None = None
    intake_to: datetime.date | None = None
