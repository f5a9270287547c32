"""What a county may add to a matter in the optional columns of its sheet: limits of the steps, which materials may
follow or be promised, what silence means, the dates of a campaign, and whom to turn to.

A column that is not there, and an empty cell, leave the default: the sheet of before is still a whole sheet.
"""

import datetime
import re
from collections.abc import Mapping, Sequence
from typing import Protocol

import msgspec

from kiosk.core.casework.codes import Step, T1Policy, Unit, word

OPTIONAL_COLUMNS = (
    "step_limits", "later_materials", "promise_materials", "t1_policy", "intake_from", "intake_to", "fee_note",
    "contact", "complaint_phone", "extracts", "reminders",
)  # fmt: skip
PROMISE_PERCENT_MAX = 70  # “比法定时限减少30%以上的标准，确定承诺时限” [S001]; 60 under the goal of [S000]
POST_CHARS_MAX = 40
CONTACT_CHARS_MAX = 100
EXTRACTS_COUNT_MAX = 20
REMINDERS_COUNT_MAX = 5
REMINDER_CHARS_MAX = 100
REMINDER_DAYS_MAX = 365
FIRST_STEP_WORDS = ("承办", "受理")  # D-3 calls the first step 受理, deployed systems 承办
T1_WORDS = {
    "five_days_deemed": T1Policy.FIVE_DAYS_DEEMED,
    "on_spot_deemed": T1Policy.ON_SPOT_DEEMED,
    "once_no_deeming": T1Policy.ONCE_NO_DEEMING,
}
_STEP = re.compile(r"(承办|受理|审核|批准)([0-9]{1,3})(?:（([^（）]+)）)?")
_REMINDER = re.compile(r"([0-9]{1,3})(工作日|自然日)：(.+)")
_NUMBERS = re.compile(r"[0-9]{1,2}(?:[、,，][0-9]{1,2})*")


class StepLimit(msgspec.Struct, frozen=True, omit_defaults=True):
    """One step of handling: working days, and who does it (“要逐环节明确办理时间、岗位和责任人” [S001])."""

    days: int
    post: str = ""
    person: str = ""


class Contact(msgspec.Struct, frozen=True):
    """Whom to turn to for what this matter is not: all three stand on a 转介单 (零拒绝 [S002])."""

    department: str
    phone: str
    address: str


class Extract(msgspec.Struct, frozen=True, omit_defaults=True):
    """What one department is given of the one form (一表制): numbers of materials, names of questions or repeats."""

    department: str
    materials: tuple[int, ...] = ()
    questions: tuple[str, ...] = ()


class Reminder(msgspec.Struct, frozen=True):
    """What the principal has to do, or may do, by a day after it was granted; the program only reminds."""

    days: int
    unit: Unit
    text: str


class Numbered(Protocol):
    """A material, as far as it is looked for here."""

    @property
    def number(self) -> int:
        """From 1."""

    @property
    def name(self) -> str:
        """As the sheet writes it."""


class Unreadable(ValueError):
    """A cell that cannot be read: why, in both languages. The sheet makes a Refusal of it with the row."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh, self.en = zh, en


def read_steps(text: str, promised_days: int, promised_unit: str) -> tuple[StepLimit, ...]:
    """`承办1（综合股 张三）+审核5+批准2`: all three in their order, working days, together within the promise (D-3)."""
    if not text:
        return ()
    found = [_STEP.fullmatch(part.strip()) for part in re.split(r"[+＋]", text)]
    words = ["承办" if one and one[1] in FIRST_STEP_WORDS else one[1] if one else "" for one in found]
    if words != [word(step) for step in Step]:
        raise Unreadable("环节时限应如 承办1+审核5+批准2", "limits of steps look like 承办1+审核5+批准2")
    if not promised_unit.startswith("工作日"):
        raise Unreadable(
            "环节时限按工作日，承诺时限不是工作日", "steps count working days, and the promise does not"
        )
    steps = tuple(_step(one[2], one[3] or "") for one in found if one)
    total = sum(step.days for step in steps)
    if total > promised_days:
        said = "+".join(str(step.days) for step in steps)
        raise Unreadable(
            f"各环节合计{said}={total}，超过承诺时限{promised_days}",
            f"the steps come to {said} = {total}, more than the {promised_days} promised",
        )
    return steps


def _step(days: str, who: str) -> StepLimit:
    if len(who) > POST_CHARS_MAX:
        raise Unreadable(f"岗位和责任人超过{POST_CHARS_MAX}字", f"a post is longer than {POST_CHARS_MAX} characters")
    post, _, person = who.strip().partition(" ")
    return StepLimit(int(days), post, person.strip())


def read_materials(column: str, parts: Sequence[str], materials: Sequence[Numbered]) -> frozenset[int]:
    """The materials that a cell names, by number (`1、3`) or by name; `parts`: the cell cut at ；."""
    by_name = {material.name: material.number for material in materials}
    found: set[int] = set()
    for part in parts:
        if _NUMBERS.fullmatch(part):
            numbers = {int(number) for number in re.split("[、,，]", part)}
        else:
            numbers = {by_name.get(part, 0)}
        if not numbers <= set(by_name.values()):
            raise Unreadable(f"{column} 写的“{part[:20]}”不是本事项的材料", f"{column} names {part[:20]!r}: no material")
        found |= numbers
    return frozenset(found)


def read_t1_policy(text: str) -> T1Policy | None:
    """What silence at intake means, over what follows from the kind of matter; None where the county is silent."""
    if text and text not in T1_WORDS:
        raise Unreadable(f"t1_policy 应为 {'、'.join(T1_WORDS)}", f"t1_policy is {', '.join(T1_WORDS)}")
    return T1_WORDS[text] if text else None


def read_campaign(cells: Mapping[str, str]) -> tuple[datetime.date | None, datetime.date | None]:
    """First and last day of a campaign (集中年检 [S000]); both or neither."""
    try:
        first, last = (
            datetime.date.fromisoformat(cells[column]) if cells.get(column) else None
            for column in ("intake_from", "intake_to")
        )
    except ValueError:
        raise Unreadable("集中办理的日期应如 2026-03-01", "a campaign's day looks like 2026-03-01") from None
    if (first is None) != (last is None) or (first and last and first > last):
        raise Unreadable("集中办理要写起止两日，先起后止", "a campaign has a first and a last day, in that order")
    return first, last


def read_contact(text: str) -> Contact | None:
    """`部门；电话；地址`."""
    if not text:
        return None
    parts = [part.strip() for part in text.split("；")]
    if len(parts) != 3 or not all(parts) or any(len(part) > CONTACT_CHARS_MAX for part in parts):
        raise Unreadable("contact 应为 部门；电话；地址", "contact is 部门；电话；地址")
    return Contact(*parts)


def read_reminders(text: str) -> tuple[Reminder, ...]:
    """`30自然日：共同向人民法院申请司法确认`, several parted by ；: counted from the day of the decision."""
    found: list[Reminder] = []
    for part in filter(None, (part.strip() for part in text.split("；"))):
        one = _REMINDER.fullmatch(part)
        if one is None or len(one[3]) > REMINDER_CHARS_MAX or not 0 < int(one[1]) <= REMINDER_DAYS_MAX:
            raise Unreadable("reminders 应如 30自然日：申请司法确认", "reminders look like 30自然日：申请司法确认")
        unit = Unit.WORKING_DAYS if one[2] == "工作日" else Unit.CALENDAR_DAYS
        found.append(Reminder(int(one[1]), unit, one[3]))
    if len(found) > REMINDERS_COUNT_MAX:
        raise Unreadable(f"reminders 超过{REMINDERS_COUNT_MAX}条", f"there are more than {REMINDERS_COUNT_MAX} reminders")
    return tuple(found)


def read_extracts(text: str, materials: Sequence[Numbered]) -> tuple[Extract, ...]:
    """`自然资源：1、2、name、land；农业农村：1、name`: per department its materials and questions, by number and name."""
    found: list[Extract] = []
    for part in filter(None, (part.strip() for part in text.split("；"))):
        department, colon, named = part.partition("：")
        words = [one.strip() for one in named.split("、") if one.strip()]
        if not colon or not department or not words:
            raise Unreadable("extracts 应如 自然资源：1、2、name", "extracts look like 自然资源：1、2、name")
        numbers = read_materials("extracts", [one for one in words if one.isdigit()], materials)
        questions = tuple(one for one in words if not one.isdigit())
        found.append(Extract(department.strip(), tuple(sorted(numbers)), questions))
    if len(found) > EXTRACTS_COUNT_MAX or len({one.department for one in found}) != len(found):
        raise Unreadable("extracts 部门重复或太多", "extracts name a department twice, or too many")
    return tuple(found)
