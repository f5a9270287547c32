"""What all papers of one case share: the case, the people, the materials, the organs, the calendar."""

import datetime
from collections.abc import Mapping
from typing import NamedTuple

from kiosk.core.casework.codes import Unit
from kiosk.core.casework.limits import deadline
from kiosk.core.casework.workdays import WorkCalendar
from kiosk.core.catalogue.set_by_county import Reminder
from kiosk.core.event import Level
from server.documents.document import Document
from server.office.steps import Step


class Subject(NamedTuple):
    """held: (name, how it is held, copies) of each material that was handed in; organs: level -> whose seal;
    running: name of a limit that runs now -> its last day, and whether that is provisional; correction_days: T7, and
    check_days: of a promise from acceptance, both calendar days; handling: what the receipt promises; accept_tier: who
    answers for what the county's clock writes; county: its name; departments: code -> name; before, printed: the steps that had effect up to
    the paper's own, and the papers before it; mark: 演示 where nothing is real. Personal facts are "" while the body is closed."""

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
    running: Mapping[str, tuple[datetime.date, bool]]
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

    def running_end(self, name: str) -> str:
        """The last day of a limit that runs now, "" where it does not."""
        return day_in_words(*self.running[name]) if name in self.running else ""

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
