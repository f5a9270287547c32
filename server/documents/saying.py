"""How a paper says what a step holds: days, codes and the office's own texts, which are never invented."""

from collections.abc import Callable, Iterable

from kiosk.core.casework.codes import word
from kiosk.core.casework.days import china_date, china_minute
from server.documents.document import Table
from server.documents.subject import Subject, day_in_words
from server.office.steps import Step

CLOSED = "（正文未打开）"
Said = tuple[tuple[str, ...], tuple[Table, ...]]  # paragraphs, tables
Says = Callable[[Subject, Step], Said]


def day_of(step: Step) -> str:
    """The day of the step, in words."""
    return day_in_words(china_date(step.at_ms))


def minute_of(step: Step) -> str:
    """The minute of the step, in words: 2026年11月22日10时05分."""
    minute = china_minute(step.at_ms)
    return f"{day_of(step)}{minute[-5:-3]}时{minute[-2:]}分"


def coded(step: Step, name: str) -> str:
    """The office's word for a coded fact, "" where the step has none."""
    value = step.facts.get(name)
    return word(value) if value is not None else ""


def written(step: Step, name: str) -> str:
    """What the office wrote in a field; that its body is closed, where it is."""
    text = next((text for field, text in step.texts if field == name), "")
    return text or (CLOSED if step.body == "sealed" else "")


def case_table(subject: Subject) -> Table:
    """Which case this paper is of."""
    rows = (
        ("办件编号", subject.number),
        ("事项", f"{subject.matter}（{subject.matter_code}）"),
        ("委托人", subject.principal or CLOSED),
        ("收件站点", subject.station),
    )
    return Table("", (), rows)


def numbered(subject: Subject, heading: str, numbers: Iterable[int]) -> tuple[Table, ...]:
    """These materials by name, counted from 1; nothing where there are none."""
    rows = tuple((str(at), subject.material(one)) for at, one in enumerate(numbers, 1))
    return (Table(heading, ("序号", "材料名称"), rows),) if rows else ()


def materials_table(subject: Subject) -> tuple[Table, ...]:
    """What was handed in, numbered; nothing where nothing was."""
    rows = tuple((str(at), name, held, str(copies)) for at, (name, held, copies) in enumerate(subject.held, 1))
    return (Table("材料清单", ("序号", "材料名称", "形式", "份数"), rows),) if rows else ()
