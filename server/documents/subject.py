"""What all papers of one case share: the case, the people, the materials, the organs, the calendar."""

import datetime
from collections.abc import Mapping
from typing import NamedTuple

from kiosk.core.casework.codes import Unit
from kiosk.core.casework.days import china_date
from kiosk.core.casework.limits import PausedDays, deadline
from kiosk.core.casework.workdays import WorkCalendar
from kiosk.core.catalogue.set_by_county import Reminder
from kiosk.core.event import Level
from server.documents.document import Document
from server.office.steps import Step


class Subject(NamedTuple):
    """held: (name, how it is held, copies) of each material that was handed in; organs: level -> whose seal;
    correction_days: T7, and check_days: of a promise from acceptance, both calendar days; handling: what the receipt
    promises; accept_tier: who answers for what the county's clock writes; county: its name; departments: code -> name;
    before, printed: the steps that had effect up to the paper's own, and the papers before it; mark: 演示 where nothing
    is real. Personal facts are "" while the body is closed."""

    number: str
    matter_code: str
    matter: str
    matter_type: str
    station: str
    principal: str
    id_number: str
    phone: str
    address: str
    agent: str
    powers: tuple[str, ...]
    until: str
    materials: tuple[str, ...]
    held: tuple[tuple[str, str, int], ...]
    organs: Mapping[int, str]
    calendar: WorkCalendar
    correction_days: int
    check_days: int
    handling: str
    complaint_phone: str
    reminders: tuple[Reminder, ...]
    accept_tier: Level
    county: str
    departments: Mapping[str, str]
    before: tuple[Step, ...] = ()
    printed: tuple[Document, ...] = ()
    mark: str = ""

    def end(self, start: datetime.date, days: int, unit: Unit) -> str:
        """The last day of a limit from `start`, in words."""
        found = deadline(start, days, unit, self.calendar)
        return day_in_words(found.date, found.provisional)

    def promise_end(self) -> str:
        """The last day of what was promised, with the extensions and pauses up to the paper's step; "" where nothing
        was."""
        accepted = self.last("Accepted", "DeemedAccepted")
        if accepted is None or not accepted.facts.get("promised_days"):
            return ""
        start = accepted.facts.get("on") or china_date(accepted.at_ms)
        extra = sum(step.facts.get("days", 0) for step in self.before if step.kind == "Extended")
        days = accepted.facts["promised_days"] + extra
        found = deadline(start, days, accepted.facts["promised_unit"], self.calendar, self._paused())
        return day_in_words(found.date, found.provisional)

    def _paused(self) -> tuple[PausedDays, ...]:
        since = [china_date(step.at_ms) for step in self.before if step.kind == "Suspended"]
        until = [china_date(step.at_ms) for step in self.before if step.kind == "Resumed"]
        return tuple(map(PausedDays, since, until))

    def last(self, *kinds: str) -> Step | None:
        """The latest step of one of these kinds, up to the paper's own."""
        return next((step for step in reversed(self.before) if step.kind in kinds), None)

    def owed(self) -> tuple[int, ...]:
        """容缺: numbers of the materials that were allowed to follow and have not come."""
        allowed = self.last("SupplyAllowed")
        came = {one for step in self.before if step.kind == "Supplied" for one in step.facts.get("materials", ())}
        return tuple(one for one in (allowed.facts.get("materials", ()) if allowed else ()) if one not in came)

    def promised(self) -> tuple[int, ...]:
        """告知承诺: numbers of the materials that a promise stands for."""
        step = self.last("ProofPromised")
        return tuple(step.facts.get("materials", ())) if step else ()

    def material(self, number: int) -> str:
        """A material of the matter's list by its number; 0 is the form's own answers."""
        if number == 0:
            return "填写的内容"
        return self.materials[number - 1] if number <= len(self.materials) else f"材料{number}"


def day_in_words(day: datetime.date, provisional: bool = False) -> str:
    """2026年11月22日; （暂定） where a year's holidays are not known yet."""
    return f"{day.year}年{day.month}月{day.day}日" + ("（暂定）" if provisional else "")
